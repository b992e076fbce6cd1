"""What areas are called in sentences: the names of the Unicode CLDR, short forms, adjectives, parts of the world.

Names are regular expressions in which capitals count: US is no pronoun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pycountry
from babel import Locale

from extractors.languages import VOCABULARIES

#: A part of the world that is no country: a figure of it is of no area that is wanted.
REGION = "REGION"
#: What the Unicode CLDR calls the parts of the world that markets are counted by.
_REGIONS = ("150", "151", "154", "155", "039", "142", "035", "002", "003", "005", "419", "009", "EU", "EZ")

_ENGLISH = {
    "USA": (r"US(?! dollars?| ?\$)", r"U\.S\.(?! dollars?| ?\$)", "USA", "American"),
    "GBR": ("UK", "British", "Britain"),
    "CHN": ("Chinese",),
    "JPN": ("Japanese",),
    "KOR": ("(?:South )?Korean", "Korea"),
    "DEU": ("German",),
    "FRA": ("French",),
    "ESP": ("Spanish",),
    "IND": ("Indian",),
    "HKG": ("Hong Kong",),
    "TWN": ("Taiwanese",),
    "AUS": ("Australian",),
    "AUT": ("Austrian",),
    "BEL": ("Belgian",),
    "BRA": ("Brazilian",),
    "CAN": ("Canadian",),
    "CHE": ("Swiss",),
    "CZE": ("Czech(?: Republic)?",),
    "DNK": ("Danish",),
    "FIN": ("Finnish",),
    "GRC": ("Greek",),
    "HUN": ("Hungarian",),
    "IDN": ("Indonesian",),
    "IRL": ("Irish",),
    "ISR": ("Israeli",),
    "ITA": ("Italian",),
    "MEX": ("Mexican",),
    "MYS": ("Malaysian",),
    "NLD": ("Dutch",),
    "NOR": ("Norwegian",),
    "PHL": ("Philippine", "Filipino"),
    "POL": ("Polish",),
    "PRT": ("Portuguese",),
    "ROU": ("Romanian",),
    "RUS": ("Russian",),
    "SAU": ("Saudi",),
    "SGP": ("Singaporean",),
    "SWE": ("Swedish",),
    "THA": ("Thai",),
    "TUR": ("Turkish", "Turkey"),
    "UKR": ("Ukrainian",),
    "VNM": ("Vietnamese",),
    "ZAF": ("South African",),
    "WLD": ("[Gg]lobal", "[Gg]lobally", "[Ww]orldwide", "[Ww]orld"),
    REGION: (
        "European?",
        "EU(?:-?2[78])?",
        "Asian?",
        "Asia[- ]Pacific",
        "APAC",
        "African?",
        "(?:Latin|North|South) American?",
    ),
}
_SPANISH = {
    "USA": (r"EE\.? ?UU\.?", "EUA", "(?<!dólares )estadounidenses?"),
    "GBR": ("Gran Bretaña", "británic[oa]s?"),
    "CHN": ("chin[oa]s?",),
    "JPN": ("japon(?:és|es[ae]s?|esa)", "nip[óo]n(?:es|as?)?"),
    "KOR": ("Corea", "(?:sur)?corean[oa]s?"),
    "DEU": ("alem(?:án|an[ae]s?)",),
    "FRA": ("franc(?:és|es[ae]s?)",),
    "ESP": ("español(?:es|as?)?",),
    "ITA": ("italian[oa]s?",),
    "PRT": ("portugu(?:és|es[ae]s?)",),
    "IND": ("indi[oa]s?",),
    "HKG": ("Hong Kong",),
    "MEX": ("Méjico", "mexican[oa]s?"),
    "ARG": ("argentin[oa]s?",),
    "BRA": ("brasileñ[oa]s?",),
    "CHL": ("chilen[oa]s?",),
    "COL": ("colombian[oa]s?",),
    "PER": ("peruan[oa]s?",),
    "WLD": ("[Mm]undial(?:es|mente)?", "[Gg]lobal(?:es|mente)?", "mundo"),
    REGION: (
        "europe[oa]s?",
        "UE",
        "asiátic[oa]s?",
        "América (?:Latina|del Norte|del Sur)",
        "latinoamerican[oa]s?",
        "african[oa]s?",
    ),
}
_GERMAN = {
    "USA": ("USA", r"US(?!-Dollar|-?\$)", "(?:US-)?[Aa]merikanisch(?:e[nrsm]?)?", "Vereinigten Staaten"),
    "GBR": ("Großbritanniens?", "Vereinigten Königreich(?:e?s)?", "britisch(?:e[nrsm]?)?"),
    "CHN": ("chinesisch(?:e[nrsm]?)?",),
    "JPN": ("japanisch(?:e[nrsm]?)?",),
    "KOR": ("Koreas?", "(?:süd)?koreanisch(?:e[nrsm]?)?"),
    "DEU": ("[Dd]eutsch(?:e[nrsm]?)?",),
    "FRA": ("französisch(?:e[nrsm]?)?",),
    "ESP": ("spanisch(?:e[nrsm]?)?",),
    "ITA": ("italienisch(?:e[nrsm]?)?",),
    "IND": ("indisch(?:e[nrsm]?)?",),
    "HKG": ("Hongkongs?",),
    "AUT": ("österreichisch(?:e[nrsm]?)?",),
    "CHE": ("[Ss]chweizer(?:isch(?:e[nrsm]?)?)?",),
    "NLD": ("niederländisch(?:e[nrsm]?)?",),
    "POL": ("polnisch(?:e[nrsm]?)?",),
    "RUS": ("russisch(?:e[nrsm]?)?",),
    "TUR": ("türkisch(?:e[nrsm]?)?",),
    "WLD": ("[Ww]eltweit(?:e[nrsm]?)?", "[Gg]lobal(?:e[nrsm]?)?", "Welt"),
    REGION: (
        "[Ee]uropäisch(?:e[nrsm]?)?(?: Union)?",
        "EU(?:-2[78])?",
        "asiatisch(?:e[nrsm]?)?",
        "afrikanisch(?:e[nrsm]?)?",
    ),
}
_MORE: dict[str, dict[str, tuple[str, ...]]] = {
    "en": _ENGLISH,
    "es": _SPANISH,
    "de": _GERMAN,
    "ja": {
        "WLD": ("世界", "全世界"),
        "USA": ("米国", "アメリカ"),
        "GBR": ("英国",),
        "HKG": ("香港",),
        REGION: ("欧州", "EU"),
    },
    "ko": {"WLD": ("세계", "전 ?세계"), "KOR": ("국내", "우리나라", "한국"), "HKG": ("홍콩",), REGION: ("EU",)},
    "zh-Hans": {"WLD": ("全球", "世界"), "CHN": ("我国", "全国"), "HKG": ("香港",)},
    "zh-Hant": {"WLD": ("全球", "世界"), "HKG": ("香港",)},
}
_BASES = {"zh-HK": "zh-Hant"}
#: What a name may end in besides: Chinas.
_ENDING = {"de": "s?"}


@cache
def area_names(language: str) -> dict[str, tuple[str, ...]]:
    """Return patterns of what areas are called, by ISO 3166-1 alpha-3 code, group or REGION.

    ``language`` is a key of ``extractors.languages.VOCABULARIES``.
    """
    base = language if language in _MORE else _BASES.get(language, language.split("-", maxsplit=1)[0])
    ending = _ENDING.get(base, "")
    named = {code: [re.escape(name) + ending] for code, name in _territories(VOCABULARIES[language].locale)}
    named[REGION] = [re.escape(name) + ending for name in _regions(VOCABULARIES[language].locale)]
    for code, names in _MORE[base].items():
        named.setdefault(code, []).extend(names)
    return {code: tuple(names) for code, names in named.items()}


def _territories(locale: str) -> Iterator[tuple[str, str]]:
    names = Locale.parse(locale).territories
    for country in pycountry.countries:
        # A name of one letter would be found inside other words.
        if len(name := names.get(country.alpha_2, "")) >= 2:
            yield country.alpha_3, name


def _regions(locale: str) -> Iterator[str]:
    names = Locale.parse(locale).territories
    return (names[code] for code in _REGIONS if code in names)

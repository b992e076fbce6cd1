"""The languages in which quantities can be read."""

from __future__ import annotations

from functools import cache

from extractors.errors import UsageError
from extractors.languages.de import GERMAN, SWISS_GERMAN
from extractors.languages.en import ENGLISH
from extractors.languages.es import MEXICAN_SPANISH, POINT_SPANISH, SPANISH
from extractors.languages.ja import JAPANESE
from extractors.languages.ko import KOREAN
from extractors.languages.vocabulary import Vocabulary
from extractors.languages.zh import HONG_KONG_CHINESE, SIMPLIFIED_CHINESE, TRADITIONAL_CHINESE

#: The seven languages, and the countries whose number marks or currency signs differ from the rest of a language.
VOCABULARIES: dict[str, Vocabulary] = {
    "de": GERMAN,
    "de-CH": SWISS_GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "es-419": POINT_SPANISH,
    "es-MX": MEXICAN_SPANISH,
    "ja": JAPANESE,
    "ko": KOREAN,
    "zh-Hans": SIMPLIFIED_CHINESE,
    "zh-Hant": TRADITIONAL_CHINESE,
    "zh-HK": HONG_KONG_CHINESE,
}
#: Countries where Spanish prints a decimal point, by the number symbols of the Unicode CLDR.
_POINT_SPANISH = ("CU", "DO", "GT", "HN", "NI", "PA", "PE", "PR", "SV", "US")
_REGIONS = {
    "zh": "zh-Hans",
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans",
    "zh-TW": "zh-Hant",
    "zh-MO": "zh-HK",
    "zh-Hant-HK": "zh-HK",
    "de-LI": "de-CH",
    **{f"es-{country}": "es-419" for country in _POINT_SPANISH},
}


@cache
def language_of(tag: str) -> str:
    """Return the key of VOCABULARIES for a BCP 47 tag: ``en`` for ``en-GB``. Raises UsageError for another language."""
    for candidate in (tag, _REGIONS.get(tag, ""), tag.split("-", maxsplit=1)[0]):
        if candidate in VOCABULARIES:
            return candidate
    raise UsageError("no vocabulary for this language", expected="one of " + ", ".join(VOCABULARIES), found=tag)

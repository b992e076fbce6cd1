"""Periods as printed → time_period: "2016Q3", "平成25年", "民國103年", "พ.ศ. 2562", "tercer trimestre de 2014".

Nothing is guessed: a year of two digits, a year that its calendar does not have, and a fiscal year whose first month
nobody declared are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel.dates import get_month_names

from extractors.languages import language_of
from extractors.languages.numerals import fold

#: Japanese eras: the year before the first, and the last year that was named after each (the running one is open).
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_LAST_OF_ERA = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31, "令和": 99}
#: The year before the first of the Republic of China, and what the Buddhist calendar of Thailand is ahead. Until 2483
#: a Thai year began in April: an older one is no calendar year.
_ROC, _BUDDHIST, _BUDDHIST_FROM = 1911, 543, 2484
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_THAI_DIGITS = {0x0E50 + digit: 0x30 + digit for digit in range(10)}

_YEAR = (
    r"(?P<fiscal>FY ?|fiscal(?: year)? |Geschäftsjahr |Wirtschaftsjahr |ejercicio |año fiscal )?"
    r"(?:(?P<era>明治|大正|昭和|平成|令和)(?P<era_year>元|[0-9]{1,2})"
    r"|(?:中華)?民[國国] ?(?P<roc>元|[0-9]{1,3})"
    r"|(?:พ\.?ศ\.?|พุทธศักราช|B\.?E\.?) ?(?P<buddhist>[0-9]{4})"
    r"|(?P<bare_roc>1[0-9]{2})(?=年)"
    r"|(?:西元|公元|西暦)?(?<![0-9])(?P<common>[0-9]{4})(?![0-9]))"
    r"(?: ?(?P<term>年度|회계연도)| ?(?:年|년도|연도|년)|(?P<joint>[-–/])(?P<next>[0-9]{4}|[0-9]{2})(?![0-9]))?"
)
_JOINT = r" ?(?:, ?|[-/.])?(?:of |de |del |des Jahres )?"
_YEAR_FIRST = re.compile(rf"{_YEAR}{_JOINT}(?P<part>.*)", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(?P<part>.+?){_JOINT}{_YEAR}", re.IGNORECASE)

#: Parts of a year: Q quarters, S half-years, M months. The one group that matched is the number or its word.
_PARTS = {
    "Q": re.compile(
        r"[QT]([1-4])|([1-4])[QT]|第?([1-4一二三四])(?:季度|季|四半期)|([1-4])(?:[/・ㆍ]4)? ?분기"
        r"|(?:the )?(first|second|third|fourth|1st|2nd|3rd|4th) quarter"
        r"|(?:el )?(primer|segundo|tercer|cuarto|[1-4])(?:\.?[ºo°]|er|do|to)? trimestre"
        r"|(?:(erst|zweit|dritt|viert)e[sn]?|([1-4])\.) Quartal|(1[-~–]3|4[-~–]6|7[-~–]9|10[-~–]12)月期?",
        re.IGNORECASE,
    ),
    "S": re.compile(
        r"[HS]([12])|([12])[HS]|([上下])半[年期]|([상하])반기|(?:the )?(first|second|1st|2nd) half"
        r"|(?:el )?(primer|segundo|[12])(?:\.?[ºo°]|er|do)? semestre|(?:(erst|zweit)e[sn]?|([12])\.) Halbjahr",
        re.IGNORECASE,
    ),
    "M": re.compile(r"(0?[1-9]|1[0-2]) ?[月월]|M?(0[1-9]|1[0-2])", re.IGNORECASE),
}
_WORDS = (
    ("1", "一", "上", "상", "first", "1st", "primer", "erst", "1-3"),
    ("2", "二", "下", "하", "second", "2nd", "segundo", "zweit", "4-6"),
    ("3", "三", "third", "3rd", "tercer", "dritt", "7-9"),
    ("4", "四", "fourth", "4th", "cuarto", "viert", "10-12"),
)
_NUMBERS = {word: number for number, words in enumerate(_WORDS, start=1) for word in words}


class PeriodError(ValueError):
    """A text is not a period that can be read for certain; ``expected`` and ``found`` say why."""

    def __init__(self, message: str, *, expected: str, found: str) -> None:
        super().__init__(f"{message}: expected {expected}, found {found!r}")
        self.message = message
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A year that begins in ``start_month`` (2 to 12), and which of its two calendar years names it."""

    start_month: int
    named_after: Literal["start", "end"]


def period_of(printed: str, lang: str, fiscal: FiscalYear | None = None) -> str:
    """Return a printed period as a time_period: 2019, 2019-Q3, 2019-S1 or 2019-05.

    A fiscal year ("FY2014", "2014/15", in Japanese "2014年度") is the year it is named after, by ``fiscal``; its
    quarters and half-years are those of the calendar. Raises PeriodError for a fiscal year where none is declared, a
    part of one that is no quarter or half-year of the calendar, and whatever else is not certain; UsageError for an
    unknown language.
    """
    plain = fold(printed).translate(_THAI_DIGITS).strip()
    language = language_of(lang)
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        part = found["part"].strip()
        year, is_fiscal, following = _year(found, language, printed)
        if _is_month(found, year, fiscal) and not part:
            part, following = following, ""
        named = _part(part, language) if part else None
        if part and named is None:
            continue
        if is_fiscal or following:
            return _fiscal_period(year, following, named, fiscal, printed)
        return f"{year}{_suffix(*named)}" if named else str(year)
    raise PeriodError("not a period", expected="a year of four digits or an era, with at most one part", found=printed)


def _year(found: re.Match[str], language: str, printed: str) -> tuple[int, bool, str]:
    """Return the year of the common era, whether it is called fiscal, and the second year if one is printed."""
    is_fiscal = bool(found["fiscal"] or (found["term"] and (language == "ja" or found["term"] != "年度")))
    following = found["next"] or ""
    if era := found["era"]:
        last = _LAST_OF_ERA[era]
        number = 1 if found["era_year"] == "元" else int(found["era_year"])
        if not 1 <= number <= last:
            raise PeriodError("a year that its era does not have", expected=f"1 to {last} after {era}", found=printed)
        return ERAS[era] + number, is_fiscal, following
    if roc := found["roc"]:
        number = 1 if roc == "元" else int(roc)
        if number < 1:
            raise PeriodError("no year of the Republic", expected="1 or later", found=printed)
        return _ROC + number, is_fiscal, following
    if found["buddhist"]:
        number = int(found["buddhist"])
        if number < _BUDDHIST_FROM:
            raise PeriodError("not a Buddhist year", expected=f"{_BUDDHIST_FROM} or later", found=printed)
        return number - _BUDDHIST, is_fiscal, following
    if found["bare_roc"]:
        if language != "zh-Hant":
            raise PeriodError("a year of three digits", expected="the name of its calendar", found=printed)
        return _ROC + int(found["bare_roc"]), is_fiscal, following
    number = int(found["common"])
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        raise PeriodError("a year of which calendar", expected=f"{_FIRST_YEAR} to {_LAST_YEAR}", found=printed)
    return number, is_fiscal, following


def _is_month(found: re.Match[str], year: int, fiscal: FiscalYear | None) -> bool:
    """Tell whether what a dash joins to a year is a month ("2014-05") and no second year ("2014-15")."""
    if found["joint"] != "-" or found["fiscal"] or not _PARTS["M"].fullmatch(found["next"]):
        return False
    return fiscal is None or int(found["next"]) != (year + 1) % 100


def _part(printed: str, language: str) -> tuple[str, int] | None:
    """Return which quarter (Q), half-year (S) or month (M) a text names; None if none."""
    for kind, pattern in _PARTS.items():
        if found := pattern.fullmatch(printed):
            word = next(group for group in found.groups() if group).lower().replace("~", "-").replace("–", "-")
            return kind, _NUMBERS[word] if kind != "M" else int(word)
    month = _months(language).get(printed.removesuffix(".").casefold())
    return ("M", month) if month else None


@cache
def _months(language: str) -> dict[str, int]:
    """Return the months by their names, full and short, from the Unicode CLDR."""
    locale = language.replace("-", "_") if language[:2] in {"de", "en", "es"} else "en"
    names = {
        name.removesuffix(".").casefold(): number
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }
    return names | ({"sept": 9} if "sep" in names else {})


def _suffix(kind: str, number: int) -> str:
    return f"-{number:02d}" if kind == "M" else f"-{kind}{number}"


def _fiscal_period(
    year: int, following: str, part: tuple[str, int] | None, fiscal: FiscalYear | None, printed: str
) -> str:
    """Return a fiscal year by its declared name, or the part of a calendar year that a part of it is."""
    if fiscal is None:
        raise PeriodError("a fiscal year", expected="its first month to be declared", found=printed)
    if following:
        if int(following) != (year + 1) % 10 ** len(following):
            raise PeriodError("two years that do not follow each other", expected=str(year + 1), found=printed)
        first = year
    else:
        first = year if fiscal.named_after == "start" else year - 1
    if part is None:
        return str(first if fiscal.named_after == "start" else first + 1)
    kind, number = part
    if kind == "M":
        raise PeriodError("a month of a fiscal year", expected="a month of a calendar year", found=printed)
    length = 3 if kind == "Q" else 6
    years, month = divmod(fiscal.start_month - 1 + length * (number - 1), 12)
    if month % length:
        raise PeriodError("no part of a calendar year", expected=f"a year that begins with a {kind}", found=printed)
    return f"{first + years}-{kind}{month // length + 1}"

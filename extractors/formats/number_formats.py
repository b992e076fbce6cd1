"""What a spreadsheet shows of a stored number: its number format decides what readers see printed.

Format codes are those of ECMA-376 Part 1, 18.8.30 and 18.8.31. A code that cannot be honoured exactly (conditions,
fractions, exponents) leaves the number as it is stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

#: Built-in codes that need no locale to be known; the others leave a number as stored.
BUILT_IN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    49: "@",
}
#: Excel keeps and shows no more digits than these of the binary number it stores.
_STORED = Context(prec=15, rounding=ROUND_HALF_UP)
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_MAX_EXPONENT = 400
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<number>[#0?][#0?,]*(?:\.[#0?,]*)?|\.[#0?,]+)|(?P<percent>%)"
    r"|(?P<literal>[-+ $£€¥₩()/:'!^&~{}<>=])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_COLOURS = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d{1,2}", re.IGNORECASE)
_NO_DATE_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_PATTERN = re.compile(r"(?P<whole>[#0?,]*?)(?P<scale>,*)(?:\.(?P<part>[#0?]*)(?P<part_scale>,*))?")
_FIRST_SURE_DAY = 61  # before it, the 1900 system counts a 29 February that never was


class _NotHonouredError(Exception):
    """The format code asks for what is not done here."""


@dataclass(frozen=True, slots=True)
class Locale:
    """How the language of a document writes numbers: spreadsheets store them without it."""

    decimal: str
    group: str


def locale_of(lang: str) -> Locale:
    """Return the decimal point and thousands separator of a BCP 47 language, as CLDR has them."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    tag = lang.replace("-", "_")
    return Locale(get_decimal_symbol(tag), get_group_symbol(tag))


def stored_number(text: str) -> Decimal:
    """Return a stored number as Excel takes it: 0.30000000000000004 is 0.3. Raises ValueError for anything else."""
    try:
        number = _STORED.create_decimal(text.strip())
    except ArithmeticError as error:
        raise ValueError(f"{text!r} is not a number") from error
    if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT:
        raise ValueError(f"{text!r} is not a number of a spreadsheet")
    return number


def printed(number: Decimal, code: str | None, locale: Locale, *, epoch_1904: bool = False) -> str:
    """Return what a cell with this format code shows, in the digits and marks of the locale.

    Dates come as ISO 8601, a date shown as its year alone as that year. ``code`` None is an unknown format.
    """
    if code is None or code == "@":
        return _plain(number, locale)
    if _DATE_LETTERS.search(_NO_DATE_LETTERS.sub("", code)):
        return _date(number, code, epoch_1904=epoch_1904) or _plain(number, locale)
    try:
        return _section(number, code, locale)
    except _NotHonouredError:
        return _plain(number, locale)


def _plain(number: Decimal, locale: Locale) -> str:
    text = format(number.normalize(_EXACT), "f")
    return "0" if text == "-0" else text.replace(".", locale.decimal)


def _date(number: Decimal, code: str, *, epoch_1904: bool) -> str:
    """Return a serial day as a date; empty where it is none."""
    if not epoch_1904 and number < _FIRST_SURE_DAY:
        return ""
    try:
        moment = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no zone
        moment += timedelta(seconds=int((number * 86400).to_integral_value(ROUND_HALF_UP)))
    except OverflowError:
        return ""
    if re.fullmatch("y+", code, re.IGNORECASE):
        return f"{moment.year:04d}"
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat(sep=" ")


def _sections(code: str) -> list[str]:
    sections = [""]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            sections.append("")
        else:
            sections[-1] += token[0]
    return sections


def _section(number: Decimal, code: str, locale: Locale) -> str:
    sections = _sections(code)
    if len(sections) > 4:
        raise _NotHonouredError
    if len(sections) == 1 or (number > 0) or (number == 0 and len(sections) == 2):
        chosen, signed = sections[0], len(sections) == 1
    elif number < 0:
        chosen, signed = sections[1], False
    else:
        chosen, signed = sections[2], False
    tokens = list(_TOKEN.finditer(chosen))
    if (
        any(token["other"] for token in tokens)
        or len([1 for token in tokens if token["number"] or token["general"]]) > 1
    ):
        raise _NotHonouredError
    percents = sum(1 for token in tokens if token["percent"])
    value = abs(number).scaleb(2 * percents)
    shown = "".join(_show(token, value, locale) for token in tokens)
    negative = signed and number < 0 and any(digit in shown for digit in "123456789")
    return f"-{shown}" if negative else shown


def _show(token: re.Match[str], value: Decimal, locale: Locale) -> str:
    if token["number"]:
        return _digits(value, token["number"], locale)
    if token["general"]:
        return _plain(value, locale)
    if token["bracket"] is not None:
        if _COLOURS.fullmatch(token["bracket"]):
            return ""
        raise _NotHonouredError
    return token["quoted"] or token["escaped"] or token["currency"] or token["percent"] or token["literal"] or ""


def _digits(value: Decimal, pattern: str, locale: Locale) -> str:
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        raise _NotHonouredError
    whole, part = found["whole"], found["part"] or ""
    thousands = len(found["scale"]) + len(found["part_scale"] or "")
    rounded = value.scaleb(-3 * thousands).quantize(Decimal(1).scaleb(-len(part)), context=_EXACT)
    digits, _, decimals = format(rounded, "f").partition(".")
    digits = digits.lstrip("0").rjust(len(re.sub("[^0]", "", whole)), "0")
    if "," in whole:
        groups = [digits[max(0, end - 3) : end] for end in range(len(digits), 0, -3)]
        digits = locale.group.join(reversed(groups))
    needed = part.rfind("0") + 1
    decimals = decimals[:needed] + decimals[needed:].rstrip("0")
    return digits + (locale.decimal + decimals if part and (decimals or "0" in part) else "")

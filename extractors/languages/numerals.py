"""Numerals as printed → exact decimal numbers with the place of their last digit.

Nothing is guessed: a thousands mark that does not cut groups of three, two decimal points, or a part that does not fit
below the multiplier before it ("1,2345", "3億12345万") is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import cache

#: Longer numerals are not figures of a report; the limit also bounds the arithmetic.
MAX_DIGITS = 30

#: What a multiplier word does, as powers of ten: to its own digits, and, where it closes a group, to the whole group.
Scale = tuple[int, int | None]
UNITS: Scale = (0, 0)

#: Exact arithmetic: whatever would need rounding is an error.
EXACT = Context(prec=120, traps=[Inexact, InvalidOperation])

#: Stands in folded text for a space that cannot be a gap between two numbers: thin, narrow, figure or no-break.
THIN = "\u2008"
#: Marks that separate thousands in every language: 1'234'567 and its typeset forms.
APART = f"'{THIN}"

_ASCII_FORMS = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E) if chr(0x21 + offset) != ","}
_SPACES = dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000, 0x09, 0x0A, 0x0D), 0x20)
_SIGNS = {0x2212: 0x2D, 0xFE63: 0x2D, 0x25B3: 0x25B2, 0xFFE5: 0xA5, 0xFFE1: 0xA3, 0xFFE6: 0x20A9, 0x2019: 0x27}
_POINTS = dict.fromkeys((0xFF65, 0x00B7, 0x2027, 0x2219), 0x30FB)
_FOLD = {**_ASCII_FORMS, **_SPACES, **_SIGNS, **_POINTS}
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _FOLD)))}]")
_PLAIN = {chr(odd): chr(usual) for odd, usual in _FOLD.items()}
# A full-width comma separates thousands among full-width digits only; elsewhere it is punctuation ("12.3，3000").
_WIDE_GROUP = re.compile("，(?<=[０-９]，)(?=[０-９]{3}(?![０-９]))")
_THIN_GROUP = re.compile("[\u00a0\u2007\u2009\u202f](?<=[0-9].)(?=[0-9]{3}(?![0-9]))")
_SPACED_GROUPS = re.compile("[1-9](?<![0-9.,'].)[0-9]{0,2}(?: [0-9]{3})+(?![0-9])")


class QuantityError(ValueError):
    """A text is not the quantity it should be; ``expected`` and ``found`` say why."""

    def __init__(self, message: str, *, expected: str, found: str) -> None:
        super().__init__(f"{message}: expected {expected}, found {found!r}")
        self.message = message
        self.expected = expected
        self.found = found

    def at(self, found: str) -> QuantityError:
        """Return the same error, of another text."""
        return type(self)(self.message, expected=self.expected, found=found)


class UnitContradictionError(QuantityError):
    """The text prints another unit or multiplier than the one declared for it."""


#: A number and one unit in its last printed place: 12.80 and 0.01 of "12.80".
Numeral = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Marks:
    """How a language writes numbers: ``points`` are its decimal points.

    ``written`` finds the whole part of a number, the mark between its thousands if any, and its decimals.
    """

    points: str
    written: re.Pattern[str]


def fold(text: str) -> str:
    """Return the text with full-width forms, odd spaces and minus signs made plain; every offset stays the same."""
    if text.isascii():
        return text if text.isprintable() else text.translate(_SPACES)
    # Characters to fold are few: faster than str.translate, which looks every character up.
    return _ODD.sub(lambda odd: _PLAIN[odd[0]], _THIN_GROUP.sub(THIN, _WIDE_GROUP.sub(",", text)))


def join_groups(folded: str) -> str:
    """Return a folded text in which plain spaces between groups of three digits separate thousands ("12 345")."""
    return _SPACED_GROUPS.sub(lambda groups: groups[0].replace(" ", THIN), folded)


def marks_of(points: str, thousands: str) -> Marks:
    """Return how a language writes numbers: with one of the ``points`` before decimals, ``thousands`` in groups."""
    groups = rf"[1-9][0-9]{{0,2}}([{re.escape(thousands + APART)}])[0-9]{{3}}(?:\2[0-9]{{3}})*"
    return Marks(points, re.compile(rf"([0-9]*|{groups})(?:[{re.escape(points)}]([0-9]+))?"))


def parse_digits(text: str, marks: Marks) -> tuple[int, int]:
    """Return the number printed in digits as an integer and its count of decimals. Raises QuantityError."""
    whole, point, decimals = text.partition(marks.points[0])
    digits = whole + decimals
    if digits.isdigit() and len(digits) <= MAX_DIGITS and (decimals or not point):
        return int(digits), len(decimals)
    found = marks.written.fullmatch(text)
    if found is None:
        raise QuantityError("not a number", expected="thousands in groups of three digits, one point", found=text[:40])
    whole, mark, decimals = found.groups()
    digits = (whole.replace(mark, "") if mark else whole) + (decimals or "")
    if len(digits) > MAX_DIGITS:
        raise QuantityError("not a figure", expected=f"at most {MAX_DIGITS} digits", found=f"{text[:40]}…")
    return int(digits), len(decimals or "")


#: So many decimals in the last part of several (465兆2.372億) are thousands with another mark, or a slip of the pen.
_THOUSANDS = 3


def parse_compound(parts: Sequence[tuple[str, str]], scales: Mapping[str, Scale], marks: Marks) -> Numeral:
    """Return the number built of digits and multipliers, as 465 兆 2,372 億 from [("465", "兆"), ("2,372", "億")].

    A multiplier without a closing power only adds to the group that the next closing one multiplies: 3백14조 is
    314 조, 308 mil 458 millones are 308,458 millions. Multipliers must fall from part to part, each part must fit below
    the one before, and only the last may have decimals. Units right after a multiplier of 10^12 are refused: that is
    what a lost 億 looks like. Raises QuantityError.
    """
    if len(parts) == 1:
        digits, word = parts[0]
        exponent, closing = scales[word] if word else UNITS
        number, decimals = parse_digits(digits, marks)
        return _numeral(number, exponent + (closing or 0) - decimals)
    printed = "".join(digits + scale for digits, scale in parts)
    total, group = 0, 0
    above: int | None = None
    inside: int | None = None
    for digits, word in parts[:-1]:
        exponent, closing = scales[word] if word else UNITS
        number, decimals = parse_digits(digits, marks)
        if decimals:
            raise QuantityError("decimals inside a number of several parts", expected="only in the last", found=printed)
        group = _below(number * 10**exponent, inside, printed) + group
        if closing is None:
            inside = exponent
        else:
            total += _closed(group, closing, above, printed)
            above, group, inside = closing, 0, None
    digits, word = parts[-1]
    exponent, closing = scales[word] if word else UNITS
    number, decimals = parse_digits(digits, marks)
    if decimals == _THOUSANDS:
        raise QuantityError("decimals that may be thousands", expected="parts of whole numbers", found=printed)
    closing = closing or 0
    # In units of the last printed place, so that all stays in whole numbers.
    group = _below(number * 10**exponent, inside, printed, decimals) + group * 10**decimals
    last = _closed(group, closing, above, printed, decimals)
    value, _ = _numeral(total * 10**decimals + last, -decimals)
    return value, _power(exponent + closing - decimals)


def _below(value: int, above: int | None, printed: str, decimals: int = 0) -> int:
    if above is not None and value >= 10 ** (above + decimals):
        raise QuantityError("parts of the number overlap", expected="each below the one before", found=printed)
    return value


def _closed(group: int, closing: int, above: int | None, printed: str, decimals: int = 0) -> int:
    if above is not None:
        if above <= closing:
            raise QuantityError("parts of the number overlap", expected="each below the one before", found=printed)
        if closing == 0 and above >= 12:
            raise QuantityError("a multiplier seems to be missing", expected="one of 10^8 or 10^4", found=printed)
        _below(group, above - closing, printed, decimals)
    return group * int(10**closing)


def _numeral(number: int, power: int) -> Numeral:
    place = _power(power)
    return EXACT.multiply(Decimal(number), place), place


@cache
def _power(exponent: int) -> Decimal:
    return Decimal(10**exponent) if exponent >= 0 else Decimal((0, (1,), exponent))


def plain(number: Decimal) -> Decimal:
    """Return the number without exponent notation and without a negative zero; digits as they are otherwise."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        number = EXACT.quantize(number, Decimal(1))
    return number or abs(number)

"""Numerals as printed → exact decimal numbers with the place of their last digit.

Nothing is guessed: a thousands separator that does not cut groups of three, two decimal points, or a part that does not
fit below the multiplier before it ("1,2345", "3億12345万") is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation

#: Longer numerals are not figures of a report; the limit also bounds the arithmetic.
MAX_DIGITS = 30

#: What a multiplier word does, as powers of ten: to its own digits, and, where it closes a group, to the whole group.
Scale = tuple[int, int | None]
UNITS: Scale = (0, 0)

#: Exact arithmetic: whatever would need rounding is an error.
EXACT = Context(prec=120, traps=[Inexact, InvalidOperation])

_ASCII_FORMS = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E) if chr(0x21 + offset) != ","}
_SPACES = dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000, 0x09, 0x0A, 0x0D), 0x20)
_SIGNS = {0x2212: 0x2D, 0xFE63: 0x2D, 0x25B3: 0x25B2, 0xFFE5: 0xA5, 0xFFE1: 0xA3, 0xFFE6: 0x20A9, 0xFF65: 0x30FB}
_FOLD = {**_ASCII_FORMS, **_SPACES, **_SIGNS}
# A full-width comma separates thousands among full-width digits only; elsewhere it is punctuation ("12.3，3000").
_WIDE_GROUP = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


class QuantityError(ValueError):
    """A text is not the quantity it should be; ``expected`` and ``found`` say why."""

    def __init__(self, message: str, *, expected: str, found: str) -> None:
        super().__init__(f"{message}: expected {expected}, found {found!r}")
        self.message = message
        self.expected = expected
        self.found = found


class UnitContradictionError(QuantityError):
    """The text prints another unit or multiplier than the one declared for it."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and one unit in its last printed place: "12.80" is 12.80 and 0.01."""

    value: Decimal
    place: Decimal


def fold(text: str) -> str:
    """Return the text with full-width forms, odd spaces and minus signs made plain; every offset stays the same."""
    if text.isascii() and text.isprintable():
        return text
    return _WIDE_GROUP.sub(",", text).translate(_FOLD)


def parse_digits(text: str, decimal_points: str = ".") -> Numeral:
    """Return the number printed in digits, with commas for thousands. Raises QuantityError."""
    whole, point, fraction = text, "", ""
    for mark in decimal_points:
        if mark in text:
            if point:
                raise QuantityError("two kinds of decimal point", expected="one", found=text)
            whole, point, fraction = text.partition(mark)
    if point and not (fraction.isdigit() and fraction.isascii()):
        raise QuantityError("not a number", expected="digits after one decimal point", found=text)
    if "," in whole:
        if not _GROUPED.fullmatch(whole):
            raise QuantityError("not a number", expected="thousands separated in groups of three digits", found=text)
        whole = whole.replace(",", "")
    if not (whole.isdigit() and whole.isascii()):
        raise QuantityError("not a number", expected="digits", found=text)
    if len(whole) + len(fraction) > MAX_DIGITS:
        raise QuantityError("not a figure", expected=f"at most {MAX_DIGITS} digits", found=f"{text[:40]}…")
    return Numeral(Decimal(f"{whole}.{fraction}" if fraction else whole), Decimal((0, (1,), -len(fraction))))


def parse_compound(parts: Sequence[tuple[str, str]], scales: Mapping[str, Scale], decimal_points: str = ".") -> Numeral:
    """Return the number built of digits and multipliers, as 465 兆 2,372 億 from [("465", "兆"), ("2,372", "億")].

    A multiplier without a closing power only adds to the group that the next closing one multiplies: 3백14조 is
    314 조, 308 mil 458 millones are 308,458 millions. Multipliers must fall from part to part, each part must fit below
    the one before, and only the last may have decimals. Units right after a multiplier of 10^12 are refused: that is
    what a lost 億 looks like. Raises QuantityError.
    """
    printed = "".join(digits + scale for digits, scale in parts)
    total, group, place = Decimal(0), Decimal(0), Decimal(1)
    above: int | None = None
    inside: int | None = None
    for position, (digits, word) in enumerate(parts):
        exponent, closing = scales[word] if word else UNITS
        numeral = parse_digits(digits, decimal_points)
        last = position == len(parts) - 1
        if not last and numeral.place != 1:
            raise QuantityError("decimals inside a number of several parts", expected="only in the last", found=printed)
        value = EXACT.scaleb(numeral.value, exponent)
        if inside is not None and value >= 10**inside:
            raise QuantityError("parts of the number overlap", expected="each below the one before", found=printed)
        group = EXACT.add(group, value)
        if closing is None and not last:
            inside = exponent
            continue
        closing = closing or 0
        if above is not None and (above <= closing or group >= 10 ** (above - closing)):
            raise QuantityError("parts of the number overlap", expected="each below the one before", found=printed)
        if above is not None and closing == 0 and above >= 12:
            raise QuantityError("a multiplier seems to be missing", expected="one of 10^8 or 10^4", found=printed)
        total = EXACT.add(total, EXACT.scaleb(group, closing))
        place = EXACT.scaleb(numeral.place, exponent + closing)
        above, group, inside = closing, Decimal(0), None
    return Numeral(plain(total), plain(place))


def plain(number: Decimal) -> Decimal:
    """Return the number without exponent notation and without a negative zero; digits as they are otherwise."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        number = EXACT.quantize(number, Decimal(1))
    return number or abs(number)

"""Exact numbers as people of a locale write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from extractors import codes
from extractors.errors import UsageError

#: What keeps a number and its unit on one line.
NO_BREAK = "\u00a0"
MISSING = "–"
MINUS = "\u2212"
BILLION = Decimal(10**9)
#: Keeps every digit that a DECIMAL can have, where Python's own context would round to 28.
_EXACT = Context(prec=38)


class Numerals:
    """How a locale writes numbers. Display only: rounding is half away from zero, and only where places are given."""

    def __init__(self, locale: str = "en") -> None:
        """Raise UsageError for a locale that is not known. Digits are 0 to 9 in every locale."""
        try:
            self._locale = Locale.parse(locale.replace("-", "_"))
        except (UnknownLocaleError, ValueError) as error:
            raise UsageError("no such locale", expected="a locale as en, de or en-IN", found=locale) from error
        self.name = str(self._locale).replace("_", "-")
        self._point = get_decimal_symbol(self._locale, numbering_system="latn")
        self._separator = get_group_symbol(self._locale, numbering_system="latn")
        self._last_group, self._other_groups = self._locale.decimal_formats[None].grouping

    def number(self, value: Decimal | int | None, places: int | None = None, *, signed: bool = False) -> str:
        """Return a number with that many decimal places, or exactly; a dash where there is none."""
        if value is None:
            return MISSING
        exact = Decimal(value)
        if places is not None:
            exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        else:
            exact = exact.normalize(_EXACT) if exact else Decimal(0)
        sign = MINUS if exact < 0 else "+" if signed and exact else ""
        return sign + self._magnitude(f"{abs(exact):f}")

    def percent(self, value: Decimal | None, places: int | None = None, *, signed: bool = False) -> str:
        """Return a percentage."""
        return MISSING if value is None else f"{self.number(value, places, signed=signed)}{NO_BREAK}%"

    def amount(self, value: Decimal | None, unit: str) -> str:
        """Return an exact value with its unit; currencies from a billion on in billions."""
        if value is None:
            return MISSING
        if unit == "PCT":
            return self.percent(value)
        if unit in codes.OTHER_UNITS:
            return f"{self.number(value)}{NO_BREAK}{codes.OTHER_UNITS[unit].partition(',')[0].lower()}"
        if abs(value) >= BILLION:
            return f"{self.number(_EXACT.divide(value, BILLION))}{NO_BREAK}bn{NO_BREAK}{unit}"
        return f"{self.number(value)}{NO_BREAK}{unit}"

    def share(self, value: Decimal, half_width: Decimal) -> str:
        """Return a share in percent, with no more decimals than printed rounding leaves sense to, at least one."""
        return self.percent(value, share_places(half_width))

    @property
    def d3(self) -> dict[str, Any]:
        """Return what a chart's axis needs to write numbers alike, as d3-format has it."""
        return {
            "decimal": self._point,
            "thousands": self._separator,
            "grouping": [self._last_group]
            if self._last_group == self._other_groups
            else [self._last_group, *[self._other_groups] * 9],
            "currency": ["", ""],
            "minus": MINUS,
        }

    def _magnitude(self, written: str) -> str:
        """Return plain digits with the locale's point, and its separator between groups."""
        whole, _, decimals = written.partition(".")
        groups = [whole[-self._last_group :]]
        rest = whole[: -self._last_group]
        while rest:
            groups.append(rest[-self._other_groups :])
            rest = rest[: -self._other_groups]
        whole = self._separator.join(reversed(groups))
        return f"{whole}{self._point}{decimals}" if decimals else whole


def share_places(half_width: Decimal) -> int:
    """Return how many decimals of a share mean something where it may lie so far off: one at least, three at most."""
    return next((places for places in (1, 2) if half_width >= Decimal(1).scaleb(-places - 1)), 3)

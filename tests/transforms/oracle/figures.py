"""What the other modules start from: figures, definitions, periods as numbers, exact rounding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from extractors.codes import MEASURES
from extractors.publication import Publication

MILLION = 10**6
#: Quotients from here on, counted in millionths, say nothing of shares or growth and are left empty.
TOO_LARGE = 10**14
PER_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}
#: From firm to soft.
STATUSES = "ABPEUFMQL"

Row = dict[str, Any]


class Figure(NamedTuple):
    """One row of core.observation, as far as the marts look at it."""

    publication: str
    edition: str
    published_on: date
    ref_area: str
    time_period: str
    segment: str
    measure: str
    basis: str
    unit_measure: str
    obs_value: Decimal | None
    rounding_unit: Decimal | None
    obs_status: str = "A"
    verification: str = "seen"
    vintage: int = 1
    is_tombstone: bool = False

    @property
    def point(self) -> tuple[str, ...]:
        """The series point."""
        return (self.publication, self.ref_area, self.time_period, self.segment, self.measure, self.basis)

    @property
    def observation_id(self) -> str:
        """A key that depends on the figure alone, not on its place among others."""
        words = "|".join((*self.point, self.edition, str(self.vintage)))
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def half(self) -> Decimal:
        """How far the truth may lie from the figure: half of the last printed place, an odd millionth outwards."""
        millionths = int((self.rounding_unit or Decimal(0)) * MILLION)
        return Decimal((millionths + 1) // 2) / MILLION

    @property
    def is_forecast(self) -> bool:
        return self.obs_status == "F"


class Definition(NamedTuple):
    """What a basis says about the sides of the market."""

    b2c_basis: str
    complement: str | None
    split_of: str | None
    comparable_as: str | None
    edi: str
    parts: dict[str, tuple[str, ...]]
    replaces: str | None


def definitions(publications: Iterable[Publication]) -> dict[tuple[str, str], Definition]:
    """Return every definition by publication and basis."""
    return {
        (publication.id, code): Definition(
            basis.b2c_basis or code,
            basis.complement,
            basis.split.of if basis.split else None,
            basis.split.comparable_as if basis.split else None,
            basis.edi_included,
            {"B2B": tuple(basis.split.b2b_parts), "B2C": tuple(basis.split.b2c_parts)} if basis.split else {},
            basis.replaces,
        )
        for publication in publications
        for code, basis in publication.bases.items()
    }


def living(figures: Iterable[Figure]) -> list[Figure]:
    """Return the newest vintage of every point in every edition, vanished figures left out."""
    newest: dict[tuple[str, ...], Figure] = {}
    for figure in figures:
        key = (*figure.point, figure.edition)
        if key not in newest or newest[key].vintage < figure.vintage:
            newest[key] = figure
    return [figure for figure in newest.values() if not figure.is_tombstone]


def level_of(measure: str) -> tuple[str, str]:
    """Return the kind of a measure, and the level that it is or is a share of."""
    return MEASURES[measure].kind, MEASURES[measure].of or measure


def frequency(period: str) -> str:
    """Return A, S, Q or M."""
    return "A" if len(period) == 4 else period[5] if period[5] in "SQ" else "M"


def number(period: str) -> int:
    """Return a period counted through from year nought, so that neighbours of one frequency differ by one."""
    of_year = {"A": "1", "M": period[5:]}.get(frequency(period), period[6:])
    return int(period[:4]) * PER_YEAR[frequency(period)] + int(of_year) - 1


def name(counted: int, freq: str) -> str:
    """Return the period that :func:`number` counted."""
    year, part = divmod(counted, PER_YEAR[freq])
    return {"A": f"{year}", "M": f"{year}-{part + 1:02}"}.get(freq, f"{year}-{freq}{part + 1}")


def nearest(value: Fraction, unit: int = MILLION) -> Decimal:
    """Return a number rounded to the nearest 1/unit, half away from zero."""
    whole, rest = divmod(abs(value.numerator) * unit, value.denominator)
    rounded = whole + (rest * 2 >= value.denominator)
    return Decimal(rounded if value >= 0 else -rounded) / unit


def downwards(value: Fraction) -> Decimal:
    """Return a number rounded down to millionths."""
    return Decimal(value.numerator * MILLION // value.denominator) / MILLION


def upwards(value: Fraction) -> Decimal:
    """Return a number rounded up to millionths."""
    return -downwards(-value)


def quotient(part: Decimal | int, whole: Decimal | int, times: int = 1) -> Fraction | None:
    """Return times * part / whole; None where the whole is not above zero."""
    return Fraction(part) * times / Fraction(whole) if whole > 0 else None


def ratio(part: Decimal | None, whole: Decimal | None, times: int = 100) -> Decimal | None:
    """Return part in terms of whole, in percent unless ``times`` says otherwise; None where that says nothing."""
    found = None if part is None or whole is None else quotient(part, whole, times)
    return None if found is None or abs(found) * MILLION >= TOO_LARGE else nearest(found)


def minus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return a difference; None where a side of it is missing."""
    return None if one is None or other is None else one - other


def softest(statuses: Iterable[str]) -> str:
    """Return the softest status."""
    return max(statuses, key=STATUSES.index)

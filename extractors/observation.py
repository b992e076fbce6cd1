"""The record every reader yields: one figure, its definition, its precision and its place (SDMX terms)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from extractors import codes

#: Precision of obs_value and rounding_unit everywhere: DECIMAL(30, 6). Figures stay below 10^22, so that the exact
#: arithmetic of the marts never leaves the 38 digits of a DECIMAL; the output of the world in any currency is below.
VALUE_DIGITS = 30
VALUE_SCALE = 6
VALUE_BELOW = Decimal(10) ** 22

Verification = Literal["live", "seen", "unverified"]


class Cell(NamedTuple):
    """A place in a grid: the table by its caption, the cell by its labels and its position (both counted from 1)."""

    table: str
    row: str
    column: str
    row_number: int
    column_number: int
    node: str = ""
    kind: Literal["cell"] = "cell"

    def describe(self) -> str:
        """Return the place in words."""
        return (
            f'table "{self.table}", row "{self.row}", column "{self.column}" '
            f"(row {self.row_number}, column {self.column_number})"
        )


class Span(NamedTuple):
    """A place in prose: the sentence, and the figure's characters in it, from ``start`` to before ``end``."""

    sentence: str
    start: int
    end: int
    node: str = ""
    kind: Literal["span"] = "span"

    def describe(self) -> str:
        """Return the place in words."""
        return f'characters {self.start} to {self.end} of "{self.sentence}"'


class Record(NamedTuple):
    """A place in a data file: the line (the header is line 1), the column, and the dimension codes of that line."""

    line: int
    column: str
    key: str
    kind: Literal["record"] = "record"

    def describe(self) -> str:
        """Return the place in words."""
        return f'line {self.line}, column "{self.column}" ({self.key})'


class Coordinates(NamedTuple):
    """A place in a cube of data: where its value comes in the file (from 0), and the code in each dimension."""

    position: int
    column: str
    key: str
    kind: Literal["coordinates"] = "coordinates"

    def describe(self) -> str:
        """Return the place in words."""
        return f'"{self.column}" {self.position} ({self.key})'


Locator = Cell | Span | Record | Coordinates
_KINDS: dict[str, type[Cell] | type[Span] | type[Record] | type[Coordinates]] = {
    "cell": Cell,
    "span": Span,
    "record": Record,
    "coordinates": Coordinates,
}


def locator_to_json(locator: Locator) -> str:
    """Return a place as canonical JSON (sorted keys, no spaces), as it is stored and hashed."""
    return json.dumps(locator._asdict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def locator_from_json(text: str) -> Locator:
    """Return the place that :func:`locator_to_json` wrote. Raises KeyError or TypeError for anything else."""
    fields: dict[str, Any] = json.loads(text)
    return _KINDS[fields["kind"]](**fields)


class Observation(NamedTuple):
    """One figure of one edition.

    ``obs_value`` is exact and in whole units (no "millions"), or None where the status says it is missing.
    ``rounding_unit`` is one unit in the last printed place, in whole units too: "16.4万亿" has a value of 16.4e12 and a
    rounding unit of 1e11, so the truth lies within half of it on either side. ``raw_text`` is the figure as printed,
    ``raw_context`` the row or sentence around it.
    """

    publication: str
    edition: str
    published_on: date
    document: str
    snapshot_id: str
    ref_area: str
    time_period: str
    segment: str
    measure: str
    basis: str
    unit_measure: str
    obs_value: Decimal | None
    rounding_unit: Decimal | None
    obs_status: str
    obs_flag: str
    locator: Locator
    raw_text: str
    raw_context: str
    verification: Verification = "live"
    evidence_url: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Return the series point: area, period, segment, measure, basis."""
        return (self.ref_area, self.time_period, self.segment, self.measure, self.basis)


@dataclass(frozen=True, slots=True)
class RejectedFigure:
    """A figure that was found but not understood: kept with its place and the reason, never guessed.

    ``rule`` is a short code (``unknown_ref_area``, ``unreadable_quantity``, …); ``reason`` says what was expected and
    found; ``series_key`` is ref_area/time_period/segment/measure/basis as far as known, unknown parts as ``?``.
    """

    publication: str
    edition: str
    document: str
    snapshot_id: str
    rule: str
    reason: str
    series_key: str
    locator: Locator
    raw_text: str
    raw_context: str


def invalid_parts(observation: Observation) -> list[str]:
    """Return what is wrong with an observation by the closed code lists, one phrase a fault; empty if nothing is."""
    faults = []
    if not codes.is_area(observation.ref_area):
        faults.append(f"ref_area {observation.ref_area!r} is neither ISO 3166-1 alpha-3 nor a named group")
    if not codes.TIME_PERIOD.fullmatch(observation.time_period):
        faults.append(f"time_period {observation.time_period!r} is not like 2019, 2019-Q3, 2015-S1 or 2020-05")
    if observation.segment not in codes.SEGMENTS:
        faults.append(f"segment {observation.segment!r} is not in the code list")
    if observation.measure not in codes.MEASURES:
        faults.append(f"measure {observation.measure!r} is not in the code list")
    if not codes.is_unit(observation.unit_measure):
        faults.append(f"unit_measure {observation.unit_measure!r} is neither ISO 4217 nor a named unit")
    if observation.obs_status not in codes.OBS_STATUS:
        faults.append(f"obs_status {observation.obs_status!r} is not in the code list")
    missing = observation.obs_status in codes.MISSING_STATUSES
    if missing != (observation.obs_value is None):
        faults.append(f"obs_status {observation.obs_status!r} does not go with obs_value {observation.obs_value}")
    for name, value in (("obs_value", observation.obs_value), ("rounding_unit", observation.rounding_unit)):
        if value is not None and not fits(value):
            faults.append(f"{name} {value} needs more than {VALUE_SCALE} decimals or is not below {VALUE_BELOW:.0e}")
    return faults


def fits(value: Decimal) -> bool:
    """Tell whether a number can be stored without rounding."""
    exponent = value.normalize().as_tuple().exponent
    return value.is_finite() and isinstance(exponent, int) and -exponent <= VALUE_SCALE and abs(value) < VALUE_BELOW

"""From what a declaration says of labels and words to the parts of an observation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, cast

from extractors import codes
from extractors.errors import DeclarationError
from extractors.mapping import Bind
from extractors.observation import Locator, Observation, RejectedFigure

_OFFSET = re.compile(r"[+-]?[0-9]{1,2}")
#: The first fields of a binding, in the order in which an observation has them.
_NEEDED = ("ref_area", "time_period", "segment", "measure", "basis", "unit")


@dataclass(frozen=True, slots=True)
class Source:
    """The document a figure is read from, as every figure of it carries it along."""

    publication: str
    edition: str
    published_on: date
    reference_period: str
    document: str
    snapshot_id: str
    lang: str


class Place(NamedTuple):
    """Where a figure stands and how it is printed there."""

    locator: Locator
    raw_text: str
    raw_context: str


class Bound(NamedTuple):
    """What several declared bindings say together; ``complete`` where nothing is unsaid and the period is absolute.

    The fields are those of :class:`Bind`. A tuple, because tables of thousands of labels make as many of them.
    """

    ref_area: str | None = None
    time_period: str | None = None
    segment: str | None = None
    measure: str | None = None
    basis: str | None = None
    unit: str | None = None
    scale: int | None = None
    rounded_to: int | None = None
    reading: str | None = None
    complete: bool = False


def merge(*binds: Bind | Bound) -> Bound:
    """Return one binding of several; what a later (narrower) one says wins."""
    said: Sequence[Any] = ()
    for bind in binds:
        narrower = bind[:-1] if isinstance(bind, Bound) else tuple(vars(bind).values())
        said = [old if new is None else new for old, new in zip(said, narrower, strict=True)] if said else narrower
    return Bound(*said)


@lru_cache(maxsize=1024)
def resolve_period(period: str, reference_period: str) -> str:
    """Return a declared period: itself if absolute, else the reference period moved by so many years.

    ``"-1"`` of ``"2019"`` is ``"2018"``, of ``"2019-Q3"`` it is ``"2018-Q3"``. Raises DeclarationError for anything
    else.
    """
    if _OFFSET.fullmatch(period):
        if not codes.TIME_PERIOD.fullmatch(reference_period):
            raise DeclarationError(
                "an offset needs the reference period of an edition", found=reference_period or "none"
            )
        return f"{int(reference_period[:4]) + int(period):04d}{reference_period[4:]}"
    if not codes.TIME_PERIOD.fullmatch(period):
        raise DeclarationError("a period is absolute or an offset in years", expected="2019 or -1", found=period)
    return period


def complete(bind: Bind | Bound, source: Source, place: Place) -> Bound:
    """Return a binding with its period made absolute. Raises DeclarationError naming what it leaves unsaid."""
    bound = bind if isinstance(bind, Bound) else merge(bind)
    if bound.complete:
        return bound
    unsaid = [name for name in _NEEDED if getattr(bound, name) is None]
    if unsaid:
        raise DeclarationError(
            f"the declaration does not say {', '.join(unsaid)} of a figure",
            publication=source.publication,
            edition=source.edition,
            document=source.document,
            place=place.locator.describe(),
        )
    period = resolve_period(str(bound.time_period), source.reference_period)
    return bound._replace(time_period=period, complete=True)


def observation(
    bind: Bind | Bound,
    source: Source,
    place: Place,
    *,
    value: Decimal | None,
    rounding_unit: Decimal | None,
    status: str,
    flag: str = "",
) -> Observation:
    """Return the observation of a figure with this binding at this place. Raises what :func:`complete` raises."""
    bound = complete(bind, source, place)
    return Observation(
        source.publication,
        source.edition,
        source.published_on,
        source.document,
        source.snapshot_id,
        *cast("tuple[str, str, str, str, str, str]", bound[: len(_NEEDED)]),
        value,
        rounding_unit,
        status,
        flag,
        *place,
    )


def rejected(rule: str, reason: str, bind: Bind | Bound, source: Source, place: Place) -> RejectedFigure:
    """Return the figure at this place as refused; its series point as far as the binding knows it."""
    period = bind.time_period
    if period is not None:
        period = resolve_period(period, source.reference_period)
    known = (bind.ref_area, period, bind.segment, bind.measure, bind.basis)
    return RejectedFigure(
        publication=source.publication,
        edition=source.edition,
        document=source.document,
        snapshot_id=source.snapshot_id,
        rule=rule,
        reason=reason,
        series_key=" ".join(part or "?" for part in known),
        locator=place.locator,
        raw_text=place.raw_text,
        raw_context=place.raw_context,
    )

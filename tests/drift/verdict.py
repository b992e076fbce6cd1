"""What became of an edited document: the same figures, a loud stop, part of it refused, or a silent error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.errors import DriftError
from extractors.golden import GoldenFigure
from extractors.identities import violations
from extractors.observation import Cell, Observation
from extractors.read import Reading
from extractors.rolling import edition_of
from tests.drift.target import Target, read_with

Key = tuple[str, ...]
#: Series point, unit, value, status; a coarser print of it is told by its rounding unit.
Figure = tuple[Key, str, Decimal | None, str]


@dataclass(frozen=True)
class Fault:
    """A figure that is silently wrong, missing or added; ``is_another_value`` where it is a known point."""

    key: Key
    text: str
    is_another_value: bool


@dataclass
class Outcome:
    """The outcome of one edited document: same, quarantined, refused or silent; ``message`` is that of a refusal."""

    name: str
    message: str = ""
    faults: list[Fault] = field(default_factory=list)
    reading: Reading | None = None


@dataclass(frozen=True)
class Refusals:
    """What was refused: series points as far as known, and the titles of tables that were refused whole."""

    keys: tuple[Key, ...]
    tables: frozenset[str] = frozenset()

    def cover(self, golden: GoldenFigure) -> bool:
        """Tell whether a figure stands in a table refused whole, or its point was refused."""
        return self.cover_place(golden.place) or any(_covers(key, golden.key) for key in self.keys)

    def cover_place(self, place: str) -> bool:
        return any(place.startswith(f'table "{title}"') for title in self.tables)


def judge(target: Target, content: bytes, media_type: str) -> Outcome:
    """Read an edited document with the rest of its edition, and judge it by the golden figures."""
    try:
        if target.publication.rolling:
            edition_of(target.publication, content, target.document.id)
        reading = read_with(target, content, media_type)
    except DriftError as error:
        return Outcome("refused", str(error), [] if says_where(error) else [Fault((), "names no place", False)])
    faults = compare(target.golden, reading.observations, refusals(reading))
    if faults:
        return Outcome("silent", "", faults, reading)
    return Outcome("quarantined" if reading.rejected or reading.doubtful else "same", reading=reading)


def says_where(error: DriftError) -> bool:
    """Tell whether a refusal names the publication, the document or edition and the place, and what was found there."""
    return bool(error.publication and (error.document or error.edition) and error.place and error.found)


def refusals(reading: Reading) -> Refusals:
    """Return what a reading refused, or holds for a person to decide."""
    waiting = [one.proposal for one in reading.doubtful]
    return Refusals(
        (
            *(tuple(one.series_key.split(" ")) for one in reading.rejected),
            *((one.ref_area, one.time_period, one.segment, one.measure, one.basis) for one in waiting),
        ),
        frozenset(
            one.locator.table
            for one in reading.rejected
            if one.rule == "table_contradicted" and isinstance(one.locator, Cell)
        ),
    )


def compare(golden: Iterable[GoldenFigure], read: Iterable[Observation], refused: Refusals) -> list[Fault]:
    """Return what is wrong, missing or added and not refused; a refusal stands for one missing figure.

    A coarser print of a golden figure whose finer print was refused is that figure: true within its own rounding.
    """
    by_key = {one.key: one for one in golden}
    expected: Counter[Figure] = Counter(_figure(one) for one in by_key.values())
    found: Counter[Figure] = Counter()
    points: Counter[Key] = Counter()
    for one in read:
        same = by_key.get(one.key)
        is_coarser = same is not None and _is_coarser(one, same) and refused.cover(same)
        found[_figure(same if same is not None and is_coarser else one)] += 1
        points[one.key] += 1
    faults = [
        Fault(figure[0], f"wrong or added: {_say(figure)}", figure[0] in by_key and points[figure[0]] == 1)
        for figure in found - expected
    ]
    open_keys = list(refused.keys)
    for figure in expected - found:
        if refused.cover_place(by_key[figure[0]].place):
            continue
        covering = next((key for key in open_keys if _covers(key, figure[0])), None)
        if covering is None:
            faults.append(Fault(figure[0], f"missing: {_say(figure)}", points[figure[0]] == 1))
        else:
            open_keys.remove(covering)
    return faults


def held_points(target: Target) -> set[Key]:
    """Return the series points of an edition that a declared sum, growth, share or order holds to other figures."""
    points: set[Key] = set()
    reading = read_with(target, target.content, target.media_type)
    for _ in violations(
        target.publication, reading.observations, lambda figures: points.update(one.key for one in figures)
    ):
        raise AssertionError(f"{target.name}: an identity that the saved edition does not fulfil")
    return points


def _covers(refused: Key, key: Key) -> bool:
    return len(refused) == len(key) and all(one in {"?", other} for one, other in zip(refused, key, strict=True))


def _is_coarser(one: Observation, golden: GoldenFigure) -> bool:
    if one.obs_value is None or golden.obs_value is None or not one.rounding_unit or not golden.rounding_unit:
        return False
    fine, coarse = golden.rounding_unit, one.rounding_unit
    return fine < coarse and abs(one.obs_value - golden.obs_value) * 2 <= fine + coarse


def _figure(one: Observation | GoldenFigure) -> Figure:
    return (one.key, one.unit_measure, one.obs_value, one.obs_status)


def _say(figure: Figure) -> str:
    return f"{' '.join(figure[0])} {figure[2]} {figure[1]} {figure[3]}"

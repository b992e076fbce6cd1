"""What became of an edited document: the same figures, a loud stop, part of it refused, or a silent error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.errors import DriftError
from extractors.golden import GoldenFigure
from extractors.observation import Cell, Observation
from extractors.read import Reading
from extractors.rolling import edition_of
from tests.drift.target import Target, read_with

Key = tuple[str, ...]
#: Series point, unit, value, status; a coarser print of it is told by its rounding unit.
Figure = tuple[Key, str, Decimal | None, str]


@dataclass
class Verdict:
    """The outcome of one edited document; ``faults`` says in words what was silently wrong."""

    outcome: str
    message: str = ""
    faults: list[str] = field(default_factory=list)
    reading: Reading | None = None


def judge(target: Target, content: bytes, media_type: str) -> Verdict:
    """Read an edited document with the rest of its edition, and judge it by the golden figures."""
    try:
        if target.publication.rolling:
            edition_of(target.publication, content)
        reading = read_with(target, content, media_type)
    except DriftError as error:
        return Verdict("refused", str(error), [] if says_where(error) else [f"the refusal names no place: {error}"])
    faults = [
        *compare(target.golden, reading.observations, _refusals(reading)),
        *(f"a rejected figure without place or reason: {one}" for one in reading.rejected if not one.reason),
    ]
    if faults:
        return Verdict("silent", "; ".join(faults[:4]), faults, reading)
    return Verdict("quarantined" if reading.rejected or reading.doubtful else "same", reading=reading)


def says_where(error: DriftError) -> bool:
    """Tell whether a refusal names the publication, the edition, the document and the place, and what it found."""
    return bool(error.publication and (error.document or error.edition) and (error.place and error.found))


@dataclass(frozen=True)
class Refusals:
    """What was refused: series points as far as known, and the titles of tables that were refused whole."""

    keys: tuple[Key, ...]
    tables: frozenset[str]

    def cover(self, golden: GoldenFigure) -> bool:
        """Tell whether a figure stands in a table refused whole, or its point was refused."""
        whole = any(golden.place.startswith(f'table "{title}"') for title in self.tables)
        return whole or any(_covers(key, golden.key) for key in self.keys)


def _refusals(reading: Reading) -> Refusals:
    return Refusals(
        (
            *(tuple(one.series_key.split(" ")) for one in reading.rejected),
            # What waits for a person is not loaded either; its reading names what the words leave open with "?".
            *(
                (
                    one.proposal.ref_area,
                    one.proposal.time_period,
                    one.proposal.segment,
                    one.proposal.measure,
                    one.proposal.basis,
                )
                for one in reading.doubtful
            ),
        ),
        frozenset(
            one.locator.table
            for one in reading.rejected
            if one.rule == "table_contradicted" and isinstance(one.locator, Cell)
        ),
    )


def compare(golden: Iterable[GoldenFigure], read: Iterable[Observation], refused: Refusals) -> list[str]:
    """Return what is wrong, missing or added and not refused; a refusal stands for one missing figure.

    A coarser print of a golden figure whose finer print was refused is that figure: true within its own rounding.
    """
    by_key = {one.key: one for one in golden}
    expected: Counter[Figure] = Counter(_figure(one) for one in by_key.values())
    found: Counter[Figure] = Counter()
    for one in read:
        same = by_key.get(one.key)
        is_coarser = same is not None and _is_coarser(one, same) and refused.cover(same)
        found[_figure(same if same is not None and is_coarser else one)] += 1
    faults = [f"wrong or added: {_say(figure)}" for figure in (found - expected)]
    open_keys = list(refused.keys)
    for figure in expected - found:
        if any(by_key[figure[0]].place.startswith(f'table "{title}"') for title in refused.tables):
            continue
        covering = next((key for key in open_keys if _covers(key, figure[0])), None)
        if covering is None:
            faults.append(f"missing: {_say(figure)}")
        else:
            open_keys.remove(covering)
    return faults


def _covers(refused: tuple[str, ...], key: Key) -> bool:
    return len(refused) == len(key) and all(one in {"?", other} for one, other in zip(refused, key, strict=True))


def _is_coarser(one: Observation, golden: GoldenFigure) -> bool:
    if None in {one.obs_value, one.rounding_unit, golden.obs_value, golden.rounding_unit}:
        return False
    fine, coarse = golden.rounding_unit, one.rounding_unit
    gap = abs(one.obs_value - golden.obs_value)  # type: ignore[operator]
    return fine < coarse and gap * 2 <= fine + coarse  # type: ignore[operator]


def _figure(one: Observation | GoldenFigure) -> Figure:
    return (one.key, one.unit_measure, one.obs_value, one.obs_status)


def _say(figure: Figure) -> str:
    return f"{' '.join(figure[0])} {figure[2]} {figure[1]} {figure[3]}"

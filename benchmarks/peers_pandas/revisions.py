"""The mart revision."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import percent, to_arrow
from benchmarks.peers_pandas.reading import Core


def revision(core: Core) -> pd.DataFrame:
    """Return what became of each figure over its prints."""
    figures = core.figures
    prints = np.flatnonzero(figures.value.known)
    point, edition, unit, is_forecast, vintage, rank = (
        figures.column(name)[prints] for name in ("point", "edition", "unit", "is_forecast", "vintage", "rank")
    )
    value, rounding = figures.value.take(prints), figures.rounding.take(prints)
    before = np.arange(len(point)) - 1
    is_again = point == point[before]
    is_again[:1] = False
    is_same_edition = is_again & (edition == edition[before])
    is_same_unit = is_again & (unit == unit[before])
    value_before, rounding_before = figures.value.take(prints[before]), figures.rounding.take(prints[before])
    is_changed = (
        (abs(value - value_before).times(2) > rounding + rounding_before)
        & is_same_unit
        & (is_forecast == is_forecast[before])
    )
    is_confirmed = (
        is_same_edition & is_same_unit & (vintage == vintage[before] + 1) & (rank == rank[before]) & value.equals(value_before)
        & rounding.equals(rounding_before)
    )  # fmt: skip
    starts = np.flatnonzero(~is_again)
    sizes = columns.sizes_of(starts, len(point))
    ends = starts + sizes - 1

    def counted(flags: np.ndarray) -> np.ndarray:
        return np.add.reduceat(flags, starts, dtype="int32")

    editions, vintages = counted(~is_same_edition), counted(~is_confirmed)
    revisions, corrections = counted(is_changed), counted(is_changed & is_same_edition)
    revised = np.maximum.reduceat(np.where(is_changed, edition, -1), starts)
    forecasts = counted(is_forecast)
    is_met = (forecasts > 0) & (forecasts < sizes)
    is_one_unit = np.minimum.reduceat(unit, starts) == np.maximum.reduceat(unit, starts)
    first, latest = value.take(starts), value.take(ends)
    size = (latest - first).only(is_one_unit & ~is_met & (revisions > 0))
    rows = figures.rows.take(prints[starts])
    new, later = _successors(core, rows, edition[ends])
    is_break = new >= 0
    definition, name = rows["definition"].to_numpy(), core.edition["name"].to_numpy()
    basis = core.basis["basis_number"].to_numpy()
    return pd.DataFrame(
        {
            "publication": core.named("publication", core.basis["publication_number"].to_numpy()[definition]),
            "ref_area": core.named("ref_area", rows["area"]), "time_period": core.named("time_period", rows["period"]),
            "segment": core.named("segment", rows["segment"]), "measure": core.named("measure", rows["measure"]),
            "basis": core.named("basis", basis[definition]), "unit_measure": core.named("unit_measure", unit[ends]),
            "first_edition": core.named("edition", name[edition[starts]]), "first_value": to_arrow(first),
            "latest_edition": core.named("edition", name[edition[ends]]), "latest_value": to_arrow(latest),
            "editions": editions, "vintages": vintages, "revisions": revisions, "corrections": corrections,
            "is_revised": revisions > 0,
            "last_revised_in": core.named("edition", np.where(revised < 0, -1, name[revised])),
            "revision_size": to_arrow(size), "revision_pct": columns.percentages(percent(size, first)),
            "is_method_break": is_break, "succeeded_by_basis": core.named("basis", np.where(is_break, basis[new], -1)),
            "succeeded_by_value": to_arrow(latest.take(later)),
            "history": columns.chosen(
                [is_break, corrections > 0, revisions > 0, is_met, vintages > 1],
                ["method break", "correction", "revision", "forecast met", "printed again"],
                otherwise="printed once",
            ),
            "first_observation_id": columns.texts(figures.ids[prints[starts]]),
            "latest_observation_id": columns.texts(figures.ids[prints[ends]]),
        }
    )  # fmt: skip


def _successors(core: Core, rows: pd.DataFrame, latest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the definition that has replaced each point's own, and the place of its point: the first by name; else -1."""
    basis = core.basis.assign(definition=np.arange(len(core.basis)))
    replaced = basis.merge(
        basis, left_on=["publication", "replaces"], right_on=["publication", "basis"], suffixes=("", "_old")
    )
    step = int(np.prod(core.bounds("area", "measure", "period", "segment")))
    point, definition = rows["point"].to_numpy(), rows["definition"].to_numpy()
    new, later = np.full(len(rows), -1), np.full(len(rows), -1)
    for old, other in zip(replaced["definition_old"][::-1], replaced["definition"][::-1], strict=True):
        old_rows = np.arange(*np.searchsorted(definition, [old, old + 1]))
        place = columns.found_in(point, point[old_rows] + (other - old) * step)
        is_later = (place >= 0) & (latest[place] > latest[old_rows])
        new[old_rows[is_later]], later[old_rows[is_later]] = other, place[is_later]
    return new, later

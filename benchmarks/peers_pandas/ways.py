"""The way to a share that each edition offers, the edition that counts, and why there is none."""

from __future__ import annotations

from math import prod

import numpy as np
import pandas as pd

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.reading import Core
from benchmarks.peers_pandas.sides import SIDES, Sides, place_bounds

#: The ways to a share in their order; what has none has -1.
METHODS = np.asarray(["values", "published", "complement", "of_total"], dtype=object)
VALUES, PUBLISHED, COMPLEMENT, OF_TOTAL = range(len(METHODS))


def offered(core: Core, sides: Sides, found: pd.DataFrame) -> pd.DataFrame:
    """Return the way to a share that each issue offers, if any, and how much it is preferred to others of the place."""
    row = {side: found[side].to_numpy() for side in SIDES}
    has = {side: rows >= 0 for side, rows in row.items()}
    segment, units = sides.column("segment"), sides.column("unit")
    definition = found["place"].to_numpy() // prod(place_bounds(core)[1:])
    is_market = (core.basis["split_of"] == "market").to_numpy(bool)[definition]
    is_complement = core.basis["complement"].isin(["B2B", "B2B_B2G"]).to_numpy()[definition]
    b, c, t = row["b"], row["c"], row["t"]
    b_unit, c_unit, t_unit = (np.where(has[side], units[row[side]], -1) for side in "bct")
    is_positive = sides.value.is_positive()
    is_above_zero = has["b"] & is_positive[b] | has["c"] & is_positive[c]
    # a total is one that is above its own rounding, and by its rounding and that of the side no smaller than the side
    is_total = np.zeros(len(found), dtype=bool)
    with_b = np.flatnonzero(has["t"] & has["b"] & (t_unit == b_unit))
    total, total_half = sides.value.take(t[with_b]), sides.half.take(t[with_b])
    least = sides.value.take(b[with_b]) - sides.half.take(b[with_b])
    is_total[with_b] = (total > total_half) & (total + total_half >= least)
    method = np.select(
        [
            ~is_market, has["b"] & has["c"] & (b_unit == c_unit) & is_above_zero, has["bs"],
            has["cs"] & ~has["b"] & is_complement, is_total & ~has["c"],
        ],
        [-1, VALUES, PUBLISHED, COMPLEMENT, OF_TOTAL],
        default=-1,
    )  # fmt: skip
    together = core.number("segment", ["B2B_B2G"])[0]
    is_b_together, is_bs_together = (has[side] & (segment[row[side]] == together) for side in ("b", "bs"))
    is_together = np.where((method == PUBLISHED) | ~has["b"], is_bs_together, is_b_together)
    has_business = has["b"] | has["bs"]
    issue = found["issue"].to_numpy()
    rank = (method >= 0) * 4 + issue % 2 * 2 + has_business
    return found.assign(
        definition=definition, method=method, is_together=is_together, has_business=has_business,
        has_total=is_total & (is_together == is_b_together), is_b_together=is_b_together, is_bs_together=is_bs_together,
        b_unit=b_unit, c_unit=c_unit, preference=rank * sides.issues + issue,
    )  # fmt: skip


def chosen(offered: pd.DataFrame) -> pd.DataFrame:
    """Return the issue that counts of each place; places are sorted already."""
    place, preference = offered["place"].to_numpy(), offered["preference"].to_numpy()
    starts = columns.starts_of(place)
    best = np.repeat(np.maximum.reduceat(preference, starts), columns.sizes_of(starts, len(place)))
    return offered[preference == best].reset_index(drop=True)


def refused(core: Core, offered: pd.DataFrame, chosen: pd.DataFrame) -> np.ndarray:
    """Return why no share can be formed."""
    period = core.period
    rows = chosen[chosen["method"] < 0]
    split = core.basis["split_of"].to_numpy()[rows["definition"]]
    has_b, has_c = (rows["b"] >= 0).to_numpy(), (rows["c"] >= 0).to_numpy()
    is_same_unit = (rows["b_unit"] == rows["c_unit"]).to_numpy()
    units = np.append(core.names["unit_measure"], "")
    stands, is_other_kind, nearest = _elsewhere(core, offered, rows)
    missing = np.where(rows["has_business"], "B2C", "B2B").astype(object)
    names = core.names["time_period"]
    of = missing + " of " + names[rows["place"] % len(period)]
    edition = core.names["edition"][core.edition["name"].to_numpy()[stands // 2]]
    reasons = [
        (pd.isna(split), "the definition does not tell the sides of a market apart"),
        (split == "part", "the figures are of a part of the market only"),
        (split == "enterprises", "the figures count enterprises, not sales"),
        (has_b & has_c & ~is_same_unit, "B2B is in " + units[rows["b_unit"]] + ", B2C in " + units[rows["c_unit"]]),
        (has_b & has_c & is_same_unit, "both sides are zero"),
        (has_b & (rows["cs"] >= 0).to_numpy(), "of B2B only the value is printed, of B2C only the share"),
        (is_other_kind, of + " is a forecast, the other side is none"),
        (stands >= 0, of + " stands in another edition (" + edition + ")"),
        (nearest >= 0, "no " + of + "; the nearest is of " + names[nearest]),
    ]
    found = np.full(len(chosen), None, dtype=object)
    found[rows.index] = np.select(
        [condition for condition, _ in reasons], [np.asarray(text, dtype=object) for _, text in reasons],
        default="no " + missing + " of this area under this definition",
    )  # fmt: skip
    return found


def _elsewhere(core: Core, offered: pd.DataFrame, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the newest issue that has the missing side of a place, whether one of the same edition does, and the nearest period; or -1."""
    periods, frequency, x = len(core.period), core.period["frequency"].to_numpy(), core.period["x"].to_numpy()
    issues = 2 * len(core.edition)
    stands, is_other_kind, nearest = np.full(len(rows), -1), np.zeros(len(rows), dtype=bool), np.full(len(rows), -1)
    for misses_business in (True, False):
        there = offered[offered["has_business"] if misses_business else offered["c"] >= 0]
        if there.empty:
            continue
        asking = np.flatnonzero(rows["has_business"].to_numpy() != misses_business)
        place, issue = (rows[name].to_numpy()[asking] for name in ("place", "issue"))
        keys = there["place"].to_numpy() * issues + there["issue"].to_numpy()
        last = np.searchsorted(keys, (place + 1) * issues) - 1
        is_there = (last >= 0) & (keys[last] // issues == place)
        stands[asking] = np.where(is_there, keys[last] % issues, -1)
        is_other_kind[asking] = columns.found_in(keys, place * issues + (issue ^ 1)) >= 0
        # the periods of a series and frequency in a row: the neighbours on both sides
        other = keys[columns.starts_of(keys // issues)] // issues
        lines = _line(core, other), _line(core, place)
        order = np.argsort(lines[0])
        line, period, own = lines[0][order], other[order] % periods, place % periods
        before = np.searchsorted(line, lines[1]) - 1
        after = np.searchsorted(line, lines[1], side="right")
        distances = []
        for beside in (before, after):
            at = np.clip(beside, 0, len(line) - 1)
            candidate = period[at]
            is_of_line = (beside >= 0) & (beside < len(line)) & (other[order][at] // periods == place // periods)
            is_of_line &= frequency[candidate] == frequency[own]
            distances.append(
                np.where(is_of_line, np.abs(x[candidate] - x[own]) * periods + candidate, np.iinfo("int64").max)
            )
        closest = np.minimum(*distances)
        nearest[asking] = np.where(closest < np.iinfo("int64").max, closest % periods, -1)
    return stands, is_other_kind, nearest


def _line(core: Core, place: np.ndarray) -> np.ndarray:
    """Return series, frequency and x in one number."""
    periods = len(core.period)
    return columns.key(
        (place // periods, int(place.max(initial=0)) // periods + 1), (core.period["frequency"].to_numpy()[place % periods], 4),
        (core.period["x"].to_numpy()[place % periods], 12 * 10_000),
    )  # fmt: skip

"""The mart share_trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import Amounts, amounts, divided, percent
from benchmarks.peers_pandas.columns import Booleans, Integers
from benchmarks.peers_pandas.percentages import FULL
from benchmarks.peers_pandas.reading import Core
from benchmarks.peers_pandas.shares import Shares
from benchmarks.student import FREEDOM, QUANTILE

_OF_SHARES = [
    "share_id", "publication", "ref_area", "time_period", "frequency", "measure", "basis", "edition", "published_on",
    "unit_measure", "b2b_segment", "b2b_value", "b2c_value", "total_value", "b2b_value_usd", "b2c_value_usd",
    "b2b_share_pct", "b2b_share_low_pct", "b2b_share_high_pct", "share_base", "share_method", "published_b2b_share_pct",
    "obs_status", "has_break", "has_unverified",
]  # fmt: skip
_REFUSED = ["one period only", "two periods only: a line through two points has no error to judge it by"]
DIRECTIONS = ["B2B gaining", "B2C gaining", "no change beyond rounding"]


@dataclass(frozen=True, eq=False)
class Line:
    """Sums over a stretch up to each of its periods, and what least squares make of them: x counts from its first period.

    Gap is the distance of the shares from 50 %, all together; deviation, spread_x and spread_xy are as in the SQL.
    """

    n: np.ndarray
    sum_x: np.ndarray
    gap: np.ndarray
    spread_x: Amounts
    spread_xy: Amounts
    deviation: Amounts
    quantile: np.ndarray

    def take(self, rows: np.ndarray) -> Line:
        return Line(
            self.n[rows], self.sum_x[rows], self.gap[rows], self.spread_x.take(rows), self.spread_xy.take(rows),
            self.deviation.take(rows), self.quantile[rows],
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Trends:
    """Shares in the order of series, stretch and period, as numbers beside their mart; rows of stretches stand together."""

    mart: pd.DataFrame
    rows: pd.DataFrame
    starts: np.ndarray
    series_id: pa.Array
    slopes: dict[str, Integers]
    line: Line
    share_id: pa.Array
    figures: np.ndarray
    figures_start: np.ndarray
    figures_count: np.ndarray


def share_trend(core: Core, shares: Shares) -> Trends:
    """Return the mart, with what later ones need."""
    order, line_number, stretch = _in_series(shares.rows)
    rows = shares.rows.take(order).reset_index(drop=True).assign(line=line_number)
    x, share, unit, per_year = (rows[name].to_numpy() for name in ("x", "share", "unit", "per_year"))
    series = [rows[name].to_numpy() for name in ("line", "is_forecast", "base", "segment")]
    starts = columns.starts_of(*series, stretch)
    sizes = columns.sizes_of(starts, len(rows))
    group = np.repeat(np.arange(len(starts)), sizes)
    start, here = np.repeat(starts, sizes), np.arange(len(rows))
    before = here - 1
    is_adjacent = (here > start) & (x[before] == x - 1)
    before = np.where(is_adjacent, before, -1)
    line = _line(x - x[start], share, start, here - start + 1)
    b, c = shares.b.take(order), shares.c.take(order)
    # of the period before, the first one and those three and five years ago: amounts in the same unit only
    b0, c0 = (side.take(before).only(unit == unit[before]) for side in (b, c))
    first_b, first_c = (side.take(start).only(unit == unit[start]) for side in (b, c))
    growth = {}
    bound = int(x.max(initial=0)) + 1
    keys = group * bound + x
    for years in (3, 5):
        ago = columns.found_in(keys, keys - years * per_year)
        is_there = (ago >= 0) & (group[ago] == group) & (unit[ago] == unit)
        for name, side in (("b2b", b), ("b2c", c)):
            growth[f"{name}_cagr_{years}y_pct"] = _yearly_growth(side.take(ago).only(is_there), side, float(years))
    span = (x - x[start]) / per_year
    growth["b2b_cagr_span_pct"] = _yearly_growth(first_b, b, span)
    growth["b2c_cagr_span_pct"] = _yearly_growth(first_c, c, span)
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    change, change_low, change_high = (
        Integers(now - then[before], ~is_adjacent) for now, then in ((share, share), (low, high), (high, low))
    )
    is_up, is_down = (change_low > 0).to_numpy(bool, na_value=False), (change_high < 0).to_numpy(bool, na_value=False)
    direction = columns.chosen([is_up, is_down, is_adjacent], DIRECTIONS)
    rows["direction"] = direction.codes
    n = line.n
    slopes = _slopes(line, per_year)
    after = np.minimum(here + 1, len(rows) - 1)
    is_between = is_adjacent & (group[after] == group) & (x[after] == x + 1)
    of_three = share[before] + share + share[after]
    ids = shares.share_id.take(order)
    figures_start, figures_count = shares.figures_start[order], shares.figures_count[order]
    # the figures of the period before, then its own
    two_starts = np.column_stack([figures_start[before], figures_start])
    two_counts = np.column_stack([np.where(is_adjacent, figures_count[before], 0), figures_count])
    figures = shares.figures[columns.spread(two_starts.ravel(), two_counts.ravel())]
    series_id = _series_ids(core, shares.mart, rows.take(starts), order[starts])
    mart = shares.mart[_OF_SHARES].take(order).reset_index(drop=True)
    trend_id = pc.binary_join_element_wise("trend-", pc.utf8_slice_codeunits(ids, 6), "")
    mart.insert(0, "trend_id", columns.arrow(trend_id))
    mart.insert(2, "series_id", columns.arrow(series_id.take(group)))
    period, edition = rows["period"].to_numpy(), rows["edition"].to_numpy()
    more = {
        "previous_time_period": columns.named(np.where(is_adjacent, period[before], -1), core.names["time_period"]),
        "previous_edition": columns.named(np.where(is_adjacent, edition[before], -1), core.names["edition"]),
        "previous_b2b_share_pct": columns.percentages(Integers(share[before], ~is_adjacent)),
        "b2b_share_change_pp": columns.percentages(change), "b2b_share_change_low_pp": columns.percentages(change_low),
        "b2b_share_change_high_pp": columns.percentages(change_high),
        "is_change_beyond_rounding": Booleans(is_up | is_down, ~is_adjacent), "direction": direction,
        "b2b_growth_pct": columns.percentages(percent(b - b0, b0)), "b2c_growth_pct": columns.percentages(percent(c - c0, c0)),
        "sides_growth_pct": columns.percentages(percent(b + c - b0 - c0, b0 + c0)),
        "b2b_contribution_pp": columns.percentages(percent(b - b0, b0 + c0)),
        "b2c_contribution_pp": columns.percentages(percent(c - c0, b0 + c0)),
        "b2b_to_b2c_ratio": columns.percentages(divided(b, c, 10**6)),
        "index_base_period": columns.named(np.where(first_b.known & b.known, period[start], -1), core.names["time_period"]),
        "b2b_index": columns.percentages(percent(b, first_b)), "b2c_index": columns.percentages(percent(c, first_c)),
        **{name: columns.percentages(numbers) for name, numbers in growth.items()},
        "b2b_share_mean_3_pct": columns.percentages(Integers((2 * of_three + 3) // 6, ~is_between)),
        **{name: columns.percentages(numbers) for name, numbers in slopes.items()},
        "slope_n": Integers(n.astype("int32"), n < 3), "slope_refused": columns.chosen([n == 1, n == 2], _REFUSED),
        "observation_ids": columns.lists(columns.texts(core.figures.ids[figures]), two_counts.sum(axis=1)),
    }  # fmt: skip
    mart = pd.concat([mart, pd.DataFrame(more)], axis=1)
    return Trends(mart, rows, starts, series_id, slopes, line, ids, shares.figures, figures_start, figures_count)


def _in_series(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows that are shares by series and period; the line of each, and its stretch, which a break begins.

    A line is a series whatever its kind, base and business side; a break begins a stretch in all of it.
    """
    names = ["publication", "area", "level", "basis", "frequency"]
    parts = [rows[name].to_numpy() for name in names]
    order = np.argsort(columns.key(*((part, int(part.max(initial=0)) + 1) for part in [*parts, rows["x"].to_numpy()])))
    starts = columns.starts_of(*(part[order] for part in parts))
    line = np.repeat(np.arange(len(starts)), columns.sizes_of(starts, len(order)))
    stretch = np.cumsum(rows["has_break"].to_numpy()[order])
    is_share = rows["is_share"].to_numpy()[order]
    order, line, stretch = order[is_share], line[is_share], stretch[is_share]
    parts = [line, *(rows[name].to_numpy()[order] for name in ("is_forecast", "base", "segment", "x"))]
    by_series = np.argsort(columns.key(*((part, int(part.max(initial=0)) + 1) for part in parts)))
    return order[by_series], line[by_series], stretch[by_series]


def _line(x: np.ndarray, share: np.ndarray, start: np.ndarray, n: np.ndarray) -> Line:
    y = share - FULL // 2

    def summed(numbers: np.ndarray) -> np.ndarray:
        sums = np.cumsum(numbers)
        return sums - sums[start] + numbers[start]

    squares = amounts(y * y)
    sums = squares.cumulative()
    sum_yy = sums - sums.take(start) + squares.take(start)
    sum_x, sum_y = summed(x), summed(y)
    wide_n, wide_x, wide_y = amounts(n), amounts(sum_x), amounts(sum_y)
    spread_x = wide_n * amounts(summed(x * x)) - wide_x * wide_x
    spread_xy = wide_n * amounts(summed(x * y)) - wide_x * wide_y
    spread_y = wide_n * sum_yy - wide_y * wide_y
    deviation = spread_x * spread_y - spread_xy * spread_xy
    freedom = np.searchsorted(FREEDOM, np.maximum(n - 2, 1), side="right") - 1
    return Line(n, sum_x, -sum_y, spread_x, spread_xy, deviation, np.asarray(QUANTILE)[freedom])


def _slopes(line: Line, per_year: np.ndarray) -> dict[str, Integers]:
    """Return the slope of each line of three periods or more, and its interval."""
    is_told = line.n >= 3
    spread = np.where(is_told, line.spread_x.approximate(), 1.0)
    slope = line.spread_xy.approximate() / spread * per_year / 1e6
    error = np.sqrt(np.maximum(line.deviation.approximate(), 0) / np.maximum(line.n - 2, 1)) / spread * per_year / 1e6
    numbers = {
        "slope_pp_per_year": slope, "slope_low": slope - line.quantile * error, "slope_high": slope + line.quantile * error
    }  # fmt: skip
    return {name: columns.rounded(number * 1e6, is_told) for name, number in numbers.items()}


def _yearly_growth(then: Amounts, now: Amounts, years: np.ndarray | float) -> Integers:
    """Return compound growth a year, four decimals, over a year or more: a power of a fraction is no exact number."""
    known = then.is_positive() & now.known & (years >= 1)
    ratio = np.where(known, now.approximate(), 1.0) / np.where(known, then.approximate(), 1.0)
    power = (ratio ** (1.0 / np.maximum(years, 1.0)) - 1) * 100
    return columns.rounded(np.copysign(np.floor(np.abs(power) * 1e4 + 0.5), power) / 1e4 * 1e6, known)


def _series_ids(core: Core, mart: pd.DataFrame, rows: pd.DataFrame, heads: np.ndarray) -> pa.Array:
    """Return the id of the stretch that begins at each of these shares."""
    names = [
        mart[name].array.take(heads)
        for name in ("publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base")
    ]
    is_forecast = columns.named(
        rows["is_forecast"].to_numpy().astype("int8"), np.asarray(["false", "true"], dtype=object)
    )
    return columns.short_hashes("series-", *names, is_forecast, core.named("time_period", rows["period"]))

"""The mart series_trend."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import amounts, quotient
from benchmarks.peers_pandas.columns import Integers
from benchmarks.peers_pandas.percentages import FULL
from benchmarks.peers_pandas.reading import PER_YEAR, Core
from benchmarks.peers_pandas.trend import DIRECTIONS, Line, Trends

_OF_TREND = [
    "publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base", "slope_pp_per_year", "slope_low",
    "slope_high", "slope_refused", "b2b_cagr_3y_pct", "b2c_cagr_3y_pct", "b2b_cagr_5y_pct", "b2c_cagr_5y_pct",
    "b2b_cagr_span_pct", "b2c_cagr_span_pct",
]  # fmt: skip
_WITHIN = {"A": "", "M": "-{:02}", "Q": "-Q{}", "S": "-S{}"}
_METHODS = [
    "least squares with Student's t; Theil-Sen with Sen's interval",
    "least squares with Student's t; Theil-Sen, too few periods for its interval",
]


def series_trend(core: Core, trends: Trends) -> pd.DataFrame:
    """Return the mart: the sums of a stretch stand at its last period already."""
    rows, first = trends.rows, trends.starts
    n = columns.sizes_of(first, len(rows))
    last = first + n - 1
    series = [rows[name].to_numpy()[first] for name in ("line", "is_forecast", "base", "segment")]
    is_newest = np.zeros(len(first), dtype=bool)
    is_newest[np.append(columns.starts_of(*series), len(first))[1:] - 1] = True
    x, share, low, high, per_year = (rows[name].to_numpy() for name in ("x", "share", "low", "high", "per_year"))
    middle, least, most = _theil_sen(x, share, per_year, first, n)
    has_interval = ~least.isna()
    crossed_x, other_x = _crossed(x, low, high, first, n)
    at_x, low_x, high_x = _met(trends.line.take(last), x[first], x[last], per_year[first])
    is_past, is_met, frequency = crossed_x >= 0, at_x >= 0, rows["frequency"].to_numpy()[first]
    crossover = {
        "crossover_period": np.where(is_past, crossed_x, at_x), "crossover_low": np.where(is_past, other_x + 1, low_x),
        "crossover_high": np.where(is_past, crossed_x, high_x),
    }  # fmt: skip
    of_trend = trends.mart[_OF_TREND].take(last).reset_index(drop=True)
    slope_low, slope_high = (trends.slopes[name] for name in ("slope_low", "slope_high"))
    is_up, is_down = (slope_low > 0).to_numpy(bool, na_value=False), (slope_high < 0).to_numpy(bool, na_value=False)
    figures = trends.figures[columns.spread(trends.figures_start, trends.figures_count)]
    found = {
        "series_id": columns.arrow(trends.series_id), **of_trend[_OF_TREND[:7]], "is_forecast": series[1].astype(bool),
        "is_newest_stretch": is_newest, "first_time_period": core.named("time_period", rows["period"].to_numpy()[first]),
        "last_time_period": core.named("time_period", rows["period"].to_numpy()[last]), "n": n.astype("int32"),
        "gaps": (x[last] - x[first] + 1 - n).astype("int32"), "first_b2b_share_pct": columns.percentages(share[first]),
        "last_b2b_share_pct": columns.percentages(share[last]),
        "span_change_pp": columns.percentages(Integers(share[last] - share[first], n == 1)),
        "span_direction": columns.chosen([(n > 1) & (low[last] > high[first]), (n > 1) & (high[last] < low[first]), n > 1], DIRECTIONS),
        **of_trend[["slope_pp_per_year", "slope_low", "slope_high"]], "theil_sen_pp_per_year": columns.percentages(middle),
        "theil_sen_low": columns.percentages(least), "theil_sen_high": columns.percentages(most),
        "slope_method": columns.chosen([has_interval, n >= 3], _METHODS), "slope_refused": of_trend["slope_refused"],
        "trend_direction": columns.chosen(
            [is_up[last], is_down[last], ~of_trend["slope_pp_per_year"].isna().to_numpy()],
            [*DIRECTIONS[:2], "no trend beyond its interval"],
        ),
        **of_trend[_OF_TREND[11:]],
        "crossover": columns.chosen([is_past, is_met], ["past", "extrapolated"], otherwise="none"),
        **{name: _period_names(numbers, frequency, per_year[first]) for name, numbers in crossover.items()},
        "has_unverified": np.logical_or.reduceat(rows["has_unverified"].to_numpy(), first),
        "observation_ids": columns.distinct_texts(core.figures.ids[figures], np.add.reduceat(trends.figures_count, first)),
    }  # fmt: skip
    # by line and first period, which no two stretches of a line have in common
    return pd.DataFrame(found).take(np.lexsort((x[first], series[0])))


def _crossed(
    x: np.ndarray, low: np.ndarray, high: np.ndarray, first: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the period in which the sides of a stretch had changed places last, and the one before of which a larger side is known; or -1."""
    larger = np.where(low > FULL // 2, 1, np.where(high < FULL // 2, -1, 0))
    known = np.flatnonzero(larger)
    stretch = np.repeat(np.arange(len(first)), n)[known]
    is_change = (stretch[1:] == stretch[:-1]) & (larger[known][1:] != larger[known][:-1])
    changes = np.flatnonzero(is_change)
    crossed, other = np.full(len(first), -1), np.full(len(first), -1)
    # of several changes the last one is written last
    crossed[stretch[changes]], other[stretch[changes]] = x[known[changes + 1]], x[known[changes]]
    return crossed, other


def _theil_sen(
    x: np.ndarray, share: np.ndarray, per_year: np.ndarray, first: np.ndarray, n: np.ndarray
) -> tuple[Integers, Integers, Integers]:
    """Return the median slope of all pairs of periods, and the slopes at the ranks of Sen's interval, by stretch."""
    ties = _ties(share, n)
    found = np.full((3, len(n)), np.nan)
    for length in np.unique(n[n >= 3]).tolist():
        # the stretches of one length are a matrix
        stretches = np.flatnonzero(n == length)
        places = first[stretches][:, None] + np.arange(length)
        one, other = np.triu_indices(length, 1)
        xs, shares = x[places], share[places]
        slopes = (
            (shares[:, other] - shares[:, one])
            / 1e6
            / (xs[:, other] - xs[:, one])
            * per_year[first[stretches]][:, None]
        )
        slopes.sort(axis=1)
        pairs = slopes.shape[1]
        found[0, stretches] = (slopes[:, (pairs - 1) // 2] + slopes[:, pairs // 2]) / 2
        if length < 6:
            continue
        spread = 1.959964 * np.sqrt((length * (length - 1) * (2 * length + 5) - ties[stretches]) / 18)
        low, high = np.floor((pairs - spread) / 2).astype("int64"), np.ceil((pairs + spread) / 2).astype("int64") + 1
        is_inside = np.flatnonzero((low >= 1) & (high <= pairs))
        for row, rank in ((1, low), (2, high)):
            found[row, stretches[is_inside]] = slopes[is_inside, rank[is_inside] - 1]
    middle, least, most = (columns.rounded(slopes * 1e6) for slopes in found)
    return middle, least, most


def _ties(share: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return what equal shares take from the variance of Kendall's S, by stretch."""
    keys = np.repeat(np.arange(len(n)), n) * (FULL + 1) + share
    keys.sort()
    starts = columns.starts_of(keys)
    ties = columns.sizes_of(starts, len(keys))
    return np.add.reduceat(np.repeat((ties - 1) * (2 * ties + 5), ties), np.cumsum(n) - n)


def _met(
    line: Line, first_x: np.ndarray, last_x: np.ndarray, per_year: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where the line of a stretch meets 50 % after its end, with the interval of Fieller; -1 for what there is not.

    Whole numbers tell whether it meets it, and between which periods; x counts from the first period, as the sums do.
    """
    at, low_at, high_at = (np.full(len(first_x), -1) for _ in range(3))
    slope = line.spread_xy.approximate()
    error = line.quantile**2 * line.deviation.approximate() / np.maximum(line.n - 2, 1)
    certain = slope**2 - error
    part = amounts(line.sum_x) * line.spread_xy + amounts(line.gap) * line.spread_x
    part = (-part).where(line.spread_xy.is_negative(), part)
    whole = amounts(line.n) * abs(line.spread_xy)
    span = last_x - first_x
    is_met = (line.n >= 3) & (certain > 0) & (part > whole.times(span)) & (part <= whole.times(2 * span))
    rows = np.flatnonzero(is_met)
    line, slope, error, certain, first_x = line.take(rows), slope[rows], error[rows], certain[rows], first_x[rows]
    before, left = quotient(part.take(rows), whole.take(rows), 1)
    before = before + first_x
    after = before + left.is_positive()
    gap, spread_x = line.gap.astype("float64"), line.spread_x.approximate()
    mean = (line.sum_x + line.n * first_x) / line.n
    per_certain = spread_x / line.n / certain
    width = np.sqrt(error * (gap**2 + certain / spread_x))
    low, high = mean + (slope * gap - width) * per_certain, mean + (slope * gap + width) * per_certain
    is_exact = line.deviation.equals(amounts(0))
    is_in_sight = is_exact | (high < 10_000 * per_year[rows])
    at[rows] = after
    low_at[rows] = np.where(is_exact, before, np.minimum(np.floor(low), before))
    high_at[rows] = np.where(is_in_sight, np.where(is_exact, after, np.maximum(np.ceil(high), after)), -1)
    return at, low_at, high_at


def _period_names(numbers: np.ndarray, frequency: np.ndarray, per_year: np.ndarray) -> pd.Categorical:
    """Return the periods of such numbers; few have one."""
    there = np.flatnonzero(numbers >= 0)
    letters = list(PER_YEAR)
    found = []
    for number, letter, many in zip(
        numbers[there].tolist(), frequency[there].tolist(), per_year[there].tolist(), strict=True
    ):
        year, within = divmod(number, many)
        found.append(f"{year}{_WITHIN[letters[letter]].format(within + 1)}")
    codes, names = pd.factorize(np.asarray(found, dtype=object))
    every = np.full(len(numbers), -1)
    every[there] = codes
    return columns.named(every, names)

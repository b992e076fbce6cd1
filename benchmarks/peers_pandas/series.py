"""The mart series_trend."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import FULL, rounded

_SERIES = ["publication", "ref_area", "measure", "basis", "frequency", "is_forecast", "share_base", "b2b_segment"]
_KEPT = [
    "series_id", "publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base", "slope_pp_per_year",
    "slope_low", "slope_high", "slope_refused", "b2b_cagr_3y_pct", "b2c_cagr_3y_pct", "b2b_cagr_5y_pct", "b2c_cagr_5y_pct",
    "b2b_cagr_span_pct", "b2c_cagr_span_pct",
]  # fmt: skip


def series_trend(trend: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Return the mart: the sums of a stretch stand at its last period already."""
    group = beside["group"].to_numpy()
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    ends = np.append(starts[1:], len(group))
    first = beside.iloc[starts].reset_index(drop=True)
    last = beside.iloc[ends - 1].reset_index(drop=True)
    out = trend[_KEPT].iloc[ends - 1].reset_index(drop=True)
    n, x = last["n"], last["x"]
    out["is_forecast"] = last["is_forecast"]
    out["is_newest_stretch"] = ~out.duplicated(_SERIES, keep="last")
    periods = trend["time_period"].to_numpy(object)
    out["first_time_period"], out["last_time_period"] = periods[starts], periods[ends - 1]
    out["n"], out["gaps"] = n, x - first["x"] + 1 - n
    out["first_b2b_share_pct"], out["last_b2b_share_pct"] = first["share"], last["share"]
    out["span_change_pp"] = (last["share"] - first["share"]).where(n > 1)
    out["span_direction"] = np.select(
        [n == 1, last["low"] > first["high"], last["high"] < first["low"]],
        [None, "B2B gaining", "B2C gaining"],
        default="no change beyond rounding",
    )
    for name, numbers in _theil_sen(beside, n.to_numpy(), ends).items():
        out[name] = numbers
    out["slope_method"] = np.select(
        [n < 3, out["theil_sen_low"].notna()],
        [None, "least squares with Student's t; Theil-Sen with Sen's interval"],
        default="least squares with Student's t; Theil-Sen, too few periods for its interval",
    )
    out["trend_direction"] = np.select(
        [n < 3, out["slope_low"] > 0, out["slope_high"] < 0],
        [None, "B2B gaining", "B2C gaining"],
        default="no trend beyond its interval",
    )
    crossed = _crossed(beside).reindex(last["group"])
    met = _met(last, first["x"]).reindex(last["group"])
    is_past, is_met = crossed["x"].notna().to_numpy(), met["at_x"].notna().to_numpy()
    out["crossover"] = np.select([is_past, is_met], ["past", "extrapolated"], default="none")
    is_quarterly = (out["frequency"] == "Q").to_numpy(bool)
    for name, past, ahead in (
        ("period", crossed["x"], met["at_x"]),
        ("low", crossed["last_other_x"] + 1, met["low_x"]),
        ("high", crossed["x"], met["high_x"]),
    ):
        number = np.where(is_past, past, ahead)
        out[f"crossover_{name}"] = _period_names(number, is_quarterly)
    out["has_unverified"] = np.maximum.reduceat(trend["has_unverified"].to_numpy(bool), starts)
    ids = beside["own_ids"].to_list()
    out["observation_ids"] = [
        sorted(set(chain.from_iterable(ids[a:b]))) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    return out


def _crossed(beside: pd.DataFrame) -> pd.DataFrame:
    """Return where the sides changed places last: the period, and the one before of which a larger side is known."""
    larger = np.where(beside["low"] > FULL // 2, 1, np.where(beside["high"] < FULL // 2, -1, 0))
    rows = beside.loc[larger != 0, ["group", "x"]].assign(larger=larger[larger != 0])
    before = rows.shift()
    is_change = (rows["group"] == before["group"]) & (rows["larger"] != before["larger"])
    rows["last_other_x"] = before["x"]
    return rows[is_change].drop_duplicates("group", keep="last").set_index("group")[["x", "last_other_x"]]


def _theil_sen(beside: pd.DataFrame, n: np.ndarray, ends: np.ndarray) -> dict[str, np.ndarray]:
    """Return the median slope of all pairs of periods, and the slopes at the ranks of Sen's interval, by stretch."""
    is_told = n >= 3
    x, y = beside["x"].to_numpy("int64"), beside["share"].to_numpy("int64")
    # every row beside all rows before it in its stretch
    before = beside["n"].to_numpy("int64") - 1
    later = np.repeat(np.arange(len(x)), before)
    earlier = later - 1 - (np.arange(len(later)) - np.repeat(np.cumsum(before) - before, before))
    slope = (y[later] - y[earlier]) / (x[later] - x[earlier]) * beside["per_year"].to_numpy()[later]
    # the pairs of a stretch stand together already
    slope = slope[np.lexsort((slope, beside["group"].to_numpy()[later]))]
    pairs = n * (n - 1) // 2
    begin = np.cumsum(pairs) - pairs
    ties = beside.groupby(["group", "share"], sort=False).size()
    ties = ties[ties > 1]
    correction = (ties * (ties - 1) * (2 * ties + 5)).groupby("group").sum()
    correction = correction.reindex(beside["group"].to_numpy()[ends - 1], fill_value=0).to_numpy()
    spread = 1.959964 * np.sqrt((n * (n - 1) * (2 * n + 5) - correction) / 18)
    low_rank = np.floor((pairs - spread) / 2).astype("int64")
    high_rank = np.ceil((pairs + spread) / 2).astype("int64") + 1
    has_interval = (n >= 6) & (low_rank >= 1) & (high_rank <= pairs)

    def ranked(rank: np.ndarray, is_there: np.ndarray) -> np.ndarray:
        return np.where(is_there, slope[np.where(is_there, begin + rank - 1, 0)], np.nan)

    middle = (ranked((pairs + 1) // 2, is_told) + ranked(pairs // 2 + 1, is_told)) / 2
    found = {
        "theil_sen_pp_per_year": middle,
        "theil_sen_low": ranked(low_rank, has_interval),
        "theil_sen_high": ranked(high_rank, has_interval),
    }
    return {name: rounded(pd.Series(slopes)).to_numpy() for name, slopes in found.items()}


def _met(last: pd.DataFrame, first_x: pd.Series) -> pd.DataFrame:
    """Return where the line of a stretch meets 50 % after its end, with the interval of Fieller."""
    rows = last.assign(first_x=first_x)
    rows = rows[rows["n"] >= 3]
    n, x, first_x = (rows[name] for name in ("n", "x", "first_x"))
    spread_x, spread_xy, deviation = (rows[name] for name in ("spread_x", "spread_xy", "deviation"))
    gap = FULL // 2 * n - rows["sum_y"]
    part = np.where(spread_xy < 0, -1, 1) * (rows["sum_x"] * spread_xy + gap * spread_x)
    whole = n * spread_xy.abs()
    error = rows["quantile"] ** 2 * deviation / (n - 2)
    certain = spread_xy.astype("float64") ** 2 - error
    middle = spread_xy.astype("float64") * gap
    per_certain = spread_x / n / certain.where(certain > 0)
    width = np.sqrt(error * (gap.astype("float64") ** 2 + certain.clip(lower=0) / spread_x))
    low, high = (rows["sum_x"] / n + (middle + sign * width) * per_certain for sign in (-1, 1))
    is_met = (certain > 0) & (part > x * whole) & (part <= (2 * x - first_x) * whole)
    before_x, at_x = part // whole.where(whole > 0, 1), (part + whole - 1) // whole.where(whole > 0, 1)
    is_exact = deviation == 0
    high_x = np.maximum(np.ceil(high), at_x).where(high < 10000 * rows["per_year"])
    found = pd.DataFrame(
        {
            "at_x": at_x,
            "low_x": np.where(is_exact, before_x, np.minimum(np.floor(low), before_x)),
            "high_x": np.where(is_exact, at_x, high_x),
        }
    )
    return found.set_index(rows["group"])[is_met.to_numpy()]


def _period_names(numbers: np.ndarray, is_quarterly: np.ndarray) -> list[str | None]:
    """Return the periods of such numbers; few have one."""
    names: list[str | None] = [None] * len(numbers)
    for place in np.flatnonzero(~np.isnan(numbers)):
        number = int(numbers[place])
        names[place] = f"{number // 4}-Q{number % 4 + 1}" if is_quarterly[place] else str(number)
    return names

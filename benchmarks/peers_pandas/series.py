"""The mart series_trend."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import FULL, ONE, PERCENT, holds, rounded
from benchmarks.peers_pandas.reading import Core
from benchmarks.peers_pandas.sources import figures_of
from benchmarks.peers_pandas.writing import BOOLEAN, INTEGER, TEXT, TEXTS, write


def series_trend(core: Core, trend: pd.DataFrame) -> None:
    """Write the mart: the sums of a stretch stand at its last period already."""
    first = trend.drop_duplicates("group", ignore_index=True)
    last = trend.drop_duplicates("group", keep="last", ignore_index=True)
    n, low, high = last["n"], last["low"], last["high"]
    crossed, met = _crossed(trend).reindex(last.index), _met(last).reindex(last.index)
    is_past, is_met = crossed["x"].notna(), met["at_x"].notna()
    slopes = _theil_sen(trend).reindex(last.index)
    out = last.assign(
        **slopes, is_newest_stretch=~last["series"].duplicated(keep="last"), gaps=last["span"] + 1 - n,
        first_b2b_share_pct=first["share"], span_change_pp=(last["share"] - first["share"]).where(n > 1),
        span_direction=np.select(
            [n == 1, low > first["high"], high < first["low"]], [None, "B2B gaining", "B2C gaining"], default="no change beyond rounding"
        ),
        slope_method=np.select(
            [n < 3, slopes["theil_sen_low"].notna()],
            [None, "least squares with Student's t; Theil-Sen with Sen's interval"],
            default="least squares with Student's t; Theil-Sen, too few periods for its interval",
        ),
        trend_direction=np.select(
            [last["slope_pp_per_year"].isna(), holds(last["slope_low"] > 0), holds(last["slope_high"] < 0)],
            [None, "B2B gaining", "B2C gaining"],
            default="no trend beyond its interval",
        ),
        crossover=np.select([is_past, is_met], ["past", "extrapolated"], default="none"),
        crossover_period=_period_names(crossed["x"].where(is_past, met["at_x"]), last),
        crossover_low=_period_names((crossed["last_other_x"] + 1).where(is_past, met["low_x"]), last),
        crossover_high=_period_names(crossed["x"].where(is_past, met["high_x"]), last),
        has_unverified=trend.groupby("group")["has_unverified"].any(),
        observation_ids=figures_of(trend["ids"], trend["group"]),
    ).rename(columns={"time_period": "last_time_period", "share": "last_b2b_share_pct"})  # fmt: skip
    # stretches of a series stand in the order of their periods, and those of kinds are told apart by these
    by = ["publication", "ref_area", "measure", "basis", "frequency", "first_time_period"]
    out = out.sort_values(by, kind="stable", ignore_index=True)
    write(
        core, "series_trend", out, (TEXT, "series_id publication ref_area measure basis frequency b2b_segment share_base"),
        (BOOLEAN, "is_forecast is_newest_stretch"), (TEXT, "first_time_period last_time_period"), (INTEGER, "n gaps"),
        (PERCENT, "first_b2b_share_pct last_b2b_share_pct span_change_pp"), (TEXT, "span_direction"),
        (PERCENT, "slope_pp_per_year slope_low slope_high theil_sen_pp_per_year theil_sen_low theil_sen_high"),
        (TEXT, "slope_method slope_refused trend_direction"),
        (PERCENT, "b2b_cagr_3y_pct b2c_cagr_3y_pct b2b_cagr_5y_pct b2c_cagr_5y_pct b2b_cagr_span_pct b2c_cagr_span_pct"),
        (TEXT, "crossover crossover_period crossover_low crossover_high"), (BOOLEAN, "has_unverified"), (TEXTS, "observation_ids"),
    )  # fmt: skip


def _crossed(trend: pd.DataFrame) -> pd.DataFrame:
    """Return where the sides changed places last: the period, and the one before of which a larger side is known."""
    larger = np.where(trend["low"] > FULL // 2, 1, np.where(trend["high"] < FULL // 2, -1, 0))
    rows = trend[["group", "x"]].assign(larger=larger)[larger != 0]
    before = rows.shift()
    is_changed = (rows["group"] == before["group"]) & (rows["larger"] != before["larger"])
    rows["last_other_x"] = before["x"]
    return rows[is_changed].drop_duplicates("group", keep="last").set_index("group")[["x", "last_other_x"]]


def _theil_sen(trend: pd.DataFrame) -> pd.DataFrame:
    """Return the median slope of all pairs of periods, and the slopes at the ranks of Sen's interval, by stretch."""
    point = trend[["group", "x", "share", "per_year"]]
    pair = point.merge(point[["group", "x", "share"]], on="group", suffixes=("", "_other"))
    pair = pair[pair["x_other"] > pair["x"]]
    moved = (pair["share_other"] - pair["share"]) / ONE
    pair = pair[["group"]].assign(slope=moved / (pair["x_other"] - pair["x"]) * pair["per_year"])
    pair = pair.sort_values(["group", "slope"], ignore_index=True)
    ties = point.groupby(["group", "share"]).size()
    ties = ties[ties > 1]
    correction = (ties * (ties - 1) * (2 * ties + 5)).groupby("group").sum()
    n = point.groupby("group").size()
    n = n[n >= 3]
    pairs = n * (n - 1) // 2
    start = pd.Series(pair.index, pair["group"]).groupby("group").min()[n.index]
    spread = 1.959964 * np.sqrt((n * (n - 1) * (2 * n + 5) - correction.reindex(n.index, fill_value=0)) / 18)
    low_rank = np.floor((pairs - spread) / 2).astype("int64")
    high_rank = np.ceil((pairs + spread) / 2).astype("int64") + 1
    has_interval = (n >= 6) & (low_rank >= 1) & (high_rank <= pairs)

    def ranked(rank: pd.Series) -> pd.Series:
        return pd.Series(pair["slope"].to_numpy()[(start + rank - 1).where(has_interval, 0)], n.index).where(
            has_interval
        )

    found = {
        "theil_sen_pp_per_year": pair.groupby("group")["slope"].median()[n.index],
        "theil_sen_low": ranked(low_rank),
        "theil_sen_high": ranked(high_rank),
    }
    return pd.DataFrame({name: rounded(slopes * ONE) for name, slopes in found.items()})


def _met(last: pd.DataFrame) -> pd.DataFrame:
    """Return where the line of a stretch meets 50 % after its end, with the interval of Fieller."""
    rows = last.loc[
        (last["n"] >= 3) & (last["spread_xy"] != 0),
        ["n", "x", "span", "per_year", "sum_x", "sum_y", "spread_x", "spread_xy", "deviation", "quantile"],
    ]
    n, x = rows["n"].astype(object), rows["x"].astype(object)
    spread_xy, spread_x = rows["spread_xy"], rows["spread_x"]
    gap = FULL // 2 * n - rows["sum_y"]
    sign = np.sign(spread_xy.astype("float64")).astype("int64").astype(object)
    part, whole = sign * (rows["sum_x"] * spread_xy + gap * spread_x), n * spread_xy * sign
    double_x, double_xy, double_gap = (one.astype("float64") for one in (spread_x, spread_xy, gap))
    error = rows["quantile"] ** 2 * rows["deviation"].astype("float64") / (rows["n"] - 2)
    certain = double_xy**2 - error
    # a line that may be level meets 50 % nowhere in particular
    is_met = (certain > 0) & (part > x * whole) & (part <= (x + rows["span"].astype(object)) * whole)
    x_mean, per_certain = rows["sum_x"].astype("float64") / rows["n"], double_x / rows["n"] / certain.where(certain > 0)
    middle = double_xy * double_gap
    width = np.sqrt(error * (double_gap**2 + certain.clip(lower=0) / double_x))
    low, high = (x_mean + (middle + one * width) * per_certain for one in (-1, 1))
    before_x, at_x = ((one // whole).astype("float64") for one in (part, part + whole - 1))
    is_exact = rows["deviation"] == 0
    found = pd.DataFrame(
        {
            "at_x": at_x,
            "low_x": np.minimum(np.floor(low), before_x).where(~is_exact, before_x),
            "high_x": np.maximum(np.ceil(high), at_x).where(high < 10_000 * rows["per_year"]).where(~is_exact, at_x),
        }
    )
    return found[is_met]


def _period_names(x: pd.Series, last: pd.DataFrame) -> pd.Series:
    """Return the periods of such numbers; few have one."""
    rows = last.loc[x.notna(), ["frequency", "per_year"]]
    number, frequency = x[x.notna()].astype("int64"), rows["frequency"].astype(object)
    year, place = (number // rows["per_year"]).astype(str), (number % rows["per_year"] + 1).astype(str)
    return year.where(
        frequency == "A",
        (year + "-" + place.str.zfill(2)).where(frequency == "M", year + "-" + frequency + place),
    ).reindex(x.index)

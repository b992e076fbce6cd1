"""The mart share_trend."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.peers_pandas.arithmetic import (
    DOLLARS,
    MONEY,
    ONE,
    PERCENT,
    divided,
    joined,
    percent,
    rounded,
    short_hash,
)
from benchmarks.peers_pandas.reading import Core
from benchmarks.peers_pandas.shares import PERCENTS
from benchmarks.peers_pandas.writing import BOOLEAN, DATE, INTEGER, TEXT, TEXTS, write
from benchmarks.student import FREEDOM, QUANTILE

_LINE = ["publication", "ref_area", "measure", "basis", "frequency"]
_NAMES = [
    "share_id", *_LINE, "time_period", "edition", "published_on", "unit_measure", "b2b_segment", "b2b_value", "b2c_value", "total_value",
    "b2b_value_usd", "b2c_value_usd", "share", "low", "high", "share_base", "share_method", "published_b2b_share_pct", "obs_status",
    "has_break", "has_unverified", "comparability_group", "ids", "x", "per_year",
]  # fmt: skip


def share_trend(core: Core, share: pd.DataFrame) -> pd.DataFrame:
    """Write the mart; return it, sorted by series and period, its percentages in millionths, with what later marts need besides."""
    rows = _stretched(share)
    grouped = rows.groupby("group", sort=False)
    n = grouped.cumcount() + 1
    first = (
        rows[["x", "share", "time_period", "unit_measure", "b", "c"]].take(rows.index - n + 1).reset_index(drop=True)
    )
    before = rows[
        ["group", "x", "share", "low", "high", "time_period", "edition", "unit_measure", "b", "c", "ids"]
    ].shift()
    is_adjacent = (rows["group"] == before["group"]) & (before["x"] == rows["x"] - 1)
    change, low, high = (
        (rows[one] - before[other]).where(is_adjacent)
        for one, other in (("share", "share"), ("low", "high"), ("high", "low"))
    )
    mean = (before["share"] + rows["share"] + rows["share"].shift(-1)).where(
        is_adjacent & is_adjacent.shift(-1, fill_value=False)
    )
    trend_id = "trend-" + rows["share_id"].str[6:]
    rows = rows.assign(
        trend_id=trend_id, series_id=_series_ids(rows[n == 1])[rows["group"]].array, n=n, span=rows["x"] - first["x"],
        first_time_period=first["time_period"],
        previous_time_period=before["time_period"].where(is_adjacent), previous_edition=before["edition"].where(is_adjacent),
        previous_b2b_share_pct=before["share"].where(is_adjacent), b2b_share_change_pp=change, b2b_share_change_low_pp=low,
        b2b_share_change_high_pp=high, is_change_beyond_rounding=((low > 0) | (high < 0)).astype("boolean").where(is_adjacent),
        direction=np.select(
            [low > 0, high < 0, is_adjacent], ["B2B gaining", "B2C gaining", "no change beyond rounding"], default=None
        ),
        b2b_share_mean_3_pct=(2 * mean + 3) // 6,
        slope_refused=np.select(
            [n == 1, n == 2],
            ["one period only", "two periods only: a line through two points has no error to judge it by"], default=None,
        ),
    )  # fmt: skip
    rows = rows.assign(**_growths(rows, before, first, is_adjacent), **_line(rows, first))
    ids = joined(" ", before["ids"].where(is_adjacent), rows["ids"]).str.split(" ")
    mart = rows.rename(columns=PERCENTS).assign(observation_ids=ids, slope_n=n.where(n >= 3))
    write(
        core, "share_trend", mart, (TEXT, "trend_id share_id series_id publication ref_area time_period frequency measure basis edition"),
        (DATE, "published_on"), (TEXT, "unit_measure b2b_segment"), (MONEY, "b2b_value b2c_value total_value"),
        (DOLLARS, "b2b_value_usd b2c_value_usd"), (PERCENT, "b2b_share_pct b2b_share_low_pct b2b_share_high_pct"),
        (TEXT, "share_base share_method"), (MONEY, "published_b2b_share_pct"), (TEXT, "obs_status"),
        (BOOLEAN, "has_break has_unverified"), (TEXT, "previous_time_period previous_edition"),
        (PERCENT, "previous_b2b_share_pct b2b_share_change_pp b2b_share_change_low_pp b2b_share_change_high_pp"),
        (BOOLEAN, "is_change_beyond_rounding"), (TEXT, "direction"),
        (PERCENT, "b2b_growth_pct b2c_growth_pct sides_growth_pct b2b_contribution_pp b2c_contribution_pp b2b_to_b2c_ratio"),
        (TEXT, "index_base_period"), (PERCENT, "b2b_index b2c_index b2b_cagr_3y_pct b2c_cagr_3y_pct b2b_cagr_5y_pct b2c_cagr_5y_pct"),
        (PERCENT, "b2b_cagr_span_pct b2c_cagr_span_pct b2b_share_mean_3_pct slope_pp_per_year slope_low slope_high"),
        (INTEGER, "slope_n"), (TEXT, "slope_refused"), (TEXTS, "observation_ids"),
    )  # fmt: skip
    return rows


def _stretched(share: pd.DataFrame) -> pd.DataFrame:
    """Return the shares by series and period; groups are the stretches of a series, which a break begins in all of a line."""
    breaks = share[[*_LINE, "x", "has_break"]].sort_values("x")
    stretch = breaks.groupby(_LINE, observed=True)["has_break"].cumsum()
    rows = share[_NAMES].assign(stretch=stretch, is_forecast=share["obs_status"] == "F")
    rows = rows[rows["share"].notna()].astype(dict.fromkeys(("share", "low", "high"), "int64"))
    rows["series"] = rows.groupby([*_LINE, "is_forecast", "share_base", "b2b_segment"], observed=True).ngroup()
    rows = rows.sort_values(["series", "x"], ignore_index=True)
    is_new = (rows["series"] != rows["series"].shift()) | (rows["stretch"] != rows["stretch"].shift())
    values = rows["share_method"] == "values"
    return rows.assign(group=is_new.cumsum() - 1, b=rows["b2b_value"].where(values), c=rows["b2c_value"].where(values))


def _series_ids(heads: pd.DataFrame) -> pd.Series:
    is_forecast = heads["is_forecast"].map({True: "true", False: "false"})
    names = [
        heads[name]
        for name in ("publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base")
    ]
    return short_hash("series-", *names, is_forecast, heads["time_period"])


def _growths(
    rows: pd.DataFrame, before: pd.DataFrame, first: pd.DataFrame, is_adjacent: pd.Series
) -> dict[str, pd.Series]:
    """Return how both sides have grown since the period before, three and five years ago, and the beginning of the stretch."""
    b, c, unit = rows["b"], rows["c"], rows["unit_measure"]
    has_before, has_first = is_adjacent & (unit == before["unit_measure"]), unit == first["unit_measure"]
    b0, c0 = before["b"].where(has_before), before["c"].where(has_before)
    base_b, base_c = first["b"].where(has_first), first["c"].where(has_first)
    ago = {}
    for years in (3, 5):
        then = rows[["group", "x", "unit_measure", "b", "c"]].assign(x=rows["x"] + years * rows["per_year"])
        then = rows[["group", "x", "unit_measure"]].merge(then, how="left", on=["group", "x", "unit_measure"])
        for side in ("b", "c"):
            ago[f"b2{side}_cagr_{years}y_pct"] = _yearly_growth(then[side], rows[side], years)
    span = rows["span"] / rows["per_year"]
    sides, sides0 = b + c, b0 + c0
    return {
        "b2b_growth_pct": percent(b - b0, b0), "b2c_growth_pct": percent(c - c0, c0), "sides_growth_pct": percent(sides - sides0, sides0),
        "b2b_contribution_pp": percent(b - b0, sides0), "b2c_contribution_pp": percent(c - c0, sides0),
        "b2b_to_b2c_ratio": divided(b, c, ONE), "index_base_period": first["time_period"].where(base_b.notna() & b.notna()),
        "b2b_index": percent(b, base_b), "b2c_index": percent(c, base_c), **ago,
        "b2b_cagr_span_pct": _yearly_growth(base_b, b, span), "b2c_cagr_span_pct": _yearly_growth(base_c, c, span),
    }  # fmt: skip


def _yearly_growth(first: pd.Series, last: pd.Series, years: pd.Series | int) -> pd.Series:
    """Return compound growth a year, four decimals, over a year or more, in millionths of a percent: DOUBLE, as in the SQL."""
    then, now = (pd.Series(_doubles(one)) for one in (first, last))
    span = pd.Series(years, then.index)
    growth = ((now / then) ** (1.0 / span.clip(lower=1)) - 1) * 100 * 10_000
    growth = growth.where((then > 0) & (span >= 1))
    return rounded(np.floor(growth.abs() + 0.5) * np.sign(growth) / 10_000 * ONE)


def _doubles(numbers: pd.Series) -> np.ndarray:
    return pc.cast(pa.array(numbers), pa.float64()).to_numpy(zero_copy_only=False)


def _line(rows: pd.DataFrame, first: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the slope from the beginning of the stretch, with its interval, and the whole numbers that it is made of.

    Squares have no room in 64 bits, so what is made of them are whole numbers of Python.
    """
    n, group = rows["n"], rows["group"]
    dx, dy = rows["x"] - first["x"], rows["share"] - first["share"]
    sums = pd.DataFrame({"sx": dx, "sy": dy, "sxx": dx * dx, "sxy": dx * dy}).groupby(group).cumsum().astype(object)
    squares = dy.astype(object) ** 2
    total = squares.cumsum()
    syy = total - total.take(rows.index - n + 1).array  # of the first row itself it is 0
    count = n.astype(object)
    spread_x = count * sums["sxx"] - sums["sx"] ** 2
    spread_xy = count * sums["sxy"] - sums["sx"] * sums["sy"]
    deviation = spread_x * (count * syy - sums["sy"] ** 2) - spread_xy**2
    quantile = pd.Series(np.asarray(QUANTILE)[np.searchsorted(FREEDOM, (n - 2).clip(lower=1), side="right") - 1])
    double_x = spread_x.astype("float64").where(n >= 3)
    slope = spread_xy.astype("float64") / double_x * rows["per_year"] / ONE
    error = np.sqrt(deviation.astype("float64") / (n - 2).where(n >= 3)) / double_x * rows["per_year"] / ONE
    return {
        "slope_pp_per_year": rounded(slope * ONE), "slope_low": rounded((slope - quantile * error) * ONE),
        "slope_high": rounded((slope + quantile * error) * ONE), "sum_x": sums["sx"] + count * first["x"],
        "sum_y": sums["sy"] + count * first["share"], "spread_x": spread_x, "spread_xy": spread_xy, "deviation": deviation, "quantile": quantile,
    }  # fmt: skip

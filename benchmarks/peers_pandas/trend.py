"""The mart share_trend."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import PERCENTS, rounded, short_hash
from benchmarks.student import FREEDOM, QUANTILE


def share_trend(share: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the mart, sorted by series and period, and beside each row what later marts need, percentages in millionths."""
    line = ["publication", "ref_area", "measure", "basis", "frequency"]
    rows = share.sort_values([*line, "x"], ignore_index=True)
    rows["stretch"] = rows.groupby(line, observed=True)["has_break"].cumsum()
    rows["is_forecast"] = rows["obs_status"] == "F"
    rows = rows[rows["share"].notna()]
    series = [*line, "is_forecast", "share_base", "b2b_segment", "stretch"]
    rows["group"] = rows.groupby(series, observed=True, sort=False).ngroup()
    rows = rows.sort_values(["group", "x"], ignore_index=True)
    group, x, share_, unit = rows["group"], rows["x"], rows["share"], rows["unit_measure"]
    per_year = pd.Series(np.where(rows["frequency"] == "Q", 4, 1))
    grouped = rows.groupby("group", sort=False)
    start = grouped.cumcount().rsub(np.arange(len(rows)))
    first = rows.take(start).reset_index(drop=True)
    is_again = group == group.shift()
    before = rows.shift()
    is_adjacent = is_again & (before["x"] == x - 1)
    is_next = (group == group.shift(-1)) & (x.shift(-1) == x + 1)
    n = grouped.cumcount() + 1
    dx, dy = x - first["x"], (share_ - first["share"]).astype("int64")
    sums = pd.DataFrame({"sx": dx, "sy": dy, "sxx": dx * dx, "sxy": dx * dy, "syy": dy * dy}).groupby(group).cumsum()
    spread_x = n * sums["sxx"] - sums["sx"] ** 2
    spread_xy = n * sums["sxy"] - sums["sx"] * sums["sy"]
    spread_y = n * sums["syy"] - sums["sy"] ** 2
    # beyond 64 bits: whole numbers of Python, so that no digit of the difference is lost
    wide = spread_x.astype(object) * spread_y.astype(object) - spread_xy.astype(object) * spread_xy.astype(object)
    deviation = wide.astype("float64")
    slope = spread_xy / spread_x.where(n >= 3) * per_year
    error = np.sqrt(deviation.clip(lower=0) / (n - 2).where(n >= 3)) / spread_x.where(n >= 3) * per_year
    quantile = np.asarray(QUANTILE)[np.searchsorted(FREEDOM, (n - 2).clip(lower=1), side="right") - 1]
    has_before = is_adjacent & (unit == before["unit_measure"])
    has_first = unit == first["unit_measure"]
    b, c = rows["b"], rows["c"]
    b0, c0 = before["b"].where(has_before), before["c"].where(has_before)
    change = (share_ - before["share"]).where(is_adjacent)
    change_low = (rows["low"] - before["high"]).where(is_adjacent)
    change_high = (rows["high"] - before["low"]).where(is_adjacent)

    def growth(now: pd.Series, then: pd.Series, years: pd.Series | float) -> pd.Series:
        power = ((now / then) ** (1.0 / years) - 1) * 100
        return (rounded(power * 1e4) * 100).where((then > 0) & (years >= 1))

    def positive(part: pd.Series, whole: pd.Series, times: float = 1e8) -> pd.Series:
        return rounded(part * times / whole).where(whole > 0)

    ago = {}
    for years in (3, 5):
        then = rows[["group", "unit_measure", "b", "c"]].assign(x=x + years * per_year)
        then = rows[["group", "x"]].merge(then, how="left", on=["group", "x"])
        for side in ("b", "c"):
            grown = growth(rows[side], then[side], float(years)).where(unit == then["unit_measure"])
            ago[f"b2{side}_cagr_{years}y_pct"] = grown
    span = ((x - first["x"]) / per_year).replace(0, np.nan)
    head = rows["share_id"].str[6:]
    text = np.where(rows["is_forecast"], "true", "false")
    starts = np.flatnonzero(n == 1)
    heads = rows.iloc[starts]
    series_id = short_hash(
        "series-", heads["publication"], heads["ref_area"], heads["measure"], heads["basis"], heads["frequency"],
        heads["b2b_segment"], heads["share_base"], pd.Series(text[starts]), heads["time_period"],
    )  # fmt: skip
    out = rows[
        [
            "share_id", "publication", "ref_area", "time_period", "frequency", "measure", "basis", "edition", "published_on",
            "unit_measure", "b2b_segment", "b2b_value", "b2c_value", "total_value", "b2b_value_usd", "b2c_value_usd",
            "share", "low", "high", "share_base", "share_method", "published_b2b_share_pct", "obs_status", "has_break",
            "has_unverified",
        ]
    ].rename(columns=PERCENTS)  # fmt: skip
    out["trend_id"] = "trend-" + head
    out["series_id"] = np.repeat(np.asarray(series_id, dtype=object), np.diff([*starts, len(rows)]))
    out["previous_time_period"] = before["time_period"].where(is_adjacent)
    out["previous_edition"] = before["edition"].where(is_adjacent)
    out["previous_b2b_share_pct"] = before["share"].where(is_adjacent)
    out["b2b_share_change_pp"], out["b2b_share_change_low_pp"] = change, change_low
    out["b2b_share_change_high_pp"] = change_high
    is_beyond = (change_low > 0) | (change_high < 0)
    out["is_change_beyond_rounding"] = is_beyond.astype("boolean").where(change.notna())
    out["direction"] = np.select(
        [change_low > 0, change_high < 0, change.notna()],
        ["B2B gaining", "B2C gaining", "no change beyond rounding"],
        default=None,
    )
    out["b2b_growth_pct"], out["b2c_growth_pct"] = positive(b - b0, b0), positive(c - c0, c0)
    out["sides_growth_pct"] = positive(b + c - b0 - c0, b0 + c0)
    out["b2b_contribution_pp"], out["b2c_contribution_pp"] = positive(b - b0, b0 + c0), positive(c - c0, b0 + c0)
    out["b2b_to_b2c_ratio"] = positive(b, c, 1e6)
    has_index = has_first & first["b"].notna() & b.notna()
    out["index_base_period"] = first["time_period"].where(has_index)
    for side in ("b", "c"):
        out[f"b2{side}_index"] = positive(rows[side], first[side]).where(has_first)
    for name, numbers in {**ago, "b2b_cagr_span_pct": growth(b, first["b"], span).where(has_first),
                          "b2c_cagr_span_pct": growth(c, first["c"], span).where(has_first)}.items():  # fmt: skip
        out[name] = numbers
    mean = rounded((before["share"] + share_ + share_.shift(-1)) / 3)
    out["b2b_share_mean_3_pct"] = mean.where(is_adjacent & is_next)
    out["slope_pp_per_year"] = rounded(slope)
    out["slope_low"], out["slope_high"] = rounded(slope - quantile * error), rounded(slope + quantile * error)
    out["slope_n"] = n.astype("Int32").where(n >= 3)
    out["slope_refused"] = np.select(
        [n == 1, n == 2],
        ["one period only", "two periods only: a line through two points has no error to judge it by"],
        default=None,
    )
    ids = rows["observation_ids"].to_list()
    out["observation_ids"] = [
        ids[place - 1] + own if beside else own
        for place, (own, beside) in enumerate(zip(ids, is_adjacent, strict=True))
    ]
    beside = rows[["group", "area", "period", "x", "share", "low", "high", "is_forecast", "comparability_group"]].assign(
        n=n, per_year=per_year, spread_x=spread_x, spread_xy=spread_xy, deviation=deviation, quantile=quantile,
        sum_x=sums["sx"] + n * first["x"], sum_y=sums["sy"] + n * first["share"].astype("int64"), own_ids=ids,
    )  # fmt: skip
    return out, beside

"""The mart segment_share, and what all later ones of shares are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import FULL, ceiling, floor, rounded, short_hash
from benchmarks.peers_pandas.reading import Core

#: What the trends need besides: no columns of the mart.
BESIDE = ["x", "b", "c", "area", "period"]


def shares(core: Core, rows: pd.DataFrame, yearly_rate: pd.DataFrame) -> pd.DataFrame:
    """Return mart.segment_share, its percentages in millionths, with what the trends need besides."""
    method = rows["share_method"]
    is_values, is_published = method == "values", method == "published"
    is_complement, is_of_total = method == "complement", method == "of_total"
    b, c, t = rows["b_value"], rows["c_value"], rows["t_value"]
    bs, cs = (rows["bs_value"] * 1e6).round(), (rows["cs_value"] * 1e6).round()
    bs_half, cs_half = (rows["bs_half"] * 1e6).round(), (rows["cs_half"] * 1e6).round()
    low, high = (b - rows["b_half"]).clip(lower=0), b + rows["b_half"]
    second = (is_values | is_published) & rows["has_total"]
    methods = [is_values, is_of_total, is_published, is_complement]

    def by_method(fact: str, *, is_rank: bool) -> np.ndarray:
        def of(*sides: str) -> pd.Series:
            columns = rows[[f"{one}_{fact}" for one in sides]]
            return columns.max(axis=1) if is_rank else columns.eq(True).any(axis=1)

        return np.select(methods, [of("b", "c"), of("b", "t"), of("bs"), of("cs")], default=of("b", "c", "bs", "cs"))

    status = core.read("obs_status").set_index("rank")["obs_status"]
    unit = rows["b_unit"].fillna(rows["c_unit"]).fillna(rows["t_unit"])
    share = np.select(methods, [rounded(b * 1e8 / (b + c)), rounded(b * 1e8 / t), bs, FULL - cs], default=np.nan)
    out = rows[["publication", "ref_area", "time_period", "frequency"]].copy()
    out["measure"], out["basis"] = rows["level"].astype("object"), rows["basis"]
    out.insert(
        0,
        "share_id",
        short_hash("share-", out["publication"], out["ref_area"], out["time_period"], out["measure"], out["basis"]),
    )
    out["edition"], out["published_on"] = rows["edition"], rows["published_on"]
    out["share_base"] = np.select([is_values, method.notna()], ["b2b_b2c", "all"], default=None)
    out["comparability_group"] = (
        rows["comparable_as"] + "-edi_" + rows["edi_included"].str.replace(" ", "_") + "-" + out["share_base"]
    )
    out["unit_measure"] = unit
    out["b2b_segment"] = np.select([is_complement, ~rows["misses_business"]], [rows["complement"], "B2B"], default=None)
    is_c_unit, is_t_unit = rows["c_unit"] == unit, rows["t_unit"] == unit
    out["b2b_value"], out["b2c_value"], out["total_value"] = b, c.where(is_c_unit), t.where(is_t_unit)
    out["share"] = np.minimum(share, FULL)
    bounds_low = [floor(low, low + c + rows["c_half"]), floor(low, t + rows["t_half"])]
    bounds_high = [ceiling(high, high + (c - rows["c_half"]).clip(lower=0)), ceiling(high, t - rows["t_half"])]
    out["low"] = np.select(
        methods, [*bounds_low, (bs - bs_half).clip(lower=0), (FULL - cs - cs_half).clip(lower=0)], default=np.nan
    )
    out["high"] = np.minimum(
        np.select(methods, [*bounds_high, bs + bs_half, FULL - cs + cs_half], default=np.nan), FULL
    )
    of_all = {
        "of_all": rounded(b * 1e8 / t).clip(upper=FULL),
        "of_all_low": bounds_low[1],
        "of_all_high": bounds_high[1].clip(upper=FULL),
    }
    of_all = {name: numbers.where(second) for name, numbers in of_all.items()}
    out["share_method"], out["refused"] = method, rows["refused"]
    out["published_b2b_share_pct"] = rows["bs_value"]
    least, most = of_all["of_all_low"].fillna(out["low"]), of_all["of_all_high"].fillna(out["high"])
    is_consistent = (bs - bs_half <= most) & (bs + bs_half >= least)
    out["is_published_share_consistent"] = is_consistent.astype("boolean").where((is_values | second) & bs.notna())
    for name, beside in (("of_all", "share"), ("of_all_low", "low"), ("of_all_high", "high")):
        out[name] = of_all[name].where(is_values, out[beside])
    rate = yearly_rate[["publication", "currency", "year", "lcu_per_usd"]]
    rate = rate.set_axis(["rate_publication", "unit", "year", "lcu"], axis=1).astype({"year": "str"})
    found = pd.DataFrame({"unit": unit, "year": rows["time_period"].str[:4]}).merge(rate, how="left")
    lcu = found["lcu"].where(unit.to_numpy() != "USD", 1.0).set_axis(rows.index)
    out["lcu_per_usd"] = lcu
    out["rate_publication"] = found["rate_publication"].to_numpy()
    out["b2b_value_usd"] = rounded(b / lcu)
    out["b2c_value_usd"], out["total_value_usd"] = (
        rounded(c / lcu).where(is_c_unit),
        rounded(t / lcu).where(is_t_unit),
    )
    out["obs_status"] = status.reindex(by_method("rank", is_rank=True)).to_numpy()
    out["has_break"], out["has_unverified"] = (
        by_method("has_break", is_rank=False),
        by_method("is_unverified", is_rank=False),
    )
    ids = rows[["b_ids", "c_ids", "t_ids", "bs_ids", "cs_ids"]].to_numpy(object)
    out["observation_ids"] = [
        [one for text in line if isinstance(text, str) for one in text.split(" ")] for line in ids
    ]
    out["x"], out["b"], out["c"] = rows["x"], b.where(is_values), c.where(is_values)
    out["area"], out["period"] = rows["area"], rows["period"]
    return out

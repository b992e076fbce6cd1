"""What each edition has of both sides of the market, and the way to a share that it offers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.reading import POINT, Core, period_number

_FACTS = ["value", "half", "unit", "rank", "has_break", "is_unverified", "ids"]


def chosen(core: Core) -> pd.DataFrame:
    """Return the edition that counts of each point, with its figures, its names, and why it makes no share."""
    basis, figure, names = core.basis, core.figure, core.names
    part = core.read("basis_part").merge(basis[["publication", "basis", "definition"]])
    sides = {"B2B", "B2C", "TOTAL", *part["segment"]}
    kind, value = figure["kind"], figure["value"]
    keep = (
        figure["is_standing"]
        & figure["segment"].isin(sides)
        & (value >= 0)
        & ((kind == "level") | (kind == "share") & (figure["unit_measure"] == "PCT") & (value <= 100))
    )
    rows = figure[keep]
    standing = rows[[*POINT, "segment", "value", "rank"]].assign(
        segment=rows["segment"].astype("object"),
        issue=rows["edition_number"] * 2 + (~rows["is_forecast"]),
        is_share=rows["kind"] == "share",
        unit=rows["unit_measure"].astype("object"),
        half=rows["rounding"] / 2,
        has_break=(rows["obs_status"] == "B").to_numpy(bool),
        is_unverified=(rows["verification"] == "unverified").to_numpy(bool),
        ids=rows["observation_id"].astype("object"),
    )
    point = [*POINT, "issue"]
    parts = part.groupby(["definition", "side"], as_index=False).agg(parts=("segment", "size"))
    summed = standing.merge(part[["definition", "segment", "side"]]).sort_values("segment")
    summed = (
        summed.groupby([*point, "side", "is_share"], observed=True)
        .agg(
            value=("value", "sum"), half=("half", "sum"), unit=("unit", "first"), units=("unit", "nunique"),
            rank=("rank", "max"), has_break=("has_break", "any"), is_unverified=("is_unverified", "any"),
            ids=("ids", " ".join), found=("ids", "size"),
        )
        .reset_index()
        .merge(parts)
    )  # fmt: skip
    summed = summed[(summed["found"] == summed["parts"]) & (summed["units"] == 1)].rename(columns={"side": "segment"})
    sided = pd.concat([standing, summed[standing.columns]], ignore_index=True)
    consumer_of = basis.merge(basis, left_on=["publication", "basis"], right_on=["publication", "b2c_basis"])
    consumer_of = consumer_of[["definition_x", "definition_y"]].set_axis(["definition", "business"], axis=1)
    consumer = sided[sided["segment"] == "B2C"].merge(consumer_of)
    consumer = consumer.drop(columns="definition").rename(columns={"business": "definition"})
    business = sided[sided["segment"] == "B2B"]

    def side(rows: pd.DataFrame, name: str, *, is_share: bool) -> pd.DataFrame:
        chosen = rows[rows["is_share"] == is_share]
        return chosen[[*point, *_FACTS]].rename(columns={fact: f"{name}_{fact}" for fact in _FACTS})

    b, bs = side(business, "b", is_share=False), side(business, "bs", is_share=True)
    c, cs = side(consumer, "c", is_share=False), side(consumer, "cs", is_share=True)
    t = side(sided[sided["segment"] == "TOTAL"], "t", is_share=False)
    series = ["definition", "area", "level"]
    ever = pd.concat([b[series], bs[series]]).drop_duplicates()
    offered = pd.concat([b[point], bs[point], cs[point], c[point].merge(ever)], ignore_index=True).drop_duplicates()
    for other in (b, c, t, bs, cs):
        offered = offered.merge(other, how="left", on=point)
    split = ["definition", "publication", "basis", "split_of", "complement", "comparable_as", "edi_included"]
    offered = offered.merge(basis[split].astype(dict.fromkeys(split[1:], "object")), on="definition")
    has_b, has_bs = offered["b_value"].notna(), offered["bs_value"].notna()
    offered["has_total"] = (
        (offered["t_unit"] == offered["b_unit"])
        & (offered["t_value"] > offered["t_half"])
        & (offered["t_value"] + offered["t_half"] >= offered["b_value"] - offered["b_half"])
    )
    is_market = offered["split_of"] == "market"
    offered["share_method"] = np.select(
        [
            ~is_market,
            (offered["b_unit"] == offered["c_unit"]) & (offered["b_value"] + offered["c_value"] > 0),
            has_bs,
            offered["cs_value"].notna() & ~has_b & (offered["complement"] == "B2B"),
            offered["has_total"] & offered["c_value"].isna(),
        ],
        [None, "values", "published", "complement", "of_total"],
        default=None,
    )
    offered["misses_business"] = ~(has_b | has_bs)
    rank = offered["share_method"].notna() * 4 + offered["issue"] % 2 * 2 + ~offered["misses_business"]
    offered["preference"] = offered["issue"] + rank * 10**10
    best = offered.groupby(POINT, observed=True)["preference"].transform("max")
    offered["time_period"] = names["period"].to_numpy(object)[offered["period"]]
    offered["x"] = period_number(offered["time_period"])
    offered["frequency"] = np.where(offered["time_period"].str.len() > 4, "Q", "A")
    chosen = offered[offered["preference"] == best].copy()
    chosen["ref_area"] = names["area"].to_numpy(object)[chosen["area"]]
    chosen["edition"] = names["edition"][chosen["issue"] // 2]
    chosen["published_on"] = names["published_on"].take(chosen["issue"] // 2)
    return chosen.merge(_refused(offered, chosen, names), how="left", on=POINT)


def _refused(offered: pd.DataFrame, chosen: pd.DataFrame, names: dict[str, Any]) -> pd.DataFrame:
    refused = chosen[chosen["share_method"].isna()]
    series = ["definition", "area", "level", "frequency"]
    other = offered[[*series, "period", "x", "issue", "misses_business", "c_value"]]
    near = refused[[*POINT, "frequency", "misses_business", "x", "issue"]].merge(
        other, on=series, suffixes=("", "_other")
    )
    near = near[np.where(near["misses_business"], ~near["misses_business_other"], near["c_value"].notna())]
    is_same = near["period_other"] == near["period"]
    same = near[is_same]
    same = same.assign(
        is_other_kind=(same["issue_other"] // 2 == same["issue"] // 2) & (same["issue_other"] != same["issue"])
    )
    there = same.groupby(POINT, observed=True).agg(there=("issue_other", "max"), is_other_kind=("is_other_kind", "any"))
    apart = near[~is_same]
    apart = apart.assign(distance=(apart["x_other"] - apart["x"]).abs() * 100000 + apart["x_other"])
    nearest = apart.sort_values("distance").drop_duplicates(POINT)[[*POINT, "period_other"]]
    refused = refused.merge(there, how="left", on=POINT).merge(nearest, how="left", on=POINT)
    missing = pd.Series(np.where(refused["misses_business"], "B2B", "B2C"), refused.index, dtype=object)
    of = missing + " of " + refused["time_period"]
    edition = pd.Series(names["edition"][refused["there"].fillna(0).astype(int) // 2], refused.index, dtype=object)
    period = pd.Series(
        names["period"].to_numpy(object)[refused["period_other"].fillna(0).astype(int)], refused.index, dtype=object
    )
    refused["refused"] = np.select(
        [
            refused["split_of"].isna(),
            refused["split_of"] == "part",
            refused["split_of"] == "enterprises",
            refused["b_unit"].notna() & refused["c_unit"].notna() & (refused["b_unit"] != refused["c_unit"]),
            refused["b_unit"] == refused["c_unit"],
            refused["b_value"].notna() & refused["cs_value"].notna(),
            refused["is_other_kind"].eq(True),
            refused["there"].notna(),
            refused["period_other"].notna(),
        ],
        [
            "the definition does not tell the sides of a market apart",
            "the figures are of a part of the market only",
            "the figures count enterprises, not sales",
            "B2B is in " + refused["b_unit"].fillna("") + ", B2C in " + refused["c_unit"].fillna(""),
            "both sides are zero",
            "of B2B only the value is printed, of B2C only the share",
            of + " is a forecast, the other side is none",
            of + " stands in another edition (" + edition + ")",
            "no " + of + "; the nearest is of " + period,
        ],
        default="no " + missing + " of this area under this definition",
    )
    return refused[[*POINT, "refused"]]

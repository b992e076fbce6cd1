"""The marts that hold sources against each other: source_agreement, source_difference, mainstream."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.peers_pandas.arithmetic import FULL, PERCENT, lists, starts
from benchmarks.peers_pandas.reading import Core
from benchmarks.peers_pandas.writing import BOOLEAN, INTEGER, TEXT, TEXTS, write

#: The parts of a comparability group that two definitions may differ in, and what is said of them.
_PARTS = {1: "universe: ", 2: "sides told apart by ", 3: "business side: ", 4: "consumer side: ", 5: "", 6: "base: "}
_SPOT = ["ref_area", "time_period", "measure"]


def voices(trend: pd.DataFrame) -> pd.DataFrame:
    """Return the shares that are no forecasts, by area, period, measure, publication and basis."""
    columns = [
        "share_id", "publication", *_SPOT, "frequency", "basis", "comparability_group", "share", "low", "high", "has_unverified",
        "direction", "ids",
    ]  # fmt: skip
    rows = trend.loc[~trend["is_forecast"], columns].sort_values([*_SPOT, "publication", "basis"], ignore_index=True)
    return rows.assign(spot=rows.groupby(_SPOT, observed=True).ngroup())


def figures_of(ids: pd.Series, group: pd.Series) -> list[list[str]]:
    """Return the ids of each group, whose rows stand together, each once and in order."""
    texts = pa.array(ids).to_pylist()
    bounds = pairwise([*starts(group).tolist(), len(texts)])
    return [sorted({*" ".join(texts[start:end]).split(" ")}) for start, end in bounds]


def source_agreement(core: Core, voice: pd.DataFrame) -> None:
    """Write how far the definitions of a group agree."""
    rows = voice.sort_values(["spot", "comparability_group"], kind="stable", ignore_index=True)
    group = rows.groupby(["spot", "comparability_group"], observed=True, dropna=False).ngroup()
    rows = rows.assign(group=group, name=rows["publication"].astype(object) + " " + rows["basis"].astype(object))
    out = rows.drop_duplicates("group", ignore_index=True)
    grouped = rows.groupby("group")
    share = grouped["share"]
    by_share = rows[["group", "share", "name"]].sort_values(["group", "share"], kind="stable")
    least, most = share.min(), share.max()
    publication = rows[["group", "publication"]].drop_duplicates()
    out = out.assign(
        publications=lists(publication["publication"], publication["group"]), definitions=grouped.size(), least=least, most=most,
        # between two: rounded, half up
        median=((share.median() * 2).astype("int64") + 1) // 2, spread_pp=most - least,
        is_spread_beyond_rounding=grouped["low"].max() > grouped["high"].min(),
        lowest=by_share.drop_duplicates("group")["name"].array,
        highest=by_share.drop_duplicates("group", keep="last")["name"].array,
        has_unverified=grouped["has_unverified"].any(), share_ids=lists(rows["share_id"], group),
    ).rename(
        columns={"least": "min_b2b_share_pct", "median": "median_b2b_share_pct", "most": "max_b2b_share_pct"}
    )  # fmt: skip
    write(
        core, "source_agreement", out, (TEXT, "ref_area time_period frequency measure comparability_group"), (TEXTS, "publications"),
        (INTEGER, "definitions"), (PERCENT, "min_b2b_share_pct median_b2b_share_pct max_b2b_share_pct spread_pp"),
        (BOOLEAN, "is_spread_beyond_rounding"), (TEXT, "lowest highest"), (BOOLEAN, "has_unverified"), (TEXTS, "share_ids"),
    )  # fmt: skip


def source_difference(core: Core, voice: pd.DataFrame) -> None:
    """Write all pairs of different publications, the higher share first."""
    rows = voice[[*_SPOT, "frequency", "publication", "basis", "share", "low", "high", "comparability_group", "spot"]]
    compared = rows[["spot", "share"]].assign(publisher=rows["publication"].cat.codes, row=rows.index)
    pair = compared.merge(compared, on="spot", suffixes=("", "_other"))
    pair = pair[pair["publisher"] != pair["publisher_other"]]
    is_higher = (pair["share"] > pair["share_other"]) | (pair["share"] == pair["share_other"]) & (
        pair["row"] > pair["row_other"]
    )
    pair = pair[is_higher]
    # pairs stand in the order of the names, as rows do
    one = rows.take(pair["row"]).reset_index(drop=True)
    other = (
        rows[["publication", "basis", "share", "high", "comparability_group"]]
        .take(pair["row_other"])
        .add_suffix("_other")
    )
    out = pd.concat([one, other.reset_index(drop=True)], axis=1)
    groups = ["comparability_group", "comparability_group_other"]
    differing = out[groups].drop_duplicates()
    differing["definitions_differ"] = [_differences(one, other) for one, other in differing.to_numpy(object)]
    out = out.merge(differing, how="left", on=groups).rename(columns={"publication_other": "other_publication"})
    out = out.assign(
        other_basis=out["basis_other"], b2b_share_pct=out["share"], other_b2b_share_pct=out["share_other"],
        difference_pp=out["share"] - out["share_other"], is_beyond_rounding=out["low"] > out["high_other"],
        is_comparable=(out["comparability_group"].cat.codes == out["comparability_group_other"].cat.codes)
        .astype("boolean").where(out[groups].notna().all(axis=1)),
    )  # fmt: skip
    write(
        core, "source_difference", out, (TEXT, "ref_area time_period frequency measure publication basis"), (PERCENT, "b2b_share_pct"),
        (TEXT, "other_publication other_basis"), (PERCENT, "other_b2b_share_pct difference_pp"),
        (BOOLEAN, "is_beyond_rounding is_comparable"), (TEXTS, "definitions_differ"),
    )  # fmt: skip


def _differences(one: str | None, other: str | None) -> list[str]:
    """Return what tells two groups of definitions apart."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return []
    left, right = one.split("-"), other.split("-")
    return [f"{said}{left[part]} against {right[part]}" for part, said in _PARTS.items() if left[part] != right[part]]


def mainstream(core: Core, voice: pd.DataFrame) -> None:
    """Write who says that the business side is the larger one, by area and year."""
    half = FULL // 2
    rows = voice[(voice["measure"] == "ecommerce_sales") & (voice["frequency"] == "A")]
    movement = rows["direction"].map({"B2B gaining": 1.0, "no change beyond rounding": 0.0, "B2C gaining": -1.0})
    publisher = rows.assign(movement=movement).groupby(["spot", "publication"], observed=True, as_index=False).agg(
        low=("low", "min"), high=("high", "max"), least=("movement", "min"), most=("movement", "max")
    )  # fmt: skip
    is_moved = publisher["least"] == publisher["most"]
    is_over = publisher["low"] > half
    counted = pd.DataFrame(
        {"publishers": True, "publishers_over_half": is_over, "publishers_under_half": ~is_over & (publisher["high"] < half)}
    ).assign(
        **{f"publishers_{name}": is_moved & (publisher["least"] == number)
           for name, number in (("growing", 1), ("shrinking", -1), ("unchanged", 0))}
    ).groupby(publisher["spot"]).sum()  # fmt: skip
    spoken = rows.groupby("spot").agg(
        ref_area=("ref_area", "first"), time_period=("time_period", "first"), low=("low", "min"), high=("high", "max"),
        min_b2b_share_pct=("share", "min"), max_b2b_share_pct=("share", "max"), has_unverified=("has_unverified", "any"),
    )  # fmt: skip
    out = spoken.join(counted).reset_index()
    publishers, over, under = (out[f"publishers{one}"] for one in ("", "_over_half", "_under_half"))
    by_area = pd.DataFrame({"year": out["time_period"].cat.codes.astype("int64")})
    by_area["preference"] = publishers.clip(upper=2) * len(core.period) + by_area["year"]
    is_newest = by_area == by_area.groupby(out["ref_area"], observed=True).transform("max")
    out = out.assign(
        publications=lists(publisher["publication"], publisher["spot"]), publishers_undecided=publishers - over - under,
        margin_pp=(out["low"] - half).where(over == publishers, (half - out["high"]).where(under == publishers)),
        verdict=np.select(
            [over == publishers, under == publishers, (over > 0) & (under > 0)],
            ["B2B is the larger side", "B2B is the smaller side", "publishers contradict each other"],
            default="not decided",
        ),
        is_latest_comparable=is_newest["preference"], is_latest=is_newest["year"], share_ids=lists(rows["share_id"], rows["spot"]),
        observation_ids=figures_of(rows["ids"], rows["spot"]),
    )  # fmt: skip
    write(
        core, "mainstream", out, (TEXT, "ref_area time_period"), (TEXTS, "publications"),
        (INTEGER, "publishers publishers_over_half publishers_under_half publishers_undecided"),
        (PERCENT, "min_b2b_share_pct max_b2b_share_pct margin_pp"), (TEXT, "verdict"),
        (INTEGER, "publishers_growing publishers_shrinking publishers_unchanged"),
        (BOOLEAN, "has_unverified is_latest_comparable is_latest"), (TEXTS, "share_ids observation_ids"),
    )  # fmt: skip

"""What each edition has of both sides of the market, and the way to a share that it offers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.peers_pandas.arithmetic import coded, column, half, holds, lists, starts, take
from benchmarks.peers_pandas.reading import Core

#: B2B, B2C and all segments as levels, B2B and B2C as printed shares.
SIDES = ("b", "c", "t", "bs", "cs")
METHODS = ["values", "published", "complement", "of_total"]
#: What a share is of.
PLACE = ["definition", "ref_area", "measure", "time_period"]
_FACTS = ["value", "half", "unit", "rank", "has_break", "is_unverified", "ids"]


def chosen(core: Core) -> pd.DataFrame:
    """Return the edition that counts of each place, with its figures, and why it makes no share; sorted by place."""
    sided = _sided(core)
    offered = _offered(core, _found(core, sided), sided)
    best = offered.groupby("place")["preference"].transform("max")
    chosen = offered[offered["preference"] == best].sort_values("place", ignore_index=True)
    chosen["refused"] = _refused(core, offered, chosen)
    # the figures of the business side that counts
    for side in ("b", "bs"):
        chosen[side] = chosen[side].where(chosen[f"is_{side}_together"] == chosen["is_together"], -1)
    beside = {f"{side}_{fact}": take(sided[fact], chosen[side]) for side in SIDES for fact in _FACTS}
    return chosen.drop(columns=["b_unit", "c_unit"]).assign(**beside)


def _sided(core: Core) -> pd.DataFrame:
    """Return the standing figures that shares are made of, and the sums of the parts of a side that is not printed."""
    figure = core.figure
    part = core.read("SELECT publication, basis, side, segment FROM core.basis_part")
    wanted = {"B2B", "B2B_B2G", "B2C", "TOTAL", *part["segment"]}
    is_share = figure["kind"] == "share"
    is_kept = (
        figure["is_standing"]
        & figure["segment"].isin(wanted)
        & ((figure["kind"] == "level") | is_share & (figure["unit_measure"] == "PCT"))
        & core.basis["is_declared"].to_numpy()[figure["definition"]]
    )
    rows = figure.loc[
        is_kept,
        ["definition", "ref_area", "level", "time_period", "segment", "edition_number", "is_forecast", "unit_measure", "value", "rounding",
         "obs_status", "verification", "observation_id"],
    ].assign(is_share=is_share[is_kept])  # fmt: skip
    rows = rows[holds(rows["value"] >= 0) & (~rows["is_share"] | holds(rows["value"] <= 100))]
    status = core.read("SELECT obs_status, rank FROM core.obs_status").set_index("obs_status")["rank"]
    ranks = status.reindex(rows["obs_status"].cat.categories, fill_value=0).to_numpy("int64")
    rows = rows.assign(
        issue=rows["edition_number"] * 2 + ~rows["is_forecast"],
        half=half(rows["rounding"]),
        rank=pd.array(ranks[rows["obs_status"].cat.codes], dtype="Int64"),
        has_break=(rows["obs_status"] == "B").astype("boolean"),
        is_unverified=(rows["verification"] == "unverified").astype("boolean"),
    ).rename(columns={"level": "measure", "unit_measure": "unit", "observation_id": "ids"})
    kept = [*PLACE, "issue", "segment", "is_share", *_FACTS]
    return pd.concat([rows[kept], _summed(core, rows, part)[kept]], ignore_index=True)


def _summed(core: Core, rows: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Return the sides of which all parts are there, in one unit, but not the side itself; ids are joined by a space."""
    named = core.basis[["publication", "basis", "definition"]]
    like = {
        "publication": named["publication"],
        "basis": named["basis"],
        "segment": rows["segment"],
        "side": rows["segment"],
    }
    part = part.assign(**{name: coded(part[name], names) for name, names in like.items()}).merge(named)
    part["parts"] = part.groupby(["definition", "side"], observed=True)["segment"].transform("size")
    in_parts = rows[rows["definition"].isin(part["definition"])]
    key = [*PLACE, "issue", "is_share"]
    printed = in_parts[[*key, "segment"]].rename(columns={"segment": "side"})
    found = in_parts.merge(part[["definition", "segment", "side", "parts"]], on=["definition", "segment"])
    found = found.merge(printed, how="left", on=[*key, "side"], indicator="is_printed")
    found["unit_code"] = found["unit"].cat.codes
    found = found[found["is_printed"] == "left_only"]
    # figures of a place stand in the order of their segments, as their ids do then
    found = found.assign(group=found.groupby([*key, "side"], observed=True).ngroup()).sort_values(
        "group", kind="stable", ignore_index=True
    )
    sums = found.groupby("group").agg(
        least_unit=("unit_code", "min"), most_unit=("unit_code", "max"), value=("value", "sum"),
        half=("half", "sum"), rank=("rank", "max"), has_break=("has_break", "max"), is_unverified=("is_unverified", "max"),
        found=("segment", "size"),
    )  # fmt: skip
    kinds = {name: rows[name].dtype for name in ("value", "half", "rank", "has_break", "is_unverified")}
    summed = found.loc[starts(found["group"]), [*key, "side", "unit", "parts"]].rename(columns={"side": "segment"})
    ids = column(pc.binary_join(pa.array(lists(found["ids"], found["group"])), " "))
    summed = pd.concat([summed.reset_index(drop=True), sums.astype(kinds)], axis=1).assign(ids=ids)
    is_whole = (summed["found"] == summed["parts"]) & (summed["least_unit"] == summed["most_unit"])
    is_possible = ~summed["is_share"] | holds(summed["value"] - summed["half"] <= 100)
    return summed[is_whole & is_possible]


def _found(core: Core, sided: pd.DataFrame) -> pd.DataFrame:
    """Return which rows of the sides an edition has of a place, for all that have the business side somewhere, or a share."""
    basis = core.basis
    business = basis[["publication", "definition"]].assign(basis=coded(basis["b2c_basis"], basis["basis"]))
    consumer_of = basis[["publication", "basis", "definition"]].merge(
        business, on=["publication", "basis"], suffixes=("", "_business")
    )
    rows = sided[[*PLACE, "issue", "segment", "is_share"]].reset_index(names="row")
    is_consumer = rows["segment"] == "B2C"
    consumer = rows[is_consumer].merge(consumer_of[["definition", "definition_business"]], on="definition")
    consumer["definition"] = consumer.pop("definition_business")
    is_other = rows["segment"].isin(["B2B", "B2B_B2G"]) | (rows["segment"] == "TOTAL") & ~rows["is_share"]
    part = pd.concat([rows[is_other], consumer], ignore_index=True)
    spot = part.groupby([*PLACE, "issue"], observed=True).ngroup().to_numpy()
    part.index = spot
    found = part.loc[~part.index.duplicated(), [*PLACE, "issue"]].sort_index()
    # where an edition tells B2B and B2G apart, both together are no side of their own
    for side, segments, is_share in (
        ("b", ["B2B_B2G", "B2B"], False), ("c", ["B2C"], False), ("t", ["TOTAL"], False), ("bs", ["B2B_B2G", "B2B"], True), ("cs", ["B2C"], True),
    ):  # fmt: skip
        found[side] = -1
        for segment in segments:
            its = part.loc[(part["segment"] == segment) & (part["is_share"] == is_share), "row"]
            found.loc[its.index, side] = its
    found["has_business"] = (found["b"] >= 0) | (found["bs"] >= 0)
    found["series"] = found.groupby(PLACE[:-1], observed=True).ngroup()
    is_found = found["has_business"] | (found["cs"] >= 0)
    ever = found.loc[found["has_business"], "series"].unique()
    found = found[is_found | (found["c"] >= 0) & found["series"].isin(ever)].reset_index(drop=True)
    return found.assign(place=found.groupby(PLACE, observed=True).ngroup())


def _offered(core: Core, found: pd.DataFrame, sided: pd.DataFrame) -> pd.DataFrame:
    """Return the way to a share that each edition offers, if any, and how much it is preferred to others of the place."""
    split_of, complement = (
        core.basis[name].to_numpy(object)[found["definition"]] for name in ("split_of", "complement")
    )
    row = {side: found[side].to_numpy() for side in SIDES}
    has = {side: rows >= 0 for side, rows in row.items()}
    code, segment = sided["unit"].cat.codes.to_numpy(), sided["segment"]
    # no unit is like none
    b_unit, c_unit, t_unit = (
        np.where(has[side], code[row[side]], none) for side, none in (("b", -1), ("c", -2), ("t", -3))
    )
    is_positive = holds(sided["value"] > 0)
    is_above_zero = has["b"] & is_positive[row["b"]] | has["c"] & is_positive[row["c"]]
    is_total = np.zeros(len(found), dtype=bool)
    is_total[np.flatnonzero(t_unit == b_unit)] = _is_whole(sided, found[t_unit == b_unit])
    method = np.select(
        [
            split_of != "market",
            (b_unit == c_unit) & is_above_zero,
            has["bs"],
            has["cs"] & ~has["b"] & np.isin(complement.astype(str), ["B2B", "B2B_B2G"]),
            is_total & ~has["c"],
        ],
        [-1, 0, 1, 2, 3],
        default=-1,
    )
    is_both = (segment == "B2B_B2G").to_numpy()
    is_b_together, is_bs_together = (has[side] & is_both[row[side]] for side in ("b", "bs"))
    is_together = np.where((method == METHODS.index("published")) | ~has["b"], is_bs_together, is_b_together)
    issues = 2 * len(core.edition)
    rank = (method >= 0) * 4 + found["issue"] % 2 * 2 + found["has_business"]
    return found.assign(
        method=pd.Categorical.from_codes(method, METHODS), b_unit=b_unit, c_unit=c_unit, is_b_together=is_b_together,
        is_bs_together=is_bs_together, is_together=is_together, has_total=is_total & (is_together == is_b_together),
        preference=rank * issues + found["issue"],
    )  # fmt: skip


def _is_whole(sided: pd.DataFrame, found: pd.DataFrame) -> np.ndarray:
    """Return whether a total is one: above its own rounding, and by its rounding and that of the side no smaller than the side."""
    total, total_half, side, side_half = (
        take(sided[fact], found[name]) for name in ("t", "b") for fact in ("value", "half")
    )
    return holds((total > total_half) & (total + total_half >= side - side_half))


def _refused(core: Core, offered: pd.DataFrame, chosen: pd.DataFrame) -> np.ndarray:
    """Return why no share can be formed; where else the missing side stands is asked only where nothing else is in the way."""
    rows = chosen.loc[chosen["method"].isna(), ["place", "series", "definition", "time_period", "issue", "has_business", "b_unit", "c_unit", "b",
                                                "cs"]]  # fmt: skip
    split_of = core.basis["split_of"].to_numpy(object)[rows["definition"]]
    is_of_both = (rows["b_unit"] >= 0) & (rows["c_unit"] >= 0)
    is_other_measure = (rows["b"] >= 0) & (rows["cs"] >= 0)
    asked = rows[(split_of == "market") & ~is_of_both & ~is_other_measure]
    there, near = _elsewhere(core, offered, asked)
    rows = rows.merge(there, how="left", on="place").merge(near, how="left", on="place").set_index(rows.index)
    units = np.append(core.figure["unit_measure"].cat.categories.to_numpy(object), "")
    missing = pd.Series(np.where(rows["has_business"], "B2C", "B2B"), rows.index, dtype=object)
    of = missing + " of " + rows["time_period"].astype(object)
    edition = (
        take(core.edition["edition"], rows["there"].fillna(-1).astype("int64"), rows.index).astype(object).fillna("")
    )
    period = rows["near"].astype(object).fillna("")
    refused = np.full(len(chosen), None, dtype=object)
    refused[rows.index] = np.select(
        [
            pd.isna(split_of),
            split_of == "part",
            split_of == "enterprises",
            is_of_both & (rows["b_unit"] != rows["c_unit"]),
            is_of_both,
            is_other_measure,
            rows["is_other_kind"].eq(other=True),
            rows["there"].notna(),
            rows["near"].notna(),
        ],
        [
            "the definition does not tell the sides of a market apart",
            "the figures are of a part of the market only",
            "the figures count enterprises, not sales",
            "B2B is in " + units[rows["b_unit"].clip(lower=-1)] + ", B2C in " + units[rows["c_unit"].clip(lower=-1)],
            "both sides are zero",
            "of B2B only the value is printed, of B2C only the share",
            of + " is a forecast, the other side is none",
            of + " stands in another edition (" + edition + ")",
            "no " + of + "; the nearest is of " + period,
        ],
        default="no " + missing + " of this area under this definition",
    )
    return refused


def _elsewhere(core: Core, offered: pd.DataFrame, asked: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the newest edition that has the missing side of a place, or else the nearest period of which one has it."""
    columns = ["place", "series", "issue", "time_period"]
    other = offered[offered["series"].isin(asked["series"])]
    # the side that is missing: B2B where has_business is false
    has = pd.concat(
        [other.loc[other["has_business"], columns].assign(has_business=False), other.loc[other["c"] >= 0, columns].assign(has_business=True)]
    )  # fmt: skip
    asked = asked[[*columns, "has_business"]]
    same = asked.merge(has, on=["place", "has_business"], suffixes=("", "_other"))
    same["is_other_kind"] = (same["issue_other"] // 2 == same["issue"] // 2) & (same["issue_other"] != same["issue"])
    there = same.groupby("place", as_index=False).agg(
        there=("issue_other", "max"), is_other_kind=("is_other_kind", "any")
    )
    there["there"] //= 2
    asked = asked[~asked["place"].isin(there["place"])]
    near = asked.merge(
        has.drop_duplicates(["place", "has_business"]), on=["series", "has_business"], suffixes=("", "_other")
    )
    period, period_other = (core.period.iloc[near[name].cat.codes] for name in ("time_period", "time_period_other"))
    near["distance"] = np.abs(period_other["x"].to_numpy() - period["x"].to_numpy())
    near = near[period_other["frequency"].to_numpy() == period["frequency"].to_numpy()]
    near = near.sort_values(["distance", "time_period_other"]).drop_duplicates("place")
    return there, near[["place", "time_period_other"]].rename(columns={"time_period_other": "near"})

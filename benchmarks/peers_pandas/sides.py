"""What each edition has of both sides of the market, and the way to a share that it offers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.reading import Core, period_number

#: B2B, B2C and all segments as levels, B2B and B2C as printed shares.
_SIDES = ("b", "c", "t", "bs", "cs")
_FACTS = ["value", "half", "rank", "has_break", "is_unverified", "ids"]
_SPLIT = ["publication", "basis", "split_of", "complement", "comparable_as", "edi_included"]


def chosen(core: Core) -> pd.DataFrame:
    """Return the edition that counts of each place, with its figures, its names, and why it makes no share."""
    names, sided = core.names, _sided(core)
    offered = _offered(core, sided)
    best = offered.groupby("place")["preference"].transform("max")
    chosen = offered[offered["preference"] == best].reset_index(drop=True)
    definition, area, level, period = np.unravel_index(chosen["place"], _shape(core))
    chosen["definition"], chosen["area"], chosen["period"] = definition, area, period
    chosen["level"] = names["level"].to_numpy(object)[level]
    split = core.basis[_SPLIT].astype("object")
    for name in _SPLIT:
        chosen[name] = split[name].to_numpy()[definition]
    chosen["ref_area"] = names["area"].to_numpy(object)[area]
    chosen["time_period"] = names["period"].to_numpy(object)[period]
    chosen["edition"] = names["edition"][chosen["issue"] // 2]
    chosen["published_on"] = names["published_on"].take(chosen["issue"] // 2)
    units = [*core.figure["unit_measure"].cat.categories, None]
    for side in _SIDES:
        row = chosen[side].to_numpy()
        is_there = row >= 0
        for fact in _FACTS:
            facts = sided[fact].to_numpy()[row]
            chosen[f"{side}_{fact}"] = pd.Series(facts).where(is_there, None if fact == "ids" else np.nan)
        chosen[f"{side}_unit"] = np.asarray(units, dtype=object)[np.where(is_there, sided["unit"].to_numpy()[row], -1)]
    return chosen.merge(_refused(core, offered, chosen), how="left", on="place")


def _shape(core: Core) -> tuple[int, ...]:
    """Return how many definitions, areas, levels and periods there are: a place is all of them in one number."""
    return len(core.basis), len(core.names["area"]), len(core.names["level"]), len(core.names["period"])


def _sided(core: Core) -> pd.DataFrame:
    """Return the standing figures that shares are made of, and the sums of the parts of a side."""
    figure = core.figure
    part = core.read("basis_part").merge(core.basis[["publication", "basis", "definition"]])
    kind, value = figure["kind"], figure["value"]
    keep = (
        figure["is_standing"]
        & figure["segment"].isin({"B2B", "B2C", "TOTAL", *part["segment"]})
        & (value >= 0)
        & ((kind == "level") | (kind == "share") & (figure["unit_measure"] == "PCT") & (value <= 100))
    )
    rows = figure.loc[
        keep,
        ["definition", "area", "level", "period", "segment", "value", "rank", "edition_number", "is_forecast", "kind",
         "unit_measure", "rounding", "obs_status", "verification", "observation_id"],
    ]  # fmt: skip
    place = [rows["definition"], rows["area"], rows["level"].cat.codes, rows["period"]]
    standing = rows[["definition", "segment", "value", "rank"]].assign(
        place=np.ravel_multi_index([one.to_numpy("int64") for one in place], _shape(core)),
        segment=rows["segment"].astype("object"),
        issue=rows["edition_number"] * 2 + (~rows["is_forecast"]),
        is_share=rows["kind"] == "share",
        unit=rows["unit_measure"].cat.codes,
        half=rows["rounding"] / 2,
        has_break=(rows["obs_status"] == "B").to_numpy(bool),
        is_unverified=(rows["verification"] == "unverified").to_numpy(bool),
        ids=rows["observation_id"].astype("object"),
    )
    key = ["place", "issue", "side", "is_share"]
    summed = standing.merge(part[["definition", "segment", "side"]]).sort_values([*key, "segment"], ignore_index=True)
    starts = np.flatnonzero((summed[key] != summed[key].shift()).any(axis=1))
    bounds = list(zip(starts.tolist(), [*starts[1:].tolist(), len(summed)], strict=True))
    sums = summed.loc[starts, [*key, "definition", "unit"]].reset_index(drop=True)
    for name, combine in (("value", np.add), ("half", np.add), ("rank", np.maximum), ("has_break", np.maximum),
                          ("is_unverified", np.maximum)):  # fmt: skip
        sums[name] = combine.reduceat(summed[name].to_numpy(), starts)
    ids, units = summed["ids"].to_list(), summed["unit"].to_numpy()
    sums["ids"] = [" ".join(ids[a:b]) for a, b in bounds]
    sums["found"] = [b - a for a, b in bounds]
    parts = part.groupby(["definition", "side"], as_index=False).agg(parts=("segment", "size"))
    is_one_unit = np.minimum.reduceat(units, starts) == np.maximum.reduceat(units, starts)
    sums = sums[is_one_unit].merge(parts)
    sums = sums[sums["found"] == sums["parts"]].rename(columns={"side": "segment"})
    return pd.concat([standing, sums[standing.columns]], ignore_index=True)


def _found(core: Core, sided: pd.DataFrame) -> pd.DataFrame:
    """Return which rows of the sides an edition has of a place, for all that have the business side somewhere, or a share."""
    basis = core.basis
    consumer_of = basis.merge(basis, left_on=["publication", "basis"], right_on=["publication", "b2c_basis"])
    consumer_of = consumer_of[["definition_x", "definition_y"]].set_axis(["definition", "business"], axis=1)
    _, *shape = _shape(core)
    rows = sided[["place", "issue", "definition", "is_share"]].assign(row=np.arange(len(sided)))
    segment, is_share = sided["segment"], sided["is_share"]
    consumer = rows[segment == "B2C"].merge(consumer_of)
    consumer["place"] += (consumer["business"] - consumer["definition"]) * np.prod(shape)
    business = rows[segment == "B2B"]
    part = pd.concat(
        [
            business.assign(side=np.where(business["is_share"], 3, 0)),
            consumer.assign(side=np.where(consumer["is_share"], 4, 1)),
            rows[(segment == "TOTAL") & ~is_share].assign(side=2),
        ],
        ignore_index=True,
    )
    number, keys = pd.factorize(part["place"].to_numpy() * (2 * len(core.names["edition"])) + part["issue"].to_numpy())
    place, issue = np.divmod(keys, 2 * len(core.names["edition"]))
    found = pd.DataFrame({"place": place, "issue": issue})
    for side, name in enumerate(_SIDES):
        row = np.full(len(keys), -1)
        is_side = (part["side"] == side).to_numpy()
        row[number[is_side]] = part["row"].to_numpy()[is_side]
        found[name] = row
    found["series"], found["period"] = np.divmod(place, shape[-1])
    found["misses_business"] = (found["b"] < 0) & (found["bs"] < 0)
    is_found = ~found["misses_business"] | (found["cs"] >= 0)
    ever = found.loc[~found["misses_business"], "series"].unique()
    return found[is_found | (found["c"] >= 0) & found["series"].isin(ever)].reset_index(drop=True)


def _offered(core: Core, sided: pd.DataFrame) -> pd.DataFrame:
    """Return the way to a share that each edition offers, if any, and how much it is preferred to others of the place."""
    offered = _found(core, sided)
    definition = offered["place"].to_numpy() // np.prod(_shape(core)[1:])
    split = core.basis[["split_of", "complement"]].astype("object")
    is_market = (split["split_of"] == "market").to_numpy(bool)[definition]
    is_complement = (split["complement"] == "B2B").to_numpy(bool)[definition]
    row = {side: offered[side].to_numpy() for side in _SIDES}
    has = {side: rows >= 0 for side, rows in row.items()}

    def fact(side: str, name: str) -> np.ndarray:
        return sided[name].to_numpy()[row[side]]

    is_whole = fact("t", "value") > fact("t", "half")
    is_whole &= fact("t", "value") + fact("t", "half") >= fact("b", "value") - fact("b", "half")
    has_total = has["t"] & has["b"] & (fact("t", "unit") == fact("b", "unit")) & is_whole
    has_both = has["b"] & has["c"] & (fact("b", "unit") == fact("c", "unit"))
    method = np.select(
        [
            ~is_market,
            has_both & (fact("b", "value") + fact("c", "value") > 0),
            has["bs"],
            has["cs"] & ~has["b"] & is_complement,
            has_total & ~has["c"],
        ],
        [None, "values", "published", "complement", "of_total"],
        default=None,
    )
    period = offered["period"].to_numpy()
    periods = core.names["period"].to_series().reset_index(drop=True)
    rank = (method != None) * 4 + offered["issue"] % 2 * 2 + ~offered["misses_business"]  # noqa: E711 - of each
    return offered.assign(
        has_total=has_total, share_method=method, preference=offered["issue"] + rank * 10**10,
        x=period_number(periods)[period], frequency=np.where(periods.str.len() > 4, "Q", "A").astype(object)[period],
    )  # fmt: skip


def _refused(core: Core, offered: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return why no share can be formed; where else the missing side stands is asked only where nothing else is in the way."""
    names = core.names
    refused = chosen[chosen["share_method"].isna()]
    undecided = refused[(refused["split_of"] == "market") & ((refused["b"] < 0) | (refused["c"] < 0))]
    other = offered.loc[
        offered["series"].isin(undecided["series"]),
        ["series", "frequency", "period", "x", "issue", "misses_business", "c"],
    ]
    near = undecided[["place", "series", "frequency", "period", "misses_business", "x", "issue"]].merge(
        other, on=["series", "frequency"], suffixes=("", "_other")
    )
    near = near[np.where(near["misses_business"], ~near["misses_business_other"], near["c"] >= 0)]
    is_same = near["period_other"] == near["period"]
    same = near[is_same]
    same = same.assign(
        is_other_kind=(same["issue_other"] // 2 == same["issue"] // 2) & (same["issue_other"] != same["issue"])
    )
    there = same.groupby("place").agg(there=("issue_other", "max"), is_other_kind=("is_other_kind", "any"))
    apart = near[~is_same]
    apart = apart.assign(distance=(apart["x_other"] - apart["x"]).abs() * 100000 + apart["x_other"])
    nearest = apart.sort_values("distance").drop_duplicates("place")[["place", "period_other"]]
    refused = refused.merge(there, how="left", on="place").merge(nearest, how="left", on="place")
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
    return refused[["place", "refused"]]

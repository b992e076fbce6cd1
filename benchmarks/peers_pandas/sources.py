"""The marts that hold sources against each other: source_agreement, source_difference, mainstream."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import FULL, rounded

#: The parts of a comparability group that two definitions may differ in, and what is said of them.
_PARTS = {1: "universe: ", 2: "sides told apart by ", 3: "business side: ", 4: "consumer side: ", 5: "", 6: "base: "}


def voices(trend: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Return the shares that are no forecasts, by publication, area, measure and basis, as the trends are sorted."""
    columns = ["share_id", "publication", "ref_area", "time_period", "frequency", "measure", "basis", "has_unverified"]
    rows = pd.concat(
        [
            trend[[*columns, "direction"]],
            beside[["area", "period", "x", "comparability_group", "share", "low", "high", "own_ids"]],
        ],
        axis=1,
    )[~beside["is_forecast"]]
    rows = rows.reset_index(drop=True)
    rows["place"] = (rows["area"] * 65536 + rows["period"]) * 256 + pd.factorize(rows["measure"])[0]
    rows["group"] = pd.factorize(rows["comparability_group"])[0]
    rows["publisher"] = (rows["publication"] != rows["publication"].shift()).cumsum()
    return rows


def source_agreement(voice: pd.DataFrame) -> pd.DataFrame:
    """Return how far the definitions of a group agree."""
    group = voice["place"] * 256 + voice["group"]
    order = np.argsort(group.to_numpy(), kind="stable")
    rows, group = voice.iloc[order].reset_index(drop=True), group.to_numpy()[order]
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    ends = np.append(starts[1:], len(rows))
    out = rows.loc[starts, ["ref_area", "time_period", "measure", "comparability_group", "frequency"]]
    out = out.reset_index(drop=True)
    by_share = np.lexsort((rows["share"].to_numpy(), group))
    share = rows["share"].to_numpy("int64")[by_share]
    middle = (share[(starts + ends - 1) // 2] + share[(starts + ends) // 2]) / 2
    publications, ids = rows["publication"].to_list(), rows["share_id"].to_list()
    bounds = list(zip(starts.tolist(), ends.tolist(), strict=True))
    names = (rows["publication"] + " " + rows["basis"]).to_numpy(object)[by_share]
    out["publications"] = [list(dict.fromkeys(publications[a:b])) for a, b in bounds]
    out["definitions"] = ends - starts
    out["min_b2b_share_pct"], out["max_b2b_share_pct"] = share[starts], share[ends - 1]
    out["median_b2b_share_pct"] = rounded(pd.Series(middle))
    out["spread_pp"] = share[ends - 1] - share[starts]
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    out["is_spread_beyond_rounding"] = np.maximum.reduceat(low, starts) > np.minimum.reduceat(high, starts)
    out["lowest"], out["highest"] = names[starts], names[ends - 1]
    out["has_unverified"] = np.maximum.reduceat(rows["has_unverified"].to_numpy(bool), starts)
    out["share_ids"] = [ids[a:b] for a, b in bounds]
    return out


def source_difference(voice: pd.DataFrame) -> pd.DataFrame:
    """Return all pairs of different publications, the higher share first."""
    numbered = voice[["place", "publisher", "share"]].assign(row=np.arange(len(voice)))
    pair = numbered.merge(numbered, on="place", suffixes=("", "_other"))
    pair = pair[pair["publisher"] != pair["publisher_other"]]
    share, other = pair["share"], pair["share_other"]
    pair = pair[(share > other) | ((share == other) & (pair["row"] > pair["row_other"]))]
    names = ["ref_area", "time_period", "frequency", "measure", "publication", "basis", "share", "low", "group"]
    one = voice[names].take(pair["row"]).reset_index(drop=True)
    other_one = voice[["publication", "basis", "share", "high", "group"]].take(pair["row_other"]).reset_index(drop=True)
    groups = voice.drop_duplicates("group").set_index("group")["comparability_group"]
    meets = pd.MultiIndex.from_arrays([one["group"], other_one["group"]])
    number, met = meets.factorize()
    differences = np.empty(len(met), dtype=object)
    differences[:] = [_differences(groups[left], groups[right]) for left, right in met]
    return one.drop(columns=["share", "low", "group"]).assign(
        b2b_share_pct=one["share"], other_publication=other_one["publication"], other_basis=other_one["basis"],
        other_b2b_share_pct=other_one["share"], difference_pp=one["share"] - other_one["share"],
        is_beyond_rounding=one["low"] > other_one["high"], is_comparable=one["group"] == other_one["group"],
        definitions_differ=differences[number],
    )  # fmt: skip


def _differences(one: str, other: str) -> list[str]:
    """Return what tells two groups of definitions apart."""
    left, right = one.split("-"), other.split("-")
    return [f"{said}{left[part]} against {right[part]}" for part, said in _PARTS.items() if left[part] != right[part]]


def mainstream(voice: pd.DataFrame) -> pd.DataFrame:
    """Return who says that the business side is the larger one, by area and year."""
    half = FULL // 2
    rows = voice[(voice["measure"] == "ecommerce_sales") & (voice["frequency"] == "A")]
    rows = rows.iloc[np.argsort(rows["place"].to_numpy(), kind="stable")].reset_index(drop=True)
    starts = np.flatnonzero(np.diff(rows["place"], prepend=-1))
    ends = np.append(starts[1:], len(rows))
    # publishers stand together inside a place
    changes = (rows["place"] != rows["place"].shift()) | (rows["publisher"] != rows["publisher"].shift())
    spoken = np.flatnonzero(changes)
    place = np.searchsorted(spoken, starts)
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    direction = rows["direction"].map({"B2B gaining": 1.0, "no change beyond rounding": 0.0, "B2C gaining": -1.0})
    direction = direction.to_numpy("float64", na_value=np.nan)
    least, most = np.fmin.reduceat(direction, spoken), np.fmax.reduceat(direction, spoken)
    movement = np.where(least == most, least, np.nan)
    is_over = np.minimum.reduceat(low, spoken) > half
    is_under = ~is_over & (np.maximum.reduceat(high, spoken) < half)

    def counted(flags: np.ndarray) -> np.ndarray:
        return np.add.reduceat(flags.astype("int64"), place)

    out = rows.loc[starts, ["ref_area", "time_period"]].reset_index(drop=True)
    names = rows["publication"].to_numpy(object)[spoken].tolist()
    places = zip(place.tolist(), [*place[1:].tolist(), len(spoken)], strict=True)
    out["publications"] = [names[a:b] for a, b in places]
    publishers, over, under = counted(np.ones(len(spoken))), counted(is_over), counted(is_under)
    out["publishers"], out["publishers_over_half"], out["publishers_under_half"] = publishers, over, under
    out["publishers_undecided"] = publishers - over - under
    share = rows["share"].to_numpy("int64")
    out["min_b2b_share_pct"], out["max_b2b_share_pct"] = (
        np.minimum.reduceat(share, starts),
        np.maximum.reduceat(share, starts),
    )
    out["margin_pp"] = np.select(
        [over == publishers, under == publishers],
        [np.minimum.reduceat(low, starts) - half, half - np.maximum.reduceat(high, starts)],
        default=np.nan,
    )
    out["verdict"] = np.select(
        [over == publishers, under == publishers, (over > 0) & (under > 0)],
        ["B2B is the larger side", "B2B is the smaller side", "publishers contradict each other"],
        default="not decided",
    )
    for name, number in (("growing", 1), ("shrinking", -1), ("unchanged", 0)):
        out[f"publishers_{name}"] = counted(movement == number)
    out["has_unverified"] = np.maximum.reduceat(rows["has_unverified"].to_numpy(bool), starts)
    year = rows["x"].to_numpy()[starts]
    by_area = pd.DataFrame({"preference": np.minimum(publishers, 2) * 10**5 + year, "year": year})
    newest = by_area.groupby(rows["area"].to_numpy()[starts]).transform("max")
    out["is_latest_comparable"] = by_area["preference"] == newest["preference"]
    out["is_latest"] = by_area["year"] == newest["year"]
    ids, figures = rows["share_id"].to_list(), rows["own_ids"].to_list()
    bounds = list(zip(starts.tolist(), ends.tolist(), strict=True))
    out["share_ids"] = [ids[a:b] for a, b in bounds]
    out["observation_ids"] = [sorted(set(chain.from_iterable(figures[a:b]))) for a, b in bounds]
    return out

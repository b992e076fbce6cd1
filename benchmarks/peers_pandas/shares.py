"""The mart segment_share, and what all later ones of shares are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import (
    DOLLARS,
    FULL,
    MONEY,
    PERCENT,
    case,
    coded,
    divided,
    joined,
    millionths,
    percent,
    percent_ceiling,
    percent_floor,
    short_hash,
    take,
)
from benchmarks.peers_pandas.reading import Core
from benchmarks.peers_pandas.sides import SIDES
from benchmarks.peers_pandas.writing import BOOLEAN, DATE, TEXT, TEXTS, write

#: Whole millionths of a percent, and the name of each in the marts.
PERCENTS = {"share": "b2b_share_pct", "low": "b2b_share_low_pct", "high": "b2b_share_high_pct"}
_OF_ALL = {
    "all_share": "b2b_share_of_all_pct",
    "all_low": "b2b_share_of_all_low_pct",
    "all_high": "b2b_share_of_all_high_pct",
}


def segment_share(core: Core, chosen: pd.DataFrame, rate: pd.DataFrame) -> pd.DataFrame:
    """Write the mart; return it, its percentages in millionths and its ids as one text, with what the trends need besides."""
    share = _named(core, chosen).assign(**_percentages(chosen), **_facts(core, chosen))
    share = _in_dollars(share, chosen, rate)
    mart = share.rename(columns=PERCENTS | _OF_ALL)
    mart["observation_ids"] = share["ids"].str.split(" ")
    write(
        core, "segment_share", mart, (TEXT, "share_id publication ref_area time_period frequency measure basis edition"),
        (DATE, "published_on"), (TEXT, "comparability_group unit_measure b2b_segment"), (MONEY, "b2b_value b2c_value total_value"),
        (PERCENT, "b2b_share_pct b2b_share_low_pct b2b_share_high_pct"), (TEXT, "share_base share_method refused"),
        (PERCENT, "b2b_share_of_all_pct b2b_share_of_all_low_pct b2b_share_of_all_high_pct"), (MONEY, "published_b2b_share_pct"),
        (BOOLEAN, "is_published_share_consistent"), (MONEY, "lcu_per_usd"), (TEXT, "rate_publication"),
        (DOLLARS, "b2b_value_usd b2c_value_usd total_value_usd"), (TEXT, "obs_status"), (BOOLEAN, "has_break has_unverified"),
        (TEXTS, "observation_ids"),
    )  # fmt: skip
    return share


def _named(core: Core, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return what shares are called, and what they are of."""
    basis, period = core.basis, core.period.iloc[chosen["time_period"].cat.codes].reset_index(drop=True)
    known = basis.iloc[chosen["definition"]].reset_index(drop=True)
    method = chosen["method"]
    share_base = np.select([method == "values", method.notna()], ["b2b_b2c", "all"], default=None)
    group = (
        known["comparable_as"]
        + "-edi_"
        + known["edi_included"].str.replace(" ", "_")
        + "-"
        + pd.Series(share_base, dtype="str")
    )
    business = np.where(chosen["is_together"], "B2B_B2G", "B2B")
    business = np.select(
        [method == "complement", chosen["has_business"]], [known["complement"], business], default=None
    )
    names = [known["publication"], chosen["ref_area"], chosen["time_period"], chosen["measure"], known["basis"]]
    return pd.DataFrame(
        {
            "share_id": short_hash("share-", *names),
            "publication": known["publication"], "ref_area": chosen["ref_area"], "time_period": chosen["time_period"],
            "frequency": period["frequency"], "measure": chosen["measure"], "basis": known["basis"],
            "edition": take(core.edition["edition"], chosen["issue"] // 2),
            "published_on": take(core.edition["published_on"], chosen["issue"] // 2),
            "comparability_group": group.astype("category"),
            "b2b_segment": pd.Categorical(business, ["B2B", "B2B_B2G"], ordered=True),
            "share_base": pd.Categorical(share_base, ["all", "b2b_b2c"], ordered=True), "share_method": method,
            "refused": chosen["refused"], "x": period["x"], "per_year": period["per_year"], "year": period["year"],
        }
    )  # fmt: skip


def _percentages(chosen: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the share as printed and at its least and most, of both sides or of all segments, in millionths of a percent."""
    values, published, complement, of_total = (
        (chosen["method"] == method).to_numpy() for method in ("values", "published", "complement", "of_total")
    )
    is_computed, is_printed = values | of_total, published | complement
    second = (values | published) & chosen["has_total"].to_numpy()
    b, c, t = (chosen[f"{side}_value"] for side in ("b", "c", "t"))
    b_half, c_half, t_half = (chosen[f"{side}_half"] for side in ("b", "c", "t"))
    bs, cs, bs_half, cs_half = (
        millionths(chosen[f"{side}_{fact}"].where(is_printed | second | values))
        for fact in ("value", "half")
        for side in ("bs", "cs")
    )
    b_low, b_high = (b - b_half).clip(lower=0), b + b_half
    ways = [values, of_total]
    quotient = percent(b, case(ways, [b + c, t])).clip(upper=FULL).fillna(FULL)
    whole_high = case(ways, [b_high + (c - c_half).clip(lower=0), t - t_half])
    quotient_low = percent_floor(b_low, case(ways, [b_low + c + c_half, t + t_half]))
    quotient_high = percent_ceiling(b_high, whole_high).clip(upper=FULL)
    # a quotient that is too large to tell is more than everything; a bound whose whole is nothing leaves the share itself
    is_high = is_computed & (whole_high > 0).fillna(value=False).to_numpy(bool)
    printed, printed_half = bs.where(published, FULL - cs), bs_half.where(published, cs_half)
    share = quotient.where(is_computed, printed.clip(0, FULL))
    low = quotient_low.fillna(share).where(is_computed, (printed - printed_half).clip(lower=0))
    high = (
        quotient_high.fillna(FULL).where(is_high, share).where(is_computed, (printed + printed_half).clip(upper=FULL))
    )
    is_share = is_computed | is_printed
    share, low, high = (one.where(is_share) for one in (share, low, high))
    b, b_low, b_high, t = (one.where(second) for one in (b, b_low, b_high, t))
    of_all = percent(b, t).clip(upper=FULL).fillna(FULL).where(second)
    of_all_low = percent_floor(b_low, t + t_half)
    of_all_high = percent_ceiling(b_high, t - t_half).clip(upper=FULL).fillna(FULL).where(second)
    is_consistent = (bs - bs_half <= of_all_high.fillna(high)) & (bs + bs_half >= of_all_low.fillna(low))
    return {
        "share": share, "low": low, "high": high, "all_share": of_all.where(values, share), "all_low": of_all_low.where(values, low),
        "all_high": of_all_high.where(values, high), "is_published_share_consistent": is_consistent.where(values | second),
    }  # fmt: skip


def _facts(core: Core, chosen: pd.DataFrame) -> dict[str, object]:
    """Return what is said of the figures that a share is made of."""
    is_of = {"values": ["b", "c"], "published": ["bs"], "complement": ["cs"], "of_total": ["b", "t"]}

    def highest(fact: str) -> pd.Series:
        return pd.concat([numbers(fact, sides, chosen["method"] == method) for method, sides in is_of.items()] + [
            numbers(fact, ["b", "c", "bs", "cs"], chosen["method"].isna())
        ]).sort_index()  # fmt: skip

    def numbers(fact: str, sides: list[str], is_it: pd.Series) -> pd.Series:
        return chosen.loc[is_it, [f"{side}_{fact}" for side in sides]].max(axis=1)

    status = core.read("SELECT obs_status, rank FROM core.obs_status ORDER BY rank")
    place = pd.Index(status["rank"]).get_indexer(highest("rank").astype("int64"))
    return {
        "obs_status": pd.Categorical.from_codes(place, status["obs_status"]),
        "has_break": highest("has_break").astype(bool), "has_unverified": highest("is_unverified").astype(bool),
        "ids": joined(" ", *(chosen[f"{side}_ids"] for side in SIDES)),
    }  # fmt: skip


def _in_dollars(share: pd.DataFrame, chosen: pd.DataFrame, rate: pd.DataFrame) -> pd.DataFrame:
    """Return shares with their amounts, as far as these are in the unit of the first side, and these in US dollars."""
    unit = chosen["b_unit"].fillna(chosen["c_unit"]).fillna(chosen["t_unit"])
    # dollars are dollars, whatever somebody prints for the United States
    dollars = rate[["lcu_per_usd"]].iloc[:0].reindex(range(300)).fillna(1)
    dollars = dollars.assign(currency="USD", year=range(1900, 2200), publication=None)
    rates = pd.concat([rate[rate["currency"] != "USD"], dollars])
    rates = rates.rename(columns={"currency": "unit_measure", "publication": "rate_publication"})
    rates["unit_measure"] = coded(rates["unit_measure"], unit)
    share = share.assign(unit_measure=unit).merge(
        rates.dropna(subset="unit_measure"), how="left", on=["unit_measure", "year"]
    )
    lcu = share["lcu_per_usd"]
    amounts = {
        "b2b_value": chosen["b_value"],
        "b2c_value": chosen["c_value"].where(chosen["c_unit"] == unit),
        "total_value": chosen["t_value"].where(chosen["t_unit"] == unit),
    }
    dollars = {f"{name}_usd": divided(amount, lcu, 1) for name, amount in amounts.items()}
    return share.assign(**amounts, **dollars, published_b2b_share_pct=chosen["bs_value"])

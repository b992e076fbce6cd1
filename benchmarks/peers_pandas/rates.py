"""The marts of exchange rates: yearly_rate, and conversion_check, which uses them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import Amounts, amounts, concatenated, divided, dollars, percent, to_arrow
from benchmarks.peers_pandas.reading import Core

_POINT = ["definition", "area", "measure", "period", "segment"]
_LCU, _USD = "LCU_PER_USD_AVERAGE", "USD_PER_EUR_AVERAGE"


@dataclass(frozen=True, eq=False)
class Rates:
    """What amounts are divided by to become US dollars, by currency and year, sorted by both."""

    keys: np.ndarray
    lcu_per_usd: Amounts
    publication: np.ndarray
    dollar: int

    def place(self, unit: np.ndarray, year: np.ndarray) -> np.ndarray:
        """Return the places of the rates of units in years; -1 where there is none."""
        place = columns.found_in(self.keys, _key(unit, year))
        is_dollar = (unit == self.dollar) & (unit >= 0) & (year >= 1900) & (year < 2200)
        return np.where(is_dollar, len(self.keys), place)


def _key(unit: np.ndarray, year: np.ndarray) -> np.ndarray:
    return unit.astype("int64") * 10_000 + year


def yearly_rate(core: Core) -> tuple[pd.DataFrame, Rates]:
    """Return the mart, of the publication that comes first, the others beside it; and the rates to convert with."""
    rates = core.rates
    # the newest edition that has a rate
    newest = rates.rows.assign(
        row=np.arange(len(rates.rows)), name=core.edition["name"].to_numpy()[rates.rows["edition"]]
    )
    newest = newest.sort_values([*_POINT, "day", "name"]).drop_duplicates(_POINT, keep="last")
    stated = rates.take(newest["row"].to_numpy())
    basis = core.basis["basis"].to_numpy()[stated.column("definition")]
    stated = stated.take(np.flatnonzero(np.isin(basis, [_LCU, _USD]) & stated.value.is_positive()))
    known = core.basis[["publication", "basis", "publication_number"]].take(stated.rows["definition"])
    is_turned = (known["basis"] == _USD).to_numpy()
    turned = divided(amounts(np.full(len(known), 10**6)), stated.value, 10**6)
    value = amounts(columns.plain(turned), ~turned.isna()).where(is_turned, stated.value)
    rows = known.assign(
        unit=np.where(is_turned, core.number("unit_measure", ["EUR"])[0], stated.column("unit")),
        year=core.period["year"].to_numpy()[stated.rows["period"]], row=np.arange(len(known)),
    )  # fmt: skip
    rows = rows.merge(core.read("publication")[["publication", "rate_rank"]], on="publication")
    rows = rows.sort_values(["unit", "year", "rate_rank", "publication_number"])
    value, ids = value.take(rows["row"].to_numpy()), stated.ids[rows["row"]]
    publication = rows["publication_number"].to_numpy()
    unit, year = rows["unit"].to_numpy(), rows["year"].to_numpy()
    starts = columns.starts_of(_key(unit, year))
    sizes = columns.sizes_of(starts, len(unit))
    used = value.take(np.repeat(starts, sizes))
    difference = percent(abs(value - used), used)
    most = pd.Series(difference).groupby(np.repeat(starts, sizes)).max().array
    by_name = publication[np.lexsort((publication, np.repeat(starts, sizes)))]
    mart = {
        "currency": core.named("unit_measure", unit[starts]), "year": year[starts].astype("int32"),
        "lcu_per_usd": to_arrow(value.take(starts)),
        "publication": core.named("publication", publication[starts]),
        "stated_by": columns.lists(pa.array(core.names["publication"][by_name], pa.string()), sizes),
        "difference_pct": columns.percentages(most),
        "is_conflict": most > 500_000, "observation_id": columns.texts(ids[starts]),
    }  # fmt: skip
    lcu = concatenated(value.take(starts), amounts(10**6))
    dollar = int(core.number("unit_measure", ["USD"])[0])
    return pd.DataFrame(mart), Rates(_key(unit, year)[starts], lcu, np.append(publication[starts], -1), dollar)


def conversion_check(core: Core, rates: Rates) -> pd.DataFrame:
    """Return the figures in US dollars that are said to be others' in their own currency, beside these."""
    figures = core.figures
    said = core.read("counterpart")
    ours = {
        "definition": core.definition(said["publication"], said["basis"]), "area": core.number("ref_area", said["ref_area"]),
        "measure": core.number("measure", said["measure"]), "segment": core.number("segment", said["segment"]),
    }  # fmt: skip
    theirs = {
        "definition": core.definition(said["of_publication"], said["of_basis"]), "area": ours["area"],
        "measure": core.number("measure", said["of_measure"]), "segment": core.number("segment", said["of_segment"]),
    }  # fmt: skip
    is_in_use = np.isin(figures.column("definition"), np.union1d(ours["definition"], theirs["definition"]))
    rows = np.flatnonzero(is_in_use & figures.column("is_standing") & figures.value.known)
    printed = figures.rows[[*_POINT, "unit", "day", "edition", "is_annual"]].take(rows).assign(row=rows)
    printed["edition"] = core.edition["name"].to_numpy()[printed["edition"]]
    place = ["definition", "area", "measure", "segment"]
    in_dollars = printed[printed["is_annual"] & (printed["unit"] == rates.dollar)]
    pair = pd.DataFrame(ours).assign(said=np.arange(len(said))).merge(in_dollars, on=place)
    wanted = pd.DataFrame({name: numbers[pair["said"]] for name, numbers in theirs.items()})
    wanted = wanted.assign(period=pair["period"], said=pair["said"], our_row=pair["row"], our_day=pair["day"])
    pair = wanted.merge(printed, on=[*place, "period"])
    pair = pair[pair["day"] <= pair["our_day"]]
    pair["of_publication"] = core.number("publication", said["of_publication"])[pair["said"]]
    # the newest that was printed by then
    pair = pair.sort_values(["our_row", "of_publication", "day", "edition"])
    pair = pair.drop_duplicates(["our_row", "of_publication"], keep="last")
    pair["rate"] = rates.place(pair["unit"].to_numpy(), core.period["year"].to_numpy()[pair["period"]])
    # USD is no currency here but where a publication states a rate of it
    pair = pair[(pair["rate"] >= 0) & (pair["rate"] < len(rates.keys))]
    our = figures.rows.take(pair["our_row"])
    publication = core.basis["publication_number"].to_numpy()[our["definition"]]
    name = core.edition["name"].to_numpy()
    basis = core.basis["basis_number"].to_numpy()
    order = np.lexsort(
        (
            pair["of_publication"], basis[our["definition"]], our["measure"], our["segment"], our["period"], our["area"],
            name[our["edition"]], publication,
        )
    )  # fmt: skip
    pair, our, publication = pair.take(order), our.take(order), publication[order]
    one, other = figures.take(pair["our_row"].to_numpy()), figures.take(pair["row"].to_numpy())
    lcu = rates.lcu_per_usd.take(pair["rate"].to_numpy())
    converted, coarse = dollars(other.value, lcu), dollars(other.rounding, lcu)
    whole = amounts(columns.plain(converted), ~converted.isna()).times(10**6)
    # the rounding of both and a dollar, of which half is allowed
    allowed = one.rounding + amounts(columns.plain(coarse) + 1).times(10**6)
    ids = np.column_stack([one.ids, other.ids]).ravel()
    difference = one.value - whole
    return pd.DataFrame(
        {
            "publication": core.named("publication", publication), "edition": core.named("edition", name[our["edition"]]),
            "ref_area": core.named("ref_area", our["area"]), "time_period": core.named("time_period", our["period"]),
            "segment": core.named("segment", our["segment"]), "measure": core.named("measure", our["measure"]),
            "basis": core.named("basis", basis[our["definition"]]), "published_value_usd": to_arrow(one.value),
            "of_publication": core.named("publication", pair["of_publication"]),
            "of_edition": core.named("edition", pair["edition"]), "of_basis": core.named("basis", basis[pair["definition"]]),
            "of_value": to_arrow(other.value), "of_unit": core.named("unit_measure", pair["unit"]), "lcu_per_usd": to_arrow(lcu),
            "rate_publication": core.named("publication", rates.publication[pair["rate"]]),
            "converted_value_usd": columns.whole(converted),
            "difference_pct": columns.percentages(percent(difference, whole)),
            "is_agreed": columns.Booleans(abs(difference).times(2) <= allowed, ~whole.known),
            "observation_ids": columns.lists(columns.texts(ids), np.full(len(our), 2)),
        }
    )  # fmt: skip

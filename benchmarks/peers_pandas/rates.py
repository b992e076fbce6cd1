"""The marts of exchange rates: yearly_rate, and conversion_check, which uses them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import rounded
from benchmarks.peers_pandas.reading import Core


def yearly_rate(core: Core) -> pd.DataFrame:
    """Return the rates of the publication that comes first, the others beside them."""
    figure = core.figure
    rows = figure.loc[
        (figure["measure"] == "exchange_rate") & figure["is_standing"],
        ["publication", "unit_measure", "time_period", "value", "observation_id"],
    ]
    rows = rows.set_axis(["publication", "currency", "year", "lcu_per_usd", "observation_id"], axis=1)
    rows = rows.astype({"publication": "object", "currency": "object", "year": "int32"})
    rows = rows.merge(core.read("publication")[["publication", "rate_rank"]])
    rows = rows.sort_values(["currency", "year", "rate_rank", "publication"], ignore_index=True)
    grouped = rows.groupby(["currency", "year"])
    used = grouped["lcu_per_usd"].transform("first")
    rows["difference_pct"] = rounded((rows["lcu_per_usd"] - used).abs() * 1e8 / used)
    out = rows.drop_duplicates(["currency", "year"], ignore_index=True).drop(columns="rate_rank")
    out["stated_by"] = grouped["publication"].agg(sorted).to_numpy()
    out["difference_pct"] = grouped["difference_pct"].max().to_numpy()
    out["is_conflict"] = out["difference_pct"] > 500_000
    return out


def conversion_check(core: Core, rate: pd.DataFrame) -> pd.DataFrame:
    """Return the figures in US dollars that are said to be others' in their own currency, beside these."""
    figure, names = core.figure, core.names
    basis = core.basis[["publication", "basis", "definition"]].astype({"publication": "object", "basis": "object"})
    said = core.read("counterpart").merge(basis)
    said = said.merge(basis.set_axis(["of_publication", "of_basis", "of_definition"], axis=1))
    said["area"] = names["area"].get_indexer(said["ref_area"])
    printed = figure.loc[
        figure["is_standing"] & figure["value"].notna() & figure["definition"].isin(
            np.union1d(said["definition"], said["of_definition"])
        ),
        ["definition", "area", "period", "measure", "segment", "edition_number", "unit_measure", "frequency", "value",
         "rounding", "observation_id"],
    ].astype({"measure": "object", "segment": "object", "unit_measure": "object"})  # fmt: skip
    key = ["definition", "area", "measure", "segment"]
    ours = printed[(printed["unit_measure"] == "USD") & (printed["frequency"] == "A")]
    ours = ours.drop(columns=["unit_measure", "frequency"]).merge(said.drop(columns="ref_area"), on=key)
    theirs = printed.drop(columns="frequency").rename(
        columns={name: f"of_{name}" for name in ("definition", "measure", "segment")}
    )
    place = ["of_definition", "area", "period", "of_measure", "of_segment"]
    pair = ours.merge(theirs, on=place, suffixes=("", "_theirs"))
    day = names["day"]
    pair = pair[day[pair["edition_number_theirs"]] <= day[pair["edition_number"]]]
    pair = pair.sort_values("edition_number_theirs")
    pair = pair.drop_duplicates(["observation_id", "of_publication"], keep="last")
    pair["time_period"] = names["period"].to_numpy(object)[pair["period"]]
    pair["year"] = pair["time_period"].astype("int32")
    rate = rate[["publication", "currency", "year", "lcu_per_usd"]]
    rate = rate.set_axis(["rate_publication", "unit_measure", "year", "lcu_per_usd"], axis=1)
    pair = pair.merge(rate, on=["unit_measure", "year"])
    lcu, value = pair["lcu_per_usd"], pair["value"]
    converted = rounded(pair["value_theirs"] / lcu)
    tolerance = (pair["rounding"] + rounded(pair["rounding_theirs"] / lcu) + 1) / 2
    ids = zip(pair["observation_id"], pair["observation_id_theirs"], strict=True)
    out = pair[["publication", "time_period", "segment", "measure", "basis", "of_publication", "of_basis"]].assign(
        edition=names["edition"][pair["edition_number"]], ref_area=names["area"].to_numpy(object)[pair["area"]],
        published_value_usd=value, of_edition=names["edition"][pair["edition_number_theirs"]], of_value=pair["value_theirs"],
        of_unit=pair["unit_measure"], lcu_per_usd=lcu, rate_publication=pair["rate_publication"], converted_value_usd=converted,
        difference_pct=rounded((value - converted) * 1e8 / converted), is_agreed=(value - converted).abs() <= tolerance,
    )  # fmt: skip
    out["observation_ids"] = list(map(list, ids))
    return out

"""The marts of exchange rates: yearly_rate, and conversion_check, which uses them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from benchmarks.peers_pandas.arithmetic import (
    DOLLARS,
    MONEY,
    ONE,
    PERCENT,
    coded,
    column,
    decimals,
    divided,
    holds,
    joined,
    percent,
    take,
)
from benchmarks.peers_pandas.reading import Core, frame
from benchmarks.peers_pandas.writing import BOOLEAN, INTEGER, TEXT, TEXTS, write


def yearly_rate(core: Core) -> pd.DataFrame:
    """Write the rates of the publication that comes first, the others beside them; return them."""
    rows = _stated(core)
    year = ["currency", "year"]
    rows = rows.sort_values([*year, "rate_rank", "publication", "lcu_per_usd", "observation_id"], ignore_index=True)
    used = rows.drop_duplicates(year, ignore_index=True)
    rows = rows.merge(used[[*year, "lcu_per_usd"]], on=year, suffixes=("", "_used"))
    rows["difference_pct"] = percent((rows["lcu_per_usd"] - rows["lcu_per_usd_used"]).abs(), rows["lcu_per_usd_used"])
    stated = rows.groupby(year)
    used["stated_by"] = stated["publication"].agg(lambda names: sorted(set(names))).to_numpy()
    used["difference_pct"] = stated["difference_pct"].max().array
    used["is_conflict"] = used["difference_pct"] > ONE // 2
    write(
        core, "yearly_rate", used, (TEXT, "currency"), (INTEGER, "year"), (MONEY, "lcu_per_usd"), (TEXT, "publication"),
        (TEXTS, "stated_by"), (PERCENT, "difference_pct"), (BOOLEAN, "is_conflict"), (TEXT, "observation_id"),
    )  # fmt: skip
    return used[[*year, "lcu_per_usd", "publication"]]


def _stated(core: Core) -> pd.DataFrame:
    """Return the rates as local currency per dollar, each as its publication printed it last; secondary ones too."""
    figure = frame(
        core.connection,
        "SELECT publication, edition, published_on, vintage, is_tombstone, ref_area, time_period, segment, basis, unit_measure, "
        "obs_value, observation_id, rate_rank FROM core.observation JOIN core.publication USING (publication) "
        "WHERE measure = 'exchange_rate' AND frequency = 'A' AND basis IN ('LCU_PER_USD_AVERAGE', 'USD_PER_EUR_AVERAGE')",
    )
    texts = ["publication", "edition", "unit_measure", "time_period", "basis"]
    rows = figure.astype(dict.fromkeys(texts, object)).sort_values(["published_on", "edition", "vintage"])
    point = ["publication", "ref_area", "time_period", "segment", "basis"]
    # as each edition stands, then the newest of these
    rows = rows.drop_duplicates([*point, "edition"], keep="last")
    rows = rows[~rows["is_tombstone"]].drop_duplicates(point, keep="last")
    rows = rows[holds(rows["obs_value"] > 0)]
    is_in_dollars = rows["basis"] == "USD_PER_EUR_AVERAGE"
    one = rows["obs_value"].where(rows["obs_value"].isna(), 1)
    turned = decimals(pa.array(divided(one, rows["obs_value"], ONE)), MONEY)
    return rows[["publication", "observation_id", "rate_rank"]].assign(
        currency=rows["unit_measure"].mask(is_in_dollars, "EUR"), year=rows["time_period"].astype("int64"),
        lcu_per_usd=rows["obs_value"].mask(is_in_dollars, column(turned, rows.index)),
    )  # fmt: skip


def conversion_check(core: Core, rate: pd.DataFrame) -> None:
    """Write the figures in US dollars that are said to be others' in their own currency, beside these."""
    basis, edition = core.basis[["publication", "basis", "definition"]], core.edition["edition"]
    said = core.read("SELECT * FROM core.counterpart")
    figure = core.figure
    like = {**figure[["ref_area", "measure", "segment"]], **basis[["publication", "basis"]]}
    said = said.assign(**{name: coded(said[name], like[name.removeprefix("of_")]) for name in said.columns})
    said = said.merge(basis).merge(basis.add_prefix("of_"))
    printed = figure.loc[
        figure["is_there"] & figure["definition"].isin([*said["definition"], *said["of_definition"]]),
        ["definition", "ref_area", "time_period", "measure", "segment", "edition_number", "published_on", "unit_measure", "value",
         "rounding", "observation_id"],
    ]  # fmt: skip
    line = ["ref_area", "measure", "segment", "definition"]
    of_line = ["ref_area", "of_measure", "of_segment", "of_definition", "time_period"]
    is_yearly = (core.period["frequency"] == "A").to_numpy()[printed["time_period"].cat.codes]
    ours = printed[(printed["unit_measure"] == "USD") & is_yearly & printed["definition"].isin(said["definition"])]
    theirs = printed[printed["definition"].isin(said["of_definition"])].add_prefix("of_")
    theirs = theirs.rename(columns={"of_ref_area": "ref_area", "of_time_period": "time_period"})
    theirs["of_edition"] = take(edition, theirs["of_edition_number"], theirs.index)
    pair = ours.merge(said, on=line).merge(theirs, on=of_line)
    pair = pair[holds(pair["of_published_on"] <= pair["published_on"])].sort_values(["of_published_on", "of_edition"])
    pair = pair.drop_duplicates(["observation_id", "of_publication"], keep="last")
    pair["year"] = take(core.period["year"], pair["time_period"].cat.codes, pair.index)
    pair["of_unit"] = pair["of_unit_measure"].astype(object)
    pair = pair.merge(
        rate.rename(columns={"publication": "rate_publication", "currency": "of_unit"}), on=["of_unit", "year"]
    )
    pair["edition"] = take(edition, pair["edition_number"])
    order = ["publication", "edition", "ref_area", "time_period", "segment", "measure", "basis", "of_publication"]
    pair = pair.sort_values(order, ignore_index=True)
    converted = divided(pair["of_value"], pair["lcu_per_usd"], 1)
    dollars = column(decimals(pa.array(converted), DOLLARS).cast(MONEY))
    off = pair["value"] - dollars
    # the rate counts as exact, the dollar that it is rounded to does not
    more = divided(pair["of_rounding"], pair["lcu_per_usd"], 1).fillna(0) + 1
    pair = pair.assign(
        converted=converted, difference_pct=percent(off, dollars),
        is_agreed=off.abs() + off.abs() <= pair["rounding"] + column(decimals(pa.array(more), DOLLARS)),
        observation_ids=joined(" ", pair["observation_id"], pair["of_observation_id"]).str.split(" "),
    ).rename(columns={"value": "published_value_usd", "converted": "converted_value_usd"})  # fmt: skip
    write(
        core, "conversion_check", pair, (TEXT, "publication edition ref_area time_period segment measure basis"),
        (MONEY, "published_value_usd"), (TEXT, "of_publication of_edition of_basis"), (MONEY, "of_value"), (TEXT, "of_unit"),
        (MONEY, "lcu_per_usd"), (TEXT, "rate_publication"), (DOLLARS, "converted_value_usd"), (PERCENT, "difference_pct"),
        (BOOLEAN, "is_agreed"), (TEXTS, "observation_ids"),
    )  # fmt: skip

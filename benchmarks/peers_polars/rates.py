"""The marts of exchange rates: yearly_rate, and conversion_check, which uses them."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import PERCENT, rounded
from benchmarks.peers_polars.reading import Core


def yearly_rate(core: Core) -> pl.LazyFrame:
    """Return the rates of the publication that comes first, the others beside them."""
    rank = core.scan("publication").select("publication", "rate_rank")
    rate = pl.col("value")
    return (
        core.standing()
        .filter(pl.col("measure") == "exchange_rate")
        .join(rank, on="publication")
        .sort("rate_rank", "publication")
        .group_by(currency=pl.col("unit_measure").cast(pl.String), year=pl.col("time_period").cast(pl.Int32))
        .agg(
            pl.col("obs_value").first().alias("lcu_per_usd"),
            pl.col("publication", "observation_id").first(),
            stated_by=pl.col("publication").sort(),
            difference=rounded((rate - rate.first()).abs() * 1e8 / rate.first()).max(),
        )
        .select(
            "currency", "year", "lcu_per_usd", "publication", "stated_by",
            (pl.col("difference") / 1e6).cast(PERCENT).alias("difference_pct"),
            (pl.col("difference") > 500_000).alias("is_conflict"), "observation_id",
        )
    )  # fmt: skip


def conversion_check(core: Core, rate: pl.LazyFrame) -> pl.LazyFrame:
    """Return the figures in US dollars that are said to be others' in their own currency, beside these."""
    basis = core.basis.select("publication", "basis", "definition")
    of_basis = basis.rename({"publication": "of_publication", "basis": "of_basis", "definition": "of_definition"})
    said = (
        core.scan("counterpart")
        .join(basis, on=["publication", "basis"])
        .join(of_basis, on=["of_publication", "of_basis"])
        .join(core.area, on="ref_area")
        .with_columns(pl.col("measure", "of_measure").cast(core.measures), pl.col("segment", "of_segment").cast(core.segments))
        .select(
            "definition", "area", "measure", "segment", "of_publication", "of_basis", "of_definition", "of_measure",
            "of_segment",
        )
        .collect()
        .lazy()
    )  # fmt: skip
    printed = core.standing().filter(pl.col("obs_value").is_not_null())
    key = ["definition", "area", "measure", "segment"]
    ours = (
        printed.filter(pl.col("unit_measure") == "USD", pl.col("frequency") == "A")
        .join(said, on=key)
        .with_row_index("row")
        .collect()
        .lazy()
    )
    figure = ["obs_value", "value", "rounding", "unit_measure", "observation_id", "published_on", "edition"]
    theirs = (
        printed.join(said.select(f"of_{name}" if name != "area" else name for name in key).unique(),
                     left_on=key, right_on=["of_definition", "area", "of_measure", "of_segment"], how="semi")
        .select(
            "area", "period", pl.col("definition", "measure", "segment").name.prefix("of_"),
            pl.col("edition_number", *figure).name.prefix("their_"),
        )
    )  # fmt: skip
    pair = (
        ours.join(theirs, on=["of_definition", "area", "period", "of_measure", "of_segment"])
        .filter(pl.col("their_published_on") <= pl.col("published_on"))
        .sort("their_edition_number")
        .unique(["row", "of_publication"], keep="last")
        .join(
            rate.select(
                "lcu_per_usd", their_unit_measure=pl.col("currency").cast(pl.Categorical), time_period=pl.col("year").cast(pl.String),
                rate_publication="publication", lcu=pl.col("lcu_per_usd").cast(pl.Float64),
            ),
            on=["their_unit_measure", "time_period"],
        )
        .with_columns(converted=rounded(pl.col("their_value") / pl.col("lcu")))
        .with_columns(off=pl.col("value") - pl.col("converted"))
    )  # fmt: skip
    tolerance = (pl.col("rounding") + rounded(pl.col("their_rounding") / pl.col("lcu")) + 1) / 2
    return pair.select(
        "publication", "edition", "ref_area", "time_period", pl.col("segment", "measure").cast(pl.String), "basis",
        pl.col("obs_value").alias("published_value_usd"), "of_publication", pl.col("their_edition").alias("of_edition"), "of_basis",
        pl.col("their_obs_value").alias("of_value"), pl.col("their_unit_measure").cast(pl.String).alias("of_unit"),
        "lcu_per_usd", "rate_publication", pl.col("converted").cast(pl.Decimal(18, 0)).alias("converted_value_usd"),
        (rounded(pl.col("off") * 1e8 / pl.col("converted")) / 1e6).cast(PERCENT).alias("difference_pct"),
        (pl.col("off").abs() <= tolerance).alias("is_agreed"),
        pl.concat_list("observation_id", "their_observation_id").alias("observation_ids"),
    )  # fmt: skip

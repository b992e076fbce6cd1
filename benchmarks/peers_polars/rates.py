"""The marts of exchange rates: yearly_rate, and conversion_check, which uses them."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import DOLLARS, MONEY, ONE, PERCENT, decimals, divided, percent
from benchmarks.peers_polars.reading import Core, at


def yearly_rate(core: Core) -> pl.LazyFrame:
    """Return the rates of the publication that comes first, the others beside them."""
    rank = core.scan("publication").select("publication", "rate_rank")
    point = ["publication", "ref_area", "time_period", "segment", "basis"]
    is_in_dollars = pl.col("basis") == "USD_PER_EUR_AVERAGE"
    value, rate = pl.col("obs_value").to_physical(), pl.col("lcu_per_usd")
    return (
        core.scan("observation")
        .filter(
            pl.col("measure") == "exchange_rate",
            pl.col("basis").is_in(["LCU_PER_USD_AVERAGE", "USD_PER_EUR_AVERAGE"]),
            pl.col("frequency") == "A",
        )
        .select(*point, "edition", "published_on", "vintage", "is_tombstone", "unit_measure", "obs_value", "observation_id")
        .sort("published_on", "edition", "vintage")
        # as each edition stands, then the newest of these
        .unique([*point, "edition"], keep="last", maintain_order=True)
        .filter(~pl.col("is_tombstone"))
        .unique(point, keep="last", maintain_order=True)
        .filter(value > 0)
        .select(
            "publication", "observation_id",
            currency=pl.when(is_in_dollars).then(pl.lit("EUR")).otherwise("unit_measure"),
            year=pl.col("time_period").cast(pl.Int32),
            lcu_per_usd=pl.when(is_in_dollars).then(divided(pl.lit(ONE, pl.Int128), value, ONE)).otherwise(value),
        )
        .join(rank, on="publication")
        .sort("currency", "year", "rate_rank", "publication", "lcu_per_usd", "observation_id", nulls_last=True)
        .group_by("currency", "year", maintain_order=True)
        .agg(
            rate.first().alias("used"),
            pl.col("publication", "observation_id").first(),
            stated_by=pl.col("publication").unique().sort(),
            difference_pct=percent((rate - rate.first()).abs(), rate.first()).max(),
        )
        .select(
            "currency", "year", decimals(MONEY, "used").alias("lcu_per_usd"), "publication", "stated_by",
            decimals(PERCENT, "difference_pct"), (pl.col("difference_pct") > ONE // 2).alias("is_conflict"), "observation_id",
        )
    )  # fmt: skip


def conversion_check(core: Core, rate: pl.LazyFrame) -> pl.LazyFrame:
    """Return the figures in US dollars that are said to be others' in their own currency, beside these."""
    said = _said(core).collect().lazy()
    periods, segments = core.count("time_period"), core.count("segment")
    edition = core.edition["edition"]
    place = pl.col("point") // segments
    printed = (
        core.standing()
        .filter(pl.col("value").is_not_null())
        .with_columns(line=place // periods * segments + pl.col("point") % segments, period=place % periods)
    )
    ours = (
        printed.filter(pl.col("unit") == "USD", at(core.period["frequency"] == "A", pl.col("period")))
        .join(said, on="line")
        .with_row_index("row")
        .collect()
        .lazy()
    )
    theirs = printed.join(said.select("of_line").unique(), left_on="line", right_on="of_line", how="semi").select(
        "period", of_line="line", of_published_on="published_on", of_edition=at(edition, pl.col("edition_number")), of_value="value",
        of_rounding="rounding", of_unit="unit", of_observation_id="observation_id",
    )  # fmt: skip
    rates = rate.select(
        pl.col("currency").cast(core.code["unit_measure"], strict=False).alias("of_unit"), "year",
        pl.col("lcu_per_usd").to_physical().alias("lcu"), rate_publication="publication",
    )  # fmt: skip
    pair = (
        ours.join(theirs, on=["of_line", "period"])
        .filter(pl.col("of_published_on") <= pl.col("published_on"))
        .sort("of_published_on", "of_edition")
        .unique(["row", "of_publication"], keep="last", maintain_order=True)
        .with_columns(year=at(core.period["year"], pl.col("period")))
        .join(rates, on=["of_unit", "year"])
        .with_columns(
            **core.names(place),
            edition=at(edition, pl.col("edition_number")),
            converted=divided(pl.col("of_value"), pl.col("lcu"), 1),
            of_rounding=divided(pl.col("of_rounding"), pl.col("lcu"), 1).fill_null(0).cast(pl.Int128),
        )
        .with_columns(converted_millionths=pl.col("converted").cast(pl.Int128) * ONE)
        .with_columns(off=pl.col("value") - pl.col("converted_millionths"))
        .with_columns(difference_pct=percent(pl.col("off"), pl.col("converted_millionths")))
        .sort("publication", "edition", "ref_area", "time_period", "segment", "measure", "basis", "of_publication")
    )
    return pair.select(
        "publication", "edition", "ref_area", "time_period", "segment", "measure", "basis",
        decimals(MONEY, "value").alias("published_value_usd"), "of_publication", "of_edition", "of_basis",
        decimals(MONEY, "of_value"), "of_unit", decimals(MONEY, "lcu").alias("lcu_per_usd"), "rate_publication",
        decimals(DOLLARS, "converted").alias("converted_value_usd"), decimals(PERCENT, "difference_pct"),
        # the rate counts as exact, the dollar that it is rounded to does not
        (pl.col("off").abs() * 2 <= pl.col("rounding") + (pl.col("of_rounding") + 1) * ONE).alias("is_agreed"),
        pl.concat_list("observation_id", "of_observation_id").alias("observation_ids"),
    )  # fmt: skip


def _said(core: Core) -> pl.LazyFrame:
    """Return which series in dollars are said to be which others: a line is a definition, area, measure and segment."""
    basis = core.basis.lazy().select("definition", pl.col("publication", "basis").cast(pl.String))

    def line(definition: str, measure: str, segment: str) -> pl.Expr:
        def number(name: str, code: str) -> pl.Expr:
            return pl.col(name).cast(core.code[code], strict=False).to_physical().cast(pl.Int64)

        series = (pl.col(definition) * core.count("ref_area") + number("ref_area", "ref_area")) * core.count("measure")
        return (series + number(measure, "measure")) * core.count("segment") + number(segment, "segment")

    return (
        core.scan("counterpart")
        .join(basis, on=["publication", "basis"])
        .join(basis.select(of_definition="definition", of_publication="publication", of_basis="basis"), on=["of_publication", "of_basis"])
        .select(
            "of_publication", "of_basis", line=line("definition", "measure", "segment"),
            of_line=line("of_definition", "of_measure", "of_segment"),
        )
        .drop_nulls()
    )  # fmt: skip

"""The marts segment_share, and what all later ones of shares are made of."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import FULL, MONEY, ceiling, decimal, floor, millionths, rounded, short_hash
from benchmarks.peers_polars.reading import Core


def shares(core: Core, chosen: pl.LazyFrame, yearly_rate: pl.LazyFrame) -> pl.LazyFrame:
    """Return mart.segment_share, its percentages in millionths, with what the trends need besides."""
    method = pl.col("share_method")
    is_values, is_published = method == "values", method == "published"
    is_complement, is_of_total = method == "complement", method == "of_total"
    b, c, t = pl.col("b_value"), pl.col("c_value"), pl.col("t_value")
    b_half, c_half, t_half = pl.col("b_half"), pl.col("c_half"), pl.col("t_half")
    bs, cs = millionths(pl.col("bs_value")), millionths(pl.col("cs_value"))
    bs_half, cs_half = millionths(pl.col("bs_half")), millionths(pl.col("cs_half"))
    low = (b - b_half).clip(0)
    high = b + b_half
    second = (is_values | is_published) & pl.col("has_total")
    all_low = pl.when(second).then(floor(low, t + t_half))
    all_high = pl.when(second).then(ceiling(high, t - t_half).clip(upper_bound=FULL))
    status = core.scan("obs_status").select("rank", "obs_status")
    rate = yearly_rate.select(
        pl.col("publication").alias("rate_publication"), pl.col("currency").cast(pl.Categorical).alias("unit"),
        pl.col("year").cast(pl.String), "lcu_per_usd",
    )  # fmt: skip
    dollars = pl.LazyFrame({"year": [str(year) for year in range(1900, 2200)]}).select(
        pl.lit(None, pl.String).alias("rate_publication"), pl.lit("USD").cast(pl.Categorical).alias("unit"), "year",
        pl.lit(1).cast(MONEY).alias("lcu_per_usd"),
    )  # fmt: skip

    def by_method(fact: str, combine: object) -> pl.Expr:
        def of(*sides: str) -> pl.Expr:
            return combine(*(f"{one}_{fact}" for one in sides))  # type: ignore[operator, no-any-return]

        return (
            pl.when(is_values)
            .then(of("b", "c"))
            .when(is_published)
            .then(of("bs"))
            .when(is_complement)
            .then(of("cs"))
            .when(is_of_total)
            .then(of("b", "t"))
            .otherwise(of("b", "c", "bs", "cs"))
        )

    years = pl.col("time_period").str.head(4)
    shared = (
        chosen.with_columns(
            unit=pl.coalesce("b_unit", "c_unit", "t_unit"),
            year=years,
            share=pl.when(is_values)
            .then(rounded(b * 1e8 / (b + c)).clip(upper_bound=FULL))
            .when(is_of_total)
            .then(rounded(b * 1e8 / t).clip(upper_bound=FULL))
            .when(is_published)
            .then(bs)
            .when(is_complement)
            .then(FULL - cs),
            low=pl.when(is_values)
            .then(floor(low, low + c + c_half))
            .when(is_of_total)
            .then(floor(low, t + t_half))
            .when(is_published)
            .then((bs - bs_half).clip(0))
            .when(is_complement)
            .then((FULL - cs - cs_half).clip(0)),
            high=pl.when(is_values)
            .then(ceiling(high, high + (c - c_half).clip(0)).clip(upper_bound=FULL))
            .when(is_of_total)
            .then(ceiling(high, t - t_half).clip(upper_bound=FULL))
            .when(is_published)
            .then((bs + bs_half).clip(upper_bound=FULL))
            .when(is_complement)
            .then((FULL - cs + cs_half).clip(upper_bound=FULL)),
            of_all=pl.when(second).then(rounded(b * 1e8 / t).clip(upper_bound=FULL)),
            of_all_low=all_low,
            of_all_high=all_high,
            share_base=pl.when(is_values).then(pl.lit("b2b_b2c")).when(method.is_not_null()).then(pl.lit("all")),
            rank=by_method("rank", pl.max_horizontal),
            has_break=by_method("has_break", pl.any_horizontal).fill_null(value=False),
            has_unverified=by_method("is_unverified", pl.any_horizontal).fill_null(value=False),
        )
        .join(status, on="rank")
        .join(pl.concat([rate, dollars]), on=["unit", "year"], how="left")
    )
    lcu = pl.col("lcu_per_usd").cast(pl.Float64)
    is_c_unit, is_t_unit = pl.col("c_unit") == pl.col("unit"), pl.col("t_unit") == pl.col("unit")
    name = pl.concat_str("publication", "ref_area", "time_period", "measure", "basis", separator="|")
    ids = pl.concat_str("b_ids", "c_ids", "t_ids", "bs_ids", "cs_ids", separator=" ", ignore_nulls=True)
    return shared.select(
        short_hash("share-", name).alias("share_id"),
        "publication", "ref_area", "time_period", "frequency", "measure", "basis",
        "edition", "published_on",
        pl.concat_str(
            "comparable_as", pl.lit("-edi_"), pl.col("edi_included").str.replace_all(" ", "_"), pl.lit("-"), "share_base"
        ).alias("comparability_group"),
        pl.col("unit").cast(pl.String).alias("unit_measure"),
        pl.when(is_complement).then("complement").when(~pl.col("misses_business")).then(pl.lit("B2B")).alias("b2b_segment"),
        pl.col("b_obs_value").alias("b2b_value"), pl.when(is_c_unit).then("c_obs_value").alias("b2c_value"),
        pl.when(is_t_unit).then("t_obs_value").alias("total_value"),
        "share", "low", "high", "share_base", "share_method", "refused",
        pl.when(is_values).then("of_all").otherwise("share").alias("of_all"),
        pl.when(is_values).then("of_all_low").otherwise("low").alias("of_all_low"),
        pl.when(is_values).then("of_all_high").otherwise("high").alias("of_all_high"),
        pl.col("bs_obs_value").alias("published_b2b_share_pct"),
        pl.when(is_values | second)
        .then((bs - bs_half <= pl.coalesce("of_all_high", "high")) & (bs + bs_half >= pl.coalesce("of_all_low", "low")))
        .alias("is_published_share_consistent"),
        "lcu_per_usd", "rate_publication",
        rounded(b / lcu).alias("b2b_value_usd"), pl.when(is_c_unit).then(rounded(c / lcu)).alias("b2c_value_usd"),
        pl.when(is_t_unit).then(rounded(t / lcu)).alias("total_value_usd"),
        "obs_status", "has_break", "has_unverified", ids.str.split(" ").alias("observation_ids"), "x",
        pl.when(is_values).then(b).alias("b"), pl.when(is_values).then(c).alias("c"),
        "area", "period",
    )  # fmt: skip


def segment_share(share: pl.LazyFrame) -> pl.LazyFrame:
    """Return the mart, its percentages as decimals."""
    return (
        share.drop("x", "b", "c", "area", "period")
        .with_columns(
            decimal("share", "low", "high", "of_all", "of_all_low", "of_all_high"),
        )
        .rename(
            {
                "share": "b2b_share_pct", "low": "b2b_share_low_pct", "high": "b2b_share_high_pct",
                "of_all": "b2b_share_of_all_pct", "of_all_low": "b2b_share_of_all_low_pct",
                "of_all_high": "b2b_share_of_all_high_pct",
            }
        )
    )  # fmt: skip

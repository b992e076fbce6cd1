"""The mart segment_share, and what all later ones of shares are made of."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce

import polars as pl

from benchmarks.peers_polars.arithmetic import (
    DOLLARS,
    FULL,
    MONEY,
    ONE,
    PERCENT,
    decimals,
    divided,
    percent,
    percent_ceiling,
    percent_floor,
    short_hash,
)
from benchmarks.peers_polars.reading import Core, at

#: Percentages in millionths, and what they are called in the mart.
_PERCENTS = {
    "share": "b2b_share_pct", "low": "b2b_share_low_pct", "high": "b2b_share_high_pct",
    "all_share": "b2b_share_of_all_pct", "all_low": "b2b_share_of_all_low_pct", "all_high": "b2b_share_of_all_high_pct",
}  # fmt: skip
BASES = pl.Enum(["all", "b2b_b2c"])
BUSINESS = pl.Enum(["B2B", "B2B_B2G"])


def shares(core: Core, chosen: pl.LazyFrame, yearly_rate: pl.LazyFrame) -> pl.LazyFrame:
    """Return mart.segment_share, its numbers whole, with what the trends need besides."""
    method = pl.col("method")
    is_values, is_published = method == "values", method == "published"
    is_complement, is_of_total = method == "complement", method == "of_total"
    b, c, t, bs, cs = (pl.col(f"{side}_value") for side in ("b", "c", "t", "bs", "cs"))
    b_half, c_half, t_half, bs_half, cs_half = (pl.col(f"{side}_half") for side in ("b", "c", "t", "bs", "cs"))
    units = core.code["unit_measure"]
    # dollars are dollars, whatever somebody prints for the United States
    rate = yearly_rate.filter(pl.col("currency") != "USD").select(
        pl.col("currency").cast(units, strict=False).alias("unit"), "year", pl.col("lcu_per_usd").to_physical().alias("lcu"),
        pl.col("publication").cast(core.code["publication"], strict=False).alias("rate_publication"),
    )  # fmt: skip
    dollars = pl.LazyFrame({"year": range(1900, 2200)}, {"year": pl.Int32}).select(
        pl.lit("USD", units).alias("unit"), "year", pl.lit(ONE, pl.Int128).alias("lcu"),
        pl.lit(None, core.code["publication"]).alias("rate_publication"),
    )  # fmt: skip

    def by_method(fact: str, combined: Callable[[list[pl.Expr]], pl.Expr]) -> pl.Expr:
        def of(*sides: str) -> pl.Expr:
            return combined([pl.col(f"{side}_{fact}") for side in sides])

        return (
            pl.when(is_values).then(of("b", "c"))
            .when(is_published).then(of("bs"))
            .when(is_complement).then(of("cs"))
            .when(is_of_total).then(of("b", "t"))
            .otherwise(of("b", "c", "bs", "cs"))
        )  # fmt: skip

    def any_of(facts: list[pl.Expr]) -> pl.Expr:
        return reduce(operator.or_, (fact.fill_null(value=False) for fact in facts))

    second = (is_values | is_published) & pl.col("has_total")
    b_low, b_high = (b - b_half).clip(0), b + b_half
    printed = pl.when(is_published).then(bs).when(is_complement).then(FULL - cs)
    printed_half = pl.when(is_published).then(bs_half).when(is_complement).then(cs_half)
    whole = pl.when(is_values).then(b + c).when(is_of_total).then(t)
    whole_low = pl.when(is_values).then(b_low + c + c_half).when(is_of_total).then(t + t_half)
    whole_high = pl.when(is_values).then(b_high + (c - c_half).clip(0)).when(is_of_total).then(t - t_half)
    is_printed, is_computed = is_published | is_complement, is_values | is_of_total

    def at_most_full(number: pl.Expr) -> pl.Expr:
        """Return the lesser of a percentage and 100, which is 100 where there is no saying how large it is."""
        return number.clip(upper_bound=FULL).fill_null(FULL)

    share = (
        pl.when(is_printed)
        .then(printed.clip(0, FULL).cast(pl.Int64))
        .when(is_computed)
        .then(at_most_full(percent(b, whole)))
    )
    shared = (
        chosen.with_columns(share=share, whole_high=whole_high)
        .with_columns(
            unit=pl.coalesce("b_unit", "c_unit", "t_unit"),
            year=at(core.period["year"], pl.col("period")),
            low=pl.when(is_printed)
            .then((printed - printed_half).clip(0).cast(pl.Int64))
            .when(is_computed)
            .then(pl.coalesce(percent_floor(b_low, whole_low), "share")),
            high=pl.when(is_printed)
            .then((printed + printed_half).clip(upper_bound=FULL).cast(pl.Int64))
            .when(is_computed & (pl.col("whole_high") > 0))
            .then(at_most_full(percent_ceiling(b_high, pl.col("whole_high"))))
            .when(is_computed)
            .then("share"),
            of_all=pl.when(second).then(at_most_full(percent(b, t))),
            of_all_low=pl.when(second).then(percent_floor(b_low, t + t_half)),
            of_all_high=pl.when(second).then(at_most_full(percent_ceiling(b_high, t - t_half))),
            share_base=pl.when(is_values)
            .then(pl.lit("b2b_b2c", BASES))
            .when(method.is_not_null())
            .then(pl.lit("all", BASES)),
            rank=by_method("rank", pl.max_horizontal),
            has_break=by_method("has_break", any_of),
            has_unverified=by_method("is_unverified", any_of),
        )
        .join(pl.concat([rate, dollars]), on=["unit", "year"], how="left", maintain_order="left")
    )
    is_c_unit, is_t_unit = pl.col("c_unit") == pl.col("unit"), pl.col("t_unit") == pl.col("unit")
    name = pl.concat_str("publication", "ref_area", "time_period", "measure", "basis", separator="|")
    ids = pl.concat_str("b_ids", "c_ids", "t_ids", "bs_ids", "cs_ids", separator=" ", ignore_nulls=True)
    business = pl.when("is_together").then(pl.lit("B2B_B2G", BUSINESS)).otherwise(pl.lit("B2B", BUSINESS))
    return shared.with_columns(
        c_value=pl.when(is_c_unit).then("c_value"), t_value=pl.when(is_t_unit).then("t_value")
    ).select(
        short_hash("share-", name).alias("share_id"),
        "publication", "ref_area", "time_period", "measure", "basis", "place", "period",
        at(core.period["frequency"], pl.col("period")).alias("frequency"),
        *(at(core.edition[name], pl.col("issue") // 2).alias(name) for name in ("edition", "published_on")),
        _comparability_group(core),
        pl.col("unit").alias("unit_measure"),
        pl.when(is_complement).then(at(core.basis["complement"].cast(BUSINESS, strict=False), pl.col("definition")))
        .when("has_business").then(business).alias("b2b_segment"),
        b.alias("b2b_value"), c.alias("b2c_value"), t.alias("total_value"),
        "share", "low", "high", "share_base", method.alias("share_method"), "refused",
        *(pl.when(is_values).then(f"of_all{bound}").otherwise(one).alias(f"all_{one}")
          for one, bound in (("share", ""), ("low", "_low"), ("high", "_high"))),
        bs.alias("published_b2b_share_pct"),
        pl.when(is_values | second)
        .then((bs - bs_half <= pl.coalesce("of_all_high", "high")) & (bs + bs_half >= pl.coalesce("of_all_low", "low")))
        .alias("is_published_share_consistent"),
        pl.col("lcu").alias("lcu_per_usd"), "rate_publication",
        divided(b, pl.col("lcu"), 1).alias("b2b_value_usd"), divided(c, pl.col("lcu"), 1).alias("b2c_value_usd"),
        divided(t, pl.col("lcu"), 1).alias("total_value_usd"),
        pl.col("rank").cast(pl.UInt32).cat.to(core.statuses).alias("obs_status"), "has_break", "has_unverified",
        ids.str.split(" ").alias("observation_ids"),
    )  # fmt: skip


def _comparability_group(core: Core) -> pl.Expr:
    """Return what definitions must have in common to be compared."""
    edi = pl.col("edi_included").str.replace_all(" ", "_")
    groups = core.basis.select(
        pl.concat_str("comparable_as", pl.lit("-edi_"), edi, pl.lit(f"-{base}")).alias(base)
        for base in BASES.categories
    )
    names = pl.Enum(pl.concat([groups[base] for base in groups.columns]).drop_nulls().unique().sort())
    group = pl.when(pl.lit(value=False)).then(pl.lit(None, names))
    for base in groups.columns:
        group = group.when(pl.col("share_base") == base).then(at(groups[base].cast(names), pl.col("definition")))
    return group.alias("comparability_group")


def segment_share(share: pl.LazyFrame) -> pl.LazyFrame:
    """Return the mart, its numbers as decimals."""
    return share.select(
        "share_id", "publication", "ref_area", "time_period", "frequency", "measure", "basis", "edition", "published_on",
        "comparability_group", "unit_measure", "b2b_segment", decimals(MONEY, "b2b_value", "b2c_value", "total_value"),
        *(decimals(PERCENT, one).alias(_PERCENTS[one]) for one in ("share", "low", "high")),
        "share_base", "share_method", "refused",
        *(decimals(PERCENT, one).alias(_PERCENTS[one]) for one in ("all_share", "all_low", "all_high")),
        decimals(MONEY, "published_b2b_share_pct"), "is_published_share_consistent",
        decimals(MONEY, "lcu_per_usd"), "rate_publication", decimals(DOLLARS, "b2b_value_usd", "b2c_value_usd", "total_value_usd"),
        "obs_status", "has_break", "has_unverified", "observation_ids",
    )  # fmt: skip

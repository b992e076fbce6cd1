"""The marts that hold sources against each other: source_agreement, source_difference, mainstream."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import FULL, PERCENT, decimals
from benchmarks.peers_polars.reading import Core

#: The parts of a comparability group that two definitions may differ in, and what is said of them.
_PARTS = {1: "universe: ", 2: "sides told apart by ", 3: "business side: ", 4: "consumer side: ", 5: "", 6: "base: "}


def voices(core: Core, trend: pl.LazyFrame) -> pl.LazyFrame:
    """Return the shares that are no forecasts, by area, period, measure, publication and basis.

    Of each of the first three together there is a number, ``spot``; ``name`` is that of publication and basis.
    """
    rooms = {name: core.count(name) for name in ("ref_area", "time_period", "measure")}
    spot, name = pl.lit(0, pl.Int64), pl.col("publication").to_physical().cast(pl.Int64) * core.count("basis")
    for column, room in rooms.items():
        spot = spot * room + pl.col(column).to_physical()
    return (
        trend.filter(~pl.col("is_forecast"))
        .select(
            "share_id", "publication", "ref_area", "time_period", "frequency", "measure", "basis", "comparability_group", "share", "low",
            "high", "has_unverified", "direction", pl.col("own_ids"), spot=spot, name=name + pl.col("basis").to_physical(),
        )
        .sort("spot", "name")
        .with_row_index("row")
    )  # fmt: skip


def source_agreement(voice: pl.LazyFrame) -> pl.LazyFrame:
    """Return how far the definitions of a group agree."""
    share = pl.col("share")
    lowest = share.arg_min()
    # of the same share the last by name is the highest
    highest = pl.len() - 1 - share.reverse().arg_max()
    return (
        voice.group_by("spot", "comparability_group")
        .agg(
            pl.col("ref_area", "time_period", "frequency", "measure").first(),
            pl.col("publication").unique(maintain_order=True).alias("publications"),
            pl.len().cast(pl.Int32).alias("definitions"),
            share.min().alias("min"),
            # between two: rounded, half up
            ((share.median() * 2).cast(pl.Int64) + 1).floordiv(2).alias("median"),
            share.max().alias("max"),
            (pl.col("low").max() > pl.col("high").min()).alias("is_spread_beyond_rounding"),
            lowest=pl.col("row").get(lowest),
            highest=pl.col("row").get(highest),
            has_unverified=pl.col("has_unverified").any(),
            share_ids="share_id",
        )
        .with_columns(spread=pl.col("max") - pl.col("min"))
        .sort("spot", "comparability_group", nulls_last=True)
        .select(
            "ref_area", "time_period", "frequency", "measure", "comparability_group", "publications", "definitions",
            decimals(PERCENT, "min").alias("min_b2b_share_pct"), decimals(PERCENT, "median").alias("median_b2b_share_pct"),
            decimals(PERCENT, "max").alias("max_b2b_share_pct"), decimals(PERCENT, "spread").alias("spread_pp"),
            "is_spread_beyond_rounding",
            *(_voiced(voice, row) for row in ("lowest", "highest")), "has_unverified", "share_ids",
        )
    )  # fmt: skip


def _voiced(voice: pl.LazyFrame, row: str) -> pl.Expr:
    names = voice.select(pl.concat_str("publication", "basis", separator=" ")).collect().to_series()
    return pl.lit(names).gather(pl.col(row)).alias(row)


def source_difference(voice: pl.LazyFrame) -> pl.LazyFrame:
    """Return all pairs of different publications, the higher share first."""
    share, other = pl.col("share"), pl.col("share_other")
    several = voice.filter(pl.col("publication").to_physical().n_unique().over("spot") > 1)
    compared = several.select("row", "spot", "share", publisher=pl.col("publication").to_physical())
    pair = (
        compared.join(compared, on="spot", suffix="_other")
        .filter(
            pl.col("publisher") != pl.col("publisher_other"),
            (share > other) | (share == other) & (pl.col("row") > pl.col("row_other")),
        )
        # rows stand in the order of the names
        .sort("row", "row_other")
        .select("row", "row_other")
        .collect()
    )
    named = voice.select(
        "ref_area", "time_period", "frequency", "measure", "publication", "basis", "share", "low", "high",
        group="comparability_group",
    ).collect()  # fmt: skip
    other_names = ["publication", "basis", "share", "high", "group"]
    beside = pl.concat(
        [named[pair["row"]], named.select(pl.col(other_names).name.prefix("other_"))[pair["row_other"]]],
        how="horizontal",
    ).lazy()
    groups = _differing(beside.select("group", "other_group").unique())
    return (
        beside.with_columns(difference=pl.col("share") - pl.col("other_share"))
        .join(groups, on=["group", "other_group"], how="left", nulls_equal=True, maintain_order="left")
        .select(
            "ref_area", "time_period", "frequency", "measure", "publication", "basis",
            decimals(PERCENT, "share").alias("b2b_share_pct"), "other_publication", "other_basis",
            decimals(PERCENT, "other_share").alias("other_b2b_share_pct"),
            decimals(PERCENT, "difference").alias("difference_pp"),
            (pl.col("low") > pl.col("other_high")).alias("is_beyond_rounding"),
            (pl.col("group") == pl.col("other_group")).alias("is_comparable"), "definitions_differ",
        )
    )  # fmt: skip


def _differing(groups: pl.LazyFrame) -> pl.LazyFrame:
    """Return what tells two groups of definitions apart, once for each two that meet."""
    parts = [pl.col(name).cast(pl.String).str.split("-") for name in ("group", "other_group")]
    texts = []
    for number, said in _PARTS.items():
        one, other = (part.list.get(number, null_on_oob=True) for part in parts)
        texts.append(pl.when(one != other).then(pl.format(said + "{} against {}", one, other)))
    return groups.with_columns(definitions_differ=pl.concat_list(texts).list.drop_nulls())


def mainstream(core: Core, voice: pl.LazyFrame) -> pl.LazyFrame:
    """Return who says that the business side is the larger one, by area and year."""
    half = FULL // 2
    yearly = voice.filter(pl.col("measure") == "ecommerce_sales", pl.col("frequency") == "A")
    low, high = pl.col("low"), pl.col("high")
    direction = (
        pl.when(pl.col("direction") == "B2B gaining").then(1)
        .when(pl.col("direction") == "B2C gaining").then(-1)
        .when(pl.col("direction").is_not_null()).then(0)
    )  # fmt: skip
    counted = (
        yearly.with_columns(direction=direction, publisher=pl.col("publication").to_physical())
        .group_by("spot", "publisher", maintain_order=True)
        .agg(
            pl.col("publication").first(),
            pl.col("low").min(),
            pl.col("high").max(),
            least=pl.col("direction").min(),
            most=pl.col("direction").max(),
        )
        .with_columns(movement=pl.when(pl.col("least") == pl.col("most")).then("least"))
        .group_by("spot")
        .agg(
            publications=pl.col("publication"),
            publishers=pl.len().cast(pl.Int32),
            publishers_over_half=(low > half).sum().cast(pl.Int32),
            publishers_under_half=((low <= half) & (high < half)).sum().cast(pl.Int32),
            publishers_growing=(pl.col("movement") == 1).sum().cast(pl.Int32),
            publishers_shrinking=(pl.col("movement") == -1).sum().cast(pl.Int32),
            publishers_unchanged=(pl.col("movement") == 0).sum().cast(pl.Int32),
        )
    )
    spoken = yearly.group_by("spot").agg(
        pl.col("ref_area", "time_period").first(),
        pl.col("low").min(),
        pl.col("high").max(),
        pl.col("has_unverified").any(),
        min=pl.col("share").min(),
        max=pl.col("share").max(),
        share_ids=pl.col("share_id"),
        observation_ids=pl.col("own_ids").list.explode().unique().sort(),
    )
    publishers, over, under = (pl.col(f"publishers{one}") for one in ("", "_over_half", "_under_half"))
    preference = (
        publishers.clip(upper_bound=2).cast(pl.Int64) * core.count("time_period") + pl.col("time_period").to_physical()
    )
    return (
        counted.join(spoken, on="spot")
        .sort("spot")
        .with_columns(
            margin=pl.when(over == publishers).then(low - half).when(under == publishers).then(half - high),
            preference=preference,
            period=pl.col("time_period").to_physical(),
        )
        .select(
            "ref_area", "time_period", "publications", "publishers", "publishers_over_half", "publishers_under_half",
            (publishers - over - under).alias("publishers_undecided"),
            decimals(PERCENT, "min").alias("min_b2b_share_pct"), decimals(PERCENT, "max").alias("max_b2b_share_pct"),
            decimals(PERCENT, "margin").alias("margin_pp"),
            pl.when(over == publishers).then(pl.lit("B2B is the larger side"))
            .when(under == publishers).then(pl.lit("B2B is the smaller side"))
            .when((over > 0) & (under > 0)).then(pl.lit("publishers contradict each other"))
            .otherwise(pl.lit("not decided")).alias("verdict"),
            "publishers_growing", "publishers_shrinking", "publishers_unchanged", "has_unverified",
            (pl.col("preference") == pl.col("preference").max().over("ref_area")).alias("is_latest_comparable"),
            (pl.col("period") == pl.col("period").max().over("ref_area")).alias("is_latest"),
            "share_ids", "observation_ids",
        )
    )  # fmt: skip

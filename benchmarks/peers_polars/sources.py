"""The marts that hold sources against each other: source_agreement, source_difference, mainstream."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import FULL, decimal, rounded

_PLACE = ["area", "period", "measure"]
#: The parts of a comparability group that two definitions may differ in, and what is said of them.
_PARTS = {1: "universe: ", 2: "sides told apart by ", 3: "business side: ", 4: "consumer side: ", 5: "", 6: "base: "}


def voices(trend: pl.LazyFrame) -> pl.LazyFrame:
    """Return the shares that are no forecasts, by publication, area, measure and basis, as the trends are sorted."""
    return trend.filter(~pl.col("is_forecast")).select(
        "share_id", "publication", "ref_area", "area", "time_period", "period", "x", "frequency", "measure", "basis",
        "comparability_group", "share", "low", "high", "has_unverified", "direction", pl.col("own_ids"),
        voice=pl.concat_str("publication", "basis", separator=" "),
    )  # fmt: skip


def source_agreement(voice: pl.LazyFrame) -> pl.LazyFrame:
    """Return how far the definitions of a group agree."""
    lowest = pl.col("share").arg_min()
    return (
        voice.group_by(*_PLACE, "comparability_group")
        .agg(
            pl.col("ref_area", "time_period", "frequency").first(),
            pl.col("publication").unique().sort().alias("publications"),
            pl.len().cast(pl.Int32).alias("definitions"),
            pl.col("share").min().alias("min_b2b_share_pct"),
            rounded(pl.col("share").median()).alias("median_b2b_share_pct"),
            pl.col("share").max().alias("max_b2b_share_pct"),
            (pl.col("low").max() > pl.col("high").min()).alias("is_spread_beyond_rounding"),
            pl.col("voice").get(lowest).alias("lowest"),
            # of the same share the last by name is the highest
            pl.col("voice").reverse().get(pl.col("share").reverse().arg_max()).alias("highest"),
            pl.col("has_unverified").any(),
            pl.col("share_id").alias("share_ids"),
        )
        .drop("area", "period")
        .with_columns(spread_pp=pl.col("max_b2b_share_pct") - pl.col("min_b2b_share_pct"))
        .with_columns(decimal("min_b2b_share_pct", "median_b2b_share_pct", "max_b2b_share_pct", "spread_pp"))
    )


def source_difference(voice: pl.LazyFrame) -> pl.LazyFrame:
    """Return all pairs of different publications, the higher share first."""
    group = pl.col("comparability_group").cast(pl.Categorical)
    numbered = voice.select(
        *_PLACE[:2], pl.col("measure").cast(pl.Categorical), "share", group=group, publisher=pl.col("publication").rle_id()
    ).with_row_index("row")  # fmt: skip
    share, other = pl.col("share"), pl.col("share_other")
    pair = (
        numbered.join(numbered, on=_PLACE, suffix="_other")
        .filter(
            pl.col("publisher") != pl.col("publisher_other"),
            (share > other) | (share == other) & (pl.col("row") > pl.col("row_other")),
        )
        .select("row", "row_other", "group", "group_other")
        .collect()
    )
    groups = pair.lazy().select("group", "group_other").unique()
    named = voice.select(
        "ref_area", "time_period", "frequency", "measure", "publication", "basis", "comparability_group", "share", "low",
        "high", b2b_share_pct=decimal("share")[0],
    ).collect()  # fmt: skip
    other_names = ["publication", "basis", "b2b_share_pct", "share", "high"]
    beside = pl.concat(
        [
            named[pair["row"]],
            named.select(pl.col(other_names).name.prefix("other_"))[pair["row_other"]],
            pair.select("group", "group_other"),
        ],
        how="horizontal",
    )
    return (
        beside.lazy()
        .with_columns(difference_pp=pl.col("share") - pl.col("other_share"))
        .with_columns(decimal("difference_pp"))
        .join(_differing(groups), on=["group", "group_other"])
        .select(
            "ref_area", "time_period", "frequency", "measure", "publication", "basis", "b2b_share_pct", "other_publication",
            "other_basis", "other_b2b_share_pct", "difference_pp",
            (pl.col("low") > pl.col("other_high")).alias("is_beyond_rounding"),
            (pl.col("group") == pl.col("group_other")).alias("is_comparable"), "definitions_differ",
        )
    )  # fmt: skip


def _differing(groups: pl.LazyFrame) -> pl.LazyFrame:
    """Return what tells two groups of definitions apart, once for each two that meet."""
    parts = [pl.col(name).cast(pl.String).str.split("-") for name in ("group", "group_other")]
    texts = []
    for number, said in _PARTS.items():
        one, other = (part.list.get(number, null_on_oob=True) for part in parts)
        texts.append(pl.when(one != other).then(pl.format(said + "{} against {}", one, other)))
    return groups.with_columns(definitions_differ=pl.concat_list(texts).list.drop_nulls())


def mainstream(voice: pl.LazyFrame) -> pl.LazyFrame:
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
        yearly.with_columns(publisher=pl.col("publication").rle_id(), direction=direction)
        .group_by("area", "period", "publisher", maintain_order=True)
        .agg(
            pl.col("publication").first(),
            pl.col("low").min(),
            pl.col("high").max(),
            least=pl.col("direction").min(),
            most=pl.col("direction").max(),
        )
        .with_columns(movement=pl.when(pl.col("least") == pl.col("most")).then("least"))
        .group_by("area", "period")
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
    spoken = yearly.group_by("area", "period").agg(
        pl.col("ref_area", "time_period", "x").first(),
        pl.col("low").min(),
        pl.col("high").max(),
        pl.col("has_unverified").any(),
        min_b2b_share_pct=pl.col("share").min(),
        max_b2b_share_pct=pl.col("share").max(),
        share_ids=pl.col("share_id"),
        observation_ids=pl.col("own_ids").explode().unique().sort(),
    )
    publishers, over, under = (pl.col(f"publishers{one}") for one in ("", "_over_half", "_under_half"))
    preference = publishers.clip(upper_bound=2) * 10**5 + pl.col("x")
    margin = pl.when(over == publishers).then(low - half).when(under == publishers).then(half - high)
    return (
        counted.join(spoken, on=["area", "period"])
        .with_columns(
            margin_pp=margin,
            publishers_undecided=publishers - over - under,
            is_latest_comparable=preference == preference.max().over("area"),
            is_latest=pl.col("x") == pl.col("x").max().over("area"),
            verdict=pl.when(over == publishers)
            .then(pl.lit("B2B is the larger side"))
            .when(under == publishers)
            .then(pl.lit("B2B is the smaller side"))
            .when((over > 0) & (under > 0))
            .then(pl.lit("publishers contradict each other"))
            .otherwise(pl.lit("not decided")),
        )
        .with_columns(decimal("min_b2b_share_pct", "max_b2b_share_pct", "margin_pp"))
        .drop("area", "period", "x", "low", "high")
    )

"""The mart share_trend."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import PERCENT, rounded, short_hash
from benchmarks.student import FREEDOM, QUANTILE

_LINE = ["publication", "ref_area", "measure", "basis", "frequency"]
SERIES = [*_LINE, "is_forecast", "share_base", "b2b_segment"]
#: What series and sources are made of besides, percentages in millionths: no columns of the mart.
_BESIDE = [
    "group", "area", "period", "x", "n", "per_year", "share", "low", "high", "is_forecast", "comparability_group",
    "first_x", "first_share", "first_low", "first_high", "first_time_period", "sx", "sy", "wide_x", "wide_xy", "wide_y",
    "quantile", "own_ids",
]  # fmt: skip


def share_trend(trend: pl.LazyFrame) -> pl.LazyFrame:
    """Return the mart without what stands beside it."""
    return trend.drop(_BESIDE)


def trends(share: pl.LazyFrame) -> pl.LazyFrame:
    """Return mart.share_trend, sorted by series and period, with what later marts need besides."""
    placed = (
        share.with_columns(
            stretch=pl.col("has_break").cast(pl.Int32).cum_sum().over(_LINE, order_by="x"),
            is_forecast=pl.col("obs_status") == "F",
        )
        .filter(pl.col("share").is_not_null())
        .sort(*SERIES, "x")
        .with_columns(
            group=pl.struct(*SERIES, "stretch").rle_id(),
            per_year=pl.when(pl.col("frequency") == "Q").then(4).otherwise(1),
        )
        .collect()
        .lazy()
    )
    before = ["time_period", "x", "share", "edition", "unit_measure", "b", "c", "low", "high", "observation_ids"]
    first = ["time_period", "x", "unit_measure", "b", "c"]
    is_same = pl.col("group") == pl.col("group").shift()
    is_same_next = pl.col("group") == pl.col("group").shift(-1)
    x, y = pl.col("x") - pl.col("first_x"), pl.col("share") - pl.col("first_share")
    ago = placed.select("group", "x", "per_year", "unit_measure", "b", "c")
    beside = (
        placed.with_columns(
            *(pl.when(is_same).then(pl.col(one).shift()).alias(f"before_{one}") for one in before),
            *(pl.when(is_same_next).then(pl.col(one).shift(-1)).alias(f"next_{one}") for one in ("x", "share")),
            *(pl.col(one).first().over("group").alias(f"first_{one}") for one in [*first, "share", "low", "high"]),
        )
        .with_columns(dx=x, dy=y)
        .with_columns(
            n=pl.int_range(1, pl.len() + 1).over("group"),
            sx=pl.col("dx").cum_sum().over("group"),
            sy=pl.col("dy").cum_sum().over("group"),
            sxx=(pl.col("dx") * pl.col("dx")).cum_sum().over("group"),
            sxy=(pl.col("dx") * pl.col("dy")).cum_sum().over("group"),
            syy=(pl.col("dy") * pl.col("dy")).cum_sum().over("group"),
        )
        .join(_ago(ago, 3), on=["group", "x"], how="left", maintain_order="left")
        .join(_ago(ago, 5), on=["group", "x"], how="left", maintain_order="left")
    )
    n = pl.col("n")
    is_adjacent = (pl.col("before_x") == pl.col("x") - 1).fill_null(value=False)
    has_before = is_adjacent & (pl.col("unit_measure") == pl.col("before_unit_measure"))
    wide_x = (n * pl.col("sxx") - pl.col("sx") ** 2).cast(pl.Int128)
    wide_xy = (n * pl.col("sxy") - pl.col("sx") * pl.col("sy")).cast(pl.Int128)
    wide_y = n.cast(pl.Int128) * pl.col("syy") - pl.col("sy").cast(pl.Int128) * pl.col("sy").cast(pl.Int128)
    student = pl.LazyFrame({"freedom": FREEDOM, "quantile": QUANTILE}).with_columns(pl.col("freedom").cast(pl.Int64))
    quantiles = (
        pl.LazyFrame({"n": list(range(3, 200))})
        .with_columns(freedom=pl.col("n") - 2)
        .sort("freedom")
        .join_asof(student, on="freedom")
        .select("n", "quantile")
    )
    fitted = beside.with_columns(
        is_adjacent=is_adjacent,
        wide_x=wide_x,
        wide_xy=wide_xy,
        wide_y=wide_y,
        b0=pl.when(has_before).then("before_b"),
        c0=pl.when(has_before).then("before_c"),
        change=pl.when(is_adjacent).then(pl.col("share") - pl.col("before_share")),
        change_low=pl.when(is_adjacent).then(pl.col("low") - pl.col("before_high")),
        change_high=pl.when(is_adjacent).then(pl.col("high") - pl.col("before_low")),
        spread_x=wide_x.cast(pl.Float64),
        spread_xy=wide_xy.cast(pl.Float64),
        deviation=(wide_x * wide_y - wide_xy * wide_xy).cast(pl.Float64),
        has_first=pl.col("unit_measure") == pl.col("first_unit_measure"),
    ).join(quantiles, on="n", how="left", maintain_order="left")
    per_year = pl.col("per_year")
    slope = pl.col("spread_xy") / pl.col("spread_x") * per_year
    error = (pl.col("deviation").clip(0) / (n - 2)).sqrt() / pl.col("spread_x") * per_year
    margin = pl.col("quantile") * error
    b, c, b0, c0 = pl.col("b"), pl.col("c"), pl.col("b0"), pl.col("c0")
    has_first = pl.col("has_first")
    series_name = pl.concat_str(
        "publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base",
        pl.col("is_forecast").cast(pl.String), "first_time_period", separator="|",
    )  # fmt: skip
    names = fitted.filter(n == 1).select("group", short_hash("series-", series_name).alias("series_id"))

    def growth(now: str, then: str, years: pl.Expr | float) -> pl.Expr:
        ratio = pl.col(now) / pl.col(then)
        power = (ratio ** (1.0 / years) - 1) * 100
        span = pl.lit(years) if isinstance(years, float) else years
        return pl.when((span >= 1) & (pl.col(then) > 0)).then(rounded(power * 1e4) * 100)

    millionths = {
        "previous_b2b_share_pct": pl.when("is_adjacent").then("before_share"),
        "b2b_share_change_pp": pl.col("change"),
        "b2b_share_change_low_pp": pl.col("change_low"),
        "b2b_share_change_high_pp": pl.col("change_high"),
        "b2b_growth_pct": rounded((b - b0) * 1e8 / b0),
        "b2c_growth_pct": rounded((c - c0) * 1e8 / c0),
        "sides_growth_pct": rounded((b + c - b0 - c0) * 1e8 / (b0 + c0)),
        "b2b_contribution_pp": rounded((b - b0) * 1e8 / (b0 + c0)),
        "b2c_contribution_pp": rounded((c - c0) * 1e8 / (b0 + c0)),
        "b2b_to_b2c_ratio": rounded(b * 1e6 / c),
        "b2b_index": pl.when(has_first).then(rounded(b * 1e8 / pl.col("first_b"))),
        "b2c_index": pl.when(has_first).then(rounded(c * 1e8 / pl.col("first_c"))),
        **{
            f"{side}_cagr_{years}y_pct": pl.when(pl.col("unit_measure") == pl.col(f"ago{years}_unit_measure")).then(
                growth(letter, f"ago{years}_{letter}", float(years))
            )
            for years in (3, 5)
            for side, letter in (("b2b", "b"), ("b2c", "c"))
        },
        **{
            f"{side}_cagr_span_pct": pl.when(has_first).then(
                growth(letter, f"first_{letter}", (pl.col("x") - pl.col("first_x")) / per_year)
            )
            for side, letter in (("b2b", "b"), ("b2c", "c"))
        },
        "b2b_share_mean_3_pct": pl.when(pl.col("is_adjacent") & (pl.col("next_x") == pl.col("x") + 1)).then(
            rounded((pl.col("before_share") + pl.col("share") + pl.col("next_share")) / 3)
        ),
        "slope_pp_per_year": pl.when(n >= 3).then(rounded(slope)),
        "slope_low": pl.when(n >= 3).then(rounded(slope - margin)),
        "slope_high": pl.when(n >= 3).then(rounded(slope + margin)),
    }
    return fitted.join(names, on="group", maintain_order="left").select(
        pl.concat_str(pl.lit("trend-"), pl.col("share_id").str.slice(6)).alias("trend_id"), "share_id", "series_id",
        "publication", "ref_area", "time_period", "frequency", "measure", "basis", "edition", "published_on",
        "unit_measure", "b2b_segment", "b2b_value", "b2c_value", "total_value", "b2b_value_usd", "b2c_value_usd",
        (pl.col("share") / 1e6).cast(PERCENT).alias("b2b_share_pct"),
        (pl.col("low") / 1e6).cast(PERCENT).alias("b2b_share_low_pct"),
        (pl.col("high") / 1e6).cast(PERCENT).alias("b2b_share_high_pct"),
        "share_base", "share_method", "published_b2b_share_pct", "obs_status", "has_break", "has_unverified",
        pl.when("is_adjacent").then("before_time_period").alias("previous_time_period"),
        pl.when("is_adjacent").then("before_edition").alias("previous_edition"),
        *((one.cast(pl.Float64) / 1e6).cast(PERCENT).alias(name) for name, one in millionths.items()),
        ((pl.col("change_low") > 0) | (pl.col("change_high") < 0)).alias("is_change_beyond_rounding"),
        pl.when(pl.col("change_low") > 0).then(pl.lit("B2B gaining"))
        .when(pl.col("change_high") < 0).then(pl.lit("B2C gaining"))
        .when(pl.col("change").is_not_null()).then(pl.lit("no change beyond rounding")).alias("direction"),
        pl.when(has_first & pl.col("first_b").is_not_null() & b.is_not_null()).then("first_time_period")
        .alias("index_base_period"),
        pl.when(n >= 3).then(n).cast(pl.Int32).alias("slope_n"),
        pl.when(n == 1).then(pl.lit("one period only"))
        .when(n == 2).then(pl.lit("two periods only: a line through two points has no error to judge it by"))
        .alias("slope_refused"),
        pl.when("is_adjacent").then(pl.concat_list("before_observation_ids", "observation_ids"))
        .otherwise("observation_ids").alias("observation_ids"),
        pl.col("observation_ids").alias("own_ids"), *_BESIDE[:-1],
    )  # fmt: skip


def _ago(rows: pl.LazyFrame, years: int) -> pl.LazyFrame:
    """Return what stood so many years before, under the period that it is before."""
    return rows.select(
        "group",
        pl.col("x") + years * pl.col("per_year"),
        pl.col("unit_measure", "b", "c").name.prefix(f"ago{years}_"),
    )

"""The mart series_trend."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import FULL, ONE, PERCENT, decimals, over, rounded
from benchmarks.peers_polars.reading import Core


def series_trend(core: Core, trend: pl.LazyFrame) -> pl.LazyFrame:
    """Return the mart: the sums of a stretch stand at its last period already."""
    is_last = (pl.col("group") != pl.col("group").shift(-1)).fill_null(value=True)
    is_newest = (pl.col("series") != pl.col("series").shift(-1)).fill_null(value=True)
    newest = trend.filter(is_last).with_columns(is_newest_stretch=is_newest).collect().lazy()
    whole = trend.group_by("group").agg(
        pl.col("low", "high").first().name.prefix("first_"), any_unverified=pl.col("has_unverified").any(),
        ids=pl.col("own_ids").list.explode().unique().sort(),
    )  # fmt: skip
    joined = newest
    for other in (whole, _crossed(trend), _met(newest), _theil_sen(trend, newest)):
        joined = joined.join(other, on="group", how="left", maintain_order="left")
    n, is_past, has_interval = pl.col("n"), pl.col("crossed_x").is_not_null(), pl.col("theil_sen_low").is_not_null()
    share, low, high = pl.col("share"), pl.col("low"), pl.col("high")
    growths = [f"{side}_cagr_{span}_pct" for span in ("3y", "5y", "span") for side in ("b2b", "b2c")]
    at_x = pl.coalesce("crossed_x", "at_x")
    low_x = pl.when(is_past).then(pl.col("last_other_x") + 1).otherwise("low_x")
    high_x = pl.when(is_past).then("crossed_x").otherwise("high_x")
    # stretches of a series stand in the order of their periods, and those of kinds are told apart by these
    by = ["publication", "ref_area", "measure", "basis", "frequency", "first_time_period"]
    return (
        joined.sort(by, maintain_order=True)
        .with_columns(span_change=pl.when(n > 1).then(share - pl.col("first_share")))
        .select(
            "series_id", "publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base", "is_forecast",
            "is_newest_stretch", "first_time_period", pl.col("time_period").alias("last_time_period"), n.cast(pl.Int32),
            (pl.col("span") + 1 - n).cast(pl.Int32).alias("gaps"),
            decimals(PERCENT, "first_share").alias("first_b2b_share_pct"), decimals(PERCENT, "share").alias("last_b2b_share_pct"),
            decimals(PERCENT, "span_change").alias("span_change_pp"),
            pl.when(n == 1).then(None)
            .when(low > pl.col("first_high")).then(pl.lit("B2B gaining"))
            .when(high < pl.col("first_low")).then(pl.lit("B2C gaining"))
            .otherwise(pl.lit("no change beyond rounding")).alias("span_direction"),
            decimals(PERCENT, "slope_pp_per_year", "slope_low", "slope_high"),
            decimals(PERCENT, "theil_sen_pp_per_year", "theil_sen_low", "theil_sen_high"),
            pl.when((n >= 3) & has_interval).then(pl.lit("least squares with Student's t; Theil-Sen with Sen's interval"))
            .when(n >= 3).then(pl.lit("least squares with Student's t; Theil-Sen, too few periods for its interval"))
            .alias("slope_method"),
            "slope_refused",
            pl.when(pl.col("slope_low") > 0).then(pl.lit("B2B gaining"))
            .when(pl.col("slope_high") < 0).then(pl.lit("B2C gaining"))
            .when(pl.col("slope_pp_per_year").is_not_null()).then(pl.lit("no trend beyond its interval")).alias("trend_direction"),
            decimals(PERCENT, *growths),
            pl.when(is_past).then(pl.lit("past")).when(pl.col("at_x").is_not_null()).then(pl.lit("extrapolated"))
            .otherwise(pl.lit("none")).alias("crossover"),
            _period_name(at_x).alias("crossover_period"), _period_name(low_x).alias("crossover_low"),
            _period_name(high_x).alias("crossover_high"),
            pl.col("any_unverified").alias("has_unverified"), pl.col("ids").alias("observation_ids"),
        )
    )  # fmt: skip


def _crossed(trend: pl.LazyFrame) -> pl.LazyFrame:
    """Return where the sides changed places last: the period, and the one before of which a larger side is known."""
    larger = pl.when(pl.col("low") > FULL // 2).then(1).when(pl.col("high") < FULL // 2).then(-1)
    is_again = pl.col("group") == pl.col("group").shift()
    return (
        trend.select("group", "x", larger=larger)
        .filter(pl.col("larger").is_not_null())
        .with_columns(
            last_other_x=pl.col("x").shift(), is_changed=is_again & (pl.col("larger") != pl.col("larger").shift())
        )
        .filter("is_changed")
        .unique("group", keep="last", maintain_order=True)
        .select("group", "last_other_x", crossed_x="x")
    )


def _theil_sen(trend: pl.LazyFrame, newest: pl.LazyFrame) -> pl.LazyFrame:
    """Return the median slope of all pairs of periods, and the slopes at the ranks of Sen's interval."""
    point = trend.select("group", "x", "share", "per_year", n="n").with_row_index("row").collect()
    rows = pl.col("row").cast(pl.Int64)
    one, other = pl.col("one"), pl.col("other")

    def moved(name: str) -> pl.Expr:
        return pl.lit(point[name]).gather(other) - pl.lit(point[name]).gather(one)

    slope = (
        over(moved("share").cast(pl.Float64), ONE) / moved("x").cast(pl.Float64) * pl.lit(point["per_year"]).gather(one)
    )
    ranked = (
        point.lazy()
        .select("group", other=rows, one=pl.int_ranges(rows - pl.col("n") + 1, rows))
        .explode("one")
        .drop_nulls()
        .select("group", slope=slope)
        .group_by("group")
        .agg(pl.col("slope").sort().alias("slopes"))
    )
    ties = pl.col("ties")
    tied = (
        point.lazy()
        .group_by("group", "share")
        .agg(ties=pl.len().cast(pl.Int64))
        .filter(ties > 1)
        .group_by("group")
        .agg(correction=(ties * (ties - 1) * (2 * ties + 5)).sum())
    )
    n, pairs = pl.col("n"), pl.col("slopes").list.len().cast(pl.Int64)
    variance = over((n * (n - 1) * (2 * n + 5) - pl.col("correction").fill_null(0)).cast(pl.Float64), 18)
    low_rank = ((pairs - pl.col("spread")) / 2).floor().cast(pl.Int64)
    high_rank = ((pairs + pl.col("spread")) / 2).ceil().cast(pl.Int64) + 1
    has_interval = (n >= 6) & (low_rank >= 1) & (high_rank <= pairs)

    lower, upper = pl.col("slopes").list.get((pairs - 1) // 2), pl.col("slopes").list.get(pairs // 2)

    def ranked_slope(rank: pl.Expr) -> pl.Expr:
        return pl.when(has_interval).then(rounded(pl.col("slopes").list.get(rank - 1, null_on_oob=True) * ONE))

    return (
        newest.filter(n >= 3)
        .select("group", "n")
        .join(ranked, on="group")
        .join(tied, on="group", how="left")
        .with_columns(spread=1.959964 * variance.sqrt())
        .select(
            "group",
            theil_sen_pp_per_year=rounded((lower * 0.5 + upper * 0.5) * ONE),
            theil_sen_low=ranked_slope(low_rank),
            theil_sen_high=ranked_slope(high_rank),
        )
    )


def _met(newest: pl.LazyFrame) -> pl.LazyFrame:
    """Return where the line of a stretch meets 50 % after its end, with the interval of Fieller."""
    n, x, spread_xy = pl.col("n"), pl.col("x"), pl.col("spread_xy")
    first_x = x - pl.col("span")
    spread_x, slope, gap = (pl.col(name).cast(pl.Float64) for name in ("spread_x", "spread_xy", "gap"))
    part, whole = pl.col("meets_part"), pl.col("meets_whole")
    error, certain, x_mean = pl.col("error"), pl.col("certain"), pl.col("sum_x").cast(pl.Float64) / n
    middle = slope * gap
    width = (error * (gap**2 + certain / spread_x)).sqrt()
    per_certain = spread_x / n / certain
    low, high = x_mean + (middle - width) * per_certain, x_mean + (middle + width) * per_certain
    before_x, at_x = part // whole, (part + whole - 1) // whole
    is_exact = pl.col("deviation") == 0
    return (
        newest.filter(n >= 3)
        .with_columns(
            sum_x=(pl.col("sx") + n * first_x),
            gap=FULL // 2 * n - pl.col("sy") - n * pl.col("first_share"),
        )
        .with_columns(
            meets_part=pl.when(spread_xy < 0).then(-1).otherwise(1)
            * (pl.col("sum_x") * spread_xy + pl.col("gap") * pl.col("spread_x")),
            meets_whole=n * spread_xy.abs(),
            error=pl.col("quantile") ** 2 * pl.col("deviation").cast(pl.Float64) / (n - 2),
        )
        .with_columns(certain=slope**2 - error)
        .filter(certain > 0, part > x * whole, part <= (2 * x - first_x) * whole)
        .select(
            "group",
            at_x=at_x.cast(pl.Int64),
            low_x=pl.when(is_exact).then(before_x).otherwise(pl.min_horizontal(low.floor(), before_x)).cast(pl.Int64),
            high_x=pl.when(is_exact)
            .then(at_x)
            .when(high < 10000 * pl.col("per_year"))
            .then(pl.max_horizontal(high.ceil(), at_x))
            .cast(pl.Int64),
        )
    )


def _period_name(x: pl.Expr) -> pl.Expr:
    frequency, per_year = pl.col("frequency"), pl.col("per_year")
    year, place = x // per_year, (x % per_year + 1).cast(pl.String)
    return (
        pl.when(frequency == "A").then(x.cast(pl.String))
        .when(frequency == "M").then(pl.format("{}-{}", year, place.str.zfill(2)))
        .otherwise(pl.format("{}-{}{}", year, frequency.cast(pl.String), place))
    )  # fmt: skip

"""The mart share_trend."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import (
    DOLLARS,
    MONEY,
    ONE,
    PERCENT,
    decimals,
    divided,
    over,
    percent,
    rounded,
    short_hash,
)
from benchmarks.peers_polars.reading import Core, at
from benchmarks.student import FREEDOM, QUANTILE

#: Quantiles by degrees of freedom; between two that are listed the lower one counts, beyond them the last.
_QUANTILES = pl.Series(
    [max((one for one in zip(FREEDOM, QUANTILE, strict=True) if one[0] <= degree), default=(0, None))[1] for degree in range(101)],
    dtype=pl.Float64,
)  # fmt: skip
_NAMES = [
    "publication", "ref_area", "time_period", "frequency", "measure", "basis", "edition", "published_on", "unit_measure", "b2b_segment",
]  # fmt: skip
_AMOUNTS, _DOLLARS = ["b2b_value", "b2c_value", "total_value"], ["b2b_value_usd", "b2c_value_usd"]
_FACTS = ["share_base", "share_method", "published_b2b_share_pct", "obs_status", "has_break", "has_unverified"]
#: What series and sources are made of besides: no columns of the mart.
_BESIDE = [
    "series", "group", "x", "n", "span", "per_year", "is_forecast", "comparability_group", "first_time_period", "first_share", "sx",
    "sy", "spread_x", "spread_xy", "deviation", "quantile",
]  # fmt: skip
#: Room for periods counted through, up to the year 9999 in months.
_PERIODS = 2**17


def trends(core: Core, share: pl.LazyFrame) -> pl.LazyFrame:
    """Return mart.share_trend, sorted by series and period, its numbers whole, with what later marts need besides.

    Rows of a stretch stand beside each other: ``start`` is the row that it begins at, and sums since then are differences
    of sums over all rows.
    """
    placed = _placed(core, share).collect().lazy()
    series_id = _series_ids(placed).collect()["series_id"]
    start, is_again = pl.col("start"), pl.col("row") > pl.col("start")
    is_followed = (start == start.shift(-1)).fill_null(value=False)

    def before(name: str) -> pl.Expr:
        return pl.when("is_adjacent").then(pl.col(name).shift())

    def first(name: str) -> pl.Expr:
        return pl.col(name).gather(start)

    def since_start(number: pl.Expr) -> pl.Expr:
        total = number.cast(pl.Int128).cum_sum()
        return total - total.gather(start)

    n, x, dx, dy = pl.col("n"), pl.col("x"), pl.col("x") - first("x"), pl.col("share") - first("share")
    beside = placed.with_columns(
        is_adjacent=is_again & (x == x.shift() + 1),
        is_followed=is_followed & (x.shift(-1) == x + 1),
        n=(pl.col("row") - start + 1).cast(pl.Int64),
        span=dx,
        first_time_period=first("time_period"),
        first_share=first("share"),
        has_first=pl.col("unit_measure") == first("unit_measure"),
        sx=since_start(dx),
        sy=since_start(dy),
        sxx=since_start(dx * dx),
        sxy=since_start(dx * dy),
        syy=since_start(dy.cast(pl.Int128) * dy),
        **_ago(3),
        **_ago(5),
    ).with_columns(
        has_before=pl.col("is_adjacent") & (pl.col("unit_measure") == pl.col("unit_measure").shift()),
        spread_x=n * pl.col("sxx") - pl.col("sx") * pl.col("sx"),
        spread_xy=n * pl.col("sxy") - pl.col("sx") * pl.col("sy"),
        spread_y=n * pl.col("syy") - pl.col("sy") * pl.col("sy"),
        base_b=pl.when("has_first").then(first("b")),
        base_c=pl.when("has_first").then(first("c")),
    )
    moved = beside.with_columns(
        deviation=pl.col("spread_x") * pl.col("spread_y") - pl.col("spread_xy") * pl.col("spread_xy"),
        quantile=at(_QUANTILES, pl.when(n >= 3).then((n - 2).clip(upper_bound=100))),
        b0=pl.when("has_before").then(pl.col("b").shift()),
        c0=pl.when("has_before").then(pl.col("c").shift()),
        change=pl.col("share") - before("share"),
        change_low=pl.col("low") - before("high"),
        change_high=pl.col("high") - before("low"),
    )
    b, c, b0, c0 = (pl.col(name) for name in ("b", "c", "b0", "c0"))
    spread_x, per_year = pl.col("spread_x").cast(pl.Float64), pl.col("per_year")
    slope = pl.when(n >= 3).then(over(pl.col("spread_xy").cast(pl.Float64) / spread_x * per_year, ONE))
    error = over((pl.col("deviation").cast(pl.Float64) / (n - 2).cast(pl.Float64)).sqrt() / spread_x * per_year, ONE)
    fitted = moved.with_columns(slope=slope, margin=pl.when(n >= 3).then(pl.col("quantile") * error))
    years = pl.col("span") / per_year
    growths = {
        "b2b_growth_pct": percent(b - b0, b0),
        "b2c_growth_pct": percent(c - c0, c0),
        "sides_growth_pct": percent(b + c - b0 - c0, b0 + c0),
        "b2b_contribution_pp": percent(b - b0, b0 + c0),
        "b2c_contribution_pp": percent(c - c0, b0 + c0),
        "b2b_to_b2c_ratio": divided(b, c, ONE),
        "b2b_index": percent(b, pl.col("base_b")),
        "b2c_index": percent(c, pl.col("base_c")),
        **{
            f"{side}_cagr_{ago}y_pct": _yearly_growth(pl.col(f"{letter}_{ago}"), pl.col(letter), pl.lit(float(ago)))
            for ago in (3, 5)
            for side, letter in (("b2b", "b"), ("b2c", "c"))
        },
        "b2b_cagr_span_pct": _yearly_growth(pl.col("base_b"), b, years),
        "b2c_cagr_span_pct": _yearly_growth(pl.col("base_c"), c, years),
        "b2b_share_mean_3_pct": pl.when(pl.col("is_adjacent") & pl.col("is_followed")).then(
            ((pl.col("share").shift() + pl.col("share") + pl.col("share").shift(-1)) * 2 + 3) // 6
        ),
        "slope_pp_per_year": rounded(pl.col("slope") * ONE),
        "slope_low": rounded((pl.col("slope") - pl.col("margin")) * ONE),
        "slope_high": rounded((pl.col("slope") + pl.col("margin")) * ONE),
    }
    change, low, high = pl.col("change"), pl.col("change_low"), pl.col("change_high")
    return fitted.select(
        pl.concat_str(pl.lit("trend-"), pl.col("share_id").str.slice(6)).alias("trend_id"), "share_id",
        at(series_id, pl.col("group")).alias("series_id"), *_NAMES, *_AMOUNTS, *_DOLLARS, "share", "low", "high", *_FACTS,
        before("time_period").alias("previous_time_period"), before("edition").alias("previous_edition"),
        before("share").alias("previous_b2b_share_pct"), change.alias("b2b_share_change_pp"),
        low.alias("b2b_share_change_low_pp"), high.alias("b2b_share_change_high_pp"),
        ((low > 0) | (high < 0)).alias("is_change_beyond_rounding"),
        pl.when(low > 0).then(pl.lit("B2B gaining")).when(high < 0).then(pl.lit("B2C gaining"))
        .when(change.is_not_null()).then(pl.lit("no change beyond rounding")).alias("direction"),
        pl.when(pl.col("base_b").is_not_null() & b.is_not_null()).then("first_time_period").alias("index_base_period"),
        pl.when(n >= 3).then(n).cast(pl.Int32).alias("slope_n"),
        pl.when(n == 1).then(pl.lit("one period only"))
        .when(n == 2).then(pl.lit("two periods only: a line through two points has no error to judge it by"))
        .alias("slope_refused"),
        pl.when("is_adjacent").then(pl.concat_list(pl.col("observation_ids").shift(), "observation_ids"))
        .otherwise("observation_ids").alias("observation_ids"),
        pl.col("observation_ids").alias("own_ids"),
        *_BESIDE,
        **growths,
    )  # fmt: skip


def share_trend(trend: pl.LazyFrame) -> pl.LazyFrame:
    """Return the mart, its numbers as decimals."""
    percents = [f"{side}_cagr_{span}_pct" for span in ("3y", "5y", "span") for side in ("b2b", "b2c")]
    return trend.select(
        "trend_id", "share_id", "series_id", *_NAMES, decimals(MONEY, *_AMOUNTS), decimals(DOLLARS, *_DOLLARS),
        *(decimals(PERCENT, one).alias(name) for one, name in
          (("share", "b2b_share_pct"), ("low", "b2b_share_low_pct"), ("high", "b2b_share_high_pct"))),
        "share_base", "share_method", decimals(MONEY, "published_b2b_share_pct"), "obs_status", "has_break", "has_unverified",
        "previous_time_period", "previous_edition",
        decimals(
            PERCENT, "previous_b2b_share_pct", "b2b_share_change_pp", "b2b_share_change_low_pp", "b2b_share_change_high_pp"
        ),
        "is_change_beyond_rounding", "direction",
        decimals(
            PERCENT, "b2b_growth_pct", "b2c_growth_pct", "sides_growth_pct", "b2b_contribution_pp", "b2c_contribution_pp",
            "b2b_to_b2c_ratio",
        ),
        "index_base_period",
        decimals(
            PERCENT, "b2b_index", "b2c_index", *percents, "b2b_share_mean_3_pct", "slope_pp_per_year", "slope_low", "slope_high"
        ),
        "slope_n", "slope_refused", "observation_ids",
    )  # fmt: skip


def _placed(core: Core, share: pl.LazyFrame) -> pl.LazyFrame:
    """Return the shares in their series and stretches, in the order of these."""
    frequency = pl.col("frequency")
    # the periods of one frequency stand in their order, so breaks are counted through, each frequency for itself
    stretch = pl.coalesce(
        pl.when(frequency == one).then(((frequency == one) & pl.col("has_break")).cast(pl.Int64).cum_sum())
        for one in core.period["frequency"].unique().cast(pl.String)
    )
    rooms = {
        "publication": core.code["publication"], "ref_area": core.code["ref_area"], "measure": core.code["measure"],
        "basis": core.code["basis"], "frequency": core.period["frequency"].dtype,
    }  # fmt: skip
    series = pl.lit(0, pl.Int64)
    for name, kind in rooms.items():
        series = series * len(kind.categories) + pl.col(name).to_physical()  # type: ignore[union-attr]
    for number in (pl.col("is_forecast"), pl.col("share_base").to_physical(), pl.col("b2b_segment").to_physical()):
        series = series * 2 + number
    is_new = (
        (pl.col("series") != pl.col("series").shift()) | (pl.col("stretch") != pl.col("stretch").shift())
    ).fill_null(value=True)
    is_values = pl.col("share_method") == "values"
    return (
        share.with_columns(stretch=stretch, is_forecast=pl.col("obs_status") == "F")
        .filter(pl.col("share").is_not_null())
        .with_columns(
            series=series,
            x=at(core.period["x"], pl.col("period")),
            per_year=at(core.period["per_year"], pl.col("period")),
            b=pl.when(is_values).then("b2b_value"),
            c=pl.when(is_values).then("b2c_value"),
        )
        .with_columns(key=pl.col("series") * _PERIODS + pl.col("x"))
        .sort("key")
        .with_row_index("row")
        .with_columns(group=is_new.cum_sum() - 1, start=pl.when(is_new).then("row").forward_fill())
        .drop("key", "stretch")
    )


def _series_ids(placed: pl.LazyFrame) -> pl.LazyFrame:
    """Return what each stretch is called."""
    name = pl.concat_str(
        "publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base",
        pl.col("is_forecast").cast(pl.String), "time_period", separator="|",
    )  # fmt: skip
    return placed.filter(pl.col("row") == pl.col("start")).select(short_hash("series-", name).alias("series_id"))


def _ago(years: int) -> dict[str, pl.Expr]:
    """Return both sides as they stood so many years before in the same stretch, in the same unit."""
    place = pl.col("start").cast(pl.Int64) * _PERIODS + pl.col("x")
    wanted = place - years * pl.col("per_year")
    row, unit = place.search_sorted(wanted), pl.col("unit_measure")
    is_there = (place.gather(row) == wanted) & (unit.gather(row) == unit)
    return {f"{side}_{years}": pl.when(is_there).then(pl.col(side).gather(row)) for side in ("b", "c")}


def _yearly_growth(first: pl.Expr, last: pl.Expr, years: pl.Expr) -> pl.Expr:
    """Return compound growth a year, four decimals, in millionths of a percent: DOUBLE, as in the SQL."""
    then, now = (amount.reinterpret(dtype=MONEY).cast(pl.Float64) for amount in (first, last))
    growth = over((((now / then).pow(1.0 / years) - 1) * 100 * 10_000).round(mode="half_away_from_zero"), 10_000)
    return pl.when((years >= 1) & (first > 0)).then(rounded(growth * ONE))

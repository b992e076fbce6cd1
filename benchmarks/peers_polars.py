"""Four marts by hand in polars, lazily: what transforms/ is measured against.

Written for speed, with all that a generated history allows: percentages are whole millionths, amounts DOUBLE (below 2^53
of the publisher's unit), names are numbers while they are joined by, and what no such history has is left out: B2B and
B2G together, half-years and months, secondary publications. The SQL has to cope with all of it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from benchmarks.student import FREEDOM, QUANTILE

_POINT = ["definition", "area", "level", "period"]
_MONEY, _PERCENT = pl.Decimal(30, 6), pl.Decimal(18, 6)


def build(source: Path, target: Path) -> None:
    """Write segment_share, share_trend, revision and source_agreement as Parquet, from the core tables in Parquet."""
    basis = (
        pl.scan_parquet(source / "observation.parquet")
        .select("publication", "basis")
        .unique()
        .join(pl.scan_parquet(source / "basis.parquet"), on=["publication", "basis"], how="left")
        .sort("publication", "basis")
        .with_row_index("definition")
        .collect()
        .lazy()
    )
    figure = _figures(source, basis).collect().lazy()
    share = _segment_share(source, basis, figure).collect().lazy()
    marts = {
        "segment_share": _published(share),
        "share_trend": _share_trend(share),
        "revision": _revision(basis, figure),
        "source_agreement": _source_agreement(share),
    }
    for name, mart in marts.items():
        mart.sink_parquet(target / f"{name}.parquet")


def _figures(source: Path, basis: pl.LazyFrame) -> pl.LazyFrame:
    """Return every vintage of every figure, its names beside their numbers."""
    observation = pl.scan_parquet(source / "observation.parquet").select(
        "publication", "edition", "published_on", "ref_area", "time_period", "frequency", "segment", "measure", "basis",
        "unit_measure", "obs_value", "rounding_unit", "obs_status", "verification", "observation_id", "vintage",
        "is_tombstone",
    )  # fmt: skip
    edition = (
        observation.select("publication", "published_on", "edition")
        .unique()
        .sort("publication", "published_on", "edition")
        .with_row_index("edition_number")
    )
    measure = pl.scan_parquet(source / "measure.parquet").select(
        "measure", "kind", level=pl.coalesce("of_measure", "measure")
    )
    status = pl.scan_parquet(source / "obs_status.parquet").select("obs_status", "rank")
    return (
        observation.join(edition, on=["publication", "published_on", "edition"])
        .join(basis.select("publication", "basis", "definition"), on=["publication", "basis"])
        .join(measure, on="measure")
        .join(status, on="obs_status")
        .with_columns(
            pl.col("ref_area").cast(pl.Categorical).to_physical().alias("area"),
            pl.col("time_period").cast(pl.Categorical).to_physical().alias("period"),
            pl.col("segment", "measure", "level", "kind", "unit_measure").cast(pl.Categorical),
            value=pl.col("obs_value").cast(pl.Float64),
            rounding=pl.col("rounding_unit").cast(pl.Float64).fill_null(0),
            is_forecast=pl.col("obs_status") == "F",
            x=_period_number(),
        )
    )


def _period_number() -> pl.Expr:
    year = pl.col("time_period").str.head(4).cast(pl.Int64)
    quarter = pl.col("time_period").str.slice(6, 1).cast(pl.Int64, strict=False)
    return pl.when(pl.col("frequency") == "Q").then(year * 4 + quarter - 1).otherwise(year)


def _segment_share(source: Path, basis: pl.LazyFrame, figure: pl.LazyFrame) -> pl.LazyFrame:
    key = ["definition", "area", "measure", "period", "segment", "edition_number"]
    corrected = figure.filter(pl.col("vintage") > 1).select(*key, vintage=pl.col("vintage") - 1)
    part = (
        pl.scan_parquet(source / "basis_part.parquet")
        .join(basis.select("publication", "basis", "definition"), on=["publication", "basis"])
        .select("definition", "side", segment=pl.col("segment").cast(pl.Categorical))
    )
    sides = ["B2B", "B2C", "TOTAL", *part.select(pl.col("segment").unique()).collect()["segment"]]
    standing = (
        figure.join(corrected, on=[*key, "vintage"], how="anti")
        .filter(
            ~pl.col("is_tombstone"),
            pl.col("segment").is_in(sides),
            pl.col("value") >= 0,
            (pl.col("kind") == "level")
            | (pl.col("kind") == "share") & (pl.col("unit_measure") == "PCT") & (pl.col("value") <= 100),
        )
        .select(
            *_POINT,
            "segment",
            "obs_value",
            "value",
            "x",
            issue=pl.col("edition_number") * 2 + (~pl.col("is_forecast")).cast(pl.UInt32),
            is_share=pl.col("kind") == "share",
            unit="unit_measure",
            half=pl.col("rounding") / 2,
            rank="rank",
            has_break=pl.col("obs_status") == "B",
            is_unverified=pl.col("verification") == "unverified",
            ids="observation_id",
        )
    )
    point = [*_POINT, "issue"]
    parts = part.group_by("definition", "side").agg(pl.len().alias("parts"))
    summed = (
        standing.join(part, on=["definition", "segment"])
        .sort("segment")
        .group_by(*point, "side", "is_share", maintain_order=True)
        .agg(
            pl.col("obs_value", "value", "half").sum(),
            pl.col("x", "unit").first(),
            pl.col("rank").max(),
            pl.col("has_break", "is_unverified").any(),
            pl.col("ids").str.join(" "),
            units=pl.col("unit").n_unique(),
            found=pl.len(),
        )
        .join(parts, on=["definition", "side"])
        .filter(pl.col("found") == pl.col("parts"), pl.col("units") == 1)
        .with_columns(segment=pl.col("side").cast(pl.Categorical))
        .select(standing.collect_schema().names())
    )
    sided = pl.concat([standing, summed])
    consumer_of = basis.join(basis, left_on=["publication", "basis"], right_on=["publication", "b2c_basis"]).select(
        "definition", business="definition_right"
    )
    consumer = (
        sided.filter(pl.col("segment") == "B2C")
        .join(consumer_of, on="definition")
        .with_columns(definition="business")
        .drop("business")
    )
    business = sided.filter(pl.col("segment") == "B2B")
    facts = ["obs_value", "value", "half", "unit", "rank", "has_break", "is_unverified", "ids"]

    def side(rows: pl.LazyFrame, name: str, *, is_share: bool) -> pl.LazyFrame:
        chosen = rows.filter(pl.col("is_share") if is_share else ~pl.col("is_share"))
        return chosen.select(*point, "x", *(pl.col(fact).alias(f"{name}_{fact}") for fact in facts))

    b, bs = side(business, "b", is_share=False), side(business, "bs", is_share=True)
    c, cs = side(consumer, "c", is_share=False), side(consumer, "cs", is_share=True)
    t = side(sided.filter(pl.col("segment") == "TOTAL"), "t", is_share=False)
    series = ["definition", "area", "level"]
    ever = pl.concat([b.select(series), bs.select(series)]).unique()
    names = [*point, "x"]
    points = pl.concat(
        [b.select(names), bs.select(names), cs.select(names), c.join(ever, on=series, how="semi").select(names)]
    ).unique()
    split = basis.select(
        "definition", "publication", "basis", "split_of", "complement", "comparable_as", "edi_included"
    )
    joined = points
    for other in (b, c, t, bs, cs):
        joined = joined.join(other.drop("x"), on=point, how="left")
    has_b, has_bs = pl.col("b_value").is_not_null(), pl.col("bs_value").is_not_null()
    total = (
        (pl.col("t_unit") == pl.col("b_unit"))
        & (pl.col("t_value") > pl.col("t_half"))
        & (pl.col("t_value") + pl.col("t_half") >= pl.col("b_value") - pl.col("b_half"))
    )
    offered = (
        joined.join(split, on="definition")
        .with_columns(has_total=total.fill_null(value=False))
        .with_columns(
            share_method=pl.when(pl.col("split_of").ne_missing("market"))
            .then(None)
            .when((pl.col("b_unit") == pl.col("c_unit")) & (pl.col("b_value") + pl.col("c_value") > 0))
            .then(pl.lit("values"))
            .when(has_bs)
            .then(pl.lit("published"))
            .when(pl.col("cs_value").is_not_null() & ~has_b & (pl.col("complement") == "B2B"))
            .then(pl.lit("complement"))
            .when(pl.col("has_total") & pl.col("c_value").is_null())
            .then(pl.lit("of_total")),
            misses_business=~(has_b | has_bs),
        )
        .with_columns(
            preference=pl.col("issue").cast(pl.Int64)
            + (
                pl.col("share_method").is_not_null().cast(pl.Int64) * 4
                + (pl.col("issue") % 2).cast(pl.Int64) * 2
                + (~pl.col("misses_business")).cast(pl.Int64)
            )
            * 10**10
        )
        .collect()
        .lazy()
    )
    best = offered.group_by(_POINT).agg(pl.col("preference").max())
    chosen = offered.join(best, on=[*_POINT, "preference"])
    names_of = {
        "area": figure.select("area", "ref_area").unique(),
        "period": figure.select("period", "time_period", "frequency").unique(),
        "edition_number": figure.select("edition_number", "edition", "published_on").unique(),
    }
    chosen = chosen.with_columns(edition_number=pl.col("issue") // 2)
    for number, names_ in names_of.items():
        chosen = chosen.join(names_, on=number)
    refused = _refused(offered, chosen, names_of)
    return _shares(chosen.join(refused, on=_POINT, how="left"), figure, source)


def _refused(offered: pl.LazyFrame, chosen: pl.LazyFrame, names_of: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    series = ["definition", "area", "level"]
    refused = chosen.filter(pl.col("share_method").is_null())
    other = offered.join(names_of["period"], on="period").select(
        *series, "frequency", other_period="period", other_x="x", other_issue="issue",
        has_business=~pl.col("misses_business"), has_consumer=pl.col("c_value").is_not_null(),
    )  # fmt: skip
    is_same = pl.col("other_period") == pl.col("period")
    elsewhere = (
        refused.select(*_POINT, "frequency", "misses_business", "x", "issue")
        .join(other, on=[*series, "frequency"])
        .filter(pl.when(pl.col("misses_business")).then(pl.col("has_business")).otherwise(pl.col("has_consumer")))
        .with_columns(distance=(pl.col("other_x") - pl.col("x")).abs() * 100000 + pl.col("other_x"))
        .group_by(_POINT)
        .agg(
            there=pl.col("other_issue").filter(is_same).max() // 2,
            is_other_kind=(
                is_same
                & (pl.col("other_issue") // 2 == pl.col("issue") // 2)
                & (pl.col("other_issue") != pl.col("issue"))
            ).any(),
            near=pl.col("other_period").filter(~is_same).sort_by(pl.col("distance").filter(~is_same)).first(),
        )
        .join(
            names_of["edition_number"].select(there="edition_number", edition_there="edition"), on="there", how="left"
        )
        .join(names_of["period"].select(near="period", near_period="time_period"), on="near", how="left")
    )
    missing = pl.when(pl.col("misses_business")).then(pl.lit("B2B")).otherwise(pl.lit("B2C"))
    of = pl.format("{} of {}", missing, pl.col("time_period"))
    return refused.join(elsewhere, on=_POINT, how="left").select(
        *_POINT,
        refused=pl.when(pl.col("split_of").is_null())
        .then(pl.lit("the definition does not tell the sides of a market apart"))
        .when(pl.col("split_of") == "part")
        .then(pl.lit("the figures are of a part of the market only"))
        .when(pl.col("split_of") == "enterprises")
        .then(pl.lit("the figures count enterprises, not sales"))
        .when(pl.col("b_unit") != pl.col("c_unit"))
        .then(pl.format("B2B is in {}, B2C in {}", pl.col("b_unit"), pl.col("c_unit")))
        .when(pl.col("b_unit") == pl.col("c_unit"))
        .then(pl.lit("both sides are zero"))
        .when(pl.col("b_value").is_not_null() & pl.col("cs_value").is_not_null())
        .then(pl.lit("of B2B only the value is printed, of B2C only the share"))
        .when("is_other_kind")
        .then(pl.format("{} is a forecast, the other side is none", of))
        .when(pl.col("edition_there").is_not_null())
        .then(pl.format("{} stands in another edition ({})", of, pl.col("edition_there")))
        .when(pl.col("near_period").is_not_null())
        .then(pl.format("no {}; the nearest is of {}", of, pl.col("near_period")))
        .otherwise(pl.format("no {} of this area under this definition", missing)),
    )


def _shares(chosen: pl.LazyFrame, figure: pl.LazyFrame, source: Path) -> pl.LazyFrame:
    method = pl.col("share_method")
    is_values, is_published = method == "values", method == "published"
    is_complement, is_of_total = method == "complement", method == "of_total"
    b, c, t = pl.col("b_value"), pl.col("c_value"), pl.col("t_value")
    b_half, c_half, t_half = pl.col("b_half"), pl.col("c_half"), pl.col("t_half")
    bs, cs = _millionths(pl.col("bs_value")), _millionths(pl.col("cs_value"))
    bs_half, cs_half = _millionths(pl.col("bs_half")), _millionths(pl.col("cs_half"))
    low = (b - b_half).clip(0)
    high = b + b_half
    second = (is_values | is_published) & pl.col("has_total")
    all_low = pl.when(second).then(_floor(low, t + t_half))
    all_high = pl.when(second).then(_ceiling(high, t - t_half).clip(upper_bound=10**8))
    status = pl.scan_parquet(source / "obs_status.parquet").select("rank", "obs_status")
    rate = (
        figure.filter(pl.col("measure") == "exchange_rate")
        .select("publication", "unit_measure", "time_period", lcu_per_usd="obs_value")
        .rename({"publication": "rate_publication", "unit_measure": "unit", "time_period": "year"})
    )
    dollars = pl.LazyFrame({"year": [str(year) for year in range(1900, 2200)]}).select(
        pl.lit(None, pl.String).alias("rate_publication"), pl.lit("USD").cast(pl.Categorical).alias("unit"), "year",
        pl.lit(1).cast(_MONEY).alias("lcu_per_usd"),
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
            .then(_rounded(b * 1e8 / (b + c)).clip(upper_bound=10**8))
            .when(is_of_total)
            .then(_rounded(b * 1e8 / t).clip(upper_bound=10**8))
            .when(is_published)
            .then(bs)
            .when(is_complement)
            .then(10**8 - cs),
            low=pl.when(is_values)
            .then(_floor(low, low + c + c_half))
            .when(is_of_total)
            .then(_floor(low, t + t_half))
            .when(is_published)
            .then((bs - bs_half).clip(0))
            .when(is_complement)
            .then((10**8 - cs - cs_half).clip(0)),
            high=pl.when(is_values)
            .then(_ceiling(high, high + (c - c_half).clip(0)).clip(upper_bound=10**8))
            .when(is_of_total)
            .then(_ceiling(high, t - t_half).clip(upper_bound=10**8))
            .when(is_published)
            .then((bs + bs_half).clip(upper_bound=10**8))
            .when(is_complement)
            .then((10**8 - cs + cs_half).clip(upper_bound=10**8)),
            of_all=pl.when(second).then(_rounded(b * 1e8 / t).clip(upper_bound=10**8)),
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
    name = pl.concat_str(
        "publication", "ref_area", "time_period", pl.col("level").cast(pl.String), "basis", separator="|"
    )
    ids = pl.concat_str("b_ids", "c_ids", "t_ids", "bs_ids", "cs_ids", separator=" ", ignore_nulls=True)
    return shared.select(
        _short_hash("share-", name).alias("share_id"),
        "publication", "ref_area", "time_period", "frequency", pl.col("level").cast(pl.String).alias("measure"), "basis",
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
        _rounded(b / lcu).alias("b2b_value_usd"), pl.when(is_c_unit).then(_rounded(c / lcu)).alias("b2c_value_usd"),
        pl.when(is_t_unit).then(_rounded(t / lcu)).alias("total_value_usd"),
        "obs_status", "has_break", "has_unverified", ids.str.split(" ").alias("observation_ids"), "x",
        pl.when(is_values).then(b).alias("b"), pl.when(is_values).then(c).alias("c"),
    )  # fmt: skip


def _millionths(percent: pl.Expr) -> pl.Expr:
    return (percent * 1e6).round().cast(pl.Int64)


def _decimal(*names: str) -> list[pl.Expr]:
    """Return whole millionths as DECIMAL(18, 6)."""
    return [(pl.col(name).cast(pl.Float64) / 1e6).cast(_PERCENT) for name in names]


def _rounded(number: pl.Expr) -> pl.Expr:
    """Return the nearest whole number, half away from zero; NULL for what is none."""
    nearest = (number.abs() + 0.5).floor() * number.sign()
    return pl.when(number.is_finite()).then(nearest).cast(pl.Int64, strict=False)


def _floor(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then((part * 1e8 / whole).floor()).cast(pl.Int64, strict=False)


def _ceiling(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then((part * 1e8 / whole).ceil()).cast(pl.Int64, strict=False)


def _short_hash(prefix: str, name: pl.Expr) -> pl.Expr:
    def hashed(names: pl.Series) -> pl.Series:
        return pl.Series(
            [prefix + hashlib.md5(one.encode(), usedforsecurity=False).hexdigest()[:12] for one in names.to_list()]
        )

    return name.map_batches(hashed, return_dtype=pl.String)


def _published(share: pl.LazyFrame) -> pl.LazyFrame:
    return (
        share.drop("x", "b", "c")
        .with_columns(
            _decimal("share", "low", "high", "of_all", "of_all_low", "of_all_high"),
        )
        .rename(
            {
                "share": "b2b_share_pct", "low": "b2b_share_low_pct", "high": "b2b_share_high_pct",
                "of_all": "b2b_share_of_all_pct", "of_all_low": "b2b_share_of_all_low_pct",
                "of_all_high": "b2b_share_of_all_high_pct",
            }
        )
    )  # fmt: skip


def _share_trend(share: pl.LazyFrame) -> pl.LazyFrame:
    line = ["publication", "ref_area", "measure", "basis", "frequency"]
    series = [*line, "is_forecast", "share_base", "b2b_segment"]
    placed = (
        share.with_columns(
            stretch=pl.col("has_break").cast(pl.Int32).cum_sum().over(line, order_by="x"),
            is_forecast=pl.col("obs_status") == "F",
        )
        .filter(pl.col("share").is_not_null())
        .sort(*series, "x")
        .with_columns(
            group=pl.struct(*series, "stretch").rle_id(),
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
            *(pl.col(one).first().over("group").alias(f"first_{one}") for one in [*first, "share"]),
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
        .join(_ago(ago, 3), on=["group", "x"], how="left")
        .join(_ago(ago, 5), on=["group", "x"], how="left")
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
        b0=pl.when(has_before).then("before_b"),
        c0=pl.when(has_before).then("before_c"),
        change=pl.when(is_adjacent).then(pl.col("share") - pl.col("before_share")),
        change_low=pl.when(is_adjacent).then(pl.col("low") - pl.col("before_high")),
        change_high=pl.when(is_adjacent).then(pl.col("high") - pl.col("before_low")),
        spread_x=wide_x.cast(pl.Float64),
        spread_xy=wide_xy.cast(pl.Float64),
        deviation=(wide_x * wide_y - wide_xy * wide_xy).cast(pl.Float64),
        has_first=pl.col("unit_measure") == pl.col("first_unit_measure"),
    ).join(quantiles, on="n", how="left")
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
    names = fitted.filter(n == 1).select("group", _short_hash("series-", series_name).alias("series_id"))

    def growth(now: str, then: str, years: pl.Expr | float) -> pl.Expr:
        ratio = pl.col(now) / pl.col(then)
        power = (ratio ** (1.0 / years) - 1) * 100
        span = pl.lit(years) if isinstance(years, float) else years
        return pl.when((span >= 1) & (pl.col(then) > 0)).then(_rounded(power * 1e4) * 100)

    millionths = {
        "previous_b2b_share_pct": pl.when("is_adjacent").then("before_share"),
        "b2b_share_change_pp": pl.col("change"),
        "b2b_share_change_low_pp": pl.col("change_low"),
        "b2b_share_change_high_pp": pl.col("change_high"),
        "b2b_growth_pct": _rounded((b - b0) * 1e8 / b0),
        "b2c_growth_pct": _rounded((c - c0) * 1e8 / c0),
        "sides_growth_pct": _rounded((b + c - b0 - c0) * 1e8 / (b0 + c0)),
        "b2b_contribution_pp": _rounded((b - b0) * 1e8 / (b0 + c0)),
        "b2c_contribution_pp": _rounded((c - c0) * 1e8 / (b0 + c0)),
        "b2b_to_b2c_ratio": _rounded(b * 1e6 / c),
        "b2b_index": pl.when(has_first).then(_rounded(b * 1e8 / pl.col("first_b"))),
        "b2c_index": pl.when(has_first).then(_rounded(c * 1e8 / pl.col("first_c"))),
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
            _rounded((pl.col("before_share") + pl.col("share") + pl.col("next_share")) / 3)
        ),
        "slope_pp_per_year": pl.when(n >= 3).then(_rounded(slope)),
        "slope_low": pl.when(n >= 3).then(_rounded(slope - margin)),
        "slope_high": pl.when(n >= 3).then(_rounded(slope + margin)),
    }
    return fitted.join(names, on="group").select(
        pl.concat_str(pl.lit("trend-"), pl.col("share_id").str.slice(6)).alias("trend_id"), "share_id", "series_id",
        "publication", "ref_area", "time_period", "frequency", "measure", "basis", "edition", "published_on",
        "unit_measure", "b2b_segment", "b2b_value", "b2c_value", "total_value", "b2b_value_usd", "b2c_value_usd",
        (pl.col("share") / 1e6).cast(_PERCENT).alias("b2b_share_pct"),
        (pl.col("low") / 1e6).cast(_PERCENT).alias("b2b_share_low_pct"),
        (pl.col("high") / 1e6).cast(_PERCENT).alias("b2b_share_high_pct"),
        "share_base", "share_method", "published_b2b_share_pct", "obs_status", "has_break", "has_unverified",
        pl.when("is_adjacent").then("before_time_period").alias("previous_time_period"),
        pl.when("is_adjacent").then("before_edition").alias("previous_edition"),
        *((one.cast(pl.Float64) / 1e6).cast(_PERCENT).alias(name) for name, one in millionths.items()),
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
    )  # fmt: skip


def _ago(rows: pl.LazyFrame, years: int) -> pl.LazyFrame:
    """Return what stood so many years before, under the period that it is before."""
    return rows.select(
        "group",
        pl.col("x") + years * pl.col("per_year"),
        pl.col("unit_measure", "b", "c").name.prefix(f"ago{years}_"),
    )


def _revision(basis: pl.LazyFrame, figure: pl.LazyFrame) -> pl.LazyFrame:
    point = ["definition", "area", "measure", "period", "segment"]
    prints = (
        figure.filter(pl.col("obs_value").is_not_null())
        .select(
            *point, "edition_number", "unit_measure", "obs_value", "value", "rounding", "rank", "is_forecast",
            "observation_id", "ref_area", "time_period",
            print_number=pl.col("edition_number").cast(pl.Int64) * 1000000 + pl.col("vintage"),
        )
        .sort(*point, "print_number")
    )  # fmt: skip
    is_again = pl.all_horizontal(pl.col(one) == pl.col(one).shift() for one in point)

    def before(name: str) -> pl.Expr:
        return pl.col(name).shift()

    is_same_edition = is_again & (pl.col("edition_number") == before("edition_number"))
    is_same_unit = pl.col("unit_measure") == before("unit_measure")
    is_changed = (
        is_again
        & ((pl.col("value") - before("value")).abs() * 2 > pl.col("rounding") + before("rounding") + 1e-7)
        & is_same_unit
        & (pl.col("is_forecast") == before("is_forecast"))
    )
    is_confirmed = (
        is_again
        & (pl.col("print_number") == before("print_number") + 1)
        & is_same_unit
        & (pl.col("obs_value") == before("obs_value"))
        & (pl.col("rounding") == before("rounding"))
        & (pl.col("rank") == before("rank"))
    )
    points = (
        prints.with_columns(
            is_same_edition=is_same_edition.fill_null(value=False),
            is_changed=is_changed.fill_null(value=False),
            is_confirmed=is_confirmed.fill_null(value=False),
        )
        .group_by(point)
        .agg(
            pl.col("ref_area", "time_period").first(),
            pl.col("unit_measure", "print_number").last(),
            first_number=pl.col("edition_number").first(),
            latest_number=pl.col("edition_number").last(),
            first_value=pl.col("obs_value").first(),
            latest_value=pl.col("obs_value").last(),
            first_double=pl.col("value").first(),
            latest_double=pl.col("value").last(),
            first_observation_id=pl.col("observation_id").first(),
            latest_observation_id=pl.col("observation_id").last(),
            editions=(~pl.col("is_same_edition")).sum(),
            vintages=(~pl.col("is_confirmed")).sum(),
            revisions=pl.col("is_changed").sum(),
            corrections=(pl.col("is_changed") & pl.col("is_same_edition")).sum(),
            revised_number=pl.col("edition_number").filter("is_changed").max(),
            is_forecast_met=pl.col("is_forecast").any() & ~pl.col("is_forecast").all(),
            is_one_unit=pl.col("unit_measure").n_unique() == 1,
        )
    )
    replaced = basis.join(basis, left_on=["publication", "basis"], right_on=["publication", "replaces"]).select(
        "definition", new="definition_right", succeeded_by_basis="basis_right"
    )
    later = points.select(
        "area", "measure", "period", "segment", new="definition", later_number="latest_number",
        succeeded_by_value="latest_value",
    )  # fmt: skip
    successor = (
        points.select(*point, "latest_number")
        .join(replaced, on="definition")
        .join(later, on=["new", "area", "measure", "period", "segment"])
        .filter(pl.col("later_number") > pl.col("latest_number"))
        .sort("new")
        .unique(point, keep="first")
        .select(*point, "succeeded_by_basis", "succeeded_by_value")
    )
    edition = figure.select("edition_number", "edition").unique()
    joined = points.join(successor, on=point, how="left").join(
        basis.select("definition", "publication", "basis"), on="definition"
    )
    for name, number in (("first_edition", "first_number"), ("latest_edition", "latest_number")):
        joined = joined.join(edition.rename({"edition_number": number, "edition": name}), on=number)
    joined = joined.join(
        edition.rename({"edition_number": "revised_number", "edition": "last_revised_in"}),
        on="revised_number",
        how="left",
    )
    is_revised = pl.col("revisions") > 0
    is_sized = is_revised & pl.col("is_one_unit") & ~pl.col("is_forecast_met")
    is_break = pl.col("succeeded_by_basis").is_not_null()
    change = pl.col("latest_double") - pl.col("first_double")
    return joined.select(
        "publication", "ref_area", "time_period", pl.col("segment", "measure").cast(pl.String), "basis",
        pl.col("unit_measure").cast(pl.String), "first_edition", "first_value", "latest_edition", "latest_value",
        pl.col("editions", "vintages", "revisions", "corrections").cast(pl.Int32), is_revised.alias("is_revised"),
        "last_revised_in",
        pl.when(is_sized).then(pl.col("latest_value") - pl.col("first_value")).cast(_MONEY).alias("revision_size"),
        pl.when(is_sized).then((_rounded(change * 1e8 / pl.col("first_double")) / 1e6).cast(_PERCENT)).alias("revision_pct"),
        is_break.alias("is_method_break"), "succeeded_by_basis", "succeeded_by_value",
        pl.when(is_break).then(pl.lit("method break")).when(pl.col("corrections") > 0).then(pl.lit("correction"))
        .when(is_revised).then(pl.lit("revision")).when("is_forecast_met").then(pl.lit("forecast met"))
        .when(pl.col("vintages") > 1).then(pl.lit("printed again")).otherwise(pl.lit("printed once")).alias("history"),
        "first_observation_id", "latest_observation_id",
    )  # fmt: skip


def _source_agreement(share: pl.LazyFrame) -> pl.LazyFrame:
    voice = pl.concat_str("publication", "basis", separator=" ")
    return (
        share.filter(pl.col("obs_status") != "F", pl.col("share").is_not_null())
        .with_columns(voice=voice)
        .sort("publication", "basis")
        .group_by("ref_area", "time_period", "measure", "comparability_group", maintain_order=False)
        .agg(
            pl.col("frequency").first(),
            pl.col("publication").unique().sort().alias("publications"),
            pl.len().cast(pl.Int32).alias("definitions"),
            pl.col("share").min().alias("min"),
            _rounded(pl.col("share").median()).alias("median"),
            pl.col("share").max().alias("max"),
            (pl.col("low").max() > pl.col("high").min()).alias("is_spread_beyond_rounding"),
            pl.col("voice").sort_by("share", "publication", "basis").first().alias("lowest"),
            pl.col("voice").sort_by("share", "publication", "basis").last().alias("highest"),
            pl.col("has_unverified").any(),
            pl.col("share_id").alias("share_ids"),
        )
        .with_columns(spread=pl.col("max") - pl.col("min"))
        .with_columns(_decimal("min", "median", "max", "spread"))
        .rename(
            {
                "min": "min_b2b_share_pct",
                "median": "median_b2b_share_pct",
                "max": "max_b2b_share_pct",
                "spread": "spread_pp",
            }
        )
    )

"""What each edition has of both sides of the market, and the way to a share that it offers."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.reading import POINT, Core


def chosen(core: Core) -> pl.LazyFrame:
    """Return the edition that counts of each point, with its figures, its names, and why it makes no share."""
    basis = core.basis
    part = (
        core.scan("basis_part")
        .join(basis.select("publication", "basis", "definition"), on=["publication", "basis"])
        .select("definition", "side", segment=pl.col("segment").cast(pl.Categorical))
    )
    sides = ["B2B", "B2C", "TOTAL", *part.select(pl.col("segment").unique()).collect()["segment"]]
    standing = (
        core.standing()
        .filter(
            pl.col("segment").is_in(sides),
            pl.col("value") >= 0,
            (pl.col("kind") == "level")
            | (pl.col("kind") == "share") & (pl.col("unit_measure") == "PCT") & (pl.col("value") <= 100),
        )
        .select(
            *POINT,
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
    point = [*POINT, "issue"]
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
    best = offered.group_by(POINT).agg(pl.col("preference").max())
    chosen = offered.join(best, on=[*POINT, "preference"])
    names_of = {
        "area": core.area,
        "period": core.period,
        "edition_number": core.edition.select("edition_number", "edition", "published_on"),
    }
    chosen = chosen.with_columns(edition_number=pl.col("issue") // 2)
    for number, names_ in names_of.items():
        chosen = chosen.join(names_, on=number)
    return chosen.join(_refused(offered, chosen, names_of), on=POINT, how="left")


def _refused(offered: pl.LazyFrame, chosen: pl.LazyFrame, names_of: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    series = ["definition", "area", "level"]
    refused = chosen.filter(pl.col("share_method").is_null())
    other = offered.join(names_of["period"], on="period").select(
        *series, "frequency", other_period="period", other_x="x", other_issue="issue",
        has_business=~pl.col("misses_business"), has_consumer=pl.col("c_value").is_not_null(),
    )  # fmt: skip
    is_same = pl.col("other_period") == pl.col("period")
    elsewhere = (
        refused.select(*POINT, "frequency", "misses_business", "x", "issue")
        .join(other, on=[*series, "frequency"])
        .filter(pl.when(pl.col("misses_business")).then(pl.col("has_business")).otherwise(pl.col("has_consumer")))
        .with_columns(distance=(pl.col("other_x") - pl.col("x")).abs() * 100000 + pl.col("other_x"))
        .group_by(POINT)
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
    return refused.join(elsewhere, on=POINT, how="left").select(
        *POINT,
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

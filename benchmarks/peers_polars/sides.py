"""What each edition has of both sides of the market, and the way to a share that it offers."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from benchmarks.peers_polars.arithmetic import FULL, half
from benchmarks.peers_polars.reading import Core, at

#: B2B, B2C and all segments as levels, B2B and B2C as printed shares.
SIDES = ("b", "c", "t", "bs", "cs")
METHODS = pl.Enum(["values", "published", "complement", "of_total"])
_FACTS = ["value", "half", "unit", "rank", "has_break", "is_unverified", "ids"]


def chosen(core: Core) -> pl.LazyFrame:
    """Return the edition that counts of each place, with its figures, and why it makes no share; sorted by place."""
    sided = _sided(core)
    found = _found(core, sided).collect().lazy()
    offered = _offered(core, _beside(found, sided, ["b", "c", "t"], ["value", "half", "unit"])).collect().lazy()
    issues = 2 * core.edition.height
    preferred = (
        offered.with_columns(preference=(pl.col("place") * 8 + pl.col("preference")) * issues + pl.col("issue"))
        .sort("preference")
        .filter((pl.col("place") != pl.col("place").shift(-1)).fill_null(value=True))
        .with_columns(
            has_b=pl.col("b").is_not_null(),
            # the figures of the business side that counts
            b=pl.when(pl.col("is_b_together") == pl.col("is_together")).then("b"),
            bs=pl.when(pl.col("is_bs_together") == pl.col("is_together")).then("bs"),
            period=pl.col("place") % core.count("time_period"),
        )
        .drop("b_value", "b_half", "c_value", "c_half", "t_value", "t_half", "preference")
        .collect()
        .lazy()
    )
    refused = _refused(core, offered, preferred)
    named = preferred.with_columns(**core.names(pl.col("place")))
    return _beside(named.drop("b_unit", "c_unit", "t_unit"), sided, SIDES, _FACTS).join(
        refused, on="place", how="left", maintain_order="left"
    )


def _sided(core: Core) -> pl.DataFrame:
    """Return the standing figures that shares are made of, and the sums of the parts of a side that is not printed."""
    segments, declared = core.code["segment"], core.basis["is_declared"]
    parts = _parts(core)
    wanted = {"B2B", "B2B_B2G", "B2C", "TOTAL", *parts["segment"].cast(pl.String)}
    is_wanted = pl.Series([segment in wanted for segment in segments.categories])
    standing = (
        core.standing()
        .filter(
            pl.col("value") >= 0,
            pl.col("is_level") | pl.col("is_share") & (pl.col("unit") == "PCT") & (pl.col("value") <= FULL),
            at(is_wanted, pl.col("segment").to_physical()),
            at(declared, pl.col("definition")),
        )
        .select(
            "place", "definition", "segment", "is_share", "value", "unit", "rank", "has_break", "is_unverified",
            half=half(pl.col("rounding")),
            issue=pl.col("edition_number") * 2 + (~pl.col("is_forecast")),
            ids="observation_id",
        )
        .collect()
    )  # fmt: skip
    return pl.concat([standing, _summed(core, standing.lazy(), parts).select(standing.columns).collect()])


def _parts(core: Core) -> pl.DataFrame:
    """Return the segments that make up the sides of a definition, and how many of them there are."""
    segments = core.code["segment"]
    named = core.basis.lazy().select("definition", pl.col("publication", "basis").cast(pl.String))
    return (
        core.scan("basis_part")
        .join(named, on=["publication", "basis"])
        .with_columns(pl.col("side").cast(segments), pl.col("segment").cast(segments, strict=False))
        .select("definition", "side", "segment", parts=pl.len().over("definition", "side"))
        .collect()
    )


def _summed(core: Core, standing: pl.LazyFrame, parts: pl.DataFrame) -> pl.LazyFrame:
    """Return the sides of which all parts are there, in one unit, but not the side itself; ids are joined by a space."""
    issues = 2 * core.edition.height
    in_parts = standing.filter(pl.col("definition").is_in(parts["definition"].unique().implode())).with_columns(
        spot=(pl.col("place") * issues + pl.col("issue")) * 2 + pl.col("is_share")
    )
    unit = pl.col("unit").to_physical()
    summed = []
    for side in parts["side"].unique().cast(pl.String):
        printed = in_parts.filter(pl.col("segment") == side).select("spot")
        summed.append(
            # figures of a place stand in the order of their segments, as their ids do then
            in_parts.join(
                parts.lazy().filter(pl.col("side") == side), on=["definition", "segment"], maintain_order="left"
            )
            .group_by("spot")
            .agg(
                pl.col("value", "half").sum(),
                pl.col("place", "issue", "is_share", "definition", "unit", "parts", "side").first(),
                pl.col("rank").max(),
                pl.col("has_break", "is_unverified").any(),
                pl.col("ids").str.join(" "),
                is_of_one_unit=unit.min() == unit.max(),
                found=pl.len(),
            )
            .filter(
                pl.col("found") == pl.col("parts"),
                "is_of_one_unit",
                ~pl.col("is_share") | (pl.col("value") - pl.col("half") <= FULL),
            )
            .join(printed, on="spot", how="anti")
            .rename({"side": "segment"})
        )
    return pl.concat(summed) if summed else standing.clear()


def _found(core: Core, sided: pl.DataFrame) -> pl.LazyFrame:
    """Return which rows of the sides an edition has of a place, for all that have the business side somewhere, or a share."""
    issues = 2 * core.edition.height
    rows = sided.lazy().select(
        "definition", "segment", "is_share", spot=pl.col("place") * issues + pl.col("issue")
    ).with_row_index("row")  # fmt: skip
    basis = core.basis.lazy().select("definition", "publication", "basis", "b2c_basis")
    consumer = basis.select("publication", pl.col("basis").cast(pl.String).alias("b2c_basis"), of="definition")
    further = (pl.col("definition") - pl.col("of")) * (core.count("ref_area", "measure", "time_period") * issues)
    consumer_of = basis.join(consumer, on=["publication", "b2c_basis"]).select(definition="of", further=further)
    is_share = pl.col("is_share")
    kept = ["spot", "row", "segment", "is_share"]
    part = pl.concat(
        [
            rows.filter(
                pl.col("segment").is_in(["B2B", "B2B_B2G"]) | (pl.col("segment") == "TOTAL") & ~is_share
            ).select(kept),
            rows.filter(pl.col("segment") == "B2C")
            .join(consumer_of, on="definition")
            .with_columns(pl.col("spot") + pl.col("further"))
            .select(kept),
        ]
    )

    def row(segment: str, *, share: bool = False) -> pl.Expr:
        return pl.when((pl.col("segment") == segment) & (is_share if share else ~is_share)).then("row").max()

    found = (
        part.group_by("spot")
        .agg(
            row("B2B").alias("b_alone"), row("B2B_B2G").alias("b_both"),
            row("B2B", share=True).alias("bs_alone"), row("B2B_B2G", share=True).alias("bs_both"),
            row("B2C").alias("c"), row("B2C", share=True).alias("cs"), row("TOTAL").alias("t"),
        )
        .with_columns(
            # together with sales to public authorities, where these are not told apart
            b=pl.coalesce("b_alone", "b_both"),
            bs=pl.coalesce("bs_alone", "bs_both"),
            is_b_together=pl.col("b_alone").is_null() & pl.col("b_both").is_not_null(),
            is_bs_together=pl.col("bs_alone").is_null() & pl.col("bs_both").is_not_null(),
            place=pl.col("spot") // issues,
            issue=pl.col("spot") % issues,
        )
        .drop("spot", "b_alone", "b_both", "bs_alone", "bs_both")
        .with_columns(
            has_business=pl.any_horizontal(pl.col("b", "bs").is_not_null()), series=pl.col("place") // core.count("time_period")
        )
        .collect()
        .lazy()
    )  # fmt: skip
    is_found = pl.col("has_business") | pl.col("cs").is_not_null()
    ever = found.filter("has_business").select("series").unique()
    alone = found.filter(~is_found, pl.col("c").is_not_null()).join(ever, on="series", how="semi")
    return pl.concat([found.filter(is_found), alone])


def _beside(rows: pl.LazyFrame, sided: pl.DataFrame, sides: Sequence[str], facts: Sequence[str]) -> pl.LazyFrame:
    """Return rows with such facts of their sides."""
    return rows.with_columns(at(sided[fact], pl.col(side)).alias(f"{side}_{fact}") for side in sides for fact in facts)


def _offered(core: Core, found: pl.LazyFrame) -> pl.LazyFrame:
    """Return the way to a share that each edition offers, if any, and how much it is preferred to others of the place."""
    definition = pl.col("place") // core.count("ref_area", "measure", "time_period")
    is_market = (core.basis["split_of"] == "market").fill_null(value=False)
    is_rest = core.basis["complement"].is_in(["B2B", "B2B_B2G"]).fill_null(value=False)
    b, t = pl.col("b_value"), pl.col("t_value")
    is_whole = (t > pl.col("t_half")) & (t + pl.col("t_half") + (pl.col("b_half") - b).fill_null(0) >= 0)
    is_above_zero = (b > 0).fill_null(value=False) | (pl.col("c_value") > 0).fill_null(value=False)
    has_b, has_c = pl.col("b").is_not_null(), pl.col("c").is_not_null()
    return (
        found.with_columns(
            definition=definition,
            is_total_of_b=((pl.col("t_unit") == pl.col("b_unit")) & is_whole).fill_null(value=False),
        )
        .with_columns(
            method=pl.when(~at(is_market, pl.col("definition")))
            .then(None)
            .when((pl.col("b_unit") == pl.col("c_unit")) & is_above_zero)
            .then(pl.lit("values", METHODS))
            .when(pl.col("bs").is_not_null())
            .then(pl.lit("published", METHODS))
            .when(pl.col("cs").is_not_null() & ~has_b & at(is_rest, pl.col("definition")))
            .then(pl.lit("complement", METHODS))
            .when(pl.col("is_total_of_b") & ~has_c)
            .then(pl.lit("of_total", METHODS)),
        )
        .with_columns(
            is_together=pl.when((pl.col("method") == "published") | ~has_b)
            .then("is_bs_together")
            .otherwise("is_b_together"),
            preference=pl.col("method").is_not_null().cast(pl.Int64) * 4
            + pl.col("issue") % 2 * 2
            + pl.col("has_business").cast(pl.Int64),
        )
        .with_columns(has_total=pl.col("is_total_of_b") & (pl.col("is_together") == pl.col("is_b_together")))
    )


def _refused(core: Core, offered: pl.LazyFrame, chosen: pl.LazyFrame) -> pl.LazyFrame:
    """Return why no share can be formed; where else the missing side stands is asked only where nothing else is in the way."""
    split_of = core.basis["split_of"]
    refused = chosen.filter(pl.col("method").is_null()).select(
        "place", "series", "issue", "period", "has_business", "b_unit", "c_unit",
        split_of=at(split_of, pl.col("definition")),
        frequency=at(core.period["frequency"], pl.col("period")),
        x=at(core.period["x"], pl.col("period")),
        is_other_measure=pl.col("has_b") & pl.col("cs").is_not_null(),
    ).collect().lazy()  # fmt: skip
    asked = refused.filter(
        pl.col("split_of") == "market",
        pl.col("b_unit").is_null() | pl.col("c_unit").is_null(),
        ~pl.col("is_other_measure"),
    ).select("place", "series", "issue", "frequency", "x", "period", "has_business")
    # the side that is missing elsewhere: B2B where has_business is false
    has = pl.concat(
        [
            offered.filter("has_business").select("place", "series", "issue", has_business=pl.lit(value=False)),
            offered.filter(pl.col("c").is_not_null()).select(
                "place", "series", "issue", has_business=pl.lit(value=True)
            ),
        ]
    )
    same = (
        asked.join(has, on=["place", "has_business"])
        .group_by("place")
        .agg(
            there=pl.col("issue_right").max() // 2,
            is_other_kind=(
                (pl.col("issue_right") // 2 == pl.col("issue") // 2) & (pl.col("issue_right") != pl.col("issue"))
            ).any(),
        )
    )
    period = pl.col("place_right") % core.count("time_period")
    near = (
        asked.join(same, on="place", how="anti")
        .join(has.unique(["place", "has_business"]), on=["series", "has_business"])
        .with_columns(
            near=period, near_x=at(core.period["x"], period), near_frequency=at(core.period["frequency"], period)
        )
        .filter(pl.col("near_frequency") == pl.col("frequency"))
        .group_by("place")
        .agg(
            near=((pl.col("near_x") - pl.col("x")).abs() * core.count("time_period") + pl.col("near")).min()
            % core.count("time_period")
        )
    )
    missing = pl.when("has_business").then(pl.lit("B2C")).otherwise(pl.lit("B2B"))
    name = core.period["time_period"].cast(pl.String)
    of = pl.format("{} of {}", missing, at(name, pl.col("period")))
    units = pl.col("b_unit").cast(pl.String), pl.col("c_unit").cast(pl.String)
    there = at(core.edition["edition"].cast(pl.String), pl.col("there"))
    return (
        refused.join(same, on="place", how="left")
        .join(near, on="place", how="left")
        .select(
            "place",
            refused=pl.when(pl.col("split_of").is_null())
            .then(pl.lit("the definition does not tell the sides of a market apart"))
            .when(pl.col("split_of") == "part")
            .then(pl.lit("the figures are of a part of the market only"))
            .when(pl.col("split_of") == "enterprises")
            .then(pl.lit("the figures count enterprises, not sales"))
            .when(pl.col("b_unit") != pl.col("c_unit"))
            .then(pl.format("B2B is in {}, B2C in {}", *units))
            .when(pl.col("b_unit") == pl.col("c_unit"))
            .then(pl.lit("both sides are zero"))
            .when("is_other_measure")
            .then(pl.lit("of B2B only the value is printed, of B2C only the share"))
            .when("is_other_kind")
            .then(pl.format("{} is a forecast, the other side is none", of))
            .when(pl.col("there").is_not_null())
            .then(pl.format("{} stands in another edition ({})", of, there))
            .when(pl.col("near").is_not_null())
            .then(pl.format("no {}; the nearest is of {}", of, at(name, pl.col("near"))))
            .otherwise(pl.format("no {} of this area under this definition", missing)),
        )
    )

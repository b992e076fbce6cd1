"""What each edition has of both sides of the market, and the way to a share that it offers."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from benchmarks.peers_polars.reading import DEFINITION_IN_PLACE, SERIES_IN_PLACE, Core

#: B2B, B2C and all segments as levels, B2B and B2C as printed shares: by what they are called, and their numbers.
_SIDES = ("b", "c", "t", "bs", "cs")
_FACTS = ["obs_value", "value", "half", "unit", "rank", "has_break", "is_unverified", "ids"]


def chosen(core: Core) -> pl.LazyFrame:
    """Return the edition that counts of each place, with its figures, its names, and why it makes no share."""
    sided = _sided(core)
    found = _found(core, sided.lazy()).collect()
    offered = _offered(core, _beside(found, sided, ["b", "c", "t"], ["value", "half", "unit"]).lazy()).collect()
    best = pl.col("preference") == pl.col("preference").max().over("place")
    chosen = _beside(offered.filter(best).drop("^._(value|half|unit)$"), sided, _SIDES, _FACTS).lazy()
    series = pl.col("place") // SERIES_IN_PLACE
    levels = pl.LazyFrame({"measure": core.measures.categories}).with_row_index("level")
    chosen = (
        chosen.with_columns(
            period=(pl.col("place") % SERIES_IN_PLACE).cast(pl.UInt32),
            level=(series % 2**8).cast(pl.UInt32),
            area=(series // 2**8 % 2**16).cast(pl.UInt32),
            edition_number=pl.col("issue") // 2,
        )
        .join(levels, on="level")
        .join(core.area, on="area")
        .join(core.period, on="period")
        .join(core.edition.select("edition_number", "edition", "published_on"), on="edition_number")
        .collect()
        .lazy()
    )
    return chosen.join(_refused(core, offered.lazy(), chosen), on="place", how="left")


def _sided(core: Core) -> pl.DataFrame:
    """Return the standing figures that shares are made of, and the sums of the parts of a side."""
    part = (
        core.scan("basis_part")
        .join(core.basis.select("publication", "basis", "definition"), on=["publication", "basis"])
        .select("definition", pl.col("side", "segment").cast(core.segments))
        .collect()
        .lazy()
    )
    segments = [*part.select(pl.col("segment").unique()).collect()["segment"], "B2B", "B2C", "TOTAL"]
    standing = (
        core.standing()
        .filter(
            pl.col("segment").is_in(segments),
            pl.col("value") >= 0,
            (pl.col("kind") == "level")
            | (pl.col("kind") == "share") & (pl.col("unit_measure") == "PCT") & (pl.col("value") <= 100),
        )
        .select(
            "place",
            "definition",
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
        .collect()
    )
    parts = part.group_by("definition", "side").agg(pl.len().alias("parts"))
    summed = (
        standing.lazy()
        .join(part, on=["definition", "segment"])
        .sort("segment")
        .group_by("place", "issue", "side", "is_share")
        .agg(
            pl.col("obs_value", "value", "half").sum(),
            pl.col("definition", "x", "unit").first(),
            pl.col("rank").max(),
            pl.col("has_break", "is_unverified").any(),
            pl.col("ids").str.join(" "),
            units=pl.col("unit").n_unique(),
            found=pl.len(),
        )
        .join(parts, on=["definition", "side"])
        .filter(pl.col("found") == pl.col("parts"), pl.col("units") == 1)
        .rename({"side": "segment"})
        .select(standing.columns)
        .collect()
    )
    return pl.concat([standing, summed])


def _found(core: Core, sided: pl.LazyFrame) -> pl.LazyFrame:
    """Return which rows of the sides an edition has of a place, for all that have the business side somewhere, or a share."""
    rows = sided.select("place", "definition", "issue", "x", "segment", "is_share").with_row_index("row")
    consumer_of = core.basis.join(
        core.basis, left_on=["publication", "basis"], right_on=["publication", "b2c_basis"]
    ).select(
        "definition", further=(pl.col("definition_right").cast(pl.Int64) - pl.col("definition")) * DEFINITION_IN_PLACE
    )
    kept = ["place", "issue", "x", "row", "side"]
    part = pl.concat(
        [
            rows.filter(pl.col("segment") == "B2B")
            .with_columns(side=pl.when("is_share").then(pl.lit("bs")).otherwise(pl.lit("b")))
            .select(kept),
            rows.filter(pl.col("segment") == "B2C")
            .join(consumer_of, on="definition")
            .with_columns(
                pl.col("place") + pl.col("further"), side=pl.when("is_share").then(pl.lit("cs")).otherwise(pl.lit("c"))
            )
            .select(kept),
            rows.filter(pl.col("segment") == "TOTAL", ~pl.col("is_share")).with_columns(side=pl.lit("t")).select(kept),
        ]
    )
    found = (
        part.group_by("place", "issue")
        .agg(pl.col("x").first(), *(pl.when(pl.col("side") == side).then("row").max().alias(side) for side in _SIDES))
        .with_columns(
            series=pl.col("place") // SERIES_IN_PLACE, misses_business=pl.all_horizontal(pl.col("b", "bs").is_null())
        )
        .collect()
        .lazy()
    )
    is_found = ~pl.col("misses_business") | pl.col("cs").is_not_null()
    ever = found.filter(~pl.col("misses_business")).select("series").unique()
    alone = found.filter(~is_found, pl.col("c").is_not_null()).join(ever, on="series", how="semi")
    return pl.concat([found.filter(is_found), alone])


def _beside(rows: pl.DataFrame, sided: pl.DataFrame, sides: Sequence[str], facts: list[str]) -> pl.DataFrame:
    """Return rows with such facts of their sides."""
    return rows.with_columns(sided[fact].gather(rows[side]).alias(f"{side}_{fact}") for side in sides for fact in facts)


def _offered(core: Core, found: pl.LazyFrame) -> pl.LazyFrame:
    """Return the way to a share that each edition offers, if any, and how much it is preferred to others of the place."""
    split = core.basis.select(
        "definition", "publication", "basis", "split_of", "complement", "comparable_as", "edi_included"
    )
    total = (
        (pl.col("t_unit") == pl.col("b_unit"))
        & (pl.col("t_value") > pl.col("t_half"))
        & (pl.col("t_value") + pl.col("t_half") >= pl.col("b_value") - pl.col("b_half"))
    )
    return (
        found.with_columns(definition=(pl.col("place") // DEFINITION_IN_PLACE).cast(pl.UInt32))
        .join(split, on="definition")
        .with_columns(has_total=total.fill_null(value=False))
        .with_columns(
            share_method=pl.when(pl.col("split_of").ne_missing("market"))
            .then(None)
            .when((pl.col("b_unit") == pl.col("c_unit")) & (pl.col("b_value") + pl.col("c_value") > 0))
            .then(pl.lit("values"))
            .when(pl.col("bs").is_not_null())
            .then(pl.lit("published"))
            .when(pl.col("cs").is_not_null() & pl.col("b").is_null() & (pl.col("complement") == "B2B"))
            .then(pl.lit("complement"))
            .when(pl.col("has_total") & pl.col("c").is_null())
            .then(pl.lit("of_total")),
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
    )


def _refused(core: Core, offered: pl.LazyFrame, chosen: pl.LazyFrame) -> pl.LazyFrame:
    """Return why no share can be formed; where else the missing side stands is asked only where nothing else is in the way."""
    refused = chosen.filter(pl.col("share_method").is_null())
    other = offered.select(
        "series", other_period=(pl.col("place") % SERIES_IN_PLACE).cast(pl.UInt32), other_x="x", other_issue="issue",
        has_business=~pl.col("misses_business"), has_consumer=pl.col("c").is_not_null(),
    ).join(core.period.select(other_period="period", frequency="frequency"), on="other_period")  # fmt: skip
    is_same = pl.col("other_period") == pl.col("period")
    elsewhere = (
        refused.filter(pl.col("split_of") == "market", ~(pl.col("b").is_not_null() & pl.col("c").is_not_null()))
        .select("place", "series", "period", "frequency", "misses_business", "x", "issue")
        .join(other, on=["series", "frequency"])
        .filter(pl.when(pl.col("misses_business")).then(pl.col("has_business")).otherwise(pl.col("has_consumer")))
        .with_columns(distance=(pl.col("other_x") - pl.col("x")).abs() * 100000 + pl.col("other_x"))
        .group_by("place")
        .agg(
            there=pl.col("other_issue").filter(is_same).max() // 2,
            is_other_kind=(
                is_same
                & (pl.col("other_issue") // 2 == pl.col("issue") // 2)
                & (pl.col("other_issue") != pl.col("issue"))
            ).any(),
            near=pl.col("other_period").filter(~is_same).sort_by(pl.col("distance").filter(~is_same)).first(),
        )
        .join(core.edition.select(there="edition_number", edition_there="edition"), on="there", how="left")
        .join(core.period.select(near="period", near_period="time_period"), on="near", how="left")
    )
    missing = pl.when(pl.col("misses_business")).then(pl.lit("B2B")).otherwise(pl.lit("B2C"))
    of = pl.format("{} of {}", missing, pl.col("time_period"))
    return refused.join(elsewhere, on="place", how="left").select(
        "place",
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
        .when(pl.col("b").is_not_null() & pl.col("cs").is_not_null())
        .then(pl.lit("of B2B only the value is printed, of B2C only the share"))
        .when("is_other_kind")
        .then(pl.format("{} is a forecast, the other side is none", of))
        .when(pl.col("edition_there").is_not_null())
        .then(pl.format("{} stands in another edition ({})", of, pl.col("edition_there")))
        .when(pl.col("near_period").is_not_null())
        .then(pl.format("no {}; the nearest is of {}", of, pl.col("near_period")))
        .otherwise(pl.format("no {} of this area under this definition", missing)),
    )

"""The mart revision."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import MONEY, PERCENT, decimals, percent
from benchmarks.peers_polars.reading import Core, at


def revision(core: Core) -> pl.LazyFrame:
    """Return what became of each figure over its prints."""
    points = _points(core).collect().lazy()
    segment, edition = core.code["segment"], core.edition["edition"]
    is_revised = pl.col("revisions") > 0
    is_met = (pl.col("forecasts") > 0) & (pl.col("forecasts") < pl.col("size"))
    is_sized = is_revised & (pl.col("other_units") == 0) & ~is_met
    is_break = pl.col("new").is_not_null()
    return (
        points.join(_successors(core, points), on="point", how="left", maintain_order="left")
        .with_columns(
            place=pl.col("point") // core.count("segment"),
            revision_size=pl.when(is_sized).then(pl.col("latest_value") - pl.col("first_value")),
        )
        .with_columns(
            segment=(pl.col("point") % core.count("segment")).cast(pl.UInt32).cat.to(segment),
            revision_pct=percent(pl.col("revision_size"), pl.col("first_value")),
            succeeded_by_basis=at(core.basis["basis"], pl.col("new")),
            **core.names(pl.col("place")),
        )
        .select(
            "publication", "ref_area", "time_period", "segment", "measure", "basis", pl.col("unit").alias("unit_measure"),
            at(edition, pl.col("first_number")).alias("first_edition"), decimals(MONEY, "first_value"),
            at(edition, pl.col("latest_number")).alias("latest_edition"), decimals(MONEY, "latest_value"),
            "editions", "vintages", "revisions", "corrections", is_revised.alias("is_revised"),
            at(edition, pl.col("revised_number")).alias("last_revised_in"),
            decimals(MONEY, "revision_size"), decimals(PERCENT, "revision_pct"), is_break.alias("is_method_break"),
            "succeeded_by_basis", decimals(MONEY, "succeeded_by_value"),
            pl.when(is_break).then(pl.lit("method break")).when(pl.col("corrections") > 0).then(pl.lit("correction"))
            .when(is_revised).then(pl.lit("revision")).when(is_met).then(pl.lit("forecast met"))
            .when(pl.col("vintages") > 1).then(pl.lit("printed again")).otherwise(pl.lit("printed once")).alias("history"),
            "first_observation_id", "latest_observation_id",
        )
    )  # fmt: skip


def _points(core: Core) -> pl.LazyFrame:
    """Return one row for each point: prints stand beside each other, so that all is counted by running sums."""
    printed = pl.col("value").is_not_null()
    is_again = pl.col("point") == pl.col("point").shift()

    def is_as_before(name: str, more: int = 0) -> pl.Expr:
        return pl.col(name) == pl.col(name).shift() + more

    is_same_edition, is_same_unit = is_again & is_as_before("edition_number"), is_as_before("unit_number")
    apart = (pl.col("value") - pl.col("value").shift()).abs() * 2
    is_changed = (
        is_again
        & (apart > pl.col("rounding") + pl.col("rounding").shift())
        & is_same_unit
        & is_as_before("is_forecast")
    )
    is_confirmed = (
        is_again
        & is_as_before("print", 1)
        & is_same_unit
        & is_as_before("value")
        & is_as_before("rounding")
        & is_as_before("rank")
    )
    counted = {
        "size": pl.col("point").is_not_null(),
        "editions": ~is_same_edition,
        "vintages": ~is_confirmed,
        "revisions": is_changed,
        "corrections": is_changed & is_same_edition,
        "forecasts": pl.col("is_forecast"),
        "other_units": is_again & ~is_same_unit,
    }
    latest = (pl.col("point") != pl.col("point").shift(-1)).fill_null(value=True)
    rows = (
        core.figure.filter(printed)
        .select(
            "point", "print", "edition_number", "value", "rounding", "rank", "is_forecast", "unit", "observation_id",
            unit_number=pl.col("unit").to_physical(),
        )
        .with_columns(
            *(flag.fill_null(value=name in ("editions", "vintages")).cast(pl.Int32).cum_sum().alias(name) for name, flag in counted.items()),
            revised_number=pl.when(is_changed).then("edition_number").forward_fill(),
            is_first=is_again.not_().fill_null(value=True),
            is_latest=latest,
        )
        .collect()
        .lazy()
    )  # fmt: skip
    first = rows.filter("is_first").select(
        first_number="edition_number", first_value="value", first_observation_id="observation_id"
    )
    last = (
        rows.filter("is_latest")
        .with_columns(pl.col(name) - pl.col(name).shift(fill_value=0) for name in counted)
        .select(
            "point", "unit", *counted, pl.when(pl.col("revisions") > 0).then("revised_number").alias("revised_number"),
            latest_number="edition_number", latest_value="value", latest_observation_id="observation_id",
        )
    )  # fmt: skip
    return pl.concat([last, first], how="horizontal")


def _successors(core: Core, points: pl.LazyFrame) -> pl.LazyFrame:
    """Return the figure of a point under the definition that replaces its own, where a later edition gives it."""
    basis = core.basis.lazy().select("publication", "basis", "replaces", new="definition")
    old = basis.select("publication", pl.col("basis").cast(pl.String).alias("replaces"), old="new")
    replaced = basis.join(old, on=["publication", "replaces"]).select("old", "new").collect().lazy()
    per_definition = core.count("ref_area", "measure", "time_period", "segment")
    step = (pl.col("new") - pl.col("old")) * per_definition
    later = points.select(new_point="point", later_number="latest_number", succeeded_by_value="latest_value")
    return (
        points.select("point", "latest_number", old=pl.col("point") // per_definition)
        .join(replaced, on="old")
        .with_columns(new_point=pl.col("point") + step)
        .join(later, on="new_point")
        .filter(pl.col("later_number") > pl.col("latest_number"))
        .sort("new")
        .unique("point", keep="first", maintain_order=True)
        .select("point", "new", "succeeded_by_value")
    )

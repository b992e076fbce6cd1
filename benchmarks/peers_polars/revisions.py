"""The mart revision."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import MONEY, PERCENT, rounded
from benchmarks.peers_polars.reading import DEFINITION_IN_PLACE, SEGMENTS, Core


def revision(core: Core) -> pl.LazyFrame:
    """Return what became of each figure over its prints."""
    points = _points(core)
    edition = core.edition.select("edition").collect()["edition"]
    joined = (
        points.with_columns(
            first_edition=edition.gather(points["first_number"]),
            latest_edition=edition.gather(points["latest_number"]),
            last_revised_in=edition.gather(points["revised_number"]),
        )
        .lazy()
        .join(_successors(core, points.lazy()), on="point", how="left")
        .join(core.basis.select("definition", "publication", "basis"), on="definition")
        .join(core.area, on="area")
        .join(core.period, on="period")
    )
    is_revised = pl.col("revisions") > 0
    is_met = (pl.col("forecasts") > 0) & (pl.col("forecasts") < pl.col("size"))
    is_sized = is_revised & (pl.col("other_units") == 0) & ~is_met
    is_break = pl.col("succeeded_by_basis").is_not_null()
    change = pl.col("value") - pl.col("first_double")
    return joined.select(
        "publication", "ref_area", "time_period", pl.col("segment", "measure").cast(pl.String), "basis",
        pl.col("unit_measure").cast(pl.String), "first_edition", "first_value", "latest_edition", "latest_value",
        "editions", "vintages", "revisions", "corrections", is_revised.alias("is_revised"),
        "last_revised_in",
        pl.when(is_sized).then(pl.col("latest_value") - pl.col("first_value")).cast(MONEY).alias("revision_size"),
        pl.when(is_sized).then((rounded(change * 1e8 / pl.col("first_double")) / 1e6).cast(PERCENT)).alias("revision_pct"),
        is_break.alias("is_method_break"), "succeeded_by_basis", "succeeded_by_value",
        pl.when(is_break).then(pl.lit("method break")).when(pl.col("corrections") > 0).then(pl.lit("correction"))
        .when(is_revised).then(pl.lit("revision")).when(is_met).then(pl.lit("forecast met"))
        .when(pl.col("vintages") > 1).then(pl.lit("printed again")).otherwise(pl.lit("printed once")).alias("history"),
        "first_observation_id", "latest_observation_id",
    )  # fmt: skip


def _points(core: Core) -> pl.DataFrame:
    """Return one row for each point: prints stand beside each other once sorted, so that all is counted by running sums."""
    figure = core.figure.collect()
    number = pl.col("edition_number")
    prints = (
        figure.lazy()
        .select(
            "point", "edition_number", "value", "rounding", "rank", "is_forecast",
            unit=pl.col("unit_measure").to_physical(), print_number=number.cast(pl.Int64) * 1000000 + pl.col("vintage"),
        )
        .with_row_index("row")
        .filter(pl.col("value").is_not_null())
        .sort("point", "print_number")
    )  # fmt: skip
    is_again = pl.col("point") == pl.col("point").shift()

    def is_as_before(name: str, more: int = 0) -> pl.Expr:
        return pl.col(name) == pl.col(name).shift() + more

    is_same_edition, is_same_unit = is_again & is_as_before("edition_number"), is_as_before("unit")
    apart = (pl.col("value") - pl.col("value").shift()).abs() * 2
    is_changed = (
        is_again
        & (apart > pl.col("rounding") + pl.col("rounding").shift() + 1e-7)
        & is_same_unit
        & is_as_before("is_forecast")
    )
    is_confirmed = (
        is_again
        & is_as_before("print_number", 1)
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
    rows = prints.with_columns(
        *(flag.fill_null(value=name in ("editions", "vintages")).cast(pl.Int32).cum_sum().alias(name) for name, flag in counted.items()),
        revised_number=pl.when(is_changed).then(number).forward_fill(),
        is_first=is_again.not_().fill_null(value=True),
        is_last=(pl.col("point") != pl.col("point").shift(-1)).fill_null(value=True),
    ).collect()  # fmt: skip
    first = rows.lazy().filter("is_first").select("row", "edition_number", "value").collect()
    latest = (
        rows.lazy()
        .filter("is_last")
        .with_columns(pl.col(name) - pl.col(name).shift(fill_value=0) for name in counted)
        .with_columns(revised_number=pl.when(pl.col("revisions") > 0).then("revised_number"))
        .collect()
    )
    first_figure, latest_figure = figure[first["row"]], figure[latest["row"]]
    return (
        latest.select(
            "point",
            "value",
            "size",
            "editions",
            "vintages",
            "revisions",
            "corrections",
            "forecasts",
            "other_units",
            "revised_number",
            latest_number="edition_number",
        )
        .with_columns(
            latest_figure.select(
                "definition",
                "area",
                "period",
                "segment",
                "measure",
                "unit_measure",
                latest_value="obs_value",
                latest_observation_id="observation_id",
            ).get_columns()
        )
        .with_columns(
            first_figure.select(
                first_number="edition_number",
                first_value="obs_value",
                first_double="value",
                first_observation_id="observation_id",
            ).get_columns()
        )
    )


def _successors(core: Core, points: pl.LazyFrame) -> pl.LazyFrame:
    """Return the figure of a point under the definition that replaces its own, where a later edition gives it."""
    basis = core.basis
    replaced = basis.join(basis, left_on=["publication", "basis"], right_on=["publication", "replaces"]).select(
        "definition", new="definition_right", succeeded_by_basis="basis_right"
    )
    step = (pl.col("new").cast(pl.Int64) - pl.col("definition")) * (DEFINITION_IN_PLACE * SEGMENTS)
    later = points.select(new_point="point", later_number="latest_number", succeeded_by_value="latest_value")
    return (
        points.select("point", "definition", "latest_number")
        .join(replaced, on="definition")
        .with_columns(new_point=pl.col("point") + step)
        .join(later, on="new_point")
        .filter(pl.col("later_number") > pl.col("latest_number"))
        .sort("new")
        .unique("point", keep="first")
        .select("point", "succeeded_by_basis", "succeeded_by_value")
    )

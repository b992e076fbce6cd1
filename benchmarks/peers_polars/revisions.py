"""The mart revision."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import MONEY, PERCENT, rounded
from benchmarks.peers_polars.reading import PRINTED, Core


def revision(core: Core) -> pl.LazyFrame:
    point, basis, figure = PRINTED, core.basis, core.figure
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
    edition = core.edition.select("edition_number", "edition")
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
        pl.when(is_sized).then(pl.col("latest_value") - pl.col("first_value")).cast(MONEY).alias("revision_size"),
        pl.when(is_sized).then((rounded(change * 1e8 / pl.col("first_double")) / 1e6).cast(PERCENT)).alias("revision_pct"),
        is_break.alias("is_method_break"), "succeeded_by_basis", "succeeded_by_value",
        pl.when(is_break).then(pl.lit("method break")).when(pl.col("corrections") > 0).then(pl.lit("correction"))
        .when(is_revised).then(pl.lit("revision")).when("is_forecast_met").then(pl.lit("forecast met"))
        .when(pl.col("vintages") > 1).then(pl.lit("printed again")).otherwise(pl.lit("printed once")).alias("history"),
        "first_observation_id", "latest_observation_id",
    )  # fmt: skip

"""The mart forecast_error."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import MONEY, PERCENT, decimals, percent
from benchmarks.peers_polars.reading import Core, at

_KEY = ["point", "unit"]


def forecast_error(core: Core) -> pl.LazyFrame:
    """Return each forecast beside the first and the newest figure that are none, of later editions."""
    day, edition = core.edition["published_on"], core.edition["edition"]
    printed = core.standing().filter(pl.col("value").is_not_null())
    figure = ["point", "unit", "edition_number", "value", "rounding", "observation_id"]
    forecast = printed.filter("is_forecast").select("segment", *figure, published_on=at(day, pl.col("edition_number")))
    forecast = forecast.with_row_index("forecast").collect().lazy()
    actual = (
        printed.filter(~pl.col("is_forecast"))
        .join(forecast, on=_KEY, how="semi", maintain_order="left")
        .select(figure)
        .with_row_index("actual")
        .collect()
    )
    met = (
        forecast.select(*_KEY, "published_on", "forecast")
        .join(actual.lazy().select(*_KEY, "actual", actual_on=at(day, pl.col("edition_number"))), on=_KEY)
        .filter(pl.col("actual_on") > pl.col("published_on"))
        .group_by("forecast")
        .agg(first=pl.col("actual").min(), latest=pl.col("actual").max())
    )
    error = pl.col("value") - pl.col("actual_value")
    return (
        forecast.join(met, on="forecast")
        .with_columns(
            **core.names(pl.col("point") // core.count("segment")),
            edition=at(edition, pl.col("edition_number")),
            actual_number=at(actual["edition_number"], pl.col("first")),
            actual_value=at(actual["value"], pl.col("first")),
            actual_rounding=at(actual["rounding"], pl.col("first")),
            actual_id=at(actual["observation_id"], pl.col("first")),
            latest_actual_value=at(actual["value"], pl.col("latest")),
        )
        .sort("publication", "ref_area", "time_period", "segment", "measure", "basis", "published_on", "edition")
        .with_columns(error=error, error_pct=percent(error, pl.col("actual_value")))
        .select(
            "publication", "edition", "published_on", "ref_area", "time_period", "segment", "measure", "basis",
            pl.col("unit").alias("unit_measure"),
            (pl.col("time_period").cast(pl.String).str.head(4).cast(pl.Int32) - pl.col("published_on").dt.year()).alias("years_ahead"),
            decimals(MONEY, "value").alias("forecast_value"),
            at(edition, pl.col("actual_number")).alias("actual_edition"),
            at(day, pl.col("actual_number")).alias("actual_published_on"),
            decimals(MONEY, "actual_value", "latest_actual_value", "error"), decimals(PERCENT, "error_pct"),
            (pl.col("error").abs() * 2 > pl.col("actual_rounding") + pl.col("rounding")).alias("is_error_beyond_rounding"),
            pl.concat_list("observation_id", "actual_id").alias("observation_ids"),
        )
    )  # fmt: skip

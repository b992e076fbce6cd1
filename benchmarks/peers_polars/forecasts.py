"""The mart forecast_error."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.arithmetic import MONEY, PERCENT, rounded
from benchmarks.peers_polars.reading import Core

_KEY = ["point", "unit_measure"]


def forecast_error(core: Core) -> pl.LazyFrame:
    """Return each forecast beside the first and the newest figure that are none, of later editions."""
    printed = core.standing().filter(pl.col("obs_value").is_not_null())
    forecast = (
        printed.filter("is_forecast")
        .select(
            *_KEY, "edition_number", "published_on", "edition", "publication", "basis", "ref_area", "time_period", "segment", "measure",
            "obs_value", "value", "rounding", "observation_id",
        )
        .collect()
    )  # fmt: skip
    actual = (
        printed.filter(~pl.col("is_forecast"))
        .join(forecast.lazy(), on=_KEY, how="semi")
        .select(*_KEY, "edition_number", "published_on", "edition", "obs_value", "value", "rounding", "observation_id")
        .sort("edition_number")
        .collect()
    )
    met = (
        forecast.lazy().select(*_KEY, "published_on").with_row_index("forecast")
        .join(actual.lazy().select(*_KEY, actual_on="published_on").with_row_index("actual"), on=_KEY)
        .filter(pl.col("actual_on") > pl.col("published_on"))
        .group_by("forecast")
        .agg(first=pl.col("actual").min(), latest=pl.col("actual").max())
        .collect()
    )  # fmt: skip
    beside = pl.concat(
        [
            forecast[met["forecast"]],
            actual[met["first"]].drop(_KEY).select(pl.all().name.prefix("actual_")),
            actual[met["latest"]].select(latest_actual_value="obs_value"),
        ],
        how="horizontal",
    ).lazy()
    error = pl.col("value") - pl.col("actual_value")
    return beside.select(
        "publication", "edition", "published_on", "ref_area", "time_period",
        pl.col("segment", "measure").cast(pl.String), "basis", pl.col("unit_measure").cast(pl.String),
        (pl.col("time_period").str.head(4).cast(pl.Int32) - pl.col("published_on").dt.year()).alias("years_ahead"),
        pl.col("obs_value").alias("forecast_value"), "actual_edition", "actual_published_on",
        pl.col("actual_obs_value").alias("actual_value"), "latest_actual_value",
        (pl.col("obs_value") - pl.col("actual_obs_value")).cast(MONEY).alias("error"),
        pl.when(pl.col("actual_value") > 0).then((rounded(error * 1e8 / pl.col("actual_value")) / 1e6).cast(PERCENT))
        .alias("error_pct"),
        (error.abs() * 2 > pl.col("actual_rounding") + pl.col("rounding") + 1e-7).alias("is_error_beyond_rounding"),
        pl.concat_list("observation_id", "actual_observation_id").alias("observation_ids"),
    )  # fmt: skip

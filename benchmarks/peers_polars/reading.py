"""The core tables as all marts read them: once, names beside their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

#: What a number of an area and a measure, or of a series, is multiplied by to make room for what follows it.
SERIES_IN_PLACE, DEFINITION_IN_PLACE, SEGMENTS = 2**16, 2**40, 2**4


@dataclass(frozen=True)
class Core:
    """The figures in memory: every vintage of each, and the names of what is numbered.

    A place is a definition, area, level and period in one number; the level of a measure is itself, or the one that it is a
    share of. A point is a definition, area, measure, period and segment in one number.
    """

    source: Path
    measures: pl.Enum
    segments: pl.Enum
    basis: pl.LazyFrame
    edition: pl.LazyFrame
    area: pl.LazyFrame
    period: pl.LazyFrame
    figure: pl.LazyFrame

    def standing(self) -> pl.LazyFrame:
        """Return the figures as they stand in their editions: no later vintage there, and not withdrawn."""
        return self.figure.filter(~pl.col("is_superseded"), ~pl.col("is_tombstone"))

    def scan(self, table: str) -> pl.LazyFrame:
        return pl.scan_parquet(self.source / f"{table}.parquet")


def read(source: Path) -> Core:
    """Return the core tables of a folder of Parquet files."""
    observation = pl.scan_parquet(source / "observation.parquet")
    basis = (
        observation.select("publication", "basis")
        .unique()
        .join(pl.scan_parquet(source / "basis.parquet"), on=["publication", "basis"], how="left")
        .sort("publication", "basis")
        .with_row_index("definition")
        .collect()
        .lazy()
    )
    edition = (
        observation.select("publication", "published_on", "edition")
        .unique()
        .sort("publication", "published_on", "edition")
        .with_row_index("edition_number")
        .collect()
        .lazy()
    )
    measures = _names(pl.scan_parquet(source / "measure.parquet"), "measure")
    segments = _names(observation, "segment")
    figure = _figures(source, basis, edition, measures, segments).collect()
    area = figure.lazy().group_by("area").agg(pl.col("ref_area").first()).collect().lazy()
    period = figure.lazy().group_by("period").agg(pl.col("time_period", "frequency").first()).collect().lazy()
    key = ["point", "edition_number", "vintage"]
    later = figure.lazy().filter(pl.col("vintage") > 1).select(*key[:-1], vintage=pl.col("vintage") - 1)
    superseded = figure.lazy().select(key).with_row_index("row").join(later, on=key, how="semi").select("row").collect()
    is_superseded = pl.repeat(value=False, n=figure.height, eager=True).scatter(superseded["row"], True)
    figure = figure.with_columns(is_superseded=is_superseded)
    return Core(source, measures, segments, basis, edition, area, period, figure.lazy())


def _names(table: pl.LazyFrame, column: str) -> pl.Enum:
    return pl.Enum(table.select(pl.col(column).unique()).collect()[column].sort())


def _figures(
    source: Path, basis: pl.LazyFrame, edition: pl.LazyFrame, measures: pl.Enum, segments: pl.Enum
) -> pl.LazyFrame:
    """Return every vintage of every figure, its names beside their numbers."""
    observation = pl.scan_parquet(source / "observation.parquet").select(
        "publication", "edition", "published_on", "ref_area", "time_period", "frequency", "segment", "measure", "basis",
        "unit_measure", "obs_value", "rounding_unit", "obs_status", "verification", "observation_id", "vintage",
        "is_tombstone",
    )  # fmt: skip
    measure = pl.scan_parquet(source / "measure.parquet").select(
        pl.col("measure", "kind"), level=pl.coalesce("of_measure", "measure").cast(measures).to_physical()
    )
    status = pl.scan_parquet(source / "obs_status.parquet").select("obs_status", "rank")
    series = pl.col("definition").cast(pl.Int64) * 2**16 + pl.col("area")
    period = pl.col("period")
    return (
        observation.join(edition, on=["publication", "published_on", "edition"])
        .join(basis.select("publication", "basis", "definition"), on=["publication", "basis"])
        .join(measure, on="measure")
        .join(status, on="obs_status")
        .with_columns(
            pl.col("ref_area").cast(pl.Categorical).to_physical().alias("area"),
            pl.col("time_period").cast(pl.Categorical).to_physical().alias("period"),
            pl.col("kind", "unit_measure").cast(pl.Categorical),
            pl.col("segment").cast(segments),
            pl.col("measure").cast(measures),
            value=pl.col("obs_value").cast(pl.Float64),
            rounding=pl.col("rounding_unit").cast(pl.Float64).fill_null(0),
            is_forecast=pl.col("obs_status") == "F",
            x=_period_number(),
        )
        .with_columns(
            place=(series * 2**8 + pl.col("level")) * SERIES_IN_PLACE + period,
            point=((series * 2**8 + pl.col("measure").to_physical()) * SERIES_IN_PLACE + period) * SEGMENTS
            + pl.col("segment").to_physical(),
        )
        .drop("level")
    )


def _period_number() -> pl.Expr:
    year = pl.col("time_period").str.head(4).cast(pl.Int64)
    quarter = pl.col("time_period").str.slice(6, 1).cast(pl.Int64, strict=False)
    return pl.when(pl.col("frequency") == "Q").then(year * 4 + quarter - 1).otherwise(year)

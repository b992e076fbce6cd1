"""All marts by hand in polars, lazily: what transforms/ is measured against.

Written for speed, and for any history that a warehouse admits: names are numbers in the order of the names while they are joined
and sorted by, figures are sorted once, so that what stands beside each other needs no join, and what is computed of amounts is
computed in whole numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.peers_polars import (
    forecasts,
    rates,
    reading,
    releases,
    revisions,
    series,
    shares,
    sides,
    sources,
    trend,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def build(connection: DuckDBPyConnection) -> None:
    """Compute every mart from core.*."""
    core = reading.read(connection)
    rate = rates.yearly_rate(core).collect().lazy()
    share = shares.shares(core, sides.chosen(core), rate).collect().lazy()
    _write(connection, segment_share=shares.segment_share(share))
    trends = trend.trends(core, share).collect().lazy()
    voices = sources.voices(core, trends).collect().lazy()
    _write(
        connection,
        yearly_rate=rate,
        share_trend=trend.share_trend(trends),
        series_trend=series.series_trend(core, trends),
        source_agreement=sources.source_agreement(voices),
        source_difference=sources.source_difference(voices),
        mainstream=sources.mainstream(core, voices),
        revision=revisions.revision(core),
        forecast_error=forecasts.forecast_error(core),
        freshness=releases.freshness(core),
        conversion_check=rates.conversion_check(core, rate),
    )


def _write(connection: DuckDBPyConnection, **marts: pl.LazyFrame) -> None:
    for name, mart in zip(marts, pl.collect_all(marts.values()), strict=True):
        connection.execute(f"CREATE OR REPLACE TABLE mart.{name} AS FROM mart")
        del mart

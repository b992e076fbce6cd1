"""The same marts by hand in pandas, for any history that a warehouse admits.

Names are Categoricals in the order of the names, amounts the decimals of Arrow. Percentages are whole millionths until they are
written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers_pandas import (
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
    revisions.revision(core)
    forecasts.forecast_error(core)
    releases.freshness(core)
    rate = rates.yearly_rate(core)
    rates.conversion_check(core, rate)
    share = shares.segment_share(core, sides.chosen(core), rate)
    trends = trend.share_trend(core, share)
    series.series_trend(core, trends)
    voice = sources.voices(trends)
    sources.source_agreement(core, voice)
    sources.source_difference(core, voice)
    sources.mainstream(core, voice)

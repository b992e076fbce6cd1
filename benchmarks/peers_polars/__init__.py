"""All marts by hand in polars, lazily: what transforms/ is measured against.

Written for speed, with all that a generated history allows: percentages are whole millionths, amounts DOUBLE (below 2^53
of the publisher's unit), names are numbers while they are joined by, exchange rates are printed once, and what no such
history has is left out: B2B and B2G together, half-years and months, secondary publications. The SQL has to cope with
all of it.
"""

from __future__ import annotations

from pathlib import Path

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


def build(source: Path, target: Path) -> None:
    """Write all marts as Parquet, from the core tables in Parquet."""
    core = reading.read(source)
    rate = rates.yearly_rate(core).collect().lazy()
    share = shares.shares(core, sides.chosen(core), rate).collect().lazy()
    _write(target, segment_share=shares.segment_share(share))
    trends = trend.trends(share).collect().lazy()
    voices = sources.voices(trends).collect().lazy()
    _write(
        target,
        yearly_rate=rate,
        share_trend=trend.share_trend(trends),
        series_trend=series.series_trend(trends),
        source_agreement=sources.source_agreement(voices),
        source_difference=sources.source_difference(voices),
        mainstream=sources.mainstream(voices),
        revision=revisions.revision(core),
        forecast_error=forecasts.forecast_error(core),
        freshness=releases.freshness(core),
        conversion_check=rates.conversion_check(core, rate),
    )


def _write(target: Path, **marts: pl.LazyFrame) -> None:
    for name, mart in marts.items():
        mart.sink_parquet(target / f"{name}.parquet")

"""All marts by hand in polars, lazily: what transforms/ is measured against.

Written for speed, and for any history that a warehouse admits: names are numbers in the order of the names while they are joined
and sorted by, figures are sorted once, so that what stands beside each other needs no join, and what is computed of amounts is
computed in whole numbers.
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
    trends = trend.trends(core, share).collect().lazy()
    voices = sources.voices(core, trends).collect().lazy()
    _write(
        target,
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


def _write(target: Path, **marts: pl.LazyFrame) -> None:
    pl.collect_all(
        mart.sink_parquet(target / f"{name}.parquet", compression="lz4", lazy=True) for name, mart in marts.items()
    )

"""The same marts by hand in pandas; see benchmarks/peers_polars for what both may take for granted."""

from __future__ import annotations

from pathlib import Path

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
from benchmarks.peers_pandas.arithmetic import PERCENTS, write


def build(source: Path, target: Path) -> None:
    """Write all marts as Parquet, from the core tables in Parquet."""
    core = reading.read(source)
    rate = rates.yearly_rate(core)
    write(rate, target / "yearly_rate.parquet")
    write(rates.conversion_check(core, rate), target / "conversion_check.parquet")
    write(releases.freshness(core), target / "freshness.parquet")
    share = shares.shares(core, sides.chosen(core), rate)
    write(share.drop(columns=shares.BESIDE).rename(columns=PERCENTS), target / "segment_share.parquet")
    trends, beside = trend.share_trend(share)
    del share
    write(trends, target / "share_trend.parquet")
    write(series.series_trend(trends, beside), target / "series_trend.parquet")
    voices = sources.voices(trends, beside)
    del trends, beside
    for mart in (sources.source_agreement, sources.source_difference, sources.mainstream):
        write(mart(voices), target / f"{mart.__name__}.parquet")
    write(revisions.revision(core), target / "revision.parquet")
    write(forecasts.forecast_error(core), target / "forecast_error.parquet")

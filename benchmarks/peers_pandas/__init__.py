"""The same marts by hand in pandas, with numpy and Arrow, for any history that a warehouse admits.

Names become numbers in the order of the names when they are read, and names again when a mart is written; what is between works
on whole columns of numbers. Amounts and percentages are whole numbers throughout.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers_pandas.columns import write
from benchmarks.peers_pandas.forecasts import forecast_error
from benchmarks.peers_pandas.rates import conversion_check, yearly_rate
from benchmarks.peers_pandas.reading import read
from benchmarks.peers_pandas.releases import freshness
from benchmarks.peers_pandas.revisions import revision
from benchmarks.peers_pandas.series import series_trend
from benchmarks.peers_pandas.shares import segment_share
from benchmarks.peers_pandas.sources import mainstream, read_voices, source_agreement, source_difference
from benchmarks.peers_pandas.trend import share_trend


def build(source: Path, target: Path) -> None:
    """Write all marts as Parquet, from the core tables in Parquet."""
    core = read(source)
    rate, rates = yearly_rate(core)
    write(rate, target / "yearly_rate.parquet")
    write(conversion_check(core, rates), target / "conversion_check.parquet")
    write(freshness(core), target / "freshness.parquet")
    write(revision(core), target / "revision.parquet")
    write(forecast_error(core), target / "forecast_error.parquet")
    shares = segment_share(core, rates)
    write(shares.mart, target / "segment_share.parquet")
    trends = share_trend(core, shares)
    write(trends.mart, target / "share_trend.parquet")
    write(series_trend(core, trends), target / "series_trend.parquet")
    voices = read_voices(core, shares, trends)
    for mart in (source_agreement, source_difference, mainstream):
        write(mart(voices), target / f"{mart.__name__}.parquet")

"""The mart freshness."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.reading import Core

_CADENCES = {"annual": "12mo", "half_yearly": "6mo", "quarterly": "3mo", "monthly": "1mo"}


def freshness(core: Core) -> pl.LazyFrame:
    """Return what each publication brought out last, and when the next is expected."""
    released = (
        core.scan("edition")
        .sort("published_on", "edition")
        .group_by("publication")
        .agg(
            pl.col("published_on", "edition").last().name.prefix("last_"),
            editions=pl.len().cast(pl.Int32),
        )
    )
    captured = core.scan("snapshot").group_by("publication").agg(last_captured_at=pl.col("captured_at").max())
    described = (
        core.standing()
        .filter(~pl.col("is_forecast"))
        .group_by("definition")
        .agg(pl.col("time_period").max())
        .join(core.basis.select("definition", "publication"), on="definition")
        .group_by("publication")
        .agg(last_time_period=pl.col("time_period").max())
    )
    return (
        core.scan("publication")
        .select("publication", "cadence")
        .join(released, on="publication", how="left")
        .join(described, on="publication", how="left")
        .join(captured, on="publication", how="left")
        .with_columns(
            expected_next_on=pl.col("last_published_on").dt.offset_by(pl.col("cadence").replace_strict(_CADENCES))
        )
    )

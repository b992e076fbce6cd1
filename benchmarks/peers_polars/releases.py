"""The mart freshness."""

from __future__ import annotations

import polars as pl

from benchmarks.peers_polars.reading import Core, at

_CADENCES = {"annual": "12mo", "half_yearly": "6mo", "quarterly": "3mo", "monthly": "1mo"}


def freshness(core: Core) -> pl.LazyFrame:
    """Return what each publication brought out last, and when the next is expected."""
    released = (
        core.scan("edition")
        .sort("published_on", "edition")
        .group_by("publication", maintain_order=True)
        .agg(
            pl.col("published_on", "edition").last().name.prefix("last_"),
            editions=pl.len().cast(pl.Int32),
        )
    )
    captured = core.scan("snapshot").group_by("publication").agg(last_captured_at=pl.col("captured_at").max())
    described = (
        core.standing()
        .filter(~pl.col("is_forecast"))
        .group_by("edition_number")
        .agg(period=(pl.col("place") % core.count("time_period")).max())
        .group_by(publication=at(core.edition["publication"], pl.col("edition_number")).cast(pl.String))
        .agg(last_time_period=pl.col("period").max())
        .with_columns(pl.col("last_time_period").cast(pl.UInt32).cat.to(core.code["time_period"]))
    )
    return (
        core.scan("publication")
        .filter(pl.col("standing") == "primary")
        .select("publication", "cadence")
        .join(released, on="publication", how="left")
        .join(described, on="publication", how="left")
        .join(captured, on="publication", how="left")
        .sort("publication")
        .select(
            "publication", "cadence", "last_edition", "last_published_on", "last_time_period", "last_captured_at", "editions",
            expected_next_on=pl.col("last_published_on").dt.offset_by(pl.col("cadence").replace_strict(_CADENCES)),
        )
    )  # fmt: skip

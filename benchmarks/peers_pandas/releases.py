"""The mart freshness."""

from __future__ import annotations

import pandas as pd

from benchmarks.peers_pandas.arithmetic import take
from benchmarks.peers_pandas.reading import Core
from benchmarks.peers_pandas.writing import DATE, INTEGER, MOMENT, TEXT, write

_CADENCES = {"annual": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}


def freshness(core: Core) -> None:
    """Write what each publication brought out last, and when the next is expected."""
    edition = core.read("SELECT publication, edition, published_on FROM core.edition").sort_values(
        ["published_on", "edition"]
    )
    released = edition.groupby("publication", as_index=False).agg(
        last_edition=("edition", "last"), last_published_on=("published_on", "last"), editions=("edition", "size")
    )
    captured = (
        core.read("SELECT publication, captured_at FROM core.snapshot").groupby("publication", as_index=False).max()
    )
    figure = core.figure
    printed = figure.loc[
        figure["is_standing"] & ~figure["is_forecast"], ["definition", "time_period"]
    ].drop_duplicates()
    printed["publication"] = take(core.basis["publication"], printed["definition"], printed.index).astype(object)
    described = printed.groupby("publication", as_index=False)["time_period"].max()
    out = core.read("SELECT publication, cadence FROM core.publication WHERE standing = 'primary'").sort_values(
        "publication"
    )
    for other in (released, captured, described):
        out = out.merge(other, how="left", on="publication")
    months = out["cadence"].map(_CADENCES)
    for month in months.unique():
        is_it = months == month
        out.loc[is_it, "expected_next_on"] = out.loc[is_it, "last_published_on"] + pd.DateOffset(months=month)
    out = out.rename(columns={"captured_at": "last_captured_at", "time_period": "last_time_period"})
    write(
        core, "freshness", out, (TEXT, "publication cadence last_edition"), (DATE, "last_published_on"), (TEXT, "last_time_period"),
        (MOMENT, "last_captured_at"), (INTEGER, "editions"), (DATE, "expected_next_on"),
    )  # fmt: skip

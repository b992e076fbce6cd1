"""The mart freshness."""

from __future__ import annotations

import pandas as pd

from benchmarks.peers_pandas.reading import Core

_CADENCES = {"annual": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}


def freshness(core: Core) -> pd.DataFrame:
    """Return what each publication brought out last, and when the next is expected."""
    figure, names = core.figure, core.names
    edition = core.read("edition").sort_values(["published_on", "edition"])
    released = edition.groupby("publication", as_index=False).agg(
        last_edition=("edition", "last"), last_published_on=("published_on", "last"), editions=("edition", "size")
    )
    captured = core.read("snapshot").groupby("publication", as_index=False)["captured_at"].max()
    printed = figure.loc[figure["is_standing"] & ~figure["is_forecast"], ["definition", "period"]].drop_duplicates()
    printed["time_period"] = names["period"].to_numpy(object)[printed["period"]]
    printed["publication"] = core.basis["publication"].to_numpy(object)[printed["definition"]]
    described = printed.groupby("publication", as_index=False)["time_period"].max()
    out = core.read("publication")[["publication", "cadence"]]
    for other in (released, captured, described):
        out = out.merge(other, how="left", on="publication")
    months = out["cadence"].map(_CADENCES)
    expected = [
        day + pd.DateOffset(months=month)
        for day, month in zip(pd.to_datetime(out["last_published_on"]), months, strict=True)
    ]
    out["expected_next_on"] = pd.Series(expected).dt.date
    return out.rename(columns={"captured_at": "last_captured_at", "time_period": "last_time_period"})

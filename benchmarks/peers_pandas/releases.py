"""The mart freshness."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.reading import Core

_CADENCES = {"annual": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}


def freshness(core: Core) -> pd.DataFrame:
    """Return what each publication brought out last, and when the next is expected."""
    edition = core.read("edition").sort_values(["published_on", "edition"])
    released = edition.groupby("publication").agg(
        last_edition=("edition", "last"), last_published_on=("published_on", "last"), editions=("edition", "size")
    )
    captured = core.read("snapshot").groupby("publication")["captured_at"].max()
    figures = core.figures
    is_described = figures.column("is_standing") & ~figures.column("is_forecast")
    publications = core.basis["publication_number"].to_numpy()[figures.column("definition")]
    # the figures of a publication stand together
    starts = columns.starts_of(publications)
    last = np.full(len(core.names["publication"]), -1)
    last[publications[starts]] = np.maximum.reduceat(np.where(is_described, figures.column("period"), -1), starts)
    publication = core.read("publication").query("standing == 'primary'").sort_values("publication")
    name = publication["publication"]
    released = released.reindex(name)
    number = core.number("publication", name)
    published_on = pd.to_datetime(released["last_published_on"]).to_numpy("datetime64[D]")
    return pd.DataFrame(
        {
            "publication": name, "cadence": publication["cadence"], "last_edition": released["last_edition"].array,
            "last_published_on": columns.days(published_on),
            "last_time_period": core.named("time_period", np.where(number >= 0, last[number], -1)),
            "last_captured_at": captured.reindex(name).array,
            "editions": released["editions"].astype("Int32").array,
            "expected_next_on": columns.days(_months_later(published_on, publication["cadence"].map(_CADENCES).to_numpy())),
        }
    )  # fmt: skip


def _months_later(day: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Return the same day of a later month, or its last one."""
    month = day.astype("datetime64[M]")
    later = month + months
    last = (later + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(later.astype("datetime64[D]") + (day - month.astype("datetime64[D]")), last)

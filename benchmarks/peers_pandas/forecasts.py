"""The mart forecast_error."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import percent, to_arrow
from benchmarks.peers_pandas.reading import Core


def forecast_error(core: Core) -> pd.DataFrame:
    """Return each forecast beside the first and the newest figure that are none, of later editions."""
    figures, editions = core.figures, core.edition
    is_printed = figures.column("is_standing") & figures.value.known
    is_forecast, point, unit, edition = (figures.column(name) for name in ("is_forecast", "point", "unit", "edition"))
    name, day = editions["name"].to_numpy(), editions["day"].to_numpy()
    forecasts, actual = np.flatnonzero(is_printed & is_forecast), np.flatnonzero(is_printed & ~is_forecast)
    points = np.unique(point[forecasts])
    actual = actual[columns.found_in(points, point[actual]) >= 0]
    units, numbers = core.bounds("unit", "edition")

    def kind(rows: np.ndarray) -> np.ndarray:
        return columns.key((columns.found_in(points, point[rows]), len(points)), (unit[rows], units))

    # figures of a point in one unit stand together, by edition
    actual = actual[np.lexsort((edition[actual], kind(actual)))]
    kinds, wanted = kind(actual), kind(forecasts)
    # the first edition of a later day: the one after the last of the same publication and day
    starts = columns.starts_of(editions["publication_number"].to_numpy(), day)
    sizes = columns.sizes_of(starts, len(editions))
    later = np.repeat(starts + sizes, sizes)
    first = np.searchsorted(kinds * (numbers + 1) + edition[actual], wanted * (numbers + 1) + later[edition[forecasts]])
    end = np.searchsorted(kinds, wanted, side="right")
    is_met = first < end
    forecasts, first, latest = forecasts[is_met], actual[first[is_met]], actual[end[is_met] - 1]
    rows = figures.rows.take(forecasts)
    basis = core.basis.take(rows["definition"])
    publication, basis_number = basis["publication_number"].to_numpy(), basis["basis_number"].to_numpy()
    order = np.lexsort(
        (rows["edition"], basis_number, *(rows[part] for part in ("measure", "segment", "period", "area")), publication)
    )
    expected, first, latest = figures.take(forecasts[order]), figures.take(first[order]), latest[order]
    rows, publication, basis_number = expected.rows, publication[order], basis_number[order]
    error = expected.value - first.value
    made, met = expected.column("edition"), first.column("edition")
    year = day[made].astype("datetime64[D]").astype("datetime64[Y]").astype("int32") + 1970
    return pd.DataFrame(
        {
            "publication": core.named("publication", publication), "edition": core.named("edition", name[made]),
            "published_on": columns.days(day[made]), "ref_area": core.named("ref_area", rows["area"]),
            "time_period": core.named("time_period", rows["period"]), "segment": core.named("segment", rows["segment"]),
            "measure": core.named("measure", rows["measure"]), "basis": core.named("basis", basis_number),
            "unit_measure": core.named("unit_measure", rows["unit"]),
            "years_ahead": (core.period["year"].to_numpy()[rows["period"]] - year).astype("int32"),
            "forecast_value": to_arrow(expected.value), "actual_edition": core.named("edition", name[met]),
            "actual_published_on": columns.days(day[met]), "actual_value": to_arrow(first.value),
            "latest_actual_value": to_arrow(figures.value.take(latest)), "error": to_arrow(error),
            "error_pct": columns.percentages(percent(error, first.value)),
            "is_error_beyond_rounding": abs(error).times(2) > first.rounding + expected.rounding,
            "observation_ids": columns.lists(
                columns.texts(np.column_stack([expected.ids, first.ids]).ravel()), np.full(len(rows), 2)
            ),
        }
    )  # fmt: skip

"""The mart forecast_error."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import rounded
from benchmarks.peers_pandas.reading import Core


def forecast_error(core: Core) -> pd.DataFrame:
    """Return each forecast beside the first and the newest figure that are none, of later editions."""
    figure, names = core.figure, core.names
    is_printed = figure["is_standing"] & figure["value"].notna()
    forecast = figure.loc[
        is_printed & figure["is_forecast"],
        ["point", "definition", "area", "measure", "period", "segment", "edition_number", "unit_measure", "value",
         "rounding", "observation_id"],
    ]  # fmt: skip
    actual = figure.loc[
        is_printed & ~figure["is_forecast"] & figure["point"].isin(forecast["point"]),
        ["point", "edition_number", "unit_measure", "value", "rounding", "observation_id"],
    ]
    actual = actual.sort_values("edition_number", ignore_index=True)
    day = names["day"]
    met = _placed(forecast, day).merge(_placed(actual, day), on="key", suffixes=("", "_actual"))
    met = met[met["day_actual"] > met["day"]]
    met = met.groupby("place")["place_actual"].agg(["min", "max"])
    forecast, first = forecast.iloc[met.index].reset_index(drop=True), actual.iloc[met["min"]].reset_index(drop=True)
    year = names["period"].to_series().str[:4].astype("int32").to_numpy()[forecast["period"]]
    known = core.basis.iloc[forecast["definition"]]
    published_on = names["published_on"].take(forecast["edition_number"])
    error = forecast["value"] - first["value"]
    ids = zip(forecast["observation_id"], first["observation_id"], strict=True)
    return pd.DataFrame(
        {
            "publication": known["publication"].array, "edition": names["edition"][forecast["edition_number"]],
            "published_on": published_on, "ref_area": names["area"].to_numpy(object)[forecast["area"]],
            "time_period": names["period"].to_numpy(object)[forecast["period"]], "segment": forecast["segment"].astype(object),
            "measure": forecast["measure"].astype(object), "basis": known["basis"].array,
            "unit_measure": forecast["unit_measure"].astype(object),
            "years_ahead": year - day[forecast["edition_number"]].astype("datetime64[Y]").astype("int32") - 1970,
            "forecast_value": forecast["value"], "actual_edition": names["edition"][first["edition_number"]],
            "actual_published_on": names["published_on"].take(first["edition_number"]), "actual_value": first["value"],
            "latest_actual_value": actual["value"].to_numpy()[met["max"]], "error": error,
            "error_pct": rounded(error * 1e8 / first["value"]).where(first["value"] > 0),
            "is_error_beyond_rounding": error.abs() * 2 > first["rounding"] + forecast["rounding"] + 1e-7,
            "observation_ids": list(map(list, ids)),
        }
    )  # fmt: skip


def _placed(rows: pd.DataFrame, day: np.ndarray) -> pd.DataFrame:
    """Return the places of rows beside what they are matched by: the point and its unit in one number, and the day."""
    key = rows["point"].to_numpy() * 256 + rows["unit_measure"].cat.codes.to_numpy("int64")
    return pd.DataFrame({"key": key, "day": day[rows["edition_number"]], "place": np.arange(len(rows))})

"""The mart forecast_error."""

from __future__ import annotations

from benchmarks.peers_pandas.arithmetic import MONEY, PERCENT, joined, percent, take
from benchmarks.peers_pandas.reading import POINT, Core
from benchmarks.peers_pandas.writing import BOOLEAN, DATE, INTEGER, TEXT, TEXTS, write

_KEY = ["point", "unit_measure"]


def forecast_error(core: Core) -> None:
    """Write each forecast beside the first and the newest figure that are none, of later editions."""
    day, edition = core.edition["published_on"], core.edition["edition"]
    figure, facts = core.figure, [*_KEY, "edition_number", "value", "rounding", "observation_id"]
    forecast = figure.loc[figure["is_there"] & figure["is_forecast"], ["definition", *POINT[2:], *facts]]
    forecast = forecast.assign(published_on=take(day, forecast["edition_number"], forecast.index))
    is_actual = figure["is_there"] & ~figure["is_forecast"] & figure["point"].isin(forecast["point"])
    actual = figure.loc[is_actual, facts]
    actual = actual.assign(published_on=take(day, actual["edition_number"], actual.index))
    met = forecast.reset_index(names="forecast").merge(actual, on=_KEY, suffixes=("", "_actual"))
    met = met[(met["published_on_actual"] > met["published_on"]).astype(bool)]
    # the figures of a point stand in the order of their editions
    latest = met.drop_duplicates("forecast", keep="last")["value_actual"].array
    out = met.drop_duplicates("forecast").assign(latest_actual_value=latest)
    out["publication"] = take(core.basis["publication"], out["definition"], out.index)
    out["basis"] = take(core.basis["basis"], out["definition"], out.index)
    order = ["publication", "ref_area", "time_period", "segment", "measure", "basis", "edition_number"]
    out = out.sort_values(order, ignore_index=True)
    error = out["value"] - out["value_actual"]
    apart = error.abs()
    out = out.assign(
        edition=take(edition, out["edition_number"]), actual_edition=take(edition, out["edition_number_actual"]), error=error,
        years_ahead=take(core.period["year"], out["time_period"].cat.codes) - out["published_on"].dt.year,
        error_pct=percent(error, out["value_actual"]),
        is_error_beyond_rounding=apart + apart > out["rounding_actual"] + out["rounding"],
        observation_ids=joined(" ", out["observation_id"], out["observation_id_actual"]).str.split(" "),
    ).rename(
        columns={"value": "forecast_value", "published_on_actual": "actual_published_on", "value_actual": "actual_value"}
    )  # fmt: skip
    write(
        core, "forecast_error", out, (TEXT, "publication edition"), (DATE, "published_on"),
        (TEXT, "ref_area time_period segment measure basis unit_measure"), (INTEGER, "years_ahead"), (MONEY, "forecast_value"),
        (TEXT, "actual_edition"), (DATE, "actual_published_on"), (MONEY, "actual_value latest_actual_value error"),
        (PERCENT, "error_pct"), (BOOLEAN, "is_error_beyond_rounding"), (TEXTS, "observation_ids"),
    )  # fmt: skip

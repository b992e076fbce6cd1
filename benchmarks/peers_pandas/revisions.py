"""The mart revision."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import rounded
from benchmarks.peers_pandas.reading import Core


def revision(core: Core) -> pd.DataFrame:
    """Return what became of each figure over its prints."""
    basis, figure, names = core.basis, core.figure, core.names
    point = ["definition", "area", "measure", "period", "segment"]
    columns = [
        "point", *point, "edition_number", "unit_measure", "value", "rounding", "rank", "is_forecast", "observation_id",
    ]  # fmt: skip
    rows = figure.loc[figure["value"].notna(), columns].copy()
    rows["print_number"] = rows["edition_number"].astype("int64") * 1000000 + figure["vintage"].astype("int64")
    rows["unit_measure_number"] = rows["unit_measure"].cat.codes.astype("int64")
    rows = rows.sort_values(["point", "print_number"], ignore_index=True)
    before = rows[["point", "print_number", "edition_number", "unit_measure_number", "value", "rounding", "rank",
                   "is_forecast"]].shift()  # fmt: skip
    is_again = rows["point"] == before["point"]
    is_same_edition = is_again & (rows["edition_number"] == before["edition_number"])
    is_same_unit = rows["unit_measure_number"] == before["unit_measure_number"]
    is_changed = (
        is_again
        & ((rows["value"] - before["value"]).abs() * 2 > rows["rounding"] + before["rounding"] + 1e-7)
        & is_same_unit
        & (rows["is_forecast"] == before["is_forecast"])
    )
    is_confirmed = (
        is_again & (rows["print_number"] == before["print_number"] + 1) & is_same_unit & (rows["value"] == before["value"])
        & (rows["rounding"] == before["rounding"]) & (rows["rank"] == before["rank"])
    )  # fmt: skip
    starts = np.flatnonzero(~is_again)
    ends = np.append(starts[1:], len(rows)) - 1
    first, latest = rows.iloc[starts].reset_index(drop=True), rows.iloc[ends].reset_index(drop=True)

    def counted(flags: pd.Series) -> np.ndarray:
        return np.add.reduceat(flags.to_numpy("int64"), starts)

    editions, vintages = counted(~is_same_edition), counted(~is_confirmed)
    revisions, corrections = counted(is_changed), counted(is_changed & is_same_edition)
    revised = np.maximum.reduceat(np.where(is_changed, rows["edition_number"], -1), starts)
    forecasts, sizes = counted(rows["is_forecast"]), ends - starts + 1
    is_met = (forecasts > 0) & (forecasts < sizes)
    units = rows["unit_measure_number"].to_numpy()
    is_one_unit = np.maximum.reduceat(units, starts) == np.minimum.reduceat(units, starts)
    replaced = basis.merge(basis, left_on=["publication", "basis"], right_on=["publication", "replaces"])
    replaced = replaced[["definition_x", "definition_y", "basis_y"]].set_axis(
        ["definition", "new", "succeeded_by_basis"], axis=1
    )
    place = ["area", "measure", "period", "segment"]
    later = latest[["definition", *place, "edition_number", "value"]].rename(
        columns={"definition": "new", "edition_number": "later_number", "value": "succeeded_by_value"}
    )
    successor = latest[[*point, "edition_number"]].merge(replaced).merge(later, on=["new", *place])
    successor = successor[successor["later_number"] > successor["edition_number"]]
    successor = successor.sort_values("new").drop_duplicates(point)[
        [*point, "succeeded_by_basis", "succeeded_by_value"]
    ]
    succeeded = latest[point].merge(successor, how="left", on=point)
    known = basis.set_index("definition")[["publication", "basis"]].loc[first["definition"]]
    edition = names["edition"]
    is_revised, is_break = revisions > 0, succeeded["succeeded_by_basis"].notna().to_numpy()
    is_sized = is_revised & is_one_unit & ~is_met
    change = (latest["value"] - first["value"]).where(is_sized)
    return pd.DataFrame(
        {
            "publication": known["publication"].to_numpy(object),
            "ref_area": names["area"].to_numpy(object)[first["area"]],
            "time_period": names["period"].to_numpy(object)[first["period"]],
            "segment": first["segment"].astype(object), "measure": first["measure"].astype(object),
            "basis": known["basis"].to_numpy(object), "unit_measure": latest["unit_measure"].astype(object),
            "first_edition": edition[first["edition_number"]], "first_value": first["value"],
            "latest_edition": edition[latest["edition_number"]], "latest_value": latest["value"],
            "editions": editions, "vintages": vintages, "revisions": revisions, "corrections": corrections,
            "is_revised": is_revised,
            "last_revised_in": np.where(revised >= 0, edition[np.maximum(revised, 0)], None),
            "revision_size": change,
            "revision_pct": rounded(change * 1e8 / first["value"]).where(first["value"] > 0),
            "is_method_break": is_break, "succeeded_by_basis": succeeded["succeeded_by_basis"].astype(object),
            "succeeded_by_value": succeeded["succeeded_by_value"],
            "history": np.select(
                [is_break, corrections > 0, is_revised, is_met, vintages > 1],
                ["method break", "correction", "revision", "forecast met", "printed again"],
                default="printed once",
            ),
            "first_observation_id": first["observation_id"], "latest_observation_id": latest["observation_id"],
        }
    )  # fmt: skip

"""The mart revision."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers_pandas.arithmetic import MONEY, PERCENT, coded, percent, take
from benchmarks.peers_pandas.reading import POINT, Core
from benchmarks.peers_pandas.writing import BOOLEAN, INTEGER, TEXT, write


def revision(core: Core) -> None:
    """Write what became of each figure over its prints."""
    figure = core.figure
    rows = figure.loc[
        figure["is_printed"],
        ["point", "definition", *POINT[2:], "edition_number", "vintage", "unit_measure", "value", "rounding", "obs_status",
         "is_forecast", "observation_id"],
    ].reset_index(drop=True)  # fmt: skip
    out = _counted(rows)
    successor = _successors(core, out)
    out = out.merge(successor, how="left", on="point")
    basis, edition = core.basis, core.edition["edition"]
    is_met = (out["forecasts"] > 0) & (out["forecasts"] < out["prints"])
    is_revised, is_break = out["revisions"] > 0, out["new"].notna()
    size = (out["value"] - out["first_value"]).where(is_revised & (out["other_units"] == 0) & ~is_met)
    out = out.assign(
        publication=take(basis["publication"], out["definition"]), basis=take(basis["basis"], out["definition"]),
        first_edition=take(edition, out["first_number"]), latest_edition=take(edition, out["edition_number"]),
        last_revised_in=take(edition, out["revised_number"].fillna(-1).astype("int64")), is_revised=is_revised,
        revision_size=size, revision_pct=percent(size, out["first_value"]), is_method_break=is_break,
        succeeded_by_basis=take(basis["basis"], out["new"].fillna(-1).astype("int64")),
        history=np.select(
            [is_break, out["corrections"] > 0, is_revised, is_met, out["vintages"] > 1],
            ["method break", "correction", "revision", "forecast met", "printed again"],
            default="printed once",
        ),
    ).rename(columns={"value": "latest_value", "observation_id": "latest_observation_id"})  # fmt: skip
    write(
        core, "revision", out, (TEXT, "publication ref_area time_period segment measure basis unit_measure first_edition"),
        (MONEY, "first_value"), (TEXT, "latest_edition"), (MONEY, "latest_value"),
        (INTEGER, "editions vintages revisions corrections"), (BOOLEAN, "is_revised"), (TEXT, "last_revised_in"),
        (MONEY, "revision_size"), (PERCENT, "revision_pct"), (BOOLEAN, "is_method_break"), (TEXT, "succeeded_by_basis"),
        (MONEY, "succeeded_by_value"), (TEXT, "history first_observation_id latest_observation_id"),
    )  # fmt: skip


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the newest print of each point, with the first one, and how often it was printed and changed."""
    before = rows[["point", "edition_number", "vintage", "value", "rounding", "is_forecast"]].shift()
    unit, status = (rows[name].cat.codes for name in ("unit_measure", "obs_status"))
    is_again = rows["point"] == before["point"]
    is_same_edition = is_again & (rows["edition_number"] == before["edition_number"])
    is_same_unit = unit == unit.shift()
    apart = (rows["value"] - before["value"]).abs()
    is_changed = is_again & is_same_unit & (rows["is_forecast"] == before["is_forecast"])
    is_changed &= (apart + apart > rows["rounding"] + before["rounding"]).fillna(value=False).astype(bool)
    is_confirmed = (
        is_same_edition & is_same_unit & (rows["vintage"] == before["vintage"] + 1) & (status == status.shift())
    )
    for name in ("value", "rounding"):
        is_confirmed &= (rows[name] == before[name]).fillna(value=False).astype(bool)
    flags = pd.DataFrame(
        {"prints": True, "editions": ~is_same_edition, "vintages": ~is_confirmed, "revisions": is_changed,
         "corrections": is_changed & is_same_edition, "forecasts": rows["is_forecast"], "other_units": is_again & ~is_same_unit}
    )  # fmt: skip
    counts = flags.astype("int32").groupby(rows["point"], sort=False).sum()
    first = rows.loc[~is_again, ["edition_number", "value", "observation_id"]].set_index(counts.index)
    revised = rows.loc[is_changed, ["point", "edition_number"]].drop_duplicates("point", keep="last").set_index("point")
    latest = rows[~rows["point"].duplicated(keep="last")].set_index("point")
    return latest.assign(
        **counts, first_number=first["edition_number"], first_value=first["value"], first_observation_id=first["observation_id"],
        revised_number=revised["edition_number"],
    ).reset_index()  # fmt: skip


def _successors(core: Core, latest: pd.DataFrame) -> pd.DataFrame:
    """Return the figure of a point under the definition that replaces its own, where a later edition gives it."""
    basis = core.basis[["publication", "basis", "definition"]]
    replaces = core.basis["replaces"]
    new = core.basis[["publication"]].assign(basis=coded(replaces, basis["basis"]), new=basis["definition"])[
        replaces.notna()
    ]
    replaced = basis.merge(new, on=["publication", "basis"])[["definition", "new"]]
    place = POINT[2:]
    later = latest.loc[latest["definition"].isin(replaced["new"]), ["definition", *place, "edition_number", "value"]]
    later = later.rename(columns={"definition": "new", "edition_number": "later_number", "value": "succeeded_by_value"})
    old = latest[["point", "definition", *place, "edition_number"]].merge(replaced, on="definition")
    found = old.merge(later, on=["new", *place])
    found = found[found["later_number"] > found["edition_number"]]
    # where several have replaced it, the first by name
    found = found.sort_values(["point", "new"]).drop_duplicates("point")
    return found[["point", "new", "succeeded_by_value"]]

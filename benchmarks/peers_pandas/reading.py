"""The core tables as all marts read them: once, names beside their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


@dataclass(frozen=True)
class Core:
    """The figures in memory: every vintage of each, the definitions, and the names of what is numbered.

    A point is a definition, area, measure, period and segment in one number. The level of a measure is itself, or the one that
    it is a share of.
    """

    source: Path
    basis: pd.DataFrame
    names: dict[str, Any]
    figure: pd.DataFrame

    def read(self, table: str) -> pd.DataFrame:
        return pd.read_parquet(self.source / f"{table}.parquet")


def read(source: Path) -> Core:
    """Return the core tables of a folder of Parquet files."""
    table = pq.read_table(
        source / "observation.parquet",
        columns=[
            "publication", "edition", "published_on", "ref_area", "time_period", "frequency", "segment", "measure", "basis",
            "unit_measure", "obs_value", "rounding_unit", "obs_status", "verification", "observation_id", "vintage",
            "is_tombstone",
        ],
    )  # fmt: skip
    # decimals would become objects of Python, one by one
    for name, number in (("obs_value", "value"), ("rounding_unit", "rounding")):
        table = table.append_column(number, table.column(name).cast(pa.float64())).drop_columns(name)
    figure = table.to_pandas(types_mapper=pd.ArrowDtype)
    basis = figure[["publication", "basis"]].drop_duplicates()
    basis = basis.merge(pd.read_parquet(source / "basis.parquet", dtype_backend="pyarrow"), how="left")
    basis = basis.sort_values(["publication", "basis"], ignore_index=True)
    basis["definition"] = np.arange(len(basis))
    return Core(source, basis, _numbered(source, figure, basis), figure)


def _numbered(source: Path, figure: pd.DataFrame, basis: pd.DataFrame) -> dict[str, Any]:
    """Add the numbers of names, and what is computed from one figure; return the names by number."""
    names: dict[str, Any] = {}
    for column, number in (("ref_area", "area"), ("time_period", "period")):
        figure[number], names[number] = pd.factorize(figure[column])
    edition = figure[["publication", "published_on", "edition"]].drop_duplicates()
    edition = edition.sort_values(["publication", "published_on", "edition"], ignore_index=True)
    edition["edition_number"] = np.arange(len(edition))
    names["edition"] = edition["edition"].to_numpy()
    names["published_on"] = edition["published_on"].array
    names["day"] = edition["published_on"].to_numpy("datetime64[D]")
    key = figure[["publication", "edition"]].merge(edition, how="left")
    figure["edition_number"] = key["edition_number"].to_numpy()
    key = figure[["publication", "basis"]].merge(basis[["publication", "basis", "definition"]], how="left")
    figure["definition"] = key["definition"].to_numpy()
    measure = pd.read_parquet(source / "measure.parquet").set_index("measure")
    figure["level"] = figure["measure"].map(measure["of_measure"].fillna(measure.index.to_series())).astype("category")
    names["level"] = figure["level"].cat.categories
    figure["kind"] = figure["measure"].map(measure["kind"]).astype("category")
    status = pd.read_parquet(source / "obs_status.parquet").set_index("obs_status")["rank"]
    figure["rank"] = figure["obs_status"].map(status).astype("int64")
    for column in ("segment", "measure", "unit_measure"):
        figure[column] = figure[column].astype("category")
    figure["value"] = _exact(figure["value"].to_numpy("float64", na_value=np.nan))
    figure["rounding"] = _exact(figure["rounding"].to_numpy("float64", na_value=0.0))
    figure["is_forecast"] = (figure["obs_status"] == "F").to_numpy(bool)
    figure["point"] = figure["definition"].astype("int64")
    for column, many in (("area", 65536), ("measure", 256), ("period", 65536), ("segment", 16)):
        numbers = figure[column].cat.codes if column in ("measure", "segment") else figure[column]
        figure["point"] = figure["point"] * many + numbers
    figure["is_standing"] = ~_is_superseded(figure) & ~figure["is_tombstone"].to_numpy(bool)
    return names


def _exact(doubles: np.ndarray) -> np.ndarray:
    """Return what decimals of six places are as DOUBLE, large ones whole: Arrow's cast may miss the last bit."""
    return np.where(doubles >= 10**9, np.rint(doubles), np.round(doubles, 6))


def _is_superseded(figure: pd.DataFrame) -> np.ndarray:
    """Return whether a later vintage of the same edition has taken a figure's place."""
    key = ["point", "edition_number", "vintage"]
    later = figure.loc[figure["vintage"] > 1, key].assign(vintage=lambda rows: rows["vintage"] - 1)
    rows = figure.loc[figure["point"].isin(later["point"]), key]
    found = rows.reset_index().merge(later, on=key)["index"]
    is_superseded = np.zeros(len(figure), dtype=bool)
    is_superseded[found] = True
    return is_superseded


def period_number(periods: pd.Series) -> np.ndarray:
    """Return the number of each period: neighbours differ by 1."""
    years = periods.str[:4].astype("int64")
    quarters = periods.str[6:7].replace("", "0").astype("int64")
    return np.where(periods.str.len() > 4, years * 4 + quarters - 1, years)

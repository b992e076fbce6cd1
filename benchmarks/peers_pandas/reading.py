"""The core tables as all marts read them: once, names as Categoricals in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAMES = (
    "publication", "edition", "ref_area", "time_period", "segment", "measure", "basis", "unit_measure", "obs_status", "verification",
)  # fmt: skip
#: What a figure is of, in the order in which figures are sorted.
POINT = ["publication", "basis", "ref_area", "measure", "time_period", "segment"]
PER_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}


@dataclass(frozen=True)
class Core:
    """The admitted figures in memory, every vintage of each, and what is known of the names.

    ``figure`` is sorted by point, edition and vintage; a point has a number in the order of its names, so have definitions
    (publication and basis) and editions (in the order in which they became known). ``period`` is by code of the period.
    What stands in an edition (is_standing) is its newest vintage that is not withdrawn; is_there means that this has a value.
    """

    connection: DuckDBPyConnection
    figure: pd.DataFrame
    basis: pd.DataFrame
    edition: pd.DataFrame
    period: pd.DataFrame

    def read(self, query: str) -> pd.DataFrame:
        """Return a small table."""
        return self.connection.execute(query).df()


def read(connection: DuckDBPyConnection) -> Core:
    """Return the core tables of a warehouse."""
    figure = frame(
        connection,
        "SELECT publication, edition, published_on, ref_area, time_period, segment, measure, basis, unit_measure, obs_value AS value, "
        "coalesce(rounding_unit, 0) AS rounding, obs_status, verification, observation_id, vintage, is_tombstone, load_id "
        "FROM core.observation",
    )
    publication = connection.execute("SELECT publication, standing FROM core.publication").df()
    basis = connection.execute("SELECT * FROM core.basis").df().astype("str")
    measure = connection.execute("SELECT measure, kind, coalesce(of_measure, measure) AS level FROM core.measure").df()
    secondary = publication.loc[publication["standing"] == "secondary", "publication"]
    if figure["publication"].isin(secondary).any():
        figure = figure[~figure["publication"].isin(secondary)].reset_index(drop=True)
    further = {"publication": [*publication["publication"], *basis["publication"]], "basis": basis["basis"],
               "measure": measure["measure"], "segment": ["B2B", "B2B_B2G", "B2C", "TOTAL"], "unit_measure": ["PCT", "USD"]}  # fmt: skip
    for name in _NAMES:
        known = {*figure[name].cat.categories, *further.get(name, ())}
        figure[name] = figure[name].cat.set_categories(sorted(known), ordered=True)
    basis = _definitions(figure, basis)
    edition = _editions(figure)
    figure["definition"] = _matched(figure, basis, ["publication", "basis"], "definition")
    figure["edition_number"] = _matched(figure, edition, ["publication", "edition"], "edition_number")
    figure["point"] = figure.groupby(["definition", *POINT[2:]], observed=True).ngroup()
    figure = figure.drop(columns=["publication", "basis", "edition", "load_id"])
    figure = figure.sort_values(["point", "edition_number", "vintage"], ignore_index=True)
    return Core(connection, _told(figure, measure), basis, edition, _periods(figure["time_period"].cat.categories))


def frame(connection: DuckDBPyConnection, query: str) -> pd.DataFrame:
    """Return a large table: names as Categoricals, decimals, days and ids as Arrow has them."""
    table = connection.execute(query).arrow().read_all().combine_chunks()
    for place, name in enumerate(table.column_names):
        if name in _NAMES:
            table = table.set_column(place, name, table.column(name).dictionary_encode())
    return table.to_pandas(types_mapper=_type)


def _type(kind: pa.DataType) -> pd.ArrowDtype | None:
    is_of_arrow = pa.types.is_decimal(kind) or pa.types.is_string(kind) or pa.types.is_date(kind)
    return pd.ArrowDtype(kind) if is_of_arrow else None


def _definitions(figure: pd.DataFrame, declared: pd.DataFrame) -> pd.DataFrame:
    """Return the definitions by name, those that are declared with their words about a split."""
    names = {name: declared[name].astype(figure[name].dtype) for name in ("publication", "basis")}
    found = figure[["publication", "basis"]].drop_duplicates()
    basis = found.merge(declared.assign(**names, is_declared=True), how="outer", on=["publication", "basis"])
    basis = basis.sort_values(["publication", "basis"], ignore_index=True)
    return basis.assign(is_declared=basis["is_declared"].eq(other=True), definition=np.arange(len(basis)))


def _editions(figure: pd.DataFrame) -> pd.DataFrame:
    """Return the editions in the order in which they became known, with the day as stated last."""
    stated = figure[["publication", "edition", "published_on", "load_id"]].drop_duplicates(
        ["publication", "edition", "load_id"]
    )
    edition = (
        stated.sort_values("load_id").drop_duplicates(["publication", "edition"], keep="last").drop(columns="load_id")
    )
    edition = edition.sort_values(["publication", "published_on", "edition"], ignore_index=True)
    return edition.assign(edition_number=np.arange(len(edition)))


def _matched(figure: pd.DataFrame, names: pd.DataFrame, key: list[str], number: str) -> np.ndarray:
    return figure[key].merge(names[[*key, number]], how="left", on=key)[number].to_numpy()


def _told(figure: pd.DataFrame, measure: pd.DataFrame) -> pd.DataFrame:
    """Return figures with what is told by their neighbours and their codes."""
    measures = figure["measure"].cat.categories
    known = measure.set_index("measure").reindex(measures)
    levels = measures.get_indexer(known["level"].fillna(measures.to_series()))
    code = figure["measure"].cat.codes.to_numpy()
    is_last = (figure["point"] != figure["point"].shift(-1)) | (
        figure["edition_number"] != figure["edition_number"].shift(-1)
    )
    is_standing, is_printed = is_last & ~figure["is_tombstone"], figure["value"].notna()
    return figure.assign(
        is_standing=is_standing,
        is_printed=is_printed,
        is_there=is_standing & is_printed,
        level=pd.Categorical.from_codes(levels[code], dtype=figure["measure"].dtype),
        kind=pd.Categorical(known["kind"]).take(code),
        is_forecast=figure["obs_status"] == "F",
    ).drop(columns="is_tombstone")  # fmt: skip


def _periods(names: pd.Index) -> pd.DataFrame:
    """Return what periods are; x counts through those of one frequency."""
    mark = names.str[5:6]
    frequency = np.select([names.str.len() == 4, mark.isin(["S", "Q"])], ["A", mark], default="M")
    place = pd.Series(np.where(frequency == "M", names.str[5:7], names.str[6:7])).replace("", "1").astype("int64")
    year = names.str[:4].astype("int64")
    per_year = pd.Series(frequency).map(PER_YEAR)
    return pd.DataFrame(
        {"frequency": pd.Categorical(frequency, categories=sorted(PER_YEAR), ordered=True), "year": year, "per_year": per_year,
         "x": year * per_year + place - 1}
    )  # fmt: skip

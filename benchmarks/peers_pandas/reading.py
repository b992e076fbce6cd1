"""The core tables as all marts read them: once, names as numbers in the order of the names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import Amounts, amounts, from_arrow

_NAMES = ["publication", "edition", "ref_area", "time_period", "frequency", "segment", "measure", "basis", "unit_measure",
          "obs_status", "verification"]  # fmt: skip
_REST = ["published_on", "obs_value", "rounding_unit", "observation_id", "vintage", "is_tombstone", "load_id"]
#: How many periods a year has, by frequency; these are numbered in this order, which is that of their names.
PER_YEAR = {"A": 1, "M": 12, "Q": 4, "S": 2}


@dataclass(frozen=True, eq=False)
class Figures:
    """Figures as numbers, every vintage of each, sorted by point, edition and vintage. A rounding that is not known is 0."""

    rows: pd.DataFrame
    value: Amounts
    rounding: Amounts
    ids: np.ndarray

    def take(self, rows: np.ndarray) -> Figures:
        return Figures(self.rows.take(rows), self.value.take(rows), self.rounding.take(rows), self.ids[rows])

    def column(self, name: str) -> np.ndarray:
        return self.rows[name].to_numpy()


@dataclass(frozen=True, eq=False)
class Core:
    """The figures of primary publications, the exchange rates of all, and the names and facts of what is numbered.

    A point is a definition, area, measure, period and segment in one number. Editions are numbered in the order in which they
    became known, definitions by publication and basis, all else by name; the tables have a row a number.
    """

    source: Path
    figures: Figures
    rates: Figures
    names: dict[str, np.ndarray]
    edition: pd.DataFrame
    basis: pd.DataFrame
    measure: pd.DataFrame
    period: pd.DataFrame

    def read(self, table: str) -> pd.DataFrame:
        return pd.read_parquet(self.source / f"{table}.parquet")

    def named(self, column: str, numbers: np.ndarray | pd.Series) -> pd.Categorical:
        """Return the names of numbers; -1 has none."""
        return columns.named(numbers, self.names[column])

    def number(self, column: str, names: list[str] | pd.Series) -> np.ndarray:
        """Return the numbers of names; -1 where there is none."""
        return pd.Index(self.names[column]).get_indexer(names)

    def definition(self, publications: pd.Series, bases: pd.Series) -> np.ndarray:
        """Return the numbers of definitions by name; -1 where there is none."""
        known = pd.MultiIndex.from_frame(self.basis[["publication", "basis"]])
        return known.get_indexer(pd.MultiIndex.from_arrays([publications, bases]))

    def bounds(self, *parts: str) -> list[int]:
        """Return how many there are of some parts of a point."""
        names = self.names
        bounds = {"definition": len(self.basis), "area": len(names["ref_area"]), "measure": len(self.measure),
                  "period": len(self.period), "segment": len(names["segment"]), "edition": len(self.edition),
                  "unit": len(names["unit_measure"])}  # fmt: skip
        return [bounds[part] for part in parts]


def read(source: Path) -> Core:
    """Return the core tables of a folder of Parquet files."""
    path = source / "observation.parquet"
    table = pq.read_table(path, columns=[*_NAMES, *_REST], read_dictionary=_NAMES).unify_dictionaries()
    basis = pd.read_parquet(source / "basis.parquet")
    measure = pd.read_parquet(source / "measure.parquet")
    segments = pd.read_parquet(source / "basis_part.parquet", columns=["segment", "side"])
    more = {"publication": basis["publication"], "basis": basis["basis"], "measure": measure["measure"],
            "segment": pd.concat([segments["segment"], segments["side"], basis["complement"].dropna()])}  # fmt: skip
    names, numbers = {}, {}
    for column in _NAMES:
        numbers[column], names[column] = _numbered(table.column(column), more.get(column, []))
    numbers["definition"], basis = _definitions(numbers, names, basis)
    numbers["edition"], edition = _editions(numbers, names, table)
    figures, rates = _figures(table, numbers, names, source, basis)
    periods, measures = _periods(names["time_period"]), _measures(names["measure"], measure)
    return Core(source, figures, rates, names, edition, basis, measures, periods)


def _numbered(column: pa.ChunkedArray, more: list[str] | pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of a column's names in the order of the names, and the names, more of them than the column has."""
    array = column.combine_chunks()
    there = array.dictionary.to_pylist()
    names = np.asarray(sorted({*there, *more}), dtype=object)
    return np.searchsorted(names, there).astype("int32")[array.indices.to_numpy()], names


def _definitions(
    numbers: dict[str, np.ndarray], names: dict[str, np.ndarray], basis: pd.DataFrame
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the definition of each figure, and all of them, declared or only printed."""
    bases = len(names["basis"])
    key = numbers["publication"].astype("int64") * bases + numbers["basis"]
    declared = [np.searchsorted(names[name], basis[name]) for name in ("publication", "basis")]
    keys = np.unique(np.concatenate([pd.unique(key), declared[0] * bases + declared[1]]))
    publication, name = np.divmod(keys, bases)
    table = pd.DataFrame({"publication": names["publication"][publication], "basis": names["basis"][name]})
    table = table.merge(basis, how="left", on=["publication", "basis"])
    table["publication_number"], table["basis_number"] = publication, name
    return np.searchsorted(keys, key).astype("int32"), table


def _editions(
    numbers: dict[str, np.ndarray], names: dict[str, np.ndarray], table: pa.Table
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the edition of each figure, and all of them with their day as it was stated last."""
    editions = len(names["edition"])
    found, keys = pd.factorize(numbers["publication"].astype("int64") * editions + numbers["edition"])
    load, day = table.column("load_id").to_numpy(), table.column("published_on").cast(pa.int32()).to_numpy()
    last = np.flatnonzero(load == pd.Series(load).groupby(found).transform("max").to_numpy())[::-1]
    stated = np.zeros(len(keys), dtype="int32")
    stated[found[last]] = day[last]  # of several days in one load, the first is written last
    publication, name = np.divmod(keys, editions)
    order = np.lexsort((name, stated, publication))
    rank = np.empty(len(keys), dtype="int32")
    rank[order] = np.arange(len(keys))
    frame = pd.DataFrame({"publication_number": publication, "name": name, "day": stated}).take(order)
    return rank[found], frame.reset_index(drop=True)


def _measures(names: np.ndarray, declared: pd.DataFrame) -> pd.DataFrame:
    """Return the measures with the level that each is a share of, or itself."""
    measure = pd.DataFrame({"measure": names}).merge(declared, how="left")
    level = pd.Index(names).get_indexer(measure["of_measure"])
    measure["level"] = np.where(level < 0, np.arange(len(measure)), level)
    return measure


def _periods(names: np.ndarray) -> pd.DataFrame:
    """Return the periods with the number that counts through those of one frequency."""
    letter = pd.Series(names).str[5:6]
    frequency = letter.where(letter.isin(["", "S", "Q"]), "M").replace("", "A")
    within = pd.Series(names).str[5:].str.lstrip("SQ").replace("", "1").astype("int64") - 1
    year = pd.Series(names).str[:4].astype("int64")
    per_year = frequency.map(PER_YEAR)
    return pd.DataFrame(
        {
            "year": year, "per_year": per_year, "frequency": pd.Index(PER_YEAR).get_indexer(frequency),
            "x": year * per_year + within,
        }
    )  # fmt: skip


def _figures(
    table: pa.Table, numbers: dict[str, np.ndarray], names: dict[str, np.ndarray], source: Path, basis: pd.DataFrame
) -> tuple[Figures, Figures]:
    """Return the figures of primary publications, and the yearly exchange rates of all."""
    status = pd.read_parquet(source / "obs_status.parquet").set_index("obs_status")["rank"]
    vintage = table.column("vintage").to_numpy()

    def is_called(column: str, name: str) -> np.ndarray:
        return numbers[column] == pd.Index(names[column]).get_indexer([name])[0]

    parts = {"definition": numbers["definition"], "area": numbers["ref_area"], "measure": numbers["measure"],
             "period": numbers["time_period"], "segment": numbers["segment"]}  # fmt: skip
    bounds = [len(basis), *(len(names[name]) for name in ("ref_area", "measure", "time_period", "segment"))]
    rows = pd.DataFrame(
        {
            "point": columns.key(*zip(parts.values(), bounds, strict=True)), **parts, "edition": numbers["edition"],
            "vintage": vintage, "unit": numbers["unit_measure"],
            "rank": status.loc[names["obs_status"]].to_numpy()[numbers["obs_status"]],
            "day": table.column("published_on").cast(pa.int32()).to_numpy(),
            "is_annual": is_called("frequency", "A"), "is_forecast": is_called("obs_status", "F"),
            "has_break": is_called("obs_status", "B"), "is_unverified": is_called("verification", "unverified"),
        },
        copy=False,
    )  # fmt: skip
    edition, point = numbers["edition"], rows["point"].to_numpy()
    order = np.argsort(columns.key(*((part, int(part.max(initial=0)) + 1) for part in (point, edition, vintage))))
    # a later vintage of the same edition takes a figure's place
    one, next_one = order[:-1], order[1:]
    is_same = (point[one] == point[next_one]) & (edition[one] == edition[next_one])
    is_standing = ~table.column("is_tombstone").to_numpy()
    is_standing[one[is_same & (vintage[one] + 1 == vintage[next_one])]] = False
    rows["is_standing"] = is_standing
    rounding = from_arrow(table.column("rounding_unit"))
    rounding = rounding.where(rounding.known, amounts(0))
    every = Figures(rows, from_arrow(table.column("obs_value")), rounding, _ids(table.column("observation_id")))
    is_rate = is_standing & is_called("frequency", "A") & is_called("measure", "exchange_rate")
    rates = every.take(order[is_rate[order]])
    published = pd.read_parquet(source / "publication.parquet", columns=["publication", "standing"])
    secondary = published.loc[published["standing"] != "primary", "publication"]
    is_left_out = np.isin(names["publication"], secondary)
    if is_left_out.any():
        order = order[~is_left_out[numbers["publication"]][order]]
    return every.take(order), rates


def _ids(column: pa.ChunkedArray) -> np.ndarray:
    """Return ids, which are texts of 16 letters, as such of numpy."""
    array = column.combine_chunks()
    if not len(array):
        return np.empty(0, dtype="S16")
    offsets = np.frombuffer(array.buffers()[1], "int32", len(array) + 1, 4 * array.offset)
    if not (np.diff(offsets) == 16).all():
        raise ValueError("an observation_id is not of 16 letters")
    return np.frombuffer(array.buffers()[2], "S16", len(array), offsets[0])

"""All marts of a large history against the same by hand in polars and pandas.

Each side reads a file of its own kind and writes one. Before anything is timed, all three must agree on every value.
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from benchmarks import peers_pandas, peers_polars
from benchmarks.histories import write_history
from benchmarks.timing import Comparison, compare
from transforms.build import build_marts
from warehouse.connection import STORAGE_FORMAT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 2_000_000
PEERS = {"polars": peers_polars.build, "pandas": peers_pandas.build}
#: Each mart of transforms/ and the columns that tell its rows apart. None has been left out of the peers.
MARTS = {
    "yearly_rate": ("currency", "year"),
    "segment_share": ("share_id",),
    "share_trend": ("trend_id",),
    "series_trend": ("series_id",),
    "source_agreement": ("ref_area", "time_period", "measure", "comparability_group"),
    "source_difference": (
        "ref_area", "time_period", "measure", "publication", "basis", "other_publication", "other_basis",
    ),
    "mainstream": ("ref_area", "time_period"),
    "revision": ("publication", "ref_area", "time_period", "segment", "measure", "basis"),
    "forecast_error": ("publication", "edition", "ref_area", "time_period", "segment", "measure", "basis"),
    "freshness": ("publication",),
    "conversion_check": (
        "publication", "edition", "ref_area", "time_period", "segment", "measure", "basis", "of_publication",
    ),
}  # fmt: skip
#: DOUBLE at heart, in each of the three: the last of their decimals may differ.
_DOUBLE = ("slope_pp_per_year", "slope_low", "slope_high", "theil_sen_pp_per_year", "theil_sen_low", "theil_sen_high")
_SOURCES = (
    "observation", "basis", "basis_part", "measure", "obs_status", "publication", "edition", "snapshot", "counterpart",
)  # fmt: skip


def comparisons() -> list[Comparison]:
    """Return ours against polars and against pandas. Raises AssertionError where a value differs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, ROWS)
        for difference in differences(folder):
            raise AssertionError(difference)
        ours = ("transforms/", functools.partial(build_all, folder))
        return [
            compare(f"all marts of {ROWS:,}", ours, (peer, functools.partial(build, folder, folder / peer)), pairs=3)
            for peer, build in PEERS.items()
        ]


def prepare(folder: Path, rows: int) -> None:
    """Write a history as a database and, for the peers, as Parquet files."""
    for peer in PEERS:
        (folder / peer).mkdir()
    with duckdb.connect(folder / "history.duckdb", config=STORAGE_FORMAT) as connection:
        connection.execute("SET enable_progress_bar = false")
        write_history(connection, rows)
        for table in _SOURCES:
            connection.execute(f"COPY core.{table} TO '{folder / table}.parquet'")


def build_all(folder: Path) -> None:
    """Build all marts by the SQL of transforms/, as a release does."""
    with _opened(folder / "history.duckdb") as connection:
        build_marts(connection)


def differences(folder: Path) -> list[str]:
    """Build the marts in all three ways and return what differs: one line for a mart of a peer."""
    build_all(folder)
    for peer, build in PEERS.items():
        build(folder, folder / peer)
    found = []
    with _opened(folder / "history.duckdb") as connection:
        built = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart'").fetchall()
        assert {mart for (mart,) in built} == set(MARTS)
        for mart, key in MARTS.items():
            columns = [str(column) for (column, *_) in connection.execute(f"DESCRIBE mart.{mart}").fetchall()]
            is_other = " OR ".join(map(_is_other, columns))
            for peer in PEERS:
                theirs = f"read_parquet('{folder / peer / mart}.parquet')"
                row = connection.execute(
                    f"SELECT count(*), count(*) FILTER (WHERE {is_other}), any_value([ours, theirs]) FILTER (WHERE {is_other}), "  # noqa: S608 - own names
                    f"(SELECT count(*) FROM mart.{mart}), (SELECT count(*) FROM {theirs}) "
                    f"FROM mart.{mart} AS ours FULL JOIN {theirs} AS theirs USING ({', '.join(key)})"
                ).fetchone()
                assert row is not None
                if row[1]:
                    found.append(f"{mart}: {row[1]:,} of {row[0]:,} rows differ in {peer}, such as {row[2]}")
                if not row[0] == row[3] == row[4] > 0:
                    found.append(f"{mart}: {row[3]:,} rows, {row[4]:,} in {peer}, {row[0]:,} compared")
    return found


def _is_other(column: str) -> str:
    if column in _DOUBLE:
        return (
            f"abs(ours.{column} - theirs.{column}) > 0.000001 OR (ours.{column} IS NULL) <> (theirs.{column} IS NULL)"
        )
    return f"ours.{column} IS DISTINCT FROM theirs.{column}"


def _opened(path: Path) -> DuckDBPyConnection:
    connection = duckdb.connect(path)
    connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
    return connection

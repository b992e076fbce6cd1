"""All marts of a large history against the same by hand in polars and pandas.

Each side starts from the figures in a warehouse and ends with all marts in it, for there they are asked for. Before anything
is timed, all three must agree on every column, type, row and value, and on the order of the rows.
"""

from __future__ import annotations

import functools
import shutil
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
    from collections.abc import Callable, Iterable, Iterator

    from duckdb import DuckDBPyConnection

ROWS = 2_000_000
PEERS = {"polars": peers_polars.build, "pandas": peers_pandas.build}
#: The marts of transforms/, all of them.
MARTS = (
    "yearly_rate", "segment_share", "share_trend", "series_trend", "source_agreement", "source_difference", "mainstream",
    "revision", "forecast_error", "freshness", "conversion_check",
)  # fmt: skip
#: DOUBLE at heart, in each of the three: the last of their decimals may differ.
_DOUBLE = ("slope_pp_per_year", "slope_low", "slope_high", "theil_sen_pp_per_year", "theil_sen_low", "theil_sen_high")


def comparisons() -> list[Comparison]:
    """Return ours against polars and against pandas. Raises AssertionError where a value differs."""
    with tempfile.TemporaryDirectory() as name:
        history = Path(name) / "history.duckdb"
        prepare(history, ROWS)
        for difference in differences(history):
            raise AssertionError(difference)
        ours = ("transforms/", functools.partial(build, history, build_marts))
        return [
            compare(
                f"all marts of {ROWS:,}",
                ours,
                (peer, functools.partial(build, _copy(history, peer), marts_of)),
                pairs=3,
            )
            for peer, marts_of in PEERS.items()
        ]


def prepare(history: Path, rows: int) -> None:
    """Write a history as a warehouse without marts."""
    with _opened(history) as connection:
        write_history(connection, rows)


def build(warehouse: Path, marts_of: Callable[[DuckDBPyConnection], None] = build_marts) -> None:
    """Put all marts into a warehouse, by the SQL of transforms/ or in another way; they take the place of any that are there."""
    with _opened(warehouse) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS mart")
        marts_of(connection)


def differences(history: Path, peers: Iterable[str] = tuple(PEERS)) -> list[str]:
    """Build the marts by the SQL and by peers and return what differs: one line for a column of a mart of a peer."""
    copies = {peer: Path(shutil.copyfile(history, _copy(history, peer))) for peer in peers}
    build(history)
    found = []
    for peer, copy in copies.items():
        build(copy, PEERS[peer])
        with duckdb.connect(copy, read_only=True) as connection:
            connection.execute(f"ATTACH '{history}' AS ours (READ_ONLY)")
            built = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'ours' AND schema_name = 'mart'"
            assert {mart for (mart,) in connection.execute(built).fetchall()} == set(MARTS)
            for mart in MARTS:
                found += [
                    f"{mart} in {peer}: {one}" for one in _differing(connection, f"ours.mart.{mart}", f"mart.{mart}")
                ]
    return found


def _copy(history: Path, peer: str) -> Path:
    return history.with_name(f"{peer}.duckdb")


def _differing(connection: DuckDBPyConnection, ours: str, theirs: str) -> Iterator[str]:
    """Yield what differs between two tables: their shape, or else columns in which rows at the same place differ."""
    shapes = []
    for table in (ours, theirs):
        columns = [(str(row[0]), str(row[1])) for row in connection.execute(f"DESCRIBE FROM {table}").fetchall()]
        shapes.append((columns, *connection.execute(f"SELECT count(*) FROM {table}").fetchall()))  # noqa: S608 - own names
    (columns, (rows,)), (their_columns, (their_rows,)) = shapes
    if columns != their_columns:
        yield f"columns are {their_columns}, not {columns}"
    elif rows != their_rows:
        yield f"{their_rows:,} rows, not {rows:,}"
    else:
        for column, _ in columns:
            row = connection.execute(
                f"SELECT count(*), any_value([CAST(ours.{column} AS VARCHAR), CAST(theirs.{column} AS VARCHAR)]) "  # noqa: S608 - own names
                f"FROM {ours} AS ours POSITIONAL JOIN {theirs} AS theirs WHERE {_is_other(column)}"
            ).fetchone()
            assert row is not None
            if row[0]:
                yield f"{column} differs in {row[0]:,} of {rows:,} rows, such as {row[1]}"


def _is_other(column: str) -> str:
    if column in _DOUBLE:
        return (
            f"abs(ours.{column} - theirs.{column}) > 0.000001 OR (ours.{column} IS NULL) <> (theirs.{column} IS NULL)"
        )
    return f"ours.{column} IS DISTINCT FROM theirs.{column}"


def _opened(path: Path) -> DuckDBPyConnection:
    connection = duckdb.connect(path, config=STORAGE_FORMAT)
    connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
    return connection

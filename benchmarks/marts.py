"""The marts of a large history against the same by hand in polars and pandas.

The peers have four marts, the largest (most of the time goes there): ours are these with all that they need. Each side
reads a file of its own kind and writes one. Before anything is timed, all three must agree on every value.
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
from transforms.build import build_marts, models

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 2_000_000
MARTS = ("segment_share", "share_trend", "revision", "source_agreement")
_NEEDED = ("01", "02", "03", "04", "05", "10", "20", "30", "40")
#: DOUBLE at heart, in each of the three: the last of their decimals may differ.
_DOUBLE = ("slope_pp_per_year", "slope_low", "slope_high")
_SOURCES = ("observation", "basis", "basis_part", "measure", "obs_status")


def comparisons() -> list[Comparison]:
    """Return ours against polars and against pandas. Raises AssertionError where a value differs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, ROWS)
        for difference in differences(folder):
            raise AssertionError(difference)
        ours = ("transforms/", functools.partial(build_ours, folder))
        return [
            compare(f"four marts of {ROWS:,}", ours, (peer, functools.partial(build, folder, folder / peer)), pairs=3)
            for peer, build in (("polars", peers_polars.build), ("pandas", peers_pandas.build))
        ]


def prepare(folder: Path, rows: int) -> None:
    """Write a history as a database and, for the peers, as Parquet files."""
    for name in ("polars", "pandas"):
        (folder / name).mkdir()
    with duckdb.connect(folder / "history.duckdb") as connection:
        connection.execute("SET enable_progress_bar = false")
        write_history(connection, rows)
        for table in _SOURCES:
            connection.execute(f"COPY core.{table} TO '{folder / table}.parquet'")


def build_ours(folder: Path) -> None:
    """Build the four marts by the SQL of transforms/."""
    with _opened(folder / "history.duckdb") as connection:
        connection.execute("SET VARIABLE with_secondary = false")
        for model in models():
            if model.name.startswith(_NEEDED):
                connection.execute(model.read_text(encoding="utf-8"))


def build_all(folder: Path) -> None:
    """Build all marts, as a release does."""
    with _opened(folder / "history.duckdb") as connection:
        build_marts(connection)


def differences(folder: Path) -> list[str]:
    """Build the marts in all three ways and return what differs: one line for a mart of a peer."""
    build_ours(folder)
    peers_polars.build(folder, folder / "polars")
    peers_pandas.build(folder, folder / "pandas")
    found = []
    with _opened(folder / "history.duckdb") as connection:
        for mart in MARTS:
            columns = [str(column) for (column, *_) in connection.execute(f"DESCRIBE mart.{mart}").fetchall()]
            key = [column for column in columns if column in _KEYS[mart]]
            for peer in ("polars", "pandas"):
                theirs = f"read_parquet('{folder / peer / mart}.parquet')"
                is_other = " OR ".join(map(_is_other, columns))
                row = connection.execute(
                    f"SELECT count(*), count(*) FILTER (WHERE {is_other}), any_value([ours, theirs]) FILTER (WHERE {is_other}) "  # noqa: S608 - own names
                    f"FROM mart.{mart} AS ours FULL JOIN {theirs} AS theirs USING ({', '.join(key)})"
                ).fetchone()
                assert row is not None
                if row[1]:
                    found.append(f"{mart}: {row[1]:,} of {row[0]:,} rows differ in {peer}, such as {row[2]}")
    return found


_KEYS = {
    "segment_share": {"share_id"},
    "share_trend": {"trend_id"},
    "revision": {"publication", "ref_area", "time_period", "segment", "measure", "basis"},
    "source_agreement": {"ref_area", "time_period", "measure", "comparability_group"},
}


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

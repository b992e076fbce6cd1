"""The marts another way: the same transforms over what had been published by a day, or with the retellings let in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from extractors import storage
from warehouse.connection import reader

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def reader_as_of(day: date | None = None, *, with_secondary: bool = False) -> Iterator[DuckDBPyConnection]:
    """Yield an in-memory warehouse whose marts answer as on ``day`` (None: as now); the published file is only read.

    ``with_secondary`` lets the figures of secondary publications in. Raises UsageError where nothing has been published
    yet.
    """
    import duckdb

    from transforms.build import build_marts

    with reader():
        pass  # the clear message where there is no warehouse
    quoted = str(storage.published_path()).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{quoted}' AS published (READ_ONLY)")
        connection.execute("CREATE SCHEMA core")
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'published' AND schema_name = 'core'"
        ).fetchall()
        for (table,) in tables:
            condition = f"WHERE published_on <= DATE '{day.isoformat()}'" if table == "observation" and day else ""
            connection.execute(f"CREATE VIEW core.{table} AS SELECT * FROM published.core.{table} {condition}")  # noqa: S608 - names of our own catalogue, an ISO date
        build_marts(connection, with_secondary=with_secondary)
        yield connection

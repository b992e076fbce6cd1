"""Read-only SQL on the published warehouse."""

from __future__ import annotations

from typing import Any

from extractors.errors import UsageError
from extractors.storage import published_path
from warehouse.as_of import AsOf, reader_as_of


def query_published(sql: str, *, as_of: AsOf | None = None) -> list[dict[str, Any]]:
    """Return the rows of one statement; with ``as_of`` the core tables and marts answer as on that day.

    The connection can neither write the warehouse nor touch any other file or the network. Raises UsageError for SQL
    that DuckDB refuses, with its words.
    """
    import duckdb

    with reader_as_of(as_of) as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            if (count := len(connection.extract_statements(sql))) != 1:
                raise UsageError("not one statement", expected="one SQL statement", found=f"{count or 'none'}")
            cursor = connection.execute(sql)
            names = _distinct([column[0] for column in cursor.description or []])
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise UsageError(f"the query on {published_path().name} was refused: {error}") from error


def _distinct(names: list[str]) -> list[str]:
    """Return column names with a number behind those that stand there twice, so that no column is lost."""
    counts = dict.fromkeys(names, 0)
    distinct = []
    for name in names:
        counts[name] += 1
        distinct.append(name if counts[name] == 1 else f"{name}_{counts[name]}")
    return distinct

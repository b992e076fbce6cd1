"""The warehouse another way: as it would have answered on a day, or with the retellings let in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from extractors import storage
from warehouse.connection import reader

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day, to its end (UTC), and whose: ``published`` goes by the publishers' days, ``recorded`` by our loads."""

    day: date
    by: Literal["published", "recorded"] = "published"

    def conditions(self) -> dict[str, str]:
        """Return which rows of each core table were known, as SQL; tables that are not named are whole.

        By the publishers' days, a correction inside an edition carries the day of its edition.
        """
        day = f"DATE '{self.day.isoformat()}'"
        if self.by == "recorded":
            figures = f"recorded_at < {day} + 1"
            editions = f"SELECT DISTINCT publication, edition FROM published.core.observation WHERE {figures}"  # noqa: S608 - an ISO date
        else:
            figures = f"published_on <= {day}"
            editions = f"SELECT publication, edition FROM published.core.edition WHERE {figures}"  # noqa: S608 - an ISO date
        known = f"(publication, edition) IN ({editions})"
        return {
            "observation": figures,
            "edition": known,
            "publication": f"publication IN (SELECT publication FROM ({editions}))",  # noqa: S608 - an ISO date
            "snapshot": f"{known} AND captured_at < {day} + 1" if self.by == "recorded" else known,
            "quarantine": figures if self.by == "recorded" else known,
        }


@contextmanager
def reader_as_of(as_of: AsOf | None = None, *, with_secondary: bool = False) -> Iterator[DuckDBPyConnection]:
    """Yield the published warehouse, read-only; or one in memory that answers as asked, made from it.

    ``with_secondary`` lets the figures of secondary publications into the marts. Raises UsageError where nothing has
    been published yet.
    """
    with reader() as published:
        if as_of is None and not with_secondary:
            yield published
            return
    import duckdb

    from transforms.build import build_marts

    quoted = str(storage.published_path()).replace("'", "''")
    conditions = as_of.conditions() if as_of else {}
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"ATTACH '{quoted}' AS published (READ_ONLY)")
        connection.execute("CREATE SCHEMA core")
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'published' AND schema_name = 'core'"
        ).fetchall()
        for (table,) in tables:
            condition = conditions.get(table, "true")
            connection.execute(f"CREATE VIEW core.{table} AS SELECT * FROM published.core.{table} WHERE {condition}")  # noqa: S608 - names of our own catalogue, an ISO date
        build_marts(connection, with_secondary=with_secondary)
        connection.execute("BEGIN TRANSACTION READ ONLY")  # what is written here would be lost without a word
        yield connection

"""What an export is made of, as every format gets it: tables with columns and rows, and where figures are from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.errors import MarketsplitError
from extractors.publication import registry
from reporting.exports.selection import Selection, check_selection, chosen, quoted, warehouse_of
from reporting.exports.tables import PUBLICATION_COLUMNS, TABLES, Column, Table, columns_of, standing_column

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What DuckDB may hold in memory while it sorts; the same rows come out whatever it is.
MEMORY = "512MB"
#: Rows that are held in memory at once.
BATCH_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Extract:
    """The rows of one table: ``chosen`` gives them in any order, ``query`` in the order of the table's grain."""

    table: Table
    columns: tuple[Column, ...]
    chosen: str
    rows: int

    @property
    def query(self) -> str:
        """Return the SQL of the rows in order."""
        return f"{self.chosen} ORDER BY {', '.join(self.table.grain)}"

    def has(self, name: str) -> bool:
        """Tell whether there is a column of this name."""
        return any(column.name == name for column in self.columns)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was written: of one table or of several, with its rows and its place in the data package."""

    name: str
    format: str
    tables: tuple[str, ...]
    rows: int
    resources: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that figures come from; ``updated`` is the day of its newest edition, ``licence_url`` if known.

    ``standing`` is said only where secondary publications are let in.
    """

    publication: str
    title: str
    publisher: str
    url: str
    licence: str
    licence_url: str | None
    updated: date | None
    standing: str | None


@dataclass(frozen=True)
class Content:
    """What one export is made of; the connection is open as long as it is written."""

    connection: DuckDBPyConnection
    selection: Selection
    extracts: tuple[Extract, ...]

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Return the publications in the data, by id. Raises MarketsplitError for one that is not described."""
        found = [sql for extract in self.extracts if (sql := _publications_in(extract))]
        if not found:
            return ()
        rows = self.connection.execute(
            f"""
            SELECT publication, title, publisher, url, licence, updated, standing
            FROM ({" UNION ".join(found)})
            LEFT JOIN core.publication USING (publication)
            LEFT JOIN (SELECT publication, max(published_on) AS updated FROM core.observation GROUP BY publication)
                USING (publication)
            ORDER BY publication
            """  # noqa: S608 - queries of ours
        ).fetchall()
        if nameless := [publication for publication, title, *_ in rows if title is None]:
            raise MarketsplitError("figures of a publication that core.publication lacks", found=", ".join(nameless))
        declared = registry()
        return tuple(
            Source(
                publication,
                title,
                publisher,
                url,
                licence,
                declared[publication].publisher.licence_url if publication in declared else None,
                updated,
                standing if self.selection.secondary else None,
            )
            for publication, title, publisher, url, licence, updated, standing in rows
        )

    @property
    def updated(self) -> date | None:
        """Return the day of the newest edition in the data: the same in every rebuild, unlike any clock."""
        return max((one.updated for one in self.sources if one.updated), default=None)

    def bound_memory(self, work: Path) -> None:
        """Let the sorting of long tables go to disk, into a folder of its own, instead of filling the memory."""
        self.connection.execute(f"SET temp_directory = {quoted(str(work))}")
        self.connection.execute(f"SET memory_limit = {quoted(MEMORY)}")

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, a batch of them in memory at a time; the next query ends this one."""
        cursor = self.connection.execute(sql)
        while batch := cursor.fetchmany(BATCH_ROWS):
            yield from batch

    def labels(self, column: str) -> dict[str, str]:
        """Return the name of every code of a column that is coded; nothing for any other column."""
        if column not in _LABELS:
            return {}
        relation, code, name = _LABELS[column]
        return dict(
            self.connection.execute(
                f"SELECT {code}, string_agg(DISTINCT {name}, ' / ' ORDER BY {name}) FROM {relation} GROUP BY {code} "  # noqa: S608 - names of our own
                f"ORDER BY {code}"
            ).fetchall()
        )


def _publications_in(extract: Extract) -> str | None:
    """Return the SQL of the publications that a table names, one or two a row or several in a list; None for none."""
    if of_row := [name for name in PUBLICATION_COLUMNS if extract.has(name)]:
        return " UNION ".join(f"SELECT DISTINCT {name} AS publication FROM ({extract.chosen})" for name in of_row)  # noqa: S608 - names and queries of our own
    if extract.has("publications"):
        return f"SELECT DISTINCT unnest(publications) AS publication FROM ({extract.chosen})"  # noqa: S608 - as above
    return None


#: Where the names of codes stand: relation, column of the code, column of the name.
_LABELS = {
    "publication": ("core.publication", "publication", "title"),
    "ref_area": ("core.area", "ref_area", "name"),
    "segment": ("core.segment", "segment", "title"),
    "measure": ("core.measure", "measure", "title"),
    "basis": ("core.basis", "basis", "title"),
    "obs_status": ("core.obs_status", "obs_status", "title"),
}


@contextmanager
def content(selection: Selection) -> Iterator[Content]:
    """Yield the content of an export, read from one state of the warehouse.

    Raises UsageError for a selection that names what is not known, and where nothing has been published yet.
    """
    with warehouse_of(selection) as connection:
        check_selection(connection, selection)
        extracts = []
        for table in TABLES.values():
            if not selection.tables or table.name in selection.tables:
                columns = columns_of(connection, table)
                if selection.secondary and any(column.name == "publication" for column in columns):
                    columns = (*columns, standing_column())
                sql = chosen(table, columns, selection)
                counted = connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()  # noqa: S608 - a query of ours
                extracts.append(Extract(table, columns, sql, counted[0] if counted else 0))
        yield Content(connection, selection, tuple(extracts))

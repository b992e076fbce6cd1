"""Which rows of which tables are exported, and as known when: checked against the warehouse, and put as SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractors import codes
from extractors.errors import UsageError
from reporting.exports.tables import PUBLICATION_COLUMNS, TABLES, Column, Table
from reporting.periods import FIRST_MONTH, LAST_MONTH, months
from warehouse.as_of import AsOf, reader_as_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted; whatever is left empty is not narrowed.

    ``since`` and ``until`` are periods: what begins before the one or ends after the other is left out. ``as_of``
    answers as on that day; ``secondary`` lets the figures of secondary publications in.
    """

    tables: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    as_of: AsOf | None = None
    secondary: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest records it."""
        return {
            "tables": list(self.tables),
            "areas": list(self.areas),
            "publications": list(self.publications),
            "since": self.since,
            "until": self.until,
            "as_of": self.as_of.day.isoformat() if self.as_of else None,
            "as_of_by": self.as_of.by if self.as_of else None,
            "secondary": self.secondary,
        }


@contextmanager
def warehouse_of(selection: Selection) -> Iterator[DuckDBPyConnection]:
    """Yield the warehouse that answers a selection. Raises UsageError where nothing has been published yet."""
    with reader_as_of(selection.as_of, with_secondary=selection.secondary) as connection:
        yield connection


def check_selection(connection: DuckDBPyConnection, selection: Selection) -> None:
    """Raise UsageError, with what is known, for anything in a selection that the warehouse does not know."""
    _check_known("table", selection.tables, TABLES)
    if unknown := [area for area in selection.areas if not codes.is_area(area)]:
        # An area without figures is no mistake, but only those with figures are worth naming.
        areas = connection.execute("SELECT DISTINCT ref_area FROM core.observation ORDER BY ALL").fetchall()
        _check_known("area", unknown, [area for (area,) in areas])
    standings = dict(connection.execute("SELECT publication, standing FROM core.publication ORDER BY ALL").fetchall())
    _check_known("publication in the warehouse", selection.publications, standings)
    for name in selection.publications:
        if standings[name] == "secondary" and not selection.secondary:
            raise UsageError("a secondary publication has no part in the marts", found=name, remedy="Add --secondary")
    for period in (selection.since, selection.until):
        if period is not None and not codes.TIME_PERIOD.fullmatch(period):
            raise UsageError("not a period", expected="2018, 2018-Q3, 2018-S1 or 2018-05", found=period)
    if selection.since and selection.until and months(selection.since)[0] > months(selection.until)[1]:
        raise UsageError(
            "the selection ends before it begins", expected=f"--until {selection.since} or later", found=selection.until
        )


def _check_known(what: str, wanted: Collection[str], known: Collection[str]) -> None:
    if unknown := [name for name in wanted if name not in known]:
        raise UsageError(f"no such {what}", expected=", ".join(known) or "none", found=", ".join(unknown))


def chosen(table: Table, columns: Collection[Column], selection: Selection) -> str:
    """Return the SQL of a table's rows; a condition on a column it lacks narrows nothing.

    Where ``standing`` is among the columns, it is that of the row's publication.
    """
    names = {column.name for column in columns}
    conditions = []
    if selection.areas and "ref_area" in names:
        conditions.append(f"ref_area IN ({_listed(selection.areas)})")
    of_row = [name for name in PUBLICATION_COLUMNS if name in names]
    if selection.publications and of_row:
        listed = _listed(selection.publications)
        conditions.append(f"({' OR '.join(f'{name} IN ({listed})' for name in of_row)})")
    if selection.publications and "publications" in names:
        conditions.append(f"list_has_any(publications, [{_listed(selection.publications)}])")
    if selection.since and "time_period" in names:
        conditions.append(f"{FIRST_MONTH} >= {months(selection.since)[0]}")
    if selection.until and "time_period" in names:
        conditions.append(f"{LAST_MONTH} <= {months(selection.until)[1]}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    standing = " LEFT JOIN (SELECT publication, standing FROM core.publication) USING (publication)"
    return f"SELECT * FROM {table.relation}{standing if 'standing' in names else ''}{where}"  # noqa: S608 - names of our own, values quoted


def _listed(values: Collection[str]) -> str:
    return ", ".join(quoted(value) for value in values)


def quoted(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"

"""The closed code lists of extractors as tables, so that SQL can ask what a code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pycountry

from extractors import codes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: From firm to soft: a figure computed from several inputs has the softest of their statuses.
STATUS_RANK = "ABPEUFMQL"


def fill_code_tables(connection: DuckDBPyConnection) -> None:
    """Bring core.area, core.segment, core.measure and core.obs_status up to the code lists.

    A code that left the lists stays in its table: older figures may still use it.
    """
    areas = sorted({country.alpha_3 for country in pycountry.countries} | codes.AREA_GROUPS.keys())
    wanted: dict[str, list[tuple[object, ...]]] = {
        "core.area": [(code, codes.area_name(code), code in codes.AREA_GROUPS) for code in areas],
        "core.segment": [(code, one.title, one.subset_of) for code, one in codes.SEGMENTS.items()],
        "core.measure": [(code, one.title, one.kind, one.of) for code, one in codes.MEASURES.items()],
        "core.obs_status": [
            (code, title, code not in codes.MISSING_STATUSES, STATUS_RANK.index(code))
            for code, title in codes.OBS_STATUS.items()
        ],
    }
    for table, rows in wanted.items():
        put_rows(connection, table, rows)


def put_rows(
    connection: DuckDBPyConnection, table: str, rows: list[tuple[object, ...]], *, whole_of: str | None = None
) -> None:
    """Insert rows into a small table or replace those with the same key; a row that is there already is left alone.

    With ``whole_of`` the rows are all that the table should have of that publication: others of it are deleted.
    """
    known = set(connection.execute(f"FROM {table}").fetchall())
    if whole_of is not None and {row for row in known if row[0] == whole_of} - set(rows):
        connection.execute(f"DELETE FROM {table} WHERE publication = ?", [whole_of])  # noqa: S608 - our own names
        known = {row for row in known if row[0] != whole_of}
    changed = [row for row in rows if row not in known]
    if changed:
        # A column each as one list: a statement a row would take longer than the load itself.
        columns = ", ".join("unnest(?)" for _ in changed[0])
        values = [list(column) for column in zip(*changed, strict=True)]
        connection.execute(f"INSERT OR REPLACE INTO {table} SELECT {columns}", values)

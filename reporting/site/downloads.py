"""What may be taken away of an area: tables as CSV, written as the exports write them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.exports.content import Content, Extract
from reporting.exports.plain import cell_text, copy, selected
from reporting.exports.selection import Selection, chosen, quoted
from reporting.exports.tables import TABLES, Table, columns_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Download:
    """A table that is offered: its name as a file, its title, what is in it."""

    name: str
    title: str
    says: str
    table: Table


DOWNLOADS = {
    one.name: one
    for one in (
        Download("shares", "Shares and trends", "B2B share, rounding, change and growth", TABLES["share_trend"]),
        Download(
            "sides",
            "Both sides",
            "values as printed and in dollars, and why a share is missing",
            TABLES["segment_share"],
        ),
        Download(
            "agreement", "Agreement", "lowest and highest share of comparable definitions", TABLES["source_agreement"]
        ),
        Download(
            "figures",
            "Every current figure",
            "as printed, with place, definition and vintage",
            Table(
                "observation_latest",
                "core.observation_latest",
                ("publication", "ref_area", "measure", "basis", "segment", "time_period"),
                "Current figures",
            ),
        ),
    )
}


#: For how many areas a table is laid out at a time.
_AT_ONCE = 40


def download(area: str, name: str) -> str:
    """Return what the file of an area's table is called in the site."""
    return f"downloads/{area}/{name}.csv"


def csv_files(connection: DuckDBPyConnection, areas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every download of these areas.

    A table is laid out for some areas at a time, and the rows of each are cut out of it: putting a table together costs
    as much for one area as for some, and for all of them more memory than is needed.
    """
    for name, offered in DOWNLOADS.items():
        columns = columns_of(connection, offered.table)
        for start in range(0, len(areas), _AT_ONCE):
            some = areas[start : start + _AT_ONCE]
            selection = Selection(areas=tuple(some))
            extract = Extract(offered.table, columns, chosen(offered.table, columns, selection), 0)
            content = Content(connection, selection, (extract,))
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE offered AS SELECT *, row_number() OVER () AS place "  # noqa: S608 - own names
                f"FROM ({selected(extract, cell_text)}) ORDER BY ref_area, place"
            )
            with tempfile.TemporaryDirectory() as aside:
                target = Path(aside) / f"{name}.csv"
                for area in some:
                    rows = f"SELECT * EXCLUDE (place) FROM offered WHERE ref_area = {quoted(area)} ORDER BY place"  # noqa: S608 - own names
                    copy(content, rows, target, "FORMAT csv, HEADER")
                    yield download(area, name), target.read_bytes()
    connection.execute("DROP TABLE IF EXISTS offered")

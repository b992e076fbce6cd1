"""What may be taken away of an area: tables as CSV, written as the exports write them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.exports.content import Content, Extract
from reporting.exports.plain import cell_text, copy, selected
from reporting.exports.selection import Selection, chosen
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


def download(area: str, name: str) -> str:
    """Return what the file of an area's table is called in the site."""
    return f"downloads/{area}/{name}.csv"


def csv_of(connection: DuckDBPyConnection, area: str, name: str, target: Path) -> bytes:
    """Return an area's table as CSV; ``target`` is where it may be written on the way."""
    selection = Selection(areas=(area,))
    table = DOWNLOADS[name].table
    columns = columns_of(connection, table)
    extract = Extract(table, columns, chosen(table, columns, selection), 0)
    content = Content(connection, selection, (extract,))
    copy(content, selected(extract, cell_text), target, "FORMAT csv, HEADER")
    return target.read_bytes()

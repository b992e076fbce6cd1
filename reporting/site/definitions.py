"""The page of all definitions: which of them can be compared, and by what."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from reporting.charts.shares import fetched, short_name
from reporting.site.pages import Column, Line, Link, Page, Row, Table, publication_page

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DEFINITIONS = """
    SELECT basis.*, publication.publisher, publication.title AS publication_title, formed.comparability_group
    FROM core.basis AS basis
    JOIN core.publication AS publication USING (publication)
    LEFT JOIN (SELECT DISTINCT publication, basis, comparability_group FROM mart.segment_share
               WHERE comparability_group IS NOT NULL) AS formed
        USING (publication, basis)
    ORDER BY comparability_group NULLS LAST, publication, basis
"""


def definition_page(connection: DuckDBPyConnection) -> Page:
    """Return the page, a table for each group of definitions whose shares may stand side by side."""
    rows = fetched(connection.execute(_DEFINITIONS))
    placed: set[str] = set()
    for row in rows:  # one that is in two groups has its anchor in the first
        name = f"{row['publication']}-{row['basis']}"
        row["anchor"] = "" if name in placed else name
        placed.add(name)
    return Page(
        "definitions.html",
        "definitions.html",
        "Definitions",
        {
            "groups": [
                {"id": group or "none", "table": _table(group, list(members))}
                for group, members in groupby(rows, key=lambda row: row["comparability_group"])
            ]
        },
    )


def _table(group: str | None, rows: list[Row]) -> Table:
    return Table(
        f"Comparable with each other: {group}" if group else "Compared with none, or without a share",
        (Column("definition"), Column("publisher"), Column("meaning"), Column("EDI counts"), Column("code")),
        [
            Line(
                (
                    Link(row["title"], row["url"]) if row["url"] else row["title"],
                    Link(short_name(row["publication"], row["publisher"]), publication_page(row["publication"])),
                    row["text"],
                    row["edi_included"],
                    row["basis"],
                ),
                anchor=row["anchor"],
            )
            for row in rows
        ],
    )

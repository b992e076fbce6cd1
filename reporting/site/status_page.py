"""The page of the state of things: last loads, freshness, what checks found, what stands refused, changed notes."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from reporting.charts.shares import fetched
from reporting.numerals import Numerals
from reporting.site.data_docs import INDEX, data_docs_page_of
from reporting.site.freshness import FRESHNESS, freshness_table
from reporting.site.pages import Cell, Column, Line, Link, Page, Row, Table, publication_page
from reporting.site.publication import NEWEST_LOADS
from reporting.site.publication_tables import expected_of, quarantine_table
from warehouse.data_docs import is_shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RELEASE = "SELECT release_id, state, built_at, observations FROM core.release ORDER BY release_id DESC LIMIT 1"

#: What a person looks at first: what did not end well, then the newest.
_LOADS = """
    SELECT * FROM core.load
    ORDER BY status = 'complete', load_id DESC
    LIMIT 60
"""

_FAILED = f"""
    SELECT load.publication, load.edition, result.*
    FROM core.validation_result AS result JOIN core.load AS load USING (load_id)
    WHERE NOT success AND (load_id IN ({NEWEST_LOADS}) OR load_id IN (SELECT max(load_id) FROM core.release))
    ORDER BY severity, publication, edition DESC, suite, expectation
"""  # noqa: S608 - a query of our own

_QUARANTINE = f"""
    SELECT * FROM core.quarantine WHERE load_id IN ({NEWEST_LOADS})
    ORDER BY publication, edition DESC, document, rule, series_key, quarantine_id
"""  # noqa: S608 - a query of our own


def status_page(connection: DuckDBPyConnection, numerals: Numerals) -> Page:
    """Return the page."""
    (release,) = fetched(connection.execute(_RELEASE))
    return Page(
        "status.html",
        "status.html",
        "Status",
        {
            "release": release | {"observations": numerals.number(release["observations"])},
            "freshness": freshness_table(fetched(connection.execute(FRESHNESS))),
            "data_docs": Link("Data Docs of the latest run", INDEX),
            "failed": _failed(fetched(connection.execute(_FAILED)), numerals),
            "quarantine": quarantine_table(fetched(connection.execute(_QUARANTINE)), with_publication=True),
            "loads": _loads(fetched(connection.execute(_LOADS)), numerals),
        },
    )


def _failed(rows: list[Row], numerals: Numerals) -> Table:
    return Table(
        "Expectations that failed, with the rows that failed them",
        (
            Column("publication"),
            Column("edition"),
            Column("expectation"),
            Column("severity", says="critical refuses the figure or stops the edition; warning is only recorded."),
            Column("failed", True),
            Column("expected"),
            Column("found"),
        ),
        [
            Line(
                (
                    Link(row["publication"], publication_page(row["publication"])) if row["publication"] else "all",
                    row["edition"] or "release",
                    _named(row),
                    row["severity"],
                    f"{numerals.number(row['unexpected_count'])} of {numerals.number(row['checked_count'])}",
                    expected_of(row["evidence"]),
                    _found(json.loads(row["evidence"]).get("found")),
                )
            )
            for row in rows
        ],
        empty="Every expectation was met.",
        filters=len(rows) > 8,
    )


def _named(row: Row) -> Cell:
    """Return the name of an expectation, with a link to its Data Docs where they have it."""
    name = row["expectation"].replace("_", " ")
    return Link(name, data_docs_page_of(row["publication"], row["edition"])) if is_shown(row["evidence"]) else name


def _found(found: Any) -> str:
    """Return what was found in words; what is the same of several rows, with their number."""
    counted = Counter(_in_words(item) for item in (found if isinstance(found, list) else [found]) if item is not None)
    return "; ".join(said + (f" ({times} times)" if times > 1 else "") for said, times in counted.items())


def _in_words(item: Any) -> str:
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, float):
        return f"{item:,.4g}" if abs(item) < 1000 else f"{item:,.0f}"
    if not isinstance(item, dict):
        return str(item)
    # The number of a row was that of a batch that is gone.
    said = {name: value for name, value in item.items() if value is not None and name != "row_number"}
    return ", ".join(f"{name.replace('_', ' ')}: {_in_words(value)}" for name, value in said.items())


def _loads(rows: list[Row], numerals: Numerals) -> Table:
    return Table(
        "Loads and releases: first those that did not end well, then the newest",
        (
            Column("what"),
            Column("ended"),
            Column("started, UTC"),
            Column("new", True),
            Column("unchanged", True),
            Column("withdrawn", True),
            Column("refused", True),
            Column("message"),
        ),
        [
            Line(
                (
                    [Link(row["publication"], publication_page(row["publication"])), f" {row['edition']}"]
                    if row["publication"]
                    else row["kind"],
                    row["status"],
                    row["started_at"].isoformat(sep=" ", timespec="seconds"),
                    *(numerals.number(row[name]) for name in ("inserted", "unchanged", "tombstones", "quarantined")),
                    row["message"],
                )
            )
            for row in rows
        ],
        filters=True,
    )

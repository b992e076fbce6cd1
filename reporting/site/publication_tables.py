"""The tables of the page of a publication: editions, checks, refused figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.documents import normalise
from extractors.observation import locator_from_json
from reporting.numerals import MISSING, Numerals
from reporting.site.marks import place_id
from reporting.site.pages import (
    Cell,
    Column,
    Line,
    Link,
    Row,
    Table,
    document_page,
    publication_page,
)

if TYPE_CHECKING:
    pass


def editions_table(rows: Sequence[Row], numerals: Numerals) -> Table:
    """Return the editions with their documents."""
    return Table(
        "Editions and their documents, newest first",
        (
            Column("edition"),
            Column("published"),
            Column("document"),
            Column("kind"),
            Column("figures", True),
            Column("not verified", True, "Figures that nobody has yet seen at their source."),
            Column("captured, UTC"),
        ),
        [
            Line(
                (
                    row["edition"],
                    str(row["published_on"]),
                    Link(f"{row['document']} ({row['lang']})", document_page(row["snapshot_id"]))
                    if row["snapshot_id"]
                    else MISSING,
                    row["media_type"] or MISSING,
                    numerals.number(row["figures"] or 0),
                    numerals.number(row["unverified"] or 0),
                    row["captured_at"].isoformat(sep=" ", timespec="seconds") if row["captured_at"] else MISSING,
                )
            )
            for row in rows
        ],
        empty="No edition has been loaded yet.",
        filters=len(rows) > 8,
    )


def checks_table(rows: Sequence[Row], numerals: Numerals) -> Table:
    """Return what was checked, and with what result."""
    return Table(
        "What was checked in the newest load of each edition",
        (
            Column("grain"),
            Column("expectation"),
            Column("severity", says="critical refuses the figure or stops the edition; warning is only recorded."),
            Column("looked at", True),
            Column("failed", True),
            Column("expected"),
        ),
        [
            Line(
                (
                    row["suite"],
                    row["expectation"].replace("_", " "),
                    row["severity"],
                    numerals.number(int(row["checked"])),
                    numerals.number(int(row["unexpected"])),
                    expected_of(row["evidence"]),
                )
            )
            for row in rows
        ],
        empty="No load has come to its checks yet.",
        filters=len(rows) > 8,
    )


def expected_of(evidence: str) -> str:
    """Return what an expectation expects, in words."""
    said = json.loads(evidence).get("expected", "")
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def quarantine_table(rows: Sequence[Row], *, with_publication: bool = False) -> Table:
    """Return refused figures with their reasons and the place in the document."""
    of = (Column("publication"),) if with_publication else ()
    return Table(
        "Refused figures of the newest load of each edition",
        (
            *of,
            Column("edition"),
            Column("printed"),
            Column("refused as"),
            Column("rule"),
            Column("reason"),
            Column("place"),
        ),
        [
            Line(
                (
                    *((Link(row["publication"], publication_page(row["publication"])),) if with_publication else ()),
                    row["edition"],
                    _printed(row),
                    row["series_key"].replace("/", " / "),
                    row["rule"].replace("_", " "),
                    row["reason"],
                    normalise(locator_from_json(row["locator"]).describe()),
                ),
                anchor=row["quarantine_id"],
            )
            for row in rows
        ],
        empty="Nothing stands refused.",
        filters=len(rows) > 8,
    )


def _printed(row: Row) -> Cell:
    """Return the refused print, as a link to its place in the document where that is archived."""
    printed = row["raw_text"] or "nothing"
    if not row["snapshot_id"]:
        return printed
    return Link(printed, f"{document_page(row['snapshot_id'])}#{place_id(row['locator'])}")

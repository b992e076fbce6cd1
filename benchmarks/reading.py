"""Reading a figure with its place against pandas reading the bare table."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pycountry

from benchmarks.timing import Comparison, compare
from extractors.binding import Source
from extractors.formats.html import parse_html
from extractors.formats.html_grids import html_tables
from extractors.mapping import Table
from extractors.tables import read_table

COUNTRIES = [country.name for country in pycountry.countries]
#: A row as bare as it can be, and one with the classes of the GOV.UK Design System.
BARE = "<tr><td>{}</td><td>{:,}</td><td>{:,}</td><td>1,111</td></tr>\n"
_CELL = '<td class="govuk-table__cell govuk-table__cell--numeric">'
CLASSES = BARE.replace(
    "<tr><td>{}</td>", '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>'
)
CLASSES = CLASSES.replace("<td>", _CELL)
#: A name, the rows of its table, how each is written, and the bytes of text around it.
PAGES = (
    ("180 KB page, table of 12 rows", 12, BARE, 180_000),
    ("5,000 rows with classes", 5000, CLASSES, 0),
    ("5,000 bare rows", 5000, BARE, 0),
)

TABLE = Table.model_validate(
    {
        "id": "largest",
        "caption": "Largest economies",
        "bind": {"measure": "ecommerce_sales", "basis": "ANY", "unit": "USD", "scale": 10**9, "time_period": "2018"},
        "row_labels": ["Economy"],
        "row_area": {},
        "columns": [
            {"labels": ["Total"], "bind": {"segment": "TOTAL"}},
            {"labels": ["B2B"], "bind": {"segment": "B2B"}},
            {"labels": ["B2C"], "bind": {"segment": "B2C"}},
        ],
    }
)
SOURCE = Source(
    publication="benchmark",
    edition="1",
    published_on=date(2020, 1, 1),
    reference_period="2018",
    document="page",
    snapshot_id="0" * 16,
    lang="en",
)


def page(rows: int, row: str, around: int) -> bytes:
    """Return a page of ``around`` bytes of paragraphs with one table of ``rows`` rows in the middle."""
    paragraph = "<p>" + "A sentence that says nothing of figures but fills the page, as real ones do. " * 4 + "</p>\n"
    text = paragraph * (around // len(paragraph) // 2)
    body = "".join(row.format(COUNTRIES[n % len(COUNTRIES)], n + 3456, n + 2345) for n in range(rows))
    head = "<tr><th>Economy</th><th>Total</th><th>B2B</th><th>B2C</th></tr>"
    table = f"<table><caption>Largest economies</caption><thead>{head}</thead><tbody>{body}</tbody></table>"
    return f"<!doctype html><html lang=en><meta charset=utf-8><body>{text}{table}{text}</body></html>".encode()


def read(content: bytes, figures: int) -> None:
    """Read the figures of a page of :func:`page`. Raises AssertionError unless they are that many."""
    root = parse_html(content, media_type="text/html; charset=utf-8", lang="en").root
    observations, rejected = read_table(TABLE, html_tables(root), SOURCE)
    if len(observations) != figures or rejected:
        raise AssertionError(f"{len(observations)} figures read, {len(rejected)} rejected, {figures} expected")


def _read_pandas(content: bytes, rows: int) -> None:
    frame = pd.read_html(io.BytesIO(content), match="Economy")[0]
    if len(frame) != rows:
        raise AssertionError(f"pandas found {len(frame)} rows, not {rows}")


def comparisons() -> list[Comparison]:
    """Return a typical page and a long table, each against pandas.read_html."""
    results = []
    for subject, rows, row, around in PAGES:
        content = page(rows, row, around)
        results.append(
            compare(
                subject,
                ("read_table", lambda content=content, rows=rows: read(content, rows * 3)),
                ("read_html", lambda content=content, rows=rows: _read_pandas(content, rows)),
                pairs=15 if around else 5,
            )
        )
    return results

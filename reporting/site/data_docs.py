"""Data Docs: what Great Expectations says of the checks that the published figures passed, in pages of the site.

A run that finds nothing new checks nothing, so the latest run is of each edition its newest load, and of the marts the
newest release. Great Expectations writes a page that loads scripts and styles from elsewhere; of that page the sections
are taken over here, element by element from a closed list, and set as a page of the site.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree, html
from markupsafe import Markup

from reporting.charts.shares import fetched
from reporting.numerals import MISSING, Numerals
from reporting.site.pages import Column, Line, Link, Page, Row, Table, publication_page
from reporting.site.publication import NEWEST_LOADS
from reporting.site.setting import set_page
from warehouse.data_docs import data_docs_page, is_shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

INDEX = "data-docs/index.html"

_RESULTS = f"""
    SELECT load.publication, load.edition, publication.title, load.started_at, result.*
    FROM core.validation_result AS result
    JOIN core.load AS load USING (load_id)
    LEFT JOIN core.publication AS publication ON publication.publication = load.publication
    WHERE load_id IN ({NEWEST_LOADS}) OR load_id IN (SELECT max(load_id) FROM core.release)
    ORDER BY load.publication, load.edition DESC, success, suite, expectation
"""  # noqa: S608 - a query of our own

_FIELDS = ("suite", "expectation", "severity", "success", "checked_count", "unexpected_count", "evidence")

#: What is taken over of a page of Great Expectations, and what it becomes here.
_KEPT = {
    "h5": "h2",
    "h6": "h3",
    **{tag: tag for tag in ("br", "code", "li", "p", "pre", "strong", "ul")},
    **{tag: tag for tag in ("table", "thead", "tbody", "tr", "th", "td")},
}
_DROPPED = frozenset({"script", "style", "link", "meta", "input", "button", "form", "img", "iframe", "object"})
#: Its icons come from a font elsewhere.
_ICONS = {
    "fa-check-circle": ("met", "✓"),
    "fa-times": ("failed", "✗"),
    "fa-exclamation-triangle": ("crashed", "!"),
}


def data_docs_page_of(publication: str, edition: str) -> str:
    """Return what the page of an edition's checks is called; without a publication, that of the marts."""
    return f"data-docs/{publication}/{edition}.html" if publication else "data-docs/release.html"


def data_docs_pages(connection: DuckDBPyConnection, numerals: Numerals) -> Iterator[Page]:
    """Yield the list of Data Docs, and for set_data_docs the page of each edition and that of the marts."""
    rows = fetched(connection.execute(_RESULTS))
    pages = []
    for (publication, edition), results in groupby(rows, key=lambda row: (row["publication"], row["edition"])):
        page = _page(publication, edition, [row for row in results if is_shown(row["evidence"])])
        if page.parts["results"]:
            pages.append(page)
    yield Page(
        INDEX,
        "data_docs_list.html",
        "Data Docs",
        {"checked": _table(sorted(pages, key=lambda page: page.parts["failed"] == 0), numerals)},
        above=(Link("Status", "status.html"),),
    )
    yield from pages


def set_data_docs(page: Page) -> bytes:
    """Return a page of the checks of an edition or of the marts as HTML."""
    parts = page.parts
    written = data_docs_page(parts["suite"], parts["subject"], parts["checked_at"], parts["results"])
    return set_page(dataclasses.replace(page, parts={**parts, "body": Markup(harmless(written))}))  # noqa: S704


def harmless(page: str) -> str:
    """Return the sections of a page of Great Expectations without anything that runs or loads.

    It sorts them by the columns that were checked; here, after its overview, come those where something failed.
    """
    root: html.HtmlElement = html.document_fromstring(page)
    first, *rest = root.find_class("ge-section")
    rest.sort(key=lambda section: section.find(".//i[@class='fas fa-times text-danger']") is None)
    return "".join(f"<section>{''.join(_inside(one))}</section>" for one in (first, *rest))


def _inside(element: etree._Element) -> Iterator[str]:
    yield escape(element.text or "")
    for child in element:
        yield from _element(child)
        yield escape(child.tail or "")


def _element(element: etree._Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return
    if element.tag == "i":
        for name in (element.get("class") or "").split():
            if name in _ICONS:
                means, sign = _ICONS[name]
                yield f'<span class="{means}" role="img" aria-label="{means}">{sign}</span>'
        return
    if element.tag == "br":
        yield "<br>"
        return
    kept = _KEPT.get(element.tag)
    # Tables of names and values have an empty head, which it hides.
    if element.tag == "thead" and not str(element.xpath("string()")).strip():
        return
    boxed = element.tag == "table" and not any(True for _ in element.iterancestors("table"))
    yield '<div class="box" tabindex="0" role="group" aria-label="Results">' if boxed else ""
    yield f"<{kept}>" if kept else ""
    yield from _inside(element)
    yield f"</{kept}>" if kept else ""
    yield "</div>" if boxed else ""


def _page(publication: str, edition: str, results: list[Row]) -> Page:
    title = results[0]["title"] if results and publication else "Shares and trends"
    return Page(
        data_docs_page_of(publication, edition),
        "data_docs.html",
        f"Data Docs: {title}, {edition}" if publication else "Data Docs: shares and trends",
        {
            "suite": publication or "release",
            "subject": edition or "shares and trends",
            "checked_at": results[0]["started_at"].isoformat(timespec="seconds") + "+00:00" if results else "",
            "failed": sum(1 for row in results if not row["success"]),
            "title": title,
            "edition": edition,
            "results": [{name: row[name] for name in _FIELDS} for row in results],
        },
        above=(
            Link("Status", "status.html"),
            Link("Data Docs", INDEX),
            *((Link(title, publication_page(publication)),) if publication else ()),
        ),
    )


def _table(pages: list[Page], numerals: Numerals) -> Table:
    return Table(
        "Checks of the newest load of each edition and of the newest release, first those where something failed",
        (
            Column("checked"),
            Column("edition"),
            Column("at, UTC"),
            Column("expectations", True),
            Column("failed", True),
        ),
        [
            Line(
                (
                    Link(page.parts["title"], page.name),
                    page.parts["edition"] or MISSING,
                    page.parts["checked_at"].replace("T", " ").removesuffix("+00:00"),
                    numerals.number(len(page.parts["results"])),
                    numerals.number(page.parts["failed"]),
                )
            )
            for page in pages
        ],
        empty="No load has come to its checks yet.",
        filters=True,
    )

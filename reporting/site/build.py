"""The site as a whole: one pass over the published warehouse, file by file into the next folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.errors import StorageError
from extractors.settings import PROJECT_ROOT
from reporting.charts.shapes import shapes
from reporting.numerals import Numerals
from reporting.site.area import area_pages
from reporting.site.data_docs import INDEX, data_docs_pages, set_data_docs
from reporting.site.definitions import definition_page
from reporting.site.documents import documents, places_of, set_document
from reporting.site.downloads import csv_files
from reporting.site.figure import figure_pages
from reporting.site.folder import NextSite, holds, next_site
from reporting.site.overview import overview_pages
from reporting.site.pages import Page, document_page
from reporting.site.prose import prose_pages
from reporting.site.publication import publication_pages
from reporting.site.setting import FOLDER, as_json, set_data, set_page
from reporting.site.status_page import status_page
from warehouse.connection import reader
from warehouse.progress import Progress, Stage, unwatched

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Files that are taken over as they are; the style of documents stands in each of them.
ASSETS = ("site.css", "site.js")
#: The program that draws the charts, and what it is told of each kind of them.
RUNTIME, SHAPES = "vega.js", "shapes.js"

_SIZES = """
    SELECT (SELECT count(*) FROM core.snapshot), (SELECT count(*) FROM core.observation)
"""
_AREAS = "SELECT DISTINCT ref_area FROM core.observation ORDER BY ref_area"


@dataclass(frozen=True, slots=True)
class Built:
    """A site that stands: where it begins, and how many of its files were made and how many were as they had to be."""

    index: Path
    made: int
    kept: int


def build_site(folder: Path, *, locale: str = "en", progress: Progress = unwatched) -> Built:
    """Make the site of the published warehouse in a folder, and return where it stands.

    Only files whose data changed are made; the same warehouse gives the same bytes; the folder is exchanged whole, and
    on failure stays as it was. Raises UsageError for an unknown locale and for an unpublished warehouse, StorageError
    where the folder holds something else or cannot be written.
    """
    numerals = Numerals(locale)
    folder = folder.resolve()  # a link to where a web server looks stays one
    with reader() as connection:
        release, state = _release(connection)
        facts = {"warehouse_state": state, "release": release, "site_version": site_version(), "locale": numerals.name}
        if kept := holds(folder, facts):
            return Built(folder / "index.html", 0, kept)
        with next_site(folder, site_version()) as site:
            _fill(site, connection, numerals, state, progress)
            site.finish(facts)
    return Built(folder / "index.html", site.made, site.kept)


def _fill(site: NextSite, connection: DuckDBPyConnection, numerals: Numerals, state: str, progress: Progress) -> None:
    snapshots, figures = connection.execute(_SIZES).fetchone() or (0, 0)
    _put_assets(site, numerals)
    stage = Stage(progress, "documents", snapshots, unit="document")
    placed = {}
    for shown in documents(connection):
        stage.begin(shown.snapshot["publication"], shown.snapshot["edition"])
        name = document_page(shown.snapshot["snapshot_id"])
        placed[shown.snapshot["snapshot_id"]] = places_of(site.put(name, shown.inputs, partial(set_document, shown)))
    stage.end()
    areas = [area for (area,) in connection.execute(_AREAS).fetchall()]
    stage = Stage(progress, "pages", len(areas))
    for page in _summaries(connection, numerals, state):
        _put(site, page)
        if page.template == "area.html":
            stage.begin(page.title)
    for name, content in csv_files(connection, areas):
        site.put(name, hashlib.sha256(content).hexdigest(), partial(bytes, content))
    for page in data_docs_pages(connection, numerals):
        make = set_page if page.name == INDEX else set_data_docs
        site.put(page.name, as_json(page), partial(make, page))
    stage.end()
    stage = Stage(progress, "figures", figures, unit="page")
    for page in figure_pages(connection, numerals, placed):
        stage.begin(page.above[1].text)
        _put(site, page)
    stage.end()


def _summaries(connection: DuckDBPyConnection, numerals: Numerals, state: str) -> Iterator[Page]:
    """Yield every page but those of single figures and documents."""
    yield from overview_pages(connection, numerals, state)
    yield from area_pages(connection, numerals)
    yield from publication_pages(connection, numerals)
    yield status_page(connection, numerals)
    yield definition_page(connection)
    yield from prose_pages()


def _put(site: NextSite, page: Page) -> None:
    site.put(page.name, as_json(page), lambda: set_page(page))
    if page.has_marks:
        site.put(page.data, as_json(page.charts), lambda: set_data(page.charts))


def _put_assets(site: NextSite, numerals: Numerals) -> None:
    for name in ASSETS:
        content = (FOLDER / "assets" / name).read_bytes()
        site.put(f"assets/{name}", "", partial(bytes, content))
    site.put(f"assets/{SHAPES}", numerals.name, lambda: _shapes(numerals))
    site.put(f"assets/{RUNTIME}", version("vl-convert-python"), _runtime)


def _shapes(numerals: Numerals) -> bytes:
    return f"marketsplit.draw({as_json({'shapes': shapes('page'), 'format': numerals.d3})});\n".encode()


def _runtime() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed as one script, which loads nothing more."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle(_RUNTIME)
    return bundle.encode()


#: In a page without a module loader: one name, and nothing of the rest.
_RUNTIME = "window.vegaEmbed = vegaEmbed;"


def _release(connection: DuckDBPyConnection) -> tuple[int, str]:
    row = connection.execute("SELECT release_id, state FROM core.release ORDER BY release_id DESC LIMIT 1").fetchone()
    if row is None:
        raise StorageError("the published warehouse holds no release", remedy="Run `make run`")
    return row[0], row[1]


@cache
def site_version() -> str:
    """Return a hash over all that makes pages of the same data: our code, declarations, texts, and the libraries."""
    digest = hashlib.sha256()
    kinds = ("*.py", "*.html", "*.css", "*.js", "publication.yml", "fields.yml", "method.md")
    for part in ("extractors", "reporting", "warehouse", "docs"):
        for path in sorted(one for kind in kinds for one in (PROJECT_ROOT / part).rglob(kind)):
            digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in (
        "altair",
        "babel",
        "great-expectations",
        "jinja2",
        "lxml",
        "markdown-it-py",
        "pdfplumber",
        "vl-convert-python",
    ):
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()[:16]

"""The page of each archived document: what it said, harmless, with every place that a figure was read from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from extractors import archive, storage
from extractors.errors import DriftError
from extractors.observation import Coordinates, Locator, Record, locator_from_json
from extractors.publication import registry
from reporting.charts.shares import fetched
from reporting.site.archived_html import harmless_page
from reporting.site.extracts import extract
from reporting.site.marks import Marks, place_id
from reporting.site.pages import Row
from reporting.site.setting import FOLDER, set_template

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SNAPSHOTS = """
    SELECT snapshot.*, publication.title
    FROM core.snapshot AS snapshot JOIN core.publication AS publication USING (publication)
    ORDER BY publication, edition, snapshot_id
"""

#: Where figures were read from, and where some were refused; a withdrawn figure has no place any more.
_PLACES = """
    SELECT DISTINCT locator FROM (
        SELECT snapshot_id, locator FROM core.observation WHERE NOT is_tombstone
        UNION ALL SELECT snapshot_id, locator FROM core.quarantine)
    WHERE snapshot_id = $snapshot_id
    ORDER BY locator
"""

_PAGE = "The page as archived, its scripts, pictures and addresses left out"
_PARTS = "The parts of the file that figures were read from"
_IDS = re.compile(rb'id="(place-[0-9a-f]{12})"')


@dataclass(frozen=True, slots=True)
class Shown:
    """A document to be shown: its row of core.snapshot, the places in it as JSON."""

    snapshot: Row
    places: tuple[str, ...]

    @property
    def inputs(self) -> str:
        """Return all that its page rests on: its bytes are named by their hash."""
        about = {name: str(value) for name, value in self.snapshot.items() if name != "status"}
        return repr((about, self.format, self.places, _archived(self.snapshot)))

    @property
    def format(self) -> str:
        """Return the format that the declaration names; empty where there is no such document any more."""
        return _format(*(self.snapshot[name] for name in ("publication", "edition", "document")))


def documents(connection: DuckDBPyConnection) -> Iterator[Shown]:
    """Yield every archived document with the places in it."""
    for snapshot in fetched(connection.execute(_SNAPSHOTS)):
        rows = connection.execute(_PLACES, {"snapshot_id": snapshot["snapshot_id"]}).fetchall()
        yield Shown(snapshot, tuple(locator for (locator,) in rows))


def set_document(shown: Shown) -> bytes:
    """Return the page of a document; where it cannot be shown, the page says why."""
    marks = Marks()
    places: dict[str, Locator] = {place_id(one): locator_from_json(one) for one in shown.places}
    # A file of records is read as such, whatever format its declaration leaves at the default.
    is_page = shown.format == "html" and not any(isinstance(one, Record | Coordinates) for one in places.values())
    try:
        body = _body(shown, places, marks, is_page=is_page)
    except DriftError as error:
        body = set_template("unshown.html", why=str(error)).decode()
    snapshot = shown.snapshot
    kind = _PAGE if is_page else _PARTS
    return set_template(
        "document.html",
        lang=snapshot["lang"],
        title=f"{snapshot['title']}, {snapshot['edition']}: {snapshot['document']}",
        about=f"{kind}. {snapshot['url']}, captured {snapshot['captured_at']:%Y-%m-%d}, sha256 {snapshot['sha256']}.",
        style=_style(),
        rules=marks.rules(),
        body=body,
    )


def places_of(page: bytes) -> set[str]:
    """Return the places that the page of a document shows."""
    return {found.decode() for found in _IDS.findall(page)}


def _body(shown: Shown, places: Mapping[str, Locator], marks: Marks, *, is_page: bool) -> str:
    """Return what a document says as HTML. Raises DriftError where it cannot be shown."""
    if missing := _archived(shown.snapshot):
        raise DriftError(missing, place=shown.snapshot["sha256"], remedy="Restore the archive from a backup")
    if not shown.format:
        raise DriftError("the publication declares this document no longer", document=shown.snapshot["document"])
    snapshot = shown.snapshot
    content = _path(snapshot).read_bytes()
    charset = snapshot["declared_encoding"]
    media_type = f"{snapshot['media_type']}; charset={charset}" if charset else snapshot["media_type"]
    lang = snapshot["lang"]
    if is_page:
        return harmless_page(content, media_type=media_type, lang=lang, places=places, marks=marks)
    return extract(content, shown.format, media_type=media_type, lang=lang, places=places, marks=marks)


@cache
def _format(publication_id: str, edition_id: str, document_id: str) -> str:
    publication = registry().get(publication_id)
    if publication is None:
        return ""
    declared = [one for edition in publication.editions if edition.id == edition_id for one in edition.documents]
    if publication.rolling:
        declared = publication.rolling.documents
    return next((one.format for one in declared if one.id == document_id), "")


def _path(snapshot: Row) -> Path:
    return archive.document_path(snapshot["sha256"], snapshot["media_type"])


def _archived(snapshot: Row) -> str:
    """Return what is wrong with the archived bytes; empty where they are what was fetched."""
    path = _path(snapshot)
    if not path.exists():
        return "the archived document is missing"
    if hashlib.sha256(storage.read_whole(path)).hexdigest() != snapshot["sha256"]:
        return "the archived document has changed on disk"
    return ""


@cache
def _style() -> str:
    return (FOLDER / "assets" / "document.css").read_text(encoding="utf-8")

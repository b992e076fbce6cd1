"""From a publication's addresses to archived documents: ask only for what may have changed, keep only what is the
document.

One document's failure is recorded and returned like a success, and the others go on.
"""

from __future__ import annotations

import importlib.metadata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from extractors import archive
from extractors.archive import Capture
from extractors.errors import (
    ArchiveDamagedError,
    DriftError,
    FetchError,
    MarketsplitError,
    RefusedError,
    UsageError,
)
from extractors.http import robots
from extractors.http.accept import check_document
from extractors.http.session import Exchange, Fetcher
from extractors.http.urls import Origins
from extractors.publication import Document, Publication
from extractors.rolling import edition_of
from extractors.saved import saved_captures, saved_editions, serve_saved
from extractors.settings import settings

_FAILURES = {kind.__name__: kind for kind in (FetchError, RefusedError, DriftError)}


def fetch_publication(
    publication: Publication, *, mode: Literal["saved", "live"], edition: str | None = None, force: bool = False
) -> list[Capture]:
    """Fetch the documents of all editions of a publication, or of one, and return a recorded capture for each.

    ``saved`` asks the saved editions, played on loopback; ``live`` the publisher. ``force`` asks for the documents
    whether or not they have changed. Raises UsageError for an unknown edition or a live run without a contact address,
    StorageError and ArchiveDamagedError where the archive cannot be used.
    """
    run = _Run(publication, mode, force, uuid.uuid4().hex, archive.captures(publication.id))
    return _fetch_saved(run, edition) if mode == "saved" else _fetch_live(run, edition)


def capture_error(capture: Capture) -> MarketsplitError:
    """Return the error that a refused or failed capture records, to be shown or raised.

    Raises ValueError for any other.
    """
    if capture.accepted:
        raise ValueError(f"capture {capture.capture_id} was accepted")
    facts = dict(capture.error)
    kind = _FAILURES[facts.pop("error")]
    return kind(facts.pop("message"), **facts)


@dataclass(frozen=True)
class _Run:
    """What all documents of one call share; ``earlier`` are the captures before it, oldest first."""

    publication: Publication
    mode: archive.Mode
    force: bool
    fetch_id: str
    earlier: Sequence[Capture]

    def newest(self, edition_id: str | None, document_id: str) -> Capture | None:
        """Return the newest accepted capture of a document, in any edition if none is named.

        Only of the same mode: what a stand-in was tagged with means nothing to the publisher.
        """
        for capture in reversed(self.earlier):
            if (
                capture.accepted
                and capture.mode == self.mode
                and capture.document == document_id
                and edition_id in {None, capture.edition}
            ):
                return capture
        return None


def _fetch_saved(run: _Run, edition: str | None) -> list[Capture]:
    publication = run.publication
    known = saved_editions(publication)
    if not known or edition not in {None, *known}:
        raise UsageError(
            "no such saved edition",
            publication=publication.id,
            expected="one of " + ", ".join(known) if known else "a folder in saved/",
            found=edition or "none",
        )
    captures = []
    for edition_id in known if edition is None else [edition]:
        documents = _saved_documents(publication, edition_id)
        with serve_saved(publication, edition_id) as origins, _fetcher(run, origins) as fetcher:
            captures += [_fetch_document(run, fetcher, edition_id, document) for document in documents]
    return captures


def _saved_documents(publication: Publication, edition_id: str) -> list[Document]:
    """Return the documents of a saved edition: all declared ones, of a rolling publication those that are there."""
    if publication.rolling is None:
        return publication.edition(edition_id).documents
    there = {saved.document for saved in saved_captures(publication, edition_id)}
    return [document for document in publication.rolling.documents if document.id in there]


def _fetch_live(run: _Run, edition: str | None) -> list[Capture]:
    publication = run.publication
    wanted: list[tuple[str | None, Document]]
    if publication.rolling is None:
        editions = publication.editions if edition is None else [publication.edition(edition)]
        wanted = [(one.id, document) for one in editions for document in one.documents]
    elif edition is None:
        wanted = [(None, document) for document in publication.rolling.documents]
    else:
        raise UsageError(
            "this publication has one address, which serves its newest edition only",
            publication=publication.id,
            found=f"edition {edition}",
            remedy="Fetch without naming an edition",
        )
    with _fetcher(run, None) as fetcher:
        return [_fetch_document(run, fetcher, edition_id, document) for edition_id, document in wanted]


def _fetcher(run: _Run, origins: Origins | None) -> Fetcher:
    contact = settings().contact.strip()
    if run.mode == "saved":
        contact = contact or "saved edition, on loopback"
    elif not contact or not contact.isascii() or not contact.isprintable():
        raise UsageError(
            "fetching from publishers needs a contact address for them",
            expected="an e-mail address or a page in MARKETSPLIT_CONTACT, in ASCII",
            found=repr(contact),
            remedy="Set it in the environment or in .env; publishers see it in the agent string",
        )
    return Fetcher(
        agent=f"{robots.PRODUCT}/{importlib.metadata.version('marketsplit')} (+{contact})",
        interval_s=run.publication.http.min_interval_s,
        origins=origins,
        allow_hosts=settings().allow_hosts,
    )


def _fetch_document(run: _Run, fetcher: Fetcher, edition_id: str | None, document: Document) -> Capture:
    """Fetch one document and record what came of it. ``edition_id`` is None where the document itself will say."""
    rule = run.publication.http
    earlier = run.newest(edition_id, document.id)
    validators, detail = _validators(run, earlier, document)
    exchange = Exchange(document.url)
    try:
        fetcher.get(exchange, deadline_s=rule.deadline_s, max_bytes=rule.accept.max_bytes, validators=validators)
        if exchange.status == 304 and earlier is not None:
            result = _confirmed(earlier, exchange)
        else:
            result = _received(run, edition_id, document, exchange)
    except (FetchError, DriftError) as error:
        result = _unsuccessful(run, edition_id, document, exchange, error)
    capture = Capture(
        **{
            "capture_id": uuid.uuid4().hex,
            "fetch_id": run.fetch_id,
            "publication": run.publication.id,
            "document": document.id,
            "lang": document.lang,
            "mode": run.mode,
            "url": document.url,
            "final_url": exchange.final_url,
            "redirects": exchange.redirects,
            "status": exchange.status,
            "captured_at": datetime.now(UTC),
            "robots": exchange.robots,
            "detail": detail,
            "error": {},
            **result,
        }
    )
    archive.record_capture(capture)
    return capture


def _validators(run: _Run, earlier: Capture | None, document: Document) -> tuple[dict[str, str], str]:
    """Return the headers of a conditional request, and a remark.

    There are none where the document is wanted whatever happened to it.
    """
    if earlier is None or run.force or earlier.url != document.url:
        return {}, ""
    try:
        archive.load_bytes(earlier)
    except ArchiveDamagedError as error:
        # "Not modified" would leave us without the document.
        return {}, f"asked for all of it again: {error.message}"
    names = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    return {name: earlier.headers[kept] for name, kept in names.items() if kept in earlier.headers}, ""


def _confirmed(earlier: Capture, exchange: Exchange) -> dict[str, Any]:
    fresh = {name: text for name, text in _kept(exchange.headers).items() if not name.startswith("content-")}
    return {
        "outcome": "not_modified",
        "edition": earlier.edition,
        "headers": {**earlier.headers, **fresh},
        "media_type": earlier.media_type,
        "size": earlier.size,
        "sha256": earlier.sha256,
    }


def _received(run: _Run, edition_id: str | None, document: Document, exchange: Exchange) -> dict[str, Any]:
    content = exchange.content
    media_type = archive.media_type_of(exchange.headers.get("content-type", ""))
    check_document(run.publication.http.accept, media_type, content, document.format)
    if run.publication.rolling is not None:
        dated, _ = edition_of(run.publication, content, document.id)
        if edition_id not in {None, dated}:
            raise DriftError(
                "the saved file belongs to another edition than its folder", expected=edition_id, found=dated
            )
        edition_id = dated
    earlier = run.newest(edition_id, document.id)
    sha256 = archive.store_bytes(content, media_type)
    return {
        "outcome": "same" if earlier is not None and earlier.sha256 == sha256 else "new",
        "edition": edition_id,
        "headers": _kept(exchange.headers),
        "media_type": media_type,
        "size": len(content),
        "sha256": sha256,
    }


def _unsuccessful(
    run: _Run, edition_id: str | None, document: Document, exchange: Exchange, error: FetchError | DriftError
) -> dict[str, Any]:
    error.publication = run.publication.id
    error.edition = edition_id
    error.document = document.id
    error.place = error.place or exchange.final_url or None
    return {
        "outcome": "refused" if isinstance(error, RefusedError | DriftError) else "failed",
        "edition": edition_id or "",
        "headers": _kept(exchange.headers),
        "media_type": "",
        "size": 0,
        "sha256": "",
        "detail": str(error),
        "error": error.facts(),
    }


def _kept(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers worth keeping: no cookie, and no redirect's target, either of which can hold a secret."""
    return {name: text for name, text in headers.items() if name not in {"set-cookie", "location"}}

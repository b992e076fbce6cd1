"""The publishers as they were: a saved edition served over real HTTP on loopback, for the same fetcher that meets the
world.

``saved/<edition>/<document>.capture.json`` says what a file was served as, and where; ``saved/<edition>/robots.txt``,
or one for all editions in ``saved/``, what robots were told.
"""

from __future__ import annotations

import hashlib
import json
import re
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import requests
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from extractors.errors import DeclarationError, UsageError
from extractors.gaps import gaps
from extractors.http.urls import Origins, origin_of
from extractors.mapping import Slug
from extractors.publication import Publication

_ALLOW_ALL = b"User-agent: *\nDisallow:\n"
_IDLE_S = 10.0
_POLL_S = 0.01


def _seconds(http_date: str) -> float | None:
    parsed = parsedate_tz(http_date)
    return None if parsed is None else mktime_tz(parsed)


def _http_date(text: str) -> str:
    if _seconds(text) is None:
        raise ValueError(f"{text!r} is not an HTTP date")
    return text


class SavedCapture(BaseModel):
    """How one file of a saved edition is served, and what is known of how it came about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: Slug
    url: str = Field(pattern=r"^https?://")
    media_type: str = Field(description="as sent in Content-Type, with its charset")
    lang: str
    last_modified: Annotated[str, AfterValidator(_http_date)] = Field(description="as sent in Last-Modified")
    file: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$", description="name in the same folder")
    note: str = Field(description="how the page was set, and what of it is unverified")
    licence: str


def saved_editions(publication: Publication) -> list[str]:
    """Return the ids of a publication's saved editions, in order."""
    return sorted({path.parent.name for path in publication.saved_dir.glob("*/*.capture.json")})


def saved_captures(publication: Publication, edition_id: str) -> list[SavedCapture]:
    """Return what is saved of an edition, in order of document.

    Raises UsageError for an edition that is not saved and DeclarationError for a capture file that is not valid.
    """
    paths = sorted((publication.saved_dir / edition_id).glob("*.capture.json"))
    if edition_id not in saved_editions(publication) or not paths:
        raise UsageError(
            "no such saved edition",
            publication=publication.id,
            expected="one of " + ", ".join(saved_editions(publication)),
            found=edition_id,
        )
    return [_read(path, publication, edition_id) for path in paths]


@contextmanager
def serve_saved(publication: Publication, edition_id: str) -> Iterator[Origins]:
    """Play the publisher of one saved edition, a loopback server for each of its origins, while the context lasts.

    Yields which server plays which origin. Raises as :func:`saved_captures`, and DeclarationError for a file that is
    missing.
    """
    pages: dict[str, dict[str, _Page]] = {}
    for saved in saved_captures(publication, edition_id):
        path = publication.saved_dir / edition_id / saved.file
        if not path.is_file():
            raise DeclarationError(
                "a saved document is missing",
                publication=publication.id,
                edition=edition_id,
                document=saved.document,
                expected=f"saved/{edition_id}/{saved.file}",
            )
        page = _Page(path.read_bytes(), saved.media_type, saved.last_modified)
        pages.setdefault(origin_of(saved.url), {"/robots.txt": _robots(publication, edition_id)})[
            _target(saved.url)
        ] = page
    with ExitStack() as stack:
        yield Origins({origin: stack.enter_context(_serving(content)) for origin, content in pages.items()})


def _read(path: Path, publication: Publication, edition_id: str) -> SavedCapture:
    try:
        record = json.loads(path.read_bytes())
        if open_gaps := list(gaps(record)):
            raise DeclarationError(
                f"{path.name} is a draft with {len(open_gaps)} gaps to fill in: " + "; ".join(open_gaps),
                publication=publication.id,
                edition=edition_id,
            )
        saved = SavedCapture.model_validate(record)
    except (ValueError, OSError) as error:
        raise DeclarationError(
            f"{path.name} is not a valid capture file: {error}", publication=publication.id, edition=edition_id
        ) from error
    if path.name != f"{saved.document}.capture.json":
        raise DeclarationError(
            "a capture file must be named after its document",
            publication=publication.id,
            edition=edition_id,
            expected=f"{saved.document}.capture.json",
            found=path.name,
        )
    return saved


@dataclass(frozen=True, slots=True)
class _Page:
    """One file as it is served."""

    content: bytes
    media_type: str
    last_modified: str = ""

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()}"'

    def unchanged_since(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Answer a conditional request; as in RFC 9110 the tag decides alone where one is given."""
        if if_none_match is not None:
            return self.etag in re.findall(r'"[^"]*"', if_none_match)
        modified, asked = _seconds(self.last_modified), _seconds(if_modified_since or "")
        return modified is not None and asked is not None and modified <= asked


def _robots(publication: Publication, edition_id: str) -> _Page:
    for folder in (publication.saved_dir / edition_id, publication.saved_dir):
        path = folder / "robots.txt"
        if path.is_file():
            return _Page(path.read_bytes(), "text/plain; charset=utf-8")
    return _Page(_ALLOW_ALL, "text/plain; charset=utf-8")


def _target(url: str) -> str:
    """Return path and query as a request line carries them, so that both sides spell an address alike."""
    return requests.Request("GET", url).prepare().path_url


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: Mapping[str, _Page]) -> None:
        self.pages = pages
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        # HTTPServer asks the name service for our own name here, which can take seconds on a machine without one.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_S
    server: _Server

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path)
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain; charset=utf-8"}, b"not saved\n")
            return
        validators = {"ETag": page.etag}
        if page.last_modified:
            validators["Last-Modified"] = page.last_modified
        if page.unchanged_since(self.headers["If-None-Match"], self.headers["If-Modified-Since"]):
            self._answer(HTTPStatus.NOT_MODIFIED, validators, b"")
        else:
            self._answer(HTTPStatus.OK, {**validators, "Content-Type": page.media_type}, page.content)

    def _answer(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the library's name
        """Keep standard error for what a user should read; the capture records tell the same."""


@contextmanager
def _serving(pages: Mapping[str, _Page]) -> Iterator[str]:
    with _Server(pages) as server:
        thread = threading.Thread(target=server.serve_forever, args=(_POLL_S,), name="saved-edition", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()

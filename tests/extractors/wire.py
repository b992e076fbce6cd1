"""A publisher of our own on a real loopback socket, and a small publication to fetch from it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from extractors.publication import Publication

PAGE = b"<!doctype html><html><body><h1>Survey of electronic commerce</h1><p>B2B: 465 trillion yen</p></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Answer:
    """What the publisher sends for a path. ``raw`` writes to the socket by itself, after the headers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Publisher:
    """The routes of a running server and the requests it has seen; the last answer of a route is given for ever."""

    origin: str
    routes: dict[str, list[Answer]] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.origin.removeprefix("http://")

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]

    def serve(self, path: str, *answers: Answer) -> str:
        self.routes[path] = list(answers)
        return self.origin + path


@contextmanager
def publisher(tls: ssl.SSLContext | None = None) -> Iterator[Publisher]:
    """Run a publisher while the context lasts, under TLS where its side of it is given."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            state.seen.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
            answers = state.routes.get(self.path, [Answer(404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(answer.status)
            for name, text in answer.headers.items():
                self.send_header(name, text)
            if answer.raw is None and "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            try:
                self.wfile.write(answer.body)
                if answer.raw is not None:
                    answer.raw(self)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    state = Publisher(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def publication(documents: dict[str, str], *, rolling: bool = False, **http: Any) -> Publication:
    """Return a declaration with one edition, 2020, of the documents given as id and url; or a rolling one."""
    accept = {
        "media_types": ["text/html"],
        "min_bytes": 40,
        "max_bytes": 100_000,
        "starts_with": ["<!doctype html"],
        "must_contain": ["electronic commerce"],
    }
    accept |= http.pop("accept", {})
    listed = [{"id": name, "url": url, "lang": "en"} for name, url in documents.items()]
    where: dict[str, Any] = (
        {"rolling": {"document": listed[0], "edition_column": "LAST UPDATE", "date_format": "%d/%m/%y %H:%M:%S"}}
        if rolling
        else {
            "editions": [
                {"id": "2020", "published_on": "2021-07-30", "reference_period": "2020", "documents": listed},
            ]
        }
    )
    return Publication.model_validate(
        {
            "id": "test_survey",
            "title": "A survey",
            "summary": "A survey",
            "description": "A survey made for tests",
            "publisher": {"name": "Publisher", "country": "INT", "url": "https://example.org", "licence": "none"},
            "landing_url": "https://example.org",
            "cadence": "annual",
            "lag_days": 200,
            "verified_live": None,
            "http": {"min_interval_s": 0, "deadline_s": 10, "accept": accept, **http},
            **where,
            "bases": {"b": {"title": "t", "text": "t", "url": "https://example.org", "edi_included": "not said"}},
            "prose": [{"id": "p", "sentences": ["(?P<f>x)"], "figures": {"f": {"basis": "b"}}}],
            "expect": {"figures_min": 1, "figures_max": 10},
        }
    )


def save_document(
    saved_dir: Path,
    edition: str,
    document: str,
    url: str,
    content: bytes = PAGE,
    *,
    capture_of: str = "",
    **fields: str,
) -> None:
    """Write a document and its capture file (which may claim to be of another) into a folder of saved editions."""
    folder = saved_dir / edition
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{document}.html").write_bytes(content)
    capture = {
        "document": capture_of or document,
        "url": url,
        "media_type": "text/html; charset=utf-8",
        "lang": "en",
        "last_modified": "Fri, 30 Jul 2021 06:00:00 GMT",
        "file": f"{document}.html",
        "note": "made for a test",
        "licence": "none",
    }
    (folder / f"{document}.capture.json").write_text(json.dumps(capture | fields), encoding="utf-8")

"""Fetching from a publisher that misbehaves: every failure is a recorded capture with a message, never a document."""

from __future__ import annotations

import gzip
import json
import os
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from extractors import archive, storage
from extractors.archive import Capture
from extractors.errors import DriftError, FetchError, RefusedError, UsageError
from extractors.fetch import capture_error, fetch_publication
from extractors.http import session
from extractors.settings import settings
from tests.extractors.wire import HTML, PAGE, Answer, Publisher, publication, publisher


@pytest.fixture
def site(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """Yield a publisher that live mode may fetch from, with short pauses between tries."""
    monkeypatch.setattr(session, "BACKOFF_S", (0.01, 0.01, 0.01))
    monkeypatch.setenv("MARKETSPLIT_CONTACT", "mailto:figures@example.org")
    with publisher() as running:
        monkeypatch.setenv("MARKETSPLIT_ALLOW_HOSTS", json.dumps([running.host]))
        settings.cache_clear()
        yield running


def fetch_one(site: Publisher, *answers: Answer, **http: Any) -> Capture:
    (capture,) = fetch_publication(publication({"release": site.serve("/release", *answers)}, **http), mode="live")
    return capture


def test_a_new_document_is_archived_with_its_record(site: Publisher) -> None:
    capture = fetch_one(site, Answer(body=PAGE, headers={**HTML, "ETag": '"1"', "Set-Cookie": "secret=1"}))
    assert (capture.outcome, capture.status, capture.media_type) == ("new", 200, "text/html")
    assert archive.load_bytes(capture) == PAGE
    assert capture.robots == f"allowed: {site.origin}/robots.txt is not there (HTTP 404)"
    assert capture.headers["etag"] == '"1"'
    assert "set-cookie" not in capture.headers
    assert archive.captures("test_survey") == [capture]


def test_the_agent_says_who_we_are_and_how_to_reach_us(site: Publisher) -> None:
    fetch_one(site, Answer(body=PAGE, headers=HTML))
    agents = {headers["user-agent"] for _, headers in site.seen}
    assert len(agents) == 1
    assert agents.pop().startswith("marketsplit/")
    assert all(headers["user-agent"].endswith("(+mailto:figures@example.org)") for _, headers in site.seen)


def test_proxies_of_the_environment_are_not_used(site: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch_one(site, Answer(body=PAGE, headers=HTML)).outcome == "new"


def test_live_fetching_without_a_contact_is_refused(site: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETSPLIT_CONTACT", "")
    settings.cache_clear()
    with pytest.raises(UsageError, match="MARKETSPLIT_CONTACT"):
        fetch_one(site, Answer(body=PAGE, headers=HTML))
    assert site.seen == []


def test_an_unchanged_document_is_asked_for_conditionally(site: Publisher) -> None:
    validators = {"ETag": '"v1"', "Last-Modified": "Fri, 30 Jul 2021 06:00:00 GMT"}
    first = fetch_one(site, Answer(body=PAGE, headers=HTML | validators))
    second = fetch_one(site, Answer(304, headers={"ETag": '"v1"'}))
    _, headers = site.seen[-1]
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == validators["Last-Modified"]
    assert (second.outcome, second.sha256, second.content_type) == ("not_modified", first.sha256, HTML["Content-Type"])
    assert archive.current_snapshots("test_survey")["2020"]["release"].snapshot_id == first.snapshot_id


def test_force_asks_for_the_whole_document(site: Publisher) -> None:
    one = publication({"release": site.serve("/release", Answer(body=PAGE, headers=HTML | {"ETag": '"v1"'}))})
    fetch_publication(one, mode="live")
    (again,) = fetch_publication(one, mode="live", force=True)
    assert again.outcome == "same"
    assert "if-none-match" not in site.seen[-1][1]


def test_the_hash_decides_whether_a_document_is_new(site: Publisher) -> None:
    changed = PAGE.replace(b"465", b"514")
    one = publication(
        {"release": site.serve("/release", *(Answer(body=body, headers=HTML) for body in (PAGE, PAGE, changed, PAGE)))}
    )
    outcomes = [fetch_publication(one, mode="live")[0].outcome for _ in range(4)]
    assert outcomes == ["new", "same", "new", "new"]
    assert archive.load_bytes(archive.current_snapshots("test_survey")["2020"]["release"]) == PAGE


def test_a_damaged_archive_file_is_fetched_again_without_validators(site: Publisher) -> None:
    one = publication({"release": site.serve("/release", Answer(body=PAGE, headers=HTML | {"ETag": '"v1"'}))})
    (first,) = fetch_publication(one, mode="live")
    archive.document_path(first.sha256, first.media_type).write_bytes(b"rotten")
    (second,) = fetch_publication(one, mode="live")
    assert "if-none-match" not in site.seen[-1][1]
    assert (second.outcome, second.detail) == (
        "same",
        "asked for all of it again: the archived document has changed on disk",
    )
    assert archive.load_bytes(first) == PAGE


def test_robots_disallow_is_obeyed_and_recorded(site: Publisher) -> None:
    site.serve("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /release\n"))
    capture = fetch_one(site, Answer(body=PAGE, headers=HTML))
    assert capture.outcome == "refused"
    assert capture.robots == f"disallowed by {site.origin}/robots.txt"
    assert site.paths() == ["/robots.txt"]
    error = capture_error(capture)
    assert isinstance(error, RefusedError)
    assert (error.publication, error.edition, error.document) == ("test_survey", "2020", "release")
    assert "robots.txt does not let us fetch this address" in str(error)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_unreadable_robots_forbids_everything(site: Publisher, status: int) -> None:
    site.serve("/robots.txt", Answer(status))
    capture = fetch_one(site, Answer(body=PAGE, headers=HTML))
    assert capture.outcome == "failed"
    assert "without the publisher's robots.txt nothing is fetched there in this run" in capture.detail
    assert f"cannot be read (no usable answer in 4 tries: HTTP {status})" in capture.robots
    assert "/release" not in site.paths()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_absent_robots_allows(site: Publisher, status: int) -> None:
    site.serve("/robots.txt", Answer(status))
    assert fetch_one(site, Answer(body=PAGE, headers=HTML)).outcome == "new"


def test_robots_is_asked_for_once_a_run(site: Publisher) -> None:
    page = Answer(body=PAGE, headers=HTML)
    fetch_publication(publication({"a": site.serve("/a", page), "b": site.serve("/b", page)}), mode="live")
    assert site.paths() == ["/robots.txt", "/a", "/b"]


def test_crawl_delay_longer_than_the_deadline_fails_with_the_reason(site: Publisher) -> None:
    site.serve("/robots.txt", Answer(body=b"User-agent: *\nCrawl-delay: 60\n"))
    page = Answer(body=PAGE, headers=HTML)
    first, second = fetch_publication(
        publication({"a": site.serve("/a", page), "b": site.serve("/b", page)}), mode="live"
    )
    assert (first.outcome, second.outcome) == ("failed", "failed")
    assert "the pause of 60 s between two requests" in first.detail
    assert site.paths() == ["/robots.txt"]


def test_missing_document_names_the_status_and_the_remedy(site: Publisher) -> None:
    capture = fetch_one(site, Answer(404))
    assert (capture.outcome, capture.status) == ("failed", 404)
    assert "expected HTTP 200; found HTTP 404. The document has moved" in capture.detail
    assert type(capture_error(capture)) is FetchError


def test_server_errors_then_success(site: Publisher) -> None:
    capture = fetch_one(site, Answer(500), Answer(503), Answer(body=PAGE, headers=HTML))
    assert (capture.outcome, site.paths().count("/release")) == ("new", 3)


def test_lasting_server_errors_end_after_four_tries(site: Publisher) -> None:
    capture = fetch_one(site, Answer(502))
    assert (capture.outcome, site.paths().count("/release")) == ("failed", 4)
    assert "no usable answer in 4 tries" in capture.detail
    assert "found HTTP 502" in capture.detail


def test_retry_after_is_waited_for(site: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    capture = fetch_one(site, Answer(429, headers={"Retry-After": "7"}), Answer(body=PAGE, headers=HTML))
    assert (capture.outcome, waits) == ("new", [7])


def test_retry_after_beyond_the_deadline_fails_at_once(site: Publisher) -> None:
    capture = fetch_one(site, Answer(429, headers={"Retry-After": "3600"}))
    assert (capture.outcome, site.paths().count("/release")) == ("failed", 1)
    assert "HTTP 429, and the server asks to wait (Retry-After)" in capture.detail
    assert "found a wait of 3600.0 s" in capture.detail


def send(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(data)


def silent(_: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def drip(handler: BaseHTTPRequestHandler) -> None:
    for byte in PAGE:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize("manner", [silent, drip])
def test_slow_bodies_end_at_the_deadline(site: Publisher, manner: Callable[[BaseHTTPRequestHandler], None]) -> None:
    answer = Answer(headers={**HTML, "Content-Length": str(len(PAGE))}, raw=manner)
    capture = fetch_one(site, answer, deadline_s=0.8)
    assert capture.outcome == "failed"
    assert "the document took longer than its deadline; expected all of it within 0.8 s" in capture.detail


def test_endless_headers_end_at_the_deadline(site: Publisher) -> None:
    # The status line is followed by a header that never ends: every single read is quick, the whole is not.
    class Endless(dict[str, str]):
        def items(self):  # type: ignore[no-untyped-def]
            for number in range(100):
                time.sleep(0.1)
                yield f"X-{number}", "x"

    answer = Answer(body=PAGE, headers=Endless())
    capture = fetch_one(site, answer, deadline_s=0.8)
    assert capture.outcome == "failed"
    assert "deadline" in capture.detail


@pytest.mark.parametrize(
    "answer",
    [
        Answer(headers={**HTML, "Content-Length": str(len(PAGE) + 1)}, body=PAGE),
        Answer(
            headers={**HTML, "Transfer-Encoding": "chunked"},
            raw=lambda handler: send(handler, b"%x\r\n%b" % (len(PAGE) + 9, PAGE)),
        ),
        Answer(headers={**HTML, "Content-Encoding": "gzip"}, body=gzip.compress(PAGE)[:-3]),
        Answer(headers={**HTML, "Content-Encoding": "deflate"}, body=zlib.compress(PAGE)[:-9]),
    ],
    ids=["content-length", "chunked", "gzip", "deflate"],
)
def test_truncated_bodies_are_no_documents(site: Publisher, answer: Answer) -> None:
    capture = fetch_one(site, answer)
    assert (capture.outcome, capture.sha256) == ("failed", "")
    assert "no usable answer in 4 tries" in capture.detail
    assert not (storage.archive_dir() / "documents").exists()


def test_a_truncated_body_is_asked_for_again(site: Publisher) -> None:
    short = Answer(headers={**HTML, "Content-Length": str(len(PAGE) + 1)}, body=PAGE)
    assert fetch_one(site, short, Answer(body=PAGE, headers=HTML)).outcome == "new"


def test_gzip_bomb_is_refused(site: Publisher) -> None:
    bomb = gzip.compress(b"<!doctype html>" + b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    capture = fetch_one(site, Answer(headers={**HTML, "Content-Encoding": "gzip"}, body=bomb))
    assert capture.outcome == "refused"
    assert "expected at most 100000 bytes; found more than 100000 bytes unpacked" in capture.detail


def test_too_large_bodies_are_refused_announced_or_not(site: Publisher) -> None:
    body = os.urandom(150_000)
    announced = fetch_one(site, Answer(headers=HTML, body=body))
    assert "found Content-Length 150000" in announced.detail
    endless = fetch_one(site, Answer(headers=HTML, raw=lambda handler: send(handler, body)))
    assert (endless.outcome, "found more than 100000 bytes" in endless.detail) == ("refused", True)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(body=PAGE.replace(b"electronic commerce", b"maintenance today!!"), headers=HTML), "lacks a text"),
        (Answer(body=PAGE, headers={"Content-Type": "application/pdf"}), "another media type"),
        (Answer(body=PAGE), "another media type"),
        (Answer(body=b"<!doctype html>electronic commerce", headers=HTML), "too short"),
        (Answer(body=b"oops" + PAGE, headers=HTML), "does not begin"),
        (Answer(body=b"", headers=HTML), "the document is empty"),
    ],
    ids=["error page", "other type", "no type", "short", "other beginning", "empty"],
)
def test_an_answer_that_is_not_the_document_is_refused(site: Publisher, answer: Answer, reason: str) -> None:
    capture = fetch_one(site, answer)
    assert (capture.outcome, capture.status, capture.sha256) == ("refused", 200, "")
    assert reason in capture.detail
    assert not (storage.archive_dir() / "documents").exists()


def test_redirects_are_followed_and_recorded(site: Publisher) -> None:
    site.serve("/moved", Answer(body=PAGE, headers=HTML))
    capture = fetch_one(site, Answer(302, headers={"Location": "/moved#part"}))
    assert (capture.outcome, capture.final_url) == ("new", f"{site.origin}/moved")
    assert capture.redirects == (f"{site.origin}/release",)


def test_a_redirect_loop_ends_after_five_hops(site: Publisher) -> None:
    capture = fetch_one(site, Answer(301, headers={"Location": "/release"}))
    assert (capture.outcome, site.paths().count("/release")) == ("refused", 6)
    assert "too many redirects; expected at most 5" in capture.detail


def test_robots_is_obeyed_at_every_hop(site: Publisher) -> None:
    site.serve("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /hidden\n"))
    capture = fetch_one(site, Answer(302, headers={"Location": "/hidden"}))
    assert (capture.outcome, "/hidden" in site.paths()) == ("refused", False)


def test_a_redirect_to_loopback_is_refused(site: Publisher) -> None:
    with publisher() as inside:
        inside.serve("/secret", Answer(body=PAGE, headers=HTML))
        capture = fetch_one(site, Answer(302, headers={"Location": f"{inside.origin}/secret"}))
        assert inside.seen == []
    assert capture.outcome == "refused"
    assert "127.0.0.1 is not on the public internet; expected only public addresses; found 127.0.0.1" in capture.detail


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("ftp://example.org/x", "only http and https are fetched"),
        ("file:///etc/passwd", "no valid address"),
        ("http://user:hunter2@example.org/", "an address with a user name in it is not fetched"),
        ("http://[::1", "a redirect leads to no valid address"),
        ("", "a redirect names no address"),
    ],
)
def test_a_redirect_elsewhere_is_refused(site: Publisher, location: str, reason: str) -> None:
    capture = fetch_one(site, Answer(302, headers={"Location": location}))
    assert not capture.accepted
    assert reason in capture.detail
    assert "hunter2" not in capture.model_dump_json()


def test_one_failure_leaves_the_other_documents_alone(site: Publisher) -> None:
    good = site.serve("/good", Answer(body=PAGE, headers=HTML))
    captures = fetch_publication(publication({"bad": f"{site.origin}/bad", "good": good}), mode="live")
    assert [(one.document, one.outcome) for one in captures] == [("bad", "failed"), ("good", "new")]
    assert len({one.fetch_id for one in captures}) == 1
    assert list(archive.current_snapshots("test_survey")["2020"]) == ["good"]


def test_a_server_that_is_not_there(site: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    with publisher() as gone:
        monkeypatch.setenv("MARKETSPLIT_ALLOW_HOSTS", json.dumps([gone.host]))
        settings.cache_clear()
    (capture,) = fetch_publication(publication({"release": f"{gone.origin}/x"}), mode="live")
    assert capture.outcome == "failed"
    assert "Connection refused" in capture.robots


def test_rolling_file_dates_its_own_edition(site: Publisher) -> None:
    line = b"27/02/26 11:00:00,ES,48.18\r\n"
    accept = {"media_types": ["text/csv"], "starts_with": ["LAST UPDATE,"], "must_contain": ["geo"]}
    url = site.serve(
        "/data",
        Answer(body=b"LAST UPDATE,geo,OBS_VALUE\r\n" + line * 3, headers={"Content-Type": "text/csv", "ETag": '"1"'}),
        Answer(304),
        Answer(
            body=b"LAST UPDATE,geo,OBS_VALUE\r\n" + line + b"28/02/26 11:00:00,FR,1\r\n",
            headers={"Content-Type": "text/csv"},
        ),
        Answer(404),
    )
    one = publication({"data": url}, rolling=True, accept=accept)
    captures = [fetch_publication(one, mode="live")[0] for _ in range(4)]
    assert [(capture.edition, capture.outcome) for capture in captures] == [
        ("2026-02-27", "new"),
        ("2026-02-27", "not_modified"),
        ("", "refused"),
        ("", "failed"),
    ]
    assert isinstance(capture_error(captures[2]), DriftError)
    assert "the lines do not agree on the date of the file" in captures[2].detail
    with pytest.raises(UsageError, match="serves its newest edition only"):
        fetch_publication(one, mode="live", edition="2026-02-27")

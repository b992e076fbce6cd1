"""A saved edition plays its publisher: over real HTTP, at the publisher's own addresses."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from extractors import archive, publication, storage
from extractors.errors import DeclarationError, RefusedError, UsageError
from extractors.fetch import fetch_publication
from extractors.saved import saved_captures, saved_editions, serve_saved
from tests.extractors.wire import PAGE, save_document
from tests.extractors.wire import publication as declare

URL = "https://www.example.org/survey/release?year=2020&lang=日本"


@pytest.fixture
def saved(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the saved folder of the test publication, in a registry of its own."""
    monkeypatch.setattr(publication, "PUBLICATIONS_DIR", tmp_path / "publications")
    return tmp_path / "publications" / "test_survey" / "saved"


def test_a_saved_edition_is_served_as_its_capture_file_says(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    with serve_saved(declare({"release": URL}), "2020") as origins:
        address = origins.local(URL)
        answer = requests.get(address, timeout=5)
        robots = requests.get(origins.local("https://www.example.org/robots.txt"), timeout=5)
        elsewhere = requests.get(origins.local("https://www.example.org/other"), timeout=5)
    assert address.startswith("http://127.0.0.1:")
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Last-Modified"] == "Fri, 30 Jul 2021 06:00:00 GMT"
    assert (robots.status_code, robots.text) == (200, "User-agent: *\nDisallow:\n")
    assert elsewhere.status_code == 404
    assert not any(thread.name == "saved-edition" for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"If-None-Match": "ETAG"}, 304),
        ({"If-None-Match": '"other", W/ETAG'}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": "Fri, 30 Jul 2021 06:00:00 GMT"}, 200),
        ({"If-Modified-Since": "Fri, 30 Jul 2021 06:00:00 GMT"}, 304),
        ({"If-Modified-Since": "Thu, 29 Jul 2021 06:00:00 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ],
)
def test_conditional_requests_are_answered(saved: Path, condition: dict[str, str], status: int) -> None:
    save_document(saved, "2020", "release", URL)
    with serve_saved(declare({"release": URL}), "2020") as origins:
        etag = requests.get(origins.local(URL), timeout=5).headers["ETag"]
        headers = {name: text.replace("ETAG", etag) for name, text in condition.items()}
        assert requests.get(origins.local(URL), headers=headers, timeout=5).status_code == status


def test_each_origin_has_a_server_of_its_own(saved: Path) -> None:
    other = "http://data.example.net:8080/figures"
    save_document(saved, "2020", "release", URL)
    save_document(saved, "2020", "figures", other)
    with serve_saved(declare({"release": URL, "figures": other}), "2020") as origins:
        assert len(origins.hosts) == 2
        assert origins.publisher(origins.local(other)) == other


def test_the_network_is_never_reached_from_saved_mode(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    with (
        serve_saved(declare({"release": URL}), "2020") as origins,
        pytest.raises(RefusedError, match="not part of the saved edition"),
    ):
        origins.local("https://elsewhere.example.org/")


def test_saved_editions_are_fetched_over_http_and_then_confirmed(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    one = declare({"release": URL}, min_interval_s=30)
    (first,) = fetch_publication(one, mode="saved")
    (second,) = fetch_publication(one, mode="saved")
    assert (first.outcome, second.outcome, second.status) == ("new", "not_modified", 304)
    assert first.final_url == URL
    assert first.robots == "allowed by https://www.example.org/robots.txt"
    assert first.mode == "saved"
    assert archive.load_bytes(second) == PAGE


def test_robots_of_a_saved_edition_is_obeyed(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    (saved / "robots.txt").write_text("User-agent: marketsplit\nDisallow: /survey/\n")
    (capture,) = fetch_publication(declare({"release": URL}), mode="saved")
    assert capture.outcome == "refused"
    assert "disallowed by https://www.example.org/robots.txt" in capture.detail


def test_a_saved_edition_that_lacks_a_declared_document_says_so(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    one = declare({"release": URL, "annex": "https://www.example.org/annex"})
    outcomes = {capture.document: capture.outcome for capture in fetch_publication(one, mode="saved")}
    assert outcomes == {"release": "new", "annex": "failed"}


def test_a_rolling_address_plays_its_saved_editions_in_turn(saved: Path) -> None:
    url = "https://www.example.org/data"
    for edition, stamp in (("2025-02-27", "27/02/25 11:00:00"), ("2026-02-27", "27/02/26 11:00:00")):
        content = f"LAST UPDATE,geo,OBS_VALUE\n{stamp},ES,48.18\n".encode()
        save_document(saved, edition, "data", url, content, media_type="text/csv")
    accept = {"media_types": ["text/csv"], "starts_with": ["LAST UPDATE,"], "must_contain": ["geo"]}
    one = declare({"data": url}, rolling=True, accept=accept)
    for expected in ("new", "not_modified"):
        captures = fetch_publication(one, mode="saved")
        assert [(capture.edition, capture.outcome) for capture in captures] == [
            ("2025-02-27", expected),
            ("2026-02-27", expected),
        ]
    assert [one.edition for one in fetch_publication(one, mode="saved", edition="2025-02-27")] == ["2025-02-27"]


def test_a_rolling_file_in_the_wrong_folder_is_refused(saved: Path) -> None:
    url = "https://www.example.org/data"
    content = b"LAST UPDATE,geo,OBS_VALUE\n27/02/25 11:00:00,ES,48.18\n"
    save_document(saved, "2026-02-27", "data", url, content, media_type="text/csv")
    accept = {"media_types": ["text/csv"], "starts_with": ["LAST UPDATE,"], "must_contain": ["geo"]}
    (capture,) = fetch_publication(declare({"data": url}, rolling=True, accept=accept), mode="saved")
    assert (capture.outcome, capture.edition) == ("refused", "2026-02-27")
    assert "expected 2026-02-27; found 2025-02-27" in capture.detail


def test_unknown_saved_editions_are_wrong_usage(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    one = declare({"release": URL})
    assert saved_editions(one) == ["2020"]
    with pytest.raises(UsageError, match="expected one of 2020; found 1999"):
        fetch_publication(one, mode="saved", edition="1999")
    with pytest.raises(UsageError, match="no such saved edition"):
        saved_captures(one, "1999")


def test_invalid_capture_files_name_the_fault(saved: Path) -> None:
    save_document(saved, "2020", "release", URL, last_modified="last week")
    with pytest.raises(DeclarationError, match=r"release\.capture\.json is not a valid capture file"):
        saved_captures(declare({"release": URL}), "2020")
    save_document(saved, "2020", "release", URL, capture_of="other")
    with pytest.raises(DeclarationError, match=r"expected other\.capture\.json; found release\.capture\.json"):
        saved_captures(declare({"release": URL}), "2020")
    save_document(saved, "2020", "release", URL, file="gone.html")
    with (
        pytest.raises(DeclarationError, match=r"expected saved/2020/gone\.html"),
        serve_saved(declare({"release": URL}), "2020"),
    ):
        pass


def test_four_fetchers_at_once_leave_one_document_and_every_record(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    one = declare({"release": URL})
    with ThreadPoolExecutor(4) as pool:
        outcomes = [
            capture.outcome for (capture,) in pool.map(lambda _: fetch_publication(one, mode="saved"), range(4))
        ]
    assert set(outcomes) <= {"new", "same", "not_modified"}
    assert len(archive.captures("test_survey")) == 4
    documents = [path for path in (storage.archive_dir() / "documents").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in documents] == [PAGE]


def test_records_are_plain_json_beside_the_documents(saved: Path) -> None:
    save_document(saved, "2020", "release", URL)
    (capture,) = fetch_publication(declare({"release": URL}), mode="saved")
    (path,) = (storage.archive_dir() / "captures" / "test_survey" / "2020").glob("*-release-*.json")
    assert json.loads(path.read_text(encoding="utf-8"))["sha256"] == capture.sha256
    assert archive.document_path(capture.sha256, capture.media_type).suffix == ".html"

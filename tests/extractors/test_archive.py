"""The archive gives back exactly what was fetched, or says which file is damaged."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors import archive
from extractors.archive import Capture
from extractors.errors import ArchiveDamagedError, StorageError

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def capture(minute: int = 0, content: bytes = b"figures", **fields: Any) -> Capture:
    return Capture.model_validate(
        {
            "capture_id": uuid.uuid4().hex,
            "fetch_id": "f",
            "publication": "survey",
            "edition": "2020",
            "document": "release",
            "lang": "en",
            "mode": "live",
            "url": "https://example.org/release",
            "final_url": "https://example.org/release",
            "redirects": [],
            "outcome": "new",
            "status": 200,
            "headers": {"content-type": "text/html; charset=Shift_JIS"},
            "media_type": "text/html",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "captured_at": START + timedelta(minutes=minute),
            "robots": "allowed",
            "detail": "",
            "error": {},
            **fields,
        }
    )


def test_bytes_come_back_as_they_were_stored(home: Path) -> None:
    sha256 = archive.store_bytes(b"figures", "text/html")
    one = capture()
    assert sha256 == one.sha256
    assert archive.load_bytes(one) == b"figures"
    assert archive.document_path(sha256, "text/html") == home / "archive" / "documents" / sha256[:2] / f"{sha256}.html"


def test_storing_again_changes_no_file_that_is_whole(home: Path) -> None:
    path = archive.document_path(archive.store_bytes(b"figures", "text/csv"), "text/csv")
    before = path.stat()
    archive.store_bytes(b"figures", "text/csv")
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_damaged_document_is_named_with_both_hashes(home: Path) -> None:
    archive.store_bytes(b"figures", "text/html")
    one = capture()
    archive.document_path(one.sha256, one.media_type).write_bytes(b"figurez")
    with pytest.raises(ArchiveDamagedError) as caught:
        archive.load_bytes(one)
    error = caught.value
    assert (error.publication, error.edition, error.document) == ("survey", "2020", "release")
    assert error.place == f"archive/documents/{one.sha256[:2]}/{one.sha256}.html"
    assert error.expected == f"sha256 {one.sha256}"
    assert error.found == f"sha256 {hashlib.sha256(b'figurez').hexdigest()} (7 bytes)"


def test_a_missing_document_is_named(home: Path) -> None:
    with pytest.raises(ArchiveDamagedError, match="the archived document is missing"):
        archive.load_bytes(capture())


def test_storing_the_bytes_again_puts_a_damaged_document_right(home: Path) -> None:
    archive.store_bytes(b"figures", "text/html")
    one = capture()
    archive.document_path(one.sha256, one.media_type).write_bytes(b"")
    archive.store_bytes(b"figures", "text/html")
    assert archive.load_bytes(one) == b"figures"


def test_an_archive_that_cannot_be_written_says_why(home: Path) -> None:
    home.mkdir()
    (home / "archive").write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageError, match="cannot use"):
        archive.store_bytes(b"figures", "text/html")


def test_captures_are_listed_by_time_whatever_their_edition(home: Path) -> None:
    records = [capture(2), capture(0, edition="2021"), capture(1, edition="", outcome="failed", sha256="")]
    for record in records:
        archive.record_capture(record)
    assert archive.captures("survey") == [records[1], records[2], records[0]]
    assert archive.captures("nothing_yet") == []


@pytest.mark.parametrize("content", [b"", b"{", b'{"capture_id": "x"}', b"\xff"])
def test_an_unreadable_record_is_named(home: Path, content: bytes) -> None:
    path = archive.record_capture(capture())
    path.write_bytes(content)
    with pytest.raises(ArchiveDamagedError) as caught:
        archive.captures("survey")
    assert caught.value.place == path.relative_to(home).as_posix()
    assert caught.value.publication == "survey"


def test_a_half_written_record_is_not_seen(home: Path) -> None:
    path = archive.record_capture(capture())
    path.with_name(f".{path.name}.abc.partial").write_bytes(b"{")
    assert len(archive.captures("survey")) == 1


def test_the_current_document_is_the_newest_accepted(home: Path) -> None:
    old, new = capture(0), capture(1, b"revised")
    failed = capture(2, outcome="failed", sha256="")
    for record in (new, failed, old, capture(0, document="annex")):
        archive.record_capture(record)
    current = archive.current_snapshots("survey")
    assert list(current["2020"]) == ["annex", "release"]
    assert current["2020"]["release"] == new


def test_a_saved_stand_in_never_displaces_what_the_publisher_sent(home: Path) -> None:
    for record in (capture(0, mode="live"), capture(9, b"from memory", mode="saved")):
        archive.record_capture(record)
    assert archive.current_snapshots("survey")["2020"]["release"].mode == "live"


def test_snapshot_ids_depend_on_what_not_on_when() -> None:
    assert capture(0).snapshot_id == capture(5).snapshot_id
    different = {capture().snapshot_id, capture(content=b"x").snapshot_id, capture(edition="2021").snapshot_id}
    assert len(different) == 3
    expected = hashlib.sha256(b"survey|2020|release|" + capture().sha256.encode()).hexdigest()[:16]
    assert capture().snapshot_id == expected


@pytest.mark.parametrize(
    ("content_type", "media_type"),
    [
        ("text/html; charset=utf-8", "text/html"),
        ("Text/HTML", "text/html"),
        ("application/vnd.sdmx.data+csv;version=1.0.0", "application/vnd.sdmx.data+csv"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_media_types_are_bare_and_lower_case(content_type: str, media_type: str) -> None:
    assert archive.media_type_of(content_type) == media_type

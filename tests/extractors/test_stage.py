from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors import archive, stage, storage
from extractors.archive import Capture
from extractors.errors import ArchiveDamagedError, DriftError, UsageError
from extractors.publication import Publication, find_publication

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def unctad() -> Publication:
    return find_publication("unctad_global_ecommerce")


def archived(
    publication: Publication, *, edition: str = "2021", content: bytes = b"", at: datetime = NOON, mode: str = "saved"
) -> Capture:
    """Archive a document as if it had been fetched, and record that."""
    content = content or (publication.saved_dir / edition / "release.html").read_bytes()
    sha256 = archive.store_bytes(content, "text/html")
    capture = Capture.model_validate(
        {
            "capture_id": f"{at:%H%M%S}{sha256[:10]}",
            "fetch_id": "f" * 16,
            "publication": publication.id,
            "edition": edition,
            "document": "release",
            "lang": "en",
            "mode": mode,
            "url": "https://unctad.org/release",
            "final_url": "https://unctad.org/release",
            "redirects": (),
            "outcome": "new",
            "status": 200,
            "headers": {"content-type": "text/html; charset=utf-8"},
            "media_type": "text/html",
            "size": len(content),
            "sha256": sha256,
            "captured_at": at,
            "robots": "allowed",
            "detail": "",
            "error": {},
        }
    )
    archive.record_capture(capture)
    return capture


def test_an_edition_is_staged_with_its_figures_and_what_they_came_from(home: Path, unctad: Publication) -> None:
    capture = archived(unctad)

    reference = stage.stage_edition(unctad, "2021")

    folder = storage.resolve(reference)
    batch = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    assert reference == f"staged/unctad_global_ecommerce/2021/{batch['fingerprint']}"
    assert (batch["published_on"], batch["observations"], batch["rejected"]) == ("2021-05-03", 62, 0)
    (document,) = batch["documents"]
    assert document["snapshot_id"] == capture.snapshot_id
    assert (document["encoding"], document["declared_encoding"]) == ("utf-8", "utf-8")
    assert document["captured_at"] == NOON.isoformat()

    table = pq.read_table(folder / "observations.parquet")
    assert table.schema.equals(stage.OBSERVATIONS)
    rows = table.to_pylist()
    assert [row["row_number"] for row in rows] == list(range(62))
    (china,) = [row for row in rows if (row["ref_area"], row["segment"]) == ("CHN", "B2B")]
    assert (china["obs_value"], china["rounding_unit"]) == (Decimal(1065 * 10**9), Decimal(10**9))
    assert json.loads(china["locator"])["row"] == "China"
    assert pq.read_table(folder / "rejected.parquet").schema.equals(stage.REJECTED)


def test_staging_again_changes_nothing(home: Path, unctad: Publication) -> None:
    archived(unctad)
    reference = stage.stage_edition(unctad, "2021")
    before = {path.name: path.stat().st_mtime_ns for path in storage.resolve(reference).iterdir()}

    archived(unctad, at=NOON + timedelta(days=1))

    assert stage.stage_edition(unctad, "2021") == reference
    assert {path.name: path.stat().st_mtime_ns for path in storage.resolve(reference).iterdir()} == before


def test_what_is_staged_does_not_depend_on_when_it_was_confirmed(
    home: Path, unctad: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived(unctad)
    folder = storage.resolve(stage.stage_edition(unctad, "2021"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    archived(unctad, at=NOON + timedelta(days=1))
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

    stage.stage_edition(unctad, "2021")

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_other_bytes_another_mode_or_other_code_are_another_folder(
    home: Path, unctad: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = archived(unctad)
    live = saved.model_copy(update={"mode": "live"})
    other = archived(unctad, content=b"<html>UNCTAD e-commerce</html>")
    prints = {stage.fingerprint(unctad, {"release": capture}) for capture in (saved, live, other)}
    monkeypatch.setattr(stage, "reading_version", lambda publication_id: "other code")
    prints.add(stage.fingerprint(unctad, {"release": saved}))

    assert len(prints) == 4


def test_rejected_figures_are_staged_with_their_reason(home: Path, unctad: Publication) -> None:
    content = (unctad.saved_dir / "2021" / "release.html").read_bytes().replace(b">Japan<", b">Nippon<")
    archived(unctad, content=content, mode="live")

    folder = storage.resolve(stage.stage_edition(unctad, "2021"))

    rows = pq.read_table(folder / "rejected.parquet").to_pylist()
    assert [(row["rule"], row["series_key"]) for row in rows] == [
        ("unknown_ref_area", f"? 2019 {segment} ecommerce_sales UNCTAD_FROM_2020")
        for segment in ("B2B", "B2C", "TOTAL")
    ]
    assert json.loads(rows[0]["locator"])["row"] == "Nippon"


def test_an_edition_that_is_not_archived_says_how_to_fetch_it(home: Path, unctad: Publication) -> None:
    with pytest.raises(UsageError, match=r"no document of this edition.*marketsplit run unctad_global_ecommerce"):
        stage.stage_edition(unctad, "2021")


def test_drift_leaves_no_folder(home: Path, unctad: Publication) -> None:
    archived(unctad, content=b"<html><p>UNCTAD: e-commerce, soon</p></html>")

    with pytest.raises(DriftError, match="edition 2021, document release"):
        stage.stage_edition(unctad, "2021")
    assert not storage.staged_dir().exists()


def test_damaged_archive_is_not_read(home: Path, unctad: Publication) -> None:
    capture = archived(unctad)
    path = archive.document_path(capture.sha256, capture.media_type)
    path.write_bytes(path.read_bytes().replace(b"26.7", b"26.8"))

    with pytest.raises(ArchiveDamagedError):
        stage.stage_edition(unctad, "2021")


def test_several_at_once_stage_one_whole_folder(home: Path, unctad: Publication) -> None:
    archived(unctad)
    references: list[str] = []
    threads = [
        threading.Thread(target=lambda: references.append(stage.stage_edition(unctad, "2021"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(references) == 4
    (folder,) = (storage.staged_dir() / unctad.id / "2021").iterdir()
    assert {storage.resolve(reference) for reference in references} == {folder}
    names = ["batch.json", "doubtful.jsonl", "observations.parquet", "rejected.parquet"]
    assert sorted(path.name for path in folder.iterdir()) == names

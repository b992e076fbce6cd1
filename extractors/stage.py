"""An edition of the archive → its figures as files between the stages: one folder a reading, written once, whole.

The folder is named by a fingerprint of all that decides its content, so that work already done is recognised.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors import decisions, storage
from extractors.archive import Capture, captures, load_bytes, newest_accepted
from extractors.doubt import DoubtfulReading, Verdict, doubtful_from_json, doubtful_to_json
from extractors.errors import UsageError
from extractors.notes import note_changes, read_notes
from extractors.observation import VALUE_DIGITS, VALUE_SCALE, Observation, RejectedFigure, locator_to_json
from extractors.publication import Publication, reading_version
from extractors.read import DocumentBytes, Reading, find_edition, read_edition

_TEXT = pa.string()
_NUMBER = pa.decimal128(VALUE_DIGITS, VALUE_SCALE)

OBSERVATIONS = pa.schema(
    [
        ("row_number", pa.int32()),
        ("publication", _TEXT),
        ("edition", _TEXT),
        ("published_on", pa.date32()),
        ("document", _TEXT),
        ("snapshot_id", _TEXT),
        ("ref_area", _TEXT),
        ("time_period", _TEXT),
        ("segment", _TEXT),
        ("measure", _TEXT),
        ("basis", _TEXT),
        ("unit_measure", _TEXT),
        ("obs_value", _NUMBER),
        ("rounding_unit", _NUMBER),
        ("obs_status", _TEXT),
        ("obs_flag", _TEXT),
        ("locator", _TEXT),
        ("raw_text", _TEXT),
        ("raw_context", _TEXT),
        ("verification", _TEXT),
        ("evidence_url", _TEXT),
    ]
)
REJECTED = pa.schema(
    [
        (name, _TEXT)
        for name in (
            "publication",
            "edition",
            "document",
            "snapshot_id",
            "rule",
            "reason",
            "series_key",
            "locator",
            "raw_text",
            "raw_context",
        )
    ]
)


def stage_edition(publication: Publication, edition_id: str, *, beside: str = "") -> str:
    """Return the reference of the folder with the figures of an edition's current documents, reading them if need be.

    ``beside`` goes into the fingerprint. Raises UsageError where the archive has no document of that edition,
    DriftError where one does not look as declared, and ArchiveDamagedError where its bytes are gone or changed.
    """
    records = captures(publication.id)
    current = newest_accepted(records).get(edition_id)
    if not current:
        raise UsageError(
            "the archive has no document of this edition",
            publication=publication.id,
            edition=edition_id,
            remedy=f"Fetch it first: marketsplit run {publication.id}",
        )
    documents = {name: _first_of(records, last) for name, last in current.items()}
    return stage_captures(publication, edition_id, documents, beside=beside)


def stage_captures(
    publication: Publication,
    edition_id: str,
    documents: Mapping[str, Capture],
    verdicts: Mapping[str, Verdict] | None = None,
    *,
    beside: str = "",
) -> str:
    """Return the reference of the folder with the figures of an edition as these captures of its documents have it.

    ``verdicts`` are the decisions on doubtful readings, those of the archive as they are now unless given. Raises what
    :func:`stage_edition` raises.
    """
    if verdicts is None:
        verdicts = current_verdicts(publication)
    batch = fingerprint(publication, documents, verdicts, beside=beside)
    folder = storage.staged_dir() / publication.id / edition_id / batch
    if folder.exists():
        return storage.relative(folder)
    given = [
        DocumentBytes(
            name, capture.snapshot_id, load_bytes(capture), capture.content_type or capture.media_type, capture.mode
        )
        for name, capture in documents.items()
    ]
    reading = read_edition(publication, edition_id, given, verdicts)
    described = _describe(publication, edition_id, batch, documents, reading)
    for one in described["documents"]:
        one["note_change"] = _note_change(publication, edition_id, documents[one["document"]])
    _write(folder, reading, described)
    return storage.relative(folder)


def current_verdicts(publication: Publication) -> dict[str, Verdict]:
    """Return what people have decided about a publication's doubtful readings, by key."""
    return decisions.verdicts(decisions.decisions(publication.id)) if publication.statements else {}


def staged_doubtful(reference: str) -> list[DoubtfulReading]:
    """Return the readings of a staged folder that wait for review. Raises StorageError for an unreadable record."""
    return doubtful_from_json(storage.read_whole(storage.resolve(reference) / "doubtful.jsonl").decode())


def fingerprint(
    publication: Publication,
    documents: Mapping[str, Capture],
    verdicts: Mapping[str, Verdict] | None = None,
    *,
    beside: str = "",
) -> str:
    """Return a hash of what decides the figures of an edition: its documents' bytes, how they are read and verified.

    What people decided about doubtful readings (``verdicts``, those of the archive unless given) is part of it, and so
    is ``beside``: what else the verdict on them hangs on, as the figures that a retelling is compared with.
    """
    digest = hashlib.sha256((reading_version(publication.id) + beside).encode())
    for name, capture in sorted(documents.items()):
        digest.update(f"|{name}|{capture.snapshot_id}|{capture.mode}".encode())
        golden = publication.saved_dir / capture.edition / "figures.csv"
        if capture.mode == "saved" and golden.exists():
            digest.update(golden.read_bytes())
    known = current_verdicts(publication) if verdicts is None else verdicts
    for key, verdict in sorted(known.items()):
        digest.update(f"|{key}|{verdict}".encode())
    return digest.hexdigest()[:16]


def _first_of(records: Iterable[Capture], last: Capture) -> Capture:
    """Return the capture that first gave these bytes: what is staged does not depend on when they were confirmed."""
    same = (record for record in records if record.accepted and record.snapshot_id == last.snapshot_id)
    return next((record for record in same if record.mode == last.mode), last)


def _note_change(publication: Publication, edition_id: str, capture: Capture) -> str:
    """Return which notes on method are others than in the capture with other bytes before this one.

    Of a rolling publication that is the edition before, else an earlier capture of the same edition.
    """
    if not publication.watch:
        return ""
    earlier = [
        one
        for one in captures(publication.id)
        if one.accepted
        and one.document == capture.document
        and one.captured_at < capture.captured_at
        and one.sha256 != capture.sha256
        and (publication.rolling is not None or one.edition == edition_id)
    ]
    if not earlier:
        return ""
    return note_changes(_notes(publication, edition_id, earlier[-1]), _notes(publication, edition_id, capture))


def _notes(publication: Publication, edition_id: str, capture: Capture) -> dict[str, str]:
    documents = find_edition(publication, edition_id).documents
    document = next(one for one in documents if one.id == capture.document)
    media_type = capture.content_type or capture.media_type
    return read_notes(publication, edition_id, document, load_bytes(capture), media_type=media_type)


def _describe(
    publication: Publication, edition_id: str, batch: str, documents: Mapping[str, Capture], reading: Reading
) -> dict[str, Any]:
    described = []
    for name, capture in sorted(documents.items()):
        encoding, declared_encoding = reading.encodings[name]
        described.append(
            {
                "document": name,
                "snapshot_id": capture.snapshot_id,
                "sha256": capture.sha256,
                "url": capture.url,
                "final_url": capture.final_url,
                "lang": capture.lang,
                "media_type": capture.media_type,
                "size": capture.size,
                "status": capture.status,
                "captured_at": capture.captured_at.isoformat(),
                "encoding": encoding,
                "declared_encoding": declared_encoding,
            }
        )
    return {
        "publication": publication.id,
        "edition": edition_id,
        "published_on": find_edition(publication, edition_id).published_on.isoformat(),
        "fingerprint": batch,
        "documents": described,
        "observations": len(reading.observations),
        "rejected": len(reading.rejected),
        "doubtful": len(reading.doubtful),
    }


def _write(folder: Path, reading: Reading, described: dict[str, Any]) -> None:
    """Write a staged folder whole or not at all; one written meanwhile by another process is as good."""
    partial: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
        pq.write_table(_observations(reading.observations), partial / "observations.parquet")
        pq.write_table(_rejected(reading.rejected), partial / "rejected.parquet")
        (partial / "doubtful.jsonl").write_text(doubtful_to_json(reading.doubtful), encoding="utf-8")
        text = json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (partial / "batch.json").write_text(text, encoding="utf-8")
        for path in partial.iterdir():
            storage.sync(path)
        storage.sync(partial)
        partial.chmod(0o755)
        try:
            partial.rename(folder)
        except OSError:
            # Renaming onto a folder with content fails: another process was first, and its content is the same.
            if not folder.exists():
                raise
        storage.sync(folder.parent)
    except OSError as error:
        raise storage.storage_error(error, folder) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def _observations(figures: list[Observation]) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [] for name in OBSERVATIONS.names}
    for number, figure in enumerate(figures):
        for name in OBSERVATIONS.names:
            match name:
                case "row_number":
                    value: Any = number
                case "locator":
                    value = locator_to_json(figure.locator)
                case _:
                    value = getattr(figure, name)
            columns[name].append(value)
    return pa.Table.from_pydict(columns, schema=OBSERVATIONS)


def _rejected(figures: list[RejectedFigure]) -> pa.Table:
    columns: dict[str, list[str]] = {name: [] for name in REJECTED.names}
    for figure in figures:
        for name in REJECTED.names:
            columns[name].append(locator_to_json(figure.locator) if name == "locator" else getattr(figure, name))
    return pa.Table.from_pydict(columns, schema=REJECTED)

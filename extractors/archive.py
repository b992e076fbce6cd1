"""Every document ever fetched, byte for byte, and a record of every attempt to fetch one: plain files a person can
browse.

``archive/documents/<first two of the hash>/<sha256>.<ext>`` holds the bytes,
``archive/captures/<publication>/<edition>/`` one JSON file an attempt. Both are written once and never changed; the
warehouse can be made again from them alone.
"""

from __future__ import annotations

import hashlib
from email.message import Message
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from extractors import storage
from extractors.errors import ArchiveDamagedError

Mode = Literal["saved", "live"]
Outcome = Literal["new", "same", "not_modified", "refused", "failed"]

#: Where captures lie whose edition is not known: a rolling address that did not answer. No edition can have this id.
UNDATED = "_undated"

_EXTENSIONS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/csv": "csv",
    "application/csv": "csv",
    "application/vnd.sdmx.data+csv": "csv",
    "text/plain": "txt",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/json": "json",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


class Capture(BaseModel):
    """One attempt to fetch one document.

    ``outcome`` is ``new`` (other bytes than at the capture before), ``same`` (sent again, unchanged), ``not_modified``
    (304), ``refused`` (we declined, or the answer is not the document) or ``failed``. For the first three, ``sha256``,
    ``media_type`` and ``size`` are those of the document at hand, and ``headers`` hold what is known of it, 304 or not.
    For the last two they are empty, ``detail`` says why in words and ``error`` in parts. Addresses are the publisher's
    in both modes. ``fetch_id`` is shared by all captures of one call; ``edition`` is empty where a rolling address gave
    no document to read it from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    capture_id: str
    fetch_id: str
    publication: str
    edition: str
    document: str
    lang: str
    mode: Mode
    url: str
    final_url: str
    redirects: tuple[str, ...]
    outcome: Outcome
    status: int | None
    headers: dict[str, str]
    media_type: str
    size: int
    sha256: str
    captured_at: AwareDatetime
    robots: str
    detail: str
    error: dict[str, str]

    @property
    def accepted(self) -> bool:
        """Tell whether this capture gave us the document, or confirmed the one we have."""
        return self.outcome in {"new", "same", "not_modified"}

    @property
    def snapshot_id(self) -> str:
        """Return the id of the document at hand."""
        return snapshot_id(self.publication, self.edition, self.document, self.sha256)

    @property
    def content_type(self) -> str:
        """Return the Content-Type as sent, charset included; empty if none was."""
        return self.headers.get("content-type", "")


def snapshot_id(publication: str, edition: str, document: str, sha256: str) -> str:
    """Return the id of a document's bytes in an edition; the time it was fetched plays no part."""
    return hashlib.sha256("|".join((publication, edition, document, sha256)).encode()).hexdigest()[:16]


def media_type_of(content_type: str) -> str:
    """Return the bare media type of a Content-Type header in lower case; empty for an empty or malformed one."""
    if not content_type:
        return ""
    header = Message()
    header["content-type"] = content_type
    essence = content_type.partition(";")[0].strip().lower()
    return essence if header.get_content_type() == essence else ""


def document_path(sha256: str, media_type: str) -> Path:
    """Return where the bytes of a document lie."""
    return storage.archive_dir() / "documents" / sha256[:2] / f"{sha256}.{_EXTENSIONS.get(media_type, 'bin')}"


def store_bytes(content: bytes, media_type: str) -> str:
    """Archive a document's bytes and return their sha256.

    A damaged file of that hash is put right. Raises StorageError.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = document_path(sha256, media_type)
    if not storage.write_once(path, content) and storage.read_whole(path) != content:
        storage.write_whole(path, content)
    return sha256


def load_bytes(capture: Capture) -> bytes:
    """Return the document of an accepted capture.

    Raises ArchiveDamagedError if it is missing or no longer what was fetched.
    """
    path = document_path(capture.sha256, capture.media_type)
    facts: dict[str, Any] = {
        "publication": capture.publication,
        "edition": capture.edition,
        "document": capture.document,
        "place": storage.relative(path),
        "expected": f"sha256 {capture.sha256}",
        "remedy": "Restore the file from a backup, or fetch the document again",
    }
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ArchiveDamagedError("the archived document is missing", found="no file", **facts) from error
    except OSError as error:
        raise storage.storage_error(error, path) from error
    found = hashlib.sha256(content).hexdigest()
    if found != capture.sha256:
        raise ArchiveDamagedError(
            "the archived document has changed on disk", found=f"sha256 {found} ({len(content)} bytes)", **facts
        )
    return content


def record_capture(capture: Capture) -> Path:
    """Write the record of an attempt and return its path. Raises StorageError."""
    name = f"{capture.captured_at:%Y%m%dT%H%M%S.%fZ}-{capture.document}-{capture.capture_id[:8]}.json"
    path = _captures_dir(capture.publication) / (capture.edition or UNDATED) / name
    storage.write_whole(path, (capture.model_dump_json(indent=2) + "\n").encode())
    return path


def captures(publication_id: str) -> list[Capture]:
    """Return every attempt for a publication, oldest first.

    Raises ArchiveDamagedError for a record that cannot be read.
    """
    records = [_read_record(path, publication_id) for path in _captures_dir(publication_id).glob("*/*.json")]
    return sorted(records, key=lambda record: (record.captured_at, record.capture_id))


def current_snapshots(publication_id: str) -> dict[str, dict[str, Capture]]:
    """Return the current document(s) of each edition: the newest accepted capture, by edition id and document id.

    What the publisher itself sent outranks the saved stand-in, whenever each was captured: a run on saved editions
    never puts a figure from memory in the place of a live one.
    """
    return newest_accepted(captures(publication_id))


def newest_accepted(records: list[Capture]) -> dict[str, dict[str, Capture]]:
    """Return the same for records in order of time."""
    ranked = sorted((record for record in records if record.accepted), key=lambda record: record.mode == "live")
    current: dict[str, dict[str, Capture]] = {}
    for record in ranked:
        current.setdefault(record.edition, {})[record.document] = record
    return {edition: dict(sorted(current[edition].items())) for edition in sorted(current)}


def _captures_dir(publication_id: str) -> Path:
    return storage.archive_dir() / "captures" / publication_id


def _read_record(path: Path, publication_id: str) -> Capture:
    try:
        return Capture.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise ArchiveDamagedError(
            "a capture record cannot be read",
            publication=publication_id,
            place=storage.relative(path),
            expected="the record as it was written",
            found=f"{'.'.join(str(part) for part in first['loc']) or 'the file'}: {first['msg']}",
            remedy="Restore the file from a backup, or remove it: the attempt it records is then forgotten",
        ) from error
    except OSError as error:
        raise storage.storage_error(error, path) from error

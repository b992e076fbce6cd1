"""What people decided about doubtful readings, in the archive: ``review/<publication>/<key>.json``, a file a key.

A decision holds for every edition in which the same words print the same figure. A later one on the same key takes the
place of an earlier one, which stays in the file. Who decided and when is on record and part of no figure or hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from extractors import storage
from extractors.doubt import OPEN, DoubtfulReading, Verdict
from extractors.errors import ArchiveDamagedError


class Ruling(BaseModel):
    """One decision of one person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Verdict
    decided_at: AwareDatetime
    decided_by: str
    note: str


class Decision(BaseModel):
    """All rulings on one key, oldest first, and what was asked, for people who look into the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    publication: str
    edition: str
    document: str
    raw_text: str
    raw_context: str
    reason: str
    proposal: dict[str, str]
    rulings: tuple[Ruling, ...] = ()


def question(reading: DoubtfulReading) -> Decision:
    """Return a doubtful reading as a record on which nothing is decided yet."""
    said = asdict(reading.proposal)
    return Decision(
        key=reading.key,
        publication=reading.publication,
        edition=reading.edition,
        document=reading.document,
        raw_text=reading.raw_text,
        raw_context=reading.raw_context,
        reason=reading.reason,
        proposal={name: OPEN if value is None else str(value) for name, value in said.items()},
    )


def record_ruling(
    decision: Decision, verdict: Verdict, *, decided_by: str, note: str = "", at: datetime | None = None
) -> Path:
    """Write down a ruling after those a record has, made now unless ``at`` says when. Raises StorageError."""
    ruling = Ruling(verdict=verdict, decided_at=at or datetime.now(UTC), decided_by=decided_by, note=note)
    decided = decision.model_copy(update={"rulings": (*decision.rulings, ruling)})
    path = _folder(decision.publication) / f"{decision.key}.json"
    storage.write_whole(path, (decided.model_dump_json(indent=2) + "\n").encode())
    return path


def decisions(publication_id: str) -> list[Decision]:
    """Return what was decided about a publication, by key. Raises ArchiveDamagedError for an unreadable record."""
    return [_read(path, publication_id) for path in sorted(_folder(publication_id).glob("*.json"))]


def verdicts(known: Iterable[Decision], as_of: datetime | None = None) -> dict[str, Verdict]:
    """Return what holds by key: the last ruling of each, with ``as_of`` the last one up to that moment."""
    holding: dict[str, Verdict] = {}
    for decision in known:
        for ruling in decision.rulings:
            if as_of is None or ruling.decided_at <= as_of:
                holding[decision.key] = ruling.verdict
    return holding


def _folder(publication_id: str) -> Path:
    return storage.archive_dir() / "review" / publication_id


def _read(path: Path, publication_id: str) -> Decision:
    try:
        return Decision.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise ArchiveDamagedError(
            "a record of a decision cannot be read",
            publication=publication_id,
            place=storage.relative(path),
            expected="the record as it was written",
            found=f"{'.'.join(str(part) for part in first['loc']) or 'the file'}: {first['msg']}",
            remedy="Restore the file from a backup, or remove it: the reading is then asked about again",
        ) from error
    except OSError as error:
        raise storage.storage_error(error, path) from error

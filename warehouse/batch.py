"""A staged edition on its way from reading to loading: one folder of Parquet files and two small JSON records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from extractors import storage
from extractors.errors import StorageError

#: Key of a series point, in the order in which it is written and compared.
KEY = ("ref_area", "time_period", "segment", "measure", "basis")


@dataclass(frozen=True, slots=True)
class Batch:
    """What batch.json says, and where the files of the batch are."""

    reference: str
    publication: str
    edition: str
    published_on: date
    fingerprint: str
    documents: list[dict[str, Any]]
    observations: int
    rejected: int

    @property
    def folder(self) -> Path:
        """Return the folder of the batch."""
        return storage.resolve(self.reference)

    def file(self, name: str) -> Path:
        """Return a file of the batch by its name."""
        return self.folder / name


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking said of a batch: ``passed`` with its good figures, or ``blocked`` whole."""

    status: str
    message: str
    accepted: int
    quarantined: int


def read_batch(reference: str) -> Batch:
    """Return a staged batch by its reference. Raises StorageError where the folder is gone or its record is not one."""
    path = storage.resolve(reference) / "batch.json"
    facts = _json(path)
    try:
        return Batch(
            reference=reference,
            publication=facts["publication"],
            edition=facts["edition"],
            published_on=date.fromisoformat(facts["published_on"]),
            fingerprint=facts["fingerprint"],
            documents=facts["documents"],
            observations=facts["observations"],
            rejected=facts["rejected"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _not_a_record(path, error) from error


def read_verdict(batch: Batch) -> Verdict:
    """Return what checking said of a batch. Raises StorageError where it has not been checked."""
    path = batch.file("checked.json")
    try:
        return Verdict(**_json(path))
    except TypeError as error:
        raise _not_a_record(path, error) from error


def _json(path: Path) -> Any:
    try:
        return json.loads(storage.read_whole(path))
    except ValueError as error:
        raise _not_a_record(path, error) from error


def _not_a_record(path: Path, error: Exception) -> StorageError:
    return StorageError(
        f"{path} is not a record of a staged batch ({error})",
        remedy="Delete that folder and run again: it is read anew from the archive",
    )

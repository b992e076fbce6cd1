"""The archive: whether each document is what was fetched; and what killed runs left lying about."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import archive as documents
from extractors import storage
from extractors.errors import ArchiveDamagedError
from extractors.publication import registry
from reporting.doctor.finding import Finding
from reporting.terminal import many
from warehouse.connection import build_path, holder

#: How files and folders are called while they are written: by storage, by a rebuild, by an export.
_UNFINISHED = (".*.partial", ".marketsplit-export.*")
_NAMED = 3


def archive() -> Iterator[Finding]:
    """Hash every document, and read the record of every fetch."""
    held: dict[str, documents.Capture] = {}
    whole = True
    for name in registry():
        try:
            held |= {capture.sha256: capture for capture in documents.captures(name) if capture.sha256}
        except ArchiveDamagedError as error:
            whole = False
            yield _damage(error)
    for capture in held.values():
        try:
            documents.load_bytes(capture)
        except ArchiveDamagedError as error:
            whole = False
            yield _damage(error)
    if whole:
        yield Finding("archive", "ok", f"{many(len(held), 'document')}, every hash right")


def leftovers() -> Iterator[Finding]:
    """See what was begun and never finished."""
    home = storage.home()
    left = [path for pattern in _UNFINISHED for path in home.rglob(pattern)]
    if holder() is None:
        left += build_path().parent.glob("rebuild.duckdb*")
    if left:
        named = ", ".join(storage.relative(path) for path in sorted(left)[:_NAMED])
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        yield Finding(
            "leftovers",
            "note",
            f"of runs that were killed, or that run now: {named}{more}",
            "Delete them while no marketsplit and no Airflow runs",
        )
    else:
        yield Finding("leftovers", "ok", "none")


def _damage(error: ArchiveDamagedError) -> Finding:
    remedy = error.remedy or ""
    return Finding("archive", "wrong", str(error).removesuffix(f". {remedy}"), remedy)

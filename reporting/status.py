"""What was captured, loaded, refused and published, and how fresh it is."""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING, Any

from extractors import archive, storage
from extractors.errors import StorageError
from extractors.observation import locator_from_json
from extractors.publication import registry
from warehouse.connection import build_reader, reader, write_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)

_LOADS = """
    SELECT kind, publication, edition, status, message, inserted, tombstones, unchanged, quarantined, started_at,
    finished_at FROM core.load ORDER BY load_id DESC LIMIT ?
"""

_REFUSED = """
    SELECT publication, edition, document, rule, reason, series_key, raw_text, locator
    FROM core.quarantine
    WHERE load_id IN (
        SELECT max(load_id) FROM core.load WHERE kind = 'load' AND status IN ('complete', 'blocked')
        GROUP BY publication, edition)
    ORDER BY publication, edition, rule, series_key
"""


_NOTES = """
    SELECT load.publication, load.edition, json_extract_string(found.item, '$.document') AS document,
           json_extract_string(found.item, '$.note_change') AS note_change
    FROM core.validation_result AS result
    JOIN core.load AS load USING (load_id),
    LATERAL (SELECT unnest(CAST(json_extract(result.evidence, '$.found') AS JSON[])) AS item) AS found
    WHERE result.expectation = 'notes_unchanged' AND NOT result.success AND load_id IN (
        SELECT max(load_id) FROM core.load WHERE kind = 'load' AND status IN ('complete', 'blocked')
        GROUP BY publication, edition)
    ORDER BY load.publication, load.edition, document
"""


def publication_rows() -> list[dict[str, Any]]:
    """Return the registry with what the archive knows: newest capture and edition of each publication."""
    rows = []
    for publication in registry().values():
        captures = archive.captures(publication.id)
        held = [one for one in captures if one.sha256]
        rows.append(
            {
                "publication": publication.id,
                "title": publication.title,
                "standing": publication.standing,
                "publisher": publication.publisher.name_en or publication.publisher.name,
                "cadence": publication.cadence,
                "licence": publication.publisher.licence,
                "verified_live": publication.verified_live,
                "editions": len({one.edition for one in held}),
                "last_edition": max((one.edition for one in held), default=None),
                "last_captured_at": max((one.captured_at for one in held), default=None),
                "last_attempt_at": max((one.captured_at for one in captures), default=None),
                "last_outcome": captures[-1].outcome if captures else None,
            }
        )
    return rows


def sees_every_load() -> bool:
    """Tell whether this user may lock the writer's warehouse; else the published one tells what came before it.

    Raises WriterBusyError, and StorageError for any other reason not to.
    """
    if not storage.build_dir().exists():
        return True
    try:
        with write_lock("look at the loads"):
            return True
    except StorageError as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno in _READ_ONLY:
            return False
        raise


@contextlib.contextmanager
def _loaded(purpose: str) -> Iterator[DuckDBPyConnection | None]:
    if sees_every_load():
        with build_reader(purpose) as connection:
            yield connection
    elif storage.published_path().exists():
        with reader() as connection:
            yield connection
    else:
        yield None


def load_rows(limit: int = 20) -> list[dict[str, Any]]:
    """Return the newest loads and releases, failed ones included, newest first."""
    with _loaded("list the loads") as connection:
        if connection is None:
            return []
        cursor = connection.execute(_LOADS, [limit])
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def note_rows() -> list[dict[str, Any]]:
    """Return the notes on method that changed in the newest load of each edition, with both texts."""
    with _loaded("list changed notes") as connection:
        if connection is None:
            return []
        cursor = connection.execute(_NOTES)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def quarantined_rows() -> list[dict[str, Any]]:
    """Return the figures that stand refused: those of the newest load of each edition, with the place in words."""
    with _loaded("list refused figures") as connection:
        if connection is None:
            return []
        cursor = connection.execute(_REFUSED)
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "place": locator_from_json(row["locator"]).describe()} for row in rows]

"""core.load, the record of every attempt: what is known already, what is running, what failed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from extractors.errors import BlockedError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of one batch.

    ``status`` is ``complete``, ``unchanged`` (this very batch was loaded before, by ``load_id``) or ``blocked`` (a
    critical check refused it whole; ``message`` says why).
    """

    load_id: int
    publication: str
    edition: str
    status: str
    message: str = ""
    inserted: int = 0
    unchanged: int = 0
    tombstones: int = 0
    quarantined: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the result as it travels between stages."""
        return asdict(self)

    def error(self) -> BlockedError:
        """Return the refusal of a blocked batch as an error."""
        return BlockedError(self.message, publication=self.publication, edition=self.edition)


def begin(
    connection: DuckDBPyConnection,
    *,
    kind: str,
    fingerprint: str,
    started_at: datetime,
    publication: str = "",
    edition: str = "",
) -> int:
    """Write down that an attempt is running, in a transaction of its own, and return its load_id.

    Rows still ``running`` belong to processes that died, for the caller holds the writer's lock: they are marked.
    """
    close_interrupted(connection, started_at)
    row = connection.execute(
        "INSERT INTO core.load SELECT coalesce(max(load_id), 0) + 1, ?, ?, ?, ?, 'running', '', 0, 0, 0, 0, ?, NULL "
        "FROM core.load RETURNING load_id",
        [kind, publication, edition, fingerprint, started_at],
    ).fetchone()
    assert row is not None  # noqa: S101 - an INSERT of one row returns one row
    return int(row[0])


def in_one_line(error: Exception) -> str:
    """Return what an error says, for core.load: its first line, or its kind where it says nothing."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def close_interrupted(connection: DuckDBPyConnection, now: datetime) -> None:
    """Mark attempts whose process ended in the middle."""
    connection.execute(
        "UPDATE core.load SET status = 'interrupted', finished_at = ?, "
        "message = 'the process ended in the middle; nothing of this attempt remained' WHERE status = 'running'",
        [now],
    )


def finish(
    connection: DuckDBPyConnection, load_id: int, status: str, finished_at: datetime, message: str = "", **counts: int
) -> None:
    """Write down how an attempt ended; ``counts`` are those of core.load."""
    assignments = "".join(f", {name} = ?" for name in counts)
    connection.execute(
        f"UPDATE core.load SET status = ?, message = ?, finished_at = ?{assignments} WHERE load_id = ?",  # noqa: S608 - own names
        [status, message, finished_at, *counts.values(), load_id],
    )


def complete_fingerprints(connection: DuckDBPyConnection, publication: str) -> dict[str, tuple[str, int]]:
    """Return, by edition, the fingerprint and load_id of the last complete load."""
    # Without a parameter: DuckDB imports pandas to pass one, most of the time of a run that finds nothing new.
    rows = connection.execute(
        "SELECT publication, edition, max_by(fingerprint, load_id), max(load_id) FROM core.load "
        "WHERE kind = 'load' AND status = 'complete' GROUP BY ALL"
    ).fetchall()
    return {edition: (fingerprint, load_id) for name, edition, fingerprint, load_id in rows if name == publication}


def same_failure(
    connection: DuckDBPyConnection, publication: str, edition: str, fingerprint: str, status: str, message: str
) -> int | None:
    """Return the load_id of the edition's newest attempt if it ended just so: it need not be written twice."""
    row = connection.execute(
        "SELECT load_id, fingerprint, status, message FROM core.load "
        "WHERE kind = 'load' AND publication = ? AND edition = ? ORDER BY load_id DESC LIMIT 1",
        [publication, edition],
    ).fetchone()
    return int(row[0]) if row and row[1:] == (fingerprint, status, message) else None

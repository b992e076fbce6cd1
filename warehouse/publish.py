"""Compute the marts, check them, publish: three steps, each safe to repeat, each usable alone.

The marts are computed in a candidate, a copy of the writer's file, which takes the place of the published file in one
rename once it has passed its checks. What is published is asked of the published file itself, so whatever a killed run
left undone, the next one does.

The writer's own file sees no CREATE, ALTER or COMMENT after its birth: DuckDB 1.5 cannot replay the log of some of them
after kill -9 (duckdb/duckdb#20543 and #22124, both open), and the file would be lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors import storage
from extractors.errors import BlockedError, StorageError
from transforms.build import build_marts, transforms_version
from warehouse import connection as files
from warehouse import ledger
from warehouse.dictionary import FIELDS_FILE, apply_comments

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from warehouse.expectations import Outcome


@dataclass(frozen=True, slots=True)
class Release:
    """One computed state of the warehouse; ``state`` is equal where the marts are."""

    release_id: int
    state: str
    load_id: int
    checked: bool
    observations: int
    shares: int

    def as_dict(self) -> dict[str, Any]:
        """Return the release as it travels between stages, with the place of the published file."""
        return {**asdict(self), "path": str(storage.published_path())}


def transform() -> Release | None:
    """Compute the marts if anything they rest on has changed, and return their state; None while nothing is loaded.

    Raises WriterBusyError, StorageError.
    """
    with files.write_lock("compute the marts"):
        with files.build_reader("see whether the marts are up to date") as connection:
            state = _state(connection) if connection else None
        if state is None:
            return None
        for path in (storage.published_path(), candidate_path()):
            release = release_in(path)
            if release is not None and release.state == state:
                return release
        return _compute(state)


def check_marts() -> Release | None:
    """Check the computed marts unless they have passed already, and return their release; None while nothing is loaded.

    Raises BlockedError where a critical expectation fails: the marts then stay unpublished, and core.load says why.
    """
    with files.write_lock("check the marts"):
        release = transform()
        if release is None or release.checked:
            return release
        _check(release)
        return release_in(candidate_path())


def publish() -> Release | None:
    """Compute, check and publish whatever of it is still to do; return None where the published file is up to date.

    Raises BlockedError (checks), WriterBusyError, StorageError (disk full, …); the published file then stays as it was,
    and core.load says what failed.
    """
    with files.write_lock("publish the warehouse"):
        release = check_marts()
        if release is None or release_in(storage.published_path()) == release:
            return None
        _fold_log(candidate_path())
        try:
            storage.sync(candidate_path())
            candidate_path().replace(storage.published_path())
            storage.sync(storage.home())
        except OSError as error:
            failure = storage.storage_error(error, storage.published_path())
            with contextlib.suppress(OSError):  # the next run makes it anew, with a record of its own
                candidate_path().unlink()
            _fail(release.load_id, failure)
            raise failure from error
        return release


def candidate_path() -> Path:
    """Return the file with the newest computed marts until it is published."""
    return storage.build_dir() / "candidate.duckdb"


def is_current() -> bool:
    """Tell whether the published file holds all that is loaded, as this version of the project computes it."""
    with files.build_reader("see whether the published warehouse is up to date") as connection:
        state = _state(connection) if connection else None
    return state is None or state == published_state()


def published_state() -> str | None:
    """Return the state of the published file; None where there is none, or none that can be read."""
    release = release_in(storage.published_path())
    return release.state if release else None


def release_in(path: Path) -> Release | None:
    """Return the release that a file holds; None where there is no such file, or none that can be read."""
    if not path.exists():
        return None
    try:
        with files.reader(path) as connection:
            row = connection.execute(
                "SELECT release_id, state, load_id, checked_at IS NOT NULL, observations, "
                "(SELECT count(*) FROM mart.segment_share) FROM core.release ORDER BY release_id DESC LIMIT 1"
            ).fetchone()
    except StorageError:  # damaged, replaced from outside, of another version: it will be made again
        return None
    return Release(*row) if row else None


def _state(connection: DuckDBPyConnection) -> str | None:
    """Return a hash over all that the marts rest on; None while no load is complete."""
    loads = connection.execute(
        "SELECT load_id, publication, edition, fingerprint FROM core.load WHERE kind = 'load' AND status = 'complete' "
        "ORDER BY load_id"
    ).fetchall()
    if not loads:
        return None
    digest = hashlib.sha256(repr(loads).encode())
    digest.update(transforms_version().encode() + FIELDS_FILE.read_bytes() + files.schema_version().encode())
    return digest.hexdigest()[:16]


def _compute(state: str) -> Release | None:
    """Make the candidate: a copy of the writer's file with views, marts and comments."""
    load_id = _begin(state)
    try:
        _remove_leftovers()
        with storage.whole_file(candidate_path()) as copy:
            shutil.copyfile(files.build_path(), copy)
            with files.opened(copy, read_only=False) as connection:
                build_marts(connection)
                apply_comments(connection)
                index_figures(connection)
                connection.execute("CHECKPOINT")
    except Exception as error:
        # Whatever it was, no candidate came of it; the record must say so before the error goes on its way.
        _fail(load_id, error)
        raise
    return release_in(candidate_path())


def index_figures(connection: DuckDBPyConnection) -> None:
    """Index the figures of a file by their ids, by which the marts name them; whoever follows one waits for no scan."""
    connection.execute("CREATE INDEX observation_by_id ON core.observation (observation_id)")


def _begin(state: str) -> int:
    """Write down that a release is being made, and leave the writer's file without a log, fit for copying."""
    now = datetime.now(UTC)
    with files.writer("begin a release") as connection:
        with files.transaction(connection):
            load_id = ledger.begin(connection, kind="release", fingerprint=state, started_at=now)
            connection.execute(
                "INSERT INTO core.release SELECT coalesce(max(release_id), 0) + 1, ?, ?, ?, NULL, "
                "(SELECT count(*) FROM core.observation) FROM core.release",
                [state, load_id, now],
            )
        connection.execute("CHECKPOINT")
    return load_id


def _check(release: Release) -> None:
    from warehouse.mart_checks import check_release

    with files.opened(candidate_path(), read_only=False) as connection:
        outcomes = check_release(connection)
        failures = [outcome for outcome in outcomes if not outcome.success and outcome.severity == "critical"]
        message = "; ".join(
            f"{one.suite}: {one.expectation}: {one.unexpected_count} of {one.checked_count}" for one in failures
        )
        now = datetime.now(UTC)
        _note_outcomes(connection, release, outcomes, now, message)
        connection.execute("CHECKPOINT")
    with files.writer("record what the checks said") as connection:
        _note_outcomes(connection, release, outcomes, now, message)
    if failures:
        raise BlockedError(
            "the computed marts do not pass their checks; the published warehouse stays as it was",
            expected="every critical expectation of the mart suites met",
            found=message,
            remedy=f"See core.validation_result for load {release.load_id} in {candidate_path()}",
        )


def _note_outcomes(
    connection: DuckDBPyConnection, release: Release, outcomes: list[Outcome], now: datetime, message: str
) -> None:
    """Write down what the checks said; ``message`` names the critical failures, if any."""
    with files.transaction(connection):
        connection.executemany(
            "INSERT OR REPLACE INTO core.validation_result VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(release.load_id, *outcome.as_row()) for outcome in outcomes],
        )
        ledger.finish(connection, release.load_id, "blocked" if message else "complete", now, message)
        if not message:
            connection.execute("UPDATE core.release SET checked_at = ? WHERE release_id = ?", [now, release.release_id])


def _fail(load_id: int, error: Exception) -> None:
    with files.writer("record that publishing failed") as connection:
        ledger.finish(connection, load_id, "failed", datetime.now(UTC), ledger.in_one_line(error))


def _fold_log(path: Path) -> None:
    """Take the log that a run killed while checking left beside a file into that file, which is moved without it."""
    if path.with_name(f"{path.name}.wal").exists():
        with files.opened(path, read_only=False) as connection:
            connection.execute("CHECKPOINT")


def _remove_leftovers() -> None:
    """Remove what killed runs left of their copies; we hold the lock, so nobody is writing one.

    The log of an old candidate goes too: it must not be taken for one of the new.
    """
    folder, name = candidate_path().parent, candidate_path().name
    for leftover in (*folder.glob(f".{name}.*"), folder / f"{name}.wal"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)

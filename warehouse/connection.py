"""The one way to the warehouse files: one writer at a time across processes, any number of readers.

The writer's file and the published file are two: analysts who keep the published one open never block a run. DuckDB
refuses a second process on a file that is open for writing, so everything that touches the writer's file, reading
included, first takes a lock of its own, with a bounded wait and a message that names the holder.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import socket
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from extractors import storage
from extractors.errors import StorageError, UsageError, WriterBusyError
from extractors.settings import settings
from warehouse.vocabulary import fill_code_tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA_FILE = Path(__file__).with_name("schema.sql")
#: A new file has the format of DuckDB 1.3, which writes text in a quarter less time; older programs cannot open it.
STORAGE_FORMAT: dict[str, str | bool | int | float | list[str]] = {"storage_compatibility_version": "v1.3.0"}
_REBUILD = "Run `marketsplit rebuild`: it makes the warehouse again from the archive"

#: Set while this thread makes a new warehouse beside the old one.
_rebuilding: ContextVar[Path | None] = ContextVar("_rebuilding", default=None)
#: Set while this thread holds the lock, so that steps under one lock can be composed.
_holding: ContextVar[bool] = ContextVar("_holding", default=False)


def build_path() -> Path:
    """Return the writer's own file. Its name is no schema's: DuckDB names a catalogue by it and would mix them up."""
    return _rebuilding.get() or storage.build_dir() / "marketsplit_build.duckdb"


def schema_version() -> str:
    """Return a hash over the statements of schema.sql; comments and line breaks do not count."""
    statements = re.sub(r"--[^\n]*", "", SCHEMA_FILE.read_text(encoding="utf-8"))
    return hashlib.sha256(" ".join(statements.split()).encode()).hexdigest()[:12]


@contextlib.contextmanager
def write_lock(purpose: str) -> Iterator[None]:
    """Hold the writer's lock; within a block that holds it already this does nothing.

    Raises WriterBusyError, naming the holder, after ``lock_wait_s`` of waiting in vain.

    The lock is the kernel's: it goes away with its holder, also after kill -9. The note beside it only tells people who
    holds it.
    """
    if _holding.get():
        yield
        return
    from filelock import FileLock, Timeout

    folder = storage.build_dir()
    note = folder / "writer.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "writer.lock", timeout=settings().lock_wait_s)
        lock.acquire()
    except Timeout as error:
        raise WriterBusyError(
            "another process is writing to the warehouse",
            expected=f"the lock {folder / 'writer.lock'} within {settings().lock_wait_s:g} seconds",
            found=_holder(note),
            remedy="Let it finish and run again, or raise MARKETSPLIT_LOCK_WAIT_S",
        ) from error
    except OSError as error:
        raise storage.storage_error(error, folder / "writer.lock") from error
    token = _holding.set(True)
    try:
        # The note is a courtesy; a full disk must not stop a run that may only read.
        with contextlib.suppress(OSError):
            facts = {"pid": os.getpid(), "host": socket.gethostname(), "purpose": purpose}
            note.write_text(json.dumps({**facts, "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        yield
    finally:
        _holding.reset(token)
        note.unlink(missing_ok=True)
        lock.release()


def holder() -> str | None:
    """Return who holds the writer's lock, in words; None while it is free."""
    from filelock import FileLock, Timeout

    folder = storage.build_dir()
    if not (folder / "writer.lock").exists():
        return None
    try:
        with FileLock(folder / "writer.lock", timeout=0):
            return None
    except Timeout:
        return _holder(folder / "writer.json")


def abandoned() -> str | None:
    """Return in words what a writer was doing that was killed: its note is there while the lock is free.

    None where there is no such note, or while somebody holds the lock.
    """
    from filelock import FileLock, Timeout

    note = storage.build_dir() / "writer.json"
    if not note.exists():
        return None
    try:
        with FileLock(storage.build_dir() / "writer.lock", timeout=0):
            return _holder(note) if note.exists() else None
    except Timeout:
        return None


def _holder(note: Path) -> str:
    try:
        facts = json.loads(note.read_text())
        return "process {pid} on {host}, since {since}, to {purpose}".format(**facts)
    except (OSError, ValueError, KeyError):
        return "a process that left no note"


@contextlib.contextmanager
def writer(purpose: str) -> Iterator[DuckDBPyConnection]:
    """Yield the writer's warehouse, open for writing, its schema in place; it is closed and unlocked on leaving.

    Raises WriterBusyError after the bounded wait, StorageError where the file cannot be used or has another schema.
    """
    # DuckDB imports pandas when it is first given a parameter: a second or two, better spent before others wait for us.
    import pandas  # noqa: F401

    with write_lock(purpose):
        if not build_path().exists():
            _create(build_path())
        with opened(build_path(), read_only=False) as connection:
            _check_version(connection, build_path())
            yield connection


@contextlib.contextmanager
def build_reader(purpose: str) -> Iterator[DuckDBPyConnection | None]:
    """Yield the writer's warehouse for a short look, under the lock and read-only; None where there is none yet."""
    if not build_path().exists():
        yield None
        return
    with write_lock(purpose), opened(build_path(), read_only=True) as connection:
        _check_version(connection, build_path())
        yield connection


@contextlib.contextmanager
def reader(path: Path | None = None) -> Iterator[DuckDBPyConnection]:
    """Yield the published warehouse (or another file), read-only.

    Raises UsageError where nothing is published yet, StorageError where another version of marketsplit made the file.
    """
    import duckdb

    target = path or storage.published_path()
    if not target.exists():
        raise UsageError(f"there is no warehouse at {target}", remedy="Run `marketsplit run` first")
    with opened(target, read_only=True) as connection:
        _check_version(connection, target)
        try:
            yield connection
        except (duckdb.BinderException, duckdb.CatalogException) as error:  # the schema is ours, its marts are not
            raise StorageError(
                f"the marts in {target} were computed by another version of marketsplit: {_first_line(error)}",
                remedy="Run `marketsplit run`: it computes and publishes them again",
            ) from error


@contextlib.contextmanager
def rebuilding() -> Iterator[None]:
    """Make a new writer's warehouse beside the old one, under the lock; it replaces the old one on success.

    Within the block every function of this package works on the new file. On failure, also kill -9, the old one stays.
    """
    with write_lock("rebuild the warehouse"):
        final = build_path()
        fresh = final.with_name("rebuild.duckdb")
        _remove_with_log(fresh)
        token = _rebuilding.set(fresh)
        try:
            with writer("rebuild the warehouse"):
                pass
            yield
            with writer("finish the rebuilt warehouse") as connection:
                connection.execute("CHECKPOINT")
            storage.sync(fresh)
            # The log belongs to the old file: left beside the new one it would be replayed into it.
            final.with_name(final.name + ".wal").unlink(missing_ok=True)
            fresh.replace(final)
            storage.sync(final.parent)
        except OSError as error:
            raise storage.storage_error(error, fresh) from error
        finally:
            _rebuilding.reset(token)
            _remove_with_log(fresh)


def _remove_with_log(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


@contextlib.contextmanager
def opened(path: Path, *, read_only: bool) -> Iterator[DuckDBPyConnection]:
    """Yield a warehouse file, with errors of the disk and of the file told in our words; it is closed on leaving."""
    import duckdb

    try:
        connection = duckdb.connect(path, read_only=read_only)
    except (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException) as error:
        remedy = _REBUILD if path == build_path() else "Run `marketsplit run`: it publishes the warehouse again"
        raise StorageError(f"cannot open the warehouse {path}: {_first_line(error)}", remedy=remedy) from error
    try:
        # Days and times are UTC whatever the machine; progress bars belong to the command line.
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        yield connection
    except (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException) as error:
        full = "No space left" in str(error) or os.strerror(errno.ENOSPC) in str(error)
        raise StorageError(
            f"cannot use the warehouse {path}: {_first_line(error)}",
            remedy="Free some space and run again; the last complete state is kept" if full else None,
        ) from error
    finally:
        connection.close()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _create(path: Path) -> None:
    """Make an empty warehouse, whole or not at all: DuckDB cannot always replay the log of a schema after kill -9."""
    import duckdb

    with storage.whole_file(path) as temporary:
        temporary.unlink()  # DuckDB takes no empty file for a new database
        with duckdb.connect(temporary, config=STORAGE_FORMAT) as connection:
            connection.execute(SCHEMA_FILE.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO core.schema_version VALUES (?)", [schema_version()])
            fill_code_tables(connection)


def _check_version(connection: DuckDBPyConnection, path: Path) -> None:
    import duckdb

    try:
        found = connection.execute("SELECT max(version) FROM core.schema_version").fetchone()
    except duckdb.CatalogException:
        found = None
    if found != (schema_version(),):
        raise StorageError(
            f"the warehouse {path} was made by another version of marketsplit",
            expected=f"schema {schema_version()}",
            found=f"schema {found[0]}" if found else "no schema",
            remedy=_REBUILD,
        )


@contextlib.contextmanager
def transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block did, or undo all of it where the block raises."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # DuckDB has already undone a transaction that died of a disk error; a ROLLBACK would then hide the first error.
        with contextlib.suppress(Exception):
            connection.execute("ROLLBACK")
        raise

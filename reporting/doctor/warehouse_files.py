"""The two warehouse files and the lock of their one writer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractors import storage
from reporting.doctor.finding import Finding
from reporting.terminal import many
from warehouse import connection as files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BUSY = "not looked into while a writer has it"
_LATER = "`marketsplit doctor` again, once it is done"


def writer_lock() -> Iterator[Finding]:
    """See who writes to the warehouse, and whether the last writer came to its end."""
    if held_by := files.holder():
        yield Finding(
            "writer lock", "note", held_by, "Let it finish; if it hangs, end that process: the warehouse stays whole"
        )
    elif left := files.abandoned():
        yield Finding(
            "writer lock",
            "note",
            f"free; its last writer was killed: {left}",
            "`marketsplit run` goes on from the last complete load",
        )
    else:
        yield Finding("writer lock", "ok", "free")


def loaded() -> Iterator[Finding]:
    """Read the writer's own file to its end; raises StorageError where it is damaged or of another version."""
    if files.holder():
        yield Finding("loaded", "note", _BUSY, _LATER)
        return
    with files.build_reader("examine the warehouse") as connection:
        if connection is None:
            yield Finding("loaded", "note", "nothing yet", "`marketsplit run`")
            return
        if damage := _damage(connection):
            remedy = "`marketsplit rebuild` makes the warehouse again from the archive"
            yield Finding("loaded", "wrong", f"{files.build_path()}: {damage}", remedy)
            return
        (observations,) = connection.execute("SELECT count(*) FROM core.observation").fetchone() or (0,)
    yield Finding("loaded", "ok", many(observations, "observation"))


def published() -> Iterator[Finding]:
    """Read the published file to its end, and compare it with what is loaded."""
    from warehouse import publish

    path = storage.published_path()
    if not path.exists():
        yield Finding("published", "note", "nothing yet", "`marketsplit run`")
        return
    with files.reader() as connection:
        damage = _damage(connection)
    if damage:
        remedy = f"Move {path} away, then `marketsplit run`: it publishes the warehouse again"
        yield Finding("published", "wrong", f"{path}: {damage}", remedy)
    elif files.holder():
        yield Finding("published", "note", f"{path}; what is loaded was {_BUSY}", _LATER)
    elif not publish.is_current():
        yield Finding("published", "note", f"{path} is older than what is loaded", "`marketsplit run`")
    else:
        yield Finding("published", "ok", str(path))


def _damage(connection: DuckDBPyConnection) -> str:
    """Return what is wrong with a file; empty where all of its tables can be read, each block with its checksum."""
    import duckdb

    try:
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f'SELECT bit_xor(hash(read)) FROM "{schema}"."{table}" AS read').fetchall()  # noqa: S608 - its own names
    except duckdb.Error as error:
        return next(iter(str(error).splitlines()), type(error).__name__)
    return ""

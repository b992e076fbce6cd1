"""The transforms: numbered SQL files, each with its grain and meaning in its head.

Those below 10 prepare what all others are made of: the figures under numbers, in a database in memory (``interim``).
Those from 10 on and those from 40 on are two lines that know nothing of each other and run side by side, each in its
order.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

FOLDER = Path(__file__).parent


def models() -> list[Path]:
    """Return the SQL files in the order of their numbers."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.sql"))


def build_marts(connection: DuckDBPyConnection, *, with_secondary: bool = False) -> None:
    """Compute every view and mart from core.*, outside any transaction: each statement commits what it made.

    Figures of secondary publications stay out unless ``with_secondary`` lets them in.
    """
    first, shares, prints = (list(line) for _, line in groupby(models(), key=_line))
    connection.execute("ATTACH ':memory:' AS interim")
    try:
        connection.execute(f"SET VARIABLE with_secondary = {with_secondary}")
        _run(connection, first)
        with connection.cursor() as beside, ThreadPoolExecutor(1) as thread:
            beside.execute("SET TimeZone = 'UTC'")
            beside.execute("SET enable_progress_bar = false")
            done = thread.submit(_run, beside, prints)
            _run(connection, shares)
            done.result()
    finally:
        connection.execute("DETACH interim")


def _line(model: Path) -> int:
    number = int(model.name[:2])
    return (number >= 10) + (number >= 40)


def _run(connection: DuckDBPyConnection, line: Iterable[Path]) -> None:
    for model in line:
        connection.execute(model.read_text(encoding="utf-8"))


def transforms_version() -> str:
    """Return a hash over the SQL files: another one means that the marts must be computed again."""
    digest = hashlib.sha256()
    for model in models():
        digest.update(model.name.encode() + b"\0" + model.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

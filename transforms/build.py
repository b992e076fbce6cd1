"""The transforms: numbered SQL files, each with its grain and meaning in its head.

Those below 10 prepare what all others are made of, such as the figures under numbers, in a database in memory
(``interim``). Of what follows, some know nothing of each other and run side by side.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = Path(__file__).parent
#: Stages, one after another, of two lines that run side by side: by the first digits of their models' numbers.
STAGES = (("0", ""), ("1", "456"), ("2", "3"))


def models() -> list[Path]:
    """Return the SQL files in the order of their numbers."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.sql"))


def build_marts(connection: DuckDBPyConnection, *, with_secondary: bool = False) -> None:
    """Compute every view and mart from core.*, outside any transaction: each statement commits what it made.

    Figures of secondary publications stay out unless ``with_secondary`` lets them in.
    """
    connection.execute("ATTACH OR REPLACE ':memory:' AS interim")
    connection.execute(f"SET VARIABLE with_secondary = {with_secondary}")
    with connection.cursor() as beside, ThreadPoolExecutor(1) as thread:
        beside.execute("SET TimeZone = 'UTC'")
        beside.execute("SET enable_progress_bar = false")
        for line, other in STAGES:
            done = thread.submit(_run, beside, other)
            _run(connection, line)
            done.result()
    connection.execute("DETACH interim")


def _run(connection: DuckDBPyConnection, line: str) -> None:
    for model in models():
        if model.name[0] in line:
            connection.execute(model.read_text(encoding="utf-8"))


def transforms_version() -> str:
    """Return a hash over the SQL files: another one means that the marts must be computed again."""
    digest = hashlib.sha256()
    for model in models():
        digest.update(model.name.encode() + b"\0" + model.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

"""The transforms, one after another: numbered SQL files, each with its grain and meaning in its head."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = Path(__file__).parent


def models() -> list[Path]:
    """Return the SQL files in the order in which they build on each other."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.sql"))


def build_marts(connection: DuckDBPyConnection, *, with_secondary: bool = False) -> None:
    """Compute every view and mart from core.*; the caller decides about the transaction around it.

    Figures of secondary publications stay out unless ``with_secondary`` lets them in.
    """
    connection.execute(f"SET VARIABLE with_secondary = {with_secondary}")
    for model in models():
        connection.execute(model.read_text(encoding="utf-8"))


def transforms_version() -> str:
    """Return a hash over the SQL files: another one means that the marts must be computed again."""
    digest = hashlib.sha256()
    for model in models():
        digest.update(model.name.encode() + b"\0" + model.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

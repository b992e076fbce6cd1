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


def build_marts(connection: DuckDBPyConnection) -> None:
    """Compute every view and mart from core.*; the caller decides about the transaction around it."""
    for model in models():
        connection.execute(model.read_text(encoding="utf-8"))


def transforms_version() -> str:
    """Return a hash over the SQL files: another one means that the marts must be computed again."""
    digest = hashlib.sha256()
    for model in models():
        digest.update(model.name.encode() + b"\0" + model.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

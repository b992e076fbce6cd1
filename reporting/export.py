"""Trend tables as files for reporting jobs, with a manifest that says what they are and proves they are whole."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.errors import UsageError
from extractors.storage import whole_file
from warehouse.connection import reader

if TYPE_CHECKING:
    import duckdb

FORMATS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}
MANIFEST = "manifest.json"

#: What is exported, each in the order of its grain so that the same warehouse gives the same bytes.
TABLES = {
    "share_trend": "SELECT * FROM mart.share_trend ORDER BY publication, ref_area, measure, basis, time_period",
    "segment_share": "SELECT * FROM mart.segment_share ORDER BY publication, ref_area, measure, basis, time_period",
    "source_agreement": "SELECT * FROM mart.source_agreement ORDER BY ALL",
    "revision": "SELECT * FROM mart.revision ORDER BY ALL",
    "basis": "SELECT * FROM core.basis ORDER BY publication, basis",
}


def export_trends(directory: Path, formats: list[str]) -> Path:
    """Write the trend tables in every format asked for and return the manifest's path.

    All files are written beside their targets first and renamed only when every one is whole, the manifest last: a
    reader who checks the manifest's hashes never takes a mixture. The same warehouse gives the same bytes. Raises
    UsageError for an unknown format or an unpublished warehouse, StorageError where the folder cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise UsageError("no such export format", expected=", ".join(FORMATS), found=", ".join(unknown) or "none")
    directory = directory.absolute()
    with reader() as connection, ExitStack() as files:
        manifest_file = files.enter_context(whole_file(directory / MANIFEST))
        written = [
            _write(connection, query, files.enter_context(whole_file(directory / f"{table}.{suffix}")), suffix)
            | {"table": table, "file": f"{table}.{suffix}", "query": query}
            for table, query in TABLES.items()
            for suffix in dict.fromkeys(formats)
        ]
        manifest = {"warehouse_state": published_state(connection), "files": written}
        manifest_file.write_text(json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return directory / MANIFEST


def is_current(directory: Path, formats: list[str]) -> bool:
    """Tell whether a folder already holds the export of the published warehouse in these formats."""
    with reader() as connection:
        state = published_state(connection)
    try:
        manifest = json.loads((directory / MANIFEST).read_text())
        written = {one["file"]: one["sha256"] for one in manifest["files"]}
        whole = all(
            hashlib.sha256((directory / name).read_bytes()).hexdigest() == sha256 for name, sha256 in written.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False  # whatever it is, it is not an export of ours: it is written anew
    wanted = {f"{table}.{suffix}" for table in TABLES for suffix in formats}
    return bool(whole and manifest.get("warehouse_state") == state and wanted == written.keys())


def exported_files(manifest: Path) -> list[Path]:
    """Return the files that a manifest names, itself included."""
    names = [one["file"] for one in json.loads(manifest.read_text())["files"]]
    return [*(manifest.parent / name for name in names), manifest]


def published_state(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the hash that names the content of a published warehouse."""
    row = connection.execute("SELECT state FROM core.release ORDER BY release_id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def _write(connection: duckdb.DuckDBPyConnection, query: str, target: Path, suffix: str) -> dict[str, Any]:
    quoted = str(target).replace("'", "''")
    copied = connection.execute(f"COPY ({query}) TO '{quoted}' ({FORMATS[suffix]})").fetchone()
    data = target.read_bytes()
    return {"rows": copied[0] if copied else 0, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

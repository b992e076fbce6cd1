"""One export: files in the formats asked for, a data package, and a manifest that proves they are whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.errors import StorageError, UsageError
from extractors.settings import settings
from extractors.storage import read_whole
from reporting.exports import data_package
from reporting.exports.content import Content, Extract, File, content
from reporting.exports.folder import MANIFEST, exchanged
from reporting.exports.json_stat import JSON_STAT_CONVENTION, write_json_stat
from reporting.exports.plain import (
    CSV_CONVENTION,
    JSON_CONVENTION,
    PARQUET_CONVENTION,
    write_csv,
    write_json,
    write_parquet,
)
from reporting.exports.sdmx_csv import SDMX_CSV_CONVENTION, write_sdmx_csv
from reporting.exports.selection import Selection, warehouse_of
from reporting.exports.tables import TABLES
from reporting.exports.workbook import XLSX_CONVENTION, write_workbook
from warehouse.progress import Progress, Stage, unwatched

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Format:
    """What writes the files of a format into a folder, what their reader must know, whether it is for figures only."""

    write: Callable[[Content, Path], Iterator[File]]
    convention: str
    only_cubes: bool = False


FORMATS = {
    "csv": Format(write_csv, CSV_CONVENTION),
    "parquet": Format(write_parquet, PARQUET_CONVENTION),
    "xlsx": Format(write_workbook, XLSX_CONVENTION),
    "json": Format(write_json, JSON_CONVENTION),
    "json-stat": Format(write_json_stat, JSON_STAT_CONVENTION, only_cubes=True),
    "sdmx-csv": Format(write_sdmx_csv, SDMX_CSV_CONVENTION, only_cubes=True),
}

#: Nothing left out: what the standing export holds.
EVERYTHING = Selection()


def standing_formats() -> list[str]:
    """Return the formats of the export that is kept up to date: those of the setting, else all. Raises UsageError."""
    wanted = settings().export_formats
    return list(FORMATS) if wanted is None else _known(wanted)


def _known(formats: Collection[str]) -> list[str]:
    """Return formats, each once. Raises UsageError for an unknown one, and where there is none."""
    if (unknown := [name for name in formats if name not in FORMATS]) or not formats:
        raise UsageError("no such export format", expected=", ".join(FORMATS), found=", ".join(unknown) or "none")
    return list(dict.fromkeys(formats))


def export_tables(
    directory: Path,
    formats: Collection[str],
    selection: Selection = EVERYTHING,
    progress: Progress = unwatched,
) -> Path:
    """Write what is selected in every format asked for, with its data package, and return the manifest's path.

    The files take the place of the last export in the folder together, the manifest last; on failure that stays as it
    was. The same warehouse gives the same bytes. Raises UsageError for an unknown format, table, area, publication or
    period and for an unpublished warehouse, StorageError where the folder cannot be written.
    """
    formats = _known(formats)
    directory = directory.absolute()
    with content(selection) as found, exchanged(directory) as folder:
        for name in formats:
            _check_fits(name, found)
        found.bound_memory(folder / "sorting")
        files: list[File] = []
        exporting = Stage(progress, "export", len(formats))
        for name in formats:
            exporting.begin(name)
            files += FORMATS[name].write(found, folder)
        exporting.end()
        digests = {file.name: _digest(folder / file.name) for file in files}
        package = data_package.descriptor(found, _resources(files, digests), _conventions(formats))
        _write_json(folder / data_package.FILE, package)
        digests[data_package.FILE] = _digest(folder / data_package.FILE)
        _write_json(folder / MANIFEST, _manifest(found, formats, files, digests))
    return directory / MANIFEST


def is_current(directory: Path, formats: Collection[str]) -> bool:
    """Tell whether a folder already holds everything in these formats, as the published warehouse has it."""
    with warehouse_of(EVERYTHING) as connection:
        state = _release(connection)["state"]
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        whole = all(_digest(directory / one["file"])["sha256"] == one["sha256"] for one in manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return False  # whatever it is, it is no whole export of ours
    wanted = {
        "warehouse_state": state,
        "export_version": export_version(),
        "formats": list(dict.fromkeys(formats)),
        "selection": EVERYTHING.as_dict(),
    }
    return whole and wanted == {name: manifest.get(name) for name in wanted}


def read_manifest(manifest: Path) -> Any:
    """Return what the manifest of an export says."""
    return json.loads(read_whole(manifest))


def exported_files(manifest: Path) -> list[Path]:
    """Return the files that a manifest names, itself included."""
    return [*(manifest.parent / one["file"] for one in read_manifest(manifest)["files"]), manifest]


def empty_tables(manifest: Path) -> list[str]:
    """Return the tables of an export that have no row."""
    return [table["name"] for table in read_manifest(manifest)["tables"] if not table["rows"]]


@cache
def export_version() -> str:
    """Return a hash over the code of the exports: another one means that files must be written anew."""
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _check_fits(name: str, found: Content) -> None:
    if FORMATS[name].only_cubes and not any(extract.table.is_cube for extract in found.extracts):
        raise UsageError(
            "no selected table is for this format",
            place=name,
            expected="one of " + ", ".join(table.name for table in TABLES.values() if table.is_cube),
            found=", ".join(extract.table.name for extract in found.extracts),
        )


def _digest(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": sha256}


def _resources(files: list[File], digests: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**resource, "hash": f"sha256:{digests[file.name]['sha256']}"} for file in files for resource in file.resources
    ]


def _conventions(formats: list[str]) -> dict[str, str]:
    return {name: FORMATS[name].convention for name in formats}


def _manifest(
    found: Content, formats: list[str], files: list[File], digests: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    release = _release(found.connection)
    listed: list[dict[str, Any]] = [
        {"file": file.name, "format": file.format, "tables": list(file.tables), "rows": file.rows} for file in files
    ]
    listed.append({"file": data_package.FILE, "format": "data package", "tables": [], "rows": None})
    return {
        "warehouse_state": release.pop("state"),
        "warehouse_release": release,
        "export_version": export_version(),
        "formats": formats,
        "conventions": _conventions(formats),
        "selection": found.selection.as_dict(),
        "publications": [source.publication for source in found.sources],
        "tables": [_table(extract) for extract in found.extracts],
        "files": [one | digests[one["file"]] for one in listed],
    }


def _table(extract: Extract) -> dict[str, Any]:
    return {
        "name": extract.table.name,
        "title": extract.table.title,
        "relation": extract.table.relation,
        "grain": list(extract.table.grain),
        "query": extract.query,
        "rows": extract.rows,
        "columns": [
            {"name": column.name, "type": column.type, "unit": column.unit, "meaning": column.meaning}
            for column in extract.columns
        ],
    }


def _release(connection: DuckDBPyConnection) -> dict[str, Any]:
    """Return the state of a published warehouse, which names its content, and when it was computed."""
    row = connection.execute(
        "SELECT state, release_id, built_at, observations FROM core.release ORDER BY release_id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise StorageError("the published warehouse holds no release", remedy="Run `marketsplit run`")
    state, release_id, built_at, observations = row
    return {
        "state": state,
        "release_id": release_id,
        "built_at": f"{built_at.isoformat()}Z",
        "observations": observations,
    }


def _write_json(target: Path, content: dict[str, Any]) -> None:
    target.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

"""Exports: whole, described by their manifest, the same bytes from the same warehouse."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
from pathlib import Path

import duckdb
import pytest

from extractors.errors import StorageError, UsageError
from reporting.export import export_trends, is_current


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_manifest_describes_each_file_truly(published: Path, tmp_path: Path) -> None:
    manifest = json.loads(export_trends(tmp_path / "out", ["csv", "parquet"]).read_text())
    assert {one["file"] for one in manifest["files"]} | {"manifest.json"} == set(contents(tmp_path / "out"))
    with duckdb.connect(published / "market_split.duckdb", read_only=True) as connection:
        for one in manifest["files"]:
            data = (tmp_path / "out" / one["file"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == one["sha256"]
            assert len(connection.execute(one["query"]).fetchall()) == one["rows"]


def test_csv_and_parquet_hold_the_shares_exactly(published: Path, tmp_path: Path) -> None:
    export_trends(tmp_path, ["csv", "parquet"])
    with (tmp_path / "segment_share.csv").open(newline="") as file:
        from_csv = [row["b2b_share_pct"] for row in csv.DictReader(file)]
    with duckdb.connect() as connection:
        relation = connection.execute(
            "SELECT b2b_share_pct FROM read_parquet(?)", [str(tmp_path / "segment_share.parquet")]
        )
        assert str(relation.description[0][1]).startswith("DECIMAL")
        from_parquet = ["" if value is None else str(value) for (value,) in relation.fetchall()]
    assert from_csv == from_parquet
    assert any(from_csv)


def test_the_same_warehouse_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    export_trends(tmp_path / "one", ["csv", "parquet"])
    export_trends(tmp_path / "two", ["csv", "parquet"])
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_export_of_another_state_or_with_a_file_missing_is_not_current(published: Path, tmp_path: Path) -> None:
    assert not is_current(tmp_path, ["csv"])
    export_trends(tmp_path, ["csv"])
    assert is_current(tmp_path, ["csv"])
    (tmp_path / "basis.csv").unlink()
    assert not is_current(tmp_path, ["csv"])


def test_a_full_disk_leaves_the_old_export_whole(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_trends(tmp_path, ["csv"])
    before = contents(tmp_path)

    def full(self: Path, data: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(StorageError, match="disk is full"):
        export_trends(tmp_path, ["csv"])
    assert contents(tmp_path) == before


def test_a_file_where_the_folder_should_be_is_a_clear_message(published: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="taken"):
        export_trends(tmp_path / "taken" / "out", ["csv"])


def test_an_unknown_format_names_the_known_ones(published: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected csv, parquet; found papyrus"):
        export_trends(tmp_path, ["csv", "papyrus"])
    assert contents(tmp_path) == {}

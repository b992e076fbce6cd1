"""Exports: whole, described by their manifest, the same bytes from the same warehouse, in place of the last one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import frictionless
import pytest

from extractors.errors import MarketsplitError, StorageError, UsageError, WriterBusyError
from extractors.settings import PROJECT_ROOT, settings
from reporting.exports import export
from reporting.exports.content import Content, File
from reporting.exports.export import FORMATS, Format, empty_tables, export_tables, is_current
from reporting.exports.folder import exchanged
from reporting.exports.selection import Selection
from reporting.exports.tables import TABLES
from tests.conftest import marketsplit
from tests.reporting.exports.conftest import contents, manifest_of

#: Enough for a manifest of one small table, and for no file of figures.
SMALL_BYTES = 6_000


def test_the_manifest_describes_each_file_and_table_truly(
    everything: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    manifest = manifest_of(everything)
    files = {one["file"]: one for one in manifest["files"]}
    assert {*files, "manifest.json"} == set(contents(everything))
    for name, one in files.items():
        data = (everything / name).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (one["sha256"], one["bytes"])
    assert manifest["formats"] == list(FORMATS) == list(manifest["conventions"])
    assert [table["name"] for table in manifest["tables"]] == list(TABLES)
    for table in manifest["tables"]:
        cursor = warehouse.execute(table["query"])
        assert [column["name"] for column in table["columns"]] == [column[0] for column in cursor.description or []]
        assert len(cursor.fetchall()) == table["rows"] == files[f"{table['name']}.csv"]["rows"] > 0
    release = warehouse.execute("SELECT state, observations FROM core.release ORDER BY release_id DESC").fetchone()
    assert release == (manifest["warehouse_state"], manifest["warehouse_release"]["observations"])


def test_another_process_writes_the_same_bytes_in_every_format(
    everything: Path, published_home: Path, tmp_path: Path
) -> None:
    arguments = ("export", str(tmp_path / "again"), "--format", ",".join(FORMATS))
    assert marketsplit(*arguments, home=published_home, env={"TZ": "Asia/Tokyo"}).returncode == 0
    assert contents(tmp_path / "again") == contents(everything)


def test_the_standing_export_has_every_format_unless_the_setting_says_otherwise(
    published: Path, everything: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert contents(published / "exports") == contents(everything)
    assert is_current(published / "exports", export.standing_formats())
    monkeypatch.setenv("MARKETSPLIT_EXPORT_FORMATS", '["csv"]')
    settings.cache_clear()
    assert export.standing_formats() == ["csv"]
    assert not is_current(published / "exports", export.standing_formats())


def test_a_setting_that_names_no_format_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETSPLIT_EXPORT_FORMATS", "[]")
    settings.cache_clear()
    with pytest.raises(UsageError, match=r"EXPORT_FORMATS: a setting has no sense; .*at least 1.*found \[\]"):
        export.standing_formats()


def test_an_export_that_lacks_a_file_or_holds_a_selection_is_not_current(published: Path, tmp_path: Path) -> None:
    assert not is_current(tmp_path, ["csv"])
    export_tables(tmp_path, ["csv"])
    assert is_current(tmp_path, ["csv"])
    assert not is_current(tmp_path, ["csv", "json"])
    (tmp_path / "basis.csv").unlink()
    assert not is_current(tmp_path, ["csv"])
    export_tables(tmp_path, ["csv"], Selection(areas=("JPN",)))
    assert not is_current(tmp_path, ["csv"])


def test_files_of_the_last_export_without_a_successor_go_and_others_stay(published: Path, tmp_path: Path) -> None:
    export_tables(tmp_path, ["csv", "parquet"])
    (tmp_path / "report.parquet").write_text("mine")
    export_tables(tmp_path, ["csv"], Selection(tables=("basis",)))
    assert set(contents(tmp_path)) == {"basis.csv", "datapackage.json", "manifest.json", "report.parquet"}
    assert (tmp_path / "report.parquet").read_text() == "mine"


@pytest.mark.parametrize("name", ["basis.csv", "datapackage.json", "manifest.json"])
def test_a_file_that_no_export_of_ours_has_written_is_never_written_over(
    published: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text('{"name": "a web app"}')
    with pytest.raises(StorageError, match="a file is in the way") as refused:
        export_tables(tmp_path, ["csv"])
    assert str(tmp_path / name) in str(refused.value)
    assert contents(tmp_path) == {name: b'{"name": "a web app"}'}


def test_a_manifest_cannot_lead_out_of_its_folder(published: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    folder = tmp_path / "out"
    folder.mkdir()
    named = {"warehouse_state": "x", "files": [{"file": "../precious"}, {"file": str(tmp_path / "precious")}]}
    (folder / "manifest.json").write_text(json.dumps(named))
    export_tables(folder, ["csv"])
    assert (tmp_path / "precious").read_text() == "mine"


def test_an_export_that_was_killed_while_moving_in_is_finished_by_the_next(published: Path, tmp_path: Path) -> None:
    export_tables(tmp_path / "killed", ["csv", "json"])
    staged = tmp_path / "killed" / ".marketsplit-export.x"
    staged.mkdir()
    (tmp_path / "killed" / "manifest.json").rename(staged / "manifest.json")  # all but the manifest had moved in
    (tmp_path / "killed" / "basis.csv").rename(staged / "basis.csv")
    export_tables(tmp_path / "killed", ["csv"])
    export_tables(tmp_path / "never killed", ["csv"])
    assert contents(tmp_path / "killed") == contents(tmp_path / "never killed")


def test_only_one_export_at_a_time_writes_to_a_folder(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARKETSPLIT_LOCK_WAIT_S", "0.2")
    settings.cache_clear()
    with exchanged(tmp_path), pytest.raises(WriterBusyError, match="another export"):
        export_tables(tmp_path, ["csv"])
    export_tables(tmp_path, ["csv"])


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_cannot_grow_leaves_the_old_export_whole(
    published_home: Path, tmp_path: Path, format_: str
) -> None:
    arguments = ["export", str(tmp_path), "--format", format_]
    assert marketsplit(*arguments, "--publication", "census_estats", home=published_home).returncode == 0
    before = contents(tmp_path)
    limited = (
        "import resource, sys; sys.path.insert(0, sys.argv.pop(1)); import marketsplit; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({SMALL_BYTES}, {SMALL_BYTES})); marketsplit.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, str(PROJECT_ROOT), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "MARKETSPLIT_HOME": str(published_home)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.splitlines() == [
        f"export {format_}: stopped here",
        f"marketsplit: cannot use {tmp_path}: File too large",
    ]
    assert contents(tmp_path) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 400 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount")
def test_a_full_disk_is_told_and_leaves_the_old_export_whole(published: Path, small_disk: Path) -> None:
    export_tables(small_disk, ["csv"], Selection(tables=("basis",)))
    before = contents(small_disk)
    for format_ in FORMATS:
        with pytest.raises(StorageError, match="disk is full"):
            export_tables(small_disk, ["csv", format_])
        assert contents(small_disk) == before


def test_a_folder_that_may_not_be_written_is_told(published_home: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    done = marketsplit("export", str(tmp_path), home=published_home, heeds_modes=True)
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stdout) == (1, "")
    assert "check the owner and mode" in done.stderr
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("below", ["", "out"])
def test_a_file_where_the_folder_should_be_is_told(published: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(StorageError, match="A file stands where a folder should be"):
        export_tables(tmp_path / "taken" / below, ["csv"])
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("below", ["", "out"])
def test_a_link_that_leads_nowhere_is_told_and_stays(published: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(StorageError, match=r"dangling is a link that leads nowhere\. Make the folder"):
        export_tables(tmp_path / "dangling" / below, ["csv"])
    assert (tmp_path / "dangling").is_symlink()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("format_", FORMATS)
def test_a_folder_that_vanishes_between_is_told(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    def remove(content: Content, folder: Path) -> Iterator[File]:
        shutil.rmtree(tmp_path / "out")
        yield from ()

    monkeypatch.setitem(FORMATS, "vanish", Format(remove, ""))
    with pytest.raises(StorageError, match="folder is gone"):
        export_tables(tmp_path / "out", ["vanish", format_])
    assert not (tmp_path / "out").exists()


def test_a_failure_inside_leaves_no_trace(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: Content, folder: Path) -> Iterator[File]:
        raise MarketsplitError("no")
        yield

    monkeypatch.setitem(FORMATS, "failing", Format(fail, ""))
    export_tables(tmp_path, ["csv"])
    before = contents(tmp_path)
    with pytest.raises(MarketsplitError):
        export_tables(tmp_path, ["parquet", "failing"])
    assert contents(tmp_path) == before


def test_an_unknown_format_names_the_known_ones_and_makes_no_folder(published: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected csv, parquet, xlsx, json, json-stat, sdmx-csv; found papyrus"):
        export_tables(tmp_path / "out", ["csv", "papyrus"])
    with pytest.raises(UsageError, match="found none"):
        export_tables(tmp_path / "out", [])
    assert not (tmp_path / "out").exists()


def test_statistical_formats_refuse_a_selection_without_figures(published: Path, tmp_path: Path) -> None:
    for format_ in ("json-stat", "sdmx-csv"):
        with pytest.raises(UsageError, match=r"expected one of share_trend, .*; found basis"):
            export_tables(tmp_path, [format_], Selection(tables=("basis",)))


def test_a_selection_without_rows_is_exported_and_told(published: Path, tmp_path: Path) -> None:
    manifest = export_tables(tmp_path, list(FORMATS), Selection(since="2099"))
    assert empty_tables(manifest) == [name for name, table in TABLES.items() if table.is_cube]
    assert (tmp_path / "share_trend.csv").read_text().count("\n") == 1
    assert frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid

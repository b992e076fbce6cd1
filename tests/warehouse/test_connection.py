from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from extractors import codes, storage
from extractors.errors import StorageError, UsageError, WriterBusyError
from extractors.settings import PROJECT_ROOT, settings
from reporting.query import query_published
from reporting.trends import trend_rows
from reporting.verdict import verdicts
from tests.warehouse.batches import accept, figure, stage
from warehouse.connection import build_path, build_reader, holder, reader, rebuilding, schema_version, writer
from warehouse.load import load_batches
from warehouse.vocabulary import STATUS_RANK

HOLD = """
import time
from warehouse.connection import writer
with writer("count the beans"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def held(home: Path) -> subprocess.Popen[str]:
    """Return another process that holds the writer's warehouse until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_locked_warehouse_names_its_holder_after_the_wait(
    held: subprocess.Popen[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARKETSPLIT_LOCK_WAIT_S", "0.3")
    settings.cache_clear()
    try:
        with pytest.raises(WriterBusyError, match=f"process {held.pid} on .* to count the beans"), writer("test"):
            pass
        assert f"process {held.pid}" in str(holder())
    finally:
        held.kill()
        held.wait()
    assert holder() is None
    with writer("test"):  # the kernel gave the lock back
        assert '"purpose": "test"' in (home / "build" / "writer.json").read_text()
    assert not (home / "build" / "writer.json").exists()


def test_readers_are_told_to_run_first(home: Path) -> None:
    with pytest.raises(UsageError, match=r"marketsplit run"), reader():
        pass
    with build_reader("look") as connection:
        assert connection is None
    assert not home.exists(), "looking makes no files"


def test_readers_cannot_write(home: Path) -> None:
    with writer("test"):
        pass
    with build_reader("look") as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        assert connection is not None
        connection.execute("DELETE FROM core.load")


def test_a_warehouse_of_another_version_asks_for_a_rebuild(home: Path) -> None:
    with writer("test") as connection:
        connection.execute("UPDATE core.schema_version SET version = 'old'")
    with (
        pytest.raises(StorageError, match=f"expected schema {schema_version()}; found schema old.*rebuild"),
        writer("x"),
    ):
        pass


def test_a_published_warehouse_of_another_version_says_what_to_run(home: Path) -> None:
    with writer("test") as connection:
        connection.execute("CREATE TABLE mart.share_trend (publication VARCHAR)")
    shutil.copy(build_path(), storage.published_path())
    with pytest.raises(StorageError, match=r"another version of marketsplit: .*ref_area.*marketsplit run`"):
        trend_rows()
    with duckdb.connect(storage.published_path()) as connection:
        connection.execute("UPDATE core.schema_version SET version = 'old'")
    for verb in (trend_rows, verdicts, lambda: query_published("FROM core.area")):
        with pytest.raises(StorageError, match=r"found schema old.*marketsplit rebuild`"):
            verb()


def test_a_damaged_warehouse_asks_for_a_rebuild(home: Path) -> None:
    build_path().parent.mkdir(parents=True)
    build_path().write_bytes(b"not a database" * 1000)
    with pytest.raises(StorageError, match="marketsplit rebuild"), writer("test"):
        pass


def test_rebuilding_replaces_the_warehouse_only_when_it_succeeds(acme: Path) -> None:
    def editions() -> list[str]:
        with build_reader("look") as connection:
            assert connection is not None
            return [one for (one,) in connection.execute("SELECT edition FROM core.edition").fetchall()]

    load_batches([accept(stage("2020", [figure("USA", "2019", "B2B", 1)]))])
    with pytest.raises(ZeroDivisionError), rebuilding():
        load_batches([accept(stage("2021", [figure("USA", "2020", "B2B", 1)]))])
        raise ZeroDivisionError
    assert editions() == ["2020"]
    with rebuilding():
        load_batches([accept(stage("2021", [figure("USA", "2020", "B2B", 1)]))])
        assert editions() == ["2021"]
    assert editions() == ["2021"]
    assert [path.name for path in build_path().parent.glob("*.duckdb*")] == [build_path().name]


def test_a_damaged_warehouse_can_be_rebuilt(acme: Path) -> None:
    build_path().parent.mkdir(parents=True)
    build_path().write_bytes(b"not a database" * 1000)
    with rebuilding():
        load_batches([accept(stage("2020", [figure("USA", "2019", "B2B", 1)]))])
    with build_reader("look") as connection:
        assert connection is not None


def test_every_status_has_a_rank() -> None:
    assert set(STATUS_RANK) == set(codes.OBS_STATUS)


def test_importing_the_pipeline_loads_nothing_heavy() -> None:
    code = (
        "import sys, warehouse.load, warehouse.publish, warehouse.checks, transforms.build;"
        "print(sorted({'duckdb', 'pandas', 'great_expectations', 'numpy', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT_ROOT, check=True)
    assert done.stdout == "[]\n"

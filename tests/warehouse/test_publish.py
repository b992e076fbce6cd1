from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from extractors import storage
from extractors.errors import BlockedError, StorageError
from tests.warehouse.batches import accept, figure, stage
from warehouse import publish as publishing
from warehouse.connection import build_path, build_reader, reader, writer
from warehouse.load import load_batches
from warehouse.publish import candidate_path, check_marts, publish, published_state, transform


def load(b2b: int, edition: str = "2020") -> None:
    load_batches([accept(stage(edition, [figure("USA", "2019", "B2B", b2b), figure("USA", "2019", "B2C", 1)]))])


def published_shares() -> list[Any]:
    with reader() as connection:
        return connection.execute("SELECT CAST(b2b_share_pct AS DOUBLE) FROM mart.segment_share").fetchall()


def releases() -> list[Any]:
    with build_reader("test") as connection:
        assert connection is not None
        return connection.execute("SELECT status FROM core.load WHERE kind = 'release' ORDER BY load_id").fetchall()


def test_publishing_makes_a_file_that_analysts_can_read(acme: Path) -> None:
    load(3)
    release = publish()
    assert release is not None
    assert (release.checked, release.observations, release.shares) == (True, 2, 1)
    assert published_shares() == [(75.0,)]
    with reader() as connection:
        assert connection.execute("SELECT kind, status FROM core.load ORDER BY load_id").fetchall() == [
            ("load", "complete"),
            ("release", "complete"),
        ]
        assert connection.execute("SELECT state FROM core.release").fetchall() == [(release.state,)]
        suites = {one for (one,) in connection.execute("SELECT DISTINCT suite FROM core.validation_result").fetchall()}
        assert suites >= {"warehouse", "mart.segment_share", "mart.share_trend", "mart.series_trend", "mart.mainstream"}


def test_a_figure_is_found_by_its_id_without_a_scan(acme: Path) -> None:
    load(3)
    publish()
    with reader() as connection:
        (known,) = connection.execute("SELECT observation_id FROM core.observation ORDER BY 1 LIMIT 1").fetchall()
        look = "SELECT observation_id, raw_text <> '' FROM core.observation WHERE observation_id = ?"
        assert connection.execute(look, known).fetchall() == [(*known, True)]
        (plan,) = connection.execute(f"EXPLAIN ANALYZE {look}", known).fetchall()
        assert "Index Scan" in plan[1]


def test_nothing_new_publishes_nothing_and_touches_no_file(acme: Path) -> None:
    load(3)
    publish()
    before = {path: path.stat().st_mtime_ns for path in acme.rglob("*") if path.is_file()}
    assert publish() is None
    assert {path: path.stat().st_mtime_ns for path in acme.rglob("*") if path.is_file()} == before


def test_nothing_loaded_publishes_nothing(home: Path) -> None:
    assert publish() is None
    assert not storage.published_path().exists()


def test_the_three_steps_do_what_one_does(acme: Path) -> None:
    load(3)
    computed = transform()
    assert computed is not None
    assert not computed.checked
    assert transform() == computed
    checked = check_marts()
    assert checked is not None
    assert (checked.state, checked.checked) == (computed.state, True)
    assert published_state() is None
    assert publish() == checked
    assert published_state() == computed.state
    assert releases() == [("complete",)]


def test_readers_of_the_old_file_are_undisturbed(acme: Path) -> None:
    load(3)
    publish()
    with reader() as old:
        load(9, edition="2021")
        publish()
        assert old.execute("SELECT CAST(b2b_share_pct AS DOUBLE) FROM mart.segment_share").fetchall() == [(75.0,)]
        assert old.execute("SELECT count(*) FROM core.observation").fetchone() == (2,)
    assert published_shares() == [(90.0,)]


def test_a_full_disk_leaves_the_published_file_and_says_so(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(3)
    publish()
    load(9, edition="2021")

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"x" * 1000)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        with pytest.raises(StorageError, match=r"No space left.*The disk is full: free some space"):
            publish()
    assert published_shares() == [(75.0,)]
    assert [path.name for path in build_path().parent.iterdir() if "partial" in path.name] == []
    assert releases() == [("complete",), ("failed",)]
    assert publish() is not None, "with room on the disk the next run publishes"
    assert published_shares() == [(90.0,)]


def test_marts_that_fail_their_checks_are_not_published(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(3)
    publish()
    load(9, edition="2021")
    build = publishing.build_marts

    def wrong(connection: Any) -> None:
        build(connection)
        connection.execute("UPDATE mart.segment_share SET b2b_share_pct = 112")

    monkeypatch.setattr(publishing, "build_marts", wrong)
    for _ in range(2):
        with pytest.raises(BlockedError, match=r"mart.segment_share: interval_holds_share: 1 of 1"):
            publish()
    assert published_shares() == [(75.0,)]
    assert releases() == [("complete",), ("blocked",)]


def test_a_crashing_transform_is_recorded(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(3)

    def crash(connection: Any) -> None:
        connection.execute("SELECT nonsense")

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "build_marts", crash)
        with pytest.raises(Exception, match="nonsense"):
            publish()
    assert releases() == [("failed",)]
    assert publish() is not None
    assert published_shares() == [(75.0,)]


def test_a_lost_or_damaged_published_file_is_published_again(acme: Path) -> None:
    load(3)
    publish()
    storage.published_path().write_bytes(b"damaged")
    assert publish() is not None
    assert published_shares() == [(75.0,)]
    storage.published_path().unlink()
    assert publish() is not None


def test_leftovers_of_killed_runs_are_removed(acme: Path) -> None:
    load(3)
    for name in (".candidate.duckdb.abc.partial", ".candidate.duckdb.abc.partial.wal"):
        (build_path().parent / name).write_bytes(b"half")
    candidate_path().write_bytes(b"half")
    publish()
    assert sorted(path.name for path in build_path().parent.iterdir()) == [build_path().name, "writer.lock"]


def test_a_key_twice_blocks_the_release(acme: Path) -> None:
    load(3)
    with writer("test") as connection:
        connection.execute("INSERT INTO core.observation FROM core.observation LIMIT 1")
    with pytest.raises(BlockedError, match="warehouse: keys_hold: 3 of 3"):
        publish()

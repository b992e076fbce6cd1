from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from extractors import storage
from tests.warehouse.batches import accept, figure, stage
from tests.warehouse.processes import PASSED, Run
from warehouse import mart_checks
from warehouse.connection import build_path, reader
from warehouse.load import load_batches
from warehouse.publish import candidate_path, publish, transform

MOMENTS = 20
FIGURES = 100


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the mart suite, which has tests of its own and takes seconds."""
    monkeypatch.setattr(mart_checks, "check_release", lambda connection: PASSED)


def release_of(number: int) -> str:
    """Return a checked batch whose figures all have the value of this number."""
    figures = [figure("USA", f"{1000 + one}", side, number) for one in range(FIGURES // 2) for side in ("B2B", "B2C")]
    return accept(stage("2020", figures, revision=number))


def published() -> Any:
    with reader() as connection:
        return connection.execute(
            "SELECT min(obs_value), max(obs_value), count(*), (SELECT count(*) FROM mart.segment_share), "
            "(SELECT count(*) FROM core.observation), (SELECT count(DISTINCT observation_id) FROM core.observation) "
            "FROM core.observation_latest"
        ).fetchone()


def whole(number: int) -> tuple[int, ...]:
    """Return what a warehouse shows in which the releases 1 to this number have been loaded, none of them twice."""
    return (number, number, FIGURES, FIGURES // 2, FIGURES * number, FIGURES * number)


def test_a_killed_run_leaves_the_old_or_the_new_state_and_the_next_completes(acme: Path, unchecked: None) -> None:
    batches = [release_of(number) for number in range(1, MOMENTS + 3)]
    load_batches(batches[:1])
    publish()
    runs = {number: Run(batches[number - 1]) for number in (2, 3)}
    runs[2].go()
    begun = time.monotonic()
    runs[2].wait()
    duration = time.monotonic() - begun
    killed = 0
    for number in range(3, MOMENTS + 3):
        if number < MOMENTS + 2:
            runs[number + 1] = Run(batches[number])  # gets ready meanwhile
        runs[number].go()
        moment = duration * (number - 3) / MOMENTS
        time.sleep(moment)
        if runs[number].process.poll() is None:
            killed += 1
        else:  # it was over before: a busy machine made the first run a poor measure
            duration = moment
        runs[number].kill()
        assert published() in {whole(number - 1), whole(number)}
        load_batches([batches[number - 1]])
        publish()
        assert published() == whole(number)
    assert killed > MOMENTS // 2, "most runs must have been killed before their end"
    assert {path.name for path in storage.home().iterdir()} == {"build", "staged", storage.published_path().name}
    assert {path.name for path in build_path().parent.iterdir()} == {build_path().name, "writer.lock"}


def test_runs_killed_before_anything_was_published_do_no_harm(acme: Path, unchecked: None) -> None:
    batch = release_of(1)
    for moment in range(4):
        run = Run(batch)
        run.go()
        time.sleep(0.05 * moment)
        run.kill()
    load_batches([batch])
    publish()
    assert published() == whole(1)


def test_the_log_that_a_killed_check_left_is_neither_lost_nor_taken_for_another_file_s(
    acme: Path, unchecked: None
) -> None:
    for number, newer in ((1, 1), (2, 3)):
        load_batches([release_of(number)])
        transform()
        killed = (
            "import duckdb, os, sys; connection = duckdb.connect(sys.argv[1]); "
            "connection.execute(\"UPDATE core.load SET message = 'noted'\"); os._exit(9)"
        )
        subprocess.run([sys.executable, "-c", killed, str(candidate_path())], check=False)
        log = candidate_path().with_name(f"{candidate_path().name}.wal")
        assert log.exists()
        if newer != number:
            load_batches([release_of(newer)])  # the candidate is made anew, and its log has to go with the old one
        publish()
        assert published() == whole(newer)
        assert not log.exists()
        with reader() as connection:
            noted = connection.execute("SELECT DISTINCT message FROM core.load WHERE message = 'noted'").fetchall()
        assert len(noted) == (newer == number)

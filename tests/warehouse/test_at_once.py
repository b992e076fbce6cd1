from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.batches import accept, figure, stage
from tests.warehouse.processes import PASSED, Run
from warehouse import mart_checks
from warehouse.connection import reader
from warehouse.load import load_batches
from warehouse.publish import publish


def batch(edition: str) -> str:
    figures = [figure("USA", f"{1000 + one}", side, int(edition)) for one in range(200) for side in ("B2B", "B2C")]
    return accept(stage(edition, figures))


def test_four_runs_at_once_while_eight_readers_look_on(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mart_checks, "check_release", lambda connection: PASSED)
    first, *rest = [batch(edition) for edition in ("2018", "2019", "2020", "2021")]
    load_batches([first])
    publish()
    runs = [Run(*rest) for _ in range(4)]
    over = threading.Event()
    seen: set[Any] = set()
    failures: list[Exception] = []

    def look() -> None:
        try:
            while not over.wait(0.05):
                with reader() as connection:
                    seen.update(
                        connection.execute(
                            "SELECT (SELECT count(*) FROM core.observation_latest), (SELECT count(*) FROM "
                            "mart.segment_share), (SELECT count(DISTINCT edition) FROM mart.segment_share)"
                        ).fetchall()
                    )
        except Exception as error:  # noqa: BLE001 - whatever a reader meets must reach the test
            failures.append(error)

    readers = [threading.Thread(target=look) for _ in range(8)]
    for run in runs:
        run.go()
    for one in readers:
        one.start()
    try:
        for run in runs:
            run.wait()
    finally:
        over.set()
        for one in readers:
            one.join()
    assert failures == []
    assert seen == {(400, 200, 1)}, "every reader saw one whole state"
    with reader() as connection:
        assert connection.execute(
            "SELECT edition, count(*) FROM core.load WHERE kind = 'load' AND status = 'complete' "
            "GROUP BY ALL ORDER BY 1"
        ).fetchall() == [("2018", 1), ("2019", 1), ("2020", 1), ("2021", 1)]
        counts = connection.execute("SELECT count(*), count(DISTINCT observation_id) FROM core.observation")
        assert counts.fetchone() == (1600, 1600)
        assert connection.execute("SELECT DISTINCT edition FROM mart.segment_share").fetchall() == [("2021",)]

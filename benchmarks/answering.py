"""How soon one figure is found in the published file, in an open session, while another process loads."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.loading import stage
from benchmarks.marts import build, prepare
from extractors import storage
from extractors.settings import settings
from warehouse.connection import opened
from warehouse.load import load_batches
from warehouse.publish import index_figures

ROWS = 2_000_000
SHARE = (
    "SELECT b2b_share_pct, observation_ids FROM mart.segment_share "
    "WHERE publication = ? AND ref_area = ? AND time_period = ? AND measure = ? AND basis = ?"
)
BY_ID = "SELECT obs_value, locator FROM core.observation WHERE observation_id = ?"
FIGURE = (
    "SELECT obs_value, locator FROM core.observation "
    "WHERE publication = ? AND ref_area = ? AND time_period = ? AND measure = ? AND basis = ?"
)


@dataclass(frozen=True)
class Answer:
    """The median of many point queries, milliseconds."""

    subject: str
    queries: int
    median_ms: float

    def line(self) -> str:
        return f"{self.subject:<34} {self.median_ms:.1f} ms, median of {self.queries} while a load runs"


def comparisons() -> list[Answer]:
    """Return how soon a share is found in a history, and a figure with its place, by its names and by its id."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["MARKETSPLIT_HOME"] = name
        settings.cache_clear()
        prepare(storage.published_path(), ROWS)
        build(storage.published_path())
        reference = stage(folder)
        with opened(storage.published_path(), read_only=False) as connection:
            index_figures(connection)
            points = connection.execute(
                "SELECT publication, ref_area, time_period, measure, basis FROM mart.segment_share "
                "WHERE share_method = 'values' USING SAMPLE reservoir(200 ROWS) REPEATABLE (1)"
            ).fetchall()
            ids = connection.execute(
                "SELECT observation_id FROM core.observation USING SAMPLE reservoir(200 ROWS) REPEATABLE (1)"
            ).fetchall()
        return [
            _answered("a share by its names", SHARE, points, reference),
            _answered("a figure by its names", FIGURE, points, reference),
            _answered("a figure by its id", BY_ID, ids, reference),
        ]


def _answered(subject: str, query: str, points: list[tuple[str, ...]], reference: str) -> Answer:
    for path in storage.build_dir().glob("marketsplit_build*"):
        path.unlink()
    load = subprocess.Popen([sys.executable, "-m", "benchmarks.answering", reference])
    while not list(storage.build_dir().glob("marketsplit_build*")):
        time.sleep(0.01)
    taken = []
    with opened(storage.published_path(), read_only=True) as connection:
        for point in points:
            if load.poll() is not None:
                break
            start = time.perf_counter()
            found = connection.execute(query, point).fetchall()
            taken.append(time.perf_counter() - start)
            if not found:
                raise AssertionError(point)
    if load.wait() != 0:
        raise AssertionError("the load has failed")
    return Answer(subject, len(taken), statistics.median(taken) * 1000)


if __name__ == "__main__":
    load_batches([sys.argv[1]])

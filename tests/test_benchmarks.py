"""What the benchmarks compare is the same: a size makes one history, and the peers' marts are ours."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks import marts
from benchmarks.histories import write_history


def test_a_size_makes_one_history() -> None:
    histories = []
    for _ in range(2):
        with duckdb.connect() as connection:
            count = write_history(connection, 50_000)
            histories.append(
                connection.execute(
                    "SELECT count(*), sum(hash(observation)) FROM core.observation AS observation"
                ).fetchone()
            )
    assert histories[0] == histories[1]
    assert histories[0] is not None
    assert histories[0][0] == count
    assert 40_000 < count < 60_000


def test_peers_in_polars_and_pandas_make_the_same_marts(tmp_path: Path) -> None:
    marts.prepare(tmp_path, 110_000)
    assert marts.differences(tmp_path) == []

"""A person's decision on its way into the warehouse, and the warehouse made again from the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractors import publication as publications
from extractors import review, storage
from extractors.publication import find_publication
from reporting.query import query_published
from tests.dags.same_warehouse import contents
from tests.reviewed import METI, archive_release
from warehouse import pipeline
from warehouse.publish import publish
from warehouse.rebuild import rebuild

FIGURE = """
    SELECT obs_value, obs_flag, raw_text FROM core.observation
    WHERE edition = '2021-07-30' AND time_period = '2020' AND segment = 'B2B' AND measure = 'ecommerce_sales'
    QUALIFY row_number() OVER (ORDER BY vintage DESC) = 1 AND NOT is_tombstone
"""


@pytest.fixture
def meti(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh home; the registry knows METI alone, and its archive one release with a doubtful figure."""
    only = {METI: find_publication(METI)}
    monkeypatch.setattr(publications, "_declarations", lambda: (only, {}))
    archive_release()
    return home


def load() -> list[dict[str, Any]]:
    """Do what a run does after fetching."""
    read = pipeline.read_editions(pipeline.pending_editions(find_publication(METI)))
    loaded = pipeline.load_editions(pipeline.check_editions(read["staged"])["checked"])
    assert read["refused"] == loaded["refused"] == []
    publish()
    loads: list[dict[str, Any]] = loaded["loads"]
    return loads


def test_the_rest_is_loaded_while_a_figure_waits_and_an_accepted_one_follows(meti: Path) -> None:
    (first,) = load()
    assert first["inserted"] == 7
    assert query_published(FIGURE) == []
    assert load() == []

    review.decide(review.waiting()[0].key, "accepted", decided_by="ann")
    (second,) = load()
    assert (second["inserted"], second["unchanged"], second["tombstones"]) == (1, 7, 0)
    (figure,) = query_published(FIGURE)
    assert (figure["obs_value"], figure["obs_flag"]) == (334_900_000_000_000, "reviewed")


def test_a_rejected_figure_stays_out(meti: Path) -> None:
    load()
    review.decide(review.waiting()[0].key, "rejected", decided_by="ann")
    (again,) = load()
    assert (again["inserted"], again["unchanged"]) == (0, 7)
    assert query_published(FIGURE) == []


def test_the_warehouse_made_again_is_the_same_decisions_taken_back_included(meti: Path) -> None:
    load()
    key = review.decide(review.waiting()[0].key, "accepted", decided_by="ann")
    load()
    review.decide(key, "rejected", decided_by="bob")
    load()
    before = contents(storage.published_path())
    assert [row for row in before["core.observation"] if "reviewed" in row]

    assert rebuild()["waiting"] == 0

    assert contents(storage.published_path()) == before

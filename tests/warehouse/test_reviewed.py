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


def load() -> dict[str, Any]:
    """Do what a run does after fetching, and return the counts of the one load."""
    read = pipeline.read_editions(pipeline.pending_editions(find_publication(METI)))
    loaded = pipeline.load_editions(pipeline.check_editions(read["staged"])["checked"])
    assert read["refused"] == loaded["refused"] == []
    (counts,) = loaded["loads"]
    return {name: counts[name] for name in ("inserted", "unchanged", "tombstones")}


def test_a_decision_reaches_the_warehouse_and_the_warehouse_made_again(meti: Path) -> None:
    assert load() == {"inserted": 7, "unchanged": 0, "tombstones": 0}
    assert pipeline.pending_editions(find_publication(METI)) == []

    key = review.decide(review.waiting()[0].key, "accepted", decided_by="ann")
    assert load() == {"inserted": 1, "unchanged": 7, "tombstones": 0}
    publish()
    (figure,) = query_published(FIGURE)
    assert (figure["obs_value"], figure["obs_flag"]) == (334_900_000_000_000, "reviewed")

    review.decide(key, "rejected", decided_by="bob")
    assert load() == {"inserted": 0, "unchanged": 7, "tombstones": 1}
    publish()
    assert query_published(FIGURE) == []

    before = contents(storage.published_path())
    assert rebuild()["waiting"] == 0
    again = contents(storage.published_path())
    assert again["core.observation"] == before["core.observation"]
    assert again == before

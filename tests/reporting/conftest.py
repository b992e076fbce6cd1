"""A small published warehouse whose every answer is known: two publishers, two editions, a forecast, a retelling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors import publication as publications
from extractors.settings import settings
from tests.transforms.histories import FIRST, RETOLD, SECOND
from tests.transforms.histories import publications as declared
from tests.warehouse.batches import accept, figure, stage
from warehouse.expectations import Outcome
from warehouse.load import load_batches
from warehouse.publish import publish


def sides(shares: dict[str, int], area: str = "USA", **other: Any) -> list[dict[str, Any]]:
    """Return sales of both sides that add up to 1000, with those shares in percent."""
    return [
        figure(area, period, side, value, **other)
        for period, share in shares.items()
        for side, value in (("B2B", share * 10), ("B2C", 1000 - share * 10))
    ]


BUYERS = figure("USA", "2019", "B2C", 279_000_000, measure="active_buyers", unit="PERSONS", rounding=1_000_000)
#: Publication, edition, the day on which we loaded it, figures.
LOADS = (
    (FIRST, "2019", date(2020, 1, 1), sides({"2015": 80, "2016": 79, "2018": 77}, verification="unverified")),
    (FIRST, "2020", date(2022, 1, 1), [*sides({"2018": 70, "2019": 69, "2020": 68}), *sides({"2022": 60}, status="F")]),
    (SECOND, "2020", date(2020, 6, 1), [*sides({"2018": 45, "2019": 46}), *sides({"2019": 90}, "JPN")]),
    (RETOLD, "2020", date(2020, 6, 1), [BUYERS, *sides({"2019": 50})]),
)


@pytest.fixture(scope="session")
def acme_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of that warehouse; tests only read it."""
    home = tmp_path_factory.mktemp("acme") / "home"
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, home)
        unasked = Outcome("mart", "nothing was asked", "warning", True, 0, 0, (), "{}")
        patch.setattr("warehouse.mart_checks.check_release", lambda _: [unasked])
        for publication, edition, day, figures in LOADS:
            reference = accept(stage(edition, figures, publication=publication))
            load_batches([reference], recorded_at=datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 - UTC
        publish()
    settings.cache_clear()
    return home


@pytest.fixture
def acme(acme_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield that home with the settings and the registry of this process pointing at it."""
    _use(monkeypatch, acme_home)
    yield acme_home
    settings.cache_clear()


def _use(patch: pytest.MonkeyPatch, home: Path) -> None:
    known = {one.id: one for one in declared()}
    patch.setattr(publications, "_declarations", lambda: (known, {}))
    patch.setenv("MARKETSPLIT_HOME", str(home))
    settings.cache_clear()

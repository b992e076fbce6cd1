"""The warehouse as of a day answers as one into which only what was known on that day had been loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from extractors import publication as publications
from extractors.settings import settings
from tests.transforms.histories import FIRST, RATES, SECOND
from tests.transforms.histories import publications as declared
from tests.warehouse.batches import accept, figure, stage
from warehouse.as_of import AsOf, reader_as_of
from warehouse.connection import reader
from warehouse.expectations import Outcome
from warehouse.load import load_batches
from warehouse.publish import candidate_path, publish, transform


class Load(NamedTuple):
    """One load: an edition as it was at some time, and the day on which we loaded it."""

    recorded_on: date
    publication: str
    edition: str
    figures: list[dict[str, Any]]
    revision: int = 0


def sides(area: str, shares: dict[str, int], **other: Any) -> list[dict[str, Any]]:
    return [
        figure(area, period, side, value, **other)
        for period, share in shares.items()
        for side, value in (("B2B", share * 10), ("B2C", 1000 - share * 10))
    ]


def rate(period: str, value: str) -> dict[str, Any]:
    return figure("IND", period, "_Z", value, measure="exchange_rate", unit="INR", basis="LCU_PER_USD_AVERAGE")


_FIRST_PRINT = {"2014": 80, "2015": 79, "2016": 77}
#: A history with revisions, a correction and a figure withdrawn inside an edition, a confirmation, another method, a
#: forecast that is met, a publisher who begins later, one that was loaded late, exchange rates.
LOADS = (
    Load(date(2018, 6, 1), FIRST, "2018", sides("USA", _FIRST_PRINT) + sides("IND", {"2016": 60}, unit="INR")),
    Load(date(2018, 6, 2), RATES, "2018", [rate("2016", "67.2")]),
    Load(
        date(2020, 6, 1),
        FIRST,
        "2019",
        [
            *sides("USA", {**_FIRST_PRINT, "2016": 76, "2017": 74}),
            *sides("USA", {"2019": 70}, status="F"),
            *sides("USA", {"2016": 55}, basis="OLD", verification="unverified"),
        ],
    ),
    Load(
        date(2020, 9, 1),
        FIRST,
        "2019",
        [
            *sides("USA", {**_FIRST_PRINT, "2016": 75, "2017": 74})[:-1],
            *sides("USA", {"2019": 70}, status="F"),
            *sides("USA", {"2016": 55}, basis="OLD"),
        ],
        1,
    ),
    Load(date(2020, 10, 1), SECOND, "2020", [*sides("USA", {"2018": 40, "2019": 41}), rate("2016", "68")]),
    Load(date(2021, 6, 1), FIRST, "2021", sides("USA", {"2016": 71, "2019": 69, "2020": 68})),
    Load(date(2022, 1, 1), FIRST, "2020", sides("USA", {"2018": 72, "2016": 76})),
)
#: What a day has an answer to.
ANSWERS = (
    "segment_share", "share_trend", "series_trend", "source_agreement", "source_difference", "mainstream", "revision",
    "forecast_error", "conversion_check", "yearly_rate", "freshness",
)  # fmt: skip


@pytest.fixture(scope="module")
def at() -> Iterator[Callable[[Path], Any]]:
    """Yield a context in which the state lies in a folder; the registry knows the publications of histories."""
    known = {one.id: one for one in declared()}
    unasked = Outcome("mart", "nothing was asked", "warning", True, 0, 0, (), "{}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publications, "_declarations", lambda: (known, {}))
        patch.setattr("warehouse.mart_checks.check_release", lambda _: [unasked])

        @contextmanager
        def at_home(home: Path) -> Iterator[None]:
            with pytest.MonkeyPatch.context() as here:
                here.setenv("MARKETSPLIT_HOME", str(home))
                settings.cache_clear()
                yield
            settings.cache_clear()

        yield at_home


@pytest.fixture(scope="module")
def everything(at: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a published warehouse with the whole history."""
    home = tmp_path_factory.mktemp("everything") / "home"
    with at(home):
        for one in LOADS:
            load(one)
        publish()
    return home


def load(one: Load) -> None:
    reference = stage(one.edition, one.figures, revision=one.revision, publication=one.publication)
    moment = datetime(one.recorded_on.year, one.recorded_on.month, one.recorded_on.day, 23, 59, tzinfo=UTC)
    (result,) = load_batches([accept(reference)], recorded_at=moment.replace(tzinfo=None))
    assert result.status == "complete"


def answers(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    """Return every mart and every view of core, whole."""
    asked = {mart: f"FROM mart.{mart}" for mart in ANSWERS}
    for view in ("latest", "edition", "first"):
        asked[view] = f"SELECT * EXCLUDE (load_id) FROM core.observation_{view} ORDER BY observation_id"  # noqa: S608 - names above
    return {name: connection.execute(sql).fetchall() for name, sql in asked.items()}


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        ("published", date(2018, 8, 1)),  # before the second publisher began
        (
            "published",
            date(2020, 5, 1),
        ),  # the correction of 2019 carries that day, the edition of 2020 was not loaded yet
        ("recorded", date(2020, 8, 1)),  # before the correction, without the edition that was loaded late
        ("recorded", date(2021, 6, 1)),  # to its end
    ],
)
def test_a_day_is_answered_from_what_was_known_then(
    at: Callable[[Path], Any], everything: Path, tmp_path: Path, clock: Any, day: date
) -> None:
    known = [one for one in LOADS if (date(int(one.edition), 5, 1) if clock == "published" else one.recorded_on) <= day]
    assert len(known) < len(LOADS)
    with at(tmp_path):
        for one in known:
            load(one)
        transform()
        with reader(candidate_path()) as connection:
            replayed = answers(connection)
    with at(everything), reader_as_of(AsOf(day, clock)) as connection:
        then = answers(connection)
    for name, rows in replayed.items():
        assert then[name] == rows, name
    assert all(replayed[mart] for mart in ("segment_share", "series_trend", "mainstream", "revision", "yearly_rate"))


@pytest.mark.parametrize("clock", ["published", "recorded"])
def test_the_last_day_is_answered_as_today(at: Callable[[Path], Any], everything: Path, clock: Any) -> None:
    with at(everything):
        with reader() as connection:
            today = answers(connection)
        with reader_as_of(AsOf(LOADS[-1].recorded_on, clock)) as connection:
            assert answers(connection) == today
    assert all(today[mart] for mart in ANSWERS if mart != "conversion_check")


def test_the_day_before_everything_knows_nothing(at: Callable[[Path], Any], everything: Path) -> None:
    with at(everything):
        for clock in ("published", "recorded"):
            with reader_as_of(AsOf(date(2018, 4, 30), clock)) as connection:
                assert not any(answers(connection).values())

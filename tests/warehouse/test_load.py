from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.errors import StorageError
from tests.warehouse.acme import PUBLICATION
from tests.warehouse.batches import accept, figure, refusal, stage
from warehouse.batch import read_batch
from warehouse.connection import build_reader, writer
from warehouse.load import load_batches, pending, record_failure


def rows(query: str) -> list[tuple[Any, ...]]:
    with build_reader("test") as connection:
        assert connection is not None
        return connection.execute(query).fetchall()


def usa(value: int | str, **other: Any) -> dict[str, Any]:
    return figure("USA", "2019", "B2B", value, **other)


def load(reference: str) -> Any:
    (result,) = load_batches([reference])
    return result


def test_figures_are_loaded_with_their_place_and_definition(acme: Path) -> None:
    result = load(
        accept(stage("2020", [usa("8319.5", rounding="0.1"), figure("USA", "2019", "B2C", None, status="Q")]))
    )
    assert (result.status, result.inserted, result.tombstones) == ("complete", 2, 0)
    assert rows(
        "SELECT ref_area, frequency, segment, CAST(obs_value AS VARCHAR), CAST(rounding_unit AS VARCHAR), obs_status, "
        "raw_text, vintage FROM core.observation ORDER BY segment"
    ) == [
        ("USA", "A", "B2B", "8319.500000", "0.100000", "A", "8319.5", 1),
        ("USA", "A", "B2C", None, None, "Q", "", 1),
    ]
    assert rows("SELECT status, size, CAST(captured_at AS VARCHAR) FROM core.snapshot") == [
        (200, 100, "2020-06-01 00:00:00")
    ]
    assert rows("SELECT b2c_basis FROM core.basis WHERE basis IN ('WIDE', 'NEW') ORDER BY basis") == [
        ("NEW",),
        ("CONSUMER",),
    ]


def test_frequency_comes_from_the_period(acme: Path) -> None:
    load(accept(stage("2020", [figure("USA", one, "B2B", 1) for one in ("2019", "2019-S1", "2019-Q3", "2019-05")])))
    assert rows("SELECT time_period, frequency FROM core.observation ORDER BY ALL") == [
        ("2019", "A"),
        ("2019-05", "M"),
        ("2019-Q3", "Q"),
        ("2019-S1", "S"),
    ]


def test_loading_again_changes_nothing(acme: Path) -> None:
    reference = accept(stage("2020", [usa(1), figure("USA", "2019", "B2C", 2)]))
    load(reference)
    before = rows("FROM core.observation ORDER BY ALL"), rows("FROM core.load")
    again = load(reference)
    assert (again.status, again.load_id, again.unchanged) == ("unchanged", 1, 2)
    assert (rows("FROM core.observation ORDER BY ALL"), rows("FROM core.load")) == before


@pytest.mark.parametrize(
    "change",
    [{"value": 9}, {"rounding": 10}, {"status": "E"}, {"unit": "EUR"}, {"verification": "live"}],
    ids=["value", "rounding", "status", "unit", "better verification"],
)
def test_another_figure_for_a_known_point_is_a_new_vintage(acme: Path, change: dict[str, Any]) -> None:
    load(accept(stage("2020", [usa(8)])))
    result = load(accept(stage("2020", [usa(**{"value": 8, **change})], revision=1)))
    assert (result.inserted, result.unchanged) == (1, 0)
    assert rows("SELECT vintage FROM core.observation ORDER BY 1") == [(1,), (2,)]


@pytest.mark.parametrize(
    "change",
    [{"locator": '{"line":2}'}, {"raw_text": "8.0"}, {"verification": "unverified"}, {"raw_context": "moved"}],
    ids=["place", "print", "weaker verification", "context"],
)
def test_the_same_figure_in_another_place_is_no_revision(acme: Path, change: dict[str, Any]) -> None:
    load(accept(stage("2020", [usa(8)])))
    result = load(accept(stage("2020", [usa(8, **change)], revision=1)))
    assert (result.status, result.inserted, result.unchanged) == ("complete", 0, 1)


def test_each_edition_has_a_line_of_its_own(acme: Path) -> None:
    load(accept(stage("2020", [usa(8)])))
    load(accept(stage("2021", [usa(9)])))
    assert rows("SELECT edition, vintage FROM core.observation ORDER BY 1") == [("2020", 1), ("2021", 1)]


def test_a_vanished_figure_becomes_a_tombstone_and_may_come_back(acme: Path) -> None:
    both = [usa(8), figure("USA", "2019", "B2C", 2)]
    load(accept(stage("2020", both)))
    gone = load(accept(stage("2020", both[:1], revision=1)))
    assert (gone.inserted, gone.tombstones) == (0, 1)
    assert load(accept(stage("2020", both[:1], revision=2))).tombstones == 0
    back = load(accept(stage("2020", both, revision=3)))
    assert (back.inserted, back.tombstones) == (1, 0)
    new_snapshot = read_batch(stage("2020", both[:1], revision=1)).documents[0]["snapshot_id"]
    assert rows(
        "SELECT vintage, is_tombstone, obs_value IS NULL FROM core.observation WHERE segment = 'B2C' ORDER BY 1"
    ) == [(1, False, False), (2, True, True), (3, False, False)]
    assert rows("SELECT snapshot_id FROM core.observation WHERE is_tombstone") == [(new_snapshot,)]


def test_a_quarantined_figure_that_is_printed_as_before_has_not_vanished(acme: Path) -> None:
    load(accept(stage("2020", [usa(8), figure("USA", "2019", "B2C", 2)])))
    doubtful = refusal("magnitude_level", "USA/2019/B2C/ecommerce_sales/NEW") | {"raw_text": "2"}
    result = load(accept(stage("2020", [usa(8)], revision=1), quarantined=[doubtful]))
    assert (result.tombstones, result.quarantined) == (0, 1)


def test_a_figure_is_withdrawn_while_its_new_print_is_in_doubt(acme: Path) -> None:
    """Else the old B2C would stand beside the new B2B, and make a share that nobody printed."""
    load(accept(stage("2020", [usa(8), figure("USA", "2019", "B2C", 2)])))
    doubtful = refusal("negative_level", "USA/2019/B2C/ecommerce_sales/NEW") | {"raw_text": "-7"}
    result = load(accept(stage("2020", [usa(9)], revision=1), quarantined=[doubtful]))
    assert (result.inserted, result.tombstones, result.quarantined) == (1, 1, 1)


def test_nothing_vanishes_while_a_refused_figure_may_be_it(acme: Path) -> None:
    load(accept(stage("2020", [usa(8), figure("USA", "2019", "B2C", 2)])))
    unknown = refusal("unknown_ref_area", "? 2019 B2B ecommerce_sales NEW")
    assert load(accept(stage("2020", [usa(8)], rejected=[unknown], revision=1))).tombstones == 0
    assert load(accept(stage("2020", [usa(8)], revision=2))).tombstones == 1


def test_a_blocked_batch_leaves_its_record_and_none_of_its_figures(acme: Path) -> None:
    reference = accept(stage("2020", [usa(8)]), quarantined=[refusal("x", "?")], status="blocked", message="too few")
    result = load(reference)
    assert (result.status, str(result.error())) == ("blocked", f"{PUBLICATION}, edition 2020: too few")
    assert rows("SELECT count(*) FROM core.observation") == [(0,)]
    assert rows("SELECT status, message, quarantined FROM core.load") == [("blocked", "too few", 1)]
    assert rows("SELECT rule FROM core.quarantine") == [("x",)]
    assert load(reference).load_id == result.load_id, "the same refusal is written once"
    assert rows("SELECT count(*) FROM core.load") == [(1,)]


def test_pending_are_the_editions_not_loaded_in_this_form(acme: Path) -> None:
    assert pending(PUBLICATION, {"2020": "a", "2021": "b"}) == ["2020", "2021"]
    reference = accept(stage("2020", [usa(8)]))
    fingerprint = read_batch(reference).fingerprint
    load(reference)
    assert pending(PUBLICATION, {"2020": fingerprint, "2021": "b"}) == ["2021"]
    assert pending(PUBLICATION, {"2020": "other"}) == ["2020"]
    load(accept(stage("2020", [usa(9)], revision=1)))
    assert pending(PUBLICATION, {"2020": fingerprint}) == ["2020"], "only the last complete load counts"


def test_a_reading_failure_is_recorded_once(acme: Path) -> None:
    for _ in range(2):
        record_failure(PUBLICATION, "2020", "f1", "header renamed")
    assert rows("SELECT status, message FROM core.load") == [("failed", "header renamed")]
    assert pending(PUBLICATION, {"2020": "f1"}) == ["2020"]


def test_a_batch_with_a_point_twice_is_undone_and_recorded(acme: Path) -> None:
    good, bad = accept(stage("2020", [usa(8)])), accept(stage("2021", [usa(8), usa(9)]))
    with pytest.raises(StorageError, match="series points occur twice"):
        load_batches([bad, good])
    assert rows("SELECT edition, status FROM core.load ORDER BY load_id") == [("2020", "complete"), ("2021", "failed")]
    assert rows("SELECT edition FROM core.observation") == [("2020",)]


def test_an_attempt_that_died_is_marked_interrupted(acme: Path) -> None:
    with writer("test") as connection:
        connection.execute(
            "INSERT INTO core.load VALUES (1, 'load', 'p', 'e', 'f', 'running', '', 0, 0, 0, 0, now()::TIMESTAMP, NULL)"
        )
    assert load(accept(stage("2020", [usa(8)]))).load_id == 2
    assert rows("SELECT status, finished_at IS NOT NULL FROM core.load ORDER BY 1") == [
        ("complete", True),
        ("interrupted", True),
    ]


def test_ids_do_not_depend_on_the_clock_and_history_keeps_its_time(acme: Path) -> None:
    then = datetime(2020, 1, 2, tzinfo=UTC)
    point = f"{PUBLICATION}|2020|USA|2019|B2B|ecommerce_sales|NEW|1|8.000000|A"
    reference = accept(stage("2020", [usa(8)]))
    load_batches([reference], recorded_at=then)
    assert rows("SELECT observation_id, recorded_at FROM core.observation") == [
        (hashlib.sha256(point.encode()).hexdigest()[:16], then.replace(tzinfo=None))
    ]


POINTS = st.lists(
    st.tuples(st.sampled_from(["USA", "DEU", "JPN"]), st.sampled_from(["B2B", "B2C"]), st.integers(0, 3)),
    unique_by=lambda one: one[:2],
    min_size=1,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(releases=st.lists(POINTS, min_size=1, max_size=3))
def test_the_living_figures_are_those_of_the_last_release(
    acme: Path, releases: list[list[tuple[str, str, int]]]
) -> None:
    with writer("test") as connection:
        connection.execute("DELETE FROM core.observation; DELETE FROM core.load; DELETE FROM core.quarantine")
    for number, release in enumerate(releases):
        reference = accept(
            stage("2020", [figure(area, "2019", side, value) for area, side, value in release], revision=number)
        )
        load(reference)
        assert load(reference).status == "unchanged"
    living = rows(
        "SELECT ref_area, segment, CAST(obs_value AS INTEGER) FROM core.observation "
        "QUALIFY row_number() OVER (PARTITION BY ref_area, segment ORDER BY vintage DESC) = 1 AND NOT is_tombstone"
    )
    assert sorted(living) == sorted(releases[-1])
    assert rows("SELECT count(*) - count(DISTINCT observation_id) FROM core.observation") == [(0,)]

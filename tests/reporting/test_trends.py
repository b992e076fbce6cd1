"""The trend table and series as wholes, today and as of a day by either clock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UsageError
from reporting.trend_views import half_width, sparkline
from reporting.trends import series_rows, trend_rows
from tests.transforms.histories import FIRST, RETOLD, SECOND
from warehouse.as_of import AsOf


def told(**wanted: Any) -> list[Any]:
    """Return period, share and what the trend says of it, for the first publication."""
    return [
        (row["time_period"], int(row["b2b_share_pct"]), row["edition"], row["b2b_share_change_pp"], row["slope_low"])
        for row in trend_rows(publications=[FIRST], **wanted)
    ]


def test_trends_follow_what_is_newest_and_keep_forecasts_apart(acme: Path) -> None:
    assert told() == [
        ("2015", 80, "2019", None, None),
        ("2016", 79, "2019", Decimal(-1), None),
        ("2018", 70, "2020", None, Decimal("-14.503719")),
        ("2019", 69, "2020", Decimal(-1), Decimal("-5.229876")),
        ("2020", 68, "2020", Decimal(-1), Decimal("-4.004302")),
        ("2022", 60, "2020", None, None),
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (AsOf(date(2020, 4, 30)), ["80", "79", "77"]),  # the day before the edition of 2020 was published
        (AsOf(date(2020, 5, 1)), ["80", "79", "70", "69", "68", "60"]),
        (AsOf(date(2021, 12, 31), "recorded"), ["80", "79", "77"]),  # the day before it was loaded
        (AsOf(date(2022, 1, 1), "recorded"), ["80", "79", "70", "69", "68", "60"]),
        (AsOf(date(2019, 12, 31), "recorded"), []),
    ],
)
def test_as_of_a_day_trends_know_what_was_published_or_loaded(acme: Path, as_of: AsOf, expected: list[str]) -> None:
    rows = trend_rows(publications=[FIRST], as_of=as_of)
    assert [str(int(row["b2b_share_pct"])) for row in rows] == expected
    assert {row["time_period"] for row in trend_rows(areas=["JPN"], as_of=as_of)} <= {"2019"}


def test_series_are_shown_whole_with_a_bar_a_period(acme: Path) -> None:
    series = series_rows(areas=["USA"], publications=[FIRST])
    assert [(one["first_time_period"], one["last_time_period"], one["n"], one["is_forecast"]) for one in series] == [
        ("2015", "2020", 5, False),
        ("2022", "2022", 1, True),
    ]
    assert [int(one) for one in series[0]["shares"]] == [80, 79, 70, 69, 68]
    assert sparkline(series[0]["shares"]) == "█▇▂▁▁"
    assert (series[0]["trend_direction"], series[0]["slope_refused"]) == ("B2C gaining", None)
    assert (series[1]["trend_direction"], series[1]["slope_refused"]) == (None, "one period only")
    then = series_rows(areas=["USA"], publications=[FIRST], as_of=AsOf(date(2020, 1, 1)))
    assert [[int(share) for share in one["shares"]] for one in then] == [[80, 79, 77]]


@pytest.mark.parametrize(
    ("values", "expected"), [((1,), "▄"), ((5, 5, 5), "▄▄▄"), ((0, 50, 100), "▁▄█"), ((3, 2, 1, 2), "█▄▁▄")]
)
def test_a_sparkline_goes_from_the_lowest_to_the_highest(values: tuple[int, ...], expected: str) -> None:
    assert sparkline([Decimal(one) for one in values]) == expected


def test_the_width_of_rounding_is_never_understated() -> None:
    row = {
        "b2b_share_low_pct": Decimal("74.9"),
        "b2b_share_pct": Decimal(75),
        "b2b_share_high_pct": Decimal("75.100001"),
    }
    assert half_width(row) == "±0.101"
    assert half_width(dict.fromkeys(row)) == "–"


def test_retellings_come_in_only_when_asked_for_also_as_of_a_day(acme: Path) -> None:
    day = AsOf(date(2020, 5, 1))
    for as_of in (None, day):
        assert {row["standing"] for row in trend_rows(as_of=as_of)} == {"primary"}
        retold = [row for row in trend_rows(as_of=as_of, secondary=True) if row["standing"] == "secondary"]
        assert [(row["publication"], row["time_period"]) for row in retold] == [(RETOLD, "2019")]
    assert trend_rows(as_of=AsOf(date(2020, 4, 30)), publications=[RETOLD], secondary=True) == []


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"areas": ["usa"]}, "no such area"),
        ({"areas": ["USA", "'; DROP"]}, "found '; DROP"),
        ({"publications": ["nobody_knows_it"]}, "no such publication"),
        ({"since": "2018-Q5"}, "not a period"),
    ],
)
def test_what_does_not_exist_is_refused(acme: Path, wanted: dict[str, Any], told: str) -> None:
    for as_of in (None, AsOf(date(2020, 5, 1))):
        with pytest.raises(UsageError, match=told):
            trend_rows(as_of=as_of, **wanted)
    assert trend_rows(areas=["DEU"]) == []
    assert {row["publication"] for row in trend_rows(areas=["JPN"])} == {SECOND}

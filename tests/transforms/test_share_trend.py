from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.transforms.conftest import Marts
from tests.transforms.test_segment_share import SHARE, sides
from tests.warehouse.batches import figure


def trend(connection: duckdb.DuckDBPyConnection, columns: str) -> list[Any]:
    return connection.execute(
        f"SELECT {columns} FROM mart.share_trend ORDER BY basis, time_period"  # noqa: S608 - own names
    ).fetchall()


def series(*shares: Any, first: int = 2015, **other: Any) -> list[Any]:
    """Return sides that add up to 100, one year each; None leaves the year out."""
    return [
        printed
        for year, one in enumerate(shares, first)
        if one is not None
        for printed in sides(one, 100 - Decimal(str(one)), period=str(year), **{"rounding": "0.000001", **other})
    ]


def test_change_and_growth_on_the_period_before(marts: Marts) -> None:
    built = marts([*sides(80, 20, period="2018", rounding="0.1"), *sides(90, 30, period="2019", rounding="0.1")])
    assert trend(
        built, "time_period, previous_time_period, b2b_share_change_pp, b2b_growth_pct, b2c_growth_pct, direction"
    ) == [
        ("2018", None, None, None, None, None),
        ("2019", "2018", Decimal(-5), Decimal("12.5"), Decimal(50), "B2C gaining"),
    ]


def test_a_change_within_the_printed_rounding_is_no_change(marts: Marts) -> None:
    built = marts([*sides(80, 20, period="2018"), *sides(81, 20, period="2019")])
    assert trend(built, "b2b_share_change_pp > 0, is_change_beyond_rounding, direction")[1] == (
        True,
        False,
        "no change beyond rounding",
    )


def test_a_gap_gives_no_change_and_no_growth(marts: Marts) -> None:
    built = marts(series(80, None, 85))
    assert trend(built, "b2b_share_change_pp, b2b_growth_pct, direction, previous_edition")[1] == (None,) * 4


def test_the_period_before_may_stand_in_another_edition(marts: Marts) -> None:
    built = marts([*series(80, edition="2019"), *series(85, first=2016, edition="2020")])
    assert trend(built, "edition, previous_edition, b2b_share_change_pp")[1] == ("2020", "2019", Decimal(5))


@pytest.mark.parametrize("other", [{"basis": "OLD"}, {"status": "F"}], ids=["basis", "forecast"])
def test_nothing_is_compared_across_definitions_or_with_forecasts(marts: Marts, other: dict[str, Any]) -> None:
    built = marts([*series(80, 81, 82, **other), *series(70, first=2018)])
    assert [row for row in trend(built, "time_period, b2b_share_change_pp, slope_n") if row[0] == "2018"] == [
        ("2018", None, None)
    ]


def test_half_years_never_enter_an_annual_series(marts: Marts) -> None:
    built = marts([*series(80), *sides(1, 1, period="2016-S1"), *series(85, first=2016)])
    assert dict(trend(built, "time_period, b2b_share_change_pp")) == {"2015": None, "2016": Decimal(5), "2016-S1": None}


def test_periods_of_a_year_follow_each_other(marts: Marts) -> None:
    built = marts([*sides(1, 1, period="2015-Q4"), *sides(3, 1, period="2016-Q1"), *sides(3, 1, period="2016-Q3")])
    assert trend(built, "previous_time_period") == [(None,), ("2015-Q4",), (None,)]


def test_a_break_that_the_publisher_marks_begins_a_new_series(marts: Marts) -> None:
    figures = series(80, 81, 82, 60, 61, 62)
    figures[6][1]["obs_status"] = "B"
    assert trend(marts(figures), "time_period, b2b_share_change_pp, slope_n, slope_pp_per_year") == [
        ("2015", None, None, None),
        ("2016", Decimal(1), None, None),
        ("2017", Decimal(1), 3, Decimal(1)),
        ("2018", None, None, None),
        ("2019", Decimal(1), None, None),
        ("2020", Decimal(1), 3, Decimal(1)),
    ]


def test_a_break_at_a_period_without_a_share_ends_a_series_too(marts: Marts) -> None:
    broken = ("2020", figure("USA", "2018", "B2B", 70, status="B"))
    assert trend(marts([*series(80, 81, 82, None, 61, 62, 63), broken]), "time_period, slope_n, index_base_period") == [
        ("2015", None, "2015"),
        ("2016", None, "2015"),
        ("2017", 3, "2015"),
        ("2019", None, "2019"),
        ("2020", None, "2019"),
        ("2021", 3, "2019"),
    ]


def test_there_is_no_growth_a_year_from_less_than_a_year(marts: Marts) -> None:
    figures = [
        printed
        for value, period in ((10, "2016-Q1"), (20, "2016-Q2"), (40, "2017-Q1"))
        for printed in sides(value, value, period=period)
    ]
    assert trend(marts(figures), "b2b_growth_pct, b2b_cagr_span_pct") == [
        (None, None),
        (Decimal(100), None),
        (None, Decimal(300)),
    ]


def test_the_slope_and_its_interval_are_those_of_least_squares(marts: Marts) -> None:
    # x = 0..3, y = 80, 82, 81, 85: slope 1.4, residual variance 2.1, standard error sqrt(2.1 / 5) = 0.6480741,
    # t for 2 degrees of freedom 4.303
    assert trend(marts(series(80, 82, 81, 85)), "slope_pp_per_year, slope_low, slope_high, slope_n")[-1] == (
        Decimal("1.400000"),
        Decimal("-1.388663"),
        Decimal("4.188663"),
        4,
    )


def test_a_slope_of_quarters_is_per_year(marts: Marts) -> None:
    figures = [
        printed
        for number, one in enumerate((80, 81, 82), 1)
        for printed in sides(one, 100 - one, period=f"2016-Q{number}")
    ]
    assert trend(marts(figures), "slope_pp_per_year")[-1] == (Decimal(4),)


def test_sens_interval_needs_six_periods(marts: Marts) -> None:
    shares = (80, 82, 81, 84, 86)
    columns = "SELECT theil_sen_pp_per_year, theil_sen_low, theil_sen_high FROM mart.series_trend"
    assert marts(series(*shares)).execute(columns).fetchall() == [(Decimal("1.416667"), None, None)]
    # of the fifteen slopes the second and the fourteenth, by ranks 2.28 and 13.72
    assert marts(series(*shares, 85)).execute(columns).fetchall() == [
        (Decimal("1.333333"), Decimal(-1), Decimal("2.5"))
    ]


def test_growth_comes_from_values_only(marts: Marts) -> None:
    built = marts(
        [("2020", figure("USA", str(year), "B2B", share, measure=SHARE)) for year, share in ((2018, 80), (2019, 90))]
    )
    assert trend(built, "b2b_share_change_pp, b2b_growth_pct")[1] == (Decimal(10), None)


def test_growth_from_nothing_is_left_empty(marts: Marts) -> None:
    built = marts([*sides(0, 5, period="2018"), *sides(5, 5, period="2019")])
    assert trend(built, "b2b_growth_pct, b2c_growth_pct")[1] == (None, Decimal(0))


def test_a_far_month_of_one_series_is_no_year_of_the_next(marts: Marts) -> None:
    built = marts(
        [
            *sides(80, 20, period="5500-01", rounding="0.1"),
            *sides(90, 10, period="0464", rounding="0.1", basis="OLD"),
        ]
    )
    assert trend(built, "basis, time_period, previous_time_period") == [("NEW", "5500-01", None), ("OLD", "0464", None)]
    assert built.execute("SELECT count(*) FROM mart.series_trend").fetchone() == (2,)

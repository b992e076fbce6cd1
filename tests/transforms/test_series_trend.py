from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.transforms.conftest import Marts
from tests.transforms.test_share_trend import series


def whole(connection: duckdb.DuckDBPyConnection, columns: str) -> Any:
    (row,) = connection.execute(f"SELECT {columns} FROM mart.series_trend WHERE is_newest_stretch").fetchall()  # noqa: S608 - own names
    return row


CROSSOVER = "crossover, crossover_period, crossover_low, crossover_high"


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((46, 47, 48, 49), ("extrapolated", "2019", "2019", "2019")),  # on a line that meets 50 % in a year
        ((52, 51.2, 50.4), ("extrapolated", "2018", "2017", "2018")),  # and between two years
        ((45, 47, 49, 51, 53), ("past", "2018", "2018", "2018")),
        ((45, None, None, 51), ("past", "2018", "2016", "2018")),
        ((60, 45, 55), ("past", "2017", "2017", "2017")),
        ((48, 50, 52), ("past", "2017", "2016", "2017")),  # 50 is neither side's
        ((40, 41, 42), ("none", None, None, None)),  # further ahead than the series is long
        ((48, 47, 46), ("none", None, None, None)),
        ((48, 49, 48), ("none", None, None, None)),  # the line may be level
        ((49, 49.5), ("none", None, None, None)),
    ],
)
def test_the_smaller_side_has_overtaken_will_or_does_not(marts: Marts, shares: Any, expected: Any) -> None:
    assert whole(marts(series(*shares)), CROSSOVER) == expected


def test_an_extrapolated_crossover_has_the_interval_of_fieller(marts: Marts) -> None:
    # the line has 47.2 at 2017.5 and rises by 0.765714 a year: 50 at 2021.16, by Fieller from 2020.08 to 2023.23
    built = marts(series(45, 46.5, 46.6, 47.5, 48.8, 48.8))
    assert whole(built, f"slope_pp_per_year, {CROSSOVER}") == (
        Decimal("0.765714"),
        "extrapolated",
        "2022",
        "2020",
        "2024",
    )


def test_an_interval_that_hardly_ends_has_no_latest_period(marts: Marts) -> None:
    # a slope just beyond its interval: the far end of Fieller's lies millions of years ahead
    built = marts(series("47.8", "48.4", "48.2", "49.0", "48.858371"))
    assert whole(built, f"slope_low, {CROSSOVER}") == (0, "extrapolated", "2023", "2019", None)


def test_an_unverified_figure_anywhere_in_a_series_shows(marts: Marts) -> None:
    figures = series(80, 81, 82)
    figures[0][1]["verification"] = "unverified"
    assert whole(marts(figures), "has_unverified") == (True,)


def test_the_interval_of_sen_needs_six_periods_and_counts_ties(marts: Marts) -> None:
    columns = "theil_sen_pp_per_year, theil_sen_low, theil_sen_high, slope_method"
    method = "least squares with Student's t; Theil-Sen"
    assert whole(marts(series(80, 80, 80, 80, 81)), columns) == (
        0,
        None,
        None,
        f"{method}, too few periods for its interval",
    )
    built = marts(series(80, 80, 81, 81, 83, 85, 87))
    # 21 slopes; S varies by (798 - 18 - 18) / 18, so the ranks are 4 and 18; they were 3 and 19 but for the ties
    assert whole(built, columns) == (
        Decimal("1.166667"),
        Decimal("0.500000"),
        Decimal("2.000000"),
        f"{method} with Sen's interval",
    )

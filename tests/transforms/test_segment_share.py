from __future__ import annotations

import random
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.conftest import Marts
from tests.warehouse.batches import figure

SHARE = "ecommerce_sales_share"
MICRO = Decimal("0.000001")


def share(connection: duckdb.DuckDBPyConnection, columns: str) -> Any:
    (row,) = connection.execute(f"SELECT {columns} FROM mart.segment_share").fetchall()  # noqa: S608 - own names
    return row


def sides(b2b: Any, b2c: Any, *, period: str = "2019", edition: str = "2020", **other: Any) -> list[Any]:
    return [
        (edition, figure("USA", period, "B2B", b2b, **other)),
        (edition, figure("USA", period, "B2C", b2c, **other)),
    ]


def test_a_share_is_formed_from_both_sides_with_the_interval_of_their_rounding(marts: Marts) -> None:
    built = marts(sides(21, "4.4", rounding="0.1"))
    assert share(built, "b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct, share_method, b2b_segment") == (
        Decimal("82.677165"),
        Decimal("82.480314"),
        Decimal("82.874016"),
        "values",
        "B2B",
    )


def test_a_share_names_its_inputs_and_their_softest_status(marts: Marts) -> None:
    figures = sides(3, 1, status="E", verification="unverified")
    figures[0][1].update(obs_status="A", verification="live")
    assert share(marts(figures), "b2b_observation_id, b2c_observation_id, obs_status, has_unverified") == (
        f"{0:016d}",
        f"{1:016d}",
        "E",
        True,
    )


def test_both_sides_come_from_one_edition(marts: Marts) -> None:
    figures = [*sides(3, 1, edition="2020"), ("2021", figure("USA", "2019", "B2B", 9))]
    assert share(marts(figures), "edition, b2b_value, b2b_share_pct") == ("2020", 3, Decimal(75))


def test_the_newest_edition_that_has_both_wins(marts: Marts) -> None:
    assert share(marts([*sides(3, 1), *sides(4, 1, edition="2021")]), "edition, b2b_share_pct") == ("2021", Decimal(80))


@pytest.mark.parametrize(
    "other",
    [{"unit": "EUR"}, {"basis": "OLD"}, {"status": "F"}, {"period": "2019-S1"}],
    ids=["unit", "basis", "forecast", "period"],
)
def test_sides_that_do_not_go_together_make_no_share(marts: Marts, other: dict[str, Any]) -> None:
    assert marts([sides(3, 1)[0], sides(3, 1, **other)[1]]).execute("FROM mart.segment_share").fetchall() == []


def test_the_consumer_side_may_have_a_basis_of_its_own(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("JPN", "2019", "B2B", 9, basis="WIDE")),
            ("2020", figure("JPN", "2019", "B2B", 3, basis="NARROW")),
            ("2020", figure("JPN", "2019", "B2C", 1, basis="CONSUMER")),
        ]
    )
    found = built.execute("SELECT basis, b2b_share_pct FROM mart.segment_share ORDER BY basis").fetchall()
    assert found == [("NARROW", Decimal(75)), ("WIDE", Decimal(90))]


def test_a_printed_share_serves_where_the_values_are_not_both_there(marts: Marts) -> None:
    built = marts(
        [
            ("2019", figure("WLD", "2017", "TOTAL", 29, basis="OLD")),
            ("2019", figure("WLD", "2017", "B2C", "3.9", basis="OLD")),
            ("2019", figure("WLD", "2017", "B2B", 88, basis="OLD", measure=SHARE)),
        ]
    )
    assert share(
        built,
        "measure, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct, share_method, published_b2b_share_pct, "
        "b2b_value, b2c_value, total_value, share_observation_id",
    ) == (
        "ecommerce_sales",
        Decimal(88),
        Decimal("87.5"),
        Decimal("88.5"),
        "published",
        Decimal(88),
        None,
        Decimal("3.9"),
        Decimal(29),
        f"{2:016d}",
    )


def test_values_go_before_the_printed_share_which_stands_beside(marts: Marts) -> None:
    built = marts([*sides(3, 1), ("2020", figure("USA", "2019", "B2B", 76, measure=SHARE))])
    assert share(built, "share_method, b2b_share_pct, published_b2b_share_pct") == ("values", Decimal(75), Decimal(76))


def test_a_complement_needs_a_basis_that_says_what_the_rest_is(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("DEU", "2019", "B2C", "12.46", rounding="0.01", measure=SHARE, basis="REST")),
            ("2020", figure("FRA", "2019", "B2C", "12.46", rounding="0.01", measure=SHARE, basis="NEW")),
        ]
    )
    assert share(
        built, "ref_area, b2b_segment, share_method, b2b_share_pct, b2b_share_low_pct, published_b2b_share_pct"
    ) == ("DEU", "B2B_B2G", "complement", Decimal("87.54"), Decimal("87.535"), None)


def test_a_forecast_never_displaces_a_figure_that_is_none(marts: Marts) -> None:
    built = marts([*sides(3, 1), *sides(9, 1, edition="2021", status="F")])
    assert share(built, "edition, obs_status") == ("2020", "A")
    assert share(marts(sides(9, 1, status="F")), "obs_status, b2b_share_pct") == ("F", Decimal(90))


def test_two_zeros_have_no_share(marts: Marts) -> None:
    assert marts(sides(0, 0)).execute("FROM mart.segment_share").fetchall() == []


def test_the_largest_storable_figures_do_not_overflow(marts: Marts) -> None:
    built = marts(sides("999999999999999999999999.999999", "0.000001", rounding="0.000001"))
    assert share(built, "b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct") == (
        Decimal(100),
        Decimal("99.999999"),
        Decimal(100),
    )


AMOUNT = st.decimals(min_value=0, max_value=10**15, places=6)
ROUNDING = st.sampled_from([Decimal("0.000001"), Decimal("0.1"), Decimal(1), Decimal(10**9)])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    b2b=st.lists(AMOUNT, min_size=8, max_size=8),
    b2c=st.lists(AMOUNT, min_size=8, max_size=8),
    rounding=ROUNDING,
    seed=st.integers(0, 99),
)
def test_shares_are_exact_hold_their_interval_and_do_not_depend_on_order(
    marts: Marts, b2b: list[Decimal], b2c: list[Decimal], rounding: Decimal, seed: int
) -> None:
    figures = [
        printed
        for year, (business, consumer) in enumerate(zip(b2b, b2c, strict=True), 2010)
        for printed in sides(business, consumer, period=str(year), rounding=rounding)
    ]
    query = (
        "SELECT time_period, b2b_value, b2c_value, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct "
        "FROM mart.segment_share ORDER BY time_period"
    )
    found = marts(figures).execute(query).fetchall()
    assert len(found) == sum(business + consumer > 0 for business, consumer in zip(b2b, b2c, strict=True))
    for _, business, consumer, middle, low, high in found:
        exact = Fraction(business) / Fraction(business + consumer) * 100
        assert middle == _rounded(exact, ROUND_HALF_UP)
        assert 0 <= low <= middle <= high <= 100
        half = Fraction(rounding) / 2 if rounding > MICRO else Fraction(MICRO)
        least, most = max(Fraction(business) - half, Fraction(0)), max(Fraction(consumer) - half, Fraction(0))
        assert low == _rounded(least / (least + Fraction(consumer) + half) * 100, ROUND_FLOOR)
        top = Fraction(business) + half
        assert high == _rounded(top / (top + most) * 100, ROUND_CEILING)
    random.Random(seed).shuffle(figures)  # noqa: S311 - an order, not a secret
    assert marts(figures).execute(query).fetchall() == found


def _rounded(number: Fraction, how: str) -> Decimal:
    scaled = number * 10**6
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    up = {ROUND_FLOOR: False, ROUND_CEILING: rest > 0, ROUND_HALF_UP: rest * 2 >= scaled.denominator}[how]
    return Decimal(whole + up) * MICRO

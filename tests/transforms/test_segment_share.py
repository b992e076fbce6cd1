from __future__ import annotations

import random
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.conftest import Marts
from tests.warehouse.batches import figure
from transforms.build import build_marts

SHARE = "ecommerce_sales_share"
MICRO = Decimal("0.000001")


def share(connection: duckdb.DuckDBPyConnection, columns: str) -> Any:
    (row,) = connection.execute(f"SELECT {columns} FROM mart.segment_share").fetchall()  # noqa: S608 - own names
    return row


def ident(number: int) -> str:
    return f"{number:016d}"


def sides(b2b: Any, b2c: Any, *, period: str = "2019", edition: str = "2020", **other: Any) -> list[Any]:
    return [
        (edition, figure("USA", period, "B2B", b2b, **other)),
        (edition, figure("USA", period, "B2C", b2c, **other)),
    ]


def describe(built: duckdb.DuckDBPyConnection) -> None:
    """Describe the publication as one that states exchange rates."""
    built.execute(
        "INSERT INTO core.publication BY NAME SELECT 'acme_market_report' AS publication, 'T' AS title, "
        "'S' AS summary, 'primary' AS standing, 'P' AS publisher, 'INT' AS country, 'u' AS url, "
        "'l' AS licence, 'annual' AS cadence, 90 AS lag_days, 1 AS rate_rank"
    )


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
    assert share(marts(figures), "observation_ids, obs_status, has_unverified") == ([ident(0), ident(1)], "E", True)


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
    built = marts([sides(3, 1)[0], sides(3, 1, **other)[1]])
    assert built.execute("FROM mart.segment_share WHERE b2b_share_pct IS NOT NULL").fetchall() == []
    assert all(reason for (reason,) in built.execute("SELECT refused FROM mart.segment_share").fetchall())


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
        "b2b_value, b2c_value, total_value, share_base, observation_ids",
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
        "all",
        [ident(1), ident(0), ident(2)],
    )


def test_values_go_before_the_printed_share_which_stands_beside(marts: Marts) -> None:
    built = marts([*sides(3, 1), ("2020", figure("USA", "2019", "B2B", 76, measure=SHARE))])
    assert share(built, "share_method, b2b_share_pct, published_b2b_share_pct, is_published_share_consistent") == (
        "values",
        Decimal(75),
        Decimal(76),
        True,
    )


def test_a_printed_share_that_the_values_rule_out_shows(marts: Marts) -> None:
    printed = [("2020", figure("USA", "2019", "B2B", 77, measure=SHARE))]
    built = marts([*sides(300, 100), *printed])
    assert share(built, "b2b_share_high_pct < 76, is_published_share_consistent") == (True, False)
    # of all segments 77 % may be right where a total is printed beside
    built = marts([*sides(300, 80), ("2020", figure("USA", "2019", "TOTAL", 390)), *printed])
    assert share(built, "b2b_share_pct, b2b_share_of_all_pct, is_published_share_consistent") == (
        Decimal("78.947368"),
        Decimal("76.923077"),
        True,
    )


def test_both_bases_are_given_where_both_are_printed(marts: Marts) -> None:
    built = marts([*sides(3, 1, rounding="0.1"), ("2020", figure("USA", "2019", "TOTAL", 5, rounding="0.1"))])
    assert share(
        built, "share_base, b2b_share_pct, b2b_share_of_all_pct, b2b_share_of_all_low_pct, b2b_share_of_all_high_pct"
    ) == ("b2b_b2c", Decimal(75), Decimal(60), Decimal("58.415841"), Decimal("61.616162"))


def test_the_part_of_a_total_serves_where_nothing_else_does(marts: Marts) -> None:
    built = marts([("2020", figure("USA", "2019", "B2B", 3)), ("2020", figure("USA", "2019", "TOTAL", 5))])
    assert share(
        built, "share_method, share_base, b2b_share_pct, b2b_share_of_all_pct, b2c_value, observation_ids"
    ) == (
        "of_total",
        "all",
        Decimal(60),
        Decimal(60),
        None,
        [ident(0), ident(1)],
    )


def test_a_total_that_rounding_leaves_below_its_part_makes_no_share_above_everything(marts: Marts) -> None:
    b2b = ("2020", figure("USA", "2019", "B2B", 101, rounding="0.1"))
    built = marts([b2b, ("2020", figure("USA", "2019", "TOTAL", 100, rounding=10))])
    assert share(built, "share_method, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct") == (
        "of_total",
        Decimal(100),
        Decimal("96.142857"),
        Decimal(100),
    )


def test_a_printed_share_is_held_against_a_printed_total_too(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("USA", "2019", "B2B", 300)),
            ("2020", figure("USA", "2019", "TOTAL", 390)),
            ("2020", figure("USA", "2019", "B2B", 70, measure=SHARE)),
        ]
    )
    assert share(built, "share_method, b2b_share_pct, is_published_share_consistent") == (
        "published",
        Decimal(70),
        False,
    )


def test_a_total_alone_beside_a_printed_share_is_shown(marts: Marts) -> None:
    total = ("2020", figure("USA", "2019", "TOTAL", 5, unit="EUR"))
    built = marts([total, ("2020", figure("USA", "2019", "B2B", 60, measure=SHARE))])
    assert share(built, "unit_measure, total_value, b2b_share_pct") == ("EUR", Decimal(5), Decimal(60))


def test_no_value_stands_under_the_unit_of_another(marts: Marts) -> None:
    b2b = ("2020", figure("IND", "2014", "B2B", 300))
    built = marts([b2b, ("2020", figure("IND", "2014", "B2C", 16, unit="INR"))])
    assert share(built, "unit_measure, b2b_value, b2c_value, b2b_value_usd, b2c_value_usd, refused") == (
        "USD",
        300,
        None,
        300,
        None,
        "B2B is in USD, B2C in INR",
    )


def test_value_and_share_of_different_business_sides_are_not_mixed(marts: Marts) -> None:
    both = ("2020", figure("USA", "2019", "B2B_B2G", 90, measure=SHARE))
    columns = "share_method, b2b_segment, b2b_value, b2b_share_pct, published_b2b_share_pct"
    assert share(marts([*sides(3, 1), both]), columns) == ("values", "B2B", 3, Decimal(75), None)
    assert share(marts([sides(3, 1)[0], both]), columns) == ("published", "B2B_B2G", None, Decimal(90), Decimal(90))


def test_nothing_printed_exactly_leaves_the_other_side_the_whole(marts: Marts) -> None:
    built = marts([*sides(1, 0, rounding=2), *sides(0, 1, period="2018", rounding=2)])
    built.execute("UPDATE core.observation SET rounding_unit = NULL WHERE obs_value = 0")
    build_marts(built)
    assert built.execute(
        "SELECT b2b_share_low_pct, b2b_share_pct, b2b_share_high_pct FROM mart.segment_share ORDER BY time_period"
    ).fetchall() == [(0, 0, 0), (100, 100, 100)]


def test_a_side_may_be_the_sum_of_the_parts_that_its_basis_names(marts: Marts) -> None:
    parts = [
        ("2020", figure("CHN", "2019", segment, value, basis="SUMMED", rounding="0.2"))
        for segment, value in (("B2B_SME", 2), ("B2B_LARGE", 4), ("B2C", 2))
    ]
    built = marts(parts)
    # B2B is 6 ± 0.2, B2C 2 ± 0.1
    assert share(
        built, "b2b_value, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct, b2b_segment, observation_ids"
    ) == (6, Decimal(75), Decimal("73.417721"), Decimal("76.543210"), "B2B", [ident(1), ident(0), ident(2)])


def test_a_sum_of_parts_needs_every_part_and_gives_way_to_what_is_printed(marts: Marts) -> None:
    sme = ("2020", figure("CHN", "2019", "B2B_SME", 2, basis="SUMMED"))
    large = ("2020", figure("CHN", "2019", "B2B_LARGE", 4, basis="SUMMED"))
    b2c = ("2020", figure("CHN", "2019", "B2C", 2, basis="SUMMED"))
    assert marts([sme, b2c]).execute("FROM mart.segment_share WHERE b2b_share_pct IS NOT NULL").fetchall() == []
    printed = ("2020", figure("CHN", "2019", "B2B", 8, basis="SUMMED"))
    assert share(marts([sme, large, b2c, printed]), "b2b_value, b2b_share_pct") == (8, Decimal(80))


def test_shares_of_parts_add_up_to_the_share_of_the_side(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("CHN", "2019", "B2B_SME", "50.0", basis="SUMMED", measure=SHARE, rounding="0.1")),
            ("2020", figure("CHN", "2019", "B2B_LARGE", "20.1", basis="SUMMED", measure=SHARE, rounding="0.1")),
        ]
    )
    assert share(built, "share_method, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct") == (
        "published",
        Decimal("70.1"),
        Decimal("70.0"),
        Decimal("70.2"),
    )


def test_shares_of_parts_that_are_more_than_everything_are_no_share(marts: Marts) -> None:
    def parts(large: str) -> list[Any]:
        return [
            ("2020", figure("CHN", "2019", segment, value, basis="SUMMED", measure=SHARE, rounding="0.1"))
            for segment, value in (("B2B_SME", "50.0"), ("B2B_LARGE", large))
        ]

    columns = "b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct"
    assert share(marts(parts("50.1")), columns) == (Decimal(100), Decimal(100), Decimal(100))
    assert marts(parts("50.2")).execute("FROM mart.segment_share").fetchall() == []


def test_a_break_in_one_part_of_a_side_is_a_break_and_the_softest_status_stays(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("CHN", "2019", segment, 2, basis="SUMMED", status=status))
            for segment, status in (("B2B_SME", "B"), ("B2B_LARGE", "E"), ("B2C", "A"))
        ]
    )
    assert share(built, "has_break, obs_status") == (True, "E")


def test_the_day_of_an_edition_is_the_one_stated_last(marts: Marts) -> None:
    figures = sides(3, 1)
    figures[1][1].update(published_on=date(2020, 5, 2), load_id=2)
    built = marts(figures)
    assert share(built, "published_on, b2b_share_pct") == (date(2020, 5, 2), Decimal(75))
    assert built.execute("SELECT DISTINCT editions, history FROM mart.revision").fetchall() == [(1, "printed once")]


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (
            [("2020", figure("IND", "2014", "B2B", 300)), ("2020", figure("IND", "2015", "B2C", 16))],
            "no B2C of 2014; the nearest is of 2015",
        ),
        (
            [("2020", figure("IND", "2014", "B2B", 300)), ("2021", figure("IND", "2014", "B2C", 16))],
            "B2C of 2014 stands in another edition (2021)",
        ),
        (
            [("2020", figure("IND", "2014", "B2B", 300)), ("2020", figure("IND", "2014", "B2C", 16, unit="INR"))],
            "B2B is in USD, B2C in INR",
        ),
        (
            [("2020", figure("IND", "2014", "B2B", 300)), ("2020", figure("IND", "2014", "B2C", 16, status="F"))],
            "B2C of 2014 is a forecast, the other side is none",
        ),
        (
            [("2020", figure("THA", "2013", "B2B", "19.3", basis="FIRMS", measure=SHARE))],
            "the figures count enterprises, not sales",
        ),
        (
            [("2020", figure("CHN", "2014", side, value, basis="ABROAD")) for side, value in (("B2B", 9), ("B2C", 1))],
            "the figures are of a part of the market only",
        ),
        (
            [("2020", figure("CHN", "2014", side, value, basis="PLAIN")) for side, value in (("B2B", 9), ("B2C", 1))],
            "the definition does not tell the sides of a market apart",
        ),
        ([("2020", figure("USA", "2014", "B2B", 9))], "no B2C of this area under this definition"),
        (
            [("2020", figure("USA", "2014", "B2B", 9)), ("2020", figure("USA", "2014", "B2C", 9, measure=SHARE))],
            "of B2B only the value is printed, of B2C only the share",
        ),
        (
            # neither a quarter further off nor a month
            [
                ("2020", figure("USA", period, side, 9))
                for period, side in (("2014-Q4", "B2B"), ("2014-Q1", "B2C"), ("2015-Q1", "B2C"), ("2014-12", "B2C"))
            ],
            "no B2C of 2014-Q4; the nearest is of 2015-Q1",
        ),
        (
            [("2019", figure("USA", "2013", "B2C", 9)), ("2020", figure("USA", "2014", "B2B", 9, measure=SHARE))],
            "no B2B of 2013; the nearest is of 2014",
        ),
        (
            [("2020", figure("USA", "2014", "B2B", 9))]
            + [(str(year), figure("USA", "2014", "B2C", 9)) for year in (2019, 2022, 2021)],
            "B2C of 2014 stands in another edition (2022)",
        ),
    ],
)
def test_where_no_share_can_be_formed_the_row_says_why(marts: Marts, figures: list[Any], reason: str) -> None:
    built = marts(figures)
    found = built.execute(
        "SELECT b2b_share_pct, share_method, refused FROM mart.segment_share "
        "WHERE refused IS NOT NULL ORDER BY refused = ? DESC, time_period",
        [reason],
    ).fetchall()
    assert found[0] == (None, None, reason)
    assert all(one == (None, None, one[2]) and one[2] for one in found)


def test_dollars_stand_beside_native_values_and_touch_no_share(marts: Marts) -> None:
    yen = {"unit": "JPY", "rounding": 10**11}
    built = marts(sides(353_000_000_000_000, 19_400_000_000_000, **yen))
    assert share(built, "b2b_value_usd, lcu_per_usd, b2b_share_pct") == (None, None, Decimal("94.790548"))
    rate = figure("JPN", "2019", "_Z", "109.0188", measure="exchange_rate", unit="JPY", basis="LCU_PER_USD_AVERAGE")
    describe(built)
    built = marts([*sides(353_000_000_000_000, 19_400_000_000_000, **yen), ("2020", rate)])
    assert share(built, "b2b_value_usd, lcu_per_usd, rate_publication, b2b_share_pct") == (
        Decimal(3237973633905),
        Decimal("109.0188"),
        "acme_market_report",
        Decimal("94.790548"),
    )


def test_a_printed_rate_of_the_dollar_changes_no_dollars(marts: Marts) -> None:
    rate = figure("USA", "2019", "_Z", "1.01", measure="exchange_rate", unit="USD", basis="LCU_PER_USD_AVERAGE")
    describe(marts([]))
    built = marts([*sides(900, 100), ("2020", rate)])
    found = built.execute("SELECT b2b_value, b2b_value_usd, lcu_per_usd FROM mart.segment_share").fetchall()
    assert found == [(900, 900, 1)]


def test_of_two_rates_of_one_publication_the_lower_one_counts(marts: Marts) -> None:
    printed = {"measure": "exchange_rate", "unit": "EUR", "basis": "LCU_PER_USD_AVERAGE"}
    describe(marts([]))
    for first, second in (("0.95", "0.90"), ("0.90", "0.95")):
        rates = [
            ("2020", figure(area, "2019", "_Z", rate, **printed)) for area, rate in (("DEU", first), ("FRA", second))
        ]
        built = marts(rates)
        found = built.execute(
            "SELECT lcu_per_usd, stated_by, difference_pct, is_conflict FROM mart.yearly_rate"
        ).fetchall()
        assert found == [(Decimal("0.9"), ["acme_market_report"], Decimal("5.555556"), True)]


def test_a_complement_needs_a_basis_that_says_what_the_rest_is(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("DEU", "2019", "B2C", "12.46", rounding="0.01", measure=SHARE, basis="REST")),
            ("2020", figure("FRA", "2019", "B2C", "12.46", rounding="0.01", measure=SHARE, basis="NEW")),
        ]
    )
    assert built.execute(
        "SELECT ref_area, b2b_segment, share_method, b2b_share_pct, b2b_share_low_pct, published_b2b_share_pct, "
        "refused FROM mart.segment_share ORDER BY ref_area"
    ).fetchall() == [
        ("DEU", "B2B_B2G", "complement", Decimal("87.54"), Decimal("87.535"), None, None),
        ("FRA", None, None, None, None, None, "no B2B of this area under this definition"),
    ]


def test_a_forecast_never_displaces_a_figure_that_is_none(marts: Marts) -> None:
    alone = [("2020", figure("USA", "2019", "B2B", 3)), ("2021", figure("USA", "2019", "B2B", 4, status="F"))]
    assert share(marts(alone), "edition, obs_status, b2b_share_pct") == ("2020", "A", None)
    built = marts([*sides(3, 1), *sides(9, 1, edition="2021", status="F")])
    assert share(built, "edition, obs_status") == ("2020", "A")
    assert share(marts(sides(9, 1, status="F")), "obs_status, b2b_share_pct") == ("F", Decimal(90))


def test_two_zeros_have_no_share(marts: Marts) -> None:
    assert share(marts(sides(0, 0)), "b2b_share_pct, refused") == (None, "both sides are zero")


def test_the_largest_storable_figures_do_not_overflow(marts: Marts) -> None:
    built = marts(sides("9999999999999999999999.999999", "0.000001", rounding="0.000001"))
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
    assert len(found) == len(b2b)
    for _, business, consumer, middle, low, high in found:
        if not business + consumer:
            assert (middle, low, high) == (None, None, None)
            continue
        exact = Fraction(business) / Fraction(business + consumer) * 100
        assert middle == _rounded(exact, ROUND_HALF_UP)
        assert 0 <= low <= middle <= high <= 100
        half = Fraction(rounding) / 2 if rounding > MICRO else Fraction(MICRO)  # an odd millionth goes outwards
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

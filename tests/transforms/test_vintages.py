from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.conftest import Marts
from tests.transforms.test_segment_share import sides
from tests.warehouse.batches import figure
from transforms.build import build_marts


def test_latest_is_the_newest_edition_and_its_newest_vintage(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("USA", "2019", "B2B", 1)),
            ("2021", figure("USA", "2019", "B2B", 2)),
            ("2021", figure("USA", "2019", "B2B", 3, vintage=2)),
        ]
    )
    assert built.execute("SELECT obs_value FROM core.observation_latest").fetchall() == [(Decimal(3),)]
    assert built.execute("SELECT obs_value FROM core.observation_as_of(DATE '2020-12-31')").fetchall() == [
        (Decimal(1),)
    ]
    assert built.execute("SELECT obs_value FROM core.observation_as_of(DATE '2019-12-31')").fetchall() == []


def test_a_vanished_figure_is_in_no_view_and_no_share(marts: Marts) -> None:
    gone = figure("USA", "2019", "B2C", None, vintage=2, is_tombstone=True)
    built = marts([*sides(3, 1), ("2020", gone)])
    assert built.execute("SELECT segment FROM core.observation_latest").fetchall() == [("B2B",)]
    assert built.execute("SELECT b2b_share_pct, refused FROM mart.segment_share").fetchall() == [
        (None, "no B2C of this area under this definition")
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    editions=st.lists(
        st.tuples(st.integers(2010, 2020), st.sampled_from(["USA", "DEU"])), unique=True, min_size=1, max_size=8
    ),
    days=st.tuples(st.dates(date(2009, 1, 1), date(2021, 1, 1)), st.dates(date(2009, 1, 1), date(2021, 1, 1))),
)
def test_what_was_known_only_grows_with_time(
    marts: Marts, editions: list[tuple[int, str]], days: tuple[date, date]
) -> None:
    built = marts([(str(year), figure(area, "2009", "B2B", year)) for year, area in editions])
    early, late = (
        dict(built.execute("SELECT ref_area, obs_value FROM core.observation_as_of(?)", [day]).fetchall())
        for day in sorted(days)
    )
    assert set(early) <= set(late)
    assert all(early[area] <= late[area] for area in early)
    assert all(value <= max(days).year for value in late.values())


def test_revisions_are_told_from_changes_of_method(marts: Marts) -> None:
    tenth = {"rounding": "0.1"}
    built = marts(
        [
            ("2019", figure("WLD", "2017", "TOTAL", "29", basis="OLD", **tenth)),
            ("2020", figure("WLD", "2017", "TOTAL", "23.8", basis="NEW", **tenth)),
            ("2020", figure("WLD", "2018", "TOTAL", "25.6", basis="NEW", **tenth)),
            ("2021", figure("WLD", "2018", "TOTAL", "26", basis="NEW", **tenth)),
        ]
    )
    assert built.execute(
        "SELECT time_period, basis, first_value, latest_value, revisions, revision_size, revision_pct, history, "
        "last_revised_in, succeeded_by_basis, succeeded_by_value FROM mart.revision ORDER BY time_period, basis"
    ).fetchall() == [
        ("2017", "NEW", Decimal("23.8"), Decimal("23.8"), 0, None, None, "printed once", None, None, None),
        ("2017", "OLD", Decimal(29), Decimal(29), 0, None, None, "method break", None, "NEW", Decimal("23.8")),
        (
            "2018",
            "NEW",
            Decimal("25.6"),
            Decimal(26),
            1,
            Decimal("0.4"),
            Decimal("1.562500"),
            "revision",
            "2021",
            None,
            None,
        ),
    ]


def test_a_coarser_print_is_no_revision_and_a_change_inside_an_edition_is_a_correction(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("WLD", "2018", "TOTAL", "25.6", rounding="0.1")),
            ("2021", figure("WLD", "2018", "TOTAL", "26", rounding=1)),
            ("2020", figure("USA", "2018", "TOTAL", 10)),
            ("2020", figure("USA", "2018", "TOTAL", 12, vintage=2)),
            ("2021", figure("USA", "2018", "TOTAL", 14)),
        ]
    )
    assert built.execute(
        "SELECT ref_area, editions, vintages, revisions, corrections, history, revision_size FROM mart.revision "
        "ORDER BY ref_area"
    ).fetchall() == [
        ("USA", 2, 3, 2, 1, "correction", Decimal(4)),
        ("WLD", 2, 2, 0, 0, "printed again", None),
    ]


def test_an_actual_figure_after_a_forecast_is_no_revision(marts: Marts) -> None:
    built = marts(
        [
            ("2019", figure("USA", "2020", "B2B", 10, status="F")),
            ("2020", figure("USA", "2020", "B2B", 12, status="F")),
            ("2021", figure("USA", "2020", "B2B", 20)),
            ("2020", figure("USA", "2020", "B2C", 3, status="F")),
            ("2021", figure("USA", "2020", "B2C", 4)),
        ]
    )
    assert built.execute("SELECT revisions, history FROM mart.revision WHERE segment = 'B2C'").fetchall() == [
        (0, "forecast met")
    ]
    built.execute("DELETE FROM core.observation WHERE segment = 'B2C'")
    build_marts(built)
    assert built.execute("SELECT revisions, last_revised_in, revision_size, history FROM mart.revision").fetchall() == [
        (1, "2020", None, "revision")
    ]
    assert built.execute("SELECT edition, years_ahead, error, error_pct FROM mart.forecast_error").fetchall() == [
        ("2019", 1, Decimal(-10), Decimal(-50)),
        ("2020", 0, Decimal(-8), Decimal(-40)),
    ]


def test_a_figure_that_was_only_confirmed_was_printed_once(marts: Marts) -> None:
    first = figure("USA", "2019", "B2B", 10, verification="unverified")
    confirmed = figure("USA", "2019", "B2B", 10, verification="seen", vintage=2)
    query = "SELECT vintages, history, latest_observation_id FROM mart.revision"
    assert marts([("2020", first), ("2020", confirmed)]).execute(query).fetchall() == [(1, "printed once", f"{1:016d}")]
    withdrawn = figure("USA", "2019", "B2B", None, vintage=2, is_tombstone=True)
    again = {**confirmed, "vintage": 3}
    assert marts([("2020", first), ("2020", withdrawn), ("2020", again)]).execute(query).fetchall() == [
        (2, "printed again", f"{2:016d}")
    ]


def test_a_method_break_needs_a_later_edition_and_names_one_successor(marts: Marts) -> None:
    old = ("2019", figure("WLD", "2017", "TOTAL", 29, basis="OLD"))
    beside = ("2019", figure("WLD", "2017", "TOTAL", 24, basis="NEW"))
    corrected = ("2019", figure("WLD", "2017", "TOTAL", 25, basis="NEW", vintage=2))
    query = "SELECT succeeded_by_basis, succeeded_by_value FROM mart.revision WHERE basis = 'OLD'"
    assert marts([old, beside, corrected]).execute(query).fetchall() == [(None, None)]

    later = [
        ("2020", figure("WLD", "2017", "TOTAL", value, basis=basis)) for basis, value in (("NEW", 26), ("WIDE", 9))
    ]
    built = marts([old, *later])
    built.execute("UPDATE core.basis SET replaces = 'OLD' WHERE basis = 'WIDE'")
    build_marts(built)
    assert built.execute(query).fetchall() == [("NEW", Decimal(26))]


def test_the_first_release_stays_known(marts: Marts) -> None:
    built = marts(
        [
            ("2021", figure("USA", "2019", "B2B", 2)),
            ("2020", figure("USA", "2019", "B2B", 1)),
            ("2020", figure("USA", "2019", "B2B", 3, vintage=2)),
        ]
    )
    assert built.execute("SELECT edition, obs_value FROM core.observation_first").fetchall() == [("2020", Decimal(1))]


def test_what_the_warehouse_held_at_a_moment_goes_by_its_own_clock(marts: Marts) -> None:
    built = marts(
        [
            ("2020", figure("USA", "2019", "B2B", 1, recorded_at="2022-01-01 00:00:00")),
            ("2020", figure("USA", "2019", "B2B", 2, vintage=2, recorded_at="2023-01-01 00:00:00")),
            ("2021", figure("USA", "2019", "B2B", 3, recorded_at="2024-01-01 00:00:00")),
        ]
    )
    held = [
        built.execute(
            "SELECT obs_value FROM core.observation_recorded_as_of(CAST(? AS TIMESTAMP))", [f"{year}-06-01"]
        ).fetchall()
        for year in (2021, 2022, 2023, 2024)
    ]
    assert held == [[], [(Decimal(1),)], [(Decimal(2),)], [(Decimal(3),)]]


def test_two_definitions_printed_side_by_side_are_no_change_of_method(marts: Marts) -> None:
    built = marts(
        [
            ("2019", figure("JPN", "2018", "B2B", 2, basis="NARROW")),
            ("2019", figure("JPN", "2018", "B2B", 3, basis="WIDE")),
            ("2020", figure("JPN", "2018", "B2B", 3, basis="WIDE")),
        ]
    )
    assert built.execute("SELECT DISTINCT is_method_break FROM mart.revision").fetchall() == [(False,)]


def test_agreement_names_the_voices_and_averages_nobody(marts: Marts) -> None:
    built = marts([*sides(3, 1), *sides(9, 1, basis="OLD"), *sides(1, 1, basis="REST", status="F")])
    assert built.execute(
        "SELECT definitions, min_b2b_share_pct, max_b2b_share_pct, spread_pp, lowest, highest "
        "FROM mart.source_agreement"
    ).fetchall() == [(2, Decimal(75), Decimal(90), Decimal(15), "acme_market_report NEW", "acme_market_report OLD")]


def test_the_middle_of_two_voices_is_rounded_not_cut(marts: Marts) -> None:
    fine = {"rounding": "0.000001"}
    built = marts([*sides("75.000001", "24.999999", **fine), *sides("75.000002", "24.999998", basis="OLD", **fine)])
    assert built.execute("SELECT median_b2b_share_pct FROM mart.source_agreement").fetchall() == [
        (Decimal("75.000002"),)
    ]

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractors.consistency import sort_out_contradictions
from extractors.mapping import Identities
from extractors.observation import Cell, Observation, Span
from extractors.publication import Publication
from tests.warehouse.acme import declaration

SALES, GROWTH, SHARE = "ecommerce_sales", "ecommerce_sales_growth", "ecommerce_sales_share"


def figure(
    segment: str, value: str, *, area: str = "USA", period: str = "2019", measure: str = SALES, row: int = 0,
    rounding: str = "1", sentence: str = "", status: str = "A",
) -> Observation:  # fmt: skip
    place = Span(sentence, 0, 1, "/p") if sentence else Cell("Table 1", area, segment, row or len(area), 2)
    return Observation(
        publication="acme_market_report", edition="2020", published_on=date(2020, 5, 1), document="report",
        snapshot_id="0" * 16, ref_area=area, time_period=period, segment=segment, measure=measure, basis="NEW",
        unit_measure="USD" if measure == SALES else "PCT", obs_value=Decimal(value), rounding_unit=Decimal(rounding),
        obs_status=status, obs_flag="", locator=place, raw_text=value, raw_context="",
    )  # fmt: skip


def publication(**identities: Any) -> Publication:
    return declaration().model_copy(update={"identities": Identities.model_validate(identities)})


SUM = {"sums": [{"measure": SALES, "whole": "TOTAL", "parts": ["B2B", "B2C"]}]}


def rules(declared: Publication, figures: list[Observation]) -> dict[str, str]:
    """Return what was refused: rule by area, period, segment and measure where it is not the level."""
    kept, rejected = sort_out_contradictions(declared, figures, [])
    assert len(kept) + len(rejected) == len(figures)
    return {" ".join(one.series_key.split(" ")[:3]): one.rule for one in rejected}


def row(area: str, b2b: str, b2c: str, total: str, number: int) -> list[Observation]:
    sides = (("B2B", b2b), ("B2C", b2c), ("TOTAL", total))
    return [figure(segment, value, area=area, row=number) for segment, value in sides]


def test_figures_that_fit_are_kept_within_their_rounding() -> None:
    assert rules(publication(**SUM), row("USA", "8319", "1261", "9581", 1)) == {}


def test_a_row_that_does_not_add_up_is_refused_and_the_other_rows_are_kept() -> None:
    figures = [
        *row("USA", "8319", "1261", "9580", 1),
        *row("DEU", "413", "111", "624", 2),
        *row("ESP", "3", "1", "4", 3),
    ]
    figures.append(figure("B2C_GOODS", "10", area="DEU", row=2))

    assert rules(publication(**SUM), figures) == {
        "DEU 2019 B2B": "identity_violated",
        "DEU 2019 B2C": "identity_violated",
        "DEU 2019 TOTAL": "identity_violated",
        "DEU 2019 B2C_GOODS": "beside_contradiction",
    }


def test_where_most_rows_do_not_add_up_the_table_is_refused() -> None:
    figures = [*row("USA", "9580", "1261", "8319", 1), *row("DEU", "524", "111", "413", 2)]
    figures.append(figure("B2B", "5", area="FRA", row=3))

    assert rules(publication(**SUM), figures)["FRA 2019 B2B"] == "table_contradicted"


def test_a_sentence_that_says_otherwise_puts_the_whole_table_in_doubt() -> None:
    figures = [*row("WLD", "4870", "21803", "26673", 1), *row("USA", "1261", "8319", "9580", 2)]
    figures.append(
        figure("B2B", "21800", area="WLD", rounding="100", sentence="Of this, 21,800 were between businesses.")
    )

    found = rules(publication(**SUM), figures)

    assert found["WLD 2019 B2B"] == "duplicate_key"
    assert {found[f"USA 2019 {segment}"] for segment in ("B2B", "B2C", "TOTAL")} == {"table_contradicted"}


@pytest.mark.parametrize("wrong", [["2019"], ["2014", "2019"]])
def test_rows_that_slipped_are_seen_by_what_holds_them_to_one_another(wrong: list[str]) -> None:
    figures = []
    for year in map(str, range(2012, 2020)):
        sides = (("B2B", "60"), ("B2C", "40"), ("TOTAL", "100"))
        figures += [figure(segment, value, period=year, row=int(year)) for segment, value in sides]
    for year in ("2014", "2019"):
        growth = "55" if year in wrong else "0"
        figures.append(figure("TOTAL", growth, period=year, row=int(year), measure=GROWTH))

    found = rules(publication(**SUM, growths=["NEW"]), figures)

    assert {"USA 2019 TOTAL", "USA 2018 TOTAL"} <= found.keys()
    assert found.get("USA 2016 TOTAL") == ("table_contradicted" if len(wrong) > 1 else None)


def test_a_row_that_is_there_twice_is_refused_and_the_rest_is_kept() -> None:
    figures = [*row("USA", "3", "1", "4", 1), *row("USA", "3", "1", "4", 2), *row("DEU", "3", "1", "4", 3)]

    assert set(rules(publication(**SUM), figures)) == {"USA 2019 B2B", "USA 2019 B2C", "USA 2019 TOTAL"}


@pytest.mark.parametrize(("growth", "refused"), [("4", False), ("4.3", False), ("30", True), ("-4", True)])
def test_a_growth_is_held_to_the_levels(growth: str, refused: bool) -> None:
    figures = [
        figure("TOTAL", "26.7", rounding="0.1", sentence="a"),
        figure("TOTAL", "25.6", rounding="0.1", period="2018", sentence="b"),
        figure("TOTAL", growth, measure=GROWTH, rounding="0.1" if "." in growth else "1", sentence="a"),
    ]
    assert bool(rules(publication(growths=["NEW"]), figures)) is refused
    assert rules(publication(), figures) == {}


@pytest.mark.parametrize(("share", "refused"), [("82", False), ("18", True)])
def test_a_share_is_held_to_the_levels(share: str, refused: bool) -> None:
    figures = [figure("B2B", "21.8"), figure("TOTAL", "26.7"), figure("B2B", share, measure=SHARE)]
    figures = [one._replace(rounding_unit=Decimal("0.1")) for one in figures[:2]] + figures[2:]
    assert bool(rules(publication(shares=["NEW"]), figures)) is refused


@pytest.mark.parametrize(("ratio", "refused"), [("34.1", False), ("9.1", True)])
def test_a_ratio_is_held_to_the_levels_that_it_is_declared_to_be_of(ratio: str, refused: bool) -> None:
    declared = {"measure": "ec_ratio", "part": {"measure": SALES}, "whole": {"segment": "TOTAL", "measure": SALES}}
    figures = [
        figure("B2B", "1261", sentence="x"),
        figure("TOTAL", "3700", sentence="y"),
        figure("B2B", ratio, measure="ec_ratio", rounding="0.1", sentence="z"),
    ]

    found = rules(publication(ratios=[declared]), figures)

    assert set(found.values()) == ({"identity_violated"} if refused else set())


def test_bases_of_size_classes_add_up_to_that_of_all() -> None:
    sizes = {"sums_of_bases": [{"measure": SALES, "whole": "WIDE", "parts": ["OLD", "NEW"]}]}
    whole, small = figure("B2B", "10")._replace(basis="WIDE"), figure("B2B", "4")._replace(basis="OLD")

    assert rules(publication(**sizes), [whole, small, figure("B2B", "6")]) == {}
    assert rules(publication(**sizes), [whole, figure("B2B", "6")]) == {}
    exchanged = [whole._replace(obs_value=Decimal(4)), small._replace(obs_value=Decimal(10)), figure("B2B", "6")]
    assert set(rules(publication(**sizes), exchanged).values()) == {"identity_violated"}


def test_bounds_are_no_test_that_a_row_has_passed() -> None:
    bounds = {"ranges": [{"measure": SALES, "segment": "C2C", "min": 1, "max": 100}]}
    figures = [*row("USA", "9580", "1261", "8319", 1), figure("C2C", "5", area="DEU", row=2)]

    assert rules(publication(**SUM, **bounds), figures)["DEU 2019 C2C"] == "table_contradicted"


def test_an_order_and_a_range() -> None:
    order = {"at_most": [{"measure": SALES, "less": {"segment": "B2C"}, "more": {"segment": "B2B"}}]}
    bounds = {"ranges": [{"measure": SALES, "segment": "B2B", "min": 5, "max": 100}]}
    figures = [figure("B2B", "3", sentence="x"), figure("B2C", "9", sentence="y")]

    assert set(rules(publication(**order), figures)) == {"USA 2019 B2B", "USA 2019 B2C"}
    assert rules(publication(**bounds), figures) == {"USA 2019 B2B": "value_out_of_range"}


def test_half_a_year_is_at_most_its_year() -> None:
    figures = [figure("B2B", "9", period="2019-S1", sentence="x"), figure("B2B", "3", sentence="y")]
    assert set(rules(publication(), figures)) == {"USA 2019-S1 B2B", "USA 2019 B2B"}


@pytest.mark.parametrize(
    ("period", "status", "refused"), [("2021", "A", True), ("2021", "F", False), ("2020", "A", False)]
)
def test_what_has_not_begun_is_a_forecast_or_an_error(period: str, status: str, refused: bool) -> None:
    figures = [figure("B2B", "9", period=period, status=status)]
    assert (rules(publication(), figures) == {f"USA {period} B2B": "future_period"}) is refused

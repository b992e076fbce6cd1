"""What is particular to the Korean survey: its numerals, its four sides, its silent revisions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.errors import DriftError
from extractors.golden import GoldenFigure, read_golden
from extractors.publication import find_publication
from tests.publications.reading import figure, read_saved

KOSTAT = "kostat_ecommerce"
ALL = ("ecommerce_sales", "KOSTAT_TRANSACTIONS")
EDITIONS = [edition.id for edition in find_publication(KOSTAT).editions]


def golden(edition: str, measure: str = ALL[0], basis: str = ALL[1]) -> dict[tuple[str, str], GoldenFigure]:
    """Return an edition's golden figures of a measure and basis by period and segment."""
    return {
        one.key[1:3]: one for one in read_golden(find_publication(KOSTAT), edition) if one.key[3:] == (measure, basis)
    }


@pytest.mark.parametrize(
    ("edition", "period", "segment", "raw_text", "billions"),
    [
        ("2004", "2004", "TOTAL", "3백14조7백90억원", 314079),
        ("2004", "2004", "B2B", "2백76조3천9백90억원", 276399),
        ("2007", "2006", "ONLINE_RETAIL", "13조4천596억원", Decimal("13459.6")),
        ("2008-Q2", "2008-Q2", "B2B", "141조80억원", 141008),
        ("2005-Q2", "2005-Q2", "TOTAL", "89조3,990억원", 89399),
        ("2013", "2013", "B2B", "1095조6960억원", 1095696),
        ("2011", "2011", "TOTAL", "999조원", 999000),
    ],
)
def test_numerals_are_read_as_printed(
    edition: str, period: str, segment: str, raw_text: str, billions: Decimal | int
) -> None:
    measure, basis = ("online_retail_sales", "KOSTAT_CYBER_SHOPPING") if segment == "ONLINE_RETAIL" else ALL
    found = figure(read_saved(KOSTAT, edition), "KOR", period, segment, measure, basis)
    assert (found.raw_text, found.obs_value) == (raw_text, billions * Decimal(10**9))


def test_2012_was_revised_without_a_word() -> None:
    assert golden("2012")["2012", "TOTAL"].obs_value == Decimal("1144.7") * 10**12
    assert golden("2013")["2012", "TOTAL"].obs_value == Decimal("1146.8") * 10**12


@pytest.mark.parametrize(("period", "first", "later"), [("2011", "22.1", "21.3"), ("2012", "15.1", "14.6")])
def test_growth_of_b2b_was_revised(period: str, first: str, later: str) -> None:
    growth = "ecommerce_sales_growth"
    assert golden(period, growth)[period, "B2B"].obs_value == Decimal(first)
    assert golden("2013", growth)[period, "B2B"].obs_value == Decimal(later)


@pytest.mark.parametrize("edition", ["2006", "2007", "2008-Q2", "2009", "2013"])
def test_the_four_sides_make_up_the_total_within_the_rounding(edition: str) -> None:
    period = find_publication(KOSTAT).edition(edition).reference_period
    levels = golden(edition)
    sides = [levels[period, side] for side in find_publication(KOSTAT).bases["KOSTAT_TRANSACTIONS"].parts]
    total = levels[period, "TOTAL"]
    assert total.obs_value is not None
    tolerance = sum(one.rounding_unit or 0 for one in (*sides, total)) / 2
    assert abs(sum(one.obs_value or 0 for one in sides) - total.obs_value) <= tolerance


def test_printed_shares_are_of_all_four_sides() -> None:
    """A share is of the printed total, within what the rounding of all three allows."""
    compared = 0
    for edition in EDITIONS:
        levels = golden(edition)
        for (period, segment), share in golden(edition, "ecommerce_sales_share", "KOSTAT_SHARE_OF_ALL").items():
            side, total = levels.get((period, segment)), levels.get((period, "TOTAL"))
            if side is None or total is None:
                continue
            values = [(one.obs_value, one.rounding_unit) for one in (side, total, share)]
            (part, part_half), (whole, whole_half), (printed, half) = ((v or 0, (u or 0) / 2) for v, u in values)
            assert (part - part_half) / (whole + whole_half) * 100 <= printed + half, (edition, segment)
            assert (part + part_half) / (whole - whole_half) * 100 >= printed - half, (edition, segment)
            compared += 1
    assert compared > 30


def test_cyber_shopping_is_no_side_of_the_total() -> None:
    bases = find_publication(KOSTAT).bases
    assert "ONLINE_RETAIL" not in bases["KOSTAT_TRANSACTIONS"].parts
    for edition in EDITIONS:
        for one in read_golden(find_publication(KOSTAT), edition):
            assert one.key[3].startswith("online_retail") == (one.key[4] == "KOSTAT_CYBER_SHOPPING")


def test_pages_in_euc_kr_are_read() -> None:
    reading = read_saved(KOSTAT, "2004", "3백14조", "3백14조", "cp949")
    assert reading.encodings["release"] == ("cp949", "euc-kr")
    assert figure(reading, "KOR", "2004", "TOTAL", *ALL).raw_text == "3백14조7백90억원"


def test_the_table_and_a_fall_in_it_are_read() -> None:
    found = figure(read_saved(KOSTAT, "2010"), "KOR", "2010", "B2G", "ecommerce_sales_growth", "KOSTAT_TRANSACTIONS")
    assert (found.obs_value, found.raw_text) == (Decimal("-11.2"), "-11.2")


def test_a_table_in_another_unit_is_drift() -> None:
    with pytest.raises(DriftError, match="단위"):
        read_saved(KOSTAT, "2007", "단위: 십억원", "단위: 억원")


def test_another_quarter_at_the_address_is_drift() -> None:
    with pytest.raises(DriftError, match=r"expected 2008-Q2; found 2008년 3/4분기"):
        read_saved(KOSTAT, "2008-Q2", "2008년 2/4분기 전자상거래 총거래액", "2008년 3/4분기 전자상거래 총거래액")


def test_a_side_that_is_printed_otherwise_is_drift_and_not_left_out() -> None:
    with pytest.raises(DriftError, match="the sentence b2c is not there once"):
        read_saved(KOSTAT, "2013", "24조3310억원, 전년대비", "24조3310억원 (전년대비")

"""What is particular to the Chinese publications: whose share is of what, forecasts, half-years, old encodings."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from extractors.errors import DriftError
from extractors.golden import read_golden
from extractors.publication import find_publication
from extractors.saved import saved_editions
from tests.publications.reading import figure, read_saved

TRILLION = 10**12
NBS, MOFCOM, EC100, IRESEARCH = "nbs_ecommerce", "mofcom_ecommerce_report", "ec100_monitoring", "iresearch_ecommerce"


def printed(publication_id: str) -> dict[tuple[str, ...], list[tuple[str, Decimal]]]:
    """Return every golden figure by series point, with its edition, in order of edition."""
    publication = find_publication(publication_id)
    found: dict[tuple[str, ...], list[tuple[str, Decimal]]] = {}
    for edition in saved_editions(publication):
        for one in read_golden(publication, edition):
            assert one.obs_value is not None
            found.setdefault(one.key, []).append((edition, one.obs_value))
    return found


def test_organisations_and_individuals_make_up_the_total_and_goods_and_services_each_of_them() -> None:
    reading = read_saved(NBS, "2015-08-03")

    def level(segment: str) -> Decimal:
        value = figure(reading, "CHN", "2014", segment, "ecommerce_sales", "NBS_PLATFORM_SURVEY").obs_value
        assert value is not None
        return value

    assert level("TOTAL") == level("B2B") + level("B2C") == Decimal("16.39") * TRILLION
    assert level("B2B") == level("B2B_GOODS") + level("B2B_SERVICES")
    assert level("B2C") == level("B2C_GOODS") + level("B2C_SERVICES")


@pytest.mark.parametrize(("publication_id", "levels"), [(NBS, "NBS_PLATFORM_SURVEY"), (MOFCOM, "MOFCOM_NBS_PLATFORM")])
def test_growth_on_a_comparable_base_has_a_basis_of_its_own(publication_id: str, levels: str) -> None:
    growths = {key[4] for key in printed(publication_id) if key[3] == "ecommerce_sales_growth"}
    assert growths
    assert levels not in growths


def test_comparable_growth_is_not_the_ratio_of_printed_levels() -> None:
    (before,) = printed(NBS)["CHN", "2020", "TOTAL", "ecommerce_sales", "NBS_PLATFORM_SURVEY"]
    (after,) = printed(MOFCOM)["CHN", "2021", "TOTAL", "ecommerce_sales", "MOFCOM_NBS_PLATFORM"]
    (growth,) = printed(MOFCOM)["CHN", "2021", "TOTAL", "ecommerce_sales_growth", "MOFCOM_COMPARABLE_GROWTH"]
    assert growth[1] - (after[1] / before[1] - 1) * 100 > 5


def test_goods_services_and_contracts_make_up_the_total() -> None:
    reading = read_saved(MOFCOM, "2018-05-31")
    levels = {
        one.segment: one.obs_value
        for one in reading.observations
        if (one.measure, one.basis) == ("ecommerce_sales", "MOFCOM_NBS_PLATFORM")
    }
    total = levels.pop("TOTAL")
    assert set(levels) == set(find_publication(MOFCOM).bases["MOFCOM_NBS_PLATFORM"].parts)
    assert sum(value for value in levels.values() if value is not None) == total


def test_the_estimates_until_2014_are_another_series_than_the_survey() -> None:
    (own,) = printed(MOFCOM)["CHN", "2014", "TOTAL", "ecommerce_sales", "MOFCOM_ESTIMATE"]
    (survey,) = printed(NBS)["CHN", "2014", "TOTAL", "ecommerce_sales", "NBS_PLATFORM_SURVEY"]
    assert (own[1], survey[1]) == (13 * TRILLION, Decimal("16.39") * TRILLION)


def test_b2c_of_online_retail_is_a_share_of_online_retail_and_never_of_all_ecommerce() -> None:
    found = figure(
        read_saved(MOFCOM, "2019-02-21"), "CHN", "2018", "B2C", "online_retail_sales_share", "MOFCOM_ONLINE_RETAIL"
    )
    assert (found.obs_value, found.raw_text) == (Decimal("62.8"), "62.8%")
    assert find_publication(MOFCOM).bases["MOFCOM_ONLINE_RETAIL"].complement is None
    assert not [key for key in printed(MOFCOM) if key[3] == "ecommerce_sales_share"]


def test_a_forecast_in_the_sentence_of_the_actual_is_a_forecast() -> None:
    reading = read_saved(EC100, "2016-09-18")
    actual = figure(reading, "CHN", "2016-S1", "ONLINE_RETAIL", "ecommerce_sales", "EC100_TRANSACTIONS")
    forecast = figure(reading, "CHN", "2016", "ONLINE_RETAIL", "ecommerce_sales", "EC100_TRANSACTIONS")
    assert (actual.obs_status, actual.obs_value) == ("A", Decimal("2.3") * TRILLION)
    assert (forecast.obs_status, forecast.obs_value) == ("F", Decimal("5.2218") * TRILLION)
    assert actual.raw_context == forecast.raw_context


def test_what_was_forecast_for_2010_and_what_it_came_to_are_two_vintages() -> None:
    assert printed(EC100)["CHN", "2010", "TOTAL", "ecommerce_sales", "EC100_TRANSACTIONS"] == [
        ("2010-08-08", Decimal("4.3") * TRILLION),
        ("2011-01-18", Decimal("4.5") * TRILLION),
    ]


def test_half_years_are_periods_of_their_own() -> None:
    periods = {key[1] for key in printed(EC100)}
    assert {"2010-S1", "2013-S1", "2014-S1", "2015-S1", "2016-S1", "2017-S1"} <= periods
    for edition in find_publication(EC100).editions:
        if edition.reference_period.endswith("S1"):
            actuals = [one for one in read_saved(EC100, edition.id).observations if one.obs_status != "F"]
            assert {one.time_period for one in actuals} == {edition.reference_period}


def test_a_report_of_the_whole_year_at_the_address_of_the_half_year_is_drift() -> None:
    with pytest.raises(DriftError, match=r"expected 2016-S1; found 2016$"):
        read_saved(EC100, "2016-09-18", "2016年上半年中国", "2016年中国")


def test_shares_of_2013_are_of_all_models_and_add_up() -> None:
    shares = [one for one in read_saved(EC100, "2014-03-19").observations if one.measure == "ecommerce_sales_share"]
    assert {one.segment for one in shares} == {"B2B", "ONLINE_RETAIL", "GROUP_BUYING", "OTHER"}
    assert sum(one.obs_value for one in shares if one.obs_value is not None) == 100


def test_cross_border_shares_are_of_cross_border_sales() -> None:
    found = {key for key in printed(EC100) if key[4] == "EC100_CROSS_BORDER"}
    assert found
    assert {key[3].split("_sales")[0] for key in found} == {"cross_border"}


def test_pages_in_gbk_declared_as_gb2312_are_read() -> None:
    reading = read_saved(EC100, "2011-01-18", "4.5万亿元", "4.6万亿元", "gbk")
    assert reading.encodings["report"] == ("gb18030", "gb2312")
    assert (
        figure(reading, "CHN", "2010", "TOTAL", "ecommerce_sales", "EC100_TRANSACTIONS").obs_value
        == Decimal("4.6") * TRILLION
    )


def test_an_amount_without_a_currency_takes_the_declared_one() -> None:
    found = figure(read_saved(EC100, "2013-03-20"), "CHN", "2012", "B2B", "ecommerce_sales", "EC100_TRANSACTIONS")
    assert (found.raw_text, found.unit_measure, found.obs_value) == ("6.25万亿", "CNY", Decimal("6.25") * TRILLION)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("6.25万亿，", "6.25万亿美元，", "unknown_unit"),
        ("6.25万亿，", "62,5万亿，", "unreadable_quantity"),
        ("增长27%", "增长2 7%", "unreadable_quantity"),
    ],
)
def test_an_amount_that_is_none_is_refused(old: str, new: str, rule: str) -> None:
    refused = read_saved(EC100, "2013-03-20", old, new).rejected
    assert [(one.rule, one.series_key.split()[2]) for one in refused] == [(rule, "B2B")]


def test_a_figure_that_a_wording_may_leave_out_is_not_lost_to_another_wording() -> None:
    with pytest.raises(DriftError, match="the sentence b2b is not there once"):
        read_saved(EC100, "2016-09-18", "，同比增长36.2%", "，较上年同期上涨36.2%")


def test_b2b_of_iresearch_is_the_printed_sum_or_nothing() -> None:
    shares = {key[1:3]: value for key, value in printed(IRESEARCH).items() if key[3] == "ecommerce_sales_share"}
    assert [value for _, value in shares["2014", "B2B"]] == [70]
    assert [value for _, value in shares["2014", "B2B_SME"]] == [50]
    assert ("2014-Q3", "B2B_SME") in shares
    assert ("2014-Q3", "B2B") not in shares


def test_the_share_of_b2c_in_online_shopping_was_revised() -> None:
    assert printed(IRESEARCH)["CHN", "2014", "B2C", "online_retail_sales_share", "IRESEARCH_ONLINE_SHOPPING"] == [
        ("2014", Decimal("45.8")),
        ("2015", Decimal("45.2")),
    ]


def test_a_quarter_is_not_the_quarter_after() -> None:
    with pytest.raises(DriftError, match=r"expected 2014-Q3; found 2014年第四季度"):
        read_saved(IRESEARCH, "2014-Q3", "2014年第三季度中国", "2014年第四季度中国")


@pytest.mark.parametrize("publication_id", [NBS, MOFCOM, EC100, IRESEARCH])
def test_editions_stand_in_order_of_publication(publication_id: str) -> None:
    days = [edition.published_on for edition in find_publication(publication_id).editions]
    assert all(earlier <= later for earlier, later in pairwise(days))

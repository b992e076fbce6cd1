"""Quarterly retail of the US Census Bureau: two sets, marks of preliminary and revised figures, pages and PDF files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.errors import DriftError
from extractors.observation import Observation
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_edition
from extractors.saved import saved_captures

RETAIL = "census_quarterly_retail"
MILLION, BILLION = 10**6, 10**9


def read(edition: str, *replace: tuple[str, str]) -> Reading:
    """Read a saved release, after changes to the text of a page where they are asked for."""
    publication = find_publication(RETAIL)
    (saved,) = saved_captures(publication, edition)
    content = (publication.saved_dir / edition / saved.file).read_bytes()
    for old, new in replace:
        assert old.encode() in content
        content = content.replace(old.encode(), new.encode())
    return read_edition(publication, edition, [DocumentBytes("release", "0" * 16, content, saved.media_type, "saved")])


def figure(reading: Reading, period: str, measure: str, basis: str) -> Observation:
    (found,) = [
        one
        for one in reading.observations
        if (one.time_period, one.measure, one.basis) == (period, measure, f"CENSUS_RETAIL_{basis}")
    ]
    return found


@pytest.mark.parametrize(
    ("edition", "period", "adjusted", "not_adjusted"),
    [
        ("2010-08-16", "2010-Q2", "39.7", "37.2"),
        ("2010-11-17", "2010-Q3", "41.5", "38.8"),
        ("2015-11-17", "2015-Q3", "87.5", "81.1"),
        ("2024-05-17", "2024-Q1", "289.2", "268.1"),
    ],
)
def test_the_adjusted_and_the_other_set_are_two_bases(
    edition: str, period: str, adjusted: str, not_adjusted: str
) -> None:
    reading = read(edition)

    for basis, billions in (("SA", adjusted), ("NSA", not_adjusted)):
        one = figure(reading, period, "online_retail_sales", basis)
        assert (one.obs_value, one.rounding_unit) == (Decimal(billions) * BILLION, BILLION // 10)
        assert one.obs_status == "P"


def test_a_decrease_is_negative_and_its_half_width_is_no_part_of_it() -> None:
    reading = read("2024-05-17")

    one = figure(reading, "2024-Q1", "online_retail_sales_growth", "NSA")
    assert (one.obs_value, one.raw_text) == (Decimal("8.5"), "increased 8.5 percent")
    assert "(±1.1%)" in one.raw_context
    assert Decimal("-17.0") not in {one.obs_value for one in reading.observations}


def test_marks_on_the_quarters_say_what_is_preliminary_and_what_revised() -> None:
    reading = read("2017-11-17")
    sales = {one.time_period: one for one in reading.observations if one.measure == "online_retail_sales"}

    assert [(period, one.obs_value, one.obs_status, one.obs_flag) for period, one in sorted(sales.items())] == [
        ("2016-Q3", 99_870 * MILLION, "A", "(r)"),
        ("2016-Q4", 101_606 * MILLION, "A", ""),
        ("2017-Q1", 106_383 * MILLION, "A", ""),
        ("2017-Q2", 111_369 * MILLION, "A", "(r)"),
        ("2017-Q3", 115_345 * MILLION, "P", "(p)"),
    ]
    assert sales["2017-Q3"].locator.describe() == (
        'table "Table 1. Estimated Quarterly U.S. Retail Sales: Total and E-commerce", row "3rd quarter 2017", '
        'column "Retail Sales (millions of dollars) / E-commerce" (row 5, column 3)'
    )


def test_the_fourth_quarter_of_1999_was_revised() -> None:
    first = figure(read("2003-02-24"), "1999-Q4", "online_retail_sales", "NSA")
    later = figure(read("2004-08-20"), "1999-Q4", "online_retail_sales", "NSA")

    assert (first.obs_value, later.obs_value) == (5_481 * MILLION, 5_335 * MILLION)


def test_a_cell_without_a_figure_keeps_its_column() -> None:
    reading = read("2004-08-20", ('<td class="fig">5,335</td>', '<td class="fig">(NA)</td>'))

    one = figure(reading, "1999-Q4", "online_retail_sales", "NSA")
    assert (one.obs_value, one.obs_status) == (None, "M")
    assert figure(reading, "1999-Q4", "retail_sales", "NSA").obs_value == 787_212 * MILLION


def test_no_figure_is_of_a_year() -> None:
    editions = [edition.id for edition in find_publication(RETAIL).editions]

    assert {len(one.time_period) for edition in editions for one in read(edition).observations} == {len("2024-Q1")}


@pytest.mark.parametrize(
    ("edition", "old", "new", "message"),
    [
        ("2004-08-20", "in millions of dollars and not", "in billions of dollars and not", "does not say"),
        (
            "2004-08-20",
            "<th>Total</th><th>E-commerce</th>",
            "<th>Total</th><th>Online</th>",
            "a column is not declared",
        ),
        ("2004-08-20", "<td nowrap>2nd quarter 2003</td>", "<td nowrap>Spring 2003</td>", "a row is not declared"),
        ("2010-08-16", "second quarter of 2010, adjusted", "third quarter of 2010, adjusted", "another year"),
        ("2010-08-16", "On a not adjusted basis", "Without adjustment", "not_adjusted is not there once"),
    ],
)
def test_a_changed_release_is_drift(edition: str, old: str, new: str, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        read(edition, (old, new))

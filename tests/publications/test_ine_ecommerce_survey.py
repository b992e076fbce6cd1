"""INE of Spain: one table in four dialects of delimited text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.errors import DriftError
from extractors.observation import Observation
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_edition

INE = "ine_ecommerce_survey"


def read(edition: str, document: str, *replace: tuple[str, str], encoding: str = "utf-8") -> Reading:
    """Read a saved file, after changes to its text where they are asked for."""
    publication = find_publication(INE)
    text = (publication.saved_dir / edition / f"{document}.csv").read_text(encoding=encoding)
    for old, new in replace:
        assert old in text
        text = text.replace(old, new)
    return read_edition(
        publication, edition, [DocumentBytes(document, "0" * 16, text.encode(encoding), "text/csv", "saved")]
    )


def figure(reading: Reading, measure: str, basis: str = "INE_10_PLUS", segment: str = "TOTAL") -> Observation:
    (found,) = [
        one for one in reading.observations if (one.measure, one.basis, one.segment) == (measure, basis, segment)
    ]
    return found


def test_commas_that_divide_thousands_and_fields_alike() -> None:
    reading = read("2010-2011", "en")
    sales = figure(reading, "ecommerce_sales", "INE_250_PLUS")

    assert (sales.obs_value, sales.rounding_unit, sales.raw_text) == (
        Decimal(123113406000),
        Decimal(1000),
        "123,113,406.00",
    )
    assert reading.rejected == []


def test_spanish_numbers_between_tabs() -> None:
    reading = read("2015-2016", "es", encoding="cp1252")

    assert figure(reading, "ecommerce_sales").obs_value == Decimal(218218003000)
    assert figure(reading, "ec_ratio").obs_value == Decimal("15.69")


def test_two_languages_print_the_same_figures() -> None:
    english, spanish = read("2010-2011", "en"), read("2010-2011", "es")

    assert {one.key: one.obs_value for one in spanish.observations}.items() <= {
        one.key: one.obs_value for one in english.observations
    }.items()
    assert len(spanish.observations) == 4


def test_shares_of_the_sides_are_of_enterprises_of_all_sizes() -> None:
    reading = read("2011-2012", "en")

    shares = {one.segment: (one.obs_value, one.basis) for one in reading.observations if one.segment != "TOTAL"}
    assert shares == {"B2B": (Decimal("89.5"), "INE_10_PLUS"), "B2C": (Decimal("7.4"), "INE_10_PLUS")}


def test_a_wanted_line_that_cannot_be_read_in_one_way_is_rejected_and_the_rest_is_read() -> None:
    reading = read("2010-2011", "en", ("(thousands of euros),167,935", "(thousands of euros),,167,935"))

    assert {one.measure for one in reading.observations} == {"ecommerce_purchases"}
    assert [one.rule for one in reading.rejected] == ["unsound_cell"] * 4
    assert "found 14 fields in line 11" in reading.rejected[0].reason


def test_the_lines_of_an_activity_group_are_not_taken_for_the_nation() -> None:
    group = (
        "1. Industry (CNAE 10-39);\n2 Purchases via electronic commerce (thousands of euros);1.0;1.0;1.0;1.0;\nSource"
    )

    assert read("2011-2012", "en", ("Source", group)).observations == read("2011-2012", "en").observations


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(EC), 2011, by", "(EC), 2012, by", "no table matches"),
        ("in thousands of euros", "in millions of euros", "the table does not say"),
        (";10 to 49;50 to 249;", ";50 to 249;10 to 49;", "do not rise from column to column"),
        ("companies that have made", "companies with", "a row by which columns are told apart is missing"),
        ("36.9;", "36.9 (p);", 'rise from column to column.*"36.9 \\(p\\)"'),
        ("50 to 249", "50 to 199", "a column is not declared"),
        (
            "Purchases via electronic commerce (thousands",
            "Purchases via electronic commerce (millions",
            "row is not declared",
        ),
        ("Total Companies)", "1.1 Food", "a row stands under no declared heading"),
    ],
)
def test_a_changed_file_is_drift(old: str, new: str, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        read("2011-2012", "en", (old, new))


def test_the_sizes_of_enterprises_add_up_within_the_thousands_that_nine_digits_are_rounded_to() -> None:
    assert read("2011-2012", "en").rejected == []

    exchanged = read("2010-2011", "en", (",Total,From 10 to 49,", ",From 10 to 49,Total,"))

    assert exchanged.observations == []
    assert {one.rule for one in exchanged.rejected} == {"identity_violated"}
    assert "INE_10_PLUS = INE_10_49 + INE_50_249 + INE_250_PLUS" in exchanged.rejected[0].reason

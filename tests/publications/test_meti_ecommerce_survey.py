from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.errors import DriftError
from extractors.observation import Cell, Observation, Span
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_edition
from extractors.saved import saved_captures

METI = "meti_ecommerce_survey"
TRILLION = 10**12


def read(edition: str, replace: tuple[str, str] = ("", ""), only: str = "") -> Reading:
    """Read a saved edition, after a change to the text of its pages where one is asked for."""
    publication = find_publication(METI)
    documents = []
    for capture in saved_captures(publication, edition):
        if only not in {"", capture.document}:
            continue
        content = (publication.saved_dir / edition / capture.file).read_bytes()
        if replace[0]:
            content = content.replace(replace[0].encode(), replace[1].encode())
        documents.append(DocumentBytes(capture.document, "0" * 16, content, capture.media_type, "saved"))
    return read_edition(publication, edition, documents)


def figure(reading: Reading, *key: str) -> Observation:
    """Return the one figure of a period, segment, measure and basis."""
    (found,) = [figure for figure in reading.observations if figure.key == ("JPN", *key)]
    return found


@pytest.mark.parametrize(
    ("edition", "key", "value", "rounding_unit", "raw_text"),
    [
        ("2009-10-14", ("2008", "B2B", "ecommerce_sales", "METI_B2B_WIDE"), "249589000000000", "1E8", "249兆5,890億円"),
        ("2009-10-14", ("2008", "B2C", "ecommerce_sales", "METI_B2C"), "6089000000000", "1E8", "6兆890億円"),
        ("2009-10-14", ("2008", "B2B", "ecommerce_sales_growth", "METI_B2B_WIDE"), "-1.5", "0.1", "98.5％"),
        ("2013-09-27", ("2012", "B2B", "ecommerce_sales_growth", "METI_B2B_WIDE"), "1.7", "0.1", "101.7%"),
        ("2017-04-24", ("2016", "B2B", "ecommerce_sales", "METI_B2B_WIDE"), "291017000000000", "1E8", "291兆170億円"),
        (
            "2017-04-24",
            ("2016", "B2B", "ecommerce_sales", "METI_B2B_NARROW"),
            "204078000000000",
            "1E8",
            "204 兆 780 億円",
        ),
        ("2021-07-30", ("2020", "B2C", "ecommerce_sales_growth", "METI_B2C"), "-0.43", "0.01", "down by 0.43%"),
        ("2023-08-31", ("2022", "B2C_DIGITAL", "ecommerce_sales_growth", "METI_B2C"), "-6.10", "0.01", "▲6.10％"),
        (
            "2024-09-25",
            ("2021", "B2B", "ecommerce_sales", "METI_B2B_WIDE"),
            "372700000000000",
            "1E11",
            "372.7 trillion yen",
        ),
    ],
)
def test_figures_are_read_as_printed(
    edition: str, key: tuple[str, ...], value: str, rounding_unit: str, raw_text: str
) -> None:
    found = figure(read(edition), *key)
    assert (found.obs_value, found.rounding_unit, found.raw_text) == (Decimal(value), Decimal(rounding_unit), raw_text)


def test_level_and_ratio_of_one_cell_are_two_figures_at_one_place() -> None:
    reading = read("2020-07-22")
    level = figure(reading, "2018", "B2C_GOODS", "ecommerce_sales", "METI_B2C")
    ratio = figure(reading, "2018", "B2C", "ec_ratio", "METI_B2C_RATIO_GOODS")
    assert (level.obs_value, ratio.obs_value) == (Decimal(9299200000000), Decimal("6.22"))
    assert level.raw_text == ratio.raw_text == "9.2992 trillion yen (EC ratio: 6.22%)"
    assert isinstance(level.locator, Cell)
    assert (level.locator.row, level.locator.column) == ("A. Merchandising sector", "2018")


def test_the_exact_print_of_the_table_is_kept_before_the_rounded_sentence() -> None:
    found = figure(read("2020-07-22"), "2019", "B2C", "ecommerce_sales", "METI_B2C")
    assert (found.raw_text, found.rounding_unit) == ("19.3609 trillion yen", Decimal(10**8))


def test_the_exact_japanese_print_is_kept_before_the_rounded_english_one() -> None:
    found = figure(read("2024-09-25"), "2023", "B2B", "ecommerce_sales", "METI_B2B_WIDE")
    assert (found.document, found.obs_value) == ("ja", Decimal("465.2372") * TRILLION)
    assert isinstance(found.locator, Span)
    assert found.locator.sentence[found.locator.start : found.locator.end] == found.raw_text == "465兆2,372億円"


def test_the_english_release_alone_gives_the_rounded_figures() -> None:
    found = figure(read("2024-09-25", only="en"), "2023", "B2B", "ecommerce_sales", "METI_B2B_WIDE")
    assert (found.obs_value, found.rounding_unit) == (Decimal("465.2") * TRILLION, Decimal(10**11))


def test_documents_that_contradict_each_other_are_refused_both() -> None:
    reading = read("2024-09-25", ("465.2 trillion yen", "456.2 trillion yen"))
    refused = [figure for figure in reading.rejected if figure.rule == "documents_disagree"]
    assert {figure.raw_text for figure in refused} == {"456.2 trillion yen", "465兆2,372億円"}
    assert {figure.series_key for figure in refused} == {"JPN 2023 B2B ecommerce_sales METI_B2B_WIDE"}


def test_a_level_that_lost_its_oku_is_refused_and_not_read_as_another_number() -> None:
    reading = read("2025-08-26", ("465兆2,372億円", "465兆2,372円"))
    assert [(figure.rule, figure.raw_text) for figure in reading.rejected] == [("unreadable_quantity", "465兆2,372円")]
    assert all(figure.key[1:3] != ("2023", "B2B") for figure in reading.observations)


def test_the_ratio_of_goods_alone_has_another_basis_than_the_one_of_all_sectors() -> None:
    assert figure(read("2014-08-26"), "2013", "B2C", "ec_ratio", "METI_B2C_RATIO_ALL").obs_value == Decimal("3.7")
    assert figure(read("2015-05-29"), "2014", "B2C", "ec_ratio", "METI_B2C_RATIO_GOODS").obs_value == Decimal("4.37")


def test_every_business_basis_names_its_consumer_side() -> None:
    bases = find_publication(METI).bases
    assert (bases["METI_B2B_WIDE"].edi_included, bases["METI_B2B_NARROW"].edi_included) == ("yes", "no")
    assert bases["METI_B2B_WIDE"].b2c_basis == bases["METI_B2B_NARROW"].b2c_basis == "METI_B2C"


def test_a_seen_figure_says_where() -> None:
    wide = figure(read("2017-04-24"), "2016", "B2B", "ecommerce_sales", "METI_B2B_WIDE")
    assert (wide.verification, wide.evidence_url) == ("seen", "https://bcart.jp/post/detail/102")


def test_the_figure_of_2017_was_revised() -> None:
    first = figure(read("2018-04-25"), "2017", "B2B", "ecommerce_sales", "METI_B2B_WIDE")
    later = figure(read("2019-05-16"), "2017", "B2B", "ecommerce_sales", "METI_B2B_WIDE")
    assert (first.obs_value, later.obs_value) == (Decimal("317.2") * TRILLION, Decimal("318.2") * TRILLION)


@pytest.mark.parametrize("edition", ["2007-05-11", "2008-08-18"])
def test_the_united_states_in_the_japanese_release_are_not_japan(edition: str) -> None:
    american = [one for one in read(edition).observations if one.ref_area == "USA"]
    assert {one.basis for one in american} == {"METI_US_B2B", "METI_US_B2C"}
    assert {one.unit_measure for one in american if one.measure == "ecommerce_sales"} == {"JPY"}


def test_a_page_in_shift_jis_is_read() -> None:
    reading = read("2009-10-14")
    assert reading.encodings["ja"] == ("cp932", "shift_jis")
    assert reading.rejected == []


def test_a_page_of_another_year_at_the_address_is_drift() -> None:
    with pytest.raises(DriftError, match=r"edition 2021-07-30, .*expected B2C ecommerce_sales 2019 JPY; found .*2021"):
        read("2021-07-30", ("In 2020, the scale", "In 2021, the scale"))


def test_a_reworded_statement_gives_the_same_figures() -> None:
    reworded = read("2021-07-30", ("the scale of the domestic B-to-B EC market", "the size of the B-to-B EC market"))
    as_saved = read("2021-07-30")

    def values(reading: Reading) -> set[tuple[object, ...]]:
        return {(*one.key, one.obs_value, one.obs_status) for one in reading.observations}

    assert values(reworded) == values(as_saved)
    assert reworded.doubtful == []


def test_a_statement_that_is_gone_is_drift_that_names_what_is_wanted() -> None:
    with pytest.raises(DriftError, match=r"market_en.*expected B2B ecommerce_sales 2020 JPY"):
        read("2021-07-30", ("the scale of the domestic B-to-B EC market", "the market"))


def test_a_reworded_sentence_is_drift_that_names_the_nearest() -> None:
    with pytest.raises(DriftError, match=r"nearest is .*BtoC-EC（消費者向け電子商取引）市場は"):
        read("2023-08-31", ("BtoC-EC（消費者向け電子商取引）市場規模は", "BtoC-EC（消費者向け電子商取引）市場は"))


def test_a_renamed_sector_is_drift() -> None:
    with pytest.raises(DriftError, match=r'found "B\. Services"'):
        read("2020-07-22", ("B. Service sector", "B. Services"))

"""E-Stats of the US Census Bureau: sectors that stand for B2B and B2C, read from a page, PDF files and a workbook."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors import codes
from extractors.errors import DriftError
from extractors.observation import Observation
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_document, read_edition
from extractors.saved import saved_captures
from tests.extractors.pdf_files import Sheet

ESTATS = "census_estats"
BILLION = 10**9


def read(edition: str, *documents: str) -> Reading:
    """Return the figures of a saved edition, or of some of its documents."""
    publication = find_publication(ESTATS)
    folder = publication.saved_dir / edition
    return read_edition(
        publication,
        edition,
        [
            DocumentBytes(one.document, "0" * 16, (folder / one.file).read_bytes(), one.media_type, "saved")
            for one in saved_captures(publication, edition)
            if not documents or one.document in documents
        ],
    )


def figure(edition: str, period: str, segment: str, measure: str = "ecommerce_sales") -> Observation:
    (found,) = [one for one in read(edition).observations if one.key[:4] == ("USA", period, segment, measure)]
    return found


@pytest.mark.parametrize(
    ("edition", "segment", "billions", "ratio"),
    [
        ("1999", "MANUFACTURING", 485, "12.0"),
        ("1999", "RETAIL_TRADE", 15, "0.5"),
        ("2004", "MERCHANT_WHOLESALE", 825, "17.2"),
        ("2006", "SELECTED_SERVICES", 114, "1.8"),
        ("2017", "MANUFACTURING", Decimal("3729.5"), "66.7"),
    ],
)
def test_sectors_and_the_part_of_e_commerce_in_all_they_sell(
    edition: str, segment: str, billions: Decimal, ratio: str
) -> None:
    assert figure(edition, edition, segment).obs_value == billions * BILLION
    assert figure(edition, edition, segment, "ec_ratio").obs_value == Decimal(ratio)


def test_the_proxy_of_the_bureau_is_read_where_it_prints_it() -> None:
    share = figure("2006", "2006", "B2B", "ecommerce_sales_share")
    level = figure("2006", "2006", "B2B")

    assert (share.obs_value, share.rounding_unit, share.unit_measure) == (93, 1, "PCT")
    assert (level.obs_value, level.raw_context) == (2716 * BILLION, "B-to-B | 2,716")
    assert find_publication(ESTATS).bases[share.basis].edi_included == "yes"


def test_no_sector_is_a_side_of_the_market() -> None:
    sides = {"TOTAL", "B2B", "B2C", "B2G", "B2B_B2G", "C2C"}

    for edition in find_publication(ESTATS).editions:
        for one in read(edition.id).observations:
            part_of = codes.SEGMENTS[one.segment].subset_of
            assert (one.segment == "B2B") is (part_of is None)
            assert part_of in {None, *sides}


def test_what_is_not_comparable_has_no_value() -> None:
    services = figure("2017", "2017", "SELECTED_SERVICES")

    assert (services.obs_value, services.obs_status, services.raw_text) == (None, "M", "N")


def test_the_year_before_is_revised_in_the_text() -> None:
    assert figure("2006", "2005", "RETAIL_TRADE").obs_value == 87 * BILLION
    (before,) = [one for one in read("2017", "report").observations if one.key[1::2] == ("2016", "ecommerce_sales")]
    assert (before.obs_value, before.raw_text) == (Decimal("3469.6") * BILLION, "$3,469.6 billion")


def test_a_header_of_three_rows_in_a_workbook_names_year_and_column() -> None:
    one = figure("2017", "2016", "MANUFACTURING")

    assert (one.document, one.obs_value) == ("manufacturing", Decimal("3469.6") * BILLION)
    assert one.locator.describe().endswith('column "Value of Shipments / 2016 Revised / E-commerce" (row 4, column 6)')
    assert getattr(one.locator, "node", "") == "Table 1!F8"
    assert figure("2017", "2017", "MANUFACTURING", "all_sales").obs_value == 5588 * BILLION


def test_brief_and_workbook_print_the_same_figures() -> None:
    brief, workbook = (
        {one.key: one.obs_value for one in read("2017", name).observations} for name in ("report", "manufacturing")
    )

    assert len(brief.keys() & workbook.keys()) == 5
    assert all(brief[key] == workbook[key] for key in brief.keys() & workbook.keys())


def test_wholesale_without_sales_branches_is_another_basis() -> None:
    assert {one.basis for one in read("1999").observations} == {"CENSUS_SECTORS_1999"}
    assert {one.basis for one in read("2004").observations} == {"CENSUS_SECTORS"}


def test_a_place_in_a_pdf_file_names_page_table_and_cell() -> None:
    one = figure("2004", "2004", "RETAIL_TRADE")

    assert one.locator.describe().endswith("(row 5, column 2)")
    assert getattr(one.locator, "node", "") == "page 1, table 1, row 5, column 2"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([("Sector", "2017"), ("Total manufacturing", "3,729.5")], "does not say"),
        ([("(In billions of dollars)",), ("Sector", "2017"), ("Total mining", "3,729.5"), ("Retail", "N")], "a row is"),
    ],
)
def test_another_chart_under_the_title_is_drift(lines: list[tuple[str, ...]], message: str) -> None:
    sheet = Sheet()
    sheet.put(72, 60, "Figure 1. E-commerce Total Shipments/Sales/Revenues: 2017")
    for number, line in enumerate([*lines, ("Total for service industries", "N")]):
        for x, text in zip((72, 330), line, strict=False):
            sheet.put(x, 90 + 13 * number, text)
    publication = find_publication(ESTATS)
    edition = publication.edition("2017")

    with pytest.raises(DriftError, match=message):
        read_document(publication, edition, edition.documents[0], "0" * 16, sheet.file(), media_type="application/pdf")

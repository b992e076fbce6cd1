from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.errors import DriftError
from extractors.golden import read_golden
from extractors.observation import Observation
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_edition

UNCTAD = "unctad_global_ecommerce"
BILLION = 10**9


def read(edition: str, *replace: tuple[str, str]) -> Reading:
    """Read a saved release, after changes to its text where they are asked for."""
    publication = find_publication(UNCTAD)
    page = (publication.saved_dir / edition / "release.html").read_text(encoding="utf-8")
    for old, new in replace:
        assert old in page
        page = page.replace(old, new)
    return read_edition(publication, edition, [DocumentBytes("release", "0" * 16, page.encode(), "text/html", "saved")])


def figure(reading: Reading, area: str, period: str, segment: str, measure: str = "ecommerce_sales") -> Observation:
    (found,) = [one for one in reading.observations if one.key[:4] == (area, period, segment, measure)]
    return found


@pytest.mark.parametrize(
    ("edition", "area", "segment", "billions"),
    [
        ("2019", "USA", "TOTAL", 8883),
        ("2019", "IND", "B2B", 369),
        ("2020", "KOR", "TOTAL", 1364),
        ("2020", "GBR", "TOTAL", 918),
        ("2021", "JPN", "B2B", 3238),
        ("2021", "KOR", "B2B", 1187),
    ],
)
def test_cells_of_three_layouts(edition: str, area: str, segment: str, billions: int) -> None:
    one = figure(read(edition), area, str(int(edition) - 2), segment)

    assert (one.obs_value, one.rounding_unit, one.unit_measure) == (billions * BILLION, BILLION, "USD")
    assert (one.obs_status, one.verification) == ("E", "seen")


def test_the_method_changed_between_two_releases_and_is_another_basis() -> None:
    first, revised = read("2019"), figure(read("2020"), "WLD", "2017", "TOTAL")

    assert {one.basis for one in first.observations} == {"UNCTAD_UNTIL_2019"}
    assert (revised.basis, revised.obs_value) == ("UNCTAD_FROM_2020", Decimal("23.8e12"))
    assert revised.raw_text == "$23.8 trillion"
    assert revised.raw_context.startswith(
        "The 2017 value is now put at $23.8 trillion, based on a revised methodology;"
    )


def test_the_finer_print_of_the_world_is_kept() -> None:
    assert figure(read("2021"), "WLD", "2019", "TOTAL").raw_text == "26,673"


def test_a_table_that_a_sentence_contradicts_is_refused_whole() -> None:
    reading = read("2021", ("26,673", "26,373"))

    assert not [one for one in reading.observations if one.measure == "ecommerce_sales" and one.ref_area != "WLD"]
    assert {one.rule for one in reading.rejected if one.series_key.startswith("USA ")} == {"table_contradicted"}
    (total, _) = [one for one in reading.rejected if one.rule == "duplicate_key"]
    assert '"26,373" at table "Table 2' in total.reason
    assert '"$26.7 trillion" at characters' in total.reason


def test_online_retail_is_told_from_the_top_ten_by_its_caption() -> None:
    reading = read("2021")
    retail = [one for one in reading.observations if one.measure == "online_retail_sales"]

    assert len(retail) == 21
    assert {one.segment for one in retail} == {"ONLINE_RETAIL"}
    assert {one.obs_status for one in retail} == {"A"}
    one = figure(reading, "CHN", "2020", "ONLINE_RETAIL", "online_retail_sales")
    assert (one.obs_value, one.rounding_unit) == (Decimal("1414.3e9"), Decimal("1e8"))


def test_without_italics_a_figure_is_no_estimate() -> None:
    one = figure(read("2019", ("<i>8,883</i>", "8,883")), "USA", "2017", "TOTAL")

    assert (one.obs_status, one.obs_flag) == ("A", "")


@pytest.mark.parametrize(
    ("edition", "old", "new", "message"),
    [
        ("2021", "($ billions)", "($ millions)", r"a column is not declared"),
        ("2020", "E-commerce sales ($ billions)", "E-commerce sales ($ millions)", r"a column is not declared"),
        ("2020", '<th scope="col">B2B</th>', '<th scope="col">Business</th>', 'found "E-commerce sales .* / Business"'),
        ("2019", "Top 10 economies, 2017", "Top 10 economies, 2016", "no table matches"),
        ("2020", "trillion in 2018, up", "trillion in 2019, up", "another year than the edition"),
        ("2021", "<th>Country</th>", "<th>Area</th>", "the column that names the rows is missing"),
        ("2021", "Sales to consumers reached", "Consumers bought for", "the sentence consumers is not there once"),
    ],
)
def test_a_changed_layout_is_drift(edition: str, old: str, new: str, message: str) -> None:
    with pytest.raises(DriftError, match=message) as caught:
        read(edition, (old, new))

    assert caught.value.edition == edition


def test_an_unknown_country_is_rejected_and_the_rest_is_read() -> None:
    reading = read("2020", (">Spain<", ">Iberia<"))

    assert [one.rule for one in reading.rejected] == ["unknown_ref_area"] * 3
    assert len(reading.observations) == 39


def test_a_figure_from_memory_is_not_called_seen() -> None:
    """Golden figures of one table: some cells were seen at press copies, the others are remembered."""
    golden = {one.key: one for one in read_golden(find_publication(UNCTAD), "2019")}
    cell = ("DEU", "2017", "B2B", "ecommerce_sales", "UNCTAD_UNTIL_2019")
    total = ("WLD", "2017", "TOTAL", "ecommerce_sales", "UNCTAD_UNTIL_2019")
    assert golden[cell].verification == "MEMORY"
    assert golden[total].verification == "SEEN"
    found = {one.key: one for one in read("2019").observations}
    assert found[cell].verification == "unverified"
    assert (found[total].verification, found[total].evidence_url) == ("seen", golden[total].evidence_url)

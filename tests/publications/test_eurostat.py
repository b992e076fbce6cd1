from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.errors import DriftError
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_edition
from extractors.rolling import edition_of

EDITION = "2026-02-27"


def read(*replace: tuple[str, str]) -> Reading:
    """Read the saved extract, after changes to its text where they are asked for."""
    publication = find_publication("eurostat_ecommerce_value")
    text = (publication.saved_dir / EDITION / "isoc_ec_evals.csv").read_text(encoding="utf-8")
    for old, new in replace:
        assert old in text
        text = text.replace(old, new)
    document = DocumentBytes("isoc_ec_evals", "0" * 16, text.encode(), "application/vnd.sdmx.data+csv", "saved")
    return read_edition(publication, EDITION, [document])


def test_the_file_says_its_edition() -> None:
    publication = find_publication("eurostat_ecommerce_value")
    content = (publication.saved_dir / EDITION / "isoc_ec_evals.csv").read_bytes()

    assert edition_of(publication, content)[0] == EDITION


@pytest.mark.parametrize(
    ("area", "period", "value", "status", "flag"),
    [
        ("DEU", "2024", "28.77", "A", ""),
        ("GBR", "2019", "27.12", "A", ""),
        ("GRC", "2012", "49.59", "A", ""),
        ("EU27_2020", "2024", "20.78", "A", ""),
        ("EU27_2007", "2011", "9.74", "A", ""),
        ("LUX", "2024", None, "Q", "C"),
    ],
)
def test_consumer_shares_of_the_year_before_the_survey(
    area: str, period: str, value: str | None, status: str, flag: str
) -> None:
    key = (area, period, "B2C", "ecommerce_sales_share", "EUROSTAT_GE10_ETURN")
    (one,) = [one for one in read().observations if one.key == key]

    assert one.obs_value == (None if value is None else Decimal(value))
    assert (one.unit_measure, one.obs_status, one.obs_flag) == ("PCT", status, flag)


def test_every_status_comes_from_a_printed_flag() -> None:
    found = {(one.obs_status, one.obs_flag) for one in read().observations}

    assert found == {("A", ""), ("B", "b"), ("L", "u"), ("Q", "C")}


def test_only_the_consumer_basis_has_a_business_complement() -> None:
    bases = find_publication("eurostat_ecommerce_value").bases

    assert bases["EUROSTAT_GE10_ETURN"].complement == "B2B_B2G"
    assert bases["EUROSTAT_GE10_ETURN_WEB"].complement is None


def test_an_unknown_country_code_is_rejected_and_the_rest_is_read() -> None:
    reading = read((",PC_ETURN,EL,", ",PC_ETURN,GR,"))

    assert {one.rule for one in reading.rejected} == {"unknown_ref_area"}
    assert len(reading.observations) + len(reading.rejected) == 519


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("OBS_VALUE", "VALUE", 'the header is not as declared; expected "OBS_VALUE"; found "VALUE"'),
        ("ISOC_EC_EVALS(1.0)", "ISOC_EC_EVALS(2.0)", 'line 2, column "DATAFLOW"'),
        (",ES,2017,48.18,,", ",ES,2017,48.18,", "line 2: a line has another number of fields"),
    ],
)
def test_a_changed_file_is_drift(old: str, new: str, message: str) -> None:
    with pytest.raises(DriftError) as caught:
        read((old, new))

    assert message in str(caught.value)
    assert caught.value.publication == "eurostat_ecommerce_value"


def read_json(content: str) -> Reading:
    publication = find_publication("eurostat_ecommerce_value")
    return read_edition(
        publication, EDITION, [DocumentBytes("isoc_ec_evals_json", "1" * 16, content.encode(), "application/json")]
    )


def saved_json() -> str:
    saved = find_publication("eurostat_ecommerce_value").saved_dir / EDITION / "isoc_ec_evals_json.json"
    return saved.read_text(encoding="utf-8")


def test_json_says_the_same_as_the_csv_of_its_update() -> None:
    csv = {one.key: one for one in read().observations}
    json = read_json(saved_json())

    assert (
        edition_of(find_publication("eurostat_ecommerce_value"), saved_json().encode(), "isoc_ec_evals_json")[0]
        == EDITION
    )
    assert (len(json.observations), json.rejected) == (28, [])
    for one in json.observations:
        same = csv[one.key]
        assert (one.obs_value, one.rounding_unit, one.obs_status, one.obs_flag) == (
            same.obs_value,
            same.rounding_unit,
            same.obs_status,
            same.obs_flag,
        )


def test_an_edition_of_both_has_each_figure_once_and_a_difference_is_refused() -> None:
    publication = find_publication("eurostat_ecommerce_value")
    alone = read().observations

    def both(json: str) -> Reading:
        csv = (publication.saved_dir / EDITION / "isoc_ec_evals.csv").read_bytes()
        first = DocumentBytes("isoc_ec_evals", "0" * 16, csv, "text/csv", "saved")
        return read_edition(
            publication,
            EDITION,
            [first, DocumentBytes("isoc_ec_evals_json", "1" * 16, json.encode(), "application/json")],
        )

    assert both(saved_json()).observations == alone
    differing = both(saved_json().replace("28.77", "28.78"))
    assert len(differing.observations) == len(alone) - 1
    assert {(one.rule, one.document) for one in differing.rejected} == {
        ("documents_disagree", "isoc_ec_evals"),
        ("documents_disagree", "isoc_ec_evals_json"),
    }


def test_a_revised_value_of_a_later_update_is_another_edition() -> None:
    publication = find_publication("eurostat_ecommerce_value")
    later = (
        saved_json().replace("2026-02-27T", "2026-12-15T").replace("28.77", "28.5").replace('"16": "u"', '"16": "bu"')
    )
    edition, published_on = edition_of(publication, later.encode(), "isoc_ec_evals_json")
    document = DocumentBytes("isoc_ec_evals_json", "2" * 16, later.encode(), "application/json")

    figures = {one.key[:2]: one for one in read_edition(publication, edition, [document]).observations}

    assert (edition, str(published_on)) == ("2026-12-15", "2026-12-15")
    assert (figures["DEU", "2024"].obs_value, figures["DEU", "2024"].rounding_unit) == (
        Decimal("28.5"),
        Decimal("0.01"),
    )
    assert figures["ITA", "2021"].obs_status == "L"

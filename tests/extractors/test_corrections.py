from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.corrections import Correction, apply_corrections, read_corrections
from extractors.errors import DeclarationError, DriftError
from extractors.publication import Publication, find_publication
from extractors.read import read_document

ENTRY = """
- id: lost_thousand
  edition: "2021"
  document: release
  ref_area: ESP
  time_period: "2019"
  segment: B2C
  measure: ecommerce_sales
  basis: UNCTAD_FROM_2020
  printed: "64"
  corrected: 46000000000
  rounding_unit: 1000000000
  reason: digits changed places
  url: https://unctad.org/erratum
  decided_on: 2021-06-01
"""


@pytest.fixture
def unctad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publication:
    """Return the publication with a folder of its own for corrections.yml; the fixture corrects what is no misprint."""
    monkeypatch.setattr(Publication, "folder", property(lambda publication: tmp_path))
    return find_publication("unctad_global_ecommerce")


def figures(publication: Publication, content: bytes) -> dict[tuple[str, ...], object]:
    edition = publication.edition("2021")
    (document,) = edition.documents
    reading = read_document(publication, edition, document, "0" * 16, content, media_type="text/html; charset=utf-8")
    return {one.key[:3]: one for one in reading.observations if one.measure == "ecommerce_sales"}


@pytest.fixture
def page() -> bytes:
    return (find_publication("unctad_global_ecommerce").saved_dir / "2021" / "release.html").read_bytes()


def test_without_a_file_nothing_is_corrected(unctad: Publication) -> None:
    assert read_corrections(unctad) == []


def test_a_misprint_gets_its_value_and_keeps_its_print(page: bytes, unctad: Publication, tmp_path: Path) -> None:
    (tmp_path / "corrections.yml").write_text(ENTRY)

    figure = figures(unctad, page)["ESP", "2019", "B2C"]

    assert (figure.obs_value, figure.rounding_unit) == (Decimal(46 * 10**9), Decimal(10**9))
    assert (figure.raw_text, figure.obs_flag) == ("64", "italic corrected")
    assert figure.evidence_url == "https://unctad.org/erratum"


def test_once_the_publisher_has_put_it_right_the_entry_is_named(
    page: bytes, unctad: Publication, tmp_path: Path
) -> None:
    (tmp_path / "corrections.yml").write_text(ENTRY)

    with pytest.raises(DriftError, match=r"the correction lost_thousand no longer applies.*found \"46\"") as caught:
        figures(unctad, page.replace(b"<td>64</td>", b"<td>46</td>"))
    assert caught.value.edition == "2021"
    assert "2021-06-01" in str(caught.value)


def test_an_entry_for_a_figure_that_is_not_there_is_named(page: bytes, unctad: Publication, tmp_path: Path) -> None:
    (tmp_path / "corrections.yml").write_text(ENTRY.replace("ESP", "PRT"))

    with pytest.raises(DriftError, match="no such figure"):
        figures(unctad, page)


def test_entries_of_other_documents_are_left_alone() -> None:
    entry = Correction(
        id="other", edition="2020", document="release", ref_area="ESP", time_period="2019", segment="B2C",
        measure="ecommerce_sales", basis="X", printed="1", corrected=Decimal(2), rounding_unit=Decimal(1), reason="r",
        url="https://x.example", decided_on=date(2021, 6, 1),
    )  # fmt: skip
    assert apply_corrections([entry], "2021", "release", []) == []


@pytest.mark.parametrize("text", ["- {id: x}", "just words", ENTRY + ENTRY])
def test_a_faulty_file_is_a_faulty_declaration(text: str, unctad: Publication, tmp_path: Path) -> None:
    (tmp_path / "corrections.yml").write_text(text)

    with pytest.raises(DeclarationError):
        read_corrections(unctad)

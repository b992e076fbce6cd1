from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractors.errors import DeclarationError, DriftError, UsageError
from extractors.publication import Publication, find_publication
from extractors.read import DocumentBytes, find_edition, read_edition, read_file

UNCTAD = "unctad_global_ecommerce"
EUROSTAT = "eurostat_ecommerce_value"
METI = "meti_ecommerce_survey"


def unctad(edition: str = "2021") -> tuple[Publication, Path]:
    publication = find_publication(UNCTAD)
    return publication, publication.saved_dir / edition / "release.html"


def given(content: bytes, **kwargs: str) -> DocumentBytes:
    return DocumentBytes("release", "0" * 16, content, "text/html", **kwargs)  # type: ignore[arg-type]


def test_figures_of_a_live_document_are_live_even_where_they_equal_the_saved_ones() -> None:
    publication, path = unctad()

    reading = read_edition(publication, "2021", [given(path.read_bytes())])

    assert {one.verification for one in reading.observations} == {"live"}
    assert reading.encodings == {"release": ("utf-8", "utf-8")}


def test_figures_of_a_saved_document_say_whether_they_were_seen() -> None:
    publication, path = unctad()

    reading = read_edition(publication, "2021", [given(path.read_bytes(), mode="saved")])
    by_key = {one.key[:3]: one for one in reading.observations}

    seen, memory = by_key["CHN", "2019", "B2B"], by_key["CHN", "2019", "TOTAL"]
    assert (seen.verification, seen.evidence_url) == (
        "seen",
        "https://proeins.de/blog/b2b-e-commerce-detailliert-erklaert",
    )
    assert memory.verification == "unverified"


def test_a_figure_that_differs_from_the_one_seen_is_unverified() -> None:
    publication, path = unctad()
    content = path.read_bytes().replace(b"1,065", b"1,066")

    reading = read_edition(publication, "2021", [given(content, mode="saved")])
    (figure,) = [one for one in reading.observations if one.key[:3] == ("CHN", "2019", "B2B")]

    assert (figure.obs_value, figure.verification) == (1066 * 10**9, "unverified")


def test_drift_names_publication_edition_and_document() -> None:
    publication, path = unctad()
    content = path.read_bytes().replace(b"B2C e-commerce sales, $", b"Consumer e-commerce sales, $")

    with pytest.raises(DriftError, match="a column is not declared") as caught:
        read_edition(publication, "2021", [given(content)])

    facts = caught.value.facts()
    assert (facts["publication"], facts["edition"], facts["document"]) == (UNCTAD, "2021", "release")
    assert "Consumer e-commerce sales" in facts["found"]


def test_figures_outside_the_code_lists_are_rejected() -> None:
    publication, path = unctad()
    many = b"8,319,000,000,000,000,000,000,000"

    reading = read_edition(publication, "2021", [given(path.read_bytes().replace(b"8,319", many))])

    (rejected,) = reading.rejected
    assert (rejected.rule, rejected.raw_text) == ("invalid_code", many.decode())


def test_editions_and_documents_that_are_not_declared_are_wrong_usage() -> None:
    publication, path = unctad()

    with pytest.raises(UsageError, match="no such edition; expected one of 2019, 2020, 2021; found 2030"):
        read_edition(publication, "2030", [given(path.read_bytes())])
    with pytest.raises(UsageError, match="no such document; expected one of release; found annex"):
        read_edition(publication, "2021", [DocumentBytes("annex", "0" * 16, b"", "text/html")])


def test_a_document_from_which_nothing_is_declared_to_be_read_is_a_fault_of_the_declaration() -> None:
    publication, path = unctad()
    bare = publication.model_copy(
        update={"tables": [table for table in publication.tables if table.editions == ["2019"]], "prose": []}
    )

    with pytest.raises(DeclarationError, match="nothing is declared to be read"):
        read_edition(bare, "2021", [given(path.read_bytes())])


@pytest.mark.parametrize("edition", ["2019", "2020", "2021"])
def test_a_local_file_tells_its_edition_by_what_it_says(edition: str) -> None:
    publication, path = unctad(edition)

    reading = read_file(publication, path)

    assert {one.edition for one in reading.observations} == {edition}
    assert {one.verification for one in reading.observations} == {"seen", "unverified"}


def test_a_local_file_of_another_edition_than_said_is_drift() -> None:
    publication, path = unctad("2020")

    with pytest.raises(DriftError, match='nearest captioned "Table 1: E-commerce sales: top 10 economies, 2018"'):
        read_file(publication, path, edition_id="2021")


def test_a_local_file_of_no_edition_is_drift_that_lists_the_editions(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>We are being maintained</h1>")

    with pytest.raises(DriftError, match="any declared edition; expected one of 2019, 2020, 2021"):
        read_file(find_publication(UNCTAD), page)


def test_a_local_file_says_which_of_several_documents_it_is() -> None:
    publication = find_publication(METI)
    edition = next(one for one in publication.editions if len(one.documents) > 1)
    documents = {one.id for one in edition.documents}
    for document in documents:
        (path,) = (publication.saved_dir / edition.id).glob(f"{document}.htm*")

        reading = read_file(publication, path, edition_id=edition.id)

        assert {one.document for one in reading.observations} == {document}


def test_local_files_of_a_rolling_publication_carry_their_edition(tmp_path: Path) -> None:
    publication = find_publication(EUROSTAT)
    content = (publication.saved_dir / "2026-02-27" / "isoc_ec_evals.csv").read_text()
    newer = tmp_path / "newer.csv"
    newer.write_text(content.replace("27/02/26", "12/08/26"))

    reading = read_file(publication, newer)

    assert {(one.edition, one.published_on) for one in reading.observations} == {("2026-08-12", date(2026, 8, 12))}
    with pytest.raises(UsageError, match="another edition; expected 2026-02-27; found 2026-08-12"):
        read_file(publication, newer, edition_id="2026-02-27")


@pytest.mark.parametrize(("document", "edition"), [("annex", None), (None, "2030")])
def test_wrong_names_are_wrong_usage(document: str | None, edition: str | None) -> None:
    publication, path = unctad()

    with pytest.raises(UsageError, match="expected one of"):
        read_file(publication, path, edition_id=edition, document_id=document)


def test_a_local_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_file(find_publication(UNCTAD), tmp_path / "none.html")


def test_editions_of_a_rolling_publication_are_dates() -> None:
    publication = find_publication(EUROSTAT)

    assert find_edition(publication, "2026-02-27").published_on == date(2026, 2, 27)
    with pytest.raises(UsageError, match="are dates"):
        find_edition(publication, "latest")

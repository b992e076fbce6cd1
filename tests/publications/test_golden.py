"""Every publication has saved editions, and its reader finds in each just the figures that a person reviewed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractors import codes
from extractors.golden import read_golden
from extractors.publication import faulty_declarations, find_publication, registry
from extractors.read import DocumentBytes, Reading, read_edition
from extractors.saved import saved_captures, saved_editions

SAVED = [(publication.id, edition) for publication in registry().values() for edition in saved_editions(publication)]


def read(publication_id: str, edition: str) -> Reading:
    publication = find_publication(publication_id)
    folder = publication.saved_dir / edition
    return read_edition(
        publication,
        edition,
        [
            DocumentBytes(one.document, "0" * 16, (folder / one.file).read_bytes(), one.media_type, "saved")
            for one in saved_captures(publication, edition)
        ],
    )


def test_no_declaration_is_faulty() -> None:
    assert faulty_declarations() == {}


def refusals(folder: Path) -> list[tuple[str, ...]]:
    """Return the printed mistakes that a reader must refuse: rule, series point and text, of refused.csv if any."""
    path = folder / "refused.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert header == ["rule", "series_key", "raw_text"]
    return sorted(tuple(row) for row in rows)


def test_the_registry_is_not_empty() -> None:
    assert {"unctad_global_ecommerce", "eurostat_ecommerce_value", "meti_ecommerce_survey"} <= set(registry())


@pytest.mark.parametrize("publication_id", sorted(registry()))
def test_every_declared_edition_is_saved_with_all_its_documents(publication_id: str) -> None:
    publication = find_publication(publication_id)
    editions = saved_editions(publication)

    assert editions
    for edition in publication.editions:
        assert edition.id in editions
        declared = {document.id: (document.url, document.lang) for document in edition.documents}
        assert {one.document: (one.url, one.lang) for one in saved_captures(publication, edition.id)} == declared


@pytest.mark.parametrize(("publication_id", "edition"), SAVED)
def test_the_reader_finds_the_golden_figures_and_no_others(publication_id: str, edition: str) -> None:
    publication = find_publication(publication_id)
    golden = read_golden(publication, edition)
    folder = publication.saved_dir / edition
    reading = read(publication_id, edition)

    assert golden, f"{publication_id}: saved/{edition}/figures.csv is missing or empty"
    found = {
        (
            one.key,
            one.unit_measure,
            one.obs_value,
            one.rounding_unit,
            one.obs_status,
            one.document,
            one.locator.describe(),
            one.raw_text,
        )
        for one in reading.observations
    }
    expected = {
        (
            one.key,
            one.unit_measure,
            one.obs_value,
            one.rounding_unit,
            one.obs_status,
            one.document,
            one.place,
            one.raw_text,
        )
        for one in golden
    }
    assert found == expected
    assert len(reading.observations) == len(golden)
    assert sorted((one.rule, one.series_key, one.raw_text) for one in reading.rejected) == refusals(folder)
    assert reading.doubtful == []


@pytest.mark.parametrize(("publication_id", "edition"), SAVED)
def test_verification_follows_the_golden_figures(publication_id: str, edition: str) -> None:
    golden = {one.key: one for one in read_golden(find_publication(publication_id), edition)}

    for one in read(publication_id, edition).observations:
        seen = golden[one.key].verification == "SEEN"
        assert one.verification == ("seen" if seen else "unverified")
        assert one.evidence_url.startswith("http") or not seen


@pytest.mark.parametrize(("publication_id", "edition"), SAVED)
def test_a_healthy_edition_is_within_what_its_declaration_expects(publication_id: str, edition: str) -> None:
    expect = find_publication(publication_id).expect

    assert expect.figures_min <= len(read(publication_id, edition).observations) <= expect.figures_max


@pytest.mark.parametrize("publication_id", sorted(registry()))
def test_titles_are_one_line_and_places_are_known(publication_id: str) -> None:
    publication = find_publication(publication_id)

    for text in (publication.title, publication.summary):
        assert "\n" not in text
        assert not text.endswith(".")
    assert publication.publisher.country == "INT" or codes.is_area(publication.publisher.country)

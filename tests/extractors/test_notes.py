from __future__ import annotations

from pathlib import Path

import pytest

from extractors import stage, storage
from extractors.notes import note_changes, read_notes
from extractors.publication import find_publication, registry
from extractors.saved import saved_captures, saved_editions
from tests.extractors.test_stage import NOON, archived
from warehouse.batch import read_batch

UNCTAD = find_publication("unctad_global_ecommerce")
NOTE = "Figures in italics are UNCTAD estimates."


def page(edition: str = "2021") -> bytes:
    return (UNCTAD.saved_dir / edition / "release.html").read_bytes()


def notes(content: bytes, edition: str = "2021") -> dict[str, str]:
    (document,) = UNCTAD.edition(edition).documents
    return read_notes(UNCTAD, edition, document, content, media_type="text/html")


def test_the_note_is_the_shortest_sentence_that_has_it() -> None:
    assert notes(page())["estimates"].startswith(NOTE)
    assert "Source: UNCTAD" not in notes(page())["estimates"]
    assert notes(page("2020"), "2020")["method"].startswith("The 2017 value is now put at $23.8 trillion")


@pytest.mark.parametrize(
    ("publication_id", "edition"),
    [(one.id, edition) for one in registry().values() if one.watch for edition in saved_editions(one)],
)
def test_every_declared_note_stands_in_its_saved_documents(publication_id: str, edition: str) -> None:
    publication = find_publication(publication_id)
    for saved in saved_captures(publication, edition):
        document = next(one for one in publication.edition(edition).documents if one.id == saved.document)
        content = (publication.saved_dir / edition / saved.file).read_bytes()
        assert all(read_notes(publication, edition, document, content, media_type=saved.media_type).values())


def test_a_changed_note_is_said_with_both_texts_and_white_space_is_no_change() -> None:
    before = notes(page())
    spaced = page().replace(b"Figures in italics", b"Figures\n  in&nbsp;italics")
    other = page().replace(NOTE.encode(), b"Figures in italics are provisional.")

    assert note_changes(before, notes(spaced)) == ""
    assert note_changes(before, notes(other)) == (
        f'estimates: before "{before["estimates"]}", now "{notes(other)["estimates"]}"'
    )
    assert "provisional" in notes(other)["estimates"]


def test_a_note_that_is_gone_is_a_change() -> None:
    assert note_changes(notes(page()), notes(page().replace(NOTE.encode(), b""))).endswith('now ""')


def test_a_new_capture_of_an_edition_carries_the_change_and_is_staged_all_the_same(home: Path) -> None:
    archived(UNCTAD)
    first = read_batch(stage.stage_edition(UNCTAD, "2021"))
    changed = page().replace(NOTE.encode(), b"Figures in italics are provisional.")
    archived(UNCTAD, content=changed, at=NOON.replace(hour=13))
    second = read_batch(stage.stage_edition(UNCTAD, "2021"))

    assert first.documents[0]["note_change"] == ""
    assert "now" in second.documents[0]["note_change"]
    assert "provisional" in second.documents[0]["note_change"]
    assert second.observations == first.observations
    assert storage.resolve(second.reference) != storage.resolve(first.reference)

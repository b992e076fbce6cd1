"""Saved editions read again, after a change to their text where a test asks for one."""

from __future__ import annotations

from extractors.observation import Observation
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_edition
from extractors.saved import saved_captures


def read_saved(publication_id: str, edition: str, old: str = "", new: str = "", encoding: str = "utf-8") -> Reading:
    """Return the reading of a saved edition, ``old`` replaced by ``new`` in its documents; ``old`` must be there."""
    publication = find_publication(publication_id)
    documents = []
    was_there = False
    for capture in saved_captures(publication, edition):
        content = (publication.saved_dir / edition / capture.file).read_bytes()
        was_there |= old.encode(encoding) in content
        changed = content.replace(old.encode(encoding), new.encode(encoding)) if old else content
        documents.append(DocumentBytes(capture.document, "0" * 16, changed, capture.media_type, "saved"))
    assert was_there, f"{old!r} is not in the saved edition"
    return read_edition(publication, edition, documents)


def figure(reading: Reading, *key: str) -> Observation:
    """Return the one figure of an area, period, segment, measure and basis."""
    (found,) = [one for one in reading.observations if one.key == key]
    return found

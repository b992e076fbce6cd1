"""Change detectors: the shortest sentence that carries a note on method, compared with an earlier capture.

A change of method is often told in one sentence under a table, while the table looks as ever. A changed note stops
nothing: it is said, with both texts, for a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractors.documents import Block
from extractors.formats import open_document
from extractors.mapping import Watch
from extractors.prose import sentences
from extractors.publication import Document, Publication


def read_notes(
    publication: Publication, edition_id: str, document: Document, content: bytes, *, media_type: str
) -> dict[str, str]:
    """Return the watched notes of a document by id, white space normalised; empty where there is none any more.

    Raises DriftError where the bytes are not of the declared format.
    """
    watched = [one for one in publication.watch if _applies(one, edition_id, document.id)]
    if not watched:
        return {}
    opened = open_document(content, document.format, media_type=media_type, lang=document.lang)
    return {one.id: _smallest(one, opened.blocks) for one in watched}


def note_changes(before: dict[str, str], now: dict[str, str]) -> str:
    """Return in words which notes have changed, with both texts; empty where none has."""
    return "; ".join(
        f'{name}: before "{before[name]}", now "{text}"'
        for name, text in now.items()
        if name in before and before[name] != text
    )


def _applies(watch: Watch, edition_id: str, document_id: str) -> bool:
    return _among(watch.editions, edition_id) and _among(watch.documents, document_id)


def _among(declared: Iterable[str], one: str) -> bool:
    declared = list(declared)
    return not declared or one in declared


def _smallest(watch: Watch, blocks: Sequence[Block]) -> str:
    every = (sentence for block in blocks for sentence in sentences(block.text))
    found = [sentence for sentence in every if re.search(watch.pattern, sentence)]
    return min(found, key=len, default="")

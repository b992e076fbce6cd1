"""What is edited: a saved document with its edition, its golden figures and what of it the reader reads."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from extractors.formats.html import parse_html
from extractors.golden import GoldenFigure, read_golden
from extractors.observation import Observation, Span
from extractors.publication import Document, Publication, registry
from extractors.read import DocumentBytes, find_edition, read_document, read_edition
from extractors.saved import saved_captures, saved_editions


@dataclass(frozen=True)
class Target:
    """One document of a saved edition, and the others that go with it."""

    publication: Publication
    edition: str
    document: Document
    content: bytes
    media_type: str
    others: tuple[DocumentBytes, ...]

    @property
    def name(self) -> str:
        return f"{self.publication.id} {self.edition} {self.document.id}"

    @property
    def charset(self) -> str:
        return self.media_type.partition("charset=")[2].strip() or "utf-8"

    @cached_property
    def golden(self) -> list[GoldenFigure]:
        return read_golden(self.publication, self.edition)

    @cached_property
    def figures(self) -> list[Observation]:
        """Return what the reader finds in this document as it is."""
        edition = find_edition(self.publication, self.edition)
        return read_document(
            self.publication, edition, self.document, "0" * 16, self.content, media_type=self.media_type
        ).observations

    @cached_property
    def sentences(self) -> list[Span]:
        """Return the sentences with figures."""
        spans = [one.locator for one in self.figures if isinstance(one.locator, Span)]
        return list({(one.sentence, one.node): one for one in spans}.values())

    def tree(self) -> etree._Element:
        """Return a fresh tree of an HTML document."""
        return parse_html(self.content, media_type=self.media_type, lang=self.document.lang).root

    def tables(self, root: etree._Element) -> list[etree._Element]:
        """Return the tables of a tree whose figures are read, in order."""
        nodes = {
            one.locator.node.rpartition("/table")[0] + "/table" + _index(one.locator.node)
            for one in self.figures
            if one.locator.kind == "cell"
        }
        return [table for table in root.iter("table") if root.getroottree().getpath(table) in nodes]


#: Changes a document, or returns None where there is nothing of its kind to change.
Edit = Callable[[Target, random.Random], "bytes | tuple[bytes, str] | None"]


def _index(node: str) -> str:
    rest = node.rpartition("/table")[2]
    return rest.partition("/")[0]


def targets() -> list[Target]:
    """Return every saved document of the registry."""
    found = []
    for publication in registry().values():
        for edition_id in saved_editions(publication):
            folder = publication.saved_dir / edition_id
            captures = saved_captures(publication, edition_id)
            given = {
                one.document: DocumentBytes(one.document, "0" * 16, (folder / one.file).read_bytes(), one.media_type)
                for one in captures
            }
            for document in find_edition(publication, edition_id).documents:
                mine = given[document.id]
                others = tuple(one for name, one in given.items() if name != document.id)
                found.append(Target(publication, edition_id, document, mine.content, mine.media_type, others))
    return found


def read_with(target: Target, content: bytes, media_type: str):  # type: ignore[no-untyped-def]
    """Return the reading of the edition with this content in place of the document's."""
    mine = DocumentBytes(target.document.id, "1" * 16, content, media_type)
    return read_edition(target.publication, target.edition, [mine, *target.others])

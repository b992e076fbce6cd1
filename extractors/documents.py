"""What a document holds, whatever its format: its tables, not yet read, and its text line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.grids import TitledTable

_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Block:
    """A line of text as a reader sees it, whitespace normalised, and its place.

    The place is an XPath in HTML, else what finds the line again in that format, as "page 3, line 12".
    """

    text: str
    node: str


@dataclass(frozen=True, slots=True)
class Content:
    """An opened document: tables and lines in order, the encoding it was read in, the one it declares (or empty)."""

    tables: Sequence[TitledTable]
    blocks: Sequence[Block]
    encoding: str
    declared_encoding: str


def normalise(text: str) -> str:
    """Return a text with every run of white space (no-break, full-width) as one space and without invisible marks."""
    return " ".join(text.translate(_INVISIBLE).split())

"""What a document holds, whatever its format: its tables, not yet read, and its text line by line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.grids import TitledTable

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Block:
    """A line of text as a reader sees it, whitespace normalised, and its place.

    The place is an XPath in HTML, else what finds the line again in that format, as "page 3, line 12".
    """

    text: str
    node: str


@dataclass(frozen=True)
class Content:
    """An opened document: tables and lines in order, the encoding it was read in, the one it declares (or empty).

    ``read_blocks`` returns the lines: where tables alone are wanted they are never made.
    """

    tables: Sequence[TitledTable]
    read_blocks: Callable[[], Sequence[Block]]
    encoding: str
    declared_encoding: str

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """Return the lines."""
        return self.read_blocks()


def normalise(text: str) -> str:
    """Return a text with every run of white space (no-break, full-width) as one space and without invisible marks."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def join_lines(lines: Sequence[str]) -> str:
    """Return the lines of a paragraph as one text.

    A printed hyphen at the end of a line stays: "e-" and "commerce" are "e-commerce", and nobody knows of the other
    ones. A soft hyphen goes. No space comes between letters of a script that has none.
    """
    text = ""
    for line in lines:
        if not text or text.endswith("\u00ad"):
            text = text.rstrip("\u00ad") + line
        elif text[-1] in "-‐" and text[-2:-1].isalpha() and line[:1].isalpha():
            text += line
        else:
            text += line if _unspaced(text[-1]) and _unspaced(line[:1]) else f" {line}"
    return normalise(text)


def _unspaced(character: str) -> bool:
    return unicodedata.east_asian_width(character or " ") in {"W", "F"} and "HANGUL" not in unicodedata.name(
        character, ""
    )

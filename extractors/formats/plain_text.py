"""A plain text as blocks: a paragraph or a line each, no tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.documents import Block, Content, join_lines, normalise
from extractors.encodings import decode
from extractors.errors import DriftError

MAX_LINES = 500_000

#: Space inside a line that sets columns apart.
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S")


def open_text(content: bytes, media_type: str, lang: str) -> Content:
    """Return the paragraphs of a text as blocks, each with the place of its first line, counted from 1.

    A line goes on with the one above where no blank line is between them and its first word had no room there; a line
    with columns stands alone. Raises DriftError for bytes that are no text or none at all, and for more lines than an
    honest text has.
    """
    decoded = decode(content, media_type=media_type, lang=lang)
    lines = decoded.text.splitlines()
    if len(lines) > MAX_LINES:
        raise DriftError("the text is too long", expected=f"up to {MAX_LINES} lines", found=str(len(lines)))
    blocks = [Block(text, f"line {number}") for number, text in _paragraphs(lines)]
    if not blocks:
        raise DriftError("the text is empty", expected="lines of text", found=f"{len(content)} bytes without any")
    return Content([], lambda: blocks, decoded.encoding, decoded.declared_encoding)


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and normalise(lines[end]):
            end += 1
        measure = max((len(line.rstrip()) for line in lines[start:end]), default=0)
        first = start
        for number in range(start, end):
            if number + 1 < end and _goes_on(lines[number], lines[number + 1], measure):
                continue
            yield first + 1, join_lines([normalise(line) for line in lines[first : number + 1]])
            first = number + 1
        start = end + 1


def _goes_on(above: str, line: str, measure: int) -> bool:
    if _COLUMNS.search(above.strip()) or _COLUMNS.search(line.strip()):
        return False
    return len(above.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) > measure

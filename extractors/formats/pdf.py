"""A PDF file as text and tables. Its bytes are read by a process of its own, bounded in time and memory (pdf_pages).

Text comes in reading order, a paragraph as one block with the place of its first line; text that stands upright on its
side is left out. What lies in pictures cannot be read, so a page that is nothing but a picture is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from extractors.documents import Block, Content, join_lines
from extractors.errors import DriftError
from extractors.formats.pdf_lines import Line, Word, as_words, in_reading_order
from extractors.formats.pdf_tables import Aligned, aligned_grid, find_aligned, is_ruled, ruled_grid
from extractors.grids import TitledTable


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that no honest report reaches; sizes in bytes, processor time in seconds."""

    file: int = 50_000_000
    inflated: int = 300_000_000
    pages: int = 600
    words: int = 400_000
    page_objects: int = 60_000
    page_edges: int = 4_000
    cpu_s: int = 120
    memory: int = 1_500_000_000


LIMITS = Limits()

#: How many lines or paragraphs over a table may be its title.
_TITLES = 3
#: Lines of one paragraph are no further apart than so many times the size of their letters, and as large.
_LEADING = 0.75
_SAME_SIZE = 0.6
#: The space before a word and what a ragged margin is off by, relative to the size of the letters.
_ROOM = 0.75
#: Part of a page that a picture covers, and of its letters that have no meaning, that make it unreadable.
_PICTURE = 0.3
_JUNK = 0.3
#: What glyphs without a meaning look like in a text layer, besides "(cid:12)" and private characters.
_JUNK_GLYPHS = frozenset("›‹œŒžŽƒ†‡ˆ˜\ufffd")
_PROGRAM = Path(__file__).with_name("pdf_pages.py")


def open_pdf(content: bytes, _media_type: str, _lang: str) -> Content:
    """Return the tables and the text of a PDF file.

    Raises DriftError, naming the page where it is one, for a file that is no PDF, damaged, cut off, encrypted or beyond
    the bounds, and for a page whose text is a picture or glyphs without a meaning.
    """
    tables: list[TitledTable] = []
    blocks: list[Block] = []
    for number, page in enumerate(_pages(content, LIMITS), start=1):
        _check_readable(page, number)
        parts = list(_read_page(page, number))
        for part, below in zip_longest(parts, parts[1:]):
            if isinstance(part, Block):
                blocks.append(part)
            else:
                tables.append(replace(part, beside=[below.text] if isinstance(below, Block) else []))
    return Content(tables, lambda: blocks, "", "")


@lru_cache(maxsize=2)
def _pages(content: bytes, limits: Limits) -> list[dict[str, Any]]:
    """Return what is on each page; the last files are remembered, as one may be read as several editions in turn."""
    if len(content) > limits.file:
        raise _refused("the PDF file is too large", f"up to {limits.file} bytes", f"{len(content)} bytes", None)
    done = subprocess.run(  # noqa: S603 - our own program, isolated from the environment
        [sys.executable, "-I", str(_PROGRAM), json.dumps(asdict(limits))],
        input=content,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise _refused(
            "the PDF file takes more work than an honest one",
            f"up to {limits.cpu_s} s of processor time and {limits.memory} bytes of memory",
            f"its reader ended with code {done.returncode}",
            None,
        )
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise _refused(**answer["refused"])
    pages: list[dict[str, Any]] = answer["pages"]
    return pages


def _check_readable(page: dict[str, Any], number: int) -> None:
    words = as_words(page)
    letters = sum(len(word.text) for word in words)
    junk = sum(len(word.text) for word in words if _is_junk(word.text))
    if not letters and page["picture_area"] > _PICTURE * page["width"] * page["height"]:
        raise _refused("the page is a picture", "text", "no letters, a picture over the page", number)
    if letters and junk > _JUNK * letters:
        shown = next(word.text for word in words if _is_junk(word.text))
        raise _refused("the text of the page has no meaning", "letters", f'glyphs like "{shown}"', number)
    if page["turned"] > letters:
        raise _refused("the text of the page stands on its side", "upright text", f"{page['turned']} letters", number)


def _is_junk(text: str) -> bool:
    glyphs = set(text)
    return (
        text.startswith("(cid:")
        or any("\ue000" <= glyph <= "\uf8ff" or glyph == "\ufffd" for glyph in glyphs)
        or (len(text) > 1 and glyphs <= _JUNK_GLYPHS)
    )


def _read_page(page: dict[str, Any], number: int) -> Iterator[Block | TitledTable]:
    words = as_words(page)
    ruled = [cells for cells in page["tables"] if is_ruled(cells, words)]
    loose = [word for word in words if not any(_inside(word, cells) for cells in ruled)]
    loose += [_mark(cells, index) for index, cells in enumerate(ruled)]
    titles: list[str] = []
    count = lines_before = 0

    def tell(text: str, line: int) -> Block:
        titles.append(text)
        return Block(text, f"page {number}, line {line}")

    def titled(read: Any) -> TitledTable:
        nonlocal count
        count += 1
        node = f"page {number}, table {count}"
        nearest = list(dict.fromkeys(reversed(titles)))[:_TITLES]
        titles.clear()
        return TitledTable(nearest, node, partial(read, node=node))

    for column in in_reading_order(loose):
        aligned = find_aligned(column)
        at = 0
        for table in [*aligned, None]:
            end = table.head if table else len(column)
            for part in _paragraphs(column[at:end]):
                if isinstance(part, int):
                    inside = [word for word in words if _inside(word, ruled[part])]
                    yield titled(partial(_ruled, ruled[part], inside))
                else:
                    first, texts = part
                    yield tell(join_lines(texts), lines_before + at + first + 1)
            if table:
                for offset in range(table.head, table.end):
                    yield Block(column[offset].whole().text, f"page {number}, line {lines_before + offset + 1}")
                yield titled(partial(_aligned, column, table))
                at = table.end
        lines_before += len(column)


def _ruled(cells: Sequence[Sequence[float]], words: Sequence[Word], title: str, *, node: str) -> Any:
    return ruled_grid(cells, words, title, node)


def _aligned(lines: Sequence[Line], table: Aligned, title: str, *, node: str) -> Any:
    return aligned_grid(lines, table, title, node)


def _mark(cells: Sequence[Sequence[float]], index: int) -> Word:
    """Return a word without letters that stands where a table begins, to keep its place in the reading order."""
    x0, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
    return Word("", x0, top, max(cell[2] for cell in cells), top + 1, 1.0, False, index)


def _inside(word: Word, cells: Sequence[Sequence[float]]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in cells)


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, list[str]] | int]:
    """Yield the paragraphs of a column, each as its first line and the texts of its lines, and the marks of tables.

    A line goes on with the one above where it is as large, right below it, and its first word had no room there.
    """
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and _as_one(lines[end - 1], lines[end]):
            end += 1
        right = max(line.x1 for line in lines[start:end])
        first = start
        for number in range(start, end):
            if number + 1 < end and _had_no_room(lines[number], lines[number + 1], right):
                continue
            texts = [text for line in lines[first : number + 1] if (text := line.whole().text)]
            if texts:
                yield first, texts
            first = number + 1
        yield from (table for line in lines[start:end] for table in line.tables)
        start = end


def _as_one(above: Line, line: Line) -> bool:
    """Tell whether two lines are set as one text: as large, and right below one another."""
    return (
        abs(above.size - line.size) <= _SAME_SIZE
        and line.top - above.bottom <= _LEADING * line.size
        and not above.tables
        and not line.tables
    )


def _had_no_room(above: Line, line: Line, right: float) -> bool:
    room = right - above.x1 - _ROOM * line.size
    return line.words[0].x1 - line.words[0].x0 >= room


def _refused(message: str, expected: str, found: str, page: int | None) -> DriftError:
    return DriftError(message, place=None if page is None else f"page {page}", expected=expected, found=found)

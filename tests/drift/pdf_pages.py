"""The page of a saved PDF file taken apart into words and tables, and set again: what is edited lies between."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

import pdfplumber
from fpdf import FPDF

from extractors.formats import pdf
from extractors.formats import pdf_pages as pdf_program
from extractors.formats.pdf import _pages
from extractors.formats.pdf_lines import Line as WordLine
from extractors.formats.pdf_lines import Word, in_reading_order, lines_of
from extractors.formats.pdf_tables import aligned_grid, find_aligned, is_ruled, ruled_grid
from extractors.grids import Grid
from tests.drift.matrix import Box, Line, new_cell
from tests.drift.text_tables import TextTable

Cells = Sequence[Sequence[float]]
#: Lines over and under a table that belong to it, if they are there.
_AROUND = 3
#: Letters of Times reach so far below the line that they stand on, relative to their size.
_DESCENT = 0.217


@dataclass
class Setting:
    """How a table is set: space between columns and lines, letters, alignment of figures, rules around cells.

    ``moves`` shift the header or the figures of a column to the side; ``new_page`` is the row before which one begins,
    and ``repeats_header`` whether the header stands there again.
    """

    left: float
    top: float
    size: float
    pitch: float
    is_ruled: bool
    gap: float = 24.0
    align: str = "right"
    moves: dict[tuple[str, int], float] = field(default_factory=dict)
    new_page: int | None = None
    repeats_header: bool = True


@dataclass
class PlacedTable:
    """A table of a page, the lines around it as printed, and where it ends."""

    table: TextTable
    setting: Setting
    above: list[WordLine]
    below: list[WordLine]
    words: set[Word]
    bottom: float


@dataclass
class Page:
    """The words of the only page of a file, in points from the top left, and its tables."""

    words: list[Word]
    columns: list[list[WordLine]]
    tables: list[PlacedTable]
    fonts: dict[Word, str]


@lru_cache
def _find(content: bytes) -> tuple[dict[Word, str], list[Cells]]:
    """Return the words of the only page of a file with their fonts, and the cells of what lines enclose."""
    with pdfplumber.open(BytesIO(content)) as file:
        (sheet,) = file.pages
        found = sheet.extract_words(extra_attrs=["size", "fontname"], x_tolerance=1.5)
        ruled = [[tuple(cell) for cell in table.cells] for table in sheet.find_tables()]
    fonts = {
        Word(
            one["text"], one["x0"], one["top"], one["x1"], one["bottom"], one["size"], "Italic" in one["fontname"]
        ): one["fontname"]
        for one in found
    }
    return fonts, ruled


def read_page(content: bytes) -> Page:
    """Return what is on the page of a file that has one."""
    known, enclosed = _find(content)
    fonts = dict(known)
    words = list(fonts)
    ruled = [cells for cells in enclosed if is_ruled(cells, words)]
    loose = [word for word in words if not any(_inside(word, cells) for cells in ruled)]
    columns = in_reading_order(loose)
    page = Page(words, columns, [], fonts)
    for column in columns:
        starts = 0
        for aligned in find_aligned(column):
            lines = column[aligned.head : aligned.end]
            grid = aligned_grid(column, aligned, "", "")
            above, below = column[max(starts, aligned.head - _AROUND) : aligned.head], column[aligned.end :][:_AROUND]
            page.tables.append(_placed(grid, lines, above, below, is_ruled=False))
            starts = aligned.end
    for cells in ruled:
        inside = [word for word in words if _inside(word, cells)]
        top, bottom = min(cell[1] for cell in cells), max(cell[3] for cell in cells)
        column = next(column for column in columns if column[0].top < top)
        above = [line for line in column if line.bottom <= top][-_AROUND:]
        below = [line for line in column if line.top >= bottom][:_AROUND]
        grid = ruled_grid(cells, inside, "", "")
        # A ruled row is as high as its text is long; set again, each has one line.
        page.tables.append(_placed(grid, lines_of(inside), above, below, is_ruled=True))
    return page


@lru_cache(maxsize=8)
def read_here(content: bytes, limits: pdf.Limits) -> list[dict[str, Any]]:
    """Return what is on each page as the reader of PDF files has it, but found out in this process.

    The files are our own, so nobody needs to be protected from them, and a process for each takes most of the time.
    """
    try:
        return list(json.loads(json.dumps(pdf_program.read_pages(content, asdict(limits)))))
    except Exception:  # noqa: BLE001 - the process of its own says what is wrong
        return _pages(content, limits)


def _inside(word: Word, cells: Cells) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in cells)


def _placed(
    grid: Grid, lines: Sequence[WordLine], above: list[WordLine], below: list[WordLine], *, is_ruled: bool
) -> PlacedTable:
    boxes: dict[int, Box] = {}
    rows = [
        Line(
            [None if cell is None else boxes.setdefault(id(cell), new_cell(cell.text)) for cell in row],
            "thead" if number < grid.head_rows else "tbody",
        )
        for number, row in enumerate(grid.rows)
    ]
    text = TextTable([line.whole().text for line in above], rows, [line.whole().text for line in below])
    pitch = 13.0 if is_ruled else (lines[-1].bottom - lines[0].bottom) / max(len(lines) - 1, 1)
    setting = Setting(min(line.x0 for line in lines), lines[0].top, lines[-1].size, pitch, is_ruled)
    words = {word for line in lines for word in line.words}
    return PlacedTable(text, setting, above, below, words, max(line.bottom for line in lines))


class _Sheet(FPDF):
    def __init__(self) -> None:
        super().__init__(unit="pt", format=(900, 1200))
        self.core_fonts_encoding = "windows-1252"
        self.set_auto_page_break(False)
        self.add_page()

    def put(
        self, text: str, x: float, bottom: float, size: float, font: str = "Times-Roman", room: float | None = None
    ) -> None:
        """Put a text whose letters end at ``bottom`` with its left end at ``x``, pressed or stretched into its room."""
        style = ("B" if "Bold" in font else "") + ("I" if "Italic" in font else "")
        self.set_font("Times", style=style, size=size)
        wide = self.get_string_width(_printable(text))
        self.set_stretching(100 * room / wide if room and wide and abs(room - wide) > 0.5 else 100)
        self.text(x, bottom - _DESCENT * size, _printable(text))
        self.set_stretching(100)

    def wide(self, text: str, size: float) -> float:
        self.set_font("Times", size=size)
        return float(self.get_string_width(_printable(text)))


def _printable(text: str) -> str:
    """Return a text in the letters that the fonts of every reader have."""
    return text.encode("cp1252", "replace").decode("cp1252")


def set_page(page: Page) -> bytes:
    """Return a file with the page set again: words where they stood, tables anew, what is below them moved."""
    sheet = _Sheet()
    taken: set[Word] = set().union(*(one.words for one in page.tables))
    shifts: list[tuple[float, float]] = []
    lines = [line for one in page.tables for line in (*one.above, *one.below)]
    said = {
        id(line): text
        for one in page.tables
        for line, text in (*_paired(one.above, one.table.above), *_paired(one.below, one.table.below[::-1], last=True))
    }
    for one in sorted(page.tables, key=lambda one: one.setting.top):
        down = sum(shift for top, shift in shifts if one.setting.top > top)
        more = one.table.above[len(one.above) :]
        top = one.setting.top + down
        for number, text in enumerate(more, start=1):
            sheet.put(text, one.setting.left, top + number * one.setting.pitch, one.setting.size)
        top += len(more) * one.setting.pitch
        end = set_table(sheet, one.table.lines, one.setting, top)
        added = one.table.below[: max(0, len(one.table.below) - len(one.below))]
        for number, text in enumerate(added, start=1):
            sheet.put(text, one.setting.left, end + number * 11.0 + 4, 8.5)
        shifts.append((one.setting.top, end + (len(added) * 11.0 + 4 if added else 0) - one.bottom - down))
    for line in {id(line): line for line in lines}.values():
        if id(line) in said and said[id(line)] != line.whole().text:
            taken.update(line.words)
            if said[id(line)]:
                down = sum(shift for top, shift in shifts if line.top > top)
                sheet.put(said[id(line)], line.x0, line.bottom + down, line.size, page.fonts[line.words[0]])
    for word in page.words:
        if word not in taken:
            down = sum(shift for top, shift in shifts if word.top > top)
            sheet.put(word.text, word.x0, word.bottom + down, word.size, page.fonts[word], word.x1 - word.x0)
    return bytes(sheet.output())


def _paired(lines: list[WordLine], texts: list[str], *, last: bool = False) -> list[tuple[WordLine, str]]:
    """Return each line around a table with the text that it now has, empty where it is gone."""
    ordered = lines[::-1] if last else lines
    return [(line, texts[n] if n < len(texts) else "") for n, line in enumerate(ordered)]


def set_table(sheet: _Sheet, lines: list[Line], setting: Setting, top: float) -> float:
    """Set a table with its first line at ``top``; return where it ends on its last page."""
    places = _columns(lines, setting, lambda text: sheet.wide(text, setting.size))
    head = [line for line in lines if line.group == "thead"]
    number = 0
    row = 0
    while number < len(lines):
        if number == setting.new_page:
            sheet.add_page()
            top, row = 60.0, 0
            if setting.repeats_header:
                _set_rows(sheet, head, 0, len(head), places, setting, top)
                row = len(head)
        end = setting.new_page if setting.new_page is not None and number < setting.new_page else len(lines)
        _set_rows(sheet, lines, number, end, places, setting, top + row * setting.pitch)
        row += end - number
        number = end
    return top + row * setting.pitch - (setting.pitch - setting.size)


def _set_rows(
    sheet: _Sheet,
    lines: list[Line],
    first: int,
    end: int,
    places: list[tuple[float, float]],
    setting: Setting,
    top: float,
) -> None:
    for y in range(first, end):
        for x, box in enumerate(lines[y].boxes):
            if box is None or (x and lines[y].boxes[x - 1] is box) or (y and lines[y - 1].boxes[x] is box):
                continue
            across, down = _size(lines, y, x)
            left, right = places[x][0], places[x + across - 1][1]
            under = top + (y - first) * setting.pitch
            if setting.is_ruled:
                sheet.rect(left - setting.gap / 2, under - 2, right - left + setting.gap, down * setting.pitch)
            part = "head" if lines[y].group == "thead" else "body"
            aside = setting.moves.get((part, x), 0.0)
            for number, text in enumerate(_broken(box.text, down if part == "head" else 1)):
                wide = sheet.wide(text, setting.size)
                align = "left" if x == 0 else "centre" if across > 1 else setting.align
                at = {"left": left, "right": right - wide, "centre": (left + right - wide) / 2}[align]
                sheet.put(text, at + aside, under + number * setting.pitch + setting.size, setting.size)


def _columns(lines: list[Line], setting: Setting, wide: Callable[[str], float]) -> list[tuple[float, float]]:
    """Return left and right end of each column, wide enough for its texts."""
    count = len(lines[0].boxes)
    widths = [10.0] * count
    spanning: list[tuple[int, int, float]] = []
    for y, line in enumerate(lines):
        for x, box in enumerate(line.boxes):
            if box is None:
                continue
            across, down = _size(lines, y, x)
            need = max((wide(text) for text in _broken(box.text, down if line.group == "thead" else 1)), default=0.0)
            if across == 1:
                widths[x] = max(widths[x], need)
            elif across < count:
                spanning.append((x, across, need))
    for x, across, need in spanning:
        has = sum(widths[x : x + across]) + (across - 1) * setting.gap
        widths[x + across - 1] += max(0.0, need - has)
    places = []
    at = setting.left
    for width in widths:
        places.append((at, at + width))
        at += width + setting.gap
    return places


def _size(lines: list[Line], y: int, x: int) -> tuple[int, int]:
    box = lines[y].boxes[x]
    across = next((n for n, other in enumerate(lines[y].boxes[x:]) if other is not box), len(lines[y].boxes) - x)
    down = next((n for n, other in enumerate(lines[y:]) if other.boxes[x] is not box), len(lines) - y)
    return across, down


def _broken(text: str, count: int) -> list[str]:
    """Return a text in so many lines of about the same length, the last ones first where it has fewer words."""
    words = text.split()
    lines: list[list[str]] = [[] for _ in range(count)]
    long = len(text) / count
    number = 0
    for word in words:
        if lines[number] and number + 1 < count and len(" ".join([*lines[number], word])) > long:
            number += 1
        lines[number].append(word)
    filled = [" ".join(one) for one in lines if one]
    return [""] * (count - len(filled)) + filled

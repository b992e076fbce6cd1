"""The sheets of a workbook as tables: what stands between the notes above and below is one, each cell with its place.

A sheet has no tables of its own. Rows without text divide it into bands. The rows at the top and the bottom of a band
whose only text stands in its first column are notes, the rest is a table, in which such a row is a heading over all
columns. Bands with no note between them are one table, spaced out. The titles of a table are the notes since the table
before, nearest first, then the sheet's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from extractors.documents import Block, Content, normalise
from extractors.errors import DriftError
from extractors.formats.html import FOOTNOTE_MARK
from extractors.grids import MAX_CELLS, Grid, GridCell, TitledTable

#: Bounds of the file formats themselves.
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
#: Bound that no honest workbook reaches.
MAX_WORKBOOK_CELLS = 500_000

Place = tuple[int, int]
"""Row and column, counted from 1."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell that holds something: its text as printed, and what :class:`GridCell` says of it besides."""

    text: str
    marks: str = ""
    italic: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its cells by place, and its merged cells: place of the first cell → height and width."""

    name: str
    cells: Mapping[Place, SheetCell]
    merged: Mapping[Place, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """A sheet with every place that a merged cell covers, and per row the columns (from, to) of its texts."""

    sheet: Sheet
    covered: Mapping[Place, Place]
    texts: Mapping[int, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Body:
    """Rows that are a table, from ``first`` to ``last``, the notes since the table before, and those that follow."""

    first: int
    last: int
    notes: list[str]
    below: list[str]


def workbook_content(sheets: Sequence[Sheet]) -> Content:
    """Return the tables of all sheets and, line by line, their notes.

    Raises DriftError for merged cells beyond the bounds, over one another or over other texts.
    """
    tables: list[TitledTable] = []
    blocks: list[Block] = []
    for sheet in sheets:
        layout = _layout(sheet)
        bodies, notes = _divide(layout)
        blocks += notes
        for body in bodies:
            place = f"{sheet.name}!{_span_name(layout, body)}"
            titles = list(dict.fromkeys([*reversed(body.notes), sheet.name]))
            tables.append(TitledTable(titles, place, partial(_read_body, layout, body, place), body.below))
    return Content(tables, lambda: blocks, "", "")


def text_cell(runs: Iterable[tuple[str, bool, bool]]) -> SheetCell:
    """Return the cell of a text given in stretches, each with whether it is a superscript and whether it is italic.

    Superscripts that look like footnote marks are set apart; the text is italic where all its letters and digits are.
    """
    text: list[str] = []
    marks: list[str] = []
    slanted: list[bool] = []
    for piece, raised, italic in runs:
        if raised and FOOTNOTE_MARK.fullmatch(normalise(piece)):
            marks.append(normalise(piece))
            continue
        text.append(piece)
        if any(character.isalnum() for character in piece):
            slanted.append(italic)
    return SheetCell(normalise("".join(text)), " ".join(marks), bool(slanted) and all(slanted))


def unseen(where: str) -> str:
    """Return the fault of a figure that readers of the workbook do not see."""
    return f"expected a figure that readers of the workbook see, found one {where}"


def cell_name(row: int, column: int) -> str:
    """Return the name of a place as sheets print it: row 7, column 28 is ``AB7``."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _layout(sheet: Sheet) -> _Layout:
    if sum(height * width for height, width in sheet.merged.values()) > MAX_CELLS:
        raise DriftError(
            "the merged cells are too large", place=f'sheet "{sheet.name}"', expected=f"up to {MAX_CELLS} places"
        )
    covered: dict[Place, Place] = {}
    for first, (height, width) in sheet.merged.items():
        for place in ((first[0] + y, first[1] + x) for y in range(height) for x in range(width)):
            hidden = sheet.cells.get(place)
            if place in covered or (place != first and hidden is not None and hidden.text):
                raise DriftError(
                    "a merged cell covers another",
                    place=f"{sheet.name}!{cell_name(*place)}",
                    expected="nothing under the merged cell " + cell_name(*first),
                    found=f'"{hidden.text}"' if hidden and hidden.text else "another merged cell",
                )
            covered[place] = first
    texts: dict[int, list[tuple[int, int]]] = {}
    for (row, column), cell in sheet.cells.items():
        if not (cell.text or cell.fault) or covered.get((row, column), (row, column)) != (row, column):
            continue
        height, width = sheet.merged.get((row, column), (1, 1))
        for line in range(row, row + height):
            texts.setdefault(line, []).append((column, column + width - 1))
    return _Layout(sheet, covered, {row: sorted(texts[row]) for row in sorted(texts)})


def _divide(layout: _Layout) -> tuple[list[_Body], list[Block]]:
    """Return the tables of a sheet and all its notes."""
    bodies: list[_Body] = []
    blocks: list[Block] = []
    since: list[str] = []
    for band in _bands(layout):
        edge = min(columns[0][0] for columns in (layout.texts[row] for row in band))
        noted = [len(layout.texts[row]) == 1 and layout.texts[row][0][0] == edge for row in band]
        above = next((number for number, note in enumerate(noted) if not note), len(band))
        below = len(band) - next((number for number, note in enumerate(reversed(noted)) if not note), 0)
        over, under = (list(_note_lines(layout, rows)) for rows in (band[:above], band[max(above, below) :]))
        blocks += [*over, *under]
        since += [line.text for line in over]
        if above == len(band):
            if bodies:
                bodies[-1].below.extend(line.text for line in over)
        elif bodies and not since and not bodies[-1].below:
            bodies[-1] = _Body(bodies[-1].first, band[below - 1], bodies[-1].notes, [line.text for line in under])
        else:
            bodies.append(_Body(band[above], band[below - 1], since, [line.text for line in under]))
            since = []
    return bodies, blocks


def _bands(layout: _Layout) -> Iterator[list[int]]:
    band: list[int] = []
    for row in layout.texts:
        if band and row != band[-1] + 1:
            yield band
            band = []
        band.append(row)
    if band:
        yield band


def _note_lines(layout: _Layout, rows: Sequence[int]) -> Iterator[Block]:
    before: Place | None = None
    for row in rows:
        place = (row, layout.texts[row][0][0])
        first = layout.covered.get(place, place)
        if first != before:
            yield Block(layout.sheet.cells[first].text, f"{layout.sheet.name}!{cell_name(*first)}")
        before = first


def _columns(layout: _Layout, body: _Body) -> tuple[int, int]:
    rows = [layout.texts[row] for row in layout.texts if body.first <= row <= body.last]
    return min(texts[0][0] for texts in rows), max(last for texts in rows for _, last in texts)


def _span_name(layout: _Layout, body: _Body) -> str:
    left, right = _columns(layout, body)
    return f"{cell_name(body.first, left)}:{cell_name(body.last, right)}"


def _read_body(layout: _Layout, body: _Body, node: str, title: str) -> Grid:
    """Return a table as a grid; a row without text has no cells. Raises DriftError beyond the bounds."""
    left, right = _columns(layout, body)
    if (body.last - body.first + 1) * (right - left + 1) > MAX_CELLS:
        raise DriftError("the table is too large", place=f'table "{title}"', expected=f"up to {MAX_CELLS} cells")
    known: dict[Place, GridCell] = {}

    def read(place: Place) -> GridCell:
        first = layout.covered.get(place, place)
        if first not in known:
            known[first] = _read_cell(layout, first, (body.first, left), (body.last, right))
        return known[first]

    def read_row(row: int) -> list[GridCell | None]:
        width = right - left + 1
        if row not in layout.texts:
            return [None] * width
        if layout.texts[row] == [(left, left)] and (row, left) not in layout.covered:
            return [read((row, left))._replace(width=width)] * width
        return [read((row, column)) for column in range(left, right + 1)]

    return Grid(title, node, [read_row(row) for row in range(body.first, body.last + 1)], head_rows=0)


def _read_cell(layout: _Layout, first: Place, top_left: Place, bottom_right: Place) -> GridCell:
    sheet = layout.sheet
    cell = sheet.cells.get(first, SheetCell(""))
    height, width = sheet.merged.get(first, (1, 1))
    return GridCell(
        text=cell.text,
        marks=cell.marks,
        italic=cell.italic,
        header=False,
        row=first[0] - top_left[0] + 1,
        column=first[1] - top_left[1] + 1,
        height=min(height, bottom_right[0] - first[0] + 1),
        width=min(width, bottom_right[1] - first[1] + 1),
        node=f"{sheet.name}!{cell_name(*first)}",
        fault=cell.fault,
    )

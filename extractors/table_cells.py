"""One cell of a declared table: its figure with its place, or why no figure may be taken from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors import codes
from extractors.binding import Bound, Place, Source, complete, merge, observation, rejected
from extractors.figures import read_figure
from extractors.grids import Grid, GridCell
from extractors.labels import closest
from extractors.mapping import Table
from extractors.observation import Cell, Observation, RejectedFigure


@dataclass(frozen=True, slots=True)
class Column:
    """A wanted column by its number (from 0) and the label over it, with what that label binds."""

    number: int
    label: str
    bind: Bound


class Row(NamedTuple):
    """A row by its number (from 1) and label.

    ``binds`` is what columns bind in it, kept for every row of this label under this heading.
    """

    number: int
    heading: str | None
    label: str
    marks: list[str]
    ignored: bool
    unknown: bool
    ragged: bool
    cells: Sequence[GridCell | None]
    context: str
    bind: Bound
    binds: dict[int, Bound]


@dataclass(frozen=True, slots=True)
class Cells:
    """What every cell of a table is read by: ``headed`` are all columns with a header, ``parts_found`` counts parts."""

    table: Table
    grid: Grid
    columns: list[Column]
    source: Source
    headed: dict[str, int]
    parts_found: Counter[int]


def read_cell(cells: Cells, row: Row, column: Column, figures: list[Observation | RejectedFigure]) -> None:
    """Add to ``figures`` those of a cell, or why there is none; nothing for an empty cell of an unknown area."""
    table, grid, source = cells.table, cells.grid, cells.source
    cell = row.cells[column.number]
    locator = Cell(grid.title, row.label, column.label, row.number, column.number + 1, cell.node if cell else grid.node)
    place = Place(locator, cell.text if cell else "", row.context)
    bind = row.binds.get(column.number) or _bind(cells, row, column, place)
    if fault := _fault(cells, row, cell):
        figures.append(rejected(*fault, bind, source, place))
        return
    assert cell is not None  # noqa: S101 - no cell is a fault
    text, marks = clean(cell.text, table), row.marks
    if table.marks:
        text, marks = without_marks(text, table)
        marks += raised_marks(cell, table) + row.marks
    missing = table.missing.get(text)
    if row.unknown:
        if text and missing is None:
            figures.append(rejected("unknown_ref_area", _unknown_area(row.label, table), bind, source, place))
        return
    status = table.italic if cell.italic and table.italic else "A"
    status = table.marks[marks[0]] if marks else status
    flag = _flag(cell, table, marks)
    if missing is not None:
        figures.append(observation(bind, source, place, value=None, rounding_unit=None, status=missing, flag=flag))
        return
    for number, part in enumerate(table.parts):
        if found := re.search(part.pattern, text):
            text = clean(text[: found.start()] + " " + text[found.end() :], table)
            cells.parts_found[number] += 1
            of_part = merge(bind, part.bind)
            figures.append(read_figure(found.group("figure"), of_part, source, place, status=status, flag=flag))
    if table.decimals is not None and (reason := _wrong_decimals(text, table.decimals)):
        figures.append(rejected("unreadable_quantity", reason, bind, source, place))
        return
    figures.append(read_figure(text, bind, source, place, status=status, flag=flag))


def missing_parts(cells: Cells) -> Iterator[RejectedFigure]:
    """Yield a refusal for each declared part of a cell that the table no longer has."""
    for number, part in enumerate(cells.table.parts):
        found = cells.parts_found[number]
        for _ in range((part.times or 0) - found):
            place = Place(Cell(cells.grid.title, "", "", 0, 0, cells.grid.node), "", "")
            reason = f"expected {part.times} cells with a part like {part.pattern}, found {found}"
            yield rejected("missing_part", reason, merge(cells.table.bind, part.bind), cells.source, place)


def _fault(cells: Cells, row: Row, cell: GridCell | None) -> tuple[str, str] | None:
    """Return rule and reason where a cell, or its row, is not sound enough to take a figure from."""
    if cell is None:
        return "unreadable_quantity", "expected a figure, found no cell here"
    if cell.fault:
        return "unsound_cell", cell.fault
    if row.ragged and (gap := _gap(cells, row)) is not None:
        # Where a cell was lost, those to the right of it have moved under the headers of their neighbours.
        return "ragged_row", f'expected a cell in every column, found none under "{gap}"'
    if cell.height > 1 or (cell.width > 1 and _covers_several(cell, cells.columns)):
        found = f"found one cell over {cell.height} rows and {cell.width} columns"
        return "merged_cell", f"expected a figure of its own, {found}"
    return None


def _gap(cells: Cells, row: Row) -> str | None:
    """Return the header of a column without a cell in a row, or of the last wanted one where its cell is empty."""
    last = -1 if "" in cells.table.missing else max(column.number for column in cells.columns)
    for label, number in cells.headed.items():
        cell = row.cells[number]
        if cell is None or (number == last and not cell.text and not cell.fault):
            return label
    return None


def _wrong_decimals(text: str, decimals: int) -> str:
    """Return what is wrong with the number of decimals of a figure, where all of its table print as many."""
    printed = re.search(r"[.,]([0-9]+)\D*$", text)
    if len(printed[1] if printed else "") == decimals:
        return ""
    return f"expected a figure with {decimals} decimal{'' if decimals == 1 else 's'}, found {text!r}"


def _bind(cells: Cells, row: Row, column: Column, place: Place) -> Bound:
    """Return what the table, a row and a column bind together, and complete where the row is known."""
    bind = merge(cells.table.bind, row.bind, column.bind)
    row.binds[column.number] = bind if row.unknown else complete(bind, cells.source, place)
    return row.binds[column.number]


def _covers_several(cell: GridCell, columns: list[Column]) -> bool:
    return sum(cell.column <= column.number + 1 < cell.column + cell.width for column in columns) > 1


def clean(text: str, table: Table) -> str:
    """Return a text without the declared footnote marks at its ends."""
    return text.strip(table.footnote_marks + " ")


def without_marks(text: str, table: Table) -> tuple[str, list[str]]:
    """Return a label or figure without the declared marks after it, and these marks."""
    marks: list[str] = []
    if not table.marks:
        return text, marks
    while mark := next((mark for mark in table.marks if text.endswith(mark) and text != mark), None):
        text = text.removesuffix(mark).rstrip()
        marks.insert(0, mark)
    return text, marks


def raised_marks(cell: GridCell, table: Table) -> list[str]:
    """Return the declared marks that stand raised in a cell."""
    return [mark for mark in cell.marks.split() if mark in table.marks] if cell.marks and table.marks else []


def _flag(cell: GridCell, table: Table, marks: list[str]) -> str:
    """Return what typography and marks say of a figure, as printed."""
    if not (table.footnote_marks or cell.italic or cell.marks or marks):
        return ""
    printed = "".join(mark for mark in cell.text if mark in table.footnote_marks)
    raised = " ".join(mark for mark in cell.marks.split() if mark not in marks)
    return " ".join(filter(None, ("italic" if cell.italic and table.italic else "", printed, raised, *marks)))


def _unknown_area(label: str, table: Table) -> str:
    nearest = closest(
        label, [*(table.row_area or {}), *(codes.area_name(area) for area in (table.row_area or {}).values())]
    )
    declared = f' or a declared label such as "{nearest}"' if nearest else ""
    return f'expected an ISO 3166 name{declared}, found "{label}"'

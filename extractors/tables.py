"""Figures in tables, as a publication declares them: labels become words, cells become observations.

What the structure of the table contradicts is drift and stops the reading; a single row or cell that is not understood
is kept as a rejected figure with its place, and the rest is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from extractors import codes
from extractors.binding import Bound, Place, Source, complete, merge, observation, rejected
from extractors.errors import DriftError
from extractors.figures import read_figure
from extractors.grids import Grid, GridCell, TitledTable, find_grid, spans_all
from extractors.labels import closest, either, listed, match_label, nearest
from extractors.mapping import Bind, Table
from extractors.observation import Cell, Observation, RejectedFigure
from extractors.table_checks import (
    check_count,
    check_declared_rows,
    check_italics,
    check_periods,
    check_rising,
    check_says,
    check_scales,
    check_units,
)

#: Between the texts of a merged header, top to bottom: "Online retail sales / 2019".
HEADER_SEPARATOR = " / "

Figures = Iterator[Observation | RejectedFigure]


@dataclass(frozen=True, slots=True)
class _Column:
    number: int
    label: str
    bind: Bound


class _Row(NamedTuple):
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
class _Cells:
    """What every cell of a table is read by: ``headed`` are all columns with a header, ``parts_found`` counts parts."""

    table: Table
    grid: Grid
    columns: list[_Column]
    source: Source
    headed: dict[str, int]
    parts_found: Counter[int]


@dataclass(frozen=True, slots=True)
class _Section:
    bind: Bind | Bound
    left_out: bool


_EVERY_ROW = _Section(Bind(), left_out=False)


def read_table(
    table: Table, tables: Sequence[TitledTable], source: Source
) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures of a declared table in a document, and those that were found but not understood.

    Raises DriftError unless exactly one table matches, for a column that is unknown, missing or there twice, for a
    declared row that is missing, for an unknown row where rows are not areas, for another number of rows than declared,
    and where italics have a meaning and there are none. The label of a merged header is its texts joined by " / ". Rows
    that are there twice are read twice.
    """
    grid = find_grid(tables, table.caption, table.row_labels)
    depth, label_column = _find_row_labels(table, grid)
    columns, headed = _read_columns(table, grid, depth, label_column)
    check_says(table, grid, depth)
    binds = {column.number: merge(table.bind, column.bind) for column in columns}
    labels = (*table.rows, *table.sections)
    if not any(one.bind.scale for one in labels):
        check_scales(grid, depth, binds, source.lang)
    if not any(one.bind.unit for one in labels):
        check_units(grid, depth, binds, source.lang)
    cells = _Cells(table, grid, columns, source, headed, Counter())
    read: list[Observation] = []
    refused: list[RejectedFigure] = []
    labelled: list[tuple[int, str]] = []
    counted: list[tuple[str | None, str]] = []
    for row in _read_rows(table, grid, depth, label_column):
        labelled.append((row.number, row.label))
        if row.ignored:
            continue
        counted.append((row.heading, row.label))
        for column in columns:
            for figure in _read_cell(cells, row, column):
                if isinstance(figure, Observation):
                    read.append(figure)
                else:
                    refused.append(figure)
    check_rising(table, grid, labelled, headed, source.lang)
    check_count(table, grid, counted)
    check_italics(table, grid, depth)
    refused += _missing_parts(cells)
    check_periods(table, grid, [one.time_period for one in read], source)
    return read, refused


def _find_row_labels(table: Table, grid: Grid) -> tuple[int, int]:
    """Return how many rows the header has and which column (from 0) names the rows."""
    place = f'table "{grid.title}"'
    head = next(
        (cell for row in grid.rows for cell in row if cell and _clean(cell.text, table) in table.row_labels), None
    )
    if head is None:
        first_row = [cell.text for cell in grid.rows[0] if cell] if grid.rows else []
        raise DriftError(
            "the column that names the rows is missing",
            place=place,
            expected=either(table.row_labels),
            found=nearest(table.row_labels[0], first_row),
        )
    depth = max(head.row + head.height - 1, grid.head_rows)
    while depth < len(grid.rows) and all(cell and cell.header for cell in grid.rows[depth]):
        depth += 1
    heads = {
        cell.column
        for row in grid.rows[:depth]
        for cell in row
        if cell and _clean(cell.text, table) in table.row_labels
    }
    if len(heads) > 1:
        raise DriftError(
            "two columns could name the rows",
            place=place,
            expected=f"one column headed {either(table.row_labels)}",
            found="columns " + " and ".join(map(str, sorted(heads))),
        )
    return depth, head.column - 1


def _read_columns(table: Table, grid: Grid, depth: int, label_column: int) -> tuple[list[_Column], dict[str, int]]:
    """Return the wanted columns, and every column (from 0) by its header, ignored ones too."""
    place = f'table "{grid.title}", header'
    known = [text for labels in table.columns for text in labels.shown]
    wanted: list[_Column] = []
    labels_seen: dict[str, int] = {}
    meanings: dict[int, list[str]] = {}
    for column in range(grid.width):
        label = _column_label(table, grid, depth, column)
        if column == label_column or (not label and _is_blank(grid, depth, column)):
            continue
        if label in labels_seen:
            raise DriftError(
                "two columns have one header",
                place=place,
                expected="each header once",
                found=f'"{label}" over columns {labels_seen[label] + 1} and {column + 1}',
            )
        labels_seen[label] = column
        match = match_label(label, table.columns, place)
        if match is None:
            raise DriftError(
                "a column is not declared",
                place=place,
                expected=f'"{closest(label, known)}" or another',
                found=f'"{label}"',
            )
        number, bind = match
        if number in meanings and table.columns[number].labels:
            raise DriftError(
                "two columns mean the same",
                place=place,
                found=f'"{meanings[number][0]}" and "{label}"',
                expected="one of them",
            )
        meanings.setdefault(number, []).append(label)
        if not table.columns[number].ignore:
            wanted.append(_Column(column, label, merge(bind)))
    for number, labels in enumerate(table.columns):
        if number not in meanings and not labels.ignore:
            expected = either(labels.shown)
            raise DriftError(
                "a column is missing", place=place, expected=expected, found=nearest(expected, labels_seen)
            )
        if labels.times is not None and len(meanings.get(number, [])) != labels.times:
            raise DriftError(
                "another number of columns than declared",
                place=place,
                expected=f"{labels.times} like {either(labels.shown)}",
                found=listed(meanings.get(number, [])),
            )
    return wanted, labels_seen


def _column_label(table: Table, grid: Grid, depth: int, column: int) -> str:
    texts: list[str] = []
    above: GridCell | None = None
    for row in grid.rows[:depth]:
        cell = row[column]
        if cell is None or cell is above or spans_all(cell, grid):
            continue
        above = cell
        if text := _clean(cell.text, table):
            texts.append(text)
    return HEADER_SEPARATOR.join(texts)


def _is_blank(grid: Grid, depth: int, column: int) -> bool:
    cells = [row[column] for row in grid.rows[depth:]]
    return not any(cell and cell.text for cell in cells if cell is None or not spans_all(cell, grid))


def _read_rows(table: Table, grid: Grid, depth: int, label_column: int) -> Iterator[_Row]:
    matched: Counter[int] = Counter()
    heading: str | None = None
    section = None if table.sections else _EVERY_ROW
    binds: dict[tuple[str | None, str | None], tuple[Bound, dict[int, Bound]]] = {}
    width = grid.width
    for number, row in enumerate(islice(grid.rows, depth, None), start=depth + 1):
        cells = list(row)
        place = f'table "{grid.title}", row {number}'
        # A row without text is a rule; one cell over the whole width is a note or a heading and belongs to no column.
        if not any(cell and cell.text for cell in cells):
            continue
        if width > 1 and all(cell is not None and cell.width == width for cell in cells):
            heading = _clean(cells[0].text, table) if cells[0] else ""
            section = _section(heading, table, place)
            continue
        if section is None:
            known = [text for labels in table.sections for text in labels.shown]
            raise DriftError(
                "a row stands under no declared heading",
                place=place,
                expected=either(known),
                found="no heading" if heading is None else f'"{heading}"',
            )
        if section.left_out:
            continue
        label_cell = cells[label_column]
        label, marks = _without_marks(_clean(label_cell.text, table) if label_cell else "", table)
        if label_cell and table.marks:
            marks += _raised_marks(label_cell, table)
        match = match_label(label, table.rows, place)
        if match is not None:
            matched[match[0]] += 1
            if (heading, label) not in binds:
                binds[heading, label] = merge(section.bind, match[1]), {}
            ignored, bound = table.rows[match[0]].ignore, binds[heading, label]
            yield _Row(number, heading, label, marks, ignored, False, _has_gap(cells), cells, _context(cells), *bound)
            continue
        if table.row_area is None:
            known = [text for labels in table.rows for text in labels.shown]
            raise DriftError(
                "a row is not declared",
                place=place,
                expected=f'"{closest(label, known)}" or another',
                found=f'"{label}"',
            )
        # A label over several rows names the first of them at best.
        key = (heading, None if label_cell and label_cell.height > 1 else label)
        if key not in binds:
            area = Bind(ref_area=table.row_area.get(label) or codes.area_from_name(label)) if key[1] else Bind()
            binds[key] = merge(section.bind, area), {}
        bind, complete_binds = binds[key]
        unknown = bind.ref_area is None
        yield _Row(
            number, heading, label, marks, False, unknown, _has_gap(cells), cells, _context(cells), bind, complete_binds
        )
    check_declared_rows(table, grid, matched)


def _section(heading: str, table: Table, place: str) -> _Section | None:
    """Return what a heading between the rows says of those under it; None for an undeclared one."""
    if not table.sections:
        return _EVERY_ROW
    match = match_label(heading, table.sections, place)
    return None if match is None else _Section(match[1], table.sections[match[0]].ignore)


def _missing_parts(cells: _Cells) -> Iterator[RejectedFigure]:
    """Yield a refusal for each declared part of a cell that the table no longer has."""
    for number, part in enumerate(cells.table.parts):
        found = cells.parts_found[number]
        for _ in range((part.times or 0) - found):
            place = Place(Cell(cells.grid.title, "", "", 0, 0, cells.grid.node), "", "")
            reason = f"expected {part.times} cells with a part like {part.pattern}, found {found}"
            yield rejected("missing_part", reason, merge(cells.table.bind, part.bind), cells.source, place)


def _read_cell(cells: _Cells, row: _Row, column: _Column) -> Figures:
    table, grid, source = cells.table, cells.grid, cells.source
    cell = row.cells[column.number]
    locator = Cell(grid.title, row.label, column.label, row.number, column.number + 1, cell.node if cell else grid.node)
    place = Place(locator, cell.text if cell else "", row.context)
    bind = row.binds.get(column.number) or _bind(cells, row, column, place)
    if fault := _fault(cells, row, cell):
        yield rejected(*fault, bind, source, place)
        return
    assert cell is not None  # noqa: S101 - no cell is a fault
    text, marks = _clean(cell.text, table), row.marks
    if table.marks:
        text, marks = _without_marks(text, table)
        marks += _raised_marks(cell, table) + row.marks
    missing = table.missing.get(text)
    if row.unknown:
        if text and missing is None:
            yield rejected("unknown_ref_area", _unknown_area(row.label, table), bind, source, place)
        return
    status = table.italic if cell.italic and table.italic else "A"
    status = table.marks[marks[0]] if marks else status
    flag = _flag(cell, table, marks)
    if missing is not None:
        yield observation(bind, source, place, value=None, rounding_unit=None, status=missing, flag=flag)
        return
    for number, part in enumerate(table.parts):
        if found := re.search(part.pattern, text):
            text = _clean(text[: found.start()] + " " + text[found.end() :], table)
            cells.parts_found[number] += 1
            of_part = merge(bind, part.bind)
            yield read_figure(found.group("figure"), of_part, source, place, status=status, flag=flag)
    if table.decimals is not None and (reason := _wrong_decimals(text, table.decimals)):
        yield rejected("unreadable_quantity", reason, bind, source, place)
        return
    yield read_figure(text, bind, source, place, status=status, flag=flag)


def _fault(cells: _Cells, row: _Row, cell: GridCell | None) -> tuple[str, str] | None:
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


def _has_gap(cells: Sequence[GridCell | None]) -> bool:
    return any(cell is None or not cell.text for cell in cells)


def _gap(cells: _Cells, row: _Row) -> str | None:
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


def _bind(cells: _Cells, row: _Row, column: _Column, place: Place) -> Bound:
    """Return what the table, a row and a column bind together, and complete where the row is known."""
    bind = merge(cells.table.bind, row.bind, column.bind)
    row.binds[column.number] = bind if row.unknown else complete(bind, cells.source, place)
    return row.binds[column.number]


def _covers_several(cell: GridCell, columns: list[_Column]) -> bool:
    return sum(cell.column <= column.number + 1 < cell.column + cell.width for column in columns) > 1


def _context(row: Sequence[GridCell | None]) -> str:
    """Return the texts of a row side by side, each cell once."""
    return " | ".join(
        cell.text
        for number, cell in enumerate(row, start=1)
        if cell is not None and cell.text and cell.column == number
    )


def _clean(text: str, table: Table) -> str:
    """Return a text without the declared footnote marks at its ends."""
    return text.strip(table.footnote_marks + " ")


def _without_marks(text: str, table: Table) -> tuple[str, list[str]]:
    """Return a label or figure without the declared marks after it, and these marks."""
    marks: list[str] = []
    if not table.marks:
        return text, marks
    while mark := next((mark for mark in table.marks if text.endswith(mark) and text != mark), None):
        text = text.removesuffix(mark).rstrip()
        marks.insert(0, mark)
    return text, marks


def _raised_marks(cell: GridCell, table: Table) -> list[str]:
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

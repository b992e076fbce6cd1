"""Figures in tables, as a publication declares them: labels become words, cells become observations.

What the structure of the table contradicts is drift and stops the reading; a single row or cell that is not understood
is kept as a rejected figure with its place, and the rest is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from extractors import codes
from extractors.binding import Bound, Source, merge
from extractors.errors import DriftError
from extractors.grids import Grid, GridCell, PlainRow, TitledTable, find_grid, spans_all
from extractors.labels import closest, either, listed, match_label, nearest
from extractors.mapping import Bind, Table
from extractors.observation import Observation, RejectedFigure
from extractors.table_cells import Cells, Column, Row, clean, missing_parts, raised_marks, read_cell, without_marks
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
    cells = Cells(table, grid, columns, source, headed, Counter())
    figures: list[Observation | RejectedFigure] = []
    labelled: list[tuple[int, str]] = []
    counted: list[tuple[str | None, str]] = []
    for row in _read_rows(table, grid, depth, label_column):
        labelled.append((row.number, row.label))
        if row.ignored:
            continue
        counted.append((row.heading, row.label))
        for column in columns:
            read_cell(cells, row, column, figures)
    check_rising(table, grid, labelled, headed, source.lang)
    check_count(table, grid, counted)
    check_italics(table, grid, depth)
    read = [figure for figure in figures if isinstance(figure, Observation)]
    refused = [figure for figure in figures if not isinstance(figure, Observation)]
    refused += missing_parts(cells)
    check_periods(table, grid, [one.time_period for one in read], source)
    return read, refused


def _find_row_labels(table: Table, grid: Grid) -> tuple[int, int]:
    """Return how many rows the header has and which column (from 0) names the rows."""
    place = f'table "{grid.title}"'
    head = next(
        (cell for row in grid.rows for cell in row if cell and clean(cell.text, table) in table.row_labels), None
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
        cell.column for row in grid.rows[:depth] for cell in row if cell and clean(cell.text, table) in table.row_labels
    }
    if len(heads) > 1:
        raise DriftError(
            "two columns could name the rows",
            place=place,
            expected=f"one column headed {either(table.row_labels)}",
            found="columns " + " and ".join(map(str, sorted(heads))),
        )
    return depth, head.column - 1


def _read_columns(table: Table, grid: Grid, depth: int, label_column: int) -> tuple[list[Column], dict[str, int]]:
    """Return the wanted columns, and every column (from 0) by its header, ignored ones too."""
    place = f'table "{grid.title}", header'
    known = [text for labels in table.columns for text in labels.shown]
    wanted: list[Column] = []
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
            wanted.append(Column(column, label, merge(bind)))
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
        if text := clean(cell.text, table):
            texts.append(text)
    return HEADER_SEPARATOR.join(texts)


def _is_blank(grid: Grid, depth: int, column: int) -> bool:
    cells = [row[column] for row in grid.rows[depth:]]
    return not any(cell and cell.text for cell in cells if cell is None or not spans_all(cell, grid))


def _read_rows(table: Table, grid: Grid, depth: int, label_column: int) -> Iterator[Row]:
    matched: Counter[int] = Counter()
    heading: str | None = None
    section = None if table.sections else _EVERY_ROW
    binds: dict[tuple[str | None, str | None], tuple[Bound, dict[int, Bound]]] = {}
    width = grid.width
    for number, row in enumerate(islice(grid.rows, depth, None), start=depth + 1):
        cells = list(row)
        texts = [cell.text if cell else "" for cell in cells]
        place = f'table "{grid.title}", row {number}'
        # A row without text is a rule; one cell over the whole width is a note or a heading and belongs to no column.
        if not any(texts):
            continue
        if width > 1 and cells[0] and cells[0].width == width:
            heading = clean(texts[0], table)
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
        label, marks = without_marks(clean(texts[label_column], table), table)
        if label_cell and table.marks:
            marks += raised_marks(label_cell, table)
        match = match_label(label, table.rows, place)
        if match is not None:
            matched[match[0]] += 1
            if (heading, label) not in binds:
                binds[heading, label] = merge(section.bind, match[1]), {}
            ignored, bound = table.rows[match[0]].ignore, binds[heading, label]
            yield Row(
                number, heading, label, marks, ignored, False, not all(texts), cells, _context(row, texts), *bound
            )
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
        yield Row(
            number,
            heading,
            label,
            marks,
            False,
            unknown,
            not all(texts),
            cells,
            _context(row, texts),
            bind,
            complete_binds,
        )
    check_declared_rows(table, grid, matched)


def _section(heading: str, table: Table, place: str) -> _Section | None:
    """Return what a heading between the rows says of those under it; None for an undeclared one."""
    if not table.sections:
        return _EVERY_ROW
    match = match_label(heading, table.sections, place)
    return None if match is None else _Section(match[1], table.sections[match[0]].ignore)


def _context(row: Sequence[GridCell | None], texts: Sequence[str]) -> str:
    """Return the texts of a row side by side, each cell once."""
    if not isinstance(row, PlainRow):
        starts = [cell is not None and cell.column == number for number, cell in enumerate(row, start=1)]
        texts = [text for text, first in zip(texts, starts, strict=True) if first]
    return " | ".join(filter(None, texts))

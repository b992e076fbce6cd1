"""Tables on a page of a PDF as grids: ruled ones by their cells, the others by how figures stand under one another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.documents import join_lines
from extractors.errors import DriftError
from extractors.formats.pdf_lines import Line, Segment, Word, lines_of
from extractors.grids import MAX_CELLS, Grid, GridCell

#: A cell that is a figure, or a sign that stands for one.
_FIGURE = re.compile(r"[-+±~(\[$€£¥]*\s?[0-9][^A-Za-z]{0,22}(?:\([a-z]\)|[a-z])?[*†]*")
_NO_FIGURE = re.compile(r"[(\[]?(?:N\.?A\.?|n\.?a\.?|[NXSDZ]|-+|[–—…*]+|\.{2,})[)\]]?")
#: What heads a column and looks like a figure.
_YEAR = re.compile("(?:19|20)[0-9]{2}r?")
#: Lines of one table, or of its header, are no further apart than so many times the size of their letters.
_PITCH = 2.6
_HEAD_PITCH = 1.9
#: Headings over the first rows of a table.
_HEADINGS = 2
#: Edges within so many points are one.
_SAME_EDGE = 1.5
#: Part of a heading that lies over a column it belongs to.
_OVER = 0.25


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table without cells of its own: which lines of a column are its header and its body, counted from 0."""

    head: int
    body: int
    end: int


def ruled_grid(cells: Sequence[Sequence[float]], words: Sequence[Word], title: str, node: str) -> Grid:
    """Return a table whose cells are enclosed by lines, each (x0, top, x1, bottom), with the words in them.

    Raises DriftError for a table beyond the bounds.
    """
    across, down = _edges(cells, 0), _edges(cells, 1)
    width, depth = len(across) - 1, len(down) - 1
    if width * depth > MAX_CELLS:
        raise DriftError("the table is too large", place=f'table "{title}"', expected=f"up to {MAX_CELLS} cells")
    rows: list[list[GridCell | None]] = [[None] * width for _ in range(depth)]
    for x0, top, x1, bottom in cells:
        column, row = _edge(across, x0), _edge(down, top)
        columns, lines = _edge(across, x1) - column, _edge(down, bottom) - row
        inside = [
            word
            for word in words
            if x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= (word.top + word.bottom) / 2 <= bottom
        ]
        parts = [line.whole() for line in lines_of(inside)]
        cell = _cell(parts, (row, column), (lines, columns), node, header=False)
        for y in range(row, row + lines):
            for x in range(column, column + columns):
                rows[y][x] = cell
    return Grid(title, node, rows, head_rows=_head_rows(rows))


def is_ruled(cells: Sequence[Sequence[float]], words: Sequence[Word]) -> bool:
    """Tell whether lines enclose the single cells of a table, and not whole columns or the header alone."""
    if len(_edges(cells, 0)) < 3 or len(_edges(cells, 1)) < 3:
        return False
    for x0, top, x1, bottom in cells:
        inside = [word for word in words if x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= word.top <= bottom]
        if sum(1 for line in lines_of(inside) if is_figure(line.whole().text)) > 1:
            return False
    return True


def find_aligned(lines: Sequence[Line]) -> list[Aligned]:
    """Return the tables among the lines of a column: two lines or more with figures in columns, and their headers."""
    parts = [line.segments() for line in lines]
    found: list[Aligned] = []
    at = 0
    while at < len(lines):
        if not _is_row(parts[at]):
            at += 1
            continue
        body = at
        end = at + 1
        while (follows := _next_row(lines, parts, end)) is not None:
            end = follows + 1
        if end > body + 1 and _is_of_years(parts[body]) and not _is_of_years(parts[body + 1]):
            body += 1
        rows = [number for number in range(body, end) if _is_row(parts[number])]
        if len(rows) > 1 or len(parts[body]) > 2:
            labels = min(parts[number][0].x0 for number in rows), max(parts[number][0].x1 for number in rows)
            head = _head(lines, parts, found[-1].end if found else 0, body, labels)
            # A lone part under a header of several is a heading of the first rows.
            while body - 1 > head and len(parts[body - 1]) == 1 and max(map(len, parts[head : body - 1])) > 1:
                body -= 1
            found.append(Aligned(head, body, end))
        at = end
    return found


def aligned_grid(lines: Sequence[Line], table: Aligned, title: str, node: str) -> Grid:
    """Return a table whose columns show by their alignment only.

    Lines of the header that stand over the same columns are one cell. A line of the body with a single part is a
    heading over all columns. Raises DriftError where columns run into one another.
    """
    body = [line.segments() for line in lines[table.body : table.end]]
    columns = _columns([parts for parts in body if _is_row(parts)])
    ends = [(before[1] + after[0]) / 2 for before, after in pairwise(columns)]
    width, depth = len(columns), table.body - table.head
    rows: list[list[GridCell | None]] = [[None] * width for _ in range(table.end - table.head)]
    _fill_head(rows, [line.segments() for line in lines[table.head : table.body]], ends, node)
    for number, parts in enumerate(body, start=depth):
        if len(parts) == 1 and width > 1:
            spanning = _cell(parts, (number, 0), (1, width), node, header=False)
            rows[number] = [spanning] * width
            continue
        for part in parts:
            first, last = _under(part, columns)
            if any(rows[number][column] is not None for column in range(first, last + 1)):
                raise DriftError(
                    "two figures stand in one column",
                    place=f'table "{title}", {node}, row {number + 1}',
                    expected=f"one of {width} columns each",
                    found=" | ".join(one.text for one in parts),
                )
            cell = _cell([part], (number, first), (1, last - first + 1), node, header=False)
            rows[number][first : last + 1] = [cell] * (last - first + 1)
        for column in range(width):
            if rows[number][column] is None:
                rows[number][column] = _cell([], (number, column), (1, 1), node, header=False)
    return Grid(title, node, rows, head_rows=depth)


def is_figure(text: str) -> bool:
    """Tell whether the text of a cell is a figure or a sign that stands for one."""
    return bool(_FIGURE.fullmatch(text) or _NO_FIGURE.fullmatch(text))


def _is_row(parts: Sequence[Segment]) -> bool:
    figures = sum(1 for part in parts[1:] if is_figure(part.text))
    return figures > 0 and 2 * figures >= len(parts) - 1


def _is_of_years(parts: Sequence[Segment]) -> bool:
    return all(_YEAR.fullmatch(part.text) for part in parts[1:])


def _next_row(lines: Sequence[Line], parts: Sequence[Sequence[Segment]], end: int) -> int | None:
    """Return the next line that goes on with a table, right below or under one heading; None where it ends."""
    for number in range(end, min(end + 2, len(lines))):
        if lines[number].top - lines[number - 1].bottom > _PITCH * lines[number].size:
            return None
        if _is_row(parts[number]):
            return number
        if len(parts[number]) > 1:
            return None
    return None


def _head(
    lines: Sequence[Line],
    parts: Sequence[Sequence[Segment]],
    start: int,
    body: int,
    labels: tuple[float, float],
) -> int:
    """Return the first line of the header: of the lines of several parts right above the body, or above its heading.

    Lines of one part over them are titles. Without such lines the header is those of one part beside or over the
    labels of the rows, not over both.
    """

    def is_near(line: int) -> bool:
        gap = lines[line + 1].top - lines[line].bottom
        return line >= start and gap <= _HEAD_PITCH * lines[line].size and not lines[line].tables

    last = body - 1
    while last >= start and is_near(last) and len(parts[last]) == 1 and body - last <= _HEADINGS:
        last -= 1
    head = last + 1
    while head > start and is_near(head - 1) and len(parts[head - 1]) > 1:
        head -= 1
    if head <= last:
        return head
    head = body
    while head > start and is_near(head - 1) and (lines[head - 1].x0 > labels[1] or lines[head - 1].x1 <= labels[1]):
        head -= 1
    return head


def _columns(rows: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    spans = sorted((part.x0, part.x1) for parts in rows for part in parts)
    columns = [spans[0]]
    for x0, x1 in spans[1:]:
        if x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _under(part: Segment, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    over = [number for number, (x0, x1) in enumerate(columns) if part.x0 <= x1 and part.x1 >= x0]
    return over[0], over[-1]


def _fill_head(
    rows: list[list[GridCell | None]], head: Sequence[Sequence[Segment]], ends: Sequence[float], node: str
) -> None:
    """Put the lines of a header into a grid; a part goes over every column that a fair piece of it lies over."""
    width = len(ends) + 1
    stacks: list[tuple[int, int, int, list[Segment]]] = []
    for number, parts in enumerate(head):
        for part in parts:
            first, last = _over(part, ends)
            below = next((one for one in stacks if one[1:3] == (first, last) and one[0] + len(one[3]) == number), None)
            if below is not None:
                below[3].append(part)
            else:
                stacks.append((number, first, last, [part]))
    for top, first, last, parts in stacks:
        cell = _cell(parts, (top, first), (len(parts), last - first + 1), node, header=True)
        for number in range(top, top + len(parts)):
            for column in range(first, last + 1):
                if rows[number][column] is None:
                    rows[number][column] = cell
    if head and all(row[0] is None for row in rows[: len(head)]) and width > 1:
        unnamed = _cell([], (0, 0), (len(head), 1), node, header=True)
        for row in rows[: len(head)]:
            row[0] = unnamed


def _over(part: Segment, ends: Sequence[float]) -> tuple[int, int]:
    edges = [float("-inf"), *ends, float("inf")]
    long = part.x1 - part.x0
    over = [
        number
        for number in range(len(edges) - 1)
        if min(part.x1, edges[number + 1]) - max(part.x0, edges[number]) > _OVER * long
    ]
    return (over[0], over[-1]) if over else (bisect_right(ends, part.x0),) * 2


def _edges(cells: Sequence[Sequence[float]], axis: int) -> list[float]:
    edges: list[float] = []
    for edge in sorted({cell[side] for cell in cells for side in (axis, axis + 2)}):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _edge(edges: Sequence[float], place: float) -> int:
    return bisect_right(edges, place + 0.01) - 1


def _head_rows(rows: Sequence[Sequence[GridCell | None]]) -> int:
    """Return how many rows a header of merged cells takes: a cell over some columns has its columns in the next row."""
    if not rows:
        return 0
    width = len(rows[0])
    first = [cell for cell in rows[0] if cell is not None]
    deepest = max((cell.height for cell in first), default=0)
    return max(deepest, 2) if any(1 < cell.width < width for cell in first) else deepest


def _cell(
    parts: Sequence[Segment], place: tuple[int, int], size: tuple[int, int], node: str, *, header: bool
) -> GridCell:
    row, column = place[0] + 1, place[1] + 1
    said = [part.italic for part in parts if part.text]
    return GridCell(
        text=join_lines([part.text for part in parts]),
        marks=" ".join(part.marks for part in parts if part.marks),
        italic=bool(said) and all(said),
        header=header,
        row=row,
        column=column,
        height=size[0],
        width=size[1],
        node=f"{node}, row {row}, column {column}",
    )

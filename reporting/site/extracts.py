"""What is shown of a document that is no page: the rows, lines or records around each figure, its place marked."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from extractors.documents import Content
from extractors.encodings import decode
from extractors.formats import open_document
from extractors.grids import Grid, GridCell
from extractors.json_stat import read_cube
from extractors.observation import Cell, Coordinates, Locator, Record, Span
from reporting.site.marks import Marked, Marks

#: A row that is shown: its number, its cells as HTML, and the places that the row as a whole is.
Shown = tuple[int, list[str], Sequence[str]]

#: How many rows, lines or records are shown before and after one with a figure.
AROUND = 2


def extract(
    content: bytes, format_: str, *, media_type: str, lang: str, places: Mapping[str, Locator], marks: Marks
) -> str:
    """Return the parts of a document around its figures as HTML; ``marks`` knows which places were found.

    Raises DriftError for bytes that are not of the format.
    """
    kinds = {type(locator) for locator in places.values()}
    parts: list[str] = []
    if kinds & {Cell, Span}:
        opened = open_document(content, format_, media_type=media_type, lang=lang)
        parts += _grids(opened, places, marks)
        parts += _sentences(opened, places, marks)
    if kinds & {Record, Coordinates}:
        text = decode(content, media_type=media_type, lang=lang).text
        if Coordinates in kinds:
            parts += _coordinates(text, places, marks)
        elif text.lstrip().startswith("["):
            parts += _records(text, places, marks)
        else:
            parts += _lines(text, places, marks)
    return "".join(parts)


def _grids(opened: Content, places: Mapping[str, Locator], marks: Marks) -> Iterator[str]:
    """Yield each table that figures were read from."""
    wanted: dict[str, list[tuple[str, Cell]]] = defaultdict(list)
    for place, locator in places.items():
        if isinstance(locator, Cell):
            wanted[locator.table].append((place, locator))
    for title, cells in wanted.items():
        for table in opened.tables:
            if title not in table.titles:
                continue
            grid = table.read(title)
            here: dict[tuple[int, int], list[str]] = defaultdict(list)
            for place, one in cells:
                if _is_at(grid, one):
                    here[one.row_number, one.column_number].append(place)
            if here:
                yield _grid(grid, here, marks)


def _is_at(grid: Grid, place: Cell) -> bool:
    row, column = place.row_number - 1, place.column_number - 1
    if not (0 <= row < len(grid.rows) and 0 <= column < grid.width):
        return False
    cell = grid.rows[row][column]
    return (cell.node if cell else grid.node) == place.node


def _grid(grid: Grid, here: Mapping[tuple[int, int], list[str]], marks: Marks) -> str:
    head = range(max(grid.head_rows, 1))
    shown = _around({row - 1 for row, _ in here}, len(grid.rows), always=head)
    rows: list[Shown] = [
        (
            number,
            [_cell(cell, (number, column), here, marks) for column, cell in enumerate(grid.rows[number - 1], 1)],
            (),
        )
        for number in (one + 1 for one in shown)
    ]
    return _table(f"{grid.title} ({grid.node})", rows, grid.width, marks)


def _cell(cell: GridCell | None, at: tuple[int, int], here: Mapping[tuple[int, int], list[str]], marks: Marks) -> str:
    # A merged cell has its text in the first of its places only.
    text = cell.text if cell and ((cell.row, cell.column) == at or at in here) else ""
    return marks.cell(text, here.get(at, ()))


def _sentences(opened: Content, places: Mapping[str, Locator], marks: Marks) -> Iterator[str]:
    """Yield the lines of text that figures were read from, with those around them."""
    spans: dict[int, list[Marked]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(opened.blocks):
        numbers[block.node].append(number)
    for place, locator in places.items():
        if not isinstance(locator, Span):
            continue
        for number in numbers[locator.node]:
            at = opened.blocks[number].text.find(locator.sentence)
            if at >= 0:
                spans[number].append(Marked(at + locator.start, at + locator.end, place))
                break
    previous: int | None = None
    for number in _around(spans, len(opened.blocks)):
        if previous is not None and number != previous + 1:
            yield '<p class="gap">⋯</p>'
        block = opened.blocks[number]
        text = marks.text(block.text, spans.get(number, ()))
        yield f'<p class="line"><span class="where">{escape(block.node)}</span> {text}</p>'
        previous = number


def _lines(text: str, places: Mapping[str, Locator], marks: Marks) -> Iterator[str]:
    """Yield the lines of a delimited file that figures stand in, under its header."""
    wanted = _by_line(places)
    shown = _around(wanted, max(wanted) + AROUND + 1)
    rows: list[Shown] = []
    header: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""))
    for fields in reader:
        number = reader.line_num
        header = header or fields
        if number > shown[-1]:
            break
        if number == 1 or number in shown:
            rows.append(_fields(number, zip(header, fields, strict=False), wanted.get(number, {}), marks))
    yield _table("Lines of the file", rows, len(header), marks)


def _records(text: str, places: Mapping[str, Locator], marks: Marks) -> Iterator[str]:
    """Yield the records of an answer of the World Bank's API that figures stand in."""
    wanted = _by_line(places)
    records: list[dict[str, Any]] = json.loads(text, parse_float=str, parse_int=str)[1]
    columns = list(dict.fromkeys(name for record in records for name in record))
    rows: list[Shown] = [(0, [marks.cell(name, ()) for name in columns], ())]
    for position in _around({number - 1 for number in wanted}, len(records)):
        fields = ((name, _flat(records[position].get(name))) for name in columns)
        rows.append(_fields(position + 1, fields, wanted.get(position + 1, {}), marks))
    yield _table("Records of the answer", rows, len(columns), marks)


def _coordinates(text: str, places: Mapping[str, Locator], marks: Marks) -> Iterator[str]:
    """Yield the values of a cube that are figures, each with its codes."""
    cube = read_cube(text)
    names = [*cube.dimensions, "value", "status"]
    rows: list[Shown] = [(0, [marks.cell(name, ()) for name in names], ())]
    wanted: dict[int, list[str]] = defaultdict(list)
    for place, one in places.items():
        if isinstance(one, Coordinates):
            wanted[one.position].append(place)
    for position in sorted(wanted):
        cells = [*cube.coordinates(position).values(), cube.values.get(position, ""), cube.flags.get(position, "")]
        rows.append(_fields(position, zip(names, cells, strict=True), {"value": wanted[position]}, marks))
    yield _table("Values of the cube, by their position in the file", rows, len(names), marks)


def _by_line(places: Mapping[str, Locator]) -> dict[int, dict[str, list[str]]]:
    """Return the places by line, and in a line by column."""
    wanted: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for place, locator in places.items():
        if isinstance(locator, Record):
            wanted[locator.line][locator.column].append(place)
    return wanted


def _fields(number: int, fields: Iterable[tuple[str, str]], here: Mapping[str, Sequence[str]], marks: Marks) -> Shown:
    """Return a line. Where a value is missing the whole line is the place: its flag stands in another field."""
    cells: list[str] = []
    whole: list[str] = []
    for name, field in fields:
        places = here.get(name, ())
        if not field.strip():
            whole += places
            places = ()
        cells.append(marks.cell(field, places))
    return number, cells, whole


def _flat(value: Any) -> str:
    """Return a value of a JSON record as one text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _table(caption: str, rows: Sequence[Shown], width: int, marks: Marks) -> str:
    """Return rows with their numbers as a table, a gap where rows are left out; the first row is the header."""
    lines = [f'<div class="box"><table><caption>{escape(caption)}</caption>']
    previous: int | None = None
    for number, cells, places in rows:
        if previous is not None and number > previous + 1:
            lines.append(f'<tr class="gap"><th></th><td colspan="{max(width, 1)}">⋯</td></tr>')
        label = str(number) if number or previous is not None else ""
        opening = marks.opening(places[:1]) if places else ">"
        beside = f"{marks.opening(places[1:])}{label}{marks.closing(places[1:])}" if places[1:] else f">{label}"
        lines.append(f"<tr{opening}<th{beside}</th>{''.join(cells)}</tr>")
        previous = number
    return "".join([*lines, "</table></div>"])


def _around(wanted: Iterable[int], total: int, always: Iterable[int] = ()) -> list[int]:
    """Return the numbers wanted and those near them, in order, within 0 and ``total``."""
    near = {one + step for one in wanted for step in range(-AROUND, AROUND + 1)}
    return sorted(number for number in near | set(always) if 0 <= number < total)

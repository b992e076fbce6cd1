"""A delimited text file (CSV) as a table: notes, a header, lines of figures.

Statistical offices write these by machine, in dialects: tabs, semicolons or commas, separators at the end of lines,
section lines, and thousands commas that nothing protects from being separators. A line that cannot be read in exactly
one way is refused as a whole; its figures are never shifted into other columns.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import partial

from extractors.documents import Block, Content, normalise
from extractors.encodings import decode
from extractors.errors import DriftError
from extractors.formats.thousands import fewest_columns, join_thousands
from extractors.grids import MAX_CELLS, Grid, GridCell, TitledTable

MAX_FIELDS = 2_000

_DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma"}
#: How spreadsheets are told the delimiter: a first line of its own.
_DECLARED = re.compile(r"sep=([\t;,])\r?\n")
_NUMBER = re.compile(r"[-+−]?[0-9][0-9.,' ]*%?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file (counted from 1; the last of them, where a quoted field runs over several) in its fields."""

    number: int
    fields: list[str]

    def text(self, delimiter: str) -> str:
        """Return the line as one text, as printed but for the separators at its end."""
        return normalise(delimiter.join(self.fields).rstrip(delimiter + " "))

    @property
    def has_figures(self) -> bool:
        """Tell whether a field after the first is a number."""
        return any(_NUMBER.fullmatch(field.strip()) for field in self.fields[1:])


@dataclass(frozen=True, slots=True)
class _Reading:
    """The file under one separator: which line is the header, and which lines are as long as it asks for.

    ``width`` counts the columns, ``trailing`` the empty fields that end the header and so every line.
    """

    delimiter: str
    lines: list[_Line]
    head: int
    width: int
    trailing: int
    fitting: frozenset[int]


def open_csv(content: bytes, media_type: str, lang: str) -> Content:
    """Return the one table of a delimited file, with the lines above it as its titles.

    The separator is the one that the file declares (``sep=;``), else that of tab, semicolon and comma under which more
    lines than under any other, and all of theirs, are as long as a header. Raises DriftError where there is none such,
    for a quoted field without an end, and beyond the bounds.
    """
    decoded = decode(content, media_type=media_type, lang=lang)
    declared = _DECLARED.match(decoded.text)
    text = decoded.text[declared.end() :] if declared else decoded.text
    readings: list[_Reading] = []
    faults: list[str] = []
    for delimiter in declared.group(1) if declared else _DELIMITERS:
        try:
            lines = _divide(text, delimiter, 1 if declared else 0)
        except csv.Error as error:
            faults.append(f"with {_DELIMITERS[delimiter]} {error}")
            continue
        if (reading := _reading(lines, delimiter)) is not None:
            readings.append(reading)
    best = [one for one in readings if all(one is other or one.fitting > other.fitting for other in readings)]
    if len(best) != 1:
        raise DriftError(
            "the separator of the fields is not certain",
            expected="one of tab, semicolon and comma under which the lines are as long as a header",
            found=" and ".join(f"{_DELIMITERS[one.delimiter]} in {len(one.fitting)} lines" for one in readings)
            or "; ".join(faults)
            or "none",
        )
    table, notes = _table(best[0])
    return Content([table], lambda: notes, decoded.encoding, decoded.declared_encoding)


def _divide(text: str, delimiter: str, skipped: int) -> list[_Line]:
    """Return the lines that hold something. Raises csv.Error for quotes that do not pair."""
    lines: list[_Line] = []
    places = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for fields in reader:
        places += len(fields)
        if len(fields) > MAX_FIELDS or places > MAX_CELLS:
            raise DriftError(
                "the file is too large for a table",
                place=f"line {reader.line_num + skipped}",
                expected=f"up to {MAX_FIELDS} fields in a line and {MAX_CELLS} in all",
            )
        if any(field.strip() for field in fields):
            lines.append(_Line(reader.line_num + skipped, fields))
    return lines


def _reading(lines: list[_Line], delimiter: str) -> _Reading | None:
    """Return the file with that header which most lines after it fit, the first of equals; None without any."""
    fewest = [fewest_columns(line.fields) if delimiter == "," else len(line.fields) for line in lines]
    heads: dict[int, int] = {}
    for number, line in enumerate(lines):
        if len(line.fields) > 1:
            heads.setdefault(len(line.fields), number)
    best: _Reading | None = None
    for length, head in heads.items():
        header = lines[head].fields
        width = max((number for number, field in enumerate(header, start=1) if field.strip()), default=0)
        fitting = frozenset(
            lines[number].number
            for number in range(head, len(lines))
            if len(lines[number].fields) > 1 and fewest[number] <= length <= len(lines[number].fields)
        )
        if len(fitting) > 1 and (best is None or len(fitting) > len(best.fitting)):
            best = _Reading(delimiter, lines, head, width, length - width, fitting)
    return best


def _table(reading: _Reading) -> tuple[TitledTable, list[Block]]:
    lines, head = reading.lines, reading.head
    last = max(
        number
        for number, line in enumerate(lines)
        if number == head or (number > head and (line.has_figures or line.number in reading.fitting))
    )
    above, below = (
        [Block(line.text(reading.delimiter), f"line {line.number}") for line in part]
        for part in (lines[:head], lines[last + 1 :])
    )
    titles = list(dict.fromkeys(block.text for block in reversed(above)))
    node = f"lines {lines[head].number} to {lines[last].number}"
    beside = tuple(block.text for block in below)
    return TitledTable(titles, node, partial(_grid, reading, last, node), beside), [*above, *below]


def _grid(reading: _Reading, last: int, node: str, title: str) -> Grid:
    lines = reading.lines[reading.head : last + 1]
    return Grid(title, node, [_row(row, line, reading) for row, line in enumerate(lines, start=1)], head_rows=0)


def _row(row: int, line: _Line, reading: _Reading) -> list[GridCell | None]:
    """Return the cells of a line: one a column; one over all for a section line; after the first one if refused."""
    texts, fault = _columns(line, reading)
    if len(texts) == 1 < reading.width and not fault:
        return [_cell(texts[0], (row, 1), line, width=reading.width)] * reading.width
    cells: list[GridCell | None] = [_cell(text, (row, column), line) for column, text in enumerate(texts, start=1)]
    if not fault:
        return cells
    missing = reading.width - len(cells)
    refused = _cell(reading.delimiter.join(line.fields[1:]), (row, 2), line, width=missing, fault=fault)
    return [*cells, *([refused] * missing)]


def _cell(text: str, place: tuple[int, int], line: _Line, *, width: int = 1, fault: str = "") -> GridCell:
    return GridCell(
        text=normalise(text),
        marks="",
        italic=False,
        header=False,
        row=place[0],
        column=place[1],
        height=1,
        width=width,
        node=f"line {line.number}",
        fault=fault,
    )


def _columns(line: _Line, reading: _Reading) -> tuple[list[str], str]:
    """Return the texts of a line's columns, or only the first and why the others are refused."""
    width, trailing = reading.width, reading.trailing
    body = line.fields
    if len(body) < width and not any(field.strip() for field in body[1:]):
        return body[:1], ""
    ended = not any(field.strip() for field in body[len(body) - trailing :])
    if trailing and ended:
        body = body[:-trailing]
    while not trailing and len(body) > width and not body[-1].strip():
        body = body[:-1]
    if ended and len(body) == width:
        return body, ""
    joined = join_thousands(body, width) if ended and reading.delimiter == "," else []
    if len(joined) == 1:
        return joined[0], ""
    fault = f"expected {width} columns as in the header, found {len(body)} fields in line {line.number}"
    if reading.delimiter == ",":
        fault += ", and thousands commas explain it in " + ("more than one way" if joined else "no way")
    return line.fields[:1], fault

"""Kinds of edits to tables in delimited text: those of every table, and those of how such a file is written."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extractors.formats import open_document
from extractors.grids import GridCell
from tests.drift import text_tables
from tests.drift.matrix import Box, Line, new_cell
from tests.drift.target import Edit, Target
from tests.drift.text_tables import TextEdit, TextTable

_NUMBER = re.compile(r"\d[\d.,]*")
_SWAPPED = str.maketrans(",.", ".,")
_WORDS = {
    "en": {"Purchases": "Compras", "Sales": "Ventas", "Shopping": "Compras", "Total": "Todos", "and over": "y más"},
    "es": {"ventas": "sales", "Ventas": "Sales", "Compras": "Purchases", "Total": "All", "y más": "and over"},
}


@dataclass(frozen=True)
class Dialect:
    """How a file is written: what separates fields, whether lines end in it, whether they are quoted, its encoding."""

    delimiter: str
    is_closed: bool
    is_quoted: bool
    charset: str
    lang: str


#: Writes the file in another way; returns None where it cannot be.
FileEdit = Callable[[TextTable, Dialect, random.Random], "str | None"]


def of_table(edit: TextEdit) -> Edit:
    def on_file(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "csv":
            return None
        table, dialect = read_file(target)
        return write_file(table, dialect).encode(dialect.charset, "ignore") if edit(table, rng) else None

    return on_file


def of_file(edit: FileEdit) -> Edit:
    def on_file(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "csv":
            return None
        table, dialect = read_file(target)
        text = edit(table, dialect, rng)
        return None if text is None else text.encode(dialect.charset, "ignore")

    return on_file


def read_file(target: Target) -> tuple[TextTable, Dialect]:
    """Return the one table of a file and how it is written; a line that has no columns is a cell over all after its
    label.
    """
    opened = open_document(target.content, "csv", media_type=target.media_type, lang=target.document.lang)
    text = target.content.decode(target.charset)
    (table,) = opened.tables
    grid = table.read("")
    first, last = (int(number) for number in re.findall(r"\d+", table.node))
    lines = text.splitlines()
    header = lines[first - 1]
    delimiter = next(one for one in "\t;," if one in header)
    dialect = Dialect(delimiter, header.endswith(delimiter), False, target.charset, target.document.lang)
    rows = [_line(row, "tbody" if number else "thead", dialect.lang) for number, row in enumerate(grid.rows)]
    return TextTable(lines[: first - 1], rows, lines[last:]), dialect


def write_file(table: TextTable, dialect: Dialect) -> str:
    return "\n".join([*table.above, *(_written(line, dialect) for line in table.lines), *table.below, ""])


def _line(cells: Sequence[GridCell | None], group: str, lang: str) -> Line:
    boxes: dict[int, Box] = {}
    row: list[Box | None] = []
    for number, cell in enumerate(cells, start=1):
        if cell is not None and cell.column not in boxes:
            boxes[cell.column] = new_cell(cell.text if number == 1 else _in_english(cell.text, lang))
        row.append(None if cell is None else boxes[cell.column])
    return Line(row, group)


def _in_english(text: str, lang: str) -> str:
    return text.translate(_SWAPPED) if lang == "es" else text


def _written(line: Line, dialect: Dialect) -> str:
    boxes = list(dict.fromkeys(line.boxes))
    texts = [box.text if box else "" for box in boxes]
    if dialect.lang == "es":
        texts = [text if re.search(r"[^\W\d_]{3}", text) else text.translate(_SWAPPED) for text in texts]
    fields = [
        f'"{text}"' if dialect.is_quoted and (dialect.delimiter in text or not _NUMBER.fullmatch(text)) else text
        for text in texts
    ]
    return dialect.delimiter.join(fields) + (dialect.delimiter if dialect.is_closed else "")


def delimiter_changed(table: TextTable, dialect: Dialect, rng: random.Random) -> str:
    """Another of the usual separators, with or without a line that declares it."""
    other = rng.choice([one for one in "\t;,|" if one != dialect.delimiter])
    declared = f"sep={other}\n" if rng.random() < 0.3 else ""
    return declared + write_file(table, replace(dialect, delimiter=other))


def quoted(table: TextTable, dialect: Dialect, rng: random.Random) -> str:
    """Texts and what needs it in quotes."""
    return write_file(table, replace(dialect, is_quoted=True))


def ends_of_lines(table: TextTable, dialect: Dialect, rng: random.Random) -> str:
    """Lines end in the separator where they did not, or the other way round."""
    return write_file(table, replace(dialect, is_closed=not dialect.is_closed))


def blank_lines(table: TextTable, dialect: Dialect, rng: random.Random) -> str:
    """Empty lines, and lines of separators alone, between the rows."""
    lines = write_file(table, dialect).splitlines()
    for _ in range(rng.randint(1, 4)):
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(["", dialect.delimiter * 4, "   "]))
    return "\n".join([*lines, ""])


def next_table_appended(table: TextTable, dialect: Dialect, rng: random.Random) -> str:
    """The same table of another year, or of other enterprises, follows in the file."""
    by = rng.randrange(1, 9)
    rows = [_written(line, dialect) for line in table.lines]
    others = [
        rows[0],
        *(re.sub(r"\d(?=[\d.,]*\d)", lambda digit: str((int(digit[0]) + by) % 10), row) for row in rows[1:]),
    ]
    between = rng.choice([[], [""], ["", *table.above], ["Companies with fewer than 10 employees"]])
    return "\n".join([*table.above, *rows, *between, *others, *table.below, ""])


def labels_in_another_language(table: TextTable, dialect: Dialect, rng: random.Random) -> str | None:
    """Words of the header and of the rows in the other language of the publisher."""
    changed = False
    for line in table.lines:
        box = line.boxes[0] if line is not table.lines[0] else rng.choice(line.boxes)
        for word, other in _WORDS[dialect.lang].items():
            if box and word in box.text and rng.random() < 0.7:
                box.put(box.text.replace(word, other))
                changed = True
    return write_file(table, dialect) if changed else None


FILES: list[FileEdit] = [
    delimiter_changed, quoted, ends_of_lines, blank_lines, next_table_appended, labels_in_another_language,
]  # fmt: skip
#: Every kind of edit to a delimited file, by its name.
EDITS: dict[str, Edit] = {f"csv_{name}": of_table(edit) for name, edit in text_tables.EDITS.items()} | {
    f"csv_{edit.__name__}": of_file(edit) for edit in FILES
}

"""Kinds of edits to workbooks: those of every table, and those of what only a workbook has."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from extractors.formats import open_document
from extractors.grids import GridCell
from tests.drift import text_tables
from tests.drift.matrix import Box, Line, new_cell
from tests.drift.target import Edit, Target
from tests.drift.text_tables import TextEdit, TextTable
from tests.extractors.books import SHEET, altered, saved

_NUMBER = re.compile(r"[\d,]+(\.\d+)?")

#: Edits a workbook in place, given its table; returns False where there is nothing of its kind to change.
BookEdit = Callable[[Workbook, "Placed", random.Random], bool]


class Placed:
    """The one table of a workbook: its sheet, and the rows and columns (from 1) of its header and its figures."""

    def __init__(self, book: Workbook, place: str, head_rows: int) -> None:
        name, _, area = place.rpartition("!")
        self.sheet: Worksheet = book[name]
        cells = self.sheet[area]
        self.top, self.left = cells[0][0].row, cells[0][0].column
        self.bottom, self.right = cells[-1][-1].row, cells[-1][-1].column
        self.body = self.top + head_rows

    def figures(self) -> list[Cell]:
        """Return the cells that hold numbers."""
        rows = self.sheet.iter_rows(self.body, self.bottom, self.left, self.right)
        return [cell for row in rows for cell in row if isinstance(cell.value, int | float)]


def of_table(edit: TextEdit) -> Edit:
    def on_book(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "xlsx":
            return None
        table, name = read_book(target)
        return write_book(table, name) if edit(table, rng) else None

    return on_book


def of_book(edit: BookEdit) -> Edit:
    def on_book(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "xlsx":
            return None
        book = load_workbook(io.BytesIO(target.content))
        (table,) = open_document(target.content, "xlsx", media_type="", lang=target.document.lang).tables
        return saved(book) if edit(book, Placed(book, table.node, _HEAD_ROWS), rng) else None

    return on_book


#: Rows of the header of the saved workbook's table; a sheet does not say it.
_HEAD_ROWS = 3


def read_book(target: Target) -> tuple[TextTable, str]:
    """Return the one table of a workbook and the name of its sheet."""
    opened = open_document(target.content, "xlsx", media_type="", lang=target.document.lang)
    (table,) = opened.tables
    grid = table.read("")
    boxes: dict[tuple[int, int], Box] = {}
    rows = [
        Line([_box(cell, boxes) for cell in row], "thead" if number < _HEAD_ROWS else "tbody")
        for number, row in enumerate(grid.rows)
    ]
    return TextTable(table.titles[-2::-1], rows, list(table.beside)), table.titles[-1]


def _box(cell: GridCell | None, boxes: dict[tuple[int, int], Box]) -> Box | None:
    return None if cell is None else boxes.setdefault((cell.row, cell.column), new_cell(cell.text))


def write_book(table: TextTable, name: str) -> bytes:
    """Return a workbook with the table under the lines above it; texts that are numbers become such."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for number, text in enumerate(table.above, start=1):
        sheet.cell(number, 1, text)
    top = len(table.above) + 2
    for y, line in enumerate(table.lines):
        for x, box in enumerate(line.boxes):
            if box is None or (x and line.boxes[x - 1] is box) or (y and table.lines[y - 1].boxes[x] is box):
                continue
            across = next((n for n, other in enumerate(line.boxes[x:]) if other is not box), len(line.boxes) - x)
            down = next(
                (n for n, other in enumerate(table.lines[y:]) if other.boxes[x] is not box), len(table.lines) - y
            )
            cell = sheet.cell(top + y, 1 + x)
            _write(cell, box.text, is_head=line.group == "thead")
            if (across > 1 or down > 1) and across < len(line.boxes):
                sheet.merge_cells(None, top + y, 1 + x, top + y + down - 1, x + across)
    for number, text in enumerate(table.below, start=top + len(table.lines) + 1):
        sheet.cell(number, 1, text)
    return saved(book)


def _write(cell: Cell, text: str, *, is_head: bool) -> None:
    found = None if is_head else _NUMBER.fullmatch(text)
    if found is None:
        cell.value = text or None
        return
    cell.value = float(text.replace(",", ""))
    decimals = len(found[1] or ".") - 1
    cell.number_format = ("#,##0" if "," in text else "0") + ("." + "0" * decimals if decimals else "")


def number_format_changed(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """Figures are shown another way: rounded, in thousands, as percent, with a unit, as dates, as texts."""
    shown = rng.choice(
        ["#,##0", "0.00", "#,##0.0,", "0.0%", '"$"#,##0.0', "[$€-2] #,##0.0", '#,##0.0" million"', "General",
         "yyyy-mm-dd", "@", "0.0E+00", "# ?/?", "[>1000]0.0;0", '"(est.) "0.0']
    )  # fmt: skip
    cells = placed.figures()
    for cell in cells if rng.random() < 0.5 else rng.sample(cells, 2):
        cell.number_format = shown
    return True


def stored_more_finely(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """More digits are stored than are shown."""
    for cell in placed.figures():
        cell.value += rng.choice([0.0321, -0.0417, 0.0049])
    return True


def formula_without_value(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    for cell in rng.sample(placed.figures(), rng.randint(1, 3)):
        cell.value = f"=ROUND({cell.value}, 1)"
    return True


def numbers_as_texts(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """Numbers are stored as texts, or as errors."""
    how = rng.choice(["{:,}", "{}", "{:,.1f} ", "#REF!", "'{}", "{:.1f} (r)"])
    for cell in rng.sample(placed.figures(), rng.randint(1, 5)):
        cell.value = how.format(cell.value)
    return True


def years_as_numbers(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """Years of the header are numbers, shown as such or as amounts."""
    shown = rng.choice(["General", "#,##0", "0.0"])
    for row in placed.sheet.iter_rows(placed.top, placed.body - 1):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.isdigit():
                cell.value, cell.number_format = int(cell.value), shown
    return True


def column_hidden(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    letter = get_column_letter(rng.randrange(placed.left, placed.right + 1))
    placed.sheet.column_dimensions[letter].hidden = True
    return True


def row_hidden(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    placed.sheet.row_dimensions[rng.randrange(placed.top, placed.bottom + 1)].hidden = True
    return True


def sheet_hidden(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    book.create_sheet("Contents")["A1"] = "See table 1"
    placed.sheet.sheet_state = rng.choice(["hidden", "veryHidden"])
    return True


def _twin(book: Workbook, placed: Placed) -> Worksheet:
    """Return a copy of the sheet with other figures."""
    twin: Worksheet = book.copy_worksheet(placed.sheet)
    for row in twin.iter_rows(placed.body, placed.bottom):
        for cell in row:
            if isinstance(cell.value, int | float):
                cell.value = round(cell.value * 1.07, 1)
    return twin


def sheet_with_same_caption(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """A second sheet has the same title and other figures: a draft."""
    book.move_sheet(_twin(book, placed), rng.choice([0, -1]))
    return True


def hidden_draft(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """As above, but the second sheet is hidden."""
    _twin(book, placed).sheet_state = "hidden"
    return True


def sheets_added(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """A cover and a sheet of notes, the table's sheet renamed."""
    cover = book.create_sheet("Cover", 0)
    cover["A1"], cover["A3"] = "E-Stats", "Table 1. U.S. Manufacturing Shipments"
    notes = book.create_sheet("Notes")
    notes.append(["Code", "Meaning"])
    notes.append(["S", 3])
    placed.sheet.title = rng.choice(["Manufacturing", "Sheet1", "T1 (2)"])
    return True


def moved_on_sheet(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """Everything some rows down and some columns to the right."""
    merged = [str(one) for one in placed.sheet.merged_cells.ranges]
    for one in merged:
        placed.sheet.unmerge_cells(one)
    rows, columns = rng.choice([(2, 0), (0, 1), (3, 2)])
    placed.sheet.move_range(placed.sheet.calculate_dimension(), rows, columns)
    for one in merged:
        first, _, last = one.partition(":")
        corners = [placed.sheet[place] for place in (first, last)]
        placed.sheet.merge_cells(
            None, corners[0].row + rows, corners[0].column + columns, corners[1].row + rows, corners[1].column + columns
        )
    return True


def rows_of_nothing(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """An empty row between header and figures, or under a title."""
    at = rng.choice([placed.body, placed.top])
    placed.sheet.move_range(f"A{at}:{get_column_letter(placed.right)}{placed.sheet.max_row}", 1)
    if at == placed.top:
        for one in list(placed.sheet.merged_cells.ranges):
            one.shift(row_shift=1)
    return True


def merges_lost(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """Cells of the header are merged no longer, their texts stay in the first or stand in each."""
    in_each = rng.random() < 0.5
    ranges = list(placed.sheet.merged_cells.ranges)
    for one in ranges if rng.random() < 0.5 else rng.sample(ranges, 2):
        text = placed.sheet.cell(one.min_row, one.min_col).value
        placed.sheet.unmerge_cells(str(one))
        for row, column in one.cells if in_each else ():
            placed.sheet.cell(row, column, text)
    return True


def merges_wider(book: Workbook, placed: Placed, rng: random.Random) -> bool:
    """A merged cell of the header covers another column than before, or figures are merged."""
    if rng.random() < 0.5:
        column = rng.randrange(placed.left + 2, placed.right)
        placed.sheet.cell(placed.body, column + 1).value = None
        placed.sheet.merge_cells(None, placed.body, column, placed.body, column + 1)
        return True
    one = rng.choice([one for one in placed.sheet.merged_cells.ranges if one.max_col > one.min_col])
    placed.sheet.unmerge_cells(str(one))
    placed.sheet.merge_cells(None, one.min_row, one.min_col, one.max_row, one.max_col - 1)
    return True


def with_formulas(target: Target, rng: random.Random) -> bytes | None:
    """Figures are worked out by formulas whose values the file holds."""
    if target.document.format != "xlsx":
        return None
    return altered(
        target.content, {SHEET: lambda xml: re.sub(r"(<c [^>]*>)(<v>\d+\.\d+</v>)", r"\1<f>A1*1</f>\2", xml)}
    )


BOOKS: list[BookEdit] = [
    number_format_changed, stored_more_finely, formula_without_value, numbers_as_texts, years_as_numbers, column_hidden,
    row_hidden, sheet_hidden, sheet_with_same_caption, hidden_draft, sheets_added, moved_on_sheet, rows_of_nothing,
    merges_lost, merges_wider,
]  # fmt: skip
#: Every kind of edit to a workbook, by its name.
EDITS: dict[str, Edit] = {
    **{f"book_{name}": of_table(edit) for name, edit in text_tables.EDITS.items()},
    **{f"book_{edit.__name__}": of_book(edit) for edit in BOOKS},
    "book_with_formulas": with_formulas,
}

"""XLSX: one workbook, a sheet a table, one with a chart, and at the end a sheet of notes that says what it all means.

Rows go to disk as they come, so that a long table costs no memory, and no time of the clock is in the file.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.errors import UsageError
from reporting.exports.cells import write_text
from reporting.exports.content import Content, Extract, File
from reporting.exports.data_package import table_resource
from reporting.exports.figures import decimals_of
from reporting.exports.notes import Section, sections
from reporting.exports.plain import LIST_SEPARATOR
from reporting.exports.tables import Column
from reporting.exports.workbook_chart import SHEET, TABLE, write_chart

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FILE = "market_split.xlsx"
NOTES = "notes"
#: What Excel can hold: rows of a sheet less the header, digits of a number.
MAX_ROWS = 1_048_575
MAX_DIGITS = 15

XLSX_CONVENTION = (
    f"One workbook, {FILE}: a sheet a table, the sheet '{SHEET}' with a chart of the longest series where shares are "
    f"exported, and the sheet '{NOTES}' with definitions, columns, codes and sources. "
    f"Numbers are numbers; one of more than {MAX_DIGITS} significant digits, which a spreadsheet would round, is "
    "text. Periods and all other texts are text cells, never formulas; days are dates. The items of a list are "
    f"joined by '{LIST_SEPARATOR}'. An empty cell is no value."
)

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADER = {"bold": True, "bottom": 1, "bg_color": "#E7E6E6", "valign": "top"}
_TEXT = {"num_format": "@", "valign": "top"}
MAX_WIDTH = 50
#: Keeps every digit that a DECIMAL can have, where Python's own context would round to 28.
_EXACT = Context(prec=38)
_NOTE_WIDTHS = (26, 28, 26, 88, 50)
#: A period such as 2019 is text on purpose.
_NO_WARNING = {"number_stored_as_text": f"A1:XFD{MAX_ROWS + 1}"}


def write_workbook(content: Content, folder: Path) -> Iterator[File]:
    """Write the workbook, and yield it. Raises UsageError where a table or a text is longer than a sheet or cell."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    for extract in content.extracts:
        if extract.rows > MAX_ROWS:
            raise UsageError(
                "a table has more rows than a sheet",
                place=extract.table.name,
                expected=f"up to {MAX_ROWS:,}",
                found=f"{extract.rows:,}",
                remedy="Narrow the selection, or take csv or parquet",
            )
    options = {"constant_memory": True, "tmpdir": str(folder), "use_zip64": True}
    workbook = xlsxwriter.Workbook(str(folder / FILE), options)
    # Without a day of its own the file would carry the time of its writing.
    created = datetime.combine(content.updated or date(1980, 1, 1), time(), UTC)
    workbook.set_properties({"title": "marketsplit", "created": created})
    as_text = {}
    for extract in content.extracts:
        sheet = workbook.add_worksheet(extract.table.name)
        as_text[extract.table.name] = _write_table(workbook, sheet, content, extract)
    for extract in content.extracts:
        if extract.table.name == TABLE:
            write_chart(workbook, content, extract)
    _write_notes(workbook, workbook.add_worksheet(NOTES), sections(content, XLSX_CONVENTION, as_text))
    try:
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error
    rows = sum(extract.rows for extract in content.extracts)
    tables = tuple(extract.table.name for extract in content.extracts)
    yield File(FILE, "xlsx", tables, rows, tuple(_resource(extract) for extract in content.extracts))


def _resource(extract: Extract) -> dict[str, Any]:
    resource = table_resource(extract, FILE, "xlsx", _MEDIA_TYPE, list_separator=LIST_SEPARATOR)
    sheet = extract.table.name
    # The sheet by version 2 of the standard, and where frictionless-py looks for it.
    return resource | {"name": f"{sheet}.xlsx", "dialect": {"sheetName": sheet, "excel": {"sheet": sheet}}}


def _write_table(workbook: Workbook, sheet: Worksheet, content: Content, extract: Extract) -> dict[str, int]:
    """Write a table, and return how many numbers of each column had to be text."""
    decimals = decimals_of(content, extract)
    header = workbook.add_format(_HEADER)
    looks = [workbook.add_format(_look(column, decimals.get(column.name, 0))) for column in extract.columns]
    long_number = workbook.add_format({**_TEXT, "align": "right"})
    widths = [max(len(column.name) + 3, 9) for column in extract.columns]  # the arrow of the filter takes some
    as_text: Counter[str] = Counter()
    for position, column in enumerate(extract.columns):
        sheet.write_string(0, position, column.name, header)
    for number, row in enumerate(content.rows(extract.query), start=1):
        for position, (column, value) in enumerate(zip(extract.columns, row, strict=True)):
            if value is None:
                continue
            look = looks[position]
            match column.kind:
                case "boolean":
                    sheet.write_boolean(number, position, value, look)
                    shown = "FALSE"
                case "date" | "timestamp":
                    sheet.write_datetime(number, position, value, look)
                    shown = str(value)
                case "decimal" | "integer":
                    exact = Decimal(value)
                    shown = f"{exact:,.{decimals[column.name]}f}"
                    if len(exact.normalize(_EXACT).as_tuple().digits) <= MAX_DIGITS:
                        # As a Decimal it is written with its own digits, as a float with those of its binary neighbour.
                        sheet.write_number(number, position, exact, look)
                    else:
                        write_text(sheet, number, position, f"{exact:f}", long_number)
                        as_text[column.name] += 1
                case _:
                    shown = LIST_SEPARATOR.join(value) if column.kind == "texts" else value
                    write_text(sheet, number, position, shown, look)
            widths[position] = max(widths[position], _columns_wide(shown) + 1)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, min(width, MAX_WIDTH))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, extract.rows, len(extract.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.ignore_errors(_NO_WARNING)
    return as_text


def _look(column: Column, decimals: int) -> dict[str, Any]:
    """Return how cells of a column look: numbers with all their decimals, up to ``decimals``, one below the other."""
    match column.kind:
        case "decimal" | "integer":
            return {"num_format": "#,##0" + (".0" + "?" * (decimals - 1) if decimals else ""), "valign": "top"}
        case "date":
            return {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}
        case "timestamp":
            return {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left", "valign": "top"}
        case "boolean":  # without a format of its own LibreOffice shows 1 and 0
            return {"num_format": '"TRUE";"TRUE";"FALSE"', "valign": "top"}
        case "text" | "texts":
            return _TEXT


def _write_notes(workbook: Workbook, sheet: Worksheet, notes: Iterable[Section]) -> None:
    heading = workbook.add_format({"bold": True, "font_size": 14})
    header, look = workbook.add_format(_HEADER), workbook.add_format({**_TEXT, "text_wrap": True})
    row = 0
    for section in notes:
        write_text(sheet, row, 0, section.title, heading)
        for position, name in enumerate(section.columns):
            write_text(sheet, row + 1, position, name, header)
        for number, cells in enumerate(section.rows, start=row + 2):
            # Not every program makes a row as high as its wrapped text by itself.
            lines = max(-(-_columns_wide(text) // width) for text, width in zip(cells, _NOTE_WIDTHS, strict=False))
            sheet.set_row(number, 15 * max(lines, 1))
            for position, text in enumerate(cells):
                write_text(sheet, number, position, text, look)
        row += len(section.rows) + 3
    for position, width in enumerate(_NOTE_WIDTHS):
        sheet.set_column(position, position, width + 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.ignore_errors(_NO_WARNING)


def _columns_wide(text: str) -> int:
    """Return how wide a text is; characters of Chinese, Japanese and Korean take two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

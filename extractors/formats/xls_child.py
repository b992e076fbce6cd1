"""Run on its own: the cells of an XLS workbook (BIFF, the binary format) from stdin to stdout, as JSON.

The reader of such a file is a stranger's parser over bytes that may be hostile. Here it has little memory and time and
may die of it; :mod:`extractors.formats.xls` starts it and judges what comes back.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import xlrd

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 30
MAX_CELLS = 500_000

_SUPERSCRIPT = 1
_TEXT, _NUMBERS, _TRUTH, _ERROR = (1, (2, 3), 4, 5)


def main() -> None:
    """Write ``{"sheets": …}``, or ``{"refused": why}`` where the file is no such workbook or has too many cells."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    content = sys.stdin.buffer.read()
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=False
        )
        if sum(len(sheet.row_types(row)) for sheet in book.sheets() for row in range(sheet.nrows)) > 2 * MAX_CELLS:
            answer: dict[str, Any] = {"refused": f"more than {MAX_CELLS} cells"}
        else:
            answer = {"epoch_1904": bool(book.datemode), "sheets": [_sheet(book, sheet) for sheet in book.sheets()]}
    except Exception as error:  # noqa: BLE001 - a damaged file makes this parser fail in any way
        answer = {"refused": str(error)[:200] or type(error).__name__}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


def _sheet(book: Any, sheet: Any) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "hidden": sheet.visibility != 0,
        "merged": [(top + 1, left + 1, down - top, right - left) for top, down, left, right in sheet.merged_cells],
        "hidden_rows": [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden],
        "hidden_columns": [column + 1 for column, info in sheet.colinfo_map.items() if info.hidden],
        "cells": list(_cells(book, sheet)),
    }


def _cells(book: Any, sheet: Any) -> Iterator[dict[str, Any]]:
    """Yield each cell that holds something: a text in its runs, a number with its format code."""
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            value = sheet.cell_value(row, column)
            style = book.xf_list[sheet.cell_xf_index(row, column)]
            font = book.font_list[style.font_index]
            cell: dict[str, Any] = {"row": row + 1, "column": column + 1, "italic": bool(font.italic)}
            if kind == _TEXT:
                yield cell | {
                    "runs": list(_runs(book, sheet.rich_text_runlist_map.get((row, column), ()), value, font))
                }
            elif kind in _NUMBERS:
                yield cell | {"number": repr(value), "format": book.format_map[style.format_key].format_str}
            elif kind == _TRUTH:
                yield cell | {"runs": [("TRUE" if value else "FALSE", False, False)]}
            elif kind == _ERROR:
                yield cell | {"runs": [(xlrd.error_text_from_code[value], False, False)]}


def _runs(book: Any, changes: Any, text: str, font: Any) -> Iterator[tuple[str, bool, bool]]:
    """Yield the stretches of a text, whether each is a superscript, and whether it is italic."""
    starts = [(0, font), *((start, book.font_list[index]) for start, index in changes)]
    for (start, one), end in zip(starts, [start for start, _ in starts[1:]] + [len(text)], strict=True):
        if start < end:
            yield text[start:end], one.escapement == _SUPERSCRIPT, bool(one.italic)


if __name__ == "__main__":
    main()

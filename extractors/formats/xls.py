"""An XLS workbook, the binary format of Excel before 2007: read in a process of its own, within bounds.

Such a file does not tell the reader which values are results of formulas: unlike in XLSX they are not flagged.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from extractors.documents import Content, normalise
from extractors.errors import DriftError
from extractors.formats.number_formats import Locale, locale_of, printed, stored_number
from extractors.formats.workbook import Place, Sheet, SheetCell, text_cell, unseen, workbook_content

TIMEOUT_S = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Early BIFF streams stand alone, without a container: their first record is a BOF.
_BARE_BIFF = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def open_xls(content: bytes, _media_type: str, lang: str) -> Content:
    """Return the tables and notes of a workbook.

    Raises DriftError where the file is no XLS, encrypted, truncated, damaged, has macros or is beyond the bounds.
    """
    if not content.startswith((_OLE, *_BARE_BIFF)):
        raise DriftError("the document is not XLS", expected="an Excel workbook in the binary format")
    if _MACROS in content:
        raise DriftError("the workbook has macros", expected="a workbook without", found="a VBA project")
    answer = _ask_child(content)
    if "refused" in answer:
        raise DriftError("the workbook cannot be read", expected="an intact XLS", found=normalise(answer["refused"]))
    locale = locale_of(lang)
    return workbook_content([_sheet(one, locale, epoch_1904=answer["epoch_1904"]) for one in answer["sheets"]])


def _ask_child(content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", str(Path(__file__).with_name("xls_child.py"))]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=TIMEOUT_S, check=True)  # noqa: S603
        answer: dict[str, Any] = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise DriftError(
            "the workbook is beyond what an honest one needs",
            expected="a workbook that can be read within bounded time and memory",
            found=f"its reader ended with {type(error).__name__}",
        ) from error
    return answer


def _sheet(told: dict[str, Any], locale: Locale, *, epoch_1904: bool) -> Sheet:
    hidden_rows, hidden_columns = set(told["hidden_rows"]), set(told["hidden_columns"])
    cells: dict[Place, SheetCell] = {}
    for cell in told["cells"]:
        place = (cell["row"], cell["column"])
        hidden = ""
        if told["hidden"]:
            hidden = "on a hidden sheet"
        elif place[0] in hidden_rows:
            hidden = "in a hidden row"
        elif place[1] in hidden_columns:
            hidden = "in a hidden column"
        fault = unseen(hidden) if hidden else ""
        cells[place] = _cell(cell, fault, locale, epoch_1904=epoch_1904)
    merged = {(row, column): (height, width) for row, column, height, width in told["merged"]}
    return Sheet(normalise(told["name"]), cells, merged)


def _cell(cell: dict[str, Any], fault: str, locale: Locale, *, epoch_1904: bool) -> SheetCell:
    if "number" in cell:
        text = printed(stored_number(cell["number"]), cell["format"], locale, epoch_1904=epoch_1904)
        return SheetCell(normalise(text), "", cell["italic"], fault)
    read = text_cell((piece, raised, italic) for piece, raised, italic in cell["runs"])
    return replace(read, italic=read.italic or cell["italic"], fault=fault)

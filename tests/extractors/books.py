"""Workbooks for tests: made with openpyxl, or altered part by part where openpyxl would not write them so."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from openpyxl import Workbook

from extractors.documents import Content
from extractors.formats import open_document
from extractors.grids import Grid

SHEET = "xl/worksheets/sheet1.xml"


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(rows: list[list[object]], name: str = "Table 3") -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return book


def altered(content: bytes, parts: Mapping[str, Callable[[str], str] | None], *, level: int = 9) -> bytes:
    """Return a workbook with some parts changed, left out (None), or added (changed from nothing)."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, True, level) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *parts]):
            text = old.read(name).decode() if name in old.namelist() else ""
            change = parts.get(name, lambda same: same)
            if change is not None:
                new.writestr(name, change(text))
    return file.getvalue()


def with_shared_strings(content: bytes) -> bytes:
    """Return a workbook of one sheet whose texts stand in a part of their own, as Excel writes them."""
    items: list[str] = []

    def share(found: re.Match[str]) -> str:
        items.append(f"<si>{found[1]}</si>")
        return f't="s"><v>{len(items) - 1}</v>'

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = re.sub('t="inlineStr"><is>(.*?)</is>', share, book.read(SHEET).decode())
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{"".join(items)}</sst>'
    relation = '<Relationship Id="s" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    return altered(
        content,
        {
            SHEET: lambda _: sheet,
            "xl/sharedStrings.xml": lambda _: strings,
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", relation),
        },
    )


def opened(content: bytes, lang: str = "en", format_: str = "xlsx") -> Content:
    return open_document(content, format_, media_type="", lang=lang)


def texts(grid: Grid) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in grid.rows]


def only_grid(content: Content) -> Grid:
    (table,) = content.tables
    return table.read(table.titles[0])

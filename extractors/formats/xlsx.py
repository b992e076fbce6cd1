"""An XLSX workbook: every cell with the text that readers see, from the file's own XML (ECMA-376 Part 1, 18).

Numbers are read as the file spells them, never as floats. Of a formula the stored value is read and flagged; without
one, or where the cell is hidden from readers, no figure may be read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from extractors.documents import Content, normalise
from extractors.errors import DriftError
from extractors.formats.number_formats import BUILT_IN, Locale, locale_of, printed, stored_number
from extractors.formats.workbook import (
    MAX_COLUMN,
    MAX_ROW,
    MAX_WORKBOOK_CELLS,
    Place,
    Sheet,
    SheetCell,
    cell_name,
    text_cell,
    unseen,
    workbook_content,
)
from extractors.formats.xlsx_parts import Parts

#: What a figure that was worked out by the workbook carries as its flag.
FORMULA = "formula"

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
#: How a text spells a control character, as the carriage return of a line break.
_ESCAPED = re.compile("_x00[01][0-9A-Fa-f]_")
_TRUE = {"1", "true", "on"}


@dataclass(frozen=True, slots=True)
class _Style:
    code: str | None
    italic: bool


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of every sheet refer to."""

    strings: Sequence[SheetCell]
    styles: Sequence[_Style]
    epoch_1904: bool
    locale: Locale


@dataclass(slots=True)
class _Drawn:
    """A sheet while its rows go by."""

    name: str
    hidden: str
    cells: dict[Place, SheetCell] = field(default_factory=dict)
    merged: dict[Place, tuple[int, int]] = field(default_factory=dict)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    row: int = 0


def open_xlsx(content: bytes, _media_type: str, lang: str) -> Content:
    """Return the tables and notes of a workbook.

    Raises DriftError where the file is no XLSX, encrypted, truncated, damaged, has macros or is beyond the bounds.
    """
    parts = Parts(content)
    main = next((one.target for one in parts.relations("").values() if one.kind == "officeDocument"), "")
    if not main:
        raise DriftError("the document is not XLSX", expected="a workbook in it", found="none")
    targets = parts.relations(main)
    names: list[tuple[str, str, str]] = []
    epoch_1904 = False
    for element in parts.elements(main, "workbookPr", "sheet"):
        if etree.QName(element).localname == "workbookPr":
            epoch_1904 = element.get("date1904", "") in _TRUE
            continue
        relation = next((value for key, value in element.attrib.items() if etree.QName(key).localname == "id"), "")
        if relation in targets and targets[relation].kind == "worksheet":
            hidden = "" if element.get("state", "visible") == "visible" else "on a hidden sheet"
            names.append((targets[relation].target, normalise(element.get("name", "")), hidden))
    of_kind = {one.kind: one.target for one in targets.values()}
    book = _Book(
        _read_strings(parts, of_kind.get("sharedStrings")),
        _read_styles(parts, of_kind.get("styles")),
        epoch_1904,
        locale_of(lang),
    )
    sheets: list[Sheet] = []
    left = MAX_WORKBOOK_CELLS
    for target, name, hidden in names:
        sheets.append(_read_sheet(parts, target, _Drawn(name, hidden), book, left))
        left -= len(sheets[-1].cells)
    return workbook_content(sheets)


def _read_strings(parts: Parts, name: str | None) -> list[SheetCell]:
    return [_rich_text(one) for one in parts.elements(name, "si")] if name else []


def _read_styles(parts: Parts, name: str | None) -> list[_Style]:
    codes: dict[int, str] = dict(BUILT_IN)
    italics: list[bool] = []
    styles: list[_Style] = []
    for group in parts.elements(name, "numFmts", "fonts", "cellXfs") if name else ():
        kind = etree.QName(group).localname
        for one in group.iterchildren(etree.Element):
            if kind == "numFmts":
                codes[_number(one.get("numFmtId"))] = one.get("formatCode", "")
            elif kind == "fonts":
                italics.append(_is_on(one.find("{*}i")))
            else:
                font = _number(one.get("fontId"))
                styles.append(_Style(codes.get(_number(one.get("numFmtId"))), font < len(italics) and italics[font]))
    return styles


def _read_sheet(parts: Parts, target: str, sheet: _Drawn, book: _Book, most: int) -> Sheet:
    for element in parts.elements(target, "col", "row", "mergeCell"):
        match etree.QName(element).localname:
            case "col" if element.get("hidden", "") in _TRUE:
                sheet.hidden_columns.append((_number(element.get("min")), _number(element.get("max"))))
            case "row":
                _read_row(element, sheet, book)
            case "mergeCell":
                first, size = _merged(element.get("ref", ""), sheet)
                sheet.merged[first] = size
        if len(sheet.cells) > most:
            raise DriftError(
                "the workbook is beyond what an honest one needs", expected=f"up to {MAX_WORKBOOK_CELLS} cells"
            )
    return Sheet(sheet.name, sheet.cells, sheet.merged)


def _read_row(element: etree._Element, sheet: _Drawn, book: _Book) -> None:
    sheet.row = _number(element.get("r")) or sheet.row + 1
    column = 0
    for cell in element.iterchildren("{*}c"):
        column = _column(cell.get("r"), sheet, column + 1)
        place = (sheet.row, column)
        if place in sheet.cells:
            raise DriftError("two cells have one place", place=f"{sheet.name}!{cell_name(*place)}")
        read = _read_cell(cell, f"{sheet.name}!{cell_name(*place)}", book)
        if read is None:
            continue
        hidden = sheet.hidden
        if not hidden and element.get("hidden", "") in _TRUE:
            hidden = "in a hidden row"
        if not hidden and any(low <= column <= high for low, high in sheet.hidden_columns):
            hidden = "in a hidden column"
        if hidden and not read.fault:
            read = replace(read, fault=unseen(hidden))
        sheet.cells[place] = read


def _column(reference: str | None, sheet: _Drawn, next_column: int) -> int:
    column, row = (next_column, sheet.row) if reference is None else _place(reference, sheet)[::-1]
    if row != sheet.row or column > MAX_COLUMN or row > MAX_ROW:
        raise DriftError(
            "a cell is outside its row or the sheet",
            place=f'sheet "{sheet.name}", row {sheet.row}',
            expected=f"a cell up to {cell_name(MAX_ROW, MAX_COLUMN)}",
            found=reference or f"column {column}",
        )
    return column


def _place(reference: str, sheet: _Drawn) -> Place:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise DriftError("no such place in a sheet", place=f'sheet "{sheet.name}"', found=repr(reference[:20]))
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found.group(2)), column


def _merged(reference: str, sheet: _Drawn) -> tuple[Place, tuple[int, int]]:
    corner, _, opposite = reference.partition(":")
    first, last = _place(corner, sheet), _place(opposite or corner, sheet)
    if last[0] < first[0] or last[1] < first[1] or last[0] > MAX_ROW or last[1] > MAX_COLUMN or first in sheet.merged:
        raise DriftError("no such merged cell", place=f'sheet "{sheet.name}"', found=repr(reference[:30]))
    return first, (last[0] - first[0] + 1, last[1] - first[1] + 1)


def _read_cell(cell: etree._Element, place: str, book: _Book) -> SheetCell | None:
    """Return what a cell shows; None for one that holds nothing."""
    value = cell.find("{*}v")
    formula = cell.find("{*}f") is not None
    style = _style(cell, book, place)
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        read = SheetCell("") if inline is None else _rich_text(inline)
    elif value is None or (not value.text and kind != "str"):
        if not formula:
            return None
        fault = "expected a figure, found a formula whose value the file does not hold"
        return SheetCell("", FORMULA, style.italic, fault)
    else:
        read = _value(value.text or "", kind, style, place, book)
    marks = " ".join(filter(None, (read.marks, FORMULA if formula else "")))
    return SheetCell(read.text, marks, read.italic or style.italic)


def _style(cell: etree._Element, book: _Book, place: str) -> _Style:
    number = _number(cell.get("s"))
    if number < len(book.styles):
        return book.styles[number]
    if number == 0:
        return _Style("General", italic=False)
    raise DriftError("the workbook is damaged", place=place, expected=f"one of {len(book.styles)} styles")


def _value(text: str, kind: str, style: _Style, place: str, book: _Book) -> SheetCell:
    if kind == "s":
        number = _number(text.strip())
        if number >= len(book.strings):
            raise DriftError("the workbook is damaged", place=place, expected=f"one of {len(book.strings)} texts")
        return book.strings[number]
    if kind == "b":
        return SheetCell("TRUE" if text.strip() in _TRUE else "FALSE")
    if kind != "n":
        return SheetCell(normalise(_unescaped(text)))
    try:
        stored = stored_number(text)
    except ValueError as error:
        raise DriftError("a cell holds no number", place=place, found=str(error)[:80]) from error
    return SheetCell(normalise(printed(stored, style.code, book.locale, epoch_1904=book.epoch_1904)))


def _rich_text(item: etree._Element) -> SheetCell:
    return text_cell((_unescaped(piece), *_typeface(run)) for piece, run in _pieces(item))


def _typeface(run: etree._Element | None) -> tuple[bool, bool]:
    """Return whether a run is a superscript and whether it is italic."""
    style = None if run is None else run.find("{*}rPr")
    if style is None:
        return False, False
    raised = style.find("{*}vertAlign")
    return raised is not None and raised.get("val") == "superscript", _is_on(style.find("{*}i"))


def _pieces(item: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """Yield the stretches of a text with the run each is in; how words are pronounced (rPh) is no part of it."""
    for child in item.iterchildren(etree.Element):
        match etree.QName(child).localname:
            case "t":
                yield child.text or "", None
            case "r":
                for piece in child.iterchildren("{*}t"):
                    yield piece.text or "", child


def _unescaped(raw: str) -> str:
    return _ESCAPED.sub(" ", raw)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get("val", "1") in _TRUE


def _number(text: str | None) -> int:
    """Return an index or identifier; 0 where there is none, a number beyond every list where it is not one."""
    if text is None:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 10**9

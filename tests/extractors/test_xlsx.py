"""Spreadsheets of the XML format: what a reader of the sheet sees, and files that are refused."""

from __future__ import annotations

import re
import struct
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from extractors.binding import Source
from extractors.errors import DriftError
from extractors.formats import xlsx_parts
from extractors.mapping import Table
from extractors.observation import Cell
from extractors.tables import read_table
from tests.extractors.books import SHEET, altered, filled, only_grid, opened, saved, texts, with_shared_strings


def plain() -> bytes:
    return saved(
        filled(
            [
                ["Table 3: Sales by e-commerce"],
                ["£ million"],
                [],
                ["Area", 2018, 2019],
                ["United Kingdom", 639700, 668900],
                [],
                ["Spain", 5, None],
                ["Source: survey"],
                [],
                ["1. A note"],
            ]
        )
    )


def test_a_table_stands_between_the_notes_above_and_below() -> None:
    content = opened(plain())
    (table,) = content.tables

    assert table.titles == ["£ million", "Table 3: Sales by e-commerce", "Table 3"]
    assert list(table.beside) == ["Source: survey", "1. A note"]
    assert texts(table.read("x")) == [
        ["Area", "2018", "2019"],
        ["United Kingdom", "639700", "668900"],
        [None, None, None],
        ["Spain", "5", ""],
    ]
    assert [(block.text, block.node) for block in content.blocks][-1] == ("1. A note", "Table 3!A10")


def test_a_figure_of_a_workbook_has_its_place() -> None:
    table = Table.model_validate(
        {
            "id": "sales",
            "caption": "Table 3: Sales",
            "says": ["£ million"],
            "bind": {"segment": "TOTAL", "measure": "ecommerce_sales", "basis": "X", "unit": "GBP", "scale": 1000000},
            "row_labels": ["Area"],
            "row_area": {},
            "columns": [{"pattern": "(?P<time_period>20[0-9]{2})"}],
            "missing": {"": "M"},
        }
    )
    source = Source("p", "e", date(2020, 1, 1), "2019", "d", "0" * 16, "en")
    read, refused = read_table(table, opened(plain()).tables, source)

    figure = next(one for one in read if one.key[:2] == ("GBR", "2019"))
    assert (figure.obs_value, figure.rounding_unit) == (Decimal(668900000000), Decimal(1000000))
    assert figure.locator == Cell("Table 3: Sales by e-commerce", "United Kingdom", "2019", 2, 3, "Table 3!C5")
    assert [(one.key[:2], one.obs_status) for one in read if one.obs_value is None] == [(("ESP", "2019"), "M")]
    assert refused == []


def test_texts_may_stand_in_a_part_of_their_own() -> None:
    assert texts(only_grid(opened(with_shared_strings(plain())))) == texts(only_grid(opened(plain())))


def test_two_tables_of_a_sheet_have_the_notes_right_above_them_as_titles() -> None:
    content = opened(
        saved(filled([["A", "B"], ["x", 1], ["Source: one"], [], ["Table 4"], ["A", "B"], ["x", 2]], "Sheet"))
    )

    assert [table.titles for table in content.tables] == [["Sheet"], ["Table 4", "Sheet"]]
    assert [list(table.beside) for table in content.tables] == [["Source: one"], []]


def test_a_row_whose_only_text_is_in_the_first_column_is_a_heading_over_all() -> None:
    grid = only_grid(opened(saved(filled([["A", "B"], ["All sizes"], ["x", 1], ["y", None], ["z", 2]]))))
    heading = grid.rows[1][0]

    assert heading is not None
    assert (heading.text, heading.width, heading.node) == ("All sizes", 2, "Table 3!A2")
    assert grid.rows[1][1] is heading


def test_merged_cells_fill_the_places_they_cover() -> None:
    book = filled([["Title over all"], ["Area", "Sales", None], [None, 2018, 2019], ["Spain", 1, 2]])
    sheet = book.active
    assert sheet is not None
    for reference in ("A1:C1", "A2:A3", "B2:C2"):
        sheet.merge_cells(reference)
    grid = only_grid(opened(saved(book)))

    assert texts(grid) == [["Area", "Sales", "Sales"], ["Area", "2018", "2019"], ["Spain", "1", "2"]]
    cell = grid.rows[0][2]
    assert cell is not None
    assert (cell.row, cell.column, cell.height, cell.width, cell.node) == (1, 2, 1, 2, "Table 3!B2")


@pytest.mark.parametrize(
    ("stored", "code", "lang", "shown"),
    [
        (0.1 + 0.2, "General", "en", "0.3"),
        (3237.9999999999995, "#,##0", "en", "3,238"),
        (0.1569, "0.00%", "en", "15.69%"),
        (218218003, "#,##0.00", "es", "218.218.003,00"),
        (date(2019, 12, 31), "mmm-yy", "en", "2019-12-31"),
        (date(2019, 12, 31), "yyyy", "en", "2019"),
        (True, "General", "en", "TRUE"),
        ("#N/A", "General", "en", "#N/A"),
    ],
)
def test_numbers_are_read_as_printed(stored: object, code: str, lang: str, shown: str) -> None:
    book = filled([["Area", "x"], ["Spain", stored]])
    sheet = book.active
    assert sheet is not None
    sheet["B2"].number_format = code

    assert texts(only_grid(opened(saved(book), lang)))[1] == ["Spain", shown]


def test_footnote_marks_italics_and_the_way_words_are_pronounced() -> None:
    book = filled([["Area", "x"]])
    sheet = book.active
    assert sheet is not None
    sheet["A2"] = CellRichText("Japan", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    sheet["B2"] = 5
    sheet["B2"].font = Font(italic=True)
    pronounced = "<r><t>日本</t></r><rPh sb='0' eb='2'><t>ニホン</t></rPh>"
    content = altered(saved(book), {SHEET: lambda xml: xml.replace("<r><t>Japan</t></r>", pronounced)})
    japan, figure = only_grid(opened(content)).rows[1]

    assert japan is not None
    assert figure is not None
    assert (japan.text, japan.marks) == ("日本", "1")
    assert (figure.text, figure.italic) == ("5", True)


def test_a_formula_is_read_from_its_stored_value_and_flagged_or_not_read() -> None:
    content = altered(
        saved(filled([["Area", "x", "y"], ["Spain", 3, 4]])),
        {
            SHEET: lambda xml: xml.replace("<v>3</v>", "<f>1+2</f><v>3</v>").replace("<v>4</v>", "<f>2+2</f><v/>"),
        },
    )
    _, stored, without = only_grid(opened(content)).rows[1]

    assert stored is not None
    assert without is not None
    assert (stored.text, stored.marks, stored.fault) == ("3", "formula", "")
    assert without.fault == "expected a figure, found a formula whose value the file does not hold"


def test_what_readers_do_not_see_is_noticed() -> None:
    book = filled([["Area", 2018, 2019], ["Spain", 1, 2], ["France", 3, 4]])
    sheet = book.active
    assert sheet is not None
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    old = book.create_sheet("Old")
    old.append(["Area", 2019])
    old.append(["Spain", 1])
    old.sheet_state = "veryHidden"
    visible, hidden = opened(saved(book)).tables
    faults = [[cell.fault.rpartition(" one ")[2] for cell in row if cell] for row in visible.read("x").rows]

    assert faults[1] == ["", "in a hidden column", ""]
    assert set(faults[2]) == {"in a hidden row"}
    assert {cell.fault.rpartition(" one ")[2] for row in hidden.read("x").rows for cell in row if cell} == {
        "on a hidden sheet"
    }


def test_the_figure_is_the_one_that_the_cell_shows_and_good_to_its_last_digit_there() -> None:
    book = filled([["Title"], ["Area", 2019], ["Spain", 3729.4821]])
    sheet = book.active
    assert sheet is not None
    sheet["B3"].number_format = "#,##0.0"
    table = Table.model_validate(
        {
            "id": "sales",
            "caption": "Title",
            "bind": {"segment": "TOTAL", "measure": "ecommerce_sales", "basis": "X", "unit": "EUR", "scale": 1000},
            "row_labels": ["Area"],
            "row_area": {},
            "columns": [{"pattern": "(?P<time_period>20[0-9]{2})"}],
        }
    )
    source = Source("p", "e", date(2020, 1, 1), "2019", "d", "0" * 16, "en")
    (figure,), _ = read_table(table, opened(saved(book)).tables, source)

    assert (figure.obs_value, figure.rounding_unit, figure.raw_text) == (3729500, 100, "3,729.5")


def test_a_refused_cell_is_a_rejected_figure() -> None:
    book = filled([["Title"], ["Area", 2019], ["Spain", 1], ["France", 3]])
    sheet = book.active
    assert sheet is not None
    sheet.row_dimensions[4].hidden = True
    table = Table.model_validate(
        {
            "id": "sales",
            "caption": "Title",
            "bind": {"segment": "TOTAL", "measure": "ecommerce_sales", "basis": "X", "unit": "EUR"},
            "row_labels": ["Area"],
            "row_area": {},
            "columns": [{"pattern": "(?P<time_period>20[0-9]{2})"}],
        }
    )
    source = Source("p", "e", date(2020, 1, 1), "2019", "d", "0" * 16, "en")
    read, refused = read_table(table, opened(saved(book)).tables, source)

    assert [one.ref_area for one in read] == ["ESP"]
    assert [(one.rule, one.raw_text, one.series_key[:3]) for one in refused] == [("unsound_cell", "3", "FRA")]


cells = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4)),
    st.text("abcä数 ", min_size=1, max_size=5).filter(str.strip),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(cells, min_size=2, max_size=5), min_size=2, max_size=6))
def test_values_agree_with_another_reader(rows: list[list[object]]) -> None:
    content = saved(filled([["head", "head"], *[["row", *row] for row in rows], ["foot", "foot"]]))
    (sheet,) = [CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)]
    theirs = [[str(value).strip() for value in row] for row in sheet.to_python()]
    grid = only_grid(opened(content))
    ours = [[cell.text if cell and cell.column == n else "" for n, cell in enumerate(row, 1)] for row in grid.rows]

    assert len(ours) == len(theirs)
    for our_row, their_row in zip(ours, theirs, strict=True):
        for our, their in zip(our_row, their_row, strict=True):
            number = re.fullmatch(r"-?[0-9.]+(?:e[-+][0-9]+)?", their)
            assert our == their or (number and our and Decimal(our) == Decimal(their)) or our == " ".join(their.split())


def test_cells_far_apart_cost_nothing() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "a"
    sheet["XFD1048576"] = "b"
    assert opened(saved(book)).tables == []

    sheet["XFD1"] = "c"
    for row in range(2, 20):
        sheet.cell(row, 1, "a")
        sheet.cell(row, 2, row)
    (wide,) = opened(saved(book)).tables
    with pytest.raises(DriftError, match="the table is too large"):
        wide.read("x")


def inflating(name: str, size: int) -> bytes:
    return altered(plain(), {name: lambda _: "<a>" + " " * size + "</a>"})


def lying_about_sizes() -> bytes:
    """Return a workbook whose directory says that a large part is small."""
    bomb = bytearray(altered(plain(), {SHEET: lambda xml: xml + " " * 5_000_000}))
    entry = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(SHEET.encode()))
    bomb[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    return bytes(bomb)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"not a workbook", "not XLSX, or it is truncated", id="text"),
        pytest.param(plain()[: len(plain()) // 2], "not XLSX, or it is truncated", id="truncated"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "found an encrypted workbook",
            id="encrypted",
        ),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old binary format", id="xls"),
        pytest.param(altered(plain(), {"xl/vbaProject.bin": lambda _: "x"}), "has macros", id="macros"),
        pytest.param(inflating("xl/more.xml", 90_000_000), "at most 250 times", id="ratio"),
        pytest.param(
            altered(plain(), {f"xl/{n}.xml": lambda _: " " * 900_000 for n in range(120)}, level=1),
            "up to 100000000 bytes when inflated",
            id="total",
        ),
        pytest.param(
            altered(plain(), {f"xl/{n}.xml": lambda _: "" for n in range(xlsx_parts.MAX_PARTS)}),
            "up to 2000 parts",
            id="parts",
        ),
        pytest.param(altered(plain(), {SHEET: lambda xml: DOCTYPE + xml}), "declares entities", id="entities"),
        pytest.param(
            altered(plain(), {SHEET: lambda xml: '<?xml version="1.0" encoding="utf-7"?>' + xml}),
            "not in UTF-8",
            id="utf-7",
        ),
        pytest.param(altered(plain(), {SHEET: lambda _: "<a>" * 5000}), "the workbook is damaged", id="deep"),
        pytest.param(altered(plain(), {SHEET: lambda xml: xml[:-40]}), "the workbook is damaged", id="cut XML"),
        pytest.param(altered(plain(), {SHEET: None}), "a part of the workbook is missing", id="no sheet"),
        pytest.param(altered(plain(), {"_rels/.rels": None}), "a part of the workbook is missing", id="no relations"),
        pytest.param(
            altered(plain(), {SHEET: lambda xml: xml.replace('r="B4"', 'r="ZZZ4"')}),
            "outside its row or the sheet",
            id="column",
        ),
        pytest.param(
            altered(plain(), {SHEET: lambda xml: xml.replace('r="B4"', 'r="A4"')}),
            "two cells have one place",
            id="twice",
        ),
        pytest.param(
            altered(plain(), {SHEET: lambda xml: xml.replace("<v>2018</v>", "<v>1E999999999</v>")}),
            "a cell holds no number",
            id="number",
        ),
        pytest.param(lying_about_sizes(), "the workbook is damaged", id="lying sizes"),
        pytest.param(
            altered(with_shared_strings(plain()), {SHEET: lambda xml: xml.replace('t="s"><v>3<', 't="s"><v>99<')}),
            "expected one of [0-9]+ texts",
            id="text index",
        ),
        pytest.param(
            altered(
                plain(),
                {SHEET: lambda xml: xml.replace("</sheetData>", '</sheetData><mergeCell ref="A1:XFD1048576"/>')},
            ),
            "the merged cells are too large",
            id="merged",
        ),
        pytest.param(
            altered(plain(), {SHEET: lambda xml: xml.replace("</sheetData>", '</sheetData><mergeCell ref="A4:B4"/>')}),
            'a merged cell covers another.*found "2018"',
            id="merged over text",
        ),
    ],
)
def test_a_hostile_or_damaged_workbook_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        opened(content)


def test_more_cells_than_an_honest_workbook_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.formats.xlsx.MAX_WORKBOOK_CELLS", 10)

    with pytest.raises(DriftError, match="up to 10 cells"):
        opened(plain())


def test_more_tags_than_an_honest_part_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_parts, "MAX_TAGS", 30)

    with pytest.raises(DriftError, match="up to 30 tags"):
        opened(plain())

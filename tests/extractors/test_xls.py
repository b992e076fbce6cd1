"""Spreadsheets of the binary format: workbook.xls was made with xlwt for this test."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import DriftError
from extractors.formats import xls_child
from tests.extractors.books import opened, texts

CONTENT = (Path(__file__).parent / "workbook.xls").read_bytes()


def test_a_sheet_is_read_as_it_shows() -> None:
    content = opened(CONTENT, format_="xls")
    table = content.tables[0]
    grid = table.read("Table 3: Sales by e-commerce")

    assert table.titles == ["thousand pounds", "Table 3: Sales by e-commerce", "Table 3"]
    assert texts(grid)[:3] == [
        ["", "Sales", "Sales", "Share"],
        ["Area", "2018", "2019", "Share"],
        ["United Kingdom", "1,234,568", "0.3", "20.6%"],
    ]
    assert [block.text for block in content.blocks][-1] == "1. A note below"


def test_footnote_marks_italics_merged_cells_and_places() -> None:
    grid = opened(CONTENT, format_="xls").tables[0].read("x")
    share, kingdom, spain = grid.rows[0][3], grid.rows[2][0], grid.rows[3][1]

    assert share is not None
    assert kingdom is not None
    assert spain is not None
    assert (share.height, share.width, share.node) == (2, 1, "Table 3!D3")
    assert (kingdom.text, kingdom.marks, kingdom.italic) == ("United Kingdom", "1", False)
    assert (spain.text, spain.italic) == ("167,935,971", True)


def test_what_readers_do_not_see_is_noticed() -> None:
    visible, hidden = opened(CONTENT, format_="xls").tables

    assert {cell.fault.rpartition(" one ")[2] for cell in visible.read("x").rows[4] if cell} == {"in a hidden row"}
    assert all(cell.fault for row in hidden.read("x").rows for cell in row if cell)


def test_numbers_are_written_as_the_language_of_the_document_does() -> None:
    assert texts(opened(CONTENT, "es", "xls").tables[0].read("x"))[2][1:] == ["1.234.568", "0,3", "20,6%"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04", "not XLS"),
        (CONTENT[: len(CONTENT) // 2], "the workbook cannot be read"),
        (CONTENT[:1000] + bytes(2000) + CONTENT[3000:], "the workbook cannot be read"),
        (CONTENT + "_VBA_PROJECT".encode("utf-16-le"), "has macros"),
    ],
    ids=["another format", "truncated", "damaged", "macros"],
)
def test_a_hostile_or_damaged_workbook_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        opened(content, format_="xls")


def test_a_reader_that_takes_too_much_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "xls_child.py"
    source = Path(xls_child.__file__).read_text(encoding="utf-8")
    child.write_text(source.replace("content = sys.stdin.buffer.read()", "content = bytes(2 * MEMORY_BYTES)"))
    monkeypatch.setattr("extractors.formats.xls.__file__", str(tmp_path / "xls.py"))

    with pytest.raises(DriftError, match="bounded time and memory"):
        opened(CONTENT, format_="xls")

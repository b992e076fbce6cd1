"""Delimited text files in the dialects that statistical offices write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.binding import Source
from extractors.documents import Content
from extractors.errors import DriftError
from extractors.formats import delimited, open_document
from extractors.formats.thousands import join_thousands
from extractors.mapping import Table
from extractors.observation import Cell, Observation, RejectedFigure
from extractors.tables import read_table
from tests.extractors.books import only_grid, texts

COMMAS = """Survey of companies
Sales 2010 by activity (except CNAE 56, 64-66), and size. Units: thousands of euros

,Total,10 to 49,50 to 249,250 and over,
Total companies,
1 % of companies,23.30,22.30,28.00,39.00,
2 Purchases,174,022,318.00,19,382,658.00,17,529,111.00,137,110,549.00,
2.1 % of the total,,15.60,5.20,6.80,28.10,
4 Sales,167,935,971.00,12,617,467.00,32,205,098.00,123,113,406.00,
Notes:
1) Source: the survey
"""
TABLE = Table.model_validate(
    {
        "id": "sales",
        "caption": "^Sales 2010",
        "says": ["thousands of euros"],
        "bind": {"ref_area": "ESP", "time_period": "2010", "segment": "TOTAL", "measure": "ecommerce_sales"},
        "row_labels": [""],
        "sections": [{"labels": ["Total companies"]}, {"pattern": "[0-9.]+ Industry.*", "ignore": True}],
        "rows": [
            {"labels": ["1 % of companies"], "ignore": True},
            {"labels": ["2 Purchases", "4 Sales"], "bind": {"unit": "EUR", "scale": 1000}},
            {"labels": ["2.1 % of the total"], "bind": {"unit": "PCT"}},
        ],
        "columns": [
            {"labels": ["Total"], "bind": {"basis": "ALL"}},
            {"pattern": "[0-9]+ (?:to [0-9]+|and over)", "ignore": True},
        ],
    }
)


def opened(text: str, lang: str = "en") -> Content:
    return open_document(text.encode(), "csv", media_type="text/csv; charset=utf-8", lang=lang)


def rows_of(content: Content) -> list[list[str | None]]:
    (table,) = content.tables
    return texts(table.read("x"))


def read(text: str) -> tuple[list[Observation], list[RejectedFigure]]:
    source = Source("p", "e", date(2012, 1, 1), "2010", "d", "0" * 16, "en")
    return read_table(TABLE, opened(text).tables, source)


def test_thousands_commas_that_nothing_protects_are_put_together_again() -> None:
    grid = only_grid(opened(COMMAS))

    assert texts(grid)[0] == ["", "Total", "10 to 49", "50 to 249", "250 and over"]
    assert texts(grid)[1] == ["Total companies"] * 5
    assert grid.rows[1][0] is grid.rows[1][4]
    assert texts(grid)[2] == ["1 % of companies", "23.30", "22.30", "28.00", "39.00"]
    assert texts(grid)[3] == ["2 Purchases", "174,022,318.00", "19,382,658.00", "17,529,111.00", "137,110,549.00"]
    assert len(grid.rows) == 6


def test_a_figure_of_a_line_has_its_place() -> None:
    sales = read(COMMAS)[0][1]

    assert (sales.obs_value, sales.rounding_unit) == (Decimal(167935971000), Decimal(10))
    title = "Sales 2010 by activity (except CNAE 56, 64-66), and size. Units: thousands of euros"
    assert sales.locator == Cell(title, "4 Sales", "Total", 6, 2, "line 9")
    assert sales.raw_text == "167,935,971.00"


def test_a_line_that_cannot_be_read_in_one_way_is_refused_and_says_why() -> None:
    figures, (refused,) = read(COMMAS)

    assert [one.locator.row for one in figures if isinstance(one.locator, Cell)] == ["2 Purchases", "4 Sales"]
    assert refused.rule == "unsound_cell"
    assert refused.reason == (
        "expected 5 columns as in the header, found 6 fields in line 8, and thousands commas explain it in no way"
    )
    assert refused.raw_text == ",15.60,5.20,6.80,28.10,"


def test_the_lines_of_another_section_are_left_out() -> None:
    industry = "1. Industry,\n2 Purchases,1.00,2.00,3.00,4.00,\n4 Sales,1.00,2.00,3.00,4.00,\nNotes:"

    assert read(COMMAS.replace("Notes:", industry)) == read(COMMAS)
    with pytest.raises(DriftError, match=r'under no declared heading.*found "Services"'):
        read(COMMAS.replace("Notes:", industry.replace("1. Industry", "Services")))


def test_lines_above_and_below_are_titles_and_notes() -> None:
    content = opened(COMMAS)
    (table,) = content.tables

    assert table.titles[1] == "Survey of companies"
    assert list(table.beside) == ["Notes:", "1) Source: the survey"]
    assert [block.node for block in content.blocks] == ["line 1", "line 2", "line 10", "line 11"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Title, with 1, 2\n;Total;10 to 49;\nAll);\n1 %;22.5;21.2;\n2 x;183,396,426.0;16,862,058.8;\n", 3),
        ("Título\n\tTotal\t10 to 49\nTodas\n1 %\t22.5\t21.2\n2 x\t183,396,426.0\t16,862,058.8\n", 3),
        ('\ufeffx,Total,10 to 49\n1 %,22.5,21.2\n2 x,"183,396,426.0","16,862,058.8"\n', 2),
        ("sep=;\nx;Total;10 to 49\n1 %;22.5;21.2\n2 x;183,396,426.0;16,862,058.8\n", 2),
        ("x,Total,10 to 49\r\n1 %,22.5,21.2,,\r\n2 x,183,396,426.0,16,862,058.8\r\n", 2),
    ],
    ids=["semicolon", "tab", "quoted", "declared", "separators at the end of some lines"],
)
def test_dialects(text: str, row: int) -> None:
    grid = rows_of(opened(text))

    assert grid[0][1:] == ["Total", "10 to 49"]
    assert grid[row - 1] == ["1 %", "22.5", "21.2"]
    assert grid[row] == ["2 x", "183,396,426.0", "16,862,058.8"]


def test_decimal_commas_do_not_make_commas_the_separator() -> None:
    text = "Titel\nLand;2018;2019\nA;1,5;2,5\nB;3,5;4,5\nC;218.218.003,00;1,0\n"

    assert rows_of(opened(text, "de"))[3] == ["C", "218.218.003,00", "1,0"]


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        ("2 x,1,234,567", "more than one way"),
        ("2 x,174,022,318.00,19,382.00,5.0", "no way"),
        ("2 x,174,22,318.00,1.0", "no way"),
        ("2 x,,174,022,318.00", "no way"),
        ("2 x,1.0", "no way"),
        ("2 x, of which y,1.0,2.0", "no way"),
    ],
)
def test_a_doubtful_line_is_refused_not_shifted(line: str, ways: str) -> None:
    text = f"x,Total,10 to 49\n1 %,22.5,21.2\n3 %,22.5,21.2\n{line}\n"
    (table,) = opened(text).tables
    first, *others = table.read("x").rows[3]

    assert first is not None
    assert first.fault == ""
    for cell in others:
        assert cell is not None
        assert cell.fault.startswith("expected 3 columns as in the header, found ")
        assert cell.fault.endswith(ways)


def test_a_file_with_separators_at_the_ends_asks_for_them_everywhere() -> None:
    (table,) = opened("x,A,B,\nk,1,2,\nl,3,4,\nm,5,6\n").tables
    refused = table.read("x").rows[3][1]

    assert refused is not None
    assert "found 3 fields in line 4" in refused.fault


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a line\nand another\n", "the separator of the fields is not certain.*found none"),
        ("x;y,1\na;b,2\nc;d,3\n", "found semicolon in 3 lines and comma in 3 lines"),
        ('x,y\na,"1\nb,2\n', "unexpected end of data"),
        ("x,y\n" + "a," * 3000, "too large for a table"),
        ("x,y\na," + "1" * 200_000 + "\nb,2\n", "field larger than field limit"),
        ("", "found none"),
    ],
    ids=["no table", "ambiguous", "open quote", "wide", "long field", "empty"],
)
def test_what_cannot_be_read_in_one_way_is_drift(text: str, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        opened(text)


def test_a_table_of_more_places_than_an_honest_one_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_CELLS", 10)

    with pytest.raises(DriftError, match="10 in all"):
        opened("x,y\n" + "a,1\n" * 10)


def test_lines_of_very_many_columns_are_not_joined() -> None:
    assert join_thousands(["x", "1", "234"], 2) == [["x", "1,234"]]
    assert join_thousands(["x", *["1", "234"] * 40], 41) == []


numbers = st.one_of(
    st.integers(-(10**9), 10**9).map(lambda value: f"{value:,}"),
    st.decimals(0, 10**9, places=2).map(lambda value: f"{value:,}"),
    st.just(".."),
)


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=3, max_size=8))
def test_a_line_is_read_as_it_was_meant_or_refused(rows: list[list[str]]) -> None:
    head = "name,first,second,third,end\n"
    text = head + "plain,1,2,3,z\n" * 9 + "".join(f"row,{','.join(row)},z\n" for row in rows)
    (table,) = opened(text).tables
    read_rows = table.read("x").rows[10:]

    for row, meant in zip(read_rows, rows, strict=True):
        assert any(cell and cell.fault for cell in row) or [cell and cell.text for cell in row[1:4]] == meant

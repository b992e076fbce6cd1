"""The workbook as openpyxl and LibreOffice read it: typed cells, exact numbers, no formula, notes that explain."""

from __future__ import annotations

import csv
import dataclasses
import shutil
import subprocess
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from extractors.errors import UsageError
from reporting.exports import workbook as writer
from reporting.exports.content import content
from reporting.exports.export import export_tables
from reporting.exports.selection import Selection
from reporting.exports.tables import TABLES
from tests.reporting.exports.conftest import FORMULAS, LONG, XML, manifest_of


@pytest.fixture(scope="module")
def book(everything: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(everything / "market_split.xlsx")


def cells(sheet: Worksheet) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip((str(name) for name in header), row, strict=True)) for row in rows]


def as_cell(value: object) -> object:
    match value:
        case Decimal():
            return float(value)
        case date():
            return datetime.combine(value, time())
        case list():
            return " | ".join(value)
        case _:
            return value


@pytest.mark.parametrize("table", TABLES)
def test_each_cell_has_the_value_and_type_of_the_warehouse(
    book: openpyxl.Workbook, everything: Path, warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    query = next(one["query"] for one in manifest_of(everything)["tables"] if one["name"] == table)
    cursor = warehouse.execute(query)
    names = [column[0] for column in cursor.description or []]
    wanted = [{name: as_cell(value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]
    assert cells(book[table]) == wanted


def test_periods_are_text_and_days_are_days(book: openpyxl.Workbook) -> None:
    sheet = book["share_trend"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    assert sheet.cell(2, columns["time_period"]).data_type == "s"
    assert sheet.cell(2, columns["published_on"]).is_date
    assert sheet.cell(2, columns["b2b_share_pct"]).data_type == "n"
    assert sheet.cell(2, columns["has_break"]).data_type == "b"


def test_the_header_is_bold_frozen_and_filtered(book: openpyxl.Workbook) -> None:
    for table in TABLES:
        sheet = book[table]
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.b for cell in sheet[1])
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(dimension.width > 8 for dimension in sheet.column_dimensions.values())


def test_number_formats_show_every_decimal_and_no_more_than_any_figure_has(book: openpyxl.Workbook) -> None:
    sheet = book["share_trend"]
    formats = {str(cell.value): sheet.cell(2, cell.column).number_format for cell in sheet[1]}
    assert sheet.cell(2, 1).number_format == "@"
    columns = {str(cell.value): cell.column_letter for cell in sheet[1]}
    filled = {
        name: next(cell.number_format for cell in sheet[columns[name]][1:] if cell.value is not None)
        for name in ("b2b_value", "b2b_share_pct", "published_b2b_share_pct", "slope_n")
    }
    assert formats["published_on"] == "yyyy-mm-dd"
    assert filled == {
        "b2b_value": "#,##0",
        "b2b_share_pct": "#,##0.0?????",
        "published_b2b_share_pct": "#,##0.0",
        "slope_n": "#,##0",
    }


def test_the_notes_explain_columns_codes_definitions_and_sources(book: openpyxl.Workbook) -> None:
    rows = [tuple(str(cell or "") for cell in row) for row in book["notes"].iter_rows(values_only=True)]
    titles = [row[0] for row in rows]
    for section in ("About this export", "Tables", "Columns", "Codes", "Definitions", "Sources"):
        assert section in titles
    column = next(row for row in rows if row[:2] == ("segment_share", "b2b_share_pct"))
    assert column[2] == "percent"
    assert "Beware: a printed share may rest on another whole" in column[3]
    assert any(row[:2] == ("obs_status", "B") and row[3] == "break in the series" for row in rows)
    definition = next(row for row in rows if row[:2] == ("meti_ecommerce_survey", "METI_B2B_WIDE"))
    assert definition[2] == "yes"
    assert "EDI" in definition[3]
    source = next(row for row in rows if row[0] == "unctad_global_ecommerce" and "Terms: " in row[3])
    assert "United Nations terms of use" in source[3]


def test_hostile_text_stays_text_and_long_numbers_keep_their_digits(hostile: Path, tmp_path: Path) -> None:
    export_tables(tmp_path / "out", ["xlsx"], Selection(publications=("meti_ecommerce_survey",), areas=("JPN",)))
    book = openpyxl.load_workbook(tmp_path / "out" / "market_split.xlsx")
    for sheet in book:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}
    titles = {row["title"] for row in cells(book["basis"])}
    assert {*FORMULAS, f" {XML}"} <= titles
    shares = cells(book["segment_share"])
    assert {(row["b2b_value"], row["b2c_value"]) for row in shares} == {(LONG, -1.5)}
    told = next(row for row in book["notes"].iter_rows(values_only=True) if row[0] == "numbers in text cells")
    assert told[3] == f"segment_share, b2b_value: {len(shares)}, since each has too many digits for a number cell"


@pytest.mark.parametrize(
    ("digits", "is_number"), [("999999999.123456", True), ("1" + "0" * 23, True), ("9999999999.123456", False)]
)
def test_a_number_is_a_number_cell_as_long_as_no_digit_is_lost(
    hostile: Path, tmp_path: Path, digits: str, is_number: bool
) -> None:
    with duckdb.connect(hostile / "market_split.duckdb") as connection:
        connection.execute(f"UPDATE mart.segment_share SET b2b_value = {digits}")  # noqa: S608 - our own number
    export_tables(tmp_path / "out", ["xlsx"], Selection(tables=("segment_share",)))
    values = {
        row["b2b_value"] for row in cells(openpyxl.load_workbook(tmp_path / "out/market_split.xlsx")["segment_share"])
    }
    (value,) = values
    assert isinstance(value, int | float) is is_number
    assert Decimal(repr(value) if is_number else value) == Decimal(digits)


def test_a_table_longer_than_a_sheet_is_refused(published: Path, tmp_path: Path) -> None:
    with content(Selection(tables=("basis",))) as found:
        (extract,) = found.extracts
        long = dataclasses.replace(found, extracts=(dataclasses.replace(extract, rows=1_048_576),))
        with pytest.raises(UsageError, match=r"expected up to 1,048,575; found 1,048,576\. Narrow the selection"):
            list(writer.write_workbook(long, tmp_path))


def test_a_text_longer_than_a_cell_is_refused(hostile: Path, tmp_path: Path) -> None:
    with duckdb.connect(hostile / "market_split.duckdb") as connection:
        connection.execute("UPDATE core.basis SET text = repeat('x', 32768) WHERE basis = 'METI_B2B_WIDE'")
    with pytest.raises(UsageError, match=r"sheet basis, row .*: a text is longer than a cell"):
        export_tables(tmp_path / "out", ["xlsx"])


def test_libreoffice_reads_what_csv_has(everything: Path, tmp_path: Path) -> None:
    if (office := shutil.which("soffice")) is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    converting = ["--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path / "out")]
    subprocess.run(
        [office, profile, *converting, str(everything / "market_split.xlsx")],
        check=True,
        capture_output=True,
        timeout=240,
    )
    for table in TABLES:
        with (tmp_path / "out" / f"market_split-{table}.csv").open(newline="", encoding="utf-8") as file:
            found = [[_plain(cell) for cell in row] for row in csv.reader(file)]
        with (everything / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            wanted = [[_plain(cell) for cell in row] for row in csv.reader(file)]
        assert found == wanted


def _plain(cell: str) -> str:
    """Return a cell without what only a program's way of writing makes differ: zeros at the end, capitals."""
    if cell in {"TRUE", "FALSE"}:
        return cell.lower()
    try:
        return f"{Decimal(cell).normalize():f}" if "." in cell else cell
    except ArithmeticError:
        return cell


def test_a_native_chart_draws_the_longest_series_and_says_whose_they_are(
    book: openpyxl.Workbook, warehouse: duckdb.DuckDBPyConnection
) -> None:
    sheet = book["chart"]
    (drawing,) = sheet._charts
    assert "Source: " in str(sheet["A1"].value)
    header = [cell.value for cell in sheet[2]]
    assert len(drawing.series) == len(header) - 1 == 8
    years = [row[0].value for row in sheet.iter_rows(min_row=3) if row[0].value]
    column = next(at for at, name in enumerate(header) if "METI: B2B over any computer network" in str(name))
    drawn = {row[0].value: row[column].value for row in sheet.iter_rows(min_row=3) if row[column].value is not None}
    wanted = warehouse.execute(
        "SELECT time_period, b2b_share_pct FROM mart.share_trend WHERE basis = 'METI_B2B_WIDE' AND ref_area = 'JPN'"
    ).fetchall()
    assert drawn == {year: float(share) for year, share in wanted}
    # A definition that speaks of the consumers' side is not what B2B's share is a share of.
    titles = [str(name) for name in header if "Consumers' part" in str(name)]
    assert titles
    assert all("Eurostat: all but: Consumers' part" in name for name in titles)
    # No year is left out between two points, and every point has room on the axis.
    assert [int(year) for year in years] == list(range(int(years[0]), int(years[-1]) + 1))
    assert set(drawn) <= set(years)
    shares = [value for row in sheet.iter_rows(min_row=3, min_col=2, values_only=True) for value in row if value]
    axis = drawing.y_axis.scaling
    assert axis.min <= min(shares) < axis.min + 10
    assert axis.max - 10 < max(shares) <= axis.max <= 100

"""CSV, Parquet and JSON hold what the warehouse holds, exactly, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from reporting.exports.export import export_tables
from reporting.exports.selection import Selection
from reporting.exports.tables import TABLES
from tests.reporting.exports.conftest import FORMULAS, LONG, manifest_of


def query_of(folder: Path, table: str) -> str:
    return next(str(one["query"]) for one in manifest_of(folder)["tables"] if one["name"] == table)


def expected(connection: duckdb.DuckDBPyConnection, folder: Path, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query_of(folder, table))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def as_csv(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list():
            return " | ".join(value)
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def as_json(value: object) -> object:
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return value


@pytest.mark.parametrize("table", TABLES)
def test_csv_holds_every_value_in_the_order_of_the_grain(
    everything: Path, warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    wanted = expected(warehouse, everything, table)
    with (everything / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert found == [{name: as_csv(value) for name, value in row.items()} for row in wanted]
    keys = [tuple(row[name] for name in TABLES[table].grain) for row in found]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("table", TABLES)
def test_json_has_exact_decimals_as_text_and_lists_as_arrays(
    everything: Path, warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    wanted = expected(warehouse, everything, table)
    found = json.loads((everything / f"{table}.json").read_text(encoding="utf-8"))
    assert found == [{name: as_json(value) for name, value in row.items()} for row in wanted]


@pytest.mark.parametrize("table", TABLES)
def test_parquet_has_the_types_of_the_warehouse(
    everything: Path, warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    assert pyarrow.parquet.read_table(everything / f"{table}.parquet").to_pylist() == expected(
        warehouse, everything, table
    )


def test_text_like_a_formula_is_made_harmless_in_csv_and_numbers_are_not_touched(hostile: Path, tmp_path: Path) -> None:
    export_tables(tmp_path / "out", ["csv"], Selection(publications=("meti_ecommerce_survey",), areas=("JPN",)))
    with (tmp_path / "out" / "basis.csv").open(newline="", encoding="utf-8") as file:
        titles = {row["title"] for row in csv.DictReader(file)}
    assert {f"'{text}" for text in FORMULAS} <= titles
    assert not titles & set(FORMULAS)
    with (tmp_path / "out" / "segment_share.csv").open(newline="", encoding="utf-8") as file:
        values = {(row["b2b_value"], row["b2c_value"]) for row in csv.DictReader(file)}
    assert values == {(LONG, "-1.500000")}


def test_a_list_that_begins_like_a_formula_is_made_harmless_in_csv(hostile: Path, tmp_path: Path) -> None:
    export_tables(tmp_path / "out", ["csv", "json"], Selection(tables=("source_agreement",), areas=("JPN",)))
    with (tmp_path / "out" / "source_agreement.csv").open(newline="", encoding="utf-8") as file:
        assert {row["publications"] for row in csv.DictReader(file)} == {"'=1+1 | two"}
    records = json.loads((tmp_path / "out" / "source_agreement.json").read_text())
    assert {tuple(row["publications"]) for row in records} == {("=1+1", "two")}

"""The tables that are exported: keys that are keys, columns that every format and the dictionary know."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import frictionless
import pytest

from extractors.errors import MarketsplitError
from reporting.exports.export import export_tables
from reporting.exports.figures import unit_code
from reporting.exports.selection import Selection
from reporting.exports.tables import TABLES, Table, columns_of


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_grain_is_a_key(warehouse: duckdb.DuckDBPyConnection, table: Table) -> None:
    keys = warehouse.execute(f"SELECT {', '.join(table.grain)} FROM {table.relation}").fetchall()  # noqa: S608 - our own names
    assert len(set(keys)) == len(keys) > 0
    assert not any(part is None for key in keys for part in key)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_names_fit_every_format(warehouse: duckdb.DuckDBPyConnection, table: Table) -> None:
    assert len(table.name) <= 31  # a sheet's name
    columns = columns_of(warehouse, table)
    for column in columns:
        assert re.fullmatch("[a-z][a-z0-9_]*", column.name)
        assert re.fullmatch("[A-Z][A-Z0-9_]*", unit_code(column.unit))
        assert column.description
    assert {*table.grain} <= {column.name for column in columns}


def test_a_type_that_no_format_knows_is_loud() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA core; CREATE TABLE core.basis (publication VARCHAR, basis BLOB)")
        with pytest.raises(MarketsplitError, match=r"core.basis.basis: no export format knows .*; found BLOB"):
            columns_of(connection, TABLES["basis"])


def test_another_table_is_one_line(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLES, "freshness", Table("freshness", "mart.freshness", ("publication",), "Freshness"))
    export_tables(tmp_path, ["csv", "parquet", "xlsx", "json"], Selection(tables=("freshness",)))
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    assert package.validate().valid
    with duckdb.connect(published / "market_split.duckdb", read_only=True) as connection:
        wanted = dict(connection.execute("SELECT publication, last_captured_at FROM mart.freshness").fetchall())
    for name in ("freshness.csv", "freshness.json"):
        found = {row["publication"]: row["last_captured_at"] for row in package.get_resource(name).read_rows()}
        assert {one: moment.replace(tzinfo=None) for one, moment in found.items()} == wanted

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.batches import accept, figure, stage
from warehouse import connection as files
from warehouse.dictionary import DICTIONARY_FILE, columns_of, relations, render
from warehouse.load import load_batches
from warehouse.publish import candidate_path, transform


@pytest.fixture
def catalogue(acme: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Return type and comment of every column of a built warehouse, by relation."""
    load_batches([accept(stage("2020", [figure("USA", "2019", "B2B", 1)]))])
    transform()
    found: dict[str, dict[str, tuple[str, str]]] = {}
    with files.reader(candidate_path()) as connection:
        for schema, table, column, kind, comment in connection.execute(
            "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() "
            "WHERE schema_name IN ('core', 'mart') ORDER BY schema_name, table_name, column_index"
        ).fetchall():
            found.setdefault(f"{schema}.{table}", {})[column] = (kind, comment)
    return found


def test_every_table_and_column_is_described_as_it_is(catalogue: dict[str, dict[str, tuple[str, str]]]) -> None:
    described = {name for name, relation in relations().items() if relation.kind != "macro"}
    assert described == set(catalogue)
    for name, columns in catalogue.items():
        expected = {column: (one.type, one.comment()) for column, one in columns_of(name).items()}
        assert list(columns.items()) == list(expected.items()), name


def test_tables_views_and_macros_carry_comments(acme: Path) -> None:
    load_batches([accept(stage("2020", [figure("USA", "2019", "B2B", 1)]))])
    transform()
    with files.reader(candidate_path()) as connection:
        comments = dict(
            connection.execute(
                "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() UNION ALL "
                "SELECT schema_name || '.' || view_name, comment FROM duckdb_views() WHERE NOT internal UNION ALL "
                "SELECT schema_name || '.' || function_name, comment FROM duckdb_functions() "
                "WHERE schema_name = 'core' AND function_type = 'table_macro'"
            ).fetchall()
        )
    assert comments == {name: relation.comment() for name, relation in relations().items()}


def test_the_data_dictionary_is_up_to_date() -> None:
    assert DICTIONARY_FILE.read_text(encoding="utf-8") == render(), "run python -m warehouse.dictionary"

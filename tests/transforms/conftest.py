"""A small warehouse in memory: figures in, marts out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest

from tests.warehouse.acme import PUBLICATION, declaration
from transforms.build import build_marts
from warehouse.connection import SCHEMA_FILE
from warehouse.declared import write_declaration
from warehouse.vocabulary import fill_code_tables

#: A figure and the edition that prints it.
Printed = tuple[str, dict[str, Any]]
Marts = Callable[[Sequence[Printed]], duckdb.DuckDBPyConnection]


@pytest.fixture
def marts() -> Iterator[Marts]:
    """Return a function that puts figures into an empty warehouse and computes its marts."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(SCHEMA_FILE.read_text(encoding="utf-8"))
        fill_code_tables(connection)
        write_declaration(connection, declaration())
        connection.execute("DELETE FROM core.publication")  # a test may describe it in its own way

        def put(figures: Sequence[Printed]) -> duckdb.DuckDBPyConnection:
            connection.execute("DELETE FROM core.observation")
            for number, (edition, one) in enumerate(figures):
                period = one["time_period"]
                row = {
                    "observation_id": f"{number:016d}",
                    "publication": PUBLICATION,
                    "edition": edition,
                    "published_on": date(int(edition), 5, 1),
                    "document": "report",
                    "snapshot_id": "s",
                    "frequency": "A" if len(period) == 4 else period[5] if period[5] in "SQ" else "M",
                    "vintage": 1,
                    "is_tombstone": False,
                    "load_id": 1,
                    "recorded_at": "2026-01-01 00:00:00",
                    **one,
                }
                names = ", ".join(f"${name} AS {name}" for name in row)
                connection.execute(f"INSERT INTO core.observation BY NAME SELECT {names}", row)
            build_marts(connection)
            return connection

        yield put

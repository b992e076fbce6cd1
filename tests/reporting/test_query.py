"""SQL on the published warehouse as of a day: the same tables, as they were, and nothing can be written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UsageError
from reporting.query import query_published
from warehouse.as_of import AsOf

DAY = AsOf(date(2020, 1, 1))


@pytest.mark.parametrize(
    ("sql", "now", "then"),
    [
        ("SELECT count(*) AS n FROM core.edition", 4, 1),
        ("SELECT count(*) AS n FROM core.publication", 3, 1),
        (
            "SELECT max(obs_value) AS n FROM core.observation_latest WHERE time_period = '2018' AND basis = 'NEW'",
            700,
            770,
        ),
        ("SELECT count(*) AS n FROM mart.mainstream", 6, 3),
        ("SELECT count(*) AS n FROM core.observation_as_of(DATE '2100-01-01')", 21, 6),
    ],
)
def test_every_table_answers_as_on_the_day(acme: Path, sql: str, now: int, then: int) -> None:
    assert query_published(sql) == [{"n": now}]
    assert query_published(sql, as_of=DAY) == [{"n": then}]


@pytest.mark.parametrize("as_of", [None, DAY], ids=["today", "then"])
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("DELETE FROM mart.segment_share", "read-only"),
        ("CREATE TABLE kept AS SELECT 1", "read-only"),
        ("DROP TABLE mart.revision", "read-only"),
        ("COPY (SELECT 1) TO 'kept.csv'", "disabled"),
        ("ATTACH 'kept.duckdb' AS kept", "disabled"),
        ("FROM read_csv('/etc/passwd')", "disabled"),
        ("SET enable_external_access = true", "Cannot"),
        ("SELECT 1; SELECT 2", "expected one SQL statement; found 2"),
        ("", "expected one SQL statement; found none"),
        ("SELECT nothing", "nothing"),
    ],
)
def test_nothing_is_written_read_elsewhere_or_run_twice(acme: Path, as_of: Any, sql: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        query_published(sql, as_of=as_of)

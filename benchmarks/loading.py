"""Loading a large checked batch against the bare copy of the same rows into a new table, and against dlt."""

from __future__ import annotations

import functools
import json
import os
import tempfile
from pathlib import Path

import duckdb

from benchmarks import peer_dlt
from benchmarks.timing import Comparison, compare
from extractors import storage
from extractors.settings import settings
from warehouse.connection import STORAGE_FORMAT
from warehouse.load import load_batches

ROWS = 2_000_000
#: As many as dlt's own reader, which makes a dict of each row, gets done in a minute.
FEW_ROWS = 200_000
PUBLICATION, EDITION = "meti_ecommerce_survey", "2024-09-25"

#: A plausible history: every row is a series point of its own.
GENERATE = """
    COPY (
        SELECT CAST(n AS INTEGER) AS row_number, $publication AS publication, $edition AS edition,
               DATE '2021-05-03' AS published_on, 'release' AS document, repeat('0', 16) AS snapshot_id,
               ['USA', 'JPN', 'CHN', 'KOR', 'GBR', 'FRA', 'DEU', 'ITA'][1 + n % 8] AS ref_area,
               CAST(1900 + n // 8 % 120 AS VARCHAR) || '-' || lpad(CAST(1 + n // 960 % 12 AS VARCHAR), 2, '0')
                   AS time_period,
               ['TOTAL', 'B2B', 'B2C'][1 + n // 11520 % 3] AS segment, 'ecommerce_sales' AS measure,
               'BASIS_' || CAST(n // 34560 AS VARCHAR) AS basis, 'USD' AS unit_measure,
               CAST(1000000000 + n * 1000 AS DECIMAL(30, 6)) AS obs_value,
               CAST(1000 AS DECIMAL(30, 6)) AS rounding_unit, 'A' AS obs_status, '' AS obs_flag,
               '{"kind":"record","line":' || CAST(n AS VARCHAR) || '}' AS locator,
               CAST(n AS VARCHAR) AS raw_text, '' AS raw_context, 'live' AS verification, '' AS evidence_url
        FROM range($rows) AS numbers(n)
    ) TO '{target}' (FORMAT parquet)
"""


def stage(home: Path, rows: int = ROWS) -> str:
    """Write a checked batch as check_batches leaves it and return its reference."""
    folder = home / "staged" / PUBLICATION / EDITION / f"benchmark{rows}"
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            GENERATE.replace("{target}", str(folder / "accepted.parquet")),
            {"publication": PUBLICATION, "edition": EDITION, "rows": rows},
        )
        connection.execute(
            "COPY (SELECT '' AS publication, '' AS edition, '' AS document, '' AS snapshot_id, '' AS rule, "
            "'' AS reason, '' AS series_key, '' AS locator, '' AS raw_text, '' AS raw_context, '' AS evidence LIMIT 0) "
            f"TO '{folder}/quarantine.parquet' (FORMAT parquet)"
        )
        connection.execute(
            "COPY (SELECT '' AS suite, '' AS expectation, 'warning' AS severity, true AS success, 0 AS checked_count, "
            f"0 AS unexpected_count, '' AS evidence LIMIT 0) TO '{folder}/validation.parquet' (FORMAT parquet)"
        )
    described = {
        "publication": PUBLICATION,
        "edition": EDITION,
        "published_on": "2021-05-03",
        "fingerprint": "benchmark",
        "documents": [
            {
                "document": "release",
                "snapshot_id": "0" * 16,
                "sha256": "0" * 64,
                "url": "https://example.org/",
                "final_url": "https://example.org/",
                "lang": "en",
                "media_type": "text/html",
                "size": 1,
                "status": 200,
                "captured_at": "2021-05-03T00:00:00+00:00",
                "encoding": "utf-8",
                "declared_encoding": "utf-8",
            }
        ],
        "observations": rows,
        "rejected": 0,
    }
    (folder / "batch.json").write_text(json.dumps(described))
    verdict = {"status": "passed", "message": "", "accepted": rows, "quarantined": 0}
    (folder / "checked.json").write_text(json.dumps(verdict))
    return folder.relative_to(home).as_posix()


def comparisons() -> list[Comparison]:
    """Return a first load, and a repeated one of a re-released edition with nothing new, against CREATE TABLE AS.

    The bare copy is in DuckDB's own storage format and in ours, which costs less to write. And a first load against
    dlt's, which merges on the same keys: with a first load it has nothing to merge with.
    """
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ["MARKETSPLIT_HOME"] = name
        settings.cache_clear()
        reference, few = stage(home), stage(home, FEW_ROWS)
        accepted, few_accepted = (storage.resolve(one) / "accepted.parquet" for one in (reference, few))

        def first_load(reference: str, rows: int) -> None:
            for path in (home / "build").glob("marketsplit_build*"):
                path.unlink()
            (result,) = load_batches([reference])
            if result.inserted != rows:
                raise AssertionError(result)

        def repeated_load() -> None:
            described = json.loads((accepted.parent / "batch.json").read_text())
            described["fingerprint"] += "."
            (accepted.parent / "batch.json").write_text(json.dumps(described))
            (result,) = load_batches([reference])
            if (result.inserted, result.unchanged, result.tombstones) != (0, ROWS, 0):
                raise AssertionError(result)

        def bare_copy(storage_format: dict[str, str | bool | int | float | list[str]] | None = None) -> None:
            target = home / "bare.duckdb"
            target.unlink(missing_ok=True)
            with duckdb.connect(target, config=storage_format or {}) as connection:
                connection.execute("SET enable_progress_bar = false")
                connection.execute(f"CREATE TABLE observation AS FROM read_parquet('{accepted}')")

        def dlt_reads() -> None:
            if peer_dlt.load_read(few_accepted, home) != FEW_ROWS:
                raise AssertionError("dlt has other rows")

        def dlt_hands_on() -> None:
            if peer_dlt.load_arrow(accepted, home) != ROWS:
                raise AssertionError("dlt has other rows")

        ours = ("load_batches", lambda: first_load(reference, ROWS))
        peer = ("CREATE TABLE AS", bare_copy)
        alike = ("CREATE TABLE AS in our storage format", functools.partial(bare_copy, STORAGE_FORMAT))
        return [
            compare(f"first load of {ROWS:,}", ours, peer, pairs=5),
            compare(f"first load of {ROWS:,}", ours, alike, pairs=5),
            compare("the same again, nothing new", ("load_batches", repeated_load), peer, pairs=5),
            compare("the same again, nothing new", ("load_batches", repeated_load), alike, pairs=5),
            compare(
                f"first load of {FEW_ROWS:,}",
                ("load_batches", lambda: first_load(few, FEW_ROWS)),
                ("dlt, its reader", dlt_reads),
                pairs=1,
            ),
            compare(f"first load of {ROWS:,}", ours, ("dlt, Arrow tables", dlt_hands_on), pairs=3),
        ]

"""The site of ten thousand series: seconds, processor time and memory of a first build, and of one that finds nothing new.

The series are those of a generated history, each with the prints of its newest edition and, of every tenth, with all its
vintages, so that about as many figures stand behind a series as behind those of the saved editions. Their
documents are in no archive, so each has a page that says so: what whole ones cost is a matter of their own size.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.histories import write_history
from benchmarks.memory import peak
from extractors import storage
from extractors.settings import settings
from transforms.build import build_marts
from warehouse.connection import STORAGE_FORMAT, opened, schema_version

SERIES = 10_000
#: Figures of a history with so many series, at all its prints.
_ROWS = 620_000

_SERIES = "publication, ref_area, measure, segment, basis"
_THINNED = f"""
    CREATE TEMP TABLE kept AS
    SELECT observation_id
    FROM (
        SELECT *, dense_rank() OVER (ORDER BY hash({_SERIES}), {_SERIES}) AS number,
               row_number() OVER (PARTITION BY {_SERIES}, time_period
                                  ORDER BY published_on DESC, edition DESC, vintage DESC) AS age
        FROM core.observation
    )
    WHERE number <= $series AND (age = 1 OR number % 10 = 0)
"""  # noqa: S608 - own names

#: Regions are no areas of the code list, the history's places are not whole, and its rates have no definition.
_MENDED = """
    INSERT INTO core.basis BY NAME
    SELECT DISTINCT publication, basis, 'Yearly averages' AS title, '' AS text, '' AS url, 'not said' AS edi_included,
           basis AS b2c_basis
    FROM core.observation ANTI JOIN core.basis USING (publication, basis);

    UPDATE core.observation SET locator = json_object(
        'kind', 'cell', 'table', 'Electronic commerce by side of the market', 'row', ref_area || ' / ' || time_period,
        'column', segment || ' / ' || basis, 'row_number', hash(ref_area, time_period) % 500 + 1,
        'column_number', hash(segment, basis) % 20 + 1, 'node', '/html/body/table');

    INSERT INTO core.area SELECT DISTINCT ref_area, 'Region ' || ref_area, false
    FROM core.observation ANTI JOIN core.area USING (ref_area)
"""


@dataclass(frozen=True)
class Built:
    """What one build took."""

    subject: str
    files: int
    seconds: float
    processor_s: float
    peak_gb: float

    def line(self) -> str:
        return (
            f"{self.subject:<34} {self.files:,} files: {self.seconds:.0f} s, {self.processor_s:.0f} s of processor time, "
            f"at most {self.peak_gb:.2f} GB of memory"
        )


def comparisons() -> list[Built]:
    """Return a first build, and the same again."""
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        return [_built(f"site of {SERIES:,} series", name), _built("the same again, nothing new", name)]


def prepare(home: Path, rows: int = _ROWS, series: int = SERIES) -> None:
    """Publish so many series of a history of so many figures as a warehouse under a home of its own."""
    os.environ["MARKETSPLIT_HOME"] = str(home)
    settings.cache_clear()
    path = storage.published_path()
    with duckdb.connect(path, config=STORAGE_FORMAT) as connection:
        connection.execute("SET enable_progress_bar = false")
        write_history(connection, rows)
        connection.execute(_THINNED, {"series": series})
        connection.execute("DELETE FROM core.observation WHERE observation_id NOT IN (FROM kept)")
        connection.execute(_MENDED)
        connection.execute("INSERT INTO core.schema_version VALUES (?)", [schema_version()])
        connection.execute(
            "INSERT INTO core.release SELECT 1, 'benchmark', 1, now(), now(), count(*) FROM core.observation"
        )
    with opened(path, read_only=False) as connection:
        build_marts(connection)


def _built(subject: str, home: str) -> Built:
    child = [sys.executable, "-m", "benchmarks.site"]
    done = subprocess.run(
        child, env={**os.environ, "MARKETSPLIT_HOME": home}, capture_output=True, text=True, check=True
    )
    files, seconds, processor_s, gigabytes = map(float, done.stdout.split())
    return Built(subject, int(files), seconds, processor_s, gigabytes)


def _measured() -> tuple[float, ...]:
    from reporting.site.build import build_site

    start = time.perf_counter()
    built = build_site(storage.site_dir())
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return built.made + built.kept, seconds, sum(one.ru_utime + one.ru_stime for one in used), peak() / 1e9


if __name__ == "__main__":
    print(*_measured())

"""What the benchmarks compare is the same: a size makes one history, and the peers' marts are ours."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from benchmarks import marts, site
from benchmarks.histories import write_history
from benchmarks.peers_pandas import arithmetic as of_pandas
from benchmarks.peers_polars import arithmetic as of_polars
from extractors import storage
from extractors.settings import settings
from reporting.site.build import build_site
from tests.transforms.histories import history, publications, put
from transforms.build import FOLDER
from warehouse.connection import SCHEMA_FILE
from warehouse.declared import write_declaration
from warehouse.vocabulary import fill_code_tables

#: Rates that one publication prints twice, for two areas, and rates of the dollar.
_MORE_RATES = """
    INSERT INTO core.observation BY NAME
    SELECT * EXCLUDE (known_area, area, unit)
             REPLACE (left(md5(observation_id || area), 16) AS observation_id, area AS ref_area, unit AS unit_measure,
                      obs_value * 1.01 AS obs_value)
    FROM core.observation
    JOIN (VALUES ('DEU', 'FRA', 'EUR'), ('IND', 'USA', 'USD')) AS more(known_area, area, unit) ON ref_area = known_area
    WHERE measure = 'exchange_rate'
"""


def test_a_size_makes_one_history() -> None:
    histories = []
    for _ in range(2):
        with duckdb.connect() as connection:
            count = write_history(connection, 50_000)
            histories.append(
                connection.execute(
                    "SELECT count(*), sum(hash(observation)) FROM core.observation AS observation"
                ).fetchone()
            )
    assert histories[0] == histories[1]
    assert histories[0] is not None
    assert histories[0][0] == count
    assert 40_000 < count < 60_000


@pytest.mark.parametrize("peer", marts.PEERS)
def test_a_peer_makes_the_same_marts_of_a_generated_history(peer: str, tmp_path: Path) -> None:
    marts.prepare(tmp_path / "history.duckdb", 110_000)
    assert marts.differences(tmp_path / "history.duckdb", [peer]) == []
    with duckdb.connect(tmp_path / "history.duckdb", read_only=True) as connection:
        for mart in marts.MARTS:
            assert connection.execute(f"SELECT count(*) > 0 FROM mart.{mart}").fetchone() == (True,), mart  # noqa: S608 - own names


@pytest.mark.parametrize("peer", marts.PEERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_peer_makes_the_same_marts_of_any_history(peer: str, seed: int, tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "history.duckdb") as connection:
        connection.execute(SCHEMA_FILE.read_text(encoding="utf-8"))
        fill_code_tables(connection)
        for publication in publications():
            write_declaration(connection, publication)
        put(connection, history(seed))
        connection.execute(_MORE_RATES)
    assert marts.differences(tmp_path / "history.duckdb", [peer]) == []


def _parts_and_wholes() -> tuple[list[int], list[int]]:
    r = random.Random(1)  # noqa: S311 - numbers, not secrets
    wholes = [r.randrange(10 ** r.randrange(1, 28)) for _ in range(4000)]
    # some parts are a tie of rounding, some a whole itself, some have nothing to do with it
    parts = [
        r.choice([one // 2, one * r.randrange(1, 9) // 4, one, r.randrange(10 ** r.randrange(1, 27))]) for one in wholes
    ]
    return parts, wholes


def _polars_quotients(parts: list[int], wholes: list[int]) -> pa.Table:
    millionths = pl.LazyFrame({"part": parts, "whole": wholes}, {"part": pl.Int128, "whole": pl.Int128})
    part, whole = pl.col("part"), pl.col("whole")
    return (
        millionths.with_columns(
            percent=of_polars.percent(part, whole),
            below_zero=of_polars.percent(part * -1, whole),
            percent_floor=of_polars.percent_floor(part, whole),
            percent_ceiling=of_polars.percent_ceiling(part, whole),
            dollars=of_polars.divided(part, whole, 1),
        )
        .select(
            of_polars.decimals(of_polars.MONEY, "part", "whole"),
            of_polars.decimals(of_polars.PERCENT, "percent", "below_zero", "percent_floor", "percent_ceiling"),
            of_polars.decimals(of_polars.DOLLARS, "dollars"),
        )
        .collect()
        .to_arrow()
    )


def _pandas_quotients(parts: list[int], wholes: list[int]) -> pa.Table:
    amounts = [[Decimal(number).scaleb(-6) for number in numbers] for numbers in (parts, wholes)]
    part, whole = (of_pandas.column(pa.array(numbers, of_pandas.MONEY)) for numbers in amounts)
    percentages = {
        "percent": of_pandas.percent(part, whole),
        "below_zero": of_pandas.percent(-part, whole),
        "percent_floor": of_pandas.percent_floor(part, whole),
        "percent_ceiling": of_pandas.percent_ceiling(part, whole),
    }
    dollars = of_pandas.decimals(pa.array(of_pandas.divided(part, whole, 1)), of_pandas.DOLLARS)
    decimals = {name: of_pandas.decimals(pa.array(one), of_pandas.PERCENT) for name, one in percentages.items()}
    return pa.table({"part": pa.array(part), "whole": pa.array(whole), **decimals, "dollars": dollars})


@pytest.mark.parametrize("quotients", [_polars_quotients, _pandas_quotients])
def test_a_peer_divides_as_the_macros_do(quotients: Callable[[list[int], list[int]], pa.Table]) -> None:
    with duckdb.connect() as connection:
        connection.execute((FOLDER / "01_functions.sql").read_text(encoding="utf-8"))
        connection.register("theirs", quotients(*_parts_and_wholes()))
        found = connection.execute("""
            SELECT count(*) FROM theirs
            WHERE percent IS DISTINCT FROM mart.percent(part, whole)
               OR below_zero IS DISTINCT FROM mart.percent(-part, whole)
               OR percent_floor IS DISTINCT FROM mart.percent_floor(part, whole)
               OR percent_ceiling IS DISTINCT FROM mart.percent_ceiling(part, whole)
               OR dollars IS DISTINCT FROM mart.dollars(part, whole)
        """).fetchone()
    assert found == (0,)


@pytest.mark.parametrize("peer", marts.PEERS)
def test_a_peer_makes_the_same_marts_of_the_saved_editions(peer: str, published: Path, tmp_path: Path) -> None:
    shutil.copy(storage.published_path(), tmp_path / "history.duckdb")
    assert marts.differences(tmp_path / "history.duckdb", [peer]) == []


def test_the_site_of_a_history_has_a_page_for_every_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETSPLIT_HOME", str(tmp_path))
    site.prepare(tmp_path, 50_000, 100)
    build_site(tmp_path / "site")
    with duckdb.connect(storage.published_path(), read_only=True) as connection:
        rows = connection.execute(
            "SELECT observation_id, count(DISTINCT (publication, ref_area, measure, segment, basis)) OVER () "
            "FROM core.observation"
        ).fetchall()
    settings.cache_clear()
    assert {path.stem for path in (tmp_path / "site" / "figures").rglob("*.html")} == {row[0] for row in rows}
    assert rows[0][1] == 100

"""The marts against the oracle, column by column, over histories of every kind."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.transforms.histories import history, publications, put, recorded_at
from tests.transforms.oracle import prints, shares, sources, trends
from tests.transforms.oracle.figures import Figure, Row, definitions, living
from transforms.build import build_marts
from warehouse.connection import SCHEMA_FILE
from warehouse.declared import write_declaration
from warehouse.vocabulary import fill_code_tables

POINT = ("publication", "ref_area", "time_period", "measure", "basis")
#: What names a row of each mart.
GRAIN = {
    "segment_share": POINT,
    "share_trend": POINT,
    "series_trend": ("series_id",),
    "source_agreement": ("ref_area", "time_period", "measure", "comparability_group"),
    "source_difference": (
        "ref_area", "time_period", "measure", "publication", "basis", "other_publication", "other_basis",
    ),
    "mainstream": ("ref_area", "time_period"),
    "revision": prints.POINT,
    "forecast_error": (*prints.POINT, "edition"),
}  # fmt: skip
#: How far a column may lie off that rests on roots and powers: a unit of its last decimal.
TOLERANCE = {
    **dict.fromkeys(("slope_pp_per_year", "slope_low", "slope_high"), Decimal("0.000001")),
    **dict.fromkeys(("theil_sen_pp_per_year", "theil_sen_low", "theil_sen_high"), Decimal("0.000001")),
    **{f"{side}_cagr_{years}_pct": Decimal("0.0001") for side in ("b2b", "b2c") for years in ("3y", "5y", "span")},
}
UNORDERED = ("share_ids", "observation_ids")


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an empty warehouse that knows the publications of the histories."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(SCHEMA_FILE.read_text(encoding="utf-8"))
        fill_code_tables(connection)
        for publication in publications():
            write_declaration(connection, publication)
        build_marts(connection)
        yield connection


def marts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """Return every mart that the oracle has; keys of shares and series are replaced by what they stand for."""
    found = {}
    for mart in GRAIN:
        cursor = connection.execute(f"FROM mart.{mart}")
        names = [column[0] for column in cursor.description]
        found[mart] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    point_of = {row["share_id"]: tuple(row[column] for column in POINT) for row in found["segment_share"]}
    series_of = {
        row["series_id"]: (*(row[column] for column in trends.SERIES), row["is_forecast"], row["first_time_period"])
        for row in found["series_trend"]
    }
    assert len(point_of) == len(found["segment_share"])
    assert len(series_of) == len(found["series_trend"])
    for row in (row for rows in found.values() for row in rows):
        if "trend_id" in row:
            assert row.pop("trend_id").removeprefix("trend") == row["share_id"].removeprefix("share")
        if "share_id" in row:
            assert point_of[row.pop("share_id")] == tuple(row[column] for column in POINT)
        if "share_ids" in row:
            row["share_ids"] = [point_of[one] for one in row["share_ids"]]
        if "series_id" in row:
            row["series_id"] = series_of[row["series_id"]]
        for column in UNORDERED:
            if column in row:
                row[column] = sorted(row[column])
    return found


def oracle(figures: Sequence[Figure]) -> dict[str, list[Row]]:
    """Return the same rows as the oracle has them."""
    declared = publications()
    admitted = {one.id for one in declared if one.standing == "primary"}
    figures = [one for one in figures if one.publication in admitted]
    defined = definitions(one for one in declared if one.id in admitted)
    rates = shares.yearly_rates(figures, {one.id: one.rate_rank or 0 for one in declared})
    share = shares.segment_shares(figures, defined, rates)
    trend = trends.share_trends(share)
    return {
        "segment_share": share,
        "share_trend": trend,
        "series_trend": trends.series_trends(share),
        "source_agreement": sources.agreements(share),
        "source_difference": sources.differences(share),
        "mainstream": sources.mainstream(share, trend),
        "revision": prints.revisions(figures, defined),
        "forecast_error": prints.forecast_errors(figures),
    }


def differences(found: dict[str, list[Row]], expected: dict[str, list[Row]]) -> Iterator[str]:
    """Yield where marts differ: the mart, the row, the column, both values."""
    for mart, grain in GRAIN.items():
        left = {tuple(row[column] for column in grain): row for row in found[mart]}
        right = {tuple(row[column] for column in grain): row for row in expected[mart]}
        yield from (f"{mart} {key}: only in the mart" for key in left.keys() - right.keys())
        yield from (f"{mart} {key}: only in the oracle" for key in right.keys() - left.keys())
        if len(left) != len(found[mart]):
            yield f"{mart}: {len(found[mart]) - len(left)} rows of a key that is there already"
        for key in left.keys() & right.keys():
            assert left[key].keys() == right[key].keys(), left[key].keys() ^ right[key].keys()
            for column, value in left[key].items():
                if not _same(column, value, right[key][column]):
                    yield f"{mart} {key} {column}: mart {value!r}, oracle {right[key][column]!r}"


def _same(column: str, one: Any, other: Any) -> bool:
    if column in TOLERANCE and one is not None and other is not None:
        return bool(abs(one - other) <= TOLERANCE[column])
    return bool(one == other)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_every_column_of_every_mart_is_what_it_is_said_to_be(warehouse: duckdb.DuckDBPyConnection, seed: int) -> None:
    figures = history(seed)
    put(warehouse, figures)
    build_marts(warehouse)
    found, expected = marts(warehouse), oracle(figures)
    assert list(differences(found, expected)) == []


def test_histories_hold_everything_that_the_marts_tell_apart() -> None:
    """An oracle that is never asked says nothing: a few histories have every way, reason, verdict and history."""
    expected: dict[str, list[Row]] = {}
    for seed in range(6):
        for mart, rows in oracle(history(seed)).items():
            expected.setdefault(mart, []).extend(rows)

    def found(mart: str, column: str) -> set[Any]:
        return {row[column] for row in expected[mart]}

    assert found("segment_share", "frequency") == {"A", "S", "Q", "M"}
    assert found("segment_share", "share_method") == {"values", "published", "complement", "of_total", None}
    assert found("segment_share", "b2b_segment") == {"B2B", "B2B_B2G", None}
    assert found("segment_share", "is_published_share_consistent") == {True, False, None}
    reasons = {
        re.sub(r"\b\d{4}(-\w+)?\b|\bin [A-Z]{3}\b", "#", reason or "") for reason in found("segment_share", "refused")
    }
    assert reasons == {
        "",
        "the definition does not tell the sides of a market apart",
        "the figures are of a part of the market only",
        "the figures count enterprises, not sales",
        "B2B is #, B2C #",
        "both sides are zero",
        "of B2B only the value is printed, of B2C only the share",
        *(
            reason.format(side)
            for side in ("B2B", "B2C")
            for reason in (
                "{} of # is a forecast, the other side is none",
                "{} of # stands in another edition (#)",
                "no {} of #; the nearest is of #",
                "no {} of this area under this definition",
            )
        ),
    }
    assert found("share_trend", "direction") == {"B2B gaining", "B2C gaining", "no change beyond rounding", None}
    assert found("series_trend", "crossover") == {"past", "extrapolated", "none"}
    assert found("series_trend", "is_newest_stretch") == {True, False}
    assert len(found("series_trend", "slope_method")) == 3
    assert found("source_agreement", "definitions") >= {1, 2, 3}
    assert found("source_difference", "is_comparable") == {True, False}
    assert len(found("mainstream", "verdict")) == 4
    assert found("mainstream", "publishers") == {1, 2}
    assert len(found("revision", "history")) == 6
    assert found("forecast_error", "is_error_beyond_rounding") == {True, False}


def test_the_order_in_which_figures_came_changes_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    figures = history(7)
    built = []
    for seed in (None, 1, 2):
        if seed is not None:
            random.Random(seed).shuffle(figures)  # noqa: S311 - an order, not a secret
        put(warehouse, figures)
        build_marts(warehouse)
        tables = warehouse.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart'").fetchall()
        built.append({table: warehouse.execute(f"FROM mart.{table}").fetchall() for (table,) in tables})
    assert all(built[0][mart] for mart in (*GRAIN, "yearly_rate", "freshness"))
    assert built[0] == built[1] == built[2]


DAYS = st.dates(date(2017, 12, 31), date(2025, 1, 1))


def newest(figures: Iterable[Figure]) -> set[str]:
    """Return the ids of what stands: of each point the figure of its newest edition."""
    points: dict[tuple[str, ...], Figure] = {}
    for one in sorted(living(figures), key=lambda one: (one.published_on, one.edition)):
        points[one.point] = one
    return {one.observation_id for one in points.values()}


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate])
@given(seed=st.integers(0, 2**32), days=st.lists(DAYS, min_size=8, max_size=8))
def test_as_of_a_day_is_a_replay_until_that_day_and_only_grows(
    warehouse: duckdb.DuckDBPyConnection, seed: int, days: list[date]
) -> None:
    figures = history(seed)
    put(warehouse, figures)
    query = "SELECT observation_id, publication, ref_area, time_period, segment, measure, basis FROM "
    before: set[Any] = set()
    for day in sorted(days):
        found = warehouse.execute(f"{query} core.observation_as_of(?)", [day]).fetchall()
        assert {row[0] for row in found} == newest(one for one in figures if one.published_on <= day)
        points = {row[1:] for row in found}
        assert before <= points
        before = points
        moment = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - UTC, as everywhere in the warehouse
        found = warehouse.execute(f"{query} core.observation_recorded_as_of(?)", [moment]).fetchall()
        assert {row[0] for row in found} == newest(one for one in figures if recorded_at(one) <= moment)
    assert warehouse.execute("SELECT observation_id FROM core.observation_latest ORDER BY ALL").fetchall() == [
        (one,) for one in sorted(newest(figures))
    ]

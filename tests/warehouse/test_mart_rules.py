"""Every rule on the marts can fail: each is broken once and sees it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.transforms.histories import history, publications, put
from transforms.build import build_marts
from warehouse.connection import SCHEMA_FILE
from warehouse.declared import write_declaration
from warehouse.expectations import Checker, checker
from warehouse.mart_checks import check_release
from warehouse.mart_suites import SUITES
from warehouse.vocabulary import fill_code_tables

#: A statement that breaks the rule: by mart, rule, and what of the rule it breaks.
BROKEN = {
    ("segment_share", "one_row_a_point", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("segment_share", "share_or_reason", "both"): "UPDATE {mart} SET refused = 'x' WHERE b2b_share_pct > 0",
    ("segment_share", "share_or_reason", "neither"): "UPDATE {mart} SET refused = NULL",
    ("segment_share", "share_or_reason", "no method"): "UPDATE {mart} SET share_method = NULL",
    ("segment_share", "interval_holds_share", "low"): "UPDATE {mart} SET b2b_share_low_pct = b2b_share_pct + 0.000001",
    (
        "segment_share",
        "interval_holds_share",
        "high",
    ): "UPDATE {mart} SET b2b_share_high_pct = b2b_share_pct - 0.000001",
    ("segment_share", "interval_holds_share", "over 100"): "UPDATE {mart} SET b2b_share_high_pct = 100.000001",
    ("segment_share", "interval_holds_share", "none"): "UPDATE {mart} SET b2b_share_low_pct = NULL",
    ("segment_share", "inputs_known", "empty"): "UPDATE {mart} SET observation_ids = []",
    ("segment_share", "inputs_known", "none"): "UPDATE {mart} SET observation_ids = NULL",
    ("segment_share", "dollars_at_the_rate", ""): "UPDATE {mart} SET b2b_value_usd = b2b_value_usd + 2",
    ("segment_share", "dollars_at_the_rate", "no rate"): "UPDATE {mart} SET lcu_per_usd = NULL",
    ("segment_share", "published_share_agrees", ""): "UPDATE {mart} SET is_published_share_consistent = false",
    ("share_trend", "one_row_a_point", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("share_trend", "direction_beyond_rounding", ""): "UPDATE {mart} SET direction = 'B2B gaining'",
    (
        "share_trend",
        "contributions_add_up",
        "",
    ): "UPDATE {mart} SET b2b_contribution_pp = b2b_contribution_pp + 0.00001",
    ("share_trend", "slope_in_interval", "low"): "UPDATE {mart} SET slope_low = slope_pp_per_year + 1",
    ("share_trend", "slope_in_interval", "high"): "UPDATE {mart} SET slope_high = slope_pp_per_year - 1",
    ("share_trend", "slope_in_interval", "few"): "UPDATE {mart} SET slope_n = 2",
    ("share_trend", "slope_in_interval", "no reason"): "UPDATE {mart} SET slope_refused = NULL",
    ("series_trend", "one_row_a_stretch", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("series_trend", "span_in_order", "order"): "UPDATE {mart} SET first_time_period = '9999'",
    ("series_trend", "span_in_order", "gaps"): "UPDATE {mart} SET gaps = -1",
    ("series_trend", "span_in_order", "empty"): "UPDATE {mart} SET n = 0",
    ("series_trend", "slopes_in_intervals", "least squares"): "UPDATE {mart} SET slope_high = slope_pp_per_year - 1",
    ("series_trend", "slopes_in_intervals", "Theil-Sen"): "UPDATE {mart} SET theil_sen_low = theil_sen_pp_per_year + 1",
    ("series_trend", "slopes_in_intervals", "no reason"): "UPDATE {mart} SET slope_refused = NULL",
    ("series_trend", "crossover_in_order", "none"): "UPDATE {mart} SET crossover_period = '2020'",
    ("series_trend", "crossover_in_order", "low"): "UPDATE {mart} SET crossover_low = '9999'",
    ("series_trend", "crossover_in_order", "high"): "UPDATE {mart} SET crossover_high = '1000'",
    ("source_agreement", "one_row_a_group", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("source_agreement", "median_between", "median"): "UPDATE {mart} SET median_b2b_share_pct = 101",
    ("source_agreement", "median_between", "spread"): "UPDATE {mart} SET spread_pp = spread_pp + 1",
    ("source_agreement", "voices_named", "publications"): "UPDATE {mart} SET publications = []",
    ("source_agreement", "voices_named", "shares"): "UPDATE {mart} SET definitions = definitions + 1",
    ("source_difference", "one_row_a_pair", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("source_difference", "higher_first", "order"): "UPDATE {mart} SET difference_pp = -0.000001",
    ("source_difference", "higher_first", "itself"): "UPDATE {mart} SET other_publication = publication",
    ("source_difference", "difference_explained", ""): "UPDATE {mart} SET is_comparable = NOT is_comparable",
    ("mainstream", "one_row_a_year", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("mainstream", "publishers_counted", "names"): "UPDATE {mart} SET publishers = publishers + 1",
    ("mainstream", "publishers_counted", "twice"): "UPDATE {mart} SET publishers_undecided = -1",
    ("mainstream", "publishers_counted", "moving"): "UPDATE {mart} SET publishers_unchanged = publishers + 1",
    ("mainstream", "margin_within_half", "nothing"): "UPDATE {mart} SET margin_pp = 0",
    ("mainstream", "margin_within_half", "too much"): "UPDATE {mart} SET margin_pp = 50.000001",
    ("mainstream", "one_latest_an_area", "none"): "UPDATE {mart} SET is_latest_comparable = false",
    ("mainstream", "one_latest_an_area", "all"): "UPDATE {mart} SET is_latest_comparable = true",
    ("revision", "one_row_a_point", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("revision", "prints_counted", "editions"): "UPDATE {mart} SET editions = vintages + 1",
    ("revision", "prints_counted", "revisions"): "UPDATE {mart} SET revisions = vintages",
    ("revision", "prints_counted", "corrections"): "UPDATE {mart} SET corrections = revisions + 1",
    ("revision", "prints_counted", "revised"): "UPDATE {mart} SET is_revised = NOT is_revised",
    ("forecast_error", "one_row_a_forecast", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("forecast_error", "forecast_before_actual", ""): "UPDATE {mart} SET published_on = actual_published_on",
    ("conversion_check", "one_row_a_pair", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("conversion_check", "national_figure_converts", ""): "UPDATE {mart} SET is_agreed = false",
    ("yearly_rate", "one_rate_a_year", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
    ("yearly_rate", "rate_positive", ""): "UPDATE {mart} SET lcu_per_usd = 0",
    ("yearly_rate", "rate_positive", "none"): "UPDATE {mart} SET lcu_per_usd = NULL",
    ("yearly_rate", "sources_agree", ""): "UPDATE {mart} SET is_conflict = true",
    ("freshness", "one_row_a_publication", ""): "INSERT INTO {mart} FROM {mart} LIMIT 1",
}
_SUITES = {suite.mart.removeprefix("mart."): suite for suite in SUITES}


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a warehouse in memory with rows in every mart, on which every critical rule holds."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(SCHEMA_FILE.read_text(encoding="utf-8"))
        fill_code_tables(connection)
        for publication in publications():
            write_declaration(connection, publication)
        put(connection, history(1))
        build_marts(connection)
        connection.execute(
            "INSERT INTO mart.conversion_check BY NAME SELECT publication, edition, ref_area, time_period, segment, "
            "measure, basis, publication AS of_publication, true AS is_agreed FROM core.observation LIMIT 1"
        )
        yield connection


@pytest.fixture(scope="module")
def gx() -> Iterator[Checker]:
    with checker() as one:
        yield one


def test_all_rules_hold_of_marts_as_they_are_computed(built: duckdb.DuckDBPyConnection) -> None:
    outcomes = check_release(built)
    assert [one for one in outcomes if not one.success and one.severity == "critical"] == []
    assert all(one.checked_count for one in outcomes)
    rules = {(one.suite, one.expectation) for one in outcomes} - {("warehouse", "keys_hold")}
    assert rules == {(f"mart.{mart}", rule) for mart, rule, _ in BROKEN}
    assert rules == {(suite.mart, one.name) for suite in SUITES for one in suite.rules()}


@pytest.mark.parametrize(("mart", "rule", "what"), BROKEN, ids=lambda part: part or "it")
def test_a_broken_row_is_seen(built: duckdb.DuckDBPyConnection, gx: Checker, mart: str, rule: str, what: str) -> None:
    suite = _SUITES[mart]
    built.execute("BEGIN")
    try:
        built.execute(BROKEN[mart, rule, what].format(mart=suite.mart))
        frame = built.execute(suite.query()).df()
    finally:
        built.execute("ROLLBACK")
    (asked,) = (one for one in suite.rules() if one.name == rule)
    (outcome,) = gx.check(suite.mart, frame, [asked], "point")
    assert not outcome.success
    assert outcome.severity == ("warning" if rule in suite.warnings else "critical")
    assert set(outcome.unexpected) <= set(frame["point"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core.observation SET observation_id = repeat('0', 16)",
        "UPDATE core.observation SET vintage = 1 WHERE vintage = 2",
        "DELETE FROM mart.share_trend WHERE time_period = '2016'",
    ],
    ids=["two of one id", "two of one vintage", "a share without its trend"],
)
def test_a_broken_key_is_seen(built: duckdb.DuckDBPyConnection, statement: str) -> None:
    built.execute("BEGIN")
    try:
        built.execute(statement)
        outcomes = {(one.suite, one.expectation): one for one in check_release(built)}
    finally:
        built.execute("ROLLBACK")
    assert outcomes["warehouse", "keys_hold"].unexpected_count == 1

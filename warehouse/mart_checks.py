"""What must hold of keys and of every mart before a warehouse is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.expectations import Outcome, Rule, checker
from warehouse.mart_suites import SUITES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KEYS = """
    SELECT 'core.observation: observation_id' AS key, count(*) - count(DISTINCT observation_id) AS faults
    FROM core.observation
    UNION ALL
    SELECT 'core.observation: series point, edition and vintage', coalesce(sum(rows - 1), 0)
    FROM (SELECT count(*) AS rows FROM core.observation
          GROUP BY publication, edition, ref_area, time_period, segment, measure, basis, vintage)
    UNION ALL
    SELECT 'mart.share_trend: a row for every share', abs(
        (SELECT count(*) FROM mart.segment_share WHERE b2b_share_pct IS NOT NULL)
        - (SELECT count(*) FROM mart.share_trend SEMI JOIN mart.segment_share USING (share_id)))
"""
_KEY_RULES = [
    Rule("keys_hold", "faults", "between", (0, 0), "no key of core.observation twice, and a trend for every share")
]


def check_release(connection: DuckDBPyConnection) -> list[Outcome]:
    """Return what every rule says of the computed marts; a mart without rows is poor, not wrong.

    Raises CheckerError where a check crashes.
    """
    keys = connection.execute(_KEYS).df().astype({"faults": "int64"})
    with checker() as gx:
        outcomes = gx.check("warehouse", keys, _KEY_RULES, "key")
        for suite in SUITES:
            frame = connection.execute(suite.query()).df()
            if not frame.empty:
                outcomes += gx.check(suite.mart, frame, suite.rules(), "point")
    return outcomes

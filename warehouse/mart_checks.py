"""The mart suite: what must hold of shares, trends and keys before a warehouse is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.expectations import Outcome, checker
from warehouse.suites import share_rules, warehouse_rules

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SHARES = """
    SELECT concat_ws('/', publication, ref_area, time_period, measure, basis) AS point,
           CAST(b2b_share_pct AS DOUBLE) AS b2b_share_pct,
           0 <= b2b_share_low_pct AND b2b_share_low_pct <= b2b_share_pct AND b2b_share_pct <= b2b_share_high_pct
               AND b2b_share_high_pct <= 100 AS is_inside,
           CASE share_method WHEN 'values' THEN b2b_observation_id IS NOT NULL AND b2c_observation_id IS NOT NULL
                             ELSE share_observation_id IS NOT NULL END AS has_inputs,
           count(*) OVER (PARTITION BY publication, ref_area, time_period, measure, basis) AS key_count,
           coalesce(trend.rows, 0) AS trend_count
    FROM mart.segment_share
    LEFT JOIN (SELECT publication, ref_area, time_period, measure, basis, count(*) AS rows FROM mart.share_trend
               GROUP BY ALL) AS trend USING (publication, ref_area, time_period, measure, basis)
"""

_KEYS = """
    SELECT 'core.observation: observation_id' AS key, count(*) - count(DISTINCT observation_id) AS faults
    FROM core.observation
    UNION ALL
    SELECT 'core.observation: series point, edition and vintage', coalesce(sum(rows - 1), 0)
    FROM (SELECT count(*) AS rows FROM core.observation
          GROUP BY publication, edition, ref_area, time_period, segment, measure, basis, vintage)
    UNION ALL
    SELECT 'mart.source_agreement: area, period and measure', coalesce(sum(rows - 1), 0)
    FROM (SELECT count(*) AS rows FROM mart.source_agreement GROUP BY ref_area, time_period, measure)
    UNION ALL
    SELECT 'mart.revision: series point', coalesce(sum(rows - 1), 0)
    FROM (SELECT count(*) AS rows FROM mart.revision
          GROUP BY publication, ref_area, time_period, segment, measure, basis)
"""


def check_release(connection: DuckDBPyConnection) -> list[Outcome]:
    """Return what every rule says of the computed marts. Raises CheckerError where a check crashes."""
    keys = connection.execute(_KEYS).df().astype({"faults": "int64"})
    shares = connection.execute(_SHARES).df()
    with checker() as gx:
        outcomes = gx.check("warehouse", keys, warehouse_rules(), "key")
        if not shares.empty:  # a warehouse without a single share is poor, not wrong
            outcomes += gx.check("mart", shares, share_rules(), "point")
    return outcomes

-- How far the publishers agree on an area and period, among definitions that can be compared.
-- One row: ref_area x time_period x measure x comparability_group.
--
-- A group holds definitions with the same base, universe, sides and stance on EDI. Each definition of each publication is one voice:
-- publishers are compared, never averaged, and the median only says where the middle voice stands. Forecasts are left out.
CREATE OR REPLACE TABLE mart.source_agreement AS
SELECT ref_area, time_period, any_value(frequency) AS frequency, measure, comparability_group,
       list_sort(list_distinct(list(publication))) AS publications,
       CAST(count(*) AS INTEGER) AS definitions,
       min(b2b_share_pct) AS min_b2b_share_pct,
       CAST(median(CAST(b2b_share_pct AS DECIMAL(18, 7))) AS DECIMAL(18, 6)) AS median_b2b_share_pct,  -- between two: rounded, not cut
       max(b2b_share_pct) AS max_b2b_share_pct,
       max(b2b_share_pct) - min(b2b_share_pct) AS spread_pp,
       max(b2b_share_low_pct) > min(b2b_share_high_pct) AS is_spread_beyond_rounding,
       min_by(publication || ' ' || basis, (b2b_share_pct, publication, basis)) AS lowest,
       max_by(publication || ' ' || basis, (b2b_share_pct, publication, basis)) AS highest,
       bool_or(has_unverified) AS has_unverified,
       mart.in_order(list({'by': (publication, basis), 'item': share_id})) AS share_ids
FROM mart.segment_share
ANTI JOIN interim.retelling USING (publication)
WHERE obs_status <> 'F' AND b2b_share_pct IS NOT NULL
GROUP BY ref_area, time_period, measure, comparability_group
ORDER BY ref_area, time_period, measure, comparability_group;

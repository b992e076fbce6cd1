-- How far the publishers agree on an area and period.
-- One row: ref_area x time_period x measure.
--
-- Each definition of each publication is one voice: publishers are compared, never averaged, and the median only says where
-- the middle voice stands. Forecasts are left out.
CREATE OR REPLACE TABLE mart.source_agreement AS
SELECT ref_area, time_period, any_value(frequency) AS frequency, measure,
       list_sort(list_distinct(list(publication))) AS publications,
       CAST(count(*) AS INTEGER) AS definitions,
       min(b2b_share_pct) AS min_b2b_share_pct,
       CAST(median(b2b_share_pct) AS DECIMAL(18, 6)) AS median_b2b_share_pct,
       max(b2b_share_pct) AS max_b2b_share_pct,
       max(b2b_share_pct) - min(b2b_share_pct) AS spread_pp,
       min_by(publication || ' ' || basis, (b2b_share_pct, publication, basis)) AS lowest,
       max_by(publication || ' ' || basis, (b2b_share_pct, publication, basis)) AS highest,
       bool_or(has_unverified) AS has_unverified
FROM mart.segment_share
WHERE obs_status <> 'F'
GROUP BY ref_area, time_period, measure
ORDER BY ref_area, time_period, measure;

-- The founding claim, tested: is business-to-business the larger side?
-- One row: ref_area x time_period, years only, of e-commerce sales; forecasts left out.
--
-- A publisher counts once, whichever definitions it has: for B2B over half if every share of it lies above 50 % by more than printed
-- rounding allows, for B2B under half if every one lies below, else as undecided. The margin is how far the least clear of the
-- shares stays from 50 %, rounding taken at its worst. The latest comparable year of an area is the latest one on which two
-- publishers speak, or one where there never are two.
CREATE OR REPLACE TABLE mart.mainstream AS
WITH voice AS (
    SELECT share.*, trend.direction
    FROM mart.segment_share AS share
    JOIN mart.share_trend AS trend USING (share_id)
    ANTI JOIN interim.retelling ON retelling.publication = share.publication
    WHERE share.measure = 'ecommerce_sales' AND share.frequency = 'A' AND share.obs_status <> 'F'
), publisher AS (
    SELECT ref_area, time_period, publication,
           CASE WHEN min(b2b_share_low_pct) > 50 THEN 'over' WHEN max(b2b_share_high_pct) < 50 THEN 'under'
                ELSE 'undecided' END AS verdict,
           CASE WHEN bool_and(direction = 'B2B gaining') THEN 'growing' WHEN bool_and(direction = 'B2C gaining') THEN 'shrinking'
                WHEN bool_and(direction = 'no change beyond rounding') THEN 'unchanged' END AS movement
    FROM voice
    GROUP BY ref_area, time_period, publication
), counted AS (
    SELECT ref_area, time_period, list_sort(list(publication)) AS publications,
           CAST(count(*) AS INTEGER) AS publishers,
           CAST(count(*) FILTER (WHERE verdict = 'over') AS INTEGER) AS publishers_over_half,
           CAST(count(*) FILTER (WHERE verdict = 'under') AS INTEGER) AS publishers_under_half,
           CAST(count(*) FILTER (WHERE movement = 'growing') AS INTEGER) AS publishers_growing,
           CAST(count(*) FILTER (WHERE movement = 'shrinking') AS INTEGER) AS publishers_shrinking,
           CAST(count(*) FILTER (WHERE movement = 'unchanged') AS INTEGER) AS publishers_unchanged
    FROM publisher
    GROUP BY ref_area, time_period
), spoken AS (
    SELECT ref_area, time_period, min(b2b_share_pct) AS min_b2b_share_pct, max(b2b_share_pct) AS max_b2b_share_pct,
           min(b2b_share_low_pct) AS least, max(b2b_share_high_pct) AS most, bool_or(has_unverified) AS has_unverified,
           mart.in_order(list({'by': (publication, basis), 'item': share_id})) AS share_ids,
           list_sort(list_distinct(flatten(list(observation_ids)))) AS observation_ids
    FROM voice
    GROUP BY ref_area, time_period
)
SELECT ref_area, time_period, publications, publishers, publishers_over_half, publishers_under_half,
       publishers - publishers_over_half - publishers_under_half AS publishers_undecided,
       min_b2b_share_pct, max_b2b_share_pct,
       CASE WHEN publishers_over_half = publishers THEN least - 50 WHEN publishers_under_half = publishers THEN 50 - most END
           AS margin_pp,
       CASE WHEN publishers_over_half = publishers THEN 'B2B is the larger side'
            WHEN publishers_under_half = publishers THEN 'B2B is the smaller side'
            WHEN publishers_over_half > 0 AND publishers_under_half > 0 THEN 'publishers contradict each other'
            ELSE 'not decided' END AS verdict,
       publishers_growing, publishers_shrinking, publishers_unchanged, has_unverified,
       row_number() OVER (PARTITION BY ref_area ORDER BY least(publishers, 2) DESC, time_period DESC) = 1 AS is_latest_comparable,
       row_number() OVER (PARTITION BY ref_area ORDER BY time_period DESC) = 1 AS is_latest,
       share_ids, observation_ids
FROM counted
JOIN spoken USING (ref_area, time_period)
ORDER BY ref_area, time_period;

-- Who differs from whom on an area and period, and by which part of the definition.
-- One row: ref_area x time_period x measure x a pair of definitions, the one with the higher share first.
--
-- All pairs of different publications, also across groups: here stands why they are no voices of one group.
CREATE OR REPLACE TABLE mart.source_difference AS
WITH voice AS (
    SELECT *, string_split(comparability_group, '-') AS parts
    FROM mart.segment_share
    ANTI JOIN interim.retelling USING (publication)
    WHERE obs_status <> 'F' AND b2b_share_pct IS NOT NULL
), shared_period AS (
    SELECT ref_area, time_period, measure
    FROM voice
    GROUP BY ref_area, time_period, measure
    HAVING count(DISTINCT publication) > 1
), several AS (
    FROM voice SEMI JOIN shared_period USING (ref_area, time_period, measure)
)
SELECT one.ref_area, one.time_period, one.frequency, one.measure, one.publication, one.basis, one.b2b_share_pct,
       other.publication AS other_publication, other.basis AS other_basis, other.b2b_share_pct AS other_b2b_share_pct,
       one.b2b_share_pct - other.b2b_share_pct AS difference_pp,
       one.b2b_share_low_pct > other.b2b_share_high_pct AS is_beyond_rounding,
       one.comparability_group = other.comparability_group AS is_comparable,
       list_filter([
           CASE WHEN one.parts[2] <> other.parts[2] THEN 'universe: ' || one.parts[2] || ' against ' || other.parts[2] END,
           CASE WHEN one.parts[3] <> other.parts[3] THEN 'sides told apart by ' || one.parts[3] || ' against ' || other.parts[3] END,
           CASE WHEN one.parts[4] <> other.parts[4] THEN 'business side: ' || one.parts[4] || ' against ' || other.parts[4] END,
           CASE WHEN one.parts[5] <> other.parts[5] THEN 'consumer side: ' || one.parts[5] || ' against ' || other.parts[5] END,
           CASE WHEN one.parts[6] <> other.parts[6] THEN one.parts[6] || ' against ' || other.parts[6] END,
           CASE WHEN one.parts[7] <> other.parts[7] THEN 'base: ' || one.parts[7] || ' against ' || other.parts[7] END
       ], lambda difference: difference IS NOT NULL) AS definitions_differ
FROM several AS one
JOIN several AS other
  ON other.ref_area = one.ref_area AND other.time_period = one.time_period AND other.measure = one.measure
 AND other.publication <> one.publication
 AND (one.b2b_share_pct, one.publication, one.basis) > (other.b2b_share_pct, other.publication, other.basis)
ORDER BY ALL;

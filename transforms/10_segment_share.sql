-- B2B's part of B2B and B2C together.
-- One row: publication x ref_area x time_period x measure x basis.
--
-- Both sides come from one edition, one definition, one unit, and are both forecasts or both not. Ways to a share:
--   values      both sides are printed: B2B / (B2B + B2C), with the interval that the printed rounding allows
--   published   one side's figure is missing, but B2B's share is printed
--   complement  only B2C's share is printed, and the basis says what the rest is
-- The newest edition that gives a share wins; inside an edition the ways rank as above. A forecast never displaces a figure
-- that is none.
CREATE OR REPLACE TABLE mart.segment_share AS
WITH figure AS (
    SELECT observation.*, observation.obs_status = 'F' AS is_forecast,
           measure.kind, coalesce(measure.of_measure, observation.measure) AS level_measure
    FROM admitted_edition AS observation
    JOIN core.measure AS measure ON measure.measure = observation.measure
    WHERE observation.obs_value IS NOT NULL
      AND measure.kind IN ('level', 'share')
      AND observation.segment IN ('B2B', 'B2B_B2G', 'B2C', 'TOTAL')
      AND observation.obs_value >= 0
), level AS (
    FROM figure WHERE kind = 'level'
), business AS (
    -- where an edition prints B2B both alone and together with B2G, alone is the answer to the question
    SELECT *
    FROM level
    WHERE segment IN ('B2B', 'B2B_B2G')
    QUALIFY row_number() OVER (
        PARTITION BY publication, edition, ref_area, time_period, level_measure, basis, is_forecast ORDER BY segment) = 1
), sides AS (
    SELECT business, consumer, total
    FROM business
    JOIN core.basis AS basis ON basis.publication = business.publication AND basis.basis = business.basis
    JOIN level AS consumer
      ON consumer.publication = business.publication AND consumer.edition = business.edition
     AND consumer.ref_area = business.ref_area AND consumer.time_period = business.time_period
     AND consumer.level_measure = business.level_measure AND consumer.segment = 'B2C'
     AND consumer.basis = basis.b2c_basis AND consumer.unit_measure = business.unit_measure
     AND consumer.is_forecast = business.is_forecast
    LEFT JOIN level AS total
      ON total.publication = business.publication AND total.edition = business.edition
     AND total.ref_area = business.ref_area AND total.time_period = business.time_period
     AND total.level_measure = business.level_measure AND total.segment = 'TOTAL' AND total.basis = business.basis
     AND total.unit_measure = business.unit_measure AND total.is_forecast = business.is_forecast
), published AS (
    SELECT *
    FROM figure
    WHERE kind = 'share' AND segment IN ('B2B', 'B2B_B2G') AND unit_measure = 'PCT' AND obs_value <= 100
    QUALIFY row_number() OVER (
        PARTITION BY publication, edition, ref_area, time_period, level_measure, basis, is_forecast ORDER BY segment) = 1
), rest AS (
    SELECT figure.*, basis.complement AS rest_segment
    FROM figure
    JOIN core.basis AS basis ON basis.publication = figure.publication AND basis.basis = figure.basis
    WHERE figure.kind = 'share' AND figure.segment = 'B2C' AND figure.unit_measure = 'PCT' AND figure.obs_value <= 100
      AND basis.complement IN ('B2B', 'B2B_B2G')
), bounded AS (
    SELECT business, consumer, total,
           mart.scaled(business.obs_value) AS b, mart.scaled(consumer.obs_value) AS c,
           -- half of the rounding unit in millionths; an odd millionth is rounded up, outwards
           (mart.scaled(coalesce(business.rounding_unit, 0)) + 1) // 2 AS b_half,
           (mart.scaled(coalesce(consumer.rounding_unit, 0)) + 1) // 2 AS c_half
    FROM sides
), candidate AS (
    SELECT 1 AS way, 'values' AS share_method, business AS head, business.segment AS b2b_segment,
           business.unit_measure AS unit_measure,
           business.obs_value AS b2b_value, consumer.obs_value AS b2c_value, total.obs_value AS total_value,
           mart.percent(b, b + c) AS share,
           mart.percent_floor(greatest(b - b_half, 0), greatest(b - b_half, 0) + c + c_half) AS low,
           mart.percent_ceiling(b + b_half, b + b_half + greatest(c - c_half, 0)) AS high,
           business.observation_id AS b2b_observation_id, consumer.observation_id AS b2c_observation_id,
           CAST(NULL AS VARCHAR) AS share_observation_id,
           [business.obs_status, consumer.obs_status] AS statuses,
           [business.verification, consumer.verification] AS verifications
    FROM bounded
    UNION ALL
    SELECT 2, 'published', published, published.segment, business.unit_measure,
           business.obs_value, consumer.obs_value, total.obs_value,
           CAST(published.obs_value AS DECIMAL(18, 6)),
           CAST(greatest(published.obs_value - coalesce(published.rounding_unit, 0) * 0.5, 0) AS DECIMAL(18, 6)),
           CAST(least(published.obs_value + coalesce(published.rounding_unit, 0) * 0.5, 100) AS DECIMAL(18, 6)),
           business.observation_id, consumer.observation_id, published.observation_id,
           [published.obs_status], [published.verification]
    FROM published
    JOIN core.basis AS basis ON basis.publication = published.publication AND basis.basis = published.basis
    LEFT JOIN business
      ON business.publication = published.publication AND business.edition = published.edition
     AND business.ref_area = published.ref_area AND business.time_period = published.time_period
     AND business.level_measure = published.level_measure AND business.basis = published.basis
     AND business.segment = published.segment AND business.is_forecast = published.is_forecast
    LEFT JOIN level AS consumer
      ON consumer.publication = published.publication AND consumer.edition = published.edition
     AND consumer.ref_area = published.ref_area AND consumer.time_period = published.time_period
     AND consumer.level_measure = published.level_measure AND consumer.segment = 'B2C'
     AND consumer.basis = basis.b2c_basis AND consumer.is_forecast = published.is_forecast
    LEFT JOIN level AS total
      ON total.publication = published.publication AND total.edition = published.edition
     AND total.ref_area = published.ref_area AND total.time_period = published.time_period
     AND total.level_measure = published.level_measure AND total.segment = 'TOTAL' AND total.basis = published.basis
     AND total.is_forecast = published.is_forecast
    UNION ALL
    SELECT 3, 'complement', rest, rest.rest_segment, NULL, NULL, NULL, NULL,
           CAST(100 - rest.obs_value AS DECIMAL(18, 6)),
           CAST(greatest(100 - rest.obs_value - coalesce(rest.rounding_unit, 0) * 0.5, 0) AS DECIMAL(18, 6)),
           CAST(least(100 - rest.obs_value + coalesce(rest.rounding_unit, 0) * 0.5, 100) AS DECIMAL(18, 6)),
           NULL, NULL, rest.observation_id, [rest.obs_status], [rest.verification]
    FROM rest
)
SELECT head.publication AS publication, head.ref_area AS ref_area, head.time_period AS time_period,
       head.frequency AS frequency, head.level_measure AS measure, head.basis AS basis, head.edition AS edition,
       head.published_on AS published_on, candidate.unit_measure, candidate.b2b_segment,
       candidate.b2b_value, candidate.b2c_value, candidate.total_value,
       candidate.share AS b2b_share_pct, candidate.low AS b2b_share_low_pct, candidate.high AS b2b_share_high_pct,
       candidate.share_method, published.obs_value AS published_b2b_share_pct,
       (SELECT max_by(status.obs_status, status.rank) FROM core.obs_status AS status
        WHERE list_contains(candidate.statuses, status.obs_status)) AS obs_status,
       list_contains(candidate.statuses, 'B') AS has_break,
       list_contains(candidate.verifications, 'unverified') AS has_unverified,
       candidate.b2b_observation_id, candidate.b2c_observation_id,
       coalesce(candidate.share_observation_id, published.observation_id) AS share_observation_id
FROM candidate
LEFT JOIN published
  ON published.publication = head.publication AND published.edition = head.edition
 AND published.ref_area = head.ref_area AND published.time_period = head.time_period
 AND published.level_measure = head.level_measure AND published.basis = head.basis
 AND published.segment = candidate.b2b_segment AND published.is_forecast = head.is_forecast
WHERE candidate.share IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY head.publication, head.ref_area, head.time_period, head.level_measure, head.basis
    ORDER BY head.is_forecast, head.published_on DESC, head.edition DESC, candidate.way) = 1
ORDER BY head.publication, head.ref_area, head.level_measure, head.basis, head.time_period;

-- One row: a staged figure, with what its rules look at (suites.figure_rules).
-- Reads staged (the batch), known (what earlier editions and earlier vintages of this one say, one row a series point),
-- measure (the code list).
--
-- Neighbours of a figure are the same point in an earlier edition and the same series one or two periods away; never across a
-- basis, a unit, a break that the publisher marks, or between forecasts and the rest. What earlier editions say has been
-- checked before, so it goes first: a table that lost its "billions" as a whole agrees with itself. The nearest of the
-- neighbours counts: one agreeing neighbour clears a figure, which keeps the blame off the good years around a bad one.
-- A share is compared in points, which a lost decimal place of a small share escapes: with its own earlier print it is
-- compared by factor too.
CREATE OR REPLACE TABLE figure AS
WITH coded AS (
    SELECT staged.*, measure.kind,
           staged.measure = 'ec_ratio' OR measure.kind = 'share' AS is_part,
           coalesce(staged.obs_status = 'F', false) AS is_forecast,
           count(*) OVER (PARTITION BY ref_area, time_period, segment, staged.measure, basis) AS key_count,
           period_number(time_period) AS period_number, length(time_period) AS period_length
    FROM staged
    LEFT JOIN measure ON measure.measure = staged.measure
), neighbour AS (
    SELECT ref_area, period_number, period_length, segment, measure, basis, unit_measure, obs_value, obs_status,
           is_forecast, edition, time_period, false AS is_known
    FROM coded
    WHERE key_count = 1
    UNION ALL
    SELECT ref_area, period_number(time_period), length(time_period), segment, measure, basis, unit_measure, obs_value,
           obs_status, obs_status = 'F', edition, time_period, true
    FROM known
), pair AS (
    SELECT coded.row_number, neighbour.is_known, neighbour.period_number = coded.period_number AS is_same,
           -- DOUBLE is exact enough to compare with a factor; no figure comes of it
           CASE WHEN coded.obs_value > 0 AND neighbour.obs_value > 0
                THEN greatest(CAST(coded.obs_value AS DOUBLE) / CAST(neighbour.obs_value AS DOUBLE),
                              CAST(neighbour.obs_value AS DOUBLE) / CAST(coded.obs_value AS DOUBLE)) END AS factor,
           CAST(abs(coded.obs_value - neighbour.obs_value) AS DOUBLE) AS points,
           {'edition': neighbour.edition, 'time_period': neighbour.time_period,
            'obs_value': trim_zeros(neighbour.obs_value)} AS shown
    FROM coded
    JOIN neighbour
      ON neighbour.ref_area = coded.ref_area AND neighbour.segment = coded.segment AND neighbour.measure = coded.measure
     AND neighbour.basis = coded.basis AND neighbour.unit_measure = coded.unit_measure
     AND neighbour.period_length = coded.period_length AND neighbour.is_forecast = coded.is_forecast
     AND neighbour.period_number BETWEEN coded.period_number - 2 AND coded.period_number + 2
     AND (neighbour.is_known OR neighbour.period_number <> coded.period_number)
    WHERE neighbour.obs_value IS NOT NULL AND coded.obs_value IS NOT NULL
      AND NOT (coded.obs_status = 'B' AND neighbour.period_number < coded.period_number)
      AND NOT (neighbour.obs_status = 'B' AND neighbour.period_number > coded.period_number)
), compared AS (
    SELECT row_number,
           coalesce(min(factor) FILTER (WHERE is_known), min(factor)) AS factor,
           coalesce(min(points) FILTER (WHERE is_known), min(points)) AS points,
           min(factor) FILTER (WHERE is_same) AS factor_on_itself,
           to_json(list(shown ORDER BY shown)) AS neighbours
    FROM pair
    GROUP BY row_number
)
SELECT coded.*,
       coalesce(publication <> '' AND edition <> '' AND ref_area <> '' AND time_period <> '' AND segment <> ''
                AND measure <> '' AND basis <> '' AND unit_measure <> '' AND obs_status <> '', false) AS has_key,
       coalesce(locator <> '' AND snapshot_id <> '' AND (raw_text <> '' OR obs_value IS NULL), false) AS has_place,
       (obs_value IS NULL) = coalesce(obs_status IN ('M', 'Q', 'L'), false) AS fits_status,
       kind IS NULL OR CASE WHEN kind = 'level' THEN unit_measure NOT IN ('PCT', 'PERSONS', 'ENTERPRISES', 'MERCHANTS')
                            WHEN kind = 'count' THEN unit_measure <> 'PCT'
                            ELSE unit_measure = 'PCT' END AS fits_unit,
       obs_value IS NULL OR coalesce(rounding_unit > 0, false) AS has_rounding,
       NOT (contains(locator, '"kind":"span"') AND starts_with(segment, 'B2') AND contradictory_gloss(raw_context))
           AS gloss_agrees,
       CAST(CASE WHEN is_part THEN obs_value END AS DOUBLE) AS part_pct,
       CAST(CASE WHEN kind IN ('level', 'count', 'ratio') THEN obs_value END AS DOUBLE) AS amount,
       CAST(CASE WHEN kind = 'growth' THEN obs_value END AS DOUBLE) AS growth_pct,
       CASE WHEN kind IN ('level', 'count') THEN compared.factor
            WHEN kind IN ('share', 'ratio') THEN compared.factor_on_itself END AS neighbour_factor,
       CASE WHEN kind IN ('share', 'ratio') THEN compared.points END AS neighbour_pp,
       compared.neighbours,
       CASE WHEN key_count > 1 THEN to_json(list({'row_number': row_number, 'raw_text': raw_text, 'locator': locator})
            OVER (PARTITION BY ref_area, time_period, segment, measure, basis)) END AS duplicates
FROM coded
LEFT JOIN compared USING (row_number)
ORDER BY row_number;

-- One row: a figure that passed on its own, with what figures that belong to it say (suites.sum_rules).
-- Reads figure (check_figures.sql), refused (row numbers already refused), known (what earlier editions say), segment (the
-- code list), basis (declared).
--
-- Parts of a total: those that the basis declares, else B2B with B2G apart, or both printed as one; B2C, by the basis that the
-- business side names; C2C. Where a declared part is not printed, the others may come to less than the total, never to more.
-- Where the parts do not add up, one figure is to blame if it alone, moved by a power of ten, mends the sum (a lost "thousand" or 億);
-- otherwise every figure of the group is in doubt.
CREATE OR REPLACE TABLE sums AS
WITH sound AS (
    SELECT figure.*, coalesce(rounding_unit, 0) * 0.5 AS half
    FROM figure
    ANTI JOIN refused USING (row_number)
    WHERE obs_value IS NOT NULL
), level AS (
    FROM sound WHERE kind = 'level'
), total AS (
    FROM level WHERE segment = 'TOTAL'
), member AS (
    SELECT total.row_number AS total_row, part.row_number, part.segment, part.obs_value, part.half,
           basis.parts AS declared
    FROM total
    JOIN basis ON basis.basis = total.basis
    JOIN level AS part
      ON part.ref_area = total.ref_area AND part.time_period = total.time_period AND part.measure = total.measure
     AND part.unit_measure = total.unit_measure AND part.is_forecast = total.is_forecast
     AND part.basis = CASE WHEN part.segment = 'B2C' THEN basis.b2c_basis ELSE total.basis END
    WHERE CASE WHEN len(basis.parts) > 0 THEN list_contains(basis.parts, part.segment)
               ELSE part.segment IN ('B2B', 'B2C', 'B2G', 'C2C', 'B2B_B2G') END
), chosen AS (
    -- B2B_B2G counts only where B2B is not printed alone, and then B2G is in it
    SELECT *
    FROM member
    QUALIFY len(declared) > 0
         OR CASE WHEN bool_or(segment = 'B2B') OVER (PARTITION BY total_row) THEN segment <> 'B2B_B2G'
                 ELSE segment <> 'B2G' END
), added AS (
    SELECT chosen.total_row, total.obs_value AS total_value, sum(chosen.obs_value) AS parts_value,
           total.half + sum(chosen.half) AS tolerance,
           count(*) >= any_value(len(declared)) AS is_complete
    FROM chosen
    JOIN total ON total.row_number = chosen.total_row
    GROUP BY chosen.total_row, total.obs_value, total.half
    HAVING any_value(len(declared)) > 0
        OR bool_or(chosen.segment = 'B2C') AND bool_or(chosen.segment IN ('B2B', 'B2B_B2G'))
), unequal AS (
    SELECT *, abs(parts_value - total_value) - tolerance AS excess
    FROM added
    WHERE abs(parts_value - total_value) > tolerance AND (is_complete OR parts_value > total_value)
), suspect AS (
    -- sign: how the figure enters parts - total
    SELECT unequal.total_row, chosen.row_number, chosen.obs_value, chosen.half, 1 AS sign
    FROM unequal JOIN chosen USING (total_row)
    UNION ALL
    SELECT unequal.total_row, total.row_number, total.obs_value, total.half, -1
    FROM unequal JOIN total ON total.row_number = unequal.total_row
), mended AS (
    SELECT suspect.total_row, suspect.row_number
    FROM suspect
    JOIN unequal USING (total_row)
    CROSS JOIN (SELECT unnest([-12, -8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8, 12]) AS power) AS moved
    -- DOUBLE: powers of ten would overflow DECIMAL, and only the blame hangs on it
    WHERE abs(CAST(parts_value AS DOUBLE) - CAST(total_value AS DOUBLE)
              + suspect.sign * CAST(suspect.obs_value AS DOUBLE) * (pow(10, power) - 1))
          <= CAST(tolerance AS DOUBLE) + CAST(suspect.half AS DOUBLE) * (pow(10, power) - 1)
             + 1e-9 * abs(CAST(total_value AS DOUBLE))
), blamed AS (
    SELECT suspect.row_number, max(unequal.excess) AS excess, any_value(unequal.total_row) AS total_row
    FROM suspect
    JOIN unequal USING (total_row)
    LEFT JOIN (SELECT total_row, min(row_number) AS only_row FROM mended
               GROUP BY total_row HAVING count(DISTINCT row_number) = 1) AS single USING (total_row)
    WHERE only_row IS NULL OR only_row = suspect.row_number
    GROUP BY suspect.row_number
), over AS (
    SELECT part.row_number AS part_row, whole.row_number AS whole_row,
           part.obs_value - part.half - whole.obs_value - whole.half AS excess,
           {'part': part.segment, 'part_value': trim_zeros(part.obs_value), 'whole': whole.segment,
            'whole_value': trim_zeros(whole.obs_value)} AS shown
    FROM level AS part
    JOIN segment ON segment.segment = part.segment
    LEFT JOIN basis AS own ON own.b2c_basis = part.basis AND part.segment = 'B2C'
    JOIN level AS whole
      ON whole.segment = coalesce(segment.subset_of, 'TOTAL') AND whole.segment <> part.segment
     AND whole.ref_area = part.ref_area AND whole.time_period = part.time_period AND whole.measure = part.measure
     AND whole.unit_measure = part.unit_measure AND whole.is_forecast = part.is_forecast
     AND whole.basis = coalesce(own.basis, part.basis)
    WHERE part.obs_value - part.half > whole.obs_value + whole.half
      -- where the parts do not add up, that has been judged above
      AND NOT EXISTS (FROM unequal WHERE unequal.total_row = whole.row_number)
), printed_share AS (
    SELECT share.*, measure.of_measure
    FROM sound AS share
    JOIN measure ON measure.measure = share.measure
    WHERE share.kind = 'share' AND share.segment IN ('B2B', 'B2B_B2G', 'B2C')
), whole_of_share AS (
    SELECT share.row_number, total.row_number AS total_row, total.obs_value AS total_value, total.half AS total_half,
           coalesce(own.row_number, other.row_number) AS side_row,
           coalesce(own.obs_value, total.obs_value - other.obs_value) AS side_value,
           coalesce(own.half, total.half + other.half) AS side_half,
           share.obs_value AS share_value, share.half AS share_half
    FROM printed_share AS share
    JOIN basis ON basis.basis = share.basis
    JOIN total
      ON total.ref_area = share.ref_area AND total.time_period = share.time_period AND total.measure = share.of_measure
     AND total.basis = share.basis AND total.is_forecast = share.is_forecast
    LEFT JOIN level AS own
      ON own.ref_area = share.ref_area AND own.time_period = share.time_period AND own.measure = share.of_measure
     AND own.segment = share.segment AND own.basis IN (share.basis, basis.b2c_basis)
     AND own.is_forecast = share.is_forecast AND own.unit_measure = total.unit_measure
    LEFT JOIN level AS other
      ON other.ref_area = share.ref_area AND other.time_period = share.time_period AND other.measure = share.of_measure
     AND other.segment = CASE share.segment WHEN 'B2C' THEN 'B2B' ELSE 'B2C' END
     AND other.basis IN (share.basis, basis.b2c_basis) AND other.is_forecast = share.is_forecast
     AND other.unit_measure = total.unit_measure
    WHERE total.obs_value > total.half AND coalesce(own.obs_value, other.obs_value) IS NOT NULL
), computed AS (
    SELECT *, CAST(side_value - side_half AS DOUBLE) / CAST(total_value + total_half AS DOUBLE) * 100 AS low,
           CAST(side_value + side_half AS DOUBLE) / CAST(total_value - total_half AS DOUBLE) * 100 AS high
    FROM whole_of_share
), gap AS (
    SELECT *, greatest(low - CAST(share_value + share_half AS DOUBLE), CAST(share_value - share_half AS DOUBLE) - high)
              AS points,
           {'printed': trim_zeros(share_value), 'computed_low': round(low, 3), 'computed_high': round(high, 3)} AS shown
    FROM computed
), gap_of_row AS (
    -- a share that contradicts its values puts all three in doubt
    SELECT row_number, points, shown FROM gap
    UNION ALL SELECT side_row, points, shown FROM gap WHERE points > getvariable('share_pp')
    UNION ALL SELECT total_row, points, shown FROM gap WHERE points > getvariable('share_pp')
), before AS (
    SELECT ref_area, time_period, segment, measure, basis, unit_measure, obs_value, half, 0.0 AS slack FROM level
    UNION ALL
    SELECT ref_area, time_period, segment, measure, basis, unit_measure, obs_value, coalesce(rounding_unit, 0) * 0.5,
           getvariable('growth_pp')
    FROM known ANTI JOIN level USING (ref_area, time_period, segment, measure, basis)
), grown AS (
    -- a growth with the level it leads to and the one it starts from, the latter from an earlier edition if need be: that
    -- may have been revised since, by as many points as the declaration allows
    SELECT growth.row_number, level.row_number AS level_row, CAST(growth.obs_value AS DOUBLE) AS printed,
           CAST(growth.half AS DOUBLE) + before.slack AS half,
           (CAST(level.obs_value - level.half AS DOUBLE) / CAST(before.obs_value + before.half AS DOUBLE) - 1) * 100 AS low,
           (CAST(level.obs_value + level.half AS DOUBLE) / CAST(before.obs_value - before.half AS DOUBLE) - 1) * 100 AS high
    FROM sound AS growth
    JOIN measure ON measure.measure = growth.measure AND measure.kind = 'growth'
    JOIN basis ON basis.basis = growth.basis AND basis.has_growth_of_levels
    JOIN level
      ON level.ref_area = growth.ref_area AND level.time_period = growth.time_period AND level.segment = growth.segment
     AND level.measure = measure.of_measure AND level.basis = growth.basis
    JOIN before
      ON before.ref_area = level.ref_area AND before.segment = level.segment AND before.measure = level.measure
     AND before.basis = level.basis AND before.unit_measure = level.unit_measure AND before.obs_value > before.half
     AND TRY_CAST(substr(before.time_period, 1, 4) AS INTEGER) = TRY_CAST(substr(level.time_period, 1, 4) AS INTEGER) - 1
     AND substr(before.time_period, 5) = substr(level.time_period, 5)
), growth_gap AS (
    -- DOUBLE is exact enough for a comparison; its noise must not refuse a figure
    SELECT *, greatest(low - printed - half, printed - half - high) - 1e-9 AS points,
           {'printed': printed, 'computed_low': round(low, 3), 'computed_high': round(high, 3)} AS shown
    FROM grown
), growth_gap_of_row AS (
    SELECT row_number, points, shown FROM growth_gap
    UNION ALL SELECT level_row, points, shown FROM growth_gap WHERE points > 0
)
SELECT sound.row_number,
       CAST(blamed.excess AS DOUBLE) AS parts_excess,
       CASE WHEN blamed.total_row IS NOT NULL
            THEN (SELECT to_json({'total': trim_zeros(total_value), 'parts': trim_zeros(parts_value),
                                  'tolerance': trim_zeros(tolerance)})
                  FROM unequal WHERE unequal.total_row = blamed.total_row) END AS parts,
       (SELECT CAST(max(excess) AS DOUBLE) FROM over WHERE sound.row_number IN (part_row, whole_row)) AS side_excess,
       (SELECT to_json(list(shown ORDER BY shown)) FROM over WHERE sound.row_number IN (part_row, whole_row)) AS whole,
       (SELECT max(points) FROM gap_of_row WHERE gap_of_row.row_number = sound.row_number) AS share_gap_pp,
       (SELECT to_json(list(shown ORDER BY shown)) FROM gap_of_row WHERE gap_of_row.row_number = sound.row_number)
           AS computed,
       (SELECT max(points) FROM growth_gap_of_row WHERE growth_gap_of_row.row_number = sound.row_number)
           AS growth_gap_pp,
       (SELECT to_json(list(shown ORDER BY shown)) FROM growth_gap_of_row
        WHERE growth_gap_of_row.row_number = sound.row_number) AS growth
FROM sound
LEFT JOIN blamed USING (row_number)
ORDER BY sound.row_number;

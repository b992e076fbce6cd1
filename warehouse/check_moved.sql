-- Adds to figure (check_figures.sql) whether the values of its series have moved: to it from another series, from it to another,
-- or along it to other periods, as where two headers or two codes changed places or the years slipped.
-- Reads figure, known (what earlier editions and earlier vintages of this one say, one row a series point).
--
-- A value has moved where it is not what its own point had, but what another point of the measure had, and that point has lost it.
-- That happens by chance to single figures, so it takes three of a series, or that the other series has another's values in turn.
-- Revised values are no longer equal: then each of two series is nearer to what the other one had, and both changed by more than
-- a tenth, or, from one year to the next, by more than a quarter. Either way most of what changed in the series must have moved.
CREATE OR REPLACE TABLE figure AS
WITH print AS (
    SELECT figure.row_number, figure.ref_area, figure.segment, figure.basis, figure.measure,
           -- rates are each in a currency of their own, and comparable all the same
           CASE WHEN figure.kind = 'count' THEN 'count' ELSE figure.unit_measure END AS unit,
           figure.time_period, figure.period_number, figure.period_length, figure.kind,
           figure.obs_value, coalesce(figure.rounding_unit, 0) AS rounding_unit,
           own.obs_value AS own_value, coalesce(own.rounding_unit, 0) AS own_unit, before.obs_value AS before_value
    FROM figure
    LEFT JOIN known AS own USING (ref_area, time_period, segment, measure, basis, unit_measure)
    LEFT JOIN known AS before
      ON before.ref_area = figure.ref_area AND before.segment = figure.segment AND before.measure = figure.measure
     AND before.basis = figure.basis AND before.unit_measure = figure.unit_measure
     AND TRY_CAST(substr(before.time_period, 1, 4) AS INTEGER) = TRY_CAST(substr(figure.time_period, 1, 4) AS INTEGER) - 1
     AND substr(before.time_period, 5) = substr(figure.time_period, 5)
    WHERE figure.obs_value IS NOT NULL AND figure.key_count = 1
), changed AS (
    SELECT *
    FROM print
    WHERE own_value IS NULL OR abs(obs_value - own_value) * 2 > rounding_unit + own_unit
), lost AS (
    SELECT known.*, CASE WHEN measure.kind = 'count' THEN 'count' ELSE known.unit_measure END AS unit,
           period_number(known.time_period) AS period_number
    FROM known
    LEFT JOIN measure USING (measure)
    ANTI JOIN (FROM print ANTI JOIN changed USING (row_number)) USING (ref_area, time_period, segment, measure, basis)
), moved AS (
    SELECT changed.row_number, changed.ref_area, changed.segment, changed.basis, changed.measure, changed.unit, 0 AS periods,
           lost.ref_area AS from_area, lost.segment AS from_segment, lost.basis AS from_basis, lost.time_period AS from_period
    FROM changed
    JOIN lost ON lost.measure = changed.measure AND lost.unit = changed.unit AND lost.time_period = changed.time_period
    WHERE (lost.ref_area, lost.segment, lost.basis) <> (changed.ref_area, changed.segment, changed.basis)
      AND same_print(changed.obs_value, changed.rounding_unit, lost.obs_value, lost.rounding_unit)
    UNION ALL
    SELECT changed.row_number, changed.ref_area, changed.segment, changed.basis, changed.measure, changed.unit,
           changed.period_number - lost.period_number, lost.ref_area, lost.segment, lost.basis, lost.time_period
    FROM changed
    JOIN lost
      ON lost.measure = changed.measure AND lost.unit = changed.unit AND lost.ref_area = changed.ref_area
     AND lost.segment = changed.segment AND lost.basis = changed.basis
     AND length(lost.time_period) = changed.period_length
     AND lost.period_number BETWEEN changed.period_number - 4 AND changed.period_number + 4
    WHERE lost.period_number <> changed.period_number
      AND same_print(changed.obs_value, changed.rounding_unit, lost.obs_value, lost.rounding_unit)
), compared AS (
    -- DOUBLE is exact enough to compare with a factor; no figure comes of it
    SELECT *, own_value IS NULL AS is_next,
           CAST(obs_value AS DOUBLE) AS value, CAST(coalesce(own_value, before_value) AS DOUBLE) AS reference,
           CASE WHEN own_value IS NULL THEN 1.25 ELSE 1.1 END AS least
    FROM changed
    WHERE kind <> 'growth' AND obs_value > 0 AND coalesce(own_value, before_value) > 0
), crossed AS (
    SELECT one.row_number, one.ref_area, one.segment, one.basis, one.measure, one.unit, 0 AS periods,
           other.ref_area AS from_area, other.segment AS from_segment, other.basis AS from_basis,
           one.time_period AS from_period
    FROM compared AS one
    JOIN compared AS other
      ON other.measure = one.measure AND other.unit = one.unit AND other.time_period = one.time_period
     AND other.is_next = one.is_next AND other.row_number <> one.row_number
    WHERE abs(ln(one.value / one.reference)) > ln(one.least) AND abs(ln(other.value / other.reference)) > ln(one.least)
      AND abs(ln(one.value / other.reference)) < abs(ln(one.value / one.reference))
      AND abs(ln(other.value / one.reference)) < abs(ln(other.value / other.reference))
), taken AS (
    SELECT DISTINCT ref_area AS from_area, segment AS from_segment, basis AS from_basis, measure, unit, from_period
    FROM moved
    WHERE periods = 0
), pair AS (
    SELECT moved.*, periods = 0 AND taken.measure IS NOT NULL AS is_in_turn
    FROM moved
    LEFT JOIN taken USING (from_area, from_segment, from_basis, measure, unit, from_period)
    UNION ALL BY NAME
    SELECT *, true AS is_in_turn FROM crossed
), changed_count AS (
    SELECT ref_area, segment, basis, measure, unit, count(*) AS changed_count FROM changed GROUP BY ALL
), series AS (
    SELECT ref_area, segment, basis, measure, unit, from_area, from_segment, from_basis, periods,
           count(DISTINCT row_number) AS moved_count, min(from_period) AS first_period
    FROM pair
    JOIN changed_count USING (ref_area, segment, basis, measure, unit)
    GROUP BY ALL
    HAVING (count(DISTINCT row_number) >= 3 OR bool_or(is_in_turn))
       AND count(DISTINCT row_number) * 2 > any_value(changed_count)
), of_series AS (
    SELECT ref_area, segment, basis, measure, unit, moved_count, first_period,
           CASE WHEN periods = 0 THEN concat_ws(' ', 'the values of', from_area, from_segment, from_basis)
                WHEN periods > 0 THEN concat('its own values ', periods, ' later')
                ELSE concat('its own values ', -periods, ' earlier') END AS shown
    FROM series
    UNION ALL
    SELECT from_area, from_segment, from_basis, measure, unit, moved_count, first_period,
           concat_ws(' ', 'its values under', ref_area, segment, basis)
    FROM series
    WHERE periods = 0
), of_point AS (
    SELECT ref_area, segment, basis, measure, unit, max(moved_count) AS moved_count,
           array_to_string(list_sort(list(DISTINCT concat(shown, ' (', moved_count, ' from ', first_period, ' on)'))), ', ')
               AS moved
    FROM of_series
    GROUP BY ALL
)
SELECT figure.*, of_point.moved_count, of_point.moved
FROM figure
LEFT JOIN of_point
  ON of_point.ref_area = figure.ref_area AND of_point.segment = figure.segment AND of_point.basis = figure.basis
 AND of_point.measure = figure.measure
 AND of_point.unit = CASE WHEN figure.kind = 'count' THEN 'count' ELSE figure.unit_measure END
ORDER BY figure.row_number;

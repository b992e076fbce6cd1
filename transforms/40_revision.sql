-- What became of a figure over the editions.
-- One row: a series point (publication x ref_area x time_period x segment x measure x basis) that was ever printed.
--
-- A revision is a print that differs from the one before it by more than the rounding of both; a coarser or finer print of the same
-- figure is none, nor is a figure after a forecast, which mart.forecast_error compares. A correction is a revision inside one edition.
-- A vintage that only confirms the figure of an edition is no print. A method break is a point whose basis another one has replaced,
-- as the publication declares it, and which a later edition gives under that one: the two figures are no revision of each other.
CREATE OR REPLACE TEMP VIEW print AS
SELECT point, segment, CAST(edition_number AS BIGINT) * 1000000 + vintage AS print_number, edition_number, unit_number, obs_value,
       rounding_unit, status_rank, is_forecast, observation_id
FROM figure
WHERE obs_value IS NOT NULL;

CREATE OR REPLACE TEMP TABLE printed_point AS
SELECT point, segment, count(*) AS prints, min(print_number) AS first_print, max(print_number) AS latest_print
FROM print
GROUP BY point, segment;

CREATE OR REPLACE TABLE mart.revision AS
WITH again AS (
    -- prints of points that were printed more than once, each beside the one before it
    SELECT *, lag(COLUMNS(n -> n IN ('print_number', 'edition_number', 'unit_number', 'obs_value', 'rounding_unit', 'status_rank',
                                     'is_forecast'))) OVER prints AS "before_\0",
           coalesce(edition_number = before_edition_number, false) AS is_same_edition,
           abs(obs_value - before_obs_value) * 2 > rounding_unit + before_rounding_unit AND unit_number = before_unit_number
               AND is_forecast = before_is_forecast AS is_changed,
           print_number = before_print_number + 1 AND unit_number = before_unit_number AND obs_value = before_obs_value
               AND rounding_unit = before_rounding_unit AND status_rank = before_status_rank AS is_confirmed
    FROM print
    SEMI JOIN (FROM printed_point WHERE prints > 1) AS several USING (point, segment)
    WINDOW prints AS (PARTITION BY point, segment ORDER BY print_number)
), changed AS (
    SELECT point, segment, CAST(count(*) FILTER (WHERE NOT is_same_edition) AS INTEGER) AS editions,
           bool_or(is_forecast) AND NOT bool_and(is_forecast) AS is_forecast_met,
           min(unit_number) = max(unit_number) AND NOT is_forecast_met AS is_of_one_kind,
           CAST(count(*) FILTER (WHERE is_confirmed IS DISTINCT FROM true) AS INTEGER) AS prints,
           CAST(count(*) FILTER (WHERE is_changed) AS INTEGER) AS revisions,
           CAST(count(*) FILTER (WHERE is_changed AND is_same_edition) AS INTEGER) AS corrections,
           max(edition_number) FILTER (WHERE is_changed) AS last_revised_number
    FROM again
    GROUP BY point, segment
), replaced AS (
    -- what is added to a point to get the same under the definition that replaces its own
    SELECT old.definition, new.definition AS new_definition, point_of(new.definition, 0, 0, 0) - point_of(old.definition, 0, 0, 0) AS step
    FROM numbered_basis AS old
    JOIN numbered_basis AS new ON new.publication = old.publication AND new.replaces = old.basis
), successor AS (
    -- where several have replaced it, the first by name
    SELECT point.point AS point, point.segment AS segment, new_definition, later.point AS later_point, later.latest_print AS later_print
    FROM printed_point AS point
    JOIN replaced ON definition = definition_of(point.point)
    JOIN printed_point AS later ON later.point = point.point + step AND later.segment = point.segment
    WHERE later.latest_print // 1000000 > point.latest_print // 1000000
    QUALIFY row_number() OVER (PARTITION BY point.point, point.segment ORDER BY new_definition) = 1
)
SELECT basis.publication AS publication, ref_area, time_period, point.segment AS segment, measure, basis.basis AS basis,
       unit_measure,
       first_edition.edition AS first_edition, first.obs_value AS first_value,
       latest_edition.edition AS latest_edition, latest.obs_value AS latest_value,
       coalesce(editions, 1) AS editions, coalesce(changed.prints, 1) AS vintages,
       coalesce(revisions, 0) AS revisions, coalesce(corrections, 0) AS corrections, coalesce(revisions, 0) > 0 AS is_revised,
       revised_edition.edition AS last_revised_in,
       CASE WHEN is_of_one_kind AND revisions > 0 THEN CAST(latest.obs_value - first.obs_value AS DECIMAL(30, 6)) END AS revision_size,
       CASE WHEN is_of_one_kind AND revisions > 0 THEN mart.percent(latest.obs_value - first.obs_value, first.obs_value) END
           AS revision_pct,
       later_point IS NOT NULL AS is_method_break, succeeding.basis AS succeeded_by_basis, later.obs_value AS succeeded_by_value,
       CASE WHEN later_point IS NOT NULL THEN 'method break' WHEN corrections > 0 THEN 'correction'
            WHEN revisions > 0 THEN 'revision' WHEN is_forecast_met THEN 'forecast met'
            WHEN changed.prints > 1 THEN 'printed again' ELSE 'printed once' END AS history,
       first.observation_id AS first_observation_id, latest.observation_id AS latest_observation_id
FROM printed_point AS point
LEFT JOIN print AS first ON first.point = point.point AND first.segment = point.segment AND first.print_number = point.first_print
LEFT JOIN print AS latest ON latest.point = point.point AND latest.segment = point.segment AND latest.print_number = point.latest_print
LEFT JOIN changed ON changed.point = point.point AND changed.segment = point.segment
LEFT JOIN successor ON successor.point = point.point AND successor.segment = point.segment
LEFT JOIN print AS later ON later.point = later_point AND later.segment = point.segment AND later.print_number = later_print
LEFT JOIN numbered_basis AS basis ON basis.definition = definition_of(point.point)
LEFT JOIN numbered_area ON area_number = area_of(point.point)
LEFT JOIN numbered_measure ON measure_number = measure_of(point.point)
LEFT JOIN numbered_period ON period_number = period_of(point.point)
LEFT JOIN numbered_unit ON numbered_unit.unit_number = latest.unit_number
LEFT JOIN numbered_edition AS first_edition ON first_edition.edition_number = first.edition_number
LEFT JOIN numbered_edition AS latest_edition ON latest_edition.edition_number = latest.edition_number
LEFT JOIN numbered_edition AS revised_edition ON revised_edition.edition_number = last_revised_number
LEFT JOIN numbered_basis AS succeeding ON succeeding.definition = new_definition
ORDER BY publication, ref_area, time_period, segment, measure, basis;

-- What became of a figure over the editions.
-- One row: a series point (publication x ref_area x time_period x segment x measure x basis) that was ever printed.
--
-- A revision is a print that differs from the one before it by more than the rounding of both; a coarser or finer print of the same
-- figure is none, nor is a figure after a forecast, which mart.forecast_error compares. A correction is a revision inside one edition.
-- A vintage that only confirms the figure of an edition is no print. A method break is a point whose basis another one has replaced,
-- as the publication declares it, and which a later edition gives under that one: the two figures are no revision of each other.
CREATE OR REPLACE TEMP TABLE printed_point AS
WITH print AS (
    SELECT point, CAST(edition_number AS BIGINT) * 1000000 + vintage AS print_number, edition_number, unit_number, obs_value,
           rounding_unit, status_rank, is_forecast, observation_id
    FROM interim.figure
    WHERE obs_value IS NOT NULL
), beside AS (
    -- each beside the one before it
    SELECT *,
           lag(struct_pack(print_number, edition_number, unit_number, obs_value, rounding_unit, status_rank, is_forecast)) OVER prints
               AS before,
           lead(print_number) OVER prints IS NULL AS is_latest, (before).print_number IS NULL AS is_first,
           coalesce(edition_number = (before).edition_number, false) AS is_same_edition,
           abs(obs_value - (before).obs_value) * 2 > rounding_unit + (before).rounding_unit AND unit_number = (before).unit_number
               AND is_forecast = (before).is_forecast AS is_changed,
           coalesce(print_number = (before).print_number + 1 AND unit_number = (before).unit_number AND obs_value = (before).obs_value
                    AND rounding_unit = (before).rounding_unit AND status_rank = (before).status_rank, false) AS is_confirmed
    FROM print
    WINDOW prints AS (PARTITION BY point ORDER BY print_number)
)
SELECT point, min(edition_number) AS first_number, max(edition_number) AS latest_number,
       any_value(obs_value) FILTER (WHERE is_first) AS first_value, any_value(obs_value) FILTER (WHERE is_latest) AS latest_value,
       any_value(observation_id) FILTER (WHERE is_first) AS first_id, any_value(observation_id) FILTER (WHERE is_latest) AS latest_id,
       any_value(unit_number) FILTER (WHERE is_latest) AS unit_number,
       bool_or(is_forecast) AND NOT bool_and(is_forecast) AS is_forecast_met,
       min(beside.unit_number) = max(beside.unit_number) AND NOT is_forecast_met AS is_of_one_kind,
       CAST(count(*) FILTER (WHERE NOT is_same_edition) AS INTEGER) AS editions,
       CAST(count(*) FILTER (WHERE NOT is_confirmed) AS INTEGER) AS prints,
       CAST(count(*) FILTER (WHERE is_changed) AS INTEGER) AS revisions,
       CAST(count(*) FILTER (WHERE is_changed AND is_same_edition) AS INTEGER) AS corrections,
       max(edition_number) FILTER (WHERE is_changed) AS revised_number,
       CASE WHEN is_of_one_kind AND revisions > 0 THEN CAST(latest_value - first_value AS DECIMAL(30, 6)) END AS revision_size
FROM beside
GROUP BY point;

CREATE OR REPLACE TABLE mart.revision AS
WITH replaced AS (
    -- what is added to a point to get the same under the definition that replaces its own
    SELECT old.definition, new.definition AS new_definition,
           interim.point_of(new.definition, 0, 0, 0, 0) - interim.point_of(old.definition, 0, 0, 0, 0) AS step
    FROM interim.numbered_basis AS old
    JOIN interim.numbered_basis AS new ON new.publication = old.publication AND new.replaces = old.basis
), successor AS (
    -- where several have replaced it, the first by name
    SELECT point.point AS point, new_definition, later.latest_value AS later_value
    FROM printed_point AS point
    JOIN replaced ON definition = interim.definition_of(point.point)
    JOIN printed_point AS later ON later.point = point.point + step
    WHERE later.latest_number > point.latest_number
    QUALIFY row_number() OVER (PARTITION BY point.point ORDER BY new_definition) = 1
)
SELECT basis.publication AS publication, ref_area, time_period, segment, measure, basis.basis AS basis,
       unit_measure,
       first_edition.edition AS first_edition, first_value, latest_edition.edition AS latest_edition, latest_value,
       editions, prints AS vintages, revisions, corrections, revisions > 0 AS is_revised,
       revised_edition.edition AS last_revised_in,
       revision_size, mart.percent(revision_size, first_value) AS revision_pct,
       new_definition IS NOT NULL AS is_method_break, succeeding.basis AS succeeded_by_basis, later_value AS succeeded_by_value,
       CASE WHEN new_definition IS NOT NULL THEN 'method break' WHEN corrections > 0 THEN 'correction'
            WHEN revisions > 0 THEN 'revision' WHEN is_forecast_met THEN 'forecast met'
            WHEN prints > 1 THEN 'printed again' ELSE 'printed once' END AS history,
       first_id AS first_observation_id, latest_id AS latest_observation_id
FROM printed_point AS point
LEFT JOIN successor ON successor.point = point.point
LEFT JOIN interim.numbered_basis AS basis ON basis.definition = interim.definition_of(point.point)
LEFT JOIN interim.numbered_area ON area_number = interim.area_of(point.point)
LEFT JOIN interim.numbered_measure ON measure_number = interim.measure_of(point.point)
LEFT JOIN interim.numbered_period ON period_number = interim.period_of(point.point)
LEFT JOIN interim.numbered_segment ON segment_number = interim.segment_of(point.point)
LEFT JOIN interim.numbered_unit ON numbered_unit.unit_number = point.unit_number
LEFT JOIN interim.numbered_edition AS first_edition ON first_edition.edition_number = first_number
LEFT JOIN interim.numbered_edition AS latest_edition ON latest_edition.edition_number = latest_number
LEFT JOIN interim.numbered_edition AS revised_edition ON revised_edition.edition_number = revised_number
LEFT JOIN interim.numbered_basis AS succeeding ON succeeding.definition = new_definition
ORDER BY point.point;

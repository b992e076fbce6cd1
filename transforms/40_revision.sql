-- What became of a figure over the editions.
-- One row: a series point (publication x ref_area x time_period x segment x measure x basis) that was ever printed.
--
-- A revision is a print that differs from the one before it by more than the rounding of both; a coarser or finer print of the same
-- figure is none, nor is a figure after a forecast, which mart.forecast_error compares. A correction is a revision inside one edition.
-- A vintage that only confirms the figure of an edition is no print. A method break is a point whose basis another one has replaced,
-- as the publication declares it, and which a later edition gives under that one: the two figures are no revision of each other.
CREATE OR REPLACE TEMP TABLE printed_figure AS
SELECT observation.publication, ref_area, time_period, segment, measure, basis, unit_measure, obs_value,
       coalesce(rounding_unit, 0) AS rounding_unit, obs_status, observation_id, edition_number,
       CAST(edition_number AS BIGINT) * 1000000 + vintage AS print_number
FROM admitted_observation AS observation
JOIN numbered_edition AS edition ON edition.publication = observation.publication AND edition.edition = observation.edition
WHERE obs_value IS NOT NULL;

CREATE OR REPLACE TEMP TABLE printed_point AS
SELECT publication, ref_area, time_period, segment, measure, basis, CAST(row_number() OVER () AS INTEGER) AS point_number,
       vintages, first_print, latest_print
FROM (
    SELECT publication, ref_area, time_period, segment, measure, basis, CAST(count(*) AS INTEGER) AS vintages,
           min(print_number) AS first_print, max(print_number) AS latest_print
    FROM printed_figure
    GROUP BY publication, ref_area, time_period, segment, measure, basis
);

CREATE OR REPLACE TABLE mart.revision AS
WITH print AS (
    SELECT point_number, vintages, first_print, latest_print, print_number, edition_number, unit_measure, obs_value, rounding_unit,
           obs_status, observation_id
    FROM printed_figure
    JOIN printed_point USING (publication, ref_area, time_period, segment, measure, basis)
), again AS (
    -- prints of points that were printed more than once, each beside the one before it
    SELECT *, lag(COLUMNS(n -> n IN ('print_number', 'edition_number', 'unit_measure', 'obs_value', 'rounding_unit', 'obs_status')))
                  OVER prints AS "before_\0",
           edition_number = before_edition_number AS is_same_edition,
           abs(obs_value - before_obs_value) * 2 > rounding_unit + before_rounding_unit AND unit_measure = before_unit_measure
               AND (obs_status = 'F') = (before_obs_status = 'F') AS is_changed,
           print_number = before_print_number + 1 AND unit_measure = before_unit_measure AND obs_value = before_obs_value
               AND rounding_unit = before_rounding_unit AND obs_status = before_obs_status AS is_confirmed
    FROM print
    WHERE vintages > 1
    WINDOW prints AS (PARTITION BY point_number ORDER BY print_number)
), changed AS (
    SELECT point_number, CAST(count(DISTINCT edition_number) AS INTEGER) AS editions,
           bool_or(obs_status = 'F') AND NOT bool_and(obs_status = 'F') AS is_forecast_met,
           min(unit_measure) = max(unit_measure) AND NOT is_forecast_met AS is_of_one_kind,
           CAST(count(*) FILTER (WHERE is_confirmed IS DISTINCT FROM true) AS INTEGER) AS prints,
           CAST(count(*) FILTER (WHERE is_changed) AS INTEGER) AS revisions,
           CAST(count(*) FILTER (WHERE is_changed AND is_same_edition) AS INTEGER) AS corrections,
           max(edition_number) FILTER (WHERE is_changed) AS last_revised_number
    FROM again
    GROUP BY point_number
), successor AS (
    -- where several have replaced it, the first by name
    SELECT point.point_number, later.basis AS succeeded_by_basis, later.latest_print AS succeeded_by_print,
           later.point_number AS succeeded_by_point
    FROM printed_point AS point
    JOIN core.basis AS replacing ON replacing.publication = point.publication AND replacing.replaces = point.basis
    JOIN printed_point AS later
      ON later.publication = point.publication AND later.ref_area = point.ref_area AND later.time_period = point.time_period
     AND later.segment = point.segment AND later.measure = point.measure AND later.basis = replacing.basis
    WHERE later.latest_print // 1000000 > point.latest_print // 1000000
    QUALIFY row_number() OVER (PARTITION BY point.point_number ORDER BY later.basis) = 1
)
SELECT point.publication AS publication, point.ref_area AS ref_area, point.time_period AS time_period, point.segment AS segment,
       point.measure AS measure, point.basis AS basis, latest.unit_measure AS unit_measure,
       first_edition.edition AS first_edition, first.obs_value AS first_value,
       latest_edition.edition AS latest_edition, latest.obs_value AS latest_value,
       coalesce(editions, 1) AS editions, coalesce(prints, 1) AS vintages,
       coalesce(revisions, 0) AS revisions, coalesce(corrections, 0) AS corrections, coalesce(revisions, 0) > 0 AS is_revised,
       revised_edition.edition AS last_revised_in,
       CASE WHEN is_of_one_kind AND revisions > 0 THEN CAST(latest.obs_value - first.obs_value AS DECIMAL(30, 6)) END AS revision_size,
       CASE WHEN is_of_one_kind AND revisions > 0 THEN mart.percent(latest.obs_value - first.obs_value, first.obs_value) END
           AS revision_pct,
       succeeded_by_basis IS NOT NULL AS is_method_break, succeeded_by_basis, successor_print.obs_value AS succeeded_by_value,
       CASE WHEN succeeded_by_basis IS NOT NULL THEN 'method break' WHEN corrections > 0 THEN 'correction'
            WHEN revisions > 0 THEN 'revision' WHEN is_forecast_met THEN 'forecast met' WHEN prints > 1 THEN 'printed again' ELSE 'printed once' END AS history,
       first.observation_id AS first_observation_id, latest.observation_id AS latest_observation_id
FROM printed_point AS point
JOIN print AS first ON first.point_number = point.point_number AND first.print_number = point.first_print
JOIN print AS latest ON latest.point_number = point.point_number AND latest.print_number = point.latest_print
JOIN numbered_edition AS first_edition ON first_edition.edition_number = first.edition_number
JOIN numbered_edition AS latest_edition ON latest_edition.edition_number = latest.edition_number
LEFT JOIN changed ON changed.point_number = point.point_number
LEFT JOIN numbered_edition AS revised_edition ON revised_edition.edition_number = last_revised_number
LEFT JOIN successor ON successor.point_number = point.point_number
LEFT JOIN print AS successor_print
  ON successor_print.point_number = succeeded_by_point AND successor_print.print_number = succeeded_by_print
ORDER BY publication, ref_area, time_period, segment, measure, basis;

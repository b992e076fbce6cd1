-- What became of a figure over the editions.
-- One row: a series point (publication x ref_area x time_period x segment x measure x basis) that was ever printed.
--
-- A method break is a point that a later edition gives under another basis, where the publication never gives both in one
-- edition: the publisher changed the method, and the two figures are not a revision of each other.
CREATE OR REPLACE TABLE mart.revision AS
WITH printed AS (
    SELECT * FROM admitted_observation WHERE obs_value IS NOT NULL
), point AS (
    SELECT publication, ref_area, time_period, segment, measure, basis,
           min_by(obs_value, (published_on, edition, vintage)) AS first_value,
           max_by(obs_value, (published_on, edition, vintage)) AS latest_value,
           min_by(edition, (published_on, edition, vintage)) AS first_edition,
           max_by(edition, (published_on, edition, vintage)) AS latest_edition,
           max_by(unit_measure, (published_on, edition, vintage)) AS unit_measure,
           max(published_on) AS latest_published_on,
           CAST(count(DISTINCT edition) AS INTEGER) AS editions,
           CAST(count(DISTINCT (edition, obs_value)) AS INTEGER) AS vintages,
           CAST(count(DISTINCT obs_value) AS INTEGER) AS values_printed,
           count(DISTINCT unit_measure) = 1 AS has_one_unit
    FROM printed
    GROUP BY ALL
), parallel AS (
    SELECT DISTINCT one.publication, one.segment, one.measure, one.basis, other.basis AS other_basis
    FROM (SELECT DISTINCT publication, edition, segment, measure, basis FROM printed) AS one
    JOIN (SELECT DISTINCT publication, edition, segment, measure, basis FROM printed) AS other
      USING (publication, edition, segment, measure)
    WHERE one.basis <> other.basis
), successor AS (
    SELECT point.publication, point.ref_area, point.time_period, point.segment, point.measure, point.basis,
           max_by(other.basis, (other.latest_published_on, other.latest_edition, other.basis)) AS succeeded_by_basis,
           max_by(other.latest_value, (other.latest_published_on, other.latest_edition, other.basis)) AS succeeded_by_value
    FROM point
    JOIN point AS other USING (publication, ref_area, time_period, segment, measure)
    ANTI JOIN parallel
      ON parallel.publication = point.publication AND parallel.segment = point.segment
     AND parallel.measure = point.measure AND parallel.basis = point.basis AND parallel.other_basis = other.basis
    WHERE other.basis <> point.basis AND other.latest_published_on > point.latest_published_on
    GROUP BY ALL
)
SELECT publication, ref_area, time_period, segment, measure, basis, unit_measure, first_edition, first_value, latest_edition,
       latest_value, editions, vintages, values_printed > 1 AS is_revised,
       CASE WHEN has_one_unit AND values_printed > 1
            THEN mart.percent(mart.scaled(latest_value) - mart.scaled(first_value), mart.scaled(first_value))
            END AS revision_pct,
       succeeded_by_basis IS NOT NULL AS is_method_break, succeeded_by_basis, succeeded_by_value
FROM point
LEFT JOIN successor USING (publication, ref_area, time_period, segment, measure, basis)
ORDER BY publication, ref_area, time_period, segment, measure, basis;

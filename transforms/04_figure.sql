-- The admitted figures under numbers, for names are slow to join, to group and to sort by. No mart: what follows is made of these.
--
-- Numbers stand in the order of the names, those of editions in the order in which they became known. Of what is counted there are few:
-- a count beyond its type stops here with a message.
CREATE OR REPLACE TABLE interim.numbered_edition AS
SELECT publication, edition, published_on,
       CAST(row_number() OVER (ORDER BY publication, published_on, edition) AS INTEGER) AS edition_number
FROM (SELECT publication, edition, arg_max(published_on, load_id) AS published_on  -- the day as stated last
      FROM admitted_observation GROUP BY publication, edition);

-- Definitions; those that are declared (is_declared) with their words about a split.
CREATE OR REPLACE TABLE interim.numbered_basis AS
SELECT CAST(row_number() OVER (ORDER BY publication, basis) AS SMALLINT) AS definition, *, title IS NOT NULL AS is_declared
FROM (SELECT publication, basis FROM admitted_observation UNION SELECT publication, basis FROM core.basis)
LEFT JOIN core.basis USING (publication, basis);

CREATE OR REPLACE TABLE interim.numbered_area AS
SELECT ref_area, CAST(row_number() OVER (ORDER BY ref_area) AS USMALLINT) AS area_number
FROM (SELECT DISTINCT ref_area FROM admitted_observation);

-- Measures, with the one that each is a share of, or itself (level_number).
CREATE OR REPLACE TABLE interim.numbered_measure AS
WITH numbered AS (
    SELECT measure, kind, of_measure, CAST(row_number() OVER (ORDER BY measure) AS UTINYINT) AS measure_number
    FROM (SELECT measure FROM admitted_observation UNION SELECT measure FROM core.measure)
    LEFT JOIN core.measure USING (measure)
)
SELECT numbered.measure, numbered.kind, numbered.measure_number, coalesce(whole.measure_number, numbered.measure_number) AS level_number
FROM numbered
LEFT JOIN numbered AS whole ON whole.measure = numbered.of_measure;

-- Periods; x counts through those of one frequency.
CREATE OR REPLACE TABLE interim.numbered_period AS
SELECT time_period, CAST(row_number() OVER (ORDER BY time_period) AS USMALLINT) AS period_number, left(time_period, 4) AS year,
       mart.frequency_of(time_period) AS frequency, mart.period_number(time_period, mart.frequency_of(time_period)) AS x
FROM (SELECT DISTINCT time_period FROM admitted_observation);

CREATE OR REPLACE TABLE interim.numbered_segment AS
SELECT segment, CAST(row_number() OVER (ORDER BY segment) AS UTINYINT) AS segment_number
FROM (SELECT DISTINCT segment FROM admitted_observation);

CREATE OR REPLACE TABLE interim.numbered_unit AS
SELECT unit_measure, CAST(row_number() OVER (ORDER BY unit_measure) AS USMALLINT) AS unit_number
FROM (SELECT DISTINCT unit_measure FROM admitted_observation);

-- One number for definition, area, measure, period and segment, in this order; and back. Where a point is all but the segment, that is 0.
-- A series is definition, area and measure.
CREATE OR REPLACE MACRO interim.point_of(definition, area_number, measure_number, period_number, segment_number) AS
    (((CAST(definition AS BIGINT) * 65536 + area_number) * 256 + measure_number) * 65536 + period_number) * 256 + segment_number;
CREATE OR REPLACE MACRO interim.series_of(point) AS point >> 24;
CREATE OR REPLACE MACRO interim.definition_of(point) AS CAST(point >> 48 AS SMALLINT);
CREATE OR REPLACE MACRO interim.area_of(point) AS CAST((point >> 32) & 65535 AS USMALLINT);
CREATE OR REPLACE MACRO interim.measure_of(point) AS CAST((point >> 24) & 255 AS UTINYINT);
CREATE OR REPLACE MACRO interim.period_of(point) AS CAST((point >> 8) & 65535 AS USMALLINT);
CREATE OR REPLACE MACRO interim.segment_of(point) AS CAST(point & 255 AS UTINYINT);

-- Half of a rounding unit is how far the truth may lie from a figure; an odd millionth is rounded up, outwards.
CREATE OR REPLACE TABLE interim.rounding AS
SELECT rounding_unit, CAST(rounding_unit * 0.5 AS DECIMAL(30, 6)) AS half
FROM (SELECT DISTINCT rounding_unit FROM admitted_observation);

-- One row: a figure as one edition printed it, every vintage; tombstones too.
CREATE OR REPLACE TABLE interim.figure AS
SELECT interim.point_of(definition, area_number, measure_number, period_number, segment_number) AS point, segment, edition_number, vintage,
       kind, unit_number, obs_value, coalesce(observation.rounding_unit, 0) AS rounding_unit, coalesce(half, 0) AS half,
       status.rank AS status_rank, obs_status = 'F' AS is_forecast, obs_status = 'B' AS has_break,
       verification = 'unverified' AS is_unverified, observation_id, is_tombstone
FROM admitted_observation AS observation
JOIN interim.numbered_edition USING (publication, edition)
JOIN interim.numbered_basis USING (publication, basis)
JOIN interim.numbered_area USING (ref_area)
JOIN interim.numbered_measure USING (measure)
JOIN interim.numbered_period USING (time_period)
JOIN interim.numbered_segment USING (segment)
JOIN interim.numbered_unit USING (unit_measure)
JOIN core.obs_status AS status USING (obs_status)
LEFT JOIN interim.rounding ON rounding.rounding_unit = observation.rounding_unit;

DROP VIEW admitted_observation;

-- The figures that a later vintage of their edition has taken the place of. They are few, which a table tells the planner.
CREATE OR REPLACE TABLE interim.superseded AS
SELECT point, edition_number, vintage - 1 AS vintage FROM interim.figure WHERE vintage > 1;

-- One row: a figure as it stands in an edition, as core.observation_edition has it.
CREATE OR REPLACE VIEW interim.standing_figure AS
SELECT *
FROM interim.figure
ANTI JOIN interim.superseded USING (point, edition_number, vintage)
WHERE NOT is_tombstone;

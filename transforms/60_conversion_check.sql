-- National figures at the average rate of the year against the figures in US dollars that are said to be them.
-- One row: a figure in US dollars (publication x edition x ref_area x time_period x segment x measure x basis) with its counterpart.
--
-- The national figure is the newest one printed until the international publisher's day, for that is what it could know. The two
-- agree where the intervals of their printed rounding meet; the rate counts as exact. An edition's day is the one stated last.
CREATE OR REPLACE TEMP TABLE said_dollars AS
WITH said AS (
    -- a point and the one that it is said to be, both without a period
    SELECT interim.point_of(ours.definition, area_number, measure.measure_number, 0, segment.segment_number) AS point,
           interim.point_of(theirs.definition, area_number, of_measure.measure_number, 0, of_segment.segment_number) AS of_point
    FROM core.counterpart AS counterpart
    JOIN interim.numbered_basis AS ours USING (publication, basis)
    JOIN interim.numbered_basis AS theirs ON theirs.publication = of_publication AND theirs.basis = of_basis
    JOIN interim.numbered_area USING (ref_area)
    JOIN interim.numbered_measure AS measure USING (measure)
    JOIN interim.numbered_measure AS of_measure ON of_measure.measure = counterpart.of_measure
    JOIN interim.numbered_segment AS segment USING (segment)
    JOIN interim.numbered_segment AS of_segment ON of_segment.segment = counterpart.of_segment
)
SELECT figure.*, time_period, published_on, of_point + interim.point_of(0, 0, 0, period_number, 0) AS of_point
FROM interim.standing_figure AS figure
JOIN interim.numbered_unit USING (unit_number)
JOIN interim.numbered_period ON period_number = interim.period_of(figure.point)
JOIN interim.numbered_edition USING (edition_number)
JOIN said ON said.point = figure.point - interim.point_of(0, 0, 0, period_number, 0)
WHERE unit_measure = 'USD' AND frequency = 'A' AND obs_value IS NOT NULL;

CREATE OR REPLACE TABLE mart.conversion_check AS
WITH pair AS (
    -- editions are numbered in the order in which they became known
    SELECT ours.*, theirs_edition.edition AS of_edition, theirs.obs_value AS of_value, theirs.rounding_unit AS of_rounding_unit,
           theirs.unit_number AS of_unit_number, theirs.observation_id AS of_observation_id
    FROM said_dollars AS ours
    JOIN interim.standing_figure AS theirs ON theirs.point = of_point
    JOIN interim.numbered_edition AS theirs_edition ON theirs_edition.edition_number = theirs.edition_number
    WHERE theirs_edition.published_on <= ours.published_on AND theirs.obs_value IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY ours.point, ours.edition_number, theirs_edition.publication
                               ORDER BY theirs.edition_number DESC) = 1
), converted AS (
    SELECT pair.*, unit_measure AS of_unit, lcu_per_usd, rate.publication AS rate_publication,
           mart.dollars(of_value, lcu_per_usd) AS converted_value,
           (rounding_unit + coalesce(mart.dollars(of_rounding_unit, lcu_per_usd), 0) + 1) * 0.5 AS tolerance
    FROM pair
    JOIN interim.numbered_unit ON numbered_unit.unit_number = of_unit_number
    JOIN mart.yearly_rate AS rate ON rate.currency = unit_measure AND rate.year = CAST(time_period AS INTEGER)
)
SELECT basis.publication AS publication, edition, ref_area, time_period, segment, measure, basis.basis AS basis,
       obs_value AS published_value_usd, of_basis.publication AS of_publication, of_edition, of_basis.basis AS of_basis, of_value, of_unit,
       lcu_per_usd, rate_publication, converted_value AS converted_value_usd,
       mart.percent(obs_value - converted_value, CAST(converted_value AS DECIMAL(30, 6))) AS difference_pct,
       abs(obs_value - converted_value) <= tolerance AS is_agreed,
       [observation_id, of_observation_id] AS observation_ids
FROM converted
JOIN interim.numbered_edition USING (edition_number)
JOIN interim.numbered_basis AS basis ON basis.definition = interim.definition_of(point)
JOIN interim.numbered_basis AS of_basis ON of_basis.definition = interim.definition_of(of_point)
JOIN interim.numbered_area ON area_number = interim.area_of(point)
JOIN interim.numbered_measure ON measure_number = interim.measure_of(point)
ORDER BY publication, edition, ref_area, time_period, segment, measure, basis, of_publication;

DROP TABLE said_dollars;

-- National figures at the average rate of the year against the figures in US dollars that are said to be them.
-- One row: a figure in US dollars (publication x edition x ref_area x time_period x segment x measure x basis) with its counterpart.
--
-- The national figure is the newest one printed until the international publisher's day, for that is what it could know. The two
-- agree where the intervals of their printed rounding meet; the rate counts as exact.
CREATE OR REPLACE TABLE mart.conversion_check AS
WITH pair AS (
    SELECT ours.publication, ours.edition, ours.ref_area, ours.time_period, ours.segment, ours.measure, ours.basis,
           ours.obs_value, ours.rounding_unit, ours.observation_id,
           theirs.publication AS of_publication, theirs.edition AS of_edition, theirs.basis AS of_basis,
           theirs.obs_value AS of_value, theirs.rounding_unit AS of_rounding_unit, theirs.unit_measure AS of_unit,
           theirs.observation_id AS of_observation_id
    FROM admitted_edition AS ours
    JOIN core.counterpart AS said USING (publication, ref_area, measure, segment, basis)
    JOIN admitted_edition AS theirs
      ON theirs.publication = said.of_publication AND theirs.ref_area = ours.ref_area AND theirs.time_period = ours.time_period
     AND theirs.measure = said.of_measure AND theirs.segment = said.of_segment AND theirs.basis = said.of_basis
     AND theirs.published_on <= ours.published_on
    WHERE ours.unit_measure = 'USD' AND ours.frequency = 'A' AND ours.obs_value IS NOT NULL AND theirs.obs_value IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY ours.observation_id, theirs.publication
                               ORDER BY theirs.published_on DESC, theirs.edition DESC) = 1
), converted AS (
    SELECT pair.*, lcu_per_usd, rate.publication AS rate_publication,
           mart.dollars(of_value, lcu_per_usd) AS converted_value,
           (coalesce(rounding_unit, 0) + coalesce(mart.dollars(of_rounding_unit, lcu_per_usd), 0) + 1) * 0.5 AS tolerance
    FROM pair
    JOIN mart.yearly_rate AS rate ON rate.currency = of_unit AND rate.year = CAST(time_period AS INTEGER)
)
SELECT publication, edition, ref_area, time_period, segment, measure, basis, obs_value AS published_value_usd,
       of_publication, of_edition, of_basis, of_value, of_unit, lcu_per_usd, rate_publication, converted_value AS converted_value_usd,
       mart.percent(obs_value - converted_value, CAST(converted_value AS DECIMAL(30, 6))) AS difference_pct,
       abs(obs_value - converted_value) <= tolerance AS is_agreed,
       [observation_id, of_observation_id] AS observation_ids
FROM converted
ORDER BY publication, edition, ref_area, time_period, segment, measure, basis, of_publication;

-- How far a publisher's forecasts were off, where it printed the actual figure later.
-- One row: a forecast (publication x edition x ref_area x time_period x segment x measure x basis) that met an actual figure.
--
-- The actual figure is the first one that is no forecast from an edition after the forecast's; the newest one stands beside it. Errors
-- are forecast less first actual figure: above zero, the publisher expected too much.
CREATE OR REPLACE TABLE mart.forecast_error AS
WITH forecast AS (
    FROM admitted_edition WHERE obs_status = 'F' AND obs_value IS NOT NULL
), actual AS (
    FROM admitted_edition WHERE obs_status <> 'F' AND obs_value IS NOT NULL
), met AS (
    SELECT forecast.observation_id AS forecast_observation_id,
           arg_min({'obs_value': actual.obs_value, 'edition': actual.edition, 'published_on': actual.published_on,
                    'half': coalesce(actual.rounding_unit, 0) * 0.5, 'observation_id': actual.observation_id},
                   (actual.published_on, actual.edition)) AS first_actual,
           arg_max(actual.obs_value, (actual.published_on, actual.edition)) AS latest_actual
    FROM forecast
    JOIN actual USING (publication, ref_area, time_period, segment, measure, basis, unit_measure)
    WHERE actual.published_on > forecast.published_on
    GROUP BY forecast.observation_id
)
SELECT publication, forecast.edition, forecast.published_on, ref_area, time_period, segment, measure, basis, unit_measure,
       CAST(CAST(left(time_period, 4) AS INTEGER) - year(forecast.published_on) AS INTEGER) AS years_ahead,
       forecast.obs_value AS forecast_value, first_actual.edition AS actual_edition,
       first_actual.published_on AS actual_published_on, first_actual.obs_value AS actual_value, latest_actual AS latest_actual_value,
       CAST(forecast.obs_value - first_actual.obs_value AS DECIMAL(30, 6)) AS error,
       mart.percent(forecast.obs_value - first_actual.obs_value, first_actual.obs_value)
           AS error_pct,
       abs(forecast.obs_value - first_actual.obs_value) > first_actual.half + coalesce(forecast.rounding_unit, 0) * 0.5
           AS is_error_beyond_rounding,
       [forecast_observation_id, first_actual.observation_id] AS observation_ids
FROM met
JOIN forecast ON forecast.observation_id = forecast_observation_id
ORDER BY publication, ref_area, time_period, segment, measure, basis, forecast.published_on, forecast.edition;

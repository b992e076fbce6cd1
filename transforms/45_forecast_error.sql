-- How far a publisher's forecasts were off, where it printed the actual figure later.
-- One row: a forecast (publication x edition x ref_area x time_period x segment x measure x basis) that met an actual figure.
--
-- The actual figure is the first one that is no forecast from an edition after the forecast's; the newest one stands beside it. Errors
-- are forecast less first actual figure: above zero, the publisher expected too much.
CREATE OR REPLACE TEMP TABLE forecast_print AS
SELECT standing_figure.*, edition, published_on
FROM interim.standing_figure
JOIN interim.numbered_edition USING (edition_number)
WHERE is_forecast AND obs_value IS NOT NULL;

CREATE OR REPLACE TEMP TABLE actual_print AS
SELECT standing_figure.*, edition, published_on
FROM interim.standing_figure
JOIN interim.numbered_edition USING (edition_number)
SEMI JOIN forecast_print USING (point, unit_number)
WHERE NOT is_forecast AND obs_value IS NOT NULL;

CREATE OR REPLACE TABLE mart.forecast_error AS
WITH met AS (
    SELECT point, forecast.edition_number AS edition_number,
           min(actual.edition_number) AS first_number, max(actual.edition_number) AS latest_number
    FROM forecast_print AS forecast
    JOIN actual_print AS actual USING (point, unit_number)
    WHERE actual.published_on > forecast.published_on
    GROUP BY point, forecast.edition_number
)
SELECT basis.publication AS publication, forecast.edition AS edition, forecast.published_on AS published_on, ref_area, time_period,
       forecast.segment AS segment, measure, basis.basis AS basis, unit_measure,
       CAST(CAST(year AS INTEGER) - year(forecast.published_on) AS INTEGER) AS years_ahead,
       forecast.obs_value AS forecast_value, actual.edition AS actual_edition, actual.published_on AS actual_published_on,
       actual.obs_value AS actual_value, latest.obs_value AS latest_actual_value,
       CAST(forecast.obs_value - actual.obs_value AS DECIMAL(30, 6)) AS error,
       mart.percent(forecast.obs_value - actual.obs_value, actual.obs_value) AS error_pct,
       abs(forecast.obs_value - actual.obs_value) * 2 > actual.rounding_unit + forecast.rounding_unit AS is_error_beyond_rounding,
       [forecast.observation_id, actual.observation_id] AS observation_ids
FROM met
JOIN forecast_print AS forecast USING (point, edition_number)
JOIN actual_print AS actual ON actual.point = met.point AND actual.edition_number = first_number
JOIN actual_print AS latest ON latest.point = met.point AND latest.edition_number = latest_number
JOIN interim.numbered_basis AS basis ON basis.definition = interim.definition_of(met.point)
JOIN interim.numbered_area ON area_number = interim.area_of(met.point)
JOIN interim.numbered_measure ON measure_number = interim.measure_of(met.point)
JOIN interim.numbered_period ON period_number = interim.period_of(met.point)
JOIN interim.numbered_unit ON numbered_unit.unit_number = forecast.unit_number
ORDER BY publication, area_number, period_number, segment, measure_number, definition, edition_number;

DROP TABLE actual_print;
DROP TABLE forecast_print;

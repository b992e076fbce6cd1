-- Which way the share moves: the change on the period before, growth of both sides, and the slope over the years.
-- One row: publication x ref_area x time_period x measure x basis, as mart.segment_share.
--
-- A series is followed only while its definition, business segment, frequency and kind (forecast or not) stay the same, and
-- not across a break that the publisher marks. The period before must be adjacent; it may stand in another edition
-- (previous_edition says which). A change smaller than the printed rounding allows is called no change.
-- The slope is ordinary least squares over the series from its beginning, or its last break, up to this period: three
-- periods at least. Its sums are whole numbers, so that it does not depend on the order of adding.
CREATE OR REPLACE TABLE mart.share_trend AS
WITH numbered AS (
    SELECT *, obs_status = 'F' AS is_forecast, mart.period_number(time_period, frequency) AS period_number
    FROM mart.segment_share
), stretched AS (
    SELECT *, count(*) FILTER (WHERE has_break) OVER (
        PARTITION BY publication, ref_area, measure, basis, b2b_segment, frequency, is_forecast
        ORDER BY period_number) AS stretch
    FROM numbered
), summed AS (
    SELECT *,
           CAST(period_number AS HUGEINT) AS x,
           mart.scaled(b2b_share_pct) AS y,
           lag(COLUMNS(c -> c IN ('time_period', 'period_number', 'edition', 'share_method', 'unit_measure', 'b2b_value',
                                  'b2c_value', 'b2b_share_pct', 'b2b_share_low_pct', 'b2b_share_high_pct')))
               OVER series AS "before_\0",
           count(*) OVER series AS n
    FROM stretched
    WINDOW series AS (
        PARTITION BY publication, ref_area, measure, basis, b2b_segment, frequency, is_forecast, stretch
        ORDER BY period_number)
), paired AS (
    SELECT *, before_period_number = period_number - 1 AS is_adjacent,
           share_method = 'values' AND before_share_method = 'values' AND unit_measure = before_unit_measure AS has_values,
           sum(x) OVER series AS sx, sum(y) OVER series AS sy, sum(x * x) OVER series AS sxx,
           sum(x * y) OVER series AS sxy, sum(y * y) OVER series AS syy
    FROM summed
    WINDOW series AS (
        PARTITION BY publication, ref_area, measure, basis, b2b_segment, frequency, is_forecast, stretch
        ORDER BY period_number)
), moved AS (
    SELECT *,
           CASE WHEN is_adjacent THEN b2b_share_pct - before_b2b_share_pct END AS change,
           CASE WHEN is_adjacent THEN b2b_share_low_pct - before_b2b_share_high_pct END AS change_low,
           CASE WHEN is_adjacent THEN b2b_share_high_pct - before_b2b_share_low_pct END AS change_high,
           n * sxx - sx * sx AS spread_x, n * sxy - sx * sy AS spread_xy, n * syy - sy * sy AS spread_y
    FROM paired
), fitted AS (
    -- y is in millionths of a percentage point per period
    SELECT *,
           CASE WHEN n >= 3 THEN spread_xy / spread_x * mart.periods_per_year(frequency) / 1000000 END AS slope,
           CASE WHEN n >= 3 THEN sqrt(greatest(spread_x * spread_y - spread_xy * spread_xy, 0) / (n - 2)) / spread_x
                                 * mart.periods_per_year(frequency) / 1000000 END AS slope_error
    FROM moved
), student AS (
    -- 97.5 % quantiles of Student's t, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2; between two listed degrees
    -- of freedom the lower one counts, which makes the interval wider, never narrower
    SELECT unnest([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25, 30, 40, 60, 100]) AS freedom,
           unnest([12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
                   2.120, 2.110, 2.101, 2.093, 2.086, 2.060, 2.042, 2.021, 2.000, 1.984]) AS quantile
)
SELECT publication, ref_area, time_period, frequency, measure, basis, edition, published_on, unit_measure, b2b_segment,
       b2b_value, b2c_value, total_value, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct, share_method,
       published_b2b_share_pct, obs_status, has_break, has_unverified,
       CASE WHEN is_adjacent THEN before_time_period END AS previous_time_period,
       CASE WHEN is_adjacent THEN before_edition END AS previous_edition,
       CASE WHEN is_adjacent THEN before_b2b_share_pct END AS previous_b2b_share_pct,
       change AS b2b_share_change_pp, change_low AS b2b_share_change_low_pp, change_high AS b2b_share_change_high_pp,
       change_low > 0 OR change_high < 0 AS is_change_beyond_rounding,
       CASE WHEN change_low > 0 THEN 'B2B gaining'
            WHEN change_high < 0 THEN 'B2C gaining'
            WHEN change IS NOT NULL THEN 'no change beyond rounding' END AS direction,
       CASE WHEN is_adjacent AND has_values
            THEN mart.percent(mart.scaled(b2b_value) - mart.scaled(before_b2b_value), mart.scaled(before_b2b_value))
            END AS b2b_growth_pct,
       CASE WHEN is_adjacent AND has_values
            THEN mart.percent(mart.scaled(b2c_value) - mart.scaled(before_b2c_value), mart.scaled(before_b2c_value))
            END AS b2c_growth_pct,
       CAST(slope AS DECIMAL(18, 6)) AS slope_pp_per_year,
       CAST(slope - quantile * slope_error AS DECIMAL(18, 6)) AS slope_low,
       CAST(slope + quantile * slope_error AS DECIMAL(18, 6)) AS slope_high,
       CAST(CASE WHEN n >= 3 THEN n END AS INTEGER) AS slope_n
FROM fitted
ASOF LEFT JOIN student ON fitted.n - 2 >= student.freedom
ORDER BY publication, ref_area, measure, basis, time_period;

-- Which way the share moves: the change on the period before, growth and weight of both sides, and the slope over the years.
-- One row: publication x ref_area x time_period x measure x basis, wherever mart.segment_share has a share.
--
-- A series is followed only while its definition, business segment, base, frequency and kind (forecast or not) stay the same, and
-- not across a break that the publisher marks, be it at a period without a share: such a stretch has an id of its own. The period
-- before must be adjacent; it may stand in another edition (previous_edition says which). A change smaller than the printed rounding
-- allows is called no change.
-- Everything about a stretch is told from its beginning up to this period: index, growth rates, slope. The slope is ordinary least
-- squares, three periods at least. Its sums are whole numbers, so that it does not depend on the order of adding.

-- One row: a series, numbered in the order of its names.
CREATE OR REPLACE TEMP TABLE share_series AS
SELECT *, CAST(row_number() OVER (
    ORDER BY publication, ref_area, measure, basis, frequency, is_forecast, share_base, b2b_segment) AS INTEGER) AS series_number
FROM (SELECT DISTINCT publication, ref_area, measure, basis, frequency, b2b_segment, share_base, obs_status = 'F' AS is_forecast
      FROM mart.segment_share WHERE b2b_share_pct IS NOT NULL);

-- One row: a share in its series. x counts periods (the last month of 9999 is 119,999), y is the share in millionths of a percentage point;
-- place is series and x in one number.
CREATE OR REPLACE TEMP MACRO place_of(series_number, x) AS CAST(series_number AS BIGINT) * 131072 + x;
CREATE OR REPLACE TEMP MACRO series_of_place(place) AS place >> 17;

CREATE OR REPLACE TEMP TABLE share_place AS
SELECT share.* EXCLUDE (refused, comparability_group, lcu_per_usd, rate_publication, is_published_share_consistent),
       series.series_number, series.is_forecast,
       -- values of the two sides, where both are printed
       CASE WHEN share_method = 'values' THEN b2b_value END AS b, CASE WHEN share_method = 'values' THEN b2c_value END AS c,
       CAST(mart.period_number(time_period, share.frequency) AS BIGINT) AS x, place_of(series.series_number, x) AS place,
       CAST(b2b_share_pct * 1000000 AS BIGINT) AS y, mart.periods_per_year(share.frequency) AS per_year
FROM mart.segment_share AS share
JOIN share_series AS series
  ON series.publication = share.publication AND series.ref_area = share.ref_area AND series.measure = share.measure
 AND series.basis = share.basis AND series.frequency = share.frequency AND series.b2b_segment = share.b2b_segment
 AND series.share_base = share.share_base AND series.is_forecast = (share.obs_status = 'F')
WHERE b2b_share_pct IS NOT NULL;

-- One row: a share in its stretch, with what is summed from the first place of the stretch up to it.
CREATE OR REPLACE TEMP TABLE share_step AS
WITH broken AS (
    SELECT series.series_number, CAST(mart.period_number(time_period, frequency) AS BIGINT) AS x, true AS begins_stretch
    FROM mart.segment_share AS share
    JOIN share_series AS series USING (publication, ref_area, measure, basis, frequency)
    WHERE has_break
), stretched AS (
    SELECT series_number, x, y, place, count(begins_stretch) OVER (PARTITION BY series_number ORDER BY x) AS stretch
    FROM (SELECT series_number, x, y, place FROM share_place UNION ALL BY NAME FROM broken)
    QUALIFY place IS NOT NULL
)
SELECT place, first(place) OVER series AS first_place, lead(x) OVER series AS next_x, lead(y) OVER series AS next_y,
       count(*) OVER series AS n, sum(x) OVER series AS sx, sum(y) OVER series AS sy, sum(x * x) OVER series AS sxx,
       sum(x * y) OVER series AS sxy, sum(y * y) OVER series AS syy
FROM stretched
WINDOW series AS (PARTITION BY series_number, stretch ORDER BY x);

-- One row: a stretch, with what its first place shows.
CREATE OR REPLACE TEMP TABLE share_stretch AS
SELECT place AS first_place, x AS first_x, time_period AS first_time_period, unit_measure AS first_unit_measure, b AS first_b, c AS first_c,
       'series-' || left(md5(concat_ws('|', publication, ref_area, measure, basis, frequency, b2b_segment, share_base, is_forecast,
                                       time_period)), 12) AS series_id
FROM share_place
SEMI JOIN (FROM share_step WHERE n = 1) AS first USING (place);

-- 97.5 % quantiles of Student's t, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2; between two listed degrees of freedom
-- the lower one counts, which makes the interval wider, never narrower.
CREATE OR REPLACE TEMP TABLE student AS
SELECT unnest([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25, 30, 40, 60, 100]) AS freedom,
       unnest([12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
               2.120, 2.110, 2.101, 2.093, 2.086, 2.060, 2.042, 2.021, 2.000, 1.984]) AS quantile;

CREATE OR REPLACE TEMP TABLE student_of AS
SELECT CAST(degree AS INTEGER) AS degree, quantile
FROM range(1, 101) AS degrees(degree)
ASOF JOIN student ON degree >= freedom;

-- Compound growth a year in percent, four decimals, over a year or more; a power of a fraction is no exact number, so this is DOUBLE.
CREATE OR REPLACE MACRO mart.yearly_growth(first_value, last_value, years) AS CASE WHEN years >= 1 AND first_value > 0
    THEN TRY_CAST(round((pow(mart.approximate(last_value) / mart.approximate(first_value), 1.0 / years) - 1) * 100, 4)
                  AS DECIMAL(18, 6)) END;

CREATE OR REPLACE TABLE mart.share_trend AS
WITH beside AS (
    -- what stands at the place before and the place after, at the beginning, and three and five years ago in the same unit
    SELECT here.*, step.* EXCLUDE (place), stretch.* EXCLUDE (first_place), before.place IS NOT NULL AS is_adjacent,
           before.time_period AS before_time_period, before.edition AS before_edition, before.unit_measure AS before_unit_measure,
           before.b AS before_b, before.c AS before_c, before.y AS before_y, before.b2b_share_pct AS before_share,
           before.b2b_share_low_pct AS before_low, before.b2b_share_high_pct AS before_high, before.observation_ids AS before_ids,
           three.b AS three_b, three.c AS three_c, five.b AS five_b, five.c AS five_c
    FROM share_place AS here
    JOIN share_step AS step USING (place)
    JOIN share_stretch AS stretch USING (first_place)
    LEFT JOIN share_place AS before ON before.place = here.place - 1 AND before.place >= first_place
    LEFT JOIN share_place AS three
      ON three.place = here.place - 3 * here.per_year AND three.place >= first_place AND three.unit_measure = here.unit_measure
    LEFT JOIN share_place AS five
      ON five.place = here.place - 5 * here.per_year AND five.place >= first_place AND five.unit_measure = here.unit_measure
), moved AS (
    SELECT *,
           is_adjacent AND unit_measure = before_unit_measure AS has_before,
           unit_measure = first_unit_measure AS has_first,
           CASE WHEN has_first THEN first_b END AS base_b, CASE WHEN has_first THEN first_c END AS base_c,
           CASE WHEN is_adjacent AND next_x = x + 1 THEN before_y + y + next_y END AS sum_of_three,
           CASE WHEN has_before THEN before_b END AS b0, CASE WHEN has_before THEN before_c END AS c0,
           b2b_share_pct - before_share AS change, b2b_share_low_pct - before_high AS change_low,
           b2b_share_high_pct - before_low AS change_high,
           n * sxx - sx * sx AS spread_x, n * sxy - sx * sy AS spread_xy, n * syy - sy * sy AS spread_y
    FROM beside
), fitted AS (
    -- y is in millionths of a percentage point per period
    SELECT *,
           CASE WHEN n >= 3 THEN CAST(spread_xy AS DOUBLE) / CAST(spread_x AS DOUBLE) * per_year / 1000000 END AS slope,
           CASE WHEN n >= 3
                THEN sqrt(greatest(CAST(spread_x * spread_y - spread_xy * spread_xy AS DOUBLE), 0) / CAST(n - 2 AS DOUBLE))
                     / CAST(spread_x AS DOUBLE) * per_year / 1000000 END AS slope_error
    FROM moved
)
SELECT 'trend-' || substr(share_id, 7) AS trend_id, share_id,
       series_id, publication, ref_area, time_period, frequency, measure, basis, edition, published_on, unit_measure, b2b_segment,
       b2b_value, b2c_value, total_value, b2b_value_usd, b2c_value_usd,
       b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct, share_base, share_method, published_b2b_share_pct,
       obs_status, has_break, has_unverified,
       before_time_period AS previous_time_period, before_edition AS previous_edition, before_share AS previous_b2b_share_pct,
       change AS b2b_share_change_pp, change_low AS b2b_share_change_low_pp, change_high AS b2b_share_change_high_pp,
       change_low > 0 OR change_high < 0 AS is_change_beyond_rounding,
       CASE WHEN change_low > 0 THEN 'B2B gaining'
            WHEN change_high < 0 THEN 'B2C gaining'
            WHEN change IS NOT NULL THEN 'no change beyond rounding' END AS direction,
       mart.percent(b - b0, b0) AS b2b_growth_pct,
       mart.percent(c - c0, c0) AS b2c_growth_pct,
       mart.percent(b + c - b0 - c0, b0 + c0) AS sides_growth_pct,
       mart.percent(b - b0, b0 + c0) AS b2b_contribution_pp,
       mart.percent(c - c0, b0 + c0) AS b2c_contribution_pp,
       mart.unscaled(mart.divided(b, c, 1000000)) AS b2b_to_b2c_ratio,
       CASE WHEN base_b IS NOT NULL AND b IS NOT NULL THEN first_time_period END AS index_base_period,
       mart.percent(b, base_b) AS b2b_index,
       mart.percent(c, base_c) AS b2c_index,
       mart.yearly_growth(three_b, b, 3) AS b2b_cagr_3y_pct, mart.yearly_growth(three_c, c, 3) AS b2c_cagr_3y_pct,
       mart.yearly_growth(five_b, b, 5) AS b2b_cagr_5y_pct, mart.yearly_growth(five_c, c, 5) AS b2c_cagr_5y_pct,
       mart.yearly_growth(base_b, b, (x - first_x) / per_year) AS b2b_cagr_span_pct,
       mart.yearly_growth(base_c, c, (x - first_x) / per_year) AS b2c_cagr_span_pct,
       mart.unscaled((sum_of_three + 1) // 3) AS b2b_share_mean_3_pct,  -- thirds have no half to round
       TRY_CAST(slope AS DECIMAL(18, 6)) AS slope_pp_per_year,
       TRY_CAST(slope - quantile * slope_error AS DECIMAL(18, 6)) AS slope_low,
       TRY_CAST(slope + quantile * slope_error AS DECIMAL(18, 6)) AS slope_high,
       CAST(CASE WHEN n >= 3 THEN n END AS INTEGER) AS slope_n,
       CASE n WHEN 1 THEN 'one period only' WHEN 2 THEN 'two periods only: a line through two points has no error to judge it by'
            END AS slope_refused,
       CASE WHEN is_adjacent THEN list_concat(before_ids, observation_ids) ELSE observation_ids END AS observation_ids
FROM fitted
LEFT JOIN student_of ON degree = least(n - 2, 100)
ORDER BY place;

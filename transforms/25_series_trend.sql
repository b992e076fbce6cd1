-- What a series says as a whole: its direction, two slopes, growth over its span, and whether the smaller side overtakes.
-- One row: a stretch of a series, as mart.share_trend follows them; the newest stretch of a series is marked.
--
-- Slopes are in percentage points a year. Least squares with the 95 % interval of Student's t, and Theil-Sen: the median of the
-- slopes of all pairs of periods, with the interval of Sen (1968) that Gilbert (1987, 16.5.1) gives, its ranks rounded outwards;
-- below six periods that interval does not exist. Both take the deviations from the line to be independent.
-- The crossover is the period from which the other side is larger, beyond rounding: past, where the sides have changed places; or
-- extrapolated, where the line meets 50 % after the last period, no further ahead than the series is long, with the interval of
-- Fieller (1954); or none. Only a share of both sides together (b2b_b2c), or of all segments, of which B2B has more or less than half.
CREATE OR REPLACE TABLE mart.series_trend AS
WITH point AS (
    SELECT trend.*, mart.period_number(time_period, frequency) AS x, mart.periods_per_year(frequency) AS per_year,
           CASE WHEN b2b_share_low_pct > 50 THEN 'B2B' WHEN b2b_share_high_pct < 50 THEN 'B2C' END AS larger
    FROM mart.share_trend AS trend
), whole AS (
    SELECT series_id, any_value(per_year) AS per_year, CAST(count(*) AS INTEGER) AS n,
           arg_min(time_period, x) AS first_time_period, arg_max(time_period, x) AS last_time_period,
           min(x) AS first_x, max(x) AS last_x,
           arg_min(b2b_share_pct, x) AS first_share, arg_min(b2b_share_low_pct, x) AS first_low,
           arg_min(b2b_share_high_pct, x) AS first_high, arg_max(b2b_share_pct, x) AS last_share,
           arg_max(b2b_share_low_pct, x) AS last_low, arg_max(b2b_share_high_pct, x) AS last_high,
           arg_max(larger, x) FILTER (WHERE larger IS NOT NULL) AS last_larger,
           avg(x) AS x_mean, avg(CAST(b2b_share_pct AS DOUBLE)) AS y_mean,
           list_sort(list_distinct(flatten(list(observation_ids)))) AS observation_ids
    FROM point
    GROUP BY series_id
), other AS (
    -- the last period in which the side that is the smaller one now was the larger
    SELECT series_id, max(x) AS last_other_x
    FROM point
    JOIN whole USING (series_id)
    WHERE larger <> last_larger
    GROUP BY series_id
), crossed AS (
    SELECT series_id, min(x) AS crossed_x, any_value(last_other_x) AS last_other_x
    FROM point
    JOIN other USING (series_id)
    WHERE x > last_other_x AND larger IS NOT NULL
    GROUP BY series_id
), pair AS (
    SELECT one.series_id, (other.b2b_share_pct - one.b2b_share_pct) / CAST(other.x - one.x AS DOUBLE) * one.per_year AS slope
    FROM point AS one
    JOIN point AS other ON other.series_id = one.series_id AND other.x > one.x
), ranked AS (
    SELECT series_id, median(slope) AS slope, list_sort(list(slope)) AS slopes
    FROM pair
    GROUP BY series_id
), theil_sen AS (
    SELECT series_id, slope, slopes,
           1.959964 * sqrt(n * (n - 1) * (2 * n + 5) / 18.0) AS spread,
           CAST(floor((len(slopes) - spread) / 2) AS INTEGER) AS low_rank,
           CAST(ceil((len(slopes) + spread) / 2) AS INTEGER) + 1 AS high_rank
    FROM ranked
    JOIN whole USING (series_id)
    WHERE n >= 3
), deviation AS (
    SELECT series_id, sum(pow(point.x - x_mean, 2)) AS spread_x,
           sum((point.x - x_mean) * (CAST(b2b_share_pct AS DOUBLE) - y_mean)) / sum(pow(point.x - x_mean, 2)) AS line,
           sum(pow(CAST(b2b_share_pct AS DOUBLE) - y_mean, 2)) AS spread_y
    FROM point
    JOIN whole USING (series_id)
    WHERE n >= 3
    GROUP BY series_id
), crossing AS (
    -- the line through (x_mean, y_mean) meets 50 at a distance d from x_mean; Fieller's interval is where
    -- (line * d - gap)^2 = e * (1 / n + d^2 / spread_x) with e = quantile^2 * residual variance
    SELECT series_id, 50 - y_mean AS gap, line, spread_x, n, x_mean,
           pow(quantile, 2) * greatest(spread_y - line * line * spread_x, 0) / (n - 2) AS e,
           line * line - e / spread_x AS a,
           CASE WHEN line <> 0 THEN x_mean + gap / line END AS meets,
           CASE WHEN a > 0 THEN x_mean + (line * gap - sqrt(greatest(e * (gap * gap / spread_x + a / n), 0))) / a END AS meets_low,
           CASE WHEN a > 0 THEN x_mean + (line * gap + sqrt(greatest(e * (gap * gap / spread_x + a / n), 0))) / a END AS meets_high
    FROM deviation
    JOIN whole USING (series_id)
    ASOF JOIN student ON whole.n - 2 >= student.freedom
), crossover AS (
    SELECT whole.series_id,
           CASE WHEN crossed_x IS NOT NULL THEN 'past'
                WHEN a > 0 AND meets > last_x AND meets <= last_x + (last_x - first_x) THEN 'extrapolated'
                ELSE 'none' END AS crossover,
           CASE crossover WHEN 'past' THEN crossed_x WHEN 'extrapolated' THEN CAST(ceil(meets) AS INTEGER) END AS at_x,
           CASE crossover WHEN 'past' THEN last_other_x + 1 WHEN 'extrapolated' THEN CAST(floor(meets_low) AS INTEGER) END AS low_x,
           CASE crossover WHEN 'past' THEN crossed_x WHEN 'extrapolated' THEN CAST(ceil(meets_high) AS INTEGER) END AS high_x
    FROM whole
    LEFT JOIN crossed USING (series_id)
    LEFT JOIN crossing USING (series_id)
)
SELECT newest.series_id, newest.publication, newest.ref_area, newest.measure, newest.basis, newest.frequency,
       newest.b2b_segment, newest.share_base, newest.obs_status = 'F' AS is_forecast,
       row_number() OVER (PARTITION BY newest.publication, newest.ref_area, newest.measure, newest.basis, newest.frequency,
                                       newest.b2b_segment, newest.share_base, newest.obs_status = 'F' ORDER BY last_x DESC) = 1
           AS is_newest_stretch,
       first_time_period, last_time_period, n, CAST(last_x - first_x + 1 - n AS INTEGER) AS gaps,
       first_share AS first_b2b_share_pct, last_share AS last_b2b_share_pct,
       CASE WHEN n > 1 THEN last_share - first_share END AS span_change_pp,
       CASE WHEN n = 1 THEN NULL WHEN last_low > first_high THEN 'B2B gaining' WHEN last_high < first_low THEN 'B2C gaining'
            ELSE 'no change beyond rounding' END AS span_direction,
       newest.slope_pp_per_year, newest.slope_low, newest.slope_high,
       CAST(theil_sen.slope AS DECIMAL(18, 6)) AS theil_sen_pp_per_year,
       CASE WHEN low_rank >= 1 AND high_rank <= len(slopes) THEN CAST(slopes[low_rank] AS DECIMAL(18, 6)) END AS theil_sen_low,
       CASE WHEN low_rank >= 1 AND high_rank <= len(slopes) THEN CAST(slopes[high_rank] AS DECIMAL(18, 6)) END AS theil_sen_high,
       CASE WHEN n >= 3 THEN 'least squares with Student''s t'
            || CASE WHEN low_rank >= 1 AND high_rank <= len(slopes) THEN '; Theil-Sen with Sen''s interval'
                    ELSE '; Theil-Sen, too few periods for its interval' END END AS slope_method,
       newest.slope_refused,
       CASE WHEN newest.slope_low > 0 THEN 'B2B gaining' WHEN newest.slope_high < 0 THEN 'B2C gaining'
            WHEN newest.slope_pp_per_year IS NOT NULL THEN 'no trend beyond its interval' END AS trend_direction,
       newest.b2b_cagr_3y_pct, newest.b2c_cagr_3y_pct, newest.b2b_cagr_5y_pct, newest.b2c_cagr_5y_pct,
       newest.b2b_cagr_span_pct, newest.b2c_cagr_span_pct,
       crossover, mart.period_name(at_x, newest.frequency) AS crossover_period,
       mart.period_name(low_x, newest.frequency) AS crossover_low, mart.period_name(high_x, newest.frequency) AS crossover_high,
       newest.has_unverified,
       whole.observation_ids AS observation_ids
FROM whole
JOIN mart.share_trend AS newest ON newest.series_id = whole.series_id AND newest.time_period = whole.last_time_period
JOIN crossover ON crossover.series_id = whole.series_id
LEFT JOIN theil_sen ON theil_sen.series_id = whole.series_id
ORDER BY newest.publication, newest.ref_area, newest.measure, newest.basis, newest.frequency, first_time_period;

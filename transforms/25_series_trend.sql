-- What a series says as a whole: its direction, two slopes, growth over its span, and whether the smaller side overtakes.
-- One row: a stretch of a series, as mart.share_trend follows them; the newest stretch of a series is marked.
--
-- Slopes are in percentage points a year. Least squares with the 95 % interval of Student's t, and Theil-Sen: the median of the
-- slopes of all pairs of periods, with the interval of Sen (1968) that Gilbert (1987, 16.5.1) gives, corrected for ties, its ranks
-- rounded outwards; below six periods its ranks fall off the ends, and there is none. Both take the deviations from the line to be
-- independent.
-- The crossover is the period from which the other side is larger, beyond rounding: past, where the sides have changed places; or
-- extrapolated, where the line meets 50 % after the last period, no further ahead than the series is long, with the interval of
-- Fieller (1954); or none. Only a share of both sides together (b2b_b2c), or of all segments, of which B2B has more or less than half.
-- Where a line meets 50 % exactly in a period, only whole numbers can tell, so its sums are such; y is in millionths of a point.
CREATE OR REPLACE TABLE mart.series_trend AS
WITH point AS (
    SELECT first_place, x, y, per_year, time_period, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct, has_unverified,
           observation_ids,
           CASE WHEN b2b_share_low_pct > 50 THEN 'B2B' WHEN b2b_share_high_pct < 50 THEN 'B2C' END AS larger
    FROM share_place
    JOIN share_step USING (place)
), whole AS (
    SELECT first_place, any_value(per_year) AS per_year, CAST(count(*) AS INTEGER) AS n,
           arg_min(time_period, x) AS first_time_period, arg_max(time_period, x) AS last_time_period,
           min(x) AS first_x, max(x) AS last_x,
           arg_min(b2b_share_pct, x) AS first_share, arg_min(b2b_share_low_pct, x) AS first_low,
           arg_min(b2b_share_high_pct, x) AS first_high, arg_max(b2b_share_pct, x) AS last_share,
           arg_max(b2b_share_low_pct, x) AS last_low, arg_max(b2b_share_high_pct, x) AS last_high,
           arg_max(larger, x) FILTER (WHERE larger IS NOT NULL) AS last_larger,
           sum(x) AS sx, sum(y) AS sy, n * sum(x * x) - sx * sx AS spread_x, n * sum(x * y) - sx * sy AS spread_xy,
           n * sum(y * y) - sy * sy AS spread_y, bool_or(has_unverified) AS has_unverified,
           list_sort(list_distinct(flatten(list(observation_ids)))) AS observation_ids
    FROM point
    GROUP BY first_place
), other AS (
    -- the last period in which the side that is the smaller one now was the larger
    SELECT first_place, max(x) AS last_other_x
    FROM point
    JOIN whole USING (first_place)
    WHERE larger <> last_larger
    GROUP BY first_place
), crossed AS (
    SELECT first_place, min(x) AS crossed_x, any_value(last_other_x) AS last_other_x
    FROM point
    JOIN other USING (first_place)
    WHERE x > last_other_x AND larger IS NOT NULL
    GROUP BY first_place
), pair AS (
    SELECT one.first_place, (other.b2b_share_pct - one.b2b_share_pct) / CAST(other.x - one.x AS DOUBLE) * one.per_year AS slope
    FROM point AS one
    JOIN point AS other ON other.first_place = one.first_place AND other.x > one.x
), ranked AS (
    SELECT first_place, list_sort(list(slope)) AS slopes
    FROM pair
    GROUP BY first_place
), tied AS (
    SELECT first_place, sum(ties * (ties - 1) * (2 * ties + 5)) AS correction
    FROM (SELECT first_place, count(*) AS ties FROM point GROUP BY first_place, y)
    GROUP BY first_place
), theil_sen AS (
    SELECT first_place, slopes, (slopes[(len(slopes) + 1) // 2] + slopes[len(slopes) // 2 + 1]) / 2 AS slope,
           1.959964 * sqrt((n * (n - 1) * (2 * n + 5) - correction) / 18) AS spread,
           CASE WHEN n >= 6 THEN CAST(floor((len(slopes) - spread) / 2) AS INTEGER) END AS low_rank,
           CASE WHEN n >= 6 THEN CAST(ceil((len(slopes) + spread) / 2) AS INTEGER) + 1 END AS high_rank
    FROM ranked
    JOIN whole USING (first_place)
    JOIN tied USING (first_place)
    WHERE n >= 3
), line AS (
    -- it meets 50 at x = at_least / at_most, in whole numbers; error is quantile^2 * residual variance, and Fieller's interval of a
    -- distance d from the mean of x is where (slope * d - gap)^2 <= variance of the line there, all times what makes them whole
    SELECT first_place, n, sx, spread_x, spread_xy, first_x, last_x, per_year,
           spread_x * spread_y - spread_xy * spread_xy AS deviation, 50000000 * n - sy AS gap,
           CASE WHEN spread_xy < 0 THEN -1 ELSE 1 END * (sx * spread_xy + gap * spread_x) AS meets_part, n * abs(spread_xy) AS meets_whole,
           pow(quantile, 2) * CAST(deviation AS DOUBLE) / (n - 2) AS error,
           pow(CAST(spread_xy AS DOUBLE), 2) - error AS certain
    FROM whole
    JOIN student_of ON degree = least(n - 2, 100)
), met AS (
    -- a line that may be level meets 50 % nowhere in particular
    SELECT first_place, per_year, deviation, meets_part // meets_whole AS before_x, (meets_part + meets_whole - 1) // meets_whole AS at_x,
           CAST(sx AS DOUBLE) / n AS x_mean, CAST(spread_x AS DOUBLE) / n / certain AS per_certain,
           CAST(spread_xy AS DOUBLE) * CAST(gap AS DOUBLE) AS middle,
           sqrt(error * (pow(CAST(gap AS DOUBLE), 2) + certain / CAST(spread_x AS DOUBLE))) AS width,
           x_mean + (middle - width) * per_certain AS low, x_mean + (middle + width) * per_certain AS high
    FROM line
    WHERE certain > 0 AND meets_part > last_x * meets_whole AND meets_part <= (2 * last_x - first_x) * meets_whole
), crossover AS (
    SELECT first_place,
           CASE WHEN crossed_x IS NOT NULL THEN 'past' WHEN met.at_x IS NOT NULL THEN 'extrapolated' ELSE 'none' END AS crossover,
           coalesce(crossed_x, met.at_x) AS at_x,
           CASE crossover WHEN 'past' THEN last_other_x + 1
                          WHEN 'extrapolated' THEN CASE WHEN deviation = 0 THEN before_x ELSE least(floor(low), before_x) END END AS low_x,
           CASE crossover WHEN 'past' THEN crossed_x
                          WHEN 'extrapolated' THEN CASE WHEN deviation = 0 THEN met.at_x
                                                        WHEN high < 10000 * met.per_year THEN greatest(ceil(high), met.at_x) END END AS high_x
    FROM whole
    LEFT JOIN crossed USING (first_place)
    LEFT JOIN met USING (first_place)
)
SELECT newest.series_id, newest.publication, newest.ref_area, newest.measure, newest.basis, newest.frequency,
       newest.b2b_segment, newest.share_base, newest.obs_status = 'F' AS is_forecast,
       row_number() OVER (PARTITION BY series_of_place(first_place) ORDER BY last_x DESC) = 1 AS is_newest_stretch,
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
       crossover, mart.period_name(CAST(at_x AS INTEGER), newest.frequency) AS crossover_period,
       mart.period_name(CAST(low_x AS INTEGER), newest.frequency) AS crossover_low,
       mart.period_name(CAST(high_x AS INTEGER), newest.frequency) AS crossover_high,
       whole.has_unverified,
       whole.observation_ids AS observation_ids
FROM whole
JOIN (SELECT first_place, series_id FROM share_stretch) AS named USING (first_place)
JOIN mart.share_trend AS newest ON newest.series_id = named.series_id AND newest.time_period = whole.last_time_period
JOIN crossover USING (first_place)
LEFT JOIN theil_sen USING (first_place)
ORDER BY newest.publication, newest.ref_area, newest.measure, newest.basis, newest.frequency, first_time_period;

DROP TABLE share_stretch;
DROP TABLE share_step;
DROP TABLE share_place;

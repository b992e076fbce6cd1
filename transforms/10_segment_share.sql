-- B2B's part of the market, from each publication's own figures.
-- One row: publication x ref_area x time_period x measure x basis, wherever one side is printed; where no share can be formed the
-- reason stands in `refused`.
--
-- All comes from one edition, one definition, one unit, and is all forecast or all not. Ways to a share, in this order:
--   values      both sides are printed: B2B / (B2B + B2C), with the interval that the printed rounding allows
--   published   one side's figure is missing, but B2B's share of all segments is printed
--   complement  only B2C's share is printed, and the basis says what the rest is
--   of_total    B2B and the total of all segments are printed, not B2C: B2B / total
-- share_base says what the share is a part of: both sides together (b2b_b2c), or all segments (all). Where it is b2b_b2c, the share
-- of all segments stands beside it as far as the publisher prints a total or that share.
-- A side is what the publisher prints as B2B or B2C; or, where the basis names the parts that make it up, their sum; or B2B and
-- B2G together where they are not told apart.
-- The newest edition that gives a share wins. A forecast never displaces a figure that is none.

-- What shares are made of: levels, and printed shares under the measure that they are a share of. An issue is one edition's forecasts, or
-- its other figures; later editions have higher numbers, and a forecast the lower one of its edition.
CREATE OR REPLACE TEMP VIEW share_figure AS
SELECT point + interim.point_of(0, 0, level_number, 0, 0) - interim.point_of(0, 0, measure_number, 0, interim.segment_of(point)) AS point,
       interim.definition_of(point) AS definition, edition_number * 2 + CAST(NOT is_forecast AS INTEGER) AS issue,
       figure.kind = 'share' AS is_share, segment, unit_number, obs_value, half, status_rank, has_break, is_unverified, observation_id
FROM interim.standing_figure AS figure
LEFT JOIN interim.numbered_measure ON measure_number = interim.measure_of(point)
WHERE obs_value >= 0
  AND (figure.kind = 'level'
       OR figure.kind = 'share' AND obs_value <= 100
          AND unit_number = (SELECT unit_number FROM interim.numbered_unit WHERE unit_measure = 'PCT'))
  AND definition IN (SELECT definition FROM interim.numbered_basis WHERE is_declared);

-- Sides as the sum of the parts that their basis names, where all are there in one unit and the side itself is not printed. Ids are
-- joined by a space. Shares that are more than all together, rounding at its most, are none.
CREATE OR REPLACE TEMP TABLE summed_side AS
WITH part AS (
    SELECT definition, side, segment, count(*) OVER (PARTITION BY definition, side) AS parts
    FROM core.basis_part
    JOIN interim.numbered_basis USING (publication, basis)
), printed AS (
    FROM share_figure SEMI JOIN part USING (definition)
)
SELECT point, any_value(figure.definition) AS definition, issue, is_share, side AS segment, min(unit_number) AS unit_number,
       CAST(sum(obs_value) AS DECIMAL(30, 6)) AS obs_value, CAST(sum(half) AS DECIMAL(30, 6)) AS half,
       max(status_rank) AS status_rank, bool_or(has_break) AS has_break, bool_or(is_unverified) AS is_unverified,
       array_to_string(mart.in_order(list({'by': figure.segment, 'item': observation_id})), ' ') AS observation_id
FROM printed AS figure
JOIN part ON part.definition = figure.definition AND part.segment = figure.segment
ANTI JOIN printed AS whole
    ON whole.point = figure.point AND whole.issue = figure.issue AND whole.is_share = figure.is_share AND whole.segment = side
GROUP BY point, issue, is_share, side
HAVING count(*) = max(parts) AND min(unit_number) = max(unit_number) AND (NOT is_share OR sum(obs_value) - sum(half) <= 100);

-- The consumer side's definition of each business side that it goes with.
CREATE OR REPLACE TEMP TABLE consumer_of AS
SELECT consumer.definition AS consumer_definition,
       interim.point_of(business.definition, 0, 0, 0, 0) - interim.point_of(consumer.definition, 0, 0, 0, 0) AS step
FROM interim.numbered_basis AS consumer
JOIN interim.numbered_basis AS business ON business.publication = consumer.publication AND business.b2c_basis = consumer.basis;

-- What stands on a side: b, c and t are the levels of B2B, B2C and all segments; bs and cs the printed shares of B2B and B2C. The
-- consumer side stands under the definition of each business side that it goes with.
CREATE OR REPLACE TEMP TABLE share_side AS
SELECT figure.* EXCLUDE (definition, is_share) REPLACE (point + coalesce(step, 0) AS point),
       CAST(CASE segment WHEN 'B2C' THEN 'c' WHEN 'TOTAL' THEN 't' ELSE 'b' END || CASE WHEN is_share THEN 's' ELSE '' END
            AS ENUM ('b', 'c', 't', 'bs', 'cs')) AS side
FROM (FROM share_figure WHERE segment IN ('B2B', 'B2B_B2G', 'B2C', 'TOTAL') UNION ALL BY NAME FROM summed_side) AS figure
LEFT JOIN consumer_of ON consumer_definition = CASE segment WHEN 'B2C' THEN definition END
WHERE NOT (segment = 'B2C' AND step IS NULL OR segment = 'TOTAL' AND is_share);

-- Where an edition tells B2B and B2G apart, both together are no side of their own.
DELETE FROM share_side
WHERE segment = 'B2B_B2G' AND (point, issue, side) IN (SELECT (point, issue, side) FROM share_side WHERE segment = 'B2B');

-- What each edition has of a point. Points that have only the consumer side count where the definition has a business side elsewhere,
-- or a share is printed.
CREATE OR REPLACE TEMP TABLE share_point AS
WITH found AS (
    -- has is the sum of what is there, each once
    SELECT point, issue,
           bit_or(CASE side WHEN 'b' THEN 1 WHEN 'c' THEN 2 WHEN 'bs' THEN 4 WHEN 'cs' THEN 8 ELSE 0 END
                  + CASE WHEN segment = 'B2B_B2G' THEN CASE side WHEN 'b' THEN 16 ELSE 32 END ELSE 0 END
                  + CASE WHEN side IN ('b', 'c') AND obs_value > 0 THEN 64 WHEN side = 't' AND obs_value > half THEN 128 ELSE 0 END) AS has,
           max(CASE WHEN side = 'b' THEN unit_number END) AS b_unit, max(CASE WHEN side = 'c' THEN unit_number END) AS c_unit,
           max(CASE WHEN side = 't' THEN unit_number END) AS t_unit,
           -- the total by its rounding and that of the side less the side
           sum(CASE side WHEN 't' THEN obs_value + half WHEN 'b' THEN half - obs_value END) AS rest
    FROM share_side
    GROUP BY point, issue
), told AS (
    SELECT point, issue, has & 1 > 0 AS has_b, has & 2 > 0 AS has_c, has & 4 > 0 AS has_bs, has & 8 > 0 AS has_cs,
           has & 16 > 0 AS is_b_together, has & 32 > 0 AS is_bs_together, has & 64 > 0 AS is_above_zero,
           -- whether the total is one: above its own rounding, and no smaller than the side
           has & 128 > 0 AND rest >= 0 AS is_total_whole,
           b_unit, c_unit, t_unit
    FROM found
)
SELECT *
FROM told
WHERE has_b OR has_bs OR has_cs
   OR has_c AND interim.series_of(point) IN (SELECT interim.series_of(point) FROM told WHERE has_b OR has_bs);

-- The way to a share that each edition offers, if any; one edition a point: a share before none, an actual figure before a forecast, the
-- business side before the other alone, the newest edition. Where that prints a value and a share of different business sides (B2B
-- alone, and together with B2G), the one with the better way counts.
CREATE OR REPLACE TEMP TABLE share_chosen AS
WITH offered AS (
    SELECT point, issue, b_unit, c_unit, split_of, complement, NOT (has_b OR has_bs) AS misses_business, has_b AND has_cs AS has_b_and_cs,
           coalesce(t_unit = b_unit, false) AND is_total_whole AS is_total_of_b,
           CASE WHEN split_of IS DISTINCT FROM 'market' THEN NULL
                WHEN b_unit = c_unit AND is_above_zero THEN 'values'
                WHEN has_bs THEN 'published'
                WHEN has_cs AND NOT has_b AND complement IN ('B2B', 'B2B_B2G') THEN 'complement'
                WHEN is_total_of_b AND NOT has_c THEN 'of_total' END AS share_method,
           CASE WHEN share_method = 'published' OR NOT has_b THEN is_bs_together ELSE is_b_together END AS is_together,
           CASE WHEN misses_business THEN NULL WHEN is_together THEN 'B2B_B2G' ELSE 'B2B' END AS segment,
           is_total_of_b AND is_together = is_b_together AS has_total,
           issue + (CASE WHEN share_method IS NULL THEN 0 ELSE 4 END + CASE WHEN issue % 2 = 0 THEN 0 ELSE 2 END
                    + CASE WHEN misses_business THEN 0 ELSE 1 END) * CAST(10000000000 AS BIGINT) AS preference
    FROM share_point
    JOIN interim.numbered_basis ON definition = interim.definition_of(point)
)
SELECT *
FROM offered
SEMI JOIN (SELECT point, max(preference) AS preference FROM offered GROUP BY point) AS best USING (point, preference);

-- Why an edition's figures make no share.
CREATE OR REPLACE TEMP TABLE share_refused AS
WITH refused AS (
    SELECT chosen.*, time_period, frequency, x
    FROM share_chosen AS chosen
    JOIN interim.numbered_period ON period_number = interim.period_of(point)
    WHERE share_method IS NULL
), elsewhere AS (
    -- where else the publication prints the missing side
    SELECT refused.point,
           max(other.issue) FILTER (WHERE other.point = refused.point) // 2 AS edition_number,
           bool_or(other.point = refused.point AND other.issue // 2 = refused.issue // 2 AND other.issue <> refused.issue)
               AS is_other_kind,
           min(abs(CAST(period.x AS BIGINT) - refused.x) * 65536 + period_number) FILTER (WHERE other.point <> refused.point) % 65536
               AS nearest_number
    FROM share_point AS other
    JOIN interim.numbered_period AS period ON period_number = interim.period_of(other.point)
    JOIN refused
      ON interim.series_of(refused.point) = interim.series_of(other.point) AND refused.frequency = period.frequency
     AND CASE WHEN misses_business THEN has_b OR has_bs ELSE has_c END
    GROUP BY refused.point
)
SELECT point,
       CASE WHEN split_of IS NULL THEN 'the definition does not tell the sides of a market apart'
            WHEN split_of = 'part' THEN 'the figures are of a part of the market only'
            WHEN split_of = 'enterprises' THEN 'the figures count enterprises, not sales'
            WHEN b_unit <> c_unit THEN 'B2B is in ' || b.unit_measure || ', B2C in ' || c.unit_measure
            WHEN b_unit = c_unit THEN 'both sides are zero'
            WHEN has_b_and_cs THEN 'of B2B only the value is printed, of B2C only the share'
            WHEN is_other_kind THEN missing || ' of ' || refused.time_period || ' is a forecast, the other side is none'
            WHEN edition IS NOT NULL THEN missing || ' of ' || refused.time_period || ' stands in another edition (' || edition || ')'
            WHEN nearest.time_period IS NOT NULL
            THEN 'no ' || missing || ' of ' || refused.time_period || '; the nearest is of ' || nearest.time_period
            ELSE 'no ' || missing || ' of this area under this definition' END AS refused
FROM (SELECT *, CASE WHEN misses_business THEN 'B2B' ELSE 'B2C' END AS missing FROM refused) AS refused
LEFT JOIN elsewhere USING (point)
LEFT JOIN interim.numbered_edition USING (edition_number)
LEFT JOIN interim.numbered_period AS nearest ON nearest.period_number = nearest_number
LEFT JOIN interim.numbered_unit AS b ON b.unit_number = b_unit
LEFT JOIN interim.numbered_unit AS c ON c.unit_number = c_unit;

-- What amounts are divided by to become US dollars. Dollars are dollars, whatever somebody prints for the United States.
CREATE OR REPLACE TEMP VIEW dollar_rate AS
SELECT currency, CAST(year AS VARCHAR) AS year, lcu_per_usd, publication FROM mart.yearly_rate WHERE currency <> 'USD'
UNION ALL
SELECT 'USD', CAST(unnest(range(1900, 2200)) AS VARCHAR), 1, NULL;

CREATE OR REPLACE TABLE mart.segment_share AS
WITH printed AS (
    SELECT chosen.* EXCLUDE (b_unit), b.unit_number AS b_unit,
           b.obs_value AS b_value, b.half AS b_half, b.status_rank AS b_rank, b.has_break AS b_break, b.is_unverified AS b_unverified, b.observation_id AS b_id,
           c.obs_value AS c_value, c.half AS c_half, c.status_rank AS c_rank, c.has_break AS c_break, c.is_unverified AS c_unverified, c.observation_id AS c_id,
           t.obs_value AS t_value, t.half AS t_half, t.status_rank AS t_rank, t.has_break AS t_break, t.is_unverified AS t_unverified, t.observation_id AS t_id,
           t.unit_number AS t_unit,
           bs.obs_value AS bs_value, bs.half AS bs_half, bs.status_rank AS bs_rank, bs.has_break AS bs_break, bs.is_unverified AS bs_unverified,
           bs.observation_id AS bs_id,
           cs.obs_value AS cs_value, cs.half AS cs_half, cs.status_rank AS cs_rank, cs.has_break AS cs_break, cs.is_unverified AS cs_unverified,
           cs.observation_id AS cs_id
    FROM share_chosen AS chosen
    LEFT JOIN (FROM share_side WHERE side = 'b') AS b USING (point, issue, segment)
    LEFT JOIN (FROM share_side WHERE side = 'bs') AS bs USING (point, issue, segment)
    LEFT JOIN (FROM share_side WHERE side = 'c') AS c USING (point, issue)
    LEFT JOIN (FROM share_side WHERE side = 'cs') AS cs USING (point, issue)
    LEFT JOIN (FROM share_side WHERE side = 't') AS t USING (point, issue)
), bounded AS (
    -- the share as printed and at its least and most: as numerator and denominator where it is computed, else in percent (p)
    SELECT *,
           CASE share_method WHEN 'values' THEN b_value + c_value WHEN 'of_total' THEN t_value END AS whole,
           greatest(b_value - b_half, 0) AS b_low, b_value + b_half AS b_high,
           CASE share_method WHEN 'values' THEN b_low + c_value + c_half WHEN 'of_total' THEN t_value + t_half END AS whole_low,
           CASE share_method WHEN 'values' THEN b_high + greatest(c_value - c_half, 0)
                             WHEN 'of_total' THEN t_value - t_half END AS whole_high,
           CASE share_method WHEN 'published' THEN bs_value WHEN 'complement' THEN 100 - cs_value END AS p,
           CASE share_method WHEN 'published' THEN bs_half WHEN 'complement' THEN cs_half END AS p_half,
           -- where the total of all segments stands beside
           share_method IN ('values', 'published') AND has_total AS has_second_base,
           CASE WHEN has_second_base THEN t_value END AS all_value, CASE WHEN has_second_base THEN t_half END AS all_half,
           coalesce(b_unit, c_unit, t_unit) AS unit,
           CASE share_method WHEN 'values' THEN greatest(b_rank, c_rank) WHEN 'published' THEN bs_rank
                             WHEN 'complement' THEN cs_rank WHEN 'of_total' THEN greatest(b_rank, t_rank)
                             ELSE greatest(b_rank, c_rank, bs_rank, cs_rank) END AS rank,
           CASE share_method WHEN 'values' THEN b_break OR c_break WHEN 'published' THEN bs_break
                             WHEN 'complement' THEN cs_break WHEN 'of_total' THEN b_break OR t_break
                             ELSE coalesce(b_break, false) OR coalesce(c_break, false)
                                  OR coalesce(bs_break, false) OR coalesce(cs_break, false) END AS has_break,
           CASE share_method WHEN 'values' THEN b_unverified OR c_unverified WHEN 'published' THEN bs_unverified
                             WHEN 'complement' THEN cs_unverified WHEN 'of_total' THEN b_unverified OR t_unverified
                             ELSE coalesce(b_unverified, false) OR coalesce(c_unverified, false)
                                  OR coalesce(bs_unverified, false) OR coalesce(cs_unverified, false) END AS has_unverified
    FROM printed
), divided AS (
    SELECT *, mart.percent(b_value, whole) AS quotient, mart.percent_floor(b_low, whole_low) AS quotient_low,
           mart.percent_ceiling(b_high, whole_high) AS quotient_high,
           mart.percent(b_value, all_value) AS quotient_of_all, mart.percent_floor(b_low, all_value + all_half) AS quotient_of_all_low,
           mart.percent_ceiling(b_high, all_value - all_half) AS quotient_of_all_high
    FROM bounded
), shared AS (
    -- least() and greatest() pass over NULL; a bound whose whole is nothing leaves the share itself
    SELECT *,
           CASE WHEN share_method IS NULL THEN NULL WHEN p IS NULL THEN least(quotient, 100)
                ELSE CAST(least(greatest(p, 0), 100) AS DECIMAL(18, 6)) END AS share,
           CASE WHEN p IS NULL THEN coalesce(quotient_low, share)
                ELSE CAST(greatest(p - p_half, 0) AS DECIMAL(18, 6)) END AS low,
           CASE WHEN share_method IS NULL THEN NULL
                WHEN p IS NULL AND whole_high > 0 THEN least(quotient_high, 100)
                WHEN p IS NULL THEN share
                ELSE CAST(least(p + p_half, 100) AS DECIMAL(18, 6)) END AS high,
           CASE WHEN has_second_base THEN least(quotient_of_all, 100) END AS of_all,
           CASE WHEN has_second_base THEN quotient_of_all_low END AS of_all_low,
           CASE WHEN has_second_base THEN least(quotient_of_all_high, 100) END AS of_all_high,
           CASE WHEN share_method = 'values' THEN 'b2b_b2c' WHEN share_method IS NOT NULL THEN 'all' END AS share_base
    FROM divided
)
SELECT 'share-' || left(md5(concat_ws('|', basis.publication, ref_area, time_period, measure, basis.basis)), 12) AS share_id,
       basis.publication AS publication, ref_area, time_period, frequency, measure, basis.basis AS basis,
       edition.edition AS edition, edition.published_on AS published_on,
       basis.comparable_as || '-edi_' || replace(edi_included, ' ', '_') || '-' || share_base AS comparability_group,
       unit_measure, CASE share_method WHEN 'complement' THEN shared.complement ELSE segment END AS b2b_segment,
       b_value AS b2b_value, CASE WHEN c_unit = unit THEN c_value END AS b2c_value, CASE WHEN t_unit = unit THEN t_value END AS total_value,
       share AS b2b_share_pct, low AS b2b_share_low_pct, high AS b2b_share_high_pct, share_base, share_method, refused,
       CASE WHEN share_method = 'values' THEN of_all ELSE share END AS b2b_share_of_all_pct,
       CASE WHEN share_method = 'values' THEN of_all_low ELSE low END AS b2b_share_of_all_low_pct,
       CASE WHEN share_method = 'values' THEN of_all_high ELSE high END AS b2b_share_of_all_high_pct,
       bs_value AS published_b2b_share_pct,
       CASE WHEN share_method = 'values' OR has_second_base THEN bs_value - bs_half <= coalesce(of_all_high, high)
                                                             AND bs_value + bs_half >= coalesce(of_all_low, low) END
           AS is_published_share_consistent,
       lcu_per_usd, rate.publication AS rate_publication,
       mart.dollars(b_value, lcu_per_usd) AS b2b_value_usd, mart.dollars(CASE WHEN c_unit = unit THEN c_value END, lcu_per_usd) AS b2c_value_usd,
       mart.dollars(CASE WHEN t_unit = unit THEN t_value END, lcu_per_usd) AS total_value_usd,
       obs_status, has_break, has_unverified,
       string_split(concat_ws(' ', b_id, c_id, t_id, bs_id, cs_id), ' ') AS observation_ids
FROM shared
-- every number has its name, so no LEFT would be missed, but the planner then takes the few names for the many
LEFT JOIN interim.numbered_basis AS basis ON basis.definition = interim.definition_of(point)
LEFT JOIN interim.numbered_area ON area_number = interim.area_of(point)
LEFT JOIN interim.numbered_measure ON measure_number = interim.measure_of(point)
LEFT JOIN interim.numbered_period ON period_number = interim.period_of(point)
LEFT JOIN interim.numbered_edition AS edition ON edition.edition_number = issue // 2
LEFT JOIN interim.numbered_unit ON unit_number = unit
LEFT JOIN core.obs_status AS status ON status.rank = shared.rank
LEFT JOIN share_refused USING (point)
LEFT JOIN dollar_rate AS rate ON rate.currency = unit_measure AND rate.year = numbered_period.year
ORDER BY point;

-- What the large steps were needs no memory any more.
DROP TABLE share_refused;
DROP TABLE share_chosen;
DROP TABLE share_point;
DROP TABLE share_side;
DROP TABLE summed_side;
DROP VIEW share_figure;

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

-- Editions in the order in which they became known, and definitions with their words about a split: small numbers, for names are slow
-- to join by.
CREATE OR REPLACE TEMP TABLE numbered_edition AS
SELECT publication, edition, published_on,
       CAST(row_number() OVER (ORDER BY publication, published_on, edition) AS INTEGER) AS edition_number
FROM (SELECT publication, edition, arg_max(published_on, load_id) AS published_on  -- the day as stated last
      FROM admitted_observation GROUP BY publication, edition);

CREATE OR REPLACE TEMP TABLE numbered_basis AS
SELECT CAST(row_number() OVER (ORDER BY publication, basis) AS INTEGER) AS definition, *
FROM core.basis;

-- What shares are made of. A share stands under the measure that it is a share of. Half of the rounding unit is how far the truth may
-- lie from the figure; an odd millionth is rounded up, outwards.
CREATE OR REPLACE TEMP TABLE share_figure AS
WITH half AS (
    SELECT rounding_unit, CAST(rounding_unit * 0.5 AS DECIMAL(30, 6)) AS half
    FROM (SELECT DISTINCT rounding_unit FROM admitted_edition)
)
SELECT definition, ref_area, time_period, coalesce(measure.of_measure, observation.measure) AS measure, edition_number,
       observation.obs_status = 'F' AS is_forecast, measure.kind, segment, unit_measure, obs_value, coalesce(half, 0) AS half,
       obs_status, verification, observation_id
FROM admitted_edition AS observation
JOIN core.measure AS measure ON measure.measure = observation.measure
JOIN numbered_basis AS basis ON basis.publication = observation.publication AND basis.basis = observation.basis
JOIN numbered_edition AS edition ON edition.publication = observation.publication AND edition.edition = observation.edition
LEFT JOIN half ON half.rounding_unit = observation.rounding_unit
WHERE obs_value >= 0
  AND (measure.kind = 'level' OR measure.kind = 'share' AND unit_measure = 'PCT' AND obs_value <= 100)
  AND (segment IN ('B2B', 'B2B_B2G', 'B2C', 'TOTAL') OR segment IN (SELECT segment FROM core.basis_part));

-- Sides as the sum of the parts that their basis names, where all are there in one unit. Ids are joined by a space, statuses without.
-- Shares that are more than all together, rounding at its most, are none.
CREATE OR REPLACE TEMP TABLE summed_side AS
WITH part AS (
    SELECT definition, side, segment, count(*) OVER (PARTITION BY definition, side) AS parts
    FROM core.basis_part
    JOIN numbered_basis USING (publication, basis)
)
SELECT definition, ref_area, time_period, measure, edition_number, is_forecast, kind, part.side AS segment, min(unit_measure) AS unit_measure,
       CAST(sum(obs_value) AS DECIMAL(30, 6)) AS obs_value, CAST(sum(half) AS DECIMAL(30, 6)) AS half,
       string_agg(obs_status, '' ORDER BY segment) AS obs_status, max(verification) AS verification,
       string_agg(observation_id, ' ' ORDER BY segment) AS observation_id
FROM share_figure
JOIN part USING (definition, segment)
GROUP BY definition, ref_area, time_period, measure, edition_number, is_forecast, kind, part.side
HAVING count(*) = max(parts) AND min(unit_measure) = max(unit_measure) AND (kind = 'level' OR sum(obs_value) - sum(half) <= 100);

-- The business side: printed alone, summed, or together with B2G, the first of these that an edition has.
CREATE OR REPLACE TEMP VIEW business_side AS
WITH alone AS (
    FROM share_figure WHERE segment = 'B2B'
    UNION ALL BY NAME
    FROM summed_side ANTI JOIN (FROM share_figure WHERE segment = 'B2B') AS printed USING (definition, ref_area, time_period, measure, edition_number, is_forecast, kind)
    WHERE segment = 'B2B'
)
FROM alone
UNION ALL BY NAME
FROM share_figure ANTI JOIN alone USING (definition, ref_area, time_period, measure, edition_number, is_forecast, kind)
WHERE segment = 'B2B_B2G';

-- The consumer side, printed or summed, under the definition of each business side that it goes with.
CREATE OR REPLACE TEMP VIEW consumer_side AS
SELECT side.* REPLACE (business.definition AS definition)
FROM (
    FROM share_figure WHERE segment = 'B2C'
    UNION ALL BY NAME
    FROM summed_side ANTI JOIN (FROM share_figure WHERE segment = 'B2C') AS printed USING (definition, ref_area, time_period, measure, edition_number, is_forecast, kind)
    WHERE segment = 'B2C'
) AS side
JOIN numbered_basis AS consumer ON consumer.definition = side.definition
JOIN numbered_basis AS business
  ON business.publication = consumer.publication AND business.b2c_basis = consumer.basis;

-- What each edition has of a point: b, c and t are the levels of B2B, B2C and all segments; bs and cs the printed shares of B2B and
-- B2C. Points that have only the consumer side count where the definition has a business side elsewhere, or a share is printed.
CREATE OR REPLACE TEMP TABLE share_point AS
WITH b AS (
    FROM business_side WHERE kind = 'level'
), bs AS (
    FROM business_side WHERE kind = 'share'
), c AS (
    SELECT * EXCLUDE (segment, kind) FROM consumer_side WHERE kind = 'level'
), cs AS (
    SELECT * EXCLUDE (segment, kind) FROM consumer_side WHERE kind = 'share'
), t AS (
    SELECT * EXCLUDE (segment, kind) FROM share_figure WHERE kind = 'level' AND segment = 'TOTAL'
), point AS (
    SELECT definition, ref_area, time_period, measure, edition_number, is_forecast, segment, unit_measure AS b_unit, obs_value AS b_value, half AS b_half, obs_status AS b_status,
           verification AS b_verification, observation_id AS b_id
    FROM b
    UNION ALL BY NAME
    SELECT definition, ref_area, time_period, measure, edition_number, is_forecast, segment FROM bs ANTI JOIN b USING (definition, ref_area, time_period, measure, edition_number, is_forecast, segment)
    UNION ALL BY NAME
    SELECT definition, ref_area, time_period, measure, edition_number, is_forecast FROM cs ANTI JOIN b USING (definition, ref_area, time_period, measure, edition_number, is_forecast) ANTI JOIN bs USING (definition, ref_area, time_period, measure, edition_number, is_forecast)
    UNION ALL BY NAME
    SELECT definition, ref_area, time_period, measure, edition_number, is_forecast
    FROM c ANTI JOIN b USING (definition, ref_area, time_period, measure, edition_number, is_forecast) ANTI JOIN bs USING (definition, ref_area, time_period, measure, edition_number, is_forecast) ANTI JOIN cs USING (definition, ref_area, time_period, measure, edition_number, is_forecast)
    SEMI JOIN (SELECT definition, ref_area, measure FROM b UNION ALL SELECT definition, ref_area, measure FROM bs) AS ever
        USING (definition, ref_area, measure)
)
SELECT point.*,
       c.unit_measure AS c_unit, c.obs_value AS c_value, c.half AS c_half, c.obs_status AS c_status,
       c.verification AS c_verification, c.observation_id AS c_id,
       t.unit_measure AS t_unit, t.obs_value AS t_value, t.half AS t_half, t.obs_status AS t_status,
       t.verification AS t_verification, t.observation_id AS t_id,
       bs.obs_value AS bs_value, bs.half AS bs_half, bs.obs_status AS bs_status, bs.verification AS bs_verification,
       bs.observation_id AS bs_id,
       cs.obs_value AS cs_value, cs.half AS cs_half, cs.obs_status AS cs_status, cs.verification AS cs_verification,
       cs.observation_id AS cs_id
FROM point
LEFT JOIN c USING (definition, ref_area, time_period, measure, edition_number, is_forecast)
LEFT JOIN t USING (definition, ref_area, time_period, measure, edition_number, is_forecast)
LEFT JOIN bs USING (definition, ref_area, time_period, measure, edition_number, is_forecast, segment)
LEFT JOIN cs USING (definition, ref_area, time_period, measure, edition_number, is_forecast);

-- The way to a share that each edition offers, if any; one row a point: a share before none, an actual figure before a forecast, the
-- business side before the other alone, the newest edition. Where that prints a value and a share of different business sides (B2B
-- alone, and together with B2G), these are two rows until here, of which the one with the better way stays.
CREATE OR REPLACE TEMP TABLE share_chosen AS
WITH offered AS (
    SELECT point.*, split_of, complement,
           coalesce(t_unit = b_unit AND t_value > t_half AND t_value + t_half >= b_value - b_half, false) AS has_total,
           CASE WHEN split_of IS DISTINCT FROM 'market' THEN NULL
                WHEN b_unit = c_unit AND b_value + c_value > 0 THEN 'values'
                WHEN bs_value IS NOT NULL THEN 'published'
                WHEN cs_value IS NOT NULL AND b_value IS NULL AND complement IN ('B2B', 'B2B_B2G') THEN 'complement'
                WHEN has_total AND c_value IS NULL THEN 'of_total' END AS share_method,
           (CASE WHEN share_method IS NULL THEN 0 ELSE 4 END + CASE WHEN is_forecast THEN 0 ELSE 2 END
            + CASE WHEN b_value IS NULL AND bs_value IS NULL THEN 0 ELSE 1 END) * CAST(10000000000 AS BIGINT) + edition_number * 4
               + CASE WHEN share_method = 'values' THEN 3 WHEN share_method = 'published' THEN 2 WHEN b_value IS NOT NULL THEN 1
                      ELSE 0 END AS preference
    FROM share_point AS point
    JOIN numbered_basis USING (definition)
)
SELECT *
FROM offered
SEMI JOIN (SELECT definition, ref_area, time_period, measure, max(preference) AS preference FROM offered GROUP BY definition, ref_area, time_period, measure) AS best
    USING (definition, ref_area, time_period, measure, preference);

-- Why an edition's figures make no share.
CREATE OR REPLACE TEMP TABLE share_refused AS
WITH refused AS (
    SELECT *, b_value IS NULL AND bs_value IS NULL AS misses_business FROM share_chosen WHERE share_method IS NULL
), elsewhere AS (
    -- where else the publication prints the missing side
    SELECT refused.definition, refused.ref_area, refused.time_period, refused.measure,
           max(other.edition_number) FILTER (WHERE other.time_period = refused.time_period) AS edition_number_there,
           bool_or(other.time_period = refused.time_period AND other.edition_number = refused.edition_number
                   AND other.is_forecast <> refused.is_forecast) AS is_other_kind,
           arg_min(other.time_period, (abs(mart.period_number(other.time_period, mart.frequency_of(other.time_period))
                                           - mart.period_number(refused.time_period, mart.frequency_of(refused.time_period))),
                                       other.time_period))
               FILTER (WHERE other.time_period <> refused.time_period) AS time_period_near
    FROM refused
    JOIN share_point AS other
      ON other.definition = refused.definition AND other.ref_area = refused.ref_area AND other.measure = refused.measure
     AND mart.frequency_of(other.time_period) = mart.frequency_of(refused.time_period)
     AND CASE WHEN misses_business THEN other.b_value IS NOT NULL OR other.bs_value IS NOT NULL ELSE other.c_value IS NOT NULL END
    GROUP BY refused.definition, refused.ref_area, refused.time_period, refused.measure
)
SELECT definition, ref_area, time_period, measure,
       CASE WHEN split_of IS NULL THEN 'the definition does not tell the sides of a market apart'
            WHEN split_of = 'part' THEN 'the figures are of a part of the market only'
            WHEN split_of = 'enterprises' THEN 'the figures count enterprises, not sales'
            WHEN b_unit <> c_unit THEN 'B2B is in ' || b_unit || ', B2C in ' || c_unit
            WHEN b_unit = c_unit THEN 'both sides are zero'
            WHEN b_value IS NOT NULL AND cs_value IS NOT NULL THEN 'of B2B only the value is printed, of B2C only the share'
            WHEN is_other_kind THEN missing || ' of ' || time_period || ' is a forecast, the other side is none'
            WHEN edition IS NOT NULL THEN missing || ' of ' || time_period || ' stands in another edition (' || edition || ')'
            WHEN time_period_near IS NOT NULL THEN 'no ' || missing || ' of ' || time_period || '; the nearest is of ' || time_period_near
            ELSE 'no ' || missing || ' of this area under this definition' END AS refused
FROM (SELECT *, CASE WHEN misses_business THEN 'B2B' ELSE 'B2C' END AS missing FROM refused)
LEFT JOIN elsewhere USING (definition, ref_area, time_period, measure)
LEFT JOIN numbered_edition AS edition ON edition.edition_number = edition_number_there;

-- What amounts are divided by to become US dollars.
CREATE OR REPLACE TEMP VIEW dollar_rate AS
SELECT currency, CAST(year AS VARCHAR) AS year, lcu_per_usd, publication FROM mart.yearly_rate
UNION ALL
SELECT 'USD', CAST(unnest(range(1900, 2200)) AS VARCHAR), 1, NULL;

CREATE OR REPLACE TABLE mart.segment_share AS
WITH bounded AS (
    -- the share as printed and at its least and most: as numerator and denominator where it is computed, else in percent (p)
    SELECT chosen.*,
           CASE share_method WHEN 'values' THEN b_value + c_value WHEN 'of_total' THEN t_value END AS whole,
           greatest(b_value - b_half, 0) AS b_low, b_value + b_half AS b_high,
           CASE share_method WHEN 'values' THEN b_low + c_value + c_half WHEN 'of_total' THEN t_value + t_half END AS whole_low,
           CASE share_method WHEN 'values' THEN b_high + greatest(c_value - c_half, 0)
                             WHEN 'of_total' THEN t_value - t_half END AS whole_high,
           CASE share_method WHEN 'published' THEN bs_value WHEN 'complement' THEN 100 - cs_value END AS p,
           CASE share_method WHEN 'published' THEN bs_half WHEN 'complement' THEN cs_half END AS p_half,
           share_method IN ('values', 'published') AND has_total AS has_second_base,
           coalesce(b_unit, c_unit, t_unit) AS unit,
           CASE share_method WHEN 'values' THEN concat(b_status, c_status) WHEN 'published' THEN bs_status
                             WHEN 'complement' THEN cs_status WHEN 'of_total' THEN concat(b_status, t_status)
                             ELSE concat(b_status, c_status, bs_status, cs_status) END AS statuses,
           CASE share_method WHEN 'values' THEN [b_verification, c_verification] WHEN 'published' THEN [bs_verification]
                             WHEN 'complement' THEN [cs_verification] WHEN 'of_total' THEN [b_verification, t_verification]
                             ELSE [b_verification, c_verification, bs_verification, cs_verification] END AS verifications
    FROM share_chosen AS chosen
), shared AS (
    SELECT *,
           -- least() and greatest() pass over NULL; a bound whose whole is nothing leaves the share itself
           CASE WHEN share_method IS NULL THEN NULL WHEN p IS NULL THEN least(mart.percent(b_value, whole), 100)
                ELSE CAST(least(greatest(p, 0), 100) AS DECIMAL(18, 6)) END AS share,
           CASE WHEN p IS NULL THEN coalesce(mart.percent_floor(b_low, whole_low), share)
                ELSE CAST(greatest(p - p_half, 0) AS DECIMAL(18, 6)) END AS low,
           CASE WHEN share_method IS NULL THEN NULL
                WHEN p IS NULL AND whole_high > 0 THEN least(mart.percent_ceiling(b_high, whole_high), 100)
                WHEN p IS NULL THEN share
                ELSE CAST(least(p + p_half, 100) AS DECIMAL(18, 6)) END AS high,
           CASE WHEN has_second_base THEN least(mart.percent(b_value, t_value), 100) END AS of_all,
           CASE WHEN has_second_base THEN mart.percent_floor(b_low, t_value + t_half) END AS of_all_low,
           CASE WHEN has_second_base THEN least(mart.percent_ceiling(b_high, t_value - t_half), 100) END AS of_all_high,
           CASE WHEN share_method = 'values' THEN 'b2b_b2c' WHEN share_method IS NOT NULL THEN 'all' END AS share_base
    FROM bounded
)
SELECT 'share-' || left(md5(concat_ws('|', basis.publication, shared.ref_area, shared.time_period, shared.measure, basis.basis)), 12) AS share_id,
       basis.publication AS publication, shared.ref_area AS ref_area, shared.time_period AS time_period,
       mart.frequency_of(shared.time_period) AS frequency,
       shared.measure AS measure, basis.basis AS basis, edition.edition AS edition, edition.published_on AS published_on,
       basis.comparable_as || '-edi_' || replace(edi_included, ' ', '_') || '-' || share_base AS comparability_group,
       unit AS unit_measure, CASE share_method WHEN 'complement' THEN shared.complement ELSE segment END AS b2b_segment,
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
       mart.dollars(b_value, lcu_per_usd) AS b2b_value_usd,
       CASE WHEN c_unit = unit THEN mart.dollars(c_value, lcu_per_usd) END AS b2c_value_usd,
       CASE WHEN t_unit = unit THEN mart.dollars(t_value, lcu_per_usd) END AS total_value_usd,
       mart.softest(statuses) AS obs_status, contains(statuses, 'B') AS has_break,
       coalesce(list_contains(verifications, 'unverified'), false) AS has_unverified,
       string_split(concat_ws(' ', b_id, c_id, t_id, bs_id, cs_id), ' ') AS observation_ids
FROM shared
JOIN numbered_basis AS basis ON basis.definition = shared.definition
JOIN numbered_edition AS edition ON edition.edition_number = shared.edition_number
LEFT JOIN share_refused
  ON share_refused.definition = shared.definition AND share_refused.ref_area = shared.ref_area
 AND share_refused.time_period = shared.time_period AND share_refused.measure = shared.measure
LEFT JOIN dollar_rate AS rate ON rate.currency = unit AND rate.year = left(shared.time_period, 4)
ORDER BY shared.definition, shared.ref_area, shared.measure, shared.time_period;

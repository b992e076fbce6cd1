-- What is known, out of every vintage: inside each edition, first, newest of all, and as of a day.
-- The order of knowledge is the publisher's: published_on, then edition, then vintage. Our own clock has a part in it only
-- where it is asked for (core.observation_recorded_as_of).

-- One row: a series point in one edition. Vintages of it count up from 1 without a gap, so the newest is the one without a next.
CREATE OR REPLACE VIEW core.observation_edition AS
SELECT observation.*
FROM core.observation AS observation
ANTI JOIN (SELECT publication, edition, ref_area, time_period, segment, measure, basis, vintage - 1 AS vintage
           FROM core.observation WHERE vintage > 1) AS next
    USING (publication, edition, ref_area, time_period, segment, measure, basis, vintage)
WHERE NOT is_tombstone;

-- One row: a series point, as it was printed first.
CREATE OR REPLACE VIEW core.observation_first AS
SELECT *
FROM core.observation
WHERE vintage = 1
QUALIFY row_number() OVER (
    PARTITION BY publication, ref_area, time_period, segment, measure, basis ORDER BY published_on, edition) = 1;

-- One row: a series point. A figure that vanished from the newest edition that had it falls back to the edition before.
CREATE OR REPLACE MACRO core.observation_as_of(as_of) AS TABLE
SELECT *
FROM core.observation_edition
WHERE published_on <= as_of
QUALIFY row_number() OVER (
    PARTITION BY publication, ref_area, time_period, segment, measure, basis ORDER BY published_on DESC, edition DESC) = 1;

CREATE OR REPLACE VIEW core.observation_latest AS
SELECT *
FROM core.observation_edition
QUALIFY row_number() OVER (
    PARTITION BY publication, ref_area, time_period, segment, measure, basis ORDER BY published_on DESC, edition DESC) = 1;

-- One row: a series point, by what this warehouse held at a moment (UTC), whenever it had been published.
CREATE OR REPLACE MACRO core.observation_recorded_as_of(moment) AS TABLE
SELECT *
FROM (
    SELECT *
    FROM core.observation
    WHERE recorded_at <= moment
    QUALIFY row_number() OVER (
        PARTITION BY publication, edition, ref_area, time_period, segment, measure, basis ORDER BY vintage DESC) = 1
)
WHERE NOT is_tombstone
QUALIFY row_number() OVER (
    PARTITION BY publication, ref_area, time_period, segment, measure, basis ORDER BY published_on DESC, edition DESC) = 1;

-- One row: a currency in one year, of one publication. The basis says which way round a rate is published: dollars per euro are
-- turned over, rounded half up to the sixth decimal. A rate of any other basis is no rate here until its direction is added.
CREATE OR REPLACE VIEW core.exchange_rate AS
SELECT publication,
       CASE basis WHEN 'LCU_PER_USD_AVERAGE' THEN unit_measure WHEN 'USD_PER_EUR_AVERAGE' THEN 'EUR' END AS currency,
       CAST(time_period AS INTEGER) AS year,
       CAST(CASE basis WHEN 'LCU_PER_USD_AVERAGE' THEN obs_value
                       WHEN 'USD_PER_EUR_AVERAGE'
                       THEN mart.unscaled(mart.divided(CAST(1 AS DECIMAL(30, 6)), obs_value, 1000000))
            END AS DECIMAL(30, 6)) AS lcu_per_usd,
       basis AS published_as, observation_id
FROM core.observation_latest
WHERE measure = 'exchange_rate' AND frequency = 'A' AND obs_value > 0
  AND basis IN ('LCU_PER_USD_AVERAGE', 'USD_PER_EUR_AVERAGE');

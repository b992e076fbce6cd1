-- What is known, out of every vintage: inside each edition, newest of all, and as of a day.
-- The order of knowledge is the publisher's: published_on, then edition, then vintage. Our own clock has no part in it.

-- One row: a series point in one edition.
CREATE OR REPLACE VIEW core.observation_edition AS
SELECT *
FROM core.observation
QUALIFY row_number() OVER (
    PARTITION BY publication, edition, ref_area, time_period, segment, measure, basis ORDER BY vintage DESC) = 1
    AND NOT is_tombstone;

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

-- One row: a currency in one year, of one publication. The basis says which way round a rate is published: dollars per euro are
-- turned over, rounded half up to the sixth decimal. A rate of any other basis is no rate here until its direction is added.
CREATE OR REPLACE VIEW core.exchange_rate AS
SELECT publication,
       CASE basis WHEN 'LCU_PER_USD_AVERAGE' THEN unit_measure WHEN 'USD_PER_EUR_AVERAGE' THEN 'EUR' END AS currency,
       CAST(time_period AS INTEGER) AS year,
       CAST(CASE basis WHEN 'LCU_PER_USD_AVERAGE' THEN obs_value
                       WHEN 'USD_PER_EUR_AVERAGE' THEN mart.unscaled(
                           (1000000000000 + mart.scaled(obs_value) // 2) // mart.scaled(obs_value))
            END AS DECIMAL(30, 6)) AS lcu_per_usd
FROM core.observation_latest
WHERE measure = 'exchange_rate' AND frequency = 'A' AND obs_value > 0
  AND basis IN ('LCU_PER_USD_AVERAGE', 'USD_PER_EUR_AVERAGE');

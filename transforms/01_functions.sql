-- Exact arithmetic on shares, and periods as numbers. No rows.
--
-- DuckDB divides DECIMALs as DOUBLE, and 128-bit whole numbers slowly. So a quotient is estimated in DOUBLE and mended by what is left
-- over exactly: below 10^14 the estimate is off by one at most; what is larger says nothing of shares or growth and is left empty.
-- Multiplications and sums of DECIMAL(30, 6) are exact: figures are below 10^22 (extractors/observation.py), so nothing overflows.
-- Rounding is half away from zero; the bounds of an interval are rounded outwards, so that the interval never claims more than the
-- print allows.

CREATE SCHEMA IF NOT EXISTS mart;

-- What a macro names twice is computed once, as long as no CASE stands around it: so there is none here, and callers put theirs
-- around the result.

-- A DECIMAL as a DOUBLE. A cast of a wide one divides it bit by bit, twenty times as slow as the mean of it alone.
CREATE OR REPLACE MACRO mart.approximate(number) AS list_avg([number]);

-- times * part / whole as DOUBLE has it, rounded, for part >= 0; empty where it cannot be told: whole must be above zero (the estimate
-- is divided by zero where it is not), and not too small. The five roundings of DOUBLE are less than 0.1 below 10^14, so the truth is
-- less than 0.6 away, and what is left over by this (rest) is less than 0.6 of a whole, of either sign.
CREATE OR REPLACE MACRO mart.estimated(part, whole, times) AS
    TRY_CAST(mart.approximate(part) * times / (mart.approximate(whole) * CAST(whole > 0 AS TINYINT)) AS DECIMAL(14, 0));
CREATE OR REPLACE MACRO mart.rest(part, whole, times) AS
    part * CAST(times AS DECIMAL(9, 0)) - mart.estimated(part, whole, times) * whole;

-- Millionths as a DECIMAL.
CREATE OR REPLACE MACRO mart.unscaled(number) AS
    CAST(CAST(number AS DECIMAL(18, 0)) * CAST(0.000001 AS DECIMAL(6, 6)) AS DECIMAL(18, 6));

-- times * part / whole rounded to a whole number, half away from zero, for part of either sign.
CREATE OR REPLACE MACRO mart.divided(part, whole, times) AS CAST(1 - 2 * CAST(part < 0 AS TINYINT) AS TINYINT) * (
    mart.estimated(abs(part), whole, times)
    + CAST(mart.rest(abs(part), whole, times) + mart.rest(abs(part), whole, times) >= whole AS TINYINT)
    - CAST(mart.rest(abs(part), whole, times) + mart.rest(abs(part), whole, times) + whole < 0 AS TINYINT));

-- part / whole in percent, for part of either sign; empty where whole is not positive.
CREATE OR REPLACE MACRO mart.percent(part, whole) AS mart.unscaled(mart.divided(part, whole, 100000000));

-- The same for part >= 0, rounded down and rounded up.
CREATE OR REPLACE MACRO mart.percent_floor(part, whole) AS mart.unscaled(
    mart.estimated(part, whole, 100000000) - CAST(mart.rest(part, whole, 100000000) < 0 AS TINYINT));
CREATE OR REPLACE MACRO mart.percent_ceiling(part, whole) AS mart.unscaled(
    mart.estimated(part, whole, 100000000) + CAST(mart.rest(part, whole, 100000000) > 0 AS TINYINT));

-- An amount in local currency as whole US dollars.
CREATE OR REPLACE MACRO mart.dollars(amount, lcu_per_usd) AS CAST(mart.divided(amount, lcu_per_usd, 1) AS DECIMAL(18, 0));

-- What a list of {by, item} holds, in its order: many times as fast as an aggregate with an ORDER BY of its own.
CREATE OR REPLACE MACRO mart.in_order(items) AS list_transform(list_sort(items), lambda one: one.item);

CREATE OR REPLACE MACRO mart.frequency_of(time_period) AS
    CASE WHEN length(time_period) = 4 THEN 'A' WHEN time_period[6] IN ('S', 'Q') THEN time_period[6] ELSE 'M' END;

-- Periods of one frequency counted through: neighbours differ by 1.
CREATE OR REPLACE MACRO mart.periods_per_year(frequency) AS
    CASE frequency WHEN 'A' THEN 1 WHEN 'S' THEN 2 WHEN 'Q' THEN 4 WHEN 'M' THEN 12 END;

CREATE OR REPLACE MACRO mart.period_number(time_period, frequency) AS
    CAST(substr(time_period, 1, 4) AS INTEGER) * mart.periods_per_year(frequency)
    + CASE frequency WHEN 'A' THEN 0
                     WHEN 'M' THEN CAST(substr(time_period, 6, 2) AS INTEGER) - 1
                     ELSE CAST(substr(time_period, 7, 1) AS INTEGER) - 1 END;

-- The period of such a number.
CREATE OR REPLACE MACRO mart.period_name(number, frequency) AS
    CAST(number // mart.periods_per_year(frequency) AS VARCHAR)
    || CASE frequency WHEN 'A' THEN ''
                      WHEN 'M' THEN '-' || lpad(CAST(number % 12 + 1 AS VARCHAR), 2, '0')
                      ELSE '-' || frequency || CAST(number % mart.periods_per_year(frequency) + 1 AS VARCHAR) END;

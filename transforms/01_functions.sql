-- Exact arithmetic on shares, and periods as numbers. No rows.
--
-- DuckDB divides DECIMALs as DOUBLE. Shares and growth are therefore computed on whole numbers: figures in millionths
-- (HUGEINT, up to 10^30), results in millionths of a percent, so 10^38 at most, which still fits. Rounding is half away from
-- zero; the bounds of an interval are rounded outwards, so that the interval never claims more than the print allows.

CREATE SCHEMA IF NOT EXISTS mart;

-- A figure in millionths.
CREATE OR REPLACE MACRO mart.scaled(figure) AS CAST(figure * 1000000 AS HUGEINT);

-- Millionths as a DECIMAL again; empty where it does not fit (a growth of more than a trillion percent says nothing).
CREATE OR REPLACE MACRO mart.unscaled(number) AS
    CAST(TRY_CAST(number AS DECIMAL(18, 0)) * CAST(0.000001 AS DECIMAL(6, 6)) AS DECIMAL(18, 6));

-- part / whole in percent, for whole numbers with part of either sign and whole > 0; empty where whole is not positive.
CREATE OR REPLACE MACRO mart.percent(part, whole) AS CASE WHEN whole > 0 THEN mart.unscaled(
    sign(part) * (abs(part) * 100000000 // whole
                  + CASE WHEN abs(part) * 100000000 % whole * 2 >= whole THEN 1 ELSE 0 END)) END;

-- The same for part >= 0, rounded down and rounded up.
CREATE OR REPLACE MACRO mart.percent_floor(part, whole) AS
    CASE WHEN whole > 0 THEN mart.unscaled(part * 100000000 // whole) END;

CREATE OR REPLACE MACRO mart.percent_ceiling(part, whole) AS CASE WHEN whole > 0 THEN mart.unscaled(
    part * 100000000 // whole + CASE WHEN part * 100000000 % whole > 0 THEN 1 ELSE 0 END) END;

-- Periods of one frequency counted through: neighbours differ by 1.
CREATE OR REPLACE MACRO mart.periods_per_year(frequency) AS
    CASE frequency WHEN 'A' THEN 1 WHEN 'S' THEN 2 WHEN 'Q' THEN 4 WHEN 'M' THEN 12 END;

CREATE OR REPLACE MACRO mart.period_number(time_period, frequency) AS
    CAST(substr(time_period, 1, 4) AS INTEGER) * mart.periods_per_year(frequency)
    + CASE frequency WHEN 'A' THEN 0
                     WHEN 'M' THEN CAST(substr(time_period, 6, 2) AS INTEGER) - 1
                     ELSE CAST(substr(time_period, 7, 1) AS INTEGER) - 1 END;

-- What the check frames need besides: periods as numbers, figures as people write them. No rows.

-- Periods of one length counted through; empty for anything that is no period.
CREATE OR REPLACE MACRO period_number(time_period) AS
    CASE WHEN length(time_period) = 4 THEN TRY_CAST(time_period AS INTEGER)
         WHEN substr(time_period, 6, 1) = 'S'
         THEN TRY_CAST(substr(time_period, 1, 4) AS INTEGER) * 2 + TRY_CAST(substr(time_period, 7, 1) AS INTEGER) - 1
         WHEN substr(time_period, 6, 1) = 'Q'
         THEN TRY_CAST(substr(time_period, 1, 4) AS INTEGER) * 4 + TRY_CAST(substr(time_period, 7, 1) AS INTEGER) - 1
         ELSE TRY_CAST(substr(time_period, 1, 4) AS INTEGER) * 12 + TRY_CAST(substr(time_period, 6, 2) AS INTEGER) - 1
    END;

-- 12.500000 as 12.5, 100.000000 as 100.
CREATE OR REPLACE MACRO trim_zeros(figure) AS regexp_replace(CAST(figure AS VARCHAR), '\.?0+$', '');

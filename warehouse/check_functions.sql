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

-- Whether two prints can be of one figure: equal where they are equally fine, else within the rounding of both.
CREATE OR REPLACE MACRO same_print(one, one_unit, other, other_unit) AS
    abs(one - other) * 2 <= CASE WHEN one_unit = other_unit THEN 0 ELSE coalesce(one_unit, 0) + coalesce(other_unit, 0) END;

-- Whether a sentence names one side in words and the other in the brackets behind them, as in 企業間電子商取引(B2C).
CREATE OR REPLACE MACRO contradictory_gloss(sentence) AS
    regexp_matches(sentence, '(企業間|企业间|企业之间|企業對企業|기업간|[Bb]usiness[- ]to[- ][Bb]usiness|zwischen Unternehmen|entre empresas)'
                             || '[^()（）。.,、，]{0,12}[(（]\s*B\s?(2|to|-to-)\s?C\b')
    OR regexp_matches(sentence, '(消費者向け|面向消费者|對消費者|소비자간|[Bb]usiness[- ]to[- ][Cc]onsumer|an Verbraucher|a consumidores)'
                                || '[^()（）。.,、，]{0,12}[(（]\s*B\s?(2|to|-to-)\s?B\b');

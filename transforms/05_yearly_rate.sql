-- The exchange rate that amounts are converted at: the annual average, of the publication with the lowest rate_rank.
-- One row: a currency in one year.
--
-- Where several rates are stated, the largest difference from the one that is used is shown, and more than half a percent of it is a
-- conflict. Of two that one publication states, the lower one is used.
CREATE OR REPLACE TABLE mart.yearly_rate AS
WITH stated AS (
    SELECT rate.*, rate_rank
    FROM core.exchange_rate AS rate
    JOIN core.publication AS publication USING (publication)
), used AS (
    SELECT *
    FROM stated
    QUALIFY row_number() OVER (PARTITION BY currency, year ORDER BY rate_rank, publication, lcu_per_usd, observation_id) = 1
), compared AS (
    SELECT used.currency, used.year, list_sort(list_distinct(list(stated.publication))) AS stated_by,
           max(mart.percent(abs(stated.lcu_per_usd - used.lcu_per_usd), used.lcu_per_usd)) AS difference_pct
    FROM used
    JOIN stated USING (currency, year)
    GROUP BY used.currency, used.year
)
SELECT used.currency, used.year, used.lcu_per_usd, used.publication, compared.stated_by, compared.difference_pct,
       compared.difference_pct > 0.5 AS is_conflict, used.observation_id
FROM used
JOIN compared USING (currency, year)
ORDER BY used.currency, used.year;

-- How fresh each publication is. One row: a publication.
-- Whether it is overdue is for the reader to say, who has a clock: no figure here depends on today.
CREATE OR REPLACE TABLE mart.freshness AS
WITH released AS (
    SELECT publication, max(published_on) AS last_published_on, max_by(edition, (published_on, edition)) AS last_edition,
           CAST(count(*) AS INTEGER) AS editions
    FROM core.edition
    GROUP BY publication
), captured AS (
    SELECT publication, max(captured_at) AS last_captured_at FROM core.snapshot GROUP BY publication
), described AS (
    SELECT publication, max(time_period) AS last_time_period
    FROM (SELECT interim.definition_of(point) AS definition, max(interim.period_of(point)) AS period_number
          FROM interim.standing_figure WHERE NOT is_forecast GROUP BY definition)
    JOIN interim.numbered_basis USING (definition)
    JOIN interim.numbered_period USING (period_number)
    GROUP BY publication
)
SELECT publication.publication, publication.cadence, released.last_edition, released.last_published_on,
       described.last_time_period, captured.last_captured_at, released.editions,
       CAST(released.last_published_on + CASE publication.cadence
            WHEN 'annual' THEN INTERVAL 12 MONTH WHEN 'half_yearly' THEN INTERVAL 6 MONTH
            WHEN 'quarterly' THEN INTERVAL 3 MONTH WHEN 'monthly' THEN INTERVAL 1 MONTH END AS DATE) AS expected_next_on
FROM interim.admitted_publication AS publication
LEFT JOIN released USING (publication)
LEFT JOIN captured USING (publication)
LEFT JOIN described USING (publication)
ORDER BY publication.publication;

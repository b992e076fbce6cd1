-- One row: a refused figure of the batch, be it that a check refused it (finding) or that it could not be read (rejected).
-- The first rule broken names the refusal; reason and evidence hold all of them.
SELECT publication, edition, document, snapshot_id, rule, reason,
       concat_ws('/', coalesce(nullif(ref_area, ''), '?'), coalesce(nullif(time_period, ''), '?'),
                 coalesce(nullif(segment, ''), '?'), coalesce(nullif(measure, ''), '?'), coalesce(nullif(basis, ''), '?'))
           AS series_key,
       locator, raw_text, raw_context, evidence
FROM staged
JOIN (
    SELECT row_number, min_by(rule, rank) AS rule, string_agg(reason, '; ' ORDER BY rank) AS reason,
           '{' || string_agg('"' || rule || '":' || evidence, ',' ORDER BY rank) || '}' AS evidence
    FROM finding
    GROUP BY row_number
) AS found USING (row_number)
UNION ALL BY NAME
SELECT publication, edition, document, snapshot_id, rule, reason,
       regexp_replace(series_key, '[ /|]+', '/', 'g') AS series_key, locator, raw_text, raw_context, '{}' AS evidence
FROM rejected
ORDER BY ALL

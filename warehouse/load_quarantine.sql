-- Appends the refused figures of a batch to core.quarantine. Variables: quarantine (Parquet file), load_id, recorded_at.
-- Two refusals that are alike in everything are told apart by their number.
INSERT INTO core.quarantine BY NAME
SELECT getvariable('load_id') AS load_id,
       left(sha256(concat_ws('|', publication, edition, document, snapshot_id, rule, reason, series_key, locator, raw_text,
            row_number() OVER (PARTITION BY publication, edition, document, snapshot_id, rule, reason, series_key, locator,
                               raw_text ORDER BY raw_context, evidence))), 16) AS quarantine_id,
       publication, edition, document, snapshot_id, rule, reason, series_key, locator, raw_text, raw_context, evidence,
       getvariable('recorded_at') AS recorded_at
FROM read_parquet(getvariable('quarantine'))

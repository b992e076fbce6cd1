-- Appends a tombstone for each living figure of an edition that its newly read documents no longer have.
-- Variables: publication, edition, accepted and quarantine (Parquet files), snapshots (of the batch), load_id, recorded_at.
--
-- A figure that is in quarantine as it was printed before has not vanished, except of a secondary publication: its document
-- is as it was, and what refuses it now is its source, which was not loaded, or said otherwise, when the figure was accepted.
-- One that the publisher prints otherwise now is withdrawn while the new print is in doubt: beside the newly printed figures
-- of its edition the old one would make a share that nobody printed. Where a refused figure could not be told apart fully
-- (a ? in its key), it may be any of the missing ones: then nothing is declared vanished.

INSERT INTO core.observation BY NAME
WITH refused AS (
    SELECT regexp_replace(series_key, '[ /|]+', '/', 'g') AS series_key, raw_text
    FROM read_parquet(getvariable('quarantine'))
), missing AS (
    -- of the newest vintages (those without a next), the ones that the batch does not have; places and texts are looked up after
    SELECT ref_area, time_period, segment, measure, basis, vintage
    FROM core.observation
    ANTI JOIN (SELECT ref_area, time_period, segment, measure, basis, vintage - 1 AS vintage
               FROM core.observation
               WHERE publication = getvariable('publication') AND edition = getvariable('edition') AND vintage > 1) AS next
        USING (ref_area, time_period, segment, measure, basis, vintage)
    ANTI JOIN read_parquet(getvariable('accepted')) AS batch USING (ref_area, time_period, segment, measure, basis)
    WHERE publication = getvariable('publication') AND edition = getvariable('edition') AND NOT is_tombstone
      -- what this load has just written is there by definition
      AND load_id <> getvariable('load_id')
), living AS (
    SELECT observation.*
    FROM core.observation AS observation
    SEMI JOIN missing USING (ref_area, time_period, segment, measure, basis, vintage)
    WHERE publication = getvariable('publication') AND edition = getvariable('edition')
), vanished AS (
    SELECT * REPLACE (vintage + 1 AS vintage)
    FROM living
    WHERE concat_ws('/', ref_area, time_period, segment, measure, basis) NOT IN (
          SELECT series_key FROM refused
          WHERE refused.raw_text = living.raw_text AND NOT EXISTS (FROM core.publication
                            WHERE publication = getvariable('publication') AND standing = 'secondary'))
      AND NOT EXISTS (FROM refused WHERE contains(series_key, '?'))
)
SELECT left(sha256(concat_ws('|', publication, edition, ref_area, time_period, segment, measure, basis, vintage, '', 'M')),
            16) AS observation_id,
       publication, edition, published_on, document,
       -- the newly read snapshot of the document that had the figure; any of the batch where that document is gone
       coalesce((SELECT min(snapshot.snapshot_id) FROM core.snapshot AS snapshot
                 WHERE snapshot.document = vanished.document
                   AND list_contains(getvariable('snapshots'), snapshot.snapshot_id)),
                list_min(getvariable('snapshots'))) AS snapshot_id,
       ref_area, time_period, frequency, segment, measure, basis, unit_measure,
       CAST(NULL AS DECIMAL(30, 6)) AS obs_value, CAST(NULL AS DECIMAL(30, 6)) AS rounding_unit,
       'M' AS obs_status, '' AS obs_flag, locator, '' AS raw_text, '' AS raw_context, verification, '' AS evidence_url,
       CAST(vintage AS INTEGER) AS vintage, true AS is_tombstone,
       getvariable('load_id') AS load_id, getvariable('recorded_at') AS recorded_at
FROM vanished

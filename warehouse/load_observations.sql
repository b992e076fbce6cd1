-- Appends to core.observation what a checked batch says and the warehouse does not know yet, as one set.
-- Variables: publication, edition, accepted (Parquet file), load_id, recorded_at.
--
-- A figure is new where its edition line has no living row with the same value, rounding unit, status and unit. A moved or
-- reworded place is no revision. A better verification of an unchanged figure is (a new vintage with the same value), for
-- the history must be able to say that a figure has been confirmed since; a weaker one is not.
-- The id is made of the value as DECIMAL(30, 6) prints it. DECIMAL(18, 6), where it fits, prints the same eight times as fast.

SET VARIABLE is_new_edition = NOT EXISTS (
    FROM core.observation WHERE publication = getvariable('publication') AND edition = getvariable('edition'));

-- Of an edition without any figure all are new. The planner leaves out the branch that does not apply: without a join DuckDB writes
-- faster, and in the order of the batch.
INSERT INTO core.observation BY NAME
WITH known AS NOT MATERIALIZED (  -- read where it lies: a copy of a large edition costs more
    FROM core.observation
    WHERE publication = getvariable('publication') AND edition = getvariable('edition')
), latest AS (
    -- the newest vintage of each figure of the edition; they count up without a gap: it is the one without a next
    FROM known
    ANTI JOIN (SELECT ref_area, time_period, segment, measure, basis, vintage - 1 AS vintage FROM known WHERE vintage > 1) AS next
        USING (ref_area, time_period, segment, measure, basis, vintage)
), fresh AS (
    SELECT *, 1 AS vintage
    FROM read_parquet(getvariable('accepted'))
    WHERE getvariable('is_new_edition')
    UNION ALL BY NAME
    SELECT batch.*, coalesce(latest.vintage, 0) + 1 AS vintage
    FROM read_parquet(getvariable('accepted')) AS batch
    LEFT JOIN latest USING (ref_area, time_period, segment, measure, basis)
    WHERE NOT getvariable('is_new_edition')
      AND (latest.vintage IS NULL
           OR latest.is_tombstone
           OR batch.obs_value IS DISTINCT FROM latest.obs_value
           OR batch.rounding_unit IS DISTINCT FROM latest.rounding_unit
           OR batch.obs_status <> latest.obs_status
           OR batch.unit_measure <> latest.unit_measure
           OR list_position(['live', 'seen', 'unverified'], batch.verification)
              < list_position(['live', 'seen', 'unverified'], latest.verification))
)
SELECT substr(sha256(concat_ws('|', getvariable('publication'), getvariable('edition'), ref_area, time_period, segment, measure,
                             basis, vintage,
                             coalesce(CAST(TRY_CAST(obs_value AS DECIMAL(18, 6)) AS VARCHAR), CAST(obs_value AS VARCHAR), ''),
                             obs_status)), 1, 16) AS observation_id,
       publication, edition, published_on, document, snapshot_id, ref_area, time_period,
       CASE WHEN strlen(time_period) = 4 THEN 'A' WHEN contains(time_period, 'Q') THEN 'Q' WHEN contains(time_period, 'S') THEN 'S'
            ELSE 'M' END AS frequency,
       segment, measure, basis, unit_measure, obs_value, rounding_unit, obs_status, obs_flag, locator, raw_text,
       raw_context, verification, evidence_url, CAST(vintage AS INTEGER) AS vintage, false AS is_tombstone,
       getvariable('load_id') AS load_id, getvariable('recorded_at') AS recorded_at
FROM fresh

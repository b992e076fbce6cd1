-- One row: of the figures known before, which part has changed by much, which part is printed with fewer digits, and which part of
-- the marked ones has lost its mark; 0 where too few were known for anything to follow from it.
-- Reads staged (the batch), known (what earlier editions and earlier vintages of this one say, one row a series point).
WITH again AS (
    SELECT known.edition = $edition AS is_of_edition,
           abs(staged.obs_value - known.obs_value)
               > greatest((coalesce(staged.rounding_unit, 0) + coalesce(known.rounding_unit, 0)) / 2,
                          abs(known.obs_value) * getvariable('revised_by')) AS is_revised,
           staged.rounding_unit > known.rounding_unit AS is_coarser,
           known.obs_status IN ('B', 'U') AND staged.obs_value = known.obs_value AS is_marked,
           staged.obs_status = 'A' AS is_unmarked
    FROM (SELECT DISTINCT ON (ref_area, time_period, segment, measure, basis) * FROM staged) AS staged
    JOIN known USING (ref_area, time_period, segment, measure, basis)
    WHERE staged.obs_value IS NOT NULL
)
SELECT greatest(
           CASE WHEN count(*) >= $of_at_least THEN count_if(is_revised) / count(*) ELSE 0 END,
           CASE WHEN count_if(is_of_edition) >= $again_of_at_least
                THEN count_if(is_of_edition AND is_revised) / count_if(is_of_edition) ELSE 0 END) AS revised_part,
       CASE WHEN count_if(is_of_edition) >= $again_of_at_least
            THEN count_if(is_of_edition AND is_coarser) / count_if(is_of_edition) ELSE 0 END AS coarser_part,
       CASE WHEN count_if(is_marked) >= $flags_at_least
            THEN count_if(is_marked AND is_unmarked) / count_if(is_marked) ELSE 0 END AS unflagged_part
FROM again

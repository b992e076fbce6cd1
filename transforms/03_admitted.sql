-- Whose figures the marts are made of: primary publications, and secondary ones only where the variable with_secondary says so.
-- What follows reads figures and publications through these.
CREATE OR REPLACE TABLE interim.admitted_publication AS
SELECT *
FROM core.publication
WHERE standing = 'primary' OR coalesce(getvariable('with_secondary'), false);

-- Where publishers are compared, retellings stay out all the same: none is a publisher beside the one that it retells.
CREATE OR REPLACE TABLE interim.retelling AS SELECT publication FROM interim.admitted_publication WHERE standing = 'secondary';

-- A publication that nobody described (none does in a finished warehouse) is no secondary one.
CREATE OR REPLACE TEMP VIEW admitted_observation AS
SELECT *
FROM core.observation
ANTI JOIN (FROM core.publication WHERE publication NOT IN (SELECT publication FROM interim.admitted_publication)) AS left_out
    USING (publication);

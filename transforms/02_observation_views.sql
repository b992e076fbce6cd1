-- What is known, out of every vintage: inside each edition, newest of all, and as of a day.
-- The order of knowledge is the publisher's: published_on, then edition, then vintage. Our own clock has no part in it.

-- One row: a series point in one edition.
CREATE OR REPLACE VIEW core.observation_edition AS
SELECT *
FROM core.observation
QUALIFY row_number() OVER (
    PARTITION BY publication, edition, ref_area, time_period, segment, measure, basis ORDER BY vintage DESC) = 1
    AND NOT is_tombstone;

-- One row: a series point. A figure that vanished from the newest edition that had it falls back to the edition before.
CREATE OR REPLACE MACRO core.observation_as_of(as_of) AS TABLE
SELECT *
FROM core.observation_edition
WHERE published_on <= as_of
QUALIFY row_number() OVER (
    PARTITION BY publication, ref_area, time_period, segment, measure, basis ORDER BY published_on DESC, edition DESC) = 1;

CREATE OR REPLACE VIEW core.observation_latest AS
SELECT *
FROM core.observation_edition
QUALIFY row_number() OVER (
    PARTITION BY publication, ref_area, time_period, segment, measure, basis ORDER BY published_on DESC, edition DESC) = 1;

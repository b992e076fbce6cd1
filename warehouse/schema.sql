-- The core schema: what the sources said, append-only, and the record of every load, check and release.
-- Descriptions of tables and columns stand in fields.yml and become COMMENTs; a changed statement here changes the
-- schema's version, and a warehouse of another version is made again from the archive (marketsplit rebuild).
-- Small tables carry primary keys. core.observation does not: an index over two million text keys costs thirty times the
-- load itself, so its keys are asserted inside each load's transaction (load.py) and again before each release.
-- Moments are TIMESTAMP in UTC: Python hands out TIMESTAMPTZ only where pytz is installed, which analysts may not have.
-- There are no foreign keys: DuckDB refuses to update a row that is referred to, and the codes are checked before loading.

CREATE SCHEMA core;

CREATE SCHEMA mart;

CREATE TABLE core.schema_version (
    version VARCHAR PRIMARY KEY
);

CREATE TABLE core.area (
    ref_area VARCHAR PRIMARY KEY,
    name     VARCHAR NOT NULL,
    is_group BOOLEAN NOT NULL
);

CREATE TABLE core.segment (
    segment   VARCHAR PRIMARY KEY,
    title     VARCHAR NOT NULL,
    subset_of VARCHAR
);

CREATE TABLE core.measure (
    measure    VARCHAR PRIMARY KEY,
    title      VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL CHECK (kind IN ('level', 'share', 'growth', 'ratio', 'count')),
    of_measure VARCHAR
);

CREATE TABLE core.obs_status (
    obs_status VARCHAR PRIMARY KEY,
    title      VARCHAR NOT NULL,
    has_value  BOOLEAN NOT NULL,
    rank       TINYINT NOT NULL
);

CREATE TABLE core.publication (
    publication    VARCHAR PRIMARY KEY,
    title          VARCHAR NOT NULL,
    summary        VARCHAR NOT NULL,
    standing       VARCHAR NOT NULL CHECK (standing IN ('primary', 'secondary')),
    publisher      VARCHAR NOT NULL,
    country        VARCHAR NOT NULL,
    url            VARCHAR NOT NULL,
    licence        VARCHAR NOT NULL,
    cadence        VARCHAR NOT NULL CHECK (cadence IN ('annual', 'half_yearly', 'quarterly', 'monthly')),
    lag_days       INTEGER NOT NULL CHECK (lag_days >= 0),
    verified_live  DATE,
    rate_rank      INTEGER CHECK (rate_rank > 0)
);

CREATE TABLE core.basis (
    publication  VARCHAR NOT NULL,
    basis        VARCHAR NOT NULL,
    title        VARCHAR NOT NULL,
    text         VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    edi_included VARCHAR NOT NULL CHECK (edi_included IN ('yes', 'no', 'not said')),
    b2c_basis    VARCHAR NOT NULL,
    complement   VARCHAR,
    split_of     VARCHAR,
    comparable_as VARCHAR,
    replaces     VARCHAR,
    PRIMARY KEY (publication, basis)
);

CREATE TABLE core.basis_part (
    publication VARCHAR NOT NULL,
    basis       VARCHAR NOT NULL,
    side        VARCHAR NOT NULL CHECK (side IN ('B2B', 'B2C')),
    segment     VARCHAR NOT NULL,
    PRIMARY KEY (publication, basis, side, segment)
);

CREATE TABLE core.counterpart (
    publication VARCHAR NOT NULL,
    ref_area    VARCHAR NOT NULL,
    measure     VARCHAR NOT NULL,
    segment     VARCHAR NOT NULL,
    basis       VARCHAR NOT NULL,
    of_publication VARCHAR NOT NULL,
    of_measure  VARCHAR NOT NULL,
    of_segment  VARCHAR NOT NULL,
    of_basis    VARCHAR NOT NULL,
    PRIMARY KEY (publication, ref_area, measure, segment, basis, of_publication)
);

CREATE TABLE core.edition (
    publication  VARCHAR NOT NULL,
    edition      VARCHAR NOT NULL,
    published_on DATE NOT NULL,
    PRIMARY KEY (publication, edition)
);

CREATE TABLE core.snapshot (
    snapshot_id       VARCHAR PRIMARY KEY,
    publication       VARCHAR NOT NULL,
    edition           VARCHAR NOT NULL,
    document          VARCHAR NOT NULL,
    sha256            VARCHAR NOT NULL CHECK (length(sha256) = 64),
    url               VARCHAR NOT NULL,
    final_url         VARCHAR NOT NULL,
    lang              VARCHAR NOT NULL,
    media_type        VARCHAR NOT NULL,
    size              BIGINT NOT NULL CHECK (size >= 0),
    status            INTEGER NOT NULL,
    encoding          VARCHAR NOT NULL,
    declared_encoding VARCHAR NOT NULL,
    captured_at       TIMESTAMP NOT NULL
);

CREATE TABLE core.observation (
    observation_id VARCHAR NOT NULL CHECK (length(observation_id) = 16),
    publication    VARCHAR NOT NULL,
    edition        VARCHAR NOT NULL,
    published_on   DATE NOT NULL,
    document       VARCHAR NOT NULL,
    snapshot_id    VARCHAR NOT NULL,
    ref_area       VARCHAR NOT NULL,
    time_period    VARCHAR NOT NULL,
    frequency      VARCHAR NOT NULL CHECK (frequency IN ('A', 'S', 'Q', 'M')),
    segment        VARCHAR NOT NULL,
    measure        VARCHAR NOT NULL,
    basis          VARCHAR NOT NULL,
    unit_measure   VARCHAR NOT NULL,
    obs_value      DECIMAL(30, 6),
    rounding_unit  DECIMAL(30, 6) CHECK (rounding_unit > 0),
    obs_status     VARCHAR NOT NULL CHECK ((obs_status IN ('M', 'Q', 'L')) = (obs_value IS NULL)),
    obs_flag       VARCHAR NOT NULL,
    locator        VARCHAR NOT NULL,
    raw_text       VARCHAR NOT NULL,
    raw_context    VARCHAR NOT NULL,
    verification   VARCHAR NOT NULL CHECK (verification IN ('live', 'seen', 'unverified')),
    evidence_url   VARCHAR NOT NULL,
    vintage        INTEGER NOT NULL CHECK (vintage >= 1),
    is_tombstone   BOOLEAN NOT NULL CHECK (NOT is_tombstone OR obs_value IS NULL),
    load_id        BIGINT NOT NULL,
    recorded_at    TIMESTAMP NOT NULL
);

CREATE TABLE core.quarantine (
    load_id       BIGINT NOT NULL,
    quarantine_id VARCHAR NOT NULL CHECK (length(quarantine_id) = 16),
    publication   VARCHAR NOT NULL,
    edition       VARCHAR NOT NULL,
    document      VARCHAR NOT NULL,
    snapshot_id   VARCHAR NOT NULL,
    rule          VARCHAR NOT NULL,
    reason        VARCHAR NOT NULL,
    series_key    VARCHAR NOT NULL,
    locator       VARCHAR NOT NULL,
    raw_text      VARCHAR NOT NULL,
    raw_context   VARCHAR NOT NULL,
    evidence      VARCHAR NOT NULL,
    recorded_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (load_id, quarantine_id)
);

CREATE TABLE core.load (
    load_id     BIGINT PRIMARY KEY,
    kind        VARCHAR NOT NULL CHECK (kind IN ('load', 'release')),
    publication VARCHAR NOT NULL,
    edition     VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    status      VARCHAR NOT NULL CHECK (status IN ('running', 'complete', 'blocked', 'failed', 'interrupted')),
    message     VARCHAR NOT NULL,
    inserted    BIGINT NOT NULL,
    unchanged   BIGINT NOT NULL,
    tombstones  BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    started_at  TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);

CREATE TABLE core.validation_result (
    load_id          BIGINT NOT NULL,
    suite            VARCHAR NOT NULL,
    expectation      VARCHAR NOT NULL,
    severity         VARCHAR NOT NULL CHECK (severity IN ('critical', 'warning')),
    success          BOOLEAN NOT NULL,
    checked_count    BIGINT NOT NULL,
    unexpected_count BIGINT NOT NULL,
    evidence         VARCHAR NOT NULL,
    PRIMARY KEY (load_id, suite, expectation)
);

CREATE TABLE core.release (
    release_id   BIGINT PRIMARY KEY,
    state        VARCHAR NOT NULL,
    load_id      BIGINT NOT NULL,
    built_at     TIMESTAMP NOT NULL,
    checked_at   TIMESTAMP,
    observations BIGINT NOT NULL
);

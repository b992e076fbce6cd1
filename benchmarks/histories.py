"""Plausible histories of any size: publications that print every year what they printed before, revised and rounded.

Three publishers speak on each area. Each has three definitions: a wide one, a narrow one, and one that prints shares, a
complement, sums of sectors or a part of the market, or that the wide one has replaced. Series are 10 to 20 years long,
of every seventh publication 40 quarters. An edition prints the newest periods again, a third of them revised, and some
publications print forecasts. Sides grow, the share drifts, everything is rounded to the publisher's unit. Areas beyond
those of the world are regions. Another publisher prints in US dollars what one of each area's three prints in its own currency,
and two print exchange rates. No chance is in it but hashes of what a row is about, so one size is one history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.connection import SCHEMA_FILE
from warehouse.vocabulary import fill_code_tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Areas that share their three publications, and about how many figures these have.
AREAS_A_GROUP, ROWS_A_GROUP = 40, 52_600

#: Publications (p), periods counted through: 0 is the first one, `periods` the number of those that have passed.
_PUBLICATIONS = """
    CREATE TEMP TABLE issued AS
    SELECT p, 'publication_' || lpad(CAST(p AS VARCHAR), 5, '0') AS publication, p // 3 AS area_group,
           CASE WHEN p % 7 = 3 THEN 4 ELSE 1 END AS per_year,
           CASE per_year WHEN 4 THEN 40 ELSE 10 + p * 7 % 11 END AS periods,
           periods // 3 AS first_printed, 2 + p % 3 AS reprints,
           CASE WHEN p % 6 = 1 THEN 2 ELSE 0 END AS forecasts,
           CAST(2024 * per_year - periods AS INTEGER) AS first_number,
           ['USD', 'JPY', 'EUR', 'KRW', 'CNY'][1 + p % 5] AS currency, [100000, 1000000, 10000000][1 + p % 3] AS unit,
           CASE WHEN p % 10 = 9 THEN 'unverified' WHEN p % 2 = 0 THEN 'live' ELSE 'seen' END AS verification
    FROM range($groups * 3) AS numbers(p)
"""

#: Definitions: the first two of every publication, one of the others each. A narrow one may have the wide one's B2C.
_DEFINITIONS = """
    CREATE TEMP TABLE defined AS
    SELECT issued.*, definition.*, basis = 'NARROW' AND p % 3 = 0 AS borrows,
           CASE basis WHEN 'OLD' THEN 0 WHEN 'WIDE' THEN CASE WHEN p % 5 = 4 THEN periods // 3 ELSE 0 END ELSE 0 END AS first_t,
           CASE basis WHEN 'OLD' THEN periods // 2 ELSE periods + forecasts END AS end_t
    FROM issued
    JOIN (VALUES ('WIDE', NULL, NULL, 'market', 'yes'), ('NARROW', NULL, NULL, 'market', 'no'),
                 ('SURVEY', 0, NULL, 'market', 'not said'), ('WEB', 1, 'B2B', 'market', 'no'),
                 ('SECTORS', 2, NULL, 'market', 'yes'), ('SITES', 3, NULL, 'part', 'no'),
                 ('OLD', 4, NULL, 'market', 'yes')) AS definition(basis, turn, complement, split_of, edi_included)
      ON turn IS NULL OR turn = p % 5
"""

#: What a definition prints: a segment as so much of the business side and so much of the consumer side.
_PLACES = """
    CREATE TEMP TABLE place AS
    SELECT area, area // $areas_a_group AS area_group, coalesce(ref_area, 'R' || lpad(CAST(area AS VARCHAR), 5, '0')) AS ref_area
    FROM range($groups * $areas_a_group) AS areas(area)
    LEFT JOIN (SELECT ref_area, row_number() OVER (ORDER BY ref_area) - 1 AS area FROM core.area WHERE NOT is_group) USING (area)
"""

_POINTS = """
    CREATE TEMP VIEW point AS
    SELECT *, hash(p, basis, area) AS of_series, hash(of_series, segment, kind, t) AS of_point,
           -- the business side's part of the market: 55 to 90 %, drifting, a little restless
           0.55 + 0.3 * (of_series % 1000 / 1000.0) + 0.05 * (of_series // 1000 % 100 / 50.0 - 1) * t / periods
               + 0.004 * (hash(of_series, t) % 100 / 50.0 - 1) AS share,
           (1 + hash(area) % 500) * 2e9 * pow(1.02 + of_series % 7 / 100.0, t / per_year) AS market
    FROM (SELECT *, unnest(range(first_t, end_t)) AS t FROM defined)
    JOIN (VALUES ('WIDE', 'B2B', 'level', 1.0, 0.0), ('WIDE', 'B2C', 'level', 0.0, 1.0),
                 ('WIDE', 'TOTAL', 'level', 1.03, 1.03), ('NARROW', 'B2B', 'level', 0.7, 0.0),
                 ('NARROW', 'B2C', 'level', 0.0, 0.9), ('NARROW', 'B2B', 'growth', 0.1, 0.0),
                 ('SURVEY', 'B2B', 'share', 1.0, 0.0), ('SURVEY', 'TOTAL', 'level', 1.0, 1.0),
                 ('WEB', 'B2C', 'share', 0.0, 1.0), ('WEB', 'TOTAL', 'level', 0.8, 0.8),
                 ('SECTORS', 'MANUFACTURING', 'level', 0.6, 0.0), ('SECTORS', 'MERCHANT_WHOLESALE', 'level', 0.4, 0.0),
                 ('SECTORS', 'RETAIL_TRADE', 'level', 0.0, 0.8), ('SECTORS', 'SELECTED_SERVICES', 'level', 0.0, 0.2),
                 ('SITES', 'B2B', 'level', 0.3, 0.0), ('SITES', 'B2C', 'level', 0.0, 0.5),
                 ('OLD', 'B2B', 'level', 1.1, 0.0), ('OLD', 'B2C', 'level', 0.0, 1.1),
                 ('OLD', 'B2B', 'share', 1.0, 0.0)) AS printed(of_basis, segment, kind, of_b2b, of_b2c)
      ON of_basis = basis AND NOT (borrows AND segment = 'B2C')
    JOIN place USING (area_group)
"""

#: A point stands in the edition after its period and some later ones, as a forecast in earlier ones. A third of the
#: reprints are revised; of 200 prints one is corrected inside its edition, of 1000 one vanishes from it.
_PRINTS = """
    CREATE TEMP VIEW print AS
    SELECT *, e - t AS age, hash(of_point, e) AS of_print, vintage, vintage = 2 AND of_print % 1000 = 0 AS is_tombstone,
           1 + CASE WHEN age > 0 AND of_print % 3 = 0 THEN (of_print // 3 % 200 / 100.0 - 1) / 100 ELSE 0 END
             + CASE vintage WHEN 2 THEN 0.01 ELSE 0 END AS revised,
           CASE kind WHEN 'level' THEN unit ELSE 0.1 END AS rounding,
           CAST(round(CASE kind WHEN 'level' THEN market ELSE 100 END * (of_b2b * share + of_b2c * (1 - share)) * revised / rounding)
                AS BIGINT) * CAST(rounding AS DECIMAL(9, 1)) AS printed_value,
           first_number + t AS number, first_number + e + 1 AS edition_number
    FROM (
        SELECT *, unnest(range(greatest(t - forecasts, first_printed), least(greatest(t + reprints, first_printed) + 1, periods))) AS e
        FROM point
    )
    JOIN (VALUES (1), (2)) AS counted(vintage) ON vintage = 1 OR hash(of_point, e) % 200 = 0
"""

#: The figures as core.observation has them, oldest editions first.
_OBSERVATIONS = """
    SELECT publication,
           CAST(edition_number // per_year AS VARCHAR)
               || CASE per_year WHEN 4 THEN '-Q' || CAST(edition_number % 4 + 1 AS VARCHAR) ELSE '' END AS edition,
           make_date(edition_number // per_year,
                     CAST(CASE per_year WHEN 4 THEN edition_number % 4 * 3 + 2 ELSE 1 + p % 12 END AS INTEGER), 15) AS published_on,
           'report' AS document, left(md5(publication || edition), 16) AS snapshot_id,
           ref_area,
           CAST(number // per_year AS VARCHAR)
               || CASE per_year WHEN 4 THEN '-Q' || CAST(number % 4 + 1 AS VARCHAR) ELSE '' END AS time_period,
           CASE per_year WHEN 4 THEN 'Q' ELSE 'A' END AS frequency, segment,
           CASE kind WHEN 'level' THEN 'ecommerce_sales' ELSE 'ecommerce_sales_' || kind END AS measure, basis,
           CASE kind WHEN 'level' THEN currency ELSE 'PCT' END AS unit_measure,
           CASE WHEN NOT is_tombstone THEN CAST(printed_value AS DECIMAL(30, 6)) END AS obs_value,
           CASE WHEN NOT is_tombstone THEN CAST(rounding AS DECIMAL(30, 6)) END AS rounding_unit,
           CASE WHEN is_tombstone THEN 'M' WHEN age < 0 THEN 'F' WHEN hash(of_series, t) % 60 = 0 THEN 'B'
                WHEN age = 0 AND p % 4 = 0 THEN 'P' WHEN of_point % 50 = 0 THEN 'E' ELSE 'A' END AS obs_status,
           '' AS obs_flag,
           '{"column":"' || segment || ' / ' || basis || '","kind":"cell","row":"' || ref_area || ' / ' || time_period
               || '","row_number":' || CAST(of_point % 5000 AS VARCHAR) || ',"table":"Table ' || CAST(p AS VARCHAR)
               || '. Electronic commerce by side of the market"}' AS locator,
           CAST(printed_value AS VARCHAR) AS raw_text,
           ref_area || ' | ' || raw_text || ' | ' || CAST(of_point % 1000 AS VARCHAR) AS raw_context, verification,
           left(md5(concat_ws('|', publication, edition, ref_area, time_period, segment, kind, basis, vintage)), 16)
               AS observation_id,
           CASE WHEN p % 2 = 0 THEN 'https://example.org/' || publication ELSE '' END AS evidence_url,
           CAST(vintage AS INTEGER) AS vintage, is_tombstone, CAST(1 AS BIGINT) AS load_id,
           TIMESTAMP '2024-12-31 00:00:00' AS recorded_at
    FROM print
    ORDER BY published_on, publication, edition, vintage, basis, area, t, segment
"""

#: Average exchange rates of the currencies, each year a little different; the second publisher's are a little higher.
_RATES = """
    SELECT left(md5(currency || year || more), 16) AS observation_id, publication, '2024' AS edition,
           DATE '2024-06-01' AS published_on, 'table' AS document, left(md5(publication || edition), 16) AS snapshot_id,
           left(currency, 2) || 'X' AS ref_area, CAST(year AS VARCHAR) AS time_period, 'A' AS frequency, '_Z' AS segment,
           'exchange_rate' AS measure, 'LCU_PER_USD_AVERAGE' AS basis, currency AS unit_measure,
           CAST(rate * (1 + (year - 2010) / 100.0) * (1 + more * weight) AS DECIMAL(30, 6)) AS obs_value,
           CAST(0.0001 AS DECIMAL(30, 6)) AS rounding_unit, 'A' AS obs_status, '' AS obs_flag, '{}' AS locator,
           '' AS raw_text, '' AS raw_context, 'live' AS verification, '' AS evidence_url, 1 AS vintage,
           false AS is_tombstone, 1 AS load_id, TIMESTAMP '2024-12-31 00:00:00' AS recorded_at
    FROM (VALUES ('JPY', 110, 1), ('EUR', 0.9, 3), ('KRW', 1150, 1), ('CNY', 6.7, 2)) AS currencies(currency, rate, weight)
    CROSS JOIN (VALUES ('rates', 0), ('rates_too', 0.002)) AS publishers(publication, more)
    CROSS JOIN range(2000, 2024) AS years(year)
"""

#: B2B of the second publisher of each area, the years it had printed by then, in US dollars; a quarter of them two percent off.
_DOLLARS = """
    SELECT left(md5(observation_id || 'dollars'), 16) AS observation_id, 'dollars' AS publication, '2023' AS edition,
           DATE '2023-07-01' AS published_on, 'table' AS document, left(md5('dollars2023'), 16) AS snapshot_id,
           ref_area, time_period, frequency, segment, measure, 'CONVERTED' AS basis, 'USD' AS unit_measure,
           CAST(round(figure.obs_value / rate.obs_value * (1 + CASE WHEN hash(observation_id) % 4 = 0 THEN 0.02 ELSE 0 END) / 1000000) * 1000000
                AS DECIMAL(30, 6)) AS obs_value,
           CAST(1000000 AS DECIMAL(30, 6)) AS rounding_unit, 'A' AS obs_status, '' AS obs_flag, '{}' AS locator,
           '' AS raw_text, '' AS raw_context, 'live' AS verification, '' AS evidence_url, 1 AS vintage,
           false AS is_tombstone, 1 AS load_id, TIMESTAMP '2024-12-31 00:00:00' AS recorded_at
    FROM core.observation AS figure
    JOIN (SELECT unit_measure, time_period, obs_value FROM core.observation WHERE publication = 'rates') AS rate
        USING (unit_measure, time_period)
    WHERE publication IN (SELECT publication FROM issued WHERE p % 3 = 1) AND basis = 'WIDE' AND segment = 'B2B'
      AND measure = 'ecommerce_sales' AND vintage = 1 AND published_on <= DATE '2023-07-01'
    QUALIFY row_number() OVER (PARTITION BY publication, ref_area, time_period ORDER BY published_on DESC) = 1
"""

_DECLARED = """
    INSERT INTO core.publication BY NAME
    SELECT publication, publication AS title, '' AS summary, 'primary' AS standing, publication AS publisher,
           'WLD' AS country, 'https://example.org/' AS url, '' AS licence,
           CASE per_year WHEN 4 THEN 'quarterly' ELSE 'annual' END AS cadence, 120 AS lag_days,
           CAST(NULL AS DATE) AS verified_live, CASE publication WHEN 'rates' THEN 1 WHEN 'rates_too' THEN 2 END AS rate_rank
    FROM (SELECT publication, per_year FROM issued
          UNION ALL SELECT unnest(['rates', 'rates_too', 'dollars']), 1);

    INSERT INTO core.basis BY NAME
    SELECT publication, basis, basis AS title, '' AS text, '' AS url, edi_included,
           CASE WHEN borrows THEN 'WIDE' ELSE basis END AS b2c_basis, complement, split_of,
           split_of || '-all_sizes-buyer-b2b-b2c' AS comparable_as, CASE WHEN basis = 'WIDE' AND p % 5 = 4 THEN 'OLD' END AS replaces
    FROM defined
    UNION ALL BY NAME
    SELECT 'dollars' AS publication, 'CONVERTED' AS basis, '' AS title, '' AS text, '' AS url, 'not said' AS edi_included,
           'CONVERTED' AS b2c_basis, NULL AS complement, 'market' AS split_of, 'market-all_sizes-buyer-b2b-b2c' AS comparable_as;

    INSERT INTO core.counterpart BY NAME
    SELECT DISTINCT 'dollars' AS publication, ref_area, measure, segment, 'CONVERTED' AS basis, figure.publication AS of_publication,
           measure AS of_measure, segment AS of_segment, figure.basis AS of_basis
    FROM core.observation AS figure
    JOIN (SELECT ref_area FROM core.observation WHERE publication = 'dollars' GROUP BY ref_area) AS converted USING (ref_area)
    WHERE publication IN (SELECT publication FROM issued WHERE p % 3 = 1) AND basis = 'WIDE' AND segment = 'B2B'
      AND measure = 'ecommerce_sales';

    INSERT INTO core.basis_part
    SELECT publication, basis, side, segment
    FROM defined
    JOIN (VALUES ('B2B', 'MANUFACTURING'), ('B2B', 'MERCHANT_WHOLESALE'), ('B2C', 'RETAIL_TRADE'),
                 ('B2C', 'SELECTED_SERVICES')) AS part(side, segment) ON basis = 'SECTORS';

    INSERT INTO core.edition
    SELECT DISTINCT publication, edition, published_on FROM core.observation;

    INSERT INTO core.snapshot BY NAME
    SELECT left(md5(publication || edition), 16) AS snapshot_id, publication, edition, 'report' AS document,
           sha256(publication || edition) AS sha256, 'https://example.org/' AS url, url AS final_url, 'en' AS lang,
           'text/html' AS media_type, 0 AS size, 200 AS status, 'utf-8' AS encoding, '' AS declared_encoding,
           published_on + INTERVAL 30 HOUR AS captured_at
    FROM core.edition
"""


def write_history(connection: DuckDBPyConnection, rows: int) -> int:
    """Fill an empty database with the core tables of a history of about so many observations; return how many they are."""
    connection.execute(SCHEMA_FILE.read_text(encoding="utf-8"))
    fill_code_tables(connection)
    groups = max(round(rows / ROWS_A_GROUP), 1)
    connection.execute(_PUBLICATIONS, {"groups": groups})
    connection.execute(_DEFINITIONS)
    connection.execute(_PLACES, {"groups": groups, "areas_a_group": AREAS_A_GROUP})
    connection.execute(_POINTS)
    connection.execute(_PRINTS)
    connection.execute("INSERT INTO core.observation BY NAME " + _OBSERVATIONS)
    connection.execute("INSERT INTO core.observation BY NAME " + _RATES)
    connection.execute("INSERT INTO core.observation BY NAME " + _DOLLARS)
    connection.execute(_DECLARED)
    counted = connection.execute("SELECT count(*) FROM core.observation").fetchone()
    assert counted is not None
    return int(counted[0])

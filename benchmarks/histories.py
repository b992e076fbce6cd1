"""Plausible histories of any size: publications that print every year what they printed before, revised and rounded.

Three publishers speak on each area. Each has three definitions: a wide one, a narrow one, and one that prints shares, a
complement, sums of sectors or a part of the market, or that the wide one has replaced. Series are 10 to 20 years long,
of every seventh publication 40 quarters, and some print half-years or months. An edition prints the newest periods again, a
third of them revised, and some publications print forecasts. Sides grow, the share drifts, everything is rounded to the
publisher's unit. Areas beyond those of the world are regions. Another publisher prints in US dollars what one of each area's
three prints in its own currency, one retells what another has printed, and three print exchange rates, one of them dollars per
euro. What is awkward in published figures is there too: sides that are zero, missing, suppressed or in another currency,
totals smaller than a side, shares above 100 %, amounts to the cent and amounts to the nearest billion, a business side that is
told apart from public authorities in some editions only, a side printed beside its sectors, rates printed anew. No chance is
in it but hashes of what a row is about, so one size is one history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.connection import SCHEMA_FILE
from warehouse.vocabulary import fill_code_tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Areas that share their three publications, and about how many figures these have.
AREAS_A_GROUP, ROWS_A_GROUP = 40, 61_800

#: Publications (p), periods counted through: 0 is the first one, `periods` the number of those that have passed.
_PUBLICATIONS = """
    CREATE TEMP TABLE issued AS
    SELECT p, 'publication_' || lpad(CAST(p AS VARCHAR), 5, '0') AS publication, p // 3 AS area_group,
           CASE WHEN p % 7 = 3 THEN 4 WHEN p % 21 = 2 THEN 2 WHEN p % 21 = 5 THEN 12 ELSE 1 END AS per_year,
           CASE per_year WHEN 1 THEN 'A' WHEN 2 THEN 'S' WHEN 4 THEN 'Q' ELSE 'M' END AS frequency,
           CASE per_year WHEN 1 THEN 10 + p * 7 % 11 WHEN 2 THEN 16 ELSE 40 END AS periods,
           periods // 3 AS first_printed, 2 + p % 3 AS reprints,
           CASE WHEN p % 6 = 1 THEN 2 ELSE 0 END AS forecasts,
           CAST(2024 * per_year - periods AS INTEGER) AS first_number,
           ['USD', 'JPY', 'EUR', 'KRW', 'CNY'][1 + p % 5] AS currency, [100000, 1000000, 10000000][1 + p % 3] AS unit,
           p % 10 IN (0, 4) AS has_authorities,
           CASE WHEN p % 10 = 9 THEN 'unverified' WHEN p % 2 = 0 THEN 'live' ELSE 'seen' END AS verification
    FROM range($groups * 3) AS numbers(p)
"""

#: Definitions: the first two of every publication, one of the others each. A narrow one may have the wide one's B2C.
_DEFINITIONS = """
    CREATE TEMP TABLE defined AS
    SELECT issued.*, definition.* EXCLUDE (complement, split_of), basis = 'NARROW' AND p % 3 = 0 AS borrows,
           CASE WHEN complement IS NOT NULL THEN CASE WHEN p % 10 = 1 THEN 'B2B_B2G' ELSE 'B2B' END END AS complement,
           CASE WHEN split_of = 'part' THEN ['part', 'enterprises', NULL][1 + p // 5 % 3] ELSE split_of END AS split_of,
           CASE WHEN basis = 'WEB' AND p % 10 = 1 THEN 'online_retail_sales' ELSE 'ecommerce_sales' END AS level_measure,
           CASE basis WHEN 'OLD' THEN 0 WHEN 'WIDE' THEN CASE WHEN p % 5 = 4 THEN periods // 3 ELSE 0 END ELSE 0 END AS first_t,
           CASE basis WHEN 'OLD' THEN periods // 2 ELSE periods + forecasts END AS end_t
    FROM issued
    JOIN (VALUES ('WIDE', NULL, NULL, 'market', 'yes'), ('NARROW', NULL, NULL, 'market', 'no'),
                 ('SURVEY', 0, NULL, 'market', 'not said'), ('WEB', 1, 'B2B', 'market', 'no'),
                 ('SECTORS', 2, NULL, 'market', 'yes'), ('SITES', 3, NULL, 'part', 'no'),
                 ('OLD', 4, NULL, 'market', 'yes')) AS definition(basis, turn, complement, split_of, edi_included)
      ON turn IS NULL OR turn = p % 5
"""

_PLACES = """
    CREATE TEMP TABLE place AS
    SELECT area, area // $areas_a_group AS area_group, coalesce(ref_area, 'R' || lpad(CAST(area AS VARCHAR), 5, '0')) AS ref_area
    FROM range($groups * $areas_a_group) AS areas(area)
    LEFT JOIN (SELECT ref_area, row_number() OVER (ORDER BY ref_area) - 1 AS area FROM core.area WHERE NOT is_group) USING (area)
"""

#: What a definition prints: a segment as so much of the business side and so much of the consumer side.
_POINTS = """
    CREATE TEMP VIEW point AS
    SELECT *, hash(p, basis, area) AS of_series, hash(of_series, segment, kind, t) AS of_point,
           -- the business side's part of the market: 55 to 90 %, drifting, a little restless
           0.55 + 0.3 * (of_series % 1000 / 1000.0) + 0.05 * (of_series // 1000 % 100 / 50.0 - 1) * t / periods
               + 0.004 * (hash(of_series, t) % 100 / 50.0 - 1) AS share,
           (1 + hash(area) % 500) * 2e9 * pow(1.02 + of_series % 7 / 100.0, t / per_year) AS market,
           -- sides of a market that has only begun, totals of something smaller, shares of the other side
           CASE WHEN kind = 'level' AND of_series % 40 = 0 AND t < 3 AND (segment = 'B2C' OR of_series % 80 = 0) THEN 0
                WHEN segment = 'TOTAL' AND of_series % 30 = 1 THEN 0.5
                WHEN kind = 'share' AND of_series % 60 = 2 THEN 1.4 ELSE 1 END AS oddity,
           has_authorities AND segment IN ('B2B', 'B2B_B2G') AND basis <> 'NARROW' AND NOT (basis = 'OLD' AND kind = 'share')
               AS is_told_apart_at_times
    FROM (SELECT *, unnest(range(first_t, end_t)) AS t FROM defined)
    JOIN (VALUES ('WIDE', 'B2B', 'level', 1.0, 0.0), ('WIDE', 'B2B_B2G', 'level', 1.05, 0.0),
                 ('WIDE', 'B2C', 'level', 0.0, 1.0), ('WIDE', 'TOTAL', 'level', 1.03, 1.03),
                 ('NARROW', 'B2B', 'level', 0.7, 0.0), ('NARROW', 'B2C', 'level', 0.0, 0.9),
                 ('NARROW', 'B2B', 'growth', 0.1, -0.2),
                 ('SURVEY', 'B2B', 'share', 1.0, 0.0), ('SURVEY', 'B2B_B2G', 'share', 1.05, 0.0),
                 ('SURVEY', 'TOTAL', 'level', 1.0, 1.0),
                 ('WEB', 'B2C', 'share', 0.0, 1.0), ('WEB', 'TOTAL', 'level', 0.8, 0.8),
                 ('SECTORS', 'MANUFACTURING', 'level', 0.6, 0.0), ('SECTORS', 'MERCHANT_WHOLESALE', 'level', 0.4, 0.0),
                 ('SECTORS', 'RETAIL_TRADE', 'level', 0.0, 0.8), ('SECTORS', 'SELECTED_SERVICES', 'level', 0.0, 0.2),
                 ('SECTORS', 'B2B', 'level', 1.0, 0.0),
                 ('SECTORS', 'MANUFACTURING', 'share', 0.75, 0.0), ('SECTORS', 'MERCHANT_WHOLESALE', 'share', 0.5, 0.0),
                 ('SITES', 'B2B', 'level', 0.3, 0.0), ('SITES', 'B2C', 'level', 0.0, 0.5),
                 ('OLD', 'B2B', 'level', 1.1, 0.0), ('OLD', 'B2B_B2G', 'level', 1.15, 0.0), ('OLD', 'B2C', 'level', 0.0, 1.1),
                 ('OLD', 'TOTAL', 'level', 1.2, 1.2), ('OLD', 'B2B', 'share', 1.0, 0.0))
        AS printed(of_basis, segment, kind, of_b2b, of_b2c)
      ON of_basis = basis AND NOT (borrows AND segment = 'B2C')
    JOIN place USING (area_group)
    -- what is printed of some areas, in some years or by some publications only
    WHERE CASE WHEN segment = 'B2B_B2G' THEN has_authorities
               WHEN basis = 'WIDE' AND segment = 'B2C' THEN area % 10 <> 3 OR t % 3 <> 0
               WHEN basis = 'SECTORS' AND segment = 'B2B' THEN t % 4 = 1
               WHEN basis = 'SECTORS' AND kind = 'share' THEN area % 8 = 5
               WHEN basis = 'OLD' AND segment = 'B2C' THEN area % 4 <> 3
               WHEN basis = 'OLD' AND segment = 'TOTAL' THEN area % 4 = 3
               ELSE true END
"""

#: A point stands in the edition after its period and some later ones, as a forecast in earlier ones. A third of the
#: reprints are revised; of 200 prints one is corrected inside its edition, or only confirmed, of 1000 one vanishes from it,
#: and half of these come back; of 500 one is suppressed. Amounts are as large as their currency is small.
_PRINTS = """
    CREATE TEMP VIEW print AS
    SELECT *, e - t AS age, hash(of_point, e) AS of_print, vintage, vintage = 2 AND of_print % 1000 = 0 AS is_tombstone,
           is_tombstone OR of_print % 500 = 3 AS is_missing,
           1 + CASE WHEN age > 0 AND of_print % 3 = 0 THEN (of_print // 3 % 200 / 100.0 - 1) / 100 ELSE 0 END
             + CASE WHEN vintage > 1 AND of_print % 400 = 0 THEN 0.01 ELSE 0 END AS revised,
           -- some had printed dollars before there was an euro, and some have kept them for one side
           CASE WHEN kind <> 'level' THEN 'PCT'
                WHEN currency = 'EUR' AND area % 5 = 0
                     AND (e < periods // 2 OR area % 10 = 5 AND segment IN ('B2C', 'RETAIL_TRADE')) THEN 'USD'
                ELSE currency END AS unit_measure,
           CASE unit_measure WHEN 'JPY' THEN 110 WHEN 'EUR' THEN 0.9 WHEN 'KRW' THEN 1150 WHEN 'CNY' THEN 6.7 ELSE 1 END AS per_dollar,
           CASE WHEN kind <> 'level' THEN 0.1 WHEN area % 20 = 11 THEN 0.01
                ELSE unit * CASE unit_measure WHEN 'JPY' THEN 100.0 WHEN 'KRW' THEN 1000 WHEN 'CNY' THEN 10 ELSE 1 END
                    * CASE area % 20 WHEN 7 THEN 10000 ELSE 1 END END AS rounding,
           CAST(round(CASE kind WHEN 'level' THEN market * per_dollar ELSE 100 END
                      * (of_b2b * share + of_b2c * (1 - share)) * oddity * revised / rounding) AS BIGINT)
               * CAST(rounding AS DECIMAL(17, 2)) AS printed_value,
           first_number + t AS number, first_number + e + 1 AS edition_number
    FROM (
        SELECT *, unnest(range(greatest(t - forecasts, first_printed), least(greatest(t + reprints, first_printed) + 1, periods))) AS e
        FROM point
    )
    JOIN (VALUES (1), (2), (3)) AS counted(vintage) ON hash(of_point, e) % [1, 200, 2000][vintage] = 0
    WHERE NOT is_told_apart_at_times OR e % 3 <> CASE segment WHEN 'B2B' THEN 0 ELSE 2 END
"""

_PERIOD_NAMES = """
    CREATE TEMP MACRO named_period(number, per_year, frequency) AS
        CAST(number // per_year AS VARCHAR)
        || CASE frequency WHEN 'A' THEN '' WHEN 'M' THEN '-' || lpad(CAST(number % 12 + 1 AS VARCHAR), 2, '0')
                          ELSE '-' || frequency || CAST(number % per_year + 1 AS VARCHAR) END
"""

#: The figures as core.observation has them, oldest editions first.
_OBSERVATIONS = """
    SELECT publication,
           named_period(edition_number, per_year, frequency) AS edition,
           make_date(edition_number // per_year,
                     CAST(CASE per_year WHEN 1 THEN 1 + p % 12
                          ELSE edition_number % per_year * (12 // per_year) + 6 // per_year + 1 END AS INTEGER), 15) AS published_on,
           'report' AS document, left(md5(publication || edition), 16) AS snapshot_id,
           ref_area,
           named_period(number, per_year, frequency) AS time_period, frequency, segment,
           CASE kind WHEN 'level' THEN level_measure ELSE level_measure || '_' || kind END AS measure, basis, unit_measure,
           CASE WHEN NOT is_missing THEN CAST(printed_value AS DECIMAL(30, 6)) END AS obs_value,
           CASE WHEN NOT is_missing AND of_series % 25 <> 1 THEN CAST(rounding AS DECIMAL(30, 6)) END AS rounding_unit,
           CASE WHEN is_tombstone THEN 'M' WHEN is_missing THEN 'Q' WHEN age < 0 THEN 'F' WHEN hash(of_series, t) % 60 = 0 THEN 'B'
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

#: Average exchange rates of the currencies, each year a little different; the third publisher's are a little higher. The second one
#: prints dollars per euro, which the first has left to it. The newer edition has only the later years, some of them anew.
_RATES = """
    SELECT left(md5(concat_ws('|', publication, basis, edition, currency, year)), 16) AS observation_id, publication, edition,
           make_date(CAST(edition AS INTEGER), 6, 1) AS published_on, 'table' AS document,
           left(md5(publication || edition), 16) AS snapshot_id,
           left(currency, 2) || 'X' AS ref_area, CAST(year AS VARCHAR) AS time_period, 'A' AS frequency, '_Z' AS segment,
           'exchange_rate' AS measure, basis, CASE basis WHEN 'USD_PER_EUR_AVERAGE' THEN 'USD' ELSE currency END AS unit_measure,
           CAST(CASE basis WHEN 'USD_PER_EUR_AVERAGE' THEN 1 / lcu_per_usd ELSE lcu_per_usd END AS DECIMAL(30, 6)) AS obs_value,
           CAST(0.0001 AS DECIMAL(30, 6)) AS rounding_unit, 'A' AS obs_status, '' AS obs_flag, '{}' AS locator,
           '' AS raw_text, '' AS raw_context, 'live' AS verification, '' AS evidence_url, 1 AS vintage,
           false AS is_tombstone, 1 AS load_id, TIMESTAMP '2024-12-31 00:00:00' AS recorded_at
    FROM (VALUES ('JPY', 110, 1), ('EUR', 0.9, 3), ('KRW', 1150, 1), ('CNY', 6.7, 2)) AS currencies(currency, rate, weight)
    CROSS JOIN (VALUES ('rates', 'LCU_PER_USD_AVERAGE', 0), ('rates', 'LCU_PER_USD_END', 0.01),
                       ('rates_in_dollars', 'USD_PER_EUR_AVERAGE', 0.0001), ('rates_too', 'LCU_PER_USD_AVERAGE', 0.002))
        AS publishers(publication, basis, more)
    CROSS JOIN (VALUES ('2020', 2000, 2020), ('2024', 2010, 2024)) AS editions(edition, first_year, end_year)
    CROSS JOIN range(2000, 2024) AS years(year)
    CROSS JOIN (SELECT rate * (1 + (year - 2010) / 100.0) * (1 + more * weight)
                       * (1 + CASE WHEN edition = '2024' AND year % 3 = 0 THEN 0.003 ELSE 0 END) AS lcu_per_usd)
    WHERE year >= first_year AND year < end_year
      AND CASE publication WHEN 'rates' THEN currency <> 'EUR' OR year < 2015
                           WHEN 'rates_in_dollars' THEN currency = 'EUR' ELSE true END
"""

#: B2B of the second publisher of each area, the years it had printed by then, in US dollars; a quarter of them two percent off.
_DOLLARS = """
    SELECT left(md5(observation_id || 'dollars' || year), 16) AS observation_id, 'dollars' AS publication, year AS edition,
           make_date(CAST(year AS INTEGER), 7, 1) AS published_on, 'table' AS document, left(md5('dollars' || year), 16) AS snapshot_id,
           ref_area, time_period, frequency, segment, measure, 'CONVERTED' AS basis, 'USD' AS unit_measure,
           CAST(round(figure.obs_value / rate.obs_value * (1 + CASE WHEN hash(observation_id) % 4 = 0 THEN 0.02 ELSE 0 END) / 1000000) * 1000000
                AS DECIMAL(30, 6)) AS obs_value,
           CAST(1000000 AS DECIMAL(30, 6)) AS rounding_unit, 'A' AS obs_status, '' AS obs_flag, '{}' AS locator,
           '' AS raw_text, '' AS raw_context, 'live' AS verification, '' AS evidence_url, 1 AS vintage,
           false AS is_tombstone, 1 AS load_id, TIMESTAMP '2024-12-31 00:00:00' AS recorded_at
    FROM core.observation AS figure
    JOIN (SELECT unit_measure, time_period, arg_max(obs_value, (-rate_rank, edition)) AS obs_value
          FROM core.observation JOIN (VALUES ('rates', 1), ('rates_too', 2)) AS ranked(publication, rate_rank) USING (publication)
          WHERE basis = 'LCU_PER_USD_AVERAGE' GROUP BY unit_measure, time_period) AS rate USING (unit_measure, time_period)
    JOIN (VALUES ('2021'), ('2023')) AS editions(year) ON published_on <= make_date(CAST(year AS INTEGER), 7, 1)
    WHERE publication IN (SELECT publication FROM issued WHERE p % 3 = 1) AND basis = 'WIDE' AND segment = 'B2B'
      AND measure = 'ecommerce_sales' AND vintage = 1 AND figure.obs_value IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY publication, year, ref_area, time_period ORDER BY published_on DESC) = 1
"""

#: Both sides of the first publisher of each area as a newspaper has them: of one year, to three figures.
_RETOLD = """
    SELECT left(md5(observation_id || 'newspaper'), 16) AS observation_id, 'newspaper' AS publication, '2022' AS edition,
           DATE '2022-02-02' AS published_on, 'article' AS document, left(md5('newspaper2022'), 16) AS snapshot_id,
           ref_area, time_period, frequency, segment, measure, 'RETOLD' AS basis, unit_measure,
           CAST(round(obs_value / 1000000000) * 1000000000 AS DECIMAL(30, 6)) AS obs_value,
           CAST(1000000000 AS DECIMAL(30, 6)) AS rounding_unit, 'A' AS obs_status, '' AS obs_flag, '{}' AS locator,
           '' AS raw_text, '' AS raw_context, 'unverified' AS verification, '' AS evidence_url, 1 AS vintage,
           false AS is_tombstone, 1 AS load_id, TIMESTAMP '2024-12-31 00:00:00' AS recorded_at
    FROM core.observation
    WHERE publication IN (SELECT publication FROM issued WHERE p % 3 = 0) AND basis = 'WIDE' AND segment IN ('B2B', 'B2C')
      AND vintage = 1 AND time_period = '2020' AND obs_value IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY publication, ref_area, segment ORDER BY published_on) = 1
"""

_DECLARED = """
    INSERT INTO core.publication BY NAME
    SELECT publication, publication AS title, '' AS summary,
           CASE publication WHEN 'newspaper' THEN 'secondary' ELSE 'primary' END AS standing, publication AS publisher,
           'WLD' AS country, 'https://example.org/' AS url, '' AS licence,
           CASE per_year WHEN 1 THEN 'annual' WHEN 2 THEN 'half_yearly' WHEN 4 THEN 'quarterly' ELSE 'monthly' END AS cadence,
           120 AS lag_days, CAST(NULL AS DATE) AS verified_live,
           CASE publication WHEN 'rates' THEN 1 WHEN 'rates_in_dollars' THEN 2 WHEN 'rates_too' THEN 3 END AS rate_rank
    FROM (SELECT publication, per_year FROM issued
          UNION ALL SELECT unnest(['rates', 'rates_in_dollars', 'rates_too', 'dollars', 'newspaper']), 1);

    INSERT INTO core.basis BY NAME
    SELECT publication, basis, basis AS title, '' AS text, '' AS url, edi_included,
           CASE WHEN borrows THEN 'WIDE' ELSE basis END AS b2c_basis, complement, split_of,
           split_of || CASE WHEN p % 4 = 3 THEN '-10_plus' ELSE '-all_sizes' END
               || CASE WHEN basis = 'WEB' THEN '-channel' ELSE '-buyer' END
               || CASE WHEN complement = 'B2B_B2G' THEN '-b2b_b2g' ELSE '-b2b' END
               || CASE WHEN p % 7 = 6 THEN '-b2c_c2c' ELSE '-b2c' END AS comparable_as,
           CASE WHEN p % 10 = 4 AND basis IN ('WIDE', 'NARROW') OR p % 10 = 9 AND basis = 'WIDE' THEN 'OLD' END AS replaces
    FROM defined
    UNION ALL BY NAME
    SELECT 'dollars' AS publication, 'CONVERTED' AS basis, '' AS title, '' AS text, '' AS url, 'not said' AS edi_included,
           'CONVERTED' AS b2c_basis, NULL AS complement, 'market' AS split_of, 'market-all_sizes-buyer-b2b-b2c' AS comparable_as
    UNION ALL BY NAME
    SELECT 'newspaper' AS publication, 'RETOLD' AS basis, '' AS title, '' AS text, '' AS url, 'not said' AS edi_included,
           'RETOLD' AS b2c_basis, NULL AS complement, 'market' AS split_of, 'market-all_sizes-buyer-b2b-b2c' AS comparable_as;

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
    connection.execute(_PERIOD_NAMES)
    for figures in (_OBSERVATIONS, _RATES, _DOLLARS, _RETOLD):
        connection.execute("INSERT INTO core.observation BY NAME " + figures)
    connection.execute(_DECLARED)
    counted = connection.execute("SELECT count(*) FROM core.observation").fetchone()
    assert counted is not None
    return int(counted[0])

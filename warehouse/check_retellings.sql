-- One row: a staged figure that another publication is said to have, or that is printed in two currencies
-- (suites.retelling_rules). Reads figure (check_figures.sql), basis (declared), source (what the retold publications say, every
-- edition and basis), rate (local currency per US dollar, one row a publication, currency and year), measure kinds in figure.
--
-- A retelling agrees with its source where any print of the same area, period, segment, measure and unit does, within the rounding
-- of both or the declared factor: a page may retell an earlier vintage or either of two definitions. Where nothing of the source is
-- loaded yet the figure is held: it is checked again once there is (retellings.py).
-- The bracketed second currency: the same amount in a basis that says what it is converted from, at the yearly average of the
-- period or of the year the page was published, for pages convert at the rate of their day.
CREATE OR REPLACE TABLE retelling AS
WITH told AS (
    SELECT figure.*, basis.retells, basis.converted_from, coalesce(figure.rounding_unit, 0) * 0.5 AS half
    FROM figure
    JOIN basis USING (basis)
    WHERE figure.obs_value IS NOT NULL
), compared AS (
    SELECT told.row_number,
           abs(told.obs_value - source.obs_value) <= told.half + coalesce(source.rounding_unit, 0) * 0.5
           OR (told.kind IN ('level', 'count') AND told.obs_value > 0 AND source.obs_value > 0
               -- DOUBLE is exact enough to compare with a factor; no figure comes of it
               AND greatest(CAST(told.obs_value AS DOUBLE) / CAST(source.obs_value AS DOUBLE),
                            CAST(source.obs_value AS DOUBLE) / CAST(told.obs_value AS DOUBLE))
                   <= getvariable('source_factor')) AS agrees,
           {'publication': source.publication, 'edition': source.edition, 'basis': source.basis,
            'obs_value': trim_zeros(source.obs_value)} AS shown
    FROM told
    JOIN source
      ON source.publication = told.retells AND source.ref_area = told.ref_area
     AND source.time_period = told.time_period AND source.segment = told.segment AND source.measure = told.measure
     AND source.unit_measure = told.unit_measure
), agreement AS (
    SELECT row_number, bool_or(agrees) AS agrees, to_json(list(DISTINCT shown ORDER BY shown)) AS sources,
           string_agg(DISTINCT concat(shown.obs_value, ' in ', shown.publication, ' ', shown.edition), ', ') AS shown
    FROM compared
    GROUP BY row_number
), pair AS (
    SELECT own.row_number AS own_row, other.row_number AS other_row, own.unit_measure AS own_unit,
           own.obs_value AS own_value, other.unit_measure AS other_unit, other.obs_value AS other_value,
           [CAST(substr(own.time_period, 1, 4) AS INTEGER), year(own.published_on)] AS years
    FROM told AS other
    JOIN told AS own
      ON own.basis = other.converted_from AND own.ref_area = other.ref_area AND own.time_period = other.time_period
     AND own.segment = other.segment AND own.measure = other.measure
    WHERE other.kind = 'level' AND own.obs_value > 0 AND other.obs_value > 0
), agreement_of_row AS (
    FROM agreement
    UNION ALL
    -- an amount in brackets is as right as the one it was converted from
    SELECT pair.other_row, agreement.agrees, agreement.sources, agreement.shown
    FROM agreement JOIN pair ON pair.own_row = agreement.row_number
), per_dollar AS (
    SELECT currency, year, lcu_per_usd FROM rate
    UNION
    SELECT 'USD', year, 1 FROM rate
), converted AS (
    SELECT pair.*, (CAST(other_value AS DOUBLE) / other_rate.lcu_per_usd) / (CAST(own_value AS DOUBLE) / own_rate.lcu_per_usd)
                   AS ratio
    FROM pair
    JOIN per_dollar AS own_rate ON own_rate.currency = pair.own_unit AND list_contains(pair.years, own_rate.year)
    JOIN per_dollar AS other_rate ON other_rate.currency = pair.other_unit AND other_rate.year = own_rate.year
), conversion AS (
    SELECT unnest([own_row, other_row]) AS row_number, min(greatest(ratio, 1 / ratio)) AS factor,
           any_value({'amount': concat(trim_zeros(own_value), ' ', own_unit),
                      'converted': concat(trim_zeros(other_value), ' ', other_unit)}) AS shown
    FROM converted
    GROUP BY own_row, other_row
)
SELECT told.row_number,
       told.obs_value, told.unit_measure,
       (told.retells IS NULL OR told.retells IN (SELECT publication FROM source))
       AND (told.row_number NOT IN (SELECT unnest([own_row, other_row]) FROM pair) OR EXISTS (FROM rate)) AS has_source,
       told.retells,
       agreement.agrees AS agrees_with_source, agreement.sources, agreement.shown AS sources_shown,
       conversion.factor AS conversion_factor, to_json(conversion.shown) AS amounts,
       concat(conversion.shown.amount, ' beside ', conversion.shown.converted) AS amounts_shown
FROM told
LEFT JOIN agreement_of_row AS agreement USING (row_number)
LEFT JOIN conversion USING (row_number)
ORDER BY told.row_number;

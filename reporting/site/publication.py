"""The page of a publication: what it is, its definitions and editions, its checks, what it refused and revised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractors import codes
from reporting.charts.shares import fetched, publisher_name
from reporting.numerals import Numerals
from reporting.site.freshness import freshness_table
from reporting.site.pages import (
    Link,
    Page,
    Row,
    area_page,
    counted,
    publication_page,
)
from reporting.site.publication_tables import checks_table, editions_table, quarantine_table
from reporting.site.revisions import forecasts_table, revised_table, vintage_charts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PUBLICATIONS = """
    SELECT publication.*, freshness.* EXCLUDE (publication, cadence)
    FROM core.publication AS publication LEFT JOIN mart.freshness AS freshness USING (publication)
    ORDER BY expected_next_on, publication
"""

_BASES = """
    SELECT basis.*, count(DISTINCT observation_id) AS figures,
           list(DISTINCT comparability_group ORDER BY comparability_group)
               FILTER (comparability_group IS NOT NULL) AS comparability_groups
    FROM core.basis AS basis
    LEFT JOIN core.observation AS observation USING (publication, basis)
    LEFT JOIN (SELECT DISTINCT publication, basis, comparability_group FROM mart.segment_share)
        USING (publication, basis)
    WHERE basis.publication = $publication
    GROUP BY ALL
    ORDER BY basis
"""

_EDITIONS = """
    SELECT edition.edition, edition.published_on, snapshot.snapshot_id, snapshot.document, snapshot.media_type,
           snapshot.lang, snapshot.url, snapshot.captured_at,
           (SELECT count(*) FROM core.observation AS o WHERE o.snapshot_id = snapshot.snapshot_id) AS figures,
           (SELECT count(*) FROM core.observation AS o
            WHERE o.snapshot_id = snapshot.snapshot_id AND verification = 'unverified') AS unverified
    FROM core.edition AS edition
    LEFT JOIN core.snapshot AS snapshot USING (publication, edition)
    WHERE edition.publication = $publication
    ORDER BY edition.published_on DESC, edition.edition DESC, document, captured_at
"""

#: The newest load of each edition that came to its checks.
NEWEST_LOADS = """
    SELECT max(load_id) AS load_id FROM core.load
    WHERE kind = 'load' AND status IN ('complete', 'blocked') GROUP BY publication, edition
"""

_CHECKS = f"""
    SELECT suite, expectation, severity, sum(checked_count) AS checked, sum(unexpected_count) AS unexpected,
           count(*) AS loads, bool_and(success) AS success, max_by(evidence, load_id) AS evidence
    FROM core.validation_result JOIN core.load AS load USING (load_id)
    WHERE load.publication = $publication AND load_id IN ({NEWEST_LOADS})
    GROUP BY suite, expectation, severity
    ORDER BY success, severity, suite, expectation
"""  # noqa: S608 - a query of our own

_QUARANTINE = f"""
    SELECT quarantine.* FROM core.quarantine AS quarantine
    WHERE publication = $publication AND load_id IN ({NEWEST_LOADS})
    ORDER BY edition DESC, document, rule, series_key, quarantine_id
"""  # noqa: S608 - a query of our own

_REVISED = """
    SELECT revision.*, area.name AS area_name, measure.title AS measure_title
    FROM mart.revision AS revision
    JOIN core.area AS area USING (ref_area)
    JOIN core.measure AS measure ON measure.measure = revision.measure
    WHERE publication = $publication AND (is_revised OR is_method_break)
    ORDER BY abs(revision_pct) DESC NULLS LAST, area.name, time_period, segment, revision.measure, basis
"""

_PRINTS = """
    SELECT observation_id, edition, published_on, vintage, ref_area, time_period, segment, measure, basis, obs_value,
           unit_measure
    FROM core.observation JOIN (
        SELECT ref_area, time_period, segment, measure, basis FROM mart.revision
        WHERE publication = $publication AND is_revised AND revision_pct IS NOT NULL
        ORDER BY abs(revision_pct) DESC, ref_area, time_period, segment, measure, basis LIMIT $drawn)
        USING (ref_area, time_period, segment, measure, basis)
    WHERE publication = $publication AND obs_value IS NOT NULL
    ORDER BY ref_area, time_period, segment, measure, basis, published_on, edition, vintage
"""

_FORECASTS = """
    SELECT error.*, area.name AS area_name, measure.title AS measure_title
    FROM mart.forecast_error AS error
    JOIN core.area AS area USING (ref_area)
    JOIN core.measure AS measure ON measure.measure = error.measure
    WHERE publication = $publication
    ORDER BY published_on DESC, area.name, time_period, segment, error.measure
"""

_AREAS = """
    SELECT ref_area, area.name AS area_name, count(*) AS figures
    FROM core.observation_latest JOIN core.area AS area USING (ref_area)
    WHERE publication = $publication
    GROUP BY ALL ORDER BY area.name
"""

#: How many revised figures the chart of vintages draws: the most revised ones.
DRAWN = 8


def publication_pages(connection: DuckDBPyConnection, numerals: Numerals) -> Iterator[Page]:
    """Yield the list of publications and the page of each."""
    rows = fetched(connection.execute(_PUBLICATIONS))
    yield Page("publications/index.html", "publications.html", "Publications", {"freshness": freshness_table(rows)})
    for row in rows:
        yield _page(connection, row, numerals)


def _page(connection: DuckDBPyConnection, row: Row, numerals: Numerals) -> Page:
    wanted = {"publication": row["publication"]}
    quarantine = fetched(connection.execute(_QUARANTINE, wanted))
    revised = fetched(connection.execute(_REVISED, wanted))
    editions = fetched(connection.execute(_EDITIONS, wanted))
    figures = sum(one["figures"] or 0 for one in editions)
    prints = fetched(connection.execute(_PRINTS, {**wanted, "drawn": DRAWN}))
    return Page(
        publication_page(row["publication"]),
        "publication.html",
        row["title"],
        {
            "id": row["publication"],
            "about": {
                name: row[name] for name in ("summary", "standing", "cadence", "url", "licence", "verified_live")
            },
            "publisher": publisher_name(row["publication"], row["publisher"]),
            "own_name": row["publisher"],
            "country": codes.area_name(row["country"]) if codes.is_area(row["country"]) else "international",
            "fresh": {name: row[name] for name in ("last_edition", "last_published_on", "last_time_period")},
            "due": str(row["expected_next_on"] or ""),
            "all_refused": bool(quarantine) and not figures,
            "bases": [_basis(one) for one in fetched(connection.execute(_BASES, wanted))],
            "areas": [
                Link(f"{one['area_name']} ({numerals.number(one['figures'])})", area_page(one["ref_area"]))
                for one in fetched(connection.execute(_AREAS, wanted))
            ],
            "editions": editions_table(editions, numerals),
            "checks": checks_table(fetched(connection.execute(_CHECKS, wanted)), numerals),
            "quarantine": quarantine_table(quarantine),
            "revised": revised_table(revised, numerals),
            "forecasts": forecasts_table(fetched(connection.execute(_FORECASTS, wanted)), numerals),
        },
        list(vintage_charts(row, revised, prints, numerals)),
        (Link("Publications", "publications/index.html"),),
    )


def _basis(row: Row) -> Row:
    said = {"yes": "EDI counts", "no": "EDI does not count", "not said": "whether EDI counts is not said"}
    return {
        "code": row["basis"],
        "title": row["title"],
        "text": row["text"],
        "url": row["url"] or "",
        "figures": counted(row["figures"], "figure"),
        "edi": said.get(row["edi_included"], row["edi_included"]),
        "groups": row["comparability_groups"] or [],
        "complement": row["complement"] or "",
        "replaces": row["replaces"] or "",
    }

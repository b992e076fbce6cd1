"""The page of a publication: what it is, its definitions and editions, its checks, what was refused, what it revised."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractors.documents import normalise
from extractors.observation import locator_from_json
from reporting.charts.shares import fetched, in_lines, publisher_name, short_name
from reporting.numerals import MISSING, Numerals
from reporting.site.marks import place_id
from reporting.site.overview import freshness_table
from reporting.site.pages import (
    Cell,
    Chart,
    Column,
    Line,
    Link,
    Page,
    Row,
    Table,
    area_page,
    counted,
    document_page,
    figure_page,
    publication_page,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PUBLICATIONS = """
    SELECT publication.*, freshness.* EXCLUDE (publication, cadence)
    FROM core.publication AS publication LEFT JOIN mart.freshness AS freshness USING (publication)
    ORDER BY expected_next_on, publication
"""

_BASES = """
    SELECT basis.*, count(DISTINCT observation_id) AS figures, any_value(comparability_group) AS comparability_group
    FROM core.basis AS basis
    LEFT JOIN core.observation AS observation USING (publication, basis)
    LEFT JOIN (SELECT DISTINCT publication, basis, comparability_group FROM mart.segment_share) USING (publication, basis)
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
           count(*) AS loads, bool_and(success) AS success, any_value(evidence) AS evidence
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
            "about": {name: row[name] for name in ("summary", "standing", "cadence", "url", "licence", "verified_live")},
            "publisher": publisher_name(row["publication"], row["publisher"]),
            "own_name": row["publisher"],
            "country": row["country"],
            "fresh": {name: row[name] for name in ("last_edition", "last_published_on", "last_time_period")},
            "due": str(row["expected_next_on"] or ""),
            "all_refused": bool(quarantine) and not figures,
            "bases": [_basis(one) for one in fetched(connection.execute(_BASES, wanted))],
            "areas": [
                Link(f"{one['area_name']} ({numerals.number(one['figures'])})", area_page(one["ref_area"]))
                for one in fetched(connection.execute(_AREAS, wanted))
            ],
            "editions": _editions(editions, numerals),
            "checks": _checks(fetched(connection.execute(_CHECKS, wanted)), numerals),
            "quarantine": quarantine_table(quarantine),
            "revised": _revised(revised, numerals),
            "forecasts": _forecasts(fetched(connection.execute(_FORECASTS, wanted)), numerals),
        },
        list(_vintages(row, revised, prints, numerals)),
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
        "group": row["comparability_group"] or "",
        "complement": row["complement"] or "",
        "replaces": row["replaces"] or "",
    }


def _editions(rows: Sequence[Row], numerals: Numerals) -> Table:
    return Table(
        "Editions and their documents, newest first",
        (
            Column("edition"),
            Column("published"),
            Column("document"),
            Column("kind"),
            Column("figures", True),
            Column("not verified", True, "Figures that nobody has yet seen at their source."),
            Column("captured, UTC"),
        ),
        [
            Line(
                (
                    row["edition"],
                    str(row["published_on"]),
                    Link(f"{row['document']} ({row['lang']})", document_page(row["snapshot_id"]))
                    if row["snapshot_id"]
                    else MISSING,
                    row["media_type"] or MISSING,
                    numerals.number(row["figures"] or 0),
                    numerals.number(row["unverified"] or 0),
                    row["captured_at"].isoformat(sep=" ", timespec="seconds") if row["captured_at"] else MISSING,
                )
            )
            for row in rows
        ],
        empty="No edition has been loaded yet.",
        filters=len(rows) > 8,
    )


def _checks(rows: Sequence[Row], numerals: Numerals) -> Table:
    return Table(
        "What was checked in the newest load of each edition",
        (
            Column("grain"),
            Column("expectation"),
            Column("severity", says="critical refuses the figure or stops the edition; warning is only recorded."),
            Column("looked at", True),
            Column("failed", True),
            Column("expected"),
        ),
        [
            Line(
                (
                    row["suite"],
                    row["expectation"].replace("_", " "),
                    row["severity"],
                    numerals.number(int(row["checked"])),
                    numerals.number(int(row["unexpected"])),
                    expected_of(row["evidence"]),
                )
            )
            for row in rows
        ],
        empty="No load has come to its checks yet.",
        filters=len(rows) > 8,
    )


def expected_of(evidence: str) -> str:
    """Return what an expectation expects, in words."""
    said = json.loads(evidence).get("expected", "")
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def quarantine_table(rows: Sequence[Row], *, with_publication: bool = False) -> Table:
    """Return refused figures with their reasons and the place in the document."""
    of = (Column("publication"),) if with_publication else ()
    return Table(
        "Refused figures of the newest load of each edition",
        (*of, Column("edition"), Column("printed"), Column("refused as"), Column("rule"), Column("reason"), Column("place")),
        [
            Line(
                (
                    *((Link(row["publication"], publication_page(row["publication"])),) if with_publication else ()),
                    row["edition"],
                    _printed(row),
                    row["series_key"].replace("/", " / "),
                    row["rule"].replace("_", " "),
                    row["reason"],
                    normalise(locator_from_json(row["locator"]).describe()),
                ),
                anchor=row["quarantine_id"],
            )
            for row in rows
        ],
        empty="Nothing stands refused.",
        filters=len(rows) > 8,
    )


def _printed(row: Row) -> Cell:
    """Return the refused print, as a link to its place in the document where that is archived."""
    printed = row["raw_text"] or "nothing"
    if not row["snapshot_id"]:
        return printed
    return Link(printed, f"{document_page(row['snapshot_id'])}#{place_id(row['locator'])}")


def _vintages(row: Row, revised: Sequence[Row], prints: Sequence[Row], numerals: Numerals) -> Iterator[Chart]:
    """Yield the chart of vintages where anything was revised: each print against the first of its point."""
    if not prints:
        return
    names = {_key(one): _point(one) for one in revised}
    marks: list[Row] = [{"layer": "zero", "pct": 0}]
    first: dict[tuple[str, ...], Row] = {}
    for one in prints:
        key = _key(one)
        base = first.setdefault(key, one)
        if not base["obs_value"] or base["unit_measure"] != one["unit_measure"]:
            continue
        change = (one["obs_value"] / base["obs_value"] - 1) * 100
        marks.append(
            {
                "layer": "print",
                "t": round(one["published_on"].year + (one["published_on"].timetuple().tm_yday - 1) / 366, 3),
                "pct": float(round(change, 4)),
                "series": in_lines(names.get(key, one["time_period"])),
                "edition": f"{one['edition']} ({one['published_on']})",
                "shown": numerals.amount(one["obs_value"], one["unit_measure"]),
                "change": numerals.percent(change, 2, signed=True),
                "figure": one["observation_id"],
            }
        )
    drawn = list(dict.fromkeys(mark["series"].replace("\n", " ") for mark in marks[1:]))
    yield Chart(
        "vintages",
        "vintages",
        "How figures changed from edition to edition",
        f"Each print of {counted(len(drawn), 'revised figure')} against its first print, by the day of the edition: "
        + "; ".join(drawn)
        + ".",
        short_name(row["publication"], row["publisher"]),
        marks,
        Table(
            "Prints of the most revised figures",
            (Column("figure"), Column("edition"), Column("printed as", True), Column("on the first print", True)),
            [
                Line((mark["series"].replace("\n", " "), mark["edition"], Link(mark["shown"], figure_page(mark["figure"])), mark["change"]))
                for mark in marks[1:]
            ],
        ),
        says=f"The {counted(len(drawn), 'figure')} revised most; the table below has all."
        if len(revised) > len(drawn)
        else "",
    )


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("ref_area", "time_period", "segment", "measure", "basis"))


def _point(row: Row) -> str:
    return f"{row['area_name']} {row['time_period']}, {row['segment']}, {row['measure_title'].lower()}"


def _revised(rows: Sequence[Row], numerals: Numerals) -> Table:
    return Table(
        "Every figure that was revised, or that a new method has replaced",
        (
            Column("figure"),
            Column("definition"),
            Column("first print", True),
            Column("in"),
            Column("latest print", True),
            Column("in "),
            Column("change, %", True),
            Column("what happened"),
        ),
        [
            Line(
                (
                    _point(row),
                    row["basis"],
                    Link(numerals.amount(row["first_value"], row["unit_measure"]), figure_page(row["first_observation_id"])),
                    row["first_edition"],
                    Link(
                        numerals.amount(row["latest_value"], row["unit_measure"]), figure_page(row["latest_observation_id"])
                    ),
                    row["latest_edition"],
                    numerals.number(row["revision_pct"], 2, signed=True),
                    row["history"]
                    + (
                        f": {numerals.amount(row['succeeded_by_value'], row['unit_measure'])} by {row['succeeded_by_basis']}"
                        if row["succeeded_by_basis"]
                        else ""
                    ),
                )
            )
            for row in rows
        ],
        empty="No figure of this publication has been revised.",
        filters=len(rows) > 8,
    )


def _forecasts(rows: Sequence[Row], numerals: Numerals) -> Table:
    return Table(
        "Forecasts that met an actual figure",
        (
            Column("figure"),
            Column("forecast in"),
            Column("forecast", True),
            Column("actual", True),
            Column("actual in"),
            Column("error, %", True, "Above zero where too much was expected."),
        ),
        [
            Line(
                (
                    _point(row),
                    row["edition"],
                    Link(numerals.amount(row["forecast_value"], row["unit_measure"]), figure_page(row["observation_ids"][0])),
                    Link(numerals.amount(row["actual_value"], row["unit_measure"]), figure_page(row["observation_ids"][1])),
                    row["actual_edition"],
                    numerals.number(row["error_pct"], 1, signed=True),
                )
            )
            for row in rows
        ],
        empty="No forecast of this publication has met an actual figure.",
    )

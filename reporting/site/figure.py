"""The page of a figure: the document with its very place marked, its reading, its vintages, what it feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from itertools import groupby
from typing import TYPE_CHECKING

from extractors import codes
from extractors.documents import normalise
from extractors.observation import locator_from_json
from reporting.charts.shares import fetched, publisher_name, share_text
from reporting.numerals import MISSING, NO_BREAK, Numerals
from reporting.site.area_tables import value_text
from reporting.site.marks import place_id
from reporting.site.pages import (
    Column,
    Line,
    Link,
    Page,
    Row,
    Table,
    area_page,
    document_page,
    figure_page,
    periods,
    publication_page,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: How many rows of a query are held at a time.
_BATCH = 1000

_PUBLICATIONS = "SELECT publication, title, publisher, standing FROM core.publication ORDER BY publication"

_BASES = "SELECT basis, title, text, url FROM core.basis WHERE publication = $publication"

_SNAPSHOTS = """
    SELECT snapshot_id, document, lang, url, media_type, sha256, captured_at
    FROM core.snapshot WHERE publication = $publication
"""

_FIGURES = """
    SELECT observation.*, area.name AS area_name
    FROM core.observation AS observation JOIN core.area AS area USING (ref_area)
    WHERE publication = $publication
    ORDER BY ref_area, measure, segment, basis, time_period, published_on, edition, vintage
"""

_FED = """
    SELECT input.observation_id, share.share_id, share.ref_area, share.time_period, share.share_method,
           share.b2b_share_pct, share.b2b_share_low_pct, share.b2b_share_high_pct, share.has_unverified, share.refused,
           trend.series_id, series.first_time_period, series.last_time_period, series.n, series.trend_direction,
           series.slope_refused
    FROM (SELECT *, unnest(observation_ids) AS observation_id FROM mart.segment_share
          WHERE publication = $publication) AS input
    JOIN mart.segment_share AS share USING (share_id)
    LEFT JOIN mart.share_trend AS trend USING (share_id)
    LEFT JOIN mart.series_trend AS series USING (series_id)
    ORDER BY input.observation_id, share.share_id
"""

_HOW = {
    "values": "both sides as printed",
    "published": "the share as printed",
    "complement": "what the printed share of the other side leaves",
    "of_total": "the business side and the total as printed",
}

_VERIFIED = {
    "live": "read from the publisher's own document",
    "seen": "seen at its source",
    "unverified": "not verified: nobody has yet seen it at its source",
}


def figure_pages(connection: DuckDBPyConnection, numerals: Numerals, placed: Mapping[str, Set[str]]) -> Iterator[Page]:
    """Yield the page of every figure of every vintage.

    ``placed`` holds the places that the page of each document shows, by its snapshot. The queries are one a
    publication, and the figures of a point come together, so that a page has its vintages at hand.
    """
    for publication in fetched(connection.execute(_PUBLICATIONS)):
        wanted = {"publication": publication["publication"]}
        bases = {one["basis"]: one for one in fetched(connection.execute(_BASES, wanted))}
        snapshots = {one["snapshot_id"]: one for one in fetched(connection.execute(_SNAPSHOTS, wanted))}
        fed: dict[str, list[Row]] = defaultdict(list)
        for row in fetched(connection.execute(_FED, wanted)):
            fed[row["observation_id"]].append(row)
        for _, point in groupby(_streamed(connection, _FIGURES, wanted), key=_point):
            vintages = list(point)
            table = _vintages(vintages, numerals)
            for figure in vintages:
                yield _page(
                    figure,
                    publication,
                    bases[figure["basis"]],
                    snapshots.get(figure["snapshot_id"]),
                    table,
                    fed.get(figure["observation_id"], []),
                    place_id(figure["locator"]) in placed.get(figure["snapshot_id"], ()),
                    vintages[-1]["observation_id"],
                    numerals,
                )


def _streamed(connection: DuckDBPyConnection, query: str, wanted: Row) -> Iterator[Row]:
    """Yield the rows of a query, some at a time, while the connection answers others."""
    cursor = connection.cursor().execute(query, wanted)
    names = [column[0] for column in cursor.description or []]
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def _point(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("ref_area", "measure", "segment", "basis", "time_period"))


def _page(
    figure: Row,
    publication: Row,
    basis: Row,
    snapshot: Row | None,
    vintages: Table,
    fed: list[Row],
    is_placed: bool,
    newest: str,
    numerals: Numerals,
) -> Page:
    measure = codes.MEASURES[figure["measure"]].title
    withdrawn = figure["is_tombstone"]
    # A withdrawn figure has the place of the print before: what stands there now is another one.
    is_placed = is_placed and not withdrawn
    return Page(
        figure_page(figure["observation_id"]),
        "figure.html",
        f"{figure['area_name']} {figure['time_period']}: {figure['segment']}, {measure.lower()}",
        {
            "value": "withdrawn" if withdrawn else value_text(figure, numerals),
            "withdrawn": withdrawn,
            "printed": figure["raw_text"],
            "around": figure["raw_context"],
            "place": normalise(locator_from_json(figure["locator"]).describe()),
            "is_newest": figure["observation_id"] == newest,
            "newest": figure_page(newest),
            "standing": publication["standing"],
            "frame": _frame(figure, snapshot, is_placed=is_placed),
            "is_placed": is_placed,
            "reading": _reading(figure, publication, basis, snapshot, numerals),
            "vintages": vintages,
            "here": figure["observation_id"],
            "fed": _fed(fed, numerals),
        },
        above=(
            Link(figure["area_name"], f"{area_page(figure['ref_area'])}#figure-{newest}"),
            Link(publication["title"], publication_page(publication["publication"])),
        ),
    )


def _frame(figure: Row, snapshot: Row | None, *, is_placed: bool) -> str:
    """Return the page of the document, at the place of the figure where it is shown there; empty for no document."""
    if snapshot is None:
        return ""
    page = document_page(snapshot["snapshot_id"])
    return f"{page}#{place_id(figure['locator'])}" if is_placed else page


def _reading(figure: Row, publication: Row, basis: Row, snapshot: Row | None, numerals: Numerals) -> list[Row]:
    """Return what was read, fact by fact: a name, and texts or links."""
    facts: list[tuple[str, str | Link | list[str | Link]]] = []
    unit = f"{NO_BREAK}%" if figure["unit_measure"] == "PCT" else f" {figure['unit_measure']}"
    if figure["obs_value"] is not None:
        facts.append(("exact value", f"{numerals.number(figure['obs_value'])}{unit}"))
    if figure["rounding_unit"] is not None:
        half = numerals.number(figure["rounding_unit"] / 2)
        facts.append(
            (
                "printed to",
                f"{numerals.number(figure['rounding_unit'])}{unit}, so good to ±{half}",
            )
        )
    facts += [
        ("area", [Link(figure["area_name"], area_page(figure["ref_area"])), f" ({figure['ref_area']})"]),
        ("period", figure["time_period"]),
        ("segment", f"{figure['segment']}: {codes.SEGMENTS[figure['segment']].title}"),
        ("measure", codes.MEASURES[figure["measure"]].title),
        ("status", codes.OBS_STATUS[figure["obs_status"]] + (f", {figure['obs_flag']}" if figure["obs_flag"] else "")),
        ("definition", [Link(basis["title"], basis["url"]), f". {basis['text']}"] if basis["url"] else basis["text"]),
        (
            "publisher",
            publisher_name(publication["publication"], publication["publisher"])
            + (" (retells others)" if publication["standing"] == "secondary" else ""),
        ),
        (
            "publication",
            [
                Link(publication["title"], publication_page(publication["publication"])),
                f", edition {figure['edition']} of {figure['published_on']}",
            ],
        ),
    ]
    if snapshot is not None:
        captured = snapshot["captured_at"].isoformat(sep=" ", timespec="seconds")
        facts += [
            ("document", [f"{snapshot['document']} ({snapshot['lang']}), ", Link(snapshot["url"], snapshot["url"])]),
            ("captured", f"{captured} UTC, {snapshot['media_type']}, sha256 {snapshot['sha256']}"),
        ]
    verified: list[str | Link] = [_VERIFIED[figure["verification"]]]
    if evidence := figure["evidence_url"]:
        # some evidence is a place in a repository, told in words
        verified += [", ", evidence if " " in evidence else Link("evidence", evidence)]
    facts += [("verified", verified), ("observation", figure["observation_id"])]
    return [{"name": name, "value": value} for name, value in facts]


def _vintages(rows: list[Row], numerals: Numerals) -> Table:
    return Table(
        "Every print of this figure, oldest first",
        (
            Column("edition"),
            Column("published"),
            Column("printed"),
            Column("value", True),
            Column("status"),
            Column("loaded, UTC"),
        ),
        [
            Line(
                (
                    row["edition"] + (f", corrected ({row['vintage']})" if row["vintage"] > 1 else ""),
                    str(row["published_on"]),
                    row["raw_text"] or MISSING,
                    Link(
                        "withdrawn" if row["is_tombstone"] else value_text(row, numerals),
                        figure_page(row["observation_id"]),
                    ),
                    codes.OBS_STATUS[row["obs_status"]],
                    row["recorded_at"].isoformat(sep=" ", timespec="seconds"),
                ),
                anchor=row["observation_id"],
            )
            for row in rows
        ],
    )


def _fed(rows: list[Row], numerals: Numerals) -> Table:
    return Table(
        "Shares and trends made with it",
        (Column("period"), Column("B2B share", True), Column("formed from"), Column("series"), Column("which says")),
        [
            Line(
                (
                    row["time_period"],
                    MISSING
                    if row["b2b_share_pct"] is None
                    else Link(share_text(row, numerals), f"{area_page(row['ref_area'])}#{row['share_id']}"),
                    _HOW.get(row["share_method"], row["refused"] or MISSING),
                    MISSING
                    if row["series_id"] is None
                    else Link(
                        f"{periods(row['first_time_period'], row['last_time_period'])}, n = {row['n']}",
                        f"{area_page(row['ref_area'])}#{row['series_id']}",
                    ),
                    row["trend_direction"] or row["slope_refused"] or MISSING,
                )
            )
            for row in rows
        ],
        empty="No share rests on this figure.",
    )

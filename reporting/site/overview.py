"""The first page: what becomes of the founding claim, shares by area, who is how fresh, what moved and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts.shares import (
    band_text,
    fetched,
    half_width,
    publisher_name,
    share_marks,
    share_rows,
    share_text,
    short_name,
)
from reporting.numerals import Numerals, share_places
from reporting.site.pages import Chart, Column, Line, Link, Page, Row, Table, area_page, counted, figure_page, periods, publication_page

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: How many areas the first page draws, and how many each page of the others.
FIRST, EACH = 12, 24
#: How many moves and revisions are listed.
LISTED = 10

_VERDICTS = """
    SELECT ref_area, area.name AS area_name, is_group, mainstream.* EXCLUDE (ref_area)
    FROM mart.mainstream AS mainstream JOIN core.area AS area USING (ref_area)
    WHERE is_latest
    ORDER BY ref_area = 'WLD' DESC, publishers DESC, is_group, area.name
"""

#: The share that the first sentence is about: of the widest area there is, the newest, the most exact first.
_HEADLINE = """
    SELECT share.*, publication.publisher, publication.title, basis.title AS basis_title, edition.published_on AS day
    FROM mart.segment_share AS share
    JOIN core.publication AS publication ON publication.publication = share.publication
    JOIN core.basis AS basis ON basis.publication = share.publication AND basis.basis = share.basis
    JOIN core.edition AS edition ON edition.publication = share.publication AND edition.edition = share.edition
    WHERE list_contains($share_ids, share_id)
    ORDER BY share.published_on DESC, b2b_share_high_pct - b2b_share_low_pct, share_id
    LIMIT 1
"""

FRESHNESS = """
    SELECT publication, publisher, title, standing, freshness.* EXCLUDE (publication)
    FROM core.publication AS publication LEFT JOIN mart.freshness AS freshness USING (publication)
    ORDER BY expected_next_on, publication
"""

_MOVES = """
    SELECT trend.*, area.name AS area_name, publisher, basis.title AS basis_title, share.observation_ids AS input_ids
    FROM mart.share_trend AS trend
    JOIN mart.segment_share AS share USING (share_id)
    JOIN core.area AS area ON area.ref_area = trend.ref_area
    JOIN core.publication AS publication ON publication.publication = trend.publication
    JOIN core.basis AS basis ON basis.publication = trend.publication AND basis.basis = trend.basis
    WHERE is_change_beyond_rounding AND trend.obs_status <> 'F'
    QUALIFY row_number() OVER (
        PARTITION BY trend.publication, trend.ref_area, trend.measure, trend.basis, trend.frequency
        ORDER BY trend.time_period DESC) = 1
    ORDER BY abs(b2b_share_change_pp) DESC, trend_id
    LIMIT $listed
"""

_REVISIONS = """
    SELECT revision.*, area.name AS area_name, publisher, measure.title AS measure_title, edition.published_on
    FROM mart.revision AS revision
    JOIN core.edition AS edition
        ON edition.publication = revision.publication AND edition.edition = revision.last_revised_in
    JOIN core.area AS area ON area.ref_area = revision.ref_area
    JOIN core.measure AS measure ON measure.measure = revision.measure
    JOIN core.publication AS publication ON publication.publication = revision.publication
    WHERE is_revised
    ORDER BY edition.published_on DESC, abs(revision_pct) DESC NULLS LAST, revision.publication, ref_area, time_period,
             segment, revision.measure, basis
    LIMIT $listed
"""

_COUNTS = """
    SELECT (SELECT count(*) FROM core.observation WHERE NOT is_tombstone) AS figures,
           (SELECT count(*) FROM core.edition) AS editions,
           (SELECT count(*) FROM core.publication) AS publications,
           (SELECT count(*) FROM mart.segment_share WHERE b2b_share_pct IS NOT NULL) AS shares
"""


def overview_pages(connection: DuckDBPyConnection, numerals: Numerals, state: str) -> Iterator[Page]:
    """Yield the first page, and the pages with the charts of all areas, some to a page."""
    verdicts = fetched(connection.execute(_VERDICTS))
    drawn = [_small_chart(connection, row, numerals) for row in verdicts[:FIRST]]
    yield Page(
        "index.html",
        "overview.html",
        "B2B and B2C in published figures",
        {
            "headline": _headline(connection, verdicts, numerals),
            "standing": _standing(verdicts),
            "counts": fetched(connection.execute(_COUNTS))[0],
            "others": max(len(verdicts) - FIRST, 0),
            "freshness": freshness_table(fetched(connection.execute(FRESHNESS))),
            "moves": _moves(fetched(connection.execute(_MOVES, {"listed": LISTED})), numerals),
            "revisions": revisions_table(fetched(connection.execute(_REVISIONS, {"listed": LISTED})), numerals),
            "state": state,
            "numerals": numerals.name,
        },
        drawn,
    )
    yield from _gallery(connection, verdicts, numerals)


def _headline(connection: DuckDBPyConnection, verdicts: Sequence[Row], numerals: Numerals) -> Row | None:
    """Return the figure that the claim is judged by, and its source; None where there is no share at all."""
    if not verdicts:
        return None
    first = verdicts[0]
    (share,) = fetched(connection.execute(_HEADLINE, {"share_ids": first["share_ids"]}))
    return {
        "share": numerals.percent(share["b2b_share_pct"], share_places(half_width(share))),
        "band": band_text(share, numerals),
        "has_unverified": share["has_unverified"],
        "area": first["area_name"],
        "area_page": area_page(first["ref_area"]),
        "period": share["time_period"],
        "is_larger": share["b2b_share_low_pct"] > 50,
        "is_smaller": share["b2b_share_high_pct"] < 50,
        "publisher": publisher_name(share["publication"], share["publisher"]),
        "title": share["title"],
        "edition": share["edition"],
        "day": share["day"],
        "definition": share["basis_title"],
        "publication_page": publication_page(share["publication"]),
        "figure_page": figure_page(share["observation_ids"][0]),
    }


def _standing(verdicts: Sequence[Row]) -> Row:
    """Return in how many areas B2B is the larger side by the newest figures, and in which it is not."""
    counted_verdicts = Counter(row["verdict"] for row in verdicts)
    larger = counted_verdicts.pop("B2B is the larger side", 0)
    others = [
        {
            "verdict": verdict,
            "areas": [
                Link(f"{row['area_name']} {row['time_period']}", area_page(row["ref_area"]))
                for row in verdicts
                if row["verdict"] == verdict
            ],
        }
        for verdict in sorted(counted_verdicts)
    ]
    return {"areas": len(verdicts), "larger": larger, "others": others}


def _small_chart(connection: DuckDBPyConnection, row: Row, numerals: Numerals) -> Chart:
    """Return the chart of one area among many: every share from 0 to 100 percent."""
    area, name = row["ref_area"], row["area_name"]
    shares = [one for one in share_rows(connection, [area]) if one["measure"] == "ecommerce_sales"]
    marks = share_marks(shares, (), numerals)
    if not any(mark["layer"] == "half" for mark in marks):
        marks.append({"layer": "half", "share": 50})
    newest = max(shares, key=lambda one: one["time_period"])
    names = list(dict.fromkeys(short_name(one["publication"], one["publisher"]) for one in shares))
    years = sorted({one["time_period"] for one in shares})
    table = Table(
        f"B2B share in {name}",
        (Column("period"), Column("series"), Column("B2B share", True), Column("rounding allows", True)),
        [
            Line((one["time_period"], one["series"], Link(share_text(one, numerals), figure_page(one["input_ids"][0])), band_text(one, numerals)))
            for one in shares
        ],
    )
    return Chart(
        f"small-{area}",
        "small",
        name,
        f"B2B share of e-commerce sales in {name}, {periods(years[0], years[-1])}, by {', '.join(names)}; "
        f"newest {share_text(newest, numerals)} in {newest['time_period']}.",
        ", ".join(names),
        marks,
        table,
        says=f"{newest['time_period']}: {share_text(newest, numerals)}",
    )


def _gallery(connection: DuckDBPyConnection, verdicts: Sequence[Row], numerals: Numerals) -> Iterator[Page]:
    """Yield the list of areas, and behind it the charts of all of them, some to a page."""
    by_name = sorted(verdicts, key=lambda row: (not row["is_group"], row["area_name"]))
    known = fetched(connection.execute(_AREAS))
    pages = range(0, max(len(by_name), 1), EACH)
    names = ["areas/index.html", *(f"areas/page-{number}.html" for number in range(2, len(pages) + 1))]
    for number, start in enumerate(pages):
        part = by_name[start : start + EACH]
        yield Page(
            names[number],
            "areas.html",
            "Areas" if number == 0 else f"Areas, page {number + 1}",
            {
                "table_of_areas": _areas_table(known, verdicts, numerals) if number == 0 else None,
                "pages": [Link(str(one + 1), name) for one, name in enumerate(names)],
                "here": number,
            },
            [_small_chart(connection, row, numerals) for row in part],
        )


_AREAS = """
    SELECT ref_area, area.name AS area_name, is_group, count(*) AS figures,
           count(DISTINCT publication) AS publications, max(time_period) AS newest
    FROM core.observation_latest AS observation JOIN core.area AS area USING (ref_area)
    GROUP BY ALL
    ORDER BY is_group DESC, area.name
"""


def _areas_table(known: Sequence[Row], verdicts: Sequence[Row], numerals: Numerals) -> Table:
    by_area = {row["ref_area"]: row for row in verdicts}
    return Table(
        "Every area with figures",
        (
            Column("area"),
            Column("code"),
            Column("figures", True),
            Column("publications", True),
            Column("newest share", says="The latest year with a share of e-commerce sales."),
            Column("B2B share", True, "From the lowest to the highest of all publishers."),
            Column("verdict"),
        ),
        [
            Line(
                (
                    Link(row["area_name"], area_page(row["ref_area"])),
                    row["ref_area"],
                    numerals.number(row["figures"]),
                    numerals.number(row["publications"]),
                    *_verdict_cells(by_area.get(row["ref_area"]), numerals),
                )
            )
            for row in known
        ],
        filters=True,
        empty="No figure has been loaded yet.",
    )


def _verdict_cells(row: Row | None, numerals: Numerals) -> tuple[str, str, str]:
    if row is None:
        return "–", "–", "no yearly share"
    least, most = row["min_b2b_share_pct"], row["max_b2b_share_pct"]
    span = numerals.percent(most, 1)
    if least != most:
        span = f"{numerals.number(least, 1)} to {span}"
    return row["time_period"], span + ("?" if row["has_unverified"] else ""), row["verdict"]


def freshness_table(rows: Sequence[Row]) -> Table:
    """Return who publishes what, and when the next edition is due; the reader's day says what is late."""
    return Table(
        "Publications by the day on which the next edition is due",
        (
            Column("publication"),
            Column("publisher"),
            Column("cadence"),
            Column("editions", True),
            Column("newest period"),
            Column("published"),
            Column("next due"),
            Column("today"),
        ),
        [
            Line(
                (
                    Link(row["title"], publication_page(row["publication"])),
                    publisher_name(row["publication"], row["publisher"]) + (" (retells others)" if row["standing"] == "secondary" else ""),
                    (row["cadence"] or "–").replace("_", "-"),
                    "–" if row["editions"] is None else str(row["editions"]),
                    row["last_time_period"] or "–",
                    str(row["last_published_on"] or "–"),
                    str(row["expected_next_on"] or "–"),
                    "",
                ),
                due=str(row["expected_next_on"] or ""),
            )
            for row in rows
        ],
        empty="No publication has been loaded yet.",
    )


def _moves(rows: Sequence[Row], numerals: Numerals) -> Table:
    return Table(
        "Largest last changes of a share, beyond rounding",
        (
            Column("area"),
            Column("publisher"),
            Column("period"),
            Column("B2B share", True),
            Column("change, pp", True, "Percentage points on the period before, under the same definition."),
            Column("direction"),
        ),
        [
            Line(
                (
                    Link(row["area_name"], area_page(row["ref_area"])),
                    short_name(row["publication"], row["publisher"]),
                    periods(row["previous_time_period"], row["time_period"]),
                    Link(share_text(row, numerals), figure_page(row["input_ids"][0])),
                    numerals.number(row["b2b_share_change_pp"], 2, signed=True),
                    row["direction"],
                )
            )
            for row in rows
        ],
        empty="No share has moved beyond what printed rounding allows.",
    )


def revisions_table(rows: Sequence[Row], numerals: Numerals) -> Table:
    """Return figures that a later edition prints otherwise."""
    return Table(
        "Newest revisions",
        (
            Column("figure"),
            Column("publisher"),
            Column("first print", True),
            Column("latest print", True),
            Column("change, %", True),
            Column("revised in"),
        ),
        [
            Line(
                (
                    Link(_point(row), figure_page(row["latest_observation_id"])),
                    short_name(row["publication"], row["publisher"]),
                    Link(numerals.amount(row["first_value"], row["unit_measure"]), figure_page(row["first_observation_id"])),
                    numerals.amount(row["latest_value"], row["unit_measure"]),
                    numerals.number(row["revision_pct"], 2, signed=True),
                    f"{row['last_revised_in']} ({row['published_on']})",
                )
            )
            for row in rows
        ],
        empty="No figure has been revised.",
    )


def _point(row: Row) -> str:
    return f"{row['area_name']} {row['time_period']}, {row['segment']}, {row['measure_title'].lower()}"


def newest_day(rows: Sequence[dict[str, Any]]) -> str:
    """Return the newest day of publication among rows of mart.freshness; empty for none."""
    return max((str(row["last_published_on"]) for row in rows if row["last_published_on"]), default="")

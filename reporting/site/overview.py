"""The first page: what becomes of the founding claim, shares by area, who is how fresh, what moved and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractors import codes
from reporting.charts.shares import (
    band_text,
    fetched,
    half_width,
    publisher_name,
    share_text,
    short_name,
)
from reporting.numerals import Numerals, share_places
from reporting.site.freshness import FRESHNESS, freshness_table
from reporting.site.gallery import gallery_pages, small_charts
from reporting.site.pages import (
    Column,
    Line,
    Link,
    Page,
    Row,
    Table,
    area_page,
    figure_page,
    periods,
    publication_page,
)
from reporting.titles import share_title

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: How many areas the first page draws.
FIRST = 12
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


_MOVES = """
    SELECT trend.*, area.name AS area_name, publisher, share.observation_ids AS input_ids
    FROM mart.share_trend AS trend
    JOIN mart.segment_share AS share USING (share_id)
    JOIN core.area AS area ON area.ref_area = trend.ref_area
    JOIN core.publication AS publication ON publication.publication = trend.publication
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
    drawn = small_charts(connection, verdicts[:FIRST], numerals)
    yield Page(
        "index.html",
        "overview.html",
        "B2B and B2C in published figures",
        {
            "headline": _headline(connection, verdicts, numerals),
            "standing": _standing(verdicts),
            "counts": {
                what: f"{numerals.number(number)} {what.removesuffix('s') if number == 1 else what}"
                for what, number in fetched(connection.execute(_COUNTS))[0].items()
            },
            "others": max(len(verdicts) - FIRST, 0),
            "freshness": freshness_table(fetched(connection.execute(FRESHNESS))),
            "moves": _moves(fetched(connection.execute(_MOVES, {"listed": LISTED})), numerals),
            "revisions": revisions_table(fetched(connection.execute(_REVISIONS, {"listed": LISTED})), numerals),
            "state": state,
            "numerals": numerals.name,
        },
        drawn,
    )
    yield from gallery_pages(connection, verdicts, numerals)


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
        "area": codes.in_a_sentence(first["area_name"]),
        "area_page": area_page(first["ref_area"]),
        "period": share["time_period"],
        "is_larger": share["b2b_share_low_pct"] > 50,
        "is_smaller": share["b2b_share_high_pct"] < 50,
        "publisher": publisher_name(share["publication"], share["publisher"]),
        "title": share["title"],
        "edition": share["edition"],
        "day": share["day"],
        "definition": share_title(share["basis_title"], share["share_method"]),
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
                    Link(
                        numerals.amount(row["first_value"], row["unit_measure"]),
                        figure_page(row["first_observation_id"]),
                    ),
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

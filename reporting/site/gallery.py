"""The list of areas, and behind it the small charts of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractors import codes
from reporting.charts.shares import (
    band_text,
    by_area,
    fetched,
    share_marks,
    share_rows,
    share_text,
    short_name,
)
from reporting.numerals import Numerals
from reporting.site.pages import (
    Chart,
    Column,
    Line,
    Link,
    Page,
    Row,
    Table,
    area_page,
    figure_page,
    periods,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


#: How many areas a page draws.
EACH = 24
#: How many series a small chart has room for: those with the newest shares.
SERIES = 6

_AREAS = """
    SELECT ref_area, area.name AS area_name, is_group, count(*) AS figures,
           count(DISTINCT publication) AS publications, max(time_period) AS newest
    FROM core.observation_latest AS observation JOIN core.area AS area USING (ref_area)
    GROUP BY ALL
    ORDER BY is_group DESC, area.name
"""


def gallery_pages(connection: DuckDBPyConnection, verdicts: Sequence[Row], numerals: Numerals) -> Iterator[Page]:
    """Yield the list of areas, and behind it the charts of all of them, some to a page."""
    by_name = sorted(verdicts, key=lambda row: (not row["is_group"], row["area_name"]))
    areas = fetched(connection.execute(_AREAS))
    pages = range(0, max(len(by_name), 1), EACH)
    names = ["areas/index.html", *(f"areas/page-{number}.html" for number in range(2, len(pages) + 1))]
    for number, start in enumerate(pages):
        part = by_name[start : start + EACH]
        yield Page(
            names[number],
            "areas.html",
            "Areas" if number == 0 else f"Areas, page {number + 1}",
            {
                "table_of_areas": _areas_table(areas, verdicts, numerals) if number == 0 else None,
                "pages": [Link(str(one + 1), name) for one, name in enumerate(names)],
                "here": number,
            },
            small_charts(connection, part, numerals),
        )


def small_charts(connection: DuckDBPyConnection, verdicts: Sequence[Row], numerals: Numerals) -> list[Chart]:
    """Return the charts of some areas among many: every share from 0 to 100 percent."""
    shares = by_area(share_rows(connection, [row["ref_area"] for row in verdicts]))
    return [_small_chart(row, shares[row["ref_area"]], numerals) for row in verdicts]


def _small_chart(row: Row, shares_of_area: Sequence[Row], numerals: Numerals) -> Chart:
    area, name = row["ref_area"], row["area_name"]
    spoken = codes.in_a_sentence(name)
    known = [one for one in shares_of_area if one["measure"] == "ecommerce_sales"]
    series = list(dict.fromkeys(one["series"] for one in _newest_first(known)))
    drawn = set(series[:SERIES])
    shares = [one for one in known if one["series"] in drawn]
    marks = share_marks(shares, (), numerals)
    if not any(mark["layer"] == "half" for mark in marks):
        marks.append({"layer": "half", "share": 50})
    newest = _newest_first(shares)[0]
    names = list(dict.fromkeys(short_name(one["publication"], one["publisher"]) for one in shares))
    years = sorted({one["time_period"] for one in shares})
    table = Table(
        f"B2B share in {spoken}",
        (Column("period"), Column("series"), Column("B2B share", True), Column("rounding allows", True)),
        [
            Line(
                (
                    one["time_period"],
                    one["series"],
                    Link(share_text(one, numerals), figure_page(one["input_ids"][0])),
                    band_text(one, numerals),
                )
            )
            for one in shares
        ],
    )
    return Chart(
        f"small-{area}",
        "small",
        name,
        f"B2B share of e-commerce sales in {spoken}, {periods(years[0], years[-1])}, by {', '.join(names)}; "
        f"newest {share_text(newest, numerals)} in {newest['time_period']}.",
        ", ".join(names),
        marks,
        table,
        says=f"{newest['time_period']}: {share_text(newest, numerals)}"
        + (f"; {len(drawn)} of {len(series)} series" if len(series) > len(drawn) else ""),
    )


def _newest_first(shares: Sequence[Row]) -> list[Row]:
    """Return shares by their period, the newest first; forecasts come last."""
    return sorted(shares, key=lambda one: (one["obs_status"] != "F", one["time_period"]), reverse=True)


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

"""The page of an area: publishers side by side, how far they agree, levels, trends, every figure, downloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors import codes
from reporting.charts.shares import (
    SERIES_TITLE,
    agreement_rows,
    by_area,
    fetched,
    share_rows,
)
from reporting.numerals import NO_BREAK, Numerals
from reporting.site.area_charts import Segments, level_charts, share_charts, slope_charts
from reporting.site.area_tables import agreement_table, differences, figures_table, series_table
from reporting.site.downloads import DOWNLOADS, download
from reporting.site.pages import (
    Link,
    Page,
    Row,
    area_page,
)
from reporting.verdict import sentence

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AREAS = """
    SELECT DISTINCT ref_area, area.name AS area_name, is_group
    FROM core.observation JOIN core.area AS area USING (ref_area)
    ORDER BY ref_area
"""

_VERDICTS = """
    SELECT ref_area, area.name AS area_name, mainstream.* EXCLUDE (ref_area)
    FROM mart.mainstream AS mainstream JOIN core.area AS area USING (ref_area)
    WHERE list_contains($areas, ref_area) AND (is_latest OR is_latest_comparable)
    ORDER BY time_period DESC
"""

_DIFFERENCES = """
    SELECT difference.*, one.publisher, other.publisher AS other_publisher, one_basis.title AS basis_title,
           other_basis.title AS other_basis_title, one_share.share_method,
           other_share.share_method AS other_share_method
    FROM mart.source_difference AS difference
    JOIN mart.segment_share AS one_share USING (publication, ref_area, time_period, measure, basis)
    JOIN mart.segment_share AS other_share
        ON other_share.publication = other_publication AND other_share.ref_area = difference.ref_area
        AND other_share.time_period = difference.time_period AND other_share.measure = difference.measure
        AND other_share.basis = other_basis
    JOIN core.publication AS one ON one.publication = difference.publication
    JOIN core.publication AS other ON other.publication = difference.other_publication
    JOIN core.basis AS one_basis
        ON one_basis.publication = difference.publication AND one_basis.basis = difference.basis
    JOIN core.basis AS other_basis
        ON other_basis.publication = difference.other_publication AND other_basis.basis = difference.other_basis
    WHERE list_contains($areas, difference.ref_area)
    ORDER BY difference.time_period DESC, difference_pp DESC, difference.publication, difference.basis,
             other_basis.basis
"""

_SERIES = f"""
    SELECT shares.*, publisher, {SERIES_TITLE} AS basis_title
    FROM mart.series_trend AS shares
    JOIN core.publication AS publication ON publication.publication = shares.publication
    JOIN core.basis AS basis ON basis.publication = shares.publication AND basis.basis = shares.basis
    WHERE list_contains($areas, ref_area)
    ORDER BY shares.measure, shares.publication, shares.basis, frequency, is_forecast, first_time_period
"""  # noqa: S608 - own names

_FIGURES = """
    SELECT ref_area, observation_id, observation.publication, publisher, standing, time_period, segment,
           measure.title AS measure, basis.title AS basis_title, observation.edition, obs_value, unit_measure,
           obs_status, verification
    FROM core.observation_latest AS observation
    JOIN core.publication AS publication ON publication.publication = observation.publication
    JOIN core.measure AS measure ON measure.measure = observation.measure
    JOIN core.basis AS basis ON basis.publication = observation.publication AND basis.basis = observation.basis
    WHERE list_contains($areas, ref_area)
    ORDER BY observation.measure = 'exchange_rate', observation.measure, observation.publication, time_period DESC,
             segment, observation.basis
"""

_SEGMENTS = "SELECT observation_id, segment FROM core.observation WHERE list_contains($areas, ref_area)"


#: For how many areas a query is made: each costs as much for one as for some.
_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is of some areas, by area; and the segment of each of their figures."""

    shares: dict[str, list[Row]]
    agreement: dict[str, list[Row]]
    verdicts: dict[str, list[Row]]
    differences: dict[str, list[Row]]
    series: dict[str, list[Row]]
    figures: dict[str, list[Row]]
    segments: Segments


def area_pages(connection: DuckDBPyConnection, numerals: Numerals) -> Iterator[Page]:
    """Yield the page of every area that there is a figure of."""
    areas = fetched(connection.execute(_AREAS))
    for start in range(0, len(areas), _AT_ONCE):
        some = areas[start : start + _AT_ONCE]
        known = _known(connection, [area["ref_area"] for area in some])
        for area in some:
            yield _page(area, known, numerals)


def _known(connection: DuckDBPyConnection, areas: list[str]) -> _Known:
    wanted = {"areas": areas}
    return _Known(
        shares=by_area(share_rows(connection, areas)),
        agreement=by_area(agreement_rows(connection, areas)),
        verdicts=by_area(fetched(connection.execute(_VERDICTS, wanted))),
        differences=by_area(fetched(connection.execute(_DIFFERENCES, wanted))),
        series=by_area(fetched(connection.execute(_SERIES, wanted))),
        figures=by_area(fetched(connection.execute(_FIGURES, wanted))),
        segments=dict(connection.execute(_SEGMENTS, wanted).fetchall()),
    )


def _page(area: Row, known: _Known, numerals: Numerals) -> Page:
    code, name = area["ref_area"], area["area_name"]
    spoken = codes.in_a_sentence(name)
    shares, agreement, series = known.shares[code], known.agreement[code], known.series[code]
    segments = known.segments
    charts = [
        *share_charts(spoken, shares, agreement, segments, numerals),
        *level_charts(spoken, shares, segments, numerals),
        *slope_charts(spoken, series, numerals),
    ]
    return Page(
        area_page(code),
        "area.html",
        name,
        {
            "code": code,
            "is_group": area["is_group"],
            "verdicts": [sentence(row).replace(" %", f"{NO_BREAK}%") for row in known.verdicts[code]],
            "publishers": len({one["publication"] for one in shares}),
            "one_point": len(shares) == 1,
            "agreement": agreement_table(spoken, agreement, numerals),
            "differences": differences(known.differences[code], numerals),
            "series": series_table(series, numerals),
            "figures": figures_table(spoken, known.figures[code], numerals),
            "downloads": [
                {"link": Link(one.title, download(code, one.name)), "says": one.says} for one in DOWNLOADS.values()
            ],
        },
        charts,
        (Link("Areas", "areas/index.html"),),
    )

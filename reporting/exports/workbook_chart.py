"""The sheet of a workbook that draws: the longest yearly series of shares side by side, and a native chart of them."""

from __future__ import annotations

import math
import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.charts.look import PALETTE
from reporting.charts.shares import SERIES_TITLE, series_label, short_name
from reporting.exports.cells import write_text
from reporting.exports.content import Content, Extract

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

SHEET = "chart"
TABLE = "share_trend"
TITLE = "B2B share of e-commerce sales, %"
#: More lines than these nobody tells apart.
_DRAWN = 8
_FIRST_ROW = 2
#: Of a column in characters, of a line in points.
_WIDTH, _LINE = 24, 15
#: As in the charts of the site, or as near as a workbook has them.
_MARKERS = ("circle", "square", "triangle", "diamond", "plus", "x", "star", "long_dash")

#: Forecasts stay out; of one series two points make a line.
_POINTS = """
    WITH point AS (
        SELECT shares.series_id, ref_area, measure, publication, basis, share_base, time_period, b2b_share_pct
        FROM ({shares}) AS shares
        WHERE frequency = 'A' AND measure = 'ecommerce_sales' AND obs_status <> 'F'
    ), drawn AS (
        SELECT series_id, count(*) AS points FROM point GROUP BY series_id HAVING count(*) > 1
        ORDER BY points DESC, series_id LIMIT {drawn}
    )
    SELECT area.name, publication, publisher, {title}, time_period, b2b_share_pct
    FROM point AS shares JOIN drawn USING (series_id)
    JOIN core.area AS area USING (ref_area)
    JOIN core.publication AS publication USING (publication)
    JOIN core.basis AS basis ON basis.publication = shares.publication AND basis.basis = shares.basis
    ORDER BY points DESC, series_id, time_period
"""


def write_chart(workbook: Workbook, content: Content, extract: Extract) -> None:
    """Add the sheet; there is none where no series has two yearly points."""
    query = _POINTS.format(shares=extract.query, drawn=_DRAWN, title=SERIES_TITLE)
    shares: dict[tuple[str, str], Decimal] = {}
    publishers: dict[str, None] = {}
    for area, publication, publisher, basis, year, share in content.connection.execute(query).fetchall():
        shares[year, f"{area}, {series_label(publication, publisher, basis)}"] = share
        publishers[short_name(publication, publisher)] = None
    if not shares:
        return
    names = list(dict.fromkeys(name for _, name in shares))
    known = sorted({int(year) for year, _ in shares})
    # Years without a share have a row too: what lies between two points is as wide as it was long.
    years = [str(year) for year in range(known[0], known[-1] + 1)]
    source = f"Source: {', '.join(publishers)}; shares formed by marketsplit"
    sheet = workbook.add_worksheet(SHEET)
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    number = workbook.add_format({"num_format": "0.0##"})
    # Before anything is written: rows leave for the disk one by one.
    sheet.set_row(_FIRST_ROW - 1, _LINE * max(len(textwrap.wrap(name, _WIDTH - 2)) for name in names))
    sheet.write_string(0, 0, f"{TITLE}. {source}.", workbook.add_format({"bold": True}))
    sheet.write_string(_FIRST_ROW - 1, 0, "year", bold)
    for column, name in enumerate(names, 1):
        write_text(sheet, _FIRST_ROW - 1, column, name, bold)
    for row, year in enumerate(years, _FIRST_ROW):
        sheet.write_string(row, 0, year)
        for column, name in enumerate(names, 1):
            if (share := shares.get((year, name))) is not None:
                sheet.write_number(row, column, share, number)
    sheet.set_column(1, len(names), _WIDTH)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{_FIRST_ROW + len(years)}"})
    last = _FIRST_ROW + len(years) - 1
    drawing = workbook.add_chart({"type": "line"})
    for column, _, colour, marker in zip(range(1, _DRAWN + 1), names, PALETTE, _MARKERS, strict=False):
        drawing.add_series(
            {
                "name": [SHEET, _FIRST_ROW - 1, column],
                "categories": [SHEET, _FIRST_ROW, 0, last, 0],
                "values": [SHEET, _FIRST_ROW, column, last, column],
                "line": {"color": colour, "width": 2},
                "marker": {"type": marker, "size": 6, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
    drawing.set_title({"name": TITLE, "name_font": {"size": 14}})
    drawing.set_x_axis({"name": source, "name_font": {"bold": False, "size": 9}})
    limits = {"min": math.floor(min(shares.values()) / 10) * 10, "max": math.ceil(max(shares.values()) / 10) * 10}
    drawing.set_y_axis(
        {"num_format": "0", **limits, "major_gridlines": {"visible": True, "line": {"color": "#E8EBEF"}}}
    )
    drawing.set_legend({"position": "bottom"})
    drawing.show_blanks_as("gap")
    drawing.set_size({"width": 900, "height": 400 + 18 * len(names)})
    described = f"{TITLE}, {years[0]} to {years[-1]}, as lines: {'; '.join(names)}. {source}."
    sheet.insert_chart(last + 2, 0, drawing, {"description": described})

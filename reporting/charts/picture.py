"""A chart of shares as a picture for reports and slides: PNG, SVG or HTML, with source and description."""

from __future__ import annotations

import copy
import json
import struct
import textwrap
import zlib
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors import codes, storage
from extractors.errors import UsageError
from reporting.charts.look import FONT, GROUNDS
from reporting.charts.shapes import shape
from reporting.charts.shares import share_marks, share_rows, share_text, short_name
from reporting.numerals import Numerals
from warehouse.connection import reader

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

KINDS = (".png", ".svg", ".html")
MEASURE = "ecommerce_sales"
_READ = (
    "Shaded: where printed rounding lets the share lie. Hollow: rests on a figure not verified at its source. "
    "Dashed: a forecast."
)
_STYLE = (
    f"body {{ font: 15px/1.5 {FONT}; margin: 1rem; color: #22272e; background: #fff }} "
    "svg { max-width: 100%; height: auto }"
)
#: Of the drawing in pixels; a PNG has twice as many, for slides and print.
_WIDTH, _PNG_SCALE = 820, 2
_PNG_HEAD = 33  # bytes of the signature and the header, before which nothing may stand


def draw_chart(areas: Sequence[str], target: Path, *, locale: str = "en") -> Path:
    """Draw the B2B shares of some areas into a file, whose name says the kind, and return its path.

    The same warehouse gives the same bytes. Raises UsageError for another kind, an unknown area, one without a share,
    an unknown locale and an unpublished warehouse; StorageError where the file cannot be written.
    """
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise UsageError("no such kind of picture", expected=" or ".join(KINDS), found=target.name)
    numerals = Numerals(locale)
    with reader() as connection:
        rows = _rows(connection, areas)
    names = list(dict.fromkeys(row["area_name"] for row in rows))
    for row in rows if len(names) > 1 else ():
        row["series"] = f"{row['area_name']}, {row['series']}"
    title = f"B2B share of e-commerce sales: {', '.join(names)}"
    source = _source(rows)
    alternative = _alternative(title, rows, numerals)
    drawn = _drawn(rows, title, source, numerals)
    if kind == ".png":
        content = _png(drawn, numerals, f"{alternative} {source}")
    else:
        svg = _svg(drawn, numerals, alternative)
        content = (svg if kind == ".svg" else _html(title, svg, alternative, source)).encode()
    storage.write_whole(target, content)
    return target


def _rows(connection: DuckDBPyConnection, areas: Sequence[str]) -> list[Row]:
    """Return the shares of the areas, in their order."""
    for area in areas:
        if not codes.is_area(area):
            raise UsageError("no such area", expected="a code as JPN, WLD or EU27_2020", found=area)
    known: dict[str, str] = dict(connection.execute("SELECT ref_area, name FROM core.area").fetchall())
    found = [row for row in share_rows(connection, areas) if row["measure"] == MEASURE]
    if missing := [area for area in areas if area not in {row["ref_area"] for row in found}]:
        raise UsageError(
            "no share of e-commerce sales of this area",
            expected="areas that `marketsplit verdict` lists",
            found=", ".join(missing),
        )
    order = {area: at for at, area in enumerate(areas)}
    found.sort(key=lambda row: order[row["ref_area"]])
    return [{**row, "area_name": known[row["ref_area"]]} for row in found]


def _source(rows: Sequence[Row]) -> str:
    names = dict.fromkeys(short_name(row["publication"], row["publisher"]) for row in rows)
    return f"Source: {', '.join(names)}; shares formed by marketsplit inside one edition and definition."


def _alternative(title: str, rows: Sequence[Row], numerals: Numerals) -> str:
    """Return what the picture shows, in words: of each series where it begins and ends."""
    told = []
    for series in dict.fromkeys(row["series"] for row in rows):
        own = sorted((row for row in rows if row["series"] == series), key=lambda row: str(row["time_period"]))
        ends = dict.fromkeys(f"{share_text(row, numerals)} in {row['time_period']}" for row in (own[0], own[-1]))
        told.append(f"{series}: {', '.join(ends)}")
    return f"{title}. {'; '.join(told)}."


def _drawn(rows: Sequence[Row], title: str, source: str, numerals: Numerals) -> Row:
    """Return the chart with its marks, under its title and its source."""
    drawn = copy.deepcopy(shape("share", "light", _WIDTH))
    marks = share_marks(rows, (), numerals)
    # There is room for the name of a series in one line.
    drawn["data"][0]["values"] = [
        {**one, "series": one["series"].replace("\n", " ")} if "series" in one else one for one in marks
    ]
    drawn["background"] = GROUNDS["light"]["ground"]
    drawn["padding"] = 16
    drawn["title"] = {
        "text": textwrap.wrap(title, 85),
        "subtitle": [*textwrap.wrap(source, 125), *textwrap.wrap(_READ, 125)],
        "anchor": "start",
        "frame": "group",
        "offset": 14,
    }
    return drawn


def _svg(drawn: Row, numerals: Numerals, alternative: str) -> str:
    """Return the drawing as SVG that a screen reader reads as one picture."""
    import vl_convert

    svg: str = vl_convert.vega_to_svg(json.dumps(drawn), format_locale=numerals.d3)
    told = f'<svg role="img" aria-label="{escape(alternative)}"'
    return svg.replace("<svg", told, 1).replace(">", f"><desc>{escape(alternative)}</desc>", 1)


def _png(drawn: Row, numerals: Numerals, description: str) -> bytes:
    """Return the drawing as PNG, with its description in it as the standard has it (iTXt)."""
    import vl_convert

    png: bytes = vl_convert.vega_to_png(json.dumps(drawn), scale=_PNG_SCALE, format_locale=numerals.d3)
    body = b"iTXtDescription\0\0\0\0\0" + description.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_PNG_HEAD] + chunk + png[_PNG_HEAD:]


def _html(title: str, svg: str, alternative: str, source: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><figure>\n{svg}\n"
        f"<figcaption>{escape(alternative)} {escape(source)}</figcaption></figure></body></html>\n"
    )

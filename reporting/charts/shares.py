"""Shares, series and agreement of an area as the warehouse has them, and as marks of a chart."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractors.publication import registry
from reporting.numerals import MISSING, Numerals, share_places
from reporting.periods import months
from reporting.titles import ALL_BUT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

#: What a series of ``shares`` is called in SQL: by its definition or what that leaves (reporting.titles), and by
#: the base where the definition has shares of two bases.
SERIES_TITLE = (
    "CASE WHEN EXISTS (FROM mart.share_trend AS point WHERE point.series_id = shares.series_id "
    f"AND point.share_method = 'complement') THEN '{ALL_BUT}' ELSE '' END || "
    "basis.title || CASE WHEN shares.share_base = 'all' AND count(DISTINCT shares.share_base) OVER "
    "(PARTITION BY shares.ref_area, shares.publication, shares.basis, shares.measure) > 1 "
    "THEN ', of all segments' ELSE '' END"
)

_SHARES = f"""
    SELECT shares.*, share.observation_ids AS input_ids, share.comparability_group, {SERIES_TITLE} AS basis_title,
           publication.publisher, publication.standing, status.title AS status_title
    FROM mart.share_trend AS shares
    JOIN mart.segment_share AS share ON share.share_id = shares.share_id
    JOIN core.publication AS publication ON publication.publication = shares.publication
    JOIN core.basis AS basis ON basis.publication = shares.publication AND basis.basis = shares.basis
    JOIN core.obs_status AS status ON status.obs_status = shares.obs_status
    WHERE list_contains($areas, shares.ref_area)
      AND (len($publications) = 0 OR list_contains($publications, shares.publication))
    ORDER BY shares.ref_area, shares.measure, shares.publication, shares.basis, shares.frequency,
             shares.obs_status = 'F', shares.time_period
"""  # noqa: S608 - own names

_AGREEMENT = """
    SELECT ref_area, time_period, frequency, measure, comparability_group, publications, definitions,
           min_b2b_share_pct, median_b2b_share_pct, max_b2b_share_pct, spread_pp, is_spread_beyond_rounding,
           has_unverified
    FROM mart.source_agreement
    WHERE list_contains($areas, ref_area) AND definitions > 1
    ORDER BY ref_area, measure, time_period, comparability_group
"""

_ACRONYM = re.compile(r"\(([A-Z][A-Z0-9]{1,7}|[0-9]{1,4}[A-Z]{1,6})\)")
#: How far from half the shares of a chart may end for the line at half to be in it, percentage points.
_NEAR_HALF = Decimal(12)
#: The least that an axis of shares spans, percentage points: of one share the rounding alone would fill it.
_LEAST_SPAN = Decimal(5)
#: A year, for the middle of a period to stand where readers look for it: 2019 over the mark "2019".
_HALF_YEAR = 5.5


def share_rows(connection: DuckDBPyConnection, areas: Collection[str], publications: Collection[str] = ()) -> list[Row]:
    """Return the shares of some areas, series by series: rows of mart.share_trend with names, and ``series``."""
    parameters = {"areas": list(areas), "publications": list(publications)}
    rows = fetched(connection.execute(_SHARES, parameters))
    for row in rows:
        row["series"] = series_label(row["publication"], row["publisher"], row["basis_title"])
    return rows


def agreement_rows(connection: DuckDBPyConnection, areas: Collection[str]) -> list[Row]:
    """Return where two comparable definitions or more speak of one area and period: rows of mart.source_agreement."""
    return fetched(connection.execute(_AGREEMENT, {"areas": list(areas)}))


def fetched(cursor: Any) -> list[Row]:
    """Return the rows of a query by the names of its columns."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def by_area(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows of each area, in the order they came in; an empty list for an area without any."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["ref_area"]].append(row)
    return found


def publisher_name(publication: str, publisher: str) -> str:
    """Return who publishes, in English where the declaration has that."""
    declared = registry().get(publication)
    return (declared.publisher.name_en if declared else None) or publisher


def short_name(publication: str, publisher: str) -> str:
    """Return the acronym of who publishes, or the name itself where it has none in brackets."""
    name = publisher_name(publication, publisher)
    if found := _ACRONYM.search(name):
        return found.group(1)
    return publisher if publisher.isascii() and len(publisher) < len(name) else name


def series_label(publication: str, publisher: str, basis_title: str) -> str:
    """Return what a series is called in a chart: who says it, by which definition."""
    return f"{short_name(publication, publisher)}: {basis_title}"


def in_lines(label: str) -> str:
    """Return the name of a series in lines that fit under a chart on a phone."""
    return "\n".join(textwrap.wrap(label, 36))


def when(period: str) -> float:
    """Return the middle of a period in years, a whole year standing at its own number."""
    first, last = months(period)
    return round(((first + last) / 2 - _HALF_YEAR) / 12, 4)


def half_width(row: Row) -> Decimal:
    """Return how far a share may lie from its value to either side."""
    low, high, share = (row[f"b2b_share_{name}pct"] for name in ("low_", "high_", ""))
    return Decimal(0) if low is None or high is None else max(high - share, share - low)


def share_text(row: Row, numerals: Numerals) -> str:
    """Return a share as people read it, marked where it rests on a figure that nobody has seen at its source."""
    shown = numerals.percent(row["b2b_share_pct"], share_places(half_width(row)))
    return f"{shown}?" if row["has_unverified"] else shown


def band_text(row: Row, numerals: Numerals) -> str:
    """Return from where to where printed rounding lets a share lie."""
    low, high = row["b2b_share_low_pct"], row["b2b_share_high_pct"]
    if low is None or high is None:
        return MISSING
    places = share_places(half_width(row)) + 1  # with those of the share, a narrow band would be none
    return f"{numerals.number(low, places)} to {numerals.percent(high, places)}"


def share_marks(rows: Collection[Row], agreement: Iterable[Row], numerals: Numerals) -> list[Row]:
    """Return the marks of a chart of shares; a line is broken at gaps and breaks, and forecasts are apart."""
    if not rows:
        return []
    marks: list[Row] = []
    run = 0
    for row in rows:
        share = row["b2b_share_pct"]
        low, high = (share if row[name] is None else row[name] for name in ("b2b_share_low_pct", "b2b_share_high_pct"))
        if row["previous_time_period"] is None:
            run += 1
        if row["has_break"]:
            marks.append({"layer": "break", "t": when(row["time_period"])})
        marks.append(
            {
                "layer": "point",
                "t": when(row["time_period"]),
                "share": _position(share),
                "low": _position(low),
                "high": _position(high),
                "series": in_lines(row["series"]),
                "run": run,
                "kind": "forecast" if row["obs_status"] == "F" else "figure",
                "verified": 0 if row["has_unverified"] else 1,
                "period": row["time_period"],
                "shown": share_text(row, numerals),
                "band": band_text(row, numerals),
                "note": note(row),
                "figure": row["input_ids"][0],
            }
        )
    for one in agreement:
        low, high = _position(one["min_b2b_share_pct"]), _position(one["max_b2b_share_pct"])
        marks.append({"layer": "agreement", "t": when(one["time_period"]), "low": low, "high": high})
    shares = [row["b2b_share_pct"] for row in rows]
    if min(shares) - _NEAR_HALF <= 50 <= max(shares) + _NEAR_HALF:
        marks.append({"layer": "half", "share": 50})
    if (missing := _LEAST_SPAN - (max(shares) - min(shares))) > 0:
        ends = (max(min(shares) - missing / 2, Decimal(0)), min(max(shares) + missing / 2, Decimal(100)))
        marks += [{"layer": "room", "share": _position(end)} for end in ends]
    return marks


def note(row: Row) -> str:
    """Return what to beware of in a share, in words; empty for nothing."""
    words = []
    if row["obs_status"] not in {"A", "B"}:
        words.append(row["status_title"].lower())
    if row["has_break"]:
        words.append("break in the series")
    if row["has_unverified"]:
        words.append("not verified at its source")
    if row["share_base"] == "all":
        words.append("of all segments")
    if row["b2b_segment"] == "B2B_B2G":
        words.append("public authorities among the business side")
    return ", ".join(words)


def _position(value: Decimal) -> float:
    """Return where a mark stands; what it says is in its text, exactly."""
    return float(round(value, 4))

"""Trends, series and verdicts as people read them on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_UP, Decimal
from typing import Any

from rich.table import Table

from reporting.terminal import grid, percent, text
from reporting.titles import share_title
from reporting.verdict import sentence

Row = dict[str, Any]

TREND_LEGEND = (
    "rounding: how far printed rounding lets the share lie off. ? rests on a figure not verified at its source. "
    "≈ a change that rounding alone could explain. break: by the publisher's own word the series begins anew there. "
    "– not published or not comparable."
)

#: What a share is a part of, for people.
BASES = {"b2b_b2c": "B2B + B2C", "all": "all segments"}
_BARS = "▁▂▃▄▅▆▇█"


def half_width(row: Row) -> str:
    """Return how far the share may lie from its value to either side, rounded up: "±0.05"."""
    low, high, share = (row[name] for name in ("b2b_share_low_pct", "b2b_share_high_pct", "b2b_share_pct"))
    if low is None or high is None:
        return "–"
    return f"±{max(high - share, share - low).quantize(Decimal('0.001'), ROUND_UP):f}"


def trend_grid(rows: Sequence[Row], title: str | None = None) -> Table:
    """Return the trend table for people.

    A ``?`` behind a share says that a figure under it is unverified; ``≈`` before a change that printed rounding
    alone could explain it; ``break`` in its place that there is none. A share of anything but all e-commerce sales has
    its measure behind the basis.
    """
    headers = (
        "area",
        "publication",
        "period",
        "B2B share %",
        "rounding",
        "change pp",
        "B2B growth %",
        "B2C growth %",
        "basis",
        "of",
    )
    lines = [
        (
            row["ref_area"],
            _publication(row),
            row["time_period"],
            percent(row["b2b_share_pct"]) + ("?" if row["has_unverified"] else ""),
            half_width(row),
            _change(row),
            percent(row["b2b_growth_pct"], signed=True),
            percent(row["b2c_growth_pct"], signed=True),
            row["basis"] + ("" if row["measure"] == "ecommerce_sales" else f" ({row['measure']})"),
            BASES[row["share_base"]],
        )
        for row in rows
    ]
    return grid(title, headers, lines, right=headers[3:8])


def _publication(row: Row) -> str:
    return str(row["publication"]) + (" (secondary)" if row["standing"] == "secondary" else "")


def _change(row: Row) -> str:
    if row["has_break"] and row["b2b_share_change_pp"] is None:
        return "break"
    sign = "≈" if row["is_change_beyond_rounding"] is False else ""
    return sign + percent(row["b2b_share_change_pp"], 2, signed=True)


def series_grid(rows: Sequence[Row]) -> Table:
    """Return series as wholes for people: a sparkline of the share from its lowest to its highest, slope, direction."""
    headers = (
        "area",
        "publication",
        "periods",
        "n",
        "share",
        "from",
        "to",
        "slope pp/year",
        "95 %",
        "direction",
        "basis",
    )
    lines = [
        (
            row["ref_area"],
            _publication(row),
            f"{row['first_time_period']} to {row['last_time_period']}"
            + (" forecast" if row["is_forecast"] else "")
            + ("" if row["is_newest_stretch"] else ", then a break"),
            str(row["n"]),
            sparkline(row["shares"]),
            percent(row["first_b2b_share_pct"]),
            percent(row["last_b2b_share_pct"]),
            percent(row["slope_pp_per_year"], 2, signed=True),
            _interval(row),
            row["trend_direction"] or row["slope_refused"],
            row["basis"] + ("" if row["measure"] == "ecommerce_sales" else f" ({row['measure']})"),
        )
        for row in rows
    ]
    return grid("Series as a whole", headers, lines, right=("n", "from", "to", "slope pp/year", "95 %"))


def _interval(row: Row) -> str:
    """Return the interval of a slope, its ends rounded outwards; a dash where there is none."""
    if row["slope_low"] is None:
        return "–"
    low = percent(row["slope_low"], 2, signed=True, rounding=ROUND_FLOOR)
    high = percent(row["slope_high"], 2, signed=True, rounding=ROUND_CEILING)
    return f"{low} to {high}"


def sparkline(values: Sequence[Decimal]) -> str:
    """Return a bar a value, from the lowest to the highest of them; bars of middle height where all are equal."""
    low, high = min(values), max(values)
    if low == high:
        return _BARS[3] * len(values)
    top = len(_BARS) - 1
    return "".join(_BARS[int((value - low) * top / (high - low))] for value in values)


def verdict_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield verdicts for people: a sentence an area and year, the shares beneath it, what is known of consumers."""
    for row in rows:
        yield sentence(row)
        for share in row["shares"]:
            value = percent(share["b2b_share_pct"], 2)
            low = percent(share["b2b_share_low_pct"], 2, rounding=ROUND_FLOOR)
            high = percent(share["b2b_share_high_pct"], 2, rounding=ROUND_CEILING)
            unverified = "?" if share["has_unverified"] else ""
            values = (
                f", {text(share['b2b_value'])} to {text(share['b2c_value'])} {share['unit_measure']}"
                if share["share_method"] == "values"
                else ""
            )
            yield (
                f"  {value} %{unverified} ({low} to {high}) of {BASES[share['share_base']]}"
                f"{values}: {share['publisher']}, edition {share['edition']}, "
                f"{share_title(share['basis_title'], share['share_method'])}"
                f" [{share['share_id']}] {share['url'] or ''}".rstrip()
            )
        for one in row["consumers"]:
            retold = " (retold)" if one["standing"] == "secondary" else ""
            yield (
                f"  consumers: {one['measure_title']} {one['time_period']}: {text(one['obs_value'])} "
                f"{one['unit_measure'].lower()}, printed {one['raw_text']}{retold}, {one['publication']} "
                f"[{one['observation_id']}]"
            )

"""The tables of the page of an area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors import codes
from reporting.charts.shares import (
    publisher_name,
    series_label,
    short_name,
)
from reporting.numerals import MISSING, NO_BREAK, Numerals
from reporting.site.pages import (
    Column,
    Line,
    Link,
    Row,
    Table,
    counted,
    figure_page,
    periods,
    publication_page,
)
from reporting.titles import share_title

if TYPE_CHECKING:
    pass


def series_table(rows: Sequence[Row], numerals: Numerals, *, is_anchored: bool = True) -> Table:
    """Return the statistics of each series; only one table of a page may have their anchors."""
    return Table(
        "Every series as a whole, between its breaks",
        (
            Column("series"),
            Column("periods"),
            Column("n", True),
            Column("from", True),
            Column("to", True),
            Column("change, pp", True),
            Column(f"slope, pp a year (95{NO_BREAK}%)", True),
            Column("Theil-Sen, pp a year", True, "The median of the slopes between all pairs of periods."),
            Column("B2B growth a year, %", True, "Compound, over the whole stretch."),
            Column("B2C growth a year, %", True),
            Column("says"),
        ),
        [
            Line(
                (
                    series_label(row["publication"], row["publisher"], row["basis_title"])
                    + (", forecast" if row["is_forecast"] else ""),
                    periods(row["first_time_period"], row["last_time_period"])
                    + (f", {counted(row['gaps'], 'gap')}" if row["gaps"] else ""),
                    str(row["n"]),
                    numerals.percent(row["first_b2b_share_pct"], 1),
                    numerals.percent(row["last_b2b_share_pct"], 1),
                    numerals.number(row["span_change_pp"], 2, signed=True),
                    MISSING if row["slope_pp_per_year"] is None else interval(row, numerals),
                    numerals.number(row["theil_sen_pp_per_year"], 2, signed=True),
                    numerals.number(row["b2b_cagr_span_pct"], 1, signed=True),
                    numerals.number(row["b2c_cagr_span_pct"], 1, signed=True),
                    row["trend_direction"] or row["slope_refused"],
                ),
                anchor=row["series_id"] if is_anchored else "",
            )
            for row in rows
        ],
        empty="No series of shares.",
    )


def interval(row: Row, numerals: Numerals) -> str:
    """Return a slope with its interval."""
    low, high = (numerals.number(row[f"slope_{end}"], 2, signed=True) for end in ("low", "high"))
    return f"{numerals.number(row['slope_pp_per_year'], 2, signed=True)} ({low} to {high})"


def agreement_table(name: str, rows: Sequence[Row], numerals: Numerals) -> Table:
    """Return how far comparable definitions agree, period by period."""
    return Table(
        f"Comparable definitions that speak of {name} in the same period",
        (
            Column("period"),
            Column("publications"),
            Column("lowest", True),
            Column("middle", True, "Where the middle voice stands; no estimate of the truth."),
            Column("highest", True),
            Column("spread, pp", True),
            Column("beyond rounding"),
            Column("group of definitions"),
        ),
        [
            Line(
                (
                    row["time_period"],
                    ", ".join(row["publications"]),
                    numerals.percent(row["min_b2b_share_pct"], 2),
                    numerals.percent(row["median_b2b_share_pct"], 2),
                    numerals.percent(row["max_b2b_share_pct"], 2),
                    numerals.number(row["spread_pp"], 3),
                    "yes" if row["is_spread_beyond_rounding"] else "no",
                    Link(row["comparability_group"], f"definitions.html#{row['comparability_group']}"),
                )
            )
            for row in rows
        ],
        empty="In no period do two comparable definitions speak of this area.",
    )


def differences(rows: Sequence[Row], numerals: Numerals) -> list[Row]:
    """Return who differs from whom, in sentences."""
    return [
        {
            "period": row["time_period"],
            "higher": Link(publisher_name(row["publication"], row["publisher"]), publication_page(row["publication"])),
            "higher_share": numerals.percent(row["b2b_share_pct"], 1),
            "higher_basis": share_title(row["basis_title"], row["share_method"]),
            "lower": Link(
                publisher_name(row["other_publication"], row["other_publisher"]),
                publication_page(row["other_publication"]),
            ),
            "lower_share": numerals.percent(row["other_b2b_share_pct"], 1),
            "lower_basis": share_title(row["other_basis_title"], row["other_share_method"]),
            "by": numerals.number(row["difference_pp"], 2),
            "beyond": row["is_beyond_rounding"],
            "comparable": row["is_comparable"],
            "differ": row["definitions_differ"],
        }
        for row in rows
    ]


def figures_table(name: str, rows: Sequence[Row], numerals: Numerals) -> Table:
    """Return every current figure, each with the way to its page."""
    return Table(
        f"Every current figure of {name}",
        (
            Column("period"),
            Column("segment"),
            Column("measure"),
            Column("value", True),
            Column("status"),
            Column("publisher"),
            Column("definition"),
            Column("edition"),
            Column("verified"),
        ),
        [
            Line(
                (
                    row["time_period"],
                    row["segment"],
                    row["measure"],
                    Link(value_text(row, numerals), figure_page(row["observation_id"])),
                    codes.OBS_STATUS[row["obs_status"]],
                    short_name(row["publication"], row["publisher"])
                    + (" (retold)" if row["standing"] == "secondary" else ""),
                    row["basis_title"],
                    row["edition"],
                    row["verification"],
                ),
                anchor=f"figure-{row['observation_id']}",
            )
            for row in rows
        ],
        filters=True,
        empty="No figure of this area is current: all were withdrawn.",
    )


def value_text(row: Row, numerals: Numerals) -> str:
    """Return a figure with its unit; what is missing is said to be."""
    if row["obs_value"] is None:
        return "missing"
    return numerals.amount(row["obs_value"], row["unit_measure"])

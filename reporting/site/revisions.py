"""What later editions changed: the chart of vintages, tables of revisions and of forecasts that met the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reporting.charts.shares import (
    in_lines,
    short_name,
)
from reporting.numerals import Numerals
from reporting.site.pages import (
    Chart,
    Column,
    Line,
    Link,
    Row,
    Table,
    counted,
    figure_page,
)

if TYPE_CHECKING:
    pass


def vintage_charts(row: Row, revised: Sequence[Row], prints: Sequence[Row], numerals: Numerals) -> Iterator[Chart]:
    """Yield the chart of vintages where anything was revised: each print against the first of its point."""
    if not prints:
        return
    names: dict[tuple[str, ...], str] = {_key(one): _point(one) for one in revised}
    marks: list[Row] = [{"layer": "zero", "pct": 0}]
    first: dict[tuple[str, ...], Row] = {}
    for one in prints:
        key = _key(one)
        base = first.setdefault(key, one)
        if not base["obs_value"] or base["unit_measure"] != one["unit_measure"]:
            continue
        change = (one["obs_value"] / base["obs_value"] - 1) * 100
        marks.append(
            {
                "layer": "print",
                "t": round(one["published_on"].year + (one["published_on"].timetuple().tm_yday - 1) / 366, 3),
                "pct": float(round(change, 4)),
                "series": in_lines(names[key]),
                "edition": f"{one['edition']} ({one['published_on']})",
                "shown": numerals.amount(one["obs_value"], one["unit_measure"]),
                "change": numerals.percent(change, 2, signed=True),
                "figure": one["observation_id"],
            }
        )
    drawn = list(dict.fromkeys(mark["series"].replace("\n", " ") for mark in marks[1:]))
    yield Chart(
        "vintages",
        "vintages",
        "How figures changed from edition to edition",
        f"Each print of {counted(len(drawn), 'revised figure')} against its first print, by the day of the edition: "
        + "; ".join(drawn)
        + ".",
        short_name(row["publication"], row["publisher"]),
        marks,
        Table(
            "Prints of the most revised figures",
            (Column("figure"), Column("edition"), Column("printed as", True), Column("on the first print", True)),
            [
                Line(
                    (
                        mark["series"].replace("\n", " "),
                        mark["edition"],
                        Link(mark["shown"], figure_page(mark["figure"])),
                        mark["change"],
                    )
                )
                for mark in marks[1:]
            ],
        ),
        says=f"The {counted(len(drawn), 'figure')} revised most; the table below has all."
        if len(revised) > len(drawn)
        else "",
    )


def revised_table(rows: Sequence[Row], numerals: Numerals) -> Table:
    """Return every figure that a later edition prints otherwise, or that another method has replaced."""
    return Table(
        "Every figure that was revised, or that a new method has replaced",
        (
            Column("figure"),
            Column("definition"),
            Column("first print", True),
            Column("in"),
            Column("latest print", True),
            Column("in "),
            Column("change, %", True),
            Column("what happened"),
        ),
        [
            Line(
                (
                    _point(row),
                    row["basis"],
                    Link(
                        numerals.amount(row["first_value"], row["unit_measure"]),
                        figure_page(row["first_observation_id"]),
                    ),
                    row["first_edition"],
                    Link(
                        numerals.amount(row["latest_value"], row["unit_measure"]),
                        figure_page(row["latest_observation_id"]),
                    ),
                    row["latest_edition"],
                    numerals.number(row["revision_pct"], 2, signed=True),
                    row["history"] + _successor(row, numerals),
                )
            )
            for row in rows
        ],
        empty="No figure of this publication has been revised.",
        filters=len(rows) > 8,
    )


def _successor(row: Row, numerals: Numerals) -> str:
    if not row["succeeded_by_basis"]:
        return ""
    return f": {numerals.amount(row['succeeded_by_value'], row['unit_measure'])} by {row['succeeded_by_basis']}"


def forecasts_table(rows: Sequence[Row], numerals: Numerals) -> Table:
    """Return forecasts beside the figures that came true."""
    return Table(
        "Forecasts that met an actual figure",
        (
            Column("figure"),
            Column("forecast in"),
            Column("forecast", True),
            Column("actual", True),
            Column("actual in"),
            Column("error, %", True, "Above zero where too much was expected."),
        ),
        [
            Line(
                (
                    _point(row),
                    row["edition"],
                    Link(
                        numerals.amount(row["forecast_value"], row["unit_measure"]),
                        figure_page(row["observation_ids"][0]),
                    ),
                    Link(
                        numerals.amount(row["actual_value"], row["unit_measure"]),
                        figure_page(row["observation_ids"][1]),
                    ),
                    row["actual_edition"],
                    numerals.number(row["error_pct"], 1, signed=True),
                )
            )
            for row in rows
        ],
        empty="No forecast of this publication has met an actual figure.",
    )


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("ref_area", "time_period", "segment", "measure", "basis"))


def _point(row: Row) -> str:
    return f"{row['area_name']} {row['time_period']}, {row['segment']}, {row['measure_title'].lower()}"

"""The charts of the page of an area: shares, levels of both sides, slopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors import codes
from reporting.charts.shares import (
    band_text,
    in_lines,
    note,
    series_label,
    share_marks,
    share_text,
    short_name,
    when,
)
from reporting.numerals import BILLION, Numerals
from reporting.site.area_tables import interval, series_table
from reporting.site.pages import (
    Cell,
    Chart,
    Column,
    Line,
    Link,
    Row,
    Table,
    counted,
    figure_page,
    periods,
)

if TYPE_CHECKING:
    pass


#: The segment of each figure by its id.
Segments = dict[str, str]


def share_charts(
    name: str, shares: Sequence[Row], agreement: Sequence[Row], segments: Segments, numerals: Numerals
) -> Iterator[Chart]:
    """Yield a chart of shares for each measure that there is one of."""
    for measure in dict.fromkeys(one["measure"] for one in shares):
        rows = [one for one in shares if one["measure"] == measure]
        beside = [one for one in agreement if one["measure"] == measure]
        names = publishers(rows)
        times = sorted(one["time_period"] for one in rows)
        newest = max(rows, key=lambda one: one["time_period"])
        what = codes.MEASURES[measure].title
        yield Chart(
            f"share-{measure}",
            "share",
            f"B2B share: {what.lower()}",
            f"B2B share in {name}, {periods(times[0], times[-1])}, {counted(len(rows), 'point')} by {names}; newest "
            f"{share_text(newest, numerals)} in {newest['time_period']} ({newest['series']}).",
            f"{names}; shares formed by marketsplit inside one edition and definition",
            share_marks(rows, beside, numerals),
            _share_table(name, rows, segments, numerals),
            says="Shaded: where printed rounding lets the share lie. Hollow: rests on a figure not verified at its "
            "source. Dashed: a forecast. A line stops where a year is missing or the series breaks."
            + (" Grey bars: from the lowest to the highest comparable definition." if beside else ""),
        )


def publishers(rows: Sequence[Row]) -> str:
    """Return who is behind some rows, each once."""
    return ", ".join(dict.fromkeys(short_name(one["publication"], one["publisher"]) for one in rows))


def _share_table(name: str, rows: Sequence[Row], segments: Segments, numerals: Numerals) -> Table:
    return Table(
        f"B2B share in {name}, series by series",
        (
            Column("period"),
            Column("series"),
            Column("B2B share", True),
            Column("rounding allows", True),
            Column("change, pp", True, "Percentage points on the period before; ≈ one that rounding alone could make."),
            Column("B2B growth, %", True),
            Column("B2C growth, %", True),
            Column("edition"),
            Column("figures"),
            Column("note"),
        ),
        [
            Line(
                (
                    row["time_period"],
                    row["series"],
                    share_text(row, numerals),
                    band_text(row, numerals),
                    ("≈" if row["is_change_beyond_rounding"] is False else "")
                    + numerals.number(row["b2b_share_change_pp"], 2, signed=True),
                    numerals.number(row["b2b_growth_pct"], 1, signed=True),
                    numerals.number(row["b2c_growth_pct"], 1, signed=True),
                    row["edition"],
                    inputs(row, segments),
                    note(row),
                ),
                anchor=row["share_id"],
            )
            for row in rows
        ],
        filters=len(rows) > 8,
    )


def inputs(row: Row, segments: Segments) -> Cell:
    """Return links to the figures that a share is made of, by their segments."""
    return [Link(segments[one], figure_page(one)) for one in row["input_ids"]]


def level_charts(name: str, shares: Sequence[Row], segments: Segments, numerals: Numerals) -> Iterator[Chart]:
    """Yield charts of both sides: one in each currency as printed, one in dollars where that is another."""
    rows = [one for one in shares if one["b2b_value"] is not None and one["b2c_value"] is not None]
    units = list(dict.fromkeys(one["unit_measure"] for one in rows))
    for unit in units:
        own = [one for one in rows if one["unit_measure"] == unit]
        yield _levels(f"levels-{unit}", name, own, unit, "value", segments, numerals)
    converted = [one for one in rows if one["b2b_value_usd"] is not None and one["b2c_value_usd"] is not None]
    if converted and units != ["USD"]:
        yield _levels("levels-in-dollars", name, converted, "USD", "value_usd", segments, numerals)


def _levels(
    id_: str, name: str, rows: Sequence[Row], unit: str, column: str, segments: Segments, numerals: Numerals
) -> Chart:
    marks: list[Row] = []
    run = 0
    for row in rows:
        run += row["previous_time_period"] is None
        for side in ("b2b", "b2c"):
            value: Decimal = row[f"{side}_{column}"]
            if value > 0:
                marks.append(
                    {
                        "layer": "level",
                        "t": when(row["time_period"]),
                        "amount": float(value / BILLION),
                        "side": side.upper(),
                        "run": f"{run} {side}",
                        "series": in_lines(row["series"]),
                        "period": row["time_period"],
                        "shown": _billions(value, unit, numerals, converted=column == "value_usd"),
                        "figure": _figure_of(side, row, segments),
                    }
                )
    converted = column == "value_usd" and any(one["unit_measure"] != "USD" for one in rows)
    what = "in US dollars, converted at the average rate of the year" if converted else f"in {unit}, as printed"
    times = sorted(one["time_period"] for one in rows)
    return Chart(
        id_,
        "levels",
        f"Sales of both sides {what}",
        f"B2B and B2C sales in {name} in billions of {unit}, {periods(times[0], times[-1])}, by {publishers(rows)}, on "
        "a logarithmic scale.",
        publishers(rows) + ("; converted by marketsplit" if converted else ""),
        marks,
        Table(
            f"Sales in {name} {what}",
            (
                Column("period"),
                Column("series"),
                Column(f"B2B, bn {unit}", True),
                Column(f"B2C, bn {unit}", True),
                Column("B2B to B2C", True, "How many times the consumer side the business side is."),
                Column("figures"),
            ),
            [
                Line(
                    (
                        row["time_period"],
                        row["series"],
                        _in_billions(row[f"b2b_{column}"], numerals, converted=converted),
                        _in_billions(row[f"b2c_{column}"], numerals, converted=converted),
                        numerals.number(row["b2b_to_b2c_ratio"], 1),
                        inputs(row, segments),
                    )
                )
                for row in rows
            ],
        ),
        says=f"Billions of {unit} on a logarithmic scale: equal steps are equal growth.",
    )


def _figure_of(side: str, row: Row, segments: Segments) -> str:
    """Return the figure of a side, or the first of its parts; of all where the side is what another leaves."""
    ids: Sequence[str] = row["input_ids"]
    return next((one for one in ids if segments[one].startswith(side.upper())), ids[0])


def _in_billions(value: Decimal, numerals: Numerals, *, converted: bool) -> str:
    """Return a value in billions: as exact as printed, or to a tenth where we have converted it."""
    return numerals.number(value / BILLION, 1 if converted else None)


def _billions(value: Decimal, unit: str, numerals: Numerals, *, converted: bool) -> str:
    return f"{_in_billions(value, numerals, converted=converted)} bn {unit}"


def slope_charts(name: str, series: Sequence[Row], numerals: Numerals) -> Iterator[Chart]:
    """Yield the chart of slopes, where there are any; of each series its newest stretch."""
    rows = [one for one in series if one["slope_pp_per_year"] is not None and one["is_newest_stretch"]]
    if not rows:
        return
    marks: list[Row] = [{"layer": "zero", "slope": 0}]
    marks += [
        {
            "layer": "slope",
            "series": in_lines(_series_name(row)),
            "slope": float(round(row["slope_pp_per_year"], 4)),
            "low": float(round(row["slope_low"], 4)),
            "high": float(round(row["slope_high"], 4)),
            "shown": interval(row, numerals),
        }
        for row in rows
    ]
    yield Chart(
        "slopes",
        "slopes",
        "Slope of the B2B share",
        f"Least-squares slopes of the B2B share in {name} with their 95 % intervals, percentage points per year: "
        + "; ".join(f"{_series_name(row)} {interval(row, numerals)}" for row in rows)
        + ".",
        f"{publishers(rows)}; slopes by marketsplit",
        marks,
        series_table(rows, numerals, is_anchored=False),
        says="Bars: 95 % interval by Student's t, from the spread of the points about the line. One that holds zero "
        "tells no direction. A slope describes its years and foretells nothing.",
    )


def _series_name(row: Row) -> str:
    label = series_label(row["publication"], row["publisher"], row["basis_title"])
    return f"{label}, {periods(row['first_time_period'], row['last_time_period'])}"

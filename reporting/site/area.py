"""The page of an area: publishers side by side, how far they agree, levels, trends, every figure, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors import codes
from reporting.charts.shares import (
    agreement_rows,
    band_text,
    fetched,
    in_lines,
    note,
    publisher_name,
    series_label,
    share_marks,
    share_rows,
    share_text,
    short_name,
    when,
)
from reporting.numerals import BILLION, MISSING, Numerals
from reporting.site.downloads import DOWNLOADS, download
from reporting.site.pages import Cell, Chart, Column, Line, Link, Page, Row, Table, area_page, counted, figure_page, periods, publication_page
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
    WHERE ref_area = $area AND (is_latest OR is_latest_comparable)
    ORDER BY time_period DESC
"""

_DIFFERENCES = """
    SELECT difference.*, one.publisher, other.publisher AS other_publisher, one_basis.title AS basis_title,
           other_basis.title AS other_basis_title
    FROM mart.source_difference AS difference
    JOIN core.publication AS one ON one.publication = difference.publication
    JOIN core.publication AS other ON other.publication = difference.other_publication
    JOIN core.basis AS one_basis
        ON one_basis.publication = difference.publication AND one_basis.basis = difference.basis
    JOIN core.basis AS other_basis
        ON other_basis.publication = difference.other_publication AND other_basis.basis = difference.other_basis
    WHERE ref_area = $area
    ORDER BY time_period DESC, difference_pp DESC, difference.publication, difference.basis, other_basis.basis
"""

_SERIES = """
    SELECT series.*, publisher, basis.title AS basis_title
    FROM mart.series_trend AS series
    JOIN core.publication AS publication ON publication.publication = series.publication
    JOIN core.basis AS basis ON basis.publication = series.publication AND basis.basis = series.basis
    WHERE ref_area = $area
    ORDER BY series.measure, series.publication, series.basis, frequency, is_forecast, first_time_period
"""

_FIGURES = """
    SELECT observation_id, observation.publication, publisher, standing, time_period, segment, measure.title AS measure,
           basis.title AS basis_title, observation.edition, obs_value, unit_measure, obs_status, verification
    FROM core.observation_latest AS observation
    JOIN core.publication AS publication ON publication.publication = observation.publication
    JOIN core.measure AS measure ON measure.measure = observation.measure
    JOIN core.basis AS basis ON basis.publication = observation.publication AND basis.basis = observation.basis
    WHERE ref_area = $area
    ORDER BY observation.measure = 'exchange_rate', observation.measure, observation.publication, time_period DESC,
             segment, observation.basis
"""

_SEGMENTS = "SELECT observation_id, segment FROM core.observation WHERE ref_area = $area"

#: The segment of each figure by its id.
Segments = dict[str, str]


def area_pages(connection: DuckDBPyConnection, numerals: Numerals) -> Iterator[Page]:
    """Yield the page of every area that there is a figure of."""
    for area in fetched(connection.execute(_AREAS)):
        yield _page(connection, area, numerals)


def _page(connection: DuckDBPyConnection, area: Row, numerals: Numerals) -> Page:
    code, name = area["ref_area"], area["area_name"]
    wanted = {"area": code}
    shares = share_rows(connection, [code])
    agreement = agreement_rows(connection, [code])
    series = fetched(connection.execute(_SERIES, wanted))
    figures = fetched(connection.execute(_FIGURES, wanted))
    segments: Segments = dict(connection.execute(_SEGMENTS, wanted).fetchall())
    charts = [
        *_share_charts(name, shares, agreement, segments, numerals),
        *_level_charts(name, shares, segments, numerals),
        *_slope_charts(name, series, numerals),
    ]
    return Page(
        area_page(code),
        "area.html",
        name,
        {
            "code": code,
            "is_group": area["is_group"],
            "verdicts": [sentence(row) for row in fetched(connection.execute(_VERDICTS, wanted))],
            "publishers": len({one["publication"] for one in shares}),
            "one_point": len(shares) == 1,
            "agreement": _agreement_table(name, agreement, numerals),
            "differences": _differences(fetched(connection.execute(_DIFFERENCES, wanted)), numerals),
            "series": _series_table(series, numerals),
            "figures": _figures_table(name, figures, numerals),
            "downloads": [
                {"link": Link(one.title, download(code, one.name)), "says": one.says} for one in DOWNLOADS.values()
            ],
        },
        charts,
        (Link("Areas", "areas/index.html"),),
    )


def _share_charts(name: str, shares: Sequence[Row], agreement: Sequence[Row], segments: Segments, numerals: Numerals) -> Iterator[Chart]:
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


def _level_charts(name: str, shares: Sequence[Row], segments: Segments, numerals: Numerals) -> Iterator[Chart]:
    rows = [one for one in shares if one["b2b_value"] is not None and one["b2c_value"] is not None]
    units = list(dict.fromkeys(one["unit_measure"] for one in rows))
    for unit in units:
        own = [one for one in rows if one["unit_measure"] == unit]
        yield _levels(f"levels-{unit}", name, own, unit, "value", segments, numerals)
    converted = [one for one in rows if one["b2b_value_usd"] is not None and one["b2c_value_usd"] is not None]
    if converted and units != ["USD"]:
        yield _levels("levels-in-dollars", name, converted, "USD", "value_usd", segments, numerals)


def _levels(id_: str, name: str, rows: Sequence[Row], unit: str, column: str, segments: Segments, numerals: Numerals) -> Chart:
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
    what = f"in US dollars, converted at the average rate of the year" if converted else f"in {unit}, as printed"
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
    """Return the figure of a side, or the first of its parts; the first of all where the side is the rest of another."""
    ids: Sequence[str] = row["input_ids"]
    return next((one for one in ids if segments[one].startswith(side.upper())), ids[0])


def _in_billions(value: Decimal, numerals: Numerals, *, converted: bool) -> str:
    """Return a value in billions: as exact as printed, or to a tenth where we have converted it."""
    return numerals.number(value / BILLION, 1 if converted else None)


def _billions(value: Decimal, unit: str, numerals: Numerals, *, converted: bool) -> str:
    return f"{_in_billions(value, numerals, converted=converted)} bn {unit}"


def _slope_charts(name: str, series: Sequence[Row], numerals: Numerals) -> Iterator[Chart]:
    rows = [one for one in series if one["slope_pp_per_year"] is not None and one["is_newest_stretch"]]
    if not rows:
        return
    marks: list[Row] = [{"layer": "zero", "slope": 0}]
    for row in rows:
        marks.append(
            {
                "layer": "slope",
                "series": in_lines(_series_name(row)),
                "slope": float(round(row["slope_pp_per_year"], 4)),
                "low": float(round(row["slope_low"], 4)),
                "high": float(round(row["slope_high"], 4)),
                "shown": _interval(row, numerals),
            }
        )
    yield Chart(
        "slopes",
        "slopes",
        "Slope of the B2B share",
        f"Least-squares slopes of the B2B share in {name} with their 95 % intervals, percentage points per year: "
        + "; ".join(f"{_series_name(row)} {_interval(row, numerals)}" for row in rows)
        + ".",
        f"{publishers(rows)}; slopes by marketsplit",
        marks,
        _series_table(rows, numerals, is_anchored=False),
        says="Bars: 95 % interval by Student's t, from the spread of the points about the line. One that holds zero "
        "tells no direction. A slope describes its years and foretells nothing.",
    )


def _series_name(row: Row) -> str:
    label = series_label(row["publication"], row["publisher"], row["basis_title"])
    return f"{label}, {periods(row['first_time_period'], row['last_time_period'])}"


def _interval(row: Row, numerals: Numerals) -> str:
    low, high = (numerals.number(row[f"slope_{end}"], 2, signed=True) for end in ("low", "high"))
    return f"{numerals.number(row['slope_pp_per_year'], 2, signed=True)} ({low} to {high})"


def _series_table(rows: Sequence[Row], numerals: Numerals, *, is_anchored: bool = True) -> Table:
    return Table(
        "Every series as a whole, between its breaks",
        (
            Column("series"),
            Column("periods"),
            Column("n", True),
            Column("from", True),
            Column("to", True),
            Column("change, pp", True),
            Column("slope, pp a year (95 %)", True),
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
                    MISSING if row["slope_pp_per_year"] is None else _interval(row, numerals),
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


def _agreement_table(name: str, rows: Sequence[Row], numerals: Numerals) -> Table:
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


def _differences(rows: Sequence[Row], numerals: Numerals) -> list[Row]:
    """Return who differs from whom, in sentences."""
    return [
        {
            "period": row["time_period"],
            "higher": Link(
                publisher_name(row["publication"], row["publisher"]), publication_page(row["publication"])
            ),
            "higher_share": numerals.percent(row["b2b_share_pct"], 1),
            "higher_basis": row["basis_title"],
            "lower": Link(
                publisher_name(row["other_publication"], row["other_publisher"]),
                publication_page(row["other_publication"]),
            ),
            "lower_share": numerals.percent(row["other_b2b_share_pct"], 1),
            "lower_basis": row["other_basis_title"],
            "by": numerals.number(row["difference_pp"], 2),
            "beyond": row["is_beyond_rounding"],
            "comparable": row["is_comparable"],
            "differ": row["definitions_differ"],
        }
        for row in rows
    ]


def _figures_table(name: str, rows: Sequence[Row], numerals: Numerals) -> Table:
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

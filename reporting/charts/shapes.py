"""The shapes of the charts as Vega, made with Altair: no numbers in them, those come beside.

Every row of their data is one mark: ``layer`` says of which kind. ``t`` is the time in years, ``run`` names a stretch
that is drawn through, ``shown`` and ``band`` are the exact figures as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import altair as alt

from reporting.charts.look import config

#: The name of the data that a chart waits for.
DATA = "rows"

_HEIGHTS = {"share": 300, "small": 120, "levels": 300, "slopes": alt.Step(80), "vintages": 280}


def shapes(ground: str, width: int | str = "container") -> dict[str, dict[str, Any]]:
    """Return every kind of chart by its name; see :func:`shape`."""
    return {kind: shape(kind, ground, width) for kind in _HEIGHTS}


@cache
def shape(kind: str, ground: str, width: int | str = "container") -> dict[str, Any]:
    """Return one kind of chart on a ground, in pixels or as wide as what it stands in; its data is the first, empty."""
    import vl_convert

    layers = {"share": _share, "small": _small, "levels": _levels, "slopes": _slopes, "vintages": _vintages}[kind]()
    chart = alt.layer(*layers, data=alt.NamedData(DATA)).properties(width=width, height=_HEIGHTS[kind])
    # Nothing is left out of the marks, so that colours and shapes have one source, and one order.
    made = chart.to_dict() | {"config": {**config(ground), "mark": {"invalid": None}}}
    made["autosize"] = {"type": "fit-x", "contains": "padding"}
    drawn: dict[str, Any] = vl_convert.vegalite_to_vega(json.dumps(made))
    drawn["config"].setdefault("legend", {})["layout"] = {"bottom": {"direction": "vertical", "anchor": "start"}}
    _merge_legends(drawn)
    return drawn


def _merge_legends(drawn: dict[str, Any]) -> None:
    """Make one legend of colours and shapes that say the same; Vega-Lite leaves them apart."""
    domains = {scale["name"]: scale["domain"] for scale in drawn["scales"]}
    colours, *rest = drawn.get("legends", [None])
    for other in rest:
        if domains["color"] == domains["shape"]:
            colours["shape"] = other["shape"]
            colours["encode"]["symbols"] = {"update": {"opacity": {"value": 1}}}
            drawn["legends"].remove(other)


_PERCENT = "datum.label + ' %'"
_CHANGE = f"datum.value ? {_PERCENT} : '0 %'"
#: The name of a series comes in lines that a narrow screen has room for.
_LINES = "split(datum.label, '\\n')"

Along = Callable[[str], alt.Y]


def _only(layer: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.datum.layer == layer)


def _years(**more: Any) -> alt.X:
    # Between few years there are marks at fractions: a year is named once, where it begins.
    axis = alt.Axis(format="d", labelExpr="datum.value % 1 ? '' : datum.label", title=None, **more)
    return alt.X("t:Q", axis=axis, scale=alt.Scale(zero=False, nice=False, padding=18))


def _share_layers(along: Along, years: alt.X, colour: Any, shape_of: Any) -> list[alt.Chart]:
    """Return the layers of a chart of shares; ``along`` gives the vertical channel of a field."""
    points = _only("point")
    tooltip = [
        alt.Tooltip("series:N", title="series"),
        alt.Tooltip("period:N", title="period"),
        alt.Tooltip("shown:N", title="B2B share"),
        alt.Tooltip("band:N", title="rounding allows"),
        alt.Tooltip("note:N", title="note"),
    ]
    dashes = alt.Scale(domain=["figure", "forecast"], range=[[1, 0], [5, 4]])
    return [
        _only("half").mark_rule(style="half").encode(y=along("share:Q")),
        _only("room").mark_rule(opacity=0).encode(y=along("share:Q")),
        _only("agreement").mark_rule(style="agreement").encode(x=years, y=along("low:Q"), y2="high:Q"),
        points.mark_area(style="band").encode(x=years, y=along("low:Q"), y2="high:Q", color=colour, detail="run:N"),
        points.mark_rule(style="band", strokeWidth=7).encode(x=years, y=along("low:Q"), y2="high:Q", color=colour),
        points.mark_line().encode(
            x=years,
            y=along("share:Q"),
            color=colour,
            detail="run:N",
            strokeDash=alt.StrokeDash("kind:N", legend=None, scale=dashes),
        ),
        _only("break").mark_rule(style="break").encode(x=years),
        _only("break")
        .mark_text(align="left", baseline="top", dx=3)
        .encode(x=years, y=alt.value(0), text=alt.value("break")),
        points.mark_point(cursor="pointer").encode(
            x=years, y=along("share:Q"), color=colour, shape=shape_of, tooltip=tooltip
        ),
        points.transform_filter(alt.datum.verified == 0)
        .mark_point(style="hollow", cursor="pointer")
        .encode(x=years, y=along("share:Q"), tooltip=tooltip),
    ]


def _legend() -> alt.Legend:
    return alt.Legend(
        orient="bottom", direction="vertical", title=None, columns=1, labelExpr=_LINES, labelLimit=0, symbolLimit=0
    )


def _share() -> list[alt.Chart]:
    def along(field: str) -> alt.Y:
        axis = alt.Axis(title=None, format="~f", labelExpr=_PERCENT, tickCount=6)
        return alt.Y(field, axis=axis, scale=alt.Scale(zero=False, nice=True, padding=12))

    colour = alt.Color("series:N", legend=_legend(), sort=None)
    return _share_layers(along, _years(), colour, alt.Shape("series:N", legend=_legend(), sort=None))


def _small() -> list[alt.Chart]:
    def along(field: str) -> alt.Y:
        axis = alt.Axis(title=None, values=[0, 50, 100], format="d", labelExpr=_PERCENT)
        return alt.Y(field, axis=axis, scale=alt.Scale(domain=[0, 100], nice=False))

    colour = alt.Color("series:N", legend=None, sort=None)
    return _share_layers(
        along, _years(tickCount=4, labelBound=True), colour, alt.Shape("series:N", legend=None, sort=None)
    )


def _levels() -> list[alt.Chart]:
    y = alt.Y(
        "amount:Q",
        axis=alt.Axis(title=None, format=",~f", tickCount=6),
        scale=alt.Scale(type="log", nice=True, padding=10),
    )
    side = alt.Color("side:N", legend=_legend(), scale=alt.Scale(domain=["B2B", "B2C"]))
    series = alt.Shape("series:N", legend=_legend(), sort=None)
    tooltip = [
        alt.Tooltip("series:N", title="series"),
        alt.Tooltip("side:N", title="side"),
        alt.Tooltip("period:N", title="period"),
        alt.Tooltip("shown:N", title="sales"),
    ]
    return [
        alt.Chart().mark_line().encode(x=_years(), y=y, color=side, detail="run:N"),
        alt.Chart().mark_point(cursor="pointer").encode(x=_years(), y=y, color=side, shape=series, tooltip=tooltip),
    ]


def _slopes() -> list[alt.Chart]:
    def along(field: str) -> alt.X:
        axis = alt.Axis(title="percentage points a year", grid=True, format="~f", tickCount=6)
        return alt.X(field, axis=axis, scale=alt.Scale(nice=True, padding=10))

    # Each series is named under its bar, where a narrow screen has room for it.
    series = alt.Y("series:N", sort=None, axis=None, bandPosition=0.15)
    tooltip = [alt.Tooltip("series:N", title="series"), alt.Tooltip("shown:N", title="slope")]
    slopes = _only("slope")
    return [
        _only("zero").mark_rule(style="half").encode(x=along("slope:Q")),
        slopes.mark_rule(strokeWidth=5, opacity=0.4, color=_FIRST).encode(x=along("low:Q"), x2="high:Q", y=series),
        slopes.mark_text(align="left", baseline="top", dy=7, lineBreak="\n").encode(
            x=alt.value(0), y=series, text="series:N"
        ),
        slopes.mark_point(size=60, color=_FIRST).encode(x=along("slope:Q"), y=series, tooltip=tooltip),
    ]


#: Of a chart with one series: the first of the palette, good on either ground.
_FIRST = "#2f7ec7"


def _vintages() -> list[alt.Chart]:
    y = alt.Y("pct:Q", axis=alt.Axis(title=None, format="+~f", labelExpr=_CHANGE), scale=alt.Scale(nice=True))
    series = alt.Color("series:N", legend=_legend(), sort=None)
    tooltip = [
        alt.Tooltip("series:N", title="figure"),
        alt.Tooltip("edition:N", title="edition"),
        alt.Tooltip("shown:N", title="printed as"),
        alt.Tooltip("change:N", title="on the first print"),
    ]
    marks = _only("print")
    return [
        _only("zero").mark_rule(style="half").encode(y=y),
        marks.mark_line(interpolate="step-after").encode(x=_years(), y=y, color=series, detail="series:N"),
        marks.mark_point(cursor="pointer").encode(
            x=_years(), y=y, color=series, shape=alt.Shape("series:N", legend=_legend(), sort=None), tooltip=tooltip
        ),
    ]

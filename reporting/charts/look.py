"""How charts look, by light and by dark: one palette, and greys that suit the ground.

The colours of the palette stand out from either ground by at least 3 to 1, text by 4.5 to 1 (WCAG 2.2 AA).
"""

from __future__ import annotations

from typing import Any

FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif"

#: For series, in this order; shapes tell them apart as well.
PALETTE = ["#2f7ec7", "#c8641b", "#2e8b57", "#8a63c9", "#d0453f", "#1f8a99", "#8a7a1a", "#c7528f", "#77808a"]
#: The two sides of the market.
SIDES = {"B2B": "#2f7ec7", "B2C": "#c8641b"}
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left"]

#: Ground, text, axes and grid. On a page of the site they are those of its style sheet, which knows light and dark.
GROUNDS = {
    "page": {name: f"var(--{name})" for name in ("ground", "text", "quiet", "line", "grid")},
    "light": {"ground": "#ffffff", "text": "#2b3038", "quiet": "#5a626d", "line": "#c9ced6", "grid": "#e8ebef"},
    "dark": {"ground": "#16191d", "text": "#dfe3e8", "quiet": "#a3abb6", "line": "#4a515b", "grid": "#2a2f36"},
}


def config(ground: str) -> dict[str, Any]:
    """Return Vega-Lite's config for a ground: ``light``, ``dark``, or the ``page`` of the site."""
    colours = GROUNDS[ground]
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "range": {"category": PALETTE, "symbol": SHAPES},
        "axis": {
            "domainColor": colours["line"],
            "tickColor": colours["line"],
            "gridColor": colours["grid"],
            "labelColor": colours["quiet"],
            "titleColor": colours["quiet"],
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelOverlap": "greedy",
            "tickSize": 4,
        },
        "axisX": {"grid": False, "labelSeparation": 6, "labelFlush": True},
        "axisY": {"domain": False, "ticks": False, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end"},
        "legend": {
            "labelColor": colours["text"],
            "titleColor": colours["quiet"],
            "labelFontSize": 12,
            "symbolSize": 70,
            "symbolBaseFillColor": colours["quiet"],
            "symbolBaseStrokeColor": colours["quiet"],
            "rowPadding": 4,
        },
        "title": {"color": colours["text"], "subtitleColor": colours["quiet"], "fontSize": 15, "anchor": "start"},
        "point": {"filled": True, "size": 42, "strokeWidth": 1.6, "opacity": 1},
        "line": {"strokeWidth": 2},
        "text": {"color": colours["text"], "fontSize": 12},
        "style": {
            "band": {"opacity": 0.22},
            "agreement": {"color": colours["quiet"], "opacity": 0.25, "strokeWidth": 12, "strokeCap": "butt"},
            "half": {"color": colours["quiet"], "strokeDash": [2, 3], "strokeWidth": 1},
            "break": {"color": colours["quiet"], "strokeDash": [4, 3], "strokeWidth": 1},
            "hollow": {"color": colours["ground"], "size": 11},
        },
        "aria": False,  # the chart as a whole has its alternative text, and the table behind it every number
    }

"""A trace as people read it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType

from reporting.terminal import grid, percent, plain, text

Row = dict[str, Any]


def trace_report(found: Row) -> Iterator[RenderableType]:
    """Yield the parts of a trace: a figure with its place, or a row of a mart and the figures that it is made of."""
    if "mart" not in found:
        yield from _figure_report(found)
        return
    facts = [(name, _fact(value)) for name, value in found.items() if name not in {"inputs", "observation_ids"}]
    yield grid(None, ("", ""), [(name, value) for name, value in facts if value])
    yield grid(
        "Made of",
        ("period", "segment", "measure", "value", "unit", "printed", "publication", "edition", "place", "observation"),
        [
            (
                one["time_period"],
                one["segment"],
                one["measure"],
                text(one["obs_value"]),
                one["unit_measure"],
                one["raw_text"],
                one["publication"] + (" (secondary)" if one["standing"] == "secondary" else ""),
                one["edition"],
                one["place"],
                one["observation_id"],
            )
            for one in found["inputs"]
        ],
        right=("value",),
    )


def _fact(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else text(value, missing="")


def _figure_report(figure: Row) -> Iterator[RenderableType]:
    """Yield a figure, where it stands, its vintages, what it feeds."""
    value = f"{text(figure['obs_value'])} {figure['unit_measure']}"
    if figure["rounding_unit"]:
        value += f" (printed to {plain(figure['rounding_unit'])})"
    about = (
        ("figure", f"{figure['segment']} {figure['measure']}, {figure['ref_area']}, {figure['time_period']}"),
        ("value", value),
        ("status", f"{figure['obs_status']} {figure['obs_flag']}".strip()),
        ("definition", f"{figure['basis']}: {figure['basis_title']}. {figure['basis_text']}"),
        ("publication", f"{figure['publication_title']}, edition {figure['edition']}, {figure['published_on']}"),
        ("standing", figure["standing"]),
        ("document", f"{figure['document']} ({figure['lang']}), {figure['url']}"),
        ("captured", f"{text(figure['captured_at'])}, sha256 {figure['sha256']}"),
        ("place", figure["place"]),
        ("printed", figure["raw_text"]),
        ("around it", figure["raw_context"]),
        ("verified", f"{figure['verification']} {figure['evidence_url']}".strip()),
        ("observation", figure["observation_id"]),
    )
    yield grid(None, ("", ""), about)
    yield grid(
        "Vintages",
        ("edition", "published", "vintage", "value", "status", "printed", "observation"),
        [
            (
                one["edition"],
                text(one["published_on"]),
                str(one["vintage"]),
                "withdrawn" if one["is_tombstone"] else text(one["obs_value"]),
                one["obs_status"],
                one["raw_text"],
                one["observation_id"],
            )
            for one in figure["vintages"]
        ],
        right=("value",),
    )
    if figure["feeds"]:
        yield grid(
            "Shares formed from it",
            ("publication", "area", "period", "measure", "basis", "B2B share %", "share"),
            [
                (
                    one["publication"],
                    one["ref_area"],
                    one["time_period"],
                    one["measure"],
                    one["basis"],
                    percent(one["b2b_share_pct"], 2),
                    one["share_id"],
                )
                for one in figure["feeds"]
            ],
            right=("B2B share %",),
        )

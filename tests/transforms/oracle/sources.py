"""mart.source_agreement, mart.source_difference and mart.mainstream: publishers beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from statistics import median

from tests.transforms.oracle.figures import Row, frequency, nearest

#: How a part of a comparability group is spoken of, by its place in it.
PARTS = ("", "universe: ", "sides told apart by ", "business side: ", "consumer side: ", "", "base: ")


def voices(shares: Iterable[Row]) -> list[Row]:
    """Return the shares that are no forecasts."""
    return [row for row in shares if row["share_method"] and row["obs_status"] != "F"]


def _grouped(rows: Iterable[Row], columns: Sequence[str]) -> dict[tuple[str, ...], list[Row]]:
    grouped: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        grouped.setdefault(tuple(row[column] for column in columns), []).append(row)
    return grouped


def _point(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in ("publication", "ref_area", "time_period", "measure", "basis"))


def _voice(row: Row) -> tuple[Decimal, str, str]:
    return row["b2b_share_pct"], row["publication"], row["basis"]


def agreements(shares: Iterable[Row]) -> list[Row]:
    """Return the rows of mart.source_agreement; shares are named by their points."""
    columns = ("ref_area", "time_period", "measure", "comparability_group")
    rows = []
    for key, group in _grouped(voices(shares), columns).items():
        values = [row["b2b_share_pct"] for row in group]
        low, high = min(group, key=_voice), max(group, key=_voice)
        rows.append(
            {
                **dict(zip(columns, key, strict=True)),
                "frequency": frequency(key[1]),
                "publications": sorted({row["publication"] for row in group}),
                "definitions": len(group),
                "min_b2b_share_pct": min(values),
                "median_b2b_share_pct": nearest(Fraction(median(map(Fraction, values)))),
                "max_b2b_share_pct": max(values),
                "spread_pp": max(values) - min(values),
                "is_spread_beyond_rounding": any(
                    one["b2b_share_low_pct"] > other["b2b_share_high_pct"] for one in group for other in group
                ),
                "lowest": f"{low['publication']} {low['basis']}",
                "highest": f"{high['publication']} {high['basis']}",
                "has_unverified": any(row["has_unverified"] for row in group),
                "share_ids": sorted(_point(row) for row in group),
            }
        )
    return rows


def differences(shares: Iterable[Row]) -> list[Row]:
    """Return the rows of mart.source_difference."""
    rows = []
    for (area, period, measure), group in _grouped(voices(shares), ("ref_area", "time_period", "measure")).items():
        for pair in combinations(group, 2):
            low, high = sorted(pair, key=_voice)
            if low["publication"] == high["publication"]:
                continue
            parts = zip(
                PARTS, high["comparability_group"].split("-"), low["comparability_group"].split("-"), strict=True
            )
            rows.append(
                {
                    "ref_area": area,
                    "time_period": period,
                    "frequency": frequency(period),
                    "measure": measure,
                    "publication": high["publication"],
                    "basis": high["basis"],
                    "b2b_share_pct": high["b2b_share_pct"],
                    "other_publication": low["publication"],
                    "other_basis": low["basis"],
                    "other_b2b_share_pct": low["b2b_share_pct"],
                    "difference_pp": high["b2b_share_pct"] - low["b2b_share_pct"],
                    "is_beyond_rounding": high["b2b_share_low_pct"] > low["b2b_share_high_pct"],
                    "is_comparable": high["comparability_group"] == low["comparability_group"],
                    "definitions_differ": [
                        f"{words}{one} against {other}" for words, one, other in parts if one != other
                    ],
                }
            )
    return rows


def mainstream(shares: Iterable[Row], trends: Iterable[Row]) -> list[Row]:
    """Return the rows of mart.mainstream; shares are named by their points."""
    directions = {_point(row): row["direction"] for row in trends}
    yearly = [row for row in voices(shares) if row["measure"] == "ecommerce_sales" and row["frequency"] == "A"]
    rows = [
        _year(area, period, group, directions)
        for (area, period), group in _grouped(yearly, ("ref_area", "time_period")).items()
    ]
    for row in rows:
        area = [other for other in rows if other["ref_area"] == row["ref_area"]]
        most = min(max(other["publishers"] for other in area), 2)
        comparable = [other["time_period"] for other in area if other["publishers"] >= most]
        row["is_latest_comparable"] = row["time_period"] == max(comparable)
        row["is_latest"] = row["time_period"] == max(other["time_period"] for other in area)
    return rows


def _year(area: str, period: str, group: list[Row], directions: dict[tuple[str, ...], str | None]) -> Row:
    publishers = _grouped(group, ("publication",)).values()
    over = sum(all(row["b2b_share_low_pct"] > 50 for row in rows) for rows in publishers)
    under = sum(all(row["b2b_share_high_pct"] < 50 for row in rows) for rows in publishers)
    moved = [{directions[_point(row)] for row in rows} - {None} for rows in publishers]
    shares = [row["b2b_share_pct"] for row in group]
    verdict, margin = "not decided", None
    if over == len(publishers):
        verdict, margin = "B2B is the larger side", min(row["b2b_share_low_pct"] for row in group) - 50
    elif under == len(publishers):
        verdict, margin = "B2B is the smaller side", 50 - max(row["b2b_share_high_pct"] for row in group)
    elif over and under:
        verdict = "publishers contradict each other"
    return {
        "ref_area": area,
        "time_period": period,
        "publications": sorted({row["publication"] for row in group}),
        "publishers": len(publishers),
        "publishers_over_half": over,
        "publishers_under_half": under,
        "publishers_undecided": len(publishers) - over - under,
        "min_b2b_share_pct": min(shares),
        "max_b2b_share_pct": max(shares),
        "margin_pp": margin,
        "verdict": verdict,
        "publishers_growing": moved.count({"B2B gaining"}),
        "publishers_shrinking": moved.count({"B2C gaining"}),
        "publishers_unchanged": moved.count({"no change beyond rounding"}),
        "has_unverified": any(row["has_unverified"] for row in group),
        "share_ids": sorted(_point(row) for row in group),
        "observation_ids": sorted({one for row in group for one in row["observation_ids"]}),
    }

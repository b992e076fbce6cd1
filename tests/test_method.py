"""docs/method.md tells the truth: its queries print what it shows, its arithmetic, done again, gives its numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, sqrt
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from extractors.settings import PROJECT_ROOT
from reporting.query import query_published
from tests.documented import Example, answer, examples
from transforms.build import FOLDER

METHOD = " ".join((PROJECT_ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())
EXAMPLES = examples("method.md")


def only(sql: str) -> dict[str, Any]:
    (row,) = query_published(sql)
    return row


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.heading}: {one.shown[0][:40]}")
def test_each_query_prints_what_is_shown(published: Path, example: Example) -> None:
    assert answer(example.sql) == example.shown


def test_the_share_and_its_bounds_are_those_of_interval_arithmetic(published: Path) -> None:
    row = only(
        "SELECT * FROM mart.segment_share WHERE publication = 'meti_ecommerce_survey' AND basis = 'METI_B2B_WIDE' "
        "AND time_period = '2019'"
    )
    half = Fraction(5, 100)
    b, c = (Fraction(row[f"{side}_value"]) / 10**12 for side in ("b2b", "b2c"))
    for name, part, rest, rounded in (
        ("", b, c, round),
        ("_low", b - half, c + half, floor),
        ("_high", b + half, c - half, ceil),
    ):
        expected = Decimal(rounded(part / (part + rest) * 10**8)).scaleb(-6)
        assert row[f"b2b_share{name}_pct"] == expected
        assert f"{float(part):.2f} / ({float(part):.2f} + {float(rest):.2f}) = {expected} %" in METHOD


def test_growth_and_contribution_are_those_of_the_text(published: Path) -> None:
    assert f"{Decimal('353.0') / Decimal('344.2') * 100 - 100:.2f} % more" in METHOD
    assert f"{Decimal('8.8') / Decimal('362.1845') * 100:.2f} points of their growth" in METHOD
    before = only(
        "SELECT b2b_value + b2c_value AS sides FROM mart.segment_share "
        "WHERE publication = 'meti_ecommerce_survey' AND basis = 'METI_B2B_WIDE' AND time_period = '2018'"
    )
    assert before["sides"] == Decimal("362.1845").scaleb(12)


def test_both_slopes_are_those_of_the_text(published: Path) -> None:
    points = query_published("SELECT * FROM mart.share_trend WHERE ref_area = 'EU15' ORDER BY time_period")
    x = [int(one["time_period"]) for one in points]
    y = [float(one["b2b_share_pct"]) for one in points]
    n, x_mean, y_mean = len(x), sum(x) / len(x), sum(y) / len(y)
    sxx = sum((one - x_mean) ** 2 for one in x)
    sxy = sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True))
    slope = sxy / sxx
    s2 = (sum((one - y_mean) ** 2 for one in y) - slope * sxy) / (n - 2)
    low, high = (slope + sign * 2.776 * sqrt(s2 / sxx) for sign in (-1, 1))
    assert f"Sxx = {sxx:.1f}, Sxy = {_minus(sxy, 2)}, so the slope is {_minus(slope, 6)}" in METHOD
    assert f"s² = {s2:.6f} and t = 2.776 give {_minus(low, 6)} to {_minus(high, 6)}" in METHOD
    slopes = sorted((y[j] - y[i]) / (x[j] - x[i]) for i, j in combinations(range(n), 2))
    spread = 1.959964 * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    ranks = floor((len(slopes) - spread) / 2), ceil((len(slopes) + spread) / 2) + 1
    assert (len(slopes), *ranks) == (15, 2, 14)
    assert f"the middle slope is {_minus(median(slopes), 2)}; C = {spread:.6f}" in METHOD
    whole = only("SELECT * FROM mart.series_trend WHERE ref_area = 'EU15'")
    found = [whole[name] for name in ("slope_pp_per_year", "slope_low", "slope_high")]
    found += [whole[f"theil_sen_{name}"] for name in ("pp_per_year", "low", "high")]
    expected = [slope, low, high, median(slopes), *(slopes[rank - 1] for rank in ranks)]
    assert [float(one) for one in found] == pytest.approx(expected, abs=1e-6)


def _minus(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace("-", "−")


def test_the_national_figure_in_dollars_is_that_of_the_text(published: Path) -> None:
    converted = round(Fraction("353.0") * 10**12 / Fraction("109.0188"))
    assert f"at 109.0188 are {converted:,} dollars" in METHOD
    tolerance = (10**9 + Fraction(10**11) / Fraction("109.0188")) / 2
    assert f"the rounding of both allows {round(tolerance / 10**6)} million" in METHOD
    other = only(
        "SELECT lcu_per_usd FROM core.exchange_rate "
        "WHERE publication = 'worldbank_exchange_rates' AND currency = 'JPY' AND year = 2017"
    )["lcu_per_usd"]
    assert f"{other}, gives {round(Decimal('317.2') / other * 1000):,} billion" in METHOD


def test_it_lists_every_reason_for_no_share_and_no_other() -> None:
    sql = next(FOLDER.glob("*_segment_share.sql")).read_text(encoding="utf-8")
    (cases,) = re.findall(r"CASE WHEN split_of IS NULL(.*?)END AS refused", sql, re.DOTALL)
    given = set()
    for words in re.findall(r"(?:THEN|ELSE) (.*?)(?=\s+WHEN |\s+ELSE |\s*$)", cases, re.DOTALL):
        given.add("".join(part[1:-1] if part.startswith("'") else "…" for part in words.split(" || ")))
    text = (PROJECT_ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^- `([^`]+)`$", text, re.MULTILINE)) == given

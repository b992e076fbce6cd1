"""The verdict in words: what is said of shares, intervals and margins is never more than the figures allow."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractors.errors import UsageError
from reporting.trend_views import verdict_lines
from reporting.verdict import sentence, verdicts


def test_it_says_which_side_is_larger_by_whom_and_how_clearly(published: Path) -> None:
    (latest_comparable, latest) = verdicts(["JPN"])
    assert sentence(latest_comparable).startswith("Japan 2019: B2B is the larger side (2 of 2 over half).")
    assert sentence(latest).startswith("Japan 2024: B2B is the larger side (1 of 1 over half).")
    assert {one["publication"] for one in latest_comparable["shares"]} == {
        "meti_ecommerce_survey",
        "unctad_global_ecommerce",
    }


def test_a_margin_is_rounded_down_and_an_interval_outwards(published: Path) -> None:
    row = verdicts(["JPN"])[0]
    assert row["margin_pp"] == Decimal("44.774590")
    assert "44.7 points clear of half" in sentence(row)
    lines = list(verdict_lines([row]))
    assert any("94.79 %? (94.77 to 94.81) of B2B + B2C" in line for line in lines), lines


def test_the_consumer_side_stands_beneath_with_retellings_marked(published: Path) -> None:
    lines = [line for line in verdict_lines(verdicts(["CHN"])) if line.startswith("  consumers: ")]
    assert any("active" in line and "(retold)" in line for line in lines), lines


def test_an_unknown_area_is_refused() -> None:
    with pytest.raises(UsageError, match="no such area"):
        verdicts(["XXX"])

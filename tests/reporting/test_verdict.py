"""The verdict in words: what is said of shares, intervals and margins is never more than the figures allow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UsageError
from reporting.trend_views import verdict_lines
from reporting.verdict import sentence, verdicts
from tests.transforms.histories import FIRST, SECOND
from warehouse.as_of import AsOf


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


def test_a_share_that_the_consumers_part_leaves_says_so(published: Path) -> None:
    lines = [line for row in verdicts(["ESP"]) for line in verdict_lines([row]) if line.startswith("  ")]
    (left,) = {line.partition("edition ")[2].partition(" [")[0] for line in lines if "Eurostat" in line}
    assert left.startswith("2026-02-27, all but: Consumers' part of the e-commerce turnover of enterprises")
    assert not any("all but" in line for line in lines if "Eurostat" not in line)


def test_the_consumer_side_stands_beneath_with_retellings_marked(published: Path) -> None:
    lines = [line for line in verdict_lines(verdicts(["CHN"])) if line.startswith("  consumers: ")]
    assert any("active" in line and "(retold)" in line for line in lines), lines


def test_publishers_who_contradict_each_other_decide_nothing(acme: Path) -> None:
    comparable, latest = verdicts(["USA"])
    assert sentence(comparable) == (
        "United States 2019: publishers contradict each other (1 of 2 over half; 1 of 2 under half). "
        "B2B share 46.0 % to 69.0 %; publishers: 1 growing, 1 shrinking."
    )
    assert sentence(latest) == (
        "United States 2020: B2B is the larger side (1 of 1 over half). "
        "B2B share 68.0 %, 17.9 points clear of half; publishers: 1 shrinking."
    )
    assert [(one["publication"], one["b2b_share_pct"]) for one in comparable["shares"]] == [
        (FIRST, Decimal(69)),
        (SECOND, Decimal(46)),
    ]
    assert [(one["obs_value"], one["standing"]) for one in comparable["consumers"]] == [(279_000_000, "secondary")]
    assert latest["consumers"] == []


def test_lines_name_shares_sources_and_consumers(acme: Path) -> None:
    lines = list(verdict_lines(verdicts(["USA"])))
    (share,) = (one for one in lines if one.startswith("  69.00 %"))
    assert share.startswith(
        "  69.00 % (68.95 to 69.05) of B2B + B2C, 690 to 310 USD: Acme, edition 2020, New method [share-"
    )
    assert share.endswith("] https://acme.example/x")
    (consumers,) = (one for one in lines if one.startswith("  consumers"))
    assert consumers.startswith(
        "  consumers: Buyers active in the period 2019: 279000000 persons, printed 279000000 (retold), "
        "corp_retold_news ["
    )


def test_an_unverified_share_is_marked(acme: Path) -> None:
    lines = list(verdict_lines(verdicts(["USA"], as_of=AsOf(date(2019, 12, 31)))))
    assert lines[0].startswith("United States 2018: B2B is the larger side (1 of 1 over half). B2B share 77.0 %")
    assert lines[1].startswith("  77.00 %? (")


@pytest.mark.parametrize(
    ("as_of", "years"),
    [
        (None, ["2019", "2020"]),
        (AsOf(date(2020, 4, 30)), ["2018"]),
        (AsOf(date(2020, 12, 31), "recorded"), ["2018", "2019"]),
        (AsOf(date(2018, 1, 1)), []),
    ],
)
def test_verdicts_as_of_a_day_rest_on_what_was_known(acme: Path, as_of: Any, years: list[str]) -> None:
    assert [row["time_period"] for row in verdicts(["USA"], as_of=as_of)] == years


def test_shares_that_look_alike_are_given_once(acme: Path) -> None:
    row = verdicts(["JPN"])[0]
    assert "B2B share 90.0 %, " in sentence(row)
    row.update(min_b2b_share_pct=Decimal("89.99"), max_b2b_share_pct=Decimal("90.01"))
    assert "B2B share 90.0 %, " in sentence(row)


def test_an_unknown_area_is_refused(acme: Path) -> None:
    with pytest.raises(UsageError, match=r"no such area.*found JP"):
        verdicts(["USA", "JP"])
    assert verdicts(["DEU"]) == []

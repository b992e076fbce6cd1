"""From a share, a trend, a series back to the cells, today and as of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UsageError
from reporting.query import query_published
from reporting.trace import trace
from tests.transforms.histories import FIRST
from warehouse.as_of import AsOf


def key(mart: str, column: str, **where: str) -> str:
    conditions = " AND ".join(f"{name} = '{value}'" for name, value in {"publication": FIRST, **where}.items())
    (row,) = query_published(f"SELECT {column} AS key FROM mart.{mart} WHERE {conditions}")  # noqa: S608 - own names
    return str(row["key"])


def cells(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["time_period"], one["segment"], one["edition"]) for one in found["inputs"]]


def test_a_share_leads_to_its_two_cells(acme: Path) -> None:
    found = trace(key("segment_share", "share_id", time_period="2019"))
    assert (found["mart"], int(found["b2b_share_pct"])) == ("mart.segment_share", 69)
    assert cells(found) == [("2019", "B2B", "2020"), ("2019", "B2C", "2020")]
    assert [one["place"] for one in found["inputs"]] == [
        'line 1, column "B2B" (USA 2019)',
        'line 1, column "B2C" (USA 2019)',
    ]
    assert all(one["sha256"] and one["feeds"] for one in found["inputs"])


@pytest.mark.parametrize(
    ("period", "periods"),
    [
        ("2015", ["2015"]),
        ("2016", ["2015", "2016"]),
        ("2018", ["2015", "2016", "2018"]),  # over a gap: the slope and the indices rest on all of them
        ("2019", ["2015", "2016", "2018", "2019", "2020"]),  # the centred mean rests on the year after
        ("2022", ["2022"]),  # a forecast stands alone
    ],
)
def test_a_trend_leads_to_everything_that_it_rests_on(acme: Path, period: str, periods: list[str]) -> None:
    found = trace(key("share_trend", "trend_id", time_period=period))
    assert found["mart"] == "mart.share_trend"
    assert [(one, side) for one, side, _ in cells(found)] == [(one, side) for one in periods for side in ("B2B", "B2C")]


def test_a_series_leads_to_all_its_cells(acme: Path) -> None:
    found = trace(key("series_trend", "series_id", first_time_period="2015"))
    assert {period for period, _, _ in cells(found)} == {"2015", "2016", "2018", "2019", "2020"}
    assert len(found["inputs"]) == 10


def test_as_of_a_day_a_share_is_made_of_what_was_known(acme: Path) -> None:
    share = key("segment_share", "share_id", time_period="2018")
    before = trace(share, as_of=AsOf(date(2020, 1, 1)))
    assert (int(before["b2b_share_pct"]), {edition for _, _, edition in cells(before)}) == (77, {"2019"})
    assert [len(one["vintages"]) for one in before["inputs"]] == [1, 1]
    now = trace(share)
    assert (int(now["b2b_share_pct"]), {edition for _, _, edition in cells(now)}) == (70, {"2020"})
    assert [len(one["vintages"]) for one in now["inputs"]] == [2, 2]
    with pytest.raises(UsageError, match="nothing has this id"):
        trace(key("segment_share", "share_id", time_period="2019"), as_of=AsOf(date(2020, 1, 1)))


def test_an_id_may_be_shortened_while_it_names_one(acme: Path) -> None:
    whole = key("segment_share", "share_id", time_period="2019")
    assert trace(whole[:-4])["share_id"] == whole


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        ("share-", "several ids begin so; expected a share_id of mart.segment_share"),
        ("trend-zzz", "nothing has this id; expected a trend_id of mart.share_trend; found trend-zzz"),
        ("series-%", "nothing has this id; expected a series_id of mart.series_trend"),
        ("SHARE-1", "nothing has this id; expected an observation_id of core.observation"),
        ("' OR 1=1 --", "nothing has this id"),
        ("", "no id is given; expected an id, or how it begins"),
    ],
)
def test_an_id_of_nothing_or_of_several_is_refused(acme: Path, identity: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        trace(identity)

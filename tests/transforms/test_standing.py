"""Figures of secondary publications stay out of every mart, and come in when asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.query import query_published
from reporting.trends import trend_rows
from tests.transforms.conftest import Marts
from tests.warehouse.acme import PUBLICATION
from tests.warehouse.batches import figure
from transforms.build import build_marts
from warehouse.as_of import reader_as_of

MARTS = ("segment_share", "share_trend", "revision", "freshness")


@pytest.mark.parametrize(("standing", "expected"), [("primary", 1), ("secondary", 0)])
def test_only_primary_publications_enter_the_marts(marts: Marts, standing: str, expected: int) -> None:
    connection = marts([("2020", figure("USA", "2019", "B2B", 3)), ("2020", figure("USA", "2019", "B2C", 1))])
    connection.execute(
        "INSERT INTO core.publication VALUES (?, 'T', 'S', ?, 'P', 'INT', 'u', 'l', 'annual', 90, NULL, NULL)",
        [PUBLICATION, standing],
    )
    build_marts(connection)

    for mart in MARTS:
        assert len(connection.table(f"mart.{mart}").unique("publication").fetchall()) == expected, mart
    assert len(connection.execute("FROM mart.source_agreement").fetchall()) == expected
    assert len(connection.execute("FROM core.observation").fetchall()) == 2

    build_marts(connection, with_secondary=True)
    for mart in MARTS:
        assert connection.table(f"mart.{mart}").unique("publication").fetchall() == [(PUBLICATION,)], mart


def test_the_published_warehouse_keeps_retellings_apart(published: Path) -> None:
    retold = query_published(
        "SELECT measure, obs_value, unit_measure FROM core.observation "
        "JOIN core.publication USING (publication) "
        "WHERE standing = 'secondary' AND publication = 'press_cn_b2b_mainstream' ORDER BY measure"
    )
    assert [(row["measure"], int(row["obs_value"]), row["unit_measure"]) for row in retold] == [
        ("active_buyers", 279_000_000, "PERSONS"),
        ("merchants", 8_000_000, "MERCHANTS"),
    ]
    retellings = "(FROM core.publication WHERE standing = 'secondary') AS retelling"
    for mart in MARTS:
        assert not query_published(f"FROM mart.{mart} SEMI JOIN {retellings} USING (publication)"), mart


def test_publishers_are_never_compared_with_retellings(published: Path) -> None:
    with reader_as_of(with_secondary=True) as connection:
        retellings = "(SELECT publication FROM core.publication WHERE standing = 'secondary')"
        assert connection.execute(f"FROM mart.segment_share SEMI JOIN {retellings} USING (publication)").fetchall()
        for mart, voice in (
            ("source_difference", "publication"),
            ("source_difference", "other_publication"),
            ("source_agreement", "unnest(publications)"),
            ("mainstream", "unnest(publications)"),
        ):
            voices = f"SELECT {voice} AS publication FROM mart.{mart}"  # noqa: S608 - names above
            assert not connection.execute(f"FROM ({voices}) SEMI JOIN {retellings} USING (publication)").fetchall()


def test_asking_for_retellings_adds_to_the_trends_and_says_which_they_are(published: Path) -> None:
    alone, with_retellings = trend_rows(), trend_rows(secondary=True)

    assert {row["standing"] for row in alone} == {"primary"}
    assert [row for row in with_retellings if row["standing"] == "primary"] == alone

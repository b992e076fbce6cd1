"""What a run says at its end: where something is new or refused, and what the person who started it does now."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from extractors.errors import (
    ArchiveDamagedError,
    BlockedError,
    DeclarationError,
    DriftError,
    FetchError,
    MarketsplitError,
    RefusedError,
)
from reporting.summary import next_steps, publication_summary
from warehouse.pipeline import refusal


def load(publication: str, edition: str, status: str = "complete", **counts: int) -> dict[str, Any]:
    none = dict.fromkeys(("inserted", "unchanged", "tombstones", "quarantined"), 0)
    return {"publication": publication, "edition": edition, "status": status, **none, **counts}


def result(*, loads: Any = (), refused: Any = (), waiting: int = 0) -> dict[str, Any]:
    return {"captures": [], "loads": list(loads), "refused": list(refused), "waiting": waiting, "release": None}


def shown(*arguments: Any) -> list[list[str]]:
    table = publication_summary(*arguments)
    assert table is not None
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as captured:
        console.print(table)
    return [line.split() for line in captured.get().splitlines()[1:]]


def test_publications_are_listed_where_something_is_new_or_refused() -> None:
    done = result(
        loads=[
            load("acme", "2020", inserted=1200, quarantined=2),
            load("acme", "2021", inserted=4, tombstones=1),
            load("quiet", "2020", status="unchanged", unchanged=7),
            load("blocked", "2020", status="blocked"),
        ],
        refused=[refusal(BlockedError("no"), "blocked", "2020"), refusal(BlockedError("still no"), "blocked", "2020")],
    )
    quarantined = [{"publication": "acme"}, {"publication": "acme"}, {"publication": "old"}]
    assert shown(done, quarantined) == [
        ["acme", "2", "1,204", "1", "2", "–"],
        ["blocked", "–", "–", "–", "–", "1"],
        ["old", "–", "–", "–", "1", "–"],
    ]


def test_nothing_new_has_no_table_and_nothing_to_do() -> None:
    assert publication_summary(result(loads=[load("quiet", "2020", status="unchanged")]), []) is None
    assert list(next_steps(result(), [], [])) == ["next: nothing waits for you"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FetchError("no answer"), "`marketsplit run acme` once"),
        (RefusedError("robots.txt"), "an address or a setting"),
        (DriftError("no such column"), "docs/adding-a-publication.md"),
        (BlockedError("no"), "compare document and declaration"),
        (DeclarationError("no"), "publication.yml"),
        (ArchiveDamagedError("no"), "`marketsplit doctor`"),
    ],
)
def test_each_kind_of_refusal_says_what_to_do_about_it(error: MarketsplitError, said: str) -> None:
    (step,) = next_steps(result(refused=[refusal(error, "acme", "2020")]), [], [])
    assert step.startswith("next: acme: ")
    assert said in step


def test_one_thing_to_do_is_said_once() -> None:
    refused = [refusal(FetchError(f"no answer to {number}"), "acme", str(number)) for number in range(3)]
    assert len(list(next_steps(result(refused=refused), [], []))) == 1


def test_readings_notes_and_quarantine_are_counted_with_the_command_that_shows_them() -> None:
    steps = list(next_steps(result(waiting=2), [{"publication": "acme"}], [{"publication": "acme"}]))
    assert steps == [
        "next: `marketsplit review`: 2 readings to decide on",
        "next: 1 note on method changed: see whether the definitions still hold",
        "next: 1 figure in quarantine, named above: see each in its document; "
        "`marketsplit query 'FROM core.quarantine'` has the evidence",
    ]

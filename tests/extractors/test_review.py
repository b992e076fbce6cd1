"""Doubtful readings before people: which wait, what a decision does, and when the same question is not asked again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from extractors import decisions, review, stage, storage
from extractors.doubt import (
    OPEN,
    DoubtfulReading,
    Proposal,
    doubtful_from_json,
    doubtful_to_json,
    settle,
)
from extractors.errors import ArchiveDamagedError, StorageError, UsageError
from extractors.observation import Span
from extractors.publication import find_publication
from tests.reviewed import METI, UNSURE, archive_release

SENTENCE = "In 2021 the B2B market may have reached 1.7 trillion dollars, we hear."
PROPOSAL = Proposal("USA", "2021", "B2B", "ecommerce_sales", "X", "USD", "A", Decimal("1.7E12"), Decimal("1E11"))


def doubtful(sentence: str = SENTENCE, figure: str = "1.7 trillion dollars", **proposed: str) -> DoubtfulReading:
    start = sentence.index(figure)
    return DoubtfulReading(
        publication="acme",
        edition="2022",
        document="page",
        snapshot_id="0" * 16,
        reason='"may" makes it uncertain',
        proposal=replace(PROPOSAL, **proposed),  # type: ignore[arg-type]  # text fields alone are replaced
        locator=Span(sentence, start, start + len(figure), "/html/body/p"),
        raw_text=figure,
        raw_context=sentence,
    )


@pytest.mark.parametrize(
    "sentence",
    [
        SENTENCE.replace("dollars, we hear.", "dollars, We hear!"),
        SENTENCE.replace("In 2021", "In the long run and in 2021"),
        SENTENCE.replace(",", " –"),
    ],
)
def test_a_small_edit_elsewhere_keeps_the_key(sentence: str) -> None:
    assert doubtful(sentence).key == doubtful().key


def test_edition_place_and_reason_have_no_part_in_the_key() -> None:
    moved = replace(doubtful(), edition="2023", snapshot_id="1" * 16, reason="another")
    place = moved.locator
    assert replace(moved, locator=Span(place.sentence, place.start, place.end, "/html/div")).key == doubtful().key


@pytest.mark.parametrize(
    "other",
    [
        doubtful(SENTENCE.replace("1.7 trillion", "1.8 trillion"), "1.8 trillion dollars"),
        doubtful(SENTENCE.replace("B2B", "B2C")),
        doubtful(time_period="2020"),
        doubtful(segment="B2C"),
        replace(doubtful(), publication="other"),
    ],
)
def test_another_figure_wording_or_reading_is_another_key(other: DoubtfulReading) -> None:
    assert other.key != doubtful().key


def test_accepting_one_reading_settles_the_others_of_the_figure() -> None:
    one, other, elsewhere = doubtful(), doubtful(time_period="2020"), doubtful("B2B at 5 million", "5 million")
    figures, waiting = settle([one, other, elsewhere], {one.key: "accepted"}, date(2022, 1, 1))
    assert [(figure.time_period, figure.obs_flag, figure.obs_value) for figure in figures] == [
        ("2021", "reviewed", Decimal("1.7E12"))
    ]
    assert waiting == [elsewhere]


def test_a_rejected_reading_is_no_figure_and_does_not_wait_but_its_alternative_does() -> None:
    one, other = doubtful(), doubtful(time_period="2020")
    assert settle([one, other], {one.key: "rejected"}, date(2022, 1, 1)) == ([], [other])


def test_readings_survive_being_stored() -> None:
    readings = [doubtful(), doubtful(time_period=OPEN), replace(doubtful(), proposal=replace(PROPOSAL, obs_value=None))]
    assert doubtful_from_json(doubtful_to_json(readings)) == readings


@pytest.mark.parametrize("text", ["{", '{"proposal": {}}', "[]"])
def test_a_damaged_record_of_readings_is_an_error_with_a_remedy(text: str) -> None:
    with pytest.raises(StorageError, match="staged folder"):
        doubtful_from_json(text)


def test_what_a_release_leaves_open_waits_with_its_sentence_and_proposal(home: Path) -> None:
    archive_release()
    waiting = review.waiting()
    assert [(one.raw_text, one.proposal.segment, one.proposal.time_period) for one in waiting] == [
        ("334.9 trillion yen", "B2B", "2020")
    ]
    assert waiting == review.waiting([METI])
    assert UNSURE in waiting[0].raw_context
    assert '"may"' in waiting[0].reason


def test_a_decision_takes_effect_with_the_next_reading_and_is_kept_in_the_archive(home: Path) -> None:
    archive_release()
    meti = find_publication(METI)
    before = stage.stage_edition(meti, "2021-07-30")
    key = review.decide(review.waiting()[0].key[:6], "accepted", decided_by="ann", note="the report says so")

    assert review.waiting() == []
    after = stage.stage_edition(meti, "2021-07-30")
    assert before != after
    described = [json.loads((storage.resolve(one) / "batch.json").read_text()) for one in (before, after)]
    assert [(one["observations"], one["doubtful"]) for one in described] == [(7, 1), (8, 0)]
    record = json.loads((storage.archive_dir() / "review" / METI / f"{key}.json").read_text())
    assert record["proposal"]["obs_value"] == "334900000000000"
    (ruling,) = record["rulings"]
    assert (ruling["verdict"], ruling["decided_by"], ruling["note"]) == ("accepted", "ann", "the report says so")


def test_who_decided_and_when_has_no_part_in_the_figures(home: Path) -> None:
    archive_release()
    meti = find_publication(METI)
    asked = decisions.question(review.waiting()[0])
    references = set()
    for day in (1, 2):
        at = datetime(2026, 1, day, tzinfo=UTC)
        decisions.record_ruling(asked, "accepted", decided_by=f"person {day}", at=at)
        references.add(stage.stage_edition(meti, "2021-07-30"))
    assert len(references) == 1


def test_the_same_question_is_not_asked_again_after_an_edit_elsewhere(home: Path) -> None:
    archive_release()
    review.decide(review.waiting()[0].key, "rejected", decided_by="ann")
    archive_release(edit=("remained almost flat", "stayed"), day=2)
    assert review.waiting() == []


def test_a_changed_figure_is_asked_about(home: Path) -> None:
    archive_release()
    review.decide(review.waiting()[0].key, "accepted", decided_by="ann")
    archive_release(UNSURE.replace("334.9", "335.0"), day=2)
    assert [one.raw_text for one in review.waiting()] == ["335.0 trillion yen"]


def test_a_decision_can_be_taken_back_and_history_keeps_both(home: Path) -> None:
    archive_release()
    key = review.decide(review.waiting()[0].key, "accepted", decided_by="ann")
    review.decide(key, "rejected", decided_by="bob")
    (decision,) = decisions.decisions(METI)
    assert [(one.verdict, one.decided_by) for one in decision.rulings] == [("accepted", "ann"), ("rejected", "bob")]
    assert decisions.verdicts([decision]) == {key: "rejected"}
    first = decision.rulings[0].decided_at
    assert decisions.verdicts([decision], as_of=first) == {key: "accepted"}
    assert decisions.verdicts([decision], as_of=first - timedelta(seconds=1)) == {}
    assert review.waiting() == []


@pytest.mark.parametrize("key", ["", "no-such-key"])
def test_an_unknown_key_is_named_with_those_that_wait(home: Path, key: str) -> None:
    archive_release()
    with pytest.raises(UsageError, match=f"no reading has this key; expected one of {review.waiting()[0].key}"):
        review.decide(key, "accepted", decided_by="ann")


def test_an_open_reading_cannot_be_accepted_but_rejected(home: Path) -> None:
    archive_release("the domestic B-to-B EC market was 3 34.9 trillion yen (down by 5.1%")
    (unreadable,) = [one for one in review.waiting() if one.proposal.obs_value is None]
    with pytest.raises(UsageError, match=r"open: .*obs_value"):
        review.decide(unreadable.key, "accepted", decided_by="ann")
    review.decide(unreadable.key, "rejected", decided_by="ann")
    assert unreadable.key not in {one.key for one in review.waiting()}


def test_a_damaged_decision_is_named(home: Path) -> None:
    archive_release()
    key = review.decide(review.waiting()[0].key, "accepted", decided_by="ann")
    path = storage.archive_dir() / "review" / METI / f"{key}.json"
    path.write_text("{}")
    with pytest.raises(ArchiveDamagedError, match=f"review/{METI}/{key}.json"):
        stage.stage_edition(find_publication(METI), "2021-07-30")

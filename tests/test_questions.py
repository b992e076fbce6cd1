"""docs/questions.md tells the truth: every query answers, in the columns that its text names, with the lines shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reporting.query import query_published
from tests.documented import Example, answer, examples
from warehouse.dictionary import columns_of, relations

QUESTIONS = examples("questions.md")
#: Columns that a text may point to beside those of the answer.
KEYS = {"share_id", "trend_id", "series_id", "is_latest", "history", "evidence_url", "verified_live", "replaces"}


def test_there_are_ten_and_more_each_under_a_heading_of_its_own() -> None:
    assert len({one.heading for one in QUESTIONS}) == len(QUESTIONS) >= 10


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.heading)
def test_each_question_has_an_answer_in_the_columns_that_its_text_names(published: Path, question: Example) -> None:
    rows = query_published(question.sql)
    assert rows, question.heading
    named = set(re.findall(r"`([a-z][a-z0-9_]*)`", question.text)) - {"trace"}
    assert named, question.heading
    assert named <= set(rows[0]) | KEYS, named - set(rows[0])
    assert "*Read:*" in question.text
    assert "*Beware:*" in question.text


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.shown], ids=lambda one: one.heading)
def test_what_is_shown_is_what_comes(published: Path, question: Example) -> None:
    header, *lines = answer(question.sql)
    assert question.shown[0] == header
    assert [line for line in question.shown[1:] if line not in lines] == []


def test_other_columns_that_texts_point_to_exist() -> None:
    assert {column for name in relations() for column in columns_of(name)} >= KEYS

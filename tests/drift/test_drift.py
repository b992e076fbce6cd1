"""A page that was redesigned yields the same figures or is refused loudly; nothing wrong gets through in silence.

Every saved document is edited in every way that applies, from a fixed seed. What reading lets through goes to the
checks before loading, beside the earlier editions (and, for a data file that is fetched anew every time, beside
yesterday's file).

One thing no reader can know: a page that says another figure in a well-formed way, where nothing else that is printed
bears on that figure. Such an outcome is counted as *said*: only where every fault is another value of a point that the
edition has, once, and no declared sum, growth, share or order holds that point to another figure, and the checks found
no earlier print to measure it by. Figures missing or added are never excused.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from extractors.formats import pdf
from extractors.read import Reading, find_edition
from extractors.settings import settings
from tests.drift import (
    delimited_edits,
    document_edits,
    json_edits,
    line_edits,
    pdf_edits,
    pdf_pages,
    prose_edits,
    table_edits,
    workbook_edits,
)
from tests.drift.later import check, load
from tests.drift.target import Edit, Target, read_with, targets
from tests.drift.verdict import Fault, held_points, judge

#: Every kind of edit, to web pages and documents of any format, and to files of the other formats.
EDITS: dict[str, dict[str, Edit]] = {
    "pages": {**table_edits.EDITS, **prose_edits.EDITS, **document_edits.EDITS},
    "files": {
        **delimited_edits.EDITS,
        **line_edits.EDITS,
        **json_edits.EDITS,
        **pdf_edits.EDITS,
        **workbook_edits.EDITS,
    },
}
#: Documents edited at least; each kind of edit is tried on every saved document once.
DOCUMENTS_AT_LEAST = {"pages": 3000, "files": 600}
#: Edits after which a reader has to find the same figures in most documents: one that refuses everything would pass the
#: rest.
HARMLESS = {
    "pages": [
        "layout_around", "footnote_sup", "mark_up", "note_in_number", "rows_sorted", "wrapped", "reorder_columns",
    ],
    "files": [
        "csv_quoted", "csv_rows_sorted", "csv_blank_lines", "lines_sorted", "text_quoted", "cube_index_permuted",
        "cube_labels_changed", "cube_value_as_array", "answer_records_sorted", "answer_more_members", "pdf_set_again",
        "pdf_rows_sorted", "pdf_columns_farther", "pdf_other_letters", "book_set_again", "book_moved_on_sheet",
        "book_sheets_added", "book_stored_more_finely", "book_with_formulas",
    ],
}  # fmt: skip
OUTCOMES = ("same", "refused", "quarantined", "reported", "said", "silent")


@dataclass(frozen=True)
class Case:
    """An edited document that reading let through with faults."""

    kind: str
    target: Target
    reading: Reading
    faults: list[Fault]


@dataclass(frozen=True)
class Result:
    """Outcomes by kind of edit, and in words what was silent or said no place."""

    outcomes: dict[str, Counter[str]]
    silent: list[str]
    placeless: list[str]


# What a fixture takes counts for the first of its tests.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module", params=EDITS)
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def result(family: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    placeless: list[str] = []
    cases: list[Case] = []
    silent: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "_pages", pdf_pages.read_here)
        patch.setenv("MARKETSPLIT_HOME", str(tmp_path_factory.mktemp("drift") / "home"))
        settings.cache_clear()
        for kind, target, content, media_type in edited(EDITS[family]):
            outcome = judge(target, content, media_type)
            if outcome.name == "refused":
                placeless += [f"{kind}: {target.name}: {outcome.message}" for _ in outcome.faults]
            if outcome.name == "silent" and outcome.reading is not None:
                cases.append(Case(kind, target, outcome.reading, outcome.faults))
            else:
                outcomes[kind][outcome.name] += 1
        for case, (name, faults) in settled(cases):
            outcomes[case.kind][name] += 1
            if name == "silent":
                silent.append(f"{case.kind}: {case.target.name}: " + "; ".join(fault.text for fault in faults[:3]))
    settings.cache_clear()
    yield Result(outcomes, silent, placeless)


def edited(edits: dict[str, Edit]) -> Iterator[tuple[str, Target, bytes, str]]:
    """Yield every edited document that differs from the saved one."""
    every = targets()
    for kind, edit in edits.items():
        for target in every:
            changed = edit(target, _seeded(f"{kind}/{target.name}/0"))
            if changed is None:
                continue
            content, media_type = changed if isinstance(changed, tuple) else (changed, target.media_type)
            if (content, media_type) != (target.content, target.media_type):
                yield kind, target, content, media_type


def settled(cases: list[Case]) -> Iterator[tuple[Case, tuple[str, list[Fault]]]]:
    """Yield what the checks make of each case, with the earlier editions of its publication loaded before it."""
    open_cases: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        open_cases[case.target.publication.id].append(case)
    every = targets()
    for publication_id, mine in open_cases.items():
        newest = max(_published_on(case.target) for case in mine)
        editions: dict[str, Target] = {}
        for target in sorted(
            every, key=lambda one: (find_edition(one.publication, one.edition).published_on, one.edition)
        ):
            if target.publication.id == publication_id:
                editions.setdefault(target.edition, target)
        healthy: list[tuple[Target, Reading]] = []
        for edition, target in editions.items():
            if _published_on(target) > newest:
                break
            own = (target, read_with(target, target.content, target.media_type))
            is_data = bool(target.publication.datasets or target.publication.rates)
            if is_data:
                healthy.append(own)
            here = [case for case in mine if case.target.edition == edition]
            if here and healthy:
                load(healthy)
            tested = held_points(target) if here else set()
            for case in here:
                yield case, _excused(check(case.target, case.reading), tested)
            if not is_data:
                healthy.append(own)


def _published_on(target: Target) -> date:
    return find_edition(target.publication, target.edition).published_on


def _seeded(words: str) -> random.Random:
    return random.Random(words)  # noqa: S311 - the same edits every time, no secret


def _excused(checked: tuple[str, list[Fault]], tested: set[tuple[str, ...]]) -> tuple[str, list[Fault]]:
    name, faults = checked
    if name == "silent" and all(fault.is_another_value and fault.key not in tested for fault in faults):
        return "said", []
    return name, faults


def test_no_edit_yields_a_wrong_figure_in_silence(result: Result, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{table(result.outcomes)}\n")
    assert not result.silent, "\n".join(result.silent)


def test_there_are_enough_kinds_and_documents(family: str, result: Result) -> None:
    documents = sum(sum(counts.values()) for counts in result.outcomes.values())
    assert len(result.outcomes) >= 0.9 * len(EDITS[family])
    assert documents >= DOCUMENTS_AT_LEAST[family]


def test_every_refusal_names_publication_document_place_and_what_was_found(result: Result) -> None:
    assert not result.placeless, "\n".join(result.placeless)


def test_edits_that_change_nothing_a_reader_sees_are_read_through(family: str, result: Result) -> None:
    for kind in HARMLESS[family]:
        counts = result.outcomes[kind]
        assert counts["same"] > sum(counts.values()) / 2, (kind, counts)


def test_only_few_pages_say_something_else_that_nothing_contradicts(result: Result) -> None:
    said = sum(counts["said"] for counts in result.outcomes.values())
    assert said <= 0.03 * sum(sum(counts.values()) for counts in result.outcomes.values())


def table(outcomes: dict[str, Counter[str]]) -> str:
    """Return the outcomes as a table, a line a kind of edit."""
    lines = [f"{'kind of edit':34}{'documents':>10}" + "".join(f"{name:>12}" for name in OUTCOMES)]
    total: Counter[str] = Counter()
    for kind, counts in outcomes.items():
        total += counts
        lines.append(f"{kind:34}{sum(counts.values()):>10}" + "".join(f"{counts[name]:>12}" for name in OUTCOMES))
    lines.append(f"{'all':34}{sum(total.values()):>10}" + "".join(f"{total[name]:>12}" for name in OUTCOMES))
    return "\n".join(lines)

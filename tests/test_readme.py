"""The README tells the truth: its SQL runs, its commands and files exist, its registry is the registry."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from extractors.publication import registry
from extractors.settings import PROJECT_ROOT
from reporting.query import query_published
from reporting.trend_views import trend_grid
from reporting.trends import headline_rows
from tests.conftest import marketsplit
from tests.documented import printed

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)


(ANSWERS,) = re.findall(r"## What it answers\n(.*?)\n## ", README, re.DOTALL)
EXCERPTS = [block.splitlines() for block in re.findall(r"```\n(.*?)```", ANSWERS, re.DOTALL)]


def is_said(line: str, lines: list[str]) -> bool:
    """Tell whether a line of an excerpt is one of the lines, … standing for anything."""
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in line.split("…"))
    return any(re.fullmatch(pattern, " ".join(one.split())) for one in lines)


def test_what_it_says_of_the_run_is_what_a_run_prints(published: Path) -> None:
    lines = printed(trend_grid(headline_rows()))
    assert [line for line in EXCERPTS[0] if not is_said(line, lines)] == []


@pytest.mark.parametrize("excerpt", EXCERPTS[1:], ids=lambda one: one[0])
def test_what_it_says_of_other_verbs_is_what_they_print(published_home: Path, excerpt: list[str]) -> None:
    program, *arguments = shlex.split(excerpt[0].removeprefix("$ "))
    assert program == "marketsplit"
    done = marketsplit(*arguments, home=published_home)
    assert done.returncode == 0, done.stderr
    assert [line for line in excerpt[1:] if not is_said(line, done.stdout.splitlines())] == []


@pytest.mark.parametrize("sql", QUERIES)
def test_each_query_answers(published: Path, sql: str) -> None:
    assert query_published(sql)


def test_the_query_as_of_a_day_answers(published: Path) -> None:
    then = query_published("FROM core.observation_as_of(DATE '2020-01-01')")
    assert then
    assert max(str(row["published_on"]) for row in then) < "2020-01-01"


def test_it_lists_every_publication_and_whether_it_was_verified_live() -> None:
    for publication in registry().values():
        row = next(line for line in README.splitlines() if line.startswith(f"| `{publication.id}` |"))
        assert row.endswith("| no |" if publication.verified_live is None else f"| {publication.verified_live} |")


def test_every_file_it_links_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (PROJECT_ROOT / target).exists(), target


def test_every_make_target_it_names_exists() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z]+)\b", README)) - {"what"}:
        assert f"\n{target}: " in makefile, target

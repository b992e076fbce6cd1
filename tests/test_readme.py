"""The README tells the truth: its SQL runs, its commands and files exist, its registry is the registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractors.publication import registry
from extractors.settings import PROJECT_ROOT
from reporting.query import query_published

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)


def test_it_shows_three_queries() -> None:
    assert len(QUERIES) == 3


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

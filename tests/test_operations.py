"""docs/operations.md tells the truth about the checks of the marts: these warnings there are, and no others."""

from __future__ import annotations

from pathlib import Path

from extractors.settings import PROJECT_ROOT
from tests.documented import answer, examples
from warehouse.mart_suites import SUITES

OPERATIONS = (PROJECT_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_warnings_of_the_saved_editions_are_those_it_explains(published: Path) -> None:
    (warnings,) = examples("operations.md")
    assert answer(warnings.sql) == warnings.shown


def test_it_explains_every_rule_that_only_warns() -> None:
    for name in (name for suite in SUITES for name in suite.warnings):
        assert f"| `{name}` |" in OPERATIONS, name

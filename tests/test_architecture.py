"""Imports point downward only, and the readers know nothing of DuckDB or Airflow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from extractors.settings import PROJECT_ROOT

#: What each package may import of ours; what stands above it is not in its list.
MAY_IMPORT = {
    "extractors": {"extractors"},
    "transforms": {"transforms", "extractors"},
    "warehouse": {"warehouse", "transforms", "extractors"},
    "reporting": {"reporting", "warehouse", "transforms", "extractors"},
    "dags": {"wiring", "reporting", "warehouse", "extractors"},
}
OURS = {"extractors", "transforms", "warehouse", "reporting", "dags", "marketsplit", "wiring", "tests", "benchmarks"}


def imported(path: Path) -> set[str]:
    """Return the top-level packages a module imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_downward(package: str) -> None:
    modules = sorted((PROJECT_ROOT / package).rglob("*.py"))
    assert modules
    wrong = {str(path.relative_to(PROJECT_ROOT)): imported(path) & OURS - MAY_IMPORT[package] for path in modules}
    assert not {path: names for path, names in wrong.items() if names}


def test_readers_know_nothing_of_the_warehouse_or_the_scheduler() -> None:
    for path in (PROJECT_ROOT / "extractors").rglob("*.py"):
        assert not imported(path) & {"duckdb", "airflow", "great_expectations", "pandas"}, path

"""What the tests of exports share: one export of everything, and a warehouse whose texts and numbers are hostile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.settings import settings
from reporting.exports.export import FORMATS
from tests.conftest import marketsplit

#: Texts that a spreadsheet would run, and one that XlsxWriter would take for its own XML.
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://127.0.0.1/","x")']
XML = "<r><t>bold</t></r>"
LONG = "123456789012345678.123456"

_HOSTILE = [
    f"UPDATE mart.segment_share SET b2b_value = {LONG}, b2c_value = -1.5",  # noqa: S608 - our own number
    "UPDATE mart.source_agreement SET publications = ['=1+1', 'two'] WHERE ref_area = 'JPN'",
    "INSERT INTO core.publication SELECT * REPLACE (unnest(['=1+1', 'two']) AS publication) FROM core.publication "
    "WHERE publication = 'meti_ecommerce_survey'",
]


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="session")
def everything(published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an export of all tables in all formats; tests only read it."""
    folder = tmp_path_factory.mktemp("everything")
    done = marketsplit("export", str(folder), "--format", ",".join(FORMATS), home=published_home)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def warehouse(published_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the warehouse that was exported."""
    with duckdb.connect(published_home / "market_split.duckdb", read_only=True) as connection:
        yield connection


@pytest.fixture
def hostile(published_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the home of a published warehouse with texts like formulas and numbers too long for a spreadsheet."""
    home = tmp_path / "hostile"
    home.mkdir()
    shutil.copyfile(published_home / "market_split.duckdb", home / "market_split.duckdb")
    with duckdb.connect(home / "market_split.duckdb") as connection:
        for statement in _HOSTILE:
            connection.execute(statement)
        bases = connection.execute(
            "SELECT basis FROM core.basis WHERE publication = 'meti_ecommerce_survey' ORDER BY basis"
        ).fetchall()
        texts = [*FORMULAS, XML]
        assert len(bases) >= len(texts)
        for (basis,), text in zip(bases, texts, strict=False):
            connection.execute("UPDATE core.basis SET title = ? WHERE basis = ?", [text, basis])
    monkeypatch.setenv("MARKETSPLIT_HOME", str(home))
    settings.cache_clear()
    yield home
    settings.cache_clear()

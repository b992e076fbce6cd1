"""The order in which the marts are computed, and what an error on the way leaves behind."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.transforms.conftest import Marts
from tests.warehouse.batches import figure
from transforms import build

FIGURES = [("2020", figure("USA", "2019", "B2B", 21)), ("2020", figure("USA", "2019", "B2C", 4))]


@pytest.mark.parametrize("name", ["09_fails.sql", "39_fails.sql", "69_fails.sql"])
def test_an_error_in_any_model_is_raised_and_leaves_nothing_in_the_way(
    name: str, tmp_path: Path, marts: Marts, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = marts(FIGURES)
    broken = tmp_path / name
    broken.write_text("SELECT missing FROM mart.nowhere")
    models = sorted([*build.models(), broken], key=lambda model: model.name)
    monkeypatch.setattr(build, "models", lambda: models)
    with pytest.raises(duckdb.CatalogException, match="nowhere"):
        build.build_marts(built)
    monkeypatch.undo()
    build.build_marts(built)
    assert built.execute("SELECT b2b_share_pct FROM mart.share_trend").fetchall() == [(84,)]


def test_the_lines_know_nothing_of_each_other() -> None:
    """No model from 40 on reads a mart that one from 10 to 39 writes, nor the other way round."""
    shares = [model for model in build.models() if 10 <= int(model.name[:2]) < 40]
    prints = [model for model in build.models() if int(model.name[:2]) >= 40]
    assert len(shares) > 3
    assert len(prints) > 3
    for line, others in ((shares, prints), (prints, shares)):
        for model in line:
            text = model.read_text(encoding="utf-8")
            assert [other.name for other in others if f" mart.{other.stem[3:]}" in text] == []

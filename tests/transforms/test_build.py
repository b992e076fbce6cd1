"""The order in which the marts are computed, and what an error on the way leaves behind."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.transforms.conftest import Marts
from tests.warehouse.batches import figure
from transforms import build

FIGURES = [("2020", figure("USA", "2019", "B2B", 21)), ("2020", figure("USA", "2019", "B2C", 4))]


@pytest.mark.parametrize("name", ["09_fails.sql", "19_fails.sql", "39_fails.sql", "69_fails.sql"])
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


def test_every_model_has_its_line_and_the_lines_of_a_stage_know_nothing_of_each_other() -> None:
    lines = [line for stage in build.STAGES for line in stage]
    assert sorted(digit for line in lines for digit in line) == sorted({model.name[0] for model in build.models()})
    for stage in build.STAGES:
        for line, other in (stage, reversed(stage)):
            for model in build.models():
                text = model.read_text(encoding="utf-8") if model.name[0] in line else ""
                marts = [one.stem[3:] for one in build.models() if one.name[0] in other]
                assert [mart for mart in marts if f" mart.{mart}" in text] == [], model.name

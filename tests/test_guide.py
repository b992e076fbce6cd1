"""The guide to adding a publication tells the truth: its commands do what it says, in a copy of the project."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.settings import PROJECT_ROOT

GUIDE = (PROJECT_ROOT / "docs" / "adding-a-publication.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]
(DECLARATION,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
ID = "acme_trade_report"


class Copy:
    """A copy of the project with one publication less to load, in which commands can be run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.publication = folder / "extractors" / "publications" / ID
        for part in ("extractors", "warehouse", "transforms", "reporting", "docs"):
            shutil.copytree(PROJECT_ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT_ROOT / "marketsplit.py", folder)

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        program, *arguments = shlex.split(command)
        assert program == "marketsplit"
        return subprocess.run(
            [sys.executable, "-m", "marketsplit", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), "MARKETSPLIT_HOME": str(self.folder / "var")},
            capture_output=True,
            text=True,
            check=False,
        )

    def review(self) -> None:
        """Do what the guide asks a person to do with the draft figures and the capture record."""
        path = self.publication / "saved" / "2024" / "figures.csv"
        path.write_text(path.read_text().replace(",DRAFT,", ",DERIVED,"))
        path = self.publication / "saved" / "2024" / "document.capture.json"
        record = json.loads(path.read_text())
        record |= {"note": "invented", "licence": "none", "last_modified": "Tue, 12 Mar 2024 09:00:00 GMT"}
        path.write_text(json.dumps(record))


Walked = tuple[Copy, dict[str, subprocess.CompletedProcess[str]]]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Return a copy in which the guide was followed to its end, and what each of its commands said."""
    copy = Copy(tmp_path_factory.mktemp("guide") / "project")
    said: dict[str, subprocess.CompletedProcess[str]] = {}
    new, read, draft, run, trends = COMMANDS
    said["new"] = copy.run(new)
    said["gaps"] = copy.run(read)
    said["others"] = copy.run("marketsplit publications")
    (copy.publication / "publication.yml").write_text(DECLARATION)
    said["read"] = copy.run(read)
    said["unreviewed"] = copy.run(run)
    copy.review()
    said["draft after review"] = copy.run(draft)
    path = copy.publication / "saved" / "2024" / "figures.csv"
    path.write_text(path.read_text().replace(",DERIVED,", ",DRAFT,"))
    said["draft"] = copy.run(draft)
    copy.review()
    said["run"] = copy.run(run)
    said["trends"] = copy.run(trends)
    return copy, said


def test_each_step_succeeds(walked: Walked) -> None:
    for step in ("new", "others", "read", "draft", "run", "trends"):
        assert walked[1][step].returncode == 0, (step, walked[1][step].stderr)


def test_a_draft_is_refused_with_its_gaps_and_the_others_go_on(walked: Walked) -> None:
    gaps, others = walked[1]["gaps"], walked[1]["others"]
    assert gaps.returncode == 2
    assert "tables[0].bind.measure: one of the measures" in gaps.stderr
    assert "editions[0].published_on" in gaps.stderr
    assert "split.universe: whose sales count (all_sizes, 10_plus," in gaps.stderr
    assert "Traceback" not in gaps.stderr
    assert "unctad_global_ecommerce" in others.stdout
    assert f"not listed: {ID}/publication.yml is a draft" in others.stderr


def test_the_draft_proposes_what_the_document_says(walked: Walked) -> None:
    shown = walked[1]["read"].stdout
    assert "24" in shown
    rows = list(csv.DictReader((walked[0].publication / "saved" / "2024" / "figures.csv").open(encoding="utf-8")))
    assert {(row["ref_area"], row["segment"], row["obs_value"].partition(".")[0]) for row in rows} >= {
        ("NOR", "B2B", "24000000000"),
        ("CHL", "B2C", "4000000000"),
        ("VNM", "TOTAL", "9700000000"),
        ("NOR", "B2B", "3"),
    }


def test_unreviewed_figures_and_an_open_capture_record_are_refused(walked: Walked) -> None:
    unreviewed = walked[1]["unreviewed"]
    assert unreviewed.returncode != 0
    assert "FILL IN" not in unreviewed.stderr
    assert "document.capture.json is a draft" in unreviewed.stderr
    assert "Traceback" not in unreviewed.stderr


def test_reviewed_figures_are_never_overwritten(walked: Walked) -> None:
    refused = walked[1]["draft after review"]
    assert refused.returncode == 2
    assert "were reviewed and are not overwritten" in refused.stderr


def test_the_result_is_a_share(walked: Walked) -> None:
    assert "78.7" in walked[1]["trends"].stdout  # Norway: 24.0 of 30.5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ID": "unctad_global_ecommerce"}, "there is such a publication already"),
        ({"ID": "Acme"}, "not an id"),
        ({"--from": "docs/none.html"}, "none.html"),
        ({"--from": "docs/operations.md"}, "does not say its format"),
        ({"--url": "acme.example"}, "not an address"),
        ({"--period": "last year"}, "not a period"),
        ({"--lang": "xx"}, "xx"),
    ],
)
def test_a_wrong_beginning_is_refused_and_leaves_nothing(walked: Walked, change: dict[str, str], said: str) -> None:
    options = {"--from": "docs/example/acme-trade-report-2024.html", "--url": "https://acme.example/x"}
    options |= {"--edition": "1", "--period": "2023", "--lang": "en"} | change
    name = options.pop("ID", "acme_other")
    folder = walked[0].publication.parent
    before = sorted(folder.iterdir())
    done = walked[0].run(
        shlex.join(["marketsplit", "publications", "new", name, *(x for pair in options.items() for x in pair)])
    )
    assert done.returncode in {1, 2}
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(folder.iterdir()) == before

"""The whole thing once, through a real scheduler: what `make airflow` starts, its DAGs, their warehouse, its end."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

from tests.conftest import marketsplit
from tests.dags.airflow_project import Airflow, copy_project_with
from tests.dags.same_warehouse import contents
from tests.reviewed import EDITION, METI, SURE, UNSURE

pytestmark = pytest.mark.timeout(900)

#: An HTML page with tables and prose in two languages, many editions, a data file. test_dag_policy.py sees them all.
PUBLICATIONS = {"unctad_global_ecommerce", "meti_ecommerce_survey", "eurostat_ecommerce_value"}
INGEST = sorted(f"publication__{name}" for name in PUBLICATIONS)


PAGE = "<title>a page of the site</title>"


@dataclass
class Story:
    """What was seen, in order."""

    said: list[str]
    runs: dict[str, list[str]]
    published: Path
    events: dict[str, list[dict[str, Any]]]
    listening: set[str]
    xcoms: list[Any]
    exported: dict[str, str]
    manifest: dict[str, Any]
    ended: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    obstructed: str = ""
    loaded_beside: int = 0
    views: list[dict[str, Any]] = field(default_factory=list)
    visits: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    exit_code: int | None = None
    survivors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Start Airflow once; let all run, then a run with nothing new, a wrong edition, a doubtful figure, a refusal."""
    folder = tmp_path_factory.mktemp("real")
    airflow = Airflow(copy_project_with(folder / "project", PUBLICATIONS), folder / "home")
    try:
        airflow.settle({*INGEST, "share_trends", "export_trends", "build_site"})
        family = airflow.family()
        seen = Story(
            said=airflow.said,
            runs=airflow.runs(),
            published=Path(shutil.copy(airflow.home / "market_split.duckdb", folder / "published.duckdb")),
            manifest=json.loads((airflow.home / "exports" / "manifest.json").read_text()),
            exported=hashes(airflow.home / "exports"),
            events=events(airflow),
            listening={address for process in family for address in listens(process)},
            xcoms=[entry for dag_id in airflow.runs() for entry in xcoms(airflow, dag_id)],
        )
        look_at_the_site(airflow, seen)

        unchanged = airflow.trigger(INGEST[0])
        wrong = airflow.trigger(INGEST[-1], edition="no-such-edition")
        seen.ended["unchanged"] = airflow.finished(INGEST[0], unchanged)
        seen.ended["wrong edition"] = airflow.finished(INGEST[-1], wrong)
        seen.logs["wrong edition"] = airflow.log(INGEST[-1], wrong, "fetch")

        ask_a_person(airflow, seen)

        airflow.settle(set())  # what the new figure woke must not write into folders that are about to be lost
        dag_id, seen.obstructed = obstruct_one_edition(airflow.home)
        obstructed = airflow.trigger(dag_id)
        seen.ended["obstructed"] = airflow.finished(dag_id, obstructed)
        seen.logs["obstructed"] = airflow.log(dag_id, obstructed, "report_refused")

        family = airflow.family()
        seen.exit_code = airflow.interrupt()
        seen.survivors = [process.name() for process in family if process.is_running()]
        seen.loaded_beside = complete_loads(airflow.home)
        yield seen
    finally:
        if airflow.process.poll() is None:
            airflow.interrupt()


def look_at_the_site(airflow: Airflow, seen: Story) -> None:
    """Put a page into the site folder, ask which views the UI has, and open them as a browser does."""
    page = airflow.home / "site" / "publications" / f"{METI}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(PAGE)
    plugins = airflow.get("plugins")["plugins"]
    (ours,) = [one for one in plugins if one["name"] == "marketsplit_site"]
    seen.views = ours["external_views"]
    (prefix,) = [one["url_prefix"] for one in ours["fastapi_apps"]]
    (of_dag,) = [view["href"] for view in seen.views if view["destination"] == "dag"]
    address = f"{prefix}/publications/{METI}.html"
    seen.visits = {
        "page": airflow.visit(address),
        "not logged in": airflow.visit(address, logged_in=False),
        "of a DAG": airflow.visit("/" + of_dag.replace("{DAG_ID}", f"publication__{METI}")),
        "up": airflow.visit(f"{prefix}/../market_split.duckdb"),
        "up, encoded": airflow.visit(f"{prefix}/%2e%2e%2fmarket_split.duckdb"),
        "up, further down": airflow.visit(f"{prefix}/publications/..%2f..%2f..%2fproject/airflow.cfg"),
    }


def ask_a_person(airflow: Airflow, seen: Story) -> None:
    """Let a publisher print a sentence that leaves a choice, wait until it is asked about, look around, and answer."""
    saved = airflow.project / "extractors" / "publications" / METI / "saved" / EDITION / "en.html"
    saved.write_text(saved.read_text(encoding="utf-8").replace(SURE, UNSURE), encoding="utf-8")
    dag_id = f"publication__{METI}"
    run_id = airflow.trigger(dag_id)
    seen.asked = airflow.questions(dag_id, run_id)
    seen.beside = airflow.tasks_once(dag_id, run_id, "report_refused")
    airflow.answer(seen.asked[0], "Accept")
    seen.ended["asked"] = airflow.finished(dag_id, run_id)
    seen.decisions = [json.loads(path.read_text()) for path in (airflow.home / "archive" / "review").glob("*/*.json")]


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def events(airflow: Airflow) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for event in airflow.get("assets/events?limit=100")["asset_events"]:
        found.setdefault(event["uri"].rstrip("/"), []).append(event["extra"])
    return found


def xcoms(airflow: Airflow, dag_id: str) -> list[Any]:
    keys = airflow.get(f"dags/{dag_id}/dagRuns/~/taskInstances/~/xcomEntries?limit=100")["xcom_entries"]
    return [
        airflow.get(f"dags/{dag_id}/dagRuns/{key['run_id']}/taskInstances/{key['task_id']}/xcomEntries/{key['key']}")
        for key in keys
    ]


def listens(process: psutil.Process) -> list[str]:
    sockets = process.net_connections(kind="inet")
    return [one.laddr.ip for one in sockets if one.status == psutil.CONN_LISTEN]


def obstruct_one_edition(home: Path) -> tuple[str, str]:
    """Lose the warehouse and all that was staged, and put a file where one edition's folder should be.

    Return the DAG and the edition; its publication is the one with most editions.
    """
    publication = max((home / "staged").iterdir(), key=lambda folder: len(list(folder.iterdir())))
    edition = min(publication.iterdir())
    shutil.rmtree(home / "build")
    (home / "market_split.duckdb").unlink()
    shutil.rmtree(home / "staged")
    publication.mkdir(parents=True)
    edition.write_text("in the way")
    return f"publication__{publication.name}", edition.name


def published_state(path: Path) -> str:
    with duckdb.connect(path, read_only=True) as connection:
        row = connection.execute("SELECT max_by(state, release_id) FROM core.release").fetchone()
    assert row is not None
    return str(row[0])


def complete_loads(home: Path) -> int:
    with duckdb.connect(next((home / "build").glob("*.duckdb")), read_only=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM core.load WHERE kind = 'load' AND status = 'complete'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_every_dag_is_green_after_the_first_start(story: Story) -> None:
    assert set(story.runs) == {*INGEST, "share_trends", "export_trends", "build_site"}
    assert {state for states in story.runs.values() for state in states} == {"success"}


def test_the_user_is_told_address_and_login(story: Story) -> None:
    assert re.search(r"^Airflow UI: http://127\.0\.0\.1:\d+   user: admin   password: \S{12,}$", story.said[1])


def test_the_warehouse_is_that_of_the_command_line_row_for_row(story: Story, tmp_path: Path) -> None:
    done = marketsplit("run", *sorted(PUBLICATIONS), home=tmp_path)
    assert done.returncode == 0, done.stderr
    ours, theirs = contents(story.published), contents(tmp_path / "market_split.duckdb")
    assert ours.keys() == theirs.keys()
    assert ours["core.observation"]
    assert ours["mart.share_trend"]
    for table, rows in theirs.items():
        assert ours[table] == rows, table


def test_the_exports_are_whole_and_of_the_last_release(story: Story) -> None:
    named = {one["file"]: one["sha256"] for one in story.manifest["files"]}
    assert {"share_trend.csv", "share_trend.parquet"} <= named.keys()
    assert named == {name: value for name, value in story.exported.items() if name != "manifest.json"}
    assert story.manifest["warehouse_state"] in {event["state"] for event in story.events["marketsplit://warehouse"]}
    assert story.manifest["warehouse_state"] == published_state(story.published)


def test_events_carry_row_counts_and_load_ids(story: Story) -> None:
    loads = story.events["marketsplit://observations"]
    assert len(loads) == len(INGEST)
    assert sum(event["rows"] for event in loads) == len(contents(story.published)["core.observation"])
    assert all(event["load_ids"] for event in loads)
    releases = [event for event in story.events["marketsplit://warehouse"] if "release_id" in event]
    assert max(event["observations"] for event in releases) == sum(event["rows"] for event in loads)


def test_the_site_is_a_view_of_the_ui_and_of_each_dag(story: Story) -> None:
    assert {view["destination"] for view in story.views} == {"nav", "dag"}
    status, headers, _ = story.visits["of a DAG"]
    assert (status, headers["location"]) == (307, f"../publications/{METI}.html")


def test_a_page_is_served_to_whoever_is_logged_in_and_may_do_little(story: Story) -> None:
    status, headers, text = story.visits["page"]
    assert (status, text) == (200, PAGE)
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    status, headers, text = story.visits["not logged in"]
    assert (status, text) == (401, "Log in to Airflow, then load this page again.")
    assert "content-security-policy" in headers


@pytest.mark.parametrize("way", ["up", "up, encoded", "up, further down"])
def test_no_way_leads_out_of_the_site_folder(story: Story, way: str) -> None:
    status, _, text = story.visits[way]
    assert (status, text.startswith("The")) == (404, True)


def test_only_references_travel_between_tasks(story: Story) -> None:
    values = [entry["value"] for entry in story.xcoms]
    assert values
    assert max(len(str(value)) for value in values) < 4000


def test_nothing_listens_beyond_this_machine(story: Story) -> None:
    assert story.listening == {"127.0.0.1"}


def test_a_run_with_nothing_new_ends_early_and_green(story: Story) -> None:
    state, tasks = story.ended["unchanged"]
    assert state == "success"
    assert tasks == {
        "fetch": "success",
        "read": "skipped",
        "check": "skipped",
        "load": "skipped",
        "report_refused": "success",
    }


def test_an_unknown_edition_fails_at_once_and_says_which_there_are(story: Story) -> None:
    state, tasks = story.ended["wrong edition"]
    assert (state, tasks["fetch"]) == ("failed", "failed")
    assert "no-such-edition" in story.logs["wrong edition"]


def test_a_doubtful_figure_waits_for_a_person_while_the_rest_is_loaded(story: Story) -> None:
    (asked,) = story.asked
    assert asked["subject"].startswith("334.9 trillion yen: B2B ecommerce_sales, JPN, 2020")
    assert "**334.9 trillion yen**" in asked["body"]
    assert (story.beside["load"], story.beside["ask"]) == ("success", "awaiting_input")


def test_the_answer_is_recorded_as_the_command_line_records_it(story: Story) -> None:
    state, tasks = story.ended["asked"]
    assert (state, tasks["ask"]) == ("success", "success")
    (decision,) = story.decisions
    assert (decision["publication"], decision["raw_text"]) == (METI, "334.9 trillion yen")
    assert [(one["verdict"], one["decided_by"]) for one in decision["rulings"]] == [("accepted", "admin")]


def test_a_refused_edition_is_named_in_red_after_the_others_are_loaded(story: Story) -> None:
    state, tasks = story.ended["obstructed"]
    assert state == "failed"
    assert (tasks["load"], tasks["report_refused"]) == ("success", "failed")
    assert re.search(rf"edition {story.obstructed}: .*File exists", story.logs["obstructed"])
    assert story.loaded_beside >= 1


def test_ctrl_c_ends_every_process(story: Story) -> None:
    assert story.exit_code == 0
    assert story.survivors == []
    assert story.said[-1] == "Airflow has ended."

"""What holds for every DAG, asked of the DAG folder as Airflow itself parses it."""

from __future__ import annotations

import configparser
import importlib.machinery
import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from extractors.publication import registry
from extractors.settings import PROJECT_ROOT, Settings

DAGS = PROJECT_ROOT / "dags"
HEAVY = {
    "duckdb",
    "great_expectations",
    "pandas",
    "numpy",
    "pyarrow",
    "requests",
    "lxml",
    "bs4",
    "warehouse",
    "reporting",
}
TAGS = {"stage:ingest", "stage:marts", "stage:export", "triage:document", "triage:figures", "triage:machine"}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what inspect_dags.py finds; one start of Airflow for all of these tests."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("inspect_dags.py")), str(DAGS)],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT_ROOT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "MARKETSPLIT_FETCH": "live",
        },
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])  # before it, what Airflow logs
    return result


@pytest.fixture(scope="module")
def tasks(parsed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every task by ``dag.task``."""
    return {
        f"{dag_id}.{task_id}": task for dag_id, dag in parsed["dags"].items() for task_id, task in dag["tasks"].items()
    }


def test_every_dag_file_is_imported_without_error(parsed: dict[str, Any]) -> None:
    assert parsed["import_errors"] == {}


def test_there_is_one_dag_for_each_publication_and_one_each_for_marts_exports_and_site(parsed: dict[str, Any]) -> None:
    ingest = {f"publication__{name}" for name in registry()}
    assert len(ingest) >= 1
    assert set(parsed["dags"]) == ingest | {"share_trends", "export_trends", "build_site"}


def test_parsing_the_dags_loads_nothing_heavy(parsed: dict[str, Any]) -> None:
    assert set(parsed["modules"]) & HEAVY == set()


def test_tags_come_from_the_closed_list_one_stage_and_one_triage_each(parsed: dict[str, Any]) -> None:
    for dag_id, dag in parsed["dags"].items():
        assert set(dag["tags"]) <= TAGS, dag_id
        assert [tag.partition(":")[0] for tag in dag["tags"]] == ["stage", "triage"], dag_id


def test_documentation_says_kind_failure_repetition_and_backfill(parsed: dict[str, Any]) -> None:
    for dag_id, dag in parsed["dags"].items():
        assert dag["description"], dag_id
        found = re.findall(r"^\*\*(.+):\*\* (.+)$", dag["doc"], flags=re.MULTILINE)
        headings = [heading for heading, _ in found]
        assert headings == ["Type", "A failure means", "To run it again", "Backfill", "On the site"], dag_id
        assert found[0][1].startswith(("now", "interval")), dag_id


def test_documentation_of_dags_and_assets_leads_to_pages_of_the_site(parsed: dict[str, Any]) -> None:
    (app,) = parsed["plugins"][0]["fastapi_apps"]
    site = app["url_prefix"].lstrip("/")
    pages = {dag_id: re.findall(r"\]\((.+)\)$", dag["doc"])[-1] for dag_id, dag in parsed["dags"].items()}
    for dag_id, page in pages.items():
        publication = dag_id.removeprefix("publication__")
        own = f"publications/{publication}.html" if publication != dag_id else "index.html"
        assert page == f"{site}/{own}", dag_id
    outlets = [asset for dag in parsed["dags"].values() for task in dag["tasks"].values() for asset in task["outlets"]]
    assert outlets
    for asset in outlets:
        assert re.fullmatch(rf"{site}/\w+\.html", asset["extra"]["site"]), asset


def test_the_site_is_a_view_of_the_ui_and_of_each_dag(parsed: dict[str, Any]) -> None:
    assert parsed["plugin_errors"] == {}
    (plugin,) = parsed["plugins"]
    views = {view["destination"]: view for view in plugin["external_views"]}
    (app,) = plugin["fastapi_apps"]
    site = app["url_prefix"].lstrip("/")
    # Without a leading slash, so that the UI resolves them against its own address.
    assert views["nav"]["href"] == f"{site}/index.html"
    assert views["dag"]["href"] == f"{site}/dag/{{DAG_ID}}"
    assert views["nav"]["url_route"] != views["dag"]["url_route"]


def test_plugins_load_nothing_for_processes_that_serve_no_page(parsed: dict[str, Any]) -> None:
    assert set(parsed["plugin_modules"]) & (HEAVY | {"fastapi", "starlette", "extractors"}) == set()


def test_runs_neither_catch_up_nor_overlap_nor_hang(parsed: dict[str, Any], tasks: dict[str, dict[str, Any]]) -> None:
    for dag_id, dag in parsed["dags"].items():
        assert (dag["catchup"], dag["max_active_runs"]) == (False, 1), dag_id
        assert dag["timeout"], dag_id
    assert [name for name, task in tasks.items() if not task["timeout"]] == []
    assert {task["owner"] for task in tasks.values()} == {"marketsplit"}


def test_only_fetching_is_tried_again_and_ever_more_slowly(tasks: dict[str, dict[str, Any]]) -> None:
    for name, task in tasks.items():
        if name.endswith(".fetch"):
            assert task["retries"] >= 1, name
            assert task["backoff"] > 1, name
        else:
            assert task["retries"] == 0, name


def test_pools_are_declared_and_every_writer_waits_for_the_one_slot(tasks: dict[str, dict[str, Any]]) -> None:
    pools = json.loads((DAGS / "pools.json").read_text())
    assert {task["pool"] for task in tasks.values()} - {"default_pool"} <= pools.keys()
    assert pools["duckdb_writer"]["slots"] == 1
    wanted = {
        "fetch": "publisher_network",
        "check": "duckdb_writer",
        "load": "duckdb_writer",
        "transform": "duckdb_writer",
        "publish": "duckdb_writer",
    }
    for name, task in tasks.items():
        assert task["pool"] == wanted.get(name.rpartition(".")[2], "default_pool"), name


def test_tasks_follow_each_other_as_the_figures_do(parsed: dict[str, Any]) -> None:
    def chain(dag_id: str) -> dict[str, list[str]]:
        return {task_id: task["downstream"] for task_id, task in parsed["dags"][dag_id]["tasks"].items()}

    for name, publication in registry().items():
        # Questions to people stand beside the way of the figures: nothing that loads waits for them.
        review = {"find_doubtful": ["ask"], "ask": []} if publication.statements else {}
        assert chain(f"publication__{name}") == {
            "fetch": ["read"],
            "read": ["check", "find_doubtful"] if review else ["check"],
            "check": ["load"],
            "load": ["report_refused"],
            "report_refused": [],
            **review,
        }
    assert chain("share_trends") == {"transform": ["check"], "check": ["publish"], "publish": []}
    assert chain("export_trends") == {"export": []}
    assert chain("build_site") == {"build": []}


def test_assets_wake_marts_after_loads_exports_and_site_after_releases(
    parsed: dict[str, Any], tasks: dict[str, dict[str, Any]]
) -> None:
    outlets = {name: [asset["uri"] for asset in task["outlets"]] for name, task in tasks.items() if task["outlets"]}
    published = outlets.pop("share_trends.publish")
    assert published == parsed["dags"]["export_trends"]["schedule"] == parsed["dags"]["build_site"]["schedule"]
    assert outlets == {f"publication__{name}.load": parsed["dags"]["share_trends"]["schedule"] for name in registry()}


def test_publications_are_asked_on_their_own_minute(parsed: dict[str, Any]) -> None:
    schedules = [parsed["dags"][f"publication__{name}"]["schedule"] for name in registry()]
    assert len(set(schedules)) == len(schedules)


def test_publication_dags_take_mode_edition_and_force(parsed: dict[str, Any]) -> None:
    for name in registry():
        params = parsed["dags"][f"publication__{name}"]["params"]
        assert {key: param["value"] for key, param in params.items()} == {
            "fetch": "live",  # the setting of the process that parses
            "edition": None,
            "force": False,
        }
        assert params["fetch"]["schema"] == {"enum": ["saved", "live"]}
        assert all(param["description"] for param in params.values())


def test_without_a_setting_nothing_leaves_this_machine() -> None:
    assert Settings.model_fields["fetch"].default == "saved"


@pytest.mark.parametrize(
    "name", ["extractors", "transforms", "warehouse", "reporting", "dags", "marketsplit", "wiring", "plugins", "tests"]
)
def test_no_installed_package_hides_ours(name: str) -> None:
    # Airflow appends the DAG folder to sys.path, so a library of the same name would be imported instead of ours.
    paths = {sysconfig.get_path(kind) for kind in ("purelib", "platlib", "stdlib")}
    assert importlib.machinery.PathFinder.find_spec(name, sorted(paths)) is None


@pytest.fixture(scope="module")
def config() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(PROJECT_ROOT / "airflow.cfg")
    return parser


def test_configuration_holds_no_secret(config: configparser.ConfigParser) -> None:
    given = {option for section in config.sections() for option in config[section]}
    assert [one for one in given if re.search(r"secret|fernet|password|_cmd$|_key", one)] == []
    assert "://" not in config["database"]["sql_alchemy_conn"].replace("sqlite:///$AIRFLOW_HOME", "")


def test_configuration_names_no_path_of_a_machine(config: configparser.ConfigParser) -> None:
    paths = [value for section in config.sections() for value in config[section].values() if "/" in value]
    ours = re.compile(r"(sqlite:///)?\$AIRFLOW_HOME/|http://127\.0\.0\.1:")
    assert [value for value in paths if not ours.match(value)] == []


def test_configuration_keeps_the_ui_on_this_machine_and_the_load_small(config: configparser.ConfigParser) -> None:
    assert config["api"]["host"] == "127.0.0.1"
    assert config.getboolean("core", "load_examples") is False
    assert config.getboolean("core", "simple_auth_manager_all_admins") is False
    assert config.getint("core", "parallelism") <= 4

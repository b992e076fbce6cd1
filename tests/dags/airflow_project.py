"""A copy of what Airflow needs of this project in a folder of its own, and a client for the Airflow started there."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import requests

from extractors.settings import PROJECT_ROOT

PATIENCE_S = 400


def copy_project(folder: Path) -> Path:
    """Copy configuration, DAGs, plugins and starter, which shows on the way that none of them names a place."""
    folder.mkdir()
    shutil.copy(PROJECT_ROOT / "airflow.cfg", folder)
    for part in ("bin", "dags", "plugins"):
        shutil.copytree(PROJECT_ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def copy_project_with(folder: Path, publications: Collection[str]) -> Path:
    """Copy packages and docs too, with only some publications: each costs a scheduler half a minute."""
    copy_project(folder)
    for part in ("extractors", "transforms", "warehouse", "reporting", "docs"):
        shutil.copytree(PROJECT_ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT_ROOT / "marketsplit.py", folder)
    for publication in (folder / "extractors" / "publications").iterdir():
        if publication.name not in publications:
            shutil.rmtree(publication)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(project: Path, home: Path, port: int) -> subprocess.Popen[str]:
    """Start the project's Airflow; what it tells its user comes on stdout."""
    return subprocess.Popen(
        [sys.executable, str(project / "bin" / "airflow_start.py")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={
            **os.environ,
            "AIRFLOW__API__PORT": str(port),
            "PYTHONPATH": str(project),
            "MARKETSPLIT_HOME": str(home),
            "MARKETSPLIT_FETCH": "saved",
        },
    )


def wait_for(true: Callable[[], Any], what: str) -> Any:
    """Return the first truthy answer."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if answer := true():
            return answer
        time.sleep(2)
    raise AssertionError(f"waited {PATIENCE_S} s in vain until {what}")


class Airflow:
    """A started Airflow, as its user meets it."""

    def __init__(self, project: Path, home: Path) -> None:
        self.project = project
        self.home = home
        self.process = start(project, home, free_port())
        self.said: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("What each part says"):
                break
        told = re.search(r"UI: (\S+)   user: (\S+)   password: (\S+)", "\n".join(self.said))
        assert told, self.said
        self.url, user, password = told.groups()
        token = requests.post(f"{self.url}/auth/token", json={"username": user, "password": password}, timeout=60)
        self.token = token.json()["access_token"]
        self._headers = {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str) -> Any:
        answer = requests.get(f"{self.url}/api/v2/{path}", headers=self._headers, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def visit(self, path: str, *, logged_in: bool = True) -> tuple[int, dict[str, str], str]:
        """Return status, headers (names in lower case) and text of a page as a browser asks for it, path as given."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Cookie": f"_token={self.token}"} if logged_in else {})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read().decode()
        finally:
            connection.close()

    def trigger(self, dag_id: str, **params: Any) -> str:
        body = {"logical_date": None, "conf": params}
        answer = requests.post(f"{self.url}/api/v2/dags/{dag_id}/dagRuns", json=body, headers=self._headers, timeout=60)
        answer.raise_for_status()
        return str(answer.json()["dag_run_id"])

    def questions(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Wait until a run asks a person something, and return what it asks."""

        def asked() -> list[dict[str, Any]]:
            details: list[dict[str, Any]] = self.get(f"dags/{dag_id}/dagRuns/{run_id}/hitlDetails")["hitl_details"]
            return details

        found: list[dict[str, Any]] = wait_for(asked, f"{dag_id} {run_id} asks a person")
        return found

    def answer(self, asked: dict[str, Any], option: str) -> None:
        """Answer a question as a person does in the list of required actions, once Airflow has put the task aside.

        An answer within the seconds until then fails the task: Airflow takes the end of the asking for that of the
        answered task (a race of its own, of the family of apache/airflow#72716).
        """
        one = asked["task_instance"]
        aside = f"TaskInstance Finished: dag_id={one['dag_id']}, task_id={one['task_id']}, run_id={one['dag_run_id']},"
        scheduler = self.project / "logs" / "scheduler.log"
        wait_for(lambda: aside in scheduler.read_text(encoding="utf-8"), f"{one['task_id']} is put aside")
        path = f"dags/{one['dag_id']}/dagRuns/{one['dag_run_id']}/taskInstances/{one['task_id']}/{one['map_index']}"
        body = {"chosen_options": [option], "params_input": {}}
        told = requests.patch(f"{self.url}/api/v2/{path}/hitlDetails", json=body, headers=self._headers, timeout=60)
        told.raise_for_status()

    def runs(self) -> dict[str, list[str]]:
        """Return the states of all runs by DAG."""
        states: dict[str, list[str]] = {}
        for run in self.get("dags/~/dagRuns?limit=100")["dag_runs"]:
            states.setdefault(run["dag_id"], []).append(run["state"])
        return states

    def finished(self, dag_id: str, run_id: str) -> tuple[str, dict[str, str]]:
        """Wait for a run to end and return its state and those of its tasks."""

        def state() -> str | None:
            found = str(self.get(f"dags/{dag_id}/dagRuns/{run_id}")["state"])
            return found if found in {"success", "failed"} else None

        ended = wait_for(state, f"{dag_id} {run_id} has ended")
        return ended, self.tasks(dag_id, run_id)

    def tasks(self, dag_id: str, run_id: str) -> dict[str, str]:
        """Return the states of a run's tasks by their ids."""
        tasks = self.get(f"dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
        return {task["task_id"]: task["state"] for task in tasks}

    def tasks_once(self, dag_id: str, run_id: str, task_id: str) -> dict[str, str]:
        """Return the same once one of them has succeeded."""

        def states() -> dict[str, str] | None:
            found = self.tasks(dag_id, run_id)
            return found if found[task_id] == "success" else None

        found: dict[str, str] = wait_for(states, f"{task_id} of {dag_id} {run_id} has succeeded")
        return found

    def log(self, dag_id: str, run_id: str, task_id: str) -> str:
        """Return the log of a task's first attempt."""
        return str(self.get(f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/1")["content"])

    def settle(self, wanted: set[str]) -> None:
        """Wait until each of these DAGs has run and nothing runs any more, seen over time enough for an event."""
        quiet = 0

        def still() -> bool:
            nonlocal quiet
            runs = self.runs()
            idle = all(state in {"success", "failed"} for states in runs.values() for state in states)
            quiet = quiet + 1 if idle and wanted <= runs.keys() else 0
            return quiet >= 4

        wait_for(still, f"{sorted(wanted)} have run")

    def family(self) -> list[psutil.Process]:
        starter = psutil.Process(self.process.pid)
        return [starter, *starter.children(recursive=True)]

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=120)
        self.said += rest.splitlines()
        return self.process.returncode

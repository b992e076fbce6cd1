"""Start Airflow on this machine with one command, say where its UI is, and end every process of it on Ctrl-C.

Airflow's own ``standalone`` leaves processes behind when it is ended, serves logs on every network interface, and
invents one secret per process where an airflow.cfg exists; hence this script. It stays in the foreground.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import airflow_secrets
import filelock
import requests
from airflow_processes import Processes, StartError

from extractors.errors import MarketsplitError, UsageError
from extractors.publication import registry
from reporting.doctor import airflow_parts

ROOT = Path(__file__).resolve().parent.parent

#: Scheduler and UI share a disk here; without --skip-serve-logs logs would be served to the whole network besides.
COMPONENTS = {
    "api-server": ["api-server"],
    "dag-processor": ["dag-processor"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
READY_WITHIN_S = 240


def main() -> int:
    """Run until interrupted and return the exit code; errors are printed as one message."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        run()
    except KeyboardInterrupt:
        return 0
    except MarketsplitError as error:
        say(f"airflow: {error}")
        return error.exit_code


def run() -> NoReturn:
    """Start everything and watch it. Raises KeyboardInterrupt or a MarketsplitError, after which no process is left."""
    wanted = {"share_trends", "export_trends", *(f"publication__{name}" for name in registry())}
    variables = airflow_secrets.environment(ROOT / ".env", os.environ) | {"AIRFLOW_HOME": str(ROOT)}
    host, port = airflow_parts.address(ROOT, variables)
    url = f"http://{host}:{port}"
    variables.setdefault("AIRFLOW__API__BASE_URL", url)
    with only_one():
        refuse_taken_port(host, port)
        user, password = airflow_secrets.login(ROOT)
        processes = Processes(ROOT, variables)
        try:
            say("Airflow is starting; this takes about a minute.")
            processes.finish("database", ["db", "migrate"])
            processes.finish("pools", ["pools", "import", str(ROOT / "dags" / "pools.json")])
            for name, arguments in COMPONENTS.items():
                processes.start(name, arguments)
            wait_until(lambda: healthy(url), "Airflow is healthy", processes)
            say(f"Airflow UI: {url}   user: {user}   password: {password}")
            api = Api(url, user, password)
            wait_until(lambda: api.knows(wanted), "every DAG is known", processes)
            say("What each part says is in logs/. Ctrl-C ends Airflow.")
            while True:
                processes.watch()
                time.sleep(1)
        finally:
            say("Ending; tasks that run get a moment to finish (Ctrl-C again: none).")
            processes.end(last="api-server")
            say("Airflow has ended.")


class Api:
    """Airflow's REST API, for the little that a start needs of it."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = f"{url}/api/v2"
        self._session = requests.Session()
        answer = self._session.post(f"{url}/auth/token", json={"username": user, "password": password}, timeout=60)
        answer.raise_for_status()
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str) -> Any:
        """Return the answer to a GET as it is decoded from JSON."""
        answer = self._session.get(f"{self._url}/{path}", timeout=60)
        answer.raise_for_status()
        return answer.json()

    def knows(self, wanted: set[str]) -> bool:
        """Tell whether these DAGs are all known. Raises StartError naming the DAG files that cannot be imported."""
        if errors := self.get("importErrors")["import_errors"]:
            reasons = [f"{one['filename']}: {one['stack_trace'].strip().splitlines()[-1]}" for one in errors]
            raise StartError("DAG files cannot be imported: " + "; ".join(reasons))
        return wanted <= {one["dag_id"] for one in self.get("dags?limit=100")["dags"]}


def only_one() -> filelock.BaseFileLock:
    """Return the held lock of this folder's Airflow. Raises UsageError while another start holds it."""
    (ROOT / "logs").mkdir(exist_ok=True)
    lock = filelock.FileLock(ROOT / "logs" / "start.lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise UsageError("this folder's Airflow is already running", remedy="Use it, or end it with Ctrl-C") from error
    return lock


def refuse_taken_port(host: str, port: int) -> None:
    """Raise UsageError when the UI could not listen there."""
    if reason := airflow_parts.unusable_port(host, port):
        raise UsageError(f"port {port} on {host} cannot be used: {reason}", remedy=airflow_parts.remedy_for_port(port))


def healthy(url: str) -> bool:
    """Tell whether every part of Airflow reports that it is alive."""
    try:
        parts = requests.get(f"{url}/api/v2/monitor/health", timeout=10).json()
    except (requests.RequestException, ValueError):
        return False
    return all(part["status"] == "healthy" for part in parts.values())


def wait_until(true: Callable[[], bool], what: str, processes: Processes) -> None:
    """Return once the condition holds. Raises StartError when it does not in time, or when a part has ended."""
    deadline = time.monotonic() + READY_WITHIN_S
    while not true():
        processes.watch()
        if time.monotonic() > deadline:
            raise StartError(f"waited {READY_WITHIN_S} s in vain until {what}", remedy="Look into logs/")
        time.sleep(1)


def say(text: str) -> None:
    """Print for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _interrupt(number: int, frame: Any) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

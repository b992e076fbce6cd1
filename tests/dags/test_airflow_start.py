"""The starter's promises that need no Airflow: secrets, ports, one start at a time, and processes that really end."""

from __future__ import annotations

import base64
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import filelock
import psutil
import pytest

from bin import airflow_processes
from bin.airflow_processes import Processes, StartError
from bin.airflow_secrets import environment, login
from extractors.errors import UsageError
from tests.dags.airflow_project import copy_project, free_port

SECRETS = {"AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__CORE__FERNET_KEY"}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_first_start_makes_secrets_only_their_owner_can_read(tmp_path: Path) -> None:
    made = environment(tmp_path / ".env", {})
    assert made.keys() == SECRETS
    assert len(made["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert len(base64.urlsafe_b64decode(made["AIRFLOW__CORE__FERNET_KEY"])) == 32
    assert len(set(made.values())) == len(SECRETS)
    assert mode(tmp_path / ".env") == 0o600


def test_second_start_reuses_them_and_leaves_the_file_alone(tmp_path: Path) -> None:
    first = environment(tmp_path / ".env", {})
    written = (tmp_path / ".env").read_bytes()
    assert environment(tmp_path / ".env", {}) == first
    assert (tmp_path / ".env").read_bytes() == written


def test_secrets_join_what_the_user_wrote_and_close_the_file(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("# mine\nMARKETSPLIT_CONTACT=data@example.org")
    env_file.chmod(0o644)
    made = environment(env_file, {})
    assert env_file.read_text().startswith("# mine\nMARKETSPLIT_CONTACT=data@example.org\n")
    assert made["MARKETSPLIT_CONTACT"] == "data@example.org"
    assert made.keys() == SECRETS | {"MARKETSPLIT_CONTACT"}
    assert mode(env_file) == 0o600


def test_a_wide_open_file_with_all_secrets_is_closed(tmp_path: Path) -> None:
    environment(tmp_path / ".env", {})
    (tmp_path / ".env").chmod(0o664)
    environment(tmp_path / ".env", {})
    assert mode(tmp_path / ".env") == 0o600


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environment(tmp_path / ".env", {})
    outer = {"AIRFLOW__API_AUTH__JWT_SECRET": "of the environment " * 4}
    assert environment(tmp_path / ".env", outer) | outer == environment(tmp_path / ".env", outer)


def test_only_missing_secrets_are_made(tmp_path: Path) -> None:
    given = {"AIRFLOW__API_AUTH__JWT_SECRET": "x" * 64}
    assert environment(tmp_path / ".env", given).keys() == SECRETS
    assert "JWT" not in (tmp_path / ".env").read_text()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AIRFLOW__API_AUTH__JWT_SECRET", "x" * 63, "64 bytes or more"),
        ("AIRFLOW__CORE__FERNET_KEY", "not a key", "32 bytes in base64"),
        ("AIRFLOW__CORE__FERNET_KEY", base64.urlsafe_b64encode(b"short").decode(), "32 bytes in base64"),
    ],
)
def test_a_secret_airflow_could_not_use_is_refused_by_name(tmp_path: Path, name: str, value: str, said: str) -> None:
    (tmp_path / ".env").write_text(f"{name}={value}\n")
    with pytest.raises(UsageError, match=f"{name}: .*{said}") as refused:
        environment(tmp_path / ".env", {})
    assert value not in str(refused.value)


def test_the_password_is_made_once_for_its_owner(tmp_path: Path) -> None:
    user, password = login(tmp_path)
    assert user == "admin"
    assert len(password) >= 12
    assert login(tmp_path) == (user, password)
    assert [mode(path) for path in tmp_path.iterdir()] == [0o600]


def test_a_damaged_password_file_is_named(tmp_path: Path) -> None:
    login(tmp_path)
    next(tmp_path.iterdir()).write_text("{")
    with pytest.raises(UsageError, match="simple_auth_manager_passwords"):
        login(tmp_path)


def start(project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project / "bin" / "airflow_start.py")],
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = start(project, AIRFLOW__API__PORT=str(port))
    assert done.returncode == 2
    assert done.stdout.startswith(f"airflow: port {port} on 127.0.0.1 cannot be used: Address already in use")
    assert f"put AIRFLOW__API__PORT={port + 1} into .env" in done.stdout
    assert done.stderr == ""
    assert not (project / "airflow.db").exists()


def test_a_port_that_is_no_number_is_named(tmp_path: Path) -> None:
    done = start(copy_project(tmp_path / "project"), AIRFLOW__API__PORT="http")
    assert done.returncode == 2
    assert done.stdout == (
        "airflow: AIRFLOW__API__PORT: the port is not a number; found http. Correct it, or leave it out\n"
    )


def test_a_second_start_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    (project / "logs").mkdir()
    with filelock.FileLock(project / "logs" / "start.lock"):
        done = start(project, AIRFLOW__API__PORT=str(free_port()))
    assert done.returncode == 2
    assert "already running" in done.stdout


def test_a_failing_step_is_shown_with_the_end_of_its_log(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    done = start(project, AIRFLOW__API__PORT=str(free_port()), AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="nonsense://")
    assert done.returncode == 1
    assert "airflow: database ended with code 1; the end of logs/database.log:" in done.stdout
    assert "nonsense" in done.stdout
    assert done.stderr == ""


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Processes:
    """Return processes whose `airflow` is a script: its first argument is Python code."""
    fake = tmp_path / "airflow"
    fake.write_text(f'#!/bin/sh\nexec {sys.executable} -c "$1"\n')
    fake.chmod(0o755)
    monkeypatch.setattr(airflow_processes, "AIRFLOW", fake)
    monkeypatch.setattr(airflow_processes, "GRACE_S", 1)
    (tmp_path / "logs").mkdir()
    return Processes(tmp_path, dict(os.environ))


STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setpgid(0, 0)
print(os.getpid(), flush=True)
time.sleep(600)
"""


def test_ending_reaches_children_in_groups_of_their_own_that_ignore_signals(
    processes: Processes, tmp_path: Path
) -> None:
    processes.start("scheduler", [STUBBORN])
    processes.start("api-server", [STUBBORN])
    logs = [tmp_path / "logs" / name for name in ("scheduler.log", "api-server.log")]
    while not all(len(log.read_text().split()) == 3 for log in logs):
        time.sleep(0.05)
    pids = [int(pid) for log in logs for pid in log.read_text().split()]
    assert all(psutil.pid_exists(pid) for pid in pids)
    processes.end(last="api-server")
    assert [pid for pid in pids if running(pid)] == []


def running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_ending_lets_a_part_finish_that_heeds_the_signal(processes: Processes, tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('finished', flush=True), sys.exit()))\n"
        "print('ready', flush=True)\n"
        "time.sleep(600)\n"
    )
    processes.start("scheduler", [code])
    log = tmp_path / "logs" / "scheduler.log"
    while "ready" not in log.read_text():
        time.sleep(0.05)
    processes.end(last="api-server")
    assert log.read_text().split() == ["ready", "finished"]


def test_a_part_that_ends_by_itself_is_noticed(processes: Processes) -> None:
    part = processes.start("scheduler", ["print('the reason'); raise SystemExit(3)"])
    part.wait()
    with pytest.raises(StartError, match=r"scheduler ended with code 3(.|\n)*the reason"):
        processes.watch()


def test_sigterm_ends_the_starter_like_ctrl_c(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    starter = subprocess.Popen(
        [sys.executable, str(project / "bin" / "airflow_start.py")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "AIRFLOW__API__PORT": str(free_port())},
    )
    assert starter.stdout is not None
    assert starter.stdout.readline().startswith("Airflow is starting")
    while not (family := psutil.Process(starter.pid).children(recursive=True)):
        time.sleep(0.05)
    starter.send_signal(signal.SIGTERM)
    said, _ = starter.communicate(timeout=60)
    assert starter.returncode == 0
    assert said.endswith("Airflow has ended.\n")
    assert [process for process in family if running(process.pid)] == []


def test_a_part_whose_start_is_interrupted_after_its_birth_is_ended_too(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    born: list[int] = []
    popen = subprocess.Popen

    def interrupted(*arguments: Any, **options: Any) -> NoReturn:
        born.append(popen(*arguments, **options).pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(airflow_processes.subprocess, "Popen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        processes.start("scheduler", ["import time; time.sleep(600)"])
    processes.end(last="api-server")
    assert [pid for pid in born if running(pid)] == []

"""What Airflow needs of this machine: its secrets, and the port of its UI. The starter asks here too."""

from __future__ import annotations

import base64
import binascii
import configparser
import errno
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import psutil
from dotenv import dotenv_values
from filelock import FileLock, Timeout

from extractors.errors import UsageError
from extractors.settings import PROJECT_ROOT
from reporting.doctor.finding import Finding

JWT: Final = "AIRFLOW__API_AUTH__JWT_SECRET"
SESSION: Final = "AIRFLOW__API__SECRET_KEY"
FERNET: Final = "AIRFLOW__CORE__FERNET_KEY"
SECRETS: Final = (JWT, SESSION, FERNET)


def airflow_secrets(root: Path = PROJECT_ROOT) -> Iterator[Finding]:
    """See whether Airflow's secrets are there, usable, and for their owner's eyes alone."""
    env = root / ".env"
    variables = environment_of(env, os.environ)
    missing = [name for name in SECRETS if not variables.get(name)]
    for name, fault in faulty_secrets(variables).items():
        yield Finding("airflow secrets", "wrong", f"{name} {fault}", remedy_for_secret())
    if env.exists() and env.stat().st_mode & 0o077:
        yield Finding("airflow secrets", "wrong", f"{env} can be read by others", f"chmod 600 {env}")
    if missing:
        yield Finding(
            "airflow secrets",
            "note",
            f"missing: {', '.join(missing)}",
            "`make airflow` makes them; start Airflow's own commands with `dotenv run` (docs/operations.md)",
        )
    else:
        yield Finding("airflow secrets", "ok", "all there")


def airflow_port(root: Path = PROJECT_ROOT) -> Iterator[Finding]:
    """See whether Airflow's UI could listen, or who keeps it from that."""
    host, number = address(root, environment_of(root / ".env", os.environ))
    if _is_running(root):
        yield Finding("airflow port", "ok", f"{host}:{number}; this folder's Airflow is running")
    elif reason := unusable_port(host, number):
        yield Finding("airflow port", "note", f"{host}:{number} cannot be used: {reason}", remedy_for_port(number))
    else:
        yield Finding("airflow port", "ok", f"{host}:{number} is free")


def environment_of(env_file: Path, outer: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an env file with those of ``outer`` above them; empty ones in the file do not count."""
    kept = dotenv_values(env_file, interpolate=False) if env_file.exists() else {}
    return {**{name: value for name, value in kept.items() if value}, **outer}


def faulty_secrets(variables: Mapping[str, str]) -> dict[str, str]:
    """Return, by name, what is wrong with secrets that Airflow cannot use; what they are is not told."""
    faults = {}
    if (token := variables.get(JWT)) and len(token.encode()) < 64:  # HS512
        faults[JWT] = "is too short; expected 64 bytes or more"
    if (key := variables.get(FERNET)) and not _is_fernet_key(key):
        faults[FERNET] = "is not a Fernet key; expected 32 bytes in base64"
    return faults


def remedy_for_secret() -> str:
    """Return what to do about a secret of no use."""
    return "Delete its line from .env, or unset it in the environment, and start again: a new one is made"


def address(root: Path, variables: Mapping[str, str]) -> tuple[str, int]:
    """Return where the UI listens: airflow.cfg, or the AIRFLOW__API__ variables where they say otherwise.

    Raises UsageError for a port that is no number.
    """
    config = configparser.ConfigParser(interpolation=None)
    config.read(root / "airflow.cfg")
    host = variables.get("AIRFLOW__API__HOST") or config["api"]["host"]
    number = variables.get("AIRFLOW__API__PORT") or config["api"]["port"]
    if not number.isdecimal():
        raise UsageError(
            "the port is not a number", place="AIRFLOW__API__PORT", found=number, remedy="Correct it, or leave it out"
        )
    return host, int(number)


def unusable_port(host: str, number: int) -> str | None:
    """Return why nobody could listen there now, and who does; None where it is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            reason = error.strerror or str(error)
            return f"{reason} ({_listener(number)})" if error.errno == errno.EADDRINUSE else reason
    return None


def remedy_for_port(number: int) -> str:
    """Return what to do about a port that cannot be used."""
    return f"End the program that has it, or put AIRFLOW__API__PORT={number + 1} into .env"


def _listener(number: int) -> str:
    """Return who listens on a port, as far as this user may know."""
    for process in psutil.process_iter(["pid", "name"]):
        try:
            for one in process.net_connections(kind="tcp"):
                if one.status == psutil.CONN_LISTEN and one.laddr.port == number:
                    return f"{process.info['name']}, process {process.info['pid']}"
        except psutil.Error:  # it has ended, or is another user's
            continue
    return "a process of another user"


def _is_running(root: Path) -> bool:
    """Tell whether the starter of this folder holds its lock."""
    lock = root / "logs" / "start.lock"
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except (binascii.Error, ValueError):
        return False

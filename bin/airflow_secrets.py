"""The secrets of this folder's Airflow: made once into ignored files that only their owner can read, then reused."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from extractors.errors import UsageError
from reporting.doctor import airflow_parts

OWNER_ONLY = 0o600
USER = "admin"
PASSWORD_FILE = "simple_auth_manager_passwords.json.generated"  # noqa: S105 - Airflow's own name of the file, not a password

#: How each is made.
_MAKE: dict[str, Callable[[], str]] = {
    airflow_parts.JWT: lambda: secrets.token_urlsafe(64),
    airflow_parts.SESSION: lambda: secrets.token_urlsafe(32),
    airflow_parts.FERNET: lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
}


def environment(env_file: Path, outer: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of ``outer`` and, below them, of the env file, with every secret Airflow needs.

    Missing secrets are made and added to the file, which is left readable by its owner alone. Raises UsageError for a
    secret that Airflow could not use.
    """
    merged = airflow_parts.environment_of(env_file, outer)
    made = {name: make() for name, make in _MAKE.items() if not merged.get(name)}
    if made:
        _add(env_file, made)
    if env_file.exists() and env_file.stat().st_mode & 0o077:
        env_file.chmod(OWNER_ONLY)
    merged |= made
    _examine(merged)
    return merged


def login(airflow_home: Path) -> tuple[str, str]:
    """Return user and password of the UI, made on the first call. Raises UsageError for a damaged password file."""
    path = airflow_home / PASSWORD_FILE
    try:
        known = json.loads(path.read_text() or "{}") if path.exists() else {}
    except ValueError as error:
        raise UsageError(
            "the file of UI passwords is not JSON", place=path.name, remedy="Delete it, a new one is made"
        ) from error
    if USER not in known:
        known[USER] = secrets.token_urlsafe(12)
        _write(path, json.dumps(known) + "\n")
    return USER, known[USER]


def _add(env_file: Path, made: Mapping[str, str]) -> None:
    before = env_file.read_text() if env_file.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    lines = ["# Secrets of Airflow, made by the first start. Whoever has them can act as this Airflow."]
    lines += [f"{name}={value}" for name, value in made.items()]
    _write(env_file, before + "\n".join(lines) + "\n")


def _write(path: Path, text: str) -> None:
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _examine(variables: Mapping[str, str]) -> None:
    for name, fault in airflow_parts.faulty_secrets(variables).items():
        raise UsageError(f"the secret {fault}", place=name, remedy=airflow_parts.remedy_for_secret())

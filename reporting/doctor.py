"""What is wrong with this installation, each finding with its remedy."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from extractors import archive, storage
from extractors.errors import MarketsplitError
from extractors.publication import faulty_declarations, registry
from extractors.settings import PROJECT_ROOT, settings

Finding = dict[str, str]

#: The pins that the design rests on; another version is not known to work.
PINNED = {"duckdb": "1.5.5", "apache-airflow": "3.3.", "great-expectations": "1."}
FREE_BYTES_WANTED = 500_000_000


def examine() -> list[Finding]:
    """Return a finding for each thing looked at: ``what``, ``verdict`` (ok, note, wrong), ``finding``, ``remedy``."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _packages,
        _home,
        _disk,
        _declarations,
        _archive,
        _warehouse,
        _lock,
        _contact,
        _airflow,
    )
    findings = []
    for check in checks:
        try:
            findings += list(check())
        except MarketsplitError as error:
            findings.append(_finding(check.__name__.strip("_"), "wrong", str(error)))
    return findings


def _finding(what: str, verdict: str, finding: str, remedy: str = "") -> Finding:
    return {"what": what, "verdict": verdict, "finding": finding, "remedy": remedy}


def _python() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    enough = sys.version_info >= (3, 11)
    yield _finding("python", "ok" if enough else "wrong", version, "" if enough else "make the environment with 3.11+")


def _packages() -> Iterator[Finding]:
    for name, prefix in PINNED.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield _finding(name, "wrong", "not installed", "run `make run` once, or `make clean` and then `make run`")
            continue
        right = version.startswith(prefix)
        yield _finding(
            name, "ok" if right else "wrong", version, "" if right else f"install {prefix} from the lock file"
        )


def _home() -> Iterator[Finding]:
    home = storage.home()
    parent = next(folder for folder in (home.absolute(), *home.absolute().parents) if folder.exists())
    writable = parent.is_dir() and os.access(parent, os.W_OK)
    remedy = "" if writable else "point MARKETSPLIT_HOME at a writable folder"
    yield _finding("state folder", "ok" if writable else "wrong", str(home), remedy)


def _disk() -> Iterator[Finding]:
    home = storage.home().absolute()
    parent = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = shutil.disk_usage(parent).free
    enough = free >= FREE_BYTES_WANTED
    remedy = "" if enough else f"free at least {FREE_BYTES_WANTED // 1_000_000} MB"
    yield _finding("disk", "ok" if enough else "wrong", f"{free // 1_000_000} MB free", remedy)


def _declarations() -> Iterator[Finding]:
    for error in faulty_declarations().values():
        yield _finding("declarations", "wrong", str(error), "Mend publication.yml, or move the folder away")
    yield _finding("declarations", "ok", f"{len(registry())} publications")


def _archive() -> Iterator[Finding]:
    documents = {capture.sha256: capture for name in registry() for capture in archive.captures(name) if capture.sha256}
    for capture in documents.values():
        archive.load_bytes(capture)
    yield _finding("archive", "ok", f"{len(documents)} documents, every hash right")


def _warehouse() -> Iterator[Finding]:
    from warehouse.connection import reader

    if not storage.published_path().exists():
        yield _finding("warehouse", "note", "not published yet", "run `marketsplit run`")
        return
    with reader() as connection:
        row = connection.execute("SELECT count(*) FROM core.observation").fetchone()
    yield _finding("warehouse", "ok", f"{row[0] if row else 0} observations in {storage.published_path()}")


def _lock() -> Iterator[Finding]:
    from warehouse.connection import holder

    held_by = holder()
    yield _finding("writer lock", "note" if held_by else "ok", held_by or "free")


def _contact() -> Iterator[Finding]:
    contact = settings().contact
    remedy = "" if contact else "set MARKETSPLIT_CONTACT in .env before `--fetch live`"
    yield _finding("contact", "ok" if contact else "note", contact or "not set", remedy)


def _airflow() -> Iterator[Finding]:
    env = PROJECT_ROOT / ".env"
    has_secret = env.exists() and "AIRFLOW__API_AUTH__JWT_SECRET=" in env.read_text(encoding="utf-8")
    if not has_secret:
        yield _finding("airflow secrets", "note", "none yet", "`make airflow` makes them on its first start")
        return
    private = _is_private(env)
    yield _finding("airflow secrets", "ok" if private else "wrong", ".env", "" if private else "chmod 600 .env")


def _is_private(path: Path) -> bool:
    return path.stat().st_mode & 0o077 == 0

"""The program itself: Python, installed packages, settings, declarations."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from extractors import settings as configuration
from extractors.publication import faulty_declarations, registry
from extractors.settings import PROJECT_ROOT
from reporting.doctor.finding import Finding

_MANY = 5


def python() -> Iterator[Finding]:
    """Look at the version of the interpreter."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    enough = sys.version_info >= (3, 11)
    if enough:
        yield Finding("python", "ok", version)
    else:
        remedy = "`make clean`, then `make run PYTHON=python3.11`, or a newer one"
        yield Finding("python", "wrong", f"{version}; expected 3.11 or newer", remedy)


def environment(lock: Path = PROJECT_ROOT / "requirements.lock") -> Iterator[Finding]:
    """Compare the installed packages with the lock file; others beside them are nobody's business."""
    remedy = "`make clean`, then `make run`: the environment is made anew from the lock file"
    if not lock.exists():
        yield Finding("environment", "note", f"there is no {lock.name} beside the project to compare with")
        return
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)(?: \\)?$", lock.read_text(encoding="utf-8"), re.MULTILINE))
    installed = {_plain(one.metadata["Name"]): one.version for one in importlib.metadata.distributions()}
    differing = [
        f"{name} {installed.get(_plain(name), 'missing')}, locked {version}"
        for name, version in locked.items()
        if installed.get(_plain(name)) != version
    ]
    if differing:
        more = f"; and {len(differing) - _MANY} more" if len(differing) > _MANY else ""
        yield Finding("environment", "wrong", "; ".join(differing[:_MANY]) + more, remedy)
    else:
        yield Finding("environment", "ok", f"{len(locked)} packages as in {lock.name}")


def settings() -> Iterator[Finding]:
    """See whether the settings can be read; raises UsageError, naming the variable, where not."""
    home = configuration.settings().home
    yield Finding("settings", "ok", f"MARKETSPLIT_HOME is {home}")


def declarations() -> Iterator[Finding]:
    """See whether every publication.yml is valid."""
    for error in faulty_declarations().values():
        yield Finding("declarations", "wrong", str(error), "Mend publication.yml, or move the folder away")
    yield Finding("declarations", "ok", f"{len(registry())} publications")


def contact() -> Iterator[Finding]:
    """See whether publishers could be told who is asking."""
    told = configuration.settings().contact
    if told:
        yield Finding("contact", "ok", told)
    else:
        yield Finding("contact", "note", "not set", "Set MARKETSPLIT_CONTACT in .env before `--fetch live`")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

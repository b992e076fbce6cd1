"""Fixtures every test may use: a state folder of its own, and one finished run of the main job."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from extractors.settings import PROJECT_ROOT, settings

# How long an example takes says nothing on a busy machine. In CI the examples are the same every time, so that a red
# run is about the change; elsewhere they wander.
hypothesis.settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("untimed")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a fresh MARKETSPLIT_HOME; the settings of the process point at it while the test runs."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MARKETSPLIT_HOME", str(folder))
    settings.cache_clear()
    yield folder
    settings.cache_clear()


def marketsplit(
    *arguments: str,
    home: Path,
    stdin: str | None = None,
    env: dict[str, str] | None = None,
    heeds_modes: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Return what the installed command line did in a process of its own.

    ``heeds_modes``: the modes of files and folders hold for it even where root runs the tests.
    """
    command = [sys.executable, str(PROJECT_ROOT / "marketsplit.py"), *arguments]
    if heeds_modes and os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    return subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, "MARKETSPLIT_HOME": str(home), **(env or {})},
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def published_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of one finished `marketsplit run` on the saved editions; tests only read it.

    One run serves all test processes; the first to ask makes it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "published"
    folder = shared / "home"
    with FileLock(shared.with_suffix(".lock")):
        if not (shared / "finished").exists():
            done = marketsplit("run", home=folder)
            assert done.returncode == 0, done.stderr
            (shared / "finished").touch()
    return folder


@pytest.fixture
def published(published_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield that home with the settings of this process pointing at it."""
    monkeypatch.setenv("MARKETSPLIT_HOME", str(published_home))
    settings.cache_clear()
    yield published_home
    settings.cache_clear()

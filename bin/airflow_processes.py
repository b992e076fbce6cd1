"""The processes that make up a running Airflow: started together, watched, and ended to the last one."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import psutil

from extractors.errors import MarketsplitError

AIRFLOW = Path(sys.executable).with_name("airflow")

#: How long running tasks may take to finish before they are killed; a killed one leaves the warehouse whole.
GRACE_S = 20


class StartError(MarketsplitError):
    """Airflow did not come up, or a part of it ended by itself."""


class Processes:
    """Airflow commands run as children, each with its output in ``logs/<name>.log``."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._folder = folder
        self._variables = dict(variables)
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self._strangers = set(psutil.Process().children())

    def start(self, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
        """Start an Airflow command that stays; it is watched from now on."""
        # A session of its own, so that Ctrl-C in the terminal reaches the starter alone, which ends the parts in order.
        with self._log(name).open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - the starter's own command lines
                [AIRFLOW, *arguments],
                cwd=self._folder,
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._parts[name] = process
        return process

    def finish(self, name: str, arguments: list[str]) -> None:
        """Run an Airflow command to its end. Raises StartError when it fails."""
        if self.start(name, arguments).wait() != 0:
            raise self._ended(name)
        del self._parts[name]

    def watch(self) -> None:
        """Raise StartError when one of the parts has ended."""
        for name, process in self._parts.items():
            if process.poll() is not None:
                raise self._ended(name)

    def end(self, last: str) -> None:
        """End every process: all parts but ``last`` with their tasks, then ``last``, to which they report; then all.

        Tasks have process groups of their own, which a signal to the scheduler's group misses, so the family is found
        by parentage; so is a part whose start the interrupt cut short after its birth and before it was noted down.
        KeyboardInterrupt shortens the wait for running tasks.
        """
        trees = {child: _tree(child.pid) for child in set(psutil.Process().children()) - self._strangers}
        final = {child for child in trees if last in self._parts and child.pid == self._parts[last].pid}
        with contextlib.suppress(KeyboardInterrupt):
            for children in (trees.keys() - final, final):
                for child in children:
                    _send(child, signal.SIGTERM)
                psutil.wait_procs([member for child in children for member in trees[child]], timeout=GRACE_S)
        left = _alive(member for tree in trees.values() for member in tree)
        while left:
            left |= {member for process in left for member in _tree(process.pid)}
            for process in left:
                _send(process, signal.SIGKILL)
            psutil.wait_procs(left, timeout=5)
            left = _alive(left)
        self._parts.clear()

    def _log(self, name: str) -> Path:
        return self._folder / "logs" / f"{name}.log"

    def _ended(self, name: str) -> StartError:
        tail = "\n".join(self._log(name).read_text(errors="replace").splitlines()[-15:])
        return StartError(
            f"{name} ended with code {self._parts[name].returncode}; the end of logs/{name}.log:\n{tail}",
        )


def _tree(pid: int) -> set[psutil.Process]:
    """Return a process and all that descend from it; nothing where it has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        return {root, *root.children(recursive=True)}
    return set()


def _alive(processes: Iterable[psutil.Process]) -> set[psutil.Process]:
    """Return those still running; what ended and only waits to be collected by its parent does not count."""
    running = set()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                running.add(process)
    return running


def _send(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)

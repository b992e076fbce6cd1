"""A run in a process of its own: it says when it is ready, waits to be told, then loads batches and publishes."""

from __future__ import annotations

import subprocess
import sys

from extractors.settings import PROJECT_ROOT
from warehouse.expectations import Outcome

#: What the mart suite says where a test leaves it out: Great Expectations takes ten seconds to import.
PASSED = [Outcome("mart", "left_out", "warning", True, 0, 0, (), "{}")]

_RUN = """
import sys
import duckdb
from extractors import publication as publications
from tests.warehouse.acme import PUBLICATION, declaration
from tests.warehouse.processes import PASSED
from warehouse import mart_checks
from warehouse.load import load_batches
from warehouse.publish import publish

acme = {PUBLICATION: declaration()}
publications.registry = lambda: acme
mart_checks.check_release = lambda connection: PASSED
print("ready", flush=True)
sys.stdin.readline()
load_batches(sys.argv[1:])
publish()
print("done", flush=True)
"""


class Run:
    """One such process."""

    def __init__(self, *references: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _RUN, *references],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT_ROOT,
        )

    def go(self) -> None:
        """Wait until it is ready, and start it."""
        assert self.process.stdout is not None
        assert self.process.stdin is not None
        assert self.process.stdout.readline() == "ready\n"
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def wait(self) -> None:
        """Wait for its end, which must be a good one."""
        _, errors = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        """End it at once (SIGKILL), whatever it is doing."""
        self.process.kill()
        self.process.communicate()

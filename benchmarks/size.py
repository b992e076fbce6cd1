"""What all marts of a history take in a process of their own, and how that grows with the history."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.marts import build, prepare
from benchmarks.memory import peak

SMALL, LARGE = 2_000_000, 10_000_000


@dataclass(frozen=True)
class Effort:
    """Seconds, gigabytes of memory at the peak, and the seconds in multiples of those of the smaller history."""

    rows: int
    seconds: float
    peak_gb: float
    multiple: float

    def line(self) -> str:
        return (
            f"{f'all marts of {self.rows:,}':<34} {self.seconds:.1f} s, {self.multiple:.2f} times the smaller history's, "
            f"at most {self.peak_gb:.2f} GB of memory"
        )


def comparisons() -> list[Effort]:
    """Return the effort of two million figures and of ten."""
    small_s, small_gb = _effort(SMALL)
    large_s, large_gb = _effort(LARGE)
    return [Effort(SMALL, small_s, small_gb, 1), Effort(LARGE, large_s, large_gb, large_s / small_s)]


def _effort(rows: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        history = Path(name) / "history.duckdb"
        prepare(history, rows)
        child = [sys.executable, "-m", "benchmarks.size", str(history)]
        done = subprocess.run(child, capture_output=True, text=True, check=True)
        seconds, gigabytes = map(float, done.stdout.split())
        return seconds, gigabytes


def _measured(history: Path) -> tuple[float, float]:
    start = time.perf_counter()
    build(history)
    return time.perf_counter() - start, peak() / 1e9


if __name__ == "__main__":
    print(*_measured(Path(sys.argv[1])))

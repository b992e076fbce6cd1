"""Memory of one read in multiples of the document: how far the peak of a fresh process rises (Linux: VmHWM)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import reading


@dataclass(frozen=True)
class Rise:
    """How much memory reading a document took at its peak, in multiples of its bytes."""

    subject: str
    multiple: float

    def line(self) -> str:
        return f"{self.subject:<34} memory of one read: {self.multiple:.1f} times the document"


def comparisons() -> list[Rise]:
    """Return the rise for a typical page, and for pages that are nothing but a long table."""
    results = []
    for number, (subject, *_) in enumerate(reading.PAGES):
        child = [sys.executable, "-m", "benchmarks.memory", str(number)]
        done = subprocess.run(child, capture_output=True, text=True, check=True)
        results.append(Rise(subject, float(done.stdout)))
    return results


def _rise(rows: int, row: str, around: int) -> float:
    reading.read(reading.page(1, row, 1000), 3)  # what is made once, patterns and vocabularies, is no part of a read
    content = reading.page(rows, row, around)
    before = peak()
    reading.read(content, rows * 3)
    return (peak() - before) / len(content)


def peak() -> int:
    """Return the highest memory of this process so far, bytes. (ru_maxrss would begin at the parent's.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


if __name__ == "__main__":
    print(_rise(*reading.PAGES[int(sys.argv[1])][1:]))

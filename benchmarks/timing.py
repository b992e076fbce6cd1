"""Paired timing: the two sides take turns, so that a machine that slows down slows both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Median seconds of each side and the median of the ratios, pair by pair."""

    subject: str
    ours: str
    peer: str
    ours_s: float
    peer_s: float
    ratio: float

    def line(self) -> str:
        return (
            f"{self.subject:<34} {self.ours} {self.ours_s:.3f} s, {self.peer} {self.peer_s:.3f} s: "
            f"ratio {self.ratio:.2f}"
        )


def compare(
    subject: str,
    ours: tuple[str, Callable[[], object]],
    peer: tuple[str, Callable[[], object]],
    *,
    pairs: int,
) -> Comparison:
    """Return the comparison of two functions over so many pairs, after one warm-up of each."""
    ours[1]()
    peer[1]()
    timings = [(_seconds(ours[1]), _seconds(peer[1])) for _ in range(pairs)]
    return Comparison(
        subject,
        ours[0],
        peer[0],
        statistics.median(left for left, _ in timings),
        statistics.median(right for _, right in timings),
        statistics.median(left / right for left, right in timings),
    )


def _seconds(function: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    function()
    return time.perf_counter() - start

"""What a run is doing, told to whoever watches: facts alone, how they are shown is for the watcher to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What a stage now turns to, and how far it is.

    ``subject`` is a publication (or the format of an export), ``part`` an edition of it. ``done`` of ``total`` units of
    work are behind it, each an edition or what ``unit`` says, and those gave ``figures`` and ``refused``. The step that
    closes a stage has no subject.
    """

    stage: str
    subject: str = ""
    part: str = ""
    done: int = 0
    total: int = 1
    figures: int = 0
    refused: int = 0
    unit: str = "edition"


Progress = Callable[[Step], None]


def unwatched(step: Step) -> None:
    """Tell nobody."""


class Stage:
    """One stage on its way through ``total`` units of work."""

    def __init__(self, progress: Progress, name: str, total: int, *, unit: str = "edition") -> None:
        self._progress = progress
        self._name = name
        self._total = total
        self._unit = unit
        self._done = 0
        self._in_hand = 0
        self._figures = 0
        self._refused = 0

    def begin(self, subject: str, part: str = "", *, units: int = 1) -> None:
        """Turn to the next units of work; those begun before are done."""
        self._done += self._in_hand
        self._in_hand = units
        self._tell(subject, part)

    def count(self, *, figures: int = 0, refused: int = 0) -> None:
        """Add what the units in hand gave."""
        self._figures += figures
        self._refused += refused

    def end(self) -> None:
        """Tell that the stage is through; one that had nothing to do is not worth a word."""
        if self._total:
            self._done = self._total
            self._tell("", "")

    def _tell(self, subject: str, part: str) -> None:
        self._progress(
            Step(self._name, subject, part, self._done, self._total, self._figures, self._refused, self._unit)
        )

"""What the doctor found when looking at one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """``wrong`` hinders a run, or the proof of a figure; ``note`` is worth knowing and may be as it should."""

    what: str
    verdict: Literal["ok", "note", "wrong"]
    finding: str
    remedy: str = ""

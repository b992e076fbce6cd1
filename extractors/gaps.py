"""What a draft leaves to a person: texts that no declaration may keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: How every gap of a draft begins; a declaration that still has one is refused with all of them listed.
FILL_IN = "FILL IN: "


def gaps(declared: Any, path: str = "") -> Iterator[str]:
    """Yield each gap of a declaration as its path and what to write there, in order."""
    if isinstance(declared, dict):
        for name, part in declared.items():
            where = f"{path}.{name}" if path else str(name)
            if isinstance(name, str) and name.startswith(FILL_IN):
                yield f"{path}: {name.removeprefix(FILL_IN)}"
            yield from gaps(part, where)
    elif isinstance(declared, list):
        for number, part in enumerate(declared):
            yield from gaps(part, f"{path}[{number}]")
    elif isinstance(declared, str) and declared.startswith(FILL_IN):
        yield f"{path}: {declared.removeprefix(FILL_IN)}"

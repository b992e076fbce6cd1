"""Labels as declared against labels as printed: which is meant, and which is nearest to one that is missing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from extractors.binding import Bound, merge
from extractors.errors import DriftError
from extractors.mapping import Bind, Labels


def match_label(label: str, declared: list[Labels], place: str) -> tuple[int, Bind | Bound] | None:
    """Return which declared labels a text is, and what it binds: an exact label before a pattern; None for no label.

    Raises DriftError where a pattern binds a code that is not in the lists.
    """
    for number, labels in enumerate(declared):
        if label in labels.labels:
            return number, labels.bind
    for number, labels in enumerate(declared):
        found = re.fullmatch(labels.pattern, label) if labels.pattern else None
        if found:
            try:
                said = Bind.model_validate(_said({name: text for name, text in found.groupdict().items() if text}))
            except ValidationError as error:
                fault = error.errors()[0]["msg"]
                raise DriftError("a label binds an unknown code", place=place, found=f'"{label}": {fault}') from error
            return number, merge(labels.bind, said)
    return None


def _said(groups: dict[str, str]) -> dict[str, str]:
    """Return what the groups of a label bind; a year and a quarter of it together are the period."""
    year, quarter = groups.pop("year", None), groups.pop("quarter", None)
    return groups if year is None else {**groups, "time_period": f"{year}-Q{quarter}" if quarter else year}


def closest(text: str, known: Iterable[str]) -> str:
    """Return the known text that is most like this one, empty where none is known."""
    return next(iter(difflib.get_close_matches(text, list(known), n=1, cutoff=0)), "")


def nearest(text: str, found: Iterable[str]) -> str:
    """Return in words what is nearest to a text that is missing."""
    near = closest(text, found)
    return f'nothing like it; the nearest is "{near}"' if near else "no labels at all"


def most_alike(text: str, found: Iterable[str]) -> str:
    """Return in words which of longer texts has the longest stretch of a text that is missing."""

    def shared(one: str) -> int:
        return difflib.SequenceMatcher(None, one, text, autojunk=False).find_longest_match().size

    near = max(found, key=shared, default="")
    return f'nothing like it; the nearest is "{near}"' if near else "no text at all"


def either(labels: Iterable[str]) -> str:
    """Return labels as alternatives in words."""
    return " or ".join(f'"{label}"' if label else "an empty cell" for label in labels)


def listed(labels: Sequence[str]) -> str:
    """Return how many labels there are, and which."""
    return f"{len(labels)}: " + ", ".join(f'"{label}"' for label in labels)

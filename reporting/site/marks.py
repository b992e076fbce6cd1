"""Places in a document that is shown: what each is called, and text with the marks around them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

#: A tag with its attributes, as it is written. Ids of places are hexadecimal, so they need no escaping in CSS.
_MARK = '<mark id="{0}" class="place">'
_MORE = '<mark class="place more-{0}">'
_RULE = "body:has(#{0}:target) .more-{0}"


class Marked(NamedTuple):
    """Characters of a text that are a place, from ``start`` to before ``end``."""

    start: int
    end: int
    place: str


def place_id(locator: str) -> str:
    """Return what the place of a locator (as JSON) is called in the page that shows the document."""
    return "place-" + hashlib.sha256(locator.encode()).hexdigest()[:12]


class Marks:
    """The marks in one page: the first of a place has its id, further ones follow it by a rule of the style sheet."""

    def __init__(self) -> None:
        self.placed: set[str] = set()
        self._parted: dict[str, None] = {}

    def opening(self, places: Sequence[str]) -> str:
        """Return the attribute of an element that is a place as a whole, and for further places elements within it."""
        self.placed.update(places)
        return f' id="{places[0]}" class="place">' + "".join(f'<div id="{one}" class="place">' for one in places[1:])

    def closing(self, places: Sequence[str]) -> str:
        """Return the end of the elements within."""
        return "</div>" * (len(places) - 1)

    def cell(self, text: str, places: Sequence[str]) -> str:
        """Return a table cell with a text, which may be a place, or several."""
        if not places:
            return f"<td>{escape(text)}</td>"
        return f"<td{self.opening(places)}{escape(text)}{self.closing(places)}</td>"

    def text(self, text: str, marked: Iterable[Marked]) -> str:
        """Return a text as HTML with a mark around each place; where places overlap the marks are nested."""
        spans = sorted(marked, key=lambda one: (one.start, -one.end, one.place))
        cuts = sorted({0, len(text), *(at for one in spans for at in (one.start, one.end))})
        parts = []
        for start, end in pairwise(cuts):
            around = [one.place for one in spans if one.start <= start and end <= one.end]
            parts += [self._opening(place) for place in around]
            parts.append(escape(text[start:end]))
            parts.append("</mark>" * len(around))
        return "".join(parts)

    def rules(self) -> str:
        """Return CSS selectors of the marks that belong to a place whose first mark is elsewhere; empty for none."""
        return ", ".join(_RULE.format(place) for place in self._parted)

    def _opening(self, place: str) -> str:
        if place not in self.placed:
            self.placed.add(place)
            return _MARK.format(place)
        self._parted[place] = None
        return _MORE.format(place)

"""A sentence cut into clauses where commas, brackets, conjunctions and comparisons part one figure from another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractors.quantities import Quantity
from extractors.statements.mentions import Lexicon, Mention

_SEPARATORS = re.compile(r"[;。；，、]|,(?![0-9])|(?<=[^0-9]),|[–—](?= )")
_OPEN, _CLOSE = "([「『【", ")]」』】"


@dataclass(slots=True)
class Clause:
    """Some pieces of a sentence that say one thing.

    ``group`` numbers the bracket it stands in, 0 being the sentence itself; ``outer`` is the group around that bracket,
    ``opened`` where it opens, and ``anchor`` the last figure before it in the clause around it. ``compared_from`` is
    where a comparison begins whose other side this clause is: what is named from there on is not what the sentence
    speaks of.
    """

    pieces: list[tuple[int, int]]
    group: int
    outer: int = -1
    opened: int = -1
    anchor: int | None = None
    quantities: list[int] = field(default_factory=list)
    compared_from: int | None = None

    @property
    def start(self) -> int:
        """Return where the clause begins."""
        return self.pieces[0][0]

    def holds(self, start: int, end: int) -> bool:
        """Tell whether characters of the sentence belong to the clause itself, not to a bracket in it."""
        return any(piece[0] <= start and end <= piece[1] for piece in self.pieces)


def cut(text: str, quantities: Sequence[Quantity], lexicon: Lexicon) -> list[Clause]:
    """Return the clauses of a folded sentence in the order in which they begin; every quantity is in exactly one."""
    cutter = _Cutter(text, quantities)
    cutter.region(0, len(text))
    named = [*lexicon.find("year_on_year", text), *lexicon.find("segment", text)]

    def apart(kind: str) -> list[Mention]:
        return [one for one in lexicon.find(kind, text) if not any(one.overlaps(other) for other in named)]

    comparing = apart("comparing")
    # "334兆円より11%": the word of comparison ends the clause of what is compared with.
    edges = [replace(one, start=one.end) for one in comparing] if lexicon.words.compared_first else comparing
    markers = [*edges, *apart("join"), *apart("part")]
    clauses = [part for clause in cutter.clauses for part in _split(clause, text, quantities, markers)]
    for clause in clauses:
        clause.compared_from = _compared_from(clause, quantities, comparing, lexicon.words.compared_first)
    return sorted(clauses, key=lambda clause: clause.start)


class _Cutter:
    def __init__(self, text: str, quantities: Sequence[Quantity]) -> None:
        self.text = text
        self.quantities = quantities
        self.clauses: list[Clause] = []
        self.groups = 0

    def region(self, start: int, end: int, outer: int = -1, anchor: int | None = None) -> None:
        """Cut characters ``start`` to ``end``: the sentence, or what stands in one of its brackets."""
        group = self.groups
        self.groups += 1
        brackets = self._brackets(start, end)
        holes = [one for one in brackets if any(one[0] < q.start < one[1] for q in self.quantities)]
        stops = [
            stop
            for stop in _SEPARATORS.finditer(self.text, start, end)
            if not any(first <= stop.start() < last for first, last in brackets)
            and not any(q.start <= stop.start() < q.end for q in self.quantities)
        ]
        begin = start
        for stop_start, stop_end in [*((stop.start(), stop.end()) for stop in stops), (end, end)]:
            inside = [one for one in holes if begin <= one[0] < stop_start]
            clause = self._clause(begin, stop_start, inside, Clause([], group, outer, start - 1, anchor))
            for first, last in inside:
                before = [index for index in clause.quantities if self.quantities[index].end <= first]
                self.region(first + 1, last - 1, group, before[-1] if before else None)
            begin = stop_end

    def _clause(self, start: int, end: int, holes: list[tuple[int, int]], clause: Clause) -> Clause:
        edges = [start, *(edge for hole in holes for edge in hole), end]
        clause.pieces = [(edges[place], edges[place + 1]) for place in range(0, len(edges), 2)]
        clause.quantities = [
            index for index, one in enumerate(self.quantities) if any(a <= one.start < b for a, b in clause.pieces)
        ]
        self.clauses.append(clause)
        return clause

    def _brackets(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the outermost brackets that are closed, quantities that use brackets left alone."""
        found: list[tuple[int, int]] = []
        opened: list[int] = []
        for position in range(start, end):
            if self.text[position] in _OPEN:
                opened.append(position)
            elif self.text[position] in _CLOSE and opened:
                first = opened.pop()
                if not opened:
                    found.append((first, position + 1))
        return found


def _split(clause: Clause, text: str, quantities: Sequence[Quantity], markers: Sequence[Mention]) -> list[Clause]:
    """Cut a clause of several figures at the first word between two of them that parts them."""
    cuts: list[int] = []
    for one, other in pairwise(clause.quantities):
        between = [
            marker
            for marker in markers
            if quantities[one].end <= marker.start
            and marker.end <= quantities[other].start
            # "grew 12% to $1.1 trillion in 2018" is one clause, "from $1 trillion to $1.1 trillion in 2018" two.
            and (marker.code != "to" or quantities[one].unit == quantities[other].unit)
        ]
        between.sort(key=lambda marker: marker.start)
        # "90% of these B2B and 10% B2C": the words of a part belong to the figure right before them.
        if len(between) > 1 and between[0].code == "part" and not text[quantities[one].end : between[0].start].strip():
            del between[0]
        if between and clause.holds(between[0].start, between[0].start + 1):
            cuts.append(between[0].start)
    if not cuts:
        return [clause]
    parts: list[Clause] = []
    edges = [0, *cuts, len(text)]
    for first, last in pairwise(edges):
        pieces = [(max(a, first), min(b, last)) for a, b in clause.pieces if max(a, first) < min(b, last)]
        part = Clause(pieces, clause.group, clause.outer, clause.opened, clause.anchor)
        part.quantities = [index for index in clause.quantities if first <= quantities[index].start < last]
        parts.append(part)
    return parts


def _compared_from(
    clause: Clause, quantities: Sequence[Quantity], comparing: Sequence[Mention], compared_first: bool
) -> int | None:
    """Return where a comparison begins in a clause: before its first figure, or with a figure compared with."""
    figures = [quantities[index] for index in clause.quantities]
    places = [one for one in comparing if clause.holds(one.start, one.end)]
    begun = [one.start for one in places if not figures or one.start < figures[0].start]
    if compared_first:
        ended = any(0 <= one.start - figure.end <= 1 for one in places for figure in figures)
        return clause.start if begun or ended else None
    return min(begun, default=None)

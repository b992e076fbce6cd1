"""A sentence with all that its words name, and what each figure in it inherits from the words before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.quantities import Quantity
from extractors.statements.clauses import Clause, cut
from extractors.statements.mentions import Lexicon, Mention
from extractors.statements.periods import PeriodMention, find_periods

#: Codes of one part of a figure's binding: none is not said, one is bound, several are contested.
Slot = tuple[str, ...]

_KINDS = ("measure", "area", "status", "growth", "falling", "share", "other_span", "doubt", "part", "respectively")
_BRACKET = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the heading above a sentence names."""

    segment: Slot = ()
    area: Slot = ()
    period: Slot = ()
    measure: Slot = ()


class Sentence:
    """A folded sentence, its quantities, its clauses and what is named where."""

    def __init__(self, text: str, quantities: Sequence[Quantity], lexicon: Lexicon) -> None:
        self.text = text
        self.quantities = quantities
        self.lexicon = lexicon
        self.clauses = cut(text, quantities, lexicon)
        self.clause_of = {index: clause for clause in self.clauses for index in clause.quantities}
        named = {kind: lexicon.find(kind, text) for kind in _KINDS}
        segments = lexicon.find("segment", text)
        self.named: dict[str, list[Mention]] = {**named, "segment": [*segments, *self._totals(segments)]}
        # A word that is part of a segment's or an area's name narrows nothing: cross-border B2C.
        self.named["narrowing"] = [
            one
            for one in lexicon.find("narrowing", text)
            if not any(one.overlaps(other) for other in [*segments, *named["area"]])
        ]
        self.periods = find_periods(text, lexicon, [(one.start, one.end) for one in quantities])

    def _totals(self, segments: Sequence[Mention]) -> list[Mention]:
        """Return where all e-commerce is named: in a clause that names no segment, and not as what a share is of."""
        totals: list[Mention] = []
        for one in self.lexicon.find("total", self.text):
            clause = next((clause for clause in self.clauses if clause.holds(one.start, one.end)), None)
            beside = clause and any(clause.holds(other.start, other.end) for other in segments)
            if not beside and not re.search(self.lexicon.words.whole_before, self.text[: one.start], re.IGNORECASE):
                totals.append(one)
                # Named after a segment it may mean that segment's e-commerce.
                totals += [Mention(one.start, one.end, other.code) for other in segments if other.end <= one.start]
        return totals

    def own(self, kind: str, clause: Clause) -> list[Mention]:
        """Return what a clause itself names of a kind, in order."""
        return [one for one in self.named[kind] if clause.holds(one.start, one.end)]

    def own_periods(self, clause: Clause) -> list[PeriodMention]:
        """Return the periods a clause itself names, in order, without those that are only compared with."""
        return [one for one in self.periods if clause.holds(one.start, one.end) and not one.is_base]

    def before(self, clause: Clause) -> Iterable[Clause]:
        """Yield the clauses before one in the same bracket or outside all brackets, nearest first."""
        for other in reversed(self.clauses):
            if other.group == clause.group and other.start < clause.start:
                yield other

    def around(self, clause: Clause) -> Clause | None:
        """Return the clause around the bracket in which one stands."""
        outside = [one for one in self.clauses if one.group == clause.outer and one.start <= clause.opened]
        return outside[-1] if outside else None

    def between(self, start: int, end: int) -> str:
        """Return the text between two places without the brackets in it."""
        return _BRACKET.sub("", self.text[start:end])

    def beside(self, index: int) -> list[int]:
        """Return the figures of the same unit in the clause of a figure, itself included."""
        unit = self.quantities[index].unit
        return [one for one in self.clause_of[index].quantities if self.quantities[one].unit == unit]


def distinct(codes: Iterable[str]) -> Slot:
    """Return codes once each, in order."""
    return tuple(dict.fromkeys(codes))

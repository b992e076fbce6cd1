"""A sentence with all that its words name, and what each figure in it inherits from the words before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.quantities import Quantity
from extractors.statements.clauses import Clause, cut
from extractors.statements.mentions import Lexicon, Mention
from extractors.statements.periods import PeriodMention, find_periods

#: Codes of one part of a figure's binding: none is not said, one is bound, several are contested.
Slot = tuple[str, ...]
#: A slot member that stands for something the words leave open.
UNCLEAR = "?"

_KINDS = (
    *("measure", "area", "status", "growth", "falling", "share", "other_span", "doubt", "condition", "part"),
    "respectively",
)
#: What stands between a period and the figure that is its own.
_WHOSE = re.compile("(?:['’]s|年|년|的|の|의)*[ (:]*")
#: What parts two names of a list.
_LISTED = re.compile(r"-?\s?(?:[、,，/・·&+]|(?:,\s?)?\b(?:and|or|und|oder|sowie|y|e|o)\b|和|与|與|及|と|や|와|과)\s?")
_LETTER = re.compile(r"[^\W\d_]")
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
        # The country in the name of a currency is none that a figure is of: US$5 billion, 5 billion Chinese yuan.
        named["area"] = [
            one for one in named["area"] if not any(q.start <= one.start and one.end <= q.end for q in quantities)
        ]
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

    @cached_property
    def _unknown(self) -> str:
        """Return the text with blanks for all that is known."""
        unknown = list(self.text)
        known = [(one.start, one.end) for one in self.periods]
        known += [(one.start, one.end) for one in self.quantities]
        known += [(one.start, one.end) for found in self.named.values() for one in found]
        for kind in ("year_on_year", "comparing", "join"):
            known += [(one.start, one.end) for one in self.lexicon.find(kind, self.text)]
        for start, end in known:
            unknown[start:end] = " " * (end - start)
        return "".join(unknown)

    def says_more(self, index: int) -> bool:
        """Tell whether a word before a figure in its clause is not known, and so may name what the figure is of."""
        start = self.quantities[index].start
        said = " ".join(self._unknown[a : min(b, start)] for a, b in self.clause_of[index].pieces if a < start)
        return _LETTER.search(re.sub(self.lexicon.words.idle, " ", said, flags=re.IGNORECASE)) is not None

    def listed(self, one: Mention) -> Slot:
        """Return the segments of the list in which one is named ("B2B, B2C sales"), itself alone outside a list."""
        named = [other for other in self.named["segment"] if other.code != "TOTAL"]
        first = last = named.index(one) if one in named else -1
        if first < 0:
            return (one.code,)
        while first and _LISTED.fullmatch(self.text[named[first - 1].end : named[first].start]):
            first -= 1
        while last + 1 < len(named) and _LISTED.fullmatch(self.text[named[last].end : named[last + 1].start]):
            last += 1
        return distinct(other.code for other in named[first : last + 1])

    def own(self, kind: str, clause: Clause) -> list[Mention]:
        """Return what a clause itself names of a kind, in order."""
        return [one for one in self.named[kind] if clause.holds(one.start, one.end)]

    def own_periods(self, clause: Clause) -> list[PeriodMention]:
        """Return the periods a clause itself names, in order, without those that are only compared with."""
        return [one for one in self.periods if clause.holds(one.start, one.end) and not one.is_base]

    def period_before(self, index: int) -> PeriodMention | None:
        """Return the period right before a figure that is its own: 2020's $4 billion."""
        start = self.quantities[index].start
        beside = [one for one in self.periods if one.end <= start and _WHOSE.fullmatch(self.text[one.end : start])]
        return beside[-1] if beside else None

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

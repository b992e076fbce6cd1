"""Which segment, area, period and measure each figure of a sentence is of: from its clause, else from what leads to it.

Nothing is weighed. Where a clause names one thing, the figure is of that; where it names none, of what the words before
it speak of; where they name several, all of them are handed on as contested. Every figure looks at most once at
every clause before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from extractors import codes
from extractors.binding import resolve_period
from extractors.statements.clauses import Clause
from extractors.statements.in_turn import in_turn
from extractors.statements.mentions import Mention
from extractors.statements.periods import PeriodMention
from extractors.statements.sentence import UNCLEAR, Heading, Sentence, Slot, distinct

#: What stands between a figure and the period that is its own: $16bn *in* 2015.
_BEHIND = re.compile(
    r"[ ,(]*(?:(?:in|for|of|by|during|the|year|end|until|as|en|de|del|el|año|para|hasta|im|des|Jahr|Jahre?s|bis|zum"
    r"|Ende) ?)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What heading and declaration say where a sentence does not, and what relative years count from."""

    heading: Heading
    ref_area: Slot
    period: Slot
    level: Slot
    published_year: int


@dataclass(slots=True)
class Attribution:
    """What a figure is of, part by part, what a later figure inherits from it, and what is doubtful about it."""

    slots: dict[str, Slot] = field(default_factory=dict)
    carried: dict[str, Slot] = field(default_factory=dict)
    percent_kind: Slot = ()
    doubts: list[str] = field(default_factory=list)


def attribute(sentence: Sentence, frame: Frame) -> list[Attribution]:
    """Return an attribution for every quantity of a sentence, in order."""
    return _Attributor(sentence, frame).run()


class _Attributor:
    def __init__(self, sentence: Sentence, frame: Frame) -> None:
        self.sentence = sentence
        self.frame = frame
        self.done: dict[int, Attribution] = {}
        self.in_turn = in_turn(sentence)

    def run(self) -> list[Attribution]:
        for index in range(len(self.sentence.quantities)):
            if index in self.sentence.clause_of:
                self.done[index] = self._figure(index)
            else:
                self.done[index] = Attribution(doubts=["stands between clauses"])
        return [self.done[index] for index in range(len(self.sentence.quantities))]

    def _figure(self, index: int) -> Attribution:
        one = Attribution()
        for kind in ("segment", "area"):
            one.slots[kind] = self._named(kind, index)
        one.slots["measure"] = self._measure(index)
        main = self._inherited_period(index)
        one.slots["period"] = self._period(index, main)
        one.carried = dict(one.slots)
        if not self._names_absolute_period(index):
            one.carried["period"] = main
        one.percent_kind = self._percent_kind(index)
        one.doubts = self._doubts(index)
        return one

    # segment and area

    def _named(self, kind: str, index: int) -> Slot:
        if slot := self.in_turn.get((kind, index)):
            return slot
        clause = self.sentence.clause_of[index]
        own = self.sentence.own(kind, clause)
        inherited = self._look_back(kind, clause)
        if kind == "segment" and self._of_a_part(index, own):
            return distinct([*(one.code for one in own or ()), *inherited, UNCLEAR])
        if own:
            named = self._of_clause(own, index, inherited)
            listed = distinct(code for one in own if one.code in named for code in self.sentence.listed(one))
            several = kind == "segment" and len(listed) > len(named) and (len(own) == 1 or len(named) > 1)
            return listed if several else named
        if kind == "area":
            heading = self.frame.heading.area
            return inherited or (heading if len(heading) == 1 else self.frame.ref_area)
        if not inherited and (later := self._named_later(index)):
            return (*later, UNCLEAR)
        slot = inherited or (self.frame.heading.segment if len(self.frame.heading.segment) == 1 else ())
        # "EDI sales of £334.0 billion and website sales of £334.9 billion": an unknown word may name another segment.
        return distinct([*slot, UNCLEAR]) if slot and self.sentence.says_more(index) else slot

    def _of_a_part(self, index: int, own: Sequence[Mention]) -> bool:
        """Tell whether a figure is of a part that is not named: "of which $1 billion came from abroad"."""
        sentence, figure = self.sentence, self.sentence.quantities[index]
        if any(one.code != "TOTAL" for one in own):
            return False
        since = max((one.end for one in sentence.quantities[:index]), default=0)
        return any(since <= one.start and one.end <= figure.start for one in sentence.named["part"])

    def _of_clause(self, own: Sequence[Mention], index: int, inherited: Slot) -> Slot:
        named = distinct(one.code for one in own)
        if len(named) > 1:
            return self._paired([(one.start, one.end, one.code) for one in own], index, named)
        figure = self.sentence.quantities[index]
        if all(one.start > figure.start for one in own) and inherited not in {(), named}:
            link = self.sentence.between(figure.end, own[0].start)
            if not re.search(self.sentence.lexicon.words.named_after, link, re.IGNORECASE):
                return distinct([*named, *inherited])
        return named

    def _paired(self, own: Sequence[tuple[int, int, str]], index: int, named: Slot) -> Slot:
        """Return the one name of several that belongs to a figure where names and figures take strict turns."""
        figures = self.sentence.clause_of[index].quantities
        if len(own) != len(figures):
            return named
        places = [self.sentence.quantities[figure].start for figure in figures]
        starts = [start for start, _, _ in own]
        first = all(name < place for name, place in zip(starts, places, strict=True))
        then = all(place < name for place, name in zip(places, starts[1:], strict=False))
        if first and then:
            return (own[figures.index(index)][2],)
        return named

    def _named_later(self, index: int) -> Slot:
        """Return segments named after a figure for which none is named before, those of its parts left out."""
        sentence = self.sentence
        end = sentence.quantities[index].end
        stop = min((one.start for one in sentence.named["part"] if one.start >= end), default=len(sentence.text))
        return distinct(one.code for one in sentence.named["segment"] if end <= one.start < stop)

    def _look_back(self, kind: str, clause: Clause) -> Slot:
        """Return what the words before a clause speak of, the last figure's own where they name nothing since."""
        pending: list[str] = []
        for before in self.sentence.before(clause):
            limit = before.compared_from
            if before.quantities and limit is None:
                if not pending:
                    return self.done[before.quantities[-1]].carried.get(kind, ())
                break
            own = [one.code for one in self.sentence.own(kind, before) if limit is None or one.start < limit]
            pending = [*own, *pending]
        if pending:
            return distinct(pending)
        return self._from_outside(clause, kind, lambda outer: self._look_back(kind, outer))

    def _from_outside(self, clause: Clause, kind: str, look_back: Callable[[Clause], Slot]) -> Slot:
        """Return what a bracket inherits: from a name right before it, from the figure or the words before it."""
        outer = self.sentence.around(clause)
        if outer is None:
            return ()
        main = self.done[clause.anchor].carried if clause.anchor is not None else {}
        named = [
            (one.end, code)
            for one, code in (
                [(one, self._one_period(one, main.get(kind, ()))) for one in self.sentence.own_periods(outer)]
                if kind == "period"
                else [(one, one.code) for one in self.sentence.own(kind, outer)]
            )
            if one.end <= clause.opened + 1
        ]
        beside = distinct(code for end, code in named if not self.sentence.text[end : clause.opened].strip())
        if beside:
            return beside
        if clause.anchor is not None:
            return main.get(kind, ())
        return distinct(code for _, code in named) or look_back(outer)

    # measure

    def _measure(self, index: int) -> Slot:
        own = self.sentence.own("measure", self.sentence.clause_of[index])
        if own:
            return distinct(one.code for one in own)
        if inherited := self._look_back("measure", self.sentence.clause_of[index]):
            return inherited
        return self.frame.heading.measure if len(self.frame.heading.measure) == 1 else self.frame.level

    def _percent_kind(self, index: int) -> Slot:
        """Return what kind of percentage the words make of a figure: growth, share, or a ratio by its measure."""
        sentence, clause = self.sentence, self.sentence.clause_of[index]
        if own := self._kinds_named(clause):
            return own
        for before in sentence.before(clause):
            if before.quantities:
                # "9.38% for B2C and 40.0% for B2B": the second is what the first is, if it is of something else.
                last = before.quantities[-1]
                beside = (
                    bool(
                        sentence.own("segment", clause) or sentence.own("area", clause) or sentence.own_periods(clause)
                    )
                    or ("segment", index) in self.in_turn
                )
                alike = sentence.quantities[last].unit == sentence.quantities[index].unit
                return self.done[last].percent_kind if alike and beside else ()
            if before.compared_from is None and (pending := self._kinds_named(before)):
                return pending
        return ()

    def _kinds_named(self, clause: Clause) -> Slot:
        sentence = self.sentence
        ratios = [
            one.code
            for one in sentence.own("measure", clause)
            if one.code in codes.MEASURES and codes.MEASURES[one.code].kind == "ratio"
        ]
        kinds = [kind for kind in ("growth", "share") if sentence.own(kind, clause)]
        return distinct([*kinds, *ratios])

    # period

    def _names_absolute_period(self, index: int) -> bool:
        own = self.sentence.own_periods(self.sentence.clause_of[index])
        return any(one.absolute or one.to_publication for one in own) or ("period", index) in self.in_turn

    def _period(self, index: int, main: Slot) -> Slot:
        if slot := self.in_turn.get(("period", index)):
            return slot
        if (whose := self.sentence.period_before(index)) and whose.is_base:
            return self._resolved([whose], main)  # "up 25% on 2020's $4 billion"
        own = self.sentence.own_periods(self.sentence.clause_of[index])
        listed = distinct(code or UNCLEAR for one in own for code in one.listed)
        return listed or (self._own_period(index, own, main) if own else main)

    def _own_period(self, index: int, own: Sequence[PeriodMention], main: Slot) -> Slot:
        clause, figure = self.sentence.clause_of[index], self.sentence.quantities[index]
        named = self._resolved(own, main)
        if clause.compared_from is not None and own[0].start > figure.start and self._lacks_period(index):
            # "rose to $5 billion from $4 billion in 2021": the year may be that of either.
            return distinct([*named, UNCLEAR])
        if len(own) > 1 and len(named) > 1:
            pairs = [(one.start, one.end, self._resolved([one], main)[0]) for one in own]
            paired = self._paired(pairs, index, named)
            return paired if len(paired) == 1 else self._adjacent(pairs, index, named)
        figures = self.sentence.beside(index)
        if len(figures) > 1 and own[0].start > self.sentence.quantities[figures[0]].start:
            return self._adjacent([(own[0].start, own[0].end, named[0])], index, (*named, UNCLEAR))
        return named

    def _lacks_period(self, index: int) -> bool:
        """Tell whether the figure of the same unit before one has no period for certain."""
        units = [one.unit for one in self.sentence.quantities]
        earlier = [one for one in range(index) if units[one] == units[index]]
        return bool(earlier) and self.done[earlier[-1]].slots.get("period", ()) in {(), (UNCLEAR,)}

    def _adjacent(self, own: Sequence[tuple[int, int, str]], index: int, otherwise: Slot) -> Slot:
        """Return the period that stands right behind a figure: $16bn in 2015."""
        end, text = self.sentence.quantities[index].end, self.sentence.text
        near = [code for start, _, code in own if start >= end and _BEHIND.fullmatch(text[end:start])]
        if len(near) != 1:
            return otherwise
        # "In the third quarter sales reached $1 trillion in 2021": a part of that year.
        in_part = any(code == UNCLEAR for *_, code in own)
        return (near[0], UNCLEAR) if in_part else (near[0],)

    def _inherited_period(self, index: int) -> Slot:
        """Return the period the words before a figure's clause speak of, else that of heading or declaration."""
        clause = self.sentence.clause_of[index]
        if inherited := self._periods_back(clause):
            return inherited
        absolute = [one for one in self.sentence.own_periods(clause) if one.absolute]
        figure = self.sentence.quantities[index]
        later = [one for one in self.sentence.periods if one.start > figure.end and one.absolute and not one.is_base]
        compared = {id(one) for one in later for c in self.sentence.clauses if self._is_compared(c, one.start, one.end)}
        if not absolute and (named := [one for one in later if id(one) not in compared]):
            return distinct([*(one.code for one in named if one.code), UNCLEAR])
        if len(self.frame.heading.period) == 1:
            return self.frame.heading.period
        return self.frame.period

    def _is_compared(self, clause: Clause, start: int, end: int) -> bool:
        return clause.compared_from is not None and clause.holds(start, end)

    def _periods_back(self, clause: Clause) -> Slot:
        pending: list[str] = []
        for before in self.sentence.before(clause):
            if before.compared_from is not None:
                continue
            if before.quantities:
                if not pending:
                    return self._carried_period(before)
                break
            pending = [*self._resolved(self.sentence.own_periods(before), ()), *pending]
        if pending:
            return distinct(pending)
        return self._from_outside(clause, "period", self._periods_back)

    def _carried_period(self, before: Clause) -> Slot:
        """Return the period the last figure of a clause hands on; and the later one of the figure before it.

        "2023年B2B为12亿，2022年为11亿，B2C为2亿": a year gone back to may be named for its own figure alone.
        """
        last = before.quantities[-1]
        carried = self.done[last].carried.get("period", ())
        if not self.sentence.own_periods(before) or self.sentence.own("segment", before):
            return carried
        earlier = before.quantities[0] - 1
        main = self.done[earlier].slots.get("period", ()) if earlier >= 0 else ()
        if len(carried) == len(main) == 1 and UNCLEAR not in (*carried, *main) and carried < main:
            return (*main, *carried)
        return carried

    def _resolved(self, own: Sequence[PeriodMention], main: Slot) -> Slot:
        """Return mentions of periods as periods; relative ones count from ``main``, else from the declared period."""
        start = main if len(main) == 1 and main[0] != UNCLEAR else self.frame.period
        return distinct(self._one_period(one, start) for one in own)

    def _one_period(self, one: PeriodMention, start: Slot) -> str:
        if not one.code:
            return UNCLEAR
        if one.absolute:
            return one.code
        if one.to_publication:
            return str(self.frame.published_year + int(one.code))
        years = int(one.code)
        chained = self.sentence.text[one.start : one.end].casefold().startswith("the year before")
        if chained and any(other.end <= one.start and other.code == "-1" for other in self.sentence.periods):
            years -= 1  # "from X in the previous year, and Y in the year before" go back one year each
        if not start or not codes.TIME_PERIOD.fullmatch(start[0]):
            return UNCLEAR
        return resolve_period(str(years), start[0])

    # doubts

    def _doubts(self, index: int) -> list[str]:
        sentence, clause = self.sentence, self.sentence.clause_of[index]
        end = sentence.quantities[index].end
        narrowing = [one for one in sentence.named["narrowing"] if one.start < end or clause.holds(one.start, one.end)]
        uncertain = [
            one for one in sentence.named["doubt"] if clause.holds(one.start, one.end) or self._pending(clause, one)
        ]
        uncertain += sentence.named["condition"]
        found = [f'"{sentence.text[one.start : one.end]}" may narrow what it is of' for one in narrowing]
        found += [f'"{sentence.text[one.start : one.end]}" makes it uncertain' for one in uncertain]
        return list(dict.fromkeys(found))

    def _pending(self, clause: Clause, one: Mention) -> bool:
        for before in self.sentence.before(clause):
            if before.quantities:
                return False
            if before.holds(one.start, one.end):
                return True
        return False

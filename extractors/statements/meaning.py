"""What a figure of a sentence may be among the wanted ones: its measure, its status, and all that remains in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from extractors import codes
from extractors.binding import Source
from extractors.doubt import OPEN, Proposal
from extractors.languages.grammar import grammar_of
from extractors.mapping import Statements, Wanted
from extractors.quantities import Quantity
from extractors.statements.attribution import Attribution
from extractors.statements.clauses import Clause
from extractors.statements.mentions import LEVEL, OTHER
from extractors.statements.neighbours import beside_others
from extractors.statements.sentence import UNCLEAR, Sentence, Slot, distinct

#: A figure with more possible readings than these is proposed once, its contested parts left open.
MAX_PROPOSALS = 4

_WHOLE = Decimal(100)
_SCALED = re.compile(r"[^0-9.,\s]")
#: What makes an amount the unit of others.
_UNIT = re.compile(
    r"(?:\b(?:units?|unidad(?:es)?|Einheit)|単位|단위|单位|單位)\s?:?\s?(?:of |in |en )?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure may be: one proposal without open parts and no doubts is what it is."""

    proposals: list[Proposal]
    doubts: list[str]

    @property
    def certain(self) -> bool:
        """Tell whether there is exactly one binding."""
        return not self.doubts and len(self.proposals) == 1 and not self.proposals[0].open_parts


def read_figure(part: Statements, source: Source, sentence: Sentence, index: int, given: Attribution) -> Reading | None:
    """Return what a figure may be among the wanted ones, or None where the words say it is none of them."""
    figure = sentence.quantities[index]
    clause = sentence.clause_of.get(index)
    segments = [code for code in given.slots.get("segment", ()) if code != UNCLEAR]
    if clause is None or not segments:
        return None
    bare = figure.unit == "" and figure.kind == "count" and bool(_SCALED.search(figure.text))
    half_width = "±" in figure.qualifier
    is_unit = _UNIT.search(sentence.text[max(0, figure.start - 16) : figure.start])
    if half_width or is_unit or (not bare and (figure.kind == "percent_points" or _is_change(sentence, figure))):
        return None
    measures = _measures(part, sentence, index, given)
    possible = [
        one
        for one in part.wanted
        if one.segment in segments
        and (one.unit == figure.unit or (bare and codes.is_money(one.unit)))
        and (one.measure in measures or not measures)
    ]
    areas = [code for code in given.slots["area"] if code in {part.ref_area, UNCLEAR}]
    if not possible or not areas:
        return None
    doubts = [*given.doubts, *beside_others(sentence, index)]
    if bare:
        doubts.append("no unit is printed")
    if len(given.slots["segment"]) > 1:
        doubts.append("segment: " + _listed(given.slots["segment"]))
    if len(measures) != 1:
        doubts.append("measure: " + _listed(measures))
    if len(given.slots["area"]) > 1:
        doubts.append("area: " + _listed(given.slots["area"]))
    periods = given.slots["period"]
    if len(periods) != 1 or UNCLEAR in periods:
        doubts.append("period: " + _listed(periods))
    statuses, doubt = _status(part, source, sentence, index, periods)
    doubts += doubt
    if figure.unit == "PCT":
        doubts += _growth_doubts(sentence, figure, clause, measures, periods)
    return Reading(_proposals(part, figure, possible, periods, statuses), doubts)


def _proposals(
    part: Statements, figure: Quantity, possible: list[Wanted], periods: Slot, statuses: Slot
) -> list[Proposal]:
    known = [period for period in periods if period != UNCLEAR] or [OPEN]
    combined = [
        Proposal(
            ref_area=part.ref_area,
            time_period=period,
            segment=one.segment,
            measure=one.measure,
            basis=one.basis,
            unit_measure=one.unit,
            obs_status=status,
            obs_value=figure.value - _WHOLE if figure.kind == "ratio" else figure.value,
            rounding_unit=figure.rounding_unit,
        )
        for one, period, status in product(possible, known, statuses)
    ]
    if len(combined) <= MAX_PROPOSALS:
        return combined
    first = combined[0]
    return [
        replace(
            first,
            time_period=first.time_period if len(known) == 1 else OPEN,
            segment=first.segment if len({one.segment for one in possible}) == 1 else OPEN,
            measure=first.measure if len({one.measure for one in possible}) == 1 else OPEN,
            basis=first.basis if len({one.basis for one in possible}) == 1 else OPEN,
            unit_measure=first.unit_measure if len({one.unit for one in possible}) == 1 else OPEN,
            obs_status=first.obs_status if len(statuses) == 1 else OPEN,
        )
    ]


def _listed(slot: Slot) -> str:
    names = [code for code in slot if code != UNCLEAR]
    return " or ".join(names) + (" or another" if names else "not said") * (UNCLEAR in slot or not names)


# measure


def _measures(part: Statements, sentence: Sentence, index: int, given: Attribution) -> Slot:
    """Return the measures a figure may be of; OTHER among them stands for one that nobody wants."""
    figure = sentence.quantities[index]
    named = given.slots["measure"]
    levels = _levels(part)
    if figure.unit != "PCT":
        plain = [
            code for code in named if code not in codes.MEASURES or codes.MEASURES[code].kind in {"level", "count"}
        ]
        return distinct(one for code in plain for one in (levels if code == LEVEL else [code]))
    kinds = given.percent_kind
    if figure.kind == "ratio" or _is_directed(sentence, figure):
        kinds = distinct([*kinds, "growth"])
    if set(kinds) <= {"growth"} and sentence.own("other_span", sentence.clause_of[index]):
        return (OTHER,)
    of = (
        distinct(one for code in named if code not in _RATIOS for one in (levels if code == LEVEL else [code]))
        or levels
    )
    if of == (OTHER,):
        return of
    ratios = [kind for kind in kinds if kind in _RATIOS]
    formed = [
        code
        for code, one in codes.MEASURES.items()
        if one.kind in kinds and one.kind in {"growth", "share"} and one.of in of
    ]
    return distinct([*ratios, *formed, *([OTHER] if OTHER in of else [])])


_RATIOS = frozenset(code for code, one in codes.MEASURES.items() if one.kind == "ratio")


def _levels(part: Statements) -> Slot:
    """Return the levels that general words of size may mean: the declared one, else those of the wanted measures."""
    if part.measure is not None:
        return (part.measure,)
    return distinct(codes.MEASURES[one.measure].of or one.measure for one in part.wanted)


def _is_directed(sentence: Sentence, figure: Quantity) -> bool:
    """Tell whether words of rise or fall are part of a percentage as printed."""
    words = grammar_of(sentence.lexicon.language).words
    said = figure.text.casefold()
    return figure.value < 0 or any(one in said for one in (*words.up, *words.down, *words.up_after, *words.down_after))


def _is_change(sentence: Sentence, figure: Quantity) -> bool:
    """Tell whether an amount is by how much something changed."""
    words, start = sentence.lexicon.words, figure.start
    if figure.unit == "PCT":
        return False
    before = sentence.text[max(0, start - 40) : start].rstrip()
    # "crecieron hasta 5.000 millones": what leads to a level is no hedge of a change.
    leads = any(one in words.leading_to for one in figure.qualifier.casefold().split()[-1:])
    if figure.qualifier and not leads and before.casefold().endswith(figure.qualifier.casefold()):
        before = before[: -len(figure.qualifier)].rstrip()
    after = sentence.text[figure.end : figure.end + 12]
    return bool(
        re.search(words.change_before, before, re.IGNORECASE) or re.search(words.change_after, after, re.IGNORECASE)
    )


def _growth_doubts(sentence: Sentence, figure: Quantity, clause: Clause, measures: Slot, periods: Slot) -> list[str]:
    """Return what is doubtful about growth: a sign that words may turn, a base that is not the year before."""
    if measures and not any(codes.MEASURES[one].kind == "growth" for one in measures if one in codes.MEASURES):
        return []
    doubts = []
    falling = any(one.start < figure.start or clause.holds(one.start, one.end) for one in sentence.named["falling"])
    if not _is_directed(sentence, figure) and figure.kind != "ratio" and falling:
        doubts.append("rise or fall: the words do not say for certain")
    for one in sentence.periods:
        if not (one.is_base and clause.holds(one.start, one.end)):
            continue
        same = len(periods) == 1 and one.code[4:] == periods[0][4:]
        if one.absolute and not (same and one.code[:4].isdigit() and int(one.code[:4]) == int(periods[0][:4]) - 1):
            doubts.append(f"growth on {one.code or 'another period'}, not on the year before")
    return doubts


# status


def _status(part: Statements, source: Source, sentence: Sentence, index: int, periods: Slot) -> tuple[Slot, list[str]]:
    """Return the statuses a figure may have, and why more than its words are needed."""
    clause = sentence.clause_of[index]
    over = [_is_over(period, source.published_on) for period in periods if codes.TIME_PERIOD.fullmatch(period)]
    compared = clause.compared_from
    said = distinct(
        one.code
        for one in sentence.own("status", clause)
        # "is expected to grow from $300bn in 2014 to $700bn": what it grows from is no forecast.
        if compared is None or one.start > compared
    )
    if not said and compared is None:
        said = _status_before(sentence, clause)
    if not said and _by_year(sentence, clause) and not any(over):
        said = ("F",)
    earlier = _earlier_status(sentence, index)
    if not said and "F" in earlier:
        if over and all(over):
            return (
                ((part.status,), [])
                if clause.compared_from is not None
                else (
                    (part.status, "F"),
                    ["status: an earlier figure of the sentence is a forecast"],
                )
            )
        said = ("F",)
    if len(said) > 1:
        return said, ["status: " + _listed(said)]
    if said == ("F",) and any(over):
        return said, ["a forecast of a period that is over"]
    if said != ("F",) and over and not all(over):
        return ("F",), ["the period is not over, and no word says forecast"]
    return (said or (part.status,)), []


def _status_before(sentence: Sentence, clause: Clause) -> Slot:
    """Return what is said of the status since the last figure, as in "It is expected that, in 2020, …"."""
    for before in sentence.before(clause):
        if before.quantities:
            return ()
        if said := distinct(one.code for one in sentence.own("status", before)):
            return said
    return ()


def _earlier_status(sentence: Sentence, index: int) -> Slot:
    """Return the statuses named before the figure right before this one, or with it."""
    if index == 0:
        return ()
    limit = sentence.clause_of[index].start
    return distinct(one.code for one in sentence.named["status"] if one.end <= limit)


def _by_year(sentence: Sentence, clause: Clause) -> bool:
    pattern = sentence.lexicon.words.by_year
    return any(re.search(pattern, sentence.text[: one.start], re.IGNORECASE) for one in sentence.own_periods(clause))


def _is_over(period: str, on: date) -> bool:
    """Tell whether a period had ended by a day."""
    year, part = int(period[:4]), period[5:]
    months = {"S1": 6, "S2": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}
    month = months.get(part, int(part) if part.isdigit() else 12)
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - timedelta(days=1) <= on

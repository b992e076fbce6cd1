"""Names and figures of a sentence in the same order: "B2B and B2C came to $5 billion and $3 billion, respectively"."""

from __future__ import annotations

from extractors.statements.sentence import UNCLEAR, Sentence, Slot, distinct


def in_turn(sentence: Sentence) -> dict[tuple[str, int], Slot]:
    """Return what figures of a sentence with "respectively" are of: names and figures in the same order."""
    if not sentence.named["respectively"]:
        return {}
    given: dict[tuple[str, int], Slot] = {}
    units = distinct(one.unit for one in sentence.quantities)
    for unit in units:
        figures = [index for index, one in enumerate(sentence.quantities) if one.unit == unit]
        if len(figures) < 2:
            continue
        first, last = sentence.quantities[figures[0]].start, sentence.quantities[figures[-1]].end
        periods = [one for one in sentence.periods if one.absolute and not one.is_base]
        named = {
            "segment": distinct(one.code for one in sentence.named["segment"] if one.end <= first),
            "area": distinct(one.code for one in sentence.named["area"] if one.end <= first),
            "period": distinct(one.code or UNCLEAR for one in periods if one.end <= first)
            # "$4bn and $5bn, respectively, in 2020 and 2021"
            or distinct(one.code or UNCLEAR for one in periods if last <= one.start),
        }
        fitting = [kind for kind, slot in named.items() if len(slot) == len(figures)]
        several = [kind for kind, slot in named.items() if len(slot) > 1]
        for place, index in enumerate(figures):
            for kind, slot in named.items():
                if fitting == several == [kind]:
                    given[kind, index] = (slot[place],)
                elif len(slot) > 1 or (
                    slot and kind == "period" and not sentence.own_periods(sentence.clause_of[index])
                ):
                    given[kind, index] = slot
    return given

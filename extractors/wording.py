"""The words around a number → what they say of it, whatever the number: its kind, unit and sign, how far they reach.

A report has thousands of numbers with the same few words around them, so what words say is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from extractors import codes
from extractors.languages.grammar import Core, Grammar, Lead
from extractors.languages.numerals import QuantityError, UnitContradictionError

#: The kinds that words of direction belong to.
RELATIVE = frozenset({"percent", "percent_points", "ratio"})
_KINDS = {"PCT": "percent", "PP": "percent_points"}
_POINTS, _PERCENT, _NO_UNIT = frozenset({"PP"}), frozenset({"PCT"}), frozenset({""})


class Wording(NamedTuple):
    """What the words around a number say of it, whatever the number.

    ``label`` says that the number only names something, ``thousand`` is a multiplier before it, ``hedge_after`` also
    the mark of half a width; ``bare`` says that no unit is printed after it. The last four are groups of
    ``Grammar.lead`` and of ``Grammar.core``: how far the quantity reaches, and how far with its hedges; 0 where no word
    goes before.
    """

    kind: str
    unit: str
    negative: bool
    label: bool
    thousand: str
    hedge: str
    hedge_after: str
    bare: bool
    first: int
    outer_first: int
    last: int
    outer_last: int


@lru_cache(maxsize=4096)
def wording_of(
    grammar: Grammar, declared: str | None, before: tuple[str | None, ...], after: tuple[str | None, ...]
) -> Wording:
    """Return what the groups of ``Grammar.lead`` and those of ``Grammar.core`` between number and range say.

    Raises QuantityError, without the text, since the same words stand in many places.
    """
    lead, core = Lead(*before), Core._make((None, "", *after, None))
    negative = _negative(grammar, core, lead)
    kind, allowed, unit = _kind(grammar, core, lead, negative is not None)
    if declared is not None:
        kind, unit = _agree(kind, allowed, unit, declared)
    halved = any(sign is not None and "±" in sign for sign in (lead.sign, lead.inner_sign))
    first = {"thousand", "inner_sign", "before", "percent_before", "sign", "minus"}
    if _minus(grammar, lead.down):
        first.add("down")
    last = {"number", "after"}
    if kind == "ratio":
        first.add("ratio_before")
        last.add("ratio_after")
    if kind in RELATIVE:
        first |= {"up", "down"}
        last |= {"points", "percent", "times", "up_after", "down_after"}
    return Wording(
        kind,
        unit,
        bool(negative),
        bool(lead.label),
        (lead.thousand or "")[::-1].casefold(),
        (lead.hedge or "")[::-1],
        core.hedge_after or ("±" if halved else ""),
        not (core.points or core.percent or core.times or core.after),
        _furthest(lead, first),
        _furthest(lead, {*first, "hedge", "ratio_before"}),
        _furthest(core, last),
        _furthest(core, {*last, "hedge_after"}),
    )


def _furthest(match: Core | Lead, names: Collection[str]) -> int:
    """Return the last of the named groups that has matched, which is where it reaches furthest; 0 for none."""
    found = [
        number for number, name in enumerate(match._fields, start=1) if name in names and match[number - 1] is not None
    ]
    return max(found, default=0)


def _minus(grammar: Grammar, backwards: str | None) -> bool:
    """Tell whether a word of decline, spelt backwards, is a sign in words."""
    return backwards is not None and grammar.known(backwards[::-1]) in grammar.words.minus


def _negative(grammar: Grammar, core: Core, lead: Lead) -> bool | None:
    """Return whether signs or, for a percentage, words say minus; None where neither does. Raises QuantityError."""
    plus, minus = False, lead.minus is not None or _minus(grammar, lead.down)
    if minus and core.times:
        raise QuantityError("a multiple below zero", expected="no minus", found="")
    for sign in (lead.sign, lead.inner_sign):
        if sign and "±" not in sign:
            plus, minus = (True, minus) if sign == "+" else (plus, True)
    if core.percent or core.points or lead.percent_before:
        minus = minus or bool(lead.down or core.down_after)
        plus = plus or bool(lead.up or core.up_after)
    if minus and plus:
        raise QuantityError("sign and words contradict each other", expected="one direction", found="")
    return minus if minus or plus else None


def _kind(grammar: Grammar, core: Core, lead: Lead, directed: bool) -> tuple[str, frozenset[str], str]:
    """Return the kind, the units the print allows (empty: any), and the conventional one. Raises QuantityError."""
    relative = core.percent or core.points or lead.percent_before
    if relative or core.times:
        if lead.before or core.after:
            raise UnitContradictionError("money and percent at once", expected="one unit", found="")
        if core.points:
            if core.points in grammar.words.direction_points and not directed:
                raise QuantityError("points of what is not said", expected="a direction with them", found="")
            return "percent_points", _POINTS, "PP"
        if core.times:
            return "ratio", _NO_UNIT, ""
        to_previous = not directed and (lead.ratio_before or core.ratio_after)
        return ("ratio" if to_previous else "percent"), _PERCENT, "PCT"
    if not (lead.before or core.after):
        return "count", frozenset(), ""
    names = [grammar.known(name) for name in ((lead.before or "")[::-1], core.after) if name]
    allowed = grammar.signs[names[0]]
    if len(names) > 1:
        allowed &= grammar.signs[names[1]]
    if not allowed:
        raise UnitContradictionError("two currencies at once", expected="one currency", found="")
    if len(allowed) == 1:
        return "amount", allowed, min(allowed)
    return (
        "amount",
        allowed,
        next((unit for unit in map(grammar.conventions.get, names) if unit in allowed), None) or "",
    )


def _agree(kind: str, allowed: frozenset[str], unit: str, declared: str) -> tuple[str, str]:
    """Return kind and unit by what is printed and what is declared together. Raises QuantityError."""
    if not allowed:
        return _KINDS.get(declared, "count" if declared in {"", *codes.OTHER_UNITS} else "amount"), declared
    if declared == "PP" and kind == "percent":
        return "percent_points", "PP"
    if declared:
        if declared not in allowed:
            raise UnitContradictionError("another unit than declared", expected=declared, found="")
        return kind, declared
    if len(allowed) > 1 or (kind == "amount" and not unit):
        raise QuantityError("several currencies share this sign", expected="a declared unit", found="")
    return kind, unit

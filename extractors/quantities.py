"""Figures in text and cells: "16.4万亿元", "465兆2,372億円", "US$26.7 trillion" → exact value, unit, precision.

Two ways in. :func:`find_quantities` looks for every quantity of a text and leaves out what it cannot read for certain.
:func:`read_quantity` takes a text that is one quantity and whose unit is declared, and refuses everything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors import codes
from extractors.languages import language_of
from extractors.languages.grammar import Grammar, grammar_of
from extractors.languages.numerals import (
    EXACT,
    Numeral,
    QuantityError,
    UnitContradictionError,
    fold,
    parse_compound,
    plain,
)

__all__ = ["Quantity", "QuantityError", "UnitContradictionError", "find_quantities", "read_quantity"]

#: How far before its digits the words that belong to a quantity may begin.
_REACH = 48
_RELATIVE = frozenset({"percent", "percent_points", "ratio"})
_KINDS = {"PCT": "percent", "PP": "percent_points"}
_DIGIT = re.compile("[0-9]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_ITEM = re.compile(r"[.)] ?|[.)]\n")
_GOES_ON = re.compile("[A-Za-z0-9_]|-[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    ``value`` is exact, in whole units ("5 million" is 5000000, 83% is 83); ``rounding_unit`` is one unit in the last
    printed place, in whole units too. ``kind`` is amount, percent, percent_points, ratio or count; ``unit`` an ISO 4217
    code, PCT, PP, another unit that was declared, or empty. ``text`` is text[start:end] as printed, with all words that
    decide value, unit and kind ("down by 0.43%" is -0.43); ``qualifier`` is the hedge with it, as about, over, 約.
    """

    value: Decimal
    rounding_unit: Decimal
    unit: str
    kind: str
    text: str
    start: int
    end: int
    qualifier: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """A quantity with the whole stretch it covers, hedges included.

    ``bare`` says that nothing but digits is printed, ``name`` that they only name something: a year, a table, an item.
    """

    quantity: Quantity
    start: int
    end: int
    bare: bool
    name: bool


def find_quantities(text: str, lang: str) -> list[Quantity]:
    """Return every quantity of a text, in order.

    Dates, years, ordinals, numbers of tables and notes, and digits inside words are none. What cannot be read for
    certain (a wrong thousands separator, "3 1.2%", a number whose sign contradicts its words) is left out. A sign that
    several currencies share means what it means by convention in that language: "$" the US dollar, "元" the yuan.
    Raises UsageError for an unknown language.
    """
    grammar = grammar_of(language_of(lang))
    folded = fold(text)
    readings: list[_Reading] = []
    floor = 0
    while digit := _DIGIT.search(folded, floor):
        core = grammar.core.match(folded, digit.start())
        assert core is not None  # noqa: S101 - a digit is always the beginning of a number
        try:
            reading = None if core["date"] else _read(grammar, folded, text, core, floor=floor)
        except QuantityError:
            reading = None
        floor = core.end()
        if reading is None:
            continue
        last = readings[-1] if readings else None
        if last and last.bare and not last.name and not reading.bare and not folded[last.end : reading.start].strip():
            readings.pop()  # "3 1.2%" has lost a comma or a point: neither number can be trusted
        else:
            readings.append(reading)
    return [reading.quantity for reading in readings if not reading.name]


def read_quantity(text: str, lang: str, *, scale: Decimal | int = 1, unit: str = "") -> Quantity:
    """Return the one quantity that the whole text is, a hedge before or after it allowed.

    A number that prints no multiplier is multiplied by ``scale``, one that prints no unit has ``unit``. What it does
    print must not contradict them: UnitContradictionError for another currency, percent where money is declared, or a
    multiplier beside a scale. Points printed with a percent sign are points where PP is declared. A sign that several
    currencies share needs a declared unit. Raises QuantityError where the text is anything else, UsageError for an
    unknown language.
    """
    grammar = grammar_of(language_of(lang))
    folded = fold(text)
    digit = _DIGIT.search(folded)
    core = grammar.core.match(folded, digit.start()) if digit else None
    if core is None or core["date"]:
        raise QuantityError("not a quantity", expected="exactly one quantity", found=text)
    reading = _read(grammar, folded, text, core, floor=0, declared=(Decimal(scale), unit))
    if folded[: reading.start].strip() or folded[reading.end :].strip():
        raise QuantityError("not a quantity alone", expected="exactly one quantity", found=text)
    return reading.quantity


def _read(
    grammar: Grammar,
    folded: str,
    text: str,
    core: re.Match[str],
    *,
    floor: int,
    declared: tuple[Decimal, str] | None = None,
) -> _Reading:
    """Return the quantity whose digits ``core`` matched, with its words from ``floor`` on. Raises QuantityError."""
    lead = grammar.lead.match(folded[max(floor, core.start() - _REACH) : core.start()][::-1])
    assert lead is not None  # noqa: S101 - every part of the pattern is optional
    found = text[core.start() - lead.end() : core.end() + 1]
    if _inside_word(folded, core, lead):
        raise QuantityError("digits inside a word", expected="a number by itself", found=found)
    negative = _negative(core, lead, found)
    kind, candidates, unit = _kind(grammar, core, lead, negative is not None, found)
    bare = kind == "count" and core["number"].isdigit() and negative is None
    if declared is not None:
        kind, unit = _agree(kind, candidates, unit, declared[1], found)
    numeral, scaled, vague = _number(grammar, core, kind)
    scale = Decimal(1) if declared is None else declared[0]
    if scale != 1 and (scaled or kind in _RELATIVE):
        raise UnitContradictionError("prints its own multiplier", expected=f"a bare number, times {scale}", found=found)

    value = EXACT.multiply(numeral.value, scale)
    start, outer_start = (core.start() - length for length in _lengths(lead, kind))
    end = _end(core, kind)
    hedge = (lead["hedge"] or "")[::-1] or vague or core["hedge_after"] or ("±" if "±" in _signs(lead) else "")
    quantity = Quantity(
        plain(-value if negative else value),
        plain(EXACT.multiply(numeral.place, scale)),
        unit,
        kind,
        text[start:end],
        start,
        end,
        hedge,
    )
    return _Reading(
        quantity, outer_start, core.end() if core["hedge_after"] else end, bare, bare and _names(text, core, lead)
    )


def _inside_word(folded: str, core: re.Match[str], lead: re.Match[str]) -> bool:
    """Tell whether the digits are part of a word, as in B2B, 4Q or 10-year."""
    before = folded[core.start() - 1] if core.start() else " "
    glued = before == "_" or (before.isascii() and before.isalnum())
    return bool(_GOES_ON.match(folded, core.end())) or (glued and not lead["before"] and not lead["label"])


def _names(text: str, core: re.Match[str], lead: re.Match[str]) -> bool:
    """Tell whether a bare number only names something: a table, a year, an item of a list, a note in brackets."""
    before = text[core.start() - 1] if core.start() else "\n"
    after = text[core.end() : core.end() + 2]
    item = (before in "(（" and after[:1] in ")）") or (before == "\n" and _ITEM.fullmatch(after) is not None)
    return bool(lead["label"]) or item or _YEAR.fullmatch(core["number"]) is not None


def _signs(lead: re.Match[str]) -> set[str]:
    return {lead["sign"] or "", lead["inner_sign"] or ""}


def _relative(core: re.Match[str], lead: re.Match[str]) -> bool:
    return bool(core["points"] or core["percent"] or lead["percent_before"])


def _negative(core: re.Match[str], lead: re.Match[str], found: str) -> bool | None:
    """Return whether signs or, for a percentage, words say minus; None where neither does. Raises QuantityError."""
    marks = {sign != "+" for sign in _signs(lead) - {"", "±"}}
    if _relative(core, lead):
        marks |= {True} if lead["down"] or core["down_after"] else set()
        marks |= {False} if lead["up"] or core["up_after"] else set()
    if len(marks) > 1:
        raise QuantityError("sign and words contradict each other", expected="one direction", found=found)
    return marks.pop() if marks else None


def _kind(
    grammar: Grammar, core: re.Match[str], lead: re.Match[str], directed: bool, found: str
) -> tuple[str, frozenset[str], str]:
    """Return the kind, the units the print allows (empty: any), and the conventional one. Raises QuantityError."""
    before, after = (lead["before"] or "")[::-1], core["after"]
    signs = [(sign, units) for sign, units in ((before, grammar.before), (after, grammar.after)) if sign]
    if _relative(core, lead) or core["times"]:
        if signs:
            raise UnitContradictionError("money and percent at once", expected="one unit", found=found)
        if core["points"]:
            if core["points"] in grammar.words.direction_points and not directed:
                raise QuantityError("points of what is not said", expected="a direction with them", found=found)
            return "percent_points", frozenset({"PP"}), "PP"
        if core["times"]:
            return "ratio", frozenset({""}), ""
        to_previous = not directed and (lead["ratio_before"] or core["ratio_after"])
        return ("ratio" if to_previous else "percent"), frozenset({"PCT"}), "PCT"
    if not signs:
        return "count", frozenset(), ""
    keys = [(sign.casefold() if grammar.words.words_apart else sign, units) for sign, units in signs]
    allowed = [grammar.shared.get(sign, frozenset({units[sign]})) for sign, units in keys]
    common = frozenset.intersection(*allowed)
    if not common:
        raise UnitContradictionError("two currencies at once", expected="one currency", found=found)
    convention = next((units[sign] for sign, units in keys if units[sign] in common), min(common))
    return "amount", common, min(common) if len(common) == 1 else convention


def _agree(kind: str, allowed: frozenset[str], unit: str, declared: str, found: str) -> tuple[str, str]:
    """Return kind and unit by what is printed and what is declared together. Raises QuantityError."""
    if not allowed:
        return _KINDS.get(declared, "count" if declared in {"", *codes.OTHER_UNITS} else "amount"), declared
    if declared == "PP" and kind == "percent":
        return "percent_points", "PP"
    if declared:
        if declared not in allowed:
            raise UnitContradictionError("another unit than declared", expected=declared, found=found)
        return kind, declared
    if len(allowed) > 1:
        raise QuantityError("several currencies share this sign", expected="a declared unit", found=found)
    return kind, unit


def _number(grammar: Grammar, core: re.Match[str], kind: str) -> tuple[Numeral, bool, str]:
    """Return the number, whether it prints a multiplier, and the hedge inside it. Raises QuantityError."""
    words, printed = grammar.words, core["number"]
    vague = next((hedge for hedge in words.hedges_inside if hedge in printed), "")
    known = printed.casefold() if words.words_apart else printed
    parts = grammar.part.findall(known.replace(vague, "") if vague else known)
    scaled = bool(parts[0][1])
    if kind != "amount" and any(scale in words.short_scales for _, scale in parts):
        raise QuantityError("a letter that is a multiplier only of money", expected="a currency", found=printed)
    if "・" in printed and not scaled and kind not in _RELATIVE:
        raise QuantityError("a list, not a number", expected="a multiplier after a middle dot", found=printed)
    return parse_compound(parts, grammar.scales, words.decimal_points), scaled, vague


def _lengths(lead: re.Match[str], kind: str) -> tuple[int, int]:
    """Return how far the quantity reaches before its digits, and how far its hedges do."""
    names = ["sign", "before", "percent_before", "inner_sign"]
    if kind == "ratio":
        names.append("ratio_before")
    if kind in _RELATIVE:
        names += ["up", "down"]
    reach = max(0, *(lead.end(name) for name in names))
    return reach, max(reach, lead.end("hedge"), lead.end("ratio_before"))


def _end(core: re.Match[str], kind: str) -> int:
    """Return where the quantity ends: after its unit, and for percentages after the words of direction."""
    names = ["number", "points", "percent", "times", "after"]
    if kind == "ratio":
        names.append("ratio_after")
    if kind in _RELATIVE:
        names += ["up_after", "down_after"]
    return max(core.end(name) for name in names)

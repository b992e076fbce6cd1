"""One number with the words around it → a quantity: its sign, kind, unit, exact value, and how far it reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from extractors import codes
from extractors.languages.grammar import Core, Grammar, Lead
from extractors.languages.numerals import (
    EXACT,
    Numeral,
    QuantityError,
    UnitContradictionError,
    parse_compound,
    plain,
)

#: How far before its digits the words that belong to a quantity may begin.
_REACH = 48
_ONE = Decimal(1)
_RELATIVE = frozenset({"percent", "percent_points", "ratio"})
_KINDS = {"PCT": "percent", "PP": "percent_points"}
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SHORT = re.compile(r"[0-9]{1,2}(?:\.[0-9])?")
#: What follows the number of a list or a heading that begins a line: "2. Results", "4 Sales", "2.1 Purchases".
_ITEM = re.compile(r"[.)](?=[ \n]|$)| (?=[^\W\d_a-z])")
_OPENED = re.compile(r"[(（\[［][^()（）\[\]［］]*$")
#: What most often follows a quantity, or nothing: no word goes on there.
_AFTER = frozenset(["", " ", ",", ".", ";", ")", "（", "）", "、", "。", "，"])
_OPENING, _CLOSING = "(（[［【〔", ")）]］】〕"


class Quantity(NamedTuple):
    """One quantity of a text.

    ``value`` is exact, in whole units ("5 million" is 5000000, 83% is 83); ``rounding_unit`` is one unit in the last
    printed place, in whole units too. ``kind`` is amount, percent, percent_points, ratio or count; ``unit`` an ISO 4217
    code, PCT, PP, another unit that was declared, or empty: for a bare count or ratio, and for an amount in a currency
    that the text leaves open ("pesos"). ``text`` is text[start:end] as printed, with all words that decide value, unit
    and kind ("down by 0.43%" is -0.43); ``qualifier`` is the hedge with it, as about, over, 約, ±.
    """

    value: Decimal
    rounding_unit: Decimal
    unit: str
    kind: str
    text: str
    start: int
    end: int
    qualifier: str


class Reading(NamedTuple):
    """A quantity with the whole stretch it covers, hedges included.

    ``open`` says that nothing is printed after plain digits, so that what follows may be more of them; ``name`` that
    the digits only name something: a year, a table, an item.
    """

    quantity: Quantity
    start: int
    end: int
    open: bool
    name: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """A text as it is read: folded, and that spelt backwards. ``declared`` is the unit a reader has declared, if any.

    ``scale`` multiplies a number that prints no multiplier.
    """

    grammar: Grammar
    text: str
    folded: str
    backwards: str
    scale: Decimal = _ONE
    declared: str | None = None


def lead_of(printed: Printed, start: int, floor: int) -> tuple[Lead, re.Match[str]]:
    """Return what stands before a number, not before ``floor``, with its match in the text spelt backwards."""
    size = len(printed.folded)
    limit = max(floor, start - _REACH)
    match = printed.grammar.lead.match(printed.backwards, size - start, size - limit)
    if match and match.end() == size - limit and limit and printed.folded[limit] in "-–" and limit < start:
        # What ends there hides that the mark joins two numbers ("12-15") instead of being the sign of one.
        match = printed.grammar.lead.match(printed.backwards, size - start, size - limit - 1)
    assert match is not None  # noqa: S101 - every part of the pattern is optional
    return Lead(*match.groups()), match


def read_phrase(printed: Printed, found: re.Match[str], floor: int) -> Reading:
    """Return the quantity whose number ``Grammar.core`` found, with its words from ``floor`` on.

    Raises QuantityError for what is none, or not one for certain.
    """
    grammar, begin = printed.grammar, found.start()
    core = Core(*found.groups())
    lead, behind = lead_of(printed, begin, floor)
    place = printed.text[begin - (behind.end() - behind.start()) : found.end() + 1]
    if _inside_word(printed, found, lead):
        raise QuantityError("digits inside a word", expected="a number by itself", found=place)
    negative = _negative(core, lead, place)
    kind, allowed, unit = _kind(grammar, core, lead, negative is not None, place)
    after_digits = core.points or core.percent or core.times or core.after
    is_open = not after_digits and core.number.isdigit()
    if printed.declared is not None:
        kind, unit = _agree(kind, allowed, unit, printed.declared, place)
    numeral, scaled, vague = _number(printed, core, lead, kind, begin - (behind.end() - behind.start()))
    value, rounding_unit = numeral.value, numeral.place
    if printed.scale != _ONE:
        if scaled or kind in _RELATIVE:
            raise UnitContradictionError(
                "prints its own multiplier", expected=f"a bare number, times {printed.scale}", found=place
            )
        value = plain(EXACT.multiply(value, printed.scale))
        rounding_unit = plain(EXACT.multiply(rounding_unit, printed.scale))

    start, outer_start = _starts(behind, begin, kind)
    end = _end(found, kind)
    halved = (lead.sign is not None and "±" in lead.sign) or (lead.inner_sign is not None and "±" in lead.inner_sign)
    quantity = Quantity(
        value.copy_negate() if negative and value else value,
        rounding_unit,
        unit,
        kind,
        printed.text[start:end],
        start,
        end,
        (lead.hedge or "")[::-1] or vague or core.hedge_after or ("±" if halved else ""),
    )
    name = kind == "count" and bool(
        lead.label or (is_open and _names(printed.text, found, core.number)) or _heads(printed.text, found)
    )
    return Reading(quantity, outer_start, found.end() if core.hedge_after else end, is_open, name)


def _inside_word(printed: Printed, found: re.Match[str], lead: Lead) -> bool:
    """Tell whether the digits are part of a word or a note mark, as in B2B, 4Q, 10-year or "5%1"."""
    folded, start, end = printed.folded, found.start(), found.end()
    if folded[end : end + 1] not in _AFTER:
        on = printed.grammar.goes_on.match(folded, end)
        if on and not (on[0].isdigit() and not _is_letter(printed, folded[end - 1])):
            return True
    if not start or lead.before or lead.label:
        return False
    before = folded[start - 1]
    if before == " ":
        return False
    if before == "." and start > 1:
        return folded[start - 2].isalnum()
    return before in "_%" or _is_letter(printed, before)


def _is_letter(printed: Printed, character: str) -> bool:
    """Tell whether digits beside a character would be one word with it: not so for signs and, in CJK, their letters."""
    return character.isalnum() and (printed.grammar.words.words_apart or character.isascii())


def _names(text: str, found: re.Match[str], number: str) -> bool:
    """Tell whether plain digits only name something: a year, an item, a note in brackets or one glued to a unit."""
    if _YEAR.fullmatch(number):
        return True
    before = text[found.start() - 1 : found.start()]
    after = text[found.end() : found.end() + 1]
    if before and before in _OPENING and after and after in _CLOSING:
        return True
    if len(number) > 2 or after not in _CLOSING:
        return False
    return bool(after) and not _OPENED.search(text, max(0, found.start() - _REACH), found.start())


def _heads(text: str, found: re.Match[str]) -> bool:
    """Tell whether a line begins with a short number that is the number of a list or a heading."""
    start = found.start()
    return (
        (start == 0 or text[start - 1] == "\n")
        and _SHORT.fullmatch(text, start, found.end()) is not None
        and _ITEM.match(text, found.end()) is not None
    )


def _negative(core: Core, lead: Lead, place: str) -> bool | None:
    """Return whether signs or, for a percentage, words say minus; None where neither does. Raises QuantityError."""
    minus = plus = False
    for sign in (lead.sign, lead.inner_sign):
        if sign and "±" not in sign:
            plus, minus = (True, minus) if sign == "+" else (plus, True)
    if core.percent or core.points or lead.percent_before:
        minus = minus or bool(lead.down or core.down_after)
        plus = plus or bool(lead.up or core.up_after)
    if minus and plus:
        raise QuantityError("sign and words contradict each other", expected="one direction", found=place)
    return minus if minus or plus else None


def _kind(grammar: Grammar, core: Core, lead: Lead, directed: bool, place: str) -> tuple[str, frozenset[str], str]:
    """Return the kind, the units the print allows (empty: any), and the conventional one. Raises QuantityError."""
    relative = core.percent or core.points or lead.percent_before
    if relative or core.times:
        if lead.before or core.after:
            raise UnitContradictionError("money and percent at once", expected="one unit", found=place)
        if core.points:
            if core.points in grammar.words.direction_points and not directed:
                raise QuantityError("points of what is not said", expected="a direction with them", found=place)
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
        raise UnitContradictionError("two currencies at once", expected="one currency", found=place)
    if len(allowed) == 1:
        return "amount", allowed, min(allowed)
    return (
        "amount",
        allowed,
        next((unit for unit in map(grammar.conventions.get, names) if unit in allowed), None) or "",
    )


_POINTS, _PERCENT, _NO_UNIT = frozenset({"PP"}), frozenset({"PCT"}), frozenset({""})


def _agree(kind: str, allowed: frozenset[str], unit: str, declared: str, place: str) -> tuple[str, str]:
    """Return kind and unit by what is printed and what is declared together. Raises QuantityError."""
    if not allowed:
        return _KINDS.get(declared, "count" if declared in {"", *codes.OTHER_UNITS} else "amount"), declared
    if declared == "PP" and kind == "percent":
        return "percent_points", "PP"
    if declared:
        if declared not in allowed:
            raise UnitContradictionError("another unit than declared", expected=declared, found=place)
        return kind, declared
    if len(allowed) > 1 or (kind == "amount" and not unit):
        raise QuantityError("several currencies share this sign", expected="a declared unit", found=place)
    return kind, unit


def _number(printed: Printed, core: Core, lead: Lead, kind: str, start: int) -> tuple[Numeral, bool, str]:
    """Return the number, whether it prints a multiplier, and the hedge inside it. Raises QuantityError."""
    grammar = printed.grammar
    number = core.number
    vague = ""
    if number.isdigit():
        parts = [(number, "")]
    else:
        vague = next((hedge for hedge in grammar.words.hedges_inside if hedge in number), "")
        parts = grammar.part.findall(grammar.known(number.replace(vague, "") if vague else number))
    scaled = bool(parts[0][1])
    if kind != "amount" and scaled and any(scale in grammar.short for _, scale in parts):
        raise QuantityError("a letter that is a multiplier only of money", expected="a currency", found=number)
    if "・" in number and not scaled and kind not in _RELATIVE:
        raise QuantityError("a list, not a number", expected="a multiplier after a middle dot", found=number)
    if lead.thousand:
        if grammar.blocked.search(printed.folded, max(0, start - _REACH), start):
            raise QuantityError("a number in words goes before", expected="digits", found=printed.text[start:])
        parts.insert(0, ("1", lead.thousand[::-1].casefold()))
        scaled = True
    return parse_compound(parts, grammar.scales, grammar.marks), scaled, vague


def _starts(behind: re.Match[str], begin: int, kind: str) -> tuple[int, int]:
    """Return where the quantity begins, and where its hedges do."""
    origin = behind.start()
    if behind.end() == origin:
        return begin, begin
    names = ["thousand", "inner_sign", "before", "percent_before", "sign"]
    if kind == "ratio":
        names.append("ratio_before")
    if kind in _RELATIVE:
        names += ["up", "down"]
    reach = max(origin, *map(behind.end, names))
    outer = max(reach, behind.end("hedge"), behind.end("ratio_before"))
    return begin - (reach - origin), begin - (outer - origin)


def _end(found: re.Match[str], kind: str) -> int:
    """Return where the quantity ends: after its unit, and for percentages after the words of direction."""
    end = max(found.end("number"), found.end("after"))
    if kind in _RELATIVE:
        names = ["points", "percent", "times", "up_after", "down_after"]
        if kind == "ratio":
            names.append("ratio_after")
        end = max(end, *map(found.end, names))
    return end

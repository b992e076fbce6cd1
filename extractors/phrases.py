"""One number with the words around it → a quantity: its sign, kind, unit, exact value, and how far it reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from extractors.languages.grammar import Grammar
from extractors.languages.numerals import (
    EXACT,
    Numeral,
    QuantityError,
    UnitContradictionError,
    parse_compound,
    plain,
)
from extractors.wording import RELATIVE, Wording, wording_of

#: How far before its digits the words that belong to a quantity may begin.
_REACH = 48
_ONE = Decimal(1)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SHORT = re.compile(r"[0-9]{1,2}(?:\.[0-9])?")
#: What follows the number of a list or a heading that begins a line: "2. Results", "4 Sales", "2.1 Purchases".
_ITEM = re.compile(r"[.)](?=[ \n]|$)| (?=[^\W\d_a-z])")
_NOTED = re.compile(r"[*^(\[†‡¹²³⁰⁴-⁹]")
_POWER = re.compile("10[\\^¹²³⁰⁴-⁹]")
_OPENED = re.compile(r"[(（\[［][^()（）\[\]［］]*$")
#: What most often follows a quantity, or nothing: no word goes on there.
_AFTER = frozenset(["", " ", ",", ".", ";", ")", "（", "）", "、", "。", "，"])
_OPENING, _CLOSING = "(（[［【〔", ")）]］】〕"


class InsideWordError(QuantityError):
    """Digits are part of a word, so no number at all."""


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


def lead_of(printed: Printed, start: int, floor: int) -> re.Match[str]:
    """Return what stands before a number, not before ``floor``, as the match in the text spelt backwards."""
    size, lead = len(printed.folded), printed.grammar.lead
    limit = max(floor, start - _REACH)
    match = lead.match(printed.backwards, size - start, size - limit)
    if match and match.end() == size - limit and limit and printed.folded[limit] in "-–" and limit < start:
        # What ends there hides that the mark joins two numbers ("12-15") instead of being the sign of one.
        match = lead.match(printed.backwards, size - start, size - limit - 1)
    assert match is not None  # noqa: S101 - every part of the pattern is optional
    return match


def read_phrase(printed: Printed, found: re.Match[str], floor: int) -> Reading:
    """Return the quantity whose number ``Grammar.core`` found, with its words from ``floor`` on.

    Raises QuantityError for what is none, or not one for certain.
    """
    begin = found.start()
    behind = lead_of(printed, begin, floor)
    if _inside_word(printed, found, behind):
        raise InsideWordError(
            "digits inside a word", expected="a number by itself", found=_place(printed, found, behind)
        )
    groups = found.groups()
    number = groups[1]
    try:
        said = wording_of(printed.grammar, printed.declared, behind.groups(), groups[2:-1])
    except QuantityError as error:
        raise error.at(_place(printed, found, behind)) from error
    (value, rounding_unit), scaled, vague = _number(printed, number, said, behind)
    if printed.scale != _ONE:
        if scaled or said.kind in RELATIVE:
            raise UnitContradictionError(
                "prints its own multiplier",
                expected=f"a bare number, times {printed.scale}",
                found=_place(printed, found, behind),
            )
        value = plain(EXACT.multiply(value, printed.scale))
        rounding_unit = plain(EXACT.multiply(rounding_unit, printed.scale))
    size = len(printed.folded)
    start = size - behind.end(said.first) if said.first else begin
    end = found.end(said.last)
    quantity = Quantity(
        value.copy_negate() if said.negative and value else value,
        rounding_unit,
        said.unit,
        said.kind,
        printed.text[start:end],
        start,
        end,
        said.hedge or vague or said.hedge_after,
    )
    is_open = said.bare and number.isdigit()
    return Reading(
        quantity,
        size - behind.end(said.outer_first) if said.outer_first else begin,
        found.end(said.outer_last),
        is_open,
        said.kind == "count"
        and (said.label or (is_open and _names(printed.text, found, number)) or _heads(printed.text, found)),
    )


def without_note(grammar: Grammar, number: str) -> str:
    """Return a number without the note mark before its multiplier. Raises QuantityError where that may be a power."""
    if not _NOTED.search(number):
        return number
    if _POWER.match(number):
        raise QuantityError("a power or a note mark", expected="digits and a multiplier", found=number)
    return grammar.note.sub("", number)


def _place(printed: Printed, found: re.Match[str], behind: re.Match[str]) -> str:
    """Return the number with its words as printed."""
    return printed.text[found.start() - (behind.end() - behind.start()) : found.end() + 1]


def _inside_word(printed: Printed, found: re.Match[str], behind: re.Match[str]) -> bool:
    """Tell whether the digits are part of a word or a note mark, as in B2B, 4Q, 10-year or "5%1"."""
    folded, start, end = printed.folded, found.start(), found.end()
    if folded[end : end + 1] not in _AFTER:
        on = printed.grammar.goes_on.match(folded, end)
        if on and not (on[0].isdigit() and not _is_letter(printed, folded[end - 1])):
            return True
    before = folded[start - 1] if start else " "
    if before == " ":
        return False
    if before == "." and start > 1:
        inside = folded[start - 2].isalnum()
    else:
        inside = before in "_%" or _is_letter(printed, before)
    return inside and not (behind["before"] or behind["label"])


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


def _number(printed: Printed, number: str, said: Wording, behind: re.Match[str]) -> tuple[Numeral, bool, str]:
    """Return the number, whether it prints a multiplier, and the hedge inside it. Raises QuantityError."""
    grammar = printed.grammar
    vague = ""
    if number.replace(grammar.marks.points[0], "").isdigit():
        parts = [(number, "")]
    else:
        number = without_note(grammar, number)
        if grammar.words.hedges_inside:
            vague = next((hedge for hedge in grammar.words.hedges_inside if hedge in number), "")
        parts = grammar.part.findall(grammar.known(number.replace(vague, "") if vague else number))
    scaled = bool(parts[0][1])
    if said.kind != "amount" and scaled and any(scale in grammar.short for _, scale in parts):
        raise QuantityError("a letter that is a multiplier only of money", expected="a currency", found=number)
    if "・" in number and not scaled and said.kind not in RELATIVE:
        raise QuantityError("a list, not a number", expected="a multiplier after a middle dot", found=number)
    if said.thousand:
        start = len(printed.folded) - behind.end()
        if grammar.blocked.search(printed.folded, max(0, start - _REACH), start):
            raise QuantityError("a number in words goes before", expected="digits", found=printed.text[start:])
        parts.insert(0, ("1", said.thousand))
        scaled = True
    return parse_compound(parts, grammar.scales, grammar.marks), scaled, vague

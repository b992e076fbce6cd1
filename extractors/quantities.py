"""Figures in text and cells: "16.4万亿元", "465兆2,372億円", "US$26.7 trillion" → exact value, unit, precision.

Two ways in. :func:`find_quantities` looks for every quantity of a text and leaves out what it cannot read for certain.
:func:`read_quantity` takes a text that is one quantity and whose unit is declared, and refuses everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractors.languages import language_of
from extractors.languages.grammar import grammar_of
from extractors.languages.numerals import QuantityError, UnitContradictionError, fold, join_groups
from extractors.phrases import InsideWordError, Printed, Quantity, Reading, read_phrase
from extractors.ranges import read_range
from extractors.spelled import Respelled, spelled_numbers

__all__ = [
    "Quantity",
    "QuantityError",
    "Refused",
    "UnitContradictionError",
    "find_figures",
    "find_quantities",
    "read_quantity",
    "read_whole",
]


class Refused(NamedTuple):
    """A number of a text that is no quantity because it cannot be read for certain: text[start:end], and why."""

    text: str
    start: int
    end: int
    reason: str


_WHOLE = re.compile("[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
_WHOLE_LENGTH = 24
#: What a number begins with, or a fraction that stands alone: "½ million".
_BEGINNING = re.compile("[0-9¼½¾⅐-⅞]")
_FRACTION = "a fraction, a mark, a multiplier or a unit that is not read"
#: What a number ends in where more may belong to it: no unit, or points that may be basis points.
_OPEN_ENDED = frozenset({"number", "points"})
_BEFORE_POINT = " ([（+-–±$€£¥"


def find_quantities(text: str, lang: str) -> list[Quantity]:
    """Return every quantity of a text, in order.

    Dates, years, ordinals, numbers of tables and notes, and digits inside words are none. What cannot be read for
    certain (a wrong thousands mark, "3 1.2%", a number whose sign contradicts its words) is left out. A sign that
    several currencies share means what it means by convention in that language ("$" in English the US dollar, "元" the
    yuan); where there is no convention ("pesos", "kr") the unit of the amount stays empty. Each end of a range is a
    quantity, with the unit that is printed once for both ("80–85%"). A number in words is one where a multiplier from
    a million up or percent follows it, as exact as in digits ("one trillion dollars" to a trillion). Raises UsageError
    for an unknown language.
    """
    return find_figures(text, lang)[0]


def find_figures(text: str, lang: str) -> tuple[list[Quantity], list[Refused]]:
    """Return what :func:`find_quantities` does, and beside it every number that it leaves out for a doubt, in order.

    Raises UsageError for an unknown language.
    """
    language = language_of(lang)
    grammar = grammar_of(language)
    folded = fold(text)
    if grammar.words.spaced:
        folded = join_groups(folded)
    if not (stretches := spelled_numbers(folded, language)):
        return _find(Printed(grammar, text, folded, folded[::-1]))
    respelled = Respelled(stretches)
    folded = respelled.text(folded)
    found, refused = _find(Printed(grammar, respelled.text(text), folded, folded[::-1]))
    return (
        [one for quantity in found if (one := respelled.back(quantity, text))],
        [
            one._replace(text=text[slice(*span)], start=span[0], end=span[1])
            for one in refused
            if (span := respelled.span(one.start, one.end))
        ],
    )


def _find(printed: Printed) -> tuple[list[Quantity], list[Refused]]:
    """Return every quantity of a text whose numbers are digits, and what is refused."""
    text = printed.text
    kept: list[Quantity] = []
    refused: list[Refused] = []
    loose: Reading | None = None
    for begin, end, readings, reason in _readings(printed):
        torn = loose is not None and _torn(text[loose.end : readings[0].start if readings else begin], readings)
        if torn:
            start = begin
            if kept and loose and kept[-1] is loose.quantity:
                start = kept.pop().start
            refused.append(Refused(text[start:end], start, end, "two numbers, or one that has lost a mark"))
        else:
            kept += [reading.quantity for reading in readings if not reading.name]
            if reason:
                refused.append(Refused(text[begin:end], begin, end, reason))
        last = readings[-1] if readings else None
        loose = last if last and last.open and not last.name else None
    return kept, refused


def read_quantity(text: str, lang: str, *, scale: Decimal | int = 1, unit: str = "") -> Quantity:
    """Return the one quantity that the whole text is, a hedge before or after it allowed.

    A number that prints no multiplier is multiplied by ``scale``, one that prints no unit has ``unit``. What it does
    print must not contradict them: UnitContradictionError for another currency, percent where money is declared, or a
    multiplier beside a scale. Points printed with a percent sign are points where PP is declared. A sign that several
    currencies share needs a declared unit. Since the text is one quantity, a space between groups of three digits
    separates thousands ("12 345"). Raises QuantityError where the text is anything else, a range among them, and
    UsageError for an unknown language.
    """
    language = language_of(lang)
    grammar = grammar_of(language)
    folded = join_groups(fold(text))
    try:
        return _read_alone(Printed(grammar, text, folded, folded[::-1], Decimal(scale), unit))
    except UnitContradictionError:
        raise
    except QuantityError:
        if not (stretches := spelled_numbers(folded, language)):
            raise
    respelled = Respelled(stretches)
    folded = respelled.text(folded)
    quantity = _read_alone(Printed(grammar, respelled.text(text), folded, folded[::-1], Decimal(scale), unit))
    if (spelled := respelled.back(quantity, text)) is None:
        raise QuantityError("not a quantity", expected="exactly one quantity", found=text)
    return spelled


def _read_alone(printed: Printed) -> Quantity:
    """Return the one quantity that a text is whose number is digits. Raises QuantityError."""
    digit = _BEGINNING.search(printed.folded)
    found = printed.grammar.core.match(printed.folded, _begin(printed, digit.start(), 0)) if digit else None
    if found is None or found["date"] is not None:
        raise QuantityError("not a quantity", expected="exactly one quantity", found=printed.text)
    reading = read_phrase(printed, found, 0)
    if printed.folded[: reading.start].strip() or printed.folded[reading.end :].strip():
        raise QuantityError("not a quantity alone", expected="exactly one quantity", found=printed.text)
    return reading.quantity


def read_whole(text: str, lang: str, *, scale: int = 1) -> tuple[Decimal, Decimal] | None:
    """Return value and rounding unit of a whole number in digits and no more, as most cells of tables are, else None.

    A short way to what :func:`read_quantity` returns for it, where ``scale`` does not contradict the unit.
    Raises UsageError for an unknown language.
    """
    if len(text) > _WHOLE_LENGTH or not _WHOLE.fullmatch(text):
        return None
    if "," in text and grammar_of(language_of(lang)).words.thousands != ",":
        return None
    return Decimal(int(text.replace(",", "")) * scale), _whole_unit(scale)


@lru_cache(maxsize=64)
def _whole_unit(scale: int) -> Decimal:
    """Return a scale as the one number that all figures of a table share."""
    return Decimal(scale)


def _readings(printed: Printed) -> Iterator[tuple[int, int, Sequence[Reading], str]]:
    """Yield start and end of every number that is no date, what it is, and why it is nothing where that is a doubt.

    It is nothing, a quantity, or both ends of a range.
    """
    search, match, unread = _BEGINNING.search, printed.grammar.core.match, printed.grammar.unread.match
    folded, floor = printed.folded, 0
    while digit := search(folded, floor):
        found = match(folded, _begin(printed, digit.start(), floor))
        if found is None:  # a fraction, with nothing whole before it
            alone = unread(folded, digit.start())
            floor = alone.end() if alone else digit.end()
            yield digit.start(), floor, (), _FRACTION
            continue
        end, last = found.end(), found.lastgroup
        if last != "date":
            readings: Sequence[Reading] = ()
            reason = ""
            try:
                if last in _OPEN_ENDED and (odd := unread(folded, found.end("number"))):
                    end = max(end, odd.end())
                    reason = _FRACTION
                elif last != "range" or (ends := read_range(printed, found, floor)) is None:
                    readings = (read_phrase(printed, found, floor),)
                else:
                    readings, end = ends
                    reason = "" if readings else "a range of which an end stays open"
            except InsideWordError:
                pass
            except QuantityError as error:
                reason = f"{error.message}: expected {error.expected}"
            yield found.start(), end, readings, reason
        floor = end


def _begin(printed: Printed, digit: int, floor: int) -> int:
    """Return where the number begins whose first digit is found: at a decimal point that begins a word, or there."""
    if digit <= floor or printed.folded[digit - 1] not in printed.grammar.marks.points:
        return digit
    return digit - 1 if digit == 1 or printed.folded[digit - 2] in _BEFORE_POINT else digit


def _torn(gap: str, readings: Sequence[Reading]) -> bool:
    """Tell whether a number follows plain digits so that both may be one: "3 1.2%" has lost a comma or a point."""
    return gap.isspace() and not ("\n" in gap and readings and readings[0].open)

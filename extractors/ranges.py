"""Two numbers that share a unit: "80–85%", "US$5-6 trillion", "4.2±0.9%", "80 to 85 percent"."""

from __future__ import annotations

import re

from extractors.languages.grammar import Core
from extractors.phrases import Printed, Reading, lead_of, read_phrase, without_note

_DIGIT = re.compile("[0-9]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_MARKS = "-–~〜∼±"
_LETTER = re.compile(r"[^\W\d_]")


def read_range(printed: Printed, found: re.Match[str], floor: int) -> tuple[list[Reading], int] | None:
    """Return both ends of a range and where it ends; None where the numbers are to be read each by itself.

    What is printed once belongs to both: the currency and direction before the first number, the multiplier and unit
    after the second. A word between them shares a percent sign only ("from 5 to 6 million" may be 5 or 5 million: then
    the first is left out; both where it has a currency or a minus that the second lacks: "$5 to 6 million").
    Neither is read where the first is not below the second.
    Raises QuantityError like read_phrase.
    """
    first = Core(*found.groups())
    digit = _DIGIT.search(printed.folded, found.end("range"))
    other = printed.grammar.core.match(printed.folded, digit.start()) if digit else None
    marked = first.range in set(_MARKS)
    in_year = not marked and _YEAR.fullmatch(first.number)  # "from 80% in 2020 to 82%"
    if other is None or in_year or first.points or first.percent or first.times or first.after:
        return None
    odd = printed.grammar.unread.match(printed.folded, other.end("number"))
    second = Core(*other.groups())
    behind = lead_of(printed, found.start(), floor)
    if odd or second.date or behind["label"]:
        return [], odd.end() if odd else other.end()
    digits, scale = _parts(printed, second)[0]
    between = printed.folded[found.end() : other.start()].strip(" " + _MARKS) if marked else ""
    reach = behind.end() - behind.start()
    shared = bool(second.percent or second.points) if not marked else bool(reach or between)
    if not (shared or scale or other.end() > other.end("number")):
        return None
    if len(_parts(printed, second)) > 1 or not (marked or shared):
        # "$3.5 to 4.2bn", "minus 3 to 4 million": the second is money, or below zero, too.
        plain = not second.after and printed.folded[other.start() - 1] == " "
        shares = behind["minus"] or (behind["before"] and scale and plain)
        return [], other.end() if shares else found.end()
    before = printed.folded[found.start() - reach : found.start()]
    scaled = _parts(printed, first)[0][1]
    tail_start = other.end("number") if scaled else other.start() + len(digits)
    stop = _stop(printed.folded, other.end())
    tail = printed.folded[tail_start:stop]
    low = _read(printed, before, reach, found.start(), found.end("number"), tail)
    half_width = first.range == "±"
    own = "±" if half_width else between
    there = len(own) if printed.folded.endswith(own, 0, other.start()) else 0
    high = _read(printed, own or before, there, other.start(), stop, "")
    if low is None or high is None or not (half_width or abs(low.quantity.value) < abs(high.quantity.value)):
        return [], other.end()
    return [low, high], other.end()


def _parts(printed: Printed, core: Core) -> list[tuple[str, str]]:
    return printed.grammar.part.findall(printed.grammar.known(without_note(printed.grammar, core.number)))


def _stop(folded: str, end: int) -> int:
    """Return how far to look behind a quantity: two characters, and no word cut short ("$10-12 below" is not 12 b)."""
    stop = end + 2
    while _LETTER.match(folded, stop - 1) and _LETTER.match(folded, stop):
        stop += 1
    return stop


def _read(printed: Printed, before: str, there: int, start: int, end: int, tail: str) -> Reading | None:
    """Return the number at ``start``, read with the words before it and the tail that it shares, at its own place.

    None where they make a date of it. The last ``there`` characters of ``before`` stand right before the number.
    """
    folded = before + printed.folded[start:end] + tail
    found = printed.grammar.core.match(folded, len(before))
    assert found is not None  # noqa: S101 - the number is there
    if found["date"]:
        return None
    reading = read_phrase(Printed(printed.grammar, folded, folded, folded[::-1]), found, 0)
    quantity = reading.quantity
    own_start = start - min(there, max(0, len(before) - quantity.start))
    own_end = min(quantity.end + start - len(before), end)
    quantity = quantity._replace(start=own_start, end=own_end, text=printed.text[own_start:own_end])
    return reading._replace(quantity=quantity, start=own_start, end=own_end)

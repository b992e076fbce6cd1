"""Texts with numbers in words, as they are with digits in their place, and the way back to where the words stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from extractors.languages import VOCABULARIES, number_tables
from extractors.languages.number_characters import CharacterFinder
from extractors.languages.number_words import NumberFinder, Stretch
from extractors.phrases import Quantity

_WORDS = {"en": number_tables.ENGLISH, "es": number_tables.SPANISH, "de": number_tables.GERMAN}
_CHARACTERS = {
    "ja": number_tables.JAPANESE,
    "ko": number_tables.KOREAN,
    "zh-Hans": number_tables.SIMPLIFIED_CHINESE,
    "zh-Hant": number_tables.TRADITIONAL_CHINESE,
    "zh-HK": number_tables.TRADITIONAL_CHINESE,
}


def spelled_numbers(folded: str, language: str) -> list[Stretch]:
    """Return which stretches of a folded text are numbers in words, in order, for a key of VOCABULARIES."""
    return _finder(language).find(folded)


@cache
def _finder(language: str) -> NumberFinder | CharacterFinder:
    if language in _CHARACTERS:
        return CharacterFinder(_CHARACTERS[language])
    return NumberFinder(_WORDS[language.split("-", maxsplit=1)[0]], VOCABULARIES[language].decimal_points[0])


class Respelled:
    """A text with digits for its numbers in words."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._starts: list[int] = []
        self._ends: list[int] = []
        shift = 0
        for one in stretches:
            self._starts.append(one.start + shift)
            shift += len(one.digits) - (one.end - one.start)
            self._ends.append(one.end + shift)

    def text(self, printed: str) -> str:
        """Return the printed text, or its folded form, with digits."""
        parts: list[str] = []
        begin = 0
        for one in self._stretches:
            parts += [printed[begin : one.start], one.digits]
            begin = one.end
        return "".join([*parts, printed[begin:]])

    def back(self, quantity: Quantity, printed: str) -> Quantity | None:
        """Return a quantity of the text with digits as it stands in the printed one; None for a part of a number."""
        if (span := self.span(quantity.start, quantity.end)) is None:
            return None
        start, end = span
        first, last = self._place(quantity.start)[1], self._place(quantity.end)[1]
        places = [one.place for one in self._stretches[first:last] if one.place is not None]
        return quantity._replace(
            start=start,
            end=end,
            text=printed[start:end],
            rounding_unit=Decimal(places[0]) if places else quantity.rounding_unit,
        )

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a stretch of the text with digits stands in the printed one; None for a part of a number."""
        first, last = self._place(start)[0], self._place(end)[0]
        return None if first is None or last is None else (first, last)

    def _place(self, position: int) -> tuple[int | None, int]:
        """Return a place of the text with digits in the printed one, None in a number, and how many begin before it."""
        count = bisect_left(self._starts, position)
        if count < len(self._starts) and self._starts[count] == self._ends[count] == position:
            count += 1  # words that have no digits belong to what stands before them
        if not count:
            return position, 0
        beyond = position - self._ends[count - 1]
        return (None if beyond < 0 else self._stretches[count - 1].end + beyond), count

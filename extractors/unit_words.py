"""Multipliers that stand outside the figures: "($ billions)", "£ million", "単位：億円", "십억원" over a table."""

from __future__ import annotations

import re
from functools import cache

from extractors.languages import language_of
from extractors.languages.grammar import grammar_of

#: Where a text speaks of units: in brackets, after a word for it, or when it is too short to speak of anything else.
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{1,60})[)）\]]")
_AFTER = re.compile(
    r"(?:(?i:\b(?:in|en|units?|unidad(?:es)?|einheit)\b)|[単單单]位|단위)\s*[:：]?\s*([^.,;:，。、)）]{1,40})"
)
#: A text of so many characters, if it speaks of a unit, speaks of nothing else.
MOSTLY_UNIT = 24


def said_scales(text: str, lang: str) -> frozenset[int]:
    """Return what a title, header or note multiplies figures by, empty where it does not say.

    A stretch with digits is a quantity or a year and says nothing of others. Raises UsageError for an unknown language.
    """
    stretches = [*_BRACKETS.findall(text), *_AFTER.findall(text), *([text] if len(text) <= MOSTLY_UNIT else [])]
    pattern, scales = _words(language_of(lang))
    return frozenset(
        scales[found.casefold()]
        for stretch in stretches
        if not re.search("[0-9０-９]", stretch)
        for found in pattern.findall(stretch)
    )


@cache
def _words(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return a pattern for the multipliers of a language and what each is, as a number."""
    grammar = grammar_of(language)
    apart = grammar.words.words_apart
    # Letters stand for too much ("m" for metres or men); where words are not apart, the currency must follow.
    scales = {
        word.casefold(): 10 ** (inner + (closing or 0))
        for word, (inner, closing) in grammar.scales.items()
        if len(word) > 1 or not apart
    }
    any_of = "|".join(re.escape(word) for word in sorted(scales, key=lambda word: (-len(word), word)))
    if apart:
        scales |= {f"{word}s": scale for word, scale in scales.items()}
        return re.compile(rf"(?<!\w)((?:{any_of})s?)(?!\w)", re.IGNORECASE), scales
    currency = "|".join(re.escape(word) for word in sorted(grammar.signs, key=lambda word: (-len(word), word)))
    return re.compile(rf"({any_of}) ?(?={currency})"), scales

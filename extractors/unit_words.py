"""Units and multipliers that stand outside the figures: "($ billions)", "£ million", "単位：億円", "십억원", "%"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from extractors.languages import currencies, language_of
from extractors.languages.grammar import grammar_of

#: Where a text speaks of units: in brackets, after a word for it, or when it is too short to speak of anything else.
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{1,60})[)）\]]")
_AFTER = re.compile(
    r"(?:(?i:\b(?:in|en|units?|unidad(?:es)?|einheit)\b)|[単單单]位|단위)\s*[:：]?\s*([^.,;:，。、)）]{1,40})"
)
#: Names that dollars of every country go by.
_DOLLAR = re.compile("dollars?|d[oó]lar(?:es)?|ドル|달러")
#: A text of so many characters, if it speaks of a unit, speaks of nothing else.
MOSTLY_UNIT = 24


def said_scales(text: str, lang: str) -> frozenset[int]:
    """Return what a title, header or note multiplies figures by, empty where it does not say.

    A stretch with digits is a quantity or a year and says nothing of others. Raises UsageError for an unknown language.
    """
    pattern, scales = _words(language_of(lang))
    return frozenset(scales[found.casefold()] for stretch in _stretches(text) for found in pattern.findall(stretch))


def said_units(text: str, lang: str) -> frozenset[str]:
    """Return the units that a title, header or note can say figures are in: ISO 4217 codes, PCT, or none.

    A sign of several currencies says all of them. Signs and codes count wherever they stand without a number beside
    them, names of currencies and words for percent where the text speaks of units. Raises UsageError for an unknown
    language.
    """
    signs, names, units = _units(language_of(lang))
    found = [*signs.findall(text), *(word for stretch in _stretches(text) for word in names.findall(stretch))]
    return frozenset().union(*(units[word.casefold()] for word in found))


def says_percent(text: str, lang: str) -> bool:
    """Tell whether a text has a word or sign for percent, wherever it stands, and no number before it."""
    return bool(_percent(language_of(lang)).search(text))


def _stretches(text: str) -> list[str]:
    """Return the stretches of a text that speak of units."""
    stretches = [*_BRACKETS.findall(text), *_AFTER.findall(text), *([text] if len(text) <= MOSTLY_UNIT else [])]
    return [stretch for stretch in stretches if not re.search("[0-9０-９]", stretch)]


@cache
def _units(language: str) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, frozenset[str]]]:
    """Return patterns for signs and codes, and for all that names a unit, and which units each can mean."""
    grammar = grammar_of(language)
    units = {word.casefold(): meant for word, meant in grammar.signs.items() if "" not in meant}
    units |= {word: currencies.DOLLARS for word in units if _DOLLAR.fullmatch(word)}
    signs = {word for word in (*currencies.CODES, *grammar.words.signs) if word.casefold() in units}
    # A sign is no part of a longer one, nor of a word, nor of an amount.
    alone = rf"(?<![\w$€£¥])((?-i:{_any_of(signs)}))(?![\w$€£¥]| ?[0-9])"
    percent = {word.casefold(): frozenset({"PCT"}) for word in (*grammar.words.percent, *grammar.words.percent_before)}
    named, scales = _any_of(units.keys() | percent.keys()), _any_of(grammar.scales)
    # A name ends what is said of the unit and stands alone or after a multiplier: not "Euro area", not "Contracts won".
    if grammar.words.words_apart:
        before = rf"(?:^|(?<!\w)(?:(?:{scales})s?|of|de|in|en)(?!\w)|[,;:/])"
    else:
        before = rf"(?:^|{scales}|[ :：、,，・/／])"
    pattern = rf"{before}[ .]*({named})(?!\w)(?= *(?:$|[,;:/.、，・／]))"
    return re.compile(alone), re.compile(pattern, re.IGNORECASE), units | percent


@cache
def _percent(language: str) -> re.Pattern[str]:
    words = grammar_of(language).words
    names = [word for word in (*words.percent, *words.percent_before, "percentage") if word[0].isalpha()]
    edges = (r"(?<!\w)", r"(?!\w)") if words.words_apart else ("", "")
    return re.compile(rf"(?<![0-9])(?<![0-9] )(?:%|{edges[0]}(?:{_any_of(names)}){edges[1]})", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


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
    any_of = _any_of(scales)
    if apart:
        scales |= {f"{word}s": scale for word, scale in scales.items()}
        return re.compile(rf"(?<!\w)((?:{any_of})s?)(?!\w)", re.IGNORECASE), scales
    return re.compile(rf"({any_of}) ?(?={_any_of(grammar.signs)})"), scales

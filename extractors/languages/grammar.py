"""A vocabulary compiled into the patterns of its quantities; :mod:`extractors.quantities` says what a match means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from extractors.languages import VOCABULARIES
from extractors.languages.numerals import Scale
from extractors.languages.vocabulary import Vocabulary

#: What is never the number of a quantity: dates, spans of years, telephone numbers, clock times.
_DATES = (
    r"[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}(?![0-9])"
    r"|(?:19|20)[0-9]{2} ?[-–/~〜] ?[0-9]{2,4}(?![0-9.,%])"
    r"|[0-9]+(?:-[0-9]+){2,}|[0-9]{1,2}:[0-9]{2}"
)
_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class Grammar:
    """A vocabulary, compiled: ``core`` begins at digits, ``lead`` at the same place in the text spelt backwards."""

    words: Vocabulary
    scales: Mapping[str, Scale]
    before: Mapping[str, str]
    after: Mapping[str, str]
    shared: Mapping[str, frozenset[str]]
    core: re.Pattern[str]
    lead: re.Pattern[str]
    part: re.Pattern[str]


def _any(words: Collection[str]) -> str:
    """Return a pattern for one of the words, the longest that fits; one that never matches for no words."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or _NEVER


def _back(words: Collection[str]) -> str:
    """Return :func:`_any` of the words spelt backwards."""
    return _any([word[::-1] for word in words])


def _scales(words: Vocabulary) -> dict[str, Scale]:
    """Return all multipliers, the inner ones also joined to one that closes the group: 千億, mil millones."""
    scales: dict[str, Scale] = {word: (power, None) for word, power in words.inner_scales.items()}
    scales |= {word: (0, power) for word, power in {**words.scales, **words.short_scales}.items()}
    gap = " " if words.words_apart else ""
    for inner, power in words.inner_scales.items():
        scales |= {f"{inner}{gap}{outer}": (power, closing) for outer, closing in words.scales.items()}
    return scales


@cache
def grammar_of(language: str) -> Grammar:
    """Return the compiled vocabulary of a language, a key of VOCABULARIES."""
    words = VOCABULARIES[language]
    scales = _scales(words)
    # A full-width comma before three digits may separate thousands or figures: taken along, so that neither is read.
    run = rf"[0-9]+(?:[,{re.escape(words.decimal_points)}][0-9]+|，[0-9]{{3}}(?![0-9]))*"
    stop = "(?![A-Za-z])" if words.words_apart else ""
    scale = f"(?:{_any(scales)}){stop}"
    inside = f"(?:{_any(words.hedges_inside)})"
    number = run
    number += rf"(?: ?{inside}?[ -]?{scale}(?:{inside}{scale})?"
    currency = _any(words.after)
    if words.compound:
        number += rf"(?: ?{run} ?{scale})*(?: ?{run}(?= ?(?:{currency})))?"
    number += f"(?:{inside}(?= ?(?:{currency})))?)?"
    code = "(?![A-Za-z])"
    core = (
        rf"(?P<date>{_DATES}|{words.dates_pattern or _NEVER}|{run} ?(?:{_any(words.tags)}))"
        rf"|(?P<number>{number})"
        rf"(?: ?(?:(?P<points>{_any((*words.points, *words.direction_points))}){stop}"
        rf"|(?P<percent>{_any(words.percent)}){stop}(?P<ratio_after>{_any(words.ratios_after)})?"
        rf"|(?P<times>{_any(words.times)}){stop}"
        rf"|(?P<after>{currency}){code}))?"
        rf"(?: ?(?:(?P<up_after>{_any(words.up_after)})|(?P<down_after>{_any(words.down_after)})))?"
        rf"(?P<hedge_after>{_any(words.hedges_after)})?"
    )
    # Read backwards from the digits: then each word is tried at one place instead of at every one before them.
    apart = "(?![A-Za-z])" if words.words_apart else ""
    sign = r"[-+±▲](?![0-9A-Za-z%)])"
    lead = (
        rf" ?(?P<label>{_back(words.labels)}){apart}"
        rf"|(?P<inner_sign>{sign})?"
        rf"(?:(?P<percent_before>{_back(words.percent_before)})| ?(?P<before>{_back(words.before)})(?![A-Za-z]))?"
        rf"(?P<sign>{sign})?"
        rf"(?: ?(?P<ratio_before>{_back(words.ratios_before)}))?"
        rf"(?: ?(?P<hedge>{_back(words.hedges)}){apart})?"
        rf"(?: ?(?:{_back(words.links)})?(?:(?P<up>{_back(words.up)})|(?P<down>{_back(words.down)})){apart})?"
    )
    flags = re.IGNORECASE if words.words_apart else 0
    known = str.casefold if words.words_apart else str
    return Grammar(
        words,
        {known(word): scale for word, scale in scales.items()},
        {known(word): unit for word, unit in words.before.items()},
        {known(word): unit for word, unit in words.after.items()},
        {known(word): units for word, units in words.shared.items()},
        re.compile(core, flags),
        re.compile(lead, flags),
        re.compile(rf"({run})[ -]?({_any(scales)})?", flags),
    )

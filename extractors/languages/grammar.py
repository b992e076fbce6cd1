"""A vocabulary compiled into the patterns of its quantities; :mod:`extractors.quantities` says what a match means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

from extractors.languages import VOCABULARIES, currencies
from extractors.languages.numerals import APART, Marks, Scale, marks_of
from extractors.languages.vocabulary import Vocabulary

#: What is never the number of a quantity: dates, spans of years, telephone numbers, clock times.
_DATES = (
    r"[0-9]{4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}(?![0-9])"
    r"|(?:19|20)[0-9]{2} ?[-–/~〜] ?[0-9]{2,4}(?![0-9%]|[.,][0-9])"
    r"|[0-9]+(?:-[0-9]+){2,}|[0-9]{1,2}:[0-9]{2}"
)
_NEVER = "(?!)"
#: Of more branches than these, a look at the first letter tells whether any fits at all.
_FEW = 2
#: Every mark that any language puts between digits: taken along, so that a number in another style is refused as one.
_BETWEEN = f".,・{APART}"
#: A note mark or the mark of a preliminary or revised figure, between a number and its multiplier: "353.0^1 trillion".
_NOTE = r"(?:\^[0-9]?|\*+|[†‡]|[¹²³⁰⁴-⁹]+| ?(?:\([prPR1-9]\)|\[[0-9a-z]\]))"
#: A fraction, by itself or after a whole number: only its first digits look like a number.
_FRACTION = r"(?: ?[¼½¾⅐-⅞]|(?:[ -][0-9]{1,3})?[/⁄][0-9]+)"
#: Multipliers that texts of any language may have from English; in one that does not know them they are not read.
_ENGLISH_SCALES = frozenset(
    {"thousand", "million", "billion", "trillion", "thousands", "millions", "billions", "trillions", "bn", "trn"}
)


class Core(NamedTuple):
    """The groups of ``Grammar.core``, in their order: a number and what follows it."""

    date: str | None
    number: str
    points: str | None
    percent: str | None
    ratio_after: str | None
    times: str | None
    after: str | None
    up_after: str | None
    down_after: str | None
    hedge_after: str | None
    range: str | None


class Lead(NamedTuple):
    """The groups of ``Grammar.lead``, in their order: what stands before a number, spelt backwards."""

    label: str | None
    thousand: str | None
    inner_sign: str | None
    percent_before: str | None
    before: str | None
    sign: str | None
    minus: str | None
    ratio_before: str | None
    hedge: str | None
    down: str | None
    up: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """A vocabulary, compiled: ``core`` begins at digits, ``lead`` at the same place in the text spelt backwards.

    ``signs`` are the units that each currency sign or name may mean, ``conventions`` the one it means by convention.
    ``note`` is a mark inside a number that is no part of it, ``unread`` what right after a number makes it one that is
    not read, with all that belongs to it. There is one a language: compared as such, not by its content.
    """

    words: Vocabulary
    marks: Marks
    scales: Mapping[str, Scale]
    signs: Mapping[str, frozenset[str]]
    conventions: Mapping[str, str]
    core: re.Pattern[str]
    lead: re.Pattern[str]
    short: frozenset[str]
    part: re.Pattern[str]
    note: re.Pattern[str]
    unread: re.Pattern[str]
    goes_on: re.Pattern[str]
    blocked: re.Pattern[str]

    def known(self, word: str) -> str:
        """Return a word as the mappings have it."""
        return word.casefold() if self.words.words_apart else word


def _any(words: Collection[str]) -> str:
    """Return a pattern for one of the words, the longest that fits; one that never matches for no words.

    Where capitals do not count, words that differ in them only must come as one.
    """
    return f"(?:{_tree(sorted(set(words)))})" if words else _NEVER


def _tree(words: Sequence[str]) -> str:
    """Return a pattern for the longest of the sorted words, written as a tree: each letter is looked at once."""
    branches = [
        re.escape(first) + _tree([word[1:] for word in group])
        for first, group in groupby((word for word in words if word), key=lambda word: word[0])
    ]
    if not branches:
        return ""
    tree = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if len(branches) > _FEW:
        firsts = re.escape("".join(dict.fromkeys(word[0] for word in words if word)))
        tree = f"(?=[{firsts}]){tree}"
    return f"(?:{tree})?" if "" in words else tree


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
    letter = r"[^\W\d_]" if words.words_apart else "[A-Za-z]"
    stop = f"(?!{letter})" if words.words_apart else ""
    point = re.escape(words.decimal_points)
    # A full-width comma before three digits may separate thousands or figures: taken along, so that neither is read.
    # So is a group after a mark and a gap ("1,106, 558 millones"). No word begins with a mark: nothing is given back.
    mark = re.escape(words.thousands)
    run = (
        rf"(?:[0-9]+|[{point}][0-9]+)"
        rf"(?:[{re.escape(_BETWEEN)}][0-9]+|，[0-9]{{3}}(?![0-9])|(?<={mark}[0-9]{{3}}){mark} [0-9]{{3}}(?![0-9]))*+"
    )
    long_scales = scales.keys() - words.short_scales.keys()
    scale = f"(?:{_any(long_scales)}|(?-i:{_any(words.short_scales)})){stop}"
    names = {**currencies.names(words.locale), **words.currencies}
    codes = {code: code for code in currencies.CODES}
    # A sign or code right before another number belongs to that one: "in 2015 $16bn".
    link = f" ?{_any(words.currency_links)}?" if words.currency_links else " ?"
    currency = (
        f"(?:{_any(names)}(?!{'[A-Za-z]' if not words.words_apart else letter})"
        f"|(?:(?-i:{_any(codes)})(?![A-Za-z])|{_any(words.signs)}(?!{letter}))(?! ?[0-9]))"
    )
    inside = f"(?:{_any(words.hedges_inside)})"
    number = rf"{run}(?:{_NOTE}? ?{inside}?[ -]?{scale}(?:{inside}{scale})?"
    if words.compound:
        number += rf"(?: ?{run} ?{scale})*(?: ?{run}(?={link}{currency}))?"
    number += f"(?:{inside}(?={link}{currency}))?)?"
    dates = [_DATES, words.dates_pattern, rf"{run} ?(?!{_any(names)}){_any(words.tags)}" if words.tags else ""]
    relative = f"(?:{_any((*words.points, *words.direction_points, *words.percent))}){stop}"
    tail = f"(?: ?-?{scale})?(?: ?{relative}|{link}{currency})?"
    foreign = _ENGLISH_SCALES.difference(map(str.casefold, scales))
    unread = (
        rf"{_FRACTION}{tail}|\^[0-9]+{tail}|[¹²³⁰⁴-⁹]+{tail}|{_NOTE} ?(?:{relative}|{currency})"
        rf"|\) ?(?:{relative}{f'|{_any(long_scales)}{stop}' if words.words_apart else ''})"
        rf"| ?(?:{words.other_units_pattern or _NEVER}){stop}|{_NOTE}? ?(?i:{_any(foreign)})(?![A-Za-z])"
        rf"| ?[A-Za-z]{{1,2}}€(?! ?[0-9])"
    )
    core = (
        rf"(?P<date>{'|'.join(filter(None, dates))})"
        rf"|(?P<number>{number})"
        rf"(?: ?(?:(?P<points>{_any((*words.points, *words.direction_points))}){stop}"
        rf"|(?P<percent>{_any(words.percent)}){stop}(?P<ratio_after>{_any(words.ratios_after)})?"
        rf"|(?P<times>{_any(words.times)}){stop})"
        rf"|{link}(?P<after>{currency}))?"
        rf"(?: ?(?:(?P<up_after>{_any(words.up_after)})|(?P<down_after>{_any(words.down_after)})){stop})?"
        rf"(?: ?(?P<hedge_after>{_any(words.hedges_after)}){stop})?"
        rf"(?:(?= ?(?P<range>[-–~〜∼±]|{_any(words.range_words)}) ?{_any(words.signs)}? ?[0-9]))?"
    )
    # Read backwards from the digits: then each word is tried at one place instead of at every one before them.
    apart = f"(?!{letter})" if words.words_apart else ""
    sign = r" ?±|[-–+▲](?![0-9A-Za-z%)])"
    before = rf"(?-i:{_back(codes)})|{_back({**words.signs, **words.names_before})}"
    inner = f"(?: (?P<thousand>{_back(words.inner_scales)}){apart})?" if words.numerals_pattern else "(?P<thousand>)?"
    lead = (
        rf" ?(?P<label>{_back(words.labels)}){apart}"
        rf"|{inner}(?P<inner_sign>{sign})?"
        rf"(?:(?P<percent_before>{_back(words.percent_before)})| ?(?P<before>{before})(?![A-Za-z]))?"
        rf"(?P<sign>{sign})?"
        rf"(?: ?(?P<minus>{_back(words.minus)}){apart}(?! ?{_back(words.no_minus)}))?"
        rf"(?: ?(?P<ratio_before>{_back(words.ratios_before)}))?"
        rf"(?: ?(?P<hedge>{_back(words.hedges)}){apart})?"
        rf"(?: ?(?:{_back(words.links)})?(?:(?P<down>{_back(words.down)})|(?P<up>{_back(words.up)})){apart})?"
    )
    flags = re.IGNORECASE if words.words_apart else 0
    known = str.casefold if words.words_apart else str
    meanings = {known(word): unit for word, unit in {**codes, **words.signs, **words.names_before, **names}.items()}
    shared = {known(word): units for word, units in words.shared.items()}
    return Grammar(
        words,
        marks_of(words.decimal_points, words.thousands),
        {known(word): scale for word, scale in scales.items()},
        {word: shared.get(word, frozenset({unit})) for word, unit in meanings.items()},
        meanings,
        re.compile(core, flags),
        re.compile(lead, flags),
        frozenset(map(known, words.short_scales)),
        re.compile(rf"({run})[ -]?({_any([*map(known, scales)])})?", flags),
        re.compile(_NOTE),
        re.compile(unread, flags),
        re.compile(rf"{letter}|[0-9_]|-{letter}"),
        re.compile(rf"(?:^|\W){words.numerals_pattern or _NEVER} *$", flags),
    )

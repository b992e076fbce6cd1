"""Which words of a sentence name a segment, a measure, an area, a status: longest match first, each place once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.languages import language_of
from extractors.mapping import Statements
from extractors.statements.area_words import area_names
from extractors.statements.vocabulary import Words
from extractors.statements.words_de import GERMAN
from extractors.statements.words_en import ENGLISH
from extractors.statements.words_es import SPANISH
from extractors.statements.words_ja import JAPANESE
from extractors.statements.words_ko import KOREAN
from extractors.statements.words_zh import CHINESE

#: For every language of ``extractors.languages.VOCABULARIES``.
WORDS: dict[str, Words] = {
    "de": GERMAN,
    "de-CH": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "es-419": SPANISH,
    "es-MX": SPANISH,
    "ja": JAPANESE,
    "ko": KOREAN,
    "zh-Hans": CHINESE,
    "zh-Hant": CHINESE,
    "zh-HK": CHINESE,
}

#: The level that general words of size name; which measure it is, the declaration says.
LEVEL = "LEVEL"
#: An amount or percentage of something that is not e-commerce.
OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters ``start`` to ``end`` of a sentence name ``code``."""

    start: int
    end: int
    code: str

    def overlaps(self, other: Mention) -> bool:
        """Tell whether two mentions share characters."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language and a declaration, compiled by kind and code."""

    words: Words
    language: str
    kinds: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]

    def find(self, kind: str, text: str) -> list[Mention]:
        """Return what the text names of one kind, in order; of two that overlap, the longer one, then the earlier."""
        found = [
            Mention(match.start(), match.end(), code)
            for code, pattern in self.kinds[kind]
            for match in pattern.finditer(text)
            if match.end() > match.start()
        ]
        return longest(found)


def longest(found: Iterable[Mention]) -> list[Mention]:
    """Return mentions without overlaps, in order; of two that overlap, the longer one, then the earlier."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not any(mention.overlaps(other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda one: one.start)


def lexicon(part: Statements, lang: str) -> Lexicon:
    """Return the words in which statements are looked for. Raises UsageError for an unknown language."""
    language = language_of(lang)
    words, declared = WORDS[language], part.words
    measures = {OTHER: words.other_levels, LEVEL: words.levels, **words.ratios}
    kinds: dict[str, Mapping[str, Sequence[str]]] = {
        "segment": _joined(words.segments, declared.segments),
        "total": {"TOTAL": words.total},
        "measure": _joined(measures, declared.measures),
        "area": _joined(area_names(language), declared.areas),
        "status": _joined(words.statuses, declared.statuses),
        "growth": {"growth": words.growth},
        "falling": {"falling": words.falling},
        "share": {"share": words.share},
        "other_span": {OTHER: words.other_spans},
        "doubt": {"doubt": words.doubts},
        "condition": {"condition": words.conditions},
        "narrowing": _joined({OTHER: words.narrowing}, {OTHER: declared.narrowing}),
        "year_on_year": {"base": words.year_on_year},
        "comparing": {"comparing": words.comparing},
        "join": {"join": words.joins, "to": words.leading_to},
        "part": {"part": words.parts},
        "respectively": {"respectively": words.respectively},
    }
    dropped = frozenset(declared.without)
    return Lexicon(
        words,
        language,
        {
            # Names of areas are words of their own only with a capital: US is no pronoun.
            kind: tuple(
                (code, _compile(pattern, words.words_apart and kind != "area"))
                for code, said in codes.items()
                if (pattern := _pattern(words, said, dropped))
            )
            for kind, codes in kinds.items()
        },
    )


def _joined(words: Mapping[str, Sequence[str]], declared: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return built-in patterns and declared literal words together."""
    codes = dict.fromkeys([*words, *declared])
    return {code: [*words.get(code, ()), *(re.escape(one) for one in declared.get(code, ()))] for code in codes}


def _pattern(words: Words, said: Sequence[str], dropped: frozenset[str]) -> str:
    kept = [one for one in said if one not in dropped and re.sub(r"\\(.)", r"\1", one) not in dropped]
    # The longest of several words that begin at one place has to be tried first.
    pattern = "|".join(sorted(kept, key=len, reverse=True))
    return rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])" if pattern and words.words_apart else pattern


@cache
def _compile(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0)

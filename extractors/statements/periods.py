"""Years, halves and quarters in a sentence, and which of them a figure is only compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.calendars import ERAS
from extractors.statements.mentions import WORDS, Lexicon
from extractors.statements.vocabulary import Words

_PARTS = {
    **dict.fromkeys(("first", "primer", "erst", "1", "一", "上", "상"), 1),
    **dict.fromkeys(("second", "segund", "zweit", "2", "二", "下", "하"), 2),
    **dict.fromkeys(("third", "tercer", "dritt", "3", "三"), 3),
    **dict.fromkeys(("fourth", "cuarto", "viert", "4", "四"), 4),
}
_LIST = re.compile("(?:,|、|，| ?(?:and|or|y|o|und|oder|和|与|與|及|と|와|과) ?|, (?:and|or|y|und) )[ ]?")
_BRACKET = re.compile(r"^ ?\([^()]*\)")


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period named at a place of a sentence.

    ``code`` is a period if it is ``absolute``, else years from the period spoken of ("-1") or, with ``to_publication``,
    from that of publication. It is empty for one that no annual, half-yearly or quarterly figure has (a span of years,
    a month, a fiscal year, a half without its year). ``is_base``: named only as what growth is measured against.
    ``listed`` are all periods of the list it stands in: 2019, 2020 and 2021.
    """

    start: int
    end: int
    code: str
    absolute: bool = True
    to_publication: bool = False
    is_base: bool = False
    listed: tuple[str, ...] = ()


def find_periods(text: str, lexicon: Lexicon, taken: Sequence[tuple[int, int]]) -> list[PeriodMention]:
    """Return the periods a folded sentence names, in order; ``taken`` are the places of its quantities."""
    words = lexicon.words
    found: list[PeriodMention] = []
    base = lexicon.find("year_on_year", text)
    places = [*taken, *((one.start, one.end) for one in base)]
    for pattern in _patterns(lexicon.language):
        found += [PeriodMention(*match.span(), _code(match)) for match in pattern.finditer(text)]
    for named, to_publication in ((words.relative, False), (words.to_publication, True)):
        for expression, years in named.items():
            matches = _relative(expression, words.words_apart).finditer(text)
            found += [PeriodMention(*match.span(), str(years), False, to_publication) for match in matches]
    found = [one for one in found if not _overlaps((one.start, one.end), places)]
    return _with_lists([_with_base(one, text, words) for one in _without_overlaps(found)], text)


def _with_lists(periods: list[PeriodMention], text: str) -> list[PeriodMention]:
    """Return periods, each with those that only commas and a conjunction part from it."""
    lists: list[list[PeriodMention]] = []
    for one in periods:
        joined = (
            one.absolute and lists and lists[-1][-1].absolute and _LIST.fullmatch(text[lists[-1][-1].end : one.start])
        )
        if joined:
            lists[-1].append(one)
        else:
            lists.append([one])
    return [
        replace(one, listed=tuple(other.code for other in same)) if len(same) > 1 else one
        for same in lists
        for one in same
    ]


def _with_base(one: PeriodMention, text: str, words: Words) -> PeriodMention:
    before, after = text[max(0, one.start - 48) : one.start], _BRACKET.sub("", text[one.end : one.end + 60])
    is_base = bool(
        re.search(words.base_before, before, re.IGNORECASE) or re.search(words.base_after, after, re.IGNORECASE)
    )
    return PeriodMention(one.start, one.end, one.code, one.absolute, one.to_publication, is_base)


def _without_overlaps(found: list[PeriodMention]) -> list[PeriodMention]:
    kept: list[PeriodMention] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not _overlaps((one.start, one.end), [(other.start, other.end) for other in kept]):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _overlaps(span: tuple[int, int], places: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in places)


def _code(match: re.Match[str]) -> str:
    """Return the period that a pattern's groups say; none of them, or other words beside them, an unusable one."""
    groups = match.groupdict()
    if groups.get("era"):
        years = groups["era_year"]
        year = str(ERAS[groups["era"]] + (1 if years == "元" else int(years)))
    elif groups.get("year"):
        year = groups["year"]
    else:
        return ""
    if half := groups.get("half"):
        return f"{year}-S{_PARTS[half.lower()]}"
    if quarter := groups.get("quarter"):
        return f"{year}-Q{_PARTS[quarter.lower()]}"
    rest = match.group().replace(groups.get("year") or match.group(), "").strip()
    return year if rest in {"", "年", "年度", "년"} else ""


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = WORDS[language]
    flags = re.IGNORECASE if words.words_apart else 0
    return tuple(re.compile(pattern, flags) for pattern in words.periods)


@cache
def _relative(expression: str, words_apart: bool) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{expression})\b" if words_apart else expression, re.IGNORECASE)

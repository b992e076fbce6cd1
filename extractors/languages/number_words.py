"""Numbers in words before a multiplier or percent: "two and a half billion", "dos mil millones", "achtzig Prozent".

A run of number words is read as a whole or not at all: a whole number, one with spoken decimals, or a half. "Several
billion", "one or two billion" and "a third of a billion" are none. Words before which there is no multiplier from a
million up and no percent are never looked at ("two years", "uno de ellos").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_HYPHENS = "\u2010\u2011-"
_GAP = f"[ {_HYPHENS}]"
_LETTER = r"[^\W\d_]"
_MILLION = 6
#: So far from a multiplier the words of its number are looked for.
_REACH = 160
#: So far before its stem a multiplier and the gap before it begin.
_STEM = 3
_HALF = 16
#: So far before a number stands what makes it none.
_BEFORE = 48
_DIGITS_BEFORE = re.compile(r"(?<![0-9.,'])[0-9]{1,3}(?= ?$)")
_ACCENTS = re.compile("[\u0300-\u036f]")


class Stretch(NamedTuple):
    """Characters ``start`` to ``end`` of a folded text stand for ``digits``.

    ``place`` is one unit in the last place that the words tell of, where the digits would tell of another.
    """

    start: int
    end: int
    digits: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class NumberWords:
    """How a language writes numbers in words. All but the mappings are regular expressions.

    The keys of mappings are in small letters without accents, their words parted by single spaces.
    """

    whole: Mapping[str, int]
    halves: Mapping[str, str]
    """A half, or a number and a half, with a decimal point."""
    word: str
    """Every word that stands in numbers, those of ``joins`` and ``article`` excepted."""
    scales: Mapping[str, int]
    """Multipliers as powers of ten."""
    scale: str
    stems: tuple[str, ...]
    """Literal pieces of all that ``scale``, ``relative`` and ``thousand`` find, for a fast first look."""
    half_stem: str
    """The same of ``and_half``."""
    relative: str
    """Percent and percentage points."""
    joins: str
    """What stands before the last of several numbers."""
    article: str
    """What stands before a number, or before a multiplier for one."""
    and_half: str
    """A half behind a number or behind its multiplier."""
    point: str
    """The decimal mark as it is spoken."""
    part_of: str
    """What makes the number behind it the whole of a fraction."""
    either: str
    """What parts two numbers of which one is meant, or the ends of a range."""
    thousand: str = "(?!)"
    """A multiplier inside a number, beside digits too: dos *mil* millones is 2 mil millones."""
    label: str = "(?!)"
    """What makes ``thousand`` without a number before it a unit: importes en *mil* millones."""


class _Group(NamedTuple):
    """The words before one multiplier, with its power of ten: None for percent and behind the last one."""

    start: int
    end: int
    words: str
    power: int | None


class NumberFinder:
    """Finds the numbers in words of one language; ``mark`` is the decimal mark that their digits get."""

    def __init__(self, words: NumberWords, mark: str) -> None:
        flags = re.IGNORECASE
        word, step = f"(?:{words.word})", f"(?:{words.scale}|{words.relative})"
        any_word = f"(?:{step}|{word}|{words.joins}|{words.article}|{words.point})(?!{_LETTER})"
        self._words = words
        self._mark = mark
        self._gate = re.compile(rf"{_GAP}(?:{step}|{words.thousand} [0-9])", flags)
        self._half_gate = re.compile(rf"{_GAP}(?:{words.and_half})", flags)
        self._run = re.compile(rf"(?<![^\W_]){any_word}(?:{_GAP}{any_word})*", flags)
        self._step = re.compile(rf"(?<!{_LETTER})(?:(?P<scale>{words.scale})|{words.relative})(?!{_LETTER})", flags)
        self._joined = re.compile(rf"(?:{words.joins}) ")
        self._idle = re.compile(rf"(?:(?:{words.joins}|{words.article})(?: |$))*")
        self._article = re.compile(rf"(?:{words.article})(?: (?P<number>.+))?")
        self._half = re.compile(rf"(?:(?P<number>.+) )?(?:{words.and_half})")
        self._point = re.compile(f"(?P<number>.+) (?:{words.point}) (?P<decimals>.+)")
        self._thousand = re.compile(rf"(?:(?P<number>.+) )?(?P<mil>{words.thousand})(?: (?P<rest>.+))?")
        self._more_digits = re.compile(rf" [0-9]{{1,3}} (?:{words.scale})", flags)
        self._no_number = re.compile(
            rf"(?:{_LETTER}[{_HYPHENS}–—]|(?<!{_LETTER})(?:{words.part_of}) "
            rf"|(?<!{_LETTER}){word}[ ,{_HYPHENS}–—]+(?:(?:{words.either}|{words.joins}) )?"
            rf"|(?<!{_LETTER})(?:{words.scale}),? (?:(?:{words.joins}) )?"
            rf"|(?<![0-9.,'])[0-9]{{1,3}}(?:[.,][0-9]+)? ?(?:{words.either}|[–—-]) ?)$",
            flags,
        )
        self._or_another = re.compile(rf" (?:{words.either}) {word}(?!{_LETTER})(?!{_GAP}{step})", flags)
        self._goes_on = re.compile(rf", {word}(?:{_GAP}{word})*{_GAP}(?:{words.scale})", flags)
        self._label = re.compile(rf"(?:{words.label})$", flags)

    def find(self, folded: str) -> list[Stretch]:
        """Return what stands for digits in a folded text, in order."""
        found: list[Stretch] = []
        floor = 0
        for at in self._anchors(folded):
            if at < floor:
                continue
            for run in self._run.finditer(folded, max(floor, at - _REACH), at + _REACH):
                if run.start() > at:
                    break
                if run.end() >= at:
                    floor = run.end()
                    found += self._numbers(folded, run.start(), run.end())
                    break
        return found

    def _anchors(self, folded: str) -> list[int]:
        """Return where a multiplier or percent follows a word, or a half a number, in order."""
        found: set[int] = set()
        for stem in self._words.stems:
            for at in _places(stem, folded):
                low = max(0, at - _STEM)
                gap = max(folded.rfind(" ", low, at + 1), folded.rfind("-", low, at + 1))
                # What most often stands there is digits.
                if gap > 0 and folded[gap - 1].isalpha() and self._gate.match(folded, gap):
                    found.add(gap)
        for at in _places(self._words.half_stem, folded):
            found.update(half.start() for half in self._half_gate.finditer(folded, max(0, at - _HALF), at + _HALF))
        return sorted(found)

    def _numbers(self, folded: str, start: int, end: int) -> list[Stretch]:
        """Return the stretches of the numbers in a run of words, none unless all of it is understood."""
        groups: list[_Group] = []
        begin = start
        for step in self._step.finditer(folded, start, end):
            power = self._words.scales[_plain(step["scale"]).rstrip(".")] if step["scale"] else None
            groups.append(_group(folded, begin, step.start(), power))
            begin = step.end()
        tail = _group(folded, begin, end, None)
        found = self._before_steps(folded, groups) if groups else self._before_digits(folded, tail)
        if not found or not self._stands(folded, found[0].start, end, groups or [tail]):
            return []
        half = self._half.fullmatch(tail.words) if groups else None
        if half and not half["number"]:
            return self._and_a_half(folded, found, Stretch(begin, tail.end, ""))
        if groups and not self._idle.fullmatch(tail.words):
            return []
        return [one for one in found if one.digits]

    def _and_a_half(self, folded: str, found: list[Stretch], half: Stretch) -> list[Stretch]:
        """Return a number with the half behind its multiplier; none where it is not one whole number."""
        whole = found[0].digits or folded[found[0].start : found[0].end].rstrip()
        if len(found) > 1 or not whole.isdigit():
            return []
        return [found[0]._replace(digits=f"{whole}{self._mark}5"), half]

    def _before_steps(self, folded: str, groups: list[_Group]) -> list[Stretch]:
        """Return the words before each multiplier as digits, none where one is no number.

        The digits are empty where they are printed as such ("3 billion two hundred million").
        """
        found: list[Stretch] = []
        above: int | None = None
        for place, group in enumerate(groups):
            begins = not place or self._joined.match(group.words) is not None
            falls = above is not None and group.power is not None and group.power < above
            # "one million and two hundred thousand" may be one number or two; "one million two billion" is neither.
            if place and begins == falls:
                return []
            if begins and group.power is not None and group.power < _MILLION:
                return []
            one = self._stretch(folded, group, begins)
            if one is None:
                return []
            found.append(one)
            above = group.power
        return found

    def _before_digits(self, folded: str, group: _Group) -> list[Stretch]:
        """Return thousands in words before digits that go on: *dos mil* 106 millones."""
        thousand = self._thousand.fullmatch(group.words)
        if not thousand or not thousand["number"] or not self._more_digits.match(folded, group.end):
            return []
        digits = self._digits(group.words, group.power)
        return [Stretch(group.start, group.end, digits)] if digits else []

    def _stretch(self, folded: str, group: _Group, begins: bool) -> Stretch | None:
        """Return the words of a group as digits; None where they are no number."""
        start, words = group.start, group.words
        if not begins:
            digits = self._digits(words, group.power)
            return Stretch(start, group.end, digits) if digits else None
        before = _DIGITS_BEFORE.search(folded, max(0, start - 5), start)
        if before and (rest := self._after_digits(before, group)):
            return rest
        if joined := self._joined.match(words):
            start, words = start + joined.end(), words[joined.end() :]
        digits = self._digits(words, group.power)
        if digits is None and (article := self._article.fullmatch(words)) and article["number"]:
            start += article.start("number")
            digits = self._digits(article["number"], group.power)
        return Stretch(start, group.end, digits) if digits else None

    def _after_digits(self, before: re.Match[str], group: _Group) -> Stretch | None:
        """Return the words of a number that begins with digits: 2 *and a half* billion, 3 *mil quinientos* millones."""
        half, thousand = self._half.fullmatch(group.words), self._thousand.fullmatch(group.words)
        if not group.words or (thousand and not thousand["number"] and not thousand["rest"]):
            return Stretch(before.start(), before.end(), "")
        if half and not half["number"]:
            return Stretch(before.start(), group.end, f"{before[0]}{self._mark}5")
        if thousand and not thousand["number"] and thousand["rest"] in self._words.whole:
            rest = self._words.whole[thousand["rest"]]
            return Stretch(group.start, group.end, f"{thousand['mil']} {rest}")
        return None

    def _digits(self, words: str, power: int | None) -> str | None:
        """Return a number in words as digits, None for other words."""
        if words in self._words.whole:
            return str(self._words.whole[words])
        if words in self._words.halves:
            return self._words.halves[words].replace(".", self._mark)
        if power is not None and " " not in words and self._article.fullmatch(words):
            return "1"
        return self._compound(words)

    def _compound(self, words: str) -> str | None:
        """Return a number with a half, spoken decimals or thousands as digits, None for other words."""
        whole = self._words.whole
        if (half := self._half.fullmatch(words)) and half["number"] in whole:
            return f"{whole[half['number']]}{self._mark}5"
        if (point := self._point.fullmatch(words)) and point["number"] in whole:
            decimals = self._decimals(point["decimals"])
            return decimals and f"{whole[point['number']]}{self._mark}{decimals}"
        if thousand := self._thousand.fullmatch(words):
            number, rest = thousand["number"], thousand["rest"]
            if (number is None or number in whole) and (rest is None or rest in whole):
                return " ".join([str(whole.get(number, 1)), thousand["mil"], *([str(whole[rest])] if rest else [])])
        return None

    def _decimals(self, words: str) -> str | None:
        """Return spoken decimals: one word a digit, or a number of two digits."""
        digits = [self._words.whole.get(word, 10) for word in words.split()]
        if max(digits) < 10:
            return "".join(map(str, digits))
        number = self._words.whole.get(words, 0)
        return str(number) if 10 <= number <= 99 else None

    def _stands(self, folded: str, start: int, end: int, groups: list[_Group]) -> bool:
        """Tell whether nothing before or after a number makes it another one, one of several, or a unit."""
        before = max(0, start - _BEFORE)
        bare = self._thousand.fullmatch(groups[0].words)
        return not (
            self._no_number.search(folded, before, start)
            or self._or_another.match(folded, end)
            or (groups[-1].power is not None and self._goes_on.match(folded, end))
            or (bare and bare[0] == bare["mil"] and self._label.search(folded, before, start))
        )


def _places(stem: str, text: str) -> Iterator[int]:
    at = text.find(stem)
    while at >= 0:
        yield at
        at = text.find(stem, at + 1)


def _group(folded: str, start: int, end: int, power: int | None) -> _Group:
    printed = folded[start:end]
    first = start + len(printed) - len(printed.lstrip(f" {_HYPHENS}"))
    last = first + len(printed.strip(f" {_HYPHENS}"))
    return _Group(first, last, _plain(folded[first:last]), power)


def _plain(words: str) -> str:
    """Return words as the mappings have them."""
    small = _ACCENTS.sub("", unicodedata.normalize("NFD", words.casefold()))
    return re.sub(_GAP, " ", small)

"""Numbers in characters: 两万亿, 三千億円, 오천억 원, 百分之八十, 八成, 8割.

A run of them is read as a whole or not at all. 数兆 and 几千亿 name no number, 七八千亿 and 二、三兆 two of them, and
이조 may be another word. Characters after which there is no multiplier that closes a group (万, 億, 兆), no percent and
no word for tenths are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from extractors.languages.number_words import Stretch

_NEVER = "(?!)"
#: Multipliers of digits are below it, those that close a group are not.
_MYRIAD = 4
_HUNDRED = 2
#: So many numerals in a row are digits one by one, as in 四六五兆; two of them may be two numbers.
_POSITIONAL = 3
#: So far before a number stands what makes it none.
_BEFORE = 8


@dataclass(frozen=True, slots=True)
class NumberCharacters:
    """How a language writes numbers in characters; patterns are regular expressions."""

    digits: str
    """Zero to nine, each with its variants parted by a space: "〇零 一 二两 …"."""
    inner: Mapping[str, int]
    """Multipliers within a group, as powers of ten."""
    closing: Mapping[str, int]
    """Multipliers that close a group, as powers of ten."""
    point: str
    """Decimal marks."""
    not_after: str
    """What right before a number makes it none, or several."""
    not_before: str
    """What right after a number makes it another."""
    either: str
    """What parts two numbers of which one is meant, or the ends of a range."""
    percent_before: str = _NEVER
    percent_after: str = _NEVER
    tenths: str = _NEVER
    """What makes a digit tenths of the whole."""
    hundredths: str = ""
    """What stands behind the digit for hundredths."""
    half_tenth: str = _NEVER
    """What stands behind tenths for half a tenth."""
    whole_tenths: str = ""
    """What must stand, or not stand, behind tenths."""
    half: str = _NEVER
    within: str = ""
    """What may stand between a number and its multiplier: a hedge, a counter."""
    counter: str = ""
    """The same, of no meaning, which digits cannot have there: 两*个*亿."""
    beside: str = ""
    """Characters besides numerals that may stand right before a multiplier."""
    gap: str = ""
    """What may stand between the groups of a number."""
    bare: bool = False
    """A multiplier may begin a number: 千億 is 1000億."""
    single: bool = True
    """A single digit before a multiplier is a number for certain."""


class _Group(NamedTuple):
    """Digits before a closing multiplier: what they are, and the last multiplier among them as a power of ten."""

    start: int
    end: int
    value: int
    last: int
    decimals: str
    power: int


class CharacterFinder:
    """Finds the numbers in characters of one language."""

    def __init__(self, words: NumberCharacters) -> None:
        self._words = words
        self._digit = {one: str(value) for value, same in enumerate(words.digits.split(" ")) for one in same}
        self._inner = {power: one for one, power in words.inner.items()}
        digit = "".join(self._digit)
        numeral = f"[{digit}{''.join(words.inner)}]"
        closing = "|".join(sorted(words.closing, key=len, reverse=True))
        number = rf"(?P<number>{numeral}+)(?:[{words.point}](?P<decimals>[{digit}]+))?"
        plain = re.sub(r"\?P<\w+>", "?:", number)
        group = rf"{plain}(?:{words.within}){words.gap}(?:{closing})"
        self._any = re.compile(
            rf"(?P<amount>{group}(?:{words.gap}{group})*)(?P<rest>{numeral}*)"
            rf"|(?P<half>{words.half})(?={closing})"
            rf"|{words.percent_before}(?P<percent>{plain})"
            rf"|(?P<per>{plain})(?= ?(?:{words.percent_after}))"
            rf"|(?P<tenth>[{digit}0-9])(?:{words.tenths})(?:(?P<hundredth>[{digit}0-9]){words.hundredths}"
            rf"|(?P<half_tenth>{words.half_tenth}))?"
            rf"{words.whole_tenths}"
        )
        # Looked for first, from the rarer end: most multipliers have digits before them.
        first = "".join({one[0] for one in words.closing})
        gates = [
            f"[{first}](?:(?<=[{digit}{''.join(words.inner)}{words.beside}].)|(?<={numeral} .))",
            f"(?:{words.tenths})(?<=[{digit}0-9].)",
            words.percent_before,
            words.percent_after,
        ]
        self._gates = [re.compile(gate) for gate in gates if _NEVER not in gate]
        self._group = re.compile(
            rf"{number}(?P<counter>{words.counter})(?:{words.within}){words.gap}(?P<scale>{closing})"
        )
        self._number = re.compile(number)
        self._no_number = re.compile(rf"(?:{words.not_after}|[0-9][.,]? ?|{numeral}(?:{words.either})? ?)$")
        self._other = re.compile(words.not_before)
        self._to_another = re.compile(rf"(?:{words.either}){numeral}")

    def find(self, folded: str) -> list[Stretch]:
        """Return what stands for digits in a folded text, in order."""
        found: list[Stretch] = []
        if not any(gate.search(folded) for gate in self._gates):
            return found
        for run in self._any.finditer(folded):
            start, end = run.span()
            several = not run["percent"] and self._no_number.search(folded, max(0, start - _BEFORE), start)
            if several or self._other.match(folded, end):
                continue
            if run["amount"]:
                found += self._amount(folded, run)
            elif run["half"]:
                found.append(Stretch(*run.span("half"), "0.5"))
            elif run["tenth"]:
                found.append(self._tenths(run))
            elif not self._to_another.match(folded, end):
                found += self._percent(run, "percent" if run["percent"] else "per")
        return found

    def _amount(self, folded: str, run: re.Match[str]) -> list[Stretch]:
        groups: list[_Group] = []
        for found in self._group.finditer(folded, *run.span("amount")):
            value = self._within(found["number"])
            if value is None:
                return []
            power = self._words.closing[found["scale"]]
            end = found.end("counter")
            group = _Group(found.start(), end, *value, found["decimals"] or "", power)
            if groups and power >= groups[-1].power:
                # 一万五千亿 is 15千亿.
                if len(groups) > 1 or groups[0].power != _MYRIAD or groups[0].decimals or power == _MYRIAD:
                    return []
                first = groups.pop()
                group = group._replace(start=first.start, value=first.value * 10**_MYRIAD + group.value)
            groups.append(group)
        # A multiplier alone is a unit, as in 単位：十億円.
        if len(groups) == 1 and run["amount"][0] in self._words.inner and groups[0].value == 10 ** groups[0].last:
            hedged = found.end("counter") < found.start("scale")
            if not hedged and not run["rest"]:
                return []
        stretches = [Stretch(one.start, one.end, self._print(one.value, one.last, one.decimals)) for one in groups]
        if not (rest := run["rest"]):
            return stretches
        # 五万三千 is 53,000, but 三亿五千 may be 350 million.
        below = self._within(rest)
        if below is None or groups[-1].power != _MYRIAD or groups[-1].decimals or below[1] < _HUNDRED:
            return []
        return [*stretches, Stretch(*run.span("rest"), self._print(*below, ""))]

    def _percent(self, run: re.Match[str], name: str) -> list[Stretch]:
        found = self._number.fullmatch(run[name])
        assert found is not None  # noqa: S101 - the same pattern without names
        whole = (100, 0) if self._words.inner.get(found["number"]) == _HUNDRED else self._within(found["number"])
        if whole is None:
            return []
        return [Stretch(*run.span(name), self._print(whole[0], 0, found["decimals"] or ""))]

    def _tenths(self, run: re.Match[str]) -> Stretch:
        tenth, hundredth = (self._digit.get(run[name], run[name]) for name in ("tenth", "hundredth"))
        if run["half_tenth"]:
            return Stretch(*run.span(), f"{tenth}5%", 5)
        if hundredth is None:
            return Stretch(*run.span(), f"{tenth}0%", 10)
        return Stretch(*run.span(), f"{tenth}{hundredth}%")

    def _print(self, value: int, last: int, decimals: str) -> str:
        """Return a number in digits, with its last multiplier as far as that says how exact it is."""
        if decimals:
            return f"{value}.{''.join(self._digit[one] for one in decimals)}"
        return f"{value // 10**last}{self._inner[last]}" if last >= _HUNDRED else str(value)

    def _within(self, numerals: str) -> tuple[int, int] | None:
        """Return what numerals below 10,000 are and the last multiplier among them; None where that is not certain."""
        words = self._words
        if not any(one in words.inner for one in numerals):
            return self._one_by_one(numerals)
        value, above, last = 0, _MYRIAD, 0
        digit: int | None = None
        gap = False
        for one in numerals:
            if one in words.inner:
                power = words.inner[one]
                if digit is None and (words.bare or (power == 1 and not value)):
                    digit = 1
                if power >= above or digit is None:
                    return None
                value += digit * 10**power
                above, last, digit, gap = power, power, None, False
            elif digit is not None:
                return None
            elif self._digit[one] == "0":
                gap = True
            else:
                digit = int(self._digit[one])
        if digit is None:
            return None if gap else (value, last)
        # 一百五 is said for 150 where 105 is 一百零五.
        return (value + digit, 0) if words.bare or gap or last < _HUNDRED else None

    def _one_by_one(self, numerals: str) -> tuple[int, int] | None:
        digits = "".join(self._digit[one] for one in numerals)
        if len(digits) == 1:
            return (int(digits), 0) if self._words.single else None
        return (int(digits), 0) if len(digits) >= _POSITIONAL or "0" in digits else None

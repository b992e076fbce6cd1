"""What beside a figure says that it is no figure of its segment alone: a bound, a range, a change, a whole, a part."""

from __future__ import annotations

import re

from extractors.languages.grammar import grammar_of
from extractors.quantities import Quantity
from extractors.statements.sentence import Sentence

_NEAR = 40
_TO = re.compile(r"\s?(?:[-–—~〜∼]|至|到)\s?")
#: What stands right before the second of two numbers that share a unit: 1 *or* 2 billion.
_RANGE = re.compile(
    r"(?<![\w.,])[0-9]{1,3}(?:[.,][0-9]+)? ?"
    r"(?:to|and|or|a|al|y|o|u|bis|und|oder|[-–—~〜∼]|至|到|或|から|ないし|에서) ?$"
    r"|[0-9][0-9.,]*[十百千万萬亿億兆]+(?:至|到|[-–—~〜∼])$"
)
#: The sign or code of a currency before the # that stands for a number.
_SIGN = re.compile("(?:[A-Z]{3} ?|[A-Z]{0,2}[$€£¥₩] ?)#")


def beside_others(sentence: Sentence, index: int) -> list[str]:
    """Return why a figure may be a bound, one end of a range, an earlier value, the whole of something, or a part."""
    text, figure, words = sentence.text, sentence.quantities[index], sentence.lexicon.words
    before = text[sentence.quantities[index - 1].end : figure.start] if index else ""
    following = sentence.quantities[index + 1 : index + 2]
    after = text[figure.end : following[0].start] if following else ""
    doubts = _bound(sentence, index)
    if (
        _RANGE.search(text[max(0, figure.start - _NEAR) : figure.start])
        or _TO.fullmatch(before)
        or _TO.fullmatch(after)
        or _is_range(sentence, index)
        or _is_range(sentence, index - 1)
        or _is_upper_end(sentence, index)
    ):
        doubts.append("one end of a range")
    changed = following and following[0].unit == figure.unit and re.fullmatch(words.to_next, after, re.IGNORECASE)
    if changed and not sentence.period_before(index):
        doubts.append("what it changed from")
    if re.search(words.part_of, text[max(0, figure.start - _NEAR) : figure.start], re.IGNORECASE):
        doubts.append("the whole of which something is a part")
    if figure.unit == "PCT" and any(
        re.fullmatch(words.of_segment, text[figure.end : one.start], re.IGNORECASE)
        or re.fullmatch(words.segment_of, text[one.end : figure.start], re.IGNORECASE)
        for one in sentence.named["segment"]
        if one.code != "TOTAL"
    ):
        doubts.append("a part of the segment")
    return doubts


def _bound(sentence: Sentence, index: int) -> list[str]:
    """Return that a figure is only the most or the least of what it may be, with the words that say so."""
    text, figure, words = sentence.text, sentence.quantities[index], sentence.lexicon.words
    before, after = text[max(0, figure.start - _NEAR) : figure.start], text[figure.end : figure.end + _NEAR]
    if figure.qualifier and not before.rstrip().casefold().endswith(figure.qualifier.casefold()):
        before += figure.qualifier  # "grew more than 10%": the direction before the hedge is part of the figure
    for pattern, place in ((rf"[<>≤≥]\s?$|{words.bound_before}", before), (rf"^\s?\+|{words.bound_after}", after)):
        if found := re.search(pattern, place, re.IGNORECASE):
            return [f'"{found[0].strip()}" makes it a bound, not the figure itself']
    return []


def _is_range(sentence: Sentence, index: int) -> bool:
    """Tell whether a figure and the next one are the ends of a range: "between $1 billion and $2 billion"."""
    if index < 0 or index + 1 >= len(sentence.quantities):
        return False
    low, high = sentence.quantities[index : index + 2]
    before = _unhedged(sentence.text[max(0, low.start - _NEAR) : low.start], low)
    between = _unhedged(sentence.between(low.end, high.start), high)
    return low.unit in {high.unit, ""} and _says_range(sentence, f"{before}#{between}", high)


def _is_upper_end(sentence: Sentence, index: int) -> bool:
    """Tell whether a figure ends a range whose first number is no quantity by itself: between 1,000 and $1,200."""
    high = sentence.quantities[index]
    before = _unhedged(sentence.text[max(0, high.start - _NEAR) : high.start], high)
    numbers = grammar_of(sentence.lexicon.language).part.sub("#", before)
    return _says_range(sentence, _SIGN.sub("#", numbers), high)


def _says_range(sentence: Sentence, before: str, high: Quantity) -> bool:
    said = f"{before}#{sentence.text[high.end : high.end + _NEAR]}"
    return re.search(sentence.lexicon.words.ranges, said, re.IGNORECASE) is not None


def _unhedged(before: str, figure: Quantity) -> str:
    """Return what stands before a figure without the hedge that belongs to it: between *about* $1 billion and …."""
    kept = before.rstrip()
    hedged = figure.qualifier and kept.casefold().endswith(figure.qualifier.casefold())
    return kept[: -len(figure.qualifier)] if hedged else before

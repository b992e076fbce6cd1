"""What beside a figure says that it is no figure of its segment alone: a range, a change, a whole, a part."""

from __future__ import annotations

import re

from extractors.statements.sentence import Sentence

_NEAR = 40
_TO = re.compile(r"\s?(?:[-–—~〜∼]|至|到)\s?")
#: What stands right before the second of two numbers that share a unit: 1 *or* 2 billion.
_RANGE = re.compile(
    r"(?<![\w.,])[0-9]{1,3}(?:[.,][0-9]+)? ?"
    r"(?:to|and|or|a|al|y|o|u|bis|und|oder|[-–—~〜∼]|至|到|或|から|ないし|에서) ?$"
)


def beside_others(sentence: Sentence, index: int) -> list[str]:
    """Return why a figure may be one end of a range, an earlier value, the whole of something, or a part of it."""
    text, figure, words = sentence.text, sentence.quantities[index], sentence.lexicon.words
    before = text[sentence.quantities[index - 1].end : figure.start] if index else ""
    following = sentence.quantities[index + 1 : index + 2]
    after = text[figure.end : following[0].start] if following else ""
    doubts = []
    if (
        _RANGE.search(text[max(0, figure.start - _NEAR) : figure.start])
        or _TO.fullmatch(before)
        or _TO.fullmatch(after)
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

"""Kinds of edits to the sentences with figures. They work on the text of a page between two tags."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from lxml import etree

from extractors.documents import normalise
from extractors.observation import Span
from tests.drift.matrix import to_bytes
from tests.drift.target import Edit, Target

#: A sentence and its figures in it → the sentence anew (markup allowed), or None.
SentenceEdit = Callable[[str, list[str], random.Random], "str | None"]

_SIDES = [
    ("B-to-B", "B-to-C"), ("B to B", "B to C"), ("BtoB", "BtoC"), ("B2B", "B2C"),
    ("between businesses", "to consumers"), ("狭義", "広義"), ("narrow", "wide"),
    ("企業間電子商取引", "消費者向け電子商取引"), ("对单位", "对个人"), ("기업간", "기업·소비자간"),
]  # fmt: skip
_UNITS = [
    ("trillion", "billion"), ("billion", "million"), ("兆", "億"), ("万亿", "亿"), ("亿", "万"), ("조", "억"),
    ("yen", "dollars"), ("円", "ドル"), ("$", "€"), ("£", "$"), ("元", "美元"), ("%", ""), ("%", " percentage points"),
]  # fmt: skip
_YEAR = re.compile(r"(?<![\d.,조억兆億])(?:19|20)\d{2}(?![\d.,조억천兆億])|(?:平成|令和)\d{1,2}")


def of_sentence(edit: SentenceEdit) -> Edit:
    def on_page(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "html" or not target.sentences:
            return None
        span = rng.choice(target.sentences)
        root = target.tree()
        for element, is_tail, text in _texts(root):
            plain = normalise(text)
            if span.sentence not in plain:
                continue
            figures = _figures(target, span)
            changed = edit(span.sentence, figures, rng)
            if changed is None or changed == span.sentence:
                return None
            _put(element, is_tail, plain.replace(span.sentence, "\ue000", 1), changed)
            return to_bytes(root)
        return None

    return on_page


def _texts(root: etree._Element) -> Iterator[tuple[etree._Element, bool, str]]:
    for element in root.iter():
        if element.text:
            yield element, False, element.text
        if element.tail:
            yield element, True, element.tail


def _put(element: etree._Element, is_tail: bool, around: str, changed: str) -> None:
    """Put a sentence with markup where the text of an element, or after it, has the mark."""
    before, after = around.split("\ue000")
    fragment = etree.fromstring(f"<x>{changed.replace('&', '&amp;')}</x>")
    parts = list(fragment)
    lead = before + (fragment.text or "")
    if parts:
        parts[-1].tail = (parts[-1].tail or "") + after
    else:
        lead += after
    if is_tail:
        element.tail = lead
        for part in reversed(parts):
            tail = part.tail
            element.addnext(part)
            part.tail = tail
        if parts:
            element.tail = lead
    else:
        element.text = lead
        for number, part in enumerate(parts):
            element.insert(number, part)


def _figures(target: Target, span: Span) -> list[str]:
    """Return the texts of a sentence's figures, in their order."""
    same = {
        (one.locator.start, one.raw_text)
        for one in target.figures
        if isinstance(one.locator, Span) and one.locator.sentence == span.sentence
    }
    return [text for _, text in sorted(same)]


def _core(figure: str) -> str:
    return re.sub(r"[\d.,\s]+", "#", figure)


def swap_figures(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """Two figures of one kind change places."""
    pairs = [
        (one, other)
        for n, one in enumerate(figures)
        for other in figures[n + 1 :]
        if one != other and sentence.count(one) == 1 and sentence.count(other) == 1
    ]
    alike = [pair for pair in pairs if _unit(pair[0]) == _unit(pair[1])]
    if not alike:
        return None
    one, other = rng.choice(alike)
    return sentence.replace(one, "\ue001").replace(other, one).replace("\ue001", other)


def _unit(figure: str) -> str:
    return "%" if "%" in figure or "％" in figure else re.sub(r"[\d.,\s万亿億兆조억천백]+", "", figure)


def swap_sides(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """The words for the two sides, or the two senses, change places."""
    pairs = [pair for pair in _SIDES if pair[0] in sentence or pair[1] in sentence]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return sentence.replace(one, "\ue001").replace(other, one).replace("\ue001", other)


def change_unit(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """One or all figures are said in another unit or multiplier."""
    units = [(one, other) for one, other in _UNITS if any(one in figure for figure in figures)]
    if not units:
        return None
    one, other = rng.choice(units)
    chosen = [figure for figure in figures if one in figure and sentence.count(figure) == 1]
    if rng.random() < 0.5:
        chosen = chosen[:1]
    for figure in chosen:
        sentence = sentence.replace(figure, figure.replace(one, other))
    return sentence


def shift_point(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """A decimal point is lost."""
    chosen = [figure for figure in figures if "." in figure and sentence.count(figure) == 1]
    if not chosen:
        return None
    figure = rng.choice(chosen)
    return sentence.replace(figure, figure.replace(".", "", 1))


def decimal_comma_in_sentence(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    for figure in figures:
        sentence = sentence.replace(figure, figure.translate(str.maketrans(",.", ".,")))
    return sentence


def change_year(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """The year the sentence speaks of is off by one."""
    years = [found[0] for found in _YEAR.finditer(sentence)]
    if not years:
        return None
    year = rng.choice(years)
    digits = re.search(r"\d+$", year)
    assert digits
    return sentence.replace(year, year[: digits.start()] + str(int(digits[0]) + rng.choice([1, -1])))


def reword(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """Words are dropped, added or exchanged."""
    unit = " " if " " in sentence else ""
    words = sentence.split(" ") if unit else list(sentence)
    at = rng.randrange(len(words))
    if any(character.isdigit() or character in ".," for character in words[at]):
        return None
    match rng.randrange(3):
        case 0:
            del words[at]
        case 1:
            words.insert(at, "roughly" if unit else "約")
        case _:
            words[at] = "quite" if unit else "甚"
    return unit.join(words)


def reverse_direction(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """Up becomes down."""
    pairs = [
        ("up", "down"),
        ("increased", "decreased"),
        ("増", "減"),
        ("rise", "fall"),
        ("more", "less"),
        ("增长", "下降"),
    ]
    found = [pair for pair in pairs if pair[0] in sentence]
    if not found:
        return None
    one, other = rng.choice(found)
    return sentence.replace(one, other)


def say_twice(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """The sentence stands there again, with other figures."""
    again = sentence
    for figure in figures:
        again = again.replace(figure, re.sub(r"\d", lambda digit: str((int(digit[0]) + 2) % 10), figure))
    return f"{sentence} {again}" if rng.random() < 0.5 else f"{again} {sentence}"


def mark_up(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """Figures in bold, linked, broken by spans."""
    tag = rng.choice(["b", "span", "a", "em", "strong", "mark"])
    for figure in figures:
        if sentence.count(figure) == 1:
            cut = rng.randrange(len(figure) + 1)
            sentence = sentence.replace(figure, f"<{tag}>{figure[:cut]}<i>{figure[cut:]}</i></{tag}>")
    return sentence


def add_note(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """A note's mark behind a figure, as a superscript or glued to it."""
    chosen = [figure for figure in figures if sentence.count(figure) == 1]
    if not chosen:
        return None
    figure = rng.choice(chosen)
    return sentence.replace(figure, figure + rng.choice(["<sup>2</sup>", "2", "*", "[1]", " (1)", "<sup>*</sup>"]))


def note_in_number(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """A note's number has become the last digit of a figure: 26.7<sup>1</sup> as 26.71."""
    chosen = [figure for figure in figures if sentence.count(figure) == 1 and re.search(r"\d", figure)]
    if not chosen:
        return None
    figure = rng.choice(chosen)
    *_, last = re.finditer(r"\d", figure)
    return sentence.replace(figure, figure[: last.end()] + f"<sup>{rng.randrange(1, 9)}</sup>" + figure[last.end() :])


def spaces(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """Other white space, full-width digits."""
    if rng.random() < 0.5:
        other = rng.choice(["\u00a0", "\u2009", "\n   ", "\u3000"])
        return sentence.replace(" ", other)
    table = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)} | {ord("%"): "％"}
    return sentence.translate(table)


def as_image(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    for figure in figures:
        sentence = sentence.replace(figure, '<img alt="figure"/>', 1)
    return sentence


def strike(sentence: str, figures: list[str], rng: random.Random) -> str | None:
    """A figure struck out, another behind it."""
    chosen = [figure for figure in figures if sentence.count(figure) == 1]
    if not chosen:
        return None
    figure = rng.choice(chosen)
    other = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), figure, count=1)
    return sentence.replace(
        figure, f"<del>{other}</del> {figure}" if rng.random() < 0.5 else f"{figure} <ins>{other}</ins>"
    )


KINDS: list[SentenceEdit] = [
    swap_figures, swap_sides, change_unit, shift_point, decimal_comma_in_sentence, change_year, reword,
    reverse_direction, say_twice, mark_up, add_note, note_in_number, spaces, as_image, strike,
]  # fmt: skip
#: Every kind of edit to a sentence, by its name.
EDITS: dict[str, Edit] = {edit.__name__: of_sentence(edit) for edit in KINDS}

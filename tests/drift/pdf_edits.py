"""Kinds of edits to PDF files: those of every table, and those of how a page is set."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from extractors.formats.pdf_lines import Word
from tests.drift import text_tables
from tests.drift.pdf_pages import Page, PlacedTable, read_page, set_page
from tests.drift.target import Edit, Target
from tests.drift.text_tables import TextEdit

_NUMBER = re.compile(r"[\d,]*\d\.\d")
#: Edits how a table is set; returns False where it cannot be.
PlacedEdit = Callable[[PlacedTable, random.Random], bool]
#: Edits the words of a page, given those that stand in sentences with figures, likewise.
PageEdit = Callable[[Page, list[Word], random.Random], bool]


def of_table(edit: TextEdit) -> Edit:
    return of_placed(lambda placed, rng: edit(placed.table, rng))


def of_placed(edit: PlacedEdit) -> Edit:
    def on_page(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "pdf":
            return None
        page = read_page(target.content)
        return set_page(page) if page.tables and edit(rng.choice(page.tables), rng) else None

    return on_page


def columns_closer(placed: PlacedTable, rng: random.Random) -> bool:
    placed.setting.gap = rng.choice([2.0, 4.0, 6.0, 8.0, 10.0])
    return True


def columns_farther(placed: PlacedTable, rng: random.Random) -> bool:
    placed.setting.gap = rng.choice([40.0, 70.0])
    return True


def column_adrift(placed: PlacedTable, rng: random.Random) -> bool:
    """The figures of a column, or its header, stand to the side of it."""
    column = rng.randrange(1, len(placed.table.lines[0].boxes))
    placed.setting.moves[rng.choice(["head", "body"]), column] = rng.choice([-60.0, -40.0, -20.0, 15.0, 30.0])
    return True


def other_alignment(placed: PlacedTable, rng: random.Random) -> bool:
    placed.setting.align = rng.choice(["left", "centre"])
    return True


def other_letters(placed: PlacedTable, rng: random.Random) -> bool:
    placed.setting.size = rng.choice([6.5, 7.5, 10.0, 11.0])
    placed.setting.pitch = placed.setting.size * 1.4
    return True


def lines_farther(placed: PlacedTable, rng: random.Random) -> bool:
    placed.setting.pitch *= rng.choice([1.4, 1.8, 2.6, 3.5])
    return True


def rules(placed: PlacedTable, rng: random.Random) -> bool:
    """Cells get rules around them, or lose them."""
    placed.setting.is_ruled = not placed.setting.is_ruled
    return True


def page_break(placed: PlacedTable, rng: random.Random) -> bool:
    """The table goes on on the next page, under its header or without."""
    head = sum(line.group == "thead" for line in placed.table.lines)
    if head + 1 >= len(placed.table.lines):
        return False
    placed.setting.new_page = rng.randrange(head + 1, len(placed.table.lines))
    placed.setting.repeats_header = rng.random() < 0.5
    return True


PLACED: list[PlacedEdit] = [
    columns_closer, columns_farther, column_adrift, other_alignment, other_letters, lines_farther, rules, page_break,
]  # fmt: skip


def of_page(edit: PageEdit) -> Edit:
    def on_page(target: Target, rng: random.Random) -> bytes | None:
        if target.document.format != "pdf":
            return None
        page = read_page(target.content)
        read = " ".join(one.sentence for one in target.sentences)
        told = [word for word in page.words if word.text in read and len(word.text) > 1]
        return set_page(page) if told and edit(page, told, rng) else None

    return on_page


def _replace(page: Page, word: Word, text: str) -> bool:
    """Put another text in a word's place."""
    page.words[page.words.index(word)] = other = replace(word, text=text)
    page.fonts[other] = page.fonts[word]
    return True


def words_swapped(page: Page, told: list[Word], rng: random.Random) -> bool:
    """Two amounts of the sentences, or two percentages, change places."""
    sign = rng.choice([r"^\$\d", r"^\(?\d"])
    figures = [word for word in told if re.search(sign, word.text) and _NUMBER.search(word.text)]
    if len(figures) < 2:
        return False
    one, other = rng.sample(figures, 2)
    first, second = (_NUMBER.findall(word.text)[0] for word in (one, other))
    return _replace(page, one, _NUMBER.sub(second, one.text)) and _replace(page, other, _NUMBER.sub(first, other.text))


def word_of_unit_changed(page: Page, told: list[Word], rng: random.Random) -> bool:
    words = [word for word in told if re.match("billion|percent", word.text)]
    word = rng.choice(words)
    return _replace(page, word, word.text.replace("billion", "million").replace("percent", "points"))


def year_changed(page: Page, told: list[Word], rng: random.Random) -> bool:
    word = rng.choice([word for word in told if re.match(r"20\d\d", word.text)])
    return _replace(page, word, str(int(word.text[:4]) - 1) + word.text[4:])


def point_shifted(page: Page, told: list[Word], rng: random.Random) -> bool:
    word = rng.choice([word for word in told if re.search(r"\d\.\d", word.text)])
    return _replace(page, word, re.sub(r"(\d)\.(\d)", rng.choice([r"\1\2", r"\1\2.", r".\1\2"]), word.text))


def digit_lost(page: Page, told: list[Word], rng: random.Random) -> bool:
    """A glyph without a meaning in place of a digit."""
    word = rng.choice([word for word in told if re.search(r"\d\.\d", word.text)])
    return _replace(page, word, re.sub(r"\d", rng.choice(["\u203a", "?", ""]), word.text, count=1))


def line_lost(page: Page, told: list[Word], rng: random.Random) -> bool:
    """A line of a sentence with figures is gone."""
    top = rng.choice(told).top
    page.words[:] = [word for word in page.words if abs(word.top - top) > 3]
    return True


def lines_spread(page: Page, told: list[Word], rng: random.Random) -> bool:
    """More space between the lines."""
    by = rng.choice([1.1, 1.3, 1.6])
    for word in list(page.words):
        moved = replace(word, top=word.top * by, bottom=word.top * by + word.bottom - word.top)
        page.fonts[moved] = page.fonts[word]
        page.words[page.words.index(word)] = moved
    return not page.tables


PAGES: list[PageEdit] = [
    words_swapped, word_of_unit_changed, year_changed, point_shifted, digit_lost, line_lost, lines_spread,
]  # fmt: skip
#: Every kind of edit to a PDF file, by its name.
EDITS: dict[str, Edit] = {
    **{f"pdf_{name}": of_table(edit) for name, edit in text_tables.EDITS.items()},
    **{f"pdf_{edit.__name__}": of_placed(edit) for edit in PLACED},
    **{f"pdf_{edit.__name__}": of_page(edit) for edit in PAGES},
}

"""A table in a file without markup (delimited text, PDF, workbook): its rows, and the lines over and under it.

The edits of HTML tables apply to its rows as they are; what stands around is changed here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.drift.matrix import Line, new_cell
from tests.drift.table_edits import (
    ROWS,
    RowsEdit,
    figures_as_images,
    footnote_sup,
    header_tags,
    inline_markup,
    is_note,
    italics_lost,
    struck_figures,
)

_YEAR = re.compile(r"(?:19|20)\d{2}")
_MARKUP = {figures_as_images, footnote_sup, header_tags, inline_markup, italics_lost, struck_figures}


@dataclass
class TextTable:
    """Rows, of which those of group ``thead`` are the header, and lines around; a heading row is one cell over all."""

    above: list[str]
    lines: list[Line]
    below: list[str]


#: Edits a table in place; returns False where there is nothing of its kind to change.
TextEdit = Callable[[TextTable, random.Random], bool]


def of_rows(edit: RowsEdit) -> TextEdit:
    """Return an edit of the rows with figures; headings over all columns stay at their distance from the header."""

    def on_table(table: TextTable, rng: random.Random) -> bool:
        headings = [(number, line) for number, line in enumerate(table.lines) if is_note(line)]
        lines = edit([line for line in table.lines if not is_note(line)], rng)
        if lines is None:
            return False
        width = len(lines[0].boxes)
        for number, line in headings:
            lines.insert(number, Line([line.boxes[0]] * width, line.group))
        table.lines = lines
        return True

    return on_table


def set_again(table: TextTable, rng: random.Random) -> bool:
    """Nothing but the setting changes."""
    return True


def title_year(table: TextTable, rng: random.Random) -> bool:
    """The years over the table are off by one."""
    by = rng.choice([1, -1])
    return _over(table, lambda text: _YEAR.sub(lambda year: str(int(year[0]) + by), text))


def title_reworded(table: TextTable, rng: random.Random) -> bool:
    number = rng.randrange(len(table.above))
    words = table.above[number].split(" ")
    words[rng.randrange(len(words))] = rng.choice(["Estimates", "Draft", "Other"])
    table.above[number] = " ".join(words)
    return True


def title_lost(table: TextTable, rng: random.Random) -> bool:
    table.above.clear()
    return True


def multiplier_over_table(table: TextTable, rng: random.Random) -> bool:
    """What stands over the table speaks of another multiplier, the figures stay."""
    other = {"thousands": "millions", "millions": "billions", "billions": "millions", "miles": "millones"}
    words = "|".join(other)
    return _over(table, lambda text: re.sub(rf"(?i)\b({words})\b", lambda word: other[word[0].lower()], text))


def currency_over_table(table: TextTable, rng: random.Random) -> bool:
    """What stands over the table speaks of another currency."""
    currency = rng.choice(["euros", "pounds sterling", "yen", "US dollars"])
    return _over(table, lambda text: re.sub(r"(?i)\b(?:euros|dollars)\b", currency, text))


def note_row(table: TextTable, rng: random.Random) -> bool:
    """A note between the rows, over all columns."""
    width = len(table.lines[0].boxes)
    note = rng.choice(["1 Revised figures.", "(p) preliminary", "Note: some estimates were withheld.", "* see 2019"])
    table.lines.insert(rng.randrange(1, len(table.lines) + 1), Line([new_cell(note)] * width, "tbody"))
    return True


def note_below(table: TextTable, rng: random.Random) -> bool:
    """More notes under the table, some of which speak of other figures."""
    table.below[:0] = rng.sample(
        ["1 Revised in 2031.", "Excludes 12 firms.", "N Not comparable.", "In 2016 it had been 3.", "Note: draft"], 2
    )
    return True


def lines_between(table: TextTable, rng: random.Random) -> bool:
    """Another line between title and header."""
    table.above.append(rng.choice(["Preliminary", "Revised tables of 2031", "All areas", "(continued)"]))
    return True


def _over(table: TextTable, change: Callable[[str], str]) -> bool:
    changed = [change(text) for text in table.above]
    is_new = changed != table.above
    table.above[:] = changed
    return is_new


AROUND: list[TextEdit] = [
    set_again, title_year, title_reworded, title_lost, multiplier_over_table, currency_over_table, note_row, note_below,
    lines_between,
]  # fmt: skip
#: Every kind of edit to such a table, by its name.
EDITS: dict[str, TextEdit] = {
    **{edit.__name__: of_rows(edit) for edit in ROWS if edit not in _MARKUP},
    **{edit.__name__: edit for edit in AROUND},
}

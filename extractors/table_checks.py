"""What a table as a whole must be before its figures are read: what it says, how many rows it has, its typography."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from extractors import codes
from extractors.binding import Bound, Source, resolve_period
from extractors.errors import DriftError
from extractors.grids import Grid, spans_all
from extractors.labels import either, listed, most_alike, nearest
from extractors.mapping import Table
from extractors.quantities import QuantityError, read_quantity
from extractors.unit_words import MOSTLY_UNIT, said_scales, said_units, says_percent
from extractors.wordings import in_words

#: Units without a multiplier.
RELATIVE_UNITS = frozenset({"PCT", "PP"})


def check_says(table: Table, grid: Grid, depth: int) -> None:
    """Raise DriftError unless the table says, outside its figures, what it is declared to say."""
    if not table.says:
        return
    head = [cell.text for row in grid.rows[:depth] for cell in row if cell]
    said = list(dict.fromkeys(filter(None, (*grid.around, *head, *grid.notes()))))
    for pattern in table.says:
        if not any(re.search(pattern, text) for text in said):
            raise DriftError(
                "the table does not say what it is declared to say",
                place=f'title, header and notes of table "{grid.title}"',
                expected=f'"{in_words(pattern)}"',
                found=most_alike(in_words(pattern), said),
            )


def check_scales(grid: Grid, depth: int, binds: Mapping[int, Bound], lang: str) -> None:
    """Raise DriftError where header, title or notes speak of another multiplier than a column is declared with.

    ``binds`` is what columns (from 0) bind. The header of a column goes first; what stands over the whole table is
    about money alone.
    """
    said_over = _said(_over(grid), lang)
    for column, bind in binds.items():
        if bind.unit is None or bind.unit in RELATIVE_UNITS:
            continue
        said = _said(_heads(grid, depth, column), lang) or (said_over if codes.is_money(bind.unit) else {})
        if said and all((bind.scale or 1) not in scales for scales in said.values()):
            raise DriftError(
                "the table speaks of another multiplier than it is declared with",
                place=f'table "{grid.title}", column {column + 1}',
                expected=f"figures times {bind.scale or 1:,}",
                found=" and ".join(f'"{text}"' for text in said),
            )


def check_units(grid: Grid, depth: int, binds: Mapping[int, Bound], lang: str) -> None:
    """Raise DriftError where header, title or notes speak of other units than a column is declared with.

    ``binds`` is what columns (from 0) bind. Of a header the lowest text that speaks of a unit counts; what stands over
    the whole table is about money alone.
    """
    over = {text: units for text in _over(grid) if (units := said_units(text, lang))}
    for column, bind in binds.items():
        if bind.unit is None:
            continue
        said = _of_header(_heads(grid, depth, column), lang) or (over if codes.is_money(bind.unit) else {})
        meant = RELATIVE_UNITS if bind.unit in RELATIVE_UNITS else {bind.unit}
        if said and not any(meant & units for units in said.values()):
            raise DriftError(
                "the table speaks of another unit than it is declared with",
                place=f'table "{grid.title}", column {column + 1}',
                expected=f"figures in {bind.unit}",
                found=" and ".join(f'"{text}"' for text in said),
            )


def _of_header(texts: Sequence[str], lang: str) -> dict[str, frozenset[str]]:
    """Return what the lowest text of a header that speaks of a unit says."""
    for text in reversed(texts):
        units = said_units(text, lang) | (RELATIVE_UNITS if says_percent(text, lang) else frozenset())
        if units:
            return {text: units}
    return {}


def _heads(grid: Grid, depth: int, column: int) -> list[str]:
    """Return the texts over a column (from 0), top to bottom, without those over all columns."""
    cells = [cell for row in grid.rows[:depth] if (cell := row[column]) is not None and not spans_all(cell, grid)]
    return [cell.text for cell in cells]


def _over(grid: Grid) -> list[str]:
    """Return what stands over the whole table: its title, short lines around it, notes and headings across it."""
    return [grid.title, *(text for text in grid.around if len(text) <= MOSTLY_UNIT), *grid.notes()]


def _said(texts: Sequence[str], lang: str) -> dict[str, frozenset[int]]:
    return {text: scales for text in texts if (scales := said_scales(text, lang))}


def check_count(table: Table, grid: Grid, rows: Sequence[tuple[str | None, str]]) -> None:
    """Raise DriftError where another number of rows than declared has figures, under each heading where it counts.

    ``rows`` are the heading and the label of each.
    """
    if table.row_count is None:
        return
    headings = dict.fromkeys(heading for heading, _ in rows) if table.sections else [None]
    for heading in headings:
        labels = [label for over, label in rows if over == heading or not table.sections]
        if len(labels) != table.row_count:
            raise DriftError(
                "another number of rows than declared",
                place=f'table "{grid.title}"' + (f', under "{heading}"' if heading else ""),
                expected=str(table.row_count),
                found=listed(labels),
            )


def check_rising(
    table: Table, grid: Grid, rows: Sequence[tuple[int, str]], headed: Mapping[str, int], lang: str
) -> None:
    """Raise DriftError where a row that is declared to rise from column to column does not, or is not there.

    ``rows`` are numbers (from 1) and labels of the rows that are read, ``headed`` the columns (from 0) by header.
    """
    for declared in table.rising:
        columns = [[label for label in headed if re.fullmatch(one, label)] for one in declared.columns]
        of_kind = [(number, label) for number, label in rows if re.fullmatch(declared.row, label)]
        if not of_kind or any(len(labels) != 1 for labels in columns):
            raise DriftError(
                "a row by which columns are told apart is missing",
                place=f'table "{grid.title}"',
                expected=f"a row like {either([in_words(declared.row)])} under columns like "
                + listed([in_words(one) for one in declared.columns]),
                found=nearest(in_words(declared.row), [label for _, label in rows]),
            )
        for number, label in of_kind:
            cells = [grid.rows[number - 1][headed[labels[0]]] for labels in columns]
            texts = [cell.text if cell else "" for cell in cells]
            values = [_plain_number(text, lang) for text in texts]
            if any(one is None or other is None or one > other for one, other in pairwise(values)):
                raise DriftError(
                    "the figures of a row do not rise from column to column",
                    place=f'table "{grid.title}", row {number}, "{label}"',
                    expected="figures that rise from " + " to ".join(f'"{labels[0]}"' for labels in columns),
                    found=", ".join(f'"{text}"' for text in texts),
                )


def _plain_number(text: str, lang: str) -> Decimal | None:
    try:
        return read_quantity(text, lang).value
    except QuantityError:
        return None


def check_declared_rows(table: Table, grid: Grid, found: Mapping[int, int]) -> None:
    """Raise DriftError where a declared row is not there, or not as often as declared; ``found`` counts them."""
    missing = [labels.labels for number, labels in enumerate(table.rows) if not labels.ignore and not found[number]]
    if missing := [labels for labels in missing if labels]:
        raise DriftError(
            "a row is missing",
            place=f'table "{grid.title}"',
            expected="; ".join(either(labels) for labels in missing),
            found="no such row",
        )
    for number, labels in enumerate(table.rows):
        if labels.times is not None and found[number] != labels.times:
            raise DriftError(
                "another number of rows than declared",
                place=f'table "{grid.title}"',
                expected=f"{labels.times} like {either(labels.shown)}",
                found=str(found[number]),
            )


def check_periods(table: Table, grid: Grid, found: Sequence[str], source: Source) -> None:
    """Raise DriftError where a figure is of another period than those declared: years that slipped in a header."""
    expected = [resolve_period(period, source.reference_period) for period in table.periods]
    others = sorted(set(found) - set(expected))
    if expected and others:
        raise DriftError(
            "the table is of other periods than declared",
            place=f'table "{grid.title}"',
            expected=", ".join(expected),
            found=", ".join(others),
        )


def check_italics(table: Table, grid: Grid, depth: int) -> None:
    """Raise DriftError where italics have a meaning and none are left: a page that lost its typography."""
    if table.italic is None:
        return
    figures = [cell for row in grid.rows[depth:] for cell in row if cell and any(map(str.isdigit, cell.text))]
    if not any(cell.italic for cell in figures):
        raise DriftError(
            "no figure is in italics",
            place=f'table "{grid.title}"',
            expected="italics on some",
            found="upright figures",
        )

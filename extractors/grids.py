"""A table as a grid, whatever the document: found by what stands over it, each cell with its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from extractors.errors import DriftError
from extractors.wordings import in_words

#: Bounds that no honest table reaches.
MAX_CELLS = 200_000


class GridCell(NamedTuple):
    """One cell as authored; merged cells fill several places of the grid. Rows and columns count from 1.

    ``text`` is as printed but for superscript footnote marks: they are in ``marks``, lest they become digits of it.
    ``fault`` says why no figure may be read from the cell, in the words of a rejection; empty for a cell that is sound.
    """

    text: str
    marks: str
    italic: bool
    header: bool
    row: int
    column: int
    height: int
    width: int
    node: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its title and ``rows`` of equal length; a place that no cell covers is None.

    ``around`` is what stands over it and the lines beside it, the title included.
    """

    title: str
    node: str
    rows: list[list[GridCell | None]]
    head_rows: int
    around: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class TitledTable:
    """A table that a document holds, not yet read: what stands over it, nearest first, and where it is.

    ``beside`` are the lines right above and below it, as far as its format knows them.
    ``read`` returns it as a grid under the title given, and raises DriftError where it is beyond the bounds.
    """

    titles: list[str]
    node: str
    read: Callable[[str], Grid]
    beside: Sequence[str] = ()


def find_grid(tables: Sequence[TitledTable], caption: str, header_labels: Collection[str]) -> Grid:
    """Return the one table in whose title, or else the line or heading above it, the pattern ``caption`` is found.

    Where several tables stand under such a heading, those with one of ``header_labels`` as a cell are meant.
    Raises DriftError unless exactly one table is left.
    """
    wanted, sought = re.compile(caption), in_words(caption)
    matches: list[Grid] = []
    found: list[str] = []
    for table in tables:
        found += table.titles[:1]
        title = next((title for title in table.titles if wanted.search(title)), None)
        if title is not None:
            matches.append(replace(table.read(title), around=(*table.titles, *table.beside)))
    if len(matches) > 1:
        headed = [grid for grid in matches if _has_cell(grid, header_labels)]
        matches = headed or matches
    if len(matches) == 1:
        return matches[0]
    if matches:
        places = ", ".join(f'"{grid.title}" at {grid.node}' for grid in matches)
        raise DriftError(
            f"{len(matches)} tables match", place=f'table "{sought}"', expected="exactly one table", found=places
        )
    nearest = difflib.get_close_matches(sought, found, n=1, cutoff=0)
    number = f"{len(tables)} table{'' if len(tables) == 1 else 's'}"
    raise DriftError(
        "no table matches",
        place=f'table "{sought}"',
        expected="exactly one table with this caption or heading",
        found=f'{number}, the nearest captioned "{nearest[0]}"' if nearest else f"{number}, none with a caption",
    )


def spans_all(cell: GridCell, grid: Grid) -> bool:
    """Tell whether one cell takes the whole width of a table: a note or a heading, under no column."""
    return grid.width > 1 and cell.width == grid.width


def _has_cell(grid: Grid, labels: Collection[str]) -> bool:
    return any(cell is not None and cell.text in labels for row in grid.rows for cell in row)

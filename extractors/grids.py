"""A table as a grid, whatever the document: found by what stands over it, each cell with its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

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


class PlainRow(Sequence[GridCell]):
    """A row of an HTML table whose cells are a text and no more, as most rows of long ones.

    ``steps`` lead from the ``node`` of the row to its cells, each beside its number (from 1) and whether it is a
    header. A cell is made when it is asked for.
    """

    __slots__ = ("node", "number", "steps", "texts")

    def __init__(
        self, node: str, number: int, steps: tuple[tuple[int, bool, str], ...], texts: tuple[str, ...]
    ) -> None:
        self.node = node
        self.number = number
        self.steps = steps
        self.texts = texts

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> GridCell: ...

    @overload
    def __getitem__(self, place: slice) -> list[GridCell]: ...

    def __getitem__(self, place: int | slice) -> GridCell | list[GridCell]:
        """Return the cell of a column, counted from 0, or those of several."""
        return self._cells()[place]

    def __iter__(self) -> Iterator[GridCell]:
        """Return an iterator over the cells."""
        return iter(self._cells())

    def _cells(self) -> list[GridCell]:
        node, number = self.node, self.number
        return [
            GridCell(text, "", False, header, number, column, 1, 1, node + step)
            for text, (column, header, step) in zip(self.texts, self.steps, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its title and ``rows`` of equal length; a place that no cell covers is None.

    ``around`` is what stands over it and the lines beside it, the title included.
    """

    title: str
    node: str
    rows: Sequence[Sequence[GridCell | None]]
    head_rows: int
    around: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def notes(self) -> Iterator[str]:
        """Yield the texts that stand in one cell over the whole width: notes and headings, under no column."""
        firsts = (row[0] for row in self.rows if row and not isinstance(row, PlainRow))
        yield from (cell.text for cell in firsts if cell is not None and spans_all(cell, self))


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

"""An HTML table as a grid: found by what stands over it, merged cells expanded, each cell with its place and typeface.

lxml walks the page and finds the table; only its fragment goes to BeautifulSoup, which forgives what its authors' tools
did to it at a twentieth of the cost of the whole page.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree

from extractors.documents import BLOCKS, FOOTNOTE_MARK, HEADINGS, UNSEEN, normalise, text_of
from extractors.errors import DriftError

MAX_SPAN = 1000
MAX_CELLS = 200_000

_ITALIC_TAGS = frozenset({"i", "em", "cite", "dfn", "var"})
_FONT_STYLE = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
#: Elements that hold the line right above a table, where that is no heading.
_LINES = frozenset({"p", "div", "li", "dd", "dt", "td", "th", "figcaption", "blockquote", "center"})


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as authored; merged cells fill several places of the grid. Rows and columns count from 1.

    ``text`` is as printed but for superscript footnote marks: they are in ``marks``, lest they become digits of it.
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


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its title and ``rows`` of equal length; a place that no cell covers is None."""

    title: str
    node: str
    rows: list[list[GridCell | None]]
    head_rows: int

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.rows[0]) if self.rows else 0


def find_grid(root: etree._Element, caption: str, header_labels: Collection[str]) -> Grid:
    """Return the one table whose caption, or else the line or heading above it, the pattern ``caption`` is found in.

    Where several tables stand under such a heading, those with one of ``header_labels`` as a cell are meant. Tables
    that hold other tables are layout. Raises DriftError unless exactly one table is left.
    """
    wanted = re.compile(caption)
    matches: list[Grid] = []
    found: list[str] = []
    for table, titles in _titled_tables(root):
        found += titles[:1]
        title = next((title for title in titles if wanted.search(title)), None)
        if title is not None:
            matches.append(read_grid(table, title))
    if len(matches) > 1:
        headed = [grid for grid in matches if _has_cell(grid, header_labels)]
        matches = headed or matches
    if len(matches) == 1:
        return matches[0]
    if matches:
        places = ", ".join(f'"{grid.title}" at {grid.node}' for grid in matches)
        raise DriftError(
            f"{len(matches)} tables match", place=f"table {caption!r}", expected="exactly one table", found=places
        )
    nearest = difflib.get_close_matches(caption, found, n=1, cutoff=0)
    raise DriftError(
        "no table matches",
        place=f"table {caption!r}",
        expected="exactly one table with this caption or heading",
        found=f'{len(found)} tables, the nearest captioned "{nearest[0]}"' if nearest else "no table with a caption",
    )


def read_grid(table: etree._Element, title: str) -> Grid:
    """Return a table element as a grid. Raises DriftError for merged cells beyond the bounds or over one another."""
    path = table.getroottree().getpath(table)
    markup = etree.tostring(table, encoding="unicode", method="html", with_tail=False)
    fragment = BeautifulSoup(markup, "lxml").find("table")
    lines = fragment.find_all("tr") if isinstance(fragment, Tag) else []
    group_end = {id(group): number for number, line in enumerate(lines, start=1) if (group := line.parent)}
    paths = _paths(fragment, path) if isinstance(fragment, Tag) else {}
    places: dict[tuple[int, int], GridCell] = {}
    width = 0
    for row, line in enumerate(lines, start=1):
        column = 1
        for cell in line.find_all(["td", "th"], recursive=False):
            while (row, column) in places:
                column += 1
            across = _span(cell, "colspan", title) or 1
            down = min(_span(cell, "rowspan", title) or len(lines), group_end[id(line.parent)] - row + 1)
            if len(places) + across * down > MAX_CELLS:
                raise DriftError(
                    "the table is too large", place=f'table "{title}"', expected=f"up to {MAX_CELLS} cells"
                )
            read = _read_cell(cell, (row, column), (down, across), paths[id(cell)])
            for place in ((row + y, column + x) for y in range(down) for x in range(across)):
                if place in places:
                    raise DriftError(
                        "two cells cover one place",
                        place=f'table "{title}", row {place[0]}, column {place[1]}',
                        found=f'"{places[place].text}" and "{read.text}"',
                    )
                places[place] = read
            column += across
            width = max(width, column - 1)
    rows = [[places.get((row, column)) for column in range(1, width + 1)] for row in range(1, len(lines) + 1)]
    return Grid(title, path, rows, head_rows=sum(1 for line in lines if line.parent and line.parent.name == "thead"))


def _titled_tables(root: etree._Element) -> Iterator[tuple[etree._Element, list[str]]]:
    heading = above = ""
    for element in root.iter(etree.Element):
        if element.tag in HEADINGS:
            heading = above = text_of(element)
        elif element.tag == "table":
            if element.find(".//table") is None:
                yield element, _titles(element, above, heading)
        elif element.tag in _LINES and not any(child.tag in BLOCKS for child in element):
            above = text_of(element) or above


def _titles(table: etree._Element, above: str, heading: str) -> list[str]:
    captions = table.findall("caption")
    parent = table.getparent()
    if parent is not None and parent.tag == "figure":
        captions += parent.findall("figcaption")
    own = [text for caption in captions if (text := text_of(caption))]
    return own or [text for text in dict.fromkeys((above, heading)) if text]


def _has_cell(grid: Grid, labels: Collection[str]) -> bool:
    return any(cell is not None and cell.text in labels for row in grid.rows for cell in row)


def _span(cell: Tag, name: str, title: str) -> int:
    """Return a span; 0 (of rows: to the end of the group) as it is, 1 where it is no number, as browsers read it."""
    found = re.match(r"\s*([0-9]{1,9})", str(cell.get(name, "1")))
    span = int(found.group(1)) if found else 1
    if span > MAX_SPAN:
        raise DriftError(
            "a merged cell is too large",
            place=f'table "{title}"',
            expected=f"{name} up to {MAX_SPAN}",
            found=str(span),
        )
    return span


def _read_cell(cell: Tag, place: tuple[int, int], size: tuple[int, int], node: str) -> GridCell:
    text: list[str] = []
    marks: list[str] = []
    slanted: list[bool] = []
    for piece in cell.descendants:
        if isinstance(piece, Tag):
            if piece.name == "br" or piece.name in BLOCKS:
                text.append(" ")
        elif type(piece) is NavigableString:
            around = list(_ancestors(piece, cell))
            if any(parent.name in UNSEEN for parent in around):
                continue
            if any(parent.name == "sup" for parent in around) and FOOTNOTE_MARK.fullmatch(normalise(piece)):
                marks.append(normalise(piece))
                continue
            text.append(piece)
            # A mark beside the figure is often upright: letters and digits decide.
            if any(character.isalnum() for character in piece):
                slanted.append(_is_slanted(piece))
    return GridCell(
        text=normalise("".join(text)),
        marks=" ".join(marks),
        italic=bool(slanted) and all(slanted),
        header=cell.name == "th",
        row=place[0],
        column=place[1],
        height=size[0],
        width=size[1],
        node=node,
    )


def _ancestors(piece: NavigableString | Tag, top: Tag) -> Iterator[Tag]:
    for parent in piece.parents:
        if parent is top:
            return
        yield parent


def _is_slanted(piece: NavigableString) -> bool:
    for parent in piece.parents:
        if declared := _FONT_STYLE.search(str(parent.get("style", ""))):
            return declared.group(1).lower() != "normal"
        if parent.name in _ITALIC_TAGS:
            return True
        if parent.name == "table":
            break
    return False


def _paths(table: Tag, path: str) -> dict[int, str]:
    """Return the node path of every row and cell by identity; a parent's children are counted once, not per cell."""
    paths = {id(table): path}
    for parent in (table, *table.find_all(["thead", "tbody", "tfoot", "tr"])):
        numbers: Counter[str] = Counter()
        for child in parent.find_all(True, recursive=False):
            numbers[child.name] += 1
            paths[id(child)] = f"{paths[id(parent)]}/{child.name}[{numbers[child.name]}]"
    return paths

"""An HTML table as a grid: merged cells expanded, each cell with its place and typeface.

lxml walks the page and finds the table; only its fragment goes to BeautifulSoup, which forgives what its authors' tools
did to it at a twentieth of the cost of the whole page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial

from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree

from extractors.documents import normalise
from extractors.errors import DriftError
from extractors.formats.html import BLOCKS, FOOTNOTE_MARK, HEADINGS, UNSEEN, text_of
from extractors.grids import MAX_CELLS, Grid, GridCell, TitledTable

MAX_SPAN = 1000

_ITALIC_TAGS = frozenset({"i", "em", "cite", "dfn", "var"})
_FONT_STYLE = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
#: Elements that hold the line right above a table, where that is no heading.
_LINES = frozenset({"p", "div", "li", "dd", "dt", "td", "th", "figcaption", "blockquote", "center"})


def html_tables(root: etree._Element) -> list[TitledTable]:
    """Return every table of a page that is no layout (one that holds other tables is), in order.

    Its title is its caption, or else the line right above it, then the heading above it.
    """
    return [
        TitledTable(titles, table.getroottree().getpath(table), partial(read_grid, table))
        for table, titles in _titled_tables(root)
    ]


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

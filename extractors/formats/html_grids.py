"""An HTML table as a grid: merged cells expanded, each cell with its place and typeface."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from lxml import etree

from extractors.documents import normalise
from extractors.errors import DriftError
from extractors.formats.html import BLOCKS, HEADINGS, is_footnote_mark, is_seen, text_of
from extractors.grids import MAX_CELLS, Grid, GridCell, TitledTable

MAX_SPAN = 1000
#: How many lines above and below a table are read with it, and after how many pieces of markup they are given up.
_LINES_BESIDE = 2
_PIECES_BESIDE = 60

_ITALIC_TAGS = frozenset({"i", "em", "cite", "dfn", "var"})
_FONT_STYLE = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_SPAN = re.compile(r"\s*([0-9]{1,9})", re.ASCII)
_HAS_COLUMNS = etree.XPath("boolean(.//tr[count(td|th) > 1])")


class _Line(NamedTuple):
    """A row as authored: its element, the head, body or foot it is in, its path, and whether its text is slanted."""

    element: etree._Element
    group: etree._Element
    node: str
    slanted: bool


def html_tables(root: etree._Element) -> list[TitledTable]:
    """Return every table of a page that is no layout (one that holds other tables is), in order.

    Its title is its caption, or else the line right above it, then the heading above it.
    """
    tree = root.getroottree()
    tables: list[TitledTable] = []
    heading = ""
    for element in root.iter("table", *HEADINGS):
        if element.tag != "table":
            heading = text_of(element)
        elif next(element.iterdescendants("table"), None) is None:
            above = _lines_beside(element, back=True)
            titles = _captions(element) or list(dict.fromkeys(filter(None, (*above[:1], heading))))
            around = (*above, *_lines_beside(element, back=False))
            node = tree.getpath(element)
            tables.append(TitledTable(titles, node, partial(read_grid, element, node), around))
    return tables


def read_grid(table: etree._Element, path: str, title: str) -> Grid:
    """Return a table element as a grid. Raises DriftError for merged cells beyond the bounds or over one another."""
    lines = list(_lines(table))
    last_row = {line.group: number for number, line in enumerate(lines, start=1)}
    rows: list[list[GridCell | None]] = []
    below: dict[int, GridCell] = {}  # by column from 0: cells that reach further down
    width = covered = 0
    for number, line in enumerate(lines, start=1):
        row: list[GridCell | None] = []
        for element, node in _cells_of(line):
            if len(element) or element.keys():
                across, down = _size(element, last_row[line.group] - number + 1, title)
                text, marks, italic = _read_text(element, slanted=line.slanted)
            else:  # as most cells of long tables are: a text and no more
                across = down = 1
                text, marks = normalise(element.text or ""), ""
                italic = line.slanted and _has_letters(text)
            covered += across * down
            if covered > MAX_CELLS:
                raise DriftError(
                    "the table is too large", place=f'table "{title}"', expected=f"up to {MAX_CELLS} cells"
                )
            while len(row) in below:
                row.append(below[len(row)])
            column = len(row)
            cell = GridCell(text, marks, italic, element.tag == "th", number, column + 1, down, across, node)
            for there in range(column, column + across):
                if there in below:
                    raise DriftError(
                        "two cells cover one place",
                        place=f'table "{title}", row {number}, column {there + 1}',
                        found=f'"{below[there].text}" and "{text}"',
                    )
                row.append(cell)
                if down > 1:
                    below[there] = cell
        if below:
            row += [None] * (max(below) + 1 - len(row))
            for there, cell in below.items():
                row[there] = cell
            below = {there: cell for there, cell in below.items() if cell.row + cell.height - 1 > number}
        rows.append(row)
        width = max(width, len(row))
    padded = [row + [None] * (width - len(row)) if len(row) < width else row for row in rows]
    return Grid(title, path, padded, head_rows=sum(line.group.tag == "thead" for line in lines))


def _lines(table: etree._Element) -> Iterator[_Line]:
    """Yield the rows that are seen."""
    tree = table.getroottree()
    groups: dict[etree._Element, tuple[str, bool]] = {}
    count = Counter[etree._Element]()
    for element in table.iter("tr"):
        group = element.getparent()
        assert group is not None  # noqa: S101 - a row is inside its table
        if group not in groups:
            slanted = _slant_of(group, inherited=_slant_of(table, inherited=False))
            groups[group] = (tree.getpath(group), slanted)
        count[group] += 1
        if not _is_hidden(element):
            node, slanted = groups[group]
            yield _Line(element, group, f"{node}/tr[{count[group]}]", _slant_of(element, inherited=slanted))


def _cells_of(line: _Line) -> Iterator[tuple[etree._Element, str]]:
    """Yield the cells of a row that are seen, each with its path."""
    cells = headers = 0
    for element in line.element:
        tag = element.tag
        if tag == "td":
            cells += 1
            node = f"{line.node}/td[{cells}]"
        elif tag == "th":
            headers += 1
            node = f"{line.node}/th[{headers}]"
        else:
            continue
        if not (element.keys() and _is_hidden(element)):
            yield element, node


def _size(cell: etree._Element, rows_left: int, title: str) -> tuple[int, int]:
    """Return how many columns and rows a cell covers; no more rows than its group has left."""
    across, down = cell.get("colspan"), cell.get("rowspan")
    if across is None and down is None:
        return 1, 1
    return _span(across, "colspan", title) or 1, min(_span(down, "rowspan", title) or rows_left, rows_left)


def _captions(table: etree._Element) -> list[str]:
    captions = table.findall("caption")
    parent = table.getparent()
    if parent is not None and parent.tag == "figure":
        captions += parent.findall("figcaption")
    return [text for caption in captions if (text := text_of(caption))]


def _lines_beside(table: etree._Element, *, back: bool) -> list[str]:
    """Return the lines right above (``back``) or below a table, nearest first, as far as the next table of data."""
    lines: list[str] = []
    pieces: list[str] = []
    for piece in islice(_pieces(table, back=back), _PIECES_BESIDE):
        if piece is not None:
            pieces.append(piece)
            continue
        if text := normalise("".join(reversed(pieces) if back else pieces)):
            lines.append(text)
        pieces.clear()
        if len(lines) == _LINES_BESIDE:
            break
    return lines


def _pieces(table: etree._Element, *, back: bool) -> Iterator[str | None]:
    """Yield the pieces of text before or after a table, going away from it, and None where a line begins or ends."""
    element = table
    while (parent := element.getparent()) is not None:
        if not back:
            yield element.tail or ""
        for sibling in element.itersiblings(preceding=back):
            if back:
                yield sibling.tail or ""
            if (yield from _pieces_inside(sibling, back=back)):
                yield None
                return
            if not back:
                yield sibling.tail or ""
        if back:
            yield parent.text or ""
        if parent.tag in BLOCKS:
            yield None
        element = parent
    yield None


def _pieces_inside(element: etree._Element, *, back: bool) -> Generator[str | None, None, bool]:
    """Yield what :func:`_pieces` yields, of one element; return whether it is another table of data."""
    if not is_seen(element):
        return False
    if element.tag == "table" and _HAS_COLUMNS(element):
        return True
    breaks = element.tag in BLOCKS or element.tag == "br"
    if breaks:
        yield None
    if any(child.tag in BLOCKS for child in element):
        if not back:
            yield element.text or ""
        for child in reversed(element) if back else element:
            if back:
                yield child.tail or ""
            if (yield from _pieces_inside(child, back=back)):
                return True
            if not back:
                yield child.tail or ""
        if back:
            yield element.text or ""
    else:
        yield text_of(element)
    if breaks:
        yield None
    return False


def _span(said: str | None, name: str, title: str) -> int:
    """Return a span; 0 (of rows: to the end of the group) as it is, 1 where it is no number, as browsers read it."""
    found = _SPAN.match(said) if said else None
    span = int(found.group(1)) if found else 1
    if span > MAX_SPAN:
        raise DriftError(
            "a merged cell is too large",
            place=f'table "{title}"',
            expected=f"{name} up to {MAX_SPAN}",
            found=str(span),
        )
    return span


def _read_text(cell: etree._Element, *, slanted: bool) -> tuple[str, str, bool]:
    """Return the text of a cell, the marks of footnotes in it, and whether its letters and digits are all slanted."""
    slanted = _slant_of(cell, inherited=slanted)
    if not len(cell):
        text = normalise(cell.text or "")
        return text, "", slanted and _has_letters(text)
    pieces: list[str] = []
    marks: list[str] = []
    # A mark beside the figure is often upright: letters and digits decide.
    upright = _collect(cell, pieces, marks, slanted=slanted)
    text = normalise("".join(pieces))
    return text, " ".join(marks), not upright and _has_letters(text)


def _collect(element: etree._Element, pieces: list[str], marks: list[str], *, slanted: bool) -> bool:
    """Add the text and the footnote marks inside an element; return whether a letter or digit of it stands upright."""
    upright = False

    def add(piece: str | None) -> None:
        nonlocal upright
        if piece:
            pieces.append(piece)
            upright = upright or (not slanted and _has_letters(piece))

    add(element.text)
    for child in element:
        if is_seen(child) and not _is_hidden(child):
            if is_footnote_mark(child):
                marks.append(normalise("".join(map(str, child.itertext()))))
            else:
                apart = child.tag == "br" or child.tag in BLOCKS
                if apart:
                    pieces.append(" ")
                upright = _collect(child, pieces, marks, slanted=_slant_of(child, inherited=slanted)) or upright
                if apart:
                    pieces.append(" ")
        add(child.tail)
    return upright


def _has_letters(text: str) -> bool:
    """Tell whether there are letters or digits in a text."""
    return any(map(str.isalnum, text))


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _slant_of(element: etree._Element, *, inherited: bool) -> bool:
    if (style := element.get("style")) and (declared := _FONT_STYLE.search(style)):
        return declared.group(1).lower() != "normal"
    return inherited or element.tag in _ITALIC_TAGS

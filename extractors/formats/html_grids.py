"""An HTML table as a grid: merged cells expanded, each cell with its place and typeface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from lxml import etree

from extractors.documents import normalise
from extractors.errors import DriftError
from extractors.formats.html import BLOCKS, HEADINGS, is_seen, text_of
from extractors.formats.html_rows import cells_of, is_hidden, plain_row, read_text, size_of, slant_of
from extractors.grids import MAX_CELLS, Grid, GridCell, TitledTable

#: How many lines above and below a table are read with it, and after how many pieces of markup they are given up.
_LINES_BESIDE = 2
_PIECES_BESIDE = 60

#: From this row on, plain rows are kept as such: their cells are made each time they are asked for.
_FEW_ROWS = 100
_HAS_COLUMNS = etree.XPath("boolean(.//tr[count(td|th) > 1])")
_HAS_ROW_SPANS = etree.XPath("boolean(.//@rowspan)")


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
    spanned = _HAS_ROW_SPANS(table)
    last_row = {line.group: number for number, line in enumerate(_lines(table), start=1)} if spanned else {}
    rows: list[Sequence[GridCell | None]] = []
    below: dict[int, GridCell] = {}  # by column from 0: cells that reach further down
    width = covered = head_rows = 0
    for number, line in enumerate(_lines(table), start=1):
        plain = None if below or line.slanted else plain_row(line.element, line.node, number)
        if plain is None:
            row = _tiled_row(line, number, below, last_row.get(line.group, number) - number + 1, title)
            covered += sum(cell.height for cell in row if cell is not None and cell.row == number)
        else:
            row = plain if number > _FEW_ROWS else list(plain)
            covered += len(row)
        if covered > MAX_CELLS:
            raise DriftError("the table is too large", place=f'table "{title}"', expected=f"up to {MAX_CELLS} cells")
        rows.append(row)
        width = max(width, len(row))
        head_rows += line.group.tag == "thead"
    padded = [[*row, *[None] * (width - len(row))] if len(row) < width else row for row in rows]
    return Grid(title, path, padded, head_rows=head_rows)


def _tiled_row(
    line: _Line, number: int, below: dict[int, GridCell], rows_left: int, title: str
) -> Sequence[GridCell | None]:
    """Return the cells of a row and those from above that reach into it; ``below`` are then those that go on."""
    row: list[GridCell | None] = []
    for element, step in cells_of(line.element):
        across, down = size_of(element, rows_left, title)
        text, marks, italic = read_text(element, slanted=line.slanted)
        while len(row) in below:
            row.append(below[len(row)])
        column = len(row)
        if column > MAX_CELLS:
            break
        cell = GridCell(text, marks, italic, element.tag == "th", number, column + 1, down, across, line.node + step)
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
        for there, cell in list(below.items()):
            row[there] = cell
            if cell.row + cell.height - 1 == number:
                del below[there]
    return row


def _lines(table: etree._Element) -> Iterator[_Line]:
    """Yield the rows that are seen."""
    tree = table.getroottree()
    groups: dict[etree._Element, tuple[str, bool]] = {}
    count = Counter[etree._Element]()
    for element in table.iter("tr"):
        group = element.getparent()
        assert group is not None  # noqa: S101 - a row is inside its table
        if group not in groups:
            slanted = slant_of(group, inherited=slant_of(table, inherited=False))
            groups[group] = (tree.getpath(group), slanted)
        count[group] += 1
        if not is_hidden(element):
            node, slanted = groups[group]
            yield _Line(element, group, f"{node}/tr[{count[group]}]", slant_of(element, inherited=slanted))


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

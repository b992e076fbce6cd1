"""A row of an HTML table as authored: its cells, how far each reaches, their texts, footnote marks and typeface."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from extractors.documents import normalise
from extractors.errors import DriftError
from extractors.formats.html import BLOCKS, is_footnote_mark, is_seen
from extractors.grids import PlainRow

MAX_SPAN = 1000

_ITALIC_TAGS = frozenset({"i", "em", "cite", "dfn", "var"})
_FONT_STYLE = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_SPAN = re.compile(r"\s*([0-9]{1,9})", re.ASCII)
#: Rows of more cells are not kept as plain ones.
_MANY = 1000
_CELLS = frozenset({"td", "th"})
#: Attributes that make more of a cell than its text.
_SHAPING = frozenset({"colspan", "rowspan", "style"})


def cells_of(row: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the cells of a row that are seen, each with the last step of its path."""
    cells = headers = 0
    for element in row:
        tag = element.tag
        if tag == "td":
            cells += 1
            step = f"/td[{cells}]"
        elif tag == "th":
            headers += 1
            step = f"/th[{headers}]"
        else:
            continue
        if not (element.keys() and is_hidden(element)):
            yield element, step


def plain_row(row: etree._Element, node: str, number: int) -> PlainRow | None:
    """Return a row, the ``number``-th that is seen, at the path ``node``; None where it is more than some texts."""
    cells = list(row) if len(row) < _MANY else []
    steps = _steps(tuple([cell.tag for cell in cells]))
    if not steps or any(map(len, cells)) or not all(_SHAPING.isdisjoint(cell.keys()) for cell in cells):
        return None
    return PlainRow(node, number, steps, tuple([normalise(cell.text or "") for cell in cells]))


@lru_cache(maxsize=256)
def _steps(tags: tuple[str, ...]) -> tuple[tuple[int, bool, str], ...] | None:
    """Return the steps from a row to its cells by their tags as :class:`PlainRow` has them, None for other tags."""
    if not _CELLS.issuperset(tags):
        return None
    count = Counter[str]()
    steps = []
    for column, tag in enumerate(tags, start=1):
        count[tag] += 1
        steps.append((column, tag == "th", f"/{tag}[{count[tag]}]"))
    return tuple(steps)


def size_of(cell: etree._Element, rows_left: int, title: str) -> tuple[int, int]:
    """Return how many columns and rows a cell covers; no more rows than its group has left."""
    across, down = cell.get("colspan"), cell.get("rowspan")
    if across is None and down is None:
        return 1, 1
    return _span(across, "colspan", title) or 1, min(_span(down, "rowspan", title) or rows_left, rows_left)


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


def read_text(cell: etree._Element, *, slanted: bool) -> tuple[str, str, bool]:
    """Return the text of a cell, the marks of footnotes in it, and whether its letters and digits are all slanted."""
    slanted = slant_of(cell, inherited=slanted)
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
        if is_seen(child) and not is_hidden(child):
            if is_footnote_mark(child):
                marks.append(normalise("".join(map(str, child.itertext()))))
            else:
                apart = child.tag == "br" or child.tag in BLOCKS
                if apart:
                    pieces.append(" ")
                upright = _collect(child, pieces, marks, slanted=slant_of(child, inherited=slanted)) or upright
                if apart:
                    pieces.append(" ")
        add(child.tail)
    return upright


def _has_letters(text: str) -> bool:
    """Tell whether there are letters or digits in a text."""
    return any(map(str.isalnum, text))


def is_hidden(element: etree._Element) -> bool:
    """Tell whether the style of an element hides it."""
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def slant_of(element: etree._Element, *, inherited: bool) -> bool:
    """Tell whether the text of an element is slanted, by its own style or tag, or else like what it is in."""
    if (style := element.get("style")) and (declared := _FONT_STYLE.search(style)):
        return declared.group(1).lower() != "normal"
    return inherited or element.tag in _ITALIC_TAGS

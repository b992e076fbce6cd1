"""An archived page made harmless: its text and tables as they were, every figure's place with an id, nothing alive.

What is written here is written tag by tag from a closed list, text escaped: no script, style, form, frame, picture,
link or address of the page survives, whatever its markup was. The tree is the one that the readers of figures saw, so
their places are found in it by the same paths.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape

from lxml import etree

from extractors.documents import normalise
from extractors.formats.html import BLOCKS, Piece, lines, parse_html
from extractors.observation import Cell, Locator, Span
from reporting.site.marks import Marked, Marks

_KEPT = frozenset(
    """
    address article aside b blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption
    figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main nav ol p pre q rp rt ruby s samp section small span
    strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr
    """.split()  # noqa: SIM905 - one word a line would be a page of them
)
#: Elements that are left out with all that is in them.
_DROPPED = frozenset(
    """
    applet area audio base canvas datalist embed frame frameset head iframe input link map math meta noembed noframes
    noscript object option param script select source style svg template textarea title track video
    """.split()  # noqa: SIM905 - one word a line would be a page of them
)
_VOID = frozenset({"br", "col", "hr", "wbr"})
#: Where a browser would throw out an element of no table, and the cells within it.
_BETWEEN_CELLS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
#: Attributes that survive, and what their values look like.
_ATTRIBUTES = {
    "colspan": re.compile("[0-9]{1,4}", re.ASCII),
    "rowspan": re.compile("[0-9]{1,4}", re.ASCII),
    "lang": re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}", re.ASCII),
    "dir": re.compile("ltr|rtl|auto"),
}
_HIDDEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")

Spot = tuple[etree._Element, bool]


def harmless_page(content: bytes, *, media_type: str, lang: str, places: Mapping[str, Locator], marks: Marks) -> str:
    """Return the body of a page as harmless HTML, its places marked; ``marks`` knows which were found.

    Raises DriftError for bytes that are no HTML page within the bounds.
    """
    root = parse_html(content, media_type=media_type, lang=lang).root
    body = next(root.iter("body"), root)
    return "".join(_Writer(root, places, marks).inside(body))


class _Writer:
    """Writes the elements of one page."""

    def __init__(self, root: etree._Element, places: Mapping[str, Locator], marks: Marks) -> None:
        self._marks = marks
        self._cells: dict[etree._Element, list[str]] = defaultdict(list)
        self._spans: dict[Spot, list[Marked]] = defaultdict(list)
        for place, element in _cells(root, places):
            self._cells[element].append(place)
        for place, (element, is_tail), start, end in _spans(root, places):
            self._spans[element, is_tail].append(Marked(start, end, place))
        self._holding = {
            above
            for element in (*self._cells, *(element for element, _ in self._spans))
            for above in (element, *element.iterancestors())
        }

    def inside(self, element: etree._Element) -> Iterator[str]:
        """Yield what an element holds."""
        yield self._text(element, element.text, is_tail=False)
        for child in element:
            yield from self._element(child)
            yield self._text(child, child.tail, is_tail=True)

    def _element(self, element: etree._Element) -> Iterator[str]:
        tag = str(element.tag)
        if tag == "img":
            yield f'<span class="image">{escape(normalise(element.get("alt") or "") or "image")}</span>'
            return
        if tag in _DROPPED and element not in self._holding:
            return
        name = tag if tag in _KEPT else "div" if tag in BLOCKS else "span"
        parent = element.getparent()
        if name not in _KEPT and parent is not None and parent.tag in _BETWEEN_CELLS:
            yield from self.inside(element)
            return
        places = self._cells.get(element)
        yield f"<{name}{''.join(self._attributes(element))}"
        yield self._marks.opening(places) if places else ">"
        if name not in _VOID:
            yield from self.inside(element)
            yield f"{self._marks.closing(places) if places else ''}</{name}>"

    def _attributes(self, element: etree._Element) -> Iterator[str]:
        for name, pattern in _ATTRIBUTES.items():
            value = element.get(name)
            if value is not None and pattern.fullmatch(value):
                yield f' {name}="{value}"'
        if element.tag == "a":
            yield ' class="link"'
        if element not in self._holding and _HIDDEN.search(element.get("style") or ""):
            yield " hidden"

    def _text(self, element: etree._Element, text: str | None, *, is_tail: bool) -> str:
        return self._marks.text(text or "", self._spans.get((element, is_tail), ()))


def _cells(root: etree._Element, places: Mapping[str, Locator]) -> Iterator[tuple[str, etree._Element]]:
    """Yield the element of each place in a table."""
    tree = root.getroottree()
    for place, locator in places.items():
        if isinstance(locator, Cell) and locator.node:
            found = tree.xpath(locator.node)
            if isinstance(found, list) and found and isinstance(found[0], etree._Element):
                yield place, found[0]


def _spans(root: etree._Element, places: Mapping[str, Locator]) -> Iterator[tuple[str, Spot, int, int]]:
    """Yield the piece or pieces of text that each place in a sentence is, with where it begins and ends in them."""
    wanted: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    for place, locator in places.items():
        if isinstance(locator, Span):
            wanted[locator.node].append((place, locator))
    if not wanted:
        return
    found: set[str] = set()
    for node, pieces in lines(root):
        for place, span in wanted.get(node, ()):
            text, origins = _normalised(pieces)
            at = text.find(span.sentence)
            if at < 0 or place in found:
                continue
            found.add(place)
            for spot, start, end in _runs(pieces, origins[at + span.start : at + span.end]):
                yield place, spot, start, end


def _normalised(pieces: list[Piece]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of a line as it was read, and for each of its characters the piece and the place in it."""
    characters: list[str] = []
    origins: list[tuple[int, int]] = []
    for number, (text, _, _) in enumerate(pieces):
        for at, character in enumerate(text):
            if _INVISIBLE.match(character):
                continue
            space = character.isspace()
            if space and (not characters or characters[-1] == " "):
                continue
            characters.append(" " if space else character)
            origins.append((number, at))
    if characters and characters[-1] == " ":
        characters.pop()
        origins.pop()
    return "".join(characters), origins


def _runs(pieces: list[Piece], origins: list[tuple[int, int]]) -> Iterator[tuple[Spot, int, int]]:
    """Yield the pieces that some characters of a line stand in, with the first and behind the last of them."""
    ends: dict[int, tuple[int, int]] = {}
    for number, at in origins:
        ends[number] = (ends[number][0] if number in ends else at, at + 1)
    for number, (start, end) in ends.items():
        _, element, is_tail = pieces[number]
        if element is not None:
            yield (element, is_tail), start, end

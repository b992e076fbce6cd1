"""An HTML document as a tree and as blocks of text, within bounds that no honest page reaches.

lxml builds the tree: no entities are expanded, nothing is loaded. A page that the parser would have to cut short is
refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from extractors.documents import Block, normalise
from extractors.encodings import decode
from extractors.errors import DriftError

MAX_ELEMENTS = 500_000
MAX_ATTRIBUTE = 2_000_000

#: How a document ends, in so many last characters, unless it leaves out what may be left out. Behind one that does a
#: mark is put: where the parser finds it tells whether the document was complete.
_CLOSED = re.compile("</(?:body|html)[ \t\r\n]*>", re.IGNORECASE)
_TAIL = 50_000
_END = "x-end-of-document"
_MORE_THAN = etree.XPath("count(//*) > $limit")
_LONGEST = etree.XPath("boolean(//@*[string-length() > $limit])")

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that begin and end a line of text of their own.
_BLOCK_NAMES = """
    html body main article section aside header footer nav div p blockquote pre address form fieldset legend center
    ul ol li dl dt dd figure figcaption table caption thead tbody tfoot tr td th hr details summary
"""
BLOCKS = HEADINGS | frozenset(_BLOCK_NAMES.split())
#: Elements whose text is no part of what a reader sees as the text: code, insides of forms, readings above words (rt),
#: what is struck out.
_UNSEEN_NAMES = "head script style noscript template svg math object iframe select option textarea rt rp del s strike"
UNSEEN = frozenset(_UNSEEN_NAMES.split())
#: A piece of a line: a text, and the element that it is in, or behind (True); no element where a line break was.
Piece = tuple[str, etree._Element | None, bool]
#: What a superscript of a footnote looks like: 1, *, (2), a, 1,2
FOOTNOTE_MARK = re.compile(r"[(\[]?(?:[0-9]{1,2}|[a-z]|[*†‡§¶]{1,3})(?:[, ]{1,2}(?:[0-9]{1,2}|[a-z]|[*†‡§¶]))*[)\]]?")


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed HTML document, the encoding it was read in, and the one it declares (empty if none)."""

    root: etree._Element
    encoding: str
    declared_encoding: str


def parse_html(content: bytes, *, media_type: str = "text/html", lang: str = "en") -> Page:
    """Return a document as a tree.

    Raises DriftError for bytes that are no text, no HTML, or beyond the bounds, and for half a document: one that ends
    inside a table, a tag or a comment.
    """
    decoded = decode(content, media_type=media_type, lang=lang)
    if decoded.text.count("<") > 2 * MAX_ELEMENTS:
        raise _out_of_bounds(f"more than {2 * MAX_ELEMENTS} tags")
    closed = _CLOSED.search(decoded.text, max(0, len(decoded.text) - _TAIL)) is not None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring((decoded.text + ("" if closed else f"<{_END}></{_END}>")).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise DriftError("the document is not HTML", found=str(error)) from error
    if root is None or not decoded.text.strip():
        raise DriftError("the document is not HTML", found="no element in it")
    for entry in parser.error_log:
        # libxml2 recovers from bad markup, but at its limits it drops the rest of the page without raising.
        if entry.level == etree.ErrorLevels.FATAL:
            raise _out_of_bounds(normalise(entry.message))
    if not closed:
        _check_end(root)
    if _MORE_THAN(root, limit=MAX_ELEMENTS):
        raise _out_of_bounds(f"more than {MAX_ELEMENTS} elements")
    if len(decoded.text) > MAX_ATTRIBUTE and _LONGEST(root, limit=MAX_ATTRIBUTE):
        raise _out_of_bounds(f"an attribute of more than {MAX_ATTRIBUTE} characters")
    return Page(root, decoded.encoding, decoded.declared_encoding)


def _check_end(root: etree._Element) -> None:
    """Take the mark of the end out of a tree. Raises DriftError where it is lost or inside a table: a page cut off."""
    end = next(root.iter(_END), None)
    table = None if end is None else next(end.iterancestors("table"), None)
    if end is None or table is not None:
        place = "a tag, a comment or the head" if table is None else "a table"
        raise DriftError("the document is cut off", expected="a complete page", found=f"its end inside {place}")
    parent = end.getparent()
    if parent is not None:
        parent.remove(end)


def blocks(root: etree._Element) -> list[Block]:
    """Return the text of a document line by line, in order and each piece once; lines without text are left out."""
    return [
        Block(text, node)
        for node, pieces in lines(root)
        if (text := normalise("".join([text for text, _, _ in pieces])))
    ]


def lines(root: etree._Element) -> Iterator[tuple[str, list[Piece]]]:
    """Yield each line of a document: the path of its block, and the pieces of its text, not normalised.

    Text between two blocks is a line of its own. Superscripts that look like footnote marks are left out, so that a
    figure does not run into the number of its note.
    """
    pieces: list[Piece] = []
    place = root.getroottree().getpath(root)
    paths, steps = [""], [iter([place])]
    open_blocks = [place]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element.tag in BLOCKS and pieces:
            yield open_blocks[-1], pieces
            pieces = []
        if event == "start":
            paths.append(paths[-1] + next(steps[-1]))
            steps.append(_steps(element))
            if element.tag in BLOCKS:
                open_blocks.append(paths[-1])
            if not is_seen(element) or is_footnote_mark(element):
                walk.skip_subtree()
            elif element.tag == "br":
                pieces.append((" ", None, False))
            elif element.text:
                pieces.append((element.text, element, False))
        else:
            if element.tag in BLOCKS:
                open_blocks.pop()
            if element is not root and element.tail:
                pieces.append((element.tail, element, True))
            paths.pop()
            steps.pop()


def _steps(parent: etree._Element) -> Iterator[str]:
    """Yield the last step of each child's path as XPath has it, in order: found for all of them in one go."""
    tags = [child.tag for child in parent if isinstance(child.tag, str)]
    count, seen = Counter(tags), Counter[str]()
    for tag in tags:
        seen[tag] += 1
        yield f"/{tag}[{seen[tag]}]" if count[tag] > 1 else f"/{tag}"


def text_of(element: etree._Element) -> str:
    """Return all text of an element as one line."""
    if not len(element):
        return normalise(element.text or "") if is_seen(element) else ""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        apart = " " if part.tag == "br" or part.tag in BLOCKS else ""
        if event == "start":
            if not is_seen(part) or is_footnote_mark(part):
                walk.skip_subtree()
            else:
                pieces.append(apart + (part.text or ""))
        elif part is not element:
            pieces.append(apart + (part.tail or ""))
    return normalise("".join(pieces))


def is_seen(element: etree._Element) -> bool:
    """Tell whether an element's text is part of what a reader of the page reads."""
    return isinstance(element.tag, str) and element.tag not in UNSEEN


def is_footnote_mark(element: etree._Element) -> bool:
    """Tell whether an element is a superscript that looks like the mark of a footnote."""
    return element.tag == "sup" and bool(
        FOOTNOTE_MARK.fullmatch(normalise("".join(str(piece) for piece in element.itertext())))
    )


def _out_of_bounds(found: str) -> DriftError:
    return DriftError("the document is beyond what an honest page needs", expected="a page within bounds", found=found)

"""Pages made of texts in Markdown: the method, the data dictionary."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from extractors import storage
from extractors.settings import PROJECT_ROOT
from reporting.site.pages import Link, Page
from warehouse.dictionary import render

if TYPE_CHECKING:
    from markdown_it.token import Token

_METHOD = PROJECT_ROOT / "docs" / "method.md"

#: Texts that lead to each other, and the pages they are.
PAGES = {"method.md": "method.html", "data-dictionary.md": "dictionary.html"}

#: What a heading's anchor leaves out, as the forges do: the links in the texts count on it.
_NO_ANCHOR = re.compile(r"[^\w\- ]")


def prose_pages() -> list[Page]:
    """Return the pages of the method and of the data dictionary. Raises StorageError where the method is not there."""
    try:
        method = _METHOD.read_text(encoding="utf-8")
    except OSError as error:
        raise storage.storage_error(error, _METHOD) from error
    return [
        _page("method.html", "Method", method),
        _page("dictionary.html", "Data dictionary", render()),
    ]


def _page(name: str, title: str, text: str) -> Page:
    body, contents = to_html(text)
    return Page(name, "prose.html", title, {"body": body, "contents": contents})


def to_html(text: str) -> tuple[str, list[Link]]:
    """Return a text as HTML without its title, and links to its sections.

    Markup in the text stays text. Links to files that are no page of the site become plain text.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    start = next((at + 1 for at, one in enumerate(tokens) if one.type == "heading_close" and one.tag == "h1"), 0)
    tokens = tokens[start:]
    contents = []
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            anchor = _NO_ANCHOR.sub("", inline.content.lower()).replace(" ", "-")
            heading.attrSet("id", anchor)
            if heading.tag == "h2":
                contents.append(Link(inline.content, f"#{anchor}"))
    for token in tokens:
        token.children = _with_own_links(token.children) if token.children else token.children
    html: str = parser.renderer.render(_in_boxes(tokens), parser.options, {})
    return html, contents


def _with_own_links(tokens: list[Token]) -> list[Token]:
    """Return the parts of a line, links to other texts leading to their pages, those to files without a link."""
    kept = []
    is_dropped = False
    for token in tokens:
        if token.type == "link_open":
            target, _, anchor = str(token.attrGet("href")).partition("#")
            is_dropped = bool(target) and target not in PAGES and not target.startswith("https://")
            if target in PAGES:
                token.attrSet("href", PAGES[target] + (f"#{anchor}" if anchor else ""))
        if not (is_dropped and token.type in {"link_open", "link_close"}):
            kept.append(token)
    return kept


def _in_boxes(tokens: list[Token]) -> list[Any]:
    """Return the tokens with a box around each table and listing, which may be wider than the page."""
    from markdown_it.token import Token

    boxed: list[Token] = []
    for token in tokens:
        if token.type in {"table_open", "fence"}:
            boxed.append(Token("html_block", "", 0, content='<div class="box" tabindex="0">'))
        boxed.append(token)
        if token.type in {"table_close", "fence"}:
            boxed.append(Token("html_block", "", 0, content="</div>\n"))
    return boxed

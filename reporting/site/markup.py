"""Links, cells and rows of tables as HTML: by far most of a page, so they are written here and not in a template."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from markupsafe import Markup

from reporting.site.pages import Cell, Column, Link, Table

_ELSEWHERE = ("https://", "http://")
#: A text up to this long is never broken: days, codes, names of periods. A longer one is given room for words,
#: and one of several sentences for these.
_SHORT, _TEXT = 16, 120


def is_elsewhere(address: str) -> bool:
    """Tell whether a link leads out of the site, to an address that a browser opens as a page."""
    return address.startswith(_ELSEWHERE)


def link(one: Link, root: str) -> Markup:
    """Return a link of a page that is ``root`` away from the folder of the site."""
    return Markup(_link(one, root))  # noqa: S704 - its parts are escaped


def cell(value: Cell, root: str) -> Markup:
    """Return a text, a link, or several of them; two links in a row are kept apart."""
    return Markup(_cell(value, root))  # noqa: S704 - its parts are escaped


def rows(table: Table, root: str) -> Markup:
    """Return the rows of a table; the first cell of each is its header."""
    return Markup("\n".join(_rows(table, root)))  # noqa: S704 - its parts are escaped


# Within, plain text: Markup would look at each piece again whenever two are joined.


def _link(one: Link, root: str) -> str:
    text, to = escape(one.text), escape(one.to)
    if is_elsewhere(one.to):
        return f'<a href="{to}" rel="external noopener noreferrer">{text}</a>'
    return f'<a href="{"" if one.to.startswith("#") else root}{to}">{text}</a>'


def _cell(value: Cell, root: str) -> str:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Link):
        return _link(value, root)
    written = ""
    was_link = False
    for part in value:
        is_link = isinstance(part, Link)
        written += (" " if is_link and was_link else "") + _cell(part, root)
        was_link = is_link
    return written


def _rows(table: Table, root: str) -> Iterator[str]:
    for line in table.rows:
        anchor = f' id="{escape(line.anchor)}"' if line.anchor else ""
        due = f' data-due="{escape(line.due)}"' if line.due else ""
        first, *rest = zip(table.columns, line.cells, strict=True)
        head = f'<th scope="row"{_class(*first)}>{_cell(first[1], root)}</th>'
        cells = "".join(f"<td{_class(column, value)}>{_cell(value, root)}</td>" for column, value in rest)
        yield f"<tr{anchor}{due}>{head}{cells}</tr>"


def _class(column: Column, value: Cell) -> str:
    if column.is_number:
        return ' class="number"'
    if isinstance(value, list):
        return ""
    text = value if isinstance(value, str) else value.text
    kind = "short" if len(text) <= _SHORT else "text" if len(text) <= _TEXT else "long"
    return f' class="{kind}"'

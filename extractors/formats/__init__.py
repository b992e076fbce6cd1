"""Documents of every format, opened: each module reads one, and here is which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from extractors.documents import Content
from extractors.formats import delimited, html, html_grids, pdf, plain_text, xls, xlsx

Open = Callable[[bytes, str, str], Content]


def _open_html(content: bytes, media_type: str, lang: str) -> Content:
    page = html.parse_html(content, media_type=media_type, lang=lang)
    tables = html_grids.html_tables(page.root)
    return Content(tables, partial(html.blocks, page.root), page.encoding, page.declared_encoding)


#: By the format that a declaration names: bytes, media type (it may carry a charset) and language → what is in it.
FORMATS: dict[str, Open] = {
    "csv": delimited.open_csv,
    "html": _open_html,
    "pdf": pdf.open_pdf,
    "text": plain_text.open_text,
    "xls": xls.open_xls,
    "xlsx": xlsx.open_xlsx,
}


def open_document(content: bytes, format_: str, *, media_type: str, lang: str) -> Content:
    """Return what a document holds. Raises DriftError where the bytes are not of that format or beyond the bounds."""
    return FORMATS[format_](content, media_type, lang)

"""PDF files that tests set for themselves: a page as text at places in points, and files made by hand."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from fpdf import FPDF

SIZE = 10.0
LEADING = 12.5


class Sheet(FPDF):
    """Pages on which text is put at a place; the file is the same each time."""

    def __init__(self) -> None:
        super().__init__(unit="pt", format=(612, 792))
        self.set_auto_page_break(False)
        self.add_page()
        self.set_font("Helvetica", size=SIZE)

    def put(self, x: float, y: float, text: str, *, size: float = SIZE, align: str = "left", style: str = "") -> None:
        """Put a text with its baseline at ``y``, its left or right end or its middle at ``x``."""
        self.set_font("Helvetica", style=style, size=size)
        width = self.get_string_width(text)
        self.text(x - {"left": 0.0, "centre": width / 2, "right": width}[align], y, text)

    def column(self, x: float, y: float, lines: Sequence[str], *, size: float = SIZE) -> None:
        """Put lines of text under one another."""
        for number, line in enumerate(lines):
            self.put(x, y + number * LEADING * size / SIZE, line, size=size)

    def file(self) -> bytes:
        """Return the file."""
        return bytes(self.output())


def made_by_hand(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF file of these objects, numbered from 1, of which the first is the catalogue."""
    file = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer)
    return file + size + b"startxref\n%d\n%%%%EOF\n" % table


def one_page(
    content: bytes, *, filters: bytes = b"/FlateDecode", more: Sequence[bytes] = (), res: bytes = b""
) -> bytes:
    """Return a file of one page with this content stream, further objects from number 6 on."""
    stream = b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(content), filters, content)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>" % res
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return made_by_hand([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream, font, *more])


def deflated(content: bytes) -> bytes:
    """Return a content as FlateDecode undoes it."""
    return zlib.compress(content, 9)

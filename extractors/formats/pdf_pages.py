"""What is on the pages of a PDF file, found out by a process of its own: words, ruled cells, images, with their places.

Run as a program: the file on standard input, its limits as JSON in the first argument, one JSON object on standard
output. A PDF can make its reader compute for hours or fill all memory in more ways than can be listed, so the limits
that this program counts (bytes, pages, inflated bytes, words) are backed by limits of the operating system on processor
time and memory. It imports nothing of this project, so that it can run isolated.
"""

from __future__ import annotations

import json
import logging
import re
import resource
import sys
import zlib
from collections import defaultdict
from io import BytesIO
from typing import Any

import pdfplumber.pdf
from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.lzw import lzwdecode
from pdfminer.pdfdocument import PDFEncryptionError, PDFXRefFallback
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFStream,
)
from pdfminer.runlength import rldecode
from pdfplumber.page import Page
from pdfplumber.utils.text import extract_words

#: Filters in a chain; one more than any writer uses.
_MAX_FILTERS = 2
#: Input to the filters that Python itself undoes, slowly.
_MAX_SLOW_INPUT = 1_000_000
_TAIL = 2048
_SHOWN = 200
_ITALIC = re.compile("italic|oblique", re.IGNORECASE)
#: Gap between two letters of a word, relative to their size; a space is a quarter.
_WORD_GAP = 0.15
#: How far apart two prints of one letter are, relative to its size; the narrowest letter is wider.
_HAIR = 0.12


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault of this program
    """The file is not to be read; the arguments say what was expected and found, and on which page."""

    def __init__(self, message: str, expected: str, found: str, page: int | None = None) -> None:
        super().__init__(message)
        self.facts = {"message": message, "expected": expected, "found": found, "page": page}


class _Budget:
    """Bytes that may still be inflated."""

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit

    def inflate(self, data: bytes) -> bytes:
        stream = zlib.decompressobj()
        try:
            plain = stream.decompress(data, self.left + 1)
        except zlib.error as error:
            raise Refused("the file is damaged", "compressed data that can be inflated", str(error)) from error
        if len(plain) > self.left:
            raise Refused("the file is too large", f"up to {self.limit} bytes inflated", "more")
        if not stream.eof:
            raise Refused("the file is damaged or cut off", "compressed data to its end", f"{len(plain)} bytes of it")
        self.left -= len(plain)
        return plain


def _bounded_parser(budget: _Budget) -> type[PDFParser]:
    """Return the parser of pdfminer, each of whose streams is measured before it is decoded."""

    class Stream(PDFStream):
        def decode(self) -> None:
            data = self.rawdata or b""
            filters = [name for name, _ in self.get_filters()]
            if len(filters) > _MAX_FILTERS:
                raise Refused("the file is beyond what an honest one needs", f"{_MAX_FILTERS} filters", f"{filters}")
            for name in filters:
                if name in LITERALS_FLATE_DECODE:
                    data = budget.inflate(data)
                    continue
                slow = next((undo for names, undo in _SLOW if name in names), None)
                if slow is None:
                    # a picture: nothing of it is read
                    self.data, self.rawdata = b"", None
                    return
                if len(data) > _MAX_SLOW_INPUT:
                    raise Refused("the file is too large", f"{name} of up to {_MAX_SLOW_INPUT} bytes", f"{len(data)}")
                data = slow(data)
            super().decode()

    class Parser(PDFParser):
        def push(self, *objects: tuple[int, Any]) -> None:
            super().push(*((place, _bounded(one)) for place, one in objects))

    def _bounded(one: Any) -> Any:
        return Stream(one.attrs, one.rawdata or b"", one.decipher) if type(one) is PDFStream else one

    return Parser


_SLOW: tuple[tuple[Any, Any], ...] = (
    (LITERALS_ASCII85_DECODE, ascii85decode),
    (LITERALS_ASCIIHEX_DECODE, asciihexdecode),
    (LITERALS_LZW_DECODE, lzwdecode),
    (LITERALS_RUNLENGTH_DECODE, rldecode),
)


def read_pages(content: bytes, limits: dict[str, int]) -> list[dict[str, Any]]:
    """Return each page as its size, its words, the cells that lines enclose, table by table, and its pictures' area.

    Raises Refused for what is no whole, open PDF file within the limits.
    """
    if b"%PDF-" not in content[:_TAIL]:
        raise Refused("the document is not PDF", "a file that begins with %PDF-", repr(content[:20]))
    if b"%%EOF" not in content[-_TAIL:]:
        raise Refused("the PDF file is cut off", "%%EOF at its end", repr(content[-20:]))
    pdfplumber.pdf.PDFParser = _bounded_parser(_Budget(limits["inflated"]))  # type: ignore[attr-defined]
    pdf = pdfplumber.pdf.PDF(BytesIO(content))
    if pdf.doc.encryption is not None:
        raise _encrypted("/Encrypt")
    if any(isinstance(table, PDFXRefFallback) for table in pdf.doc.xrefs):
        raise Refused("the PDF file is damaged", "a table of its objects where the file says it is", "none there")
    pages: list[dict[str, Any]] = []
    words = 0
    for number, page_object in enumerate(PDFPage.create_pages(pdf.doc), start=1):
        if number > limits["pages"]:
            raise Refused("the PDF file is too large", f"up to {limits['pages']} pages", "more")
        page = Page(pdf, page_object, number)
        read = _read_page(page, number, limits)
        words += len(read["words"])
        if words > limits["words"]:
            raise Refused("the PDF file is too large", f"up to {limits['words']} words", "more", number)
        pages.append(read)
        page.close()
    if not pages:
        raise Refused("the PDF file has no pages", "at least one page", "none")
    return pages


def _read_page(page: Page, number: int, limits: dict[str, int]) -> dict[str, Any]:
    if len(page.chars) > limits["page_objects"] or len(page.edges) > limits["page_edges"]:
        found = f"{len(page.chars)} characters and {len(page.edges)} lines"
        raise Refused("the page is beyond what an honest one needs", "a page within bounds", found, number)
    letters = _printed_once(page.chars)
    words = extract_words(
        [one for one in letters if one["upright"]], x_tolerance_ratio=_WORD_GAP, extra_attrs=["size", "fontname"]
    )
    return {
        "width": float(page.width),
        "height": float(page.height),
        "words": [
            [
                word["text"],
                *(round(float(word[name]), 2) for name in ("x0", "top", "x1", "bottom", "size")),
                bool(_ITALIC.search(word["fontname"])),
            ]
            for word in words
        ],
        "tables": [[[round(float(edge), 2) for edge in cell] for cell in table.cells] for table in page.find_tables()],
        "picture_area": sum(_area(image, page) for image in page.images),
        "turned": sum(1 for one in letters if not one["upright"] and one["text"].strip()),
    }


def _printed_once(letters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the letters without second prints a hair apart, which are a way to make them bold."""
    kept: list[dict[str, Any]] = []
    places: dict[tuple[str, int, int], list[tuple[float, float]]] = defaultdict(list)
    for letter in letters:
        text, left, top, hair = letter["text"], letter["x0"], letter["top"], max(letter["size"] * _HAIR, 0.01)
        column, row = int(left // hair), int(top // hair)
        around = (places.get((text, column + x, row + y), ()) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if any(abs(left - x) <= hair and abs(top - y) <= hair for same in around for x, y in same):
            continue
        places[text, column, row].append((left, top))
        kept.append(letter)
    return kept


def _area(image: dict[str, Any], page: Page) -> float:
    across = min(image["x1"], page.width) - max(image["x0"], 0)
    down = min(image["bottom"], page.height) - max(image["top"], 0)
    return float(max(across, 0) * max(down, 0))


def main() -> int:
    """Answer on standard output: the pages, or why they are refused. Return the exit code."""
    limits = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"]))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    logging.disable()
    try:
        answer: dict[str, Any] = {"pages": read_pages(sys.stdin.buffer.read(), limits)}
    except Exception as error:  # noqa: BLE001 - whatever a damaged file makes pdfminer stumble over
        answer = {"refused": _refusal(error, limits).facts}
    sys.stdout.write(json.dumps(answer))
    return 0


def _refusal(error: Exception, limits: dict[str, int]) -> Refused:
    """Return why a file is refused, by the error that reading it ended with."""
    for cause in _causes(error):
        match cause:
            case Refused():
                return cause
            case PDFEncryptionError():
                return _encrypted(repr(cause))
            case RecursionError():
                return Refused("the PDF file is nested too deeply", "a file within bounds", "recursion")
            case MemoryError():
                return Refused("the PDF file needs too much memory", f"up to {limits['memory']} bytes", "more")
    return Refused("the PDF file cannot be read", "a sound file", repr(error)[:_SHOWN])


def _encrypted(found: str) -> Refused:
    return Refused("the PDF file is encrypted", "a file that opens without a password", found)


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error, those it wraps as arguments and those it came from."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, *(part for part in one.args if isinstance(part, BaseException))]
    return found


if __name__ == "__main__":
    sys.exit(main())

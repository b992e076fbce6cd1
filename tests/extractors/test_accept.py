"""Only what looks like the document counts as it, in whatever encoding it came."""

from __future__ import annotations

import pytest

from extractors.errors import RefusedError
from extractors.http.accept import check_document
from extractors.publication import Accept

RULE = Accept(
    media_types=["text/html", "application/xhtml+xml"],
    min_bytes=20,
    max_bytes=1000,
    starts_with=["<!doctype", "<html"],
    must_contain=["電子商取引", "B2B"],
)
TEXT = "<HTML><body>電子商取引に関する市場調査 B2B</body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "shift_jis", "euc_jp"])
def test_the_document_is_accepted_in_any_encoding(encoding: str) -> None:
    check_document(RULE, "text/html", TEXT.encode(encoding))


def test_blank_lines_before_the_document_do_not_matter() -> None:
    check_document(RULE, "application/xhtml+xml", b"\r\n  " + TEXT.encode())


@pytest.mark.parametrize(
    ("media_type", "content", "message"),
    [
        ("text/html", b"", "the document is empty; expected at least 20 bytes; found 0 bytes"),
        ("text/plain", TEXT.encode(), "expected text/html or application/xhtml+xml; found text/plain"),
        ("", TEXT.encode(), "found no media type"),
        ("text/html", b"<html>B2B</html>", "expected at least 20 bytes; found 16 bytes"),
        ("text/html", b"%PDF-1.7 " + TEXT.encode(), "expected <!doctype or <html; found '%PDF-1.7"),
        ("text/html", TEXT.replace("B2B", "").encode(), 'expected "B2B"; found'),
        ("text/html", b"<html><h1>503 Service Unavailable</h1>", 'expected "電子商取引"; found 38 bytes without it'),
    ],
)
def test_anything_else_is_refused_with_what_was_found(media_type: str, content: bytes, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check_document(RULE, media_type, content)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("format_", "content"),
    [("pdf", b"%PDF-1.7 text"), ("xlsx", b"PK\x03\x04 text"), ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1 text")],
)
def test_a_file_whose_text_is_compressed_is_known_by_how_it_begins(format_: str, content: bytes) -> None:
    rule = RULE.model_copy(update={"media_types": ["application/x"]})

    check_document(rule, "application/x", content + b" as long as it has to be", format_)
    with pytest.raises(RefusedError, match="does not begin as the document does"):
        check_document(rule, "application/x", TEXT.encode(), format_)
    with pytest.raises(RefusedError, match="does not begin as the document does"):
        check_document(rule, "application/x", content + b" as long as it has to be", "html")


def test_an_error_page_in_place_of_a_pdf_file_is_refused() -> None:
    rule = RULE.model_copy(update={"media_types": ["text/html", "application/pdf"]})

    with pytest.raises(RefusedError, match=r"expected %PDF-; found '<html>"):
        check_document(rule, "text/html", TEXT.lower().encode(), "pdf")

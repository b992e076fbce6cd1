from __future__ import annotations

import pytest

from extractors.documents import Content
from extractors.errors import DriftError
from extractors.formats import open_document, plain_text


def open_text(content: bytes, lang: str = "en") -> Content:
    return open_document(content, "text", media_type="text/plain", lang=lang)


def blocks(text: str, lang: str = "en") -> list[tuple[str, str]]:
    return [(block.node, block.text) for block in open_text(text.encode(), lang).blocks]


def test_a_paragraph_is_one_block_with_the_place_of_its_first_line() -> None:
    text = """RETAIL E-COMMERCE SALES

The estimate of e-commerce sales for the second quarter of 2004 was
$15.7 billion, an increase of 23.1 percent (±3.5%) from a year ago. E-
commerce is a small part.
Contacts: Retail Branch
"""
    assert blocks(text) == [
        ("line 1", "RETAIL E-COMMERCE SALES"),
        (
            "line 3",
            "The estimate of e-commerce sales for the second quarter of 2004 was $15.7 billion, an increase of 23.1 "
            "percent (±3.5%) from a year ago. E-commerce is a small part.",
        ),
        ("line 6", "Contacts: Retail Branch"),
    ]


def test_lines_of_columns_stand_alone() -> None:
    text = "Total**                 1268887  1254819   9.1\nE-commerce               115345   111369   9.9\n"

    assert blocks(text) == [
        ("line 1", "Total** 1268887 1254819 9.1"),
        ("line 2", "E-commerce 115345 111369 9.9"),
    ]


def test_japanese_lines_are_joined_without_a_space_in_any_encoding() -> None:
    text = "令和5年の国内BtoB-EC市場規模は、465兆2,372\n億円に増加しました。前年は420兆円でした。\n"

    (block,) = open_text(text.encode("cp932"), "ja").blocks
    assert block.text == "令和5年の国内BtoB-EC市場規模は、465兆2,372 億円に増加しました。前年は420兆円でした。"


def test_bounds_and_texts_without_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "MAX_LINES", 2)
    with pytest.raises(DriftError, match="expected up to 2 lines; found 3"):
        open_text(b"a\nb\nc\n")
    with pytest.raises(DriftError, match="the text is empty"):
        open_text(b" \n\n")
    with pytest.raises(DriftError, match="not text in one certain encoding"):
        open_text(b"\x00\x01\x02binary")

from __future__ import annotations

import pytest

from extractors.documents import Block
from extractors.errors import DriftError
from extractors.formats import html
from extractors.formats.html import blocks, parse_html
from extractors.formats.html_grids import html_tables

SENTENCE = "令和5年の国内BtoB-EC市場規模は、465兆2,372億円に増加しました。"


@pytest.mark.parametrize("actual", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize("label", ["utf-8", "shift_jis", "euc-jp", "iso-8859-1", "no-such-charset", ""])
def test_japanese_is_read_right_whatever_the_label_says(actual: str, label: str) -> None:
    page = parse_html(f"<meta charset='{label}'><p>{SENTENCE}</p>".encode(actual), lang="ja")

    assert [block.text for block in blocks(page.root)] == [SENTENCE]
    assert page.encoding == actual
    assert page.declared_encoding == label


@pytest.mark.parametrize(
    ("lang", "encoding", "text"),
    [
        ("zh-Hans", "gb18030", "交易额达16.4万亿元"),
        ("zh-Hant", "big5hkscs", "電子商務交易金額"),
        ("ko", "cp949", "전자상거래 총 거래액"),
        ("en", "cp1252", "a £573 billion market – up"),
    ],
)
def test_each_language_has_its_encoding_behind_a_wrong_utf8_label(lang: str, encoding: str, text: str) -> None:
    page = parse_html(f"<p>{text}</p>".encode(encoding), media_type="text/html; charset=utf-8", lang=lang)

    assert (page.encoding, page.declared_encoding) == (encoding, "utf-8")
    assert blocks(page.root)[0].text == text


def test_charset_of_the_response_goes_before_that_of_the_page() -> None:
    content = f"<meta charset='euc-jp'><p>{SENTENCE}</p>".encode("cp932")

    page = parse_html(content, media_type="text/html; charset=Shift_JIS", lang="ja")

    assert (page.encoding, page.declared_encoding) == ("cp932", "shift_jis")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_decides(encoding: str) -> None:
    page = parse_html(f"<p>{SENTENCE}</p>".encode(encoding), media_type="text/html; charset=euc-jp", lang="ja")

    assert blocks(page.root)[0].text == SENTENCE


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00 compressed",
        "<p>caf\u00e9 \u2013 23</p>".encode() + b"\xff",  # utf-8 with one byte damaged, no other encoding makes sense
        b"<p>\x00</p>",
    ],
)
def test_bytes_that_are_no_certain_text_are_refused(content: bytes) -> None:
    with pytest.raises(DriftError, match="not text in one certain encoding"):
        parse_html(content, media_type="text/html; charset=utf-8")


@pytest.mark.parametrize("content", [b"", b"  \n "])
def test_an_empty_document_is_refused(content: bytes) -> None:
    with pytest.raises(DriftError, match="not HTML"):
        parse_html(content)


def test_a_page_the_parser_would_cut_short_is_refused() -> None:
    with pytest.raises(DriftError, match="Excessive depth"):
        parse_html(b"<div>" * 5000 + b"$26.7 trillion")


def test_bounds_on_elements_and_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_ATTRIBUTE", 10)
    with pytest.raises(DriftError, match="found an attribute of more than 10 characters"):
        parse_html(b"<p title='01234567890'>x</p>")
    monkeypatch.setattr(html, "MAX_ELEMENTS", 3)
    with pytest.raises(DriftError, match="found more than 3 elements"):
        parse_html(b"<p>a<p>b<p>c")


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = b"""<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY f SYSTEM "file:///etc/hostname">]><p>&a;&f;</p>"""

    (element,) = parse_html(bomb).root.xpath("//p")

    assert element.text == "&a;&f;"


def test_blocks_are_the_lines_a_reader_sees_each_once() -> None:
    page = parse_html(
        b"""<html><head><title>T</title><script>var n = "29 trillion";</script></head><body><div>Loose <b>text</b>
        <p>Sales of&nbsp;$26.7&#x3000;trillion<sup>1</sup> in 2019<br>came late.</p>after it
        <ul><li>One</li><li>Two <span>and a half</span></li></ul></div><template>none</template></body></html>"""
    )

    assert blocks(page.root) == [
        Block("Loose text", "/html/body/div"),
        Block("Sales of $26.7 trillion in 2019 came late.", "/html/body/div/p"),
        Block("after it", "/html/body/div"),
        Block("One", "/html/body/div/ul/li[1]"),
        Block("Two and a half", "/html/body/div/ul/li[2]"),
    ]


def test_readings_above_words_and_superscripts_that_are_text() -> None:
    page = parse_html("<p><ruby>市場<rt>しじょう</rt></ruby>は4<sup>th</sup></p>".encode(), lang="ja")

    assert blocks(page.root)[0].text == "市場は4th"


def test_every_line_is_found_again_by_its_path() -> None:
    root = parse_html(
        b"<body>0<div>1<p>2</p>3<p>4<br>5</p></div><div><b>6</b><table><tr><td>7<td>8<tr><td>9</table></div>"
    ).root

    lines = blocks(root)

    assert [line.text for line in lines] == ["0", "1", "2", "3", "4 5", "6", "7", "8", "9"]
    for line in lines:
        (element,) = root.xpath(line.node)
        assert set(line.text) <= set(" ".join(element.itertext()))
        assert root.getroottree().getpath(element) == line.node


WHOLE = (
    "<html><head><title>T</title></head><body><p>Before.</p>"
    "<table><tr><td>26,673</td></tr></table><!-- c --></body></html>"
)


@pytest.mark.parametrize(
    ("cut", "found"),
    [
        ("<html><head><title>T", "a tag, a comment or the head"),
        ("<p>Before.</p><tab", "a tag, a comment or the head"),
        ("<td>26,6", "a table"),
        ("<td>26,673</td></tr>", "a table"),
        ("<td>26,673</td></tr></table><!-- ", "a tag, a comment or the head"),
    ],
)
def test_half_a_page_is_refused(cut: str, found: str) -> None:
    half = WHOLE[: WHOLE.index(cut) + len(cut)]

    with pytest.raises(
        DriftError, match=f"the document is cut off; expected a complete page; found its end inside {found}"
    ):
        parse_html(half.encode())


@pytest.mark.parametrize("text", [WHOLE, WHOLE.removesuffix("</body></html>"), "<p>one<p>two", "just text"])
def test_a_page_that_leaves_out_what_may_be_left_out_is_whole(text: str) -> None:
    root = parse_html(text.encode()).root

    assert not [element for element in root.iter() if "end-of-document" in str(element.tag)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<table><tr>" + "<td>1" * 1_000_000 + "</table>", "beyond what an honest page needs"),
        ("<table><tr><td colspan=100000>1</table>", "a merged cell is too large"),
        ("<table>" + "<tr><td rowspan=1000 colspan=1000>1" * 1000 + "</table>", "the table is too large"),
        ("<table><tr>" + "<td>1" * 200_001 + "</table>", "the table is too large"),
        (f"<p title='{'x' * 3_000_000}'>1</p>", "an attribute of more than"),
        ("<i>" * 100_000, "beyond what an honest page needs"),
        ("<table><tr><td>" * 20_000, "beyond what an honest page needs"),
        ("<p>\x00</p>", "not text in one certain encoding"),
    ],
    ids=["columns", "wide cell", "wide and high cells", "cells", "attribute", "nesting", "nested tables", "nul"],
)
def test_hostile_pages_are_refused(body: str, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        for table in html_tables(parse_html(f"<html><body>{body}</body></html>".encode()).root):
            table.read("")

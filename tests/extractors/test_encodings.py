"""Each encoding that a page of a language is served in is read, and a wrong label is noticed."""

from __future__ import annotations

import pytest

from extractors.encodings import decode, is_right_label
from extractors.errors import DriftError

JAPANESE = "令和6年の国内BtoB-ECの市場規模は514.4兆円①、前年比10.6%増～"
SIMPLIFIED = "2014年电子商务交易总额为16.39万亿元，同比增长59.4%，龑㐂"
TRADITIONAL = "103年電子商務交易金額達新臺幣3兆4,000億元，着嚿"
KOREAN = "2013년 전자상거래 총 거래액은 1,204조 910억원으로 5.0% 증가, 똠방각하"
SPANISH = "Las ventas por comercio electrónico superaron los 2,5 billones de € – «año 2015»"
GERMAN = "Der Umsatz stieg um 22 Mrd. € auf rund 202 Milliarden Euro – größtenteils über Händler"
ENGLISH = "E-commerce sales were £573 billion – “up” 3% on last year’s"


@pytest.mark.parametrize(
    ("lang", "text", "encoding"),
    [
        *[("ja", JAPANESE, name) for name in ("utf-8", "cp932", "utf-16-le", "utf-16-be")],
        ("ja", JAPANESE.translate(str.maketrans("", "", "①～")), "euc_jp"),
        ("ja", JAPANESE.translate(str.maketrans("", "", "①～")), "iso2022_jp"),
        *[("zh-Hans", SIMPLIFIED, name) for name in ("utf-8", "gb18030", "utf-16-le")],
        *[("zh-Hant", TRADITIONAL, name) for name in ("utf-8", "big5hkscs", "utf-16-be")],
        *[("ko", KOREAN, name) for name in ("utf-8", "cp949", "utf-16-le")],
        *[("es", SPANISH, name) for name in ("utf-8", "cp1252")],
        *[("de", GERMAN, name) for name in ("utf-8", "cp1252", "cp1250")],
        *[("en", ENGLISH, name) for name in ("utf-8", "cp1252", "cp1254")],
    ],
)
def test_a_page_that_says_its_encoding_is_read(lang: str, text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), media_type=f"text/html; charset={encoding}", lang=lang)

    assert decoded.text == text
    assert decoded.declared_encoding == encoding


@pytest.mark.parametrize(
    ("lang", "text", "encoding"),
    [
        ("ja", JAPANESE, "cp932"),
        ("zh-Hans", SIMPLIFIED, "gb18030"),
        ("zh-Hant", TRADITIONAL, "big5hkscs"),
        ("ko", KOREAN, "cp949"),
        ("es", SPANISH, "cp1252"),
        ("de", GERMAN, "cp1252"),
        ("en", ENGLISH, "cp1252"),
    ],
)
@pytest.mark.parametrize("label", ["utf-8", "us-ascii", "", "x-unknown"])
def test_without_a_right_label_the_bytes_decide_and_both_are_told(
    lang: str, text: str, encoding: str, label: str
) -> None:
    media_type = f"text/html; charset={label}" if label else "text/html"

    legacy = decode(text.encode(encoding), media_type=media_type, lang=lang)
    modern = decode(text.encode(), media_type=f"text/html; charset={encoding}", lang=lang)

    assert (legacy.text, legacy.encoding, legacy.declared_encoding) == (text, encoding, label)
    assert (modern.text, modern.encoding, modern.declared_encoding) == (text, "utf-8", encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_a_byte_order_mark_goes_before_any_label(encoding: str) -> None:
    decoded = decode(f"\ufeff{KOREAN}".encode(encoding), media_type="text/html; charset=euc-kr", lang="ko")

    assert (decoded.text, decoded.declared_encoding) == (KOREAN, "euc-kr")


@pytest.mark.parametrize(
    ("label", "text"), [("iso-8859-15", "202 Mrd. €"), ("windows-1251", "Sales, продажи"), ("windows-1253", "Πωλήσεις")]
)
def test_a_label_that_fits_is_believed(label: str, text: str) -> None:
    assert decode(text.encode(label), media_type=f"text/html; charset={label}", lang="en").text == text


@pytest.mark.parametrize(
    ("content", "lang"),
    [
        (JAPANESE.encode("cp932")[:-1] + b"\xff\xff", "ja"),
        (KOREAN.encode("utf-16-le"), "ko"),  # neither mark nor label: every second byte of its digits is NUL
        (b"\x00\x01\x02\x03", "en"),
        (SPANISH.encode() + b"\xe1", "es"),
    ],
)
def test_what_reads_in_no_certain_encoding_is_refused(content: bytes, lang: str) -> None:
    with pytest.raises(DriftError, match="not text in one certain encoding"):
        decode(content, media_type="text/html", lang=lang)


@pytest.mark.parametrize(
    ("declared", "encoding", "right"),
    [
        ("", "utf-8", True),
        ("utf8", "utf-8", True),
        ("shift_jis", "cp932", True),
        ("gb2312", "gb18030", True),
        ("iso-8859-1", "cp1252", True),
        ("utf-16le", "utf-16", True),
        ("shift_jis", "utf-8", False),
        ("utf-8", "cp932", False),
        ("x-unknown", "utf-8", False),
    ],
)
def test_a_label_is_right_where_browsers_read_the_same(declared: str, encoding: str, right: bool) -> None:
    assert is_right_label(declared, encoding) is right

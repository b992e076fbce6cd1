"""Bytes to text: what a document says of its encoding is checked against what its bytes are.

A label is wrong more often than bytes lie: pages declared utf-8 that are Shift_JIS, and the other way round. A wrong
label is put right where the bytes leave one answer, and both encodings are reported; otherwise the document is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from email.message import Message

from extractors.errors import DriftError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What a label means to browsers, and so to whoever wrote the page (WHATWG Encoding): the superset, not the standard.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
#: Encodings a page of a language was ever served in, besides utf-8.
_CANDIDATES = {
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "zh-Hans": ("gb18030",),
    "zh-Hant": ("big5hkscs",),
    "ko": ("cp949",),
}
_LATIN = ("cp1252",)
_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff\u4e00-\u9fff]"),
    "zh-Hans": re.compile("[\u4e00-\u9fff]"),
    "zh-Hant": re.compile("[\u4e00-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
}
#: Control characters no text has, and utf-8 that was read as a one-byte encoding ("â€œ", "Ã©").
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x9f\ufffd\ue000-\uf8ff]|â€|[ÂÃ][\u00a0-\u00bf]")
_PLAIN = bytes({*range(0x20, 0x7F), *b"\t\n\v\f\r\x1b"})
_META = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text, the encoding it was read in, and the one it declares (empty if it declares none)."""

    text: str
    encoding: str
    declared_encoding: str


def decode(content: bytes, *, media_type: str = "", lang: str = "en") -> Decoded:
    """Return the text of a document.

    A byte order mark decides; then the declared charset (HTTP, XML declaration, meta element), unless the bytes are
    something else beyond doubt. Raises DriftError where no single encoding makes text of the bytes.
    """
    declared = _declared(content, media_type)
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            text = _strictly(content, "utf-8-sig" if encoding == "utf-8" else encoding)
            if text is None:
                raise _undecodable(encoding, declared)
            return Decoded(text, encoding, declared)
    as_utf8 = _strictly(content, "utf-8")
    if as_utf8 is not None and not content.isascii():
        # Bytes of another encoding do not happen to be well-formed utf-8, whatever the label says.
        return Decoded(as_utf8, "utf-8", declared)
    meant = _codec(declared)
    if meant is not None and (text := _strictly(content, meant)) is not None and _reads_as(text, lang):
        return Decoded(text, meant, declared)
    if as_utf8 is not None and _reads_as(as_utf8, lang, script_needed=False) and b"\x1b" not in content:
        return Decoded(as_utf8, "utf-8", declared)
    readings = {
        encoding: text
        for encoding in _CANDIDATES.get(lang, _LATIN)
        if (text := _strictly(content, encoding)) is not None and _reads_as(text, lang)
    }
    if len(readings) != 1:
        raise _undecodable(" or ".join(readings) or "none of the encodings of its language", declared)
    ((encoding, text),) = readings.items()
    return Decoded(text, encoding, declared)


def is_right_label(declared: str, encoding: str) -> bool:
    """Tell whether a declared charset is, as browsers take it, what a document was read in; none is not wrong."""
    meant = _codec(declared)
    return not declared or meant in {encoding, f"{encoding}-le", f"{encoding}-be"}


def _declared(content: bytes, media_type: str) -> str:
    header = Message()
    header["content-type"] = media_type
    if charset := header.get_content_charset():
        return charset
    head = content[:_HEAD_BYTES]
    found = _XML.search(head) or _META.search(head)
    return found.group(1).decode("ascii").lower() if found else ""


def _codec(label: str) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _MEANT.get(name, name)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _reads_as(text: str, lang: str, *, script_needed: bool = True) -> bool:
    # What is plain ASCII text is taken out first, by a table: the search looks at the rest alone.
    doubtful = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    if _NOT_TEXT.search(doubtful) and _NOT_TEXT.search(text):
        return False
    script = _SCRIPTS.get(lang)
    return script is None or not script_needed or bool(script.search(text))


def _undecodable(found: str, declared: str) -> DriftError:
    return DriftError(
        "the bytes are not text in one certain encoding",
        expected=f"{declared or 'an encoding'} as declared",
        found=found,
        remedy="Look at the document in the archive; it may be damaged or binary",
    )

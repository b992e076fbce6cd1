"""Kinds of edits to whole documents: encodings, what stands around, another one in its place."""

from __future__ import annotations

import random
import re

from lxml import etree

from tests.drift.matrix import to_bytes
from tests.drift.target import Edit, Target, targets

_CODECS = {"ja": ["cp932", "euc_jp"], "zh-Hans": ["gb18030"], "zh-Hant": ["big5hkscs"], "ko": ["cp949"]}
_TEXTS = frozenset({"html", "csv", "text", "sdmx_csv", "json", "json_stat"})


def _text(target: Target) -> str:
    return target.content.decode(target.charset)


def other_encoding(target: Target, rng: random.Random) -> tuple[bytes, str] | None:
    """Another encoding, said by the server, by the page, by both or by neither."""
    if target.document.format not in _TEXTS:
        return None
    codec = rng.choice([*_CODECS.get(target.document.lang, ["cp1252"]), "utf-16", "utf-8-sig", "utf-8"])
    label = "shift_jis" if codec == "cp932" else codec.removesuffix("-sig")
    text = _text(target)
    if rng.random() < 0.5:
        text = re.sub(r'(<meta charset=")[^"]+', rf"\g<1>{label}", text)
    kind = target.media_type.partition(";")[0]
    try:
        return text.encode(codec), f"{kind}; charset={label}" if rng.random() < 0.5 else kind
    except UnicodeEncodeError:
        return None


def mislabelled(target: Target, rng: random.Random) -> tuple[bytes, str] | None:
    """The bytes as they are, under a wrong label."""
    label = rng.choice(["iso-8859-1", "shift_jis", "euc-kr", "gb2312", "windows-1252", "utf-16", "big5", "us-ascii"])
    return target.content, f"{target.media_type.partition(';')[0]}; charset={label}"


def truncated(target: Target, rng: random.Random) -> bytes | None:
    return target.content[: rng.randrange(len(target.content) // 10, len(target.content) * 97 // 100)]


def older_or_other_edition(target: Target, rng: random.Random) -> bytes | None:
    """Another edition's document at this address."""
    others = [
        one
        for one in targets()
        if one.publication.id == target.publication.id and one.content != target.content
        and (one.document.id, one.document.lang) == (target.document.id, target.document.lang)
    ]  # fmt: skip
    return rng.choice(others).content if others else None


def other_language(target: Target, rng: random.Random) -> bytes | None:
    """The page in another language at this address."""
    return rng.choice(target.others).content if target.others else None


def other_publication(target: Target, rng: random.Random) -> bytes | None:
    others = [one for one in targets() if one.publication.id != target.publication.id]
    return rng.choice(others).content


def error_page(target: Target, rng: random.Random) -> bytes | None:
    text = rng.choice(["Service temporarily unavailable", "404 Not found", "Please enable JavaScript", ""])
    return f"<!DOCTYPE html><html><body><h1>{text}</h1></body></html>".encode()


def around_rewritten(target: Target, rng: random.Random) -> bytes | None:
    """Menus, asides, advertising and figures of other things before and after."""
    if target.document.format != "html":
        return None
    root = target.tree()
    body = root.find("body")
    assert body is not None
    for _ in range(rng.randint(1, 5)):
        block = etree.Element(rng.choice(["div", "aside", "p", "section", "nav"]))
        block.text = rng.choice(
            ["Stamps rose by 12% to $3.4 billion in 2016.", "Subscribe to 3 newsletters!", "2億5,000万円の予算",
             "Read next: ten figures on trade", "© 2031", "All rights reserved", "B2B, B2C: 10 words to know"]
        )  # fmt: skip
        body.insert(rng.randrange(len(body) + 1), block)
    if rng.random() < 0.5:
        table = etree.SubElement(body, "table")
        for row in (("Year", "Visitors"), ("2019", "1,234")):
            line = etree.SubElement(table, "tr")
            for text in row:
                etree.SubElement(line, "td").text = text
    return to_bytes(root)


def wrapped(target: Target, rng: random.Random) -> bytes | None:
    """New templates: everything a few blocks deeper, headings of another rank, paragraphs as divs."""
    if target.document.format != "html":
        return None
    root = target.tree()
    body = root.find("body")
    assert body is not None
    inner = etree.Element("div", {"class": "page"})
    for child in list(body):
        inner.append(child)
    for _ in range(rng.randint(1, 4)):
        outer = etree.Element(rng.choice(["div", "main", "section"]))
        outer.append(inner)
        inner = outer
    body.append(inner)
    to = rng.choice(["div", "section", "blockquote"])
    for element in list(root.iter("p")):
        if rng.random() < 0.7:
            element.tag = to
    for element in list(root.iter("h2", "h3")):
        if rng.random() < 0.5:
            element.tag = "h4"
    return to_bytes(root)


def headings_changed(target: Target, rng: random.Random) -> bytes | None:
    if target.document.format != "html":
        return None
    root = target.tree()
    headings = list(root.iter("h1", "h2", "h3"))
    if not headings:
        return None
    for heading in rng.sample(headings, rng.randint(1, len(headings))):
        heading.text = rng.choice(["Overview", "概要", "Key points", "2. Results", "3月の結果"])
    return to_bytes(root)


def paragraphs_moved(target: Target, rng: random.Random) -> bytes | None:
    """Paragraphs in another order."""
    if target.document.format != "html":
        return None
    root = target.tree()
    paragraphs = [element for element in root.iter("p") if element.getparent() is not None]
    if len(paragraphs) < 2:
        return None
    one, other = rng.sample(paragraphs, 2)
    if one in other.iter() or other in one.iter():
        return None
    one.addnext(other)
    return to_bytes(root)


def written_by_script(target: Target, rng: random.Random) -> bytes | None:
    """What people see is now made by a script."""
    if target.document.format != "html":
        return None
    root = target.tree()
    blocks = [element for element in root.iter("table", "p") if element.getparent() is not None]
    if not blocks:
        return None
    for block in rng.sample(blocks, rng.randint(1, len(blocks))):
        parent = block.getparent()
        if parent is None:
            continue
        script = etree.Element("script")
        script.text = "render(" + repr("".join(block.itertext()))[:200].replace("<", "") + ")"
        parent.replace(block, script)
    return to_bytes(root)


WHOLE: list[Edit] = [
    other_encoding, mislabelled, truncated, older_or_other_edition, other_language, other_publication, error_page,
    around_rewritten, wrapped, headings_changed, paragraphs_moved, written_by_script,
]  # fmt: skip
#: Every kind of edit to a whole document, by its name.
EDITS: dict[str, Edit] = {edit.__name__: edit for edit in WHOLE}  # type: ignore[attr-defined]

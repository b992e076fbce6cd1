"""Charts as pictures: the same bytes for the same warehouse, with source line and description in every kind."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from lxml import etree

from extractors.errors import UsageError
from reporting.charts.picture import draw_chart

SVG = "{http://www.w3.org/2000/svg}"


def chunks(png: bytes) -> dict[bytes, bytes]:
    """Return the parts of a PNG by their kind; their checksums hold."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        found[kind], at = body, at + 12 + length
    return found


def test_a_png_says_what_it_shows_and_whose_figures_they_are(published: Path, tmp_path: Path) -> None:
    parts = chunks(draw_chart(["JPN"], tmp_path / "a.png").read_bytes())
    assert next(iter(parts)) == b"IHDR"
    keyword, text = parts[b"iTXt"].split(b"\0\0\0\0\0")
    assert keyword == b"Description"
    assert "METI: B2B over any computer network: 97.618\u00a0%" in text.decode()
    assert "Source: METI, UNCTAD" in text.decode()


def test_an_svg_is_one_picture_for_a_screen_reader_and_prints_its_source(published: Path, tmp_path: Path) -> None:
    root = etree.fromstring(draw_chart(["WLD"], tmp_path / "a.svg").read_bytes())
    assert root.get("role") == "img"
    assert "81.74" in root.get("aria-label", "")
    texts = " ".join(root.itertext())
    assert "Source: UNCTAD" in texts
    assert "B2B share of e-commerce sales: World" in texts


def test_a_page_of_its_own_needs_nothing_else(published: Path, tmp_path: Path) -> None:
    page = draw_chart(["CHN"], tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "src=" not in page
    assert "NBS" in page.partition("<figcaption>")[2]


def test_the_same_warehouse_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    one, other = (draw_chart(["JPN", "DEU"], tmp_path / name).read_bytes() for name in ("a.png", "b.png"))
    assert one == other


def test_numbers_are_those_of_the_locale(published: Path, tmp_path: Path) -> None:
    assert "81,74" in draw_chart(["WLD"], tmp_path / "a.svg", locale="de").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("areas", "name", "message"),
    [
        (["JPN"], "a.gif", "no such kind of picture"),
        (["japan"], "a.svg", "no such area"),
        (["JPN", "ATA"], "a.svg", "no share of e-commerce sales of this area"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    published: Path, tmp_path: Path, areas: list[str], name: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        draw_chart(areas, tmp_path / name)
    assert list(tmp_path.glob("a.*")) == []

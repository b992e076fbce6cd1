"""A saved page of a stranger, shown on the site: nothing of it runs, nothing is loaded, its text and places remain."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree, html
from selenium import webdriver
from selenium.webdriver.common.by import By

from extractors.observation import Cell, Span, locator_to_json
from reporting.site.archived_html import harmless_page
from reporting.site.marks import Marks, place_id
from reporting.site.setting import set_template
from tests.site.test_browser import complaints, loaded

#: Every way that we know of by which a page does something or fetches something; ``{at}`` is a server that listens.
HOSTILE = """<!doctype html>
<html lang="en"><head>
<meta http-equiv="refresh" content="0; url={at}/refresh">
<base href="{at}/base/">
<link rel="stylesheet" href="{at}/style.css"><link rel="preload" as="image" href="{at}/preload.png">
<style>@import url({at}/import.css); body {{ background: url({at}/background.png) }} td {{ position: fixed }}</style>
<script>document.title = 'ran'; fetch('{at}/script')</script>
<script src="{at}/script.js"></script>
<title>Sales</title>
</head>
<body onload="document.title='ran'" style="background: url({at}/body.png)" background="{at}/attribute.png">
<h1 onclick="document.title='ran'">Sales by channel</h1>
<p>In 2020 sales between businesses were <b>12.5</b> billion euros.</p>
<table><caption>Sales, billion euros</caption>
<tr><th>side</th><th>2020</th></tr>
<tr><td>B2B</td><td style="background: url({at}/cell.png)" onmouseover="document.title='ran'">12.5</td></tr>
<tr><td>B2C</td><td>3.5</td></tr>
</table>
<iframe src="{at}/frame.html"></iframe><iframe srcdoc="<script>parent.document.title='ran'</script>"></iframe>
<object data="{at}/object.swf"></object><embed src="{at}/embed.swf"><applet code="A" archive="{at}/a.jar"></applet>
<img src="{at}/image.png" onerror="document.title='ran'" srcset="{at}/set.png 2x" alt="a picture">
<picture><source srcset="{at}/source.png"><img src="{at}/picture.png"></picture>
<video src="{at}/video.mp4" poster="{at}/poster.png" autoplay></video><audio src="{at}/audio.mp3" autoplay></audio>
<svg onload="document.title='ran'"><script>document.title='ran'</script><image href="{at}/svg.png"/>
<a href="javascript:document.title='ran'"><text>x</text></a><use href="{at}/use.svg#a"/></svg>
<math><mi xlink:href="{at}/math">x</mi><mtext><img src=x onerror="document.title='ran'"></mtext></math>
<form action="{at}/form" id="f"><input name="a" autofocus onfocus="this.form.submit()">
<button formaction="{at}/b">go</button></form>
<a href="javascript:document.title='ran'" ping="{at}/ping" target="_top">a link</a>
<template><img src="{at}/template.png"></template><noscript><img src="{at}/noscript.png"></noscript>
<textarea></textarea><img src="x" onerror="document.title='ran'"></textarea>
<p id="place-000000000000" class="place" style="display:none">hidden</p>
<script>parent.location = '{at}/top'</script>
<!--><img src="{at}/comment.png"><!-- -->
<![CDATA[<img src="{at}/cdata.png">]]>
<x onclick="document.title='ran'"><script/src="{at}/broken.js">
</body></html>
"""
SENTENCE = "In 2020 sales between businesses were 12.5 billion euros."


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a server on loopback, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the server's own name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def shown(content: str) -> tuple[str, str, str]:
    """Return the page as the site shows it, the places of a cell and of a sentence in it."""
    root = html.document_fromstring(content.encode())
    node = root.getroottree().getpath(next(one for one in root.iter("td") if one.text == "12.5"))
    paragraph = root.getroottree().getpath(next(root.iter("p")))
    cell = Cell("Sales, billion euros", "B2B", "2020", 2, 2, node)
    start = SENTENCE.index("12.5")
    span = Span(SENTENCE, start, start + 4, paragraph)
    places = {place_id(locator_to_json(one)): one for one in (cell, span)}
    marks = Marks()
    body = harmless_page(content.encode(), media_type="text/html; charset=utf-8", lang="en", places=places, marks=marks)
    page = set_template(
        "document.html", lang="en", title="Sales", about="As archived.", style="", rules=marks.rules(), body=body
    )
    at_cell, at_span = places
    return page.decode(), at_cell, at_span


def test_only_harmless_elements_and_attributes_are_left() -> None:
    page, _, _ = shown(HOSTILE.format(at="http://127.0.0.1:1"))
    root = html.document_fromstring(page)
    body = next(root.iter("body"))
    attributes = {name for one in body.iter(etree.Element) for name in one.attrib}
    assert attributes <= {"colspan", "rowspan", "lang", "dir", "class", "id", "hidden"}
    alive = "script style iframe object embed applet img picture video audio svg math form input button a template link"
    assert not [one.tag for one in body.iter(*alive.split())]
    assert "127.0.0.1" not in page
    assert "javascript" not in page


def test_text_and_places_are_left_and_no_place_can_be_feigned() -> None:
    page, cell, span = shown(HOSTILE.format(at="http://127.0.0.1:1"))
    root = html.document_fromstring(page)
    assert root.get_element_by_id(cell).text_content() == "12.5"
    assert root.get_element_by_id(span).text_content() == "12.5"
    assert SENTENCE in root.text_content()
    assert [one.get("id") for one in root.xpath("//*[@id]")] == [span, cell]


@pytest.mark.parametrize("sandbox", [True, False], ids=["in its frame", "by itself"])
def test_in_a_browser_it_runs_and_loads_nothing(
    browser: webdriver.Chrome, listener: tuple[str, list[str]], tmp_path: Path, *, sandbox: bool
) -> None:
    address, asked = listener
    page, cell, _ = shown(HOSTILE.format(at=address))
    (tmp_path / "document.html").write_text(page, encoding="utf-8")
    (tmp_path / "figure.html").write_text(
        f'<!doctype html><title>figure</title><iframe sandbox="" src="document.html#{cell}"></iframe>', encoding="utf-8"
    )
    browser.get((tmp_path / "figure.html").as_uri() if sandbox else (tmp_path / "document.html").as_uri() + f"#{cell}")
    title = browser.title
    if sandbox:
        browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))
    target = browser.find_element(By.CSS_SELECTOR, ":target")
    assert target.text == "12.5"
    webdriver.ActionChains(browser).move_to_element(target).click().perform()
    browser.switch_to.default_content()
    assert browser.title == title == ("figure" if sandbox else "Sales")
    assert asked == []
    assert complaints(browser) == []
    assert {one for one in loaded(browser) if one.startswith("http")} == set()


def test_even_a_live_page_could_do_nothing_under_the_policy_of_documents(
    browser: webdriver.Chrome, listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    """The second wall: the page as it was, put where the harmless one stands, in the same frame and policy.

    Only that it would turn to another page no policy forbids; the first wall leaves no such element.
    """
    address, asked = listener
    live = HOSTILE.format(at=address).replace(f'<meta http-equiv="refresh" content="0; url={address}/refresh">', "")
    page = set_template("document.html", lang="en", title="Sales", about="", style="", rules="", body=live)
    (tmp_path / "document.html").write_bytes(page)
    (tmp_path / "figure.html").write_text(
        '<!doctype html><title>figure</title><iframe sandbox="" src="document.html"></iframe>', encoding="utf-8"
    )
    browser.get((tmp_path / "figure.html").as_uri())
    assert browser.title == "figure"
    assert [path for path in asked if path != "/favicon.ico"] == []

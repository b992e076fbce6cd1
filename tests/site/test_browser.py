"""The site as a person uses it, in a real browser and from the disk: click, filter, download, switch, print, read."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import axe_core_python
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
#: One page of each kind.
PAGES = (
    "index.html",
    "areas/index.html",
    "areas/DEU.html",
    "publications/index.html",
    "publications/meti_ecommerce_survey.html",
    "status.html",
    "data-docs/index.html",
    "data-docs/release.html",
    "definitions.html",
    "method.html",
    "dictionary.html",
    "figures/09/09bbf2960aedabe0.html",
)
#: Of these the parts are those of others, and the rules take long over them.
ALIKE = ("areas/index.html", "publications/index.html", "data-docs/index.html", "definitions.html", "dictionary.html")
ACROSS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
DRAWN = """
    const wanted = document.querySelectorAll("[data-chart]").length;
    return wanted === document.querySelectorAll("[data-chart] svg").length
        && (!wanted || document.documentElement.dataset.drawn !== undefined);
"""


def visit(browser: webdriver.Chrome, folder: Path, page: str) -> None:
    """Open a page of the site from the disk, and wait until its charts are drawn."""
    browser.get((folder / page).as_uri())
    wait(browser, lambda: browser.execute_script(DRAWN))


def wait(browser: webdriver.Chrome, until: Callable[[], object]) -> None:
    WebDriverWait(browser, 30, poll_frequency=0.1).until(lambda _: until())


def one(browser: webdriver.Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def picture(browser: webdriver.Chrome, folder: Path, name: str) -> None:
    (folder / f"{name}.png").write_bytes(base64.b64decode(browser.get_screenshot_as_base64()))


def complaints(browser: webdriver.Chrome) -> list[str]:
    """Return what the browser says went wrong, refusals of the policy among it."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}]


def loaded(browser: webdriver.Chrome) -> set[str]:
    """Return every address that was asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return {one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"}


def phone(browser: webdriver.Chrome, width: int = 360) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    )


def test_from_the_first_page_to_the_cell_in_the_document(browser: webdriver.Chrome, site: Path, pictures: Path) -> None:
    visit(browser, site, "index.html")
    picture(browser, pictures, "overview")
    one(browser, "nav a[href$='areas/index.html']").click()
    wait(browser, lambda: one(browser, "h1").text == "Areas" and browser.execute_script(DRAWN))
    browser.find_element(By.LINK_TEXT, "Japan").click()
    wait(browser, lambda: one(browser, "h1").text == "Japan" and browser.execute_script(DRAWN))
    picture(browser, pictures, "area")
    row = next(
        row
        for row in browser.find_elements(By.CSS_SELECTOR, "#figures ~ .box tbody tr")
        if row.text.startswith("2018 TOTAL") and "UNCTAD" in row.text and "3,280" in row.text
    )
    row.find_element(By.CSS_SELECTOR, "td a").click()
    wait(browser, lambda: one(browser, "h1").text == "Japan 2018: TOTAL, sales made by e-commerce")
    wait(browser, lambda: browser.execute_script("return document.readyState") == "complete")
    frame = one(browser, "iframe")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", frame)
    browser.switch_to.frame(frame)
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ":target"))
    target = one(browser, ":target")
    assert target.text == "3,280"
    assert target.is_displayed()
    seen = "const { top, bottom } = arguments[0].getBoundingClientRect(); return top >= 0 && bottom <= innerHeight"
    wait(browser, lambda: browser.execute_script(seen, target))
    neighbour = browser.execute_script(
        "return [arguments[0], arguments[0].nextElementSibling].map((one) => getComputedStyle(one).backgroundColor)",
        target,
    )
    assert len(set(neighbour)) == 2
    browser.switch_to.default_content()
    picture(browser, pictures, "figure")
    assert complaints(browser) == []
    assert {address for address in loaded(browser) if not address.startswith(("file:", "data:"))} == set()


def test_a_point_of_a_chart_leads_to_its_figure(browser: webdriver.Chrome, site: Path) -> None:
    visit(browser, site, "areas/DEU.html")
    point = one(
        browser, "#share-ecommerce_sales .mark-symbol path[aria-hidden], #share-ecommerce_sales .mark-symbol path"
    )
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", point)
    webdriver.ActionChains(browser).move_to_element(point).click().perform()
    wait(browser, lambda: "/figures/" in browser.current_url)
    assert one(browser, "h1").text.startswith("Germany ")


def test_from_a_failed_expectation_to_what_great_expectations_says_of_it(
    browser: webdriver.Chrome, site: Path, pictures: Path
) -> None:
    visit(browser, site, "status.html")
    one(browser, "main a[href$='data-docs/index.html']").click()
    wait(browser, lambda: one(browser, "h1").text == "Data Docs")
    one(browser, "tbody a").click()
    wait(browser, lambda: "shares and trends" in one(browser, "h1").text)
    visit(browser, site, "status.html")
    browser.find_element(By.LINK_TEXT, "magnitude share").click()
    wait(browser, lambda: one(browser, "h1").text.startswith("Data Docs: "))
    picture(browser, pictures, "data-docs")
    sections = [section.text for section in browser.find_elements(By.CSS_SELECTOR, ".data-docs section")]
    assert "Unsuccessful Expectations 2" in sections[0]
    (failed,) = [section for section in sections[1:3] if "magnitude share (critical)" in section]
    assert "✗" in failed
    assert "30.93" in failed
    assert "1 unexpected values found" in failed
    assert all("✓" in section for section in sections[3:-1])
    assert complaints(browser) == []
    assert {address for address in loaded(browser) if not address.startswith(("file:", "data:"))} == set()


def test_a_link_to_a_share_opens_the_table_that_is_folded_around_it(browser: webdriver.Chrome, site: Path) -> None:
    visit(browser, site, "areas/DEU.html")
    link = one(browser, "#share-ecommerce_sales details table a")
    assert not link.is_displayed()
    share = one(browser, "#share-ecommerce_sales details tbody tr").get_attribute("id")
    browser.get("about:blank")
    browser.get(f"{(site / 'areas/DEU.html').as_uri()}#{share}")
    wait(browser, one(browser, "#share-ecommerce_sales details tbody tr").is_displayed)


def test_a_table_is_narrowed_by_words(browser: webdriver.Chrome, site: Path) -> None:
    visit(browser, site, "areas/index.html")
    rows = browser.find_elements(By.CSS_SELECTOR, "table[data-filters] tbody tr")
    field = one(browser, "label.filter input")
    field.send_keys("jpn")
    assert [row.text.split()[0] for row in rows if row.is_displayed()] == ["Japan"]
    assert one(browser, "label.filter output").text == f"1 of {len(rows)} rows"
    field.clear()
    field.send_keys(" ")
    assert all(row.is_displayed() for row in rows)


def test_a_download_is_the_file_that_was_made_from_the_warehouse(browser: webdriver.Chrome, site: Path) -> None:
    visit(browser, site, "areas/JPN.html")
    link = browser.find_element(By.PARTIAL_LINK_TEXT, "Every current figure")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    folder: Path = browser.downloads  # type: ignore[attr-defined]
    wait(browser, lambda: list(folder.glob("*.csv")))
    (fetched,) = folder.glob("*.csv")
    wait(browser, lambda: fetched.read_bytes() == (site / "downloads" / "JPN" / "figures.csv").read_bytes())


def test_light_and_dark_by_the_system_or_as_chosen(browser: webdriver.Chrome, site: Path, pictures: Path) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    visit(browser, site, "areas/JPN.html")
    light = browser.execute_script(ground)
    axis = "return getComputedStyle(document.querySelector('.mark-text text')).fill"
    light_axis = browser.execute_script(axis)
    one(browser, "#theme").click()
    dark = browser.execute_script(ground)
    assert dark != light
    assert browser.execute_script(axis) != light_axis
    picture(browser, pictures, "area-dark")
    visit(browser, site, "status.html")
    assert browser.execute_script(ground) == dark
    browser.execute_script("localStorage.clear()")
    visit(browser, site, "status.html")
    assert browser.execute_script(ground) == light
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    assert browser.execute_script(ground) == dark


@pytest.mark.parametrize("page", PAGES)
def test_on_a_phone_nothing_is_cut_off(browser: webdriver.Chrome, site: Path, pictures: Path, page: str) -> None:
    phone(browser)
    visit(browser, site, page)
    picture(browser, pictures, f"phone-{page.replace('/', '-').removesuffix('.html')}")
    assert browser.execute_script(ACROSS) <= 0
    assert complaints(browser) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ALIKE])
def test_it_can_be_read_by_everyone(browser: webdriver.Chrome, site: Path, page: str) -> None:
    visit(browser, site, page)
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    browser.execute_script(AXE)
    browser.set_script_timeout(60)
    assert axe(browser, "light", "{}") == []
    assert axe(browser, "dark", "{runOnly: ['color-contrast']}") == []


def axe(browser: webdriver.Chrome, theme: str, options: str) -> list[tuple[str, str, int]]:
    """Return what axe-core calls serious or critical: the rule, its first element, how many there are."""
    browser.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
    found = browser.execute_async_script(
        f"const options = {{iframes: false, resultTypes: ['violations'], ...{options}}};"
        "axe.run({exclude: [['[data-chart]']]}, options).then(arguments[0])"
    )
    return [
        (rule["id"], rule["nodes"][0]["html"][:200], len(rule["nodes"]))
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]


def test_by_keyboard_the_content_is_two_keys_away(browser: webdriver.Chrome, site: Path) -> None:
    visit(browser, site, "index.html")
    webdriver.ActionChains(browser).send_keys("\ue004").perform()  # Tab
    assert browser.switch_to.active_element.text == "To the content"
    webdriver.ActionChains(browser).send_keys("\ue007").perform()  # Enter
    assert browser.switch_to.active_element.tag_name == "main"


def test_by_keyboard_the_points_of_a_chart_lead_to_their_figures(browser: webdriver.Chrome, site: Path) -> None:
    def press(key: str) -> str:
        browser.switch_to.active_element.send_keys(key)
        return str(one(browser, "#share-ecommerce_sales .here").get_attribute("textContent"))

    visit(browser, site, "areas/JPN.html")
    rows = [
        [cell.get_attribute("textContent") for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
        for row in browser.find_elements(By.CSS_SELECTOR, "#share-ecommerce_sales details tbody tr")
    ]
    series = list(dict.fromkeys(name for _, name, *_ in rows))
    first = [row for row in rows if row[1] == series[0]]
    plot = one(browser, "#share-ecommerce_sales .plot")
    browser.execute_script("arguments[0].previousElementSibling.tabIndex = 0", plot)
    browser.execute_script("arguments[0].previousElementSibling.focus()", plot)
    press(Keys.TAB)
    assert browser.switch_to.active_element == plot
    assert "Arrow keys walk its points" in plot.accessible_name
    assert press(Keys.ARROW_RIGHT).startswith(f"{first[0][1]}, {first[0][0]}, {first[0][2]}")
    assert press(Keys.ARROW_RIGHT).startswith(f"{first[1][1]}, {first[1][0]}, {first[1][2]}")
    point, ring = (
        browser.execute_script("return arguments[0].getBoundingClientRect()", element)
        for element in (one(browser, "#share-ecommerce_sales .mark-symbol path:nth-of-type(2)"), one(browser, ".ring"))
    )
    assert abs(point["left"] + point["width"] / 2 - ring["left"] - ring["width"] / 2) < 2
    assert abs(point["top"] + point["height"] / 2 - ring["top"] - ring["height"] / 2) < 2
    assert press(Keys.ARROW_DOWN).startswith(f"{series[1]}, ")
    assert press(Keys.END).startswith(f"{series[-1]}, ")
    here = press(Keys.HOME)
    assert here.startswith(f"{series[0]}, ")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    wait(browser, lambda: "/figures/" in browser.current_url)
    assert one(browser, "h1").text.startswith(f"Japan {first[0][0]}: ")
    assert complaints(browser) == []


def test_in_print_every_figure_is_on_paper(browser: webdriver.Chrome, site: Path) -> None:
    visit(browser, site, "areas/DEU.html")
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert all(table.is_displayed() for table in browser.find_elements(By.CSS_SELECTOR, "table"))
    assert not one(browser, "header").is_displayed()
    assert len(base64.b64decode(browser.print_page())) > 20_000


def test_without_scripts_every_figure_is_there(browser: webdriver.Chrome, site: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get((site / "areas" / "DEU.html").as_uri())
        assert "The drawing needs a script" in one(browser, "noscript").text
        assert one(browser, "#figures ~ .box").text.count("\n") > 20
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

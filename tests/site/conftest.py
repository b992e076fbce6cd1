"""What the tests of the site share: one built site, a small one to change, and a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from extractors.settings import PROJECT_ROOT, settings
from tests.conftest import marketsplit

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)


@pytest.fixture(scope="session")
def site(published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site of all saved editions; tests only read it."""
    folder = tmp_path_factory.mktemp("built") / "site"
    done = marketsplit("site", "--out", str(folder), home=published_home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(folder / "index.html")
    return folder


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a run of one publication; tests copy it."""
    folder = tmp_path_factory.mktemp("small") / "home"
    done = marketsplit("run", "unctad_global_ecommerce", home=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def small(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a copy of that home which a test may change, with the settings of the process pointing at it."""
    home = tmp_path / "home"
    shutil.copytree(small_run, home)
    monkeypatch.setenv("MARKETSPLIT_HOME", str(home))
    settings.cache_clear()
    yield home
    settings.cache_clear()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Yield a headless Chromium with a profile of its own."""
    missing = [str(path) for path in (CHROMIUM, DRIVER) if not path.exists()]
    if missing and "CI" not in os.environ:
        pytest.skip(f"{' and '.join(missing)} not there: apt-get install chromium chromium-driver")
    assert not missing, missing
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    profile = tmp_path_factory.mktemp("profile")
    downloads = profile / "downloads"
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    browser.downloads = downloads
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """Yield that browser as a reader opens it: a wide window, light, nothing remembered."""
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"media": "", "features": [{"name": "prefers-color-scheme", "value": "light"}]}
    )
    for log in ("browser", "performance"):
        chromium.get_log(log)
    yield chromium
    chromium.execute_script("try { localStorage.clear() } catch {}")


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Return the folder of screenshots, for people to look at."""
    folder = PROJECT_ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""What the site's server hands out, and what it never does; asked as a web server asks it, with the path as sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from reporting.site_server import SiteServer

BESIDE = "what lies beside the site"
MOUNT = "/marketsplit"


class Answer:
    """Status, headers and body as they were sent."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]


def ask(folder: Path, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Return the answer to one request; the path is decoded but not normalised, as servers do."""
    answer = Answer()
    scope = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "server": ("127.0.0.1", 8080),
        "root_path": MOUNT,
        "path": MOUNT + unquote(path),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }

    async def receive() -> Any:
        await asyncio.Event().wait()  # the client stays and says no more

    asyncio.run(SiteServer(folder)(scope, receive, answer.send))
    return answer


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "publications").mkdir(parents=True)
    (folder / "index.html").write_text("<title>overview</title>")
    (folder / "site.js").write_text("void 0")
    (folder / "publications" / "acme_report.html").write_text("<title>acme</title>")
    (tmp_path / "secret.txt").write_text(BESIDE)
    (tmp_path / "site-old").mkdir()
    (tmp_path / "site-old" / "secret.txt").write_text(BESIDE)
    return folder


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/", b"<title>overview</title>", "text/html; charset=utf-8"),
        ("/index.html", b"<title>overview</title>", "text/html; charset=utf-8"),
        ("/publications/acme_report.html", b"<title>acme</title>", "text/html; charset=utf-8"),
        ("/site.js", b"void 0", "text/javascript; charset=utf-8"),
    ],
)
def test_files_of_the_folder_are_handed_out(site: Path, path: str, body: bytes, kind: str) -> None:
    answer = ask(site, path)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, body, kind)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/publications/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/../site-old/secret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/publications/%00.html",
        "/" + "a" * 5000,
        "/publications",
    ],
)
def test_nothing_else_is(site: Path, path: str) -> None:
    answer = ask(site, path)
    assert answer.status == 404
    assert answer.body == b"The site has no such page."


def test_a_link_that_leads_out_of_the_folder_is_not_followed(site: Path) -> None:
    (site / "out.html").symlink_to(site.parent / "secret.txt")
    assert ask(site, "/out.html").status == 404


def test_the_folder_itself_may_be_a_link(site: Path) -> None:
    link = site.parent / "current"
    link.symlink_to(site)
    assert ask(link, "/index.html").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_site_can_only_be_read(site: Path, method: str) -> None:
    answer = ask(site, "/index.html", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/index.html", "/publications/acme_report.html", "/site.js"])
def test_without_a_site_a_sentence_says_how_to_get_one(tmp_path: Path, path: str) -> None:
    answer = ask(tmp_path / "site", path)
    assert answer.status == 404
    assert answer.body == b"There is no site yet. Run `marketsplit site`, then load this page again."
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_site_that_is_built_while_the_server_runs_is_there_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert ask(folder, "/index.html").status == 404
    folder.mkdir()
    (folder / "index.html").write_text("new")
    assert ask(folder, "/index.html").body == b"new"


@pytest.mark.parametrize(
    ("dag_id", "page"),
    [
        ("publication__acme_report", "../publications/acme_report.html"),
        ("share_trends", "../index.html"),
    ],
)
def test_a_dag_leads_to_its_page(site: Path, dag_id: str, page: str) -> None:
    answer = ask(site, f"/dag/{dag_id}")
    assert (answer.status, answer.headers["location"]) == (307, page)


@pytest.mark.parametrize("path", ["/index.html", "/none.html", "/../secret.txt", "/dag/share_trends"])
def test_every_answer_forbids_what_a_page_does_not_need(site: Path, path: str) -> None:
    headers = ask(site, path).headers
    policy = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["frame-ancestors"] == "'self'"
    # Nothing may be sent anywhere, not even to the API of the Airflow that serves the page.
    assert "connect-src" not in policy
    assert not any("*" in sources or "http" in sources or "unsafe-eval" in sources for sources in policy.values())
    assert headers["x-content-type-options"] == "nosniff"


def test_a_browser_asks_again_each_time_and_is_told_when_nothing_changed(site: Path) -> None:
    first = ask(site, "/index.html")
    assert first.headers["cache-control"] == "no-cache"
    again = ask(site, "/index.html", headers={"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
    (site / "index.html").write_text("<title>another</title>")
    assert ask(site, "/index.html", headers={"if-none-match": first.headers["etag"]}).status == 200

"""One polite run against publishers' servers: who we are, what robots.txt says, pauses, retries, redirects hop by hop.

Proxy variables, ``.netrc`` and certificate bundles of the environment are not used (``trust_env`` is off): a proxy
would connect to addresses that nobody here has vetted.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
import urllib3
from urllib3.exceptions import HTTPError, InvalidHeader

from extractors.errors import FetchError, RefusedError
from extractors.http import robots
from extractors.http.address import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, Guard, VettedAdapter, host_port
from extractors.http.body import ACCEPT_ENCODING, CutShortError, read_body
from extractors.http.deadline import Deadline
from extractors.http.failures import is_certificate_failure, reason_of
from extractors.http.urls import Origins, check_address, origin_of, port_of, without_login

MAX_REDIRECTS = 5
#: Pauses before the second, third and fourth try where the server names none.
BACKOFF_S = (1.0, 4.0, 15.0)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass
class Exchange:
    """A document's way over the wire, filled in as it goes: a failure leaves what was seen until then.

    All addresses are the publisher's, also where a loopback server answers. ``content`` is filled for status 200 only.
    """

    url: str
    final_url: str = ""
    redirects: list[str] = field(default_factory=list)
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    robots: str = ""
    content: bytes = b""


class Fetcher:
    """A session that fetches documents one after the other; use it as a context manager, in one thread."""

    def __init__(
        self,
        *,
        agent: str,
        interval_s: float,
        origins: Origins | None = None,
        allow_hosts: Collection[str] = frozenset(),
    ) -> None:
        self._interval_s = interval_s
        self._origins = origins
        self._guard = Guard(origins.hosts if origins else allow_hosts)
        self._rules: dict[str, robots.Rules] = {}
        self._last_request: dict[str, float] = {}
        self._session = _Session()
        self._session.headers.update({"User-Agent": agent, "Accept-Encoding": ACCEPT_ENCODING})

        for scheme in ("http://", "https://"):
            self._session.mount(scheme, VettedAdapter(self._guard))

    def __enter__(self) -> Self:
        """Return the fetcher itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._session.close()

    def get(
        self, exchange: Exchange, *, deadline_s: float, max_bytes: int, validators: Mapping[str, str] | None = None
    ) -> None:
        """Fetch ``exchange.url`` into the exchange: afterwards its status is 200, or 304 if there were validators.

        Raises RefusedError where we decline (robots.txt, address, scheme, redirects, size) and FetchError for
        everything that goes wrong on the way.
        """
        self._guard.deadline = Deadline(deadline_s)
        validators = validators or {}
        self._follow(exchange, max_bytes, validators, obey=True)
        if exchange.status != 200 and not (exchange.status == 304 and validators):
            raise FetchError(
                "the server did not send the document",
                place=exchange.final_url,
                expected="HTTP 200",
                found=f"HTTP {exchange.status}",
                remedy=_STATUS_REMEDIES.get(exchange.status or 0),
            )

    def _follow(self, exchange: Exchange, max_bytes: int, headers: Mapping[str, str], *, obey: bool) -> None:
        url = urldefrag(exchange.url).url
        while True:
            check_address(url, exchange.final_url)
            exchange.final_url = url
            delay = 0.0
            if obey:
                decision = self._rules_of(url).decide(url)
                exchange.robots = decision.text
                if not decision.allowed:
                    raise _forbidden(decision, url)
                delay = decision.crawl_delay_s
            self._ask(exchange, url, max_bytes, headers, delay)
            if exchange.status not in _REDIRECTS:
                return
            url = self._next_hop(exchange, url)

    def _next_hop(self, exchange: Exchange, url: str) -> str:
        location = exchange.headers.get("location", "")
        if not location:
            raise FetchError("a redirect names no address", place=url, found=f"HTTP {exchange.status} without Location")
        exchange.redirects.append(url)
        if len(exchange.redirects) > MAX_REDIRECTS:
            raise RefusedError(
                "too many redirects",
                expected=f"at most {MAX_REDIRECTS}",
                found=" → ".join(exchange.redirects),
                remedy="Open the address in a browser and declare the one it ends at",
            )
        try:
            target = urldefrag(urljoin(url, location)).url
            return self._origins.publisher(target) if self._origins else target
        except ValueError as error:
            raise RefusedError(
                "a redirect leads to no valid address", place=url, found=without_login(location)
            ) from error

    def _rules_of(self, url: str) -> robots.Rules:
        origin = origin_of(url)
        if origin not in self._rules:
            address = origin + "/robots.txt"
            exchange = Exchange(address)
            try:
                self._follow(exchange, robots.MAX_BYTES, {}, obey=False)
            except FetchError as error:
                if isinstance(error, RefusedError) and exchange.status is None:
                    raise  # the origin itself is off limits, whatever its robots.txt may say
                reason = f"{error.message}: {error.found}" if error.found else error.message
                self._rules[origin] = robots.unknown_rules(address, reason)
            else:
                self._rules[origin] = robots.rules_from_answer(address, exchange.status or 0, exchange.content)
        return self._rules[origin]

    def _ask(self, exchange: Exchange, url: str, max_bytes: int, headers: Mapping[str, str], delay_s: float) -> None:
        """Send one hop's request, again where that may help, until there is an answer worth looking at."""
        deadline = self._guard.deadline
        for pause in (*BACKOFF_S, None):
            self._pause_for_host(url, delay_s)
            asked_wait = None
            try:
                self._send(exchange, url, max_bytes, headers)
            except requests.exceptions.InvalidURL as error:
                raise RefusedError("this is no valid address", found=without_login(url)) from error
            except (requests.RequestException, HTTPError, CutShortError) as error:
                failure = reason_of(error)
                deadline.check(failure)
                if is_certificate_failure(error):
                    raise FetchError(
                        "the server's certificate is not to be trusted", place=url, found=failure
                    ) from error
            else:
                if exchange.status is None or not (exchange.status == 429 or exchange.status >= 500):
                    return
                failure = f"HTTP {exchange.status}"
                asked_wait = _retry_after(exchange.headers)
            if pause is None:
                break
            if asked_wait is None:
                deadline.wait(pause, f"{failure}; the pause before the next try is {pause:g} s")
            else:
                deadline.wait(asked_wait, f"{failure}, and the server asks to wait (Retry-After)")
        raise FetchError(
            f"no usable answer in {len(BACKOFF_S) + 1} tries",
            place=url,
            expected="an answer",
            found=failure,
            remedy="Try again later; the editions fetched so far stay as they are",
        )

    def _send(self, exchange: Exchange, url: str, max_bytes: int, headers: Mapping[str, str]) -> None:
        deadline = self._guard.deadline
        exchange.status, exchange.headers, exchange.content = None, {}, b""
        target = self._origins.local(url) if self._origins else url
        try:
            timeout = (deadline.cap(CONNECT_TIMEOUT_S), deadline.cap(READ_TIMEOUT_S))
        except TimeoutError:
            deadline.check("no answer yet")
            raise
        with self._session.get(
            target, headers=dict(headers), timeout=timeout, stream=True, allow_redirects=False
        ) as response:
            exchange.status = response.status_code
            exchange.headers = {name.lower(): text for name, text in response.headers.items()}
            if response.status_code == 200:
                exchange.content = read_body(response, max_bytes=max_bytes, deadline=deadline)

    def _pause_for_host(self, url: str, delay_s: float) -> None:
        target = self._origins.local(url) if self._origins else url
        name = urlsplit(target).hostname or ""
        host = host_port(name, port_of(target))
        interval = delay_s if host in self._guard.allowed else max(delay_s, self._interval_s)
        if host in self._last_request:
            wait = self._last_request[host] + interval - time.monotonic()
            self._guard.deadline.wait(wait, f"the pause of {interval:g} s between two requests to {name}")
        self._last_request[host] = time.monotonic()


class _Session(requests.Session):
    """A session that leaves redirects alone; requests would read their bodies whole, without any limit."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return no target, ever."""
        return None


_STATUS_REMEDIES = {
    401: "The publisher wants a login, which marketsplit does not do",
    403: "The publisher does not let us have it; check landing_url, and that MARKETSPLIT_CONTACT is right",
    404: "The document has moved: look for it at landing_url and correct its url in publication.yml",
    410: "The document was withdrawn: look for it at landing_url and correct its url in publication.yml",
}


def _forbidden(decision: robots.Decision, url: str) -> FetchError:
    if decision.known:
        return RefusedError(
            "robots.txt does not let us fetch this address",
            place=url,
            expected="an address open to programs",
            found=decision.text,
            remedy="Respect it: ask the publisher, or declare another address",
        )
    return FetchError(
        "without the publisher's robots.txt nothing is fetched there in this run",
        place=url,
        expected="a robots.txt, or an answer that there is none",
        found=decision.text,
        remedy="Try again later",
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after")
    if text is None:
        return None
    try:
        return urllib3.Retry().parse_retry_after(text)
    except InvalidHeader:
        return None

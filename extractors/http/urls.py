"""Addresses: which we fetch, how they are shown, and where they lead when a loopback server plays the publisher."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from extractors.errors import RefusedError

_PORTS = {"http": 80, "https": 443}


class Origins:
    """Which loopback server plays which publisher: ``{"https://unctad.org": "http://127.0.0.1:40001"}``."""

    def __init__(self, local: Mapping[str, str]) -> None:
        self._local = dict(local)
        self._publisher = {server: publisher for publisher, server in local.items()}
        self.hosts = frozenset(urlsplit(server).netloc for server in local.values())

    def local(self, url: str) -> str:
        """Return where a publisher's address is served.

        Raises RefusedError for an address nobody plays: never the network.
        """
        server = self._local.get(origin_of(url))
        if server is None:
            raise RefusedError(
                "the address is not part of the saved edition", expected=", ".join(self._local), found=url
            )
        return server + _rest_of(url)

    def publisher(self, url: str) -> str:
        """Return the publisher's address behind one of a loopback server; any other address as it is."""
        publisher = self._publisher.get(origin_of(url))
        return url if publisher is None else publisher + _rest_of(url)


def origin_of(url: str) -> str:
    """Return scheme and authority of an address, in lower case and without a default port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme.lower()}://{host}{port}"


def _rest_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def port_of(url: str) -> int:
    """Return the port of a checked address, the default one of its scheme where it names none."""
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def check_address(url: str, came_from: str) -> None:
    """Raise RefusedError unless an address may be asked: valid, http(s), without a login, and no step down from https.

    ``came_from`` is the address that redirected to it, or empty.
    """
    try:
        parts = urlsplit(url)
        valid = bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    place = came_from or None
    if not valid:
        raise RefusedError("this is no valid address", place=place, found=without_login(url))
    if parts.scheme not in _PORTS:
        raise RefusedError("only http and https are fetched", place=place, found=f"{parts.scheme}:")
    if "@" in parts.netloc:
        raise RefusedError("an address with a user name in it is not fetched", place=place, found=without_login(url))
    if came_from.startswith("https:") and parts.scheme == "http":
        raise RefusedError("a redirect leads from https to plain http", place=came_from, expected="https", found=url)


def without_login(url: str) -> str:
    """Return an address as it may be shown and recorded: a name and password in it are nobody's business."""
    return re.sub(r"//[^/]*@", "//…@", url)

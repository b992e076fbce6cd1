"""Connections to vetted addresses only, and never for longer than the document's deadline.

A host name is resolved once per connection, every address it has is checked, and the connection goes to one of exactly
those addresses: there is no second look-up that could answer differently (DNS rebinding). The name stays the one the
TLS certificate is checked against. Name resolution itself is bounded by the resolver of the system, everything after it
by the deadline.
"""

from __future__ import annotations

import io
import ipaddress
import socket
from collections.abc import Iterable
from functools import partial
from http.client import HTTPResponse
from typing import Any, cast

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from extractors.errors import RefusedError
from extractors.http.deadline import Deadline

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0

#: NAT64 (RFC 6052, RFC 8215): the last 32 bits are the IPv4 address that is reached.
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Guard:
    """What every connection of a session respects: the private ``host:port`` pairs allowed, the current deadline."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = frozenset(allowed)
        self.deadline = Deadline(0)

    def vetted(self, host: str, port: int) -> list[tuple[int, Any]]:
        """Return (family, socket address) of every address of a host.

        Raises RefusedError if any of them is not a public one, unless that very host and port is allowed;
        ``socket.gaierror`` if the name has none.
        """
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if host_port(host, port) not in self.allowed:
            for *_, (text, *_rest) in infos:
                if not is_public(ipaddress.ip_address(text)):
                    raise RefusedError(
                        f"{host} is not on the public internet",
                        expected="only public addresses",
                        found=str(text),
                        remedy=f'If this is meant, add "{host_port(host, port)}" to MARKETSPLIT_ALLOW_HOSTS',
                    )
        return [(family, address) for family, _, _, _, address in infos]

    def connect(self, host: str, port: int, options: Iterable[Any]) -> socket.socket:
        """Return a socket connected to the first vetted address that answers. Raises RefusedError, OSError."""
        failure = OSError(f"{host} has no address")
        for family, address in self.vetted(host, port):
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                for option in options:
                    sock.setsockopt(*option)
                sock.settimeout(self.deadline.cap(CONNECT_TIMEOUT_S))
                sock.connect(address)
            except OSError as error:
                sock.close()
                failure = error
            else:
                return sock
        raise failure


def host_port(host: str, port: int) -> str:
    """Return ``host:port`` as the setting writes it, IPv6 addresses in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_public(address: Address) -> bool:
    """Tell whether an address, and any IPv4 address wrapped in it, is reachable as part of the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if any(address in network for network in _NAT64):
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        inner = [one for one in wrapped if one is not None]
        if inner:
            return all(is_public(one) for one in inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class _BoundedReads(io.RawIOBase):
    """The bytes of a socket; every single read waits no longer than the deadline leaves."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.cap(READ_TIMEOUT_S))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _BoundedSource:
    """Stands in for the socket where ``http.client`` asks it for a file, the one thing it asks a socket for."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_BoundedReads(self._sock, self._deadline))


def _bounded_response(guard: Guard, sock: socket.socket, **options: Any) -> HTTPResponse:
    return HTTPResponse(cast(socket.socket, _BoundedSource(sock, guard.deadline)), **options)


class _Vetted(HTTPConnection):
    """A connection that asks its guard for the socket. The guard is set by the pool, before the connection is used."""

    guard: Guard

    def under(self, guard: Guard) -> None:
        self.guard = guard
        # http.client makes its responses by calling this attribute; the stub knows a class only.
        self.response_class = cast(type[HTTPResponse], partial(_bounded_response, guard))

    def _new_conn(self) -> socket.socket:
        try:
            return self.guard.connect(self.host, self.port, self.socket_options or ())
        except UnicodeError as error:  # of a label that is empty or too long, before any look-up
            raise RefusedError("this is no host name", found=self.host) from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection to {self.host}") from error
        except OSError as error:
            raise NewConnectionError(self, error.strerror or str(error)) from error


class _VettedTLS(_Vetted, HTTPSConnection):
    """The same under TLS: HTTPSConnection wraps the socket it gets, with the host name as the name to verify."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Vetted


class _TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _VettedTLS


class _Pools(urllib3.PoolManager):
    def __init__(self, guard: Guard, **options: Any) -> None:
        super().__init__(**options)
        self.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}
        self._guard = guard

    def _new_pool(self, *args: Any, **options: Any) -> urllib3.HTTPConnectionPool:
        pool = super()._new_pool(*args, **options)
        connection_class = cast(type[_Vetted], pool.ConnectionCls)

        def guarded(*args: Any, **options: Any) -> _Vetted:
            connection = connection_class(*args, **options)
            connection.under(self._guard)
            return connection

        pool.ConnectionCls = cast(type[_Vetted], guarded)
        return pool


class VettedAdapter(HTTPAdapter):
    """The transport of a session: vetted addresses, bounded reads, no retries of its own."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pools whose connections ask the guard."""
        self.poolmanager = _Pools(self._guard, num_pools=connections, maxsize=maxsize, block=block, **options)

"""Only public addresses are connected to, the very ones that were looked at, and TLS is verified."""

from __future__ import annotations

import datetime
import ipaddress
import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests.adapters
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from extractors.errors import RefusedError
from extractors.fetch import fetch_publication
from extractors.http import address, session
from extractors.http.address import Guard, is_public
from extractors.http.deadline import Deadline
from extractors.settings import settings
from tests.extractors.wire import HTML, PAGE, Answer, publication, publisher


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 an address to refuse
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::a00:1", False),
    ],
)
def test_public_addresses_are_told_from_all_others(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name resolve to these addresses, by the one look-up a connection may make."""

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_one_private_address_among_public_ones_refuses_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "93.184.216.34", "10.0.0.7")
    with pytest.raises(
        RefusedError, match=r"www\.example\.org is not on the public internet.*found 10\.0\.0\.7"
    ) as caught:
        Guard(()).vetted("www.example.org", 80)
    assert caught.value.remedy == 'If this is meant, add "www.example.org:80" to MARKETSPLIT_ALLOW_HOSTS'


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_spellings_of_loopback_are_refused(host: str) -> None:
    with pytest.raises(RefusedError, match="is not on the public internet"):
        Guard(()).vetted(host, 80)


def test_an_allowed_host_is_allowed_on_that_port_only() -> None:
    guard = Guard({"127.0.0.1:8080", "[::1]:8080"})
    assert guard.vetted("127.0.0.1", 8080) == [(socket.AF_INET, ("127.0.0.1", 8080))]
    with pytest.raises(RefusedError):
        guard.vetted("127.0.0.1", 8081)


def test_the_connection_goes_to_the_address_that_was_vetted(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["127.0.0.1"])

    def rebinding(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers, "192.0.2.1"), port))]

    with publisher() as site:
        port = int(site.host.rpartition(":")[2])
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        guard = Guard({f"www.example.org:{port}"})
        guard.deadline = Deadline(5)
        with guard.connect("www.example.org", port, ()) as sock:
            assert sock.getpeername() == ("127.0.0.1", port)


def test_the_next_address_is_tried_when_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with publisher() as site:
        port = int(site.host.rpartition(":")[2])
        resolving(monkeypatch, "127.0.0.2", "127.0.0.1")
        guard = Guard({f"www.example.org:{port}"})
        guard.deadline = Deadline(5)
        with guard.connect("www.example.org", port, ()) as sock:
            assert sock.getpeername()[0] == "127.0.0.1"


@pytest.fixture
def live(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("MARKETSPLIT_CONTACT", "figures@example.org")
    monkeypatch.setattr(session, "BACKOFF_S", (0.01,))
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


def test_a_declared_loopback_address_is_refused_unless_allowed(live: pytest.MonkeyPatch) -> None:
    with publisher() as site:
        one = publication({"release": site.serve("/release", Answer(body=PAGE, headers=HTML))})
        (capture,) = fetch_publication(one, mode="live")
        assert site.seen == []
    assert capture.outcome == "refused"
    assert "127.0.0.1 is not on the public internet" in capture.detail


def test_a_name_that_does_not_resolve_says_so(live: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    live.setattr(socket, "getaddrinfo", unknown)
    (capture,) = fetch_publication(publication({"release": "https://www.example.org/x"}), mode="live")
    assert capture.outcome == "failed"
    assert "the host name cannot be resolved" in capture.detail


def test_a_name_that_is_none_is_refused(live: pytest.MonkeyPatch) -> None:
    (capture,) = fetch_publication(publication({"release": "http://www..example.org/x"}), mode="live")
    assert capture.outcome == "refused"
    assert "this is no host name; found www..example.org" in capture.detail


def test_hosts_are_given_a_pause_between_requests(live: pytest.MonkeyPatch) -> None:
    live.setattr(address, "is_public", lambda address: True)
    with publisher() as site:
        one = publication({"release": site.serve("/release", Answer(body=PAGE, headers=HTML))}, min_interval_s=60)
        (capture,) = fetch_publication(one, mode="live")
        assert site.paths() == ["/robots.txt"]
    assert (
        "the pause of 60 s between two requests to 127.0.0.1, which is longer than the deadline leaves"
        in capture.detail
    )


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a self-signed certificate for a name and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize(
    ("certified", "trusted", "outcome"),
    [
        ("www.example.org", True, "new"),
        ("www.example.org", False, "failed"),
        ("elsewhere.example.org", True, "failed"),
    ],
    ids=["trusted", "unknown issuer", "other name"],
)
def test_tls_is_verified_against_the_host_name(
    live: pytest.MonkeyPatch, tmp_path: Path, certified: str, trusted: bool, outcome: str
) -> None:
    cert, key = certificate(tmp_path, certified)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    with publisher(tls=tls) as site:
        port = site.host.rpartition(":")[2]
        resolving(live, "127.0.0.1")
        live.setenv("MARKETSPLIT_ALLOW_HOSTS", json.dumps([f"www.example.org:{port}"]))
        settings.cache_clear()
        if trusted:
            live.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(cert))
        site.serve("/release", Answer(body=PAGE, headers=HTML))
        (capture,) = fetch_publication(publication({"release": f"https://www.example.org:{port}/release"}), mode="live")
    assert capture.outcome == outcome
    assert ("the server's certificate is not to be trusted" in capture.detail) == (outcome == "failed")

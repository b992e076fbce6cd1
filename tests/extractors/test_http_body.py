"""Bodies are unpacked exactly and within their limit, however they were packed and cut into pieces."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3 import HTTPResponse

from extractors.errors import FetchError, RefusedError
from extractors.http.body import CutShortError, read_body
from extractors.http.deadline import Deadline


def response(body: bytes, coding: str = "") -> requests.Response:
    made = requests.Response()
    made.headers["Content-Encoding"] = coding
    made.raw = HTTPResponse(io.BytesIO(body), preload_content=False)
    return made


def unpack(body: bytes, coding: str, max_bytes: int = 1 << 24) -> bytes:
    return read_body(response(body, coding), max_bytes=max_bytes, deadline=Deadline(60))


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda content: content,
    "identity": lambda content: content,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
}


@pytest.mark.parametrize("coding", PACKERS)
@given(content=st.binary(max_size=300) | st.integers(0, 300_000).map(lambda size: b"\0" * size))
def test_what_was_packed_comes_out(coding: str, content: bytes) -> None:
    assert unpack(PACKERS[coding](content), coding) == content


def test_gzip_members_are_joined_and_padding_is_left() -> None:
    assert unpack(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 9, "gzip") == b"one two"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "Deflate"])
def test_any_cut_is_noticed(coding: str) -> None:
    packed = PACKERS[coding](b"figures of the year " * 40)
    for length in range(1, len(packed)):
        with pytest.raises(CutShortError):
            unpack(packed[:length], coding)


def test_damage_is_refused() -> None:
    packed = bytearray(gzip.compress(b"figures of the year " * 40))
    packed[-6] ^= 1
    with pytest.raises(RefusedError, match="the compressed body is damaged"):
        unpack(bytes(packed), "gzip")
    with pytest.raises(RefusedError, match="the compressed body is damaged"):
        unpack(b"\xff\xff\xff\xff no deflate", "deflate")


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_codings_we_did_not_ask_for_are_refused(coding: str) -> None:
    with pytest.raises(RefusedError, match=f"expected gzip, deflate; found {coding}"):
        unpack(b"x", coding)


def test_the_limit_holds_to_the_byte() -> None:
    content = b"x" * 70_000
    assert unpack(gzip.compress(content), "gzip", max_bytes=70_000) == content
    with pytest.raises(RefusedError, match="larger than this publication's documents can be"):
        unpack(gzip.compress(content), "gzip", max_bytes=69_999)


def test_a_bomb_takes_no_more_memory_than_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    tracemalloc.start()
    with pytest.raises(RefusedError):
        unpack(bomb, "gzip", max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_nothing_is_read_past_the_deadline() -> None:
    with pytest.raises(FetchError, match="the document took longer than its deadline"):
        read_body(response(b"x"), max_bytes=10, deadline=Deadline(0))

"""A response body, whole and within its limit, or an error: never half a document, never more memory than the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import requests

from extractors.errors import FetchError, RefusedError
from extractors.http.deadline import Deadline

#: The codings we can undo within bounds, and so the only ones we ask for.
ACCEPT_ENCODING = "gzip, deflate"
_CHUNK = 1 << 16


class CutShortError(FetchError):
    """The body ended before it was complete: worth another try."""


class _Decoder(Protocol):
    def decode(self, data: bytes) -> Iterator[bytes]: ...
    def finish(self) -> None: ...


class _Identity:
    def decode(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        """Whether the plain body is complete is checked against Content-Length or the last chunk, by urllib3."""


class _Zlib:
    """gzip (one or more members) or deflate (with or without the zlib header), a bounded piece at a time."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS)
        self._begun = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._stream.eof:
                # Another gzip member may follow; zero padding, or anything after deflate, is no part of the document.
                if not self._gzip or not data.lstrip(b"\0"):
                    return
                self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            piece = self._some(data)
            yield piece
            data = self._stream.unconsumed_tail or self._stream.unused_data
            # A full piece may leave more in the decompressor although all input is used up.
            if not data and len(piece) < _CHUNK:
                return

    def _some(self, data: bytes) -> bytes:
        try:
            piece = self._stream.decompress(data, _CHUNK)
        except zlib.error as error:
            if self._gzip or self._begun:
                raise RefusedError("the compressed body is damaged", found=str(error)) from error
            # Many servers mean raw deflate by "deflate", against RFC 9110.
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                piece = self._stream.decompress(data, _CHUNK)
            except zlib.error as raw_error:
                raise RefusedError("the compressed body is damaged", found=str(raw_error)) from raw_error
        self._begun = True
        return piece

    def finish(self) -> None:
        if not self._stream.eof:
            raise CutShortError("the compressed body is cut short", expected="the end of the compressed data")


def read_body(response: requests.Response, *, max_bytes: int, deadline: Deadline) -> bytes:
    """Return the body, decompressed.

    ``max_bytes`` holds for what comes over the wire and for what it unpacks to. Raises RefusedError for a body over the
    limit or in a coding we did not ask for, CutShortError for one that ended early, FetchError past the deadline, and
    urllib3's own errors for a broken connection.
    """
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise _too_large(max_bytes, f"Content-Length {announced}")
    decoder = _decoder(response.headers.get("content-encoding", ""))
    content = bytearray()
    received = 0
    while True:
        deadline.check(f"{received} bytes so far")
        # read1 hands over what has arrived; read would wait for a full chunk, and a drip would never be looked at.
        data = response.raw.read1(_CHUNK, decode_content=False)
        if not data:
            break
        received += len(data)
        if received > max_bytes:
            raise _too_large(max_bytes, f"more than {max_bytes} bytes")
        for piece in decoder.decode(data):
            content += piece
            if len(content) > max_bytes:
                raise _too_large(max_bytes, f"more than {max_bytes} bytes unpacked from {received}")
    if received:
        decoder.finish()
    return bytes(content)


def _decoder(coding: str) -> _Decoder:
    match coding.strip().lower():
        case "" | "identity":
            return _Identity()
        case "gzip" | "x-gzip":
            return _Zlib(gzip=True)
        case "deflate":
            return _Zlib(gzip=False)
        case other:
            raise RefusedError("the body is in a coding we did not ask for", expected=ACCEPT_ENCODING, found=other)


def _too_large(max_bytes: int, found: str) -> RefusedError:
    return RefusedError(
        "the body is larger than this publication's documents can be",
        expected=f"at most {max_bytes} bytes",
        found=found,
        remedy="If the publication has grown, raise http.accept.max_bytes in its publication.yml",
    )

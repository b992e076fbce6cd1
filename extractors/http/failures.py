"""What went wrong on the wire, in words: the exceptions of requests and urllib3 wrap each other and speak of pools."""

from __future__ import annotations

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from extractors.errors import MarketsplitError


def reason_of(error: Exception) -> str:
    """Return why a request failed, in a few words."""
    if isinstance(error, MarketsplitError):
        return error.message
    cause = _innermost(error)
    match cause:
        case NameResolutionError():
            text = "the host name cannot be resolved"
        case NewConnectionError():  # a kind of ConnectTimeoutError to urllib3
            text = str(cause).rpartition(": ")[2]
        case ConnectTimeoutError():
            text = "the server cannot be reached in time"
        case ReadTimeoutError():
            text = "the server does not answer in time"
        case ProtocolError():
            text = f"the connection broke before the answer was complete ({cause.args[0]})"
        case _:
            text = str(cause) or type(cause).__name__
    return text


def is_certificate_failure(error: Exception) -> bool:
    """Tell whether TLS refused the server, which no further try mends."""
    return isinstance(error, requests.exceptions.SSLError) or isinstance(_innermost(error), SSLError)


def _innermost(error: Exception) -> Exception:
    while True:
        inner = error.reason if isinstance(error, MaxRetryError) else next(iter(error.args), None)
        if not isinstance(inner, Exception):
            return error
        error = inner

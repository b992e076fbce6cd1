"""Whether an answer is the document: a "200 OK" around an error page is not."""

from __future__ import annotations

import codecs

from extractors.errors import RefusedError
from extractors.publication import Accept

#: Encodings a marker is looked for in. The document's label may be wrong, so all of them are tried; reading decides
#: later.
_ENCODINGS = ("utf-8", "cp932", "euc_jp", "gb18030", "big5hkscs", "cp949", "cp1252", "utf-16-le", "utf-16-be")
_SHOWN = 60
#: How files begin whose text is compressed; it stands in for the texts that the document always has.
_SIGNATURES = {"pdf": b"%PDF-", "xls": b"\xd0\xcf\x11\xe0", "xlsx": b"PK"}


def check_document(rule: Accept, media_type: str, content: bytes, format_: str = "html") -> None:
    """Raise RefusedError, saying what was expected and found, unless the content is what the publication declares.

    In a format whose text is compressed the marker texts cannot be seen; there the file must begin as the format does.
    """
    if not content:
        raise _refused("the document is empty", f"at least {rule.min_bytes} bytes", "0 bytes")
    if media_type not in rule.media_types:
        raise _refused(
            "the answer is of another media type than the document",
            " or ".join(rule.media_types),
            media_type or "no media type",
        )
    if len(content) < rule.min_bytes:
        raise _refused(
            "the answer is too short to be the document", f"at least {rule.min_bytes} bytes", f"{len(content)} bytes"
        )
    head = content.removeprefix(codecs.BOM_UTF8).lstrip()[: 4 * _SHOWN]
    signature = _SIGNATURES.get(format_)
    starts = [start.encode() for start in rule.starts_with] if signature is None else [signature]
    if starts and not any(head[: len(start)].lower() == start.lower() for start in starts):
        raise _refused(
            "the answer does not begin as the document does",
            " or ".join(start.decode(errors="backslashreplace") for start in starts),
            repr(head[:_SHOWN].decode("utf-8", errors="replace")),
        )
    for marker in rule.must_contain if signature is None else ():
        if not any(one in content for one in _spellings(marker)):
            raise _refused(
                "the answer lacks a text that the document always has",
                f'"{marker}"',
                f"{len(content)} bytes without it, beginning {head[:_SHOWN].decode('utf-8', errors='replace')!r}",
            )


def _spellings(marker: str) -> list[bytes]:
    spellings = []
    for encoding in _ENCODINGS:
        try:
            spellings.append(marker.encode(encoding))
        except UnicodeEncodeError:  # this encoding cannot hold the marker, so the document is not in it
            continue
    return spellings


def _refused(message: str, expected: str, found: str) -> RefusedError:
    return RefusedError(
        message,
        expected=expected,
        found=found,
        remedy="Open the address in a browser: an error page passes by itself; a new layout needs another accept rule",
    )

"""What can go wrong, each with the facts a person needs to act on it.

Every error a user can meet is a :class:`MarketsplitError`. Its text names the publication, the document and the place,
what was expected there and what was found; ``exit_code`` is the command line's (1 failed, 2 wrong usage, 3 drift or a
blocking check).
"""

from __future__ import annotations

from typing import Any


class MarketsplitError(Exception):
    """A failure with a message for people; keyword facts are optional, those given are printed in a fixed order."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        publication: str | None = None,
        edition: str | None = None,
        document: str | None = None,
        place: str | None = None,
        expected: str | None = None,
        found: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.publication = publication
        self.edition = edition
        self.document = document
        self.place = place
        self.expected = expected
        self.found = found
        self.remedy = remedy

    def __str__(self) -> str:
        """Return one line: where, what, expected, found, remedy."""
        where = ", ".join(
            part
            for part in (
                self.publication,
                f"edition {self.edition}" if self.edition else None,
                f"document {self.document}" if self.document else None,
                self.place,
            )
            if part
        )
        text = f"{where}: {self.message}" if where else self.message
        if self.expected is not None:
            text += f"; expected {self.expected}"
        if self.found is not None:
            text += f"; found {self.found or 'nothing'}"
        if self.remedy is not None:
            text += f". {self.remedy}"
        return text

    def facts(self) -> dict[str, Any]:
        """Return the error as a flat dictionary for machine output; absent facts are left out."""
        known = {
            "error": type(self).__name__,
            "message": self.message,
            "publication": self.publication,
            "edition": self.edition,
            "document": self.document,
            "place": self.place,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
        }
        return {name: value for name, value in known.items() if value is not None}


class UsageError(MarketsplitError):
    """The caller asked for something that does not exist or contradicts itself."""

    exit_code = 2


class DeclarationError(MarketsplitError):
    """A publication.yml is not a valid declaration."""

    exit_code = 2


class DriftError(MarketsplitError):
    """A document does not look as its publication declares it."""

    exit_code = 3


class BlockedError(MarketsplitError):
    """A critical check refused a whole batch or the marts; nothing of it was loaded or published."""

    exit_code = 3


class CheckerError(MarketsplitError):
    """A check itself crashed: the figures were neither passed nor refused."""


class FetchError(MarketsplitError):
    """A document could not be fetched: network, status, limits, or a response that is not the document."""


class RefusedError(FetchError):
    """We declined to fetch: robots.txt, a private address, a scheme, a redirect we do not follow."""


class ArchiveDamagedError(MarketsplitError):
    """An archived file is missing or its bytes no longer have the hash that names them."""


class WriterBusyError(MarketsplitError):
    """Another process held the warehouse for longer than the bounded wait."""


class StorageError(MarketsplitError):
    """A file could not be written or read: disk full, read-only folder, vanished folder."""

"""One address whose content is replaced: which edition a document is, read from the document itself."""

from __future__ import annotations

import csv
from datetime import date, datetime

from extractors.errors import DriftError
from extractors.json_stat import read_cube
from extractors.publication import Dated, Publication


def edition_of(publication: Publication, content: bytes, document_id: str | None = None) -> tuple[str, date]:
    """Return the edition id (an ISO date) and publication date that a rolling data file carries.

    In CSV every line does, in JSON-stat the file. The document is the publication's first unless one is named. Raises
    DriftError where the date is missing, not as declared, or not the same on all lines, KeyError for an unknown
    document, and ValueError for a publication that is not rolling.
    """
    rolling = publication.rolling
    if rolling is None:
        raise ValueError(f"{publication.id} is not rolling")
    dated = rolling.all[document_id or rolling.document.id]
    try:
        stamp = _stamp(dated, content)
        # A publisher's calendar date: it is never compared with our clock, so no time zone is invented for it.
        published_on = datetime.strptime(stamp.strip(), dated.date_format).date()  # noqa: DTZ007
    except ValueError as error:
        message = "there is no date as declared"
        raise _named(DriftError(message, expected=dated.date_format, found=repr(stamp)), publication, dated) from error
    except DriftError as error:
        raise _named(error, publication, dated) from error.__cause__
    return published_on.isoformat(), published_on


def _stamp(dated: Dated, content: bytes) -> str:
    """Return the date of a file as printed. Raises DriftError where there is not exactly one."""
    column = dated.edition_column
    try:
        text = content.decode("utf-8-sig")
        if dated.document.format == "json_stat":
            return read_cube(text).updated
        rows = csv.DictReader(text.splitlines(), strict=True)
        if column not in (rows.fieldnames or ()):
            found = str(rows.fieldnames or "none")
            raise DriftError("the column that dates the file is missing", expected=column, found=found)
        stamps = {row[column] or "" for row in rows}
    except (UnicodeDecodeError, csv.Error) as error:
        kind = "JSON" if dated.document.format == "json_stat" else "CSV"
        raise DriftError(f"the file is not readable as {kind}", expected=f"utf-8 {kind}", found=str(error)) from error
    if len(stamps) != 1:
        found = ", ".join(sorted(stamps)[:3]) if stamps else "no data line"
        raise DriftError("the lines do not agree on the date of the file", expected=f"one {column}", found=found)
    return stamps.pop()


def _named(error: DriftError, publication: Publication, dated: Dated) -> DriftError:
    error.publication = publication.id
    error.document = dated.document.id
    error.place = error.place or f'column "{dated.edition_column}"'
    error.remedy = "If the publisher has changed the file, correct rolling in publication.yml"
    return error

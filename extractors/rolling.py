"""One address whose content is replaced: which edition a document is, read from the document itself."""

from __future__ import annotations

import csv
from datetime import date, datetime

from extractors.errors import DriftError
from extractors.publication import Publication, Rolling


def edition_of(publication: Publication, content: bytes) -> tuple[str, date]:
    """Return the edition id (an ISO date) and publication date that every line of a rolling data file carries.

    Raises DriftError where the column is missing, empty, not a date as declared, or not the same on all lines, and
    ValueError for a publication that is not rolling.
    """
    rolling = publication.rolling
    if rolling is None:
        raise ValueError(f"{publication.id} is not rolling")
    column = rolling.edition_column
    try:
        rows = csv.DictReader(content.decode("utf-8-sig").splitlines(), strict=True)
        if column not in (rows.fieldnames or ()):
            raise _drift(
                publication, "the column that dates the file is missing", column, str(rows.fieldnames or "none")
            )
        stamps = {row[column] or "" for row in rows}
    except (UnicodeDecodeError, csv.Error) as error:
        raise _drift(publication, "the file is not readable as CSV", "utf-8 CSV", str(error)) from error
    if len(stamps) != 1:
        found = ", ".join(sorted(stamps)[:3]) if stamps else "no data line"
        raise _drift(publication, "the lines do not agree on the date of the file", f"one {column}", found)
    published_on = _parse(publication, rolling, stamps.pop())
    return published_on.isoformat(), published_on


def _parse(publication: Publication, rolling: Rolling, stamp: str) -> date:
    try:
        # A publisher's calendar date: it is never compared with our clock, so no time zone is invented for it.
        return datetime.strptime(stamp.strip(), rolling.date_format).date()  # noqa: DTZ007
    except ValueError as error:
        message = f'column "{rolling.edition_column}" holds no date as declared'
        raise _drift(publication, message, rolling.date_format, repr(stamp)) from error


def _drift(publication: Publication, message: str, expected: str, found: str) -> DriftError:
    return DriftError(
        message,
        publication=publication.id,
        document=publication.rolling.document.id if publication.rolling else None,
        place=f'column "{publication.rolling.edition_column}"' if publication.rolling else None,
        expected=expected,
        found=found,
        remedy="If the publisher has changed the file, correct rolling in publication.yml",
    )

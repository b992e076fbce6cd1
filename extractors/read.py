"""Archived bytes to figures: what of a publication's declaration applies to a document is read from it.

Everything here is a pure function of bytes and of files in git. Drift stops an edition; a figure that is not
understood is handed on as rejected, with its place and the reason.
"""

from __future__ import annotations

import contextlib
import hashlib
import mimetypes
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from extractors import archive, storage
from extractors.archive import Mode
from extractors.binding import Source
from extractors.consistency import sort_out_contradictions
from extractors.corrections import apply_corrections, read_corrections
from extractors.datasets import read_dataset
from extractors.documents import Content
from extractors.doubt import DoubtfulReading, Verdict, settle
from extractors.encodings import decode
from extractors.errors import DeclarationError, DriftError, UsageError
from extractors.formats import open_document
from extractors.golden import read_golden, verify
from extractors.mapping import Dataset, Prose, Rates, Statements, Table
from extractors.merge import merge_prints, sort_out_single
from extractors.observation import Observation, RejectedFigure, invalid_parts
from extractors.prose import read_prose
from extractors.publication import Document, Edition, Publication
from extractors.rates import read_rates
from extractors.rolling import edition_of
from extractors.statements.reading import read_statements
from extractors.tables import read_table


@dataclass(frozen=True, slots=True)
class DocumentBytes:
    """One document of an edition as it lies in the archive; ``media_type`` may carry the charset of the response."""

    document: str
    snapshot_id: str
    content: bytes
    media_type: str
    mode: Mode = "live"


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a document or edition, those not understood, and each document's encoding and declared one.

    ``doubtful`` are readings that wait for a person's decision.
    """

    observations: list[Observation]
    rejected: list[RejectedFigure]
    encodings: dict[str, tuple[str, str]]
    doubtful: list[DoubtfulReading] = field(default_factory=list)


def read_document(
    publication: Publication,
    edition: Edition,
    document: Document,
    snapshot_id: str,
    content: bytes,
    *,
    media_type: str,
) -> Reading:
    """Return every declared figure of one document, in the order of the declaration.

    Raises DriftError, naming publication, edition and document, where the document does not look as declared.
    """
    source = Source(
        publication=publication.id,
        edition=edition.id,
        published_on=edition.published_on,
        reference_period=edition.reference_period,
        document=document.id,
        snapshot_id=snapshot_id,
        lang=document.lang,
    )
    tables = [table for table in publication.tables if _applies(table, edition, document)]
    prose = [part for part in publication.prose if _applies(part, edition, document)]
    statements = [part for part in publication.statements if _applies(part, edition, document)]
    datasets = [dataset for dataset in publication.datasets if _applies(dataset, edition, document)]
    rates = [part for part in publication.rates if _applies(part, edition, document)]
    if not (tables or prose or statements or datasets or rates):
        raise DeclarationError(
            "nothing is declared to be read from the document",
            publication=publication.id,
            edition=edition.id,
            document=document.id,
        )
    read: list[Observation] = []
    refused: list[RejectedFigure] = []
    doubtful: list[DoubtfulReading] = []
    with _named(source):
        encoding = ("", "")
        if tables or prose or statements:
            opened = open_document(content, document.format, media_type=media_type, lang=document.lang)
            encoding = (opened.encoding, opened.declared_encoding)
            for figures, rejected in _read_content(opened, tables, prose, source):
                read += figures
                refused += rejected
            for stated in statements:
                certain, uncertain = read_statements(stated, opened.blocks, source)
                read += certain
                doubtful += uncertain
        for dataset in datasets:
            decoded = decode(content, media_type=media_type, lang=document.lang)
            encoding = (decoded.encoding, decoded.declared_encoding)
            uniform = (publication.rolling.all[document.id].edition_column,) if publication.rolling else ()
            figures, rejected = read_dataset(dataset, decoded.text, source, uniform=uniform)
            read += figures
            refused += rejected
        for part in rates:
            decoded = decode(content, media_type=media_type, lang=document.lang)
            encoding = (decoded.encoding, decoded.declared_encoding)
            figures, rejected = read_rates(part, decoded.text, source)
            read += figures
            refused += rejected
        read = apply_corrections(read_corrections(publication), edition.id, document.id, read)
    valid, invalid = _sort_out_invalid(read)
    return Reading(valid, refused + invalid, {document.id: encoding}, doubtful)


def read_edition(
    publication: Publication,
    edition_id: str,
    documents: Iterable[DocumentBytes],
    verdicts: Mapping[str, Verdict] | None = None,
) -> Reading:
    """Return the figures of an edition: those of its documents, one print of each.

    ``verdicts`` are people's decisions by the key of a doubtful reading: one that was accepted is a figure like any
    other, flagged ``reviewed``, one that was rejected is left out; the others stay doubtful. Figures of a saved
    document say whether they were seen at their source. Raises DriftError for a document that does not look as
    declared and UsageError for an edition or document that is not declared.
    """
    edition = find_edition(publication, edition_id)
    observations: list[Observation] = []
    rejected: list[RejectedFigure] = []
    doubtful: list[DoubtfulReading] = []
    encodings: dict[str, tuple[str, str]] = {}
    saved: set[str] = set()
    for given in sorted(documents, key=lambda given: given.document):
        document = _find_document(publication, edition, given.document)
        reading = read_document(
            publication, edition, document, given.snapshot_id, given.content, media_type=given.media_type
        )
        observations += reading.observations
        rejected += reading.rejected
        doubtful += reading.doubtful
        encodings |= reading.encodings
        if given.mode == "saved":
            saved.add(given.document)
    accepted, waiting = settle(doubtful, verdicts or {}, edition.published_on)
    valid, invalid = _sort_out_invalid(accepted)
    kept, refused = _fit_together(publication, observations + valid, rejected)
    if saved:
        kept = _verified(publication, edition_id, kept, saved)
    return Reading(kept, rejected + invalid + refused, encodings, waiting)


def read_file(
    publication: Publication, path: Path, *, edition_id: str | None = None, document_id: str | None = None
) -> Reading:
    """Return the figures of one local document, without touching archive or warehouse.

    Where edition or document are not given, they are those whose declaration the file matches. Figures count as seen
    where they equal those of the saved edition. Raises UsageError for an edition or document that is not declared or
    where several match and for a file that is not there, DriftError where none matches, StorageError for a file that
    cannot be read.
    """
    if not path.is_file():
        raise UsageError("no such file", publication=publication.id, found=str(path))
    content = storage.read_whole(path)
    media_type = mimetypes.guess_type(path.name)[0] or ""
    sha256 = hashlib.sha256(content).hexdigest()
    matching: list[Reading] = []
    names: list[str] = []
    drift: list[DriftError] = []
    for edition, document in _candidates(publication, content, edition_id, document_id):
        identity = archive.snapshot_id(publication.id, edition.id, document.id, sha256)
        try:
            reading = read_document(publication, edition, document, identity, content, media_type=media_type)
        except DriftError as error:
            drift.append(error)
            continue
        names.append(f"{edition.id} {document.id}")
        kept, refused = _fit_together(publication, reading.observations, reading.rejected)
        matching.append(
            Reading(
                _verified(publication, edition.id, kept, {document.id}),
                reading.rejected + refused,
                reading.encodings,
                reading.doubtful,
            )
        )
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise UsageError(
            "the file could be of several editions or documents",
            publication=publication.id,
            found=", ".join(names),
            remedy="Say which with --edition and --document",
        )
    if len(drift) == 1:
        raise drift[0]
    raise DriftError(
        "the file does not look like any declared edition",
        publication=publication.id,
        expected="one of " + ", ".join(dict.fromkeys(error.edition or "" for error in drift)),
        found=str(drift[-1]),
        remedy="Say which it should be with --edition and --document to see what differs",
    )


def _fit_together(
    publication: Publication, figures: list[Observation], rejected: list[RejectedFigure]
) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return one print of each figure that nothing in the edition contradicts, and the others as rejected."""
    single: list[RejectedFigure] = []
    if publication.rolling:
        figures, single = sort_out_single(figures, rejected, publication.rolling.document.id)
    merged, disagreeing = merge_prints(figures)
    kept, contradicted = sort_out_contradictions(publication, merged, disagreeing)
    return kept, single + disagreeing + contradicted


def _candidates(
    publication: Publication, content: bytes, edition_id: str | None, document_id: str | None
) -> list[tuple[Edition, Document]]:
    if publication.rolling:
        return _dated(publication, content, edition_id, document_id)
    editions = [publication.edition(edition_id)] if edition_id else publication.editions
    pairs = [(edition, document) for edition in editions for document in edition.documents]
    named = [pair for pair in pairs if document_id in {None, pair[1].id}]
    if not named:
        raise _no_such_document(publication, [document for _, document in pairs], document_id)
    return named


def _dated(
    publication: Publication, content: bytes, edition_id: str | None, document_id: str | None
) -> list[tuple[Edition, Document]]:
    """Return the documents of a rolling publication that a file can be, each with the edition that it says it is."""
    documents = publication.rolling.documents if publication.rolling else []
    named = [document for document in documents if document_id in {None, document.id}]
    if not named:
        raise _no_such_document(publication, documents, document_id)
    pairs: list[tuple[Edition, Document]] = []
    drift: list[DriftError] = []
    for document in named:
        try:
            found = edition_of(publication, content, document.id)[0]
        except DriftError as error:
            drift.append(error)
            continue
        if edition_id not in {None, found}:
            raise UsageError(
                "the file is of another edition", publication=publication.id, expected=edition_id, found=found
            )
        pairs.append((find_edition(publication, found), document))
    if not pairs:
        raise drift[0]
    return pairs


def _no_such_document(publication: Publication, known: Iterable[Document], found: str | None) -> UsageError:
    expected = "one of " + ", ".join(dict.fromkeys(document.id for document in known))
    return UsageError("no such document", publication=publication.id, expected=expected, found=found)


def find_edition(publication: Publication, edition_id: str) -> Edition:
    """Return a declared edition, or of a rolling publication the one of that date. Raises UsageError for any other."""
    if publication.rolling is None:
        return publication.edition(edition_id)
    try:
        published_on = date.fromisoformat(edition_id)
    except ValueError as error:
        raise UsageError(
            "the editions of a rolling publication are dates",
            publication=publication.id,
            expected="2026-02-27",
            found=edition_id,
        ) from error
    return Edition(
        id=edition_id, published_on=published_on, reference_period="", documents=publication.rolling.documents
    )


def _find_document(publication: Publication, edition: Edition, document_id: str) -> Document:
    for document in edition.documents:
        if document.id == document_id:
            return document
    raise UsageError(
        "no such document",
        publication=publication.id,
        edition=edition.id,
        expected="one of " + ", ".join(document.id for document in edition.documents),
        found=document_id,
    )


def _applies(part: Table | Prose | Statements | Dataset | Rates, edition: Edition, document: Document) -> bool:
    return (not part.editions or edition.id in part.editions) and (not part.documents or document.id in part.documents)


def _read_content(
    content: Content, tables: list[Table], prose: list[Prose], source: Source
) -> Iterator[tuple[list[Observation], list[RejectedFigure]]]:
    for table in tables:
        yield read_table(table, content.tables, source)
    for part in prose:
        yield read_prose(part, content.blocks, source)


@contextlib.contextmanager
def _named(source: Source) -> Iterator[None]:
    """Add to drift found inside a document which document it was."""
    try:
        yield
    except DriftError as error:
        error.publication = error.publication or source.publication
        error.edition = error.edition or source.edition
        error.document = error.document or source.document
        error.place = error.place or "the document as a whole"
        raise


def _sort_out_invalid(figures: list[Observation]) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures with codes of the closed lists, and the others as rejected."""
    valid: list[Observation] = []
    refused: list[RejectedFigure] = []
    for figure in figures:
        faults = invalid_parts(figure)
        if not faults:
            valid.append(figure)
            continue
        refused.append(
            RejectedFigure(
                publication=figure.publication,
                edition=figure.edition,
                document=figure.document,
                snapshot_id=figure.snapshot_id,
                rule="invalid_code",
                reason="; ".join(faults),
                series_key=" ".join(figure.key),
                locator=figure.locator,
                raw_text=figure.raw_text,
                raw_context=figure.raw_context,
            )
        )
    return valid, refused


def _verified(
    publication: Publication, edition_id: str, figures: list[Observation], documents: Container[str]
) -> list[Observation]:
    """Return the figures; those of ``documents`` say whether they were seen at their source, and where."""
    golden = {figure.key: figure for figure in read_golden(publication, edition_id, drafts=True)}
    read = []
    for figure in figures:
        if figure.document in documents:
            verification, url = verify(figure, golden)
            read.append(figure._replace(verification=verification, evidence_url=url))
        else:
            read.append(figure)
    return read

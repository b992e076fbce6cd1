"""The way of a figure, arrow by arrow: the functions that the command line, the Airflow tasks and the tests call alike.

Each takes and returns small JSON-able references. A failure of one edition does not stop the others: it comes back
under ``refused`` as the error's facts (``publication``, ``text``, ``exit_code``, …), and is recorded in
core.load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from extractors import archive, fetch, review, stage
from extractors.errors import MarketsplitError, UsageError
from extractors.publication import Publication, faulty_declarations, find_publication, registry
from warehouse.progress import Progress, Stage, unwatched

Refusal = dict[str, Any]
Pending = dict[str, str]


def refusal(error: MarketsplitError, publication: str, edition: str | None = None) -> Refusal:
    """Return an error as facts that travel between stages; one that does not say where is told."""
    error.publication = error.publication or publication
    error.edition = error.edition or edition
    return {**error.facts(), "text": str(error), "exit_code": error.exit_code}


def fetch_documents(
    publication_id: str,
    *,
    mode: Literal["saved", "live"] = "saved",
    edition: str | None = None,
    force: bool = False,
) -> dict[str, Any]:
    """Fetch a publication's documents into the archive and tell which editions the warehouse does not have yet.

    Returns ``captures`` (outcome by document), ``pending`` (editions whose documents or reading rules differ from
    what was loaded last; all that are complete in the archive, also from earlier fetches) and ``refused``. Raises
    UsageError for an unknown publication or edition and StorageError where the archive cannot be written.
    """
    publication = find_publication(publication_id)
    captures = fetch.fetch_publication(publication, mode=mode, edition=edition, force=force)
    return {
        "captures": [
            {"edition": one.edition, "document": one.document, "outcome": one.outcome, "status": one.status}
            for one in captures
        ],
        "pending": pending_editions(publication, edition),
        "refused": [
            refusal(fetch.capture_error(one), publication.id, one.edition)
            for one in captures
            if one.outcome in {"refused", "failed"}
        ],
    }


def pending_editions(publication: Publication, edition: str | None = None) -> list[Pending]:
    """Return the archived editions that the warehouse has not loaded in their present form, oldest first."""
    from warehouse import load, retellings

    beside = retellings.beside(publication)
    fingerprints = {
        edition_id: stage.fingerprint(publication, captures, beside=beside)
        for edition_id, captures in archive.current_snapshots(publication.id).items()
        if edition in {None, edition_id} and is_complete(publication, edition_id, captures)
    }
    return [
        {"publication": publication.id, "edition": edition_id, "fingerprint": fingerprints[edition_id]}
        for edition_id in load.pending(publication.id, fingerprints)
    ]


def is_complete(publication: Publication, edition: str, documents: Mapping[str, archive.Capture]) -> bool:
    """Tell whether all declared documents of an edition are there: with one missing it looks shrunk."""
    if publication.rolling:
        return publication.rolling.document.id in documents
    declared = [one for one in publication.editions if one.id == edition]
    return all(document.id in documents for one in declared for document in one.documents)


def read_editions(pending: Sequence[Pending], progress: Progress = unwatched) -> dict[str, Any]:
    """Read archived editions into staged batches.

    Returns ``staged`` (references of the batches) and ``refused`` (editions that do not look as declared; each also
    leaves a failed row in core.load).
    """
    from warehouse import load, retellings
    from warehouse.batch import read_batch

    staged: list[str] = []
    refused: list[Refusal] = []
    reading = Stage(progress, "read", len(pending))
    for one in pending:
        publication = find_publication(one["publication"])
        reading.begin(publication.id, one["edition"])
        try:
            beside = retellings.beside(publication)
            staged.append(stage.stage_edition(publication, one["edition"], beside=beside))
        except MarketsplitError as error:
            load.record_failure(publication.id, one["edition"], one["fingerprint"], str(error))
            refused.append(refusal(error, publication.id, one["edition"]))
        else:
            batch = read_batch(staged[-1])
            reading.count(figures=batch.observations, refused=batch.rejected)
    reading.end()
    return {"staged": staged, "refused": refused}


def check_editions(staged: list[str], progress: Progress = unwatched) -> dict[str, Any]:
    """Check staged batches in order of publication date; the references stay the same, the folders gain the results."""
    from warehouse import checks

    return {"checked": checks.check_batches(staged, progress) if staged else []}


def load_editions(checked: list[str], progress: Progress = unwatched) -> dict[str, Any]:
    """Load checked batches, one transaction each.

    Returns ``loads`` (counts by edition) and ``refused`` (batches that a critical check blocked; nothing of them is
    loaded).
    """
    from warehouse import load

    results = load.load_batches(checked, progress=progress) if checked else []
    return {
        "loads": [result.as_dict() for result in results],
        "refused": [
            refusal(result.error(), result.publication, result.edition)
            for result in results
            if result.status == "blocked"
        ],
    }


def run(
    publication_ids: Iterable[str] = (),
    *,
    mode: Literal["saved", "live"] = "saved",
    edition: str | None = None,
    force: bool = False,
    progress: Progress = unwatched,
) -> dict[str, Any]:
    """Do the whole job for some or all publications: fetch, read, check, load, compute, publish.

    Returns ``captures``, ``loads``, ``refused`` (everything that did not get through, in order), ``waiting`` (how many
    doubtful readings of these publications wait for review) and ``release`` (None when the published warehouse was up
    to date). Raises the errors of publishing, after which the published file is as before.
    """
    from warehouse import retellings
    from warehouse.publish import publish

    named = [find_publication(name).id for name in publication_ids]
    done: dict[str, list[Any]] = {"captures": [], "loads": [], "refused": []}
    if not named:
        done["refused"] += [refusal(error, name) for name, error in faulty_declarations().items()]
    names = named or list(registry())
    for some in retellings.in_order(names):
        for key, rows in _load_all(some, mode=mode, edition=edition, force=force, progress=progress).items():
            done[key] += rows
    publishing = Stage(progress, "publish", 1)
    publishing.begin("shares and trends")
    release = publish()
    publishing.end()
    waiting = len(review.waiting(names))
    return {**done, "waiting": waiting, "release": release.as_dict() if release else None}


def _load_all(
    names: Sequence[str], *, mode: Literal["saved", "live"], edition: str | None, force: bool, progress: Progress
) -> dict[str, list[Any]]:
    """Fetch, read, check and load publications. Returns ``captures``, ``loads`` and ``refused``."""
    captures: list[dict[str, Any]] = []
    pending: list[Pending] = []
    refused: list[Refusal] = []
    fetching = Stage(progress, "fetch", len(names))
    for name in names:
        fetching.begin(name)
        try:
            fetched = fetch_documents(name, mode=mode, edition=edition, force=force)
        except UsageError:
            raise
        except MarketsplitError as error:
            refused.append(refusal(error, name))
            continue
        captures += [{"publication": name, **capture} for capture in fetched["captures"]]
        pending += fetched["pending"]
        refused += fetched["refused"]
    fetching.end()
    read = read_editions(pending, progress)
    checked = check_editions(read["staged"], progress)
    loaded = load_editions(checked["checked"], progress)
    return {
        "captures": captures,
        "loads": loaded["loads"],
        "refused": [*refused, *read["refused"], *loaded["refused"]],
    }

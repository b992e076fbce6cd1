"""The warehouse again, from the archive and git alone: every fetch and every decision, in the order they happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from extractors import archive, decisions, review, stage, storage
from extractors.archive import Capture
from extractors.decisions import Decision
from extractors.errors import DriftError, UsageError
from extractors.publication import Publication, registry
from warehouse import checks, load, retellings
from warehouse.connection import rebuilding
from warehouse.pipeline import Refusal, is_complete, refusal
from warehouse.progress import Progress, Stage, unwatched
from warehouse.publish import publish

#: The documents of one edition at one moment, by document id.
Documents = dict[str, Capture]


def rebuild(progress: Progress = unwatched) -> dict[str, Any]:
    """Make a new warehouse from the archive, let it take the place of the old one, and publish it.

    A vintage is recorded at the moment its document was captured, or a reading of it accepted by a person: the archive
    knows no other. Until the new warehouse is whole the old one stays, also when this process is killed. Returns what
    :func:`warehouse.pipeline.run` returns. Raises ArchiveDamagedError where an archived document is not what its hash
    says, UsageError where no edition is complete.
    """
    loads: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    with rebuilding():
        history = list(_history())
        if not history:
            raise UsageError(
                "there is no complete edition in the archive to make a warehouse of",
                expected=f"what earlier runs fetched under {storage.home()}",
                remedy="Run `marketsplit run` first; the warehouse stays as it was",
            )
        rebuilt = Stage(progress, "rebuild", sum(len(editions) for *_, editions in history))
        for publication, decided, moment, editions in history:
            rebuilt.begin(publication.id, f"as of {moment:%Y-%m-%d %H:%M}", units=len(editions))
            verdicts = decisions.verdicts(decided, as_of=moment) if publication.statements else {}
            staged = []
            beside = retellings.beside(publication)
            for edition, documents in editions.items():
                for capture in documents.values():
                    archive.load_bytes(capture)  # an older reading of it may lie about, but the archive is what counts
                fingerprint = stage.fingerprint(publication, documents, verdicts, beside=beside)
                if edition not in load.pending(publication.id, {edition: fingerprint}):
                    continue
                try:
                    staged.append(stage.stage_captures(publication, edition, documents, verdicts, beside=beside))
                except (DriftError, UsageError) as error:
                    load.record_failure(publication.id, edition, fingerprint, str(error))
                    refused.append(refusal(error, publication.id, edition))
            results = load.load_batches(checks.check_batches(staged), recorded_at=moment) if staged else []
            rebuilt.count(figures=sum(one.inserted for one in results), refused=sum(one.quarantined for one in results))
            loads += [result.as_dict() for result in results]
            refused += [
                refusal(result.error(), result.publication, result.edition)
                for result in results
                if result.status == "blocked"
            ]
        rebuilt.end()
    publishing = Stage(progress, "publish", 1)
    publishing.begin("shares and trends")
    release = publish()
    publishing.end()
    return {
        "captures": [],
        "loads": loads,
        "refused": refused,
        "waiting": len(review.waiting()),
        "release": release.as_dict() if release else None,
    }


def _history() -> Iterator[tuple[Publication, list[Decision], datetime, dict[str, Documents]]]:
    """Yield every moment of every publication, sources before what retells them, with the decisions on it."""
    for name in chain.from_iterable(retellings.in_order(list(registry()))):
        publication = registry()[name]
        decided = decisions.decisions(publication.id)
        for moment, editions in _moments(publication, decided):
            yield publication, decided, moment, editions


def _moments(publication: Publication, decided: Iterable[Decision]) -> Iterator[tuple[datetime, dict[str, Documents]]]:
    """Yield, oldest first, when something changed, and the editions it may have changed with their documents then."""
    captured = list(_fetches(publication))
    moments = list(captured)
    for moment in sorted({ruling.decided_at for decision in decided for ruling in decision.rulings}):
        known: dict[str, Documents] = {}
        for captured_at, touched in captured:
            if captured_at <= moment:
                known |= touched
        moments.append((moment, known))
    yield from sorted(moments, key=lambda one: one[0])


def _fetches(publication: Publication) -> Iterator[tuple[datetime, dict[str, Documents]]]:
    """Yield each fetch that brought new bytes: when it ended, the editions it touched with their documents then."""
    by_fetch: dict[str, list[Capture]] = defaultdict(list)
    for capture in archive.captures(publication.id):
        by_fetch[capture.fetch_id].append(capture)
    so_far: list[Capture] = []
    before: dict[str, Documents] = {}
    for captures in sorted(by_fetch.values(), key=lambda group: max(one.captured_at for one in group)):
        so_far += captures
        if not any(one.outcome == "new" for one in captures):
            continue
        now = archive.newest_accepted(so_far)
        touched = {
            edition: documents
            for edition, documents in now.items()
            if _snapshots(documents) != _snapshots(before.get(edition, {}))
            and is_complete(publication, edition, documents)
        }
        before = now
        if touched:
            yield max(one.captured_at for one in captures), touched


def _snapshots(documents: Documents) -> dict[str, str]:
    return {name: capture.snapshot_id for name, capture in documents.items()}

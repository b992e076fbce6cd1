"""The warehouse again, from the archive and git alone: every fetch is replayed in the order it happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from extractors import archive, stage
from extractors.archive import Capture
from extractors.errors import DriftError, UsageError
from extractors.publication import Publication, registry
from warehouse import checks, load
from warehouse.connection import rebuilding
from warehouse.pipeline import Progress, Refusal, is_complete, refusal
from warehouse.publish import publish

#: The documents of one edition at one moment, by document id.
Documents = dict[str, Capture]


def rebuild(progress: Progress = lambda stage_name, subject: None) -> dict[str, Any]:
    """Make a new warehouse from the archive, let it take the place of the old one, and publish it.

    A vintage is recorded at the moment its document was captured: the archive knows no other. Until the new warehouse
    is whole the old one stays, also when this process is killed. Returns what :func:`warehouse.pipeline.run` returns.
    Raises ArchiveDamagedError where an archived document is not what its hash says.
    """
    loads: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    with rebuilding():
        for publication in registry().values():
            for captured_at, editions in _fetches(publication):
                progress("rebuild", f"{publication.id}, as captured {captured_at:%Y-%m-%d %H:%M}")
                staged = []
                for edition, documents in editions.items():
                    fingerprint = stage.fingerprint(publication, documents)
                    if edition not in load.pending(publication.id, {edition: fingerprint}):
                        continue
                    try:
                        staged.append(stage.stage_captures(publication, edition, documents))
                    except (DriftError, UsageError) as error:
                        load.record_failure(publication.id, edition, fingerprint, str(error))
                        refused.append(refusal(error, publication.id, edition))
                results = load.load_batches(checks.check_batches(staged), recorded_at=captured_at) if staged else []
                loads += [result.as_dict() for result in results]
                refused += [
                    refusal(result.error(), result.publication, result.edition)
                    for result in results
                    if result.status == "blocked"
                ]
    progress("publish", "shares and trends")
    release = publish()
    return {"captures": [], "loads": loads, "refused": refused, "release": release.as_dict() if release else None}


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

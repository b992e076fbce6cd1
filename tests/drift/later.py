"""The checks before loading, on what reading let through: beside earlier editions, as in real life."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.parquet as pq

from extractors import storage
from extractors.observation import locator_to_json
from extractors.read import Reading, find_edition
from extractors.stage import OBSERVATIONS, REJECTED
from tests.drift.target import Target
from tests.drift.verdict import Fault, Refusals, compare, refusals
from warehouse.batch import read_batch, read_verdict
from warehouse.checks import check_batches
from warehouse.load import load_batches


def load(healthy: list[tuple[Target, Reading]]) -> None:
    """Load editions as they were read, so that later ones stand beside them; many at once cost little more than one."""
    load_batches(check_batches([_stage(target, reading) for target, reading in healthy]))
    healthy.clear()


def check(target: Target, reading: Reading) -> tuple[str, list[Fault]]:
    """Check an edition as it was read: refused as a whole, quarantined in part, reported, or silent with its faults.

    Reported is what only lost figures that were known: each of them becomes a tombstone, and a warning says how many.
    """
    reference = _stage(target, reading)
    check_batches([reference])
    batch = read_batch(reference)
    if read_verdict(batch).status == "blocked":
        return "refused", []
    gone = any(
        row["expectation"] == "nothing_gone" and not row["success"]
        for row in pq.read_table(batch.file("validation.parquet")).to_pylist()
    )
    quarantined = pq.read_table(batch.file("quarantine.parquet")).to_pylist()
    accepted = set(pq.read_table(batch.file("accepted.parquet"))["row_number"].to_pylist())
    kept = [one for number, one in enumerate(reading.observations) if number in accepted]
    keys = (*(tuple(row["series_key"].split("/")) for row in quarantined), *refusals(reading).keys)
    faults = compare(target.golden, kept, Refusals(keys, refusals(reading).tables))
    if not faults:
        return "quarantined", []
    if gone and all(not fault.is_another_value and fault.text.startswith("missing") for fault in faults):
        return "reported", []
    return "silent", faults


def _stage(target: Target, reading: Reading) -> str:
    rows = [
        {
            **{name: getattr(one, name) for name in OBSERVATIONS.names if name not in {"row_number", "locator"}},
            "row_number": number,
            "locator": locator_to_json(one.locator),
        }
        for number, one in enumerate(reading.observations)
    ]
    refused = [
        {name: locator_to_json(one.locator) if name == "locator" else getattr(one, name) for name in REJECTED.names}
        for one in reading.rejected
    ]
    fingerprint = hashlib.sha256(repr((rows, refused)).encode()).hexdigest()[:16]
    folder = storage.staged_dir() / target.publication.id / target.edition / fingerprint
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=OBSERVATIONS), folder / "observations.parquet")
    pq.write_table(pa.Table.from_pylist(refused, schema=REJECTED), folder / "rejected.parquet")
    edition = find_edition(target.publication, target.edition)
    record = {
        "publication": target.publication.id,
        "edition": target.edition,
        "published_on": edition.published_on.isoformat(),
        "fingerprint": fingerprint,
        "documents": [*_documents(target, [document.id for document in edition.documents], fingerprint)],
        "observations": len(rows),
        "rejected": len(refused),
    }
    (folder / "batch.json").write_text(json.dumps(record))
    return storage.relative(folder)


def _documents(target: Target, names: Iterable[str], fingerprint: str) -> Iterable[dict[str, object]]:
    for name in names:
        yield {
            "document": name,
            "snapshot_id": hashlib.sha256(f"{target.name} {name} {fingerprint}".encode()).hexdigest()[:16],
            "sha256": hashlib.sha256(f"{target.name} {name} {fingerprint}".encode()).hexdigest(),
            "url": target.document.url,
            "final_url": target.document.url,
            "lang": target.document.lang,
            "media_type": target.media_type,
            "size": max(len(target.content), target.publication.http.accept.min_bytes),
            "status": 200,
            "captured_at": "2026-01-01T00:00:00+00:00",
            "encoding": "utf-8",
            "declared_encoding": "utf-8",
            "note_change": "",
        }

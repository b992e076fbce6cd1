"""Staged batches made by hand, a line a figure, for the publication of the tests' own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors import storage
from extractors.stage import OBSERVATIONS, REJECTED
from tests.warehouse.acme import PUBLICATION

VALIDATION = pa.schema(
    [
        ("suite", pa.string()),
        ("expectation", pa.string()),
        ("severity", pa.string()),
        ("success", pa.bool_()),
        ("checked_count", pa.int64()),
        ("unexpected_count", pa.int64()),
        ("evidence", pa.string()),
    ]
)


def figure(
    area: str,
    period: str,
    segment: str,
    value: str | int | None,
    *,
    rounding: str | int | None = 1,
    basis: str = "NEW",
    measure: str = "ecommerce_sales",
    unit: str | None = None,
    status: str | None = None,
    **other: Any,
) -> dict[str, Any]:
    """Return one figure; the unit is percent for shares and growth, else dollars."""
    is_percent = measure.endswith(("_share", "_growth", "_gdp", "_ratio"))
    return {
        "ref_area": area,
        "time_period": period,
        "segment": segment,
        "measure": measure,
        "basis": basis,
        "unit_measure": unit or ("PCT" if is_percent else "USD"),
        "obs_value": None if value is None else Decimal(value),
        "rounding_unit": None if value is None or rounding is None else Decimal(rounding),
        "obs_status": status or ("M" if value is None else "A"),
        "obs_flag": "",
        "locator": json.dumps({"kind": "record", "line": 1, "column": segment, "key": f"{area} {period}"}),
        "raw_text": "" if value is None else str(value),
        "raw_context": f"{area} {period}",
        "verification": "seen",
        "evidence_url": "",
        **other,
    }


def refusal(rule: str, series_key: str) -> dict[str, Any]:
    """Return one figure that reading refused."""
    return {
        "rule": rule,
        "reason": "expected a known name",
        "series_key": series_key,
        "raw_text": "1",
        "raw_context": "",
    }


def stage(
    edition: str,
    figures: Sequence[dict[str, Any]],
    *,
    rejected: Sequence[dict[str, Any]] = (),
    revision: int = 0,
    size: int = 100,
    note_change: str = "",
    publication: str = PUBLICATION,
) -> str:
    """Write a staged batch of one document and return its reference; another ``revision`` stands for other bytes."""
    sha256 = hashlib.sha256(f"{publication} {edition} {revision}".encode()).hexdigest()
    snapshot_id = sha256[:16]
    common = {"publication": publication, "edition": edition, "document": "report", "snapshot_id": snapshot_id}
    published_on = date(int(edition), 5, 1)
    rows = [{"row_number": number, "published_on": published_on, **common, **one} for number, one in enumerate(figures)]
    refused = [{**common, "locator": "{}", **one} for one in rejected]
    fingerprint = hashlib.sha256(repr((sha256, rows, refused)).encode()).hexdigest()[:16]
    folder = storage.staged_dir() / publication / edition / fingerprint
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=OBSERVATIONS), folder / "observations.parquet")
    pq.write_table(pa.Table.from_pylist(refused, schema=REJECTED), folder / "rejected.parquet")
    document = {
        "document": "report",
        "snapshot_id": snapshot_id,
        "sha256": sha256,
        "url": "https://acme.example/x",
        "final_url": "https://acme.example/x",
        "lang": "en",
        "media_type": "text/html",
        "size": size,
        "status": 200,
        "captured_at": f"{edition}-06-01T00:00:00+00:00",
        "encoding": "utf-8",
        "declared_encoding": "utf-8",
        "note_change": note_change,
    }
    record = {
        "publication": publication,
        "edition": edition,
        "published_on": published_on.isoformat(),
        "fingerprint": fingerprint,
        "documents": [document],
        "observations": len(rows),
        "rejected": len(refused),
    }
    (folder / "batch.json").write_text(json.dumps(record))
    return storage.relative(folder)


def accept(
    reference: str, *, quarantined: Sequence[dict[str, Any]] = (), status: str = "passed", message: str = ""
) -> str:
    """Mark a staged batch as checked with every figure good; for tests about what comes after checking."""
    folder = storage.resolve(reference)
    record = json.loads((folder / "batch.json").read_text())
    observations = pq.read_table(folder / "observations.parquet")
    rejected = pq.read_table(folder / "rejected.parquet").to_pylist()
    common = {key: record[key] for key in ("publication", "edition")}
    common |= {"document": "report", "snapshot_id": record["documents"][0]["snapshot_id"], "locator": "{}"}
    refused = [{**common, **one, "evidence": "{}"} for one in (*rejected, *quarantined)]
    pq.write_table(observations, folder / "accepted.parquet")
    pq.write_table(
        pa.Table.from_pylist(refused, schema=REJECTED.append(pa.field("evidence", pa.string()))),
        folder / "quarantine.parquet",
    )
    pq.write_table(pa.Table.from_pylist([], schema=VALIDATION), folder / "validation.parquet")
    verdict = {"status": status, "message": message, "accepted": observations.num_rows, "quarantined": len(refused)}
    (folder / "checked.json").write_text(json.dumps(verdict))
    return reference

"""Checked batches into the warehouse: one transaction of set-based SQL each, append-only, safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors import publication as publications
from extractors.errors import StorageError
from warehouse import ledger
from warehouse.batch import KEY, Batch, Verdict, read_batch, read_verdict
from warehouse.connection import build_reader, transaction, writer
from warehouse.declared import write_declaration
from warehouse.ledger import LoadResult
from warehouse.progress import Progress, Stage, unwatched
from warehouse.vocabulary import fill_code_tables, put_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL = Path(__file__).parent


def pending(publication_id: str, fingerprints: Mapping[str, str]) -> list[str]:
    """Return those of the given editions that are not loaded in just this form (fingerprint), in the order given."""
    with build_reader("see what is new") as connection:
        known = ledger.complete_fingerprints(connection, publication_id) if connection else {}
    return [edition for edition, fingerprint in fingerprints.items() if known.get(edition, ("", 0))[0] != fingerprint]


def load_batches(
    references: Iterable[str], *, recorded_at: datetime | None = None, progress: Progress = unwatched
) -> list[LoadResult]:
    """Load checked batches, each publication's oldest edition first, and return what became of each.

    ``recorded_at`` is the time written into the rows: now, except when history is made again from the archive. A batch
    that a critical check blocked leaves its record, results and quarantine, and none of its figures.

    Raises WriterBusyError, StorageError, and whatever else stops a load; that batch is then undone and marked failed,
    those before it stay.
    """
    batches = sorted(
        (read_batch(reference) for reference in references),
        key=lambda one: (one.publication, one.published_on, one.edition),
    )
    if not batches:
        return []
    with writer("load " + ", ".join(f"{batch.publication} {batch.edition}" for batch in batches)) as connection:
        results = []
        loading = Stage(progress, "load", len(batches))
        for batch in batches:
            loading.begin(batch.publication, batch.edition)
            results.append(_load(connection, batch, recorded_at))
            loading.count(figures=results[-1].inserted, refused=results[-1].quarantined)
        loading.end()
        return results


def record_failure(publication_id: str, edition: str, fingerprint: str, message: str) -> None:
    """Write down that an edition could not be read; once, however often the same is tried."""
    with writer(f"record a failure of {publication_id} {edition}") as connection:
        if ledger.same_failure(connection, publication_id, edition, fingerprint, "failed", message) is None:
            now = datetime.now(UTC)
            with transaction(connection):
                load_id = ledger.begin(
                    connection,
                    kind="load",
                    publication=publication_id,
                    edition=edition,
                    fingerprint=fingerprint,
                    started_at=now,
                )
                ledger.finish(connection, load_id, "failed", now, message)


def _load(connection: DuckDBPyConnection, batch: Batch, recorded_at: datetime | None) -> LoadResult:
    fingerprint, load_id = ledger.complete_fingerprints(connection, batch.publication).get(batch.edition, ("", 0))
    verdict = read_verdict(batch)
    if fingerprint == batch.fingerprint:
        return LoadResult(load_id, batch.publication, batch.edition, "unchanged", unchanged=verdict.accepted)
    if verdict.status == "blocked":
        known = ledger.same_failure(
            connection, batch.publication, batch.edition, batch.fingerprint, "blocked", verdict.message
        )
        if known is not None:
            return _blocked(known, batch, verdict)
    now = datetime.now(UTC)
    load_id = ledger.begin(
        connection,
        kind="load",
        publication=batch.publication,
        edition=batch.edition,
        fingerprint=batch.fingerprint,
        started_at=now,
    )
    try:
        with transaction(connection):
            _set_variables(connection, batch, load_id, recorded_at or now)
            if verdict.status == "blocked":
                return _record_blocked(connection, batch, verdict, load_id)
            return _load_accepted(connection, batch, verdict, load_id)
    except Exception as error:
        # Whatever it was, the transaction is undone; the record must say so before the error goes on its way.
        ledger.finish(connection, load_id, "failed", datetime.now(UTC), ledger.in_one_line(error))
        raise


def _blocked(load_id: int, batch: Batch, verdict: Verdict) -> LoadResult:
    return LoadResult(
        load_id, batch.publication, batch.edition, "blocked", verdict.message, quarantined=verdict.quarantined
    )


def _record_blocked(connection: DuckDBPyConnection, batch: Batch, verdict: Verdict, load_id: int) -> LoadResult:
    _write_findings(connection, batch)
    ledger.finish(connection, load_id, "blocked", datetime.now(UTC), verdict.message, quarantined=verdict.quarantined)
    return _blocked(load_id, batch, verdict)


def _load_accepted(connection: DuckDBPyConnection, batch: Batch, verdict: Verdict, load_id: int) -> LoadResult:
    _write_descriptions(connection, batch)
    _assert_keys(connection, batch)
    inserted = _execute(connection, "load_observations.sql")
    tombstones = _execute(connection, "load_tombstones.sql")
    _write_findings(connection, batch)
    result = LoadResult(
        load_id,
        batch.publication,
        batch.edition,
        "complete",
        inserted=inserted,
        unchanged=verdict.accepted - inserted,
        tombstones=tombstones,
        quarantined=verdict.quarantined,
    )
    ledger.finish(
        connection,
        load_id,
        "complete",
        datetime.now(UTC),
        inserted=result.inserted,
        unchanged=result.unchanged,
        tombstones=result.tombstones,
        quarantined=result.quarantined,
    )
    return result


def _set_variables(connection: DuckDBPyConnection, batch: Batch, load_id: int, now: datetime) -> None:
    connection.execute("SET VARIABLE publication = ?", [batch.publication])
    connection.execute("SET VARIABLE edition = ?", [batch.edition])
    connection.execute("SET VARIABLE accepted = ?", [str(batch.file("accepted.parquet"))])
    connection.execute("SET VARIABLE quarantine = ?", [str(batch.file("quarantine.parquet"))])
    connection.execute("SET VARIABLE validation = ?", [str(batch.file("validation.parquet"))])
    connection.execute("SET VARIABLE snapshots = ?", [[one["snapshot_id"] for one in batch.documents]])
    connection.execute("SET VARIABLE load_id = CAST(? AS BIGINT)", [load_id])
    connection.execute("SET VARIABLE recorded_at = CAST(? AS TIMESTAMP)", [now])


def _execute(connection: DuckDBPyConnection, name: str) -> int:
    row = connection.execute((_SQL / name).read_text(encoding="utf-8")).fetchone()
    return int(row[0]) if row else 0


def _assert_keys(connection: DuckDBPyConnection, batch: Batch) -> None:
    """Refuse a batch with two rows of one series point: core.observation has no index that would."""
    keys = ", ".join(KEY)
    # Rows are gathered by one number each; keys are compared only where two rows share it.
    row = connection.execute(
        f"""
        SELECT coalesce(max(rows) > 1, false), coalesce(bool_or(is_other), false)
        FROM (SELECT count(*) AS rows,
                     bool_or(publication <> getvariable('publication') OR edition <> getvariable('edition')) AS is_other
              FROM read_parquet(getvariable('accepted')) GROUP BY hash({keys}))
        """  # noqa: S608 - own names
    ).fetchone()
    twice = f"SELECT 1 FROM read_parquet(getvariable('accepted')) GROUP BY {keys} HAVING count(*) > 1"  # noqa: S608 - own names
    is_shared, is_other = row or (False, False)
    if is_other or (is_shared and connection.execute(twice).fetchone()):
        raise StorageError(
            "the checked batch is damaged: series points occur twice or belong to another edition",
            publication=batch.publication,
            edition=batch.edition,
            document=str(batch.file("accepted.parquet")),
            remedy="Delete that folder and run again: it is read anew from the archive",
        )


def _write_findings(connection: DuckDBPyConnection, batch: Batch) -> None:
    _execute(connection, "load_quarantine.sql")
    connection.execute(
        "INSERT INTO core.validation_result BY NAME "
        "SELECT getvariable('load_id') AS load_id, * FROM read_parquet(getvariable('validation'))"
    )


def _write_descriptions(connection: DuckDBPyConnection, batch: Batch) -> None:
    """Bring the small tables up to the declarations and write down the edition and its documents."""
    fill_code_tables(connection)
    write_declaration(connection, publications.find_publication(batch.publication))
    put_rows(connection, "core.edition", [(batch.publication, batch.edition, batch.published_on)])
    connection.executemany(
        "INSERT OR IGNORE INTO core.snapshot BY NAME SELECT $snapshot_id AS snapshot_id, $publication AS publication, "
        "$edition AS edition, $document AS document, $sha256 AS sha256, $url AS url, $final_url AS final_url, "
        "$lang AS lang, $media_type AS media_type, $size AS size, $status AS status, $encoding AS encoding, "
        "$declared_encoding AS declared_encoding, CAST(CAST($captured_at AS TIMESTAMPTZ) AS TIMESTAMP) AS captured_at",
        [
            {"publication": batch.publication, "edition": batch.edition, **snapshot}
            for snapshot in (_without(document, "note_change") for document in batch.documents)
        ],
    )


def _without(facts: dict[str, Any], name: str) -> dict[str, Any]:
    return {one: fact for one, fact in facts.items() if one != name}

"""What a run came to, for a person: in one line, refusal by refusal, by publication, and what is to be done now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.table import Table

from reporting.terminal import grid, many

Row = dict[str, Any]

#: What a person does about a refusal, by the kind of error; others carry their remedy in their message.
_REMEDIES = {
    "ArchiveDamagedError": "`marketsplit doctor` names every damaged file",
    "BlockedError": "its checks stopped it whole: compare document and declaration, mend what is wrong",
    "DeclarationError": "mend its publication.yml as said above",
    "DriftError": "compare document and declaration (docs/adding-a-publication.md); `marketsplit read` tries it",
    "FetchError": "`marketsplit run {publication}` once the publisher answers",
    "RefusedError": "we did not ask for it: see above whether an address or a setting is to be changed",
}


def run_summary(result: Row) -> str:
    """Return in one line what a run did."""
    outcomes = Counter(one["outcome"] for one in result["captures"])
    captured = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "none"
    loads = [one for one in result["loads"] if one["status"] == "complete"]
    new, unchanged, withdrawn = (sum(one[name] for one in loads) for name in ("inserted", "unchanged", "tombstones"))
    refused = sum(one["quarantined"] for one in result["loads"])
    editions = len({(one["publication"], one.get("edition")) for one in result["refused"]})
    return (
        f"documents: {captured}; editions loaded: {len(loads)}, refused: {editions}; "
        f"figures: {new} new, {unchanged} unchanged, {withdrawn} withdrawn, {refused} refused"
        + (f"; {result['waiting']} wait for review (marketsplit review)" if result["waiting"] else "")
    )


def refusal_lines(quarantined: Iterable[Row], refused: Iterable[Row]) -> Iterator[str]:
    """Yield what was refused and why: figures one by one, then whole documents and editions."""
    for row in quarantined:
        where = f"{row['publication']}, edition {row['edition']}, document {row['document']}"
        yield f"{where}: {row['rule']}: {row['place']}: {row['reason']}"
    for one in refused:
        yield str(one["text"])


def note_lines(changed: Iterable[Row]) -> Iterator[str]:
    """Yield which notes on method have changed; the figures stand, a person should look."""
    for row in changed:
        yield f"note changed: {row['publication']}, edition {row['edition']}, {row['document']}: {row['note_change']}"


def publication_summary(result: Row, quarantined: Iterable[Row]) -> Table | None:
    """Return what a run did, for each publication with something new or refused; None where there is none."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in result["loads"]:
        if one["status"] == "complete":
            rows[one["publication"]].update(
                {"editions loaded": 1, "new": one["inserted"], "withdrawn": one["tombstones"]}
            )
    for one in quarantined:
        rows[one["publication"]]["in quarantine"] += 1
    for publication, _ in {(one["publication"], one.get("edition")) for one in result["refused"]}:
        rows[publication]["editions refused"] += 1
    columns = ("editions loaded", "new", "withdrawn", "in quarantine", "editions refused")
    told = [
        (publication, *(f"{row[column]:,}" if row[column] else "–" for column in columns))
        for publication, row in sorted(rows.items())
        if row.total()
    ]
    return grid(None, ("publication", *columns), told, right=columns) if told else None


def next_steps(result: Row, quarantined: Sequence[Row], notes: Sequence[Row]) -> Iterator[str]:
    """Yield what a person is to do after a run, the most urgent first; one line where there is nothing."""
    steps = [
        f"{one['publication']}: {remedy.format(**one)}"
        for one in result["refused"]
        if (remedy := _REMEDIES.get(one["error"]))
    ]
    if result["waiting"]:
        steps.append(f"`marketsplit review`: {many(result['waiting'], 'reading')} to decide on")
    if notes:
        steps.append(f"{many(len(notes), 'note')} on method changed: see whether the definitions still hold")
    if quarantined:
        steps.append(
            f"{many(len(quarantined), 'figure')} in quarantine, named above: see each in its document; "
            "`marketsplit query 'FROM core.quarantine'` has the evidence"
        )
    for step in dict.fromkeys(steps):
        yield f"next: {step}"
    if not steps:
        yield "next: nothing waits for you"


def export_summary(manifest: Row) -> str:
    """Return in one line what an export holds, and of which state of the warehouse."""
    files = manifest["files"]
    rows = sum(table["rows"] for table in manifest["tables"])
    return (
        f"{many(len(files) + 1, 'file')}, {many(len(manifest['tables']), 'table')}, {many(rows, 'row')}, "
        f"{sum(one['bytes'] for one in files) / 1e6:,.1f} MB, from release "
        f"{manifest['warehouse_release']['release_id']} of the warehouse; manifest.json has the sha256 of each"
    )

"""Doubtful readings before people: which wait, and what becomes of a decision. The command line and Airflow both ask
here.
"""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterable

from extractors import archive, decisions, stage
from extractors.doubt import OPEN, DoubtfulReading, Verdict
from extractors.errors import MarketsplitError, UsageError
from extractors.publication import Publication, find_publication, registry


def waiting(publication_ids: Iterable[str] = ()) -> list[DoubtfulReading]:
    """Return the doubtful readings of all current editions that nobody has decided, each key once.

    Without ids, those of every publication. An edition that cannot be read has none; a run names it.
    """
    names = list(publication_ids) or list(registry())
    by_key: dict[str, DoubtfulReading] = {}
    for publication in (find_publication(name) for name in names):
        for reading in _doubtful(publication):
            by_key.setdefault(reading.key, reading)
    return list(by_key.values())


def decide(key: str, verdict: Verdict, *, decided_by: str, note: str = "") -> str:
    """Record a decision on a reading, named by its key or the beginning of it, and return the whole key.

    The reading waits, or was decided before: then the new ruling takes the old one's place. Either way it takes effect
    with the next run. Raises UsageError where no reading, or more than one, has that key, and for accepting one that
    leaves parts open.
    """
    asked = {one.key: decisions.question(one) for one in waiting()}
    asked |= {one.key: one for name in registry() for one in decisions.decisions(name)}
    found = [known for known in asked if key and known.startswith(key)]
    if len(found) != 1:
        raise UsageError(
            "several readings begin with this key" if found else "no reading has this key",
            expected="one of " + (", ".join(found or asked) or "none: nothing waits for review"),
            found=key,
        )
    decision = asked[found[0]]
    if verdict == "accepted" and OPEN in (said := decision.proposal).values():
        raise UsageError(
            "a reading with open parts cannot be accepted",
            publication=decision.publication,
            edition=decision.edition,
            document=decision.document,
            place=f'"{decision.raw_text}" in "{decision.raw_context}"',
            expected="a proposal for every part",
            found="open: " + ", ".join(name for name, value in said.items() if value == OPEN),
            remedy="Reject it, or say in publication.yml what its words mean",
        )
    decisions.record_ruling(decision, verdict, decided_by=decided_by, note=note)
    return decision.key


def person() -> str:
    """Return who runs this process, for the record of a decision; empty where the system does not know."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _doubtful(publication: Publication) -> list[DoubtfulReading]:
    if not publication.statements:
        return []
    found: list[DoubtfulReading] = []
    for edition_id in archive.current_snapshots(publication.id):
        with contextlib.suppress(MarketsplitError):
            found += stage.staged_doubtful(stage.stage_edition(publication, edition_id))
    return found

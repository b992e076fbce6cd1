"""A figure that a sentence binds in more than one way, or not wholly: its text, its place and a proposed reading.

It is no observation until a person has accepted it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from extractors.errors import StorageError
from extractors.languages.numerals import fold
from extractors.observation import Observation, Span, locator_to_json

#: In a proposal, a part that the words leave open.
OPEN = "?"
#: How many words (CJK characters count as words) on either side of a figure are part of its key.
_REACH = 6
#: What a person decided about a reading.
Verdict = Literal["accepted", "rejected"]
#: The flag of a figure that a person has accepted.
REVIEWED = "reviewed"
_WORD = re.compile(r"[A-Za-z0-9]+|[^\W_]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a doubtful figure may be; ``?`` where the words leave a part open, no value where it cannot be read."""

    ref_area: str
    time_period: str
    segment: str
    measure: str
    basis: str
    unit_measure: str
    obs_status: str
    obs_value: Decimal | None
    rounding_unit: Decimal | None

    @property
    def open_parts(self) -> list[str]:
        """Return the names of what is left open."""
        return [name for name, value in asdict(self).items() if value in {OPEN, None}]


@dataclass(frozen=True, slots=True)
class DoubtfulReading:
    """One proposed reading of a figure in a sentence, and why it is in doubt."""

    publication: str
    edition: str
    document: str
    snapshot_id: str
    reason: str
    proposal: Proposal
    locator: Span
    raw_text: str
    raw_context: str

    @property
    def key(self) -> str:
        """Return what a decision is filed under.

        It follows from the publication, the words around the figure, the figure as printed and the proposed reading:
        the same sentence elsewhere on a page, or in another edition, does not ask again; another figure does.
        """
        sentence = fold(self.locator.sentence).casefold()
        before = _WORD.findall(sentence[: self.locator.start])[-_REACH:]
        after = _WORD.findall(sentence[self.locator.end :])[:_REACH]
        bound = {name: value for name, value in asdict(self.proposal).items() if name not in _FROM_FIGURE}
        parts = [self.publication, " ".join(before), fold(self.raw_text), " ".join(after), *bound.values()]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


_FROM_FIGURE = frozenset({"obs_value", "rounding_unit"})


def as_observation(reading: DoubtfulReading, published_on: date, flag: str) -> Observation:
    """Return the observation that a reading without open parts proposes."""
    proposal = reading.proposal
    return Observation(
        publication=reading.publication,
        edition=reading.edition,
        published_on=published_on,
        document=reading.document,
        snapshot_id=reading.snapshot_id,
        ref_area=proposal.ref_area,
        time_period=proposal.time_period,
        segment=proposal.segment,
        measure=proposal.measure,
        basis=proposal.basis,
        unit_measure=proposal.unit_measure,
        obs_value=proposal.obs_value,
        rounding_unit=proposal.rounding_unit,
        obs_status=proposal.obs_status,
        obs_flag=flag,
        locator=reading.locator,
        raw_text=reading.raw_text,
        raw_context=reading.raw_context,
    )


def settle(
    readings: Sequence[DoubtfulReading], verdicts: Mapping[str, Verdict], published_on: date
) -> tuple[list[Observation], list[DoubtfulReading]]:
    """Return the figures that people have accepted, and the readings that still wait.

    Accepting one reading of a figure settles its others; a rejected one is neither a figure nor asked about again.
    """
    accepted = [one for one in readings if verdicts.get(one.key) == "accepted" and not one.proposal.open_parts]
    settled = {(one.document, one.locator) for one in accepted}
    waiting = [
        one for one in readings if verdicts.get(one.key) != "rejected" and (one.document, one.locator) not in settled
    ]
    return [as_observation(one, published_on, REVIEWED) for one in accepted], waiting


def doubtful_to_json(readings: Iterable[DoubtfulReading]) -> str:
    """Return readings as JSON, one a line, in order; what :func:`doubtful_from_json` reads back."""
    lines = []
    for one in readings:
        numbers = {name: _text(getattr(one.proposal, name)) for name in sorted(_FROM_FIGURE)}
        fields = {**asdict(one), "proposal": {**asdict(one.proposal), **numbers}}
        fields["locator"] = json.loads(locator_to_json(one.locator))
        lines.append(json.dumps(fields, ensure_ascii=False, sort_keys=True) + "\n")
    return "".join(lines)


def doubtful_from_json(text: str) -> list[DoubtfulReading]:
    """Return what :func:`doubtful_to_json` wrote. Raises StorageError for anything else."""
    try:
        return [_reading(json.loads(line)) for line in text.splitlines()]
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise StorageError(
            f"a record of doubtful readings cannot be read ({error})",
            remedy="Delete the staged folder and run again: it is read anew from the archive",
        ) from error


def _reading(fields: dict[str, Any]) -> DoubtfulReading:
    proposal = fields.pop("proposal")
    for name in _FROM_FIGURE:
        proposal[name] = None if proposal[name] is None else Decimal(proposal[name])
    return DoubtfulReading(proposal=Proposal(**proposal), locator=Span(**fields.pop("locator")), **fields)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)

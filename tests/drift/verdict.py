"""What became of an edited document: the same figures, a loud stop, part of it refused, or a silent error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.errors import DriftError
from extractors.golden import GoldenFigure
from extractors.read import Reading
from extractors.rolling import edition_of
from tests.drift.target import Target, read_with

Key = tuple[str, ...]
Figure = tuple[Key, str, Decimal | None, str]


@dataclass
class Verdict:
    """The outcome of one edited document; ``faults`` says in words what was silently wrong."""

    outcome: str
    message: str = ""
    faults: list[str] = field(default_factory=list)
    reading: Reading | None = None


def judge(target: Target, content: bytes, media_type: str) -> Verdict:
    """Read an edited document with the rest of its edition, and judge it by the golden figures."""
    try:
        if target.publication.rolling:
            edition_of(target.publication, content)
        reading = read_with(target, content, media_type)
    except DriftError as error:
        return Verdict("refused", str(error), [] if says_where(error) else [f"the refusal names no place: {error}"])
    faults = [
        *compare(
            target.golden, [_figure(one) for one in reading.observations], [one.series_key for one in reading.rejected]
        ),
        *(f"a rejected figure without place or reason: {one}" for one in reading.rejected if not one.reason),
    ]
    if faults:
        return Verdict("silent", "; ".join(faults[:4]), faults, reading)
    return Verdict("quarantined" if reading.rejected else "same", reading=reading)


def says_where(error: DriftError) -> bool:
    """Tell whether a refusal names the publication, the edition, the document and the place, and what it found."""
    return bool(error.publication and (error.document or error.edition) and (error.place and error.found))


def compare(golden: Iterable[GoldenFigure], read: Iterable[Figure], rejected: Iterable[str]) -> list[str]:
    """Return what is wrong, missing or added and not refused; a refusal stands for one missing figure."""
    faults = []
    expected: Counter[Figure] = Counter((one.key, one.unit_measure, one.obs_value, one.obs_status) for one in golden)
    found = Counter(read)
    faults += [f"wrong or added: {_say(figure)}" for figure in (found - expected)]
    open_keys = [tuple(series_key.replace("/", " ").split(" ")) for series_key in rejected]
    for figure in expected - found:
        covering = next((key for key in open_keys if _covers(key, figure[0])), None)
        if covering is None:
            faults.append(f"missing: {_say(figure)}")
        else:
            open_keys.remove(covering)
    return faults


def _covers(refused: tuple[str, ...], key: Key) -> bool:
    return len(refused) == len(key) and all(one in {"?", other} for one, other in zip(refused, key, strict=True))


def _figure(one) -> Figure:  # type: ignore[no-untyped-def]
    return (one.key, one.unit_measure, one.obs_value, one.obs_status)


def _say(figure: Figure) -> str:
    return f"{' '.join(figure[0])} {figure[2]} {figure[1]} {figure[3]}"

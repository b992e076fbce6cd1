"""Figures in sentences: a declared wording is found once in a document, and its named groups are the figures."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.binding import Place, Source, merge
from extractors.calendars import PeriodError, period_of
from extractors.documents import Block
from extractors.errors import DriftError
from extractors.figures import read_figure
from extractors.mapping import Prose
from extractors.observation import Observation, RejectedFigure, Span
from extractors.wordings import in_words

#: The group that is no figure: the year, half-year or quarter the sentence speaks of.
YEAR = "year"

# A full stop ends a sentence where a space and a capital, a digit or a bracket follow, unless it belongs to an
# abbreviation or to a single letter ("No. 5", "U.S. B2B", "5 Mrd. Euro"), or to an ordinal ("im 3. Quartal"). The
# full-width stop always does.
_ABBREVIATIONS = "No|Nos|Fig|Vol|approx|et al|Mrd|Mio|Bio|Tsd|Nr|ca|bzw|inkl|vgl|Abb|Tab|EE|UU|núm|pág|aprox"
_AFTER_ORDINALS = (
    "(?:Quartals?|Halbjahr(?:e?s)?|Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember)\b"
)
_SENTENCE_END = re.compile(
    r"[.!?]"
    + "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS.split("|"))
    + rf"(?<!\b[A-Za-z]\.)(?:(?<!\b[0-9]\.)(?<!\b[0-9]{{2}}\.)|(?! {_AFTER_ORDINALS}))"
    + r"[\"'”“’)\]]*(?= [\"'“‘„«¿¡(\[]?[A-ZÀ-Þ0-9<(])"
    + "|[。！？][」』）)]*"
)


@dataclass(frozen=True, slots=True)
class _Match:
    """A declared wording where it stands: offsets count within the sentence."""

    block: Block
    sentence: str
    offset: int
    found: re.Match[str]


def read_prose(prose: Prose, blocks: Sequence[Block], source: Source) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures of a declared sentence, and those that were found but not understood.

    The place of a figure is its characters in the sentence. A group that a wording leaves out is no figure. Raises
    DriftError unless exactly one wording matches exactly once, and where the sentence speaks of another year than the
    edition does, or prints none of its figures.
    """
    match = _find(prose, blocks, source)
    _check_year(match, source)
    observations: list[Observation] = []
    refused: list[RejectedFigure] = []
    for name, bind in prose.figures.items():
        if match.found.groupdict().get(name) is None:
            continue
        start, end = (position - match.offset for position in match.found.span(name))
        place = Place(Span(match.sentence, start, end, match.block.node), match.found[name], match.sentence)
        figure = read_figure(match.found[name], merge(prose.bind, bind), source, place, status=prose.status)
        if isinstance(figure, Observation):
            observations.append(figure)
        else:
            refused.append(figure)
    if not observations and not refused:
        raise DriftError(
            f"the sentence {prose.id} has none of its figures",
            place=f'"{match.sentence}" at {match.block.node}',
            expected=" or ".join(prose.figures),
            found="no figure",
        )
    return observations, refused


def sentences(text: str) -> list[str]:
    """Return the sentences of a line of text, in order."""
    return [text[start:end] for start, end in _bounds(text)]


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _SENTENCE_END.finditer(text):
        yield start, stop.end()
        start = stop.end() + (text[stop.end() : stop.end() + 1] == " ")
    if start < len(text):
        yield start, len(text)


def _find(prose: Prose, blocks: Sequence[Block], source: Source) -> _Match:
    matches = [
        _in_sentence(block, found)
        for wording in prose.sentences
        for block in blocks
        for found in re.finditer(wording, block.text)
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        found = f"{len(matches)}: " + "; ".join(f'"{match.found[0]}" at {match.block.node}' for match in matches)
    else:
        nearest = _nearest(prose, blocks)
        found = f'none; the nearest is "{nearest}"' if nearest else "no text at all"
    raise DriftError(
        f"the sentence {prose.id} is not there once",
        publication=source.publication,
        edition=source.edition,
        document=source.document,
        place="the text of the page",
        expected="exactly one sentence like " + " or ".join(f'"{in_words(wording)}"' for wording in prose.sentences),
        found=found,
    )


def _in_sentence(block: Block, found: re.Match[str]) -> _Match:
    """Return a match with the sentence around it; a wording may run over several, which then count as one."""
    bounds = list(_bounds(block.text))
    start = max(start for start, _ in bounds if start <= found.start())
    end = min(end for _, end in bounds if end >= found.end())
    return _Match(block, block.text[start:end], start, found)


def _check_year(match: _Match, source: Source) -> None:
    printed = match.found.groupdict().get(YEAR)
    if printed is None or _is_period(printed, source):
        return
    raise DriftError(
        "the sentence speaks of another year than the edition",
        publication=source.publication,
        edition=source.edition,
        document=source.document,
        place=f'"{match.sentence}" at {match.block.node}',
        expected=source.reference_period,
        found=printed,
    )


def _is_period(printed: str, source: Source) -> bool:
    try:
        return period_of(printed, source.lang) == source.reference_period
    except PeriodError:
        return False


def _nearest(prose: Prose, blocks: Sequence[Block]) -> str:
    every = list(dict.fromkeys(sentence for block in blocks for sentence in sentences(block.text)))
    sought = in_words(prose.sentences[0])
    return next(iter(difflib.get_close_matches(sought, every, n=1, cutoff=0)), "")

"""Statements of a document → figures whose every part is bound by words, and doubtful readings for people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from extractors.binding import Source, resolve_period
from extractors.documents import Block
from extractors.doubt import OPEN, DoubtfulReading, Proposal, as_observation
from extractors.errors import DriftError
from extractors.languages.numerals import fold
from extractors.mapping import Statements, Wanted
from extractors.merge import finest
from extractors.observation import Observation, Span
from extractors.prose import sentences
from extractors.quantities import Quantity, find_quantities
from extractors.spelled import spelled_numbers
from extractors.statements.attribution import Frame, attribute
from extractors.statements.meaning import read_figure
from extractors.statements.mentions import LEVEL, Lexicon, lexicon
from extractors.statements.periods import find_periods
from extractors.statements.sentence import Heading, Sentence, Slot, distinct

#: Longer sentences, or with more figures, are not taken apart: they are lists or tables without markup.
MAX_CHARACTERS = 2000
MAX_QUANTITIES = 40

_HEADING = re.compile(r"/h[1-6](?:\[[0-9]+\])?$")
_CELL = re.compile(r"/t[dh](?:\[[0-9]+\])?(?:/|$)")
_UNREAD = re.compile(
    r"(?<![0-9.,])[0-9](?:[0-9., ]{0,24}[0-9])? ?"
    r"(?:(?P<percent>%|percent|per cent|por cien|Prozent)|trillion|billion|million|bn|tn|[万億亿兆萬조억]+"
    r"|mil(?:lones|es)?\b|[mb]ill[oó]n|billones|Milli|Billi|Mrd|Mio)"
)


def read_statements(
    part: Statements, blocks: Sequence[Block], source: Source
) -> tuple[list[Observation], list[DoubtfulReading]]:
    """Return the figures that sentences of a document bind in exactly one way, and the doubtful ones.

    Cells of tables are no sentences. Where two sentences contradict each other both are doubtful. Raises DriftError
    where a wanted figure is neither found nor in doubt, or a figure that is no forecast is of a later period than the
    edition; UsageError for a language without words for statements.
    """
    reader = _Reader(part, source, lexicon(part, source.lang))
    heading = ""
    for block in blocks:
        if _CELL.search(block.node):
            continue
        for sentence in sentences(block.text):
            reader.read(sentence, heading, block.node)
        if _HEADING.search(block.node):
            heading = block.text
    figures, contradicting = _without_contradictions(reader.certain)
    _check_period([one for one, _ in figures], source)
    doubtful = [*_unsettled(reader.doubtful, [one for one, _ in figures]), *contradicting]
    _require(part, source, figures, doubtful)
    return [as_observation(one, source.published_on, flag) for one, flag in figures], doubtful


class _Reader:
    """Reads one sentence after another; ``certain`` are readings with the hedge printed beside the figure."""

    def __init__(self, part: Statements, source: Source, words: Lexicon) -> None:
        self.part = part
        self.source = source
        self.words = words
        self.certain: list[tuple[DoubtfulReading, str]] = []
        self.doubtful: list[DoubtfulReading] = []
        self._headings: dict[str, Heading] = {"": Heading()}

    def _heading(self, text: str) -> Heading:
        """Return what a heading names, looked up once."""
        if text not in self._headings:
            self._headings[text] = self._named_in(fold(text))
        return self._headings[text]

    def _named_in(self, folded: str) -> Heading:
        periods = find_periods(folded, self.words, [])
        segments = self.words.find("segment", folded)
        return Heading(
            segment=distinct(one.code for one in segments),
            area=distinct(one.code for one in self.words.find("area", folded)),
            period=distinct(one.code for one in periods if one.absolute and one.code),
            measure=distinct(one.code for one in self.words.find("measure", folded)),
        )

    def read(self, text: str, above: str, node: str) -> None:
        """Read a sentence that stands under the heading ``above``."""
        folded = fold(text)
        if not re.search("[0-9]", folded) and not spelled_numbers(folded, self.words.language):
            return
        heading = self._heading(above)
        if not self._names_wanted(folded, heading):
            return
        quantities = find_quantities(text, self.source.lang)
        for start, end in _unread(folded, quantities, self.part.wanted):
            self._doubt(Span(text, start, end, node), "it cannot be read for certain", self._open())
        if len(text) > MAX_CHARACTERS or len(quantities) > MAX_QUANTITIES:
            if quantities:
                span = Span(text, quantities[0].start, quantities[0].end, node)
                self._doubt(span, f"the sentence has {len(quantities)} figures", self._open())
            return
        sentence = Sentence(folded, quantities, self.words)
        for index, given in enumerate(attribute(sentence, self._frame(heading))):
            reading = read_figure(self.part, self.source, sentence, index, given)
            if reading is None:
                continue
            figure = quantities[index]
            span = Span(text, figure.start, figure.end, node)
            if reading.certain:
                self.certain.append((self._reading(span, "", reading.proposals[0]), figure.qualifier))
            else:
                for proposal in reading.proposals:
                    self._doubt(span, "; ".join(reading.doubts), proposal)

    def _names_wanted(self, folded: str, heading: Heading) -> bool:
        wanted = {one.segment for one in self.part.wanted}
        named = [*self.words.find("segment", folded), *self.words.find("total", folded)]
        return bool(wanted & {*(one.code for one in named), *heading.segment})

    def _frame(self, heading: Heading) -> Frame:
        period: Slot = ()
        if self.part.time_period is not None:
            period = (resolve_period(self.part.time_period, self.source.reference_period),)
        return Frame(
            heading=heading,
            ref_area=(self.part.ref_area,),
            period=period,
            level=() if self.part.measure is None else (LEVEL,),
            published_year=self.source.published_on.year,
        )

    def _doubt(self, span: Span, reason: str, proposal: Proposal) -> None:
        self.doubtful.append(self._reading(span, reason, proposal))

    def _reading(self, span: Span, reason: str, proposal: Proposal) -> DoubtfulReading:
        return DoubtfulReading(
            publication=self.source.publication,
            edition=self.source.edition,
            document=self.source.document,
            snapshot_id=self.source.snapshot_id,
            reason=reason,
            proposal=proposal,
            locator=span,
            raw_text=span.sentence[span.start : span.end],
            raw_context=span.sentence,
        )

    def _open(self) -> Proposal:
        return Proposal(self.part.ref_area, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, None, None)


def _unread(folded: str, quantities: Sequence[Quantity], wanted: Iterable[Wanted]) -> Iterator[tuple[int, int]]:
    """Yield where digits stand beside a wanted unit without being a quantity that could be read."""
    units = {"%" if one.unit == "PCT" else "" for one in wanted}
    for found in _UNREAD.finditer(folded):
        if any(found.start() < one.end and one.start < found.end() for one in quantities):
            continue
        if ("%" if found["percent"] else "") in units:
            yield found.start(), found.end()


def _unsettled(doubtful: Sequence[DoubtfulReading], figures: Iterable[DoubtfulReading]) -> list[DoubtfulReading]:
    """Return the doubtful readings without those of figures that another sentence states beyond doubt."""
    said = {one.proposal for one in figures}
    settled = {one.locator for one in doubtful if one.proposal in said}
    return [one for one in doubtful if one.locator not in settled]


def _without_contradictions(
    read: Sequence[tuple[DoubtfulReading, str]],
) -> tuple[list[tuple[DoubtfulReading, str]], list[DoubtfulReading]]:
    """Return readings that agree with all others of their series point, and those that do not, as doubtful."""
    points: dict[tuple[str, ...], list[tuple[DoubtfulReading, str]]] = defaultdict(list)
    for one in read:
        said = one[0].proposal
        points[said.ref_area, said.time_period, said.segment, said.measure, said.basis].append(one)
    kept: list[tuple[DoubtfulReading, str]] = []
    doubtful: list[DoubtfulReading] = []
    for same in points.values():
        prints = [as_observation(one, date.min, flag) for one, flag in same]
        statuses = {one.obs_status for one in prints}
        if len(statuses) == 1 and finest(prints) is not None:
            kept += same
        else:
            texts = ", ".join(f'"{one.raw_text}"' for one, _ in same)
            doubtful += [
                replace(one, reason=f"sentences of the document contradict each other: {texts}") for one, _ in same
            ]
    return kept, doubtful


def _check_period(figures: Iterable[DoubtfulReading], source: Source) -> None:
    for one in figures:
        if one.proposal.obs_status != "F" and one.proposal.time_period[:4] > source.reference_period[:4]:
            raise DriftError(
                "the sentence speaks of another year than the edition",
                publication=source.publication,
                edition=source.edition,
                document=source.document,
                place=f'"{one.raw_context}" at {one.locator.node}',
                expected=source.reference_period,
                found=one.proposal.time_period,
            )


def _require(
    part: Statements,
    source: Source,
    figures: Iterable[tuple[DoubtfulReading, str]],
    doubtful: Iterable[DoubtfulReading],
) -> None:
    """Raise DriftError for the first wanted figure that no sentence gives and none may give."""
    said = [one.proposal for one, _ in figures]
    maybe = [one.proposal for one in doubtful]
    for wanted in part.wanted:
        for period in wanted.periods:
            sought = (resolve_period(period, source.reference_period), wanted.segment, wanted.measure)
            if any((one.time_period, one.segment, one.measure) == sought for one in said):
                continue
            if any(
                all(
                    mine in {theirs, OPEN}
                    for mine, theirs in zip((one.time_period, one.segment, one.measure), sought, strict=True)
                )
                for one in maybe
            ):
                continue
            raise DriftError(
                f"no sentence of {part.id} says a wanted figure",
                publication=source.publication,
                edition=source.edition,
                document=source.document,
                expected=" ".join([wanted.segment, wanted.measure, sought[0], wanted.unit]),
                found=_found([*said, *maybe]),
            )


def _found(proposals: Sequence[Proposal]) -> str:
    if not proposals:
        return "no figure with words for what is wanted"
    return "; ".join(dict.fromkeys(f"{one.segment} {one.measure} {one.time_period}" for one in proposals))

"""Figures of one edition beside each other: what its prints and its declared identities contradict is refused.

A wrong header or a wrong unit is seldom seen at one figure; it is seen where figures must fit together. So the doubt
spreads: from a contradiction to the row or sentence around it, and from most rows of a table, or a print elsewhere that
says otherwise, to the whole table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.identities import Violation, violations
from extractors.merge import agree
from extractors.observation import Cell, Coordinates, Locator, Observation, Record, RejectedFigure, Span
from extractors.publication import Publication

Part = tuple[str, ...]
#: Identities between the rows of a table that it takes to tell a table that slipped from a misprint.
_SLIPPED_AT_LEAST = 2


@dataclass
class _Doubts:
    """What is in doubt and why: single figures by identity, rows and sentences, whole tables."""

    figures: dict[int, tuple[str, str]] = field(default_factory=dict)
    parts: dict[Part, str] = field(default_factory=dict)
    tables: dict[Part, str] = field(default_factory=dict)

    def of(self, figure: Observation) -> tuple[str, str] | None:
        """Return rule and reason of the doubt about a figure, the nearest first."""
        if found := self.figures.get(id(figure)):
            return found
        if reason := self.parts.get(_part(figure)):
            return "beside_contradiction", f"expected figures that fit together in one row or sentence, found {reason}"
        if reason := self.tables.get(_table(figure)):
            return "table_contradicted", f"expected a table that agrees with the rest of the edition, found {reason}"
        return None


def sort_out_contradictions(
    publication: Publication, figures: Sequence[Observation], refused: Iterable[RejectedFigure]
) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures that nothing in the edition contradicts, and the others as rejected.

    ``refused`` are figures refused before: documents that disagree put the tables they stand in in doubt too. Rules:
    ``duplicate_key`` (a series point printed twice that is not one figure), ``identity_violated``,
    ``value_out_of_range``, ``future_period``, ``beside_contradiction`` (same row or sentence), ``table_contradicted``.
    """
    doubts = _Doubts()
    for one in refused:
        if one.rule == "documents_disagree":
            _doubt_place(one.document, one.locator, one.reason, doubts)
    _doubt_future(figures, doubts)
    single = _doubt_duplicates(figures, doubts)
    tested: defaultdict[Part, set[Part]] = defaultdict(set)
    broken: defaultdict[Part, dict[Part, str]] = defaultdict(dict)
    across: Counter[Part] = Counter()
    torn: Counter[Part] = Counter()

    def count(of_identity: Sequence[Observation]) -> None:
        for figure in of_identity:
            tested[_table(figure)].add(_part(figure))
        across.update(_across(of_identity))

    for found in violations(publication, single, count):
        _doubt_violation(found, doubts, broken)
        torn.update(_across(found.figures))
    for table, rows in broken.items():
        # Rows that slipped against their labels are each sound: what holds rows to one another tells of them.
        has_slipped = across[table] >= _SLIPPED_AT_LEAST and torn[table] * 2 > across[table]
        if len(rows) * 2 > len(tested[table]) or has_slipped:
            doubts.tables.setdefault(table, next(iter(rows.values())))
    kept: list[Observation] = []
    rejected: list[RejectedFigure] = []
    for figure in figures:
        if doubt := doubts.of(figure):
            rejected.append(_rejected(figure, *doubt))
        else:
            kept.append(figure)
    return kept, rejected


def _across(figures: Sequence[Observation]) -> list[Part]:
    """Return the one table whose rows an identity holds to one another, if it does."""
    tables, parts = {_table(one) for one in figures}, {_part(one) for one in figures}
    return list(tables) if len(tables) == 1 < len(parts) and tables != parts else []


def _doubt_future(figures: Sequence[Observation], doubts: _Doubts) -> None:
    """Put figures in doubt that are no forecasts and speak of a year after their publication."""
    for figure in figures:
        if figure.obs_status != "F" and _begins(figure.time_period) > figure.published_on.isoformat()[:7]:
            found = f"{figure.time_period} in an edition of {figure.published_on}"
            doubts.figures[id(figure)] = (
                "future_period",
                f"expected a forecast or a period that has begun, found {found}",
            )


def _begins(period: str) -> str:
    """Return the first month of a period, as 2019-04."""
    year, _, part = period.partition("-")
    month = {"Q": 3, "S": 6}.get(part[:1], 0) * (int(part[1:] or 1) - 1) + 1 if part[:1] in {"Q", "S"} else part or 1
    return f"{year}-{int(month):02d}"


def _doubt_duplicates(figures: Sequence[Observation], doubts: _Doubts) -> list[Observation]:
    """Put every point that is there several times in doubt; return the figures that are there once."""
    counts = Counter(figure.key for figure in figures)
    by_key: defaultdict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for figure in figures:
        if counts[figure.key] > 1:
            by_key[figure.key].append(figure)
    for prints in by_key.values():
        shown = "; ".join(f'"{one.raw_text}" at {one.locator.describe()}' for one in prints)
        for one in prints:
            doubts.figures[id(one)] = ("duplicate_key", f"expected one figure for one series point, found {shown}")
            elsewhere = [other for other in prints if _table(other) != _table(one)]
            if any(not agree(*_by_precision(one, other)) for other in elsewhere):
                _doubt_place(one.document, one.locator, shown, doubts)
    return [figure for figure in figures if counts[figure.key] == 1]


def _doubt_place(document: str, locator: Locator, reason: str, doubts: _Doubts) -> None:
    """Put the sentence, or the whole table, of a figure that is contradicted elsewhere in doubt."""
    if isinstance(locator, Cell):
        doubts.tables.setdefault((document, locator.table), reason)
    else:
        doubts.parts.setdefault(_part_at(document, locator), reason)


def _by_precision(one: Observation, other: Observation) -> tuple[Observation, Observation]:
    return (one, other) if (one.rounding_unit or 0) <= (other.rounding_unit or 0) else (other, one)


def _doubt_violation(found: Violation, doubts: _Doubts, broken: dict[Part, dict[Part, str]]) -> None:
    for figure in found.figures:
        doubts.figures.setdefault(id(figure), (found.rule, found.reason))
        doubts.parts.setdefault(_part(figure), found.reason)
        broken[_table(figure)][_part(figure)] = found.reason
        if found.rule == "value_out_of_range" and isinstance(figure.locator, Cell):
            # A value beyond all bounds is a wrong unit, and a unit is one of the whole table.
            doubts.tables.setdefault(_table(figure), found.reason)


def _part(figure: Observation) -> Part:
    """Return the row, sentence or line that a figure stands in."""
    return _part_at(figure.document, figure.locator)


def _part_at(document: str, locator: Locator) -> Part:
    match locator:
        case Cell(table=table, row_number=row):
            return (document, table, str(row))
        case Span(sentence=sentence, node=node):
            return (document, node, sentence)
        case Record(line=line) | Coordinates(position=line):
            return (document, str(line))


def _table(figure: Observation) -> Part:
    """Return the table a figure stands in; a sentence is its own, a data file one."""
    match figure.locator:
        case Cell(table=table):
            return (figure.document, table)
        case Span():
            return _part(figure)
        case Record() | Coordinates():
            return (figure.document,)


def _rejected(figure: Observation, rule: str, reason: str) -> RejectedFigure:
    return RejectedFigure(
        publication=figure.publication,
        edition=figure.edition,
        document=figure.document,
        snapshot_id=figure.snapshot_id,
        rule=rule,
        reason=reason,
        series_key=" ".join(figure.key),
        locator=figure.locator,
        raw_text=figure.raw_text,
        raw_context=figure.raw_context,
    )

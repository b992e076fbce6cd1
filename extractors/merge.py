"""An edition often prints a figure twice: rounded in a sentence, exact in a table, in two languages. One is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from extractors.observation import Cell, Observation, RejectedFigure, Span

_FILE = ("file", "")


def merge_prints(figures: Iterable[Observation]) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures with one print of each series point, and those whose documents contradict each other.

    Of prints that agree the finest is kept, of equally fine ones the first. Prints agree when one value, rounded as
    each of them is, gives them all. Those of two documents that do not agree, or two data files of which one has no
    value, are all rejected (``documents_disagree``).
    Within one document prints that do not agree, and rows that are there twice, stay as they are: duplicates, for the
    checks to refuse.
    """
    prints: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for figure in figures:
        prints[figure.key].append(figure)
    kept: list[Observation] = []
    refused: list[RejectedFigure] = []
    for same in prints.values():
        documents: dict[str, list[Observation]] = defaultdict(list)
        for figure in same:
            documents[figure.document].append(figure)
        left = [_one_of_document(figures) for figures in documents.values()]
        if any(len(figures) > 1 for figures in left):
            kept += [figure for figures in left for figure in figures]
        elif agreed := _agreed([figures[0] for figures in left]):
            kept.append(agreed)
        else:
            refused += _disagreement([figures[0] for figures in left])
    return kept, refused


def sort_out_single(
    figures: Iterable[Observation], refused: Iterable[RejectedFigure], complete: str
) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures that the complete document of an edition has, and as rejected those that only another one has.

    What the complete document prints but was not understood counts as had.
    """
    figures = list(figures)
    known: set[tuple[str, ...]] = {figure.key for figure in figures if figure.document == complete}
    known |= {tuple(one.series_key.split(" ")) for one in refused if one.document == complete}
    reason = f"expected a figure that {complete} has too, found it in this document alone"
    single = [figure for figure in figures if known and figure.key not in known]
    kept = [figure for figure in figures if not known or figure.key in known]
    return kept, [_refused(figure, reason) for figure in single]


def finest(prints: list[Observation]) -> Observation | None:
    """Return the finest of several prints of one figure, or None if they do not agree."""
    valued = [figure for figure in prints if figure.obs_value is not None]
    if not valued:
        return prints[0]
    best = min(valued, key=lambda figure: figure.rounding_unit or 0)
    return best if all(agree(best, figure) for figure in valued) else None


def agree(fine: Observation, coarse: Observation) -> bool:
    """Tell whether a coarser print says the same as a finer one.

    The true value lies within half a rounding unit of the fine print, so the coarse one may be off by half a unit of
    each; two prints of the same precision have to be equal.
    """
    if fine.unit_measure != coarse.unit_measure or fine.obs_value is None or coarse.obs_value is None:
        return False
    if fine.rounding_unit is None or coarse.rounding_unit is None or fine.rounding_unit == coarse.rounding_unit:
        return fine.obs_value == coarse.obs_value
    return abs(fine.obs_value - coarse.obs_value) * 2 <= fine.rounding_unit + coarse.rounding_unit


def _agreed(prints: list[Observation]) -> Observation | None:
    """Return the finest of the prints of several documents, or None if they do not agree.

    A table or sentence may leave a gap where another has a value; two data files of the same data may not.
    """
    if all(_part(figure) == _FILE for figure in prints) and len({figure.obs_value is None for figure in prints}) > 1:
        return None
    return finest(prints)


def _one_of_document(prints: list[Observation]) -> list[Observation]:
    parts = {_part(figure) for figure in prints}
    if len(parts) < len(prints):
        return prints
    agreed = finest(prints)
    return [agreed] if agreed else prints


def _part(figure: Observation) -> tuple[str, str]:
    """Return the table or sentence a figure stands in; a data file is one part."""
    match figure.locator:
        case Cell(table=table):
            return ("table", table)
        case Span(sentence=sentence):
            return ("sentence", sentence)
        case _:
            return _FILE


def _disagreement(prints: list[Observation]) -> Iterator[RejectedFigure]:
    said = "; ".join(f'{figure.document} prints "{figure.raw_text}"' for figure in prints)
    for figure in prints:
        yield _refused(figure, f"expected the documents of the edition to agree within their rounding, found {said}")


def _refused(figure: Observation, reason: str) -> RejectedFigure:
    return RejectedFigure(
        publication=figure.publication,
        edition=figure.edition,
        document=figure.document,
        snapshot_id=figure.snapshot_id,
        rule="documents_disagree",
        reason=reason,
        series_key=" ".join(figure.key),
        locator=figure.locator,
        raw_text=figure.raw_text,
        raw_context=figure.raw_context,
    )

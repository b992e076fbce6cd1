"""An edition often prints a figure twice: rounded in a sentence, exact in a table, in two languages. One is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from extractors.observation import Cell, Observation, RejectedFigure, Span


def merge_prints(figures: Iterable[Observation]) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures with one print of each series point, and those whose documents contradict each other.

    Of prints that agree the finest is kept, of equally fine ones the first. Prints agree when one value, rounded as
    each of them is, gives them all. Those of two documents that do not agree are all rejected (``documents_disagree``).
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
        elif agreed := finest([figures[0] for figures in left]):
            kept.append(agreed)
        else:
            refused += _disagreement([figures[0] for figures in left])
    return kept, refused


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
            return ("file", "")


def _disagreement(prints: list[Observation]) -> Iterator[RejectedFigure]:
    said = "; ".join(f'{figure.document} prints "{figure.raw_text}"' for figure in prints)
    for figure in prints:
        yield RejectedFigure(
            publication=figure.publication,
            edition=figure.edition,
            document=figure.document,
            snapshot_id=figure.snapshot_id,
            rule="documents_disagree",
            reason=f"expected the documents of the edition to agree within their rounding, found {said}",
            series_key=" ".join(figure.key),
            locator=figure.locator,
            raw_text=figure.raw_text,
            raw_context=figure.raw_context,
        )

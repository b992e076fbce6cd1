"""Sentences of every saved document, read by words alone: what is bound is what the golden figures say."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from extractors import codes
from extractors.binding import Source
from extractors.formats import open_document
from extractors.golden import GoldenFigure, read_golden
from extractors.mapping import Statements
from extractors.observation import Observation
from extractors.publication import Edition, Publication, registry
from extractors.saved import saved_captures
from extractors.statements.reading import read_statements

DECLARED = [publication for publication in registry().values() if publication.prose or publication.statements]


def wanted(golden: list[GoldenFigure]) -> dict[tuple[str, str, str], set[str]]:
    """Return the bases of each segment, measure and unit of an edition."""
    bases: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for figure in golden:
        bases[figure.key[2], figure.key[3], figure.unit_measure].add(figure.key[4])
    return bases


def read(publication: Publication, edition: Edition, golden: list[GoldenFigure]) -> list[Observation]:
    """Read all documents of a saved edition by words, nothing declared but what is wanted of which area."""
    area = Counter(figure.key[0] for figure in golden).most_common(1)[0][0]
    combined = wanted(golden)
    levels = {measure for _, measure, _ in combined if codes.MEASURES[measure].kind == "level"}
    part = Statements.model_validate(
        {
            "id": "words",
            "ref_area": area,
            "time_period": "0",
            "measure": levels.pop() if len(levels) == 1 else None,
            "wanted": [
                {"segment": segment, "measure": measure, "unit": unit, "basis": min(bases), "periods": []}
                for (segment, measure, unit), bases in combined.items()
            ],
        }
    )
    found: list[Observation] = []
    captures = {capture.document: capture for capture in saved_captures(publication, edition.id)}
    for document in edition.documents:
        capture = captures[document.id]
        content = (publication.saved_dir / edition.id / capture.file).read_bytes()
        opened = open_document(content, document.format, media_type=capture.media_type, lang=document.lang)
        source = Source(
            publication.id,
            edition.id,
            edition.published_on,
            edition.reference_period,
            document.id,
            "0" * 16,
            document.lang,
        )
        found += read_statements(part, opened.blocks, source)[0]
    return found


@pytest.mark.parametrize("publication", DECLARED, ids=lambda publication: publication.id)
def test_no_figure_is_bound_wrongly(publication: Publication) -> None:
    for edition in publication.editions:
        golden = read_golden(publication, edition.id)
        several = {key for key, bases in wanted(golden).items() if len(bases) > 1}
        said = {(*figure.key[:4], figure.unit_measure): figure for figure in golden}
        for one in read(publication, edition, golden):
            if (one.segment, one.measure, one.unit_measure) in several:
                continue  # which of two definitions it is, only a declaration can say
            where = f"{edition.id}: {one.raw_text} in {one.raw_context}"
            figure = said.get((*one.key[:4], one.unit_measure))
            assert figure is not None, where
            assert figure.obs_value is not None
            assert one.obs_value is not None
            rounding = (figure.rounding_unit or 0) + (one.rounding_unit or 0)
            assert abs(figure.obs_value - one.obs_value) * 2 <= rounding or figure.obs_value == one.obs_value, where
            assert (figure.obs_status == "F") == (one.obs_status == "F"), where


def test_much_is_bound_all_the_same() -> None:
    editions = [(publication, edition) for publication in DECLARED for edition in publication.editions]
    assert sum(len(read(one, edition, read_golden(one, edition.id))) for one, edition in editions) > 200

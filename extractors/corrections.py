"""Corrections of what a publisher misprinted: dated entries in ``corrections.yml``, never a repair in code.

Each entry holds only while the document still prints the wrong figure. Once the publisher has put it right, the entry
stops the edition until a person removes it: a correction of a right figure would be a mistake of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from extractors.errors import DeclarationError, DriftError
from extractors.mapping import AreaCode, Declared, EditionId, MeasureCode, SegmentCode, Slug
from extractors.observation import Observation
from extractors.publication import Publication

FILE = "corrections.yml"
#: The flag of a figure whose value is not the printed one.
CORRECTED = "corrected"


class Correction(Declared):
    """One misprinted figure: where it stands, as printed, the right value in whole units, why, and who says so."""

    id: Slug
    edition: EditionId
    document: Slug
    ref_area: AreaCode
    time_period: str
    segment: SegmentCode
    measure: MeasureCode
    basis: str
    printed: str = Field(min_length=1, description="the figure as it stands in the document")
    corrected: Decimal
    rounding_unit: Decimal = Field(gt=0)
    reason: str
    url: str = Field(description="where the right figure is stated")
    decided_on: date

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Return the series point."""
        return (self.ref_area, self.time_period, self.segment, self.measure, self.basis)


_LIST = TypeAdapter(list[Correction])


def read_corrections(publication: Publication) -> list[Correction]:
    """Return the corrections of a publication, none where it has no such file.

    Raises DeclarationError for a file that is not valid or an entry that is there twice.
    """
    path = publication.folder / FILE
    if not path.exists():
        return []
    try:
        entries = _LIST.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or [])
    except (yaml.YAMLError, ValidationError, OSError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{FILE} is not valid: {error}", publication=publication.id) from error
    if len({entry.id for entry in entries}) != len(entries):
        raise DeclarationError("two corrections have one id", publication=publication.id, place=FILE)
    return entries


def apply_corrections(
    corrections: Iterable[Correction], edition_id: str, document_id: str, figures: list[Observation]
) -> list[Observation]:
    """Return the figures of a document with its corrections applied; a corrected one is flagged and keeps its print.

    Raises DriftError, naming the entry, where the document no longer prints the wrong figure.
    """
    corrected = list(figures)
    for entry in corrections:
        if (entry.edition, entry.document) != (edition_id, document_id):
            continue
        prints = [number for number, figure in enumerate(corrected) if figure.key == entry.key]
        wrong = [number for number in prints if corrected[number].raw_text == entry.printed]
        if not wrong:
            raise DriftError(
                f"the correction {entry.id} no longer applies",
                place=f"{FILE}, {' '.join(entry.key)}",
                expected=f'the misprint "{entry.printed}"',
                found=" and ".join(f'"{corrected[number].raw_text}"' for number in prints) or "no such figure",
                remedy=f"If the publisher has put it right, remove the entry of {entry.decided_on} ({entry.reason})",
            )
        for number in wrong:
            figure = corrected[number]
            corrected[number] = figure._replace(
                obs_value=entry.corrected,
                rounding_unit=entry.rounding_unit,
                obs_flag=" ".join(filter(None, (figure.obs_flag, CORRECTED))),
                evidence_url=entry.url,
            )
    return corrected

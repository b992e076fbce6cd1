"""The figures a reader must find in a saved edition: ``figures.csv`` beside its documents, reviewed by a person.

It also says of each figure whether it was seen at its publisher or a copy, since saved pages are set for offline use.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from extractors.errors import DeclarationError
from extractors.observation import Observation, Verification
from extractors.publication import Publication

_HEADER = (
    "ref_area,time_period,segment,measure,basis,unit_measure,obs_value,rounding_unit,obs_status,"
    "document,place,raw_text,verification,evidence_url,note"
)
COLUMNS = _HEADER.split(",")
_VERIFICATIONS = ("SEEN", "MEMORY", "DERIVED")
#: What a figure is marked with that no person has looked at yet.
DRAFT = "DRAFT"


@dataclass(frozen=True, slots=True)
class GoldenFigure:
    """One figure that stands in a saved edition; ``verification`` is SEEN, MEMORY, DERIVED or DRAFT."""

    key: tuple[str, str, str, str, str]
    unit_measure: str
    obs_value: Decimal | None
    rounding_unit: Decimal | None
    obs_status: str
    document: str
    place: str
    raw_text: str
    verification: Literal["SEEN", "MEMORY", "DERIVED", "DRAFT"]
    evidence_url: str
    note: str


def read_golden(publication: Publication, edition_id: str, *, drafts: bool = False) -> list[GoldenFigure]:
    """Return the golden figures of a saved edition, none if there is no such file.

    Raises DeclarationError naming the line that is not as it should be, and for a figure that is still a draft unless
    ``drafts`` are wanted.
    """
    path = publication.saved_dir / edition_id / "figures.csv"
    if not path.exists():
        return []
    figures: list[GoldenFigure] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True, restkey="", restval=None)
        try:
            figures += (_figure(fields) for fields in reader)
        except (ValueError, InvalidOperation, csv.Error) as error:
            raise DeclarationError(
                "the golden figures cannot be read",
                publication=publication.id,
                edition=edition_id,
                place=f"figures.csv, line {reader.line_num}",
                expected="the columns " + ",".join(COLUMNS),
                found=str(error),
            ) from error
    unreviewed = [figure for figure in figures if figure.verification == DRAFT]
    if unreviewed and not drafts:
        raise DeclarationError(
            f"{len(unreviewed)} of the golden figures were not reviewed",
            publication=publication.id,
            edition=edition_id,
            place=f"figures.csv, {unreviewed[0].place}",
            expected=" or ".join(_VERIFICATIONS),
            found=DRAFT,
            remedy="Compare each line with the document, and say whether you saw it at its source",
        )
    return figures


def verify(
    observation: Observation, golden: dict[tuple[str, str, str, str, str], GoldenFigure]
) -> tuple[Verification, str]:
    """Return how far a figure of a saved edition was seen at its source, and where.

    Only a figure that equals the golden one counts as seen.
    """
    figure = golden.get(observation.key)
    if figure is None:
        return "unverified", ""
    seen = figure.verification == "SEEN" and figure.obs_value == observation.obs_value
    return ("seen" if seen else "unverified"), figure.evidence_url


def _figure(fields: dict[str, str]) -> GoldenFigure:
    if list(fields) != COLUMNS or None in fields.values():
        raise ValueError(f"fields {list(fields)}")
    verification = fields["verification"]
    if verification not in {*_VERIFICATIONS, DRAFT}:
        raise ValueError(f"verification {verification!r} is none of {', '.join(_VERIFICATIONS)}")
    return GoldenFigure(
        key=(fields["ref_area"], fields["time_period"], fields["segment"], fields["measure"], fields["basis"]),
        unit_measure=fields["unit_measure"],
        obs_value=_number(fields["obs_value"]),
        rounding_unit=_number(fields["rounding_unit"]),
        obs_status=fields["obs_status"],
        document=fields["document"],
        place=fields["place"],
        raw_text=fields["raw_text"],
        verification=verification,  # type: ignore[arg-type]  # one of them, as just checked
        evidence_url=fields["evidence_url"],
        note=fields["note"],
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None

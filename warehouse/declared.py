"""What a publication declares, as tables: who publishes it, its definitions, and whose figures it should agree with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.publication import Publication
from warehouse.vocabulary import put_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def write_declaration(connection: DuckDBPyConnection, declared: Publication) -> None:
    """Bring core.publication, core.basis, core.basis_part and core.counterpart up to a declaration.

    A basis that is not declared any more stays: older figures may still have it.
    """
    put_rows(
        connection,
        "core.publication",
        [
            (
                declared.id,
                declared.title,
                declared.summary,
                declared.standing,
                declared.publisher.name,
                declared.publisher.country,
                declared.landing_url,
                declared.publisher.licence,
                declared.cadence,
                declared.lag_days,
                declared.verified_live,
                declared.rate_rank,
            )
        ],
    )
    put_rows(
        connection,
        "core.basis",
        [
            (
                declared.id,
                code,
                one.title,
                one.text,
                one.url,
                one.edi_included,
                one.b2c_basis or code,
                one.complement,
                one.split.of if one.split else None,
                one.split.comparable_as if one.split else None,
                one.replaces,
            )
            for code, one in declared.bases.items()
        ],
    )
    put_rows(
        connection,
        "core.basis_part",
        [
            (declared.id, code, side, segment)
            for code, one in declared.bases.items()
            if one.split
            for side, parts in (("B2B", one.split.b2b_parts), ("B2C", one.split.b2c_parts))
            for segment in parts
        ],
        whole_of=declared.id,
    )
    put_rows(
        connection,
        "core.counterpart",
        [
            (
                declared.id,
                one.ref_area,
                one.measure,
                one.segment,
                one.basis,
                one.of,
                one.of_measure or one.measure,
                one.of_segment or one.segment,
                one.of_basis,
            )
            for one in declared.counterparts
        ],
        whole_of=declared.id,
    )

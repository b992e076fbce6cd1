"""What is exported, one line a table; columns, types, units and meanings follow from catalogue and dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from extractors.errors import MarketsplitError
from warehouse import dictionary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Kind = Literal["text", "texts", "decimal", "integer", "boolean", "date", "timestamp"]

_KINDS: dict[str, Kind] = {
    "VARCHAR": "text",
    "VARCHAR[]": "texts",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A relation that is exported. Its ``grain`` makes a row unique and is the order of the rows."""

    name: str
    relation: str
    grain: tuple[str, ...]
    title: str

    @property
    def is_cube(self) -> bool:
        """Tell whether its rows are figures by area and period, as statistical formats have them."""
        return {"ref_area", "time_period"} <= set(self.grain)

    @property
    def described(self) -> dictionary.Relation:
        """Return what the data dictionary says of it."""
        return dictionary.relations()[self.relation]


#: Columns that name the publication of a row, or both that it compares.
PUBLICATION_COLUMNS = ("publication", "other_publication")

_SERIES = ("publication", "ref_area", "measure", "basis", "time_period")

TABLES = {
    table.name: table
    for table in (
        Table("share_trend", "mart.share_trend", _SERIES, "B2B share and how it moves"),
        Table("segment_share", "mart.segment_share", _SERIES, "B2B share, with what it is formed from"),
        Table(
            "source_agreement",
            "mart.source_agreement",
            ("ref_area", "measure", "comparability_group", "time_period"),
            "How publications agree",
        ),
        Table(
            "series_trend",
            "mart.series_trend",
            ("publication", "ref_area", "measure", "basis", "series_id"),
            "Each series as a whole",
        ),
        Table("mainstream", "mart.mainstream", ("ref_area", "time_period"), "Whether B2B is the larger side"),
        Table(
            "source_difference",
            "mart.source_difference",
            ("ref_area", "measure", "time_period", "publication", "basis", "other_publication", "other_basis"),
            "Who differs from whom, and by which definition",
        ),
        Table(
            "revision",
            "mart.revision",
            ("publication", "ref_area", "segment", "measure", "basis", "time_period"),
            "First and latest figure of each point",
        ),
        Table(
            "forecast_error",
            "mart.forecast_error",
            ("publication", "ref_area", "segment", "measure", "basis", "time_period", "edition"),
            "Forecasts and what came of them",
        ),
        Table("yearly_rate", "mart.yearly_rate", ("currency", "year"), "Exchange rates that amounts are converted at"),
        Table("basis", "core.basis", ("publication", "basis"), "Definitions"),
    )
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the catalogue has it, with what the dictionary says of it; ``kind`` is what a format must know."""

    name: str
    type: str
    kind: Kind
    unit: str | None
    description: str
    warning: str | None

    @property
    def meaning(self) -> str:
        """Return description and warning in one text."""
        return f"{self.description} Beware: {self.warning}" if self.warning else self.description

    @property
    def is_figure(self) -> bool:
        """Tell whether it holds numbers."""
        return self.kind in {"decimal", "integer"}


def columns_of(connection: DuckDBPyConnection, table: Table) -> tuple[Column, ...]:
    """Return the columns of a table in order. Raises MarketsplitError for a type that no format knows."""
    described = dictionary.columns_of(table.relation)
    found = connection.execute(f"DESCRIBE {table.relation}").fetchall()
    return tuple(
        Column(
            name,
            type_,
            _kind(table, name, type_),
            described[name].unit,
            described[name].description,
            described[name].warning,
        )
        for name, type_, *_ in found
    )


def standing_column() -> Column:
    """Return what a table with publications has besides where retellings are let in: whether a row is one."""
    standing = dictionary.columns_of("core.publication")["standing"]
    return Column("standing", standing.type, "text", standing.unit, standing.description, standing.warning)


def _kind(table: Table, column: str, type_: str) -> Kind:
    kind = "decimal" if type_.startswith("DECIMAL(") and type_.endswith(")") else _KINDS.get(type_)
    if kind is None:
        raise MarketsplitError(
            "no export format knows this type",
            place=f"{table.relation}.{column}",
            expected=f"DECIMAL, {', '.join(_KINDS)}",
            found=type_,
        )
    return kind

"""Columns of numbers as statistical formats have them: an indicator each, with its unit and decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pycountry

from extractors import codes
from reporting.exports.content import Content, Extract
from reporting.exports.selection import quoted
from reporting.exports.tables import Column

#: Units of fields.yml for which this project has a code; any other gives its own words in capitals.
_UNIT_CODES = {"percent": "PCT", "percentage points": "PP"}
#: What has no unit is a bare number.
NO_UNIT = "PURE_NUMB"
#: SDMX's code for what is not known, for a figure whose row does not state a unit.
UNKNOWN_UNIT = "_U"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column of figures. Their unit is one, or stands in another column (``unit_column``) row by row.

    ``decimals`` is how many decimal places its figures have at most; ``sql`` gives a figure as text with that many.
    """

    column: Column
    decimals: int
    unit_column: str | None

    @property
    def name(self) -> str:
        """Return the name of the column."""
        return self.column.name

    @property
    def sql(self) -> str:
        """Return the SQL of a figure as exact text, empty where there is none."""
        if self.column.kind == "integer":
            return f"CAST({self.name} AS VARCHAR)"
        return f"CAST(CAST({self.name} AS DECIMAL(38, {self.decimals})) AS VARCHAR)"

    @property
    def unit_sql(self) -> str:
        """Return the SQL of the code of a figure's unit."""
        if self.unit_column:
            return f"coalesce({self.unit_column}, {quoted(UNKNOWN_UNIT)})"
        return quoted(unit_code(self.column.unit))


def indicators(content: Content, extract: Extract) -> tuple[Indicator, ...]:
    """Return the columns of figures of a table, in order; columns of its grain are none."""
    columns = [column for column in extract.columns if column.is_figure and column.name not in extract.table.grain]
    decimals = decimals_of(content, extract)
    return tuple(_indicator(extract, column, decimals[column.name]) for column in columns)


def _indicator(extract: Extract, column: Column, decimals: int) -> Indicator:
    _, as_, unit_column = (column.unit or "").partition("as ")
    return Indicator(column, decimals, unit_column if as_ and extract.has(unit_column) else None)


def unit_code(unit: str | None) -> str:
    """Return the code of a unit as the dictionary words it."""
    if unit is None:
        return NO_UNIT
    return _UNIT_CODES.get(unit, re.sub(r"[^A-Z0-9]+", "_", unit.upper()))


def unit_title(code: str) -> str:
    """Return what the code of a unit stands for."""
    known = {
        **codes.OTHER_UNITS,
        **{code: unit for unit, code in _UNIT_CODES.items()},
        NO_UNIT: "number",
        UNKNOWN_UNIT: "not stated",
    }
    currency = pycountry.currencies.get(alpha_3=code)
    return known.get(code) or (str(currency.name) if currency else code.replace("_", " ").lower())


def decimals_of(content: Content, extract: Extract) -> dict[str, int]:
    """Return how many decimal places the figures of each number column have at most; trailing zeros do not count."""
    numbers = [column.name for column in extract.columns if column.is_figure]
    if not numbers:
        return {}
    places = ", ".join(decimals_sql(name) for name in numbers)
    found = content.connection.execute(f"SELECT {places} FROM ({extract.chosen})").fetchone() or ()  # noqa: S608 - names and queries of our own
    return dict(zip(numbers, found, strict=True))


def decimals_sql(column: str) -> str:
    """Return the SQL of how many decimal places the numbers of a column have at most."""
    return f"coalesce(max(length(rtrim(split_part(CAST({column} AS VARCHAR), '.', 2), '0'))), 0)"


#: SDMX's code for the length of a period.
FREQUENCY = "CASE substr(time_period, 6, 1) WHEN '' THEN 'A' WHEN 'S' THEN 'S' WHEN 'Q' THEN 'Q' ELSE 'M' END"

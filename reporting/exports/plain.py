"""CSV, Parquet and JSON: a table a file, written by DuckDB itself, which never holds a table in memory as a whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from reporting.exports.content import Content, Extract, File
from reporting.exports.data_package import table_resource
from reporting.exports.selection import quoted
from reporting.exports.tables import Column

#: Between the items of a list where a cell can only hold text.
LIST_SEPARATOR = " | "

CSV_CONVENTION = (
    "UTF-8, comma, one header line. Numbers are exact, in plain notation; days are ISO 8601; nothing between two "
    f"commas is no value. The items of a list are joined by '{LIST_SEPARATOR}'. A text that a spreadsheet could "
    "take for a formula, as it begins with = + - @ (also full-width), a tab or a line break, has an apostrophe "
    "before it."
)
PARQUET_CONVENTION = "The types of the warehouse: exact DECIMAL, DATE, lists as lists."
JSON_CONVENTION = (
    "UTF-8, an array of records. Decimals are strings, so that no reader rounds them to binary; counts are "
    "numbers; days are ISO 8601; lists are arrays; null is no value."
)


def write_csv(content: Content, folder: Path) -> Iterator[File]:
    """Write a file a table, and yield each."""
    for extract in content.extracts:
        name = f"{extract.table.name}.csv"
        rows = copy(content, selected(extract, cell_text), folder / name, "FORMAT csv, HEADER")
        resource = table_resource(extract, name, "csv", "text/csv", list_separator=LIST_SEPARATOR)
        yield File(name, "csv", (extract.table.name,), rows, (resource,))


def write_parquet(content: Content, folder: Path) -> Iterator[File]:
    """Write a file a table, and yield each."""
    for extract in content.extracts:
        name = f"{extract.table.name}.parquet"
        rows = copy(content, extract.query, folder / name, "FORMAT parquet, COMPRESSION zstd")
        # Under the name "parquet" frictionless-py lays a file out over pandas and then finds fault with what pandas has
        # made of lists and of empty counts. The types are in the file itself.
        resource = table_resource(extract, name, "apache-parquet", "application/vnd.apache.parquet")
        del resource["type"]
        yield File(name, "parquet", (extract.table.name,), rows, (resource,))


def write_json(content: Content, folder: Path) -> Iterator[File]:
    """Write a file a table, and yield each."""
    for extract in content.extracts:
        name = f"{extract.table.name}.json"
        rows = copy(content, selected(extract, _json_value), folder / name, "FORMAT json, ARRAY true")
        resource = table_resource(extract, name, "json", "application/json")
        if not rows:  # an array of no records has no columns either
            del resource["type"], resource["schema"]
        yield File(name, "json", (extract.table.name,), rows, (resource,))


def copy(content: Content, sql: str, target: Path, options: str) -> int:
    """Write the rows of a query with DuckDB's COPY and return how many there were. Raises OSError."""
    import duckdb

    try:
        copied = content.connection.execute(f"COPY ({sql}) TO {quoted(str(target))} ({options})").fetchone()
    except duckdb.IOException as error:
        if str(target) not in str(error):  # what cannot be read is no matter of the export's folder
            raise
        number = next((one for one in errno.errorcode if str(error).endswith(os.strerror(one))), None)
        raise OSError(number, os.strerror(number) if number else str(error), str(target)) from error
    return int(copied[0]) if copied else 0


def selected(extract: Extract, expression: Callable[[Column], str]) -> str:
    """Return the SQL of a table's rows with each column as ``expression`` has it."""
    columns = ", ".join(f"{expression(column)} AS {column.name}" for column in extract.columns)
    order = ", ".join(f"extract.{name}" for name in extract.table.grain)
    return f"SELECT {columns} FROM ({extract.chosen}) AS extract ORDER BY {order}"  # noqa: S608 - names and queries of our own


def cell_text(column: Column) -> str:
    """Return the SQL of a column as a cell of a text file holds it."""
    match column.kind:
        case "text":
            return _harmless(f"extract.{column.name}")
        case "texts":
            return _harmless(f"array_to_string(extract.{column.name}, {quoted(LIST_SEPARATOR)})")
        case "timestamp":
            return _iso(column)
        case _:
            return f"extract.{column.name}"


def _json_value(column: Column) -> str:
    match column.kind:
        case "decimal":
            return f"CAST(extract.{column.name} AS VARCHAR)"
        case "timestamp":
            return _iso(column)
        case _:
            return f"extract.{column.name}"


def _iso(column: Column) -> str:
    return f"strftime(extract.{column.name}, '%Y-%m-%dT%H:%M:%S.%fZ')"


def _harmless(text: str) -> str:
    starts = " OR ".join(f"starts_with({text}, {start})" for start in _FORMULA_STARTS)
    return f"CASE WHEN {starts} THEN '''' || {text} ELSE {text} END"


_FORMULA_STARTS = [*(quoted(character) for character in "=+-@＝＋－＠"), "chr(9)", "chr(10)", "chr(13)"]

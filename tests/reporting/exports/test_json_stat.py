"""JSON-stat as pyjstat reads it: every figure of the warehouse in its cell, and nothing else."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyjstat import pyjstat

from extractors.json_stat import read_cube
from reporting.exports.export import export_tables
from reporting.exports.selection import Selection
from tests.reporting.exports.conftest import LONG, manifest_of

SERIES = ["publication", "ref_area", "measure", "basis", "time_period"]


def test_every_figure_of_every_table_is_in_the_dataset_of_its_publication(
    everything: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """Read with exact numbers by the reader of published JSON-stat, which is strict about places and sizes."""
    for table in manifest_of(everything)["tables"]:
        if "time_period" not in table["grain"]:
            continue
        figures = [
            column
            for column in table["columns"]
            if column["type"].startswith(("DECIMAL", "INTEGER")) and column["name"] not in table["grain"]
        ]
        wanted: dict[tuple[object, ...], Decimal] = {}
        cursor = warehouse.execute(table["query"])
        names = [column[0] for column in cursor.description or []]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            for column in figures:
                if row[column["name"]] is not None:
                    unit = f".{row['unit_measure'] or '_U'}" if column["unit"] == "as unit_measure" else ""
                    key = (*(row[name] for name in table["grain"]), column["name"] + unit)
                    wanted[key] = Decimal(row[column["name"]])
        found = {}
        for one in manifest_of(everything)["files"]:
            if one["format"] == "json-stat" and one["tables"] == [table["name"]]:
                cube = read_cube((everything / one["file"]).read_text(encoding="utf-8"))
                assert len(cube.values) == one["rows"]
                found |= {tuple(cube.coordinates(place).values()): Decimal(cube.values[place]) for place in cube.values}
        assert found == wanted


@pytest.fixture
def dataset(everything: Path) -> dict[str, Any]:
    text = (everything / "share_trend.eurostat_ecommerce_value.json-stat.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_pyjstat_reads_values_codes_and_labels(
    everything: Path, warehouse: duckdb.DuckDBPyConnection, dataset: dict[str, Any]
) -> None:
    cube = pyjstat.Dataset.read(json.dumps(dataset))
    frame = cube.write("dataframe", naming="id").dropna()
    found = frame[frame["indicator"] == "b2b_share_pct"].set_index(SERIES)["value"].to_dict()
    rows = warehouse.execute(
        "SELECT publication, ref_area, measure, basis, time_period, b2b_share_pct FROM mart.share_trend "
        "WHERE publication = 'eurostat_ecommerce_value'"
    ).fetchall()
    assert found == {row[:-1]: float(row[-1]) for row in rows}
    labelled = cube.write("dataframe", naming="label")
    assert "Germany" in set(labelled["ref_area"])


def test_pyjstat_reads_every_dataset(everything: Path) -> None:
    for path in everything.glob("*.json-stat.json"):
        frame = pyjstat.Dataset.read(path.read_text(encoding="utf-8")).write("dataframe")
        assert len(frame.dropna()), path.name


def test_rows_without_a_number_make_no_dataset_and_stay_in_the_other_formats(published: Path, tmp_path: Path) -> None:
    wanted = Selection(tables=("segment_share",), publications=("mofcom_ecommerce_report",))
    export_tables(tmp_path, ["csv", "json-stat"], wanted)
    assert {path.name for path in tmp_path.iterdir()} == {"segment_share.csv", "datapackage.json", "manifest.json"}
    files = {one["file"]: one["rows"] for one in manifest_of(tmp_path)["files"]}
    assert files == {"segment_share.csv": 1, "datapackage.json": None}
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in package["resources"]] == ["segment_share.csv"]


def test_units_decimals_roles_source_and_status_are_said(dataset: dict[str, Any]) -> None:
    assert dataset["role"] == {"time": ["time_period"], "geo": ["ref_area"], "metric": ["indicator"]}
    assert dataset["updated"] == "2026-02-27"
    assert dataset["source"].startswith("Eurostat: ")
    assert any("CC BY 4.0" in note for note in dataset["note"])
    assert dataset["dimension"]["indicator"]["category"]["unit"]["b2b_share_pct"] == {"label": "percent", "decimals": 2}
    assert set(dataset["status"].values()) == {"B"}
    assert dataset["extension"]["status"]["label"]["B"] == "break in the series"


def test_a_unit_that_differs_by_row_makes_a_category_each(everything: Path) -> None:
    dataset = json.loads((everything / "revision.fed_exchange_rates.json-stat.json").read_text(encoding="utf-8"))
    units = dataset["dimension"]["indicator"]["category"]["unit"]
    assert units["latest_value.JPY"]["label"] == "Yen"
    assert {"latest_value.JPY", "latest_value.MXN", "editions"} <= units.keys()


def test_a_number_too_long_for_binary_is_written_out(hostile: Path, tmp_path: Path) -> None:
    wanted = Selection(tables=("segment_share",), publications=("meti_ecommerce_survey",), areas=("JPN",))
    export_tables(tmp_path / "out", ["json-stat"], wanted)
    text = (tmp_path / "out" / "segment_share.meti_ecommerce_survey.json-stat.json").read_text(encoding="utf-8")
    assert LONG in set(read_cube(text).values.values())

"""The data package as frictionless judges it, file by file, and what it says of columns and sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from reporting.exports.export import FORMATS, export_tables
from reporting.exports.selection import Selection
from reporting.exports.tables import TABLES
from tests.reporting.exports.conftest import manifest_of


@pytest.fixture
def package(everything: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((everything / "datapackage.json").read_text(encoding="utf-8"))
    return described


def test_frictionless_finds_every_file_valid(everything: Path) -> None:
    report = frictionless.Package(str(everything / "datapackage.json")).validate()
    assert report.flatten(["name", "type", "message"]) == []
    assert report.valid
    checked = {task.name for task in report.tasks if task.type == "table"}
    assert {f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "json", "xlsx")} <= checked
    assert "share_trend.sdmx.csv" in checked


@pytest.mark.parametrize("format_", FORMATS)
def test_it_goes_with_every_format_alone(published: Path, tmp_path: Path, format_: str) -> None:
    wanted = Selection(publications=("meti_ecommerce_survey",), tables=("share_trend",))
    export_tables(tmp_path, [format_], wanted)
    assert frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_frictionless_reads_exact_values_and_lists(everything: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    package = frictionless.Package(str(everything / "datapackage.json"))
    query = next(table["query"] for table in manifest_of(everything)["tables"] if table["name"] == "source_agreement")
    wanted = warehouse.execute(query).fetchall()
    for name in ("source_agreement.csv", "source_agreement.json"):
        assert [tuple(row.to_list()) for row in package.get_resource(name).read_rows()] == wanted


def test_columns_have_unit_and_meaning_and_tables_a_key(package: dict[str, Any]) -> None:
    resource = next(one for one in package["resources"] if one["name"] == "share_trend.csv")
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert fields["b2b_share_change_pp"]["unit"] == "percentage points"
    assert "Beware" in fields["previous_edition"]["description"]
    assert fields["published_on"]["type"] == "date"
    assert resource["schema"]["primaryKey"] == list(TABLES["share_trend"].grain)


def test_it_names_the_sources_in_the_data_and_their_terms_and_no_others(published: Path, tmp_path: Path) -> None:
    export_tables(tmp_path, ["csv"], Selection(areas=("JPN",), tables=("source_agreement",)))
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [source["publication"] for source in package["sources"]] == [
        "meti_ecommerce_survey",
        "unctad_global_ecommerce",
    ]
    assert "CC BY 4.0" in package["sources"][0]["licence"]
    assert all("path" in licence for licence in package["licenses"])


def test_no_licence_is_guessed_where_only_its_words_are_known(package: dict[str, Any]) -> None:
    licences = {licence["title"].partition(":")[0]: licence for licence in package["licenses"]}
    assert licences["kostat_ecommerce"]["name"] == "notspecified"
    assert "KOGL" in licences["kostat_ecommerce"]["title"]

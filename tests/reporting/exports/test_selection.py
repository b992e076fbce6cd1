"""Selections: which rows come, what is refused, and that both ways of comparing periods agree."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pytest
import sdmx

from extractors.errors import UsageError
from reporting.exports.export import FORMATS, export_tables
from reporting.exports.selection import Selection
from reporting.exports.tables import TABLES
from reporting.periods import FIRST_MONTH, LAST_MONTH, months
from tests.conftest import marketsplit
from tests.reporting.exports.conftest import manifest_of
from warehouse.as_of import AsOf


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_areas_publications_and_tables_narrow_what_has_their_column(published: Path, tmp_path: Path) -> None:
    wanted = Selection(areas=("JPN", "KOR"), publications=("meti_ecommerce_survey", "kostat_ecommerce"))
    export_tables(tmp_path, ["csv"], wanted)
    trend = rows(tmp_path, "share_trend")
    assert {(row["ref_area"], row["publication"]) for row in trend} == {
        ("JPN", "meti_ecommerce_survey"),
        ("KOR", "kostat_ecommerce"),
    }
    assert {row["publication"] for row in rows(tmp_path, "basis")} == {"meti_ecommerce_survey", "kostat_ecommerce"}
    agreement = rows(tmp_path, "source_agreement")
    assert agreement
    assert all({*row["publications"].split(" | ")} & {*wanted.publications} for row in agreement)
    export_tables(tmp_path, ["csv"], Selection(tables=("share_trend", "basis")))
    assert {path.name for path in tmp_path.glob("*.csv")} == {"share_trend.csv", "basis.csv"}


@pytest.mark.parametrize("publication", ["meti_ecommerce_survey", "unctad_global_ecommerce"])
def test_a_row_of_two_publications_comes_with_either_and_names_both_as_sources(
    published: Path, tmp_path: Path, warehouse: duckdb.DuckDBPyConnection, publication: str
) -> None:
    export_tables(tmp_path, ["csv"], Selection(tables=("source_difference",), publications=(publication,)))
    sides = [(row["publication"], row["other_publication"]) for row in rows(tmp_path, "source_difference")]
    wanted = warehouse.execute(
        "SELECT publication, other_publication FROM mart.source_difference WHERE ? IN (publication, other_publication)",
        [publication],
    ).fetchall()
    assert sorted(sides) == sorted(wanted)
    assert ("meti_ecommerce_survey", "unctad_global_ecommerce") in sides
    assert manifest_of(tmp_path)["publications"] == sorted({one for side in sides for one in side})


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [
        (None, "2008-Q2", ["2003-Q1", "2007", "2008-05", "2008-Q1", "2008-Q2"]),
        ("2008-Q2", None, ["2008-05", "2008-Q2", "2008-S2", "2009"]),
        ("2008", "2008", ["2008-05", "2008-Q1", "2008-Q2", "2008-S2", "2008"]),
        ("2008-S1", "2008-06", ["2008-05", "2008-Q1", "2008-Q2"]),
        ("2008-04", "2008-S2", ["2008-05", "2008-Q2", "2008-S2"]),
    ],
)
def test_a_period_counts_from_its_first_month_to_its_last(since: str, until: str, kept: list[str]) -> None:
    periods = ["2003-Q1", "2007", "2008", "2008-05", "2008-Q1", "2008-Q2", "2008-S2", "2009"]
    bounds = [months(since)[0] if since else 0, months(until)[1] if until else 10**6]
    within = [one for one in periods if bounds[0] <= months(one)[0] and months(one)[1] <= bounds[1]]
    assert within == sorted(kept, key=periods.index)


def test_sql_counts_months_as_python_does() -> None:
    periods = [
        "2008",
        "1999-S1",
        "1999-S2",
        *(f"2010-Q{n}" for n in range(1, 5)),
        *(f"2011-{n:02}" for n in range(1, 13)),
    ]
    with duckdb.connect() as connection:
        for period in periods:
            found = connection.execute(
                f"SELECT {FIRST_MONTH}, {LAST_MONTH} FROM (SELECT ? AS time_period)",  # noqa: S608 - our own
                [period],
            ).fetchone()
            assert found == months(period)


def test_a_day_gives_what_was_known_then_and_stands_in_the_manifest(published: Path, tmp_path: Path) -> None:
    export_tables(tmp_path, ["csv", "sdmx-csv"], Selection(as_of=AsOf(date(2020, 1, 1))))
    trend = rows(tmp_path, "share_trend")
    assert trend
    assert max(row["published_on"] for row in trend) <= "2020-01-01"
    assert manifest_of(tmp_path)["selection"]["as_of"] == "2020-01-01"


def test_secondary_publications_come_only_when_asked_for(published: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Add --secondary"):
        export_tables(tmp_path, ["csv"], Selection(publications=("press_retellings",)))
    export_tables(tmp_path, ["csv"], Selection(publications=("press_retellings",), secondary=True))
    assert rows(tmp_path, "revision")
    assert manifest_of(tmp_path)["selection"]["secondary"] is True


@pytest.fixture(scope="module")
def with_retellings(published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an export of all tables in all formats with secondary publications let in."""
    folder = tmp_path_factory.mktemp("with retellings")
    done = marketsplit("export", str(folder), "--secondary", "--format", ",".join(FORMATS), home=published_home)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_of_which_standing_its_publication_is_once_retellings_are_let_in(
    everything: Path, with_retellings: Path, warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    standings = dict(warehouse.execute("SELECT publication, standing FROM core.publication").fetchall())
    alone, found = rows(everything, table), rows(with_retellings, table)
    is_marked = "publication" in alone[0]
    assert [*found[0]] == [*alone[0], *(["standing"] if is_marked else [])]
    assert all(row["standing"] == standings[row["publication"]] for row in found if is_marked)
    keys = [tuple(row[name] for name in TABLES[table].grain) for row in found]
    assert len(set(keys)) == len(keys)


def test_retellings_are_marked_and_described_in_every_format(with_retellings: Path) -> None:
    assert {row["standing"] for row in rows(with_retellings, "share_trend")} == {"primary", "secondary"}
    package = frictionless.Package(str(with_retellings / "datapackage.json"))
    assert package.validate().valid
    for name in ("share_trend.csv", "share_trend.json", "share_trend.xlsx", "share_trend.parquet"):
        described = package.get_resource(name).schema.get_field("standing").description
        assert described.startswith("primary: the publisher's own figures.")
    parquet = duckdb.read_parquet(str(with_retellings / "share_trend.parquet")).unique("standing").fetchall()
    assert sorted(parquet) == [("primary",), ("secondary",)]
    sheet = openpyxl.load_workbook(with_retellings / "market_split.xlsx", read_only=True)["share_trend"]
    header, *lines = sheet.iter_rows(values_only=True)
    assert {line[header.index("standing")] for line in lines} == {"primary", "secondary"}
    table = json.loads((with_retellings / "share_trend.json").read_text(encoding="utf-8"))
    assert {row["standing"] for row in table} == {"primary", "secondary"}
    sources = {one["publication"]: one["standing"] for one in package.sources}
    assert (sources["press_retellings"], sources["meti_ecommerce_survey"]) == ("secondary", "primary")
    message = sdmx.read_sdmx(with_retellings / "sdmx_structure.xml")
    assert "STANDING" in {one.id for one in message.structure["SHARE_TREND"].attributes}
    with (with_retellings / "share_trend.sdmx.csv").open(newline="", encoding="utf-8") as file:
        assert {row["STANDING"] for row in csv.DictReader(file)} == {"primary", "secondary"}
    dataset = json.loads((with_retellings / "share_trend.press_retellings.json-stat.json").read_text(encoding="utf-8"))
    assert dataset["extension"]["standing"] == "secondary"


def test_an_area_without_figures_is_an_empty_answer_and_no_mistake(published: Path, tmp_path: Path) -> None:
    export_tables(tmp_path, ["csv"], Selection(tables=("share_trend",), areas=("ZWE",)))
    assert rows(tmp_path, "share_trend") == []


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Selection(tables=("trend",)), "no such table; expected share_trend, segment_share, .*; found trend"),
        (Selection(areas=("JPN", "jpn")), "no such area; expected .*JPN.*; found jpn"),
        (Selection(areas=("'; DROP TABLE core.basis; --",)), "no such area"),
        (Selection(publications=("meti",)), "expected .*meti_ecommerce_survey.*; found meti"),
        (Selection(since="2018-Q5"), "expected 2018, 2018-Q3, 2018-S1 or 2018-05; found 2018-Q5"),
        (Selection(until="yesterday"), "not a period"),
        (Selection(since="2019", until="2018"), "ends before it begins"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_known(
    published: Path, tmp_path: Path, wanted: Selection, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        export_tables(tmp_path / "out", ["csv"], wanted)
    assert not (tmp_path / "out").exists()

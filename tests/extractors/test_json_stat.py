"""A JSON-stat file comes apart into lines of codes with exact numbers, or is refused with the member that is wrong."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractors import json_stat
from extractors.binding import Source
from extractors.datasets import read_dataset
from extractors.errors import DriftError
from extractors.json_stat import cube_lines, read_cube
from extractors.mapping import Bind, Dataset, Series
from extractors.observation import Coordinates, locator_from_json, locator_to_json

GEO = {"category": {"index": {"FR": 1, "DE": 0}, "label": {"DE": "Germany", "FR": "France"}}}
CUBE: dict[str, Any] = {
    "version": "2.0",
    "class": "dataset",
    "updated": "2026-02-27T11:00:00+0100",
    "id": ["unit", "geo", "time"],
    "size": [1, 2, 2],
    "dimension": {
        "unit": {"category": {"label": {"PCT": "Percent"}}},
        "geo": GEO,
        "time": {"category": {"index": ["2024", "2025"]}},
    },
    "value": {"0": 16.81, "1": 28.77, "3": 14.67},
    "status": {"0": "b", "2": "|C"},
}
LINES = ["PCT DE 2024 16.81 b ", "PCT DE 2025 28.77  ", "PCT FR 2024   C", "PCT FR 2025 14.67  "]


def text(**changes: Any) -> str:
    return json.dumps({**CUBE, **changes})


def lines(given: str) -> list[str]:
    columns, found = cube_lines(read_cube(given), "value", "flag", "conf")
    assert columns == ["updated", "unit", "geo", "time", "value", "flag", "conf"]
    return [" ".join(line[column] for column in columns[1:]) for _, line in found]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"value": [16.81, 28.77, None, 14.67]},
        {"value": [16.81, 28.77, None, 14.67], "status": ["b", None, "|C", None]},
        {"dimension": {**CUBE["dimension"], "geo": {"category": {"index": ["DE", "FR"]}}}},
        {"value": {"3": 14.67, "1": 28.77, "0": 16.81}},
    ],
)
def test_sparse_and_dense_are_the_same_lines(changes: dict[str, Any]) -> None:
    assert lines(text(**changes)) == LINES


def test_one_status_is_of_every_value_and_no_status_of_none() -> None:
    assert lines(text(status="p")) == ["PCT DE 2024 16.81 p ", "PCT DE 2025 28.77 p ", "PCT FR 2025 14.67 p "]
    assert lines(text(status={})) == ["PCT DE 2024 16.81  ", "PCT DE 2025 28.77  ", "PCT FR 2025 14.67  "]


def test_numbers_stay_as_printed() -> None:
    printed = text().replace("16.81", "0.1000000000000000055511151231257827").replace("28.77", "90.30")

    assert [line.split()[3] for line in lines(printed)][:2] == ["0.1000000000000000055511151231257827", "90.30"]


def test_the_last_dimension_is_the_fastest() -> None:
    cube = read_cube(text())

    assert cube.coordinates(1) == {"unit": "PCT", "geo": "DE", "time": "2025"}
    assert cube.coordinates(2) == {"unit": "PCT", "geo": "FR", "time": "2024"}


def changed(dimension: str, category: Any) -> str:
    return text(dimension={**CUBE["dimension"], dimension: {"category": category}})


@pytest.mark.parametrize(
    ("given", "place", "found"),
    [
        ("", "line 1, column 1", "Expecting value"),
        (text()[:-1], "line 1", "Expecting"),
        ("[]", "version and class", "no object"),
        (text(version="1.3"), "version and class", "1.3"),
        (text(**{"class": "collection"}), "version and class", "collection"),
        (text(updated=None), "updated", "None"),
        (text(updated=2026), "updated", "2026"),
        (text(id=["unit", "geo"]), "dimension", "time"),
        (text(id=["unit", "geo", "geo"]), "id", "geo"),
        (text(id=[]), "id", "[]"),
        (text(size=[1, 2]), "dimension", "geo"),
        (text(size=[1, 2, 3]), 'dimension "time"', "2"),
        (text(size=[1, 2, 2.0]), "size", "2.0"),
        (text(size=[1, -2, 2]), "size", "-2"),
        (text(size="1,2,2"), "size", "1,2,2"),
        (changed("geo", {"index": {"DE": 0, "FR": 0}}), 'dimension "geo"', "FR"),
        (changed("geo", {"index": {"DE": 0, "FR": 2}}), 'dimension "geo"', "FR"),
        (changed("geo", {"index": {"DE": 0, "FR": "1"}}), 'dimension "geo"', "FR"),
        (changed("geo", {"index": ["DE", "DE"]}), 'dimension "geo"', "DE"),
        (changed("geo", {"label": {"DE": "Germany", "FR": "France"}}), 'dimension "geo"', "Germany"),
        (changed("geo", None), 'dimension "geo"', "None"),
        (text(value=[1, 2, 3]), "value", "3"),
        (text(value={"4": 1}), "value", "'4'"),
        (text(value={"01": 1}), "value", "'01'"),
        (text(value={"-1": 1}), "value", "'-1'"),
        (text(value=None), "value", "NoneType"),
        (text(value={"0": "16.81"}), "value 0", "'16.81'"),
        (text(value={"0": True}), "value 0", "True"),
        (text(value={"0": float("nan")}), "a number", "NaN"),
        (text(status={"0": 1}), "status 0", "1"),
        (text(status=["b"]), "status", "1"),
        (text().replace('"1": 28.77', '"0": 28.77'), "an object", '"0" twice'),
        (text().replace('"FR": 1', '"DE": 1'), "an object", '"DE" twice'),
    ],
)
def test_what_the_format_forbids_or_leaves_open_is_drift(given: str, place: str, found: str) -> None:
    with pytest.raises(DriftError) as caught:
        read_cube(given)

    assert place in str(caught.value.place)
    assert found in str(caught.value.found)


def test_deep_nesting_and_huge_cubes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DriftError, match="nesting"):
        read_cube("[" * 200_000)
    monkeypatch.setattr(json_stat, "MAX_CELLS", 3)
    with pytest.raises(DriftError, match="expected up to 3 cells; found 4"):
        read_cube(text())
    many = [f"{number}" for number in range(10)]
    deep = {f"d{number}": {"category": {"index": many}} for number in range(60)}
    with pytest.raises(DriftError, match="expected up to 3 cells"):
        read_cube(text(id=list(deep), size=[10] * 60, dimension=deep, value={}))


SHARES = Dataset(
    id="shares",
    format="json_stat",
    columns=["updated", "unit", "geo", "time", "value", "status", "confidentiality"],
    constant={},
    keep={"unit": "PCT"},
    series=[
        Series(where={}, bind=Bind(segment="B2C", measure="ecommerce_sales_share", basis="ACME", unit="PCT")),
    ],
    area_column="geo",
    areas={"DE": "DEU", "FR": "FRA"},
    period_column="time",
    period_offset=-1,
    value_column="value",
    decimals=2,
    flag_column="status",
    flags={"": "A", "b": "B"},
    missing_flags={"u": "L"},
    conf_column="confidentiality",
    conf_missing={"C": "Q"},
)
SOURCE = Source("acme", "2026-02-27", date(2026, 2, 27), "", "file", "0" * 16, "en")


def test_figures_are_bound_as_those_of_a_csv_file_with_their_coordinates_as_place() -> None:
    figures, rejected = read_dataset(SHARES, text(value={"0": 16.8, "1": 29, "3": 14.67}), SOURCE, uniform=("updated",))

    assert not rejected
    assert [(one.ref_area, one.time_period, one.obs_value, one.rounding_unit, one.obs_status) for one in figures] == [
        ("DEU", "2023", Decimal("16.8"), Decimal("0.01"), "B"),
        ("DEU", "2024", Decimal(29), Decimal("0.01"), "A"),
        ("FRA", "2023", None, None, "Q"),
        ("FRA", "2024", Decimal("14.67"), Decimal("0.01"), "A"),
    ]
    place = figures[3].locator
    assert place == Coordinates(3, "value", "PCT.FR.2025")
    assert place.describe() == '"value" 3 (PCT.FR.2025)'
    assert locator_from_json(locator_to_json(place)) == place
    assert figures[0].raw_context == "2026-02-27T11:00:00+0100,PCT,DE,2024,16.8,b,"


@pytest.mark.parametrize("number", ["1e3", "16.811", "1E-2"])
def test_a_number_that_is_not_given_as_declared_is_rejected(number: str) -> None:
    _, (rejected,) = read_dataset(SHARES, text().replace("28.77", number), SOURCE, uniform=("updated",))

    assert (rejected.rule, rejected.raw_text) == ("unreadable_quantity", number)
    assert rejected.locator.describe() == '"value" 1 (PCT.DE.2025)'


def test_another_dimension_is_drift_and_an_unknown_code_a_rejected_figure() -> None:
    renamed = text().replace('"geo"', '"country"')
    with pytest.raises(DriftError, match=r'field 3.*expected "geo"; found "country"'):
        read_dataset(SHARES, renamed, SOURCE)

    _, rejected = read_dataset(SHARES, text().replace('"FR"', '"XX"'), SOURCE)
    assert [one.rule for one in rejected] == ["unknown_ref_area", "unknown_ref_area"]

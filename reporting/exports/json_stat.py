"""JSON-stat 2.0 (https://json-stat.org/full/): of every table of figures a dataset a publication.

One dataset of all publications would be nearly empty, since each has areas, periods and definitions of its own, and
readers lay a dataset out cell by cell: mart.revision would be thousands of millions of cells for a few thousand rows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

from reporting.exports.content import Content, Extract, File, Source
from reporting.exports.data_package import file_resource, relation_text
from reporting.exports.figures import Indicator, decimals_sql, indicators, unit_title
from reporting.exports.selection import quoted

JSON_STAT_CONVENTION = (
    "JSON-stat 2.0, of every table of figures by area and period one dataset a publication. Columns of numbers "
    "are the categories of the dimension 'indicator', with unit and decimals; where the unit differs from row to "
    "row, there is a category for each unit. Values are exact JSON numbers: a reader that makes them binary keeps "
    "15 digits. A status stands beside a value where it is not A, normal. Columns without numbers are in the "
    "other formats only, and so are the rows of a publication that has no number in a table."
)

_SUFFIX = ".json-stat.json"
_INDICATOR = "indicator"


@dataclass(frozen=True)
class Dataset:
    """One cube: its dimensions with their codes in order; indicators are columns, by unit where that is in a column."""

    name: str
    chosen: str
    codes: dict[str, list[str]]
    indicators: dict[str, tuple[Indicator, str]]

    @cached_property
    def dimensions(self) -> dict[str, list[str]]:
        """Return the codes of each dimension in the order of places, the last one fastest."""
        return {**self.codes, _INDICATOR: list(self.indicators)}

    @cached_property
    def places(self) -> dict[str, dict[str, int]]:
        """Return what each code of each dimension adds to the place of a value."""
        steps, step = {}, math.prod(map(len, self.dimensions.values()))
        for dimension, codes in self.dimensions.items():
            step //= max(len(codes), 1)
            steps[dimension] = {code: position * step for position, code in enumerate(codes)}
        return steps


def write_json_stat(content: Content, folder: Path) -> Iterator[File]:
    """Write the datasets of every table of figures by area and period, and yield each."""
    labels = {name: content.labels(name) for extract in content.extracts for name in extract.table.grain}
    statuses = content.labels("obs_status")
    for extract in content.extracts:
        if not extract.table.is_cube or not extract.rows:
            continue
        for dataset, source in _datasets(content, extract):
            if not dataset.indicators:  # a dimension without categories is no JSON-stat
                continue
            head = _head(content, extract, dataset, source, labels, statuses)
            with (folder / f"{dataset.name}{_SUFFIX}").open("w", encoding="utf-8") as file:
                count = _write(file, content, extract, dataset, head)
            yield _file(extract, dataset.name, head["label"], count)


def _datasets(content: Content, extract: Extract) -> Iterator[tuple[Dataset, Source | None]]:
    """Yield the datasets of a table with the publication each is of; None for a table over all publications."""
    found = indicators(content, extract)
    columns = [f"list_sort(list(DISTINCT {name}))" for name in extract.table.grain]
    columns += [f"list_sort(list(DISTINCT {one.unit_sql}) FILTER ({one.name} IS NOT NULL))" for one in found]
    columns += [decimals_sql(one.name) for one in found]
    occurring = f"{', '.join(columns)} FROM ({extract.chosen})"
    if not extract.has("publication"):
        row = content.connection.execute(f"SELECT {occurring}").fetchone() or ()
        yield _dataset(extract.table.name, extract.chosen, extract.table.grain, found, row), None
        return
    rows = content.connection.execute(f"SELECT publication, {occurring} GROUP BY publication").fetchall()
    by_publication = {publication: row for publication, *row in rows}
    for source in content.sources:
        if source.publication in by_publication:
            name = f"{extract.table.name}.{source.publication}"
            query = f"SELECT * FROM ({extract.chosen}) WHERE publication = {quoted(source.publication)}"  # noqa: S608 - as above
            yield _dataset(name, query, extract.table.grain, found, by_publication[source.publication]), source


def _dataset(
    name: str, query: str, grain: Sequence[str], found: Sequence[Indicator], occurring: Sequence[Any]
) -> Dataset:
    """Return a dataset; ``occurring`` are codes by column of the grain, then units and then decimals by indicator."""
    codes = dict(zip(grain, occurring, strict=False))
    units, decimals = occurring[len(grain) : len(grain) + len(found)], occurring[len(grain) + len(found) :]
    categories = {
        _category(one, unit): (replace(one, decimals=places), unit)
        for one, of_one, places in zip(found, units, decimals, strict=True)
        for unit in of_one or []
    }
    return Dataset(name, query, {column: of_one or [] for column, of_one in codes.items()}, categories)


def _category(indicator: Indicator, unit: str) -> str:
    return f"{indicator.name}.{unit}" if indicator.unit_column else indicator.name


def _head(
    content: Content,
    extract: Extract,
    dataset: Dataset,
    source: Source | None,
    labels: dict[str, dict[str, str]],
    statuses: dict[str, str],
) -> dict[str, Any]:
    """Return all of a dataset but its values."""
    sources = [source] if source else content.sources
    updated = max((one.updated for one in sources if one.updated), default=None)
    described = {column.name: column for column in extract.columns}
    head: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{extract.table.title}: {source.title}" if source else extract.table.title,
        "source": "; ".join(dict.fromkeys(f"{one.publisher}: {one.title}" for one in sources)),
        "updated": updated.isoformat() if updated else None,
        "note": [relation_text(extract), *(f"{one.publisher}: {one.licence}" for one in sources)],
        "id": list(dataset.dimensions),
        "size": [len(codes) for codes in dataset.dimensions.values()],
        "role": {"time": ["time_period"], "geo": ["ref_area"], "metric": [_INDICATOR]},
        "dimension": {},
        "extension": {"status": {"label": statuses}},
    }
    for name, codes in dataset.codes.items():
        category: dict[str, Any] = {"index": codes}
        if labels[name]:
            category["label"] = {code: labels[name].get(code, code) for code in codes}
        head["dimension"][name] = {"label": name, "note": [described[name].meaning], "category": category}
    head["dimension"][_INDICATOR] = {
        "label": _INDICATOR,
        "category": {
            "index": list(dataset.indicators),
            "label": {
                code: f"{one.name} ({unit_title(unit)})" if one.unit_column else one.name
                for code, (one, unit) in dataset.indicators.items()
            },
            "unit": {
                code: {"label": unit_title(unit), "decimals": one.decimals}
                for code, (one, unit) in dataset.indicators.items()
            },
            "note": {code: [one.column.meaning] for code, (one, _) in dataset.indicators.items()},
        },
    }
    if updated is None:
        del head["updated"]
    if source and source.standing:
        head["extension"]["standing"] = source.standing
    return head


def _write(file: TextIO, content: Content, extract: Extract, dataset: Dataset, head: dict[str, Any]) -> int:
    """Write a dataset, its values and statuses row by row, and return how many values it has."""
    count = 0
    file.write(_json(head)[:-1] + ',"value":{')
    for place, value, _ in _cells(content, extract, dataset):
        file.write(f'{"," if count else ""}"{place}":{value}')
        count += 1
    file.write("}")
    if extract.has("obs_status"):
        file.write(',"status":{')
        separator = ""
        for place, _, status in _cells(content, extract, dataset):
            if status != "A":
                file.write(f'{separator}"{place}":{_json(status)}')
                separator = ","
        file.write("}")
    file.write("}\n")
    return count


def _cells(content: Content, extract: Extract, dataset: Dataset) -> Iterator[tuple[int, str, str]]:
    """Yield place, value as exact text and status of every figure, in the order of the rows."""
    grain = extract.table.grain
    found = list({one.name: one for one, _ in dataset.indicators.values()}.values())
    status = "obs_status" if extract.has("obs_status") else "'A'"
    columns = [*grain, status, *(one.unit_sql for one in found), *(one.sql for one in found)]
    order = ", ".join(grain)
    places, metrics = dataset.places, dataset.places[_INDICATOR]
    for row in content.rows(f"SELECT {', '.join(columns)} FROM ({dataset.chosen}) ORDER BY {order}"):  # noqa: S608 - names and queries of our own
        codes, status_of_row = row[: len(grain)], row[len(grain)]
        units, values = row[len(grain) + 1 : len(grain) + 1 + len(found)], row[len(grain) + 1 + len(found) :]
        place = sum(places[name][code] for name, code in zip(grain, codes, strict=True))
        for one, unit, value in zip(found, units, values, strict=True):
            if value is not None:
                yield place + metrics[_category(one, unit)], value, status_of_row


def _file(extract: Extract, name: str, title: str, count: int) -> File:
    path = f"{name}{_SUFFIX}"
    resource = file_resource(path, "json", "application/json", title, relation_text(extract))
    return File(path, "json-stat", (extract.table.name,), count, (resource,))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

"""JSON-stat 2.0: a cube of codes and values, taken apart into the lines that a data file of codes has.

The format is described at https://json-stat.org/full/. Numbers stay as they are printed. Whatever the format forbids or
leaves to guessing (a key twice, a size that is not the number of categories, a value without a place) is drift.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from extractors.errors import DriftError

#: Eurostat answers up to 5 million cells (https://ec.europa.eu/eurostat, data API); no honest cube here is larger.
MAX_CELLS = 5_000_000
_INDEX = re.compile("0|[1-9][0-9]{0,8}", re.ASCII)

Line = dict[str, str]


class _Number(str):
    """A number of the file, as printed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cube:
    """A dataset: when it was updated, its dimensions in order with their codes in order, and values and flags by place.

    The place of a value counts from 0 through all combinations of codes, the last dimension fastest. A combination
    with neither value nor flag is in neither.
    """

    updated: str
    dimensions: dict[str, list[str]]
    values: dict[int, str]
    flags: dict[int, str]

    def coordinates(self, place: int) -> Line:
        """Return the code in each dimension at a place."""
        found: Line = {}
        for dimension, codes in reversed(self.dimensions.items()):
            place, position = divmod(place, len(codes))
            found[dimension] = codes[position]
        return {dimension: found[dimension] for dimension in self.dimensions}


def read_cube(text: str) -> Cube:
    """Return a JSON-stat dataset. Raises DriftError, naming the member, for anything that is not one."""
    document = _parse(text)
    if not isinstance(document, dict) or document.get("class") != "dataset" or document.get("version") != "2.0":
        found = [document.get(name) for name in ("version", "class")] if isinstance(document, dict) else "no object"
        raise _drift("version and class", "a dataset of JSON-stat 2.0", str(found)[:200])
    updated = document.get("updated")
    if not isinstance(updated, str) or isinstance(updated, _Number):
        raise _drift("updated", "a date", repr(updated))
    dimensions = _dimensions(document)
    cells = math.prod(map(len, dimensions.values()))
    if cells > MAX_CELLS:
        raise _drift("size", f"up to {MAX_CELLS} cells", str(cells))
    values = {place: value for place, value in _by_place(document, "value", cells) if value is not None}
    for place, value in values.items():
        if not isinstance(value, _Number):
            raise _drift(f"value {place}", "a number or null", repr(value)[:60])
    flags = {place: flag for place, flag in _by_place(document, "status", cells) if flag is not None}
    for place, flag in flags.items():
        if not isinstance(flag, str) or isinstance(flag, _Number):
            raise _drift(f"status {place}", "a text or null", repr(flag)[:60])
    return Cube(updated, dimensions, {place: str(value) for place, value in values.items()}, flags)


def cube_lines(
    cube: Cube, value_column: str, flag_column: str, conf_column: str
) -> tuple[list[str], Iterator[tuple[int, Line]]]:
    """Return the columns of a cube as a data file, and its lines in order, each with the place of its value.

    Columns are ``updated``, the dimensions and the three named. In a flag like "b|C" the part after the bar is about
    confidentiality, as Eurostat writes it.
    """

    def lines() -> Iterator[tuple[int, Line]]:
        for place in sorted(cube.values.keys() | cube.flags.keys()):
            flag, _, conf = cube.flags.get(place, "").partition("|")
            about = {value_column: cube.values.get(place, ""), flag_column: flag, conf_column: conf}
            yield place, {"updated": cube.updated, **cube.coordinates(place), **about}

    return ["updated", *cube.dimensions, value_column, flag_column, conf_column], lines()


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise _drift(f"line {error.lineno}, column {error.colno}", "JSON", error.msg) from error
    except RecursionError as error:
        raise _drift("nesting", "JSON of a few levels", "too many") from error


def _refuse_constant(name: str) -> Any:
    raise _drift("a number", "digits", name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _drift("an object", "each key once", f'"{twice[:60]}" twice')
    return made


def _dimensions(document: dict[str, Any]) -> dict[str, list[str]]:
    ids, sizes, described = document.get("id"), document.get("size"), document.get("dimension")
    if not _are_texts(ids) or not ids or len(set(ids)) < len(ids):
        raise _drift("id", "the names of the dimensions, each once", repr(ids)[:200])
    if not isinstance(sizes, list) or not all(isinstance(size, _Number) and _INDEX.fullmatch(size) for size in sizes):
        raise _drift("size", "whole numbers", repr(sizes)[:200])
    if not isinstance(described, dict) or described.keys() != set(ids) or len(sizes) != len(ids):
        found = sorted(described) if isinstance(described, dict) else described
        raise _drift("dimension", f"{len(sizes)} dimensions: {', '.join(ids)}", repr(found)[:200])
    dimensions = {name: _codes(name, described[name]) for name in ids}
    for name, size in zip(ids, sizes, strict=True):
        if len(dimensions[name]) != int(size):
            raise _drift(f'dimension "{name}"', f"{size} categories, as its size says", str(len(dimensions[name])))
    return dimensions


def _codes(name: str, dimension: Any) -> list[str]:
    """Return the codes of a dimension in order. Where there is one category, its label may stand for the index."""
    category = dimension.get("category") if isinstance(dimension, dict) else None
    index: Any = None
    if isinstance(category, dict):
        index = category.get("index", category.get("label"))
    if _are_texts(index) and len(set(index)) == len(index):
        return list(index)
    if isinstance(index, dict):
        if isinstance(category, dict) and "index" not in category and len(index) == 1:
            return list(index)
        places = {str(place): code for code, place in index.items() if isinstance(place, _Number)}
        codes = [places.get(str(place)) for place in range(len(index))]
        if len(places) == len(index) and None not in codes:
            return [code for code in codes if code is not None]
    raise _drift(f'dimension "{name}"', "an index that gives each code one place from 0 on", repr(index)[:200])


def _by_place(document: dict[str, Any], member: str, cells: int) -> Iterator[tuple[int, Any]]:
    """Yield what a member says by place: an array of all, an object of some, or for ``status`` one text for all."""
    said = document.get(member, {} if member == "status" else None)
    if isinstance(said, list):
        if len(said) != cells:
            raise _drift(member, f"{cells} entries, the product of the sizes", str(len(said)))
        yield from enumerate(said)
    elif isinstance(said, dict):
        for place, entry in said.items():
            if not _INDEX.fullmatch(place) or int(place) >= cells:
                raise _drift(member, f"places from 0 to {cells - 1}", repr(place[:60]))
            yield int(place), entry
    elif member == "status" and isinstance(said, str):
        yield from ((place, said) for place, value in _by_place(document, "value", cells) if value is not None)
    else:
        raise _drift(member, "an array or an object", type(said).__name__)


def _are_texts(found: Any) -> TypeGuard[list[str]]:
    return isinstance(found, list) and all(isinstance(text, str) and not isinstance(text, _Number) for text in found)


def _drift(place: str, expected: str, found: str) -> DriftError:
    return DriftError("the file is not JSON-stat as declared", place=place, expected=expected, found=found)

"""Figures in data files of statistical offices: SDMX-CSV and JSON-stat, each line wanted, known and left, or loud."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.binding import Bound, Place, Source, merge, observation, rejected
from extractors.errors import DriftError
from extractors.json_stat import cube_lines, read_cube
from extractors.mapping import Bind, Dataset
from extractors.observation import Coordinates, Observation, Record, RejectedFigure

_NUMBER = re.compile(r"-?[0-9]{1,24}(?:\.([0-9]{1,6}))?", re.ASCII)
#: What the number of a line counts.
_COUNTED = {"json_stat": "value", "sdmx_csv": "line"}
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)

Line = dict[str, str]


class _NotUnderstoodError(Exception):
    """A line that cannot be taken for a figure: the rule it breaks, what was expected and found."""

    def __init__(self, rule: str, expected: str, found: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class _Keys:
    """The columns that identify a line: all but those with one value throughout and those about the value."""

    columns: tuple[str, ...]

    def of(self, line: Line) -> str:
        return ".".join(line[column] for column in self.columns)


def read_dataset(
    dataset: Dataset, text: str, source: Source, *, uniform: tuple[str, ...] = ()
) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the figures of a data file, and those that were found but not understood.

    Columns in ``uniform`` must have one value throughout, whichever. Raises DriftError for a header that is not exactly
    the declared one, a ragged line, or a column that should be constant and is not.
    """
    told = {dataset.value_column, dataset.flag_column, dataset.conf_column, *dataset.constant, *uniform}
    keys = _Keys(tuple(column for column in dataset.columns if column not in told))
    constant = dict(dataset.constant)
    read: list[Observation] = []
    refused: list[RejectedFigure] = []
    for number, line in _lines(text, dataset):
        for column in uniform:
            constant.setdefault(column, line[column])
        for column, value in constant.items():
            if line[column] != value:
                raise DriftError(
                    "a column that has one value throughout has another",
                    place=f'{_COUNTED[dataset.format]} {number}, column "{column}"',
                    expected=repr(value),
                    found=repr(line[column]),
                )
        if any(line[column] in known for column, known in dataset.ignore.items()):
            continue
        figure = _read_line(dataset, line, number, keys.of(line), source)
        if isinstance(figure, Observation):
            read.append(figure)
        elif figure is not None:
            refused.append(figure)
    if not read and not refused:
        raise DriftError("no wanted line in the data file", expected=f"lines with {dataset.keep}", found="none")
    return read, refused


def _lines(text: str, dataset: Dataset) -> Iterator[tuple[int, Line]]:
    """Yield each line with its number: in CSV the header is line 1, in JSON-stat the first value is 0."""
    if dataset.format == "json_stat":
        columns, lines = cube_lines(read_cube(text), dataset.value_column, dataset.flag_column, dataset.conf_column)
        if columns != dataset.columns:
            raise _header_drift(columns, dataset.columns, "updated, dimensions, value and flags")
        yield from lines
        return
    check_ends_whole(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != dataset.columns:
            raise _header_drift(header, dataset.columns, "line 1")
        for fields in reader:
            if not fields:
                continue
            if len(fields) != len(header):
                raise DriftError(
                    "a line has another number of fields than the header",
                    place=f"line {reader.line_num}",
                    expected=str(len(header)),
                    found=str(len(fields)),
                )
            yield reader.line_num, dict(zip(header, fields, strict=True))
    except csv.Error as error:
        raise DriftError("the data file is not CSV", place=f"line {reader.line_num}", found=str(error)) from error


def check_ends_whole(text: str) -> None:
    """Raise DriftError where a file of lines ends within one: what came was cut off, and its last number with it."""
    if not text.endswith(("\n", "\r")):
        last = text.splitlines()[-1] if text else ""
        raise DriftError(
            "the data file is cut off", place=f"line {text.count(chr(10)) + 1}", expected="a line end", found=repr(last)
        )


def _header_drift(found: list[str], expected: list[str], place: str) -> DriftError:
    for number, column in enumerate(expected):
        there = found[number] if number < len(found) else None
        if there != column:
            shown = "nothing" if there is None else f'"{there}"'
            return DriftError(
                "the header is not as declared",
                place=f"{place}, field {number + 1}",
                expected=f'"{column}"',
                found=shown,
            )
    more = ", ".join(f'"{column}"' for column in found[len(expected) :])
    return DriftError("the header is not as declared", place=place, expected="no more columns", found=more)


def _read_line(
    dataset: Dataset, line: Line, number: int, key: str, source: Source
) -> Observation | RejectedFigure | None:
    """Return the figure of a line, or None for a series that is known and left."""
    value, flag, conf = (line[column] for column in (dataset.value_column, dataset.flag_column, dataset.conf_column))
    printed = " ".join(filter(None, (flag, conf)))
    kind = Coordinates if dataset.format == "json_stat" else Record
    place = Place(kind(number, dataset.value_column, key), value or printed, ",".join(line.values()))
    bind: Bind | Bound = Bind(ref_area=dataset.areas.get(line[dataset.area_column]))
    try:
        series = _series(dataset, line, key)
        if series is None:
            return None
        bind = merge(series, bind)
        bind = merge(bind, Bind(time_period=_period(dataset, line)))
        _require_area(dataset, line)
        status = _status(dataset, value, flag, conf)
        amount, rounding_unit = _number(value, dataset) if value else (None, None)
    except _NotUnderstoodError as error:
        return rejected(error.rule, f"expected {error.expected}, found {error.found}", bind, source, place)
    if amount is not None and rounding_unit is not None and bind.scale is not None:
        amount, rounding_unit = amount * bind.scale, rounding_unit * bind.scale
    return observation(bind, source, place, value=amount, rounding_unit=rounding_unit, status=status, flag=printed)


def _series(dataset: Dataset, line: Line, key: str) -> Bind | None:
    """Return what the line's combination of codes means, None for one that is known and left."""
    for column, code in dataset.keep.items():
        if line[column] != code:
            raise _NotUnderstoodError(
                "unknown_series", f"{column} {code!r} or another declared code", repr(line[column])
            )
    for series in dataset.series:
        if _holds(series.where, line):
            return series.bind
    if any(_holds(where, line) for where in dataset.ignored_series):
        return None
    near = max(dataset.series, key=lambda one: sum(line[column] == code for column, code in one.where.items()))
    wanted = ", ".join(f"{column} {code!r}" for column, code in near.where.items())
    raise _NotUnderstoodError("unknown_series", f"{wanted} or another declared combination of codes", repr(key))


def _require_area(dataset: Dataset, line: Line) -> None:
    if line[dataset.area_column] not in dataset.areas:
        found = f"{dataset.area_column} {line[dataset.area_column]!r}"
        raise _NotUnderstoodError("unknown_ref_area", "a declared area", found)


def _period(dataset: Dataset, line: Line) -> str:
    period = line[dataset.period_column]
    if not _YEAR.fullmatch(period):
        raise _NotUnderstoodError("unknown_time_period", f"a year in {dataset.period_column}", repr(period))
    return f"{int(period) + dataset.period_offset:04d}"


def _status(dataset: Dataset, value: str, flag: str, conf: str) -> str:
    """Return the status that the flags of a line mean."""
    if value:
        status = None if conf else dataset.flags.get(flag)
    else:
        status = dataset.conf_missing.get(conf) if conf else dataset.missing_flags.get(flag)
    if status is None:
        known = dataset.flags if value else dataset.missing_flags | dataset.conf_missing
        expected = f"a {'value' if value else 'missing value'} with one of the flags {', '.join(map(repr, known))}"
        raise _NotUnderstoodError("unknown_flag", expected, f"flag {flag!r} and confidentiality {conf!r}")
    return status


def _number(value: str, dataset: Dataset) -> tuple[Decimal, Decimal]:
    """Return a number and one unit in its last printed place, or in the place that all are given to."""
    match = _NUMBER.fullmatch(value)
    if match is None:
        raise _NotUnderstoodError("unreadable_quantity", "a plain decimal number", repr(value))
    printed, decimals = len(match.group(1) or ""), dataset.decimals
    if decimals is not None and (printed > decimals or (printed < decimals and dataset.format == "sdmx_csv")):
        expected = f"{decimals} decimals" if dataset.format == "sdmx_csv" else f"at most {decimals} decimals"
        raise _NotUnderstoodError("unreadable_quantity", expected, repr(value))
    return Decimal(value), Decimal(1).scaleb(-(printed if decimals is None else decimals))


def _holds(where: dict[str, str], line: Line) -> bool:
    return all(line[column] == code for column, code in where.items())

"""Exchange rates in data files: plain CSV, and the World Bank's JSON; each line wanted, known and left, or loud."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from extractors.binding import Place, Source, observation, rejected
from extractors.datasets import check_ends_whole
from extractors.errors import DriftError
from extractors.mapping import Bind, Rates
from extractors.observation import Observation, Record, RejectedFigure

_RATE = re.compile(r"[0-9]{1,12}(?:\.([0-9]{1,30}))?", re.ASCII)
_SHOWN = 200

Line = dict[str, str]


def read_rates(rates: Rates, text: str, source: Source) -> tuple[list[Observation], list[RejectedFigure]]:
    """Return the rates of a data file, and those that were found but not understood.

    A rate printed with more decimals than the declared ones is rounded to them, half to even, and its rounding unit
    says so: they are an average's binary noise. A line without a value is a missing figure. Raises DriftError for a
    file of another shape, an error message in place of data, a column that should be constant and is not, and a file
    without a wanted line.
    """
    lines = _json_lines(text) if rates.format == "worldbank_json" else _csv_lines(text, rates)
    read: list[Observation] = []
    refused: list[RejectedFigure] = []
    for number, line in lines:
        for column, value in rates.constant.items():
            if line[column] != value:
                raise DriftError(
                    "a column that has one value throughout has another",
                    place=f'line {number}, column "{column}"',
                    expected=repr(value),
                    found=repr(line[column]),
                )
        if line[rates.area_column] in rates.ignore:
            continue
        figure = _read_line(rates, line, number, source)
        if isinstance(figure, Observation):
            read.append(figure)
        else:
            refused.append(figure)
    if not read and not refused:
        raise DriftError("no wanted line in the data file", expected=f"lines of {rates.id}", found="none")
    return read, refused


def _csv_lines(text: str, rates: Rates) -> Iterator[tuple[int, Line]]:
    """Yield each line with its number (the header is line 1)."""
    check_ends_whole(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        lacking = [column for column in rates.columns if column not in header]
        more = [] if rates.further_columns else [column for column in header if column not in rates.columns]
        if lacking or more or len(set(header)) != len(header):
            raise DriftError(
                "the header is not as declared",
                place="line 1",
                expected=", ".join(rates.columns),
                found=", ".join(header) or "nothing",
            )
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


def _json_lines(text: str) -> Iterator[tuple[int, Line]]:
    """Yield each record of an answer of the World Bank's API (v2), counted from 1; its numbers as they are printed.

    An answer is ``[about, records]``, an error ``[{"message": …}]``; both come with HTTP 200.
    """
    try:
        answer = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise DriftError("the data file is not JSON", found=str(error)[:_SHOWN]) from error
    match answer:
        case [{"message": message}]:
            raise DriftError(
                "the document is an error message of the API",
                expected="[about, records]",
                found=json.dumps(message, ensure_ascii=False)[:_SHOWN],
            )
        case [{"pages": pages, "total": total}, [*records]]:
            if pages != "1":
                raise DriftError(
                    "the answer is one page of several", expected="1 page", found=f"{pages} pages", place="pages"
                )
            if total != str(len(records)):
                raise DriftError(
                    "the answer is not whole", expected=f"{total} records", found=str(len(records)), place="total"
                )
        case _:
            raise DriftError("the data file has another shape", expected="[about, records]", found=text[:_SHOWN])
    for number, record in enumerate(records, start=1):
        yield number, _json_line(record, number)


def _json_line(record: Any, number: int) -> Line:
    match record:
        case {
            "indicator": {"id": str(indicator)},
            "countryiso3code": str(area),
            "date": str(date),
            "value": None | str() as value,
        }:
            said = {name: str(record.get(name) or "") for name in ("unit", "obs_status")}
            return {"indicator": indicator, "countryiso3code": area, "date": date, "value": value or "", **said}
        case _:
            raise DriftError(
                "a record has another shape",
                place=f"record {number}",
                expected="indicator, countryiso3code, date and value",
                found=json.dumps(record, ensure_ascii=False)[:_SHOWN],
            )


def _read_line(rates: Rates, line: Line, number: int, source: Source) -> Observation | RejectedFigure:
    area, printed, period = (line[name] for name in (rates.area_column, rates.value_column, rates.period_column))
    place = Place(
        Record(number, rates.value_column, f"{area}.{period}"), printed, ",".join(filter(None, line.values()))
    )
    bind = Bind(segment="_Z", measure="exchange_rate", basis=rates.basis)
    year = re.fullmatch(rates.period, period)
    currency = rates.currencies.get(area)
    if currency is None:
        reason = f"expected a declared {rates.area_column}, found {area!r}"
        return rejected("unknown_ref_area", reason, bind, source, place)
    bind = bind.model_copy(update={"ref_area": currency.area, "unit": currency.unit})
    if year is None:
        reason = f"expected {rates.period_column} like {rates.period}, found {period!r}"
        return rejected("unknown_time_period", reason, bind, source, place)
    bind = bind.model_copy(update={"time_period": year["year"]})
    if status := line.get("obs_status"):
        return rejected("unknown_flag", f"expected a rate without a status, found {status!r}", bind, source, place)
    if not printed:
        return observation(bind, source, place, value=None, rounding_unit=None, status="M")
    match = _RATE.fullmatch(printed)
    if match is None or not Decimal(printed):
        reason = f"expected a plain decimal number above 0, found {printed!r}"
        return rejected("unreadable_quantity", reason, bind, source, place)
    rounding_unit = Decimal(1).scaleb(-min(len(match[1] or ""), rates.decimals))
    value = Decimal(printed).quantize(rounding_unit, ROUND_HALF_EVEN)
    return observation(bind, source, place, value=value, rounding_unit=rounding_unit, status="A")

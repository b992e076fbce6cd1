"""How results look on a terminal, and as one JSON object a line for machines."""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.doubt import DoubtfulReading
from extractors.observation import Observation

Row = dict[str, Any]

#: Wide enough that no line of a table is folded where no terminal sets a width.
PIPE_WIDTH = 400
#: Characters that move or colour what a terminal shows, all but tab and line break. Documents may hold some.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
#: What Rich fills the lines of a table up with.
_FILLING = re.compile(" +$", re.MULTILINE)


def out() -> Console:
    """Return the console of results: stdout, never wrapped or coloured when it is not a terminal."""
    return _console(sys.stdout)


def err() -> Console:
    """Return the console of progress and messages: stderr."""
    return _console(sys.stderr)


def visible(text: str) -> str:
    """Return a text with its control characters written out: pages are data, and none commands a terminal."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class _Console(Console):
    """A console that prints strings, those in tables too, as :func:`visible` has them."""

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(visible(text), **how)

    def print(self, *objects: Any, **how: Any) -> None:
        """Print; what fills the lines of a table up stays out of files and pipes."""
        if self.is_terminal or not any(isinstance(one, Table) for one in objects):
            super().print(*objects, **how)
            return
        with self.capture() as captured:
            super().print(*objects, **how)
        self.file.write(_FILLING.sub("", captured.get()))
        self.file.flush()  # as Rich does, so that messages come in their order


def _console(stream: TextIO) -> Console:
    piped = not stream.isatty()
    return _Console(file=stream, width=PIPE_WIDTH if piped else None, soft_wrap=piped, highlight=False, markup=False)


def to_json(value: object) -> object:
    """Return what json cannot write itself as a string: exact numbers in plain notation, days and times by ISO 8601."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)


def print_json(rows: Iterable[Row]) -> None:
    """Print one JSON object a line on stdout; an infinite number, which JSON lacks, as a string."""
    for row in rows:
        sys.stdout.write(json.dumps(_finite(row), default=to_json, ensure_ascii=False) + "\n")


def _finite(value: Any) -> Any:
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case dict():
            return {name: _finite(one) for name, one in value.items()}
        case list() | tuple():
            return [_finite(one) for one in value]
    return value


def percent(value: Decimal | None, decimals: int = 1, *, signed: bool = False, rounding: str = ROUND_HALF_UP) -> str:
    """Return a percentage for people, rounded half away from zero for display only; a dash where there is none.

    The ends of an interval are rounded outwards instead, as ``rounding`` says.
    """
    if value is None:
        return "–"
    shown = value.quantize(Decimal(1).scaleb(-decimals), rounding)
    return f"{shown:+,}" if signed else f"{shown:,}"


def many(number: int, what: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def grid(title: str | None, headers: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[str] = ()) -> Table:
    """Return a table; columns named in ``right`` are right-aligned."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header, justify="right" if header in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def print_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Print rows as CSV with a header on stdout; exact numbers in plain notation, missing ones empty."""
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: text(value, missing="") for name, value in row.items()} for row in rows)


def text(value: object, missing: str = "–") -> str:
    """Return a value as people read it."""
    if value is None:
        return missing
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def plain(value: Decimal) -> str:
    """Return an exact number without exponent or needless zeros."""
    return format(value.normalize(), "f") if value else "0"


def rows_grid(rows: Sequence[Row], right: Sequence[str] = ()) -> Table:
    """Return any rows as a table headed by their keys."""
    headers = list(rows[0]) if rows else []
    return grid(None, headers, ([text(row[name]) for name in headers] for row in rows), right)


def publication_grid(rows: Sequence[Row]) -> Table:
    """Return the registry for people."""
    headers = (
        "publication",
        "standing",
        "publisher",
        "cadence",
        "licence",
        "editions",
        "last edition",
        "last captured",
        "verified live",
    )
    lines = [
        (
            row["publication"],
            row["standing"],
            row["publisher"],
            row["cadence"],
            row["licence"],
            str(row["editions"]),
            text(row["last_edition"]),
            text(row["last_captured_at"]),
            text(row["verified_live"], missing="no"),
        )
        for row in rows
    ]
    return grid(None, headers, lines, right=("editions",))


def load_grid(rows: Sequence[Row]) -> Table:
    """Return loads and releases for people, newest first."""
    headers = ("kind", "publication", "edition", "status", "inserted", "refused", "finished", "message")
    lines = [
        (
            row["kind"],
            text(row["publication"]),
            text(row["edition"]),
            row["status"],
            text(row["inserted"]),
            text(row["quarantined"]),
            text(row["finished_at"]),
            text(row["message"], missing=""),
        )
        for row in rows
    ]
    return grid(None, headers, lines, right=("inserted", "refused"))


def findings_grid(rows: Sequence[Row]) -> Table:
    """Return what the doctor found for people."""
    headers = ("what", "verdict", "finding", "remedy")
    return grid(None, headers, [tuple(text(row[name], missing="") for name in headers) for row in rows])


def observation_rows(observations: Iterable[Observation]) -> Iterator[Row]:
    """Yield observations as flat rows, the place in words."""
    for one in observations:
        yield {
            "publication": one.publication,
            "edition": one.edition,
            "document": one.document,
            "ref_area": one.ref_area,
            "time_period": one.time_period,
            "segment": one.segment,
            "measure": one.measure,
            "basis": one.basis,
            "unit_measure": one.unit_measure,
            "obs_value": one.obs_value,
            "rounding_unit": one.rounding_unit,
            "obs_status": one.obs_status,
            "obs_flag": one.obs_flag,
            "raw_text": one.raw_text,
            "place": one.locator.describe(),
            "verification": one.verification,
        }


def observation_grid(observations: Iterable[Observation]) -> Table:
    """Return observations for people."""
    headers = ("area", "period", "segment", "measure", "basis", "value", "unit", "status", "printed", "place")
    lines = [
        (
            one.ref_area,
            one.time_period,
            one.segment,
            one.measure,
            one.basis,
            text(one.obs_value),
            one.unit_measure,
            one.obs_status,
            one.raw_text,
            one.locator.describe(),
        )
        for one in observations
    ]
    return grid(None, headers, lines, right=("value",))


def review_rows(readings: Iterable[DoubtfulReading]) -> Iterator[Row]:
    """Yield doubtful readings as flat rows: what is proposed, the figure, its sentence, why it is in doubt."""
    for one in readings:
        yield {
            "key": one.key,
            "publication": one.publication,
            "edition": one.edition,
            "document": one.document,
            **asdict(one.proposal),
            "reason": one.reason,
            "raw_text": one.raw_text,
            "start": one.locator.start,
            "end": one.locator.end,
            "sentence": one.raw_context,
        }


def review_lines(readings: Iterable[DoubtfulReading]) -> Iterator[str]:
    """Yield doubtful readings for people, a few lines each: the sentence with its figure between ›marks‹."""
    for one in readings:
        start, end, proposal = one.locator.start, one.locator.end, one.proposal
        text = f"{one.raw_context[:start]}›{one.raw_text}‹{one.raw_context[end:]}"
        value = "an unreadable number" if proposal.obs_value is None else f"{proposal.obs_value:f}"
        yield f"{one.key}  {one.publication}, edition {one.edition}, document {one.document}"
        yield f"  text      {text}"
        yield (
            f"  proposed  {value} {proposal.unit_measure}: {proposal.segment} {proposal.measure}, {proposal.ref_area}, "
            f"{proposal.time_period}, status {proposal.obs_status}, {proposal.basis}"
        )
        yield f"  doubt     {one.reason}"

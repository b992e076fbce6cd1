"""Tables and sentences of a document as a draft mapping: what its words say is bound, the rest is a gap to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractors import codes
from extractors.documents import Block, Content
from extractors.errors import DriftError
from extractors.gaps import FILL_IN
from extractors.grids import Grid, GridCell
from extractors.prose import sentences
from extractors.quantities import Quantity, find_quantities, read_quantity
from extractors.scaffold.words import is_figure, segment_of, statuses_of, unit_of, year_of, years_of
from extractors.tables import HEADER_SEPARATOR

#: What a draft proposes at most, so that a long document stays reviewable; what is left out is said.
MAX_TABLES = 20
MAX_SENTENCES = 20

_GAPS: dict[str, Any] = {
    "segment": FILL_IN + "one of the segments of extractors/codes.py",
    "measure": FILL_IN + "one of the measures of extractors/codes.py",
    "unit": FILL_IN + "the currency (ISO 4217), PCT or another unit of extractors/codes.py",
    "time_period": FILL_IN + "the period of these figures, as 2023, or in years from the edition's, as 0 or -1",
    "status": FILL_IN + "A, or F for a forecast, E for an estimate, P for a provisional figure",
    "ref_area": FILL_IN + "the area as ISO 3166-1 alpha-3 or a named group",
}
#: "Table 1" of one edition is another table in the next: only what follows tells which is meant.
_NUMBER = re.compile(r"^(?:table|tabelle|tabla|cuadro|表|第|표)\s*[0-9.]*\s*(?:表)?[.:：]?\s*", re.IGNORECASE)
#: The rows of a table count as areas where this part of them or more has the name of one.
_AREAS = 0.5


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """A figure as a draft sees it: its place in words, its text, and what could be read of it."""

    place: str
    raw_text: str
    quantity: Quantity | None
    bind: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """Proposed ``tables`` and ``prose`` of a declaration, and the figures they are about."""

    tables: list[dict[str, Any]]
    prose: list[dict[str, Any]]
    figures: list[DraftFigure]
    left_out: int


def draft_mapping(content: Content, lang: str, basis: str, reference_period: str) -> Draft:
    """Return a mapping proposed from a document's own words; nothing in it is certain."""
    tables: list[dict[str, Any]] = []
    figures: list[DraftFigure] = []
    left_out = 0
    for titled in content.tables:
        title = titled.titles[0] if titled.titles else ""
        try:
            grid = titled.read(title)
        except DriftError:
            left_out += 1
            continue
        table = _Table.of(grid, lang)
        if table is None:
            continue
        if len(tables) == MAX_TABLES:
            left_out += 1
            continue
        tables.append(table.declaration(f"table_{len(tables) + 1}", basis, reference_period))
        figures += table.figures()
    prose, of_prose, more = _draft_prose(content.blocks, lang, basis, reference_period)
    return Draft(tables, prose, figures + of_prose, left_out + more)


@dataclass(frozen=True, slots=True)
class _Table:
    """A grid taken apart: ``depth`` rows of header, column ``heads`` (from 0) names the rows."""

    grid: Grid
    lang: str
    depth: int
    heads: int

    @classmethod
    def of(cls, grid: Grid, lang: str) -> _Table | None:
        """Return the table in a grid, None where it holds no figures under a header."""
        first = next(
            (
                number
                for number, row in enumerate(grid.rows)
                if sum(1 for cell in _cells(row) if cell.width < grid.width and _is_data(cell, lang)) > 0
            ),
            None,
        )
        if not first or grid.width < 2:
            return None
        body = [[row[column] for row in grid.rows[first:]] for column in range(grid.width)]
        heads = next(
            (n for n, cells in enumerate(body) if not any(cell and _is_data(cell, lang) for cell in cells)), None
        )
        return None if heads is None else cls(grid, lang, first, heads)

    def declaration(self, table_id: str, basis: str, reference_period: str) -> dict[str, Any]:
        """Return the table as it would stand under ``tables``."""
        head = self._label(self.heads)
        columns = self._columns()
        rows = self._rows()
        bound = {name for part in (*columns, *rows) for name in part.get("bind", {})}
        if any("?P<time_period>" in str(part.get("pattern")) for part in (*columns, *rows)):
            bound.add("time_period")
        areas = self._areas()
        shared = {"time_period": self._period(reference_period), "basis": basis, **unit_of(self.grid.title, self.lang)}
        wanted = [name for name in _GAPS if name != "status" and (name != "ref_area" or areas is None)]
        bind = {name: _GAPS[name] for name in wanted if name not in bound | shared.keys()} | shared
        if "time_period" in bound:
            del bind["time_period"]
        if "scale" not in bind.keys() | bound and bind.get("unit") != "PCT":
            bind["scale"] = FILL_IN + "what the figures are multiplied by, as 1000000; 1 for whole units"
        table: dict[str, Any] = {
            "id": table_id,
            "caption": _escape(_NUMBER.sub("", self.grid.title)) or FILL_IN + "a pattern found in the caption",
            "bind": bind,
            "row_labels": [head or FILL_IN + "the header of the column that names the rows"],
        }
        if areas is None:
            table["rows"] = rows
        else:
            table["row_area"] = areas
        return table | {"columns": columns}

    def figures(self) -> Iterator[DraftFigure]:
        """Yield every cell under the header that holds a figure."""
        for number, row in enumerate(self.grid.rows[self.depth :], start=self.depth + 1):
            head = row[self.heads]
            label = head.text if head else ""
            for column, cell in enumerate(row):
                if cell is None or column == self.heads or not _is_data(cell, self.lang):
                    continue
                bind: dict[str, Any] = dict(self._column(column).get("bind", {}))
                if area := codes.area_from_name(label):
                    bind["ref_area"] = area
                unit = bind.get("unit", "")
                scale = bind.get("scale") or unit_of(self.grid.title, self.lang).get("scale", 1)
                yield DraftFigure(
                    f'table "{self.grid.title}", row "{label}", column "{self._label(column)}" '
                    f"(row {number}, column {column + 1})",
                    cell.text,
                    _quantity(cell.text, self.lang, scale, unit),
                    bind,
                )

    def _columns(self) -> list[dict[str, Any]]:
        """Return the columns, like ones once; what some of them say and others do not is a gap of the others."""
        columns: list[dict[str, Any]] = []
        for number in range(self.grid.width):
            column = self._column(number)
            if number != self.heads and column not in columns:
                columns.append(column)
        return _with_gaps(columns, ("segment", "unit", "time_period"))

    def _column(self, column: int) -> dict[str, Any]:
        label = self._label(column)
        if year := year_of(label):
            pattern = _escape(label).replace(year, r"(?P<time_period>[0-9]{4})", 1)
            return {"pattern": pattern} | _bound(self._words(label))
        return {"labels": [label or FILL_IN + "the header of this column"]} | _bound(self._words(label))

    def _words(self, label: str) -> dict[str, Any]:
        segment = segment_of(label)
        return ({"segment": segment} if segment else {}) | unit_of(label, self.lang)

    def _row_labels(self) -> list[str]:
        """Return the labels of the rows, each once; a cell over the whole width is a note and names no row."""
        heads = (row[self.heads] for row in self.grid.rows[self.depth :])
        return list(dict.fromkeys(cell.text for cell in heads if cell and cell.text and cell.width < self.grid.width))

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for label in self._row_labels():
            segment = segment_of(label)
            row: dict[str, Any] = {"labels": [label]} | _bound({"segment": segment} if segment else {})
            if label == year_of(label):
                row = {"pattern": "(?P<time_period>[0-9]{4})"}
            if row not in rows:
                rows.append(row)
        return _with_gaps(rows, ("time_period",))

    def _areas(self) -> dict[str, str] | None:
        """Return the labels that are no ISO names with what they may mean; None where rows are no areas."""
        labels = self._row_labels()
        unknown = [label for label in labels if codes.area_from_name(label) is None]
        if not labels or len(unknown) > len(labels) * _AREAS:
            return None
        groups = {title: code for code, title in codes.AREA_GROUPS.items()}
        return {label: groups.get(label, _GAPS["ref_area"]) for label in unknown}

    def _period(self, reference_period: str) -> str:
        year = year_of(self.grid.title)
        return "0" if year is None or year == reference_period else year

    def _label(self, column: int) -> str:
        cells = dict.fromkeys(row[column] for row in self.grid.rows[: self.depth] if row[column] is not None)
        texts = [cell.text for cell in cells if cell and cell.text and cell.width < self.grid.width]
        return HEADER_SEPARATOR.join(texts)


def _with_gaps(parts: list[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows or columns; what some of them say, by their words or by a pattern, is a gap of the others."""
    for name in names:
        said = [name in part.get("bind", {}) or f"?P<{name}>" in part.get("pattern", "") for part in parts]
        for part, says in zip(parts, said, strict=True):
            if any(said) and not says:
                part["bind"] = {name: _GAPS[name] + "; or ignore: true instead of bind"} | part.get("bind", {})
    return parts


def _draft_prose(
    blocks: Sequence[Block], lang: str, basis: str, reference_period: str
) -> tuple[list[dict[str, Any]], list[DraftFigure], int]:
    """Return sentences that name a side of the market beside a figure with a unit, their figures, how many are left."""
    declared: list[dict[str, Any]] = []
    figures: list[DraftFigure] = []
    left_out = 0
    for sentence in dict.fromkeys(one for block in blocks for one in sentences(block.text)):
        quantities = [one for one in find_quantities(sentence, lang) if one.unit]
        if not quantities or segment_of(sentence) is None:
            continue
        if len(declared) == MAX_SENTENCES:
            left_out += 1
            continue
        names = {f"figure_{number}": one for number, one in enumerate(quantities, start=1)}
        declared.append(
            {
                "id": f"sentence_{len(declared) + 1}",
                "sentences": [_wording(sentence, names, reference_period)],
                "bind": {
                    "ref_area": _GAPS["ref_area"],
                    # Only a sentence that names the edition's own period, and no other, is surely of it.
                    "time_period": "0" if year_of(sentence) == reference_period else _GAPS["time_period"],
                    "basis": basis,
                },
                "figures": {
                    name: {"segment": segment_of(sentence), "measure": _GAPS["measure"], "unit": one.unit}
                    for name, one in names.items()
                },
                **_status(sentence, lang, reference_period),
            }
        )
        figures += [
            DraftFigure(
                f'characters {one.start} to {one.end} of "{sentence}"',
                one.text,
                one,
                {"unit": one.unit, "segment": segment_of(sentence)},
            )
            for one in quantities
        ]
    return declared, figures, left_out


def _status(sentence: str, lang: str, reference_period: str) -> dict[str, str]:
    """Return the status that a sentence gives its figures: F, a gap where it may be another than A, else nothing."""
    named = statuses_of(sentence, lang)
    later = [year > reference_period[:4] for year in years_of(sentence)]
    if named == ["F"] and later and all(later):
        return {"status": "F"}
    return {"status": _GAPS["status"]} if named or any(later) else {}


def _wording(sentence: str, names: dict[str, Quantity], reference_period: str) -> str:
    """Return a sentence as a pattern: figures are groups that any other figure of that form would match."""
    pieces: list[str] = []
    done = 0
    for name, one in names.items():
        pieces.append(_plain(sentence[done : one.start], reference_period))
        digits = re.sub(r"(?:\\,|\\\.|[0-9,.])*[0-9](?:\\,|\\\.|[0-9,.])*", "[0-9.,]+", _escape(one.text))
        pieces.append(f"(?P<{name}>{digits})")
        done = one.end
    pieces.append(_plain(sentence[done:], reference_period))
    pattern = "".join(pieces)
    return pattern.replace(YEAR_MARK, "(?P<year>[0-9]{4})", 1).replace(YEAR_MARK, "[0-9]{4}")


#: Stands for the year a sentence speaks of until the whole pattern is put together; no document prints it.
YEAR_MARK = "\0"


def _plain(text: str, reference_period: str) -> str:
    escaped = _escape(text)
    return escaped.replace(reference_period, YEAR_MARK) if reference_period else escaped


def _escape(text: str) -> str:
    return re.escape(text).replace(r"\ ", " ").replace(r"\-", "-")


def _bound(words: dict[str, Any]) -> dict[str, Any]:
    return {"bind": words} if words else {}


def _cells(row: Sequence[GridCell | None]) -> list[GridCell]:
    return list(dict.fromkeys(cell for cell in row if cell is not None))


def _is_data(cell: GridCell, lang: str) -> bool:
    """Tell whether a cell holds a figure: a bare year heads a column or names a row."""
    return not cell.header and bool(cell.text) and year_of(cell.text) != cell.text and is_figure(cell.text, lang)


def _quantity(text: str, lang: str, scale: int, unit: str) -> Quantity | None:
    if not is_figure(text, lang):
        return None
    bare = read_quantity(text, lang, unit="PCT" if "%" in text else "")
    if bare.unit or scale == 1:
        return bare
    return read_quantity(text, lang, scale=scale, unit=unit)

"""How the words of a document map onto ours: tables, sentences and data files as ``publication.yml`` declares them.

Unknown keys are errors, codes come from the closed lists, patterns must compile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from extractors import codes
from extractors.wordings import in_words


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from error
    return text


def _member(name: str, known: Any) -> AfterValidator:
    def check(code: str) -> str:
        if code not in known:
            raise ValueError(f"{code!r} is not a known {name}")
        return code

    return AfterValidator(check)


def _area(code: str) -> str:
    if not codes.is_area(code):
        raise ValueError(f"{code!r} is neither ISO 3166-1 alpha-3 nor a named group")
    return code


def _unit(code: str) -> str:
    if not codes.is_unit(code):
        raise ValueError(f"{code!r} is neither ISO 4217 nor a named unit")
    return code


Pattern = Annotated[str, AfterValidator(_pattern)]
SegmentCode = Annotated[str, _member("segment", codes.SEGMENTS)]
MeasureCode = Annotated[str, _member("measure", codes.MEASURES)]
StatusCode = Annotated[str, _member("obs_status", codes.OBS_STATUS)]
AreaCode = Annotated[str, AfterValidator(_area)]
UnitCode = Annotated[str, AfterValidator(_unit)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:_[a-z0-9]+)*$")]
EditionId = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$")]


class Declared(BaseModel):
    """Base of every declared part: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bind(Declared):
    """What words of the document say about a figure. Parts bound more narrowly win: table, then row, column, part."""

    ref_area: AreaCode | None = None
    time_period: str | None = Field(None, description="a period, or years from the edition's: 0, -1, …")
    segment: SegmentCode | None = None
    measure: MeasureCode | None = None
    basis: str | None = None
    unit: UnitCode | None = None
    scale: int | None = Field(None, description="what a bare number is multiplied by: 1000000000 for $ billions")
    rounded_to: int | None = Field(
        None,
        gt=0,
        description="what the publisher rounds to, where its print looks finer: 1000000000 for 516조5140억원",
    )
    reading: Literal["plain", "ratio_to_previous"] | None = Field(
        None, description="ratio_to_previous: 101.7 % of the year before is a growth of 1.7 %"
    )


class Labels(Declared):
    """A row or column by the text that heads it: one of ``labels`` exactly, or ``pattern`` whole (its groups bind)."""

    labels: list[str] = []
    pattern: Pattern | None = Field(
        None,
        description="named groups are keys of bind, e.g. (?P<time_period>[0-9]{4}); year with quarter is a period too",
    )
    bind: Bind = Bind()
    ignore: bool = Field(False, description="known and not wanted")
    times: int | None = Field(None, gt=0, description="how many rows or columns a pattern matches; empty: one or more")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.labels) == (self.pattern is not None):
            raise ValueError("give either labels or a pattern")
        return self

    @property
    def shown(self) -> list[str]:
        """Return the labels, or the pattern in words, as messages name them."""
        return self.labels or [in_words(str(self.pattern))]


class CellPart(Declared):
    """A second figure inside a cell, as the EC ratio in "9.2992 trillion yen (EC ratio: 6.22%)"."""

    pattern: Pattern = Field(description="found in the cell text and cut out of it; group figure is the quantity")
    bind: Bind
    times: int | None = Field(None, gt=0, description="how many cells of the table have it; empty: any number")


class Rising(Declared):
    """A row whose figures rise from column to column, as those of larger and larger enterprises do."""

    row: Pattern = Field(description="whole label of the row or rows, which may be ignored ones")
    columns: list[Pattern] = Field(min_length=2, description="whole headers, from the least figure to the greatest")


class Table(Declared):
    """A table found by what it says. Not exactly one match in a document is drift."""

    id: Slug
    editions: list[EditionId] = Field([], description="only these editions have it; empty: all")
    documents: list[Slug] = Field([], description="only these documents have it; empty: all")
    caption: Pattern = Field(description="searched in caption or nearest heading")
    says: list[Pattern] = Field(
        [],
        description="each must be found in a title, a header, a note over the whole width or a line beside the table: "
        "the unit that the scale is declared by, what the figures are",
    )
    bind: Bind = Bind()
    row_labels: list[str] = Field(min_length=1, description="header(s) of the column that names the rows")
    row_area: dict[str, AreaCode] | None = Field(
        None, description="rows are areas: labels that are not ISO names, and their codes"
    )
    rows: list[Labels] = Field([], description="rows that are not areas")
    sections: list[Labels] = Field(
        [], description="headings over all columns between the rows, each binding or leaving out the rows under it"
    )
    row_count: int | None = Field(
        None,
        gt=0,
        description="rows with figures, under each of the sections where there are some, if the number is fixed: "
        "a row that is dropped or added is drift",
    )
    rising: list[Rising] = Field(
        [], description="rows by which columns that were exchanged are seen: drift where their figures do not rise"
    )
    periods: list[str] = Field(
        [], description="periods of its figures, absolute or years from the edition's; others are drift; empty: any"
    )
    columns: list[Labels] = Field(min_length=1)
    parts: list[CellPart] = []
    footnote_marks: str = Field("", description="characters that mark footnotes on labels and numbers, as *†")
    marks: dict[str, StatusCode] = Field(
        {}, description='marks after a row label or figure, and what they say of the figures: "(p)": P'
    )
    missing: dict[str, StatusCode] = Field({}, description='cell texts that stand for no figure, as "..": M')
    italic: StatusCode | None = Field(None, description="what italics say of a figure; a table without any is drift")
    decimals: int | None = Field(None, ge=0, description="decimals that every number prints, where all print as many")


class Sum(Declared):
    """Segments that add up to another one, in every area and period that has them all."""

    measure: MeasureCode
    whole: SegmentCode
    parts: list[SegmentCode] = Field(min_length=2)


class SumOfBases(Declared):
    """Bases, as the size classes of enterprises, whose figures add up to those of another one."""

    measure: MeasureCode
    whole: str
    parts: list[str] = Field(min_length=2)


class Level(Declared):
    """A level that a ratio is formed of; a segment that is not given is the ratio's own."""

    segment: SegmentCode | None = None
    measure: MeasureCode


class Ratio(Declared):
    """A ratio, in percent, that the printed levels of its area, period and basis give."""

    measure: MeasureCode
    part: Level
    whole: Level


class Side(Declared):
    """One side of a comparison; a basis that is not given is any, the same on both sides."""

    segment: SegmentCode
    basis: str | None = None


class AtMost(Declared):
    """A figure that is never larger than another one of its measure, area and period."""

    measure: MeasureCode
    less: Side
    more: Side


class Range(Declared):
    """The least and the greatest value that a figure can have, in whole units: wide, to tell units and sides apart."""

    measure: MeasureCode
    segment: SegmentCode | None = None
    basis: str | None = None
    min: Decimal
    max: Decimal


class Identities(Declared):
    """What figures of one edition must fulfil together, within their printed rounding."""

    sums: list[Sum] = []
    sums_of_bases: list[SumOfBases] = []
    growths: list[str] = Field([], description="bases whose growth is that of their printed levels, year on year")
    shares: list[str] = Field([], description="bases whose share is that of their printed level in the total")
    ratios: list[Ratio] = []
    at_most: list[AtMost] = []
    ranges: list[Range] = []

    def bases(self) -> Iterator[str]:
        """Yield every basis that is named."""
        yield from (*self.growths, *self.shares)
        yield from (basis for one in self.sums_of_bases for basis in (one.whole, *one.parts))
        named = [side.basis for one in self.at_most for side in (one.less, one.more)]
        yield from (basis for basis in (*named, *(one.basis for one in self.ranges)) if basis is not None)


class Watch(Declared):
    """A note on method whose change between two captures of a document is said, with both texts."""

    id: Slug
    editions: list[EditionId] = []
    documents: list[Slug] = []
    pattern: Pattern = Field(description="searched in every sentence; the shortest that has it is the note")
    meaning: str = Field(description="what a change of it may mean for the figures")


class Prose(Declared):
    """A sentence with figures. ``sentences`` are alternative wordings; exactly one must match, exactly once.

    Each named group is a figure to be bound by ``figures``, except ``year``: it must be the edition's reference period,
    a year, half-year or quarter.
    """

    id: Slug
    editions: list[EditionId] = []
    documents: list[Slug] = []
    sentences: list[Pattern] = Field(min_length=1)
    bind: Bind = Bind()
    figures: dict[str, Bind] = Field(min_length=1)
    status: StatusCode = "A"

    @model_validator(mode="after")
    def _groups_are_figures(self) -> Self:
        for sentence in self.sentences:
            unknown = set(re.compile(sentence).groupindex) - set(self.figures) - {"year"}
            if unknown:
                raise ValueError(f"groups {sorted(unknown)} of {sentence!r} are not among figures")
        return self


class StatementWords(Declared):
    """Literal words of this publication, beside those of its language (``extractors/statements/``)."""

    segments: dict[SegmentCode, list[str]] = {}
    measures: dict[MeasureCode, list[str]] = {}
    areas: dict[AreaCode, list[str]] = {}
    statuses: dict[StatusCode, list[str]] = {}
    narrowing: list[str] = Field([], description="words that make a figure one of a part of the market")
    without: list[str] = Field([], description="words of the language that say nothing of the kind here")


class Wanted(Declared):
    """Figures that sentences are read for, and the periods for which a document has to have one."""

    segment: SegmentCode
    measure: MeasureCode
    basis: str
    unit: UnitCode
    periods: list[str] = Field(["0"], description="absolute, or years from the edition's; empty: may be missing")


class Statements(Declared):
    """Figures wherever a sentence's own words bind them; what they bind in more than one way goes to review."""

    id: Slug
    editions: list[EditionId] = []
    documents: list[Slug] = []
    wanted: list[Wanted] = Field(min_length=1)
    ref_area: AreaCode = Field(description="whose figures they are where no other area is named")
    time_period: str | None = Field(None, description="of what, where a sentence names no period: 0, -1, 2019")
    measure: MeasureCode | None = Field(None, description="the level that an amount is where no word says of what")
    status: StatusCode = Field("A", description="what a figure is of which no word says that it is a forecast")
    words: StatementWords = StatementWords()


class Series(Declared):
    """One wanted combination of codes in a data file, and what it means."""

    where: dict[str, str]
    bind: Bind


class Dataset(Declared):
    """A file of SDMX-CSV or JSON-stat: its columns, which combinations of codes are wanted, which known and left.

    The columns of JSON-stat are ``updated``, its dimensions, and the three that are named for value and flags.
    """

    id: Slug
    editions: list[EditionId] = []
    documents: list[Slug] = []
    format: Literal["json_stat", "sdmx_csv"]
    columns: list[str] = Field(description="the header line, exactly")
    constant: dict[str, str] = Field(description="columns with one value throughout, and that value")
    keep: dict[str, str] = Field(description="codes that a wanted line has")
    ignore: dict[str, list[str]] = Field({}, description="codes of lines that are known and left")
    series: list[Series] = Field(min_length=1)
    ignored_series: list[dict[str, str]] = []
    area_column: str
    areas: dict[str, AreaCode]
    period_column: str
    period_offset: int = Field(description="years from the file's period to the one the figures describe")
    value_column: str
    decimals: int | None = Field(
        None,
        ge=0,
        le=6,
        description="places to which figures are given: CSV prints them all, JSON leaves out zeros at their end",
    )
    flag_column: str
    flags: dict[str, StatusCode] = Field(description="flag as printed, empty included, for a line with a value")
    missing_flags: dict[str, StatusCode] = Field(description="the same for a line without one")
    conf_column: str
    conf_missing: dict[str, StatusCode] = Field(description="confidentiality codes that explain a missing value")


class Currency(Declared):
    """What one label of a file of exchange rates stands for. ``unit`` is the unit that its figures are in."""

    area: AreaCode
    unit: UnitCode


_ANSWERED = ["indicator", "countryiso3code", "date", "value", "unit", "obs_status"]


class Rates(Declared):
    """A file of yearly exchange rates: CSV with a header, or JSON as the World Bank's API gives it.

    The columns of the JSON are indicator, countryiso3code, date, value, unit and obs_status; the last is to be empty.
    """

    id: Slug
    editions: list[EditionId] = []
    documents: list[Slug] = []
    format: Literal["csv", "worldbank_json"]
    columns: list[str] = Field([], description="the header of the CSV file, in any order")
    further_columns: bool = Field(False, description="others may stand beside them and are left")
    constant: dict[str, str] = Field({}, description="columns with one value throughout, and that value")
    basis: str = Field(description="what the rates are averages of, and their direction")
    area_column: str
    currencies: dict[str, Currency] = Field(min_length=1)
    ignore: list[str] = Field([], description="areas that are known and left")
    period_column: str
    period: Pattern = Field("(?P<year>[0-9]{4})", description="whole text of that column; its group is the year")
    value_column: str
    decimals: int = Field(6, ge=0, le=6, description="further ones are rounded off")

    @model_validator(mode="after")
    def _knows_its_columns(self) -> Self:
        known = self.columns if self.format == "csv" else _ANSWERED
        used = {self.area_column, self.period_column, self.value_column, *self.constant}
        if unknown := used - set(known):
            raise ValueError(f"{self.id}: columns {sorted(unknown)} are not among {known}")
        if "year" not in re.compile(self.period).groupindex:
            raise ValueError(f"{self.id}: period {self.period!r} has no group year")
        return self

"""The core tables as all marts read them: once, names as numbers in the order of the names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The core tables, and what of each the marts are made of.
_TABLES = {
    "observation": "publication, edition, published_on, ref_area, time_period, frequency, segment, measure, basis, unit_measure, "
    "obs_value, rounding_unit, obs_status, verification, observation_id, vintage, is_tombstone, load_id",
    **dict.fromkeys(
        ("basis", "basis_part", "measure", "obs_status", "publication", "edition", "snapshot", "counterpart"), "*"
    ),
}
_CODES = ("publication", "edition", "ref_area", "time_period", "segment", "measure", "basis", "unit_measure")


@dataclass(frozen=True)
class Core:
    """The admitted figures in memory, every vintage of each, and the names of what is numbered.

    A place is a definition, area, level and period in one number; the level of a measure is itself, or the one that it is a
    share of. A point is a definition, area, measure, period and segment in one number. ``figure`` is sorted by point, edition
    and vintage.
    """

    tables: dict[str, pl.DataFrame]
    code: dict[str, pl.Enum]
    statuses: pl.Enum
    basis: pl.DataFrame
    edition: pl.DataFrame
    period: pl.DataFrame
    figure: pl.LazyFrame

    def standing(self) -> pl.LazyFrame:
        """Return the figures as they stand in their editions: no later vintage there, and not withdrawn."""
        return self.figure.filter("is_standing")

    def scan(self, table: str) -> pl.LazyFrame:
        return self.tables[table].lazy()

    def count(self, *codes: str) -> int:
        """Return how many there are of each of some codes, all multiplied."""
        return math.prod(len(self.code[code].categories) for code in codes)

    def names(self, place: pl.Expr) -> dict[str, pl.Expr]:
        """Return what a place is called."""
        series = place // self.count("time_period")
        definition = series // self.count("ref_area", "measure")
        return {
            **{name: at(self.basis[name], definition) for name in ("publication", "basis")},
            "ref_area": self._named("ref_area", series // self.count("measure")),
            "measure": self._named("measure", series),
            "time_period": self._named("time_period", place),
        }

    def _named(self, code: str, number: pl.Expr) -> pl.Expr:
        return (number % self.count(code)).cast(pl.UInt32).cat.to(self.code[code])


def at(names: pl.Series, number: pl.Expr) -> pl.Expr:
    """Return what stands in a list at a number."""
    return pl.lit(names).gather(number)


def read(connection: DuckDBPyConnection) -> Core:
    """Return the core tables of a warehouse."""
    tables = {
        table: connection.execute(f"SELECT {columns} FROM core.{table}").pl()  # noqa: S608 - own names
        for table, columns in _TABLES.items()
    }
    publication, declared, measure, observation = (
        tables[name].lazy() for name in ("publication", "basis", "measure", "observation")
    )
    secondary = publication.filter(pl.col("standing") == "secondary").select("publication").collect()["publication"]
    if len(secondary):
        observation = observation.filter(~pl.col("publication").is_in(secondary.implode()))
    code = _codes(observation, publication, declared, measure)
    statuses = pl.Enum(tables["obs_status"].sort("rank")["obs_status"])
    coded = _coded(observation, code, statuses).collect()
    edition = _editions(coded, code)
    of_measure = pl.coalesce("of_measure", "measure").cast(code["measure"]).to_physical().cast(pl.Int64)
    measures = (
        pl.LazyFrame({"measure": code["measure"].categories})
        .join(measure, on="measure", how="left", maintain_order="left")
        .with_row_index("number")
        .select(
            to_level=of_measure - pl.col("number"),
            is_level=pl.col("kind") == "level",
            is_share=pl.col("kind") == "share",
        )
        .collect()
    )
    figure = _figures(coded, edition, code, measures).collect().lazy()
    return Core(tables, code, statuses, _definitions(declared, code), edition, _periods(code["time_period"]), figure)


def _codes(
    observation: pl.LazyFrame, publication: pl.LazyFrame, declared: pl.LazyFrame, measure: pl.LazyFrame
) -> dict[str, pl.Enum]:
    """Return the names of each kind in their order: those of the figures, and those that are looked for among them."""
    found = observation.select(pl.col(code).unique().drop_nulls().implode() for code in _CODES)
    beside = [
        declared.select(pl.col("publication", "basis").unique().implode()),
        publication.select(pl.col("publication").implode().alias("described")),
        measure.select(pl.col("measure").implode().alias("described")),
    ]
    names, definitions, publications, measures = (
        frame.row(0, named=True) for frame in pl.collect_all([found, *beside])
    )
    further = {
        "publication": {*definitions["publication"], *publications["described"]},
        "basis": definitions["basis"],
        "measure": measures["described"],
        "segment": ["B2B", "B2B_B2G", "B2C", "TOTAL"],
        "unit_measure": ["EUR", "PCT", "USD"],
    }
    return {
        code: pl.Enum(pl.Series([*{*names[code], *further.get(code, ())}], dtype=pl.String).sort()) for code in _CODES
    }


def _coded(observation: pl.LazyFrame, code: dict[str, pl.Enum], statuses: pl.Enum) -> pl.LazyFrame:
    """Return the figures with numbers for names, and one for publication and edition together, and for both and basis."""
    number = {name: pl.col(name).cast(kind).to_physical() for name, kind in code.items()}
    publication = number["publication"].cast(pl.Int64)
    status = pl.col("obs_status").cast(statuses)
    return observation.select(
        "published_on", "load_id", "vintage", "is_tombstone", "observation_id",
        **{name: number[name] for name in ("ref_area", "time_period", "segment", "measure")},
        definition=publication * len(code["basis"].categories) + number["basis"],
        edition=publication * len(code["edition"].categories) + number["edition"],
        unit=pl.col("unit_measure").cast(code["unit_measure"]),
        value=pl.col("obs_value").to_physical(),
        rounding=pl.col("rounding_unit").to_physical().fill_null(0),
        rank=status.to_physical(),
        is_forecast=status == "F",
        has_break=status == "B",
        is_unverified=pl.col("verification") == "unverified",
    )  # fmt: skip


def _definitions(declared: pl.LazyFrame, code: dict[str, pl.Enum]) -> pl.DataFrame:
    """Return all that a publication and a basis could define, by name, those that are declared with their words about a split."""
    publications, bases = (pl.LazyFrame({name: code[name].categories}) for name in ("publication", "basis"))
    return (
        publications.join(bases, how="cross", maintain_order="left_right")
        .join(declared, on=["publication", "basis"], how="left", maintain_order="left")
        .with_row_index("definition")
        .with_columns(
            pl.col("definition").cast(pl.Int64),
            *(pl.col(name).cast(code[name]) for name in ("publication", "basis")),
            is_declared=pl.col("title").is_not_null(),
        )
        .collect()
    )


def _editions(coded: pl.DataFrame, code: dict[str, pl.Enum]) -> pl.DataFrame:
    """Return all editions in the order in which they became known, with the day as stated last."""
    editions = len(code["edition"].categories)
    return (
        coded.lazy()
        .group_by(key="edition")
        .agg(pl.col("published_on").get(pl.col("load_id").arg_max()))
        .with_columns(
            publication=(pl.col("key") // editions).cast(pl.UInt32).cat.to(code["publication"]),
            edition=(pl.col("key") % editions).cast(pl.UInt32).cat.to(code["edition"]),
        )
        .sort("publication", "published_on", "edition")
        .with_row_index("edition_number")
        .collect()
    )


def _figures(
    coded: pl.DataFrame, edition: pl.DataFrame, code: dict[str, pl.Enum], measures: pl.DataFrame
) -> pl.LazyFrame:
    """Return the figures sorted by point, edition and vintage. Raises OverflowError where a number of all that has no room."""
    publications, bases, areas, kinds, periods, segments, editions = (
        len(code[name].categories)
        for name in ("publication", "basis", "ref_area", "measure", "time_period", "segment", "edition")
    )
    vintages = coded["vintage"].max() + 1  # type: ignore[operator]
    rooms = publications * bases * areas * kinds
    # the widest numbers are those of a print, of a preference among editions (sides), and of a share in its series (trend)
    if rooms * max(periods * edition.height * max(segments * vintages, 16), 2**22) >= 2**63:
        raise OverflowError("too many names")
    number_of = pl.LazyFrame({"key": pl.int_range(publications * editions, eager=True)}).join(
        edition.lazy(), on="key", how="left", maintain_order="left"
    )
    number = at(number_of.collect()["edition_number"], pl.col("edition"))
    series = (pl.col("definition") * areas + pl.col("ref_area")) * kinds + pl.col("measure")
    point = (series * periods + pl.col("time_period")) * segments + pl.col("segment")
    return (
        coded.lazy()
        .with_columns(print=(point * edition.height + number) * vintages + pl.col("vintage"))
        .drop("definition", "edition", "load_id", "vintage", "ref_area", "time_period", "segment", "measure")
        .sort("print")
        .with_columns(in_edition=pl.col("print") // vintages)
        .with_columns(
            point=pl.col("in_edition") // edition.height,
            edition_number=pl.col("in_edition") % edition.height,
            is_standing=(pl.col("in_edition") != pl.col("in_edition").shift(-1)).fill_null(value=True)
            & ~pl.col("is_tombstone"),
        )
        .with_columns(
            place=pl.col("point") // segments,
            segment=(pl.col("point") % segments).cast(pl.UInt32).cat.to(code["segment"]),
        )
        .with_columns(
            definition=pl.col("place") // (areas * kinds * periods), measure=pl.col("place") // periods % kinds
        )
        .with_columns(
            pl.col("place") + at(measures["to_level"], pl.col("measure")) * periods,
            is_level=at(measures["is_level"], pl.col("measure")),
            is_share=at(measures["is_share"], pl.col("measure")),
        )
        .drop("measure", "in_edition", "is_tombstone")
    )


def _periods(periods: pl.Enum) -> pl.DataFrame:
    """Return the periods by name; x counts through those of one frequency."""
    name = pl.col("time_period")
    year, mark = name.str.head(4).cast(pl.Int64), name.str.slice(5, 1)
    place = name.str.slice(pl.when(pl.col("frequency") == "M").then(5).otherwise(6)).cast(pl.Int64, strict=False)
    return (
        pl.LazyFrame({"time_period": periods.categories})
        .with_row_index("period")
        .with_columns(
            frequency=pl.when(name.str.len_chars() == 4)
            .then(pl.lit("A"))
            .when(mark.is_in(["S", "Q"]))
            .then(mark)
            .otherwise(pl.lit("M"))
        )
        .with_columns(
            name.cast(periods),
            pl.col("frequency").cast(pl.Enum(["A", "M", "Q", "S"])),
            year=year.cast(pl.Int32),
            per_year=pl.col("frequency").replace_strict({"A": 1, "S": 2, "Q": 4, "M": 12}, return_dtype=pl.Int64),
            place=place,
        )
        .with_columns(x=pl.col("year").cast(pl.Int64) * pl.col("per_year") + (pl.col("place") - 1).fill_null(0))
        .drop("place")
        .collect()
    )

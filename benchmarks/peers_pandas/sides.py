"""What each edition has of both sides of the market."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
import pandas as pd

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import Amounts, amounts, concatenated
from benchmarks.peers_pandas.reading import Core

#: B2B, B2C and all segments as levels, B2B and B2C as printed shares.
SIDES = ("b", "c", "t", "bs", "cs")
_FACTS = ["definition", "area", "measure", "period", "segment", "edition", "is_forecast", "unit", "rank", "has_break",
          "is_unverified"]  # fmt: skip
#: Hundred percent in millionths.
_HUNDRED = 100 * 10**6


@dataclass(frozen=True, eq=False)
class Sides:
    """The figures that shares are made of, and sums of the parts of a side.

    A place is a definition, area, level and period in one number; an issue is an edition's forecasts, or its other figures. A
    side has the figures from its start on, so many as its count, of those in `of`.
    """

    rows: pd.DataFrame
    value: Amounts
    half: Amounts
    of: np.ndarray
    issues: int

    def column(self, name: str) -> np.ndarray:
        return self.rows[name].to_numpy()


def place_bounds(core: Core) -> list[int]:
    """Return how many there are of each part of a place."""
    return core.bounds("definition", "area", "measure", "period")


def read_sides(core: Core) -> Sides:
    """Return what stands printed, and the sums where a side is not printed but all of its parts are."""
    figures, segments, issues = core.figures, core.names["segment"], 2 * len(core.edition)
    part = _parts(core)
    kind = core.measure["kind"].to_numpy()
    is_share = (kind == "share")[figures.column("measure")]
    is_percent = (figures.column("unit") == core.number("unit_measure", ["PCT"])[0]) & (
        figures.value <= amounts(_HUNDRED)
    )
    is_side = np.isin(segments, ["B2B", "B2B_B2G", "B2C", "TOTAL"])
    is_side[part["segment"]] = True
    is_declared = core.basis["title"].notna().to_numpy()
    kept = np.flatnonzero(
        figures.column("is_standing") & figures.value.known & ~figures.value.is_negative()
        & ((kind == "level")[figures.column("measure")] | is_share & is_percent)
        & is_side[figures.column("segment")] & is_declared[figures.column("definition")]
    )  # fmt: skip
    rows = figures.rows[_FACTS].take(kept)
    level = core.measure["level"].to_numpy()[rows["measure"]]
    places = [rows["definition"], rows["area"], level, rows["period"]]
    rows = rows.assign(
        place=columns.key(*zip((np.asarray(place) for place in places), place_bounds(core), strict=True)),
        issue=rows["edition"] * 2 + ~rows["is_forecast"], is_share=is_share[kept], start=np.arange(len(kept)), count=1,
    ).drop(columns=["area", "measure", "period", "edition", "is_forecast"])  # fmt: skip
    # half of a rounding unit, an odd millionth rounded up
    rounding = figures.rounding.take(kept) + amounts(1)
    half = Amounts(
        rounding.high >> 1,
        (rounding.low >> np.uint64(1)) | (rounding.high.view("uint64") << np.uint64(63)),
        rounding.known,
    )
    printed = Sides(rows, figures.value.take(kept), half, kept, issues)
    return _with_sums(printed, part, len(segments))


def _parts(core: Core) -> pd.DataFrame:
    """Return the parts of the sides of definitions, and how many each side has."""
    part = core.read("basis_part")
    names = {name: core.number("segment", part[name]) for name in ("side", "segment")}
    part = pd.DataFrame({"definition": core.definition(part["publication"], part["basis"]), **names})
    return part.assign(parts=part.groupby(["definition", "side"])["segment"].transform("size"))


def _with_sums(printed: Sides, part: pd.DataFrame, segments: int) -> Sides:
    """Return sides with the sums of the parts that make one up, where all are there in one unit."""
    rows = printed.rows

    def key(segment: pd.Series, of: pd.DataFrame) -> np.ndarray:
        parts = [of["place"], of["issue"], of["is_share"], segment]
        bounds = [int(rows["place"].to_numpy().max(initial=0)) + 1, printed.issues, 2, segments]
        return columns.key(*zip((np.asarray(one) for one in parts), bounds, strict=True))

    summand = rows.assign(row=np.arange(len(rows)))[np.isin(rows["definition"], part["definition"])]
    there = np.sort(key(summand["segment"], summand))
    summand = summand.merge(part, on=["definition", "segment"])
    side = key(summand["side"], summand)
    is_missing = columns.found_in(there, side) < 0
    summand, side = summand[is_missing], side[is_missing]
    order = np.lexsort((summand["segment"], side))
    summand, side = summand.take(order), side[order]
    starts = columns.starts_of(side)
    if not len(starts):
        return printed
    sizes, row = columns.sizes_of(starts, len(side)), summand["row"].to_numpy()
    value, half = printed.value.take(row).sums(starts), printed.half.take(row).sums(starts)
    sums = summand.take(starts)
    for fact in ("rank", "has_break", "is_unverified"):
        sums[fact] = np.maximum.reduceat(summand[fact].to_numpy(), starts)
    unit = summand["unit"].to_numpy()
    # shares that are more than all together, rounding at its most, are none
    kept = np.flatnonzero(
        (sizes == sums["parts"]) & (np.minimum.reduceat(unit, starts) == np.maximum.reduceat(unit, starts))
        & (~sums["is_share"] | (value - half <= amounts(_HUNDRED)))
    )  # fmt: skip
    sums["segment"], sums["start"], sums["count"] = sums["side"], len(printed.of) + starts, sizes
    rows = pd.concat([rows, sums[rows.columns].take(kept)], ignore_index=True)
    of = np.concatenate([printed.of, printed.of[summand["start"]]])
    value, half = concatenated(printed.value, value.take(kept)), concatenated(printed.half, half.take(kept))
    return Sides(rows, value, half, of, printed.issues)


def found(core: Core, sides: Sides) -> pd.DataFrame:
    """Return the sides that an issue has of a place, -1 for none, for all that have the business side somewhere, or a share."""
    segment, is_share, place, issue = (sides.column(name) for name in ("segment", "is_share", "place", "issue"))
    number = {name: core.number("segment", [name])[0] for name in ("B2B", "B2B_B2G", "B2C", "TOTAL")}
    # the consumer side under the definition of each business side that it goes with
    basis = core.basis.assign(definition=np.arange(len(core.basis)))
    goes = basis.merge(
        basis, left_on=["publication", "basis"], right_on=["publication", "b2c_basis"], suffixes=("", "_business")
    )
    step = prod(place_bounds(core)[1:])
    consumer = pd.DataFrame({"row": np.flatnonzero(segment == number["B2C"])})
    consumer["definition"] = sides.column("definition")[consumer["row"]]
    consumer = consumer.merge(goes[["definition", "definition_business"]], on="definition")
    moved = (consumer["definition_business"] - consumer["definition"]).to_numpy() * step
    alone, together = np.flatnonzero(segment == number["B2B"]), np.flatnonzero(segment == number["B2B_B2G"])
    total = np.flatnonzero((segment == number["TOTAL"]) & ~is_share)
    row = consumer["row"].to_numpy()
    keys = columns.key((place, prod(place_bounds(core))), (issue, sides.issues))
    consumer_keys = keys[row] + moved * sides.issues
    every = np.concatenate([keys[alone], keys[together], keys[total], consumer_keys])
    every.sort()
    every = every[columns.starts_of(every)]
    table = {side: np.full(len(every), -1) for side in SIDES}
    for side, rows, key in (("b", together, keys[together]), ("b", alone, keys[alone]), ("c", row, consumer_keys)):
        at = np.searchsorted(every, key)
        shares = is_share[rows]
        table[side][at[~shares]], table[side + "s"][at[shares]] = rows[~shares], rows[shares]
    table["t"][np.searchsorted(every, keys[total])] = total
    place, issue = np.divmod(every, sides.issues)
    has = {side: rows >= 0 for side, rows in table.items()}
    series = place // len(core.period)
    has_business = has["b"] | has["bs"]
    starts = columns.starts_of(series)
    is_of_two_sides = np.repeat(np.logical_or.reduceat(has_business, starts), columns.sizes_of(starts, len(series)))
    kept = has_business | has["cs"] | has["c"] & is_of_two_sides
    return pd.DataFrame({"place": place, "issue": issue, "series": series, **table})[kept].reset_index(drop=True)

"""Columns of decimals, whole numbers and texts, and the exact quotients of transforms/01_functions.sql."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

MONEY, PERCENT, DOLLARS = pa.decimal128(30, 6), pa.decimal128(18, 6), pa.decimal128(18, 0)
#: Hundred percent, and one, in millionths.
FULL, ONE = 10**8, 10**6
#: What is larger says nothing of shares or growth and is left empty.
_LIMIT = 10**14
#: Room for an amount, a factor and a quotient multiplied.
_AMOUNT, _FACTOR, _QUOTIENT = pa.decimal256(38, 6), pa.decimal256(9, 0), pa.decimal256(19, 0)
_MILLIONTH = pa.scalar(Decimal("0.000001"), pa.decimal128(6, 6))


def column(values: pa.Array | pa.ChunkedArray, index: pd.Index | None = None) -> pd.Series:
    """Return what Arrow computed as a column."""
    return pd.Series(pd.arrays.ArrowExtensionArray(values), index=index)


def take(values: pd.Series, rows: pd.Series | np.ndarray, index: pd.Index | None = None) -> pd.Series:
    """Return what stands in some rows; nothing for row -1."""
    return pd.Series(values.array.take(np.asarray(rows), allow_fill=True), index=index)


def holds(flags: pd.Series) -> np.ndarray:
    """Return where something holds: not where it is not known."""
    return flags.to_numpy(bool, na_value=False)


def case(
    conditions: Sequence[pd.Series | np.ndarray], choices: Iterable[pd.Series], kind: pa.DataType = MONEY
) -> pd.Series:
    """Return the choice of the first condition that holds, in each row: np.select for a type of Arrow."""
    structs = pc.make_struct(*(pa.array(np.asarray(one)) for one in conditions))
    return column(pc.case_when(structs, *(_single(one).cast(kind) for one in choices)))


def _single(numbers: pd.Series) -> pa.Array:
    array = pa.array(numbers)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _estimated(part: pa.Array, whole: pa.Array, times: int) -> tuple[pa.Array, pa.Array]:
    """Return times * part / whole for part >= 0 as DOUBLE has it, rounded, and what is left over by this, of either sign.

    The roundings of DOUBLE are less than 0.4 below 10^14, so what is left over is less than a whole. There is no quotient where
    the whole is not positive.
    """
    estimate = pc.divide(pc.multiply(part.cast(pa.float64()), float(times)), whole.cast(pa.float64()))
    counts = pc.and_(pc.greater(whole, 0), pc.less(estimate, _LIMIT - 0.5))
    number = pc.if_else(counts, pc.round(estimate), pa.scalar(None, pa.float64())).cast(pa.int64())
    product = pc.multiply(part.cast(_AMOUNT), pa.scalar(Decimal(times), _FACTOR))
    return number, pc.subtract(product, pc.multiply(whole.cast(_AMOUNT), number.cast(_QUOTIENT)))


def divided(part: pd.Series, whole: pd.Series, times: int) -> pd.Series:
    """Return times * part / whole rounded half away from zero, for part of either sign."""
    parts, wholes = _single(part), _single(whole)
    number, rest = _estimated(pc.abs(parts), wholes, times)
    twice = pc.add(rest, rest)
    number = pc.add(number, pc.greater_equal(twice, wholes).cast(pa.int64()))
    number = pc.subtract(number, pc.less(twice, pc.negate(wholes)).cast(pa.int64()))
    return column(pc.if_else(pc.less(parts, 0), pc.negate(number), number), part.index)


def percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    return divided(part, whole, FULL)


def percent_floor(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return a percentage rounded down, for part >= 0."""
    number, rest = _estimated(_single(part), _single(whole), FULL)
    return column(pc.subtract(number, pc.less(rest, 0).cast(pa.int64())), part.index)


def percent_ceiling(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return a percentage rounded up, for part >= 0."""
    number, rest = _estimated(_single(part), _single(whole), FULL)
    return column(pc.add(number, pc.greater(rest, 0).cast(pa.int64())), part.index)


def millionths(numbers: pd.Series) -> pd.Series:
    """Return small decimals as whole millionths."""
    whole = pc.multiply(_single(numbers).cast(pa.decimal128(24, 6)), pa.scalar(Decimal(ONE), pa.decimal128(7, 0)))
    return column(whole.cast(pa.int64()), numbers.index)


def decimals(numbers: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    """Return whole millionths as decimals, or whole numbers as such where these have no decimal places."""
    whole = numbers.cast(pa.int64()).cast(pa.decimal128(19, 0))
    return (pc.multiply(whole, _MILLIONTH) if kind.scale else whole).cast(kind)


def half(rounding: pd.Series) -> pd.Series:
    """Return how far the truth may lie from a figure; an odd millionth is rounded up, outwards."""
    halved = pc.multiply(pa.array(rounding), pa.scalar(Decimal("0.5"), pa.decimal128(1, 1)))
    return column(pc.round(halved, 6, "half_towards_infinity").cast(MONEY), rounding.index)


def rounded(numbers: pd.Series) -> pd.Series:
    """Return DOUBLEs as the nearest whole numbers, half away from zero; nothing for what has no room as millionths."""
    nearest = np.floor(numbers.abs() + 0.5) * np.sign(numbers)
    return nearest.where(nearest.abs() < 10**18).astype("Int64")


def joined(separator: str, *texts: pd.Series) -> pd.Series:
    """Return texts joined, those that are there."""
    strings = (_single(one).cast(pa.string()) for one in texts)
    return column(pc.binary_join_element_wise(*strings, separator, null_handling="skip"), texts[0].index)


def short_hash(prefix: str, *names: pd.Series) -> pd.Series:
    texts = pa.array(joined("|", *names)).to_pylist()
    hashes = [prefix + hashlib.md5(one.encode(), usedforsecurity=False).hexdigest()[:12] for one in texts]
    return column(pa.array(hashes, pa.string()))


def starts(group: pd.Series) -> np.ndarray:
    """Return the rows at which groups start, whose rows stand together."""
    return np.flatnonzero(np.diff(group, prepend=-1))


def lists(values: pd.Series, group: pd.Series) -> pd.Series:
    """Return the texts of each group, whose rows stand together."""
    offsets = pa.array(np.append(starts(group), len(values)), pa.int32())
    return column(pa.ListArray.from_arrays(offsets, _single(values).cast(pa.string())))


def coded(values: pd.Series, like: pd.Series) -> pd.Categorical:
    """Return names under the codes of others; one that is none of these is none."""
    return pd.Categorical.from_codes(like.cat.categories.get_indexer(values), dtype=like.dtype)

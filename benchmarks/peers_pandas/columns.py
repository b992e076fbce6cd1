"""Columns of the marts: names, percentages, lists and ids from numbers, and how a mart is written."""

from __future__ import annotations

import hashlib
from math import prod
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.peers_pandas.amounts import amounts, to_arrow

Integers = pd.arrays.IntegerArray
Booleans = pd.arrays.BooleanArray


def write(mart: pd.DataFrame, path: Path) -> None:
    """Write a mart as Parquet; only names come again so often that a dictionary of them is worth its while."""
    names = mart.columns[[isinstance(kind, pd.CategoricalDtype) for kind in mart.dtypes]]
    table = pa.Table.from_pandas(mart, preserve_index=False)
    pq.write_table(table, path, use_dictionary=list(names), store_decimal_as_integer=True)


def key(*columns: tuple[np.ndarray, int]) -> np.ndarray:
    """Return columns of numbers, each below its bound, as one number that sorts as they do."""
    if prod(bound for _, bound in columns) > np.iinfo("int64").max:
        raise OverflowError("more names than a key of 64 bits has room for")
    number = np.zeros(len(columns[0][0]), dtype="int64")
    for column, bound in columns:
        number *= bound
        number += column
    return number


def starts_of(*columns: np.ndarray) -> np.ndarray:
    """Return the rows at which a group of equal neighbours starts."""
    if not len(columns[0]):
        return np.empty(0, dtype="int64")
    is_start = np.ones(len(columns[0]), dtype=bool)
    is_start[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(is_start)


def sizes_of(starts: np.ndarray, total: int) -> np.ndarray:
    return np.diff(starts, append=total)


def found_in(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the places of some numbers among sorted ones; -1 for those that are not there."""
    if not len(keys):
        return np.full(len(wanted), -1)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, places, -1)


def named(numbers: np.ndarray, names: np.ndarray) -> pd.Categorical:
    """Return the names of numbers; -1 has none."""
    return pd.Categorical.from_codes(numbers, pd.Index(names, dtype="str"))


def chosen(conditions: list[np.ndarray], texts: list[str], otherwise: str | None = None) -> pd.Categorical:
    """Return the text of the first condition that holds."""
    numbers = np.select(conditions, list(range(len(texts))), default=-1 if otherwise is None else len(texts))
    return named(numbers, np.asarray([*texts, *([] if otherwise is None else [otherwise])], dtype=object))


def arrow(array: pa.Array) -> pd.arrays.ArrowExtensionArray:
    return pd.arrays.ArrowExtensionArray(array)


def days(numbers: np.ndarray) -> pd.arrays.ArrowExtensionArray:
    return arrow(pa.array(numbers.astype("datetime64[D]")))


def percentages(millionths: Integers | np.ndarray) -> pd.arrays.ArrowExtensionArray:
    return _decimals(millionths, 6)


def whole(numbers: Integers) -> pd.arrays.ArrowExtensionArray:
    return _decimals(numbers, 0)


def _decimals(numbers: Integers | np.ndarray, scale: int) -> pd.arrays.ArrowExtensionArray:
    if isinstance(numbers, np.ndarray):
        return to_arrow(amounts(numbers), 18, scale)
    return to_arrow(amounts(plain(numbers), ~numbers.isna()), 18, scale)


def rounded(numbers: np.ndarray, known: np.ndarray | bool = True) -> Integers:
    """Return the nearest whole numbers, half away from zero, of those that a DECIMAL(18, 6) of so many millionths can hold."""
    nearest = np.copysign(np.floor(np.abs(numbers) + 0.5), numbers)
    is_there = known & (np.abs(nearest) < 10**18)
    return Integers(np.where(is_there, nearest, 0).astype("int64"), ~is_there)


def only(numbers: Integers, condition: np.ndarray) -> Integers:
    """Return numbers as known only where the condition holds."""
    return Integers(plain(numbers), numbers.isna() | ~condition)


def plain(numbers: Integers) -> np.ndarray:
    """Return whole numbers of 64 bits, 0 for those that are not known."""
    return numbers.to_numpy("int64", na_value=0)


def where(condition: np.ndarray, numbers: Integers, others: Integers) -> Integers:
    """Return numbers where the condition holds, the others elsewhere."""
    return Integers(
        np.where(condition, plain(numbers), plain(others)), np.where(condition, numbers.isna(), others.isna())
    )


def first_known(numbers: Integers, others: Integers) -> Integers:
    """Return numbers, or the others where they are not known."""
    return where(~numbers.isna(), numbers, others)


def texts(values: np.ndarray) -> pd.arrays.ArrowExtensionArray:
    """Return ids, which are texts of 16 letters, as Arrow has them."""
    offsets = np.arange(0, 16 * len(values) + 1, 16, dtype="int32")
    return arrow(pa.Array.from_buffers(pa.string(), len(values), [None, pa.py_buffer(offsets), pa.py_buffer(values)]))


def lists(values: pd.arrays.ArrowExtensionArray | pa.Array, sizes: np.ndarray) -> pd.arrays.ArrowExtensionArray:
    """Return lists of so many of the values each."""
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype("int32")
    return arrow(pa.ListArray.from_arrays(pa.array(offsets), pa.array(values)))


def spread(starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return all rows of groups, each from its start on, one group after another."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)


def short_hashes(prefix: str, *names: pd.Categorical) -> pa.Array:
    """Return an id for each row, of the names in its columns."""
    columns = (column.categories.to_numpy()[column.codes].tolist() for column in names)
    texts_of_all = map("|".join, zip(*columns, strict=True))
    hashes = (hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in texts_of_all)
    return pa.array([prefix + digits[:12] for digits in hashes], pa.string())


def distinct_texts(values: np.ndarray, sizes: np.ndarray) -> pd.arrays.ArrowExtensionArray:
    """Return lists of so many ids each, sorted and without those that come again."""
    words = values.view(">u8").astype("uint64").reshape(-1, 2)
    first, second = np.ascontiguousarray(words[:, 0]), words[:, 1]
    number = np.repeat(np.arange(len(sizes)), sizes)
    # two of a list hardly ever begin with the same eight letters: if they do, a sort by all letters is slower
    rank = np.empty(len(first), dtype="int64")
    rank[np.argsort(first)] = np.arange(len(first))
    order = np.argsort(key((number, len(sizes)), (rank, len(first))))
    one, next_one = order[:-1], order[1:]
    is_alike = (number[one] == number[next_one]) & (first[one] == first[next_one])
    if (second[one] > second[next_one])[is_alike].any():
        order = np.lexsort((second, first, number))
    kept = order[starts_of(number[order], first[order], second[order])]
    return lists(texts(values[kept]), np.bincount(number[kept], minlength=len(sizes)))

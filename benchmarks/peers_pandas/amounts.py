"""Amounts as whole numbers of 128 bits, and the quotients of transforms/01_functions.sql, exact, in numpy.

A DECIMAL(30, 6) is a whole number of millionths below 10^28: two words of 64 bits, as Arrow has it in memory. Sums, differences and
products are those of the words and wrap at 2^128, so a result is right wherever it lies within 2^127 itself, whatever was
on the way to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

_HALF_WORD = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


@dataclass(frozen=True, eq=False)
class Amounts:
    """Whole numbers with a sign, of which some are not known (NULL). A comparison with one that is not known is false."""

    high: np.ndarray  # int64
    low: np.ndarray  # uint64
    known: np.ndarray

    def __len__(self) -> int:
        return len(self.low)

    def __add__(self, other: Amounts) -> Amounts:
        low = self.low + other.low
        return Amounts(self.high + other.high + (low < self.low), low, self.known & other.known)

    def __sub__(self, other: Amounts) -> Amounts:
        high = self.high - other.high - (self.low < other.low)
        return Amounts(high, self.low - other.low, self.known & other.known)

    def __neg__(self) -> Amounts:
        return Amounts(-self.high - (self.low != 0), -self.low, self.known)

    def __abs__(self) -> Amounts:
        return (-self).where(self.high < 0, self)

    def __mul__(self, other: Amounts) -> Amounts:
        high = _upper(self.low, other.low) + self.high * other.low.view("int64") + self.low.view("int64") * other.high
        return Amounts(high, self.low * other.low, self.known & other.known)

    def __lt__(self, other: Amounts) -> np.ndarray:
        is_less = (self.high < other.high) | ((self.high == other.high) & (self.low < other.low))
        return is_less & self.known & other.known

    def __gt__(self, other: Amounts) -> np.ndarray:
        return other < self

    def __le__(self, other: Amounts) -> np.ndarray:
        return ~(other < self) & self.known & other.known

    def __ge__(self, other: Amounts) -> np.ndarray:
        return other <= self

    def times(self, number: np.ndarray | int) -> Amounts:
        """Return the product with a number of 63 bits that is not negative."""
        word = np.asarray(number, dtype="uint64")
        high = _upper(self.low, word) + self.high * word.view("int64")
        return Amounts(high, self.low * word, self.known)

    def where(self, condition: np.ndarray, other: Amounts) -> Amounts:
        """Return these where the condition holds, the others elsewhere."""
        return Amounts(*(np.where(condition, getattr(self, f), getattr(other, f)) for f in ("high", "low", "known")))

    def only(self, condition: np.ndarray) -> Amounts:
        """Return these as known only where the condition holds."""
        return Amounts(self.high, self.low, self.known & condition)

    def take(self, rows: np.ndarray) -> Amounts:
        """Return those of some rows; row -1 is none."""
        return Amounts(self.high[rows], self.low[rows], self.known[rows] & (rows >= 0))

    def is_positive(self) -> np.ndarray:
        return ((self.high > 0) | ((self.high == 0) & (self.low > 0))) & self.known

    def is_negative(self) -> np.ndarray:
        return (self.high < 0) & self.known

    def equals(self, other: Amounts) -> np.ndarray:
        return (self.high == other.high) & (self.low == other.low) & self.known & other.known

    def approximate(self) -> np.ndarray:
        if (self.high < 0).any():  # the words of a small negative number are both large
            return np.where(self.high < 0, -1.0, 1.0) * abs(self).approximate()
        return self.high.astype("float64") * 2.0**64 + self.low.astype("float64")

    def sums(self, starts: np.ndarray) -> Amounts:
        """Return the sums of groups, each from its start to the next."""
        lower, upper = (np.add.reduceat(part, starts) for part in (self.low & _HALF_WORD, self.low >> _SHIFT))
        return _joined(np.add.reduceat(self.high, starts), upper, lower, np.logical_and.reduceat(self.known, starts))

    def cumulative(self) -> Amounts:
        """Return the sums of all up to each."""
        lower, upper = np.cumsum(self.low & _HALF_WORD), np.cumsum(self.low >> _SHIFT)
        return _joined(np.cumsum(self.high), upper, lower, np.logical_and.accumulate(self.known))


def amounts(numbers: np.ndarray | int, known: np.ndarray | None = None) -> Amounts:
    """Return whole numbers of 64 bits as amounts."""
    words = np.atleast_1d(np.asarray(numbers, dtype="int64"))
    return Amounts(words >> 63, words.view("uint64"), np.ones(len(words), dtype=bool) if known is None else known)


def concatenated(*parts: Amounts) -> Amounts:
    return Amounts(*(np.concatenate([getattr(part, f) for part in parts]) for f in ("high", "low", "known")))


def from_arrow(column: pa.ChunkedArray) -> Amounts:
    """Return the decimals of a column in units of their last place."""
    array = column.combine_chunks()
    if not len(array):
        return amounts(np.empty(0, dtype="int64"))
    words = np.frombuffer(array.buffers()[1], "int64", 2 * len(array), 16 * array.offset).reshape(-1, 2)
    return Amounts(words[:, 1].copy(), words[:, 0].copy().view("uint64"), column.is_valid().to_numpy())


def to_arrow(numbers: Amounts, precision: int = 30, scale: int = 6) -> pd.arrays.ArrowExtensionArray:
    """Return amounts as a column of decimals of which they are the digits."""
    words = np.empty((len(numbers), 2), dtype="int64")
    words[:, 0], words[:, 1] = numbers.low.view("int64"), numbers.high
    is_known = pa.array(numbers.known).buffers()[1]
    buffers = [is_known, pa.py_buffer(words)]
    decimals = pa.Array.from_buffers(pa.decimal128(precision, scale), len(numbers), buffers)
    return pd.arrays.ArrowExtensionArray(decimals)


def quotient(part: Amounts, whole: Amounts, times: int) -> tuple[np.ndarray, Amounts]:
    """Return the whole part of times * part / whole, for part >= 0, and what is left over: known where the quotient is.

    The quotient in DOUBLE is off by far less than 1 below 10^14, so that its whole part is right, or one too large or too
    small; what is left over says which. It is smaller than two wholes, so it is right modulo 2^128. Beyond 10^14, or where the
    whole is not positive, there is no quotient.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        estimate = part.approximate() * times / whole.approximate()
    known = part.known & whole.is_positive() & (estimate < 10**14 - 0.5)
    number = np.where(known, estimate, 0).astype("int64")
    left = (part.times(times) - whole.times(number)).only(known)
    off = np.flatnonzero(left.is_negative() | (left >= whole))
    if len(off):
        mended, by = left.take(off), whole.take(off)
        is_over = mended.is_negative()
        number[off] += 1 - 2 * is_over
        mended = (mended + by).where(is_over, mended - by)
        left.high[off], left.low[off] = mended.high, mended.low
    return number, left


def divided(part: Amounts, whole: Amounts, times: int) -> pd.arrays.IntegerArray:
    """Return times * part / whole as a whole number, half away from zero."""
    number, left = quotient(abs(part), whole, times)
    number += left.times(2) >= whole
    return pd.arrays.IntegerArray(np.where(part.high < 0, -number, number), ~left.known)


def percent(part: Amounts, whole: Amounts) -> pd.arrays.IntegerArray:
    """Return part / whole in millionths of a percent."""
    return divided(part, whole, 10**8)


def percent_floor(part: Amounts, whole: Amounts) -> pd.arrays.IntegerArray:
    number, left = quotient(part, whole, 10**8)
    return pd.arrays.IntegerArray(number, ~left.known)


def percent_ceiling(part: Amounts, whole: Amounts) -> pd.arrays.IntegerArray:
    number, left = quotient(part, whole, 10**8)
    return pd.arrays.IntegerArray(number + left.is_positive(), ~left.known)


def dollars(amount: Amounts, lcu_per_usd: Amounts) -> pd.arrays.IntegerArray:
    """Return amounts in local currency as whole US dollars."""
    return divided(amount, lcu_per_usd, 1)


def _upper(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the upper word of products of two words."""
    lower, upper = one & _HALF_WORD, one >> _SHIFT
    other_lower, other_upper = other & _HALF_WORD, other >> _SHIFT
    middle = upper * other_lower + (lower * other_lower >> _SHIFT)
    if not other_upper.any():
        return (middle >> _SHIFT).view("int64")
    carried = lower * other_upper + (middle & _HALF_WORD) >> _SHIFT
    return (upper * other_upper + (middle >> _SHIFT) + carried).view("int64")


def _joined(high: np.ndarray, upper: np.ndarray, lower: np.ndarray, known: np.ndarray) -> Amounts:
    """Return high words with the two halves of the low ones, which may have grown beyond their size."""
    upper = upper + (lower >> _SHIFT)
    return Amounts(high + (upper >> _SHIFT).view("int64"), (upper << _SHIFT) | (lower & _HALF_WORD), known)

"""Exact arithmetic on whole numbers of 128 bits, as transforms/01_functions.sql defines it.

Amounts and percentages are whole millionths until they are written. Amounts are below 10^28 of them, so a sum of some, times
10^8, is below the 1.7 * 10^38 that 128 bits hold.
"""

from __future__ import annotations

import hashlib

import polars as pl

MONEY, PERCENT, DOLLARS = pl.Decimal(30, 6), pl.Decimal(18, 6), pl.Decimal(18, 0)
#: Hundred percent, and one, in millionths.
FULL, ONE = 10**8, 10**6
#: What is larger says nothing of shares or growth and is left empty.
_LIMIT = 10**14


def decimals(kind: pl.Decimal, *names: str) -> pl.Expr:
    """Return columns of whole millionths (of whole numbers for DOLLARS) as decimals."""
    return pl.col(*names).cast(pl.Int128).reinterpret(dtype=kind)


def _parts(part: pl.Expr, whole: pl.Expr, times: int) -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    """Return the whole part of times * part / whole, what is left of it, the nearest whole number, and whether it counts."""
    product = part * times
    quotient = product // whole
    rest = product - quotient * whole
    nearest = quotient + (rest * 2 >= whole).cast(pl.Int128)
    return quotient, rest, nearest, (whole > 0) & (nearest < _LIMIT)


def divided(part: pl.Expr, whole: pl.Expr, times: int) -> pl.Expr:
    """Return times * part / whole rounded half away from zero, for part of either sign."""
    _, _, nearest, counts = _parts(part.abs(), whole, times)
    return pl.when(counts).then(nearest * part.sign()).cast(pl.Int64)


def percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return divided(part, whole, FULL)


def percent_floor(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Return a percentage rounded down, for part >= 0."""
    quotient, _, _, counts = _parts(part, whole, FULL)
    return pl.when(counts).then(quotient).cast(pl.Int64)


def percent_ceiling(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Return a percentage rounded up, for part >= 0."""
    quotient, rest, _, counts = _parts(part, whole, FULL)
    return pl.when(counts).then(quotient + (rest > 0).cast(pl.Int128)).cast(pl.Int64)


def rounded(number: pl.Expr) -> pl.Expr:
    """Return a DOUBLE as the nearest whole number, half away from zero; NULL for what has no room as millionths."""
    nearest = number.round(mode="half_away_from_zero")
    return pl.when(nearest.abs() < 10**18).then(nearest).cast(pl.Int64)


def over(number: pl.Expr, divisor: int) -> pl.Expr:
    """Return the nearest quotient of a DOUBLE: where the divisor is one number, polars multiplies by its inverse instead."""
    return number / (number * 0 + divisor)


def half(rounding: pl.Expr) -> pl.Expr:
    """Return how far the truth may lie from a figure; an odd millionth is rounded up, outwards."""
    return (rounding + 1) // 2


def short_hash(prefix: str, name: pl.Expr) -> pl.Expr:
    def hashed(names: pl.Series) -> pl.Series:
        digests = [hashlib.md5(one, usedforsecurity=False).digest() for one in names.cast(pl.Binary).to_list()]
        return pl.Series(digests, dtype=pl.Binary)

    digest = name.map_batches(hashed, return_dtype=pl.Binary)
    return pl.concat_str(pl.lit(prefix), digest.bin.slice(0, 6).bin.encode("hex"))

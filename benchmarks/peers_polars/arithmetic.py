"""Whole numbers and names: percentages are whole millionths until they are written."""

from __future__ import annotations

import hashlib

import polars as pl

MONEY, PERCENT = pl.Decimal(30, 6), pl.Decimal(18, 6)
#: Hundred percent in millionths.
FULL = 10**8


def millionths(percent: pl.Expr) -> pl.Expr:
    return (percent * 1e6).round().cast(pl.Int64)


def decimal(*names: str) -> list[pl.Expr]:
    """Return whole millionths as DECIMAL(18, 6)."""
    return [(pl.col(name).cast(pl.Float64) / 1e6).cast(PERCENT) for name in names]


def rounded(number: pl.Expr) -> pl.Expr:
    """Return the nearest whole number, half away from zero; NULL for what is none."""
    nearest = (number.abs() + 0.5).floor() * number.sign()
    return pl.when(number.is_finite()).then(nearest).cast(pl.Int64, strict=False)


def floor(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then((part * 1e8 / whole).floor()).cast(pl.Int64, strict=False)


def ceiling(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then((part * 1e8 / whole).ceil()).cast(pl.Int64, strict=False)


def short_hash(prefix: str, name: pl.Expr) -> pl.Expr:
    def hashed(names: pl.Series) -> pl.Series:
        return pl.Series(
            [prefix + hashlib.md5(one.encode(), usedforsecurity=False).hexdigest()[:12] for one in names.to_list()]
        )

    return name.map_batches(hashed, return_dtype=pl.String)

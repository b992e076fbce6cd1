"""Columns of numbers and names, and how a mart is written: percentages are whole millionths until then."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

#: Hundred percent in millionths.
FULL = 10**8
#: Names of the millionths in the marts.
PERCENTS = {
    "share": "b2b_share_pct", "low": "b2b_share_low_pct", "high": "b2b_share_high_pct", "of_all": "b2b_share_of_all_pct",
    "of_all_low": "b2b_share_of_all_low_pct", "of_all_high": "b2b_share_of_all_high_pct",
}  # fmt: skip
_MONEY = {
    "b2b_value", "b2c_value", "total_value", "first_value", "latest_value", "revision_size", "succeeded_by_value",
    "published_b2b_share_pct", "forecast_value", "actual_value", "latest_actual_value", "error", "published_value_usd",
    "of_value",
}  # fmt: skip
_MILLIONTHS = ("_pct", "_pp", "_ratio", "_index", "slope_low", "slope_high", "_pp_per_year", "sen_low", "sen_high")


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a mart: percentages are DECIMAL(18, 6), amounts DECIMAL(30, 6), dollars whole."""
    arrays = []
    for name in frame.columns:
        if name in _MONEY:
            array = decimal(frame[name], pa.decimal128(30, 6), 1)
        elif name.endswith(_MILLIONTHS):
            array = decimal(frame[name], pa.decimal128(18, 6), 1e6)
        else:
            array = pa.Array.from_pandas(frame[name])
        arrays.append(array)
    pq.write_table(pa.table(arrays, names=list(frame.columns)), path)


def decimal(numbers: pd.Series, kind: pa.DataType, whole: float) -> pa.Array:
    doubles = numbers.to_numpy("float64", na_value=np.nan)
    return pa.array(doubles / whole, from_pandas=True).cast(kind)


def rounded(number: pd.Series) -> pd.Series:
    """Return the nearest whole number, half away from zero; NaN for what is none."""
    return (np.floor(number.abs() + 0.5) * np.sign(number)).replace([np.inf, -np.inf], np.nan)


def floor(part: pd.Series, whole: pd.Series) -> pd.Series:
    return np.floor(part * 1e8 / whole).where(whole > 0)


def ceiling(part: pd.Series, whole: pd.Series) -> pd.Series:
    return np.ceil(part * 1e8 / whole).where(whole > 0)


def short_hash(prefix: str, *columns: pd.Series) -> list[str]:
    names = map("|".join, zip(*columns, strict=True))
    return [prefix + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:12] for name in names]

"""How a mart is written: the columns of a frame in the order and of the types of the SQL's mart."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from benchmarks.peers_pandas.arithmetic import decimals
from benchmarks.peers_pandas.reading import Core

TEXT, INTEGER, BOOLEAN, DATE = pa.string(), pa.int32(), pa.bool_(), pa.date32()
MOMENT, TEXTS = pa.timestamp("us"), pa.list_(pa.string())


def write(core: Core, mart: str, frame: pd.DataFrame, *columns: tuple[pa.DataType, str]) -> None:
    """Write a mart; columns are the names of neighbours that are of one type. Whole numbers become decimals as millionths."""
    arrays = {name: _typed(frame[name], kind) for kind, names in columns for name in names.split()}
    columns_of_mart = pa.table(arrays)  # noqa: F841 - the statement reads it
    core.connection.execute(f"CREATE OR REPLACE TABLE mart.{mart} AS FROM columns_of_mart")


def _typed(values: pd.Series, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    array = pa.array(values, from_pandas=True)
    if array.null_count == len(array):
        return pa.nulls(len(array), kind)
    if pa.types.is_dictionary(array.type):
        return array  # DuckDB makes texts of it
    is_whole = pa.types.is_integer(array.type) or pa.types.is_floating(array.type)
    return decimals(array, kind) if is_whole and pa.types.is_decimal(kind) else array.cast(kind)

"""The same checked rows into DuckDB by dlt: Arrow tables straight from the Parquet file, merged on the keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.batch import KEY


def load(accepted: Path, folder: Path) -> int:
    """Load a Parquet file of checked figures into a new database and return how many rows the table has."""
    os.environ.update(RUNTIME__DLTHUB_TELEMETRY="false", RUNTIME__LOG_LEVEL="ERROR")
    import dlt
    import duckdb

    @dlt.resource(name="observation", write_disposition="merge", primary_key=["publication", "edition", *KEY])
    def observation() -> Iterator[pa.Table]:
        for batch in pq.ParquetFile(accepted).iter_batches(batch_size=200_000):
            yield pa.Table.from_batches([batch])

    path = folder / "dlt.duckdb"
    path.unlink(missing_ok=True)
    pipeline = dlt.pipeline(
        "benchmark",
        pipelines_dir=str(folder / "dlt"),
        destination=dlt.destinations.duckdb(str(path)),
        dataset_name="core",
    )
    pipeline.drop()
    pipeline.run(observation(), loader_file_format="parquet")
    with duckdb.connect(path, read_only=True) as connection:
        counted = connection.execute("SELECT count(*) FROM core.observation").fetchone()
    assert counted is not None
    return int(counted[0])

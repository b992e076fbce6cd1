"""The same checked rows into DuckDB by dlt, merged on the same keys: by its own Parquet reader, or as Arrow tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.batch import KEY

os.environ.update(RUNTIME__DLTHUB_TELEMETRY="false", RUNTIME__LOG_LEVEL="ERROR")


def load_read(accepted: Path, folder: Path) -> int:
    """Load a Parquet file by ``filesystem | read_parquet``, as dlt documents it, and return how many rows there are."""
    from dlt.sources.filesystem import filesystem, read_parquet

    return _load(filesystem(bucket_url=str(accepted.parent), file_glob=accepted.name) | read_parquet(), folder)


def load_arrow(accepted: Path, folder: Path) -> int:
    """Load a Parquet file as Arrow tables that dlt only hands on, the fastest way, and return how many rows there are."""
    import dlt

    def tables() -> Iterator[pa.Table]:
        for batch in pq.ParquetFile(accepted).iter_batches(batch_size=200_000):
            yield pa.Table.from_batches([batch])

    return _load(dlt.resource(tables), folder)


def _load(resource: Any, folder: Path) -> int:
    import dlt
    import duckdb

    resource.apply_hints(
        table_name="observation", write_disposition="merge", primary_key=["publication", "edition", *KEY]
    )
    path = folder / "dlt.duckdb"
    path.unlink(missing_ok=True)
    pipeline = dlt.pipeline(
        "benchmark",
        pipelines_dir=str(folder / "dlt"),
        destination=dlt.destinations.duckdb(str(path)),
        dataset_name="core",
    )
    pipeline.drop()
    pipeline.run(resource, loader_file_format="parquet")
    with duckdb.connect(path, read_only=True) as connection:
        counted = connection.execute("SELECT count(*) FROM core.observation").fetchone()
    assert counted is not None
    return int(counted[0])

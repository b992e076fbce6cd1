"""Write the trend tables as files for reporting jobs, whenever a new warehouse was published."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException
from wiring import WAREHOUSE, Tag, dag_defaults, documentation, plain_failures


@task
def export(params: Any = None) -> str:
    """Return the reference of the export's manifest, which names every file with its rows and hash."""
    from extractors import storage
    from reporting import export as files

    folder, formats = storage.exports_dir(), params["formats"]
    with plain_failures():
        if files.is_current(folder, formats):
            raise AirflowSkipException("the files are those of the published warehouse already")
        return storage.relative(folder / files.export_trends(folder, formats).name)


@dag(
    schedule=[WAREHOUSE],
    tags=[Tag.EXPORT, Tag.LOOK_AT_MACHINE],
    description="Trend tables as files, after every publication of the warehouse",
    params={
        "formats": Param(
            ["csv", "parquet"], type="array", items={"type": "string"}, minItems=1, description="formats of the files"
        )
    },
    doc_md=documentation(
        summary="Writes the trend tables and a manifest into the exports folder, from the published warehouse.",
        kind="now. It exports the warehouse that is published when it runs, whichever event woke it.",
        failure="No warehouse is published yet, or the exports folder cannot be written. The last files stay whole.",
        again="Trigger it, or run `marketsplit export`. Repeating replaces the files with the same content.",
        backfill="None: past vintages come from `marketsplit trends --as-of`.",
    ),
    **dag_defaults(),
)
def export_trends() -> None:
    """Wire the one task."""
    export()


export_trends()

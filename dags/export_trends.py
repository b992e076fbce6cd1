"""Write the tables as files for reporting jobs, whenever a new warehouse was published."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException
from wiring import WAREHOUSE, Tag, dag_defaults, documentation, plain_failures


@task
def export(params: Any = None) -> str:
    """Return the reference of the export's manifest, which names every file with its rows and hash."""
    from extractors import storage
    from reporting.exports import export as files

    folder = storage.exports_dir()
    with plain_failures():
        formats = params["formats"] or files.standing_formats()
        if files.is_current(folder, formats):
            raise AirflowSkipException("the files are those of the published warehouse already")
        return storage.relative(folder / files.export_tables(folder, formats).name)


@dag(
    schedule=[WAREHOUSE],
    tags=[Tag.EXPORT, Tag.LOOK_AT_MACHINE],
    description="Tables as files for reporting jobs, after every publication of the warehouse",
    params={
        "formats": Param(
            None,
            type=["null", "array"],
            items={"type": "string"},
            description="formats of the files; none: those of MARKETSPLIT_EXPORT_FORMATS, or all",
        )
    },
    doc_md=documentation(
        summary="Writes the tables of the published warehouse, a data package and a manifest into the exports folder.",
        kind="now. It exports the warehouse that is published when it runs, whichever event woke it.",
        failure="No warehouse is published yet, or the exports folder cannot be written. The last files stay whole.",
        again="Trigger it, or run `marketsplit export`. Repeating replaces the files with the same content.",
        backfill="None: past vintages come from `marketsplit export --as-of`, into another folder.",
    ),
    **dag_defaults(),
)
def export_trends() -> None:
    """Wire the one task."""
    export()


export_trends()

"""Make the site anew whenever a new warehouse was published."""

from __future__ import annotations

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException
from wiring import WAREHOUSE, Tag, dag_defaults, documentation, plain_failures


@task
def build() -> str:
    """Return the reference of the site's first page."""
    from extractors import storage
    from reporting.site.build import build_site

    with plain_failures():
        built = build_site(storage.site_dir())
        if not built.made:
            raise AirflowSkipException("the site is that of the published warehouse already")
        return storage.relative(built.index)


@dag(
    schedule=[WAREHOUSE],
    tags=[Tag.EXPORT, Tag.LOOK_AT_MACHINE],
    description="The static site, after every publication of the warehouse",
    doc_md=documentation(
        summary="Makes the site of the published warehouse: only pages whose data changed, put in place whole.",
        kind="now. It shows the warehouse that is published when it runs, whichever event woke it.",
        failure="No warehouse is published yet, or the site folder cannot be written. The last site stays whole.",
        again="Trigger it, or run `marketsplit site`. Repeating makes nothing where nothing changed.",
        backfill="None: the site has every vintage of every figure.",
    ),
    **dag_defaults(),
)
def build_site() -> None:
    """Wire the one task."""
    build()


build_site()

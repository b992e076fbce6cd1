"""Shares and trends from all observations, checked, then published for analysts, whenever observations were loaded."""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException
from wiring import OBSERVATIONS, WAREHOUSE, WRITER_POOL, Tag, dag_defaults, documentation, plain_failures


@task(pool=WRITER_POOL)
def transform() -> str:
    """Return the state of the computed marts; a state that is computed already is not computed again."""
    from warehouse import publish as marts

    with plain_failures():
        release = marts.transform()
    if release is None:
        raise AirflowSkipException("no load is complete yet")
    return release.state


@task(pool=WRITER_POOL)
def check() -> None:
    """Fail the run where a critical expectation on the marts fails; checked marts are not checked again."""
    from warehouse import publish as marts

    with plain_failures():
        marts.check_marts()


@task(pool=WRITER_POOL, outlets=[WAREHOUSE])
def publish(outlet_events: Any = None) -> None:
    """Put a copy of the checked warehouse in the published one's place, and tell the warehouse asset its state.

    It tells even where there was nothing to do: the task that published may have died before it could.
    """
    from warehouse import publish as marts

    with plain_failures():
        release = marts.publish()
        told = {"state": marts.published_state()}
    if release:
        told |= {
            "release_id": release.release_id,
            "load_id": release.load_id,
            "observations": release.observations,
            "shares": release.shares,
        }
    outlet_events[WAREHOUSE].extra = told


@dag(
    schedule=[OBSERVATIONS],
    tags=[Tag.MARTS, Tag.LOOK_AT_FIGURES],
    description="Shares and trends from all observations, checked and published",
    doc_md=documentation(
        summary="Computes shares, trends, agreement and revisions, checks them, and replaces the published warehouse.",
        kind="now. It works on everything loaded when it runs, whichever event woke it.",
        failure="A check refused the marts, or the disk is full. Analysts keep the warehouse published before.",
        again="Trigger it, or clear the red task; `marketsplit run` does the same. Repeating publishes nothing new.",
        backfill="None: every vintage is in the warehouse; `marketsplit rebuild` makes it again from the archive.",
    ),
    **dag_defaults(),
)
def share_trends() -> None:
    """Wire the tasks: the marts are named by the warehouse's own state, so nothing travels between them."""
    transform() >> check() >> publish()


share_trends()

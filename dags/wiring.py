"""What the DAGs have in common: pools, assets, tags, schedules, limits, documentation, how errors end a task."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from airflow.sdk import Asset
from airflow.sdk.exceptions import AirflowFailException

from extractors.errors import MarketsplitError

#: Pools of pools.json, which `make airflow` creates.
NETWORK_POOL: Final = "publisher_network"
WRITER_POOL: Final = "duckdb_writer"

#: Where the site plugin serves the site. Relative: the UI resolves it against its own address, behind a proxy too.
SITE: Final = "marketsplit/"

#: Signals that something changed, never the data: whoever is woken asks the warehouse what is new.
OBSERVATIONS = Asset(
    "marketsplit://observations",
    extra={"means": "figures were loaded", "site": f"{SITE}status.html"},
)
WAREHOUSE = Asset(
    "marketsplit://warehouse",
    extra={"means": "a checked warehouse with shares and trends was published", "site": f"{SITE}index.html"},
)

#: Schedules count from here; with catchup off it starts nothing by itself.
START = datetime(2025, 1, 1, tzinfo=UTC)


class Tag(StrEnum):
    """The closed list of tags: which stage a DAG is, and where to look first when it is red."""

    INGEST = "stage:ingest"
    MARTS = "stage:marts"
    EXPORT = "stage:export"
    LOOK_AT_DOCUMENT = "triage:document"
    LOOK_AT_FIGURES = "triage:figures"
    LOOK_AT_MACHINE = "triage:machine"


def dag_defaults() -> dict[str, Any]:
    """Return the arguments every DAG shares; a fresh dictionary, since a DAG may add to it."""
    return {
        "start_date": START,
        "catchup": False,
        "max_active_runs": 1,
        "dagrun_timeout": timedelta(hours=6),
        # A second attempt gives the same answer everywhere but on the network, so only fetch asks for one.
        "default_args": {"owner": "marketsplit", "retries": 0, "execution_timeout": timedelta(minutes=20)},
    }


def cron(cadence: str, publication_id: str) -> str:
    """Return when to ask a publisher for something new, as a cron expression in UTC.

    An edition comes when its publisher is ready, so the question is asked far more often than the answer changes:
    weekly for annual and half-yearly publications, twice a week for quarterly, daily for monthly ones; an unchanged
    document costs one conditional request. Day and minute (between 03:00 and 06:59) follow from the id alone, so
    publications do not start all at once and adding one moves no other. Raises KeyError for a cadence without a rule.
    """
    place = zlib.crc32(publication_id.encode())
    minute, hour, day = place % 60, 3 + place // 60 % 4, place // 240 % 7
    days = {
        "annual": f"{day}",
        "half_yearly": f"{day}",
        "quarterly": ",".join(str(one) for one in sorted({day, (day + 3) % 7})),
        "monthly": "*",
    }
    return f"{minute} {hour} * * {days[cadence]}"


def documentation(*, summary: str, kind: str, failure: str, again: str, backfill: str, page: str = "index.html") -> str:
    """Return a DAG's documentation in the one form all of them have; the policy tests ask for each heading.

    ``page`` is the page of the site that shows what the DAG is about.
    """
    return "\n\n".join(
        [
            summary,
            f"**Type:** {kind}",
            f"**A failure means:** {failure}",
            f"**To run it again:** {again}",
            f"**Backfill:** {backfill}",
            f"**On the site:** [{page}]({SITE}{page})",
        ]
    )


@contextmanager
def plain_failures() -> Iterator[None]:
    """Let one of our errors end the task with its message, without retries; any other error stays what it is."""
    try:
        yield
    except MarketsplitError as error:
        raise AirflowFailException(str(error)) from None

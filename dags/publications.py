"""One DAG per publication of the registry: fetch → read → check → load, and a red end where something was refused.

Where sentences are bound word by word, a person is asked about those that leave a choice.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, Param, TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from reviewing import ask
from wiring import NETWORK_POOL, OBSERVATIONS, WRITER_POOL, Tag, cron, dag_defaults, documentation, plain_failures

from extractors.publication import Publication, faulty_declarations, registry
from extractors.settings import settings


@task.short_circuit(
    ignore_downstream_trigger_rules=False,
    pool=NETWORK_POOL,
    retries=3,
    retry_delay=timedelta(minutes=2),
    retry_exponential_backoff=2,
    max_retry_delay=timedelta(minutes=30),
    execution_timeout=timedelta(minutes=45),
)
def fetch(publication_id: str, params: Any = None, ti: Any = None) -> list[dict[str, str]]:
    """Return the editions the warehouse does not have yet; none of them ends the run here.

    A document the network did not give is asked for again later; the last attempt goes on with what there is.
    """
    from warehouse import pipeline

    with plain_failures():
        fetched = pipeline.fetch_documents(
            publication_id, mode=params["fetch"], edition=params["edition"], force=params["force"]
        )
    refused = messages(fetched["refused"])
    if any(may_pass(capture) for capture in fetched["captures"]) and ti.try_number <= ti.max_tries:
        raise AirflowException("; ".join(refused))
    ti.xcom_push("refused", refused)
    return fetched["pending"]


@task
def read(pending: list[dict[str, str]], ti: Any = None) -> list[str]:
    """Return references of the staged batches."""
    from warehouse import pipeline

    with plain_failures():
        result = pipeline.read_editions(pending)
    ti.xcom_push("refused", messages(result["refused"]))
    if not result["staged"]:
        raise AirflowSkipException("no edition could be read; report_refused says why")
    return result["staged"]


@task(pool=WRITER_POOL)
def check(staged: list[str]) -> list[str]:
    """Return references of the same batches, now with what the checks found beside the figures."""
    from warehouse import pipeline

    with plain_failures():
        return pipeline.check_editions(staged)["checked"]


@task(pool=WRITER_POOL, outlets=[OBSERVATIONS])
def load(checked: list[str], ti: Any = None, outlet_events: Any = None) -> list[int]:
    """Return the ids of the loads, and tell the observations asset unless every batch was blocked."""
    from warehouse import pipeline

    with plain_failures():
        result = pipeline.load_editions(checked)
    ti.xcom_push("refused", messages(result["refused"]))
    # A batch that was loaded before counts as well: the task that loaded it may have died before it could tell.
    loaded = [one for one in result["loads"] if one["status"] != "blocked"]
    if not loaded:
        raise AirflowSkipException("every batch was blocked; report_refused says why")
    outlet_events[OBSERVATIONS].extra = {
        "rows": sum(one["inserted"] + one["tombstones"] for one in loaded),
        "load_ids": [one["load_id"] for one in loaded],
    }
    return [one["load_id"] for one in loaded]


@task(trigger_rule=TriggerRule.NONE_FAILED)
def report_refused(ti: Any = None) -> None:
    """Fail the run when anything was refused, after everything else has been loaded."""
    told = ti.xcom_pull(task_ids=["fetch", "read", "load"], key="refused")
    if refused := [text for texts in told for text in texts or []]:
        raise AirflowFailException("\n".join(["The rest is loaded; refused:", *refused]))


def may_pass(capture: dict[str, Any]) -> bool:
    """Tell whether a later attempt may give the document: not when the publisher answered that it is not to be had."""
    told_off = 400 <= (capture["status"] or 0) < 500 and capture["status"] not in {408, 429}
    return capture["outcome"] == "failed" and not told_off


def messages(refused: list[dict[str, Any]]) -> list[str]:
    """Return what was refused in words, one line each."""
    return [one["text"] for one in refused]


def publication_dag(publication: Publication) -> DAG:
    """Return the DAG of one publication."""

    @dag(
        dag_id=f"publication__{publication.id}",
        description=publication.summary,
        schedule=cron(publication.cadence, publication.id),
        tags=[Tag.INGEST, Tag.LOOK_AT_DOCUMENT],
        params={
            "fetch": Param(
                settings().fetch,
                enum=["saved", "live"],
                description="saved: the editions that come with the project; live: the publisher",
            ),
            "edition": Param(None, type=["null", "string"], description="only this edition; empty: all"),
            "force": Param(False, type="boolean", description="fetch again what the archive has"),
        },
        doc_md=documentation(
            summary=f"{publication.summary} ({publication.publisher.name}, {publication.cadence}).",
            kind="now. It asks for what is there when it runs; dates come from the documents, never from the run.",
            failure="A red `fetch`: the publisher could not be reached or the archive not written. A red "
            "`report_refused`: a document does not look as declared, or a check blocked it; the message names edition, "
            "document and place. What was good is loaded all the same, and the published warehouse stays whole.",
            again="Trigger it, or clear the red task. Repeating changes nothing that is already loaded; `force` "
            "fetches even what the archive has.",
            backfill="None by date. Trigger it with `edition` for one edition; `marketsplit rebuild` makes the whole "
            "warehouse again from the archive.",
            page=f"publications/{publication.id}.html",
        ),
        **dag_defaults(),
    )
    def wire() -> None:
        figures = read(fetch(publication.id))
        load(check(figures)) >> report_refused()
        if publication.statements:
            # Beside the load, not before it: only what is in doubt waits for a person.
            found, _ = ask(publication.id)
            figures >> found

    return wire()


for _publication in registry().values():
    publication_dag(_publication)

# A declaration that is not valid costs its own DAG alone.
for _error in faulty_declarations().values():
    logging.getLogger(__name__).error("no DAG: %s", _error)

"""The doubtful readings of a publication put before a person, who answers in Airflow's list of required actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import TriggerRule, task
from wiring import plain_failures

ACCEPT: Final = "Accept"
REJECT: Final = "Reject"
LATER: Final = "Later"

#: Well inside the time limit of a run. What is not answered by then waits on, for the next run or the command line.
PATIENCE: Final = timedelta(hours=4)

#: Questions of one run: more than a person answers at once, and small enough to travel between tasks.
MOST: Final = 8
_CONTEXT: Final = 160


class ReviewOperator(HITLOperator):
    """Waits, without holding a worker, for the decision on one doubtful reading, and records it as the CLI does."""

    def __init__(self, *, key: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key = key

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Record the answer and return it; no answer in time, or "Later", leaves the reading where it is."""
        answer = super().execute_complete(context, event)
        if (chosen := answer["chosen_options"][0]) != LATER:
            from extractors import review

            person = answer["responded_by_user"] or {}
            with plain_failures():
                review.decide(
                    self.key,
                    "accepted" if chosen == ACCEPT else "rejected",
                    decided_by=str(person.get("name") or person.get("id") or ""),
                    note="answered in Airflow",
                )
        return answer


@task(trigger_rule=TriggerRule.NONE_FAILED)
def find_doubtful(publication_id: str) -> list[dict[str, str]]:
    """Return the questions that wait, one a reading that can be accepted; those that cannot are left to the CLI."""
    from extractors import review

    with plain_failures():
        waiting = [one for one in review.waiting([publication_id]) if not one.proposal.open_parts]
    return [question(one) for one in waiting[:MOST]]


def question(reading: Any) -> dict[str, str]:
    """Return a doubtful reading as what a person is asked: its key, the proposal, the text around the figure."""
    proposal, place = reading.proposal, reading.locator
    before = place.sentence[max(0, place.start - _CONTEXT) : place.start]
    after = place.sentence[place.end : place.end + _CONTEXT]
    return {
        "key": reading.key,
        "subject": f"{reading.raw_text}: {proposal.segment} {proposal.measure}, {proposal.ref_area}, "
        f"{proposal.time_period}, status {proposal.obs_status}?",
        "body": f"{before}**{reading.raw_text}**{after}\n\nDoubt: {reading.reason}",
    }


def ask(publication_id: str) -> tuple[Any, Any]:
    """Wire the search for doubtful readings and a question for each; without any, none is asked."""
    found = find_doubtful(publication_id)
    asked = ReviewOperator.partial(
        task_id="ask", options=[ACCEPT, REJECT, LATER], defaults=[LATER], response_timeout=PATIENCE
    ).expand_kwargs(found)
    return found, asked

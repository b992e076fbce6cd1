"""Run by test_fetch_task in a process of its own: call the fetch task on made-up outcomes, print what it did."""

import json
import sys
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.append(str(Path(sys.argv[1])))

import publications
from airflow.sdk.exceptions import AirflowException

from extractors.errors import FetchError, UsageError
from warehouse import pipeline


class Attempt:
    """The task instance as far as the task looks at it."""

    max_tries = 3

    def __init__(self, number: int) -> None:
        self.try_number = number
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value


def attempt(number: int, outcome: str, status: int | None) -> dict[str, Any]:
    told = pipeline.refusal(FetchError("no answer"), "one", "2020")
    refused = [told] if outcome in {"failed", "refused"} else []
    fetched = {
        "captures": [{"outcome": outcome, "status": status}],
        "pending": [{"edition": "2019"}],
        "refused": refused,
    }
    task = Attempt(number)
    with mock.patch.object(pipeline, "fetch_documents", return_value=fetched):
        return call(task)


def call(task: Attempt) -> dict[str, Any]:
    params = {"fetch": "live", "edition": None, "force": False}
    try:
        returned = publications.fetch.function("one", params=params, ti=task)
    except AirflowException as error:
        return {"raised": type(error).__name__, "text": str(error)}
    return {"returned": returned, **task.pushed}


def wrong() -> dict[str, Any]:
    with mock.patch.object(pipeline, "fetch_documents", side_effect=UsageError("no such edition", found="x")):
        return call(Attempt(1))


json.dump(
    {
        "no answer, first attempt": attempt(1, "failed", None),
        "server error, first attempt": attempt(1, "failed", 503),
        "no answer, last attempt": attempt(4, "failed", None),
        "not found": attempt(1, "failed", 404),
        "refused": attempt(1, "refused", 200),
        "fetched": attempt(1, "new", 200),
        "wrong edition": wrong(),
    },
    sys.stdout,
)

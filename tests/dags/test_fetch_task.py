"""When the fetch task asks for another attempt, and when it goes on with what there is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractors.settings import PROJECT_ROOT

NAMED = "one, edition 2020: no answer"
REST = [{"edition": "2019"}]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what check_fetch.py saw; Airflow is imported there, with a home of its own."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("check_fetch.py")), str(PROJECT_ROOT / "dags")],
        capture_output=True,
        text=True,
        env={**os.environ, "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow"))},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.mark.parametrize("case", ["no answer, first attempt", "server error, first attempt"])
def test_what_may_pass_is_tried_again(outcomes: dict[str, Any], case: str) -> None:
    assert outcomes[case] == {"raised": "AirflowException", "text": NAMED}


@pytest.mark.parametrize("case", ["no answer, last attempt", "not found", "refused"])
def test_what_will_not_pass_lets_the_rest_go_on_and_is_reported(outcomes: dict[str, Any], case: str) -> None:
    assert outcomes[case] == {"returned": REST, "refused": [NAMED]}


def test_what_was_fetched_goes_on(outcomes: dict[str, Any]) -> None:
    assert outcomes["fetched"] == {"returned": REST, "refused": []}


def test_a_mistake_of_the_caller_fails_without_another_attempt(outcomes: dict[str, Any]) -> None:
    assert outcomes["wrong edition"] == {"raised": "AirflowFailException", "text": "no such edition; found x"}

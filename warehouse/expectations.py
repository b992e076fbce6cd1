"""The one place that knows Great Expectations: rules in, outcomes out.

Frames are pandas frames pulled from DuckDB, because the SQL data source of Great Expectations 1.24 fails every
expectation on DuckDB. A crash inside a check comes back from it as a figure that failed; here it is raised.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from extractors.errors import CheckerError

if TYPE_CHECKING:
    import pandas as pd

#: How many unexpected rows an outcome lists.
LISTED = 20
#: The group of a frame that is judged as one.
_WHOLE = "_whole"


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation about one column.

    ``kind`` and ``limits`` say what is expected: ``in_set`` of values, ``between`` a least and a greatest value (None:
    open), or to ``match`` a pattern. Empty cells are left out. ``expected`` says it in words. ``critical`` refuses the
    row, or the whole batch where the rule is about the batch; ``warning`` is only recorded. ``shown`` and ``evidence``
    are SQL over the same frame: what was found (the column itself if empty), and what it was compared with, as JSON.
    """

    name: str
    column: str
    kind: Literal["in_set", "between", "match"]
    limits: tuple[Any, ...]
    expected: str
    severity: Literal["critical", "warning"] = "critical"
    shown: str = ""
    evidence: str = "NULL"

    def asked(self) -> dict[str, Any]:
        """Return the rule as Great Expectations is asked it: the ``type`` of expectation, and what it is given."""
        match self.kind:
            case "in_set":
                return {"type": "expect_column_values_to_be_in_set", "value_set": list(self.limits)}
            case "between":
                least, greatest = self.limits
                return {"type": "expect_column_values_to_be_between", "min_value": least, "max_value": greatest}
            case "match":
                (pattern,) = self.limits
                return {"type": "expect_column_values_to_match_regex", "regex": pattern}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule said of a frame; ``unexpected`` holds the index values of the rows that did not meet it."""

    suite: str
    expectation: str
    severity: str
    success: bool
    checked_count: int
    unexpected_count: int
    unexpected: tuple[Any, ...]
    evidence: str

    def as_row(self) -> tuple[str, str, str, bool, int, int, str]:
        """Return the outcome as it stands in core.validation_result, without the load."""
        return (
            self.suite,
            self.expectation,
            self.severity,
            self.success,
            self.checked_count,
            self.unexpected_count,
            self.evidence,
        )


class Checker:
    """One Great Expectations context, used for any number of frames."""

    def __init__(self, context: Any) -> None:
        source = context.data_sources.add_pandas("frames")
        self._batches = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")

    def check(self, suite: str, frame: pd.DataFrame, rules: Sequence[Rule], index: str) -> list[Outcome]:
        """Return what each rule says of a frame whose rows are named by the column ``index``. Raises CheckerError."""
        return self.check_each(suite, frame.assign(**{_WHOLE: True}), rules, index, _WHOLE)[True]

    def check_each(
        self, suite: str, frame: pd.DataFrame, rules: Sequence[Rule], index: str, group: str
    ) -> dict[Any, list[Outcome]]:
        """Return the same for each group of rows by itself, all judged at once.

        A validation costs some milliseconds a rule, however many rows there are, and twice as many where it also says
        which rows failed. So rules whose column is empty, which nothing can fail, are not asked, and only those that
        failed are asked for the rows. Raises CheckerError.
        """
        asked = [rule for rule in rules if rule.column not in frame or frame[rule.column].notna().any()]
        verdicts = self._validate(suite, frame, asked, {"result_format": "BOOLEAN_ONLY"}) if asked else {}
        failed = [rule for rule in asked if not verdicts[rule.name].success]
        complete = {"result_format": "COMPLETE", "unexpected_index_column_names": [group, index]}
        details = self._validate(suite, frame, failed, complete) if failed else {}
        listed = {rule.name: _listed(suite, rule, details[rule.name]) for rule in failed}
        counts = frame.groupby(group, sort=False).count()
        return {
            key: [
                _outcome(
                    suite,
                    rule,
                    [_without(one, group) for one in listed.get(rule.name, []) if one[group] == key],
                    index,
                    checked=int(counts[rule.column][key]),
                )
                for rule in rules
            ]
            for key in counts.index
        }

    def _validate(
        self, suite: str, frame: pd.DataFrame, rules: Sequence[Rule], result_format: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the result of each rule by its name. Raises CheckerError for one that crashed."""
        import great_expectations as gx

        expectations = gx.ExpectationSuite(name=suite, expectations=[_expectation(rule) for rule in rules])
        batch = self._batches.get_batch(batch_parameters={"dataframe": frame})
        done = batch.validate(expectations, result_format=result_format)
        by_name = {one.expectation_config.meta["rule"]: one for one in done.results}
        for rule in rules:
            if crash := _crash(by_name[rule.name].exception_info):
                raise CheckerError(
                    f"the check {suite}/{rule.name} crashed: {crash}",
                    expected=rule.expected,
                    remedy="This is a fault of the check, not of the figures: nothing was loaded or refused",
                )
        return by_name


@contextmanager
def checker() -> Iterator[Checker]:
    """Yield a checker that keeps nothing on disk, calls nobody, and prints no progress."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    yield Checker(context)


def _expectation(rule: Rule) -> Any:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    asked = rule.asked()
    return ExpectationConfiguration(
        type=asked.pop("type"),
        kwargs={"column": rule.column, **asked},
        severity=FailureSeverity(rule.severity),
        meta={"rule": rule.name},
    ).to_domain_obj()


def _outcome(suite: str, rule: Rule, listed: Sequence[dict[str, Any]], index: str, *, checked: int) -> Outcome:
    return Outcome(
        suite=suite,
        expectation=rule.name,
        severity=rule.severity,
        success=not listed,
        checked_count=checked,
        unexpected_count=len(listed),
        unexpected=tuple(one[index] for one in listed),
        evidence=json.dumps(
            {
                "asked": _asked(rule),
                "expected": rule.expected,
                "found": [{k: _plain(v) for k, v in one.items()} for one in listed[:LISTED]],
            },
            ensure_ascii=False,
            sort_keys=True,
        ),
    )


def _asked(rule: Rule) -> dict[str, Any]:
    """Return what Great Expectations was asked, for the record; of a long set its beginning."""
    asked = rule.asked()
    if len(asked.get("value_set", ())) > LISTED:
        asked["value_set"] = [*asked["value_set"][:LISTED], f"and {len(rule.limits) - LISTED} more"]
    return {"column": rule.column, **asked}


def _listed(suite: str, rule: Rule, result: Any) -> list[dict[str, Any]]:
    """Return the rows that failed. A rule that failed without naming any would else count as met."""
    if rows := list(result.result.get("unexpected_index_list") or []):
        return rows
    raise CheckerError(f"the check {suite}/{rule.name} failed and names no row", expected=rule.expected)


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in row.items() if other != name}


def _crash(info: Any) -> str | None:
    """Return the first exception in Great Expectations' exception_info, which is one record or a dictionary of them."""
    if "raised_exception" in info:
        return str(info["exception_message"]) if info["raised_exception"] else None
    return next((text for one in info.values() if (text := _crash(one)) is not None), None)


def _plain(value: Any) -> Any:
    """Return a numpy scalar as a Python one, for JSON."""
    return value.item() if hasattr(value, "item") else value

"""What the checks said, as Great Expectations shows it: its own results and renderers, filled from the warehouse.

The checks keep nothing on disk, so its results are made again from core.validation_result, where every one has what was
asked and what was found. Nothing is validated here.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

#: A number of a row that only its batch knew; it names nothing any more.
_FORGOTTEN = "row_number"


def is_shown(evidence: str) -> bool:
    """Tell whether a result says what was asked; those that older versions have recorded do not."""
    return "asked" in json.loads(evidence)


def data_docs_page(title: str, subject: str, checked_at: str, results: Iterable[Mapping[str, Any]]) -> str:
    """Return the page that Great Expectations has for one validation, as it writes it: with scripts and remote loads.

    ``results`` are rows of core.validation_result, ``checked_at`` is when they came to be. Nothing else of the clock is
    in the page but in addresses of pictures elsewhere.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    shown = [_result(one) for one in results]
    met = sum(1 for one in shown if one.success)
    validation = ExpectationSuiteValidationResult(
        success=met == len(shown),
        results=shown,
        suite_name=escape(title),
        statistics={
            "evaluated_expectations": len(shown),
            "successful_expectations": met,
            "unsuccessful_expectations": len(shown) - met,
            "success_percent": 100 * met / len(shown) if shown else None,
        },
        meta={
            "run_id": {"run_name": escape(subject), "run_time": checked_at},
            "batch_kwargs": {"data_asset_name": escape(subject)},
        },
    )
    page: str = _view().render(ValidationResultsPageRenderer(run_info_at_end=True).render(validation))
    return page


@cache
def _view() -> Any:
    """Return what sets the pages; its templates are read once."""
    from great_expectations.render.view.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _result(row: Mapping[str, Any]) -> Any:
    """Return one row as the result that Great Expectations gave."""
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    evidence = json.loads(row["evidence"])
    asked = evidence["asked"]
    column = asked.pop("column")
    name = row["expectation"].replace("_", " ")
    return ExpectationValidationResult(
        success=row["success"],
        expectation_config=ExpectationConfiguration(
            type=asked.pop("type"),
            # The frames of several suites have columns of the same name. A description is set unescaped.
            kwargs={"column": escape(f"{row['suite']}: {column}"), **asked},
            description=escape(f"{name} ({row['severity']}): {evidence['expected']}"),
            severity=FailureSeverity(row["severity"]),
            meta={"rule": row["expectation"]},
        ),
        result=_found(evidence["found"], column, row["checked_count"], row["unexpected_count"]),
        meta={},
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )


def _found(found: list[dict[str, Any]], column: str, checked: int, unexpected: int) -> dict[str, Any]:
    """Return what was looked at and what did not meet it, by the names that Great Expectations has for that."""
    percent = 100 * unexpected / checked if checked else None
    said: dict[str, Any] = {
        "element_count": checked,
        "missing_count": 0,
        "missing_percent": 0.0 if checked else None,
        "unexpected_count": unexpected,
        "unexpected_percent": percent,
        "unexpected_percent_total": percent,
        "unexpected_percent_nonmissing": percent,
    }
    if not found:
        return said
    values = [_cell(one.get(column)) for one in found]
    said["partial_unexpected_list"] = said["unexpected_list"] = values
    said["partial_unexpected_counts"] = [
        {"value": value, "count": count} for value, count in Counter(values).most_common()
    ]
    names = [name for name in found[0] if name not in {column, _FORGOTTEN}]
    if names:
        said["unexpected_index_column_names"] = names
        said["unexpected_index_list"] = [
            {column: value, **{name: _cell(one.get(name)) for name in names}}
            for value, one in zip(values, found, strict=True)
        ]
    return said


def _cell(value: Any) -> str:
    """Return a value for a cell of its tables, which set it unescaped."""
    return escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))

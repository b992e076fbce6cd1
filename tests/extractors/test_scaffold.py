"""What a draft declaration proposes of a document, and what it leaves to a person."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.formats import open_document
from extractors.gaps import gaps
from extractors.scaffold.mappings import Draft, draft_mapping


def draft(body: str, period: str = "2023") -> Draft:
    content = open_document(f"<html><body>{body}</body></html>".encode(), "html", media_type="text/html", lang="en")
    return draft_mapping(content, "en", "ACME", period)


def sentence(text: str, period: str = "2023") -> dict[str, Any]:
    [one] = draft(f"<p>{text}</p>", period).prose
    return one


def test_a_sentence_of_the_edition_s_period_is_of_it() -> None:
    one = sentence("In 2023 B2B sales in Norway came to $24.0 billion.")
    assert one["bind"]["time_period"] == "0"
    assert "status" not in one


@pytest.mark.parametrize(
    "text",
    [
        "B2B sales in Norway came to $24.0 billion.",
        "B2B sales in Norway came to $23.0 billion in 2022.",
        "B2B sales in Norway came to $24.0 billion in 2023 and to $23.0 billion in 2022.",
        "NTB expects B2B sales in Norway to reach $30.0 billion in 2026.",
    ],
)
def test_the_period_of_any_other_sentence_is_a_gap(text: str) -> None:
    one = sentence(text)
    assert any(gap.startswith("bind.time_period: ") for gap in gaps(one))


def test_a_year_is_no_quarter() -> None:
    one = sentence("In 2023 B2B sales in Norway came to $24.0 billion.", "2023-Q3")
    assert any(gap.startswith("bind.time_period: ") for gap in gaps(one))


def test_a_forecast_of_a_later_year_is_one() -> None:
    assert sentence("NTB expects B2B sales in Norway to reach $30.0 billion in 2026.")["status"] == "F"


@pytest.mark.parametrize(
    "text",
    [
        "B2B sales in Norway reach $30.0 billion in 2026.",
        "B2B sales in Norway were $24.0 billion in 2023 and are expected to reach $30.0 billion in 2026.",
        "B2B sales in Norway are estimated at $24.0 billion in 2023.",
    ],
)
def test_a_status_that_may_be_another_is_a_gap(text: str) -> None:
    assert any(gap.startswith("status: ") for gap in gaps(sentence(text)))


def table(header: str, *rows: str) -> dict[str, Any]:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    heads = "".join(f"<th>{cell}</th>" for cell in header.split("|"))
    [one] = draft(f"<h2>Online sales ($ billions)</h2><table><tr>{heads}</tr>{cells}</table>").tables
    return one


def test_a_column_without_a_year_beside_years_is_a_gap() -> None:
    columns = table("Side|2022|2023|Total", "B2B|1.0|2.0|3.0", "B2C|1.0|2.0|3.0")["columns"]
    asked = [[gap for gap in gaps(column) if gap.startswith("bind.time_period: ")] for column in columns]
    assert [len(one) for one in asked] == [0, 1]
    assert "ignore: true" in asked[1][0]


def test_a_row_without_a_year_beside_years_is_a_gap() -> None:
    rows = table("Year|B2B|B2C", "2022|1.0|2.0", "2023|1.0|2.0", "Change|0.5|0.2")["rows"]
    assert [any("bind.time_period" in gap for gap in gaps(row)) for row in rows] == [False, True]

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.merge import finest, merge_prints, sort_out_single
from extractors.observation import Cell, Coordinates, Observation, Record, Span


def printed(
    value: str | None,
    rounding: str = "1",
    *,
    document: str = "en",
    place: Cell | Coordinates | Span | Record | None = None,
    unit: str = "JPY",
) -> Observation:
    return Observation(
        publication="acme",
        edition="2024",
        published_on=date(2024, 9, 25),
        document=document,
        snapshot_id="0" * 16,
        ref_area="JPN",
        time_period="2023",
        segment="B2B",
        measure="ecommerce_sales",
        basis="ACME",
        unit_measure=unit,
        obs_value=None if value is None else Decimal(value),
        rounding_unit=None if value is None else Decimal(rounding),
        obs_status="A" if value else "M",
        obs_flag="",
        locator=place or Span(f"{value} said the {document} release.", 0, 1),
        raw_text=str(value),
        raw_context="",
    )


def in_table(row: int) -> Cell:
    return Cell("Table 1", "Japan", "B2B", row, 2)


def test_of_two_documents_the_finer_print_is_kept() -> None:
    exact, rounded = printed("465.2372", "0.0001", document="ja"), printed("465.2", "0.1")

    assert merge_prints([rounded, exact]) == ([exact], [])


@pytest.mark.parametrize("other", [printed("465.3", "0.1"), printed("465.2372", "0.0001", unit="USD")])
def test_documents_that_contradict_each_other_are_both_rejected(other: Observation) -> None:
    exact = printed("465.2372", "0.0001", document="ja")

    kept, rejected = merge_prints([other, exact])

    assert kept == []
    assert [one.rule for one in rejected] == ["documents_disagree", "documents_disagree"]
    assert 'ja prints "465.2372"' in rejected[0].reason
    assert rejected[0].series_key == "JPN 2023 B2B ecommerce_sales ACME"


def test_two_prints_of_one_precision_have_to_be_equal() -> None:
    kept, rejected = merge_prints([printed("83"), printed("82", document="ja")])

    assert (kept, len(rejected)) == ([], 2)


def test_sentence_and_table_of_one_document_are_one_figure() -> None:
    sentence, cell = printed("29000", "1000"), printed("29367", place=in_table(3))

    assert merge_prints([sentence, cell]) == ([cell], [])


def test_contradiction_inside_a_document_stays_for_the_checks() -> None:
    sentence, cell = printed("26000", "1000"), printed("29367", place=in_table(3))

    assert merge_prints([sentence, cell]) == ([sentence, cell], [])


def test_a_row_that_is_there_twice_stays_for_the_checks_even_if_a_sentence_agrees() -> None:
    prints = [printed("29000", "1000"), printed("29367", place=in_table(3)), printed("29367", place=in_table(4))]

    assert merge_prints(prints) == (prints, [])


def test_lines_of_one_data_file_are_never_merged() -> None:
    prints = [printed("8", place=Record(2, "VALUE", "JP")), printed("8", place=Record(3, "VALUE", "JP"))]

    assert merge_prints(prints) == (prints, [])


def test_a_value_goes_before_a_gap() -> None:
    gap, value = printed(None), printed("465", document="ja")

    assert merge_prints([gap, value]) == ([value], [])
    assert merge_prints([gap]) == ([gap], [])


def test_two_data_files_of_the_same_data_agree_on_their_gaps() -> None:
    gap = printed(None, place=Record(2, "VALUE", "JP"))
    value = printed("465", document="ja", place=Coordinates(0, "value", "JP"))

    kept, rejected = merge_prints([gap, value])

    assert (kept, [one.document for one in rejected]) == ([], ["en", "ja"])


def test_a_second_document_has_no_figures_that_the_complete_one_has_not() -> None:
    both, one, other = (
        printed("8"),
        printed("8", document="json"),
        printed("9", document="json")._replace(time_period="2024"),
    )

    kept, rejected = sort_out_single([both, one, other], [], "en")

    assert kept == [both, one]
    assert [(refused.series_key, refused.rule) for refused in rejected] == [
        ("JPN 2024 B2B ecommerce_sales ACME", "documents_disagree")
    ]
    assert sort_out_single([other], rejected, "en") == ([other], [])
    refused_there = dataclasses.replace(rejected[0], document="en")
    assert sort_out_single([both, other], [refused_there], "en") == ([both, other], [])


@given(st.integers(0, 10**9), st.integers(0, 5), st.integers(0, 5))
def test_every_rounding_of_a_value_agrees_with_it(value: int, fine: int, coarse: int) -> None:
    fine, coarse = sorted((fine, coarse))
    prints = [
        printed(str(int(round(Decimal(value), -places))), str(10**places), document=f"d{number}")
        for number, places in enumerate((fine, coarse))
    ]

    assert finest(prints) == prints[0]

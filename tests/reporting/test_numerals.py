"""Numbers as people of a locale write them: exact, rounded only where places are given."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.errors import UsageError
from reporting.numerals import Numerals


@pytest.mark.parametrize(
    ("locale", "value", "written"),
    [
        ("en", "1234567.5", "1,234,567.5"),
        ("de", "1234567.5", "1.234.567,5"),
        ("en-IN", "1234567.5", "12,34,567.5"),
        ("de-CH", "1234567.5", "1’234’567.5"),
        ("fr", "12345", "12\u202f345"),
        ("en", "999", "999"),
        ("en", "-0.5", "−0.5"),
        ("en", "12345678901234567890.123456", "12,345,678,901,234,567,890.123456"),
        ("ar", "1234.5", "1,234.5"),
    ],
)
def test_digits_are_exact_and_set_apart_as_the_locale_has_it(locale: str, value: str, written: str) -> None:
    assert Numerals(locale).number(Decimal(value)).replace("\u066c", ",").replace("\u066b", ".") == written


def test_rounding_is_half_away_from_zero() -> None:
    numerals = Numerals()
    assert [numerals.number(Decimal(one), 1) for one in ("0.25", "0.35", "-0.25")] == ["0.3", "0.4", "−0.3"]


def test_a_sign_is_shown_where_it_is_asked_for_but_not_of_nothing() -> None:
    numerals = Numerals()
    assert [numerals.number(Decimal(one), signed=True) for one in ("1", "0", "-1")] == ["+1", "0", "−1"]


def test_amounts_from_a_billion_on_are_in_billions_exactly() -> None:
    numerals = Numerals()
    assert numerals.amount(Decimal(3280000000000), "USD").split() == ["3,280", "bn", "USD"]
    assert numerals.amount(Decimal(999999999), "USD").split() == ["999,999,999", "USD"]
    assert numerals.amount(Decimal("12.30"), "PCT").split() == ["12.3", "%"]
    assert numerals.amount(None, "USD") == "–"


@pytest.mark.parametrize(("half_width", "written"), [("0.5", "81.7"), ("0.05", "81.7"), ("0.004", "81.74")])
def test_a_share_has_no_more_decimals_than_rounding_leaves_sense_to(half_width: str, written: str) -> None:
    assert Numerals().share(Decimal("81.7404"), Decimal(half_width)).split() == [written, "%"]


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(UsageError, match="no such locale"):
        Numerals("xx-nowhere")

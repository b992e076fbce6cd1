"""What a spreadsheet shows of a number; the expectations are what Excel shows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.formats.number_formats import BUILT_IN, locale_of, printed, stored_number

EN, ES = locale_of("en"), locale_of("es")


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("0.30000000000000004", "General", "0.3"),
        ("1234567.5", "General", "1234567.5"),
        ("-0.5", "General", "-0.5"),
        ("1E+20", "General", "100000000000000000000"),
        ("3237.9999999999995", "#,##0", "3,238"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("2.5", "0", "3"),
        ("-2.5", "0", "-3"),
        ("-0.2", "0", "0"),
        ("0.205", "0%", "21%"),
        ("0.1569", "0.00%", "15.69%"),
        ("1.005", "0.00", "1.01"),
        ("668900", "#,##0,", "669"),
        ("668900000000", '£#,##0.0,,," bn"', "£668.9 bn"),
        ("668.9", "[$£-809]#,##0.0", "£668.9"),
        ("-1234", "#,##0_);(#,##0)", "(1,234)"),
        ("-1234", "#,##0;[Red]-#,##0", "-1,234"),
        ("0", '0;-0;"-"', "-"),
        ("0", "#,##0;-#,##0", "0"),
        ("7", '0" (p)"', "7 (p)"),
        ("7", "000", "007"),
        ("1.5", "0.0##", "1.5"),
        ("1.5", "#.###", "1.5"),
        ("12", r"0\%", "12%"),
    ],
)
def test_the_format_decides_what_is_printed(stored: str, code: str, shown: str) -> None:
    assert printed(stored_number(stored), code, EN) == shown


def test_digits_are_grouped_as_the_language_of_the_document_does() -> None:
    assert printed(stored_number("218218003"), "#,##0.00", ES) == "218.218.003,00"
    assert printed(stored_number("15.69"), "General", ES) == "15,69"


@pytest.mark.parametrize("code", ["[>1000]#,##0", "# ?/?", "0.00E+00", "0 0", None, "@", "0;0;0;@;0"])
def test_a_format_that_cannot_be_honoured_leaves_the_number_as_stored(code: str | None) -> None:
    assert printed(Decimal("1234.50"), code, EN) == "1234.5"


@pytest.mark.parametrize(
    ("serial", "code", "shown"),
    [
        ("43830", BUILT_IN[14], "2019-12-31"),
        ("43830", "[$-409]mmm yyyy", "2019-12-31"),
        ("43830", "yyyy", "2019"),
        ("43830.5", "d/m/yy h:mm", "2019-12-31 12:00:00"),
        ("59", "yyyy-mm-dd", "59"),
        ("99999999", "yyyy-mm-dd", "99999999"),
    ],
)
def test_dates(serial: str, code: str, shown: str) -> None:
    assert printed(stored_number(serial), code, EN) == shown


def test_days_since_1904() -> None:
    assert printed(stored_number("42368"), "yyyy-mm-dd", EN, epoch_1904=True) == "2019-12-31"


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1E999999999", "1,5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        stored_number(text)

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from extractors.binding import Source
from extractors.datasets import read_dataset
from extractors.errors import DriftError
from extractors.mapping import Bind, Dataset, Series
from extractors.observation import Observation, Record, RejectedFigure

SOURCE = Source("acme", "2026-02-27", date(2026, 2, 27), "", "file", "0" * 16, "en")
DATASET = Dataset(
    id="file",
    format="sdmx_csv",
    columns=["FLOW", "UPDATED", "size", "indic", "geo", "TIME", "VALUE", "FLAG", "CONF"],
    constant={"FLOW": "X(1.0)"},
    keep={"size": "GE10"},
    ignore={"size": ["0-9"]},
    series=[
        Series(
            where={"indic": "B2C"}, bind=Bind(segment="B2C", measure="ecommerce_sales_share", basis="ACME", unit="PCT")
        )
    ],
    ignored_series=[{"indic": "OTHER"}],
    area_column="geo",
    areas={"DE": "DEU", "EL": "GRC"},
    period_column="TIME",
    period_offset=-1,
    value_column="VALUE",
    flag_column="FLAG",
    flags={"": "A", "b": "B"},
    missing_flags={"u": "L", "bu": "L"},
    conf_column="CONF",
    conf_missing={"C": "Q"},
)
HEADER = "FLOW,UPDATED,size,indic,geo,TIME,VALUE,FLAG,CONF"
LINE = "X(1.0),27/02/26,GE10,B2C,DE,2025,28.77,,"


def read(*lines: str, header: str = HEADER) -> tuple[list[Observation], list[RejectedFigure]]:
    return read_dataset(DATASET, "\n".join((header, *lines)) + "\n", SOURCE, uniform=("UPDATED",))


def test_a_line_is_a_figure_of_the_year_before_its_survey() -> None:
    (figure,), rejected = read(LINE)

    assert not rejected
    assert figure.key == ("DEU", "2024", "B2C", "ecommerce_sales_share", "ACME")
    assert (figure.obs_value, figure.rounding_unit, figure.obs_status) == (Decimal("28.77"), Decimal("0.01"), "A")
    assert figure.locator == Record(2, "VALUE", "GE10.B2C.DE.2025")
    assert (figure.raw_text, figure.raw_context) == ("28.77", LINE)


@pytest.mark.parametrize(
    ("ending", "value", "status", "flag", "raw_text"),
    [
        ("15.5,b,", Decimal("15.5"), "B", "b", "15.5"),
        (",u,", None, "L", "u", "u"),
        (",bu,", None, "L", "bu", "bu"),
        (",,C", None, "Q", "C", "C"),
        ("0,,", Decimal(0), "A", "", "0"),
    ],
)
def test_flags_become_statuses_and_are_kept(
    ending: str, value: Decimal | None, status: str, flag: str, raw_text: str
) -> None:
    (figure,), _ = read(f"X(1.0),27/02/26,GE10,B2C,EL,2025,{ending}")

    assert (figure.ref_area, figure.obs_value, figure.obs_status) == ("GRC", value, status)
    assert (figure.obs_flag, figure.raw_text) == (flag, raw_text)
    assert (figure.rounding_unit is None) == (value is None)


@pytest.mark.parametrize(
    ("line", "rule", "series_key", "said"),
    [
        (LINE.replace(",DE,", ",GR,"), "unknown_ref_area", "? 2024 B2C ecommerce_sales_share ACME", "geo 'GR'"),
        (LINE.replace("B2C", "B2D"), "unknown_series", "DEU ? ? ? ?", "'GE10.B2D.DE.2025'"),
        (LINE.replace("GE10", "GE250"), "unknown_series", "DEU ? ? ? ?", "expected size 'GE10'"),
        (LINE.replace(",,", ",e,"), "unknown_flag", "DEU 2024 B2C ecommerce_sales_share ACME", "flag 'e'"),
        (LINE + "C", "unknown_flag", "DEU 2024 B2C ecommerce_sales_share ACME", "confidentiality 'C'"),
        (
            LINE.replace("28.77", ""),
            "unknown_flag",
            "DEU 2024 B2C ecommerce_sales_share ACME",
            "a missing value with one of the flags 'u', 'bu', 'C', found",
        ),
        (LINE.replace("28.77", "28;77"), "unreadable_quantity", "DEU 2024 B2C ecommerce_sales_share ACME", "28"),
        (LINE.replace("28.77", "NaN"), "unreadable_quantity", "DEU 2024 B2C ecommerce_sales_share ACME", "'NaN'"),
        (LINE.replace("2025", "2025-Q1"), "unknown_time_period", "DEU ? B2C ecommerce_sales_share ACME", "'2025-Q1'"),
    ],
)
def test_what_is_not_declared_is_rejected_with_its_place(line: str, rule: str, series_key: str, said: str) -> None:
    figures, (rejected,) = read(LINE, line)

    assert len(figures) == 1
    assert (rejected.rule, rejected.series_key) == (rule, series_key)
    assert said in rejected.reason
    assert rejected.locator.describe().startswith("line 3, ")


def test_lines_that_are_known_and_left_are_no_figures() -> None:
    figures, rejected = read(LINE, LINE.replace("B2C", "OTHER"), LINE.replace("GE10", "0-9").replace("B2C", "NEW"))

    assert (len(figures), rejected) == (1, [])


@pytest.mark.parametrize(
    ("header", "expected", "found"),
    [
        (HEADER.replace("VALUE", "OBS"), 'expected "VALUE"', 'found "OBS"'),
        (HEADER.removesuffix(",CONF"), 'expected "CONF"', "found nothing"),
        (HEADER + ",MORE", "expected no more columns", 'found "MORE"'),
        ("<html>", 'expected "FLOW"', 'found "<html>"'),
        ("", 'expected "FLOW"', "found nothing"),
    ],
)
def test_another_header_is_drift(header: str, expected: str, found: str) -> None:
    with pytest.raises(DriftError) as caught:
        read(LINE, header=header)

    assert expected in str(caught.value)
    assert found in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (LINE + ",1", "line 3: a line has another number of fields than the header; expected 9; found 10"),
        (LINE.replace("X(1.0)", "X(1.1)"), "line 3, column \"FLOW\".*expected 'X\\(1.0\\)'; found 'X\\(1.1\\)'"),
        (LINE.replace("27/02/26", "28/02/26"), "line 3, column \"UPDATED\".*expected '27/02/26'; found '28/02/26'"),
        (LINE + '"', "line 3"),
    ],
)
def test_a_line_that_breaks_the_file_is_drift(line: str, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        read(LINE, line)


def test_a_file_without_a_wanted_line_is_drift() -> None:
    with pytest.raises(DriftError, match="no wanted line"):
        read(LINE.replace("GE10", "0-9"))

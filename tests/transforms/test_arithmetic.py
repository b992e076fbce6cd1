"""The macros that divide are exact for every pair of figures: at ties, at bounds, for the smallest and the largest."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from transforms.build import FOLDER

#: Figures are DECIMAL(30, 6) below 10^22; those of a few digits meet at ties more often than chance would have them.
AMOUNTS = st.one_of(
    st.decimals(0, Decimal(10) ** 22 - 1, places=6),
    st.builds(lambda digits, power: Decimal(digits).scaleb(power), st.integers(0, 10_000), st.integers(-6, 17)),
)
#: Whole numbers of 15 digits and more are left empty.
LIMIT = 10**14


def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((FOLDER / "01_functions.sql").read_text(encoding="utf-8"))
    return connection


CONNECTION = _connection()


@given(AMOUNTS, AMOUNTS, st.booleans())
def test_quotients_are_those_of_fractions(part: Decimal, whole: Decimal, is_negative: bool) -> None:
    signed = -part if is_negative else part
    row = CONNECTION.execute(
        "SELECT mart.percent(signed, whole), mart.percent_floor(part, whole), mart.percent_ceiling(part, whole), "
        "mart.dollars(part, whole) FROM (SELECT CAST($signed AS DECIMAL(30, 6)) AS signed, "
        "CAST($part AS DECIMAL(30, 6)) AS part, CAST($whole AS DECIMAL(30, 6)) AS whole)",
        {"signed": f"{signed:f}", "part": f"{part:f}", "whole": f"{whole:f}"},  # DuckDB takes Decimal("1E+1") for 1
    ).fetchone()
    assert row is not None
    if whole == 0:
        assert row == (None, None, None, None)
        return
    ratio = Fraction(part) / Fraction(whole)
    millionths = ratio * 10**8
    nearest = floor(millionths + Fraction(1, 2))
    wanted = (-nearest if is_negative else nearest, floor(millionths), ceil(millionths), floor(ratio + Fraction(1, 2)))
    found = [None if one is None else Fraction(one) for one in row]
    for one, number, unit in zip(found, wanted, (10**6, 10**6, 10**6, 1), strict=True):
        if one is None:
            assert abs(number) >= LIMIT - 1
        else:
            assert one * unit == number
            assert abs(number) <= LIMIT

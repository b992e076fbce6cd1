"""The methods against worked examples of the literature: lines in the marts are right, not only like the oracle's."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.transforms.conftest import Marts
from tests.transforms.oracle import lines
from tests.transforms.test_segment_share import sides

#: NIST Statistical Reference Datasets, linear regression, Norris: y and x of ozone monitors.
NORRIS = """
    0.1 0.2  338.8 337.4  118.1 118.2  888.0 884.6  9.2 10.1  228.1 226.5  668.5 666.3  998.5 996.3  449.1 448.6
    778.9 777.0  559.2 558.2  0.3 0.4  0.1 0.6  778.1 775.5  668.8 666.9  339.3 338.0  448.9 447.5  10.8 11.6
    557.7 556.0  228.3 228.1  998.0 995.8  888.8 887.6  119.6 120.2  0.3 0.3  0.6 0.3  557.6 556.8  339.3 339.1
    888.0 887.2  998.5 999.0  778.9 779.0  10.2 11.1  117.6 118.3  228.9 229.2  668.4 669.1  449.2 448.9  0.2 0.5
"""
#: Anscombe, F. J. (1973), Graphs in Statistical Analysis: three sets of y over the same x, with one regression.
ANSCOMBE_X = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
ANSCOMBE_Y = (
    "8.04 6.95 7.58 8.81 8.33 9.96 7.24 4.26 10.84 4.82 5.68",
    "9.14 8.14 8.74 8.77 9.26 8.10 6.13 3.10 9.13 7.26 4.74",
    "7.46 6.77 12.74 7.11 7.81 8.84 6.08 5.39 8.15 6.42 5.73",
)
#: Sen, P. K. (1968), Estimates of the Regression Coefficient Based on Kendall's Tau.
SEN_X, SEN_Y = (1, 2, 3, 4, 10, 12, 18), (9, 15, 19, 20, 45, 55, 78)


def shares(x: tuple[int, ...], y: tuple[Any, ...]) -> list[Any]:
    """Return figures whose shares are y in the years 2000 + x."""
    return [
        printed
        for year, one in zip(x, y, strict=True)
        for printed in sides(one, 100 - Decimal(one), period=str(2000 + year), rounding="0.000001")
    ]


def test_least_squares_has_the_certified_values_of_norris() -> None:
    numbers = [Fraction(one) for one in NORRIS.split()]
    fit = lines.least_squares(list(zip(numbers[1::2], numbers[::2], strict=True)))
    assert fit.n == 36
    assert float(fit.slope) == pytest.approx(1.00211681802045, rel=1e-14)
    assert float(fit.y_mean - fit.slope * fit.x_mean) == pytest.approx(-0.262323073774029, rel=1e-14)
    assert float(fit.slope_error) == pytest.approx(0.429796848199937e-3, rel=1e-14)
    assert float(lines.root(fit.variance)) == pytest.approx(0.884796396144373, rel=1e-14)


@pytest.mark.parametrize("y", ANSCOMBE_Y, ids=["first", "second", "third"])
def test_the_slope_of_a_series_is_that_of_anscombe(marts: Marts, y: str) -> None:
    # 0.500 with a standard error of 0.118, and 2.262 for nine degrees of freedom
    built = marts(shares(ANSCOMBE_X, tuple(y.split())))
    ((slope, low, high),) = built.execute(
        "SELECT slope_pp_per_year, slope_low, slope_high FROM mart.series_trend"
    ).fetchall()
    assert round(slope, 3) == Decimal("0.500")
    assert round((high - low) / 2 / Decimal("2.262"), 3) == Decimal("0.118")
    assert high + low == pytest.approx(2 * slope, abs=Decimal("0.000002"))


def test_the_robust_slope_of_a_series_is_that_of_sen(marts: Marts) -> None:
    built = marts(shares(SEN_X, SEN_Y))
    ((robust, low, high, slope),) = built.execute(
        "SELECT theil_sen_pp_per_year, theil_sen_low, theil_sen_high, slope_pp_per_year FROM mart.series_trend"
    ).fetchall()
    assert (robust, round(slope, 2)) == (4, Decimal("4.02"))
    # the paper has 26/7 and 35/8 at 93 %, the fourth and the eighteenth of 21 slopes; at 95 % a rank further out
    slopes = lines.pair_slopes([(Fraction(x), Fraction(y)) for x, y in zip(SEN_X, SEN_Y, strict=True)])
    assert (slopes[3], slopes[17]) == (Fraction(26, 7), Fraction(35, 8))
    assert (low, high) == tuple(round(Decimal(float(slopes[rank])), 6) for rank in (2, 18))


def test_the_variance_of_kendalls_s_is_corrected_for_ties() -> None:
    # Gilbert (1987), Statistical Methods for Environmental Pollution Monitoring, p. 211; van Belle and Hughes, p. 129
    assert lines.kendall_variance([Fraction(y) for y in (23, 24, 0, 6, 0, 24, 24, 0, 23)]) == Fraction(251, 3)
    assert lines.kendall_variance([Fraction(y) for y in (10, 14, 14, 14, 17, 22, 22, 23, 27, 27)]) == Fraction(358, 3)


def test_the_quantiles_of_student_are_those_of_the_distribution(marts: Marts) -> None:
    assert {freedom: str(quantile) for freedom, quantile in _student(marts)} == lines.STUDENT
    for freedom, printed in lines.STUDENT.items():
        assert _within(float(printed) - 0.0005, freedom) < 0.95 < _within(float(printed) + 0.0005, freedom)


def _student(marts: Marts) -> Any:
    built = marts(shares((1,), (50,)))
    return built.execute("SELECT freedom, quantile FROM student").fetchall()


def _within(t: float, freedom: int) -> float:
    """Return how much of Student's t lies between -t and t: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    term = total = cosine if odd else 1.0
    for power in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (power - 1) / power
        total += term
    if not odd:
        return math.sin(angle) * total
    return 2 / math.pi * (angle + (math.sin(angle) * total if freedom > 1 else 0))


def test_where_fiellers_interval_ends_the_line_is_just_compatible_with_the_level() -> None:
    points = [(Fraction(x), Fraction(y)) for x, y in enumerate(("45", "46.5", "46.6", "47.5", "48.8", "48.8"))]
    fit = lines.least_squares(points)
    found = lines.crossing(fit, 50)
    assert found
    meets, low, high = found
    assert fit.y_mean + fit.slope * (meets - fit.x_mean) == 50
    for end in (low, high):
        off = fit.y_mean + fit.slope * (end - fit.x_mean) - 50
        error = lines.root(fit.variance * (Fraction(1, fit.n) + (end - fit.x_mean) ** 2 / fit.spread))
        assert float(abs(off) / error) == pytest.approx(2.776, rel=1e-12)

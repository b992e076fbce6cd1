"""Statistics of a line, exact as far as they are rational: least squares, Student's t, Theil-Sen, Sen, Fieller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from statistics import median
from typing import NamedTuple

#: x and y of a point on a line.
Point = tuple[Fraction, Fraction]

#: Two-sided 95 % quantiles of Student's t by degrees of freedom: NIST/SEMATECH e-Handbook, 1.3.6.7.2.
STUDENT = {
    1: "12.706", 2: "4.303", 3: "3.182", 4: "2.776", 5: "2.571", 6: "2.447", 7: "2.365", 8: "2.306", 9: "2.262",
    10: "2.228", 11: "2.201", 12: "2.179", 13: "2.160", 14: "2.145", 15: "2.131", 16: "2.120", 17: "2.110",
    18: "2.101", 19: "2.093", 20: "2.086", 25: "2.060", 30: "2.042", 40: "2.021", 60: "2.000", 100: "1.984",
}  # fmt: skip
#: Two-sided 95 % quantile of the normal distribution.
NORMAL = Fraction("1.959964")


def student(freedom: int) -> Fraction:
    """Return the quantile; between two listed degrees of freedom that of the lower, which is the larger one."""
    return Fraction(STUDENT[max(listed for listed in STUDENT if listed <= freedom)])


def root(value: Fraction) -> Fraction:
    """Return a square root to fifty digits."""
    with localcontext(prec=60):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


class Fit(NamedTuple):
    """A least-squares line through (x_mean, y_mean); ``variance`` is that of residuals on n - 2 degrees of freedom."""

    n: int
    x_mean: Fraction
    y_mean: Fraction
    spread: Fraction
    slope: Fraction
    variance: Fraction

    @property
    def slope_error(self) -> Fraction:
        """The standard error of the slope."""
        return root(self.variance / self.spread)

    @property
    def interval(self) -> tuple[Fraction, Fraction]:
        """The 95 % interval of the slope."""
        width = student(self.n - 2) * self.slope_error
        return self.slope - width, self.slope + width


def least_squares(points: Sequence[Point]) -> Fit:
    """Return the line through three points or more."""
    n = len(points)
    x_mean = sum((x for x, _ in points), Fraction(0)) / n
    y_mean = sum((y for _, y in points), Fraction(0)) / n
    spread = sum(((x - x_mean) ** 2 for x, _ in points), Fraction(0))
    slope = sum(((x - x_mean) * (y - y_mean) for x, y in points), Fraction(0)) / spread
    residuals = [y - y_mean - slope * (x - x_mean) for x, y in points]
    return Fit(n, x_mean, y_mean, spread, slope, sum((one * one for one in residuals), Fraction(0)) / (n - 2))


def pair_slopes(points: Sequence[Point]) -> list[Fraction]:
    """Return the slopes between all pairs of points, in order."""
    return sorted((y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in combinations(sorted(points), 2) if x0 != x1)


def theil_sen(points: Sequence[Point]) -> Fraction:
    """Return the median of the slopes of all pairs."""
    return median(pair_slopes(points))


def kendall_variance(values: Sequence[Fraction]) -> Fraction:
    """Return the variance of Kendall's S, corrected for ties."""

    def term(n: int) -> int:
        return n * (n - 1) * (2 * n + 5)

    return Fraction(term(len(values)) - sum(term(count) for count in Counter(values).values()), 18)


def sen_interval(points: Sequence[Point]) -> tuple[Fraction, Fraction] | None:
    """Return the 95 % interval of the Theil-Sen slope, ranks rounded outwards; None under six points, ties or not."""
    if len(points) < 6:
        return None
    slopes = pair_slopes(points)
    width = NORMAL * root(kendall_variance([y for _, y in points]))
    low = (len(slopes) - width) / 2 // 1
    high = -(-(len(slopes) + width) / 2 // 1) + 1
    return slopes[int(low) - 1], slopes[int(high) - 1]


def crossing(fit: Fit, level: int) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return where a line meets a level, and Fieller's 95 % interval; None where that is not bounded.

    Where the line might be, it is within t standard errors of the fit: (y(x) - level)^2 <= t^2 var(y(x)).
    """
    if not fit.slope:
        return None
    gap = level - fit.y_mean
    t2 = student(fit.n - 2) ** 2
    # a d^2 - 2 b d + c <= 0 for the distance d from x_mean
    a = fit.slope**2 - t2 * fit.variance / fit.spread
    b = fit.slope * gap
    c = gap**2 - t2 * fit.variance / fit.n
    if a <= 0:
        return None
    width = root(b * b - a * c)
    return fit.x_mean + gap / fit.slope, fit.x_mean + (b - width) / a, fit.x_mean + (b + width) / a


def floor(value: Fraction) -> int:
    """Return a number rounded down to a whole one; what is fifty digits close to a whole one is that."""
    return int(_settled(value).to_integral_value(ROUND_FLOOR))


def ceiling(value: Fraction) -> int:
    """Return a number rounded up to a whole one, likewise."""
    return int(_settled(value).to_integral_value(ROUND_CEILING))


def _settled(value: Fraction) -> Decimal:
    with localcontext(prec=40):
        return +(Decimal(value.numerator) / Decimal(value.denominator))

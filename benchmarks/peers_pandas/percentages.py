"""B2B's share as printed, at its least and at its most, in millionths of a percent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.peers_pandas.amounts import Amounts, amounts, percent, percent_ceiling, percent_floor
from benchmarks.peers_pandas.columns import Integers, first_known, only, where
from benchmarks.peers_pandas.ways import COMPLEMENT, OF_TOTAL, PUBLISHED, VALUES

#: Hundred percent in millionths.
FULL = 10**8
#: More than any shares of parts are together.
_ABOVE_ALL = 10**17


@dataclass(frozen=True, eq=False)
class Interval:
    share: Integers
    low: Integers
    high: Integers


def of_its_base(value: dict[str, Amounts], half: dict[str, Amounts], method: np.ndarray) -> Interval:
    """Return the share of what its way makes it a part of.

    A share or an upper bound too large to tell is hundred percent, another bound that cannot be computed the share itself.
    """
    is_values, is_computed, is_known = method == VALUES, (method == VALUES) | (method == OF_TOTAL), method >= 0
    b, c, t = value["b"], value["c"], value["t"]
    low, high = _not_negative(b - half["b"]), b + half["b"]
    whole = (b + c).where(is_values, t).only(is_computed)
    whole_low = (low + c + half["c"]).where(is_values, t + half["t"]).only(is_computed)
    whole_high = (high + _not_negative(c - half["c"])).where(is_values, t - half["t"]).only(is_computed)
    share, most = _at_most_full(percent(b, whole)), _at_most_full(percent_ceiling(high, whole_high))
    least, most = first_known(percent_floor(low, whole_low), share), where(whole_high.is_positive(), most, share)
    printed, off = (
        where(method == PUBLISHED, printed_percent(of["bs"]), printed_percent(of["cs"])) for of in (value, half)
    )
    printed = where(method == COMPLEMENT, FULL - printed, printed)
    return Interval(
        only(where(is_computed, share, np.minimum(np.maximum(printed, 0), FULL)), is_known),
        only(where(is_computed, least, np.maximum(printed - off, 0)), is_known),
        only(where(is_computed, most, np.minimum(printed + off, FULL)), is_known),
    )


def of_all_segments(value: dict[str, Amounts], half: dict[str, Amounts], has_total: np.ndarray) -> Interval:
    """Return the share of the total of all segments, where that stands beside."""
    b, t, t_half = value["b"], value["t"].only(has_total), half["t"]
    return Interval(
        only(_at_most_full(percent(b, t)), has_total),
        percent_floor(_not_negative(b - half["b"]), t + t_half),
        only(_at_most_full(percent_ceiling(b + half["b"], t - t_half)), has_total),
    )


def printed_percent(number: Amounts) -> Integers:
    """Return printed percentages and their roundings, of which one may be larger than any share."""
    is_above = (number.high > 0) | (number.low > _ABOVE_ALL)
    return Integers(np.where(is_above, _ABOVE_ALL, number.low.view("int64")), ~number.known)


def _not_negative(number: Amounts) -> Amounts:
    return amounts(0).where(number.is_negative(), number)


def _at_most_full(number: Integers) -> Integers:
    return Integers(np.minimum(number.to_numpy("int64", na_value=FULL), FULL), np.zeros(len(number), dtype=bool))

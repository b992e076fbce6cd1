"""mart.share_trend and mart.series_trend: how shares move, and what a series says as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from tests.transforms.oracle import lines
from tests.transforms.oracle.figures import PER_YEAR, Row, frequency, minus, name, nearest, number, ratio

#: What a series is followed by, and the columns that a trend shares with mart.segment_share.
SERIES = ("publication", "ref_area", "measure", "basis", "frequency", "b2b_segment", "share_base")
SHARED = (
    *SERIES, "time_period", "edition", "published_on", "unit_measure", "b2b_value", "b2c_value", "total_value",
    "b2b_value_usd", "b2c_value_usd", "b2b_share_pct", "b2b_share_low_pct", "b2b_share_high_pct", "share_method",
    "published_b2b_share_pct", "obs_status", "has_break", "has_unverified",
)  # fmt: skip
#: The last year that a period may name.
LAST_YEAR = 9999

Stretch = list[Row]


def stretches(shares: Iterable[Row]) -> list[Stretch]:
    """Return the rows that have a share as series, each cut where the publisher marks a break in it."""
    breaks: dict[tuple[object, ...], set[int]] = {}
    series: dict[tuple[object, ...], list[Row]] = {}
    for row in shares:
        followed = tuple(row[column] for column in SERIES[:5])
        if row["has_break"]:
            breaks.setdefault(followed, set()).add(number(row["time_period"]))
        if row["share_method"]:
            key = (*(row[column] for column in SERIES), row["obs_status"] == "F")
            series.setdefault(key, []).append(row)
    found: list[Stretch] = []
    for key, rows in series.items():
        cut: dict[int, Stretch] = {}
        for row in sorted(rows, key=lambda one: number(one["time_period"])):
            since = sum(one <= number(row["time_period"]) for one in breaks.get(key[:5], ()))
            cut.setdefault(since, []).append(row)
        found += cut.values()
    return found


def share_trends(shares: Iterable[Row]) -> list[Row]:
    """Return the rows of mart.share_trend; series_id is that of :func:`series_id`."""
    return [
        {
            **{column: row[column] for column in SHARED},
            "series_id": series_id(stretch),
            **_change(stretch, place),
            **_sides(stretch, place),
            **_slope(stretch[: place + 1]),
        }
        for stretch in stretches(shares)
        for place, row in enumerate(stretch)
    ]


def series_id(stretch: Stretch) -> tuple[object, ...]:
    """Return what names a stretch: its series, and where it begins."""
    first = stretch[0]
    return (*(first[column] for column in SERIES), first["obs_status"] == "F", first["time_period"])


def points(stretch: Sequence[Row]) -> list[lines.Point]:
    """Return periods and shares of a stretch as points, time counted in periods."""
    return [(Fraction(number(row["time_period"])), Fraction(row["b2b_share_pct"])) for row in stretch]


def _before(stretch: Stretch, place: int) -> Row | None:
    """Return the row of the adjacent period before."""
    if place and number(stretch[place - 1]["time_period"]) == number(stretch[place]["time_period"]) - 1:
        return stretch[place - 1]
    return None


def _change(stretch: Stretch, place: int) -> Row:
    row, before = stretch[place], _before(stretch, place)
    after = stretch[place + 1] if place + 1 < len(stretch) else None
    change, low, high = (
        minus(row[f"b2b_share_{one}pct"], before[f"b2b_share_{other}pct"]) if before else None
        for one, other in (("", ""), ("low_", "high_"), ("high_", "low_"))
    )
    mean = None
    if before and after and _before(stretch, place + 1):
        three = (before, row, after)
        mean = nearest(sum((Fraction(one["b2b_share_pct"]) for one in three), Fraction(0)) / 3)
    return {
        "previous_time_period": before and before["time_period"],
        "previous_edition": before and before["edition"],
        "previous_b2b_share_pct": before and before["b2b_share_pct"],
        "b2b_share_change_pp": change,
        "b2b_share_change_low_pp": low,
        "b2b_share_change_high_pp": high,
        "is_change_beyond_rounding": None if low is None or high is None else low > 0 or high < 0,
        "direction": _direction(low, high),
        "b2b_share_mean_3_pct": mean,
        "observation_ids": sorted([*(before["observation_ids"] if before else ()), *row["observation_ids"]]),
    }


def _direction(low: Decimal | None, high: Decimal | None) -> str | None:
    if low is None or high is None:
        return None
    return "B2B gaining" if low > 0 else "B2C gaining" if high < 0 else "no change beyond rounding"


def _values(row: Row | None, like: Row) -> tuple[Decimal | None, Decimal | None]:
    """Return both sides where both are printed, in the unit of the row that they are compared with."""
    if row is None or row["share_method"] != "values" or row["unit_measure"] != like["unit_measure"]:
        return None, None
    return row["b2b_value"], row["b2c_value"]


def _sides(stretch: Stretch, place: int) -> Row:
    row, first = stretch[place], stretch[0]
    b, c = _values(row, row)
    b0, c0 = _values(_before(stretch, place), row)
    b_first, c_first = _values(first, row)
    both, both0 = (None if one is None or other is None else one + other for one, other in ((b, c), (b0, c0)))
    here, per_year = number(row["time_period"]), PER_YEAR[row["frequency"]]
    ago = {}
    for years in (3, 5):
        then = next((one for one in stretch if number(one["time_period"]) == here - years * per_year), None)
        ago[years] = _values(then, row)
    span = Fraction(here - number(first["time_period"]), per_year)
    return {
        "b2b_growth_pct": ratio(minus(b, b0), b0),
        "b2c_growth_pct": ratio(minus(c, c0), c0),
        "sides_growth_pct": ratio(minus(both, both0), both0),
        "b2b_contribution_pp": ratio(minus(b, b0), both0),
        "b2c_contribution_pp": ratio(minus(c, c0), both0),
        "b2b_to_b2c_ratio": ratio(b, c, 1),
        "index_base_period": None if b is None or b_first is None else first["time_period"],
        "b2b_index": ratio(b, b_first),
        "b2c_index": ratio(c, c_first),
        **{
            f"{side}_cagr_{years}y_pct": compound(ago[years][which], now, Fraction(years))
            for years in ago
            for which, (side, now) in enumerate((("b2b", b), ("b2c", c)))
        },
        "b2b_cagr_span_pct": compound(b_first, b, span),
        "b2c_cagr_span_pct": compound(c_first, c, span),
    }


def compound(first: Decimal | None, last: Decimal | None, years: Fraction) -> Decimal | None:
    """Return compound growth in percent a year, to four decimals; None under a year."""
    if first is None or last is None or first <= 0 or years < 1:
        return None
    with localcontext(prec=50):
        if not last:
            return Decimal(-100)
        grown = (last / first) ** (Decimal(years.denominator) / Decimal(years.numerator))
        growth = (grown - 1) * 100
        return growth.quantize(Decimal("0.0001")) if growth < 10**12 else None


def _slope(until: Stretch) -> Row:
    n, per_year = len(until), PER_YEAR[until[0]["frequency"]]
    refused = {
        1: "one period only",
        2: "two periods only: a line through two points has no error to judge it by",
    }.get(n)
    if refused:
        return {**dict.fromkeys(("slope_pp_per_year", "slope_low", "slope_high", "slope_n")), "slope_refused": refused}
    fit = lines.least_squares(points(until))
    low, high = fit.interval
    return {
        "slope_pp_per_year": nearest(fit.slope * per_year),
        "slope_low": nearest(low * per_year),
        "slope_high": nearest(high * per_year),
        "slope_n": n,
        "slope_refused": None,
    }


def series_trends(shares: Iterable[Row]) -> list[Row]:
    """Return the rows of mart.series_trend."""
    rows = [_series(stretch) for stretch in stretches(shares)]
    for row in rows:
        row["is_newest_stretch"] = not any(
            other["series_id"][:-1] == row["series_id"][:-1]
            and number(other["last_time_period"]) > number(row["last_time_period"])
            for other in rows
        )
    return rows


def _series(stretch: Stretch) -> Row:
    first, last, n = stretch[0], stretch[-1], len(stretch)
    slope, sides = _slope(stretch), _sides(stretch, n - 1)
    per_year = PER_YEAR[first["frequency"]]
    sen = lines.sen_interval(points(stretch)) if n >= 3 else None
    robust = lines.theil_sen(points(stretch)) if n >= 3 else None
    trend = None
    if n >= 3:
        trend = _direction(slope["slope_low"], slope["slope_high"])
        trend = "no trend beyond its interval" if trend == "no change beyond rounding" else trend
    method = "Theil-Sen with Sen's interval" if sen else "Theil-Sen, too few periods for its interval"
    return {
        "series_id": series_id(stretch),
        **{column: first[column] for column in SERIES},
        "is_forecast": first["obs_status"] == "F",
        "first_time_period": first["time_period"],
        "last_time_period": last["time_period"],
        "n": n,
        "gaps": number(last["time_period"]) - number(first["time_period"]) + 1 - n,
        "first_b2b_share_pct": first["b2b_share_pct"],
        "last_b2b_share_pct": last["b2b_share_pct"],
        "span_change_pp": last["b2b_share_pct"] - first["b2b_share_pct"] if n > 1 else None,
        "span_direction": (
            _direction(
                last["b2b_share_low_pct"] - first["b2b_share_high_pct"],
                last["b2b_share_high_pct"] - first["b2b_share_low_pct"],
            )
            if n > 1
            else None
        ),
        **{column: slope[column] for column in ("slope_pp_per_year", "slope_low", "slope_high", "slope_refused")},
        "theil_sen_pp_per_year": None if robust is None else nearest(robust * per_year),
        "theil_sen_low": nearest(sen[0] * per_year) if sen else None,
        "theil_sen_high": nearest(sen[1] * per_year) if sen else None,
        "slope_method": f"least squares with Student's t; {method}" if n >= 3 else None,
        "trend_direction": trend,
        **{column: value for column, value in sides.items() if "cagr" in column},
        **_crossover(stretch),
        "has_unverified": any(row["has_unverified"] for row in stretch),
        "observation_ids": sorted({one for row in stretch for one in row["observation_ids"]}),
    }


def _larger(row: Row) -> str | None:
    """Return the side that is the larger one, beyond rounding."""
    return "B2B" if row["b2b_share_low_pct"] > 50 else "B2C" if row["b2b_share_high_pct"] < 50 else None


def _crossover(stretch: Stretch) -> Row:
    sided = [(number(row["time_period"]), _larger(row)) for row in stretch if _larger(row)]
    others = [x for x, side in sided if side != sided[-1][1]]
    if others:
        crossed = min(x for x, _ in sided if x > max(others))
        return _crossing("past", crossed, max(others) + 1, crossed, stretch)
    first, last = (number(stretch[place]["time_period"]) for place in (0, -1))
    met = lines.crossing(lines.least_squares(points(stretch)), 50) if len(stretch) >= 3 else None
    if met and last < met[0] <= last + (last - first):
        at, low, high = met
        return _crossing("extrapolated", lines.ceiling(at), lines.floor(low), lines.ceiling(high), stretch)
    return _crossing("none", None, None, None, stretch)


def _crossing(how: str, at: int | None, low: int | None, high: int | None, stretch: Stretch) -> Row:
    freq = frequency(stretch[0]["time_period"])
    if high is not None and high // PER_YEAR[freq] > LAST_YEAR:
        high = None  # no period has such a name
    return {
        "crossover": how,
        **{
            column: None if x is None else name(x, freq)
            for column, x in (("crossover_period", at), ("crossover_low", low), ("crossover_high", high))
        },
    }

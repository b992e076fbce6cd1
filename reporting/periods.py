"""Periods of different lengths, made comparable by their months."""

from __future__ import annotations


def months(period: str) -> tuple[int, int]:
    """Return the first and the last month of a period, counted from the year 0, so that periods can be compared."""
    year, _, part = period.partition("-")
    first = 12 * int(year)
    match part[:1]:
        case "":
            return first, first + 11
        case "S":
            return first + 6 * int(part[1]) - 6, first + 6 * int(part[1]) - 1
        case "Q":
            return first + 3 * int(part[1]) - 3, first + 3 * int(part[1]) - 1
        case _:
            return first + int(part) - 1, first + int(part) - 1


#: The first and the last month of the column ``time_period``, in SQL.
FIRST_MONTH = (
    "12 * CAST(substr(time_period, 1, 4) AS INTEGER) + CASE substr(time_period, 6, 1) WHEN '' THEN 0 "
    "WHEN 'S' THEN 6 * CAST(substr(time_period, 7) AS INTEGER) - 6 "
    "WHEN 'Q' THEN 3 * CAST(substr(time_period, 7) AS INTEGER) - 3 "
    "ELSE CAST(substr(time_period, 6) AS INTEGER) - 1 END"
)
LAST_MONTH = (
    f"{FIRST_MONTH} + CASE substr(time_period, 6, 1) WHEN '' THEN 11 WHEN 'S' THEN 5 WHEN 'Q' THEN 2 ELSE 0 END"
)

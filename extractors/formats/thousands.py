"""Numbers that were torn apart at their thousands commas: "174,022,318.00" between commas is three fields.

They are put together again only where the number of columns leaves one way to do it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Beyond these no line is mended: 10^24 is more than any figure, and so many columns more than any such table has.
_MAX_GROUPS = 8
_MAX_COLUMNS = 32

_FIRST_GROUP = re.compile("[-+−]?[1-9][0-9]{0,2}")
_GROUP = re.compile("[0-9]{3}")
_LAST_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")


def fewest_columns(fields: Sequence[str]) -> int:
    """Return how many columns a line has if every number that can be joined is; trailing empty fields count too."""
    columns = number = 0
    while number < len(fields):
        number = _ends(fields, number)[-1]
        columns += 1
    return columns


def join_thousands(fields: Sequence[str], columns: int) -> list[list[str]]:
    """Return the ways to join the fields after the first into numbers that leave so many columns.

    At most two ways are returned, enough to know that there is not one. None where a field is empty: it may stand for
    a missing figure or for nothing.
    """
    if not 2 <= columns <= min(_MAX_COLUMNS, len(fields)) or any(not field.strip() for field in fields):
        return []
    ends = [_ends(fields, start) for start in range(len(fields))]
    last = len(fields)
    # ways[start][left]: in how many ways the fields from start on make so many columns; 2 stands for more
    ways = [[0] * columns for _ in range(last)] + [[1] + [0] * (columns - 1)]
    for start in range(last - 1, 0, -1):
        for left in range(1, columns):
            ways[start][left] = min(2, sum(ways[end][left - 1] for end in ends[start]))
    return [[fields[0], *rest] for rest in _paths(fields, ends, ways, (1, columns - 1))]


def _paths(
    fields: Sequence[str], ends: list[list[int]], ways: list[list[int]], state: tuple[int, int]
) -> list[list[str]]:
    """Return up to two of the ways that ``ways`` counted."""
    partial: list[tuple[int, list[str]]] = [(state[0], [])]
    for left in range(state[1], 0, -1):
        partial = [
            (end, [*texts, ",".join(fields[start:end])])
            for start, texts in partial
            for end in ends[start]
            if ways[end][left - 1]
        ][:2]
    return [texts for start, texts in partial if start == len(fields)]


def _ends(fields: Sequence[str], start: int) -> list[int]:
    """Return where the column that begins with a field may end: after it, and after each group of thousands."""
    ends = [start + 1]
    if start == 0 or not _FIRST_GROUP.fullmatch(fields[start].strip()):
        return ends
    for number in range(start + 1, min(len(fields), start + _MAX_GROUPS)):
        if _LAST_GROUP.fullmatch(fields[number]):
            ends.append(number + 1)
        if not _GROUP.fullmatch(fields[number]):
            break
    return ends

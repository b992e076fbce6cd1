"""Kinds of edits to data files of comma-separated lines: SDMX-CSV and exchange rates."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from decimal import Decimal

from tests.drift.target import Edit, Target

Rows = list[list[str]]
#: Edits the fields, header first; returns None where there is nothing of its kind to change.
RowsEdit = Callable[[Rows, random.Random], "Rows | None"]
#: Edits the file as a text.
TextEdit = Callable[[str, random.Random], "str | None"]


def of_lines(edit: RowsEdit) -> Edit:
    def on_file(target: Target, rng: random.Random) -> bytes | None:
        if not _is_of_lines(target):
            return None
        rows = edit(list(csv.reader(io.StringIO(target.content.decode(), newline=""))), rng)
        if rows is None:
            return None
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows(rows)
        return file.getvalue().encode()

    return on_file


def of_text(edit: TextEdit) -> Edit:
    def on_file(target: Target, rng: random.Random) -> bytes | None:
        text = edit(target.content.decode(), rng) if _is_of_lines(target) else None
        return None if text is None else text.encode()

    return on_file


def _is_of_lines(target: Target) -> bool:
    publication = target.publication
    return bool(publication.datasets or publication.rates) and not target.content.lstrip(b"\xef\xbb\xbf").startswith(
        (b"[", b"{")
    )


def _value_column(rows: Rows) -> int | None:
    return next((n for n, name in enumerate(rows[0]) if name in {"OBS_VALUE", "Exchange rate"}), None)


def _period_column(rows: Rows) -> int | None:
    return next((n for n, name in enumerate(rows[0]) if name in {"TIME_PERIOD", "Date"}), None)


def _column(rows: Rows, rng: random.Random) -> int:
    return rng.randrange(len(rows[0]))


def line_column_renamed(rows: Rows, rng: random.Random) -> Rows:
    rows[0][_column(rows, rng)] += rng.choice(["_new", " ", "s"])
    return rows


def line_columns_reordered(rows: Rows, rng: random.Random) -> Rows:
    order = list(range(len(rows[0])))
    rng.shuffle(order)
    return [[row[n] for n in order] for row in rows]


def line_headers_swapped(rows: Rows, rng: random.Random) -> Rows:
    one, other = rng.sample(range(len(rows[0])), 2)
    rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
    return rows


def line_columns_swapped(rows: Rows, rng: random.Random) -> Rows | None:
    """Two columns of the lines change places under a header that stays."""
    one, other = rng.sample(range(len(rows[0])), 2)
    if all(row[one] == row[other] for row in rows[1:]):
        return None
    for row in rows[1:]:
        row[one], row[other] = row[other], row[one]
    return rows


def line_column_inserted(rows: Rows, rng: random.Random) -> Rows:
    at = _column(rows, rng)
    for number, row in enumerate(rows):
        row.insert(at, "extra" if number else "EXTRA")
    return rows


def line_column_dropped(rows: Rows, rng: random.Random) -> Rows:
    at = _column(rows, rng)
    return [row[:at] + row[at + 1 :] for row in rows]


def lines_sorted(rows: Rows, rng: random.Random) -> Rows:
    body = rows[1:]
    rng.shuffle(body)
    return [rows[0], *body]


def lines_dropped(rows: Rows, rng: random.Random) -> Rows:
    gone = set(rng.sample(range(1, len(rows)), rng.randint(1, len(rows) // 3)))
    return [row for number, row in enumerate(rows) if number not in gone]


def lines_doubled(rows: Rows, rng: random.Random) -> Rows:
    return [*rows, *([*row] for row in rng.sample(rows[1:], 5))]


def lines_decimal_comma(rows: Rows, rng: random.Random) -> Rows | None:
    at = _value_column(rows)
    if at is None:
        return None
    for row in rows[1:]:
        row[at] = row[at].replace(".", ",")
    return rows


def lines_scaled(rows: Rows, rng: random.Random) -> Rows | None:
    """Fractions instead of percent, or tenths of it."""
    at = _value_column(rows)
    if at is None:
        return None
    shift = rng.choice([2, 1])
    for row in rows[1:]:
        if row[at]:
            decimals = len(row[at].partition(".")[2])
            row[at] = f"{Decimal(row[at]).scaleb(-shift):.{decimals + shift}f}"
    return rows


def lines_years_shifted(rows: Rows, rng: random.Random) -> Rows | None:
    at = _period_column(rows)
    if at is None:
        return None
    by = rng.choice([1, -1])
    for row in rows[1:]:
        row[at] = str(int(row[at][:4]) + by) + row[at][4:]
    return rows


def lines_codes_changed(rows: Rows, rng: random.Random) -> Rows | None:
    """A code is written otherwise throughout."""
    columns = [n for n in range(len(rows[0])) if 1 < len({row[n] for row in rows[1:]}) < 60]
    at = rng.choice(columns)
    code = rng.choice(sorted({row[at] for row in rows[1:]} - {""}))
    for row in rows[1:]:
        if row[at] == code:
            row[at] = rng.choice([code.lower() + "x", f"{code}_V2"])
    return rows


def lines_labels_for_codes(rows: Rows, rng: random.Random) -> Rows | None:
    names = {
        "USD": "US dollar",
        "Japan": "JPN",
        "Euro": "EMU",
        "AT": "Austria",
        "DE": "Germany",
        "FR": "France",
        "A": "Annual",
        "PC_ETURN": "Percentage of e-turnover",
    }
    for row in rows[1:]:
        row[:] = [names.get(field, field) for field in row]
    return rows


def lines_dropped_of_one_code(rows: Rows, rng: random.Random) -> Rows:
    """A country, a series or a year is gone."""
    columns = [n for n in range(len(rows[0])) if len({row[n] for row in rows[1:]}) > 1 and n != _value_column(rows)]
    at = rng.choice(columns)
    code = rng.choice(sorted({row[at] for row in rows[1:]}))
    return [rows[0], *(row for row in rows[1:] if row[at] != code)]


def lines_doubled_with_other_values(rows: Rows, rng: random.Random) -> Rows | None:
    at = _value_column(rows)
    if at is None:
        return None
    twins = [[*row] for row in rng.sample([row for row in rows[1:] if row[at]], 5)]
    for row in twins:
        row[at] = _other_digits(row[at])
    return [*rows, *twins] if rng.random() < 0.5 else [rows[0], *twins, *rows[1:]]


def lines_values_swapped(rows: Rows, rng: random.Random) -> Rows | None:
    """The values of two codes change places."""
    at = _value_column(rows)
    codes = _code_column(rows)
    if at is None or codes is None:
        return None
    one, other = rng.sample(sorted({row[codes] for row in rows[1:]}), 2)
    names = {one: other, other: one}
    for row in rows[1:]:
        row[codes] = names.get(row[codes], row[codes])
    return rows


def lines_values_slipped(rows: Rows, rng: random.Random) -> Rows | None:
    """The values slip by one line against their codes."""
    at = _value_column(rows)
    if at is None:
        return None
    values = [row[at] for row in rows[1:]]
    by = rng.choice([1, -1])
    for number, row in enumerate(rows[1:]):
        row[at] = values[(number + by) % len(values)]
    return rows


def lines_values_inverted(rows: Rows, rng: random.Random) -> Rows | None:
    """Rates the other way round."""
    at = _value_column(rows)
    if at is None or ("Exchange rate" not in rows[0] and "KEY" not in rows[0]):
        return None
    for row in rows[1:]:
        row[at] = f"{1 / Decimal(row[at]):.4f}"
    return rows


def lines_value_of_one_code_scaled(rows: Rows, rng: random.Random) -> Rows | None:
    """One currency or country in another unit."""
    at, codes = _value_column(rows), _code_column(rows)
    if at is None or codes is None:
        return None
    code = rng.choice(sorted({row[codes] for row in rows[1:]}))
    for row in rows[1:]:
        if row[codes] == code and row[at]:
            row[at] = f"{Decimal(row[at]) * 100:f}"
    return rows


def lines_values_rounded(rows: Rows, rng: random.Random) -> Rows | None:
    """Fewer decimals than before."""
    at = _value_column(rows)
    if at is None:
        return None
    for row in rows[1:]:
        if row[at]:
            row[at] = f"{Decimal(row[at]):.{rng.choice([0, 1])}f}"
    return rows


def lines_values_emptied(rows: Rows, rng: random.Random) -> Rows | None:
    at = _value_column(rows)
    if at is None:
        return None
    text = rng.choice(["", ":", "n/a", "NaN", "-", ".", "0"])
    for row in rng.sample(rows[1:], rng.randint(1, len(rows) // 4)):
        row[at] = text
    return rows


def lines_flag_in_value(rows: Rows, rng: random.Random) -> Rows | None:
    """The flag stands behind the value, as in Eurostat's tab-separated files."""
    at = _value_column(rows)
    flags = next((n for n, name in enumerate(rows[0]) if name == "OBS_FLAG"), None)
    if at is None or flags is None:
        return None
    for row in rows[1:]:
        row[at], row[flags] = " ".join(filter(None, (row[at] or ":", row[flags]))), ""
    return rows


def lines_flags_moved(rows: Rows, rng: random.Random) -> Rows | None:
    """Flags stand in the other column, in capitals or in words."""
    flags = next((n for n, name in enumerate(rows[0]) if name == "OBS_FLAG"), None)
    if flags is None:
        return None
    words = {"b": "break", "u": "unreliable", "bu": "break, unreliable"}
    how = rng.randrange(3)
    for row in rows[1:]:
        if how == 0:
            row[flags], row[flags + 1] = row[flags + 1], row[flags]
        else:
            row[flags] = row[flags].upper() if how == 1 else words.get(row[flags], row[flags])
    return rows


def lines_flags_lost(rows: Rows, rng: random.Random) -> Rows | None:
    flags = next((n for n, name in enumerate(rows[0]) if name == "OBS_FLAG"), None)
    if flags is None:
        return None
    for row in rows[1:]:
        row[flags] = ""
    return rows


def lines_date_format(rows: Rows, rng: random.Random) -> Rows | None:
    """The days of the file, or the years of its lines, are written another way."""
    at = next((n for n, name in enumerate(rows[0]) if name == "LAST UPDATE"), None)
    if at is None or rng.random() < 0.3:
        at = _period_column(rows)
    if at is None:
        return None
    how = rng.choice([
        lambda text: text.replace("/26 ", "/2026 "),
        lambda text: re.sub(r"(\d\d)/(\d\d)/(\d\d)", r"\2/\1/\3", text),
        lambda text: re.sub(r"(\d\d)/(\d\d)/(\d\d)", r"20\3-\2-\1", text),
        lambda text: text.removesuffix("-01-01") if text.endswith("-01-01") else f"{text}-01-01",
        lambda text: text.replace("-01-01", "-12-31") if "-" in text else f"{text}A00",
    ])  # fmt: skip
    for row in rows[1:]:
        row[at] = how(row[at])
    return rows


def lines_years_as_columns(rows: Rows, rng: random.Random) -> Rows | None:
    """One line a series, a column a year."""
    at, years = _value_column(rows), _period_column(rows)
    if at is None or years is None:
        return None
    wide: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows[1:]:
        key = tuple(text for n, text in enumerate(row) if n not in {at, years})
        wide.setdefault(key, {})[row[years]] = row[at]
    known = sorted({row[years] for row in rows[1:]})
    header = [name for n, name in enumerate(rows[0]) if n not in {at, years}]
    return [[*header, *known], *([*key, *(said.get(year, "") for year in known)] for key, said in wide.items())]


def _code_column(rows: Rows) -> int | None:
    """Return the column that names areas, where it names several."""
    return next((n for n, name in enumerate(rows[0]) if name in {"geo", "Country"}), None)


def _other_digits(text: str) -> str:
    return re.sub(r"[0-8]", lambda digit: str(int(digit[0]) + 1), text)


def text_other_separator(text: str, rng: random.Random) -> str:
    return text.replace(",", rng.choice([";", "\t", "|"]))


def text_quoted(text: str, rng: random.Random) -> str:
    """Every field in quotes, or a quote that is never closed."""
    rows = list(csv.reader(io.StringIO(text)))
    file = io.StringIO()
    csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return file.getvalue() if rng.random() < 0.7 else text.replace(",", ',"', 30)


def text_notes_around(text: str, rng: random.Random) -> str:
    """Lines about the file over the header, or notes under the data."""
    note = rng.choice(["Source: the publisher\n", "Table 1. Yearly data\n\n", "# extracted on 2031-01-01\n"])
    return note + text if rng.random() < 0.5 else text + note


def text_header_lost(text: str, rng: random.Random) -> str:
    return text.partition("\n")[2]


def text_header_again(text: str, rng: random.Random) -> str:
    """The header stands again between the lines, as where two files were joined."""
    lines = text.splitlines()
    lines.insert(rng.randrange(1, len(lines)), lines[0])
    return "\n".join([*lines, ""])


def text_blank_lines(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    for _ in range(rng.randint(1, 5)):
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(["", "", "," * lines[0].count(",")]))
    return "\n".join([*lines, ""])


TEXTS: list[TextEdit] = [
    text_other_separator, text_quoted, text_notes_around, text_header_lost, text_header_again, text_blank_lines,
]  # fmt: skip
LINES: list[RowsEdit] = [
    line_column_renamed, line_columns_reordered, line_headers_swapped, line_columns_swapped, line_column_inserted,
    line_column_dropped, lines_sorted, lines_dropped, lines_doubled, lines_decimal_comma, lines_scaled,
    lines_years_shifted, lines_codes_changed, lines_labels_for_codes, lines_dropped_of_one_code,
    lines_doubled_with_other_values, lines_values_swapped, lines_values_slipped, lines_values_inverted,
    lines_value_of_one_code_scaled, lines_values_rounded, lines_values_emptied, lines_flag_in_value, lines_flags_moved,
    lines_flags_lost, lines_date_format, lines_years_as_columns,
]  # fmt: skip
#: Every kind of edit to such a file, by its name.
EDITS: dict[str, Edit] = {edit.__name__: of_lines(edit) for edit in LINES} | {
    edit.__name__: of_text(edit) for edit in TEXTS
}

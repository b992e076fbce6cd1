"""Expanded grids agree with pandas.read_html, cell by cell, on generated tables.

Where the two differ on purpose, ours is what the HTML standard says or a figure's safety asks for; each case has its
own test below: a row span of 0 or beyond its group ends with the group, a row that ends early does not draw a cell from
above to the left, a cell over another is refused, marks of footnotes are apart from the text, lines in a cell do not
run together, a no-break space is a space.
"""

from __future__ import annotations

import io
import random
import re
from itertools import chain

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.errors import DriftError
from extractors.formats.html import parse_html
from extractors.formats.html_grids import html_tables
from extractors.grids import Grid

#: 8 to a page and 300 pages: 2,400 tables.
TABLES_A_PAGE = 8
PAGES = 300
#: What pandas adds to the names of columns that recur.
RECURS = re.compile(r"\.[0-9]+$")
WORDS = ("Japan", "World", "B2B", "sales", "of goods", "Zahl", "企業間", "x")
WRAPS = ("{}", "{}", "{}", "<b>{}</b>", " {} ", "<span>{}<br></span>", "<a href='#'>{}</a>", "\n{}<i></i>", "<p>{}</p>")


def group(random_: random.Random, width: int, rows: int, *, head: bool, optional: bool) -> str:
    """Return so many rows tiled with cells that cover up to three rows and columns."""
    taken: set[tuple[int, int]] = set()
    lines: list[str] = []
    for row in range(rows):
        cells: list[str] = []
        column = last = 0
        while column < width:
            if (row, column) in taken:
                column += 1
                continue
            across = down = 1
            if random_.random() < 0.3:
                down = random_.randint(1, min(3, rows - row))
                while across < 3 and column + across < width and (row, column + across) not in taken:
                    if random_.random() < 0.5:
                        break
                    across += 1
            taken |= {(row + y, column + x) for y in range(down) for x in range(across)}
            tag = "th" if head or random_.random() < 0.1 else "td"
            text = random_.choice(WORDS) + (f" {random_.choice(WORDS)}" if random_.random() < 0.3 else "")
            if not head and random_.random() < 0.2:
                text = ""
            spans = (f" colspan={across}" if across > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
            end = "" if optional and random_.random() < 0.5 else f"</{tag}>"
            last = column + across
            cells.append(f"<{tag}{spans}>{random_.choice(WRAPS).format(text)}{end}")
            column += across
        # The row may end early, but not before a cell from above.
        if not head and len(cells) > 1 and random_.random() < 0.1 and "span=" not in cells[-1] and last == width:
            cells.pop()
        lines.append(f"<tr>{''.join(cells)}" + ("" if optional and random_.random() < 0.5 else "</tr>\n"))
    return "".join(lines)


def table(random_: random.Random, name: int) -> str:
    """Return a table, at times with a head, a foot or a layout table around it."""
    width = random_.randint(2, 6)
    optional = random_.random() < 0.3
    head = random_.random() < 0.5
    body = group(random_, width, random_.randint(1, 6), head=False, optional=optional)
    parts = [f"<tbody>{body}</tbody>" if head or random_.random() < 0.5 else body]
    if head:
        parts.insert(0, f"<thead>{group(random_, width, random_.randint(1, 3), head=True, optional=optional)}</thead>")
    if random_.random() < 0.1:
        parts.append(f"<tfoot>{group(random_, width, 1, head=False, optional=False)}</tfoot>")
    made = f"<table id=t{name}><caption>Table {name}</caption>{''.join(parts)}</table>"
    return f"<table><tr><td>Menu</td><td>{made}</td></tr></table>" if random_.random() < 0.2 else made


def squeezed(text: object) -> str:
    return " ".join(str(text).split()) if isinstance(text, str) else ""


def ours(grid: Grid) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in grid.rows]


def theirs(frame: pd.DataFrame, rows: int) -> list[list[str]]:
    """Return the cells of a frame with those of its header, which pandas numbers or names where they recur or lack."""
    body = [[squeezed(value) for value in row] for row in frame.to_numpy().tolist()]
    columns = [label if isinstance(label, tuple) else (label,) for label in frame.columns]
    head = [list(row) for row in zip(*columns, strict=True)] if rows > len(body) else []
    plain = [["" if str(one).startswith("Unnamed: ") else RECURS.sub("", squeezed(one)) for one in row] for row in head]
    return plain + body


@settings(max_examples=PAGES, deadline=None)
@given(st.integers(0, 2**48))
def test_grids_are_those_of_pandas(seed: int) -> None:
    random_ = random.Random(seed)  # noqa: S311
    page = "<html><body>" + "".join(table(random_, number) for number in range(TABLES_A_PAGE)) + "</body></html>"

    tables = html_tables(parse_html(page.encode()).root)

    assert [one.titles[0] for one in tables] == [f"Table {number}" for number in range(TABLES_A_PAGE)]
    compared = 0
    for number, one in enumerate(tables):
        grid = one.read(one.titles[0])
        try:
            frames = pd.read_html(io.StringIO(page), attrs={"id": f"t{number}"})
        except IndexError:  # pandas cannot name the columns of some tables without a body
            continue
        if not frames:  # pandas leaves a table out that has no text
            assert not any(text for row in ours(grid) for text in row), page
            continue
        (frame,) = frames
        assert ours(grid) == theirs(frame, len(grid.rows)), page
        compared += 1
    assert compared > TABLES_A_PAGE // 2


def grid(body: str) -> Grid:
    (one,) = html_tables(parse_html(f"<table>{body}</table>".encode()).root)
    return one.read("")


@pytest.mark.parametrize("span", ["0", "9"])
def test_a_row_span_ends_with_its_group(span: str) -> None:
    found = grid(
        f"<tbody><tr><td rowspan={span}>a</td><td>b</td></tr><tr><td>c</td></tr></tbody>"
        "<tbody><tr><td>d</td><td>e</td></tr></tbody>"
    )

    assert ours(found) == [["a", "b"], ["a", "c"], ["d", "e"]]
    assert found.rows[0][0] is not None
    assert found.rows[0][0].height == 2


def test_a_row_that_ends_early_does_not_draw_a_cell_from_above_to_the_left() -> None:
    found = grid("<tr><td>a</td><td>b</td><td rowspan=2>c</td></tr><tr><td>d</td></tr>")

    assert ours(found) == [["a", "b", "c"], ["d", "", "c"]]


def test_a_cell_over_another_is_refused() -> None:
    with pytest.raises(DriftError, match=r'row 2, column 2.*found "b" and "c"'):
        grid("<tr><td>a</td><td rowspan=2>b</td></tr><tr><td colspan=2>c</td></tr>")


def test_marks_are_apart_and_lines_in_a_cell_do_not_run_together() -> None:
    found = grid(
        "<tr><td>3,416<sup>1</sup></td><td>3,<sup>rd</sup></td><td><p>1</p><p>2</p></td><td>a&nbsp;b</td></tr>"
    )

    cells = [cell for cell in chain.from_iterable(found.rows) if cell]
    assert [(cell.text, cell.marks) for cell in cells] == [("3,416", "1"), ("3,rd", ""), ("1 2", ""), ("a b", "")]


def test_a_cell_of_a_long_table_is_the_same_whether_it_is_plain_or_not() -> None:
    body = "".join(f"<tr><th>Area {number}<td>{number}<td class=n> {number}.5 </tr>" for number in range(150))

    plain, styled = grid(body).rows, grid(body.replace("<td>", "<td style='color: red'>")).rows

    assert [list(row) for row in plain] == [list(row) for row in styled]
    assert plain[120][1] == plain[120][-2] == plain[120][1:][0] == styled[120][1]


def test_every_cell_is_found_again_by_its_path() -> None:
    random_ = random.Random(7)  # noqa: S311
    for number in range(50):
        root = parse_html(f"<html>{table(random_, number)}</html>".encode()).root
        (one,) = html_tables(root)
        for cell in filter(None, chain.from_iterable(one.read("").rows)):
            (element,) = root.xpath(cell.node)
            assert squeezed("".join(element.itertext())) == cell.text

"""Kinds of edits to the tables of a page. Each takes a target and a random source, and returns the page anew."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable

from lxml import etree

from tests.drift.matrix import Box, Line, new_cell, read_matrix, to_bytes, write_matrix
from tests.drift.target import Edit, Target

#: Edits the rows of one table in place; returns the rows anew, or None where it cannot be done.
RowsEdit = Callable[[list[Line], random.Random], "list[Line] | None"]
#: Edits the table element where it stands; returns False where it cannot be done.
TableEdit = Callable[[etree._Element, random.Random], bool]

_NUMBER = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d{2}")


def of_rows(edit: RowsEdit) -> Edit:
    def on_page(target: Target, rng: random.Random) -> bytes | None:
        return _on_table(target, rng, lambda table, seed: _rewrite(table, seed, edit))

    return on_page


def of_table(edit: TableEdit) -> Edit:
    def on_page(target: Target, rng: random.Random) -> bytes | None:
        return _on_table(target, rng, edit)

    return on_page


def _on_table(target: Target, rng: random.Random, edit: TableEdit) -> bytes | None:
    if target.document.format != "html":
        return None
    root = target.tree()
    tables = target.tables(root)
    if not tables or not edit(rng.choice(tables), rng):
        return None
    return to_bytes(root)


def _rewrite(table: etree._Element, rng: random.Random, edit: RowsEdit) -> bool:
    lines = edit(read_matrix(table), rng)
    if lines is None:
        return False
    write_matrix(table, lines)
    return True


def split(lines: list[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """Return head, body and foot of a table; without thead the first row is its head."""
    head = [line for line in lines if line.group == "thead"] or lines[:1]
    body = [line for line in lines if line not in head and line.group != "tfoot" and not is_note(line)]
    foot = [line for line in lines if line not in head and line not in body]
    return head, body, foot


def is_note(line: Line) -> bool:
    return len({id(box) for box in line.boxes}) == 1


def _columns(lines: list[Line], permutation: list[int]) -> list[Line]:
    return [Line([line.boxes[x] for x in permutation], line.group, line.attributes) for line in lines]


def _figure_columns(body: list[Line]) -> list[int]:
    """Return the columns that hold numbers, without the one that names the rows or one that only counts them."""
    found = []
    labels = _label_column(body)
    for x in range(len(body[0].boxes)):
        texts = [box.text for line in body if (box := line.boxes[x])]
        if x == labels:
            continue
        counted = [text for text in texts if text] == [str(n) for n in range(1, len([t for t in texts if t]) + 1)]
        if sum(bool(_NUMBER.search(text)) for text in texts) >= len(body) / 2 and not counted:
            found.append(x)
    return found


def _label_column(body: list[Line]) -> int | None:
    """Return the first column that is mostly letters."""
    for x in range(len(body[0].boxes)):
        texts = [box.text for line in body if (box := line.boxes[x])]
        if sum(sum(map(str.isalpha, text)) > len(text) / 2 for text in texts) > len(texts) / 2:
            return x
    return None


def _two_columns(lines: list[Line], rng: random.Random) -> tuple[int, int] | None:
    columns = _figure_columns(split(lines)[1])
    return None if len(columns) < 2 else tuple(rng.sample(columns, 2))  # type: ignore[return-value]


def rename_column(lines: list[Line], rng: random.Random) -> list[Line] | None:
    boxes = [box for box in split(lines)[0][-1].boxes if box and box.text]
    box = rng.choice(boxes)
    box.put(rng.choice([f"{box.text} (new)", f"{box.text} and other", box.text[:-1], f"Revised {box.text}", "Value"]))
    return lines


def reorder_columns(lines: list[Line], rng: random.Random) -> list[Line] | None:
    order = list(range(len(lines[0].boxes)))
    rng.shuffle(order)
    return _columns(lines, order)


def insert_column(lines: list[Line], rng: random.Random) -> list[Line] | None:
    at = rng.randrange(len(lines[0].boxes) + 1)
    head, body, foot = split(lines)
    label = rng.choice(["Change (%)", "Note", "Population", "Other sales"])
    for line in lines:
        text = label if line is head[-1] else str(rng.randrange(1000)) if line in body else ""
        line.boxes.insert(at, new_cell(text, "th" if line in head else "td"))
    return [*head, *body, *foot]


def drop_column(lines: list[Line], rng: random.Random) -> list[Line] | None:
    columns = _figure_columns(split(lines)[1])
    gone = rng.choice(columns)
    return _columns(lines, [x for x in range(len(lines[0].boxes)) if x != gone])


def split_column(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """One column of figures becomes two: of which at home, of which abroad."""
    head, body, foot = split(lines)
    at = rng.choice(_figure_columns(body))
    for line in lines:
        box = line.boxes[at]
        left, right = (box.twin(), box.twin()) if box else (new_cell(""), new_cell(""))
        if line is head[-1] and box:
            left.put(f"{box.text} / domestic")
            right.put(f"{box.text} / abroad")
        line.boxes[at : at + 1] = [left, right]
    return [*head, *body, *foot]


def merge_columns(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Two columns of figures become one with both in each cell."""
    head, body, foot = split(lines)
    pair = _two_columns(lines, rng)
    if pair is None:
        return None
    first, second = pair
    joint = rng.choice([" / ", " ", " (", "; "])
    for line in [*head, *body]:
        one, other = line.boxes[first], line.boxes[second]
        if one and other:
            cell = one.twin()
            cell.put(f"{one.text}{joint}{other.text}{')' if joint == ' (' else ''}")
            line.boxes[first] = cell
    return _columns([*head, *body, *foot], [x for x in range(len(lines[0].boxes)) if x != second])


def swap_headers(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Two headers change places, the figures below stay."""
    pair = _two_columns(lines, rng)
    if pair is None:
        return None
    for line in split(lines)[0]:
        line.boxes[pair[0]], line.boxes[pair[1]] = line.boxes[pair[1]], line.boxes[pair[0]]
    return lines


def swap_figures_of_columns(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Two columns of figures change places, their headers stay."""
    pair = _two_columns(lines, rng)
    if pair is None:
        return None
    for line in split(lines)[1]:
        line.boxes[pair[0]], line.boxes[pair[1]] = line.boxes[pair[1]], line.boxes[pair[0]]
    return lines


def shift_figures(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """The labels of the rows slip by one against their figures."""
    body = split(lines)[1]
    by = rng.choice([1, -1])
    moved = [list(line.boxes) for line in body]
    columns = _figure_columns(body)
    for y, line in enumerate(body):
        for x in columns:
            line.boxes[x] = moved[(y + by) % len(body)][x]
    return lines


def unit_into_header(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """A unit that stood elsewhere, or another one, is said in the header."""
    head, body, _ = split(lines)
    columns = _figure_columns(body)
    unit = rng.choice(["US$ billions", "%", "$ millions", "thousands", "million yen", "index, 2015 = 100"])
    for x in rng.sample(columns, rng.randint(1, len(columns))):
        if box := head[-1].boxes[x]:
            twin = box.twin()
            twin.put(f"{box.text} ({unit})")
            head[-1].boxes[x] = twin
    return lines


def unit_into_cells(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Each figure prints a unit of its own."""
    _, body, _ = split(lines)
    before, after = rng.choice([("$", " bn"), ("$", " million"), ("€", ""), ("", "%"), ("", " billion"), ("¥", "")])
    return _each_figure(lines, body, lambda text: f"{before}{text}{after}")


def _each_figure(lines: list[Line], body: list[Line], change: Callable[[str], str]) -> list[Line]:
    done: set[int] = set()
    columns = _figure_columns(body)
    for line in body:
        for x in columns:
            box = line.boxes[x]
            if box and id(box) not in done and _NUMBER.search(box.text):
                done.add(id(box))
                box.put(change(box.text))
    return lines


def _scaled(text: str, shift: int) -> str:
    """Return a text with its first number moved by so many decimal places."""

    def move(found: re.Match[str]) -> str:
        whole, _, decimals = found[0].replace(",", "").partition(".")
        digits = whole + decimals
        point = len(whole) + shift
        digits = digits.ljust(point, "0") if point > 0 else digits.rjust(len(digits) - point + 1, "0")
        point = max(point, 1)
        rest = digits[point:]
        return f"{int(digits[:point]):,}" + (f".{rest}" if rest else "")

    return re.sub(r"\d[\d,]*(?:\.\d+)?", move, text, count=1)


def scale_silently(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """The figures are in another scale than the page says: millions instead of billions."""
    _, body, _ = split(lines)
    shift = rng.choice([3, 3, -3, 2, 6, 4])
    return _each_figure(lines, body, lambda text: _scaled(text, shift))


def scale_one_column(lines: list[Line], rng: random.Random) -> list[Line] | None:
    _, body, _ = split(lines)
    column = rng.choice(_figure_columns(body))
    shift = rng.choice([3, -3])
    for line in body:
        if (box := line.boxes[column]) and _NUMBER.search(box.text):
            box.put(_scaled(box.text, shift))
    return lines


def scale_one_row(lines: list[Line], rng: random.Random) -> list[Line] | None:
    _, body, _ = split(lines)
    return _each_figure(lines, [rng.choice(body)], lambda text: _scaled(text, 3)) if len(body) > 1 else None


def scale_said_in_header(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Another scale, and the header says so."""
    head, body, _ = split(lines)
    words = {"billions": "millions", "億円": "百万円", "십억원": "백만원", "trillion": "billion", "million": "thousand"}
    changed = False
    for line in head:
        for box in {id(box): box for box in line.boxes if box}.values():
            for word, other in words.items():
                if word in box.text:
                    box.put(box.text.replace(word, other))
                    changed = True
                    break
    return _each_figure(lines, body, lambda text: _scaled(text, 3)) if changed else None


def header_in_two_rows(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """The header is split: a common row over it, or its labels broken in two."""
    head, body, foot = split(lines)
    if rng.random() < 0.5:
        top = Line([new_cell(rng.choice(["Estimates", "2015", "Sales"]), "th")] * len(lines[0].boxes), head[0].group)
        return [top, *head, *body, *foot]
    upper, lower = head[-1].twin(), head[-1].twin()
    for one, other in zip(upper.boxes, lower.boxes, strict=True):
        if one and other:
            words = one.text.split(" ")
            cut = rng.randrange(len(words) + 1)
            one.put(" ".join(words[:cut]))
            other.put(" ".join(words[cut:]))
    return [*head[:-1], upper, lower, *body, *foot]


def footnote_sup(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Superscript marks on labels and figures."""
    boxes = list({id(box): box for line in lines for box in line.boxes if box and box.text}.values())
    for box in rng.sample(boxes, min(len(boxes), rng.randint(1, 6))):
        mark = etree.SubElement(box.element, "sup")
        mark.text = rng.choice(["1", "2", "a", "(3)", "*", "†"])
    return lines


def footnote_glued(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Marks that lost their superscript: glued to the figure or the label."""
    _, body, _ = split(lines)
    boxes = list({id(box): box for line in body for box in line.boxes if box and box.text}.values())
    for box in rng.sample(boxes, min(len(boxes), rng.randint(1, 4))):
        box.put(box.text + rng.choice(["1)", "(1)", "[2]", "a", "p", "r", "*", "†", " 1", " e"]))
    return lines


def footnote_digit_glued(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """A note's number has become a digit of the figures of a column."""
    _, body, _ = split(lines)
    column = rng.choice(_figure_columns(body))
    digit = str(rng.randrange(1, 4))
    for line in body:
        if (box := line.boxes[column]) and _NUMBER.search(box.text):
            box.put(box.text + digit)
    return lines


def thousands_separator(lines: list[Line], rng: random.Random) -> list[Line] | None:
    _, body, _ = split(lines)
    other = rng.choice(["", " ", "\u00a0", "\u2009", "'", ".", "，"])
    return _each_figure(lines, body, lambda text: re.sub(r"(?<=\d),(?=\d{3})", other, text))


def decimal_comma(lines: list[Line], rng: random.Random) -> list[Line] | None:
    _, body, _ = split(lines)
    return _each_figure(lines, body, lambda text: text.translate(str.maketrans(",.", ".,")))


def year_column_added(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """One year more than the edition has, after the newest."""
    head, body, foot = split(lines)
    years = [(int(found[0]), x) for x, box in enumerate(head[-1].boxes) if box and (found := _YEAR.search(box.text))]
    if not years:
        return None
    year, at = max(years)
    for line in lines:
        box = line.boxes[at]
        twin = box.twin() if box else new_cell("")
        if line is head[-1] and box:
            twin.put(_YEAR.sub(str(year + 1), box.text))
        line.boxes.insert(at + 1, box if box and line in head[:-1] else twin)
    return [*head, *body, *foot]


def years_shifted(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """The years over the columns are all off by one."""
    head, _, _ = split(lines)
    by = rng.choice([1, -1])
    found = False
    for line in head:
        for box in {id(box): box for box in line.boxes if box}.values():
            if _YEAR.search(box.text):
                box.put(_YEAR.sub(lambda year: str(int(year[0]) + by), box.text))
                found = True
    return lines if found else None


def rows_sorted(lines: list[Line], rng: random.Random) -> list[Line] | None:
    head, body, foot = split(lines)
    rng.shuffle(body)
    return [*head, *body, *foot]


def rows_dropped(lines: list[Line], rng: random.Random) -> list[Line] | None:
    head, body, foot = split(lines)
    gone = rng.sample(body, rng.randint(1, max(1, len(body) // 2)))
    return [*head, *(line for line in body if line not in gone), *foot]


def rows_doubled(lines: list[Line], rng: random.Random) -> list[Line] | None:
    head, body, foot = split(lines)
    at = rng.randrange(len(body))
    body.insert(rng.randrange(len(body) + 1), body[at].twin())
    return [*head, *body, *foot]


def row_doubled_with_other_figures(lines: list[Line], rng: random.Random) -> list[Line] | None:
    head, body, foot = split(lines)
    line = rng.choice(body).twin()
    _each_figure([line], [line], lambda text: re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text))
    body.insert(rng.randrange(len(body) + 1), line)
    return [*head, *body, *foot]


def subtotal_inserted(lines: list[Line], rng: random.Random) -> list[Line] | None:
    head, body, foot = split(lines)
    line = rng.choice(body).twin()
    label = next((box for box in line.boxes if box and box.text and not _NUMBER.fullmatch(box.text[0])), None)
    if label is None:
        return None
    label.put(rng.choice(["Subtotal", "Five above", "European Union", "Other", "of which: platforms", "小計", "합계"]))
    body.insert(rng.randrange(len(body) + 1), line)
    return [*head, *body, *foot]


def rows_in_another_language(lines: list[Line], rng: random.Random) -> list[Line] | None:
    names = {
        "United States": "Estados Unidos", "Japan": "日本", "China": "Chine", "Germany": "Deutschland",
        "France": "法国", "Korea (Rep.)": "Corée du Sud", "United Kingdom": "Reino Unido", "Spain": "España",
        "World": "Welt", "Total": "Insgesamt", "総計": "Total", "합계": "Total", "전체": "Total",
    }  # fmt: skip
    changed = False
    for box in {id(box): box for line in lines for box in line.boxes if box}.values():
        if box.text in names and rng.random() < 0.7:
            box.put(names[box.text])
            changed = True
    return lines if changed else None


def transposed(lines: list[Line], rng: random.Random) -> list[Line] | None:
    head, body, _ = split(lines)
    kept = [*head[-1:], *body]
    group = kept[-1].group
    return [Line([line.boxes[x] for line in kept], group) for x in range(len(kept[0].boxes))]


def header_tags(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """th becomes td, or the other way round."""
    to, all_of_them = rng.choice(["td", "th"]), rng.random() < 0.5
    for box in {id(box): box for line in lines for box in line.boxes if box}.values():
        if all_of_them or rng.random() < 0.5:
            box.element.tag = to
    if rng.random() < 0.5:
        for line in lines:
            line.group = "tbody" if line.group == "thead" else line.group
    return lines


def inline_markup(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Text of cells wrapped in spans, bold, fonts, links, paragraphs, or broken by tags inside."""
    for box in {id(box): box for line in lines for box in line.boxes if box}.values():
        if rng.random() < 0.6:
            text = box.text
            element = box.put("")
            outer = etree.SubElement(element, rng.choice(["span", "b", "font", "a", "p", "div", "strong"]))
            inner = etree.SubElement(outer, "span")
            cut = rng.randrange(len(text) + 1)
            outer.text, inner.text = text[:cut], text[cut:]
    return lines


def white_space(lines: list[Line], rng: random.Random) -> list[Line] | None:
    for box in {id(box): box for line in lines for box in line.boxes if box}.values():
        space = rng.choice(["\u00a0", "\n\t ", "  ", "\u3000", "\u200b", "\u2009"])
        box.put(space + box.text.replace(" ", space if space != "\u200b" else " ") + space)
    return lines


def struck_figures(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Old figures struck out beside new ones."""
    _, body, _ = split(lines)
    for line in rng.sample(body, rng.randint(1, len(body))):
        for x in _figure_columns(body):
            if (box := line.boxes[x]) and _NUMBER.search(box.text):
                text = box.text
                old = etree.SubElement(box.put(""), rng.choice(["del", "s", "span"]))
                old.text = re.sub(r"\d", "9", text, count=1)
                old.tail = rng.choice([" ", ""]) + text
    return lines


def italics_lost(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Italics are now set by a style sheet, under a class."""
    changed = False
    for line in lines:
        for element in [box.element for box in line.boxes if box]:
            for part in element.iter():
                if part.tag in {"i", "em"}:
                    part.tag = "span"
                    changed = True
                changed = bool(part.attrib.pop("style", None)) or changed
        changed = bool(line.attributes.pop("style", None)) or changed
    return lines if changed else None


def figures_as_images(lines: list[Line], rng: random.Random) -> list[Line] | None:
    _, body, _ = split(lines)
    for line in body:
        for x in _figure_columns(body):
            if (box := line.boxes[x]) and rng.random() < 0.8:
                text = box.text
                etree.SubElement(box.put(""), "img", {"src": "cell.png", "alt": text})
    return lines


def cells_emptied(lines: list[Line], rng: random.Random) -> list[Line] | None:
    _, body, _ = split(lines)
    texts = rng.choice([["", "-"], ["n/a", "…"], [":", "x"], ["0", "nil"]])
    boxes = [box for line in body for x in _figure_columns(body) if (box := line.boxes[x]) and _NUMBER.search(box.text)]
    for box in rng.sample(boxes, rng.randint(1, len(boxes))):
        box.put(rng.choice(texts))
    return lines


def merged_down(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """A figure, or a label, in one cell over two rows or two columns."""
    _, body, _ = split(lines)
    if len(body) < 2:
        return None
    y, x = rng.randrange(len(body) - 1), rng.randrange(len(lines[0].boxes) - 1)
    if rng.random() < 0.5:
        body[y + 1].boxes[x] = body[y].boxes[x]
    else:
        body[y].boxes[x + 1] = body[y].boxes[x]
    return lines


def cell_lost(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """A row lost one cell: the others move up to the left."""
    line = rng.choice(split(lines)[1])
    gone = rng.randrange(len(line.boxes))
    line.boxes = [*line.boxes[:gone], *line.boxes[gone + 1 :], None]
    return lines


def rank_column_first(lines: list[Line], rng: random.Random) -> list[Line] | None:
    """Numbers of rows in front."""
    head, body, foot = split(lines)
    for line in head:
        line.boxes.insert(0, new_cell("" if rng.random() < 0.3 else "No.", "th"))
    for number, line in enumerate(body, start=1):
        line.boxes.insert(0, new_cell(str(number)))
    for line in foot:
        line.boxes.insert(0, line.boxes[0])
    return [*head, *body, *foot]


def table_as_divs(table: etree._Element, rng: random.Random) -> bool:
    for element in table.iter():
        if element.tag in {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}:
            element.set("class", str(element.tag))
            element.tag = "div"
    return True


def table_as_image(table: etree._Element, rng: random.Random) -> bool:
    parent = table.getparent()
    assert parent is not None
    parent.replace(table, etree.Element("img", {"src": "table.png", "alt": "The table"}))
    return True


def same_caption_twice(table: etree._Element, rng: random.Random) -> bool:
    """Another table under the same caption, with other figures: a draft, or the year before."""
    parent = table.getparent()
    assert parent is not None
    block = parent if parent.tag == "figure" else table
    twin = copy.deepcopy(block)
    for element in twin.iter("td"):
        for child in [element, *element]:
            child.text = re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), child.text or "")
    block.addnext(twin) if rng.random() < 0.5 else block.addprevious(twin)
    return True


def hidden_draft(table: etree._Element, rng: random.Random) -> bool:
    """As above, but hidden from people by a style."""
    parent = table.getparent()
    assert parent is not None
    block = parent if parent.tag == "figure" else table
    if not same_caption_twice(table, rng):
        return False
    (block.getnext() if rng.random() < 0.5 else block).set("style", "display:none")  # type: ignore[union-attr]
    return True


def layout_around(table: etree._Element, rng: random.Random) -> bool:
    parent = table.getparent()
    assert parent is not None
    block = parent if parent.tag == "figure" else table
    above = block.getparent()
    assert above is not None
    layout = etree.Element("table")
    row = etree.SubElement(layout, "tr")
    for text in ("Menu", None, "Links"):
        cell = etree.SubElement(row, "td")
        cell.text = text
    above.replace(block, layout)
    block.tail, layout.tail = None, block.tail
    row[1].append(block)
    return True


def table_in_two(table: etree._Element, rng: random.Random) -> bool:
    """The rows go on in a second table, with or without the header and the caption again."""
    lines = read_matrix(table)
    head, body, foot = split(lines)
    if len(body) < 2:
        return False
    cut = rng.randrange(1, len(body))
    second = copy.deepcopy(table)
    if rng.random() < 0.5:
        for caption in second.findall("caption"):
            caption.text = f"{caption.text or ''} (continued)"
    write_matrix(table, [*head, *body[:cut]])
    write_matrix(second, [*(head if rng.random() < 0.5 else []), *body[cut:], *foot])
    second.tail, table.tail = table.tail, "\n"
    table.addnext(second)
    return True


def side_by_side(table: etree._Element, rng: random.Random) -> bool:
    """The lower half of the rows stands to the right of the upper half."""
    lines = read_matrix(table)
    head, body, _ = split(lines)
    half = len(body) // 2
    if len(body) % 2 or half < 1:
        return False
    rows = [Line([*line.boxes, *line.twin().boxes], line.group) for line in head]
    rows += [Line([*body[y].boxes, *body[half + y].boxes], body[y].group) for y in range(half)]
    write_matrix(table, rows)
    return True


def caption_year(table: etree._Element, rng: random.Random) -> bool:
    """The years in the caption, or in the line or heading over the table, are off by one."""
    by = rng.choice([1, -1])
    parent = table.getparent()
    assert parent is not None
    captions = [*table.findall("caption"), *parent.findall("figcaption")]
    previous = table.getprevious()
    captions = captions or ([previous] if previous is not None else [])
    changed = False
    for caption in captions:
        for element in caption.iter():
            text = _YEAR.sub(lambda year: str(int(year[0]) + by), element.text or "")
            changed = changed or text != (element.text or "")
            element.text = text
    return changed


def caption_reworded(table: etree._Element, rng: random.Random) -> bool:
    parent = table.getparent()
    assert parent is not None
    captions = [*table.findall("caption"), *parent.findall("figcaption")]
    if not captions:
        return False
    for caption in captions:
        words = ("".join(caption.itertext())).split(" ")
        words[rng.randrange(len(words))] = rng.choice(["Estimates", "Draft", "概要"])
        for child in list(caption):
            caption.remove(child)
        caption.text = " ".join(words)
    return True


def rows_grouped(table: etree._Element, rng: random.Random) -> bool:
    """Heading rows over the whole width between groups of rows, each group a tbody."""
    head, body, foot = split(read_matrix(table))
    at = sorted({rng.randrange(len(body)), rng.randrange(len(body))}, reverse=True)
    for y in at:
        body.insert(
            y, Line([new_cell(rng.choice(["Developed economies", "Preliminary"]))] * len(body[0].boxes), "tbody")
        )
    write_matrix(table, [*head, *body, *foot])
    return True


ROWS: list[RowsEdit] = [
    rename_column, reorder_columns, insert_column, drop_column, split_column, merge_columns, swap_headers,
    swap_figures_of_columns, shift_figures, unit_into_header, unit_into_cells, scale_silently, scale_one_column,
    scale_one_row, scale_said_in_header, header_in_two_rows, footnote_sup, footnote_glued, footnote_digit_glued,
    thousands_separator, decimal_comma, year_column_added, years_shifted, rows_sorted, rows_dropped, rows_doubled,
    row_doubled_with_other_figures, subtotal_inserted, rows_in_another_language, transposed, header_tags, inline_markup,
    white_space, italics_lost, struck_figures, figures_as_images, cells_emptied, merged_down, cell_lost,
    rank_column_first,
]  # fmt: skip
TABLES: list[TableEdit] = [
    table_as_divs, table_as_image, same_caption_twice, hidden_draft, layout_around, table_in_two, side_by_side,
    caption_year, caption_reworded, rows_grouped,
]  # fmt: skip
#: Every kind of edit to a table, by its name.
EDITS: dict[str, Edit] = {edit.__name__: of_rows(edit) for edit in ROWS} | {
    edit.__name__: of_table(edit) for edit in TABLES
}
__all__ = ["EDITS", "Box"]

"""An HTML table as a matrix of cells that edits can permute, and back: merged cells follow their parts."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from lxml import etree, html


@dataclass(eq=False)
class Box:
    """One cell as authored; it stands at every place of the matrix that it covers."""

    element: etree._Element

    @property
    def text(self) -> str:
        return " ".join("".join(self.element.itertext()).split())

    def put(self, text: str) -> etree._Element:
        """Write a text in place of all that the cell holds; tags around the text stay; return the element it is in."""
        element = self.element
        while len(element) and not (element.text or "").strip():
            element = element[0]
        for child in list(element):
            element.remove(child)
        element.text = text
        for outer in element.iterancestors():
            for after in [one for one in outer if one is not element and element not in one.iter()]:
                outer.remove(after)
        element.tail = None
        return element

    def twin(self) -> Box:
        """Return a copy that stands on its own."""
        return Box(copy.deepcopy(self.element))


@dataclass(eq=False)
class Line:
    """One row: its cells by column, the group it stands in, and its own attributes."""

    boxes: list[Box | None]
    group: str
    attributes: dict[str, str] = field(default_factory=dict)

    def twin(self) -> Line:
        """Return a copy with cells of its own."""
        return Line([box.twin() if box else None for box in self.boxes], self.group, dict(self.attributes))


def new_cell(text: str, tag: str = "td") -> Box:
    element = etree.Element(tag)
    element.text = text
    return Box(element)


def read_matrix(table: etree._Element) -> list[Line]:
    """Return the rows of a table; every merged cell stands at each place that it covers."""
    places: dict[tuple[int, int], Box] = {}
    rows = table.findall(".//tr")
    width = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while (y, x) in places:
                x += 1
            across, down = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            box = Box(copy.deepcopy(cell))
            box.element.tail = None
            for name in ("colspan", "rowspan"):
                box.element.attrib.pop(name, None)
            for covered in ((y + j, x + i) for j in range(down) for i in range(across)):
                places[covered] = box
            x += across
            width = max(width, x)
    return [
        Line([places.get((y, x)) for x in range(width)], str(row.getparent().tag), dict(row.attrib))  # type: ignore[union-attr]
        for y, row in enumerate(rows)
    ]


def write_matrix(table: etree._Element, lines: list[Line]) -> None:
    """Put the rows into a table in place of those it has; captions stay."""
    for child in list(table):
        if child.tag in {"thead", "tbody", "tfoot", "tr"}:
            table.remove(child)
    group: etree._Element | None = None
    name = ""
    for y, line in enumerate(lines):
        if group is None or line.group != name:
            name = line.group
            group = table if name == "table" else etree.SubElement(table, name)
        row = etree.SubElement(group, "tr", line.attributes)
        for x, box in enumerate(line.boxes):
            if box is None or (x and line.boxes[x - 1] is box) or (y and lines[y - 1].boxes[x] is box):
                continue
            across = next((n for n, other in enumerate(line.boxes[x:]) if other is not box), len(line.boxes) - x)
            down = next((n for n, other in enumerate(lines[y:]) if other.boxes[x] is not box), len(lines) - y)
            element = copy.deepcopy(box.element)
            if across > 1:
                element.set("colspan", str(across))
            if down > 1:
                element.set("rowspan", str(down))
            row.append(element)


def to_bytes(root: etree._Element) -> bytes:
    """Return a page as it is sent, in utf-8."""
    return b"<!DOCTYPE html>\n" + html.tostring(root, encoding="utf-8")

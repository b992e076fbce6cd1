"""What a page is made of: texts, links, tables and charts, ready to be set; and what every page is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]

#: What a page may do: load the files of the site and nothing else, send nothing anywhere. A chart carries its sizes and
#: colours in itself.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


class Link(NamedTuple):
    """A text that leads to a page of the site (``areas/JPN.html#figures``) or to an address elsewhere."""

    text: str
    to: str


#: A cell of a table: a text, a link, or several of them one after the other.
Cell = str | Link | list["str | Link"]


class Column(NamedTuple):
    """A column of a table; numbers stand one below the other."""

    title: str
    is_number: bool = False
    says: str = ""


class Line(NamedTuple):
    """A row of a table; ``anchor`` is what links lead to, ``due`` a day that the reader's day is compared with."""

    cells: Sequence[Cell]
    anchor: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; where there are no rows ``empty`` says so. ``filters`` lets a reader narrow it."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Line]
    empty: str = "Nothing to show."
    filters: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its kind, its marks, what it shows in a sentence, where the figures are from, the table behind it.

    ``says`` explains marks beyond points and lines; where there are no marks ``empty`` says so.
    """

    id: str
    kind: str
    title: str
    alternative: str
    source: str
    marks: Sequence[Row]
    table: Table
    says: str = ""
    empty: str = "There is nothing to draw."


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site: its name, the template that sets it, what the template needs, and its charts.

    ``parts`` is plain data: pages are made again only where it differs.
    """

    name: str
    template: str
    title: str
    parts: Row = field(default_factory=dict)
    charts: Sequence[Chart] = ()
    above: Sequence[Link] = ()

    @property
    def root(self) -> str:
        """Return the way from the page to the folder of the site."""
        return "../" * self.name.count("/") or "./"

    @property
    def data(self) -> str:
        """Return the name of the file with the marks of its charts."""
        return self.name.removesuffix(".html") + ".js"

    @property
    def has_marks(self) -> bool:
        """Tell whether there is anything to draw."""
        return any(chart.marks for chart in self.charts)


def area_page(area: str) -> str:
    """Return what the page of an area is called."""
    return f"areas/{area}.html"


def publication_page(publication: str) -> str:
    """Return what the page of a publication is called."""
    return f"publications/{publication}.html"


def figure_page(observation_id: str) -> str:
    """Return what the page of a figure is called; folders of some hundred files each."""
    return f"figures/{observation_id[:2]}/{observation_id}.html"


def document_page(snapshot_id: str) -> str:
    """Return what the page of an archived document is called."""
    return f"documents/{snapshot_id}.html"


def periods(first: str, last: str) -> str:
    """Return a stretch of periods in words."""
    return first if first == last else f"{first} to {last}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return how many there are of something: "1 area", "3 areas"."""
    return f"{number} {one if number == 1 else many or one + 's'}"

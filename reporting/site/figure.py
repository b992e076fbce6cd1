"""The page of a figure: the document with its very place marked, its reading, its vintages, what it feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractors import codes
from extractors.documents import normalise
from extractors.observation import locator_from_json
from reporting.charts.shares import fetched, publisher_name, short_name
from reporting.numerals import Numerals
from reporting.site.area import value_text
from reporting.site.marks import place_id
from reporting.site.pages import Column, Line, Link, Page, Row, Table, area_page, document_page, figure_page, publication_page
from reporting.trace import FEEDS, FIGURES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

"""Pages set in their templates: everything that comes from a document or the warehouse is escaped."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from reporting.site.markup import cell, is_elsewhere, link, rows
from reporting.site.pages import POLICY, Chart, Page
from reporting.terminal import to_json

FOLDER = Path(__file__).parent


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.tests["elsewhere"] = is_elsewhere
    templates.globals.update(cell=cell, link=link, rows=rows)
    return templates


def set_page(page: Page) -> bytes:
    """Return a page as HTML."""
    template = _templates().get_template(page.template)
    return template.render(page=page, root=page.root, policy=POLICY, **page.parts).encode()


def set_template(name: str, **parts: Any) -> bytes:
    """Return a template that is no page of the site itself."""
    return _templates().get_template(name).render(**parts).encode()


def set_data(charts: Sequence[Chart]) -> bytes:
    """Return the marks of a page's charts as a script that hands them over: a browser loads no other data from a disk.

    In a file of its own it needs no escaping for HTML, and U+2028 is a letter like others in scripts of today.
    """
    data = [{"id": chart.id, "kind": chart.kind, "marks": chart.marks} for chart in charts if chart.marks]
    return f"marketsplit.take({as_json(data)});\n".encode()


def as_json(value: Any) -> str:
    """Return a value as JSON in one way only: the same value gives the same text."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return to_json(value)

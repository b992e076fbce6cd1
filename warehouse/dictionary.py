"""What every table and column means: fields.yml, as COMMENTs in the warehouse and as the data dictionary in docs/.

``python -m warehouse.dictionary`` writes docs/data-dictionary.md anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from extractors import storage
from extractors.errors import UsageError
from extractors.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIELDS_FILE = Path(__file__).with_name("fields.yml")
DICTIONARY_FILE = PROJECT_ROOT / "docs" / "data-dictionary.md"


class Described(BaseModel):
    """Base of the dictionary's parts: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Described):
    """One column: its type, its unit where it has one, its meaning, and what to beware of."""

    type: str
    unit: str | None = None
    description: str
    warning: str | None = None

    def comment(self) -> str:
        """Return the text that stands in the warehouse."""
        unit = f" Unit: {self.unit}." if self.unit else ""
        warning = f" Beware: {self.warning}" if self.warning else ""
        return f"{self.description}{unit}{warning}"


class Relation(Described):
    """One table, view or table macro: what it holds and what one row of it is."""

    kind: Literal["table", "view", "macro"] = "table"
    grain: str
    description: str
    warning: str | None = None
    same_columns_as: str | None = Field(None, description="the relation that describes the columns of this one")
    columns: dict[str, Column] = {}

    def comment(self) -> str:
        """Return the text that stands in the warehouse."""
        warning = f" Beware: {self.warning}" if self.warning else ""
        return f"{self.description} One row: {self.grain}.{warning}"


@cache
def relations() -> dict[str, Relation]:
    """Return everything described in fields.yml, by ``schema.name``, in the order of the file."""
    described = yaml.safe_load(FIELDS_FILE.read_text(encoding="utf-8"))
    return {name: Relation.model_validate(one) for name, one in described.items()}


def columns_of(name: str) -> dict[str, Column]:
    """Return the columns of a relation, also where another one describes them."""
    relation = relations()[name]
    return columns_of(relation.same_columns_as) if relation.same_columns_as else relation.columns


def apply_comments(connection: DuckDBPyConnection) -> None:
    """Write the descriptions into a warehouse that has every relation of fields.yml."""
    statements = []
    for name, relation in relations().items():
        kind = {"table": "TABLE", "view": "VIEW", "macro": "MACRO TABLE"}[relation.kind]
        statements.append(f"COMMENT ON {kind} {name} IS {_quoted(relation.comment())}")
        if relation.kind != "macro":
            statements += [
                f"COMMENT ON COLUMN {name}.{column} IS {_quoted(described.comment())}"
                for column, described in columns_of(name).items()
            ]
    connection.execute(";".join(statements))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


#: What holds of figures everywhere, and the column that says of which.
USAGE = (
    ("provisional or estimated", "`obs_status` P or E (core.obs_status has them all): the publisher may revise it."),
    ("a forecast", "`obs_status` F: never in a series with actual figures."),
    (
        "not verified",
        "`verification` unverified, `has_unverified` in the marts: nobody has seen the figure at its source.",
    ),
    ("definitions differ", "`basis`, `comparability_group`: compare inside a group, never average across publishers."),
    ("a break in the series", "`obs_status` B, `has_break`: nothing is compared across it."),
    ("discontinued", "mart.freshness: `expected_next_on` long past, and `last_time_period` the last there will be."),
    (
        "retold",
        "core.publication `standing` secondary: in marts only where asked for, and never compared with publishers.",
    ),
)


def render(relation: str | None = None) -> str:
    """Return the data dictionary as Markdown, what to beware of first; or what it says of one relation.

    Raises UsageError for a relation that is not described.
    """
    if relation is not None:
        _find(relation)
        return "\n".join(_relation(relation)).lstrip()
    parts = [
        "# Data dictionary",
        "",
        "Made from `warehouse/fields.yml` by `python -m warehouse.dictionary`; the warehouse has the same as COMMENTs,",
        "and `marketsplit dictionary` prints it.",
        "",
        "## Before you use a figure",
        "",
        "| it may be | how to tell |",
        "|---|---|",
        *(f"| {what} | {how} |" for what, how in USAGE),
        "",
        "## Relations",
        "",
        "| relation | one row |",
        "|---|---|",
    ]
    parts += [f"| [`{name}`](#{name.replace('.', '')}) | {_cell(one.grain)} |" for name, one in relations().items()]
    for name in relations():
        parts += _relation(name)
    return "\n".join(parts) + "\n"


def described_rows(relation: str | None = None) -> list[dict[str, str | None]]:
    """Return one row a column: ``relation``, ``column``, ``type``, ``unit``, ``warning``, ``description``.

    Raises UsageError for a relation that is not described.
    """
    return [
        {
            "relation": name,
            "column": column,
            "type": one.type,
            "unit": one.unit,
            "warning": one.warning,
            "description": one.description,
        }
        for name in ([_find(relation)] if relation else relations())
        for column, one in columns_of(name).items()
    ]


def _find(relation: str) -> str:
    if relation not in relations():
        raise UsageError("no such relation", expected="one of " + ", ".join(relations()), found=relation)
    return relation


def _relation(name: str) -> list[str]:
    relation = relations()[name]
    parts = ["", f"## {name}", ""]
    if relation.warning:
        parts += [f"**Beware:** {relation.warning}", ""]
    parts += [relation.description, "", f"A {relation.kind}. One row: {relation.grain}."]
    if relation.same_columns_as:
        return [*parts, "", f"Columns as in `{relation.same_columns_as}`."]
    parts += ["", "| column | type | unit | meaning |", "|---|---|---|---|"]
    for column, one in relation.columns.items():
        warning = f"**Beware:** {one.warning} " if one.warning else ""
        parts.append(f"| `{column}` | {one.type} | {one.unit or ''} | {_cell(warning + one.description)} |")
    return parts


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    storage.write_whole(DICTIONARY_FILE, render().encode())

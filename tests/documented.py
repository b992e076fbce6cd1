"""The SQL that a document shows, what it says comes of it, and what it says about that."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from extractors.settings import PROJECT_ROOT
from reporting.query import query_published
from reporting.terminal import PIPE_WIDTH, rows_grid

#: A query, and under it, where there is one, what it prints; then the text up to the next query or heading.
_EXAMPLE = re.compile(r"```sql\n(.*?)```\n(?:```text\n(.*?)```\n)?(.*?)(?=```sql|^## |\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A query under its heading, the lines shown as its answer (none where none are), and the text that follows."""

    heading: str
    sql: str
    shown: list[str]
    text: str


def examples(document: str) -> list[Example]:
    """Return the queries of a document in docs/, in order."""
    found = []
    for section in re.split(
        r"^## ", (PROJECT_ROOT / "docs" / document).read_text(encoding="utf-8"), flags=re.MULTILINE
    ):
        heading = section.partition("\n")[0]
        for sql, shown, text in _EXAMPLE.findall(section):
            found.append(Example(heading, sql.strip(), _lines(shown), text))
    return found


def printed(table: Table) -> list[str]:
    """Return the lines of a table as a pipe receives them, blanks between columns counted as one."""
    console = Console(width=PIPE_WIDTH, soft_wrap=True, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(table)
    return _lines(captured.get())


def answer(sql: str) -> list[str]:
    """Return what `marketsplit query` prints, as such lines. Raises UsageError for SQL that is refused."""
    return printed(rows_grid(query_published(sql)))


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]

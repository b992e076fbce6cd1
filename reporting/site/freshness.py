"""Who publishes what, and when the next edition is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reporting.charts.shares import (
    publisher_name,
)
from reporting.site.pages import (
    Column,
    Line,
    Link,
    Row,
    Table,
    publication_page,
)

if TYPE_CHECKING:
    pass


FRESHNESS = """
    SELECT publication, publisher, title, standing, freshness.* EXCLUDE (publication)
    FROM core.publication AS publication LEFT JOIN mart.freshness AS freshness USING (publication)
    ORDER BY expected_next_on, publication
"""


def freshness_table(rows: Sequence[Row]) -> Table:
    """Return who publishes what, and when the next edition is due; the reader's day says what is late."""
    return Table(
        "Publications by the day on which the next edition is due",
        (
            Column("publication"),
            Column("publisher"),
            Column("cadence"),
            Column("editions", True),
            Column("newest period"),
            Column("published"),
            Column("next due"),
            Column("today"),
        ),
        [
            Line(
                (
                    Link(row["title"], publication_page(row["publication"])),
                    publisher_name(row["publication"], row["publisher"])
                    + (" (retells others)" if row["standing"] == "secondary" else ""),
                    (row["cadence"] or "–").replace("_", "-"),
                    "–" if row["editions"] is None else str(row["editions"]),
                    row["last_time_period"] or "–",
                    str(row["last_published_on"] or "–"),
                    str(row["expected_next_on"] or "–"),
                    "",
                ),
                due=str(row["expected_next_on"] or ""),
            )
            for row in rows
        ],
        empty="No publication has been loaded yet.",
    )

"""What a published warehouse says, without the clock and the numbering of its runs: equal for equal work."""

from __future__ import annotations

from pathlib import Path

import duckdb

#: Where the order of loads and releases is counted; the work itself does not depend on it.
NUMBERING = {"load_id", "release_id"}
#: A run may publish several times on its way; what counts is what is published in the end.
OF_RELEASES = {
    "core.release": "false",
    "core.load": "kind = 'load'",
    "core.validation_result": "load_id IN (FROM core.load SELECT load_id WHERE kind = 'load') "
    "OR load_id = (FROM core.release SELECT max_by(load_id, release_id))",
}


def contents(path: Path) -> dict[str, list[str]]:
    """Return the sorted rows, as text, of every table and view of core and mart; of releases, the last one's checks."""
    with duckdb.connect(path, read_only=True) as connection:
        columns: dict[str, list[str]] = {}
        for schema, table, column, kind in connection.execute(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema IN ('core', 'mart') ORDER BY ALL"
        ).fetchall():
            kept = columns.setdefault(f"{schema}.{table}", [])
            if column not in NUMBERING and not kind.startswith("TIMESTAMP"):
                kept.append(f'"{column}"')
        found: dict[str, list[str]] = {}
        for table, kept in columns.items():
            query = f"SELECT {', '.join(kept)} FROM {table} WHERE {OF_RELEASES.get(table, 'true')}"  # noqa: S608 - its own names
            found[table] = sorted(str(row) for row in connection.execute(query).fetchall())
        return found

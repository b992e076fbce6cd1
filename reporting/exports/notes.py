"""What the sheet of notes says: the export, its tables and columns, the definitions, codes and sources behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reporting.exports.content import Content
from reporting.exports.data_package import relation_text


@dataclass(frozen=True, slots=True)
class Section:
    """One block of the notes: a title, and a small table below it."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def sections(content: Content, convention: str, as_text: Mapping[str, Mapping[str, int]]) -> Iterator[Section]:
    """Yield the notes; ``as_text`` says by table and column how many numbers are text for being too long."""
    about = [(what, "", "", text) for what, text in _about(content, convention, as_text)]
    yield Section("About this export", ("what", "", "", "which"), about)
    yield Section(
        "Tables",
        ("sheet", "title", "rows", "what it holds"),
        [
            (extract.table.name, extract.table.title, str(extract.rows), relation_text(extract))
            for extract in content.extracts
        ],
    )
    yield Section(
        "Columns",
        ("sheet", "column", "unit", "meaning", "type in the warehouse"),
        [
            (extract.table.name, column.name, column.unit or "", column.meaning, column.type)
            for extract in content.extracts
            for column in extract.columns
        ],
    )
    yield Section("Codes", ("column", "code", "", "meaning"), list(_codes(content)))
    yield Section("Definitions", ("publication", "basis", "EDI included", "definition", "stated at"), _bases(content))
    yield Section(
        "Sources",
        ("publication", "publisher", "newest edition", "title and terms of reuse", "address"),
        [
            (
                source.publication,
                source.publisher,
                source.updated.isoformat() if source.updated else "",
                f"{source.title}. Terms: {source.licence}" + (f" ({source.licence_url})" if source.licence_url else ""),
                source.url,
            )
            for source in content.sources
        ],
    )


def _about(content: Content, convention: str, as_text: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str]]:
    selection = content.selection
    told = [
        ("areas", ", ".join(selection.areas) or "all"),
        ("publications", ", ".join(selection.publications) or "all"),
        ("periods", f"{selection.since or 'the first'} to {selection.until or 'the last'}"),
        (
            "as known",
            f"on {selection.as_of.day.isoformat()}, {selection.as_of.by} by then"
            if selection.as_of
            else "in the newest editions",
        ),
        ("secondary publications", "let in" if selection.secondary else "left out"),
        ("newest edition", content.updated.isoformat() if content.updated else "none"),
        ("cells", convention),
    ]
    told += [
        ("numbers in text cells", f"{table}, {column}: {count}, since each has too many digits for a number cell")
        for table, columns in as_text.items()
        for column, count in columns.items()
    ]
    return told


def _codes(content: Content) -> Iterator[tuple[str, ...]]:
    """Yield the codes that occur in the tables, with their meaning; publications and definitions have own sections."""
    for column in ("ref_area", "segment", "measure", "obs_status"):
        having = [extract.chosen for extract in content.extracts if extract.has(column)]
        labels = content.labels(column) if having else {}
        occurring = " UNION ".join(f"SELECT DISTINCT {column} FROM ({query})" for query in having)  # noqa: S608 - names and queries of our own
        if having:
            for (code,) in content.connection.execute(f"{occurring} ORDER BY ALL").fetchall():
                yield column, code, "", labels.get(code, code)


def _bases(content: Content) -> list[tuple[str, ...]]:
    found = content.connection.execute(
        "SELECT publication, basis, edi_included, title || '. ' || text, url FROM core.basis "
        "ORDER BY publication, basis"
    ).fetchall()
    publications = {source.publication for source in content.sources}
    return [row for row in found if row[0] in publications]

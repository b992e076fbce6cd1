"""The Frictionless data package (version 2) that goes with every export: what its files, columns and sources are."""

from __future__ import annotations

from typing import Any

from reporting.exports.content import Content, Extract, Source
from reporting.exports.tables import Column, Kind

FILE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_TYPES: dict[Kind, str] = {
    "text": "string",
    "texts": "array",
    "decimal": "number",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
}


def file_resource(path: str, format_: str, media_type: str, title: str, description: str) -> dict[str, Any]:
    """Return the descriptor of a file whose inside is not for the package to describe."""
    return {
        "name": path,
        "path": path,
        "format": format_,
        "mediatype": media_type,
        "encoding": "utf-8",
        "title": title,
        "description": description,
    }


def table_resource(
    extract: Extract, path: str, format_: str, media_type: str, *, list_separator: str | None = None
) -> dict[str, Any]:
    """Return the descriptor of a file that holds a table; lists are joined by the separator, or arrays without one."""
    fields = [_field(column, list_separator) for column in extract.columns]
    return {
        **file_resource(path, format_, media_type, extract.table.title, relation_text(extract)),
        "type": "table",
        "schema": {"fields": fields, "primaryKey": list(extract.table.grain)},
    }


def relation_text(extract: Extract) -> str:
    """Return what a table holds and what to beware of."""
    described = extract.table.described
    warning = f" Beware: {described.warning}" if described.warning else ""
    return f"{described.description} One row: {described.grain}.{warning}"


def _field(column: Column, list_separator: str | None) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.meaning}
    if column.kind == "texts" and list_separator:
        field |= {"type": "list", "delimiter": list_separator, "itemType": "string"}
    if column.unit:
        field["unit"] = column.unit
    return field


def descriptor(content: Content, resources: list[dict[str, Any]], conventions: dict[str, str]) -> dict[str, Any]:
    """Return the package of resources that know the hash of their files; ``conventions`` go by format."""
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": "marketsplit",
        "title": "Business and consumer side of e-commerce, as published",
        "description": (
            "Shares are formed inside one publication, one edition, one definition and one period. Publications are "
            "compared, never averaged. The terms of each publication stand in its entry under sources."
        ),
        "conventions": conventions,
        "resources": resources,
    }
    if content.sources:
        package["sources"] = [_source(one) for one in content.sources]
        package["licenses"] = [_licence(one) for one in content.sources]
    return package


def _source(source: Source) -> dict[str, Any]:
    standing = {"standing": source.standing} if source.standing else {}
    return {
        "title": f"{source.publisher}: {source.title}",
        "path": source.url,
        "publication": source.publication,
        "licence": source.licence,
        "newest_edition": source.updated.isoformat() if source.updated else None,
        **standing,
    }


def _licence(source: Source) -> dict[str, Any]:
    """Return a licence; where no address of its text is known, no identifier is guessed from its words."""
    address = {"path": source.licence_url} if source.licence_url else {"name": "notspecified"}
    return {"title": f"{source.publication}: {source.licence}", **address}

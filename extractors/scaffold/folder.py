"""The folder of a new publication: a draft declaration, the saved document, its capture record, draft figures."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import yaml

from extractors import publication as publications
from extractors import storage
from extractors.definitions import Split
from extractors.errors import UsageError
from extractors.formats import open_document
from extractors.gaps import FILL_IN
from extractors.golden import COLUMNS, DRAFT, read_golden
from extractors.languages import language_of
from extractors.observation import Observation
from extractors.publication import Document, Publication
from extractors.read import DocumentBytes, read_edition
from extractors.saved import saved_captures
from extractors.scaffold.mappings import Draft, DraftFigure, draft_mapping

#: What a server sends the formats as.
_MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "text": "text/plain; charset=utf-8",
}
_SUFFIXES = {".htm": "html", ".txt": "text"}
_SLUG = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_EDITION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
_PERIOD = re.compile(r"(?:19|20)[0-9]{2}(?:-(?:Q[1-4]|S[12]|[01][0-9]))?")
#: Asked for where a draft maps a side of the market: without it no share is formed.
_SPLIT = {
    name: f"{FILL_IN}{asked} ({', '.join(get_args(Split.model_fields[name].annotation))})"
    for name, asked in (
        ("of", "what is split"),
        ("universe", "whose sales count"),
        ("by", "what decides the side"),
        ("business", "what the business side holds"),
        ("consumers", "what the consumer side holds"),
    )
}
_SCHEMA = "# yaml-language-server: $schema=../../../docs/publication.schema.json\n"


def create(
    publication_id: str, file: Path, *, url: str, edition: str, period: str, lang: str, publisher: str
) -> list[Path]:
    """Make the folder of a new publication from one document and return the files written, the declaration first.

    Gaps that the document cannot fill begin with ``FILL IN:``, and a declaration that has one is refused. Nothing is
    written unless everything is. Raises UsageError for an id that exists or is no id, a period or address that is none,
    and a file of no known format; DriftError where the file is not of its format.
    """
    _check(publication_id, url, edition, period)
    language_of(lang)
    format_ = _format_of(file)
    if not file.is_file():
        raise UsageError("no such file", found=str(file))
    content = storage.read_whole(file)
    opened = open_document(content, format_, media_type=_MEDIA_TYPES[format_], lang=lang)
    basis = publication_id.upper() + "_DEFINITION"
    draft = draft_mapping(opened, lang, basis, period)
    saved_as = "document" + file.suffix.lower()
    capture = {
        "document": "document",
        "url": url,
        "media_type": _MEDIA_TYPES[format_],
        "lang": lang,
        "last_modified": FILL_IN + "an HTTP date, as Fri, 29 Mar 2019 10:00:00 GMT",
        "file": saved_as,
        "note": FILL_IN + "how the document came about, and what of it is unverified",
        "licence": FILL_IN + "the licence of the figures, and whose the words are",
    }
    declared = _declaration(
        publication_id, url, edition, period, lang, publisher or FILL_IN + "its name", format_, basis, content, draft
    )
    target = publications.PUBLICATIONS_DIR / publication_id
    files = {
        target / "publication.yml": _yaml(declared, draft),
        target / "saved" / edition / saved_as: content,
        target / "saved" / edition / "document.capture.json": _json(capture),
        target / "saved" / edition / "figures.csv": _figures_csv(_draft_row(one) for one in draft.figures),
    }
    _write_together(target, files)
    return list(files)


def redraft(publication: Publication, edition: str) -> Path:
    """Write an edition's figures.csv anew, as the declaration reads them now, each marked DRAFT; return its path.

    Raises UsageError where a person has reviewed the present file, which is never overwritten.
    """
    path = publication.saved_dir / edition / "figures.csv"
    if any(figure.verification != DRAFT for figure in read_golden(publication, edition, drafts=True)):
        raise UsageError(
            "the figures of this edition were reviewed and are not overwritten",
            publication=publication.id,
            edition=edition,
            place=f"saved/{edition}/figures.csv",
        )
    folder = publication.saved_dir / edition
    documents = [
        DocumentBytes(one.document, "0" * 16, (folder / one.file).read_bytes(), one.media_type)
        for one in saved_captures(publication, edition)
    ]
    reading = read_edition(publication, edition, documents)
    storage.write_whole(path, _figures_csv(_row(one) for one in reading.observations))
    return path


def _check(publication_id: str, url: str, edition: str, period: str) -> None:
    if not _SLUG.fullmatch(publication_id):
        raise UsageError("not an id", expected="<publisher>_<report> in small letters", found=publication_id)
    if (publications.PUBLICATIONS_DIR / publication_id).exists():
        raise UsageError("there is such a publication already", found=publication_id)
    if not re.match(r"https?://[^/\s]+", url):
        raise UsageError("not an address", expected="http:// or https://", found=url)
    if not _EDITION.fullmatch(edition):
        raise UsageError("not an edition", expected="letters, digits, dots and dashes, as 2024", found=edition)
    if not _PERIOD.fullmatch(period):
        raise UsageError("not a period", expected="2023, 2023-Q3, 2023-S1 or 2023-05", found=period)


def _format_of(file: Path) -> str:
    suffix = file.suffix.lower()
    format_ = _SUFFIXES.get(suffix, suffix.removeprefix("."))
    known = get_args(Document.model_fields["format"].annotation)
    if format_ not in known or format_ not in _MEDIA_TYPES:
        raise UsageError(
            "the file's name does not say its format",
            expected="a name that ends in one of " + ", ".join(f".{one}" for one in known if one in _MEDIA_TYPES),
            found=file.name,
        )
    return format_


def _declaration(
    publication_id: str,
    url: str,
    edition: str,
    period: str,
    lang: str,
    publisher: str,
    format_: str,
    basis: str,
    content: bytes,
    draft: Draft,
) -> dict[str, Any]:
    count = len(draft.figures)
    declared: dict[str, Any] = {
        "id": publication_id,
        "title": FILL_IN + "the name of the report, one line",
        "summary": FILL_IN + "what it says, one line without a full stop",
        "description": FILL_IN + "what is counted, how, what changed over the years",
        "publisher": {
            "name": publisher,
            "country": FILL_IN + "ISO 3166-1 alpha-3, or INT for an international body",
            "url": "/".join(url.split("/")[:3]),
            "licence": FILL_IN + "under which the figures may be reused",
        },
        "landing_url": FILL_IN + "the page where a reader finds new editions",
        "cadence": FILL_IN + "annual, half_yearly, quarterly or monthly",
        "lag_days": FILL_IN + "usual days from the end of the period to its publication",
        "verified_live": None,
        "http": {
            "accept": {
                "media_types": [_MEDIA_TYPES[format_].partition(";")[0]],
                "min_bytes": max(1, len(content) // 2),
                "max_bytes": max(5_000_000, 20 * len(content)),
                "must_contain": [FILL_IN + "a text that every honest edition contains"],
            }
        },
        "editions": [
            {
                "id": edition,
                "published_on": FILL_IN + "the day of its publication, as 2024-09-25",
                "reference_period": period,
                "documents": [{"id": "document", "url": url, "lang": lang, "format": format_}],
            }
        ],
        "bases": {
            basis: {
                "title": FILL_IN + "the definition in a line",
                "text": FILL_IN + "the publisher's definition in your words",
                "url": FILL_IN + "where the publisher states it",
                "edi_included": FILL_IN + "yes, no or not said",
                **({"split": _SPLIT} if _names_a_side([draft.tables, draft.prose]) else {}),
            }
        },
        "expect": {"figures_min": max(1, count * 85 // 100), "figures_max": max(1, count * 120 // 100)},
    }
    if draft.tables:
        declared["tables"] = draft.tables
    if draft.prose:
        declared["prose"] = draft.prose
    if not (draft.tables or draft.prose):
        declared["tables"] = [FILL_IN + "nothing was recognised: declare tables, prose or datasets yourself"]
    return declared


def _names_a_side(mapping: Any) -> bool:
    """Tell whether a drafted mapping binds something to B2B or B2C."""
    if isinstance(mapping, dict):
        return mapping.get("segment") in {"B2B", "B2C"} or any(map(_names_a_side, mapping.values()))
    return isinstance(mapping, list) and any(map(_names_a_side, mapping))


def _yaml(declared: dict[str, Any], draft: Draft) -> bytes:
    text = yaml.safe_dump(declared, sort_keys=False, allow_unicode=True, width=120)
    left = f"# {draft.left_out} more tables or sentences of the document are not in this draft.\n"
    return (_SCHEMA + (left if draft.left_out else "") + text).encode()


def _json(record: dict[str, str]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _figures_csv(rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "verification": DRAFT})
    return out.getvalue().encode()


def _draft_row(figure: DraftFigure) -> dict[str, Any]:
    quantity = figure.quantity
    return {
        "ref_area": figure.bind.get("ref_area"),
        "segment": figure.bind.get("segment"),
        "unit_measure": figure.bind.get("unit"),
        "obs_value": f"{quantity.value:f}" if quantity else "",
        "rounding_unit": f"{quantity.rounding_unit:f}" if quantity else "",
        "document": "document",
        "place": figure.place,
        "raw_text": figure.raw_text,
    }


def _row(figure: Observation) -> dict[str, Any]:
    return {
        "ref_area": figure.ref_area,
        "time_period": figure.time_period,
        "segment": figure.segment,
        "measure": figure.measure,
        "basis": figure.basis,
        "unit_measure": figure.unit_measure,
        "obs_value": "" if figure.obs_value is None else f"{figure.obs_value:f}",
        "rounding_unit": "" if figure.rounding_unit is None else f"{figure.rounding_unit:f}",
        "obs_status": figure.obs_status,
        "document": figure.document,
        "place": figure.locator.describe(),
        "raw_text": figure.raw_text,
        "evidence_url": figure.evidence_url,
    }


def _write_together(target: Path, files: dict[Path, bytes]) -> None:
    """Write the files of a folder that does not exist yet, or none of them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        for path, content in files.items():
            place = draft / path.relative_to(target)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        draft.chmod(0o755)
        draft.rename(target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise storage.storage_error(error, target) from error

"""The typed form of ``publication.yml``, and the registry of all publications.

A declaration says what a publication is, where it is, how its tables, sentences and data files map onto our words, and
what to expect of it. Unknown keys are errors. Text for users stands in fields; what only a maintainer needs stands in
YAML comments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import Field, ValidationError, model_validator

from extractors.definitions import Basis, Counterpart
from extractors.errors import DeclarationError, UsageError
from extractors.gaps import gaps
from extractors.mapping import (
    Bind,
    Dataset,
    Declared,
    EditionId,
    Identities,
    Prose,
    Rates,
    Slug,
    Statements,
    Table,
    Watch,
)

PUBLICATIONS_DIR = Path(__file__).resolve().parent / "publications"


class Publisher(Declared):
    """Who publishes, and under what licence the figures may be reused."""

    name: str
    name_en: str | None = None
    country: str = Field(description="ISO 3166-1 alpha-3, or INT for an international body")
    url: str
    licence: str
    licence_url: str | None = None


class Accept(Declared):
    """What a response must be before it counts as the document; anything else is refused and recorded."""

    media_types: list[str] = Field(min_length=1)
    min_bytes: int = Field(gt=0)
    max_bytes: int = Field(gt=0)
    starts_with: list[str] = Field([], description="the first non-blank characters, one of these, case-insensitive")
    must_contain: list[str] = Field(min_length=1, description="marker texts, each of which must occur")


class Http(Declared):
    """Manners towards this publisher's server."""

    min_interval_s: float = Field(5.0, ge=0, description="pause between two requests to one host, seconds")
    deadline_s: float = Field(120.0, gt=0, description="for one document, retries included, seconds")
    accept: Accept


class Document(Declared):
    """One file of an edition. ``lang`` is BCP 47: en, ja, zh-Hans."""

    id: Slug
    url: str
    lang: str
    format: Literal["csv", "html", "json_stat", "pdf", "text", "xls", "xlsx"] = "html"

    @model_validator(mode="after")
    def _check_url(self) -> Self:
        if urlsplit(self.url).scheme not in {"http", "https"}:
            raise ValueError(f"url {self.url!r} is not http or https")
        return self


class Edition(Declared):
    """One release with documents of its own. ``reference_period`` is what its main figures describe."""

    id: EditionId
    published_on: date
    reference_period: str
    documents: list[Document] = Field(min_length=1)


class Dated(Declared):
    """A document that says itself of which day it is; in JSON-stat by its member ``updated``."""

    document: Document
    edition_column: str
    date_format: str = Field(description="of that column, as in datetime.strptime")


class Rolling(Dated):
    """One address whose content is replaced: the edition is the date that the document itself carries."""

    also: list[Dated] = Field(
        [], description="the same data, or part of it, at other addresses, in other formats; an edition may lack them"
    )

    @property
    def all(self) -> dict[str, Dated]:
        """Return the documents with how each is dated, by id; the one that makes an edition first."""
        return {one.document.id: one for one in (self, *self.also)}

    @property
    def documents(self) -> list[Document]:
        """Return the documents themselves."""
        return [one.document for one in self.all.values()]


class Expect(Declared):
    """What a healthy reading looks like; outside it the batch is refused or warned about."""

    figures_min: int = Field(gt=0, description="fewest figures in one edition")
    figures_max: int = Field(gt=0)
    magnitude_factor: float = Field(
        5.0,
        gt=1,
        description="a level may differ from its neighbour years and from earlier editions by this factor",
    )
    source_factor: float = Field(
        1.0, ge=1, description="a retold level may differ from its source by this factor, beyond the rounding of both"
    )
    conversion_factor: float = Field(
        1.1, gt=1, description="an amount in two currencies may differ from the yearly exchange rate by this factor"
    )
    share_pp: float = Field(20.0, gt=0, description="a share may differ from its neighbour years by so many points")
    growth_pp: float = Field(
        0.0,
        ge=0,
        description="a growth may differ by so many points from what an earlier edition's level gives, since revised",
    )


class Publication(Declared):
    """A recurring report of one publisher."""

    id: Slug
    title: str
    summary: str
    description: str
    standing: Literal["primary", "secondary"] = Field(
        "primary", description="secondary: retells what others published; kept out of every mart unless asked for"
    )
    publisher: Publisher
    landing_url: str
    cadence: Literal["annual", "half_yearly", "quarterly", "monthly"]
    lag_days: int = Field(ge=0, description="usual days from the end of the period to its publication")
    verified_live: date | None = Field(description="when a person last checked the reader against the live document")
    http: Http
    editions: list[Edition] = Field([])
    rolling: Rolling | None = None
    bases: dict[str, Basis] = Field(min_length=1)
    tables: list[Table] = Field([])
    prose: list[Prose] = Field([])
    statements: list[Statements] = Field([])
    datasets: list[Dataset] = Field([])
    rates: list[Rates] = Field([])
    identities: Identities = Identities()
    counterparts: list[Counterpart] = Field(
        [], description="figures of others that these are, converted into US dollars"
    )
    rate_rank: int | None = Field(
        None, gt=0, description="whose exchange rate is used where several publications state one: the lowest rank"
    )
    watch: list[Watch] = Field([])
    expect: Expect

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if bool(self.editions) == (self.rolling is not None):
            raise ValueError("give either editions or rolling")
        if not (self.tables or self.prose or self.statements or self.datasets or self.rates):
            raise ValueError("nothing to read: give tables, prose, statements, datasets or rates")
        known = {edition.id for edition in self.editions}
        if len(known) != len(self.editions):
            raise ValueError("two editions have one id")
        documents = {document.id for edition in self.editions for document in edition.documents}
        if self.rolling:
            documents = set(self.rolling.all)
        parts: list[Table | Prose | Statements | Dataset | Rates] = [
            *self.tables,
            *self.prose,
            *self.statements,
            *self.datasets,
            *self.rates,
        ]
        for part in (*parts, *self.watch):
            if unknown := set(part.editions) - known:
                raise ValueError(f"{part.id}: editions {sorted(unknown)} are not declared")
            if unknown := set(part.documents) - documents:
                raise ValueError(f"{part.id}: documents {sorted(unknown)} are not declared")
        if self.rates and self.rate_rank is None:
            raise ValueError("exchange rates need a rate_rank")
        for code in self._bases_used():
            if code not in self.bases:
                raise ValueError(f"basis {code!r} is not declared under bases")
        return self

    def _bases_used(self) -> Iterator[str]:
        binds: list[Bind] = []
        for table in self.tables:
            binds += [table.bind, *(label.bind for label in (*table.rows, *table.columns))]
            binds += [part.bind for part in table.parts]
        for prose in self.prose:
            binds += [prose.bind, *prose.figures.values()]
        for dataset in self.datasets:
            binds += [series.bind for series in dataset.series]
        yield from (bind.basis for bind in binds if bind.basis is not None)
        yield from (rates.basis for rates in self.rates)
        yield from (wanted.basis for part in self.statements for wanted in part.wanted)
        yield from self.identities.bases()
        yield from (basis.b2c_basis for basis in self.bases.values() if basis.b2c_basis is not None)
        yield from (basis.converted_from for basis in self.bases.values() if basis.converted_from is not None)
        yield from (one.basis for one in self.counterparts)
        yield from (basis.replaces for basis in self.bases.values() if basis.replaces is not None)

    @property
    def folder(self) -> Path:
        """Return the folder that holds everything about this publication."""
        return PUBLICATIONS_DIR / self.id

    @property
    def saved_dir(self) -> Path:
        """Return the folder of its saved editions, one folder an edition."""
        return self.folder / "saved"

    def edition(self, edition_id: str) -> Edition:
        """Return a declared edition. Raises UsageError for an unknown one."""
        for edition in self.editions:
            if edition.id == edition_id:
                return edition
        raise UsageError(
            "no such edition",
            publication=self.id,
            expected="one of " + ", ".join(edition.id for edition in self.editions),
            found=edition_id,
        )


def load_publication(path: Path) -> Publication:
    """Return the declaration in a ``publication.yml``.

    Raises DeclarationError naming the file and each fault, or each gap that a draft still has.
    """
    try:
        # every command reads all declarations: libyaml takes a tenth of the time
        declared = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if open_gaps := list(gaps(declared)):
            raise DeclarationError(
                f"{path.parent.name}/{path.name} is a draft with {len(open_gaps)} gaps to fill in: "
                + "; ".join(open_gaps)
            )
        publication = Publication.model_validate(declared)
    except (yaml.YAMLError, ValidationError, OSError, UnicodeDecodeError) as error:
        raise DeclarationError(
            f"{path.parent.name}/{path.name} is not a valid declaration: {_faults(error)}"
        ) from error
    if publication.id != path.parent.name:
        raise DeclarationError("the id must be the name of the folder", expected=path.parent.name, found=publication.id)
    return publication


def _faults(error: Exception) -> str:
    """Return what is wrong with a declaration in one line."""
    if isinstance(error, ValidationError):
        found = [(".".join(map(str, one["loc"])) or "the file", one["msg"]) for one in error.errors()]
        return "; ".join(f"{where}: {what}" for where, what in found)
    return " ".join(str(error).split())


@cache
def _declarations() -> tuple[dict[str, Publication], dict[str, DeclarationError]]:
    valid: dict[str, Publication] = {}
    faulty: dict[str, DeclarationError] = {}
    for path in sorted(PUBLICATIONS_DIR.glob("*/publication.yml")):
        try:
            valid[path.parent.name] = load_publication(path)
        except DeclarationError as error:
            faulty[path.parent.name] = error
    return valid, faulty


def registry() -> dict[str, Publication]:
    """Return every publication with a valid declaration by id, in order of id; see :func:`faulty_declarations`."""
    return _declarations()[0]


def faulty_declarations() -> dict[str, DeclarationError]:
    """Return what is wrong with each declaration that is not valid; the others work without it, but say so."""
    return _declarations()[1]


def find_publication(publication_id: str) -> Publication:
    """Return one publication of the registry.

    Raises UsageError for an unknown id and DeclarationError for a declaration that is not valid.
    """
    known, faulty = registry(), faulty_declarations()
    if publication_id in faulty:
        raise faulty[publication_id]
    if publication_id not in known:
        raise UsageError("no such publication", expected="one of " + ", ".join(known), found=publication_id)
    return known[publication_id]


@cache
def reading_version(publication_id: str) -> str:
    """Return a hash over all in git that decides how a publication is read: its declaration and the readers' code."""
    digest = hashlib.sha256()
    code = [path for path in Path(__file__).parent.rglob("*.py") if PUBLICATIONS_DIR not in path.parents]
    sources = [*code, *(PUBLICATIONS_DIR / publication_id).glob("*.*")]
    for path in sorted(sources):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

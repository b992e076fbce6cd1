"""What a retelling is compared with: the publications it retells, and exchange rates for amounts in two currencies.

The verdict on a retelling hangs on what of these is loaded, so that belongs to its fingerprint: once they say something
new, its editions are pending again, and a figure that was held is checked again, or one that is now contradicted is
withdrawn.
"""

from __future__ import annotations

import hashlib

from extractors.publication import Publication, registry
from warehouse import ledger
from warehouse.connection import build_reader


def compared_with(publication: Publication) -> list[str]:
    """Return the ids of the publications that its figures are compared with, in order; none for most publications."""
    names = {basis.retells for basis in publication.bases.values() if basis.retells is not None}
    if any(basis.converted_from for basis in publication.bases.values()):
        names |= {one.id for one in registry().values() if one.rates}
    return sorted(names)


def beside(publication: Publication) -> str:
    """Return a hash of what is loaded of the publications it is compared with; empty where there are none."""
    names = compared_with(publication)
    if not names:
        return ""
    digest = hashlib.sha256()
    with build_reader("see what retellings are compared with") as connection:
        for name in names:
            loaded = ledger.complete_fingerprints(connection, name) if connection else {}
            for edition, (fingerprint, _) in sorted(loaded.items()):
                digest.update(f"|{name}|{edition}|{fingerprint}".encode())
    return digest.hexdigest()[:16]


def in_order(names: list[str]) -> list[list[str]]:
    """Return publication ids in two rounds: what is compared with nothing first, then what is compared with it."""
    known = registry()
    second = [name for name in names if name in known and compared_with(known[name])]
    return [[name for name in names if name not in second], second]

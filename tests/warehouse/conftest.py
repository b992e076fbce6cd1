"""Fixtures of the warehouse tests: a registry with the tests' own publication, and a fresh state folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import publication as publications
from tests.warehouse.acme import PUBLICATION, declaration


@pytest.fixture
def acme(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh home; the registry knows the tests' publication alone."""
    monkeypatch.setattr(publications, "_declarations", lambda: ({PUBLICATION: declaration()}, {}))
    return home

"""ONS of the United Kingdom: headlines that change between two universes, and totals that were revised."""

from __future__ import annotations

import pytest

from extractors.errors import DriftError
from extractors.publication import find_publication
from extractors.read import DocumentBytes, Reading, read_edition

ONS = "ons_ecommerce"
BILLION = 10**9


def read(edition: str, *replace: tuple[str, str]) -> Reading:
    """Read a saved bulletin, after changes to its text where they are asked for."""
    publication = find_publication(ONS)
    page = (publication.saved_dir / edition / "bulletin.html").read_text(encoding="utf-8")
    for old, new in replace:
        assert old in page
        page = page.replace(old, new)
    return read_edition(
        publication, edition, [DocumentBytes("bulletin", "0" * 16, page.encode(), "text/html", "saved")]
    )


def level(edition: str, period: str, basis: str, segment: str = "TOTAL") -> float:
    key = ("GBR", period, segment, "ecommerce_sales", basis)
    (found,) = [one for one in read(edition).observations if one.key == key]
    assert found.obs_value is not None
    return float(found.obs_value / BILLION)


@pytest.mark.parametrize(
    ("period", "basis", "first", "later"),
    [
        ("2014", "ONS_10_PLUS", ("2014", 573), ("2015", 543)),
        ("2016", "ONS_ALL_SIZES", ("2016", 511), ("2017", 506)),
        ("2017", "ONS_ALL_SIZES", ("2017", 586), ("2018", 582)),
    ],
)
def test_revisions_are_two_prints_of_one_point(
    period: str, basis: str, first: tuple[str, int], later: tuple[str, int]
) -> None:
    assert level(first[0], period, basis) == first[1]
    assert level(later[0], period, basis) == later[1]


def test_the_universes_are_two_bases() -> None:
    assert (level("2017", "2017", "ONS_10_PLUS"), level("2017", "2017", "ONS_ALL_SIZES")) == (560, 586)
    assert (level("2015", "2015", "ONS_10_PLUS"), level("2016", "2015", "ONS_ALL_SIZES")) == (533, 503)


def test_no_side_of_the_market_is_read_from_how_orders_come_in() -> None:
    segments = {one.segment for edition in find_publication(ONS).editions for one in read(edition.id).observations}

    assert segments == {"TOTAL", "EDI", "WEB"}


@pytest.mark.parametrize(
    ("edition", "old", "new", "message"),
    [
        ("2017", "with 10 employees or more were", "were", "total_ten_plus_2017 is not there once"),
        (
            "2016",
            "non-financial sector were",
            "non-financial sector with 10 employees or more were",
            "total_all_sizes_2016",
        ),
        ("2016", "were £511 billion in 2016", "were £511 billion in 2017", "another year than the edition"),
        ("2018", "up from 18.6% in 2017", "up from 18.6% in 2016", "ratio_2018 is not there once"),
    ],
)
def test_other_words_are_drift(edition: str, old: str, new: str, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        read(edition, (old, new))

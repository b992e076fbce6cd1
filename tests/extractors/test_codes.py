"""Names of areas as people write them."""

from __future__ import annotations

import pycountry
import pytest

from extractors import codes


@pytest.mark.parametrize(
    ("area", "spoken"),
    [
        ("WLD", "the world"),
        ("EU27_2020", "the European Union (27 countries, from 2020)"),
        ("EA", "the euro area (member countries of the time)"),
        ("UNCTAD_TOP10", "the ten largest e-commerce economies of an UNCTAD edition, added up"),
        ("USA", "the United States"),
        ("GBR", "the United Kingdom"),
        ("NLD", "the Netherlands"),
        ("PHL", "the Philippines"),
        ("RUS", "the Russian Federation"),
        ("FRO", "the Faroe Islands"),
        ("COD", "the Democratic Republic of the Congo"),
        ("FSM", "the Federated States of Micronesia"),
        ("VGB", "the British Virgin Islands"),
        ("BES", "Bonaire, Sint Eustatius and Saba"),
        ("JPN", "Japan"),
        ("CZE", "Czechia"),
        ("DOM", "the Dominican Republic"),
        ("DMA", "Dominica"),
    ],
)
def test_the_name_of_an_area_stands_inside_a_sentence(area: str, spoken: str) -> None:
    assert codes.in_a_sentence(codes.area_name(area)) == spoken


def test_every_country_has_one_article_at_most_and_none_is_inverted() -> None:
    for country in pycountry.countries:
        spoken = codes.in_a_sentence(codes.area_name(country.alpha_3))
        assert not spoken.startswith(("The ", "the the ")), spoken
        assert not spoken.endswith((" of", " the")), spoken

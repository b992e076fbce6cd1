"""The publication of the warehouse tests."""

from __future__ import annotations

from typing import Any

from extractors.publication import Publication

PUBLICATION = "acme_market_report"


def declaration(**expect: Any) -> Publication:
    """Return a publication with one document, two bases that share B2C, and a complement basis."""
    split = {"of": "market", "universe": "all_sizes", "by": "buyer"}
    basis = {"text": "words", "url": "https://acme.example/notes", "edi_included": "not said", "split": split}
    return Publication.model_validate(
        {
            "id": PUBLICATION,
            "title": "Market report",
            "summary": "Sales by side",
            "description": "What Acme counts",
            "publisher": {"name": "Acme", "country": "INT", "url": "https://acme.example", "licence": "free"},
            "landing_url": "https://acme.example/report",
            "cadence": "annual",
            "lag_days": 90,
            "verified_live": None,
            "http": {
                "accept": {"media_types": ["text/html"], "min_bytes": 10, "max_bytes": 1000, "must_contain": ["Acme"]}
            },
            "editions": [
                {
                    "id": str(year),
                    "published_on": f"{year}-05-01",
                    "reference_period": str(year - 1),
                    "documents": [{"id": "report", "url": f"https://acme.example/{year}", "lang": "en"}],
                }
                for year in range(2018, 2025)
            ],
            "bases": {
                "WIDE": {"title": "Wide", "b2c_basis": "CONSUMER", **basis},
                "NARROW": {"title": "Narrow", "b2c_basis": "CONSUMER", **basis},
                "CONSUMER": {"title": "Consumer", **basis},
                "OLD": {"title": "Old method", **basis},
                "NEW": {"title": "New method", "replaces": "OLD", **basis},
                "REST": {"title": "With complement", "complement": "B2B_B2G", **basis},
                "FOUR": {"title": "Four parts", "parts": ["B2B", "B2G", "B2C", "C2C"], **basis},
                "SUMMED": {
                    "title": "B2B in two parts",
                    **basis,
                    "split": {**split, "by": "sector", "b2b_parts": ["B2B_SME", "B2B_LARGE"]},
                },
                "ABROAD": {"title": "Cross-border only", **basis, "split": {**split, "of": "part"}},
                "FIRMS": {"title": "Share of enterprises", **basis, "split": {**split, "of": "enterprises"}},
                "PLAIN": {"title": "Tells no sides apart", **basis, "split": None},
            },
            "tables": [{"id": "main", "caption": "x", "row_labels": ["Area"], "columns": [{"labels": ["B2B"]}]}],
            "expect": {"figures_min": 1, "figures_max": 3_000_000, **expect},
        }
    )

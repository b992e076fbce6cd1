"""The words in which a language prints quantities: multipliers, currencies, percent, direction, hedges.

A language is one :class:`Vocabulary` of plain data in a module of its own; :mod:`extractors.languages.grammar` compiles
it. What a currency sign means where several currencies share it follows the symbols of the Unicode CLDR for that
language; what ``shared`` lists are the signs for which a reader has to declare the currency all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How one language prints quantities. Words are literal, names ending in ``_pattern`` are regular expressions."""

    scales: Mapping[str, int]
    """Multipliers, as powers of ten: each multiplies the group of parts before it."""
    before: Mapping[str, str]
    """Currencies printed before the number."""
    after: Mapping[str, str]
    """Currencies printed after the number."""
    percent: tuple[str, ...]
    points: tuple[str, ...]
    """Percentage points."""
    times: tuple[str, ...]
    up: tuple[str, ...]
    """Words before a percentage that say it is a rise."""
    down: tuple[str, ...]
    hedges: tuple[str, ...]
    """Words before a quantity that say how exact it is."""
    labels: tuple[str, ...]
    """Words before a whole number that only names something: Table 3."""
    inner_scales: Mapping[str, int] = field(default_factory=dict)
    """Multipliers of their own part only, alone or before one of ``scales``: 백 in 3백14조 and in 3백조."""
    short_scales: Mapping[str, int] = field(default_factory=dict)
    """Multipliers that are such only beside a currency: $5m, but not 5 m."""
    shared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decimal_points: str = "."
    compound: bool = False
    """Numbers may be built of several parts: 465兆2,372億."""
    words_apart: bool = False
    """Words end at spaces, so a word that goes on in letters is another word."""
    links: tuple[str, ...] = ()
    """What may stand between a direction and its percentage: down *by* 5%."""
    direction_points: tuple[str, ...] = ()
    """Percentage points, but only where a direction or sign stands before the number."""
    up_after: tuple[str, ...] = ()
    down_after: tuple[str, ...] = ()
    hedges_after: tuple[str, ...] = ()
    hedges_inside: tuple[str, ...] = ()
    """Hedges between the number and its multiplier: 3000余亿."""
    percent_before: tuple[str, ...] = ()
    ratios_before: tuple[str, ...] = ()
    """Words that make a percentage without direction a ratio to the year before."""
    ratios_after: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Words after a whole number that make it a date, a rank or a reference."""
    dates_pattern: str = ""


DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"})
YEN_OR_YUAN = frozenset({"JPY", "CNY"})
YUAN = frozenset({"CNY", "TWD", "HKD"})
CODES = {
    code: code
    for code in (
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "CNY",
        "KRW",
        "TWD",
        "HKD",
        "INR",
        "AUD",
        "CAD",
        "NZD",
        "SGD",
        "CHF",
        "MXN",
        "BRL",
        "THB",
        "IDR",
        "TRY",
        "SEK",
    )
}
SIGNS = {
    **CODES,
    "RMB": "CNY",
    "US$": "USD",
    "U.S.$": "USD",
    "US $": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "S$": "SGD",
    "R$": "BRL",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₹": "INR",
    "$": "USD",
}

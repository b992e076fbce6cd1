"""The words in which a language prints quantities: multipliers, currencies, percent, direction, hedges.

A language is one :class:`Vocabulary` of plain data in a module of its own; :mod:`extractors.languages.grammar` compiles
it. What a sign of several currencies means by convention follows the symbols of the Unicode CLDR for that language;
what ``shared`` lists are the signs for which a reader has to declare the currency all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from extractors.languages.currencies import SHARED, SIGNS


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How one language prints quantities. Words are literal, names ending in ``_pattern`` are regular expressions."""

    locale: str
    """The CLDR locale whose currency names are read besides ``currencies``."""
    scales: Mapping[str, int]
    """Multipliers, as powers of ten: each multiplies the group of parts before it."""
    currencies: Mapping[str, str]
    """Currencies printed after the number; empty where no convention says which currency a shared name means."""
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
    """Multipliers that are such only beside a currency: $5m, but not 5 m. Capitals count."""
    names_before: Mapping[str, str] = field(default_factory=dict)
    """Names of currencies printed before the number."""
    signs: Mapping[str, str] = field(default_factory=lambda: SIGNS)
    """Signs of currencies, before or after the number; empty like in ``currencies``."""
    shared: Mapping[str, frozenset[str]] = field(default_factory=lambda: SHARED)
    decimal_points: str = "."
    thousands: str = ","
    """The mark between groups of three digits, besides an apostrophe and a thin or no-break space."""
    spaced: bool = False
    """A plain space separates thousands too."""
    compound: bool = False
    """Numbers may be built of several parts: 465兆2,372億."""
    words_apart: bool = False
    """Words end at spaces, so a word that goes on in letters is another word."""
    minus: tuple[str, ...] = ()
    """Words right before any quantity that say it is below zero."""
    no_minus: tuple[str, ...] = ()
    """What before such a word makes it another: plus *or* minus, *al* menos."""
    other_units_pattern: str = ""
    """What after a number makes it a quantity in a unit that is not read: basis points, mdp."""
    links: tuple[str, ...] = ()
    """What may stand between a direction and its percentage: down *by* 5%."""
    currency_links: tuple[str, ...] = ()
    """What may stand between a number and its currency: millones *de* pesos."""
    range_words: tuple[str, ...] = ()
    """What stands between the ends of a range: 80 *to* 85%."""
    direction_points: tuple[str, ...] = ()
    """Percentage points, but only where a direction or sign stands before the number."""
    up_after: tuple[str, ...] = ()
    down_after: tuple[str, ...] = ()
    hedges_after: tuple[str, ...] = ()
    hedges_inside: tuple[str, ...] = ()
    """Hedges between the number and its multiplier or currency: 3000余亿."""
    percent_before: tuple[str, ...] = ()
    ratios_before: tuple[str, ...] = ()
    """Words that make a percentage without direction a ratio to the year before."""
    ratios_after: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Words after a whole number that make it a date, a rank or a reference."""
    dates_pattern: str = ""
    numerals_pattern: str = ""
    """Numbers in words before an inner multiplier without digits: "dos mil 106 millones" is not 1,106 millions."""

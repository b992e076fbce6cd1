"""The words by which a sentence says what its figures are: sides of the market, measures, periods, how sure they are.

A language is one :class:`Words` of regular expressions in a module of its own, matched on folded text. A declaration
adds words of its publication and takes away those that mean something else there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Segments in Latin letters, as they are printed in every language.
LATIN_SEGMENTS = {
    "B2B": (r"(?<![A-Za-z0-9])B[ -]?(?:2|to)[ -]?B(?![A-Za-z0-9])",),
    "B2C": (r"(?<![A-Za-z0-9])B[ -]?(?:2|to)[ -]?C(?![A-Za-z0-9])",),
    "B2G": (r"(?<![A-Za-z0-9])B[ -]?(?:2|to)[ -]?G(?![A-Za-z0-9])",),
    "C2C": (r"(?<![A-Za-z0-9])C[ -]?(?:2|to)[ -]?C(?![A-Za-z0-9])",),
    "EDI": (r"(?<![A-Za-z0-9])EDI(?![A-Za-z0-9])",),
}
#: Companies whose figures are not those of a market, as they are called in every language.
COMPANIES = (
    *("Alibaba", "Amazon", "Coupang", "eBay", "JD\\.com", "Mercado ?[Ll]ibre", "Otto", "Pinduoduo", "Rakuten", "Shein"),
    *("Shopify", "Temu", "Walmart", "Zalando"),
)
#: Four digits that can only be a year.
YEAR = r"(?<![0-9.,])(?P<year>(?:19|20)[0-9]{2})(?![0-9]|[.,][0-9])"


@dataclass(frozen=True, slots=True)
class Words:
    """How one language speaks of figures. Every entry is a regular expression, the longest match of a kind counts."""

    segments: Mapping[str, tuple[str, ...]]
    total: tuple[str, ...]
    """All e-commerce, unless a segment is named before it in the sentence: B2B *e-commerce* is B2B."""
    levels: tuple[str, ...]
    """That an amount is the size of the market: sales, transactions, market scale."""
    other_levels: tuple[str, ...]
    """That an amount is of something else: investment, GDP, profit."""
    ratios: Mapping[str, tuple[str, ...]]
    """Measures of kind ratio by name."""
    growth: tuple[str, ...]
    falling: tuple[str, ...]
    """Words of decline; beside a percentage whose sign they do not decide, the sign is in doubt."""
    share: tuple[str, ...]
    other_spans: tuple[str, ...]
    """That growth is not on the year before: annual average, quarter on quarter."""
    statuses: Mapping[str, tuple[str, ...]]
    doubts: tuple[str, ...]
    """That a figure is wished, supposed or possible."""
    conditions: tuple[str, ...]
    """That all a sentence says is supposed."""
    narrowing: tuple[str, ...]
    """That a figure is of a part of the market that no segment stands for."""
    periods: tuple[str, ...]
    """Absolute periods; groups year, half, quarter, month, era and era_year say which, none of them an unusable one."""
    relative: Mapping[str, int]
    """Years from the period the sentence speaks of."""
    to_publication: Mapping[str, int]
    """Years from that of publication: last year."""
    year_on_year: tuple[str, ...]
    """Phrases that name the year before only as what growth is measured against."""
    base_before: str
    """What stands right before a period that is only compared with."""
    base_after: str
    comparing: tuple[str, ...]
    """What begins the compared side of a comparison."""
    joins: tuple[str, ...]
    """What may part two figures of one clause, besides punctuation and comparisons."""
    leading_to: tuple[str, ...]
    """The same, but not between a growth rate and the level it leads to."""
    parts: tuple[str, ...]
    """What leads from a whole to its part: of which."""
    respectively: tuple[str, ...]
    by_year: str
    """What stands right before the year of a forecast that has no verb: by 2027."""
    change_before: str
    """What right before an amount makes it a change, not a level."""
    change_after: str
    words_apart: bool = False
    """Words end where letters end, upper and lower case are alike."""
    idle: str = "(?!)"
    """Words that may stand before a figure without naming what it is of: *and their* sales *came to* $5 billion."""
    compared_first: bool = False
    """What is compared with stands before the word of comparison: B2B*보다*."""
    named_after: str = "(?!)"
    """What may stand between a figure and the segment or area it is of: 40.0% *for* B-to-B."""
    whole_before: str = "(?!)"
    """What right before the whole market makes it what a share is taken of: 82% *of all* e-commerce."""
    part_of: str = "(?!)"
    """What right before a figure makes it a whole of which something is a part: a third *of the* $5 billion."""
    of_segment: str = "(?!)"
    """What stands between a percentage and the segment of which it is a part: 60% *of* B2B."""
    segment_of: str = "(?!)"
    """The same in the other order: B2B*の*8割."""
    bound_before: str = "(?!)"
    """What right before a figure makes it the most or the least that it may be: *less than* 5 billion."""
    bound_after: str = "(?!)"
    """The same behind it: 5兆円*未満*."""
    ranges: str = "(?!)"
    """That two figures, each a # in the pattern, are the ends of a range: *between* # *and* #."""
    to_next: str = "(?!)"
    """What stands between a figure and the one of the same unit that it changed to: from 78% *to* 80%."""

"""How quantities are printed in English."""

from __future__ import annotations

from extractors.languages.currencies import CROWNS, DOLLARS, PESOS, RUPEES, SHARED
from extractors.languages.vocabulary import Vocabulary

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_ENGLISH_HEDGES = (
    "about|around|approximately|roughly|nearly|almost|over|exceeding|above|under|below|some|estimated|more than"
    "|plus or minus|plus/minus|less than|at least|at most|up to|close to|just over|just under|well over"
)

_YEAR_BEFORE = tuple(
    f" {how} the {which}{level}"
    for how in ("of", "against")
    for which in ("previous year", "preceding year", "prior year")
    for level in ("", "'s level", " level")
)

ENGLISH = Vocabulary(
    locale="en",
    scales={
        "trillion": 12,
        "tn": 12,
        "trn": 12,
        "billion": 9,
        "bn": 9,
        "million": 6,
        "mn": 6,
        "mln": 6,
        "thousand": 3,
        "lakh": 5,
        "lakhs": 5,
        "crore": 7,
        "crores": 7,
        "lakh crore": 12,
        "hundred thousand": 5,
        "hundred million": 8,
        "thousand million": 9,
        "hundred billion": 11,
        "thousand billion": 12,
        "million million": 12,
    },
    short_scales={"t": 12, "T": 12, "b": 9, "B": 9, "m": 6, "M": 6, "k": 3, "K": 3},
    currencies={
        "RMB": "CNY",
        "U.S. dollars": "USD",
        "dollars": "USD",
        "dollar": "USD",
        "yen": "JPY",
        "yuan": "CNY",
        "renminbi": "CNY",
        "Korean won": "KRW",
        "won": "KRW",
        "pounds sterling": "GBP",
        "pounds": "GBP",
        "pesos": "",
        "rupees": "",
        "kronor": "",
        "kroner": "",
        "crowns": "",
        "francs": "",
    },
    shared={
        **SHARED,
        "dollars": DOLLARS,
        "dollar": DOLLARS,
        "pesos": PESOS,
        "rupees": RUPEES,
        **dict.fromkeys(("kronor", "kroner", "crowns"), CROWNS),
        "francs": frozenset({"CHF"}),
    },
    compound=True,
    words_apart=True,
    percent=("%", "percent", "per cent", "pct"),
    points=("percentage points", "percentage point", "percent points", "%-points", "% points", "pp", "ppt", "p.p."),
    direction_points=("points", "point", "pts", "pt"),
    times=("times",),
    up=("up", "rose", "grew", "increased", "gained", "increase", "rise", "gain"),
    down=("down", "fell", "dropped", "declined", "decreased", "shrank", "decrease", "fall", "drop", "decline", "minus"),
    minus=("minus", "negative"),
    no_minus=("or", "plus/", "plus-"),
    other_units_pattern=(
        "basis[ -]points?|bps?|‰|per mille|per thousand|of (?:an?|one|1) (?:percentage point|percent|per cent|%)"
    ),
    links=(" by", " of"),
    range_words=("to",),
    hedges=tuple(_ENGLISH_HEDGES.split("|")),
    hedges_after=("or more", "or less", "or so"),
    labels=(
        *("Table", "Figure", "Fig.", "No.", "Nos.", "No", "Chapter", "Section", "Article", "Annex", "Note", "Page"),
        *("Tables", "Figures", "Figs.", "Chapters", "Sections", "Articles", "Annexes", "Notes", "Pages", "Charts"),
        *("p.", "pp.", "Vol.", "Volume", "Part", "Room", "FY", "ext.", "Exhibit", "Chart", "Box", "footnote"),
        *_MONTHS.split("|"),
    ),
    ratios_after=_YEAR_BEFORE,
    dates_pattern=(
        rf"[0-9]{{1,2}} (?:{_MONTHS})\b\.?(?: [0-9]{{4}})?|[0-9]+(?:st|nd|rd|th)\b"
        r"|[0-9]{1,2}(?::[0-9]{2})? ?[ap]\.?m\b"
    ),
)

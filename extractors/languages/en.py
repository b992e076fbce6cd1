"""How quantities are printed in English."""

from __future__ import annotations

from extractors.languages.vocabulary import CODES, DOLLARS, SIGNS, YEN_OR_YUAN, Vocabulary

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_ENGLISH_HEDGES = (
    "about|around|approximately|roughly|nearly|almost|over|exceeding|above|under|below|some|estimated|more than"
    "|less than|at least|at most|up to|close to|just over|just under|well over"
)

ENGLISH = Vocabulary(
    scales={"trillion": 12, "tn": 12, "trn": 12, "billion": 9, "bn": 9, "million": 6, "mn": 6, "mln": 6, "thousand": 3},
    short_scales={"t": 12, "b": 9, "m": 6, "k": 3},
    before={**SIGNS, "¥": "JPY"},
    after={
        **CODES,
        "RMB": "CNY",
        "US dollars": "USD",
        "U.S. dollars": "USD",
        "dollars": "USD",
        "euros": "EUR",
        "euro": "EUR",
        "Japanese yen": "JPY",
        "yen": "JPY",
        "Chinese yuan": "CNY",
        "yuan": "CNY",
        "renminbi": "CNY",
        "Korean won": "KRW",
        "won": "KRW",
        "pounds sterling": "GBP",
        "pounds": "GBP",
    },
    shared={"$": DOLLARS, "dollars": DOLLARS, "¥": YEN_OR_YUAN},
    words_apart=True,
    percent=("%", "percent", "per cent"),
    points=("percentage points", "percentage point", "percent points", "%-points", "% points", "pp", "ppt", "p.p."),
    direction_points=("points", "point", "pts", "pt"),
    times=("times",),
    up=("up", "rose", "grew", "increased", "gained", "increase", "rise", "gain"),
    down=("down", "fell", "dropped", "declined", "decreased", "shrank", "decrease", "fall", "drop", "decline", "minus"),
    links=(" by", " of"),
    hedges=tuple(_ENGLISH_HEDGES.split("|")),
    labels=(
        *(
            "Table",
            "Figure",
            "Fig.",
            "No.",
            "Nos.",
            "No",
            "Chapter",
            "Section",
            "Article",
            "Annex",
            "Note",
            "Page",
            "p.",
            "Vol.",
            "Volume",
            "Part",
            "Room",
            "FY",
            "ext.",
        ),
        *_MONTHS.split("|"),
    ),
    ratios_after=tuple(
        f" {how} the {which}{level}"
        for how in ("of", "against")
        for which in ("previous year", "preceding year", "prior year")
        for level in ("", "'s level", "’s level", " level")
    ),
    dates_pattern=rf"[0-9]{{1,2}} (?:{_MONTHS})\b\.?(?: [0-9]{{4}})?|[0-9]+(?:st|nd|rd|th)\b",
)

"""How quantities are printed in German, on the long scale: eine Billion is 10^12."""

from __future__ import annotations

from dataclasses import replace

from extractors.languages.currencies import CROWNS, DOLLARS, PESOS, RUPEES, SHARED
from extractors.languages.vocabulary import Vocabulary

_MONTHS = (
    "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    "|Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sept|Sep|Okt|Nov|Dez"
)


def _changes(*nouns: str) -> tuple[str, ...]:
    """Return nouns of change with what links them to a percentage; "stieg von 80 %" is no change of 80 %."""
    return tuple(f"{noun}{link}" for noun in nouns for link in ("", " von"))


GERMAN = Vocabulary(
    locale="de",
    scales={
        "Million": 6,
        "Millionen": 6,
        "Mio.": 6,
        "Mio": 6,
        "Milliarde": 9,
        "Milliarden": 9,
        "Mrd.": 9,
        "Mrd": 9,
        "Billion": 12,
        "Billionen": 12,
        "Bio.": 12,
        "Billiarde": 15,
        "Billiarden": 15,
        "Trillion": 18,
        "Trillionen": 18,
    },
    inner_scales={"Tausend": 3, "Tsd.": 3, "Tsd": 3},
    short_scales={"Bio": 12},
    currencies={
        "Euros": "EUR",
        "US-$": "USD",
        "US Dollar": "USD",
        "Dollar": "USD",
        "Yen": "JPY",
        "Yuan": "CNY",
        "Renminbi": "CNY",
        "Won": "KRW",
        "Pfund Sterling": "GBP",
        "Pfund": "GBP",
        "Franken": "CHF",
        "Rubel": "RUB",
        "Kronen": "",
        "Pesos": "",
        "Rupien": "",
    },
    shared={**SHARED, "Dollar": DOLLARS, "Kronen": CROWNS, "Pesos": PESOS, "Rupien": RUPEES},
    decimal_points=",",
    thousands=".",
    spaced=True,
    compound=True,
    words_apart=True,
    percent=("%", "Prozent", "v. H.", "v.H.", "vH"),
    points=("Prozentpunkte", "Prozentpunkten", "Prozentpunkt", "%-Punkte", "%-Punkten", "PP"),
    direction_points=("Punkte", "Punkten"),
    times=("mal", "-fache", "fache"),
    up=(
        *("plus", "stieg", "stiegen", "steigt", "steigen", "wuchs", "wuchsen", "wächst", "wachsen", "zulegte", "legte"),
        *("legten", "legt", "erhöhte sich", "erhöhten sich", "plus von"),
        *_changes("Anstieg", "Zunahme", "Zuwachs", "Wachstum", "Steigerung"),
    ),
    down=(
        *(
            "minus",
            "sank",
            "sanken",
            "sinkt",
            "sinken",
            "fiel",
            "fielen",
            "fällt",
            "fallen",
            "schrumpfte",
            "schrumpften",
        ),
        *("schrumpft", "verringerte sich", "verringerten sich", "minus von"),
        *_changes("Rückgang", "Abnahme"),
    ),
    up_after=("mehr", "gestiegen", "gewachsen", "höher", "zugelegt", "angestiegen", "steigen", "wachsen", "zulegen"),
    down_after=(
        *(
            "weniger",
            "gesunken",
            "gefallen",
            "zurück",
            "zurückgegangen",
            "niedriger",
            "geschrumpft",
            "sinken",
            "fallen",
        ),
        *("schrumpfen", "zurückgehen"),
    ),
    minus=("minus",),
    no_minus=("oder", "plus/", "plus-", "plus"),
    other_units_pattern="Basispunkte?n?|bp|‰|Promille",
    links=(" um",),
    range_words=("bis",),
    hedges=(
        *("rund", "etwa", "ca.", "circa", "ungefähr", "knapp", "fast", "über", "mehr als", "weniger als", "unter"),
        *(
            "plus/minus",
            "plus minus",
            "plus-minus",
            "plus oder minus",
            "mindestens",
            "höchstens",
            "bis zu",
            "gut",
            "nahezu",
            "annähernd",
            "geschätzt",
            "geschätzte",
        ),
    ),
    labels=(
        *("Tabelle", "Tab.", "Abbildung", "Abb.", "Nr.", "Nummer", "Kapitel", "Kap.", "Abschnitt", "Artikel", "Art."),
        *("Seite", "S.", "Anhang", "Band", "Bd.", "Anmerkung", "Fußnote", "Heft", "§", "KW", "Teil", "Quartal"),
        *_MONTHS.split("|"),
    ),
    ratios_after=(" des Vorjahres", " des Vorjahreswertes", " des Vorjahreswerts", " des Vorjahresniveaus"),
    dates_pattern=(
        rf"[0-9]{{1,2}}\. ?(?:{_MONTHS})\b\.?(?: [0-9]{{4}})?"
        r"|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})?(?![0-9])"
        r"|[0-9]{1,3}\.(?= [^\W\d_])|[0-9]{1,2}(?:[.:][0-9]{2})? Uhr\b"
    ),
)

#: As printed in Switzerland and Liechtenstein: 1'234.50.
SWISS_GERMAN = replace(
    GERMAN,
    locale="de_CH",
    decimal_points=".",
    thousands="'",
)

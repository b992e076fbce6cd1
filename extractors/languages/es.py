"""How quantities are printed in Spanish, on the long scale: un billón is 10^12, mil millones are 10^9."""

from __future__ import annotations

from dataclasses import replace

from extractors.languages.currencies import CROWNS, DOLLARS, PESOS, RUPEES, SHARED, SIGNS
from extractors.languages.vocabulary import Vocabulary

_MONTHS = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
    "|ene|feb|mar|abr|may|jun|jul|ago|sept|sep|oct|nov|dic"
)


def _changes(*nouns: str) -> tuple[str, ...]:
    """Return nouns of change with what links them to a percentage; "subió del 80 %" is no change of 80 %."""
    return tuple(f"{noun}{link}" for noun in nouns for link in ("", " de", " del", " de un"))


SPANISH = Vocabulary(
    locale="es",
    scales={
        "millón": 6,
        "millon": 6,
        "millones": 6,
        "mill.": 6,
        "miles de millones": 9,
        "millardos": 9,
        "billón": 12,
        "billon": 12,
        "billones": 12,
        "trillón": 18,
        "trillon": 18,
        "trillones": 18,
    },
    inner_scales={"mil": 3, "miles": 3},
    short_scales={"M": 6, "MM": 6},
    signs={**SIGNS, "$": ""},
    currencies={
        "dólares": "USD",
        "dolares": "USD",
        "dólar": "USD",
        "yenes": "JPY",
        "yuanes": "CNY",
        "yuan": "CNY",
        "renminbi": "CNY",
        "wones": "KRW",
        "libras": "GBP",
        "francos": "",
        "pesos": "",
        "rupias": "",
        "coronas": "",
    },
    shared={
        **SHARED,
        **dict.fromkeys(("dólares", "dolares", "dólar"), DOLLARS),
        "francos": frozenset({"CHF"}),
        "pesos": PESOS,
        "rupias": RUPEES,
        "coronas": CROWNS,
    },
    decimal_points=",",
    thousands=".",
    spaced=True,
    compound=True,
    words_apart=True,
    percent=("%", "por ciento", "por cien"),
    points=("puntos porcentuales", "punto porcentual", "puntos de porcentaje", "pp", "p.p."),
    direction_points=("puntos", "punto"),
    times=("veces",),
    up=(
        *("aumentó", "creció", "subió", "avanzó", "incrementó", "repuntó", "crece", "crecen", "crecieron", "crecerá"),
        *("crecerán", "ha crecido", "han crecido", "aumenta", "aumentan", "aumentaron", "aumentará", "aumentarán"),
        *("ha aumentado", "sube", "suben", "subieron", "subirá", "avanza", "avanzaron", "incrementaron"),
        *_changes("aumento", "crecimiento", "incremento", "alza", "subida", "repunte"),
    ),
    down=(
        *("disminuyó", "cayó", "bajó", "descendió", "retrocedió", "disminuye", "disminuyen", "disminuyeron", "cae"),
        *("caen", "cayeron", "caerá", "bajan", "bajaron", "desciende", "descienden", "descendieron", "retrocede"),
        *("retrocedieron", "se redujo", "se redujeron", "se reduce", "ha caído", "ha disminuido", "ha bajado"),
        *_changes("caída", "descenso", "disminución", "reducción", "baja", "bajada", "retroceso"),
    ),
    up_after=("más",),
    down_after=("menos",),
    minus=("menos",),
    no_minus=("al", "lo", "o", "ni", "cuando", "mucho", "poco", "no", "nada"),
    other_units_pattern=(
        r"puntos? (?:básicos?|base)|p\.b\.|pb|‰|por mil|mm?d[dpe]|y (?:medio(?! ambiente)|media|cuarto)"
    ),
    links=(" un", " el", " en un", " en"),
    currency_links=("de ",),
    range_words=("a", "al"),
    hedges=(
        *("alrededor de", "cerca de", "casi", "aproximadamente", "unos", "unas", "más de", "menos de", "al menos"),
        *(
            "por lo menos",
            "más o menos",
            "cuando menos",
            "no menos de",
            "poco menos de",
            "más del",
            "menos del",
            "hasta",
            "en torno a",
            "en torno al",
            "cerca del",
            "alrededor del",
            "poco más de",
        ),
    ),
    labels=(
        *("Tabla", "Cuadro", "Gráfico", "Gráfica", "Figura", "núm.", "n.º", "nº", "No.", "N.º", "número", "pág."),
        *("p.", "página", "capítulo", "sección", "artículo", "art.", "anexo", "nota", "apartado", "volumen", "vol."),
    ),
    ratios_after=(" del año anterior", " del año previo", " de la cifra del año anterior"),
    dates_pattern=(
        rf"[0-9]{{1,2}}(?: de)? (?:{_MONTHS})\b\.?(?: (?:del? )?[0-9]{{4}})?"
        r"|[0-9]+\.?(?:[ºª°]|(?:er|era|ro|ra|do|da|to|ta|vo|va|mo|ma|no|na)\b)|[0-9]{1,2}(?:[.:][0-9]{2})? h(?:oras)?\b"
    ),
    numerals_pattern=(
        r"(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+|veint\w+|treinta"
        r"|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|\w+cient[oa]s|quinient[oa]s|un|una)"
    ),
)

#: As printed where the point is the decimal mark, from Mexico to Peru.
POINT_SPANISH = replace(SPANISH, locale="es_419", decimal_points=".", thousands=",")
MEXICAN_SPANISH = replace(
    POINT_SPANISH,
    locale="es_MX",
    signs={**SIGNS, "$": "MXN"},
    currencies={**SPANISH.currencies, "pesos": "MXN"},
)

"""Spanish and German sentences as publishers and the press print them: what they bind, what they leave to people."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.test_statements import GROWTH, SALES, SHARE, Setting, figures, read, said

SPAIN = Setting("es", "ESP", "EUR", "2021", date(2022, 2, 5))
GERMANY = Setting("de", "DEU", "EUR", "2021", date(2022, 2, 5))
MEXICO = Setting("es-MX", "MEX", "MXN", "2021", date(2022, 2, 5))
SWITZERLAND = Setting("de-CH", "CHE", "CHF", "2021", date(2022, 2, 5))
WORLD_ES = Setting("es", "WLD", "USD", "2018", date(2020, 4, 27), declared={"time_period": "0", "measure": SALES})
WORLD_DE = Setting("de", "WLD", "USD", "2015", date(2017, 5, 3), declared={"time_period": "0", "measure": SALES})

CERTAIN = [
    pytest.param(
        SPAIN,
        "En 2021, las ventas B2B del comercio electrónico alcanzaron los 5.000 millones de euros, un 12 % más que el "
        "año "
        "anterior.",
        said(("2021", "B2B", SALES, "5E9", "A"), ("2021", "B2B", GROWTH, "12", "A")),
        id="es: level and growth on the year before",
    ),
    pytest.param(
        SPAIN,
        "El año pasado la facturación entre empresas fue de 5.000 millones de euros, frente a los 4.500 millones de "
        "euros del "
        "año anterior, y la de empresas a consumidores, de 3.000 millones de euros.",
        said(
            ("2021", "B2B", SALES, "5E9", "A"), ("2020", "B2B", SALES, "4.5E9", "A"), ("2021", "B2C", SALES, "3E9", "A")
        ),
        id="es: last year counted from publication, compared with the year before",
    ),
    pytest.param(
        SPAIN,
        "El volumen de negocio del comercio electrónico fue de 8.000 millones de euros en 2021, de los cuales 5.000 "
        "millones "
        "de euros correspondieron al B2B.",
        said(("2021", "TOTAL", SALES, "8E9", "A"), ("2021", "B2B", SALES, "5E9", "A")),
        id="es: of which",
    ),
    pytest.param(
        SPAIN,
        "Las ventas B2B y B2C fueron de 5.000 millones de euros y 3.000 millones de euros, respectivamente, en 2021.",
        said(("2021", "B2B", SALES, "5E9", "A"), ("2021", "B2C", SALES, "3E9", "A")),
        id="es: respectively, the year behind",
    ),
    pytest.param(
        SPAIN,
        "Las ventas B2B pasaron de 4.000 millones de euros en 2020 a 5.000 millones de euros en 2021 y se prevé que "
        "alcancen "
        "los 9.000 millones de euros en 2025.",
        said(
            ("2020", "B2B", SALES, "4E9", "A"), ("2021", "B2B", SALES, "5E9", "A"), ("2025", "B2B", SALES, "9E9", "F")
        ),
        id="es: three years, the last a forecast",
    ),
    pytest.param(
        SPAIN,
        "En el tercer trimestre de 2021 las ventas a consumidores crecieron un 12,5 % interanual, hasta 3.000 "
        "millones de "
        "euros.",
        said(("2021-Q3", "B2C", GROWTH, "12.5", "A"), ("2021-Q3", "B2C", SALES, "3E9", "A")),
        id="es: a quarter",
    ),
    pytest.param(
        SPAIN,
        "Según estimaciones, el comercio electrónico a otras empresas facturó mil quinientos millones de euros en el "
        "primer "
        "semestre de 2021.",
        said(("2021-S1", "B2B", SALES, "1.5E9", "E")),
        id="es: an estimate in words for a half-year",
    ),
    pytest.param(
        SPAIN,
        "En 2021 el B2B supuso el 80 % del comercio electrónico y el B2C el 20 %.",
        said(("2021", "B2B", SHARE, "80", "A"), ("2021", "B2C", SHARE, "20", "A")),
        id="es: shares",
    ),
    pytest.param(
        MEXICO,
        "En 2021 las ventas B2B sumaron 1.1 billones de pesos.",
        said(("2021", "B2B", SALES, "1.1E12", "A")),
        id="es-MX: a decimal point, pesos",
    ),
    pytest.param(
        WORLD_ES,
        "Las ventas mundiales B2B llegaron a veintiún billones y medio de dólares.",
        said(("2018", "B2B", SALES, "21.5E12", "A")),
        id="es: the world, a number in words, the declared period",
    ),
    pytest.param(
        GERMANY,
        "Im Jahr 2021 erreichte der B2B-Umsatz 5 Mrd. Euro, ein Plus von 12 % gegenüber dem Vorjahr.",
        said(("2021", "B2B", SALES, "5E9", "A"), ("2021", "B2B", GROWTH, "12", "A")),
        id="de: level and growth on the year before",
    ),
    pytest.param(
        GERMANY,
        "Der Umsatz zwischen Unternehmen lag im vergangenen Jahr bei 5,0 Milliarden Euro, nach 4,5 Milliarden Euro "
        "im Vorjahr.",
        said(("2021", "B2B", SALES, "5E9", "A"), ("2020", "B2B", SALES, "4.5E9", "A")),
        id="de: last year counted from publication, the year before from that",
    ),
    pytest.param(
        GERMANY,
        "Der Onlinehandel setzte 2021 8 Milliarden Euro um, davon 5 Milliarden Euro mit Firmenkunden und 3 "
        "Milliarden Euro mit "
        "Privatkunden.",
        said(
            ("2021", "TOTAL", SALES, "8E9", "A"), ("2021", "B2B", SALES, "5E9", "A"), ("2021", "B2C", SALES, "3E9", "A")
        ),
        id="de: of which, the segment behind the figure",
    ),
    pytest.param(
        GERMANY,
        "Die Umsätze im B2B- und im B2C-Handel lagen 2021 bei 5 Mrd. Euro beziehungsweise 3 Mrd. Euro.",
        said(("2021", "B2B", SALES, "5E9", "A"), ("2021", "B2C", SALES, "3E9", "A")),
        id="de: respectively",
    ),
    pytest.param(
        GERMANY,
        "Der B2B-Umsatz stieg von 4 Mrd. Euro im Jahr 2020 auf 5 Mrd. Euro im Jahr 2021 und wird 2025 "
        "voraussichtlich 9 Mrd. "
        "Euro erreichen.",
        said(
            ("2020", "B2B", SALES, "4E9", "A"), ("2021", "B2B", SALES, "5E9", "A"), ("2025", "B2B", SALES, "9E9", "F")
        ),
        id="de: three years, the last a forecast",
    ),
    pytest.param(
        GERMANY,
        "Im 3. Quartal 2021 wuchs der Umsatz mit Endkunden im Vorjahresvergleich um 12,5 Prozent auf 3 Mrd. Euro.",
        said(("2021-Q3", "B2C", GROWTH, "12.5", "A"), ("2021-Q3", "B2C", SALES, "3E9", "A")),
        id="de: an ordinal ends no sentence",
    ),
    pytest.param(
        GERMANY,
        "Geschätzt setzte der B2B-Handel im ersten Halbjahr 2021 anderthalb Milliarden Euro um.",
        said(("2021-S1", "B2B", SALES, "1.5E9", "E")),
        id="de: an estimate in words for a half-year",
    ),
    pytest.param(
        GERMANY,
        "2021 machte der B2B-Handel 80 Prozent, der B2C-Handel 20 Prozent des gesamten E-Commerce aus.",
        said(("2021", "B2B", SHARE, "80", "A"), ("2021", "B2C", SHARE, "20", "A")),
        id="de: shares",
    ),
    pytest.param(
        SWITZERLAND,
        "2021 lag der B2B-Umsatz bei 1'234.5 Mio. Franken.",
        said(("2021", "B2B", SALES, "1234.5E6", "A")),
        id="de-CH: Swiss marks",
    ),
    pytest.param(
        WORLD_DE,
        "Nach Zahlen der Vereinten Nationen: Der Internethandel setzte 2015 weltweit 25 Milliarden Dollar um, 90% "
        "davon "
        "zwischen Unternehmen (B2B) und 10% mit Verbrauchern.",
        said(
            ("2015", "TOTAL", SALES, "25E9", "A"), ("2015", "B2B", SHARE, "90", "A"), ("2015", "B2C", SHARE, "10", "A")
        ),
        id="de: shares of that",
    ),
]


@pytest.mark.parametrize(("setting", "text", "expected"), CERTAIN)
def test_words_that_bind_in_one_way_give_figures(setting: Setting, text: str, expected: set[Any]) -> None:
    assert figures(setting, text) == expected


DOUBTFUL = [
    (SPAIN, "Las ventas B2B y B2C fueron de 5.000 millones de euros en 2021.", "segment: B2B or B2C"),
    (SPAIN, "Las ventas B2B fueron de 5.000 millones de euros.", "period: not said"),
    (SPAIN, "El B2B alcanzó los 5.000 millones de euros en 2021.", "measure: not said"),
    (SPAIN, "Las ventas B2B fueron de 5.000 millones en 2021.", "no unit is printed"),
    (SPAIN, "Las ventas B2B podrían alcanzar los 5.000 millones de euros en 2021.", '"podrían"'),
    (SPAIN, "Las ventas transfronterizas B2B fueron de 5.000 millones de euros en 2021.", '"transfronterizas"'),
    (SPAIN, "Las ventas minoristas B2C fueron de 5.000 millones de euros en 2021.", '"minoristas"'),
    (SPAIN, "Las ventas de moda B2C fueron de 5.000 millones de euros en 2021.", '"ventas de moda"'),
    (SPAIN, "Las ventas B2B cayeron en 2021 un 5 %.", "rise or fall"),
    (SPAIN, "Las ventas B2B crecieron un 5 % en 2021 respecto a 2019.", "growth on 2019"),
    (SPAIN, "Las ventas B2B llegarán a 5.000 millones de euros en 2021.", "a forecast of a period that is over"),
    (SPAIN, "Las ventas B2B suben a 9.000 millones de euros en 2025.", "the period is not over"),
    (SPAIN, "Las ventas B2B fueron de 5.000 millones de euros en el primer semestre.", "period: not said"),
    (SPAIN, "En 2020 y 2021 las ventas B2B fueron de 5.000 millones de euros.", "period: 2020 or 2021"),
    (SPAIN, "Si las ventas B2B fueran de 5.000 millones de euros en 2021, sería poco.", '"Si"'),
    (SPAIN, "En 2021 las ventas B2B de Italia y España fueron de 5.000 millones de euros.", "area: ITA or ESP"),
    (GERMANY, "Der B2B- und der B2C-Umsatz lagen 2021 bei 5 Mrd. Euro.", "segment: B2B or B2C"),
    (GERMANY, "Der B2B-Umsatz lag bei 5 Mrd. Euro.", "period: not said"),
    (GERMANY, "B2B erreichte 2021 5 Mrd. Euro.", "measure: not said"),
    (GERMANY, "Der B2B-Umsatz lag 2021 bei 5 Milliarden.", "no unit is printed"),
    (GERMANY, "Der B2B-Umsatz könnte 2021 5 Mrd. Euro erreichen.", '"könnte"'),
    (GERMANY, "Der grenzüberschreitende B2B-Umsatz lag 2021 bei 5 Mrd. Euro.", '"grenzüberschreitende"'),
    (GERMANY, "Der B2C-Umsatz im Einzelhandel lag 2021 bei 5 Mrd. Euro.", '"Einzelhandel"'),
    (GERMANY, "Der Umsatz mit Büchern im B2C-Handel lag 2021 bei 5 Mrd. Euro.", '"Umsatz mit Büchern"'),
    (GERMANY, "Der B2B-Umsatz sank 2021 um 5 Prozent.", "rise or fall"),
    (GERMANY, "Der B2B-Umsatz stieg 2021 gegenüber 2019 um 5 Prozent.", "growth on 2019"),
    (GERMANY, "Für 2021 wurde ein B2B-Umsatz von 5 Mrd. Euro erwartet.", "a forecast of a period that is over"),
    (GERMANY, "Der B2B-Umsatz steigt 2025 auf 9 Mrd. Euro.", "the period is not over"),
    (GERMANY, "Der B2B-Umsatz lag im ersten Halbjahr bei 5 Mrd. Euro.", "period: not said"),
    (GERMANY, "2020 und 2021 lag der B2B-Umsatz bei 5 Mrd. Euro.", "period: 2020 or 2021"),
    (GERMANY, "Wenn der B2B-Umsatz 2021 bei 5 Mrd. Euro lag, ist das wenig.", '"Wenn"'),
    (GERMANY, "2021 lag der B2B-Umsatz in Italien und Deutschland bei 5 Mrd. Euro.", "area: ITA or DEU"),
]


@pytest.mark.parametrize(("setting", "text", "reason"), DOUBTFUL)
def test_words_that_leave_a_choice_go_to_review(setting: Setting, text: str, reason: str) -> None:
    certain, doubtful = read(setting, text)
    assert certain == []
    assert doubtful
    assert all(reason in one.reason for one in doubtful)


LEFT = [
    (SPAIN, "Las ventas B2B de Francia fueron de 5.000 millones de euros en 2021."),
    (SPAIN, "En Europa las ventas B2B fueron de 5.000 millones de euros en 2021."),
    (SPAIN, "La inversión en B2B fue de 5.000 millones de euros en 2021."),
    (SPAIN, "Las ventas B2B aumentaron en 500 millones de euros en 2021."),
    (SPAIN, "Las ventas a empresas y administraciones públicas fueron de 5.000 millones de euros en 2021."),
    (SPAIN, "El comercio fue de 5.000 millones de euros en 2021."),
    (SPAIN, "Véase la tabla 3 del informe B2B de 2021."),
    (GERMANY, "Frankreichs B2B-Umsatz lag 2021 bei 5 Mrd. Euro."),
    (GERMANY, "In Europa lag der B2B-Umsatz 2021 bei 5 Mrd. Euro."),
    (GERMANY, "Die Investitionen in B2B lagen 2021 bei 5 Mrd. Euro."),
    (GERMANY, "Der B2B-Umsatz stieg 2021 um 500 Mio. Euro."),
    (GERMANY, "Der Umsatz mit Unternehmen und Behörden lag 2021 bei 5 Mrd. Euro."),
    (GERMANY, "Der Handel lag 2021 bei 5 Mrd. Euro."),
    (GERMANY, "Siehe Tabelle 3 des B2B-Berichts 2021."),
]


@pytest.mark.parametrize(("setting", "text"), LEFT)
def test_other_figures_are_left_alone(setting: Setting, text: str) -> None:
    assert read(setting, text) == ([], [])


#: Parts of a sentence by how often they bind: not, once, twice.
PERIODS = {"es": ("", "En 2021 ", "En 2020 y 2021 "), "de": ("", "2021 ", "2020 und 2021 ")}
SEGMENTS = {"es": ("", " B2B", " B2B y B2C"), "de": ("", " B2B", " B2B und B2C")}
MEASURES = {"es": ("el comercio", "las ventas"), "de": ("der Handel", "der Umsatz")}
VERBS = {
    "es": ("alcanzó los 5.000 millones de euros", "alcanzaron los 5.000 millones de euros"),
    "de": ("lag bei 5 Mrd. Euro", "lag bei 5 Mrd. Euro"),
}


@pytest.mark.parametrize("lang", ["es", "de"])
def test_a_figure_is_certain_exactly_where_each_part_is_bound_once(lang: str) -> None:
    setting = SPAIN if lang == "es" else GERMANY
    for period, segment, measure in product(range(3), range(3), range(2)):
        if lang == "de":
            text = f"{PERIODS[lang][period]}{VERBS[lang][measure].split(' ')[0]} {MEASURES[lang][measure]} bei"
            text = f"{text}{SEGMENTS[lang][segment]} {VERBS[lang][measure].split(' ', 1)[1]}."
        else:
            text = f"{PERIODS[lang][period]}{MEASURES[lang][measure]}{SEGMENTS[lang][segment]} {VERBS[lang][measure]}."
        certain, doubtful = read(setting, text)
        assert bool(certain) == ((period, segment, measure) == (1, 1, 1)), text
        assert bool(doubtful) == (segment > 0 and not certain), text


_SPANISH = [
    *("B2B", "B2C", "comercio electrónico", "ventas", "cuota", "crecimiento", "transfronterizo", "Francia", "España"),
    *(
        "1,7 billones de euros",
        "mil millones",
        "creció un 5 %",
        "83 %",
        "12",
        "en 2021",
        "para 2027",
        "el año anterior",
    ),
    *(
        "2019",
        "se prevé que",
        "fue",
        "y",
        "a",
        "desde",
        "frente a",
        "respectivamente",
        "de los cuales",
        "(",
        ")",
        ",",
        ";",
    ),
]
_GERMAN = [
    *("B2B", "B2C", "E-Commerce", "Umsatz", "Anteil", "Wachstum", "grenzüberschreitend", "Frankreich", "Deutschland"),
    *(
        "5 Mrd. Euro",
        "eine Billion Euro",
        "um 5 Prozent",
        "83 %",
        "12",
        "im Jahr 2021",
        "bis 2027",
        "im Vorjahr",
        "2019",
    ),
    *("voraussichtlich", "war", "und", "auf", "von", "gegenüber", "beziehungsweise", "davon", "(", ")", ",", ";"),
]


@given(st.sampled_from([(SPAIN, _SPANISH), (GERMANY, _GERMAN)]), st.data())
def test_no_order_of_words_breaks_the_reader(side: tuple[Setting, list[str]], data: st.DataObject) -> None:
    setting, pieces = side
    text = " ".join(data.draw(st.lists(st.sampled_from(pieces), max_size=25)))
    certain, doubtful = read(setting, text)
    for one in certain:
        assert one.raw_text in text
        assert one.segment in {"TOTAL", "B2B", "B2C"}
        assert one.ref_area == setting.area
    for reading in doubtful:
        assert reading.reason
        assert reading.raw_text in text

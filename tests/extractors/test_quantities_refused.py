"""Numbers whose digits alone would say something else: read with all that belongs to them, or refused with a reason."""

from __future__ import annotations

import pytest

from extractors.quantities import QuantityError, find_figures, find_quantities, read_quantity

READ = [
    ("en", "353.0^1 trillion yen", "353000000000000 JPY ±100000000000"),
    ("en", "353.0¹ trillion yen", "353000000000000 JPY ±100000000000"),
    ("en", "353.0 (r) trillion yen", "353000000000000 JPY ±100000000000"),
    ("en", "1,204 (p) million", "1204000000 ±1000000"),
    ("en", "353.0* bn", "353000000000 ±100000000"),
    ("ja", "353.0(p)兆円", "353000000000000 JPY ±100000000000"),
    ("en", "₹2 lakh crore", "2000000000000 INR ±1000000000000"),
    ("en", "12 crore", "120000000 ±10000000"),
    ("en", "5.5 lakhs", "550000 ±10000"),
    ("en", "minus $0.2bn", "-200000000 USD ±100000000"),
    ("en", "minus about $3bn", "-3000000000 USD ±1000000000"),
    ("en", "minus twenty million euros", "-20000000 EUR ±1000000"),
    ("en", "negative 2.1%", "-2.1 PCT ±0.1"),
    ("en", "plus or minus 3%", "3 PCT ±1"),
    ("de", "minus 3 Mrd. Euro", "-3000000000 EUR ±1000000000"),
    ("de", "plus/minus 3 Prozent", "3 PCT ±1"),
    ("es", "menos 3 millones de euros", "-3000000 EUR ±1000000"),
    ("es", "al menos 3 millones", "3000000 ±1000000"),
    ("es", "por lo menos 3 millones", "3000000 ±1000000"),
    ("es", "más o menos 3 millones", "3000000 ±1000000"),
    ("es", "menos de 3 millones", "3000000 ±1000000"),
    ("es", "al menos un 3 %", "3 PCT ±1"),
    ("es", "2 millones y medio", "2500000 ±100000"),
    ("ja", "マイナス1兆円", "-1000000000000 JPY ±1000000000000"),
    ("ja", "プラスマイナス3%", "3 PCT ±1"),
    ("ja", "七割半", "75 PCT ±5"),
    ("ko", "마이너스 1조원", "-1000000000000 KRW ±1000000000000"),
    ("zh-Hans", "负增长2.1%", "-2.1 PCT ±0.1"),
    ("zh-Hans", "负2.5亿元", "-250000000 CNY ±10000000"),
    ("zh-Hans", "正负3%", "3 PCT ±1"),
    ("zh-Hans", "占比七成半", "75 PCT ±5"),
    ("zh-Hant", "負成長2.1%", "-2.1 PCT ±0.1"),
]


@pytest.mark.parametrize(("lang", "text", "expected"), READ)
def test_marks_signs_in_words_and_multipliers_belong_to_the_number(lang: str, text: str, expected: str) -> None:
    found, refused = find_figures(text, lang)
    assert [f"{one.value} {one.unit} ±{one.rounding_unit}".replace("  ", " ") for one in found] == [expected]
    assert refused == []


REFUSED = [
    ("en", "353^1 yen", ["353^1 yen"]),
    ("en", "10^6 yen", ["10^6 yen"]),
    ("en", "10^1 trillion", ["10^1 trillion"]),
    ("en", "83(p)%", ["83(p)%"]),
    ("en", "1/2 billion", ["1/2 billion"]),
    ("en", "3 1/2 million", ["3 1/2 million"]),
    ("en", "1 ½ million", ["1 ½ million"]),
    ("en", "2½bn", ["2½bn"]),
    ("en", "about ½ million buyers, ¾ of them firms", ["½ million", "¾"]),
    ("de", "2 1/2 Mio. Euro, 3½ Prozent", ["2 1/2 Mio. Euro", "3½ Prozent"]),
    ("en", "(2.1)%", ["2.1)%"]),
    ("en", "20 basis points", ["20 basis points"]),
    ("en", "20 to 30 basis points", ["20 to 30 basis points"]),
    ("es", "subió 20 puntos básicos", ["20 puntos básicos"]),
    ("en", "0.5 of a percentage point", ["0.5 of a percentage point"]),
    ("en", "$3.5 to 4.2bn", ["3.5 to 4.2bn"]),
    ("en", "minus 3 to 4 million", ["3 to 4 million"]),
    ("en", "negative 3 times", ["3 times"]),
    ("en", "1.2.3 bn, 1,23,456 and $1,2 bn", ["1.2.3 bn", "1,23,456", "1,2 bn"]),
    ("en", "up 3 1.2%", ["3 1.2%"]),
    ("es", "5 mdd, 4 k€", ["5 mdd", "4 k€"]),
    ("es-MX", "5 mdp", ["5 mdp"]),
    ("es-MX", "1,106, 558 millones", ["1,106, 558 millones"]),
    ("es", "1,234.5 millones de dólares", ["1,234.5 millones de dólares"]),
    ("ja", "2桁増", ["2桁"]),
    ("ko", "3할 5푼", ["3할", "5푼"]),
    ("ko", "465조2,372원", ["465조2,372원"]),
    ("ja", "約3.2 trillion、US$5 Billion", ["3.2 trillion", "5 Billion"]),
    ("zh-Hans", "26.7 trillions", ["26.7 trillions"]),
    ("es", "26,7 trillion, 5 bn", ["26,7 trillion", "5 bn"]),
    ("ja", "3.2* trillion", ["3.2* trillion"]),
    ("de", "20 Millions USD, 4 bn Euro", ["20 Millions", "4 bn"]),
]


@pytest.mark.parametrize(("lang", "text", "printed"), REFUSED)
def test_what_cannot_be_read_for_certain_is_named_with_a_reason(lang: str, text: str, printed: list[str]) -> None:
    found, refused = find_figures(text, lang)
    assert (found, [one.text for one in refused]) == ([], printed)
    assert all(one.reason and text[one.start : one.end] == one.text for one in refused)
    with pytest.raises(QuantityError):
        read_quantity(text, lang)


def test_a_refused_number_has_its_place_beside_numbers_in_words() -> None:
    text = "two million firms, 1/2 billion in sales, and three percent"
    found, (refused,) = find_figures(text, "en")
    assert [one.text for one in found] == ["two million", "three percent"]
    assert (refused.text, refused.start) == ("1/2 billion", text.index("1/2"))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "B2B, 4Q, a 10-year plan, Table 3, 12 May 2013, 2015/16"),
        ("ja", "4分の1、2024年、第3章"),
        ("ko", "4분의 1, 1/4분기, 20대"),
        ("zh-Hans", "4分之1，2013年第3季度"),
    ],
)
def test_digits_that_are_no_number_are_not_named(lang: str, text: str) -> None:
    assert find_figures(text, lang) == ([], [])


def test_the_environment_is_no_half_a_million() -> None:
    for text in ("3 millones y medio ambiente", "tres millones y medio ambiente"):
        assert [one.value for one in find_quantities(text, "es")] == [3000000]

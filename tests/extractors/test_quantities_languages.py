"""Quantities as publishers print them, language by language; what is printed wrong is read as printed or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.quantities import Quantity, QuantityError, find_quantities, read_quantity


def said(quantities: list[Quantity]) -> list[str]:
    return [f"{one.value} {one.unit or '-'} {one.kind}" for one in quantities]


READ = [
    # language, text, what is found in it
    ("es", "ventas por valor de 8.883 millones de dólares", "8883000000 USD amount"),
    ("es", "China (2.574 millones de dólares", "2574000000 USD amount"),
    ("es-MX", "2 billones 308 mil 458 millones de pesos", "2308458000000 MXN amount"),
    ("es", "mil 106 millones 558 mil pesos", "1106558000 - amount"),
    (
        "es",
        "5 mil millones de euros, 1,2 billones €, 5.300 M€",
        "5000000000 EUR amount; 1200000000000 EUR amount; 5300000000 EUR amount",
    ),
    (
        "es",
        "creció un 12,5 %; cayó un 3,1%; 0,5 puntos porcentuales",
        "12.5 PCT percent; -3.1 PCT percent; 0.5 PP percent_points",
    ),
    ("es", "el 101,7 % del año anterior", "101.7 PCT ratio"),
    ("es", "cayeron un 5 %, un aumento del 12 %", "-5 PCT percent; 12 PCT percent"),
    ("es", "la cuota subió del 80 % al 82 %", "80 PCT percent; 82 PCT percent"),
    ("es", "1 234 567 euros y 12.345,67 €", "1234567 EUR amount; 12345.67 EUR amount"),
    ("es-MX", "6.9% del PIB, $5,300 millones", "6.9 PCT percent; 5300000000 MXN amount"),
    ("es-PE", "6.9% y 1,200 dólares", "6.9 PCT percent; 1200 USD amount"),
    ("de", "Korea (Republik) 1,1187 Billionen US-Dollar", "1118700000000 USD amount"),
    ("de", "weltweit 25 Milliarden Dollar", "25000000000 USD amount"),
    (
        "de",
        "41,7 Mrd. Euro, 5 Mio. €, 5 Tsd. Euro, 1,2 Bio Euro",
        "41700000000 EUR amount; 5000000 EUR amount; 5000 EUR amount; 1200000000000 EUR amount",
    ),
    ("de", "2 Milliarden 300 Millionen Euro", "2300000000 EUR amount"),
    (
        "de",
        "stieg um 12,5 Prozent, sank um 3 Prozentpunkte, 5 % weniger",
        "12.5 PCT percent; -3 PP percent_points; -5 PCT percent",
    ),
    ("de", "auf 101,7 % des Vorjahres", "101.7 PCT ratio"),
    ("de", "ein Rückgang von 3 %, wuchsen um 5 %", "-3 PCT percent; 5 PCT percent"),
    (
        "de",
        "1.234.567,8 Euro, 1'234'567 Euro, 12 345 Euro",
        "1234567.8 EUR amount; 1234567 EUR amount; 12345 EUR amount",
    ),
    ("de-CH", "CHF 1’234.50", "1234.50 CHF amount"),
    ("en", "48 trillion 690 billion won", "48690000000000 KRW amount"),
    ("en", "5 hundred million yuan", "500000000 CNY amount"),
    ("en", "5.43 trillion yuan ($869 billion)", "5430000000000 CNY amount; 869000000000 USD amount"),
    ("en", "$3.964 trillion, from $4.048 billion", "3964000000000 USD amount; 4048000000 USD amount"),
    ("en", "1999, 4Q 5,481 784,278 0.70 (NA) 8.6", "5481 - count; 784278 - count; 0.70 - count; 8.6 - count"),
    ("en", " Purchases by 2.1% of the total e-commerce shopping,,15.60", "2.1 PCT percent; 15.60 - count"),
    ("en", "12\u202f345\u00a0678 firms, 1\u2009234.5 firms", "12345678 - count; 1234.5 - count"),
    ("en", "growth of .5%", "0.5 PCT percent"),
    ("en", "5,481(p), 784,278 (r), 0.7*, 1.5^", "5481 - count; 784278 - count; 0.7 - count; 1.5 - count"),
    ("en", "down 3.1%, –3.1%, −3.1%", "-3.1 PCT percent; -3.1 PCT percent; -3.1 PCT percent"),
    ("ja", "約3兆円（▲2.5%）、△2.5%", "3000000000000 JPY amount; -2.5 PCT percent; -2.5 PCT percent"),
    ("ja", "1ドル＝110円", "1 USD amount; 110 JPY amount"),
    ("ja", "465兆円1)、4.2％※1", "465000000000000 JPY amount; 4.2 PCT percent"),
    ("zh", "29.16 万亿 ... 5千亿元，3万5千人", "29160000000000 - count; 500000000000 CNY amount; 35000 - count"),
    ("zh-Hans", "分别增长5%,6%", "5 PCT percent; 6 PCT percent"),
    ("zh-Hans", "11.2万亿元人民币（约合1.7万亿美元）", "11200000000000 CNY amount; 1700000000000 USD amount"),
    ("zh-Hant", "12‧8億美元，成長３．２％", "1280000000 USD amount; 3.2 PCT percent"),
    ("zh-HK", "5億元，$5億", "500000000 HKD amount; 500000000 HKD amount"),
    ("ko", "전년의 101.7%", "101.7 PCT ratio"),
]


@pytest.mark.parametrize(("lang", "text", "expected"), READ)
def test_what_is_printed_is_read(lang: str, text: str, expected: str) -> None:
    found = find_quantities(text, lang)
    assert "; ".join(said(found)) == expected
    assert all(text[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "3er trimestre, 1.º, 12 de mayo de 2015, n.º 5, Tabla 3, 3T 2015, 10:30, año 2015, los años 2010-2015"),
        ("es", "6.9% y 1,234,567"),
        ("es", "trescientas mil 106 millones de pesos"),
        ("es-MX", "1,106, 558 millones"),
        ("es", "US$0–2,2º"),
        ("de", "3. Quartal, 1. Halbjahr, am 3. Mai 2015, 12.05.2015, Nr. 5, Tabelle 3, 10-jährig, 2015/16, 10.30 Uhr"),
        ("de", "6.9% und 1,234,567"),
        ("de", "5 Bio Produkte"),
        ("en", "up 3 1.2% ... reached 1885 1 billion yuan ... by the end of 20 13"),
        ("en", "3 .2%, €1 234 567, Tel. +44 20 7946 0958"),
        ("en", "167,935,971.00,12,617,467.00,32,205,098.00,123,113,406.00"),
        ("en", "Total and E-commerce1, version v.5, 3Q14, Q3 2014, 5 pm, see [1] and 2) too, Tables 3-5"),
        ("en", "4 Sales through e-commerce"),
        ("en", "2.1 Purchases"),
        ("en", "15–10%"),
        ("ja", "５〜６月、第1-3四半期、2014・15年"),
        ("zh-Hans", "5-6月，第1-3季度，3·15晚会，注1，2014年上半年"),
        ("zh-Hant", "民國103年，1～9月，第三季，圖5"),
        ("ko", "1·2분기, 5-6월, 2013. 3. 4., 제3장"),
    ],
)
def test_what_is_no_quantity_or_doubtful_is_left_out(lang: str, text: str) -> None:
    assert find_quantities(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "expected", "printed"),
    [
        ("en", "80–85%", ["80 PCT percent", "85 PCT percent"], ["80", "85%"]),
        ("en", "from 80% in 2020 to 82% in 2021", ["80 PCT percent", "82 PCT percent"], ["80%", "82%"]),
        ("en", "80 to 85 percent", ["80 PCT percent", "85 PCT percent"], ["80", "85 percent"]),
        ("en", "US$5–6 trillion", ["5000000000000 USD amount", "6000000000000 USD amount"], ["US$5", "6 trillion"]),
        ("en", "$5–$6 trillion", ["5000000000000 USD amount", "6000000000000 USD amount"], ["$5", "$6 trillion"]),
        ("en", "down 5-6%", ["-5 PCT percent", "-6 PCT percent"], ["down 5", "6%"]),
        ("en", "$10-12 below the price", ["10 USD amount", "12 USD amount"], ["$10", "12"]),
        ("es", "US$3-5 hoy", ["3 USD amount", "5 USD amount"], ["US$3", "5"]),
        ("en", "from 5 to 6 million", ["6000000 - count"], ["6 million"]),
        ("en", "12-15 firms", ["12 - count", "15 - count"], ["12", "15"]),
        ("de", "5 bis 6 Prozent", ["5 PCT percent", "6 PCT percent"], ["5", "6 Prozent"]),
        ("ja", "約3~4兆円", ["3000000000000 JPY amount", "4000000000000 JPY amount"], ["3", "4兆円"]),
        ("ko", "3억~4억원", ["300000000 KRW amount", "400000000 KRW amount"], ["3억", "4억원"]),
        ("zh-Hans", "80%至85%", ["80 PCT percent", "85 PCT percent"], ["80%", "85%"]),
    ],
)
def test_both_ends_of_a_range_have_what_is_printed_once(
    lang: str, text: str, expected: list[str], printed: list[str]
) -> None:
    found = find_quantities(text, lang)
    assert said(found) == expected
    assert [one.text for one in found] == printed
    assert all(text[one.start : one.end] == one.text for one in found)
    with pytest.raises(QuantityError):
        read_quantity(text, lang)


@pytest.mark.parametrize("text", ["4.2% ±0.9%", "4.2±0.9%", "4.2%±0.9%", "4.2 percent (±0.9%)", "4.2% (± 0.9%)"])
def test_a_half_width_is_marked_as_one(text: str) -> None:
    assert [(one.value, one.kind, one.qualifier) for one in find_quantities(text, "en")] == [
        (Decimal("4.2"), "percent", ""),
        (Decimal("0.9"), "percent", "±"),
    ]


@pytest.mark.parametrize(
    ("lang", "text", "unit"),
    [
        ("es", "5 millones de pesos", "MXN"),
        ("es", "$5 millones", "CLP"),
        ("en", "kr 5 million", "NOK"),
        ("en", "5 million rupees", "INR"),
        ("de", "5 Mio. Kronen", "SEK"),
        ("ko", "¥5억", "CNY"),
    ],
)
def test_a_sign_without_convention_leaves_the_currency_open_until_declared(lang: str, text: str, unit: str) -> None:
    (found,) = find_quantities(text, lang)
    assert (found.kind, found.unit) == ("amount", "")
    with pytest.raises(QuantityError, match="expected a declared unit"):
        read_quantity(text, lang)
    declared = read_quantity(text, lang, unit=unit)
    assert (declared.value, declared.unit) == (found.value, unit)
    with pytest.raises(QuantityError, match="another unit than declared"):
        read_quantity(text, lang, unit="EUR")


@pytest.mark.parametrize("lang", ["en", "ja", "ko", "de", "es", "zh-Hans"])
def test_a_text_that_is_one_number_may_have_spaces_between_thousands(lang: str) -> None:
    quantity = read_quantity("12 345 678", lang, scale=1000, unit="EUR")
    assert (quantity.value, quantity.text) == (Decimal(12345678000), "12 345 678")
    for torn in ("1 23", "12 345 67", "0 123", "1234 567"):
        with pytest.raises(QuantityError):
            read_quantity(torn, lang)


def test_a_word_that_is_also_a_code_is_one_in_capitals_only() -> None:
    assert said(find_quantities("TRY 10", "en")) == ["10 TRY amount"]
    assert said(find_quantities("try 10 firms", "en")) == ["10 - count"]

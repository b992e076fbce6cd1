"""Numbers in words: what they are, how exact, where they stand; what names no number, or more than one, is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractors.quantities import QuantityError, UnitContradictionError, find_quantities, read_quantity

READ = [
    # language, text, what is found in it: value ± rounding unit, unit, as printed
    ("en", "one trillion dollars", "1E+12±1E+12 USD 'one trillion dollars'"),
    ("en", "about two and a half billion euros", "2.5E+9±1E+8 EUR 'two and a half billion euros'"),
    ("en", "2 and a half billion euros", "2.5E+9±1E+8 EUR '2 and a half billion euros'"),
    ("en", "a trillion and a half dollars", "1.5E+12±1E+11 USD 'a trillion and a half dollars'"),
    ("en", "half a trillion dollars", "5E+11±1E+11 USD 'half a trillion dollars'"),
    ("en", "(a billion dollars)", "1E+9±1E+9 USD 'a billion dollars'"),
    ("en", "a billion buyers", "1E+9±1E+9 - 'a billion'"),
    ("en", "Two hundred and fifty-one million pounds", "2.51E+8±1E+6 GBP 'Two hundred and fifty-one million pounds'"),
    ("en", "TWENTY-FIVE TRILLION YEN", "2.5E+13±1E+12 JPY 'TWENTY-FIVE TRILLION YEN'"),
    ("en", "twenty\u2011five trillion yen", "2.5E+13±1E+12 JPY 'twenty\u2011five trillion yen'"),
    ("en", "one point two five trillion yuan", "1.25E+12±1E+10 CNY 'one point two five trillion yuan'"),
    ("en", "3 billion two hundred million won", "3.2E+9±1E+6 KRW '3 billion two hundred million won'"),
    ("en", "in 2018 one trillion won", "1E+12±1E+12 KRW 'one trillion won'"),
    (
        "en",
        "one trillion won and two trillion won",
        "1E+12±1E+12 KRW 'one trillion won'; 2E+12±1E+12 KRW 'two trillion won'",
    ),
    ("en", "up twelve percent", "12±1 PCT 'up twelve percent'"),
    ("en", "half a percentage point", "0.5±0.1 PP 'half a percentage point'"),
    ("es", "un billón de euros", "1E+12±1E+12 EUR 'un billón de euros'"),
    ("es", "dos mil millones de euros", "2E+9±1E+9 EUR 'dos mil millones de euros'"),
    ("es", "unos mil millones de euros", "1E+9±1E+9 EUR 'mil millones de euros'"),
    ("es", "medio billón de euros", "5E+11±1E+11 EUR 'medio billón de euros'"),
    ("es", "un billón y medio de euros", "1.5E+12±1E+11 EUR 'un billón y medio de euros'"),
    ("es", "2 millones y medio de euros", "2.5E+6±1E+5 EUR '2 millones y medio de euros'"),
    ("es", "mil quinientos millones de euros", "1.5E+9±1E+6 EUR 'mil quinientos millones de euros'"),
    ("es", "3 mil quinientos millones de euros", "3.5E+9±1E+6 EUR '3 mil quinientos millones de euros'"),
    ("es-MX", "dos mil 106 millones de pesos", "2.106E+9±1E+6 MXN 'dos mil 106 millones de pesos'"),
    ("es", "uno coma cinco billones de euros", "1.5E+12±1E+11 EUR 'uno coma cinco billones de euros'"),
    ("es", "creció un ochenta y cinco por ciento", "85±1 PCT 'creció un ochenta y cinco por ciento'"),
    ("es", "el ochenta por ciento", "80±1 PCT 'ochenta por ciento'"),
    ("de", "eine Milliarde Euro", "1E+9±1E+9 EUR 'eine Milliarde Euro'"),
    ("de", "zwei Billionen Euro", "2E+12±1E+12 EUR 'zwei Billionen Euro'"),
    ("de", "einer halben Billion Euro", "5E+11±1E+11 EUR 'einer halben Billion Euro'"),
    ("de", "anderthalb Milliarden Euro", "1.5E+9±1E+8 EUR 'anderthalb Milliarden Euro'"),
    ("de", "zweieinhalb Mrd. Euro", "2.5E+9±1E+8 EUR 'zweieinhalb Mrd. Euro'"),
    ("de", "zwei Komma fünf Billionen Euro", "2.5E+12±1E+11 EUR 'zwei Komma fünf Billionen Euro'"),
    ("de", "um fünfunddreißig Prozent", "35±1 PCT 'fünfunddreißig Prozent'"),
    ("de", "ein halbes Prozent", "0.5±0.1 PCT 'ein halbes Prozent'"),
    ("zh", "达两万亿元", "2E+12±1E+12 CNY '两万亿元'"),
    ("zh", "三千亿元", "3E+11±1E+11 CNY '三千亿元'"),
    ("zh", "一万五千亿元", "1.5E+12±1E+11 CNY '一万五千亿元'"),
    ("zh", "半万亿元，两个亿元", "5E+11±1E+11 CNY '半万亿元'"),
    ("zh", "一点五万亿元", "1.5E+12±1E+11 CNY '一点五万亿元'"),
    ("zh", "十多亿元", "1E+9±1E+8 CNY '十多亿元'"),
    (
        "zh",
        "百分之八十五点六，近八成，两成五。",
        "85.6±0.1 PCT '百分之八十五点六'; 80±10 PCT '八成'; 25±1 PCT '两成五'",
    ),
    ("zh-Hant", "兩萬億元", "2E+12±1E+12 TWD '兩萬億元'"),
    ("ja", "二兆五千億円", "2.5E+12±1E+11 JPY '二兆五千億円'"),
    ("ja", "一千億円、二・五兆円", "1E+11±1E+11 JPY '一千億円'; 2.5E+12±1E+11 JPY '二・五兆円'"),
    ("ja", "四六五兆二三七二億円", "4.652372E+14±1E+8 JPY '四六五兆二三七二億円'"),
    ("ja", "二兆3000億円", "2.3E+12±1E+8 JPY '二兆3000億円'"),
    ("ja", "８割、八割五分、2割増、3割強", "80±10 PCT '８割'; 85±1 PCT '八割五分'; 20±10 PCT '2割増'; 30±10 PCT '3割'"),
    ("ko", "십이조 삼천사백억 원", "1.234E+13±1E+10 KRW '십이조 삼천사백억 원'"),
    ("ko", "3조 오천억 원", "3.5E+12±1E+11 KRW '3조 오천억 원'"),
    ("ko", "팔십 퍼센트", "80±1 PCT '팔십 퍼센트'"),
]


def short(number: Decimal) -> str:
    """Return a large number with an exponent: 2.5E+12."""
    return f"{number.normalize():E}" if number >= 10**5 else str(number)


@pytest.mark.parametrize(("lang", "text", "expected"), READ)
def test_a_number_in_words_is_what_it_says_as_exact_as_it_says(lang: str, text: str, expected: str) -> None:
    found = find_quantities(text, lang)
    assert (
        "; ".join(f"{short(one.value)}±{short(one.rounding_unit)} {one.unit or '-'} '{one.text}'" for one in found)
        == expected
    )
    assert all(text[one.start : one.end] == one.text for one in found)


LEFT_OUT = [
    ("en", "several billion dollars, a few hundred billion dollars, tens of billions of dollars, many billions"),
    ("en", "one or two billion dollars; between one and two billion dollars; one to two trillion dollars"),
    ("en", "two, three billion dollars; a billion or two; 1 or two billion dollars"),
    ("en", "a third of a billion dollars, a quarter of a million, half of a trillion dollars"),
    ("en", "one and three quarter billion dollars; twenty\u2013five billion dollars; multi-billion dollars"),
    ("en", "one million and two hundred thousand dollars; two million five hundred dollars"),
    ("en", "one trillion, three hundred billion dollars"),
    ("en", "one of the firms, two years, a hundred and one reasons, half of them, two thousand eighteen, a percent"),
    ("es", "varios billones de euros, miles de millones de euros, decenas de millones, un par de millones"),
    ("es", "(mil millones de euros), importes en mil millones de euros"),
    ("es", "uno o dos billones de euros; entre dos y tres billones de euros; de dos a tres billones de euros"),
    ("es", "la mitad de un billón de euros, uno de ellos, dos años, mil veces, la mitad, medio ambiente"),
    (
        "de",
        "mehrere Milliarden Euro, einige hundert Milliarden Euro, ein paar Milliarden Euro, keine Milliarde Euro",
    ),
    ("de", "zwei bis drei Milliarden Euro; eine oder zwei Billionen Euro; eine Milliarde oder zwei"),
    ("de", "die Hälfte einer Billion Euro, ein Drittel einer Milliarde Euro, eine Firma, zwei Jahre, die Hälfte"),
    ("zh", "数千亿元，单位：十亿元，几万亿元，七八千亿元，一两万亿元，千亿元，三亿五千元，一半，双十一亿元"),
    ("zh", "百分之几十，百分之七八十，八成是如此，五成员，百分之二十至三十"),
    ("ja", "数兆円、単位：十億円、千億円、数千億円、何兆円、二、三兆円、二三兆円、四、五割、役割、半分"),
    ("ko", "이조 원, 단위: 십억원, 천억 원, 수천억 원, 몇 백억 원, 삼조 오천억 원, 그것만 원한다, 천만에, 절반"),
]


@pytest.mark.parametrize(("lang", "text"), LEFT_OUT)
def test_words_that_name_no_number_or_several_are_left_out(lang: str, text: str) -> None:
    assert [one.text for one in find_quantities(text, lang) if not one.text.isdigit()] == []


def test_a_cell_may_be_in_words_too() -> None:
    assert read_quantity("two and a half trillion yen", "en").value == Decimal("2.5e12")
    assert read_quantity("dos mil 106 millones", "es", unit="MXN").value == 2106 * 10**6
    with pytest.raises(UnitContradictionError):
        read_quantity("two trillion yen", "en", unit="USD")
    with pytest.raises(QuantityError):
        read_quantity("several trillion yen", "en")


def test_words_and_digits_stand_side_by_side() -> None:
    text = "B2B grew from one trillion dollars to $1.2 trillion, and 80 percent, not eighty-five percent, was EDI."
    found = find_quantities(text, "en")
    assert [one.text for one in found] == ["one trillion dollars", "$1.2 trillion", "80 percent", "eighty-five percent"]
    assert all(text[one.start : one.end] == one.text for one in found)


EN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
EN_ONES = [*EN.split(), "eighteen", "nineteen"]
ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
ES_ONES = ES.split()
ES_HUNDREDS = ["", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos"]
DE = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
DE_ONES = [*DE.split(), "achtzehn", "neunzehn"]


def english(number: int) -> str:
    if number < 20:
        return EN_ONES[number]
    if number < 100:
        ten = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"][number // 10 - 2]
        return ten + (f"-{EN_ONES[number % 10]}" if number % 10 else "")
    return f"{EN_ONES[number // 100]} hundred" + (f" and {english(number % 100)}" if number % 100 else "")


def spanish(number: int) -> str:
    if number < 30:
        return ES_ONES[number]
    if number < 100:
        ten = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"][number // 10 - 3]
        return ten + (f" y {ES_ONES[number % 10]}" if number % 10 else "")
    if number == 100:
        return "cien"
    hundred = [*ES_HUNDREDS, "ochocientos", "novecientos"][number // 100]
    return hundred + (f" {spanish(number % 100)}" if number % 100 else "")


def german(number: int) -> str:
    if number < 20:
        return DE_ONES[number]
    if number < 100:
        ten = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()[number // 10 - 2]  # noqa: SIM905
        return (f"{DE_ONES[number % 10]}und" if number % 10 else "") + ten
    return f"{DE_ONES[number // 100]}hundert" + (german(number % 100) if number % 100 else "")


def characters(number: int, digits: str, inner: str, *, one: str, zero: str) -> str:
    """Return a number below 10,000; ``one`` is what stands before a multiplier for one, ``zero`` for skipped ones."""
    text, skipped = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += zero if skipped and text else ""
            lead = one if digit == 1 and power else digits[digit]
            text += lead + (inner[power - 1] if power else "")
        skipped = not digit
    return text


HUNDREDS = st.integers(2, 999)
HALF = st.booleans()


@given(HUNDREDS, HALF)
def test_generated_english_reads_back(number: int, half: bool) -> None:
    text = f"{english(number)}{' and a half' if half else ''} billion euros"
    quantity = read_quantity(text, "en")
    assert quantity.value == Decimal(2 * number + half) / 2 * 10**9
    assert quantity.rounding_unit == (10**8 if half else 10**9)
    found = find_quantities(f"Sales of about {text} in 2018.", "en")
    assert [(one.value, one.text, one.start) for one in found if one.unit] == [(quantity.value, text, 15)]
    assert read_quantity(f"{english(number)} percent", "en").value == number


@given(st.integers(2, 999), st.integers(0, 999), HALF)
def test_generated_spanish_reads_back(number: int, thousands: int, half: bool) -> None:
    mil = f"{spanish(thousands)} mil " if thousands > 1 else "mil " if thousands else ""
    text = f"{mil}{spanish(number)} millones{' y medio' if half and not thousands else ''} de euros"
    quantity = read_quantity(text, "es")
    value = Decimal(thousands * 1000 + number) + (Decimal("0.5") if half and not thousands else 0)
    assert quantity.value == value * 10**6
    found = find_quantities(f"Ventas de {text} en 2018.", "es")
    assert [(one.value, one.text, one.start) for one in found if one.unit] == [(quantity.value, text, 10)]


@given(HUNDREDS, st.sampled_from([("Millionen", 6), ("Milliarden", 9), ("Billionen", 12)]))
def test_generated_german_reads_back(number: int, scale: tuple[str, int]) -> None:
    text = f"{german(number)} {scale[0]} Euro"
    quantity = read_quantity(text, "de")
    assert quantity.value == number * 10 ** scale[1]
    found = find_quantities(f"Ein Umsatz von rund {text} im Jahr 2018.", "de")
    assert [(one.value, one.text, one.start) for one in found if one.unit] == [(quantity.value, text, 20)]


CJK = {
    "zh-Hans": ("〇一二三四五六七八九", "十百千", "一", "零", (("万亿", 12), ("亿", 8), ("万", 4)), "元"),
    "zh-Hant": ("〇一二三四五六七八九", "十百千", "一", "零", (("萬億", 12), ("億", 8), ("萬", 4)), "元"),
    "ja": ("〇一二三四五六七八九", "十百千", "", "", (("兆", 12), ("億", 8), ("万", 4)), "円"),
    "ko": ("영일이삼사오육칠팔구", "십백천", "", "", (("조", 12), ("억", 8), ("만", 4)), "원"),
}


@given(st.sampled_from(sorted(CJK)), st.tuples(*[st.integers(0, 9999)] * 3).filter(any))
def test_generated_characters_read_back(lang: str, parts: tuple[int, int, int]) -> None:
    digits, inner, one, zero, scales, currency = CJK[lang]
    if lang == "ko":  # 이조 may be another word
        parts = tuple(max(part, 11) for part in parts)  # type: ignore[assignment]
    assume(len([part for part in parts if part]) > 1 or not {10, 100, 1000} & set(parts))  # 十億円 is a unit
    said = [
        characters(part, digits, inner, one=one, zero=zero) + word
        for part, (word, _) in zip(parts, scales, strict=True)
        if part
    ]
    value = sum(part * 10**power for part, (_, power) in zip(parts, scales, strict=True))
    text = "".join(said) + currency
    found = find_quantities(f"（{text}）", lang)
    assert [one.value for one in found] == [value]
    assert all(one.text == text for one in found)


_PIECES = "one,two,and,a,half,hundred,twenty,billion,trillion,thousand,percent,dollars,or,to,of,point,-,2.5,3, , , "


@given(st.lists(st.sampled_from(_PIECES.split(",")), max_size=20))
def test_no_order_of_words_crashes_the_search(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for quantity in find_quantities(text, "en"):
        assert text[quantity.start : quantity.end] == quantity.text

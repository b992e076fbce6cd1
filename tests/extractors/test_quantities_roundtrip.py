"""What is printed by the rules of a language reads back: value, unit, and one unit in the last printed place."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal, get_currency_name
from hypothesis import given
from hypothesis import strategies as st

from extractors.languages import VOCABULARIES
from extractors.languages.currencies import CODES
from extractors.quantities import find_quantities, read_quantity

LANGUAGES = st.sampled_from(sorted(VOCABULARIES))
DECIMALS = st.integers(0, 4)
#: 兆 億 万 and what they are elsewhere: how a language that counts in myriads prints them.
MYRIADS = {
    "ja": ("兆", "億", "万", "円", "JPY"),
    "ko": ("조", "억", "만", "원", "KRW"),
    "zh-Hans": ("万亿", "亿", "万", "元", "CNY"),
    "zh-Hant": ("兆", "億", "萬", "元", "TWD"),
}
#: A number of millions and a currency in words, and the power of ten of the largest word.
LONG_SCALE = {
    "es": (("billones", 12), ("millones", 6), "de euros"),
    "de": (("Billionen", 12), ("Millionen", 6), "Euro"),
    "en": (("trillion", 12), ("million", 6), "euros"),
}


def number(digits: int, places: int) -> Decimal:
    return Decimal(digits).scaleb(-places)


def grouped(value: Decimal, lang: str, places: int) -> str:
    """Return a number as the CLDR prints it in a language, with so many decimals."""
    return format_decimal(value, f"#,##0.{'0' * places}" if places else "#,##0", VOCABULARIES[lang].locale)


@given(LANGUAGES, st.integers(0, 10**16), DECIMALS, st.sampled_from(CODES))
def test_a_number_grouped_by_the_cldr_reads_back(lang: str, digits: int, places: int, code: str) -> None:
    value = number(digits, places)
    printed = grouped(value, lang, places)
    for text in (
        f"{printed} {code}",
        f"{code} {printed}",
        f"{printed} {get_currency_name(code, 5, VOCABULARIES[lang].locale)}",
    ):
        quantity = read_quantity(text, lang)
        assert (quantity.value, quantity.unit, quantity.kind) == (value, code, "amount"), text
        assert quantity.rounding_unit == Decimal(1).scaleb(-places)
        assert find_quantities(text, lang) == [quantity]


@given(
    LANGUAGES,
    st.integers(0, 10**7),
    DECIMALS,
    st.sampled_from(["", "-", "+", "−"]),
    st.sampled_from(["", " ", "\u202f"]),
)
def test_a_percentage_reads_back(lang: str, digits: int, places: int, sign: str, gap: str) -> None:
    value = number(digits, places)
    text = f"{sign}{grouped(value, lang, places)}{gap}%"
    quantity = read_quantity(text, lang)
    assert quantity.value == (value if sign in {"", "+"} else -value)
    assert (quantity.unit, quantity.kind) == ("PCT", "percent")
    assert find_quantities(f"({text})", lang) == [quantity._replace(start=1, end=len(text) + 1)]


@given(
    st.sampled_from(sorted(MYRIADS)),
    st.tuples(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999)),
    st.sampled_from(["", " "]),
    st.booleans(),
)
def test_a_number_in_myriads_reads_back(lang: str, parts: tuple[int, ...], gap: str, commas: bool) -> None:
    names, currency, code = MYRIADS[lang][:3], MYRIADS[lang][3], MYRIADS[lang][4]
    if parts[0] and parts[3]:
        parts = (*parts[:3], 0)  # units right after 10^12 count as a lost multiplier
    words = [
        f"{part:{',' if commas else ''}}{name}" for part, name in zip(parts, (*names, ""), strict=True) if part
    ] or ["0"]
    quantity = read_quantity(gap.join(words) + currency, lang, unit=code)
    value = sum(part * 10**power for part, power in zip(parts, (12, 8, 4, 0), strict=True))
    assert (quantity.value, quantity.unit) == (value, code)
    last = max((place for place in range(4) if parts[place]), default=3)
    assert quantity.rounding_unit == 10 ** (12, 8, 4, 0)[last]


def hangul(digits: int) -> str:
    """Return a number below 10,000 with a multiplier after each digit: 2천3백90."""
    thousands, hundreds, rest = digits // 1000, digits // 100 % 10, digits % 100
    return (f"{thousands}천" if thousands else "") + (f"{hundreds}백" if hundreds else "") + (str(rest) if rest else "")


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_mixed_digits_and_multipliers_read_back(cho: int, eok: int) -> None:
    text = f"{hangul(cho)}조" + (f"{hangul(eok)}억원" if eok else "원")
    assert read_quantity(text, "ko").value == cho * 10**12 + eok * 10**8
    japanese = text.translate(str.maketrans("천백조억원", "千百兆億円"))
    assert read_quantity(japanese, "ja").value == cho * 10**12 + eok * 10**8


@given(st.sampled_from(sorted(LONG_SCALE)), st.integers(2, 999), st.integers(0, 999_999))
def test_a_number_of_several_words_reads_back(lang: str, large: int, small: int) -> None:
    (big, power), (million, _), currency = LONG_SCALE[lang]
    tail = f" {small} {million}" if small else ""
    if lang == "es" and small > 1000:
        tail = f" {small // 1000} mil" + (f" {small % 1000}" if small % 1000 else "") + f" {million}"
    text = f"{large} {big}{tail} {currency}"
    quantity = read_quantity(text, lang)
    assert (quantity.value, quantity.unit) == (large * 10**power + small * 10**6, "EUR")
    assert find_quantities(text, lang) == [quantity]


@given(st.integers(1, 10**9), DECIMALS, st.sampled_from(["¥", "円", "兆円", "億円", "%"]))
def test_full_width_print_reads_like_plain(digits: int, places: int, unit: str) -> None:
    text = f"{number(digits, places):,}"
    wide = text.translate({ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789.,%"})
    before, after = (unit, "") if unit == "¥" else ("", unit)
    plain = read_quantity(f"{before}{text}{after}", "ja", unit="JPY" if unit == "¥" else "")
    full = read_quantity(f"{before}{wide}{after}", "ja", unit="JPY" if unit == "¥" else "")
    assert full[:4] == plain[:4]


@given(st.text(alphabet="0123456789,.・' \u202f억조천%％$¥€원+-−–±~()[]약tobis年万亿元兆mil\n", max_size=30), LANGUAGES)
def test_no_text_crashes_the_search_and_places_never_overlap(text: str, lang: str) -> None:
    end = 0
    for quantity in find_quantities(text, lang):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start >= end
        end = quantity.end
        assert quantity.value.is_finite()
        assert quantity.rounding_unit > 0

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UsageError
from extractors.quantities import Quantity, QuantityError, UnitContradictionError, find_quantities, read_quantity

SEEN = [
    # language, text as published, (value, unit, kind) of every quantity in it
    ("en", "United States ($8,640bn), Japan ($3,280bn)", ["8640000000000 USD amount", "3280000000000 USD amount"]),
    ("en", "2017 value ... $23.8 trillion, based on a revised methodology", ["23800000000000 USD amount"]),
    ("en", "reached $ 25.6 billion globally", ["25600000000 USD amount"]),
    ("en", "worth US$26.7 trillion in 2019", ["26700000000000 USD amount"]),
    (
        "en",
        "increased to 465.2 trillion yen (up by 10.7% from 420.2 trillion yen in the previous year)",
        ["465200000000000 JPY amount", "10.7 PCT percent", "420200000000000 JPY amount"],
    ),
    (
        "en",
        "262 trillion yen (101.7% against the previous year's level)",
        ["262000000000000 JPY amount", "101.7 PCT ratio"],
    ),
    ("en", "9.2992 trillion yen (EC ratio: 6.22%)", ["9299200000000 JPY amount", "6.22 PCT percent"]),
    ("en", "were 12.75 trillion yuan, up 62.8 percent", ["12750000000000 CNY amount", "62.8 PCT percent"]),
    ("en", "reach 62.8 percent, up by 4.4 percentage points", ["62.8 PCT percent", "4.4 PP percent_points"]),
    ("en", "an increase of 4.2 percent (0.9%)", ["4.2 PCT percent", "0.9 PCT percent"]),
    ("en", "down 2.1% to $3.964 trillion", ["-2.1 PCT percent", "3964000000000 USD amount"]),
    ("en", "$16bn in 2015, rising to $101.9bn in 2020", ["16000000000 USD amount", "101900000000 USD amount"]),
    ("en", "19.3 trillion yen (down by 0.43%)", ["19300000000000 JPY amount", "-0.43 PCT percent"]),
    ("ja", "249兆5,890億円(対前年比98.5%)", ["249589000000000 JPY amount", "98.5 PCT ratio"]),
    ("ja", "291兆170億円", ["291017000000000 JPY amount"]),
    ("ja", "204 兆 780 億円", ["204078000000000 JPY amount"]),
    ("ja", "465兆2,372億円（前年比１０．７％増）", ["465237200000000 JPY amount", "10.7 PCT percent"]),
    ("ja", "12・8兆円（同0.43％減）", ["12800000000000 JPY amount", "-0.43 PCT percent"]),
    ("ja", "狭義BtoB-ECが17.9%(同+0.4%)", ["17.9 PCT percent", "0.4 PCT percent"]),
    ("ja", "EC化率は4.37％（0.52ポイント増）", ["4.37 PCT percent", "0.52 PP percent_points"]),
    ("ja", "クロスボーダーB2B取引が90.7%を、B2C取引が9.3%", ["90.7 PCT percent", "9.3 PCT percent"]),
    (
        "zh-Hans",
        "交易规模达 7.85万亿人民币，同比增长 30.83%。其中，B2B 电子商务交易额达 6.25 万亿，同比增长 27%",
        ["7850000000000 CNY amount", "30.83 PCT percent", "6250000000000  count", "27 PCT percent"],
    ),
    ("zh-Hans", "商品类 16.87 万亿元，服务类 4.96 万亿元", ["16870000000000 CNY amount", "4960000000000 CNY amount"]),
    ("zh-Hans", "16.4万亿元", ["16400000000000 CNY amount"]),
    ("zh-Hans", "活跃买家2.79亿，商家800万", ["279000000  count", "8000000  count"]),
    ("zh-Hans", "下降0.8个百分点，占比80.4％", ["-0.8 PP percent_points", "80.4 PCT percent"]),
    ("zh-Hans", "百分之12.3，3000余亿美元", ["12.3 PCT percent", "300000000000 USD amount"]),
    ("ja", "４６５兆２，３７２億円", ["465237200000000 JPY amount"]),
    ("zh-Hant", "新臺幣4兆3,172億元，年增率成長5.1%", ["4317200000000 TWD amount", "5.1 PCT percent"]),
    ("zh-Hant", "人民幣5萬億元", ["5000000000000 CNY amount"]),
    ("ja", "5千億円、3百万人、2千円", ["500000000000 JPY amount", "3000000  count", "2000 JPY amount"]),
    (
        "ko",
        "3백14조7백90억원 ... 기업간(B2B) 2백76조3천9백90억원",
        ["314079000000000 KRW amount", "276399000000000 KRW amount"],
    ),
    (
        "ko",
        "516조5천140억원, 141조80억원, 14조 5천억",
        ["516514000000000 KRW amount", "141008000000000 KRW amount", "14500000000000  count"],
    ),
    (
        "ko",
        "1204조1000억원 ... 전년(1146조8000억원)에 비해 5.0%",
        ["1204100000000000 KRW amount", "1146800000000000 KRW amount", "5.0 PCT percent"],
    ),
    ("ko", "(B2C) 거래액은 4조7,000억원(1%)", ["4700000000000 KRW amount", "1 PCT percent"]),
    (
        "ko",
        "전년 대비 5.0% 증가, 3.4%포인트 감소, 0.5%p 상승",
        ["5.0 PCT percent", "-3.4 PP percent_points", "0.5 PP percent_points"],
    ),
    ("ko", "5위안, 1천2백만 명", ["5 CNY amount", "12000000  count"]),
]


def said(quantities: list[Quantity]) -> list[str]:
    return [f"{quantity.value} {quantity.unit} {quantity.kind}" for quantity in quantities]


@pytest.mark.parametrize(("lang", "text", "expected"), SEEN)
def test_every_quantity_of_a_published_text_is_found(lang: str, text: str, expected: list[str]) -> None:
    found = find_quantities(text, lang)
    assert said(found) == expected
    assert all(text[quantity.start : quantity.end] == quantity.text for quantity in found)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "On September 25, 2024 (Table 1, FY2023) the B2B survey of 2018-2020 reached its 10th year."),
        ("en", "Tel. 03-3501-1511, 12 May 2013, 2020/07/22, 10:30, 4Q, a 10-year plan, E-commerce1"),
        ("en", "(1) Definitions"),
        ("en", "2. Results"),
        ("en", "in groups of 1,2345 and 1.2.3"),
        ("en", "up 3 1.2% ... reached 1885 1 billion yuan"),
        ("en", "a stick of 5 m and 30 k"),
        ("en", "$5 yen, up by -5%"),
        ("ja", "2024年9月25日、平成25年度、第3章、表2、令和６年の結果"),
        ("ja", "465兆2,372円"),
        ("ja", "2，372億円"),
        ("ja", "世界の企業間電子商取引(B2C)"),
        ("zh-Hans", "2013年第3季度，图2，9月1日"),
        ("ko", "2013년 3분기, 2013. 3. 4., 1/4분기, 제3장, 표 2, 10개월, 2위, 20대"),
        ("ko", "3백1200조원, 14조5조원, 2조12345억원, 465조2,372원"),
    ],
)
def test_dates_labels_and_doubtful_numbers_are_no_quantities(lang: str, text: str) -> None:
    assert find_quantities(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "rounding_unit"),
    [
        ("ja", "465兆2,372億円", "100000000"),
        ("ja", "3万5,000円", "1"),
        ("en", "US$26.7 trillion", "100000000000"),
        ("en", "83%", "1"),
        ("en", "8.08%", "0.01"),
        ("en", "1,300", "1"),
    ],
)
def test_the_rounding_unit_is_one_in_the_last_printed_place(lang: str, text: str, rounding_unit: str) -> None:
    assert read_quantity(text, lang).rounding_unit == Decimal(rounding_unit)


def test_a_negative_number_of_thirty_digits_is_exact() -> None:
    (found,) = find_quantities("-123456789012345678901234567891", "en")
    assert found.value == Decimal(-123456789012345678901234567891)


@pytest.mark.parametrize(
    ("lang", "text", "qualifier", "printed"),
    [
        ("en", "about 5%", "about", "5%"),
        ("en", "more than US$4 trillion", "more than", "US$4 trillion"),
        ("en", "down by nearly 5%", "nearly", "down by nearly 5%"),
        ("ja", "約20兆円", "約", "20兆円"),
        ("ja", "20兆円超", "超", "20兆円"),
        ("zh-Hans", "超过800万", "超过", "800万"),
        ("zh-Hans", "3000余亿元", "余", "3000余亿元"),
        ("ko", "약 100조원", "약", "100조원"),
        ("ko", "300여억원", "여", "300여억원"),
        ("ko", "100조여원", "여", "100조여원"),
        ("ko", "5%가량", "가량", "5%"),
        ("en", "±0.4%", "±", "±0.4%"),
        ("en", "0.4%", "", "0.4%"),
    ],
)
def test_a_hedge_is_kept_beside_the_quantity(lang: str, text: str, qualifier: str, printed: str) -> None:
    quantity = read_quantity(text, lang)
    assert (quantity.qualifier, quantity.text) == (qualifier, printed)


def test_a_bare_number_takes_the_declared_scale_and_unit() -> None:
    quantity = read_quantity("1,065", "en", scale=10**9, unit="USD")
    assert (quantity.value, quantity.rounding_unit) == (Decimal(1065000000000), Decimal(1000000000))
    assert (quantity.unit, quantity.kind) == ("USD", "amount")
    assert read_quantity("83", "en", unit="PCT").kind == "percent"
    assert read_quantity("9", "en", scale=1000, unit="PERSONS").kind == "count"


def test_a_sign_shared_by_currencies_is_read_as_the_declared_one() -> None:
    assert read_quantity("$1,065", "en", scale=10**9, unit="USD").unit == "USD"
    assert read_quantity("$1,065", "en", unit="CAD").unit == "CAD"
    with pytest.raises(QuantityError, match="several currencies share this sign"):
        read_quantity("$1,065", "en")
    assert read_quantity("5億元", "zh-Hant", unit="CNY").unit == "CNY"
    with pytest.raises(UnitContradictionError, match="expected TWD"):
        read_quantity("5亿元", "zh-Hans", unit="TWD")


def test_points_printed_with_a_percent_sign_are_points_where_declared() -> None:
    quantity = read_quantity("+0.4%", "ja", unit="PP")
    assert (quantity.value, quantity.unit, quantity.kind) == (Decimal("0.4"), "PP", "percent_points")


@pytest.mark.parametrize(
    ("text", "scale", "unit", "message"),
    [
        ("5 trillion yen", 1, "USD", "expected USD, found '5 trillion yen'"),
        ("83%", 1, "USD", "expected USD"),
        ("$5 trillion", 10**9, "USD", "prints its own multiplier"),
        ("5%", 10**9, "PCT", "prints its own multiplier"),
        ("$5%", 1, "USD", "money and percent at once"),
        ("US$5 yen", 1, "USD", "two currencies at once"),
    ],
)
def test_print_that_contradicts_the_declaration_is_refused(text: str, scale: int, unit: str, message: str) -> None:
    with pytest.raises(UnitContradictionError, match=message.replace("$", r"\$")):
        read_quantity(text, "en", scale=scale, unit=unit)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", ""),
        ("en", ".."),
        ("en", "n.a."),
        ("en", "5% and 6%"),
        ("en", "10 above"),
        ("en", "1,2345"),
        ("en", "12,34,567"),
        ("en", "1.2.3"),
        ("en", "5m"),
        ("en", "12 May 2013"),
        ("en", "up by -5%"),
        ("en", "9" * 31),
        ("en", "3 points"),
        ("ja", "465兆2,372円"),
        ("ja", "1.5兆2,000億円"),
        ("ja", "3億12345万円"),
        ("ja", "3億5兆円"),
        ("ja", "2018・2019"),
    ],
)
def test_a_text_that_is_not_exactly_one_quantity_is_refused(lang: str, text: str) -> None:
    with pytest.raises(QuantityError):
        read_quantity(text, lang)


def test_a_language_without_vocabulary_is_a_usage_error() -> None:
    assert said(find_quantities("5%", "en-GB")) == ["5 PCT percent"]
    with pytest.raises(UsageError, match="expected one of de, de-CH, en"):
        find_quantities("5%", "tlh")


@given(st.decimals(min_value=0, max_value=10**15, places=2, allow_nan=False, allow_infinity=False))
def test_a_number_printed_with_separators_reads_back(number: Decimal) -> None:
    for lang, text, unit in (
        ("en", f"US${number:,}", "USD"),
        ("en", f"{number:,} yen", "JPY"),
        ("zh-Hans", f"{number}元", "CNY"),
    ):
        quantity = read_quantity(text, lang)
        assert (quantity.value, quantity.unit, quantity.rounding_unit) == (number, unit, Decimal("0.01"))


@given(
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.integers(0, 9999),
    st.sampled_from(["", " "]),
    st.booleans(),
)
def test_a_number_of_several_parts_reads_back(cho: int, oku: int, man: int, gap: str, grouped: bool) -> None:
    style = "," if grouped else ""
    text = f"{cho:{style}}兆{gap}{oku:{style}}億" + (f"{man:{style}}万円" if man else "円")
    quantity = read_quantity(text, "ja")
    assert quantity.value == cho * 10**12 + oku * 10**8 + man * 10**4
    assert quantity.rounding_unit == (10**4 if man else 10**8)


@given(
    st.text(alphabet="0123456789,.・ 兆億万円元%％$¥+-−約BtoC第年増減", max_size=24),
    st.sampled_from(["en", "ja", "zh-Hans"]),
)
def test_no_text_crashes_the_search_and_offsets_always_fit(text: str, lang: str) -> None:
    end = 0
    for quantity in find_quantities(text, lang):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start >= end
        end = quantity.end

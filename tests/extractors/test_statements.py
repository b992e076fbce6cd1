"""What free sentences bind, and what they leave to people: sentences as publishers and the press print them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.binding import Source
from extractors.documents import Block
from extractors.doubt import DoubtfulReading
from extractors.errors import DriftError
from extractors.mapping import Statements
from extractors.observation import Observation, Span
from extractors.statements.reading import MAX_QUANTITIES, read_statements

SALES, GROWTH, SHARE, RATIO = "ecommerce_sales", "ecommerce_sales_growth", "ecommerce_sales_share", "ec_ratio"


@dataclass(frozen=True)
class Setting:
    """A publication's declaration and edition, as far as they matter to a sentence."""

    lang: str
    area: str
    money: str
    reference: str
    published: date
    segments: tuple[str, ...] = ("TOTAL", "B2B", "B2C")
    declared: dict[str, Any] = field(default_factory=dict)


METI = Setting("en", "JPN", "JPY", "2023", date(2024, 9, 25), declared={"time_period": "0"})
METI_JA = Setting("ja", "JPN", "JPY", "2023", date(2024, 9, 25), declared={"time_period": "0"})
EC100 = Setting("zh-Hans", "CHN", "CNY", "2012", date(2013, 3, 20), ("TOTAL", "B2B", "B2C", "ONLINE_RETAIL"))
INDIA = Setting("en", "IND", "USD", "2015", date(2016, 5, 5))
US = Setting("en", "USA", "USD", "2021", date(2022, 2, 5))
WORLD = Setting("en", "WLD", "USD", "2018", date(2020, 4, 27), declared={"time_period": "0", "measure": SALES})
KOREA = Setting("ko", "KOR", "KRW", "2013", date(2014, 2, 27), ("TOTAL", "B2B", "B2C", "B2G", "C2C"))


def read(
    setting: Setting, *lines: str, periods: list[str] | None = None
) -> tuple[list[Observation], list[DoubtfulReading]]:
    """Read lines of a page; one that begins with # is a heading."""
    wanted = [
        {"segment": segment, "measure": measure, "unit": unit, "basis": "X", "periods": periods or []}
        for segment in setting.segments
        for measure, unit in ((SALES, setting.money), (GROWTH, "PCT"), (SHARE, "PCT"), (RATIO, "PCT"))
    ]
    if periods:
        wanted = wanted[:1]
    part = Statements.model_validate({"id": "market", "wanted": wanted, "ref_area": setting.area, **setting.declared})
    source = Source("acme", "e", setting.published, setting.reference, "page", "0" * 16, setting.lang)
    blocks = [
        Block(line.removeprefix("#"), f"/html/body/{'h2' if line.startswith('#') else 'p'}[{number}]")
        for number, line in enumerate(lines, 1)
    ]
    return read_statements(part, blocks, source)


def figures(setting: Setting, *lines: str) -> set[tuple[str, str, str, Decimal | None, str]]:
    """Return what is certain, as period, segment, measure, value and status; assert that nothing is doubtful."""
    certain, doubtful = read(setting, *lines)
    assert doubtful == []
    return {(one.time_period, one.segment, one.measure, one.obs_value, one.obs_status) for one in certain}


def said(*rows: tuple[str, str, str, str, str]) -> set[tuple[str, str, str, Decimal, str]]:
    return {(period, segment, measure, Decimal(value), status) for period, segment, measure, value, status in rows}


CERTAIN = [
    pytest.param(
        METI,
        "In addition, the scale of the domestic B-to-B EC market increased to 465.2 trillion yen (up by 10.7% from "
        "420.2 trillion yen in the previous year, and 372.7 trillion yen in the year before).",
        said(
            ("2023", "B2B", SALES, "465.2E12", "A"),
            ("2023", "B2B", GROWTH, "10.7", "A"),
            ("2022", "B2B", SALES, "420.2E12", "A"),
            ("2021", "B2B", SALES, "372.7E12", "A"),
        ),
        id="three years in one sentence",
    ),
    pytest.param(
        METI,
        "The EC ratio was 9.38% (up by 0.25 percentage points year-over-year) for B-to-C EC and 40.0% (up by 2.5 "
        "percentage points year-over-year) for B-to-B EC.",
        said(("2023", "B2C", RATIO, "9.38", "A"), ("2023", "B2B", RATIO, "40.0", "A")),
        id="segment after the figure, points left out",
    ),
    pytest.param(
        METI,
        "In 2012 the B to B-EC market expanded to 262 trillion yen (101.7% against the previous year's level), an "
        "increase of 4 trillion yen.",
        said(("2012", "B2B", SALES, "262E12", "A"), ("2012", "B2B", GROWTH, "1.7", "A")),
        id="ratio to the year before; a change is no level",
    ),
    pytest.param(
        METI_JA,
        "また、令和5年の日本国内のBtoB-EC（企業間電子商取引）市場規模は、465兆2,372億円（前年420兆2,354億円、"
        "前々年372兆7,073億円、前年比10.7％増）に増加しました。",
        said(
            ("2023", "B2B", SALES, "465237200000000", "A"),
            ("2022", "B2B", SALES, "420235400000000", "A"),
            ("2021", "B2B", SALES, "372707300000000", "A"),
            ("2023", "B2B", GROWTH, "10.7", "A"),
        ),
        id="Japanese: era year, the years before, growth on them",
    ),
    pytest.param(
        METI_JA,
        "EC化率は、BtoC-ECで9.38％（前年比0.25ポイント増）、BtoB-ECで40.0％（前年比2.5ポイント増）となった。",
        said(("2023", "B2C", RATIO, "9.38", "A"), ("2023", "B2B", RATIO, "40.0", "A")),
        id="Japanese: one measure for two figures",
    ),
    pytest.param(
        EC100,
        "2012年，中国电子商务市场交易规模达7.85万亿元，同比增长30.83%。",
        said(("2012", "TOTAL", SALES, "7.85E12", "A"), ("2012", "TOTAL", GROWTH, "30.83", "A")),
        id="Chinese: level and growth",
    ),
    pytest.param(
        EC100,
        "2012年中国电子商务交易额达7.85万亿元，其中B2B交易额6.25万亿元，占比79.6%；2013年B2B交易额预计达到8万亿元，同比增长28%。",
        said(
            ("2012", "TOTAL", SALES, "7.85E12", "A"),
            ("2012", "B2B", SALES, "6.25E12", "A"),
            ("2012", "B2B", SHARE, "79.6", "A"),
            ("2013", "B2B", SALES, "8E12", "F"),
            ("2013", "B2B", GROWTH, "28", "F"),
        ),
        id="Chinese: of which, share and growth, a forecast in its clause",
    ),
    pytest.param(
        EC100,
        "2012年上半年，中国B2B、B2C交易额分别为2.95万亿元和0.31万亿元，同比增长19%和40%。",
        said(
            ("2012-S1", "B2B", SALES, "2.95E12", "A"),
            ("2012-S1", "B2C", SALES, "0.31E12", "A"),
            ("2012-S1", "B2B", GROWTH, "19", "A"),
            ("2012-S1", "B2C", GROWTH, "40", "A"),
        ),
        id="Chinese: respectively, a half-year",
    ),
    pytest.param(
        INDIA,
        "B2C sales were $16bn in 2015; for B2B the market is expected to grow from $300bn in 2014 to $700bn by 2020.",
        said(
            ("2015", "B2C", SALES, "16E9", "A"),
            ("2014", "B2B", SALES, "300E9", "A"),
            ("2020", "B2B", SALES, "700E9", "F"),
        ),
        id="segments with base years of their own",
    ),
    pytest.param(
        US,
        "U.S. B2B e-commerce sales grew 11.8% to $1.7 trillion in 2021 and are forecast to reach $3 trillion by 2027, "
        "at a CAGR of 10.7%.",
        said(
            ("2021", "B2B", GROWTH, "11.8", "A"),
            ("2021", "B2B", SALES, "1.7E12", "A"),
            ("2027", "B2B", SALES, "3E12", "F"),
        ),
        id="actual and forecast, a compound rate is no growth",
    ),
    pytest.param(
        WORLD,
        "Global e-commerce sales hit $25.6 trillion in 2018, up 8% from 2017.",
        said(("2018", "TOTAL", SALES, "25.6E12", "A"), ("2018", "TOTAL", GROWTH, "8", "A")),
        id="growth from a year is not of that year",
    ),
    pytest.param(
        WORLD,
        "B2B e-commerce was $21 trillion, representing 83% of all e-commerce, while B2C e-commerce amounted to $4.4 "
        "trillion, up 16% over 2017.",
        said(
            ("2018", "B2B", SALES, "21E12", "A"),
            ("2018", "B2B", SHARE, "83", "A"),
            ("2018", "B2C", SALES, "4.4E12", "A"),
            ("2018", "B2C", GROWTH, "16", "A"),
        ),
        id="period from the declaration, two segments",
    ),
    pytest.param(
        WORLD,
        "B2B and B2C sales were $21 trillion and $4.4 trillion, respectively.",
        said(("2018", "B2B", SALES, "21E12", "A"), ("2018", "B2C", SALES, "4.4E12", "A")),
        id="respectively",
    ),
    pytest.param(
        WORLD,
        "B2B sales, unlike B2C, grew 12% in 2018.",
        said(("2018", "B2B", GROWTH, "12", "A")),
        id="what is compared with is not what is spoken of",
    ),
    pytest.param(
        KOREA,
        "2013년 전자상거래 총 거래액은 1204조1000억원이다.",
        said(("2013", "TOTAL", SALES, "1204.1E12", "A")),
        id="Korean: all e-commerce",
    ),
    pytest.param(
        KOREA,
        "2013년 기업간(B2B) 거래가 1095조6960억원, 정부·기업간(B2G) 거래는 70조6490억원, "
        "기업·소비자간(B2C) 거래는 24조3310억원, 소비자간(C2C) 거래도 13조4140억원이었다.",
        said(
            ("2013", "B2B", SALES, "1095696E9", "A"),
            ("2013", "B2G", SALES, "70649E9", "A"),
            ("2013", "B2C", SALES, "24331E9", "A"),
            ("2013", "C2C", SALES, "13414E9", "A"),
        ),
        id="Korean: four segments, names that contain each other",
    ),
]


@pytest.mark.parametrize(("setting", "text", "expected"), CERTAIN)
def test_words_that_bind_in_one_way_give_figures(setting: Setting, text: str, expected: set[Any]) -> None:
    assert figures(setting, text) == expected


DOUBTFUL = [
    pytest.param(
        Setting("ja", "WLD", "USD", "2012", date(2013, 2, 8)),
        "2012年の世界の企業間電子商取引(B2C)の売上高は1兆ドルを超えた。",
        {("2012", "B2B"), ("2012", "B2C")},
        "segment: B2B or B2C",
        id="B2C glossed as between businesses",
    ),
    pytest.param(
        EC100,
        "其中，2012年B2B电子商务交易额达6.25万亿。",
        {("2012", "B2B")},
        "no unit is printed",
        id="no currency the second time",
    ),
    pytest.param(
        US,
        "Forrester had forecast B2B sales of $1.537 trillion for 2021.",
        {("2021", "B2B")},
        "a forecast of a period that is over",
        id="an earlier forecast retold",
    ),
    pytest.param(
        INDIA,
        "B2C sales were $16bn in 2015, rising to $101.9bn in 2020.",
        {("2020", "B2C")},
        "the period is not over",
        id="a future period and no word of forecast",
    ),
    pytest.param(US, "B2B sales could reach $2 trillion in 2024.", {("2024", "B2B")}, '"could"', id="a possibility"),
    pytest.param(
        WORLD,
        "Cross-border sales were large: B2B sales of $404 billion in 2018.",
        {("2018", "B2B")},
        "narrow",
        id="part",
    ),
    pytest.param(
        WORLD,
        "B2B and B2C sales grew, to $21 trillion in 2018.",
        {("2018", "B2B"), ("2018", "B2C")},
        "segment: B2B or B2C",
        id="one figure, two segments",
    ),
    pytest.param(
        WORLD,
        "B2B sales fell, by as much as 5% in 2018.",
        {("2018", "B2B")},
        "rise or fall",
        id="a sign that words turn",
    ),
    pytest.param(
        WORLD,
        "B2B sales in 2018 were up 50% on 2010.",
        {("2018", "B2B")},
        "growth on 2010",
        id="growth on another year",
    ),
    pytest.param(
        US, "B2B e-commerce sales were $1.7 trillion.", {("?", "B2B")}, "period: not said", id="no period anywhere"
    ),
    pytest.param(
        US,
        "B2B e-commerce sales reached $1.7 trillion, a year of growth, in 2021.",
        {("2021", "B2B")},
        "period: 2021 or another",
        id="a period behind another clause",
    ),
    pytest.param(
        US, "B2B reached $1.7 trillion in 2021.", {("2021", "B2B")}, "measure: not said", id="of what is not said"
    ),
    pytest.param(
        US,
        "B2B sales from 2019 to 2021 were $1.7 trillion.",
        {("?", "B2B")},
        "period",
        id="a span of years is no period",
    ),
]


@pytest.mark.parametrize(("setting", "text", "proposed", "reason"), DOUBTFUL)
def test_words_that_leave_a_choice_go_to_review(
    setting: Setting, text: str, proposed: set[tuple[str, str]], reason: str
) -> None:
    certain, doubtful = read(setting, text)

    asked = [one for one in doubtful if one.proposal.measure in {SALES, GROWTH}]
    assert {(one.proposal.time_period, one.proposal.segment) for one in asked} == proposed
    assert all(reason in one.reason for one in asked)
    spans = {one.locator for one in doubtful}
    assert not any(one.locator in spans for one in certain)


LEFT = [
    pytest.param(US, "China's B2B e-commerce sales were $2 trillion in 2021.", id="another area"),
    pytest.param(WORLD, "Cross-border B2C e-commerce sales were $404 billion in 2018.", id="a segment nobody wants"),
    pytest.param(US, "Investment in B2B reached $2 billion in 2021.", id="an amount of something else"),
    pytest.param(US, "B2B e-commerce sales rose by $200 billion in 2021.", id="a change"),
    pytest.param(US, "The margin of B2B sales growth in 2021 is ±0.9%.", id="a half-width"),
    pytest.param(US, "In 2021, 1,200 firms sold B2B.", id="a count"),
    pytest.param(US, "Retail was $6 trillion in 2021.", id="no segment"),
    pytest.param(US, "See Table 3 of the B2B report of 2021.", id="no figure"),
]


@pytest.mark.parametrize(("setting", "text"), LEFT)
def test_other_figures_are_left_alone(setting: Setting, text: str) -> None:
    assert read(setting, text) == ([], [])


def test_what_cannot_be_read_in_a_sentence_about_a_wanted_segment_is_in_doubt() -> None:
    china = Setting("en", "CHN", "CNY", "2013", date(2014, 3, 1), declared={"time_period": "0"})
    certain, doubtful = read(china, "B2B sales went up 3 1.2% and reached 1885 1 billion yuan by 20 13.")
    assert certain == []
    assert [one.raw_text for one in doubtful] == ["3 1.2%", "1885 1 billion"]
    assert all("cannot be read" in one.reason and one.proposal.open_parts for one in doubtful)


def test_a_heading_binds_what_the_sentence_leaves_unsaid() -> None:
    certain, doubtful = read(US, "#B2B e-commerce in 2021", "Sales reached $1.7 trillion, up 11.8%.")
    assert doubtful == []
    assert {(one.time_period, one.segment, one.measure) for one in certain} == {
        ("2021", "B2B", SALES),
        ("2021", "B2B", GROWTH),
    }


def test_the_place_is_the_figures_characters_in_its_sentence() -> None:
    (figure,), _ = read(US, "An introduction. U.S. B2B sales were about $1.7 trillion in 2021.")
    assert isinstance(figure.locator, Span)
    place = figure.locator
    assert place.sentence == figure.raw_context == "U.S. B2B sales were about $1.7 trillion in 2021."
    assert place.sentence[place.start : place.end] == figure.raw_text == "$1.7 trillion"
    assert figure.obs_flag == "about"
    assert figure.rounding_unit == 10**11


def test_two_sentences_that_contradict_each_other_are_both_in_doubt() -> None:
    certain, doubtful = read(US, "B2B sales were $1.7 trillion in 2021.", "In 2021 B2B sales reached $1.8 trillion.")
    assert certain == []
    assert {one.raw_text for one in doubtful} == {"$1.7 trillion", "$1.8 trillion"}
    assert all("contradict" in one.reason for one in doubtful)


def test_a_doubtful_figure_that_another_sentence_states_beyond_doubt_is_not_asked_about() -> None:
    certain, doubtful = read(US, "B2B sales were $1.7 trillion in 2021.", "B2B reached $1.7 trillion in 2021.")
    assert [one.raw_context for one in certain] == ["B2B sales were $1.7 trillion in 2021."]
    assert doubtful == []


def test_a_declaration_adds_words_and_takes_away_others() -> None:
    nbs = Setting("en", "CHN", "CNY", "2014", date(2015, 8, 3), declared={"time_period": "0"})
    text = "Sales to enterprises (organizations) through platforms were 12.75 trillion yuan, up 62.8 percent."
    assert read(nbs, text) == ([], [])
    words = {"segments": {"B2B": ["to enterprises (organizations)"]}, "without": ["platforms?"]}
    named = Setting("en", "CHN", "CNY", "2014", date(2015, 8, 3), declared={"time_period": "0", "words": words})
    assert figures(named, text) == said(("2014", "B2B", SALES, "12.75E12", "A"), ("2014", "B2B", GROWTH, "62.8", "A"))


def test_a_wanted_figure_that_no_sentence_says_is_drift() -> None:
    with pytest.raises(DriftError, match="expected TOTAL ecommerce_sales 2018 USD; found no figure"):
        read(WORLD, "Nothing is said here.", periods=["0"])


def test_a_page_about_a_later_year_is_drift() -> None:
    late = Setting("en", "USA", "USD", "2020", date(2023, 2, 5))
    with pytest.raises(DriftError, match="another year than the edition; expected 2020; found 2021"):
        read(late, "B2B sales were $1.7 trillion in 2021.")


def test_cells_of_tables_are_no_sentences() -> None:
    part = Statements.model_validate(
        {
            "id": "market",
            "wanted": [{"segment": "B2B", "measure": SALES, "unit": "USD", "basis": "X", "periods": []}],
            "ref_area": "USA",
        }
    )
    source = Source("acme", "e", date(2022, 1, 1), "2021", "page", "0" * 16, "en")
    text = "B2B sales were $1.7 trillion in 2021."
    assert read_statements(part, [Block(text, "/html/body/table/tr[1]/td[2]")], source) == ([], [])
    assert len(read_statements(part, [Block(text, "/html/body/p")], source)[0]) == 1


def test_a_sentence_of_too_many_figures_is_handed_on_whole() -> None:
    text = "B2B sales: " + ", ".join(f"${number}.5 trillion" for number in range(MAX_QUANTITIES + 1)) + "."
    certain, doubtful = read(US, text)
    assert certain == []
    assert [one.reason for one in doubtful] == [f"the sentence has {MAX_QUANTITIES + 1} figures"]


_PIECES = st.sampled_from(
    [
        *("B2B", "B2C", "e-commerce", "sales", "share", "growth", "EC ratio", "cross-border", "China", "US"),
        *("$1.7 trillion", "21 billion yen", "up 5%", "83%", "12", "in 2021", "by 2027", "the previous year", "2019"),
        *(
            "is expected to",
            "was",
            "(",
            ")",
            ",",
            ";",
            "and",
            "to",
            "from",
            "compared with",
            "respectively",
            "of which",
        ),
    ]
)


@given(st.lists(_PIECES, max_size=25))
def test_no_order_of_words_breaks_the_reader_and_certain_figures_are_in_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    certain, doubtful = read(US, text)
    for one in certain:
        assert one.raw_text in text
        assert one.segment in {"TOTAL", "B2B", "B2C"}
        assert one.time_period in {"2021", "2027", "2019", "2020", "2018", "2026"}
    for reading in doubtful:
        assert reading.reason
        assert reading.raw_text in text

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from extractors.binding import Source
from extractors.documents import Block
from extractors.errors import DriftError
from extractors.mapping import Prose
from extractors.observation import Span
from extractors.prose import read_prose, sentences

TEXT = (
    "The survey is No. 21 of its kind. B-to-B sales in 2023 came to 465.2 trillion yen (up by 10.7% from "
    "420.2 trillion yen in the year before). Details follow in October."
)
WORDING = (
    r"B-to-B sales in (?P<year>\d{4}) came to (?P<level>[\d.]+ \w+ yen) \((?P<growth>(?:up|down) by [\d.]+%) from "
    r"(?P<before>[\d.]+ \w+ yen) in the year before\)"
)


def source(reference_period: str = "2023", lang: str = "en") -> Source:
    return Source("some_survey", "2024", date(2024, 9, 25), reference_period, "en", "0" * 16, lang)


def declared(*wordings: str, **changes: object) -> Prose:
    level = {"measure": "ecommerce_sales", "unit": "JPY", "time_period": "0"}
    return Prose.model_validate(
        {
            "id": "levels",
            "sentences": list(wordings) or [WORDING],
            "bind": {"ref_area": "JPN", "segment": "B2B", "basis": "WIDE"},
            "figures": {
                "level": level,
                "before": {**level, "time_period": "-1"},
                "growth": {"measure": "ecommerce_sales_growth", "unit": "PCT", "time_period": "0"},
            },
            **changes,
        }
    )


def blocks(*texts: str) -> list[Block]:
    return [Block(text, f"/html/body/p[{number}]") for number, text in enumerate(texts, start=1)]


def test_each_named_group_is_a_figure_of_its_own_period_and_measure() -> None:
    figures, refused = read_prose(declared(), blocks("A heading", TEXT), source())
    assert refused == []
    assert [(figure.time_period, figure.measure, figure.obs_value, figure.rounding_unit) for figure in figures] == [
        ("2023", "ecommerce_sales", Decimal(465200000000000), Decimal(100000000000)),
        ("2022", "ecommerce_sales", Decimal(420200000000000), Decimal(100000000000)),
        ("2023", "ecommerce_sales_growth", Decimal("10.7"), Decimal("0.1")),
    ]


def test_the_place_is_the_figure_within_its_own_sentence() -> None:
    figures, _ = read_prose(declared(), blocks("A heading", TEXT), source())
    for figure in figures:
        assert isinstance(figure.locator, Span)
        sentence = figure.locator.sentence
        assert sentence.startswith("B-to-B sales in 2023")
        assert sentence.endswith("in the year before).")
        assert sentence[figure.locator.start : figure.locator.end] == figure.raw_text
        assert figure.raw_context == sentence
        assert figure.locator.node == "/html/body/p[2]"


def test_a_sentence_that_is_gone_is_drift_and_names_the_nearest() -> None:
    changed = TEXT.replace("came to", "amounted to")
    with pytest.raises(DriftError) as error:
        read_prose(declared(), blocks("Contact: the office", changed), source())
    assert 'nearest is "B-to-B sales in 2023 amounted to 465.2 trillion yen' in str(error.value)
    assert '"B-to-B sales in <year> came to <level> (<growth> from <before> in the year before)"' in str(error.value)


def test_a_sentence_that_is_there_twice_is_drift() -> None:
    with pytest.raises(DriftError, match="found 2:") as error:
        read_prose(declared(), blocks(TEXT, TEXT), source())
    assert "/html/body/p[2]" in str(error.value)


def test_a_document_without_text_is_drift() -> None:
    with pytest.raises(DriftError, match="no text at all"):
        read_prose(declared(), [], source())


def test_another_wording_of_the_sentence_is_read_alike() -> None:
    older = r"B-to-B e-commerce: (?P<level>[\d.]+ \w+ yen)"
    figures, _ = read_prose(declared(WORDING, older), blocks("B-to-B e-commerce: 353.0 trillion yen."), source())
    assert [figure.obs_value for figure in figures] == [Decimal(353000000000000)]


def test_the_document_of_another_year_is_drift() -> None:
    with pytest.raises(DriftError, match=r"expected 2019; found 2023"):
        read_prose(declared(), blocks(TEXT), source("2019"))


@pytest.mark.parametrize(("printed", "period"), [("平成26", "2014"), ("令和元", "2019"), ("２０１４", "2014")])
def test_years_of_an_era_are_years(printed: str, period: str) -> None:
    prose = declared(r"(?P<year>\S+?)年の市場規模は(?P<level>.+?円)です")
    figures, _ = read_prose(prose, blocks(f"{printed}年の市場規模は280兆円です。"), source(period, "ja"))
    assert [(figure.time_period, figure.obs_value) for figure in figures] == [(period, Decimal(280000000000000))]


@pytest.mark.parametrize(
    ("printed", "period", "lang"),
    [
        ("2014年第三季度", "2014-Q3", "zh-Hans"),
        ("2016年上半年", "2016-S1", "zh-Hans"),
        ("２０１６年下半年", "2016-S2", "zh-Hans"),
        ("2008년 2/4분기", "2008-Q2", "ja"),
        ("2008년 2분기", "2008-Q2", "ja"),
        ("2005년 상반기", "2005-S1", "ja"),
    ],
)
def test_quarters_and_half_years_are_periods(printed: str, period: str, lang: str) -> None:
    prose = declared(r"^(?P<year>\S+(?: \S+)?) B2B (?P<growth>[\d.]+%)$")
    figures, _ = read_prose(prose, blocks(f"{printed} B2B 2.5%"), source(period, lang))
    assert [figure.time_period for figure in figures] == [period]


@pytest.mark.parametrize("printed", ["2016", "2016年下半年", "2015年上半年"])
def test_a_document_of_another_part_of_the_year_is_drift(printed: str) -> None:
    prose = declared(r"(?P<year>\S+) B2B (?P<growth>[\d.]+%)")
    with pytest.raises(DriftError, match=rf"expected 2016-S1; found {printed}"):
        read_prose(prose, blocks(f"{printed} B2B 2.5%"), source("2016-S1"))


@pytest.mark.parametrize(
    ("printed", "rounding_unit"),
    [("516조5천140억원", 10**9), ("15조7천656억원", 10**8), ("999조원", 10**12), ("-516조5천140억원", 10**9)],
)
def test_a_print_that_looks_finer_than_the_publisher_rounds_to_is_as_coarse_as_that(
    printed: str, rounding_unit: int
) -> None:
    level = {"measure": "ecommerce_sales", "unit": "KRW", "time_period": "0", "rounded_to": 10**9}
    prose = declared("총거래액은 (?P<level>.+?)이다", figures={"level": level})
    figures, _ = read_prose(prose, blocks(f"총거래액은 {printed}이다."), source("2007", "ko"))
    assert [figure.rounding_unit for figure in figures] == [rounding_unit]


def test_a_ratio_to_the_year_before_is_stored_as_growth() -> None:
    ratio = {
        "measure": "ecommerce_sales_growth",
        "unit": "PCT",
        "time_period": "0",
        "reading": "ratio_to_previous",
    }
    prose = declared(r"262 trillion yen \((?P<growth>[\d.]+%) against", figures={"growth": ratio})
    figures, _ = read_prose(prose, blocks("262 trillion yen (101.7% against the level before)"), source())
    assert [(figure.obs_value, figure.raw_text, figure.rounding_unit) for figure in figures] == [
        (Decimal("1.7"), "101.7%", Decimal("0.1"))
    ]


@pytest.mark.parametrize(
    ("printed", "rule"),
    [
        ("465.2 trillion dollars", "unknown_unit"),
        ("46,52 trillion yen", "unreadable_quantity"),
        ("some yen", "unreadable_quantity"),
    ],
)
def test_a_figure_that_cannot_be_read_is_kept_as_rejected_and_the_rest_is_read(printed: str, rule: str) -> None:
    prose = declared(r"sales of (?P<level>.+?) \((?P<growth>.+?)\)")
    figures, refused = read_prose(prose, blocks(f"We saw sales of {printed} (up by 3%)."), source())
    assert [figure.measure for figure in figures] == ["ecommerce_sales_growth"]
    assert [(figure.rule, figure.raw_text, figure.series_key) for figure in refused] == [
        (rule, printed, "JPN 2023 B2B ecommerce_sales WIDE")
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It grew. B2B led.", ["It grew.", "B2B led."]),
        ("See No. 5 of 12.75 trillion yuan.", ["See No. 5 of 12.75 trillion yuan."]),
        ("Der Umsatz lag bei 5 Mrd. Euro. Im 3. Quartal", ["Der Umsatz lag bei 5 Mrd. Euro.", "Im 3. Quartal"]),
        ("Es wuchs um 12. Halbjahre sind anders.", ["Es wuchs um 12.", "Halbjahre sind anders."]),
        ("Amazon u. a. Firmen, z. B. EDI.", ["Amazon u. a. Firmen, z. B. EDI."]),
        ("En EE. UU. B2B creció. ¿Y aquí? Él dice no.", ["En EE. UU. B2B creció.", "¿Y aquí?", "Él dice no."]),
        ("The U.S. B2B market grew by 2.5%.", ["The U.S. B2B market grew by 2.5%."]),
        ("市場は拡大した。前年は20.7兆円。", ["市場は拡大した。", "前年は20.7兆円。"]),
        ("（注）です。）次の文", ["（注）です。）", "次の文"]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts

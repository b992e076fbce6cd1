"""Every mistake that was really printed is caught before a series, by the right rule; what is right beside it loads."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reporting.query import query_published
from reporting.status import quarantined_rows

#: Edition, series point (without basis), as printed → the rule that refuses it.
MISTAKES = {
    # B2C glossed as "between enterprises"
    ("2013-02-08", "WLD/2013/B2C/ecommerce_sales", "1兆2980億米ドル"): "segment_against_gloss",
    ("2013-02-08", "WLD/2013/B2C/ecommerce_sales_growth", "18.3%増"): "segment_against_gloss",
    # 億 for 兆; the bracketed yen give it away, and both amounts of a pair are in doubt
    ("2017-04-27", "JPN/2015/B2B/ecommerce_sales", "2.4億ドル"): "conversion_contradicts",
    ("2017-04-27", "JPN/2015/B2B/ecommerce_sales", "約266.4兆円"): "conversion_contradicts",
    ("2017-04-27", "CHN/2015/B2B/ecommerce_sales", "1.4億ドル"): "conversion_contradicts",
    ("2017-04-27", "CHN/2015/B2B/ecommerce_sales", "約155.4兆円"): "conversion_contradicts",
    # "billones" translated as Milliarden
    ("2017-05-03", "WLD/2015/TOTAL/ecommerce_sales", "25 Milliarden Dollar"): "magnitude_level",
    # billions as "millones", in euros too; China from the column beside
    ("2019-03-29", "WLD/2017/TOTAL/ecommerce_sales", "29.000 millones de dólares"): "contradicts_source",
    ("2019-03-29", "WLD/2017/TOTAL/ecommerce_sales", "25.000 millones de euros"): "contradicts_source",
    ("2019-03-29", "USA/2017/TOTAL/ecommerce_sales", "8.883 millones de dólares"): "contradicts_source",
    ("2019-03-29", "USA/2017/TOTAL/ecommerce_sales", "7.900 millones de euros"): "contradicts_source",
    ("2019-03-29", "JPN/2017/TOTAL/ecommerce_sales", "2.975 millones de dólares"): "contradicts_source",
    ("2019-03-29", "JPN/2017/TOTAL/ecommerce_sales", "2.600 millones de euros"): "contradicts_source",
    ("2019-03-29", "CHN/2017/TOTAL/ecommerce_sales", "2.574 millones de dólares"): "contradicts_source",
    ("2019-03-29", "CHN/2017/TOTAL/ecommerce_sales", "2.300 millones de euros"): "contradicts_source",
    # a thousandth of what another article and the page's own other sentence say; that one has a space in its number
    ("2020-02-06", "MEX/2018/TOTAL/ecommerce_value_added", "mil 106 millones 558 mil pesos"): "magnitude_level",
    ("2020-02-06", "MEX/2018/TOTAL/ecommerce_value_added", "1,106, 558 millones de pesos"): "unreadable_quantity",
    # 1,1187 for 1,187
    ("2021-06-01", "KOR/2019/B2B/ecommerce_sales", "1,1187 Billionen US-Dollar"): "contradicts_source",
    # trillion rendered as billion; UNCTAD has 25.6 and 23.8 trillion
    ("2020-04-28", "WLD/2018/TOTAL/ecommerce_sales", "$ 25.6 billion"): "contradicts_source",
    ("2020-04-28", "WLD/2017/TOTAL/ecommerce_sales", "23.8 billion"): "contradicts_source",
    # billion for trillion: the two half-years contradict each other, and nothing says which is right
    ("2023-08-15", "USA/2023-S1/MERCHANT_WHOLESALE/wholesale_sales", "$3.964 trillion"): "magnitude_level",
    ("2023-08-15", "USA/2022-S1/MERCHANT_WHOLESALE/wholesale_sales", "$4.048 billion"): "magnitude_level",
    # 億 dropped
    ("2025-09-01", "JPN/2023/B2B/ecommerce_sales", "465兆2,372円"): "unreadable_quantity",
    ("2025-09-01", "JPN/2022/B2B/ecommerce_sales", "420兆2,354円"): "unreadable_quantity",
}


def test_each_mistake_is_in_quarantine_by_its_rule_and_nothing_else_is(published: Path) -> None:
    refused = {
        (row["edition"], row["series_key"].rpartition("/")[0], row["raw_text"]): row["rule"]
        for row in quarantined_rows()
        if row["publication"] == "press_retellings"
    }

    assert refused == MISTAKES


def test_no_mistake_is_a_figure_and_its_right_neighbours_are(published: Path) -> None:
    loaded = query_published(
        "SELECT edition, ref_area, time_period, segment, measure, raw_text, obs_value FROM core.observation "
        "WHERE publication = 'press_retellings'"
    )
    printed = {
        (
            row["edition"],
            "/".join((row["ref_area"], row["time_period"], row["segment"], row["measure"])),
            row["raw_text"],
        ): row["obs_value"]
        for row in loaded
    }

    assert not printed.keys() & MISTAKES.keys()
    assert printed["2013-02-08", "WLD/2012/B2C/ecommerce_sales", "1兆米ドル"] == Decimal("1e12")
    assert printed["2016-09-19", "CHN/2016-S1/TOTAL/ecommerce_sales", "10兆5千億元"] == Decimal("10.5e12")
    assert printed["2017-04-27", "GBR/2015/B2C/ecommerce_sales", "2,000億ドル"] == Decimal("2e11")
    assert printed["2017-04-27", "WLD/2015/TOTAL/ecommerce_sales", "25兆ドル"] == Decimal("25e12")
    assert printed["2017-05-03", "WLD/2015/B2B/ecommerce_sales_share", "90%"] == Decimal(90)
    assert printed["2019-03-29", "WLD/2017/B2B/ecommerce_sales_share", "88 por ciento"] == Decimal(88)
    assert printed["2020-02-05", "MEX/2018/TOTAL/ecommerce_value_added", "1.1 billones de pesos"] == Decimal("1.1e12")
    assert printed["2021-06-01", "USA/2019/B2B/ecommerce_sales", "8,319 Billionen US-Dollar"] == Decimal("8.319e12")
    assert printed["2020-04-28", "WLD/2018/B2C_CROSS_BORDER/ecommerce_sales", "404 billion"] == Decimal("404e9")
    assert printed["2023-08-15", "USA/2023-06/MERCHANT_WHOLESALE/wholesale_sales", "$643.8 billion"] == Decimal(
        "643.8e9"
    )
    assert printed["2025-09-01", "JPN/2024/B2B/ecommerce_sales", "514.4兆円"] == Decimal("514.4e12")


@pytest.mark.parametrize(
    ("raw_text", "told"),
    [
        ("$ 25.6 billion", ["25600000000 USD", "25648000000000 in unctad_global_ecommerce 2020"]),
        ("2.4億ドル", ["240000000 USD beside 266400000000000 JPY"]),
    ],
)
def test_the_reason_names_both_figures_and_both_sources(published: Path, raw_text: str, told: list[str]) -> None:
    (row,) = [row for row in quarantined_rows() if row["raw_text"] == raw_text]

    assert row["document"]
    for words in told:
        assert words in row["reason"]

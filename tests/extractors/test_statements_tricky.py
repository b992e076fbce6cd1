"""Sentences made to mislead, in seven languages: each figure is bound rightly or left to people, never wrongly."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.extractors.test_statements import GROWTH, RATIO, SALES, SHARE, Setting, read

#: A sentence is read as one of a publication that describes its country in 2021.
SETTINGS = {
    lang: Setting(lang, area, money, "2021", date(2022, 2, 5), ("TOTAL", "B2B", "B2C"))
    for lang, area, money in (
        ("en", "USA", "USD"),
        ("es", "ESP", "EUR"),
        ("de", "DEU", "EUR"),
        ("ja", "JPN", "JPY"),
        ("ko", "KOR", "KRW"),
        ("zh-Hans", "CHN", "CNY"),
        ("zh-Hant", "TWN", "TWD"),
    )
}
MEASURES = {SALES: "SALES", GROWTH: "GROWTH", SHARE: "SHARE", RATIO: "RATIO"}
LINES = (Path(__file__).parent / "tricky_sentences.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")]


def short(number: Decimal) -> str:
    return f"{number.normalize():E}" if abs(number) >= 10**5 else str(number)


@pytest.mark.parametrize(("lang", "text", "bound", "doubtful"), ROWS, ids=[f"{row[0]}: {row[1]}" for row in ROWS])
def test_a_tricky_sentence_is_bound_rightly_or_left_to_people(lang: str, text: str, bound: str, doubtful: str) -> None:
    certain, asked = read(SETTINGS[lang], text)

    said = [
        f"{one.time_period} {one.segment} {MEASURES[one.measure]} {short(one.obs_value or Decimal())}"
        + ("" if one.obs_status == "A" else f" {one.obs_status}")
        for one in certain
    ]
    assert ("; ".join(said) or "-") == bound
    assert ("; ".join(dict.fromkeys(one.raw_text for one in asked)) or "-") == doubtful
    assert not {one.locator for one in certain} & {one.locator for one in asked}


def test_there_are_many_of_every_language() -> None:
    count = Counter(row[0] for row in ROWS)
    assert all(count[lang] >= 20 for lang in SETTINGS if lang != "zh-Hant")

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from extractors import codes
from extractors.calendars import FiscalYear, PeriodError, period_of
from extractors.languages import VOCABULARIES

APRIL = FiscalYear(4, "start")
OCTOBER = FiscalYear(10, "end")


@pytest.mark.parametrize(
    ("lang", "printed", "period"),
    [
        ("en", "2016", "2016"),
        ("ja", "２０１６年", "2016"),
        ("ko", "2013년", "2013"),
        ("zh", "2013年度", "2013"),
        # other calendars
        ("zh-TW", "民國103年", "2014"),
        ("zh-Hant", "中華民國 103 年", "2014"),
        ("zh-Hant", "103年", "2014"),
        ("zh-Hant", "民國103年第3季", "2014-Q3"),
        ("en", "พ.ศ. 2562", "2019"),
        ("en", "พ.ศ. ๒๕๖๒", "2019"),
        ("en", "B.E. 2562", "2019"),
        ("ja", "平成25年", "2013"),
        ("ja", "平成26", "2014"),
        ("ja", "令和６年", "2024"),
        ("ja", "令和元年", "2019"),
        ("ja", "昭和64年", "1989"),
        ("ja", "平成26年7～9月期", "2014-Q3"),
        # quarters and half-years
        ("en", "2016Q3", "2016-Q3"),
        ("en", "2016-Q3", "2016-Q3"),
        ("en", "3Q 2014", "2014-Q3"),
        ("en", "1999, 4Q", "1999-Q4"),
        ("en", "the third quarter of 2014", "2014-Q3"),
        ("en", "first half of 2016", "2016-S1"),
        ("en", "H2 2016", "2016-S2"),
        ("es", "tercer trimestre de 2014", "2014-Q3"),
        ("es", "3er trimestre de 2014", "2014-Q3"),
        ("es", "3T 2014", "2014-Q3"),
        ("es", "primer semestre de 2015", "2015-S1"),
        ("de", "1. Halbjahr 2016", "2016-S1"),
        ("de", "drittes Quartal 2014", "2014-Q3"),
        ("ja", "2014年第１四半期", "2014-Q1"),
        ("ja", "2015年上半期", "2015-S1"),
        ("zh", "2014年第三季度", "2014-Q3"),
        ("zh", "2014年上半年", "2014-S1"),
        ("ko", "2014년 3분기", "2014-Q3"),
        ("ko", "2014년 3/4분기", "2014-Q3"),
        ("ko", "2014년 하반기", "2014-S2"),
        # months
        ("en", "2016-05", "2016-05"),
        ("en", "2016M05", "2016-05"),
        ("en", "Sept. 2016", "2016-09"),
        ("es", "mayo de 2016", "2016-05"),
        ("de", "März 2016", "2016-03"),
        ("ja", "平成26年5月", "2014-05"),
    ],
)
def test_a_printed_period_is_read(lang: str, printed: str, period: str) -> None:
    assert period_of(printed, lang) == period
    assert codes.TIME_PERIOD.fullmatch(period)


@pytest.mark.parametrize(
    ("lang", "printed", "fiscal", "period"),
    [
        ("ja", "平成25年度", APRIL, "2013"),
        ("ja", "2014年度第1四半期", APRIL, "2014-Q2"),
        ("ja", "2014年度第4四半期", APRIL, "2015-Q1"),
        ("de", "2014/15", APRIL, "2014"),
        ("de", "Geschäftsjahr 2014/15", FiscalYear(4, "end"), "2015"),
        ("en", "FY2014-15", OCTOBER, "2015"),
        ("en", "FY 2015", OCTOBER, "2015"),
        ("en", "Q1 FY2015", OCTOBER, "2014-Q4"),
        ("en", "H1 FY2015", FiscalYear(7, "end"), "2014-S2"),
        ("en", "2011-12", OCTOBER, "2012"),
        ("en", "2011-05", OCTOBER, "2011-05"),
        ("es", "ejercicio 2014", APRIL, "2014"),
        ("en", "2015", OCTOBER, "2015"),
    ],
)
def test_a_fiscal_year_is_named_as_declared_and_its_quarters_are_those_of_the_calendar(
    lang: str, printed: str, fiscal: FiscalYear, period: str
) -> None:
    assert period_of(printed, lang, fiscal) == period


@pytest.mark.parametrize(
    ("lang", "printed", "fiscal", "message"),
    [
        ("en", "", None, "not a period"),
        ("en", "14", None, "not a period"),
        ("en", "3Q14", None, "not a period"),
        ("en", "Q5 2014", None, "not a period"),
        ("en", "2013 and 2014", None, "not a period"),
        ("en", "201405", None, "not a period"),
        ("en", "052014", None, "not a period"),
        ("ja", "5月", None, "not a period"),
        ("en", "2014-13", None, "its first month to be declared"),
        ("en", "2562", None, "of which calendar"),
        ("en", "B.E. 2480", None, "2484 or later"),
        ("zh-Hans", "103年", None, "the name of its calendar"),
        ("zh-Hant", "99年", None, "not a period"),
        ("ja", "平成40年", None, "1 to 31 after 平成"),
        ("ja", "平成0年", None, "1 to 31 after 平成"),
        ("ja", "平成25年度", None, "its first month to be declared"),
        ("en", "FY2015", None, "its first month to be declared"),
        ("de", "2014/15", None, "its first month to be declared"),
        ("en", "FY2014-16", OCTOBER, "do not follow each other"),
        ("en", "Q1 FY2015", FiscalYear(2, "end"), "no part of a calendar year"),
        ("en", "H1 FY2015", OCTOBER, "no part of a calendar year"),
        ("en", "May FY2015", OCTOBER, "a month of a fiscal year"),
    ],
)
def test_what_is_not_certain_is_refused(lang: str, printed: str, fiscal: FiscalYear | None, message: str) -> None:
    with pytest.raises(PeriodError, match=message):
        period_of(printed, lang, fiscal)


@given(
    st.sampled_from(["de", "en", "es", "ja", "ko", "zh-Hans", "zh-Hant"]),
    st.dates(date(1900, 1, 1), date(2150, 12, 31)),
    st.sampled_from(["y", "MMMM y", "MMM y", "y-MM"]),
)
def test_a_month_as_the_cldr_prints_it_reads_back(lang: str, day: date, pattern: str) -> None:
    if lang in {"ja", "zh-Hans", "zh-Hant", "ko"}:
        pattern = {"MMMM y": "y年M月", "MMM y": "y年MM月"}.get(pattern, pattern)
    printed = format_date(day, pattern, locale=VOCABULARIES[lang].locale)
    assert period_of(printed, lang) == (f"{day.year}" if pattern == "y" else f"{day.year}-{day.month:02d}")


@given(st.text(alphabet="0123456789-/ QSTHM年月第四半期平成令和民國上下度FYBE.พศ", max_size=14))
def test_whatever_is_read_is_a_period(printed: str) -> None:
    for fiscal in (None, APRIL):
        try:
            period = period_of(printed, "ja", fiscal)
        except PeriodError:
            continue
        assert codes.TIME_PERIOD.fullmatch(period)

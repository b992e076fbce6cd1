"""Exchange rates: files of three publishers, two directions, and none of it in a share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.binding import Source
from extractors.errors import DriftError, RefusedError
from extractors.http.accept import check_document
from extractors.observation import Observation, RejectedFigure
from extractors.publication import find_publication, registry
from extractors.rates import read_rates
from reporting.query import query_published

SOURCE = Source("rates", "2026", date(2026, 7, 1), "2025", "file", "0" * 16, "en")
HEADER = "Date,Country,Exchange rate\n"
ERROR = '[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]'


def fed(lines: str, header: str = HEADER) -> tuple[list[Observation], list[RejectedFigure]]:
    return read_rates(find_publication("fed_exchange_rates").rates[0], header + lines, SOURCE)


def world_bank(text: str) -> tuple[list[Observation], list[RejectedFigure]]:
    return read_rates(find_publication("worldbank_exchange_rates").rates[0], text, SOURCE)


def record(value: str, *, area: str = "JPN", indicator: str = "PA.NUS.FCRF") -> str:
    return f'{{"indicator":{{"id":"{indicator}"}},"countryiso3code":"{area}","date":"2019","value":{value}}}'


def answer(*records: str, pages: int = 1) -> str:
    return f'[{{"page":1,"pages":{pages},"total":{len(records)}}},[{",".join(records)}]]'


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (',"obs_status":"E"', "expected a rate without a status, found 'E'"),
        (',"unit":"","obs_status":null', ""),
    ],
)
def test_a_status_of_a_rate_is_not_passed_over(said: str, reason: str) -> None:
    figures, refused = world_bank(answer(record("109.0188" + said)))

    assert [one.reason for one in refused] == ([reason] if reason else [])
    assert len(figures) + len(refused) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (answer(record('1.5,"unit":"US$ per LCU"')), 'column "unit": a column that has one value throughout'),
        (answer(record("1.5"), record("1.6")).replace('"total":2', '"total":3'), "expected 3 records; found 2"),
    ],
)
def test_another_unit_and_a_part_of_an_answer_are_drift(text: str, message: str) -> None:
    with pytest.raises(DriftError, match=message):
        world_bank(text)


def test_a_line_is_the_rate_of_a_currency() -> None:
    (figure,), refused = fed("2019-01-01,Euro,0.8933\n")

    assert not refused
    assert figure.key == ("EA", "2019", "_Z", "exchange_rate", "LCU_PER_USD_AVERAGE")
    assert (figure.obs_value, figure.rounding_unit, figure.unit_measure) == (
        Decimal("0.8933"),
        Decimal("0.0001"),
        "EUR",
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("2019-01-01,Atlantis,1.5", "unknown_ref_area"),
        ("2019-07-01,Japan,109.0188", "unknown_time_period"),
        ("2019,Japan,109.0188", "unknown_time_period"),
        ("2019-01-01,Japan,-1", "unreadable_quantity"),
        ("2019-01-01,Japan,0.0", "unreadable_quantity"),
        ("2019-01-01,Japan,1.09e2", "unreadable_quantity"),
        ("2019-01-01,Japan,NaN", "unreadable_quantity"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(line: str, rule: str) -> None:
    read, (refused,) = fed(line + "\n")

    assert not read
    assert refused.rule == rule
    assert refused.locator.describe().startswith('line 2, column "Exchange rate"')


def test_a_line_that_is_known_and_left_is_no_figure() -> None:
    (figure,), refused = fed("2023-01-01,Venezuela,28.6223\n2019-01-01,Japan,109.0188\n")

    assert not refused
    assert figure.ref_area == "JPN"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("2019-01-01,Japan,109.0188\n", "Date,Country,Value\n"),
        ("2019-01-01,Japan,109.0188,\n", HEADER),
        ("2019-01-01,Japan,109.0188,1\n", HEADER.strip() + ",More\n"),
        ("", HEADER),
    ],
)
def test_another_file_is_drift(text: str, header: str) -> None:
    with pytest.raises(DriftError):
        fed(text, header)


def test_numbers_of_json_stay_as_printed_and_null_is_a_missing_figure() -> None:
    (rate, missing), refused = world_bank(answer(record("109.009665885329"), record("null")))

    assert not refused
    assert (rate.raw_text, rate.obs_value, rate.rounding_unit) == (
        "109.009665885329",
        Decimal("109.009666"),
        Decimal("0.000001"),
    )
    assert (missing.obs_value, missing.obs_status) == (None, "M")


@pytest.mark.parametrize(
    "text",
    [
        ERROR,
        "{}",
        "not json",
        "[" * 100_000,
        answer(),
        answer(record("109.0"), pages=2),
        answer(record("109.0", indicator="PA.NUS.ATLS")),
        answer('{"countryiso3code":"JPN"}'),
        answer(record('{"deep": 1}')),
    ],
    ids=["error", "object", "text", "nested", "empty", "one_page_of_two", "other_indicator", "lacking", "no_number"],
)
def test_another_answer_of_the_api_is_drift(text: str) -> None:
    with pytest.raises(DriftError):
        world_bank(text)


def test_an_error_with_status_200_is_not_archived_as_the_document() -> None:
    accept = find_publication("worldbank_exchange_rates").http.accept

    with pytest.raises(RefusedError):
        check_document(accept, "application/json", ERROR.encode().ljust(accept.min_bytes))


def test_every_rate_says_its_direction() -> None:
    bases = {rates.basis for publication in registry().values() for rates in publication.rates}

    assert bases == {"LCU_PER_USD_AVERAGE", "USD_PER_EUR_AVERAGE"}, "core.exchange_rate knows these two"


def test_the_contract_has_every_rate_in_one_direction(published: Path) -> None:
    rows = query_published(
        "SELECT publication, currency, year, lcu_per_usd FROM core.exchange_rate WHERE year = 2015 OR currency = 'GBP'"
    )
    rates = {(row["publication"], row["currency"], row["year"]): row["lcu_per_usd"] for row in rows}

    # 1 / 1.109513 by hand; the Federal Reserve's own figure beside it
    assert rates["ecb_exchange_rates", "EUR", 2015] == Decimal("0.901296")
    assert rates["fed_exchange_rates", "EUR", 2015] == Decimal("0.9012")
    assert rates["worldbank_exchange_rates", "GBP", 2019] == Decimal("0.783445")
    assert len(rates) == len(rows)


def test_no_rate_enters_a_share(published: Path) -> None:
    names = "('fed_exchange_rates', 'ecb_exchange_rates', 'worldbank_exchange_rates')"
    for mart in ("segment_share", "share_trend"):
        assert not query_published(f"FROM mart.{mart} WHERE publication IN {names} OR basis LIKE '%USD%'")
    assert query_published(f"FROM core.observation WHERE publication IN {names} LIMIT 1")

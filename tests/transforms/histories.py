"""Histories of publications as they might be: figures of many series over several editions, from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from extractors.publication import Publication
from tests.transforms.oracle.figures import Figure, name, number
from tests.warehouse.acme import declaration

FIRST, SECOND, RETOLD, RATES = "acme_market_report", "bell_trade_review", "corp_retold_news", "dime_rates"
AREAS = ("AUS", "AUT", "BEL", "BRA", "CAN", "CHE", "CHL", "CHN", "CZE", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR", "GRC")
EDITIONS = tuple(range(2018, 2025))
#: Definitions that a publication prints beside each other.
TOGETHER = (
    ("NEW",), ("NEW",), ("NEW",), ("OLD", "NEW"), ("WIDE", "NARROW"), ("REST",), ("SUMMED",), ("FOUR", "OLD"),
    ("ABROAD",), ("FIRMS",), ("PLAIN", "NEW"),
)  # fmt: skip
#: What is printed of a point: segments with their values (v) or shares (s).
PROFILES = (
    "B2B:v B2C:v", "B2B:v B2C:v", "B2B:v B2C:v", "B2B:v B2C:v TOTAL:v", "B2B:v B2C:v TOTAL:v B2B:s", "B2B:v",
    "B2C:v", "B2B:s", "B2C:s", "B2B:s TOTAL:v B2C:v", "B2B:v TOTAL:v", "B2B:v TOTAL:v B2B:s", "B2B:v B2C:s",
    "B2B_B2G:v B2C:v", "B2B:v B2C:v B2B_B2G:s", "B2B:v B2B_B2G:v B2C:v", "B2C:v B2C:s", "TOTAL:v B2B:s",
)  # fmt: skip
IN_PARTS = (
    "B2B_SME:v B2B_LARGE:v B2C:v",
    "B2B_SME:s B2B_LARGE:s",
    "B2B_SME:v B2C:v",
    "B2B:v B2C:v B2B_SME:v B2B_LARGE:v",
)


def publications() -> list[Publication]:
    """Return declarations: two of publishers whose definitions differ in part, a retelling, and one of rates."""
    first = declaration()
    second = first.model_copy(update={"id": SECOND, "rate_rank": 2})
    split = first.bases["NEW"].split
    assert split is not None
    other: dict[str, dict[str, Any]] = {
        "NEW": {"edi_included": "yes"},
        "OLD": {"split": split.model_copy(update={"universe": "10_plus", "by": "sector"})},
        "NARROW": {"split": split.model_copy(update={"consumers": "b2c_c2c", "business": "b2b_b2g"})},
    }
    bases = {code: basis.model_copy(update=other.get(code, {})) for code, basis in first.bases.items()}
    plain = first.bases["PLAIN"]
    second = second.model_copy(update={"bases": {**bases, "LCU_PER_USD_AVERAGE": plain}})
    retold = first.model_copy(update={"id": RETOLD, "standing": "secondary"})
    rates = first.model_copy(update={"id": RATES, "rate_rank": 1, "bases": {"LCU_PER_USD_AVERAGE": plain}})
    return [first, second, retold, rates]


def history(seed: int, *, stories: int = 80) -> list[Figure]:
    """Return the figures of that many publication-and-area pairs, and exchange rates; each observation once."""
    r = random.Random(seed)  # noqa: S311 - histories, not secrets
    figures: dict[str, Figure] = {}
    for story in range(stories):
        publication = (FIRST, SECOND, FIRST, SECOND, RETOLD)[story % 5]
        for figure in _story(r, publication, AREAS[story % len(AREAS)]):
            figures.setdefault(figure.observation_id, figure)
    for figure in _rates(r):
        figures.setdefault(figure.observation_id, figure)
    return list(figures.values())


def _rates(r: random.Random) -> Iterator[Figure]:
    for publication in (RATES, SECOND):
        for year in range(2014, 2020):
            for unit, area, rate in (("EUR", "DEU", "0.9"), ("INR", "IND", "67.19")):
                if r.random() < 0.7:
                    value = Decimal(rate) * (1000 + r.randint(-9, 9)) / 1000
                    yield _figure(
                        publication, 2024, area, str(year), "_Z", "exchange_rate", "LCU_PER_USD_AVERAGE", unit,
                        value, Decimal("0.0001"),
                    )  # fmt: skip


def _figure(
    publication: str, edition: int, area: str, period: str, segment: str, measure: str, basis: str, unit: str,
    value: Decimal | None, rounding: Decimal | None, **other: Any,
) -> Figure:  # fmt: skip
    return Figure(
        publication, str(edition), date(edition, 5, 1), area, period, segment, measure, basis, unit, value, rounding,
        **other,
    )  # fmt: skip


def _story(r: random.Random, publication: str, area: str) -> Iterator[Figure]:
    """Yield what a publication prints of an area over its editions, under one definition or several."""
    measure = "ecommerce_sales" if r.random() < 0.9 else "online_retail_sales"
    freq = r.choices("AQSM", (75, 12, 8, 5))[0]
    per_year = {"A": 1, "S": 2, "Q": 4, "M": 12}[freq]
    first = 2014 * per_year + r.randrange(3 * per_year)
    n = r.choice((1, 2, 3, 4, 5, 6, 7, 8, 10))
    periods = [name(first + step, freq) for step in range(n)]
    editions = sorted(r.sample(EDITIONS, r.choice((1, 1, 2, 3))))
    for basis in r.choice(TOGETHER):
        yield from _series(r, publication, area, measure, basis, periods, editions)


def _truth(r: random.Random, n: int) -> list[tuple[Decimal, Decimal]]:
    """Return both sides by period: shares on a line, flat, wandering, nearing a half or swinging about it."""
    shape, share = r.choice(("line", "flat", "wander", "nearing", "swing")), Decimal(r.randint(0, 1000)) / 10
    step = Decimal(r.randint(-40, 40)) / r.choice((1, 10))
    scale = Decimal(r.choice((10, 1000, 10**6, 10**12)))
    is_round = r.random() < 0.5
    sides = []
    for place in range(n):
        now = {
            "line": share + place * step,
            "flat": share,
            "wander": share + Decimal(r.randint(-50, 50)) / 10,
            "nearing": 50 + step * (n + 2 - place) + step * r.choice((0, 0, 1, -1)) / 4,
            "swing": Decimal(50) + (-1) ** place * step,
        }[shape]
        now = min(max(now, Decimal(0)), Decimal(100))
        whole = Decimal(100) if is_round else Decimal(r.randint(80, 300))
        sides.append((now * whole * scale / 10000, (100 - now) * whole * scale / 10000))
    return sides


def _series(
    r: random.Random, publication: str, area: str, measure: str, basis: str, periods: Sequence[str],
    editions: Sequence[int],
) -> Iterator[Figure]:  # fmt: skip
    truth = dict(zip(periods, _truth(r, len(periods)), strict=True))
    profile = r.choice(IN_PARTS if basis == "SUMMED" and r.random() < 0.8 else PROFILES)
    grain = r.choice((None, "0.000001", "0.000003", "0.1", "1", "10", "1000000"))
    unit = r.choice(("USD", "USD", "EUR", "INR", "JPY"))
    tidy = r.random() < 0.3  # as some are: every period, one way of printing, nothing odd
    for place, edition in enumerate(editions):
        for period in periods:
            if not tidy and r.random() < 0.15:
                continue
            what = r.choice(PROFILES) if not tidy and r.random() < 0.08 else profile
            if not tidy and r.random() < 0.08:
                unit = r.choice(("USD", "EUR"))
            ahead = number(period[:4]) >= edition
            status = "F" if ahead and r.random() < 0.8 else "A" if tidy else r.choices("APEUBF", (70, 8, 6, 5, 6, 5))[0]
            for word in what.split():
                segment, kind = word.split(":")
                values = _printed(r, truth[period], segment, kind, grain, drift=0 if tidy else place)
                yield from _vintages(
                    r, publication, edition, area, period, segment, measure + ("_share" if kind == "s" else ""),
                    _basis(basis, segment), unit if kind == "v" else "PCT", values, status, tidy=tidy,
                )  # fmt: skip


def _basis(basis: str, segment: str) -> str:
    return "CONSUMER" if basis in {"WIDE", "NARROW"} and segment == "B2C" else basis


def _printed(
    r: random.Random, sides: tuple[Decimal, Decimal], segment: str, kind: str, grain: str | None, *, drift: int
) -> tuple[Decimal, Decimal | None]:
    """Return a figure as printed, with its rounding unit."""
    b, c = sides
    if kind == "s":
        grain = r.choice(("1", "0.1", "0.01"))
    others = (b + c) / 50 if r.random() < 0.5 else Decimal(0)
    value = {
        "B2B": b, "B2B_B2G": b + others, "B2C": c, "TOTAL": b + c + others, "B2B_SME": b / 3, "B2B_LARGE": b * 2 / 3,
    }[segment]  # fmt: skip
    if kind == "s":
        value = value * 100 / (b + c) if b + c else Decimal(0)
    if drift and r.random() < 0.4:
        value *= Decimal(100 + r.randint(-6, 6)) / 100
    unit = Decimal(grain or "0.01")
    value = (value / unit).to_integral_value() * unit
    return (min(value, Decimal(100)) if kind == "s" else value), unit if grain else None


def _vintages(
    r: random.Random, publication: str, edition: int, area: str, period: str, segment: str, measure: str, basis: str,
    unit: str, printed: tuple[Decimal, Decimal | None], status: str, *, tidy: bool,
) -> Iterator[Figure]:  # fmt: skip
    """Yield a figure as an edition printed it first, and what became of it within the edition."""
    value, rounding = printed
    verification = "seen" if tidy else r.choice(("seen", "seen", "live", "unverified"))
    if not tidy and r.random() < 0.1:
        status = r.choice("APEF")  # one side of a point alone
    if not tidy and r.random() < 0.03:
        value = Decimal(0)
    missing = not tidy and r.random() < 0.02
    now = _figure(
        publication, edition, area, period, segment, measure, basis, unit, None if missing else value,
        None if missing else rounding, obs_status="M" if missing else status, verification=verification,
    )  # fmt: skip
    yield now
    while not tidy and r.random() < 0.12:
        event = r.choice(("corrected", "confirmed", "vanished", "firmer"))
        if now.obs_value is None or event == "corrected":
            now = now._replace(
                obs_value=value + (rounding or 1) * r.randint(0, 3), rounding_unit=rounding, obs_status=status,
                is_tombstone=False,
            )  # fmt: skip
        elif event == "confirmed":
            now = now._replace(verification="live")
        elif event == "firmer":
            now = now._replace(obs_status="A")
        else:
            now = now._replace(obs_value=None, rounding_unit=None, obs_status="M", is_tombstone=True)
        now = now._replace(vintage=now.vintage + 1)
        if now.measure.endswith("_share") and now.obs_value is not None:
            now = now._replace(obs_value=min(now.obs_value, Decimal(100)))
        yield now


def recorded_at(figure: Figure) -> datetime:
    """Return when a figure was loaded: some weeks after its edition, later vintages a year after each other."""
    return datetime(int(figure.edition) + figure.vintage - 1, 6, 1)  # noqa: DTZ001 - UTC, as everywhere in the warehouse


def put(connection: duckdb.DuckDBPyConnection, figures: Sequence[Figure]) -> None:
    """Make figures all that core.observation has, in the order given."""
    rows = [
        {
            **one._asdict(),
            "observation_id": one.observation_id,
            "document": "report",
            "snapshot_id": "s",
            "frequency": "A" if len(one.time_period) == 4 else one.time_period[5].translate({48: "M", 49: "M"}),
            "obs_flag": "",
            "locator": "{}",
            "raw_text": "",
            "raw_context": "",
            "evidence_url": "",
            "load_id": one.vintage,
            "recorded_at": recorded_at(one),
        }
        for one in figures
    ]
    columns = {column: [row[column] for row in rows] for column in rows[0]}
    amount = pa.decimal128(30, 6)
    kinds = {"obs_value": amount, "rounding_unit": amount}
    table = pa.table({column: pa.array(values, kinds.get(column)) for column, values in columns.items()})
    connection.execute("DELETE FROM core.observation")
    connection.register("history", table)
    connection.execute("INSERT INTO core.observation BY NAME SELECT * FROM history")
    connection.unregister("history")

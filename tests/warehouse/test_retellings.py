"""A retelling is held until its source is loaded, agrees with a print of it, and is withdrawn where contradicted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractors import publication as publications
from extractors import storage
from extractors.publication import Basis, Publication
from tests.warehouse.acme import PUBLICATION, declaration
from tests.warehouse.batches import figure, stage
from warehouse import retellings
from warehouse.batch import read_batch
from warehouse.checks import check_batches
from warehouse.connection import build_reader
from warehouse.load import load_batches, pending

RETELLING = "press_acme"


def press(**expect: Any) -> Publication:
    """Return a secondary publication that retells Acme, also in another currency."""
    acme = declaration(**expect)
    said = {"title": "Retold", "text": "words", "url": "https://press.example", "edi_included": "not said"}
    return acme.model_copy(
        update={
            "id": RETELLING,
            "standing": "secondary",
            "bases": {
                "TOLD": Basis(**said, retells=PUBLICATION),
                "TOLD_IN_YEN": Basis(**said, converted_from="TOLD"),
            },
        }
    )


@pytest.fixture
def both(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    known = {PUBLICATION: declaration(), RETELLING: press()}
    monkeypatch.setattr(publications, "_declarations", lambda: (known, {}))
    monkeypatch.setattr(retellings, "registry", lambda: known)
    return home


def told(value: str | int, *, period: str = "2019", revision: int = 0, **other: Any) -> str:
    return stage(
        "2020", [figure("USA", period, "B2B", value, basis="TOLD", **other)], publication=RETELLING, revision=revision
    )


def acme(*values: int | str, edition: str = "2020", period: str = "2019", rounding: int = 1) -> None:
    """Load what Acme itself prints of the United States, a basis each."""
    bases = ("NEW", "OLD")
    load(
        stage(
            edition,
            [
                figure("USA", period, "B2B", value, basis=basis, rounding=rounding)
                for value, basis in zip(values, bases, strict=False)
            ],
        )
    )


def load(reference: str) -> None:
    load_batches(check_batches([reference]))


def refused(reference: str) -> list[tuple[str, str]]:
    check_batches([reference])
    rows = pq.read_table(storage.resolve(reference) / "quarantine.parquet").to_pylist()
    return [(row["rule"], row["reason"]) for row in rows]


def rules(reference: str) -> list[str]:
    return [rule for rule, _ in refused(reference)]


def living() -> list[Decimal]:
    with build_reader("test") as connection:
        assert connection is not None
        rows = connection.execute(
            "SELECT obs_value FROM core.observation WHERE publication = ? "
            "QUALIFY row_number() OVER (PARTITION BY time_period ORDER BY vintage DESC) = 1 AND NOT is_tombstone",
            [RETELLING],
        ).fetchall()
    return [value for (value,) in rows]


def test_a_retelling_is_held_until_its_source_is_loaded(both: Path) -> None:
    ((rule, reason),) = refused(told(100))
    assert rule == "source_not_loaded"
    assert PUBLICATION in reason

    acme(100)
    assert rules(told(100, revision=1)) == []


def test_a_retelling_agrees_with_any_print_of_its_source(both: Path) -> None:
    acme(100, 140)
    acme(105, edition="2021")

    assert rules(told(105)) == [], "a later edition"
    assert rules(told(140, revision=1)) == [], "another definition"
    assert rules(told(110, rounding=10, revision=2)) == [], "within the rounding of both"
    ((rule, reason),) = refused(told(111, revision=3))
    assert rule == "contradicts_source"
    for words in ("111 USD", f"100 in {PUBLICATION} 2020", f"105 in {PUBLICATION} 2021"):
        assert words in reason


def test_a_declared_factor_widens_what_agrees(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acme(100)
    known = {PUBLICATION: declaration(), RETELLING: press(source_factor=1.2)}
    monkeypatch.setattr(publications, "_declarations", lambda: (known, {}))

    assert rules(told(119)) == []
    assert rules(told(121, revision=1)) == ["contradicts_source"]


def test_the_years_around_it_are_those_of_its_source(both: Path) -> None:
    acme(100)

    assert rules(told(120, period="2018")) == []
    # consumer sales of the United States were printed as sales between businesses, a tenth of them
    assert rules(told(15, period="2018", revision=1)) == ["magnitude_level"]


def test_amounts_in_two_currencies_agree_with_the_rate_of_the_year(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = declaration().model_copy(
        update={"id": "acme_rates", "bases": {"LCU_PER_USD_AVERAGE": declaration().bases["NEW"]}, "rates": ["any"]}
    )
    known = {PUBLICATION: declaration(), RETELLING: press(), "acme_rates": rates}
    monkeypatch.setattr(publications, "_declarations", lambda: (known, {}))
    monkeypatch.setattr(retellings, "registry", lambda: known)
    acme(100)

    def printed(yen: int, revision: int) -> str:
        dollars = figure("USA", "2019", "B2B", 100, basis="TOLD")
        other = figure("USA", "2019", "B2B", yen, basis="TOLD_IN_YEN", unit="JPY")
        return stage("2020", [dollars, other], publication=RETELLING, revision=revision)

    assert rules(printed(11_000, 0)) == ["source_not_loaded", "source_not_loaded"], "no rate is loaded"

    rate = figure("JPN", "2019", "_Z", 110, basis="LCU_PER_USD_AVERAGE", measure="exchange_rate", unit="JPY")
    load(stage("2020", [rate], publication="acme_rates"))
    assert rules(printed(11_500, 1)) == []
    found = refused(printed(11, 2))
    assert [rule for rule, _ in found] == ["conversion_contradicts", "conversion_contradicts"]
    assert "100 USD beside 11 JPY" in found[0][1]


def test_new_figures_of_the_source_make_the_retelling_pending_again(both: Path) -> None:
    before = retellings.beside(press())
    acme(100)
    after = retellings.beside(press())

    assert before != after
    assert retellings.beside(press()) == after
    assert retellings.beside(declaration()) == ""
    assert retellings.in_order([RETELLING, PUBLICATION]) == [[PUBLICATION], [RETELLING]]


def test_a_retelling_that_its_source_contradicts_later_is_withdrawn(both: Path) -> None:
    acme(100, period="2018")
    reference = told(120)
    load(reference)
    assert living() == [Decimal(120)], "the source says nothing of that year yet"

    acme(150, edition="2021")
    again = told(120, revision=1)
    assert pending(RETELLING, {"2020": read_batch(again).fingerprint}) == ["2020"]
    load(again)
    assert living() == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("世界の企業間電子商取引(B2C)は1兆ドル", ["segment_against_gloss"]),
        ("Business-to-business (B2C) online sales came to $ 1 trillion", ["segment_against_gloss"]),
        ("Business-to-consumer e-commerce (B2B) came to $ 1 trillion", ["segment_against_gloss"]),
        ("기업간(B2B) 거래가 1조원, 기업·소비자간(B2C) 거래가 2조원", []),
        ("B2B（企業間）は1兆円、消費者向け（B2C）は2兆円", []),
        ("Sales between businesses (B2B) and to consumers (B2C)", []),
    ],
)
def test_a_segment_is_named_alike_in_words_and_brackets(both: Path, sentence: str, expected: list[str]) -> None:
    acme(100)
    place = '{"end":2,"kind":"span","node":"","sentence":"x","start":1}'

    assert rules(told(100, locator=place, raw_context=sentence)) == expected

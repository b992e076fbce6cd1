from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from extractors import publication as publications
from extractors import storage
from extractors.errors import CheckerError
from reporting.status import note_rows
from tests.warehouse.acme import PUBLICATION, declaration
from tests.warehouse.batches import accept, figure, refusal, stage
from warehouse.batch import read_batch, read_verdict
from warehouse.checks import check_batches
from warehouse.expectations import Rule, checker
from warehouse.load import load_batches

SHARE = "ecommerce_sales_share"


def check(*references: str) -> dict[str, str]:
    """Return what the checks refused of the last batch: the rule by the series point, without measure and basis."""
    checked = check_batches(references)
    return {"/".join(row["series_key"].split("/")[:3]): row["rule"] for row in quarantine(checked[-1])}


def quarantine(reference: str) -> list[dict[str, Any]]:
    return list(pq.read_table(storage.resolve(reference) / "quarantine.parquet").to_pylist())


def warnings(reference: str) -> set[str]:
    rows = pq.read_table(storage.resolve(reference) / "validation.parquet").to_pylist()
    return {row["expectation"] for row in rows if not row["success"] and row["severity"] == "warning"}


def country(area: str, b2b: Any, b2c: Any, total: Any, *, period: str = "2019", **other: Any) -> list[dict[str, Any]]:
    return [
        figure(area, period, segment, value, **other)
        for segment, value in (("B2B", b2b), ("B2C", b2c), ("TOTAL", total))
    ]


def test_good_figures_pass(acme: Path) -> None:
    reference = stage("2020", country("USA", 8319, 1261, 9580))
    assert check(reference) == {}
    verdict = read_verdict(read_batch(reference))
    assert (verdict.status, verdict.accepted, verdict.quarantined) == ("passed", 3, 0)
    assert pq.read_table(storage.resolve(reference) / "accepted.parquet").equals(
        pq.read_table(storage.resolve(reference) / "observations.parquet")
    )


BAD = [
    ("unknown_ref_area", figure("XYZ", "2019", "B2B", 1)),
    ("unknown_time_period", figure("USA", "2019-13", "B2B", 1)),
    ("unknown_segment", figure("USA", "2019", "B2X", 1)),
    ("unknown_measure", figure("USA", "2019", "B2B", 1, measure="sales")),
    ("unknown_unit", figure("CHN", "2019", "B2B", 1, unit="XXQ")),
    ("unknown_obs_status", figure("FRA", "2019", "B2B", 1, status="Z")),
    ("unknown_basis", figure("USA", "2019", "B2B", 1, basis="OTHER")),
    ("incomplete_key", figure("", "2019", "B2B", 1)),
    ("place_unknown", figure("ITA", "2019", "B2B", 1, raw_text="")),
    ("status_against_value", figure("ESP", "2019", "B2B", 1, status="M")),
    ("unit_against_measure", figure("PRT", "2019", "B2B", 1, unit="PCT")),
    ("rounding_unknown", figure("NLD", "2019", "B2B", 1, rounding=None)),
    ("share_out_of_range", figure("USA", "2019", "B2B", 112, measure=SHARE)),
    ("share_out_of_range", figure("USA", "2019", "B2B", -1, measure="ec_ratio")),
    ("negative_level", figure("BEL", "2019", "B2B", -1)),
    ("growth_out_of_range", figure("USA", "2019", "B2B", -101, measure="ecommerce_sales_growth")),
]


def test_each_bad_figure_is_refused_by_its_rule_and_the_rest_passes(acme: Path) -> None:
    reference = stage("2020", [figure("DEU", "2019", "B2B", 1), *({**one, "raw_context": rule} for rule, one in BAD)])
    check_batches([reference])
    refused = quarantine(reference)
    assert [row["rule"] for row in refused] == [row["raw_context"] for row in refused]
    assert sorted(row["rule"] for row in refused) == sorted(rule for rule, _ in BAD)
    assert pq.read_table(storage.resolve(reference) / "accepted.parquet")["ref_area"].to_pylist() == ["DEU"]


def test_a_refusal_says_what_was_expected_and_found(acme: Path) -> None:
    reference = stage("2020", [figure("USA", "2019", "B2B", 112, measure=SHARE)])
    check_batches([reference])
    (refused,) = quarantine(reference)
    assert refused["reason"] == 'expected a share within 0 to 100 percent; found 112.0, printed "112"'
    assert refused["series_key"] == f"USA/2019/B2B/{SHARE}/NEW"
    assert json.loads(refused["locator"])["key"] == "USA 2019"


def test_both_of_a_duplicate_are_refused(acme: Path) -> None:
    reference = stage(
        "2020", [*country("USA", 3, 1, 4), figure("DEU", "2019", "B2B", 1), figure("DEU", "2019", "B2B", 2)]
    )
    assert check(reference) == {"DEU/2019/B2B": "duplicate_key"}
    assert [json.loads(row["evidence"])["duplicate_key"][1]["raw_text"] for row in quarantine(reference)] == ["2", "2"]


def test_what_reading_refused_stays_refused(acme: Path) -> None:
    reference = stage("2020", country("USA", 3, 1, 4), rejected=[refusal("unknown_ref_area", "? 2019 B2B m NEW")])
    check_batches([reference])
    assert [(row["rule"], row["series_key"], row["evidence"]) for row in quarantine(reference)] == [
        ("unknown_ref_area", "?/2019/B2B/m/NEW", "{}")
    ]
    assert "nothing_refused" in warnings(reference)


def test_parts_may_miss_the_total_by_their_rounding(acme: Path) -> None:
    assert check(stage("2020", country("WLD", 21, "4.4", "25.6", rounding="0.1"))) == {
        "WLD/2019/B2B": "parts_against_total",
        "WLD/2019/B2C": "parts_against_total",
        "WLD/2019/TOTAL": "parts_against_total",
    }
    figures = country("WLD", 21, "4.4", "25.6", rounding="0.1")
    figures[0]["rounding_unit"] = 1
    assert check(stage("2020", figures)) == {}


@pytest.mark.parametrize("lost", ["B2B", "B2C", "TOTAL"])
def test_a_lost_thousand_is_found_by_the_sum(acme: Path, lost: str) -> None:
    figures = country("USA", "8319", "1261", "9580", rounding="0.001")
    for one in figures:
        if one["segment"] == lost:
            one["obs_value"] /= 1000
    assert check(stage("2020", [*country("DEU", 413, 111, 524), *figures])) == {
        f"USA/2019/{lost}": "parts_against_total"
    }


def four(c2c: int | None, *, total: int = 157) -> list[dict[str, Any]]:
    parts = {"B2B": 141, "B2G": 12, "B2C": 3, "C2C": c2c, "TOTAL": total}
    return [
        figure("KOR", "2019", segment, value, basis="FOUR", rounding="0.001")
        for segment, value in parts.items()
        if value is not None
    ]


def test_declared_parts_are_judged_as_a_sum_only_when_all_of_them_are_printed(acme: Path) -> None:
    assert check(stage("2020", four(1))) == {}
    assert check(stage("2020", four(None))) == {}
    assert set(check(stage("2020", four(0))).values()) == {"parts_against_total"}


def test_some_of_the_declared_parts_never_exceed_the_total(acme: Path) -> None:
    refused = check(stage("2020", four(None, total=155)))
    assert refused == {f"KOR/2019/{segment}": "parts_against_total" for segment in ("B2B", "B2G", "B2C", "TOTAL")}


def test_a_side_larger_than_the_total_is_refused_with_it(acme: Path) -> None:
    reference = stage("2020", [figure("USA", "2019", "B2B", 10), figure("USA", "2019", "TOTAL", 7)])
    assert check(reference) == {"USA/2019/B2B": "side_over_total", "USA/2019/TOTAL": "side_over_total"}


def test_a_subset_larger_than_its_segment_is_refused_with_it(acme: Path) -> None:
    figures = [figure("USA", "2019", "B2C", 5), figure("USA", "2019", "B2C_CROSS_BORDER", 7)]
    assert set(check(stage("2020", figures))) == {"USA/2019/B2C", "USA/2019/B2C_CROSS_BORDER"}


def test_four_parts_and_a_consumer_side_of_its_own_basis_add_up(acme: Path) -> None:
    parts = {"B2B": 90, "B2G": 5, "C2C": 2, "TOTAL": 100}
    figures = [figure("KOR", "2019", segment, value, basis="WIDE") for segment, value in parts.items()]
    assert check(stage("2020", [*figures, figure("KOR", "2019", "B2C", 3, basis="CONSUMER")])) == {}
    assert check(stage("2020", [*figures, figure("KOR", "2019", "B2C", 13, basis="CONSUMER")])) != {}


def test_b2b_with_b2g_is_not_added_twice(acme: Path) -> None:
    parts = {"B2B": 90, "B2G": 5, "B2B_B2G": 95, "B2C": 5, "TOTAL": 100}
    assert check(stage("2020", [figure("KOR", "2019", segment, value) for segment, value in parts.items()])) == {}


def test_a_lost_thousand_is_found_by_the_neighbour_years(acme: Path) -> None:
    values = {"2016": 100, "2017": 110, "2018": "0.12", "2019": 130}
    figures = [figure("USA", period, "B2B", value, rounding="0.001") for period, value in values.items()]
    reference = stage("2020", figures)
    assert check(reference) == {"USA/2018/B2B": "magnitude_level"}
    (refused,) = quarantine(reference)
    assert {one["time_period"]: one["obs_value"] for one in json.loads(refused["evidence"])["magnitude_level"]} == {
        "2016": "100",
        "2017": "110",
        "2019": "130",
    }


def test_a_table_that_lost_its_scale_is_found_by_the_earlier_edition(acme: Path) -> None:
    load_batches(check_batches([stage("2019", country("USA", 7542, 1098, 8640, period="2018"))]))
    small = country("USA", "7.6", "1.1", "8.7", period="2018", rounding="0.1")
    small += country("USA", "8.3", "1.3", "9.6", rounding="0.1")
    assert set(check(stage("2020", small)).values()) == {"magnitude_level"}
    assert len(check(stage("2020", small))) == 6


def test_a_row_that_lost_its_scale_in_a_second_print_of_its_edition_is_found(acme: Path) -> None:
    load_batches(check_batches([stage("2020", country("USA", 7542, 1098, 8640))]))
    found = check(stage("2020", country("USA", "7.542", "1.098", "8.640", rounding="0.001")))
    assert set(found.values()) == {"magnitude_level"}
    assert len(found) == 3


def test_an_earlier_batch_of_the_same_run_is_evidence_too(acme: Path) -> None:
    good = stage("2019", [figure("USA", "2018", "B2B", 7542)])
    bad = stage("2020", [figure("USA", "2019", "B2B", "8.3", rounding="0.1")])
    assert check(bad, good) == {"USA/2019/B2B": "magnitude_level"}


def test_what_a_later_edition_says_is_no_evidence(acme: Path) -> None:
    load_batches(check_batches([stage("2021", [figure("USA", "2019", "B2B", 9)])]))
    assert check(stage("2020", [figure("USA", "2019", "B2B", 8319)])) == {}


def test_another_method_is_no_neighbour(acme: Path) -> None:
    load_batches(check_batches([stage("2019", [figure("DEU", "2017", "TOTAL", 15030, basis="OLD")])]))
    assert check(stage("2020", [figure("DEU", "2018", "TOTAL", 722, basis="NEW")])) == {}


def test_neither_a_forecast_nor_a_marked_break_is_compared(acme: Path) -> None:
    forecast = [figure("USA", "2018", "B2B", 1), figure("USA", "2019", "B2B", 99, status="F")]
    broken = [figure("DEU", "2018", "B2B", 1), figure("DEU", "2019", "B2B", 99, status="B")]
    assert check(stage("2020", [*forecast, *broken])) == {}


def test_a_share_far_from_its_neighbours_is_refused(acme: Path) -> None:
    values = {"2016": "14.1", "2017": "0.04", "2018": "14.7"}
    figures = [figure("GBR", one, "B2C", value, rounding="0.01", measure=SHARE) for one, value in values.items()]
    assert check(stage("2020", figures)) == {}
    values = {"2016": "84.1", "2017": "0.84", "2018": "84.7"}
    figures = [figure("GBR", one, "B2C", value, rounding="0.01", measure=SHARE) for one, value in values.items()]
    assert check(stage("2020", figures)) == {"GBR/2017/B2C": "magnitude_share"}


def grown(growth: str) -> list[dict[str, Any]]:
    return [
        figure("KOR", "2019", "B2B", 126),
        figure("KOR", "2019", "B2B", growth, measure="ecommerce_sales_growth", rounding="0.1"),
    ]


@pytest.mark.parametrize(
    ("growth_pp", "growth", "refused"), [(0, "26.0", 0), (0, "24.6", 2), (2, "24.6", 0), (2, "22.0", 2)]
)
def test_a_growth_may_rest_on_a_base_revised_since_as_far_as_is_declared(
    acme: Path, monkeypatch: pytest.MonkeyPatch, growth_pp: int, growth: str, refused: int
) -> None:
    plain = declaration(growth_pp=growth_pp)
    known = plain.model_copy(update={"identities": plain.identities.model_copy(update={"growths": ["NEW"]})})
    monkeypatch.setattr(publications, "_declarations", lambda: ({PUBLICATION: known}, {}))
    load_batches(check_batches([stage("2019", [figure("KOR", "2018", "B2B", 100)])]))
    checked = check_batches([stage("2020", grown(growth))])
    assert [row["rule"] for row in quarantine(checked[-1])] == ["growth_contradicts_levels"] * refused


def test_a_growth_on_the_level_printed_beside_it_allows_for_rounding_alone(
    acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = declaration(growth_pp=5)
    known = plain.model_copy(update={"identities": plain.identities.model_copy(update={"growths": ["NEW"]})})
    monkeypatch.setattr(publications, "_declarations", lambda: ({PUBLICATION: known}, {}))
    checked = check_batches([stage("2020", [figure("KOR", "2018", "B2B", 100), *grown("24.0")])])
    assert {row["rule"] for row in quarantine(checked[-1])} == {"growth_contradicts_levels"}


def test_a_printed_share_beside_its_values(acme: Path) -> None:
    def batch(share: Any) -> str:
        return stage("2020", [*country("USA", 83, 17, 100), figure("USA", "2019", "B2B", share, measure=SHARE)])

    good, odd, wrong = batch(83), batch(88), batch(12)
    assert check(good) == {}
    assert "published_share_differs" not in warnings(good)
    assert check(odd) == {}
    assert "published_share_differs" in warnings(odd)
    assert check(wrong)["USA/2019/B2B"] == "published_share_contradicts"


def test_too_few_figures_block_the_batch(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publications, "_declarations", lambda: ({PUBLICATION: declaration(figures_min=5)}, {}))
    reference = stage("2020", country("USA", 3, 1, 4))
    check_batches([reference])
    verdict = read_verdict(read_batch(reference))
    assert verdict.status == "blocked"
    assert verdict.message == (
        "figures_read: expected 5 to 3000000 figures in one edition; found edition 2020 figures 3"
    )


def test_a_document_of_the_wrong_size_blocks_the_batch(acme: Path) -> None:
    reference = stage("2020", country("USA", 3, 1, 4), size=5)
    check_batches([reference])
    assert "size_in_range: expected 10 to 1000 bytes" in read_verdict(read_batch(reference)).message


def test_losing_half_of_an_edition_blocks_it_and_losing_less_warns(acme: Path) -> None:
    figures = [figure(area, "2019", "B2B", 1) for area in ("USA", "DEU", "JPN", "FRA")]
    load_batches([accept(stage("2020", figures))])
    less, half = stage("2020", figures[:2], revision=1), stage("2020", figures[:1], revision=2)
    check_batches([less])
    check_batches([half])
    assert read_verdict(read_batch(less)).status == "passed"
    assert "nothing_gone" in warnings(less)
    assert "coverage_kept" in read_verdict(read_batch(half)).message


def test_a_changed_note_is_a_warning_with_both_texts_that_stops_nothing(acme: Path) -> None:
    change = 'method: before "EDI is in", now "EDI is out"'
    reference = stage("2020", country("USA", 3, 1, 4), note_change=change)

    assert check(reference) == {}
    assert "notes_unchanged" in warnings(reference)
    load_batches([reference])
    assert [(row["edition"], row["document"], row["note_change"]) for row in note_rows()] == [
        ("2020", "report", change)
    ]


def test_most_known_figures_changed_by_much_block_the_edition(acme: Path) -> None:
    areas = ("USA", "DEU", "JPN", "FRA", "ITA", "ESP", "GBR", "KOR", "CHN", "CAN")
    load_batches([accept(stage("2020", [figure(area, "2019", "B2B", 100) for area in areas]))])
    little = stage("2020", [figure(area, "2019", "B2B", 109) for area in areas], revision=1)
    much = stage("2020", [figure(area, "2019", "B2B", 120) for area in areas], revision=2)
    check_batches([little])
    check_batches([much])
    assert read_verdict(read_batch(little)).status == "passed"
    assert "revised_in_part" in read_verdict(read_batch(much)).message


def test_values_that_changed_places_with_another_series_are_refused_whatever_their_number(acme: Path) -> None:
    load_batches(check_batches([stage("2019", [figure("USA", "2018", "B2B", 100), figure("USA", "2018", "B2C", 60)])]))
    exchanged = stage("2019", [figure("USA", "2018", "B2B", 60), figure("USA", "2018", "B2C", 100)], revision=1)
    revised = stage("2019", [figure("USA", "2018", "B2B", 62), figure("USA", "2018", "B2C", 97)], revision=2)

    assert check(exchanged) == {"USA/2018/B2B": "values_moved", "USA/2018/B2C": "values_moved"}
    assert check(revised) == {"USA/2018/B2B": "values_moved", "USA/2018/B2C": "values_moved"}
    reasons = " ".join(one["reason"] for one in quarantine(exchanged))
    assert "found its values under USA B2C NEW (1 from 2018 on), the values of USA B2C NEW (1 from" in reasons


def test_three_values_that_go_round_are_refused(acme: Path) -> None:
    first = [figure("USA", "2018", segment, value) for segment, value in (("B2B", 50), ("B2C", 40), ("C2C", 30))]
    load_batches(check_batches([stage("2019", first)]))
    turned = [figure("USA", "2018", segment, value) for segment, value in (("B2B", 40), ("B2C", 30), ("C2C", 50))]

    assert set(check(stage("2019", turned, revision=1)).values()) == {"values_moved"}


def test_sides_that_changed_places_from_one_year_to_the_next_are_refused(acme: Path) -> None:
    load_batches(check_batches([stage("2019", [figure("USA", "2018", "B2B", 100), figure("USA", "2018", "B2C", 60)])]))
    exchanged = [figure("USA", "2019", "B2B", 66), figure("USA", "2019", "B2C", 108)]
    overtaking = [figure("USA", "2019", "B2B", 85), figure("USA", "2019", "B2C", 90)]

    assert set(check(stage("2020", exchanged)).values()) == {"values_moved"}
    assert check(stage("2020", overtaking)) == {}


def test_years_that_slipped_are_refused_and_a_value_like_the_year_before_is_not(acme: Path) -> None:
    values = {"2014": 91, "2015": 94, "2016": 99, "2017": 99, "2018": 103}
    load_batches(check_batches([stage("2019", [figure("USA", year, "B2B", one) for year, one in values.items()])]))
    slipped = [figure("USA", str(int(year) + 1), "B2B", one) for year, one in values.items()]
    again = [figure("USA", year, "B2B", one) for year, one in {**values, "2019": 103}.items()]

    assert set(check(stage("2019", slipped, revision=1)).values()) == {"values_moved"}
    assert check(stage("2020", again)) == {}


def test_the_values_of_one_area_under_the_name_of_another_are_refused(acme: Path) -> None:
    values = {"2016": 91, "2017": 94, "2018": 99}
    load_batches(check_batches([stage("2019", [figure("USA", year, "B2B", one) for year, one in values.items()])]))
    renamed = [figure("CAN", year, "B2B", one) for year, one in values.items()]

    assert set(check(stage("2019", renamed, revision=1)).values()) == {"values_moved"}


def test_an_edition_of_few_figures_that_mostly_changed_is_blocked(acme: Path) -> None:
    years = ("2013", "2014", "2015", "2016", "2017")
    load_batches(check_batches([stage("2019", [figure("USA", year, "B2B", 100) for year in years])]))
    changed = stage("2019", [figure("USA", year, "B2B", 120) for year in years], revision=1)
    next_edition = stage("2020", [figure("USA", year, "B2B", 120) for year in years])
    check_batches([changed])
    check_batches([next_edition])

    assert "revised_in_part" in read_verdict(read_batch(changed)).message
    assert read_verdict(read_batch(next_edition)).status == "passed"


def test_an_edition_that_lost_its_decimals_is_blocked(acme: Path) -> None:
    years = ("2013", "2014", "2015", "2016", "2017")
    exact = [figure("USA", year, "B2B", "100.4", rounding="0.1") for year in years]
    load_batches(check_batches([stage("2019", exact)]))
    rounded = stage("2019", [figure("USA", year, "B2B", 100) for year in years], revision=1)
    check_batches([rounded])

    assert "precision_kept" in read_verdict(read_batch(rounded)).message


def test_an_edition_that_lost_its_marks_of_a_break_is_blocked(acme: Path) -> None:
    years = ("2014", "2015", "2016")
    load_batches(check_batches([stage("2019", [figure("USA", year, "B2B", 100, status="B") for year in years])]))
    unmarked = stage("2020", [figure("USA", year, "B2B", 100) for year in years])
    check_batches([unmarked])

    assert "flags_kept" in read_verdict(read_batch(unmarked)).message


def test_a_value_that_became_a_gap_is_gone(acme: Path) -> None:
    load_batches(check_batches([stage("2020", country("USA", 8319, 1277, 9596))]))
    gap = stage("2020", country("USA", None, 1277, 9596), revision=1)

    assert check(gap) == {}
    assert "nothing_gone" in warnings(gap)


def test_an_empty_batch_is_checked_too(acme: Path) -> None:
    reference = stage("2020", [])
    check_batches([reference])
    assert "figures_read" in read_verdict(read_batch(reference)).message


def test_checking_again_gives_the_same(acme: Path) -> None:
    references = [stage("2019", country("USA", 75, 10, 85, period="2018")), stage("2020", country("USA", 8, 1, 9))]

    def files() -> list[bytes]:
        names = ("accepted.parquet", "quarantine.parquet", "checked.json")
        return [(storage.resolve(one) / name).read_bytes() for one in references for name in names]

    load_batches(check_batches(references))
    first = files()
    check_batches(references)
    assert files() == first


def test_a_crash_inside_a_check_is_an_error_not_a_failed_figure() -> None:
    with checker() as gx, pytest.raises(CheckerError, match=r'figure/broken crashed: .*column "nope"'):
        gx.check(
            "figure", pd.DataFrame({"row_number": [1]}), [Rule("broken", "nope", "in_set", (1,), "one")], "row_number"
        )


def test_a_rule_that_failed_without_naming_a_row_is_an_error_not_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"row_number": [1, 2], "segment": ["B2B", "B2X"]})
    rule = Rule("unknown_segment", "segment", "in_set", ("B2B",), "a segment")
    with checker() as gx:
        assert gx.check("figure", frame, [rule], "row_number")[0].unexpected == (2,)
        validate = gx._validate

        def nameless(*arguments: Any) -> dict[str, Any]:
            found = validate(*arguments)
            for one in found.values():
                one.result.pop("unexpected_index_list", None)
            return found

        monkeypatch.setattr(gx, "_validate", nameless)
        with pytest.raises(CheckerError, match="figure/unknown_segment failed and names no row"):
            gx.check("figure", frame, [rule], "row_number")


def test_groups_of_a_frame_are_judged_each_by_itself() -> None:
    frame = pd.DataFrame({"batch": [0, 0, 1], "row_number": [1, 2, 1], "segment": ["B2B", "B2X", None]})
    rules = [Rule("unknown_segment", "segment", "in_set", ("B2B",), "a segment")]
    with checker() as gx:
        found = gx.check_each("figure", frame, rules, "row_number", "batch")
    assert [(key, one.success, one.checked_count, one.unexpected) for key, (one,) in found.items()] == [
        (0, False, 2, (2,)),
        (1, True, 0, ()),
    ]

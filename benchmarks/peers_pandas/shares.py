"""The mart segment_share, and what all later ones of shares are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.amounts import Amounts, dollars, to_arrow
from benchmarks.peers_pandas.percentages import of_all_segments, of_its_base, printed_percent
from benchmarks.peers_pandas.rates import Rates
from benchmarks.peers_pandas.reading import PER_YEAR, Core
from benchmarks.peers_pandas.sides import SIDES, Sides, found, place_bounds, read_sides
from benchmarks.peers_pandas.ways import COMPLEMENT, METHODS, OF_TOTAL, PUBLISHED, VALUES, chosen, offered, refused

_BASES = np.asarray(["all", "b2b_b2c"], dtype=object)


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares as numbers beside their mart: names by number, percentages in millionths, and the figures that they are made of."""

    mart: pd.DataFrame
    rows: pd.DataFrame
    share_id: pa.Array
    b: Amounts
    c: Amounts
    figures: np.ndarray  # rows of the figures, all one after another
    figures_start: np.ndarray
    figures_count: np.ndarray


def segment_share(core: Core, rates: Rates) -> Shares:
    """Return mart.segment_share, with what the trends need."""
    sides = read_sides(core)
    offers = offered(core, sides, found(core, sides))
    rows = chosen(offers)
    reasons = refused(core, offers, rows)
    method = rows["method"].to_numpy()
    is_values, is_published, is_complement = (method == number for number in (VALUES, PUBLISHED, COMPLEMENT))
    row = {side: rows[side].to_numpy() for side in SIDES}
    # a value and a share of the same business side as the share that counts
    is_together, has_business = (rows[name].to_numpy() for name in ("is_together", "has_business"))
    for side in ("b", "bs"):
        row[side] = np.where(rows[f"is_{side}_together"] == is_together, row[side], -1)
    value = {side: sides.value.take(rows_of) for side, rows_of in row.items()}
    half = {side: sides.half.take(rows_of) for side, rows_of in row.items()}
    has = {side: rows_of >= 0 for side, rows_of in row.items()}
    unit_of = {side: np.where(has[side], sides.column("unit")[row[side]], -1) for side in "bct"}
    unit = np.where(has["b"], unit_of["b"], np.where(has["c"], unit_of["c"], unit_of["t"]))
    second = (is_values | is_published) & rows["has_total"].to_numpy()
    of_base, of_all = of_its_base(value, half, method), of_all_segments(value, half, second)
    value["c"], value["t"] = (value[side].only((unit_of[side] == unit) & has[side]) for side in "ct")
    fact = {name: _fact(sides, row, method, name) for name in ("rank", "has_break", "is_unverified")}
    definition, area, level, period = np.unravel_index(rows["place"], place_bounds(core))
    basis, periods = core.basis.take(definition), core.period.take(period)
    statuses = core.read("obs_status").sort_values("rank")
    edition = core.edition.take(rows["issue"] // 2)
    publication, basis_number = basis["publication_number"].to_numpy(), basis["basis_number"].to_numpy()
    base = np.where(method < 0, -1, is_values)
    groups, group = _groups(core, definition, base)
    together = core.number("segment", ["B2B", "B2B_B2G"])
    complement = core.number("segment", core.basis["complement"])[definition]
    segment = np.where(
        is_complement, complement, np.where(has_business, np.where(is_together, together[1], together[0]), -1)
    )
    rate = rates.place(unit, periods["year"].to_numpy())
    lcu = rates.lcu_per_usd.take(rate)
    named = {
        "publication": core.named("publication", publication), "ref_area": core.named("ref_area", area),
        "time_period": core.named("time_period", period),
        "frequency": columns.named(periods["frequency"].to_numpy(), np.asarray(list(PER_YEAR), dtype=object)),
        "measure": core.named("measure", level), "basis": core.named("basis", basis_number),
    }  # fmt: skip
    share_id = columns.short_hashes(
        "share-", *(named[name] for name in ("publication", "ref_area", "time_period", "measure", "basis"))
    )
    least, most = columns.first_known(of_all.low, of_base.low), columns.first_known(of_all.high, of_base.high)
    published, off = printed_percent(value["bs"]), printed_percent(half["bs"])
    is_consistent = (published - off <= most) & (published + off >= least)
    is_consistent[published.isna() | ~(is_values | second)] = pd.NA
    figures, start, count = _figures(sides, row)
    is_forecast = statuses["obs_status"].to_numpy()[fact["rank"]] == "F"
    mart = {
        "share_id": columns.arrow(share_id), **named, "edition": core.named("edition", edition["name"]),
        "published_on": columns.days(edition["day"].to_numpy()),
        "comparability_group": columns.named(group, groups), "unit_measure": core.named("unit_measure", unit),
        "b2b_segment": core.named("segment", segment), "b2b_value": to_arrow(value["b"]), "b2c_value": to_arrow(value["c"]),
        "total_value": to_arrow(value["t"]), "b2b_share_pct": columns.percentages(of_base.share),
        "b2b_share_low_pct": columns.percentages(of_base.low), "b2b_share_high_pct": columns.percentages(of_base.high),
        "share_base": columns.named(base, _BASES), "share_method": columns.named(method, METHODS),
        "refused": columns.arrow(pa.array(reasons, pa.string())),
        "b2b_share_of_all_pct": columns.percentages(columns.where(is_values, of_all.share, of_base.share)),
        "b2b_share_of_all_low_pct": columns.percentages(columns.where(is_values, of_all.low, of_base.low)),
        "b2b_share_of_all_high_pct": columns.percentages(columns.where(is_values, of_all.high, of_base.high)),
        "published_b2b_share_pct": to_arrow(value["bs"]), "is_published_share_consistent": is_consistent,
        "lcu_per_usd": to_arrow(lcu),
        "rate_publication": core.named("publication", np.where(rate < 0, -1, rates.publication[rate])),
        "b2b_value_usd": columns.whole(dollars(value["b"], lcu)), "b2c_value_usd": columns.whole(dollars(value["c"], lcu)),
        "total_value_usd": columns.whole(dollars(value["t"], lcu)),
        "obs_status": columns.named(fact["rank"], statuses["obs_status"].to_numpy(dtype=object)),
        "has_break": fact["has_break"].astype(bool), "has_unverified": fact["is_unverified"].astype(bool),
        "observation_ids": columns.lists(columns.texts(core.figures.ids[figures]), count),
    }  # fmt: skip
    rows = pd.DataFrame(
        {
            "definition": definition, "publication": publication, "area": area, "level": level, "basis": basis_number,
            "period": period, "unit": unit, "frequency": periods["frequency"].to_numpy(),
            "per_year": periods["per_year"].to_numpy(), "x": periods["x"].to_numpy(), "edition": edition["name"].to_numpy(),
            "segment": segment, "base": base, "group": group, "is_forecast": is_forecast,
            "has_break": fact["has_break"].astype(bool), "has_unverified": fact["is_unverified"].astype(bool),
            "is_share": method >= 0, "share": columns.plain(of_base.share), "low": columns.plain(of_base.low),
            "high": columns.plain(of_base.high),
        }
    )  # fmt: skip
    b, c = value["b"].only(is_values), value["c"].only(is_values)
    return Shares(pd.DataFrame(mart), rows, share_id, b, c, figures, start, count)


def _fact(sides: Sides, row: dict[str, np.ndarray], method: np.ndarray, name: str) -> np.ndarray:
    """Return the most of a fact over the sides that the share is made of, or over all but the total where there is none."""
    facts = sides.column(name).astype("int8")
    of = {side: np.where(rows >= 0, facts[rows], -1) for side, rows in row.items()}
    b, c = of["b"], of["c"]
    ways = {VALUES: np.maximum(b, c), PUBLISHED: of["bs"], COMPLEMENT: of["cs"], OF_TOTAL: np.maximum(b, of["t"])}
    every = np.maximum.reduce([b, c, of["bs"], of["cs"]])
    return np.select([method == way for way in ways], list(ways.values()), default=every)


def _groups(core: Core, definition: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the names of the comparability groups in their order, and the group of each share; -1 for none."""
    basis = core.basis
    head = basis["comparable_as"] + "-edi_" + basis["edi_included"].str.replace(" ", "_")
    names = pd.concat([head + "-" + base_name for base_name in _BASES], axis=1).to_numpy(dtype=object)
    codes, groups = pd.factorize(names.ravel(), sort=True)
    return groups, np.where(base < 0, -1, codes.reshape(names.shape)[definition, np.maximum(base, 0)])


def _figures(sides: Sides, row: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the figures that each share is made of, the sides in their order: where they start, and how many they are."""
    side = np.column_stack([row[name] for name in SIDES])
    starts, counts = sides.column("start")[side], np.where(side < 0, 0, sides.column("count")[side])
    count = counts.sum(axis=1)
    figures = sides.of[columns.spread(starts.ravel(), counts.ravel())]
    return figures, np.cumsum(count) - count, count

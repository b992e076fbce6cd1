"""The marts that hold sources against each other: source_agreement, source_difference, mainstream."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.peers_pandas import columns
from benchmarks.peers_pandas.columns import Booleans, Integers
from benchmarks.peers_pandas.percentages import FULL
from benchmarks.peers_pandas.reading import PER_YEAR, Core
from benchmarks.peers_pandas.shares import Shares
from benchmarks.peers_pandas.trend import DIRECTIONS, Trends

#: The parts of a comparability group that two definitions may differ in, and what is said of them.
_PARTS = {1: "universe: ", 2: "sides told apart by ", 3: "business side: ", 4: "consumer side: ", 5: "", 6: "base: "}
_VERDICTS = ["B2B is the larger side", "B2B is the smaller side", "publishers contradict each other"]


@dataclass(frozen=True, eq=False)
class Voices:
    """The shares that are no forecasts, by area, period, level, publication and basis.

    A place is an area, period and level in one number. Figures are those of the trends.
    """

    core: Core
    rows: pd.DataFrame
    share_id: pa.Array
    groups: np.ndarray
    trends: Trends

    def take(self, rows: np.ndarray) -> Voices:
        return Voices(
            self.core, self.rows.take(rows).reset_index(drop=True), self.share_id.take(rows), self.groups, self.trends
        )

    def column(self, name: str) -> np.ndarray:
        return self.rows[name].to_numpy()

    def named(self, rows: np.ndarray | slice = slice(None)) -> dict[str, pd.Categorical]:
        """Return what names a place."""
        frequency = columns.named(self.column("frequency")[rows], np.asarray(list(PER_YEAR), dtype=object))
        return {
            "ref_area": self.core.named("ref_area", self.column("area")[rows]),
            "time_period": self.core.named("time_period", self.column("period")[rows]),
            "frequency": frequency, "measure": self.core.named("measure", self.column("level")[rows]),
        }  # fmt: skip


def read_voices(core: Core, shares: Shares, trends: Trends) -> Voices:
    """Return the voices, out of the trends."""
    rows = trends.rows.assign(
        place=_key(core, trends.rows, ["area", "period", "level"]), row=np.arange(len(trends.rows))
    )
    order = np.argsort(_key(core, rows, ["area", "period", "level", "publication", "basis"]))
    order = order[~rows["is_forecast"].to_numpy()[order]]
    groups = shares.mart["comparability_group"].array.categories.to_numpy()
    return Voices(core, rows.take(order).reset_index(drop=True), trends.share_id.take(order), groups, trends)


def _key(core: Core, rows: pd.DataFrame, parts: list[str]) -> np.ndarray:
    names = {"area": "ref_area", "period": "time_period", "level": "measure"}
    return columns.key(*((rows[part].to_numpy(), len(core.names[names.get(part, part)])) for part in parts))


def source_agreement(voices: Voices) -> pd.DataFrame:
    """Return how far the definitions of a group agree."""
    # what has no group comes last
    group = np.where(voices.column("group") < 0, len(voices.groups), voices.column("group"))
    by_group = voices.take(np.lexsort((group, voices.column("place"))))
    place, group, share = (by_group.column(name) for name in ("place", "group", "share"))
    publication, low, high = (by_group.column(name) for name in ("publication", "low", "high"))
    starts = columns.starts_of(place, group)
    sizes = columns.sizes_of(starts, len(place))
    number, ends = np.repeat(np.arange(len(starts)), sizes), starts + sizes - 1
    by_share = np.lexsort((share, number))
    ordered = share[by_share]
    least, most = ordered[starts], ordered[ends]
    # half of an odd millionth is rounded up
    middle = (ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2] + 1) // 2
    spoken = columns.starts_of(number, publication)
    publications = pa.array(voices.core.names["publication"], pa.string()).take(publication[spoken])
    basis = voices.core.basis
    called = (basis["publication"] + " " + basis["basis"]).to_numpy(dtype=object)
    definition = by_group.column("definition")[by_share]
    named = by_group.named(starts)
    found = {
        **named, "comparability_group": columns.named(group[starts], voices.groups),
        "publications": columns.lists(publications, np.bincount(number[spoken], minlength=len(starts))),
        "definitions": sizes.astype("int32"), "min_b2b_share_pct": columns.percentages(least),
        "median_b2b_share_pct": columns.percentages(middle), "max_b2b_share_pct": columns.percentages(most),
        "spread_pp": columns.percentages(most - least),
        "is_spread_beyond_rounding": np.maximum.reduceat(low, starts) > np.minimum.reduceat(high, starts),
        "lowest": columns.named(definition[starts], called), "highest": columns.named(definition[ends], called),
        "has_unverified": np.logical_or.reduceat(by_group.column("has_unverified"), starts),
        "share_ids": columns.lists(by_group.share_id, sizes),
    }  # fmt: skip
    return pd.DataFrame(found)


def source_difference(voices: Voices) -> pd.DataFrame:
    """Return all pairs of different publications, the higher share first."""
    core, publication, share = voices.core, voices.column("publication"), voices.column("share")
    starts = columns.starts_of(voices.column("place"))
    sizes = columns.sizes_of(starts, len(share))
    # each voice beside all of its place, in their order
    beside = np.repeat(sizes, sizes)
    one, other = np.repeat(np.arange(len(share)), beside), columns.spread(np.repeat(starts, sizes), beside)
    is_higher = (share[one] > share[other]) | ((share[one] == share[other]) & (one > other))
    kept = np.flatnonzero(is_higher & (publication[one] != publication[other]))
    one, other = one[kept], other[kept]
    basis, group, low, high = (voices.column(name) for name in ("basis", "group", "low", "high"))
    number = np.where(group < 0, len(voices.groups), group)
    names = [*voices.groups, ""]
    differences = [_differences(*pair) for pair in product(names, names)]
    texts = pa.array([text for texts in differences for text in texts], pa.string())
    lengths = np.asarray([len(texts) for texts in differences])
    pair = number[one] * len(names) + number[other]
    where = columns.spread((np.cumsum(lengths) - lengths)[pair], lengths[pair])
    found = {
        **voices.named(one), "publication": core.named("publication", publication[one]), "basis": core.named("basis", basis[one]),
        "b2b_share_pct": columns.percentages(share[one]), "other_publication": core.named("publication", publication[other]),
        "other_basis": core.named("basis", basis[other]), "other_b2b_share_pct": columns.percentages(share[other]),
        "difference_pp": columns.percentages(share[one] - share[other]), "is_beyond_rounding": low[one] > high[other],
        "is_comparable": Booleans(group[one] == group[other], (group[one] < 0) | (group[other] < 0)),
        "definitions_differ": columns.lists(texts.take(where), lengths[pair]),
    }  # fmt: skip
    return pd.DataFrame(found)


def _differences(one: str, other: str) -> list[str]:
    """Return what tells two groups of definitions apart."""
    left, right = one.split("-"), other.split("-")
    many = min(len(left), len(right))
    return [
        f"{said}{left[part]} against {right[part]}"
        for part, said in _PARTS.items()
        if part < many and left[part] != right[part]
    ]


def mainstream(voices: Voices) -> pd.DataFrame:
    """Return who says that the business side is the larger one, by area and year."""
    core, half = voices.core, FULL // 2
    measure = core.number("measure", ["ecommerce_sales"])[0]
    is_yearly = voices.column("frequency") == list(PER_YEAR).index("A")
    voices = voices.take(np.flatnonzero(is_yearly & (voices.column("level") == measure)))
    area, period, publication, share, low, high, direction = (
        voices.column(name) for name in ("area", "period", "publication", "share", "low", "high", "direction")
    )
    starts = columns.starts_of(area, period)
    sizes = columns.sizes_of(starts, len(area))
    # publishers stand together inside a place
    spoken = columns.starts_of(area, period, publication)
    place = np.searchsorted(spoken, starts)
    is_over = np.minimum.reduceat(low, spoken) > half
    is_under = ~is_over & (np.maximum.reduceat(high, spoken) < half)
    # a definition without a period before has no direction
    least = np.minimum.reduceat(np.where(direction < 0, len(DIRECTIONS), direction), spoken)
    movement = np.where(least == np.maximum.reduceat(direction, spoken), least, -1)

    def counted(flags: np.ndarray) -> np.ndarray:
        return np.add.reduceat(flags, place, dtype="int32")

    publishers, over, under = (counted(flags) for flags in (np.ones(len(spoken), dtype=bool), is_over, is_under))
    is_all_over, is_all_under = over == publishers, under == publishers
    margin = np.where(is_all_over, np.minimum.reduceat(low, starts) - half, half - np.maximum.reduceat(high, starts))
    publications = pa.array(core.names["publication"], pa.string()).take(publication[spoken])
    of_area = columns.starts_of(area[starts])
    is_latest = np.zeros(len(starts), dtype=bool)
    is_latest[np.append(of_area, len(starts))[1:] - 1] = True
    preference = np.minimum(publishers, 2) * len(core.period) + period[starts]
    most = np.repeat(np.maximum.reduceat(preference, of_area), columns.sizes_of(of_area, len(starts)))
    rows = voices.column("row")
    figures_start, figures_count = voices.trends.figures_start[rows], voices.trends.figures_count[rows]
    figures = voices.trends.figures[columns.spread(figures_start, figures_count)]
    found = {
        "ref_area": core.named("ref_area", area[starts]), "time_period": core.named("time_period", period[starts]),
        "publications": columns.lists(publications, publishers), "publishers": publishers, "publishers_over_half": over,
        "publishers_under_half": under, "publishers_undecided": publishers - over - under,
        "min_b2b_share_pct": columns.percentages(np.minimum.reduceat(share, starts)),
        "max_b2b_share_pct": columns.percentages(np.maximum.reduceat(share, starts)),
        "margin_pp": columns.percentages(Integers(margin, ~(is_all_over | is_all_under))),
        "verdict": columns.chosen(
            [is_all_over, is_all_under, (over > 0) & (under > 0)], _VERDICTS, otherwise="not decided"
        ),
        **{
            f"publishers_{name}": counted(movement == number)
            for number, name in enumerate(("growing", "shrinking", "unchanged"))
        },
        "has_unverified": np.logical_or.reduceat(voices.column("has_unverified"), starts),
        "is_latest_comparable": preference == most, "is_latest": is_latest,
        "share_ids": columns.lists(voices.share_id, sizes),
        "observation_ids": columns.distinct_texts(core.figures.ids[figures], np.add.reduceat(figures_count, starts)),
    }  # fmt: skip
    return pd.DataFrame(found)

"""The founding claim, tested: is business-to-business the larger side of an area's e-commerce, and by whose figures?"""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_FLOOR
from typing import Any

from extractors import codes
from extractors.errors import UsageError
from reporting.terminal import percent
from warehouse.as_of import AsOf, reader_as_of

Row = dict[str, Any]

_VERDICT = """
    SELECT ref_area, area.name AS area_name, mainstream.* EXCLUDE (ref_area)
    FROM mart.mainstream AS mainstream
    JOIN core.area AS area USING (ref_area)
    WHERE (is_latest_comparable OR is_latest) AND (len($areas) = 0 OR list_contains($areas, ref_area))
    ORDER BY is_group DESC, ref_area, is_latest_comparable DESC
"""

_SHARES = """
    SELECT share.publication, publication.publisher, share.basis, basis.title AS basis_title, share.edition,
           share.published_on, share.time_period, b2b_share_pct, b2b_share_low_pct, b2b_share_high_pct, share_base,
           share_method, b2b_value, b2c_value, share.unit_measure, share.has_unverified, direction, share_id,
           snapshot.url
    FROM mart.segment_share AS share
    JOIN (SELECT share_id, direction FROM mart.share_trend) AS trend USING (share_id)
    JOIN core.publication AS publication ON publication.publication = share.publication
    JOIN core.basis AS basis ON basis.publication = share.publication AND basis.basis = share.basis
    LEFT JOIN core.observation AS input ON input.observation_id = share.observation_ids[1]
    LEFT JOIN core.snapshot AS snapshot ON snapshot.snapshot_id = input.snapshot_id
    WHERE list_contains($share_ids, share_id)
    ORDER BY b2b_share_pct DESC, share.publication, share.basis
"""

#: What else is published of the consumer side; retellings too, for few others count buyers, and they are marked.
_CONSUMERS = """
    SELECT publication, standing, measure.title AS measure_title, time_period, obs_value, unit_measure, raw_text,
           observation_id
    FROM core.observation_latest AS observation
    JOIN core.publication AS publication USING (publication)
    JOIN core.measure AS measure ON measure.measure = observation.measure
    WHERE ref_area = $area AND observation.measure IN ('active_buyers', 'merchants') AND segment = 'B2C'
      AND obs_value IS NOT NULL
    ORDER BY observation.measure, time_period, publication
"""


def verdicts(areas: Collection[str] = (), *, as_of: AsOf | None = None) -> list[Row]:
    """Return the verdict on each area: its latest comparable year, and its latest year where that is another one.

    Each row is one of mart.mainstream, with ``area_name``, ``shares`` (the figures beneath, with sources) and, on the
    latest comparable year, ``consumers`` (active buyers and merchants, where published). Raises UsageError for an
    unknown area and where nothing is published yet.
    """
    if unknown := [area for area in areas if not codes.is_area(area)]:
        raise UsageError(
            "no such area", expected="ISO 3166-1 alpha-3 or a named group, as JPN or WLD", found=unknown[0]
        )
    with reader_as_of(as_of) as connection:
        found = _rows(connection.execute(_VERDICT, {"areas": list(areas)}))
        for row in found:
            row["shares"] = _rows(connection.execute(_SHARES, {"share_ids": row["share_ids"]}))
            row["consumers"] = (
                _rows(connection.execute(_CONSUMERS, {"area": row["ref_area"]})) if row["is_latest_comparable"] else []
            )
    return found


def sentence(row: Row) -> str:
    """Return a verdict in one sentence."""
    of, said = row["publishers"], f"{row['area_name']} {row['time_period']}: {row['verdict']}"
    counts = [
        f"{row[f'publishers_{side}']} of {of} {words}"
        for side, words in (("over_half", "over half"), ("under_half", "under half"), ("undecided", "undecided"))
        if row[f"publishers_{side}"]
    ]
    least, most = percent(row["min_b2b_share_pct"]), percent(row["max_b2b_share_pct"])
    span = f"B2B share {least} %" + (f" to {most} %" if most != least else "")
    margin = row["margin_pp"]  # rounded down, so that it is never said to be larger than it is
    clear = "" if margin is None else f", {percent(margin, rounding=ROUND_FLOOR)} points clear of half"
    moves = [
        f"{words} by {row[f'publishers_{side}']}"
        for side, words in (("growing", "growing"), ("shrinking", "shrinking"), ("unchanged", "unchanged"))
        if row[f"publishers_{side}"]
    ]
    moving = "; " + ", ".join(moves) if moves else ""
    return f"{said} ({'; '.join(counts)}). {span}{clear}{moving}."


def _rows(cursor: Any) -> list[Row]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

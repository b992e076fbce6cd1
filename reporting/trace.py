"""From a figure back to the cell it came from: the document, the place, the raw text, every vintage."""

from __future__ import annotations

from typing import Any

from extractors.errors import UsageError
from extractors.observation import locator_from_json
from warehouse.connection import reader

_FIGURE = """
    SELECT o.*, s.url, s.final_url, s.captured_at, s.sha256, s.media_type, s.lang, p.title AS publication_title,
           p.standing, b.title AS basis_title, b.text AS basis_text, b.url AS basis_url
    FROM core.observation AS o
    LEFT JOIN core.snapshot AS s USING (snapshot_id)
    LEFT JOIN core.publication AS p ON p.publication = o.publication
    LEFT JOIN core.basis AS b ON b.publication = o.publication AND b.basis = o.basis
    WHERE o.observation_id = ?
"""

_VINTAGES = """
    SELECT o.observation_id, o.edition, o.published_on, o.vintage, o.obs_value, o.obs_status, o.is_tombstone, o.raw_text
    FROM core.observation AS o
    JOIN core.observation AS point USING (publication, ref_area, time_period, segment, measure, basis)
    WHERE point.observation_id = ?
    ORDER BY o.published_on, o.edition, o.vintage
"""

_FEEDS = """
    SELECT publication, ref_area, time_period, measure, basis, b2b_share_pct
    FROM mart.segment_share
    WHERE ? IN (b2b_observation_id, b2c_observation_id, share_observation_id)
    ORDER BY ALL
"""


def trace_observation(observation_id: str) -> dict[str, Any]:
    """Return a figure with ``document``, ``place`` (in words), ``raw_text``, ``vintages`` and the shares it ``feeds``.

    The id may be shortened as long as it names one figure. Raises UsageError for an unknown or ambiguous id.
    """
    with reader() as connection:
        matches = connection.execute(
            "SELECT observation_id FROM core.observation WHERE starts_with(observation_id, ?) LIMIT 2",
            [observation_id],
        ).fetchall()
        if len(matches) != 1 or not observation_id:
            raise UsageError(
                "no observation has this id" if not matches else "several observations have ids that begin so",
                expected="an observation_id of core.observation",
                found=observation_id,
                remedy='`marketsplit query "SELECT observation_id, * FROM core.observation LIMIT 5"` lists some',
            )
        found: str = matches[0][0]
        cursor = connection.execute(_FIGURE, [found])
        figure = dict(zip([column[0] for column in cursor.description or []], cursor.fetchone() or (), strict=True))
        vintages = _rows(connection.execute(_VINTAGES, [found]))
        feeds = _rows(connection.execute(_FEEDS, [found]))
    figure["place"] = locator_from_json(figure["locator"]).describe()
    return {**figure, "vintages": vintages, "feeds": feeds}


def _rows(cursor: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

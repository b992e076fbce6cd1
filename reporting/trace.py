"""From a figure, a share, a trend or a whole series back to the cells they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractors.errors import UsageError
from extractors.observation import locator_from_json
from warehouse.as_of import AsOf, reader_as_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

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
    SELECT share_id, publication, ref_area, time_period, measure, basis, b2b_share_pct
    FROM mart.segment_share
    WHERE list_contains(observation_ids, ?)
    ORDER BY ALL
"""

#: What a key of a mart begins with: the mart, and SQL for the figures that one of its rows is made of.
_DERIVED = {
    "share": (
        "mart.segment_share",
        "share_id",
        "SELECT unnest(observation_ids) FROM mart.segment_share WHERE share_id = ?",
    ),
    # slope, index and compound growth rest on the periods of the stretch until this one, a centred mean on the next too
    "trend": (
        "mart.share_trend",
        "trend_id",
        "SELECT DISTINCT unnest(point.observation_ids) FROM mart.share_trend AS point "
        "JOIN mart.share_trend AS here ON here.series_id = point.series_id AND (point.time_period <= here.time_period "
        "OR here.b2b_share_mean_3_pct IS NOT NULL AND point.previous_time_period = here.time_period) "
        "WHERE here.trend_id = ?",
    ),
    "series": (
        "mart.series_trend",
        "series_id",
        "SELECT unnest(observation_ids) FROM mart.series_trend WHERE series_id = ?",
    ),
}


def trace(identity: str, *, as_of: AsOf | None = None, secondary: bool = False) -> Row:
    """Return what an id stands for, down to the document.

    For an observation: the figure with ``document``, ``place`` (in words), ``raw_text``, ``vintages`` and the shares
    that it ``feeds``. For a share_id, trend_id or series_id: the row of its mart with ``mart``, and ``inputs``, the
    figures it is made of, each traced. An id may be shortened as long as it names one. ``as_of`` and ``secondary`` must
    be those of the answer that gave the id. Raises UsageError for an unknown or ambiguous id.
    """
    kind = identity.partition("-")[0]
    with reader_as_of(as_of, with_secondary=secondary) as connection:
        if kind in _DERIVED:
            return _derived(connection, *_DERIVED[kind], identity)
        return _figure(connection, _only(connection, "core.observation", "observation_id", identity))


def _derived(connection: DuckDBPyConnection, mart: str, key: str, inputs: str, identity: str) -> Row:
    found = _only(connection, mart, key, identity)
    (row,) = _rows(connection.execute(f"FROM {mart} WHERE {key} = ?", [found]))
    figures = [_figure(connection, one) for (one,) in connection.execute(inputs, [found]).fetchall()]
    figures.sort(key=lambda one: (one["time_period"], one["segment"], one["measure"], one["observation_id"]))
    return {"mart": mart, **row, "inputs": figures}


def _figure(connection: DuckDBPyConnection, observation_id: str) -> Row:
    (figure,) = _rows(connection.execute(_FIGURE, [observation_id]))
    figure["place"] = locator_from_json(figure["locator"]).describe()
    return {
        **figure,
        "vintages": _rows(connection.execute(_VINTAGES, [observation_id])),
        "feeds": _rows(connection.execute(_FEEDS, [observation_id])),
    }


def _only(connection: DuckDBPyConnection, relation: str, key: str, beginning: str) -> str:
    """Return the one key that begins so. Raises UsageError where there is none, or more than one."""
    if not beginning:
        raise UsageError("no id is given", expected="an id, or how it begins", found="an empty text")
    matches = connection.execute(
        f"SELECT DISTINCT {key} FROM {relation} WHERE starts_with({key}, ?) LIMIT 2",  # noqa: S608 - our own names
        [beginning],
    ).fetchall()
    if len(matches) != 1:
        raise UsageError(
            "nothing has this id" if not matches else "several ids begin so",
            expected=f"{'an' if key[0] == 'o' else 'a'} {key} of {relation}",
            found=beginning,
            remedy=f'`marketsplit query "FROM {relation} LIMIT 5"` shows some; '
            "an id from an answer with --as-of or --secondary needs the same here",
        )
    return str(matches[0][0])


def _rows(cursor: Any) -> list[Row]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

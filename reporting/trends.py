"""The trend table: one line a series and period, as the command line prints it and reporting jobs read it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from extractors import codes
from extractors.errors import UsageError
from extractors.publication import find_publication
from reporting.periods import FIRST_MONTH, months
from warehouse.as_of import AsOf, reader_as_of

#: The columns of the trend table, in order; the names are those of mart.share_trend and core.publication.
COLUMNS = (
    "ref_area",
    "publication",
    "time_period",
    "measure",
    "basis",
    "edition",
    "b2b_segment",
    "b2b_share_pct",
    "b2b_share_low_pct",
    "b2b_share_high_pct",
    "b2b_share_change_pp",
    "is_change_beyond_rounding",
    "direction",
    "b2b_growth_pct",
    "b2c_growth_pct",
    "share_method",
    "obs_status",
    "has_break",
    "has_unverified",
    "standing",
    "share_base",
    "b2b_value_usd",
    "b2c_value_usd",
    "slope_pp_per_year",
    "slope_low",
    "slope_high",
    "trend_id",
)

#: The columns of a series as a whole, in order, before ``shares``; the names are those of mart.series_trend.
SERIES_COLUMNS = (
    "ref_area",
    "publication",
    "measure",
    "basis",
    "frequency",
    "share_base",
    "is_forecast",
    "first_time_period",
    "last_time_period",
    "n",
    "first_b2b_share_pct",
    "last_b2b_share_pct",
    "slope_pp_per_year",
    "slope_low",
    "slope_high",
    "trend_direction",
    "span_direction",
    "crossover",
    "crossover_period",
    "slope_refused",
    "is_newest_stretch",
    "standing",
    "series_id",
)

#: Marts with the standing of the publication, for figures of secondary ones must show that they are.
_STANDING = "LEFT JOIN (SELECT publication, standing FROM core.publication) USING (publication)"
_TREND = f"(FROM mart.share_trend {_STANDING})"
_SERIES = f"(FROM mart.series_trend {_STANDING})"

Row = dict[str, Any]


def trend_rows(
    *,
    areas: Collection[str] = (),
    publications: Collection[str] = (),
    since: str | None = None,
    as_of: AsOf | None = None,
    secondary: bool = False,
) -> list[Row]:
    """Return the trend table by area, publication, basis and period; values are Decimal, missing ones None.

    ``since`` is the first period wanted ("2018"). ``as_of`` answers as on that day.
    ``secondary`` lets the figures of secondary publications in; ``standing`` says of each row which it is.
    Raises UsageError for an unknown area or publication, and where nothing is published yet.
    """
    conditions, parameters = _selection(areas, publications, secondary=secondary)
    if since is not None and not codes.TIME_PERIOD.fullmatch(since):
        raise UsageError("not a period", expected="2018, 2018-Q3, 2018-S1 or 2018-05", found=since)
    if since:
        conditions.append(f"{FIRST_MONTH} >= ?")
        parameters.append(months(since)[0])
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM {_TREND} WHERE {' AND '.join(conditions)} "  # noqa: S608 - names above
        "ORDER BY ref_area, publication, measure, basis, time_period"
    )
    with reader_as_of(as_of, with_secondary=secondary) as connection:
        return [dict(zip(COLUMNS, row, strict=True)) for row in connection.execute(query, parameters).fetchall()]


def series_rows(
    *,
    areas: Collection[str] = (),
    publications: Collection[str] = (),
    as_of: AsOf | None = None,
    secondary: bool = False,
) -> list[Row]:
    """Return each series as a whole, stretch by stretch: slope, direction, crossover, and ``shares``, one a period.

    Raises UsageError like :func:`trend_rows`.
    """
    conditions, parameters = _selection(areas, publications, secondary=secondary)
    names = (*SERIES_COLUMNS, "shares")
    query = (
        f"SELECT {', '.join(SERIES_COLUMNS)}, (SELECT list(b2b_share_pct ORDER BY time_period) "  # noqa: S608 - names above
        "FROM mart.share_trend AS point WHERE point.series_id = series.series_id) AS shares "
        f"FROM {_SERIES} AS series WHERE {' AND '.join(conditions)} "
        "ORDER BY ref_area, publication, measure, basis, frequency, is_forecast, first_time_period"
    )
    with reader_as_of(as_of, with_secondary=secondary) as connection:
        return [dict(zip(names, row, strict=True)) for row in connection.execute(query, parameters).fetchall()]


def _selection(
    areas: Collection[str], publications: Collection[str], *, secondary: bool
) -> tuple[list[str], list[Any]]:
    """Return conditions and their parameters.

    Raises UsageError for an unknown area or publication, and for a secondary one that is not let in.
    """
    for publication in publications:
        if find_publication(publication).standing == "secondary" and not secondary:
            raise UsageError(
                "a secondary publication has no part in the marts", found=publication, remedy="Add --secondary"
            )
    if unknown := [area for area in areas if not codes.is_area(area)]:
        raise UsageError(
            "no such area", expected="ISO 3166-1 alpha-3 or a named group, as JPN or WLD", found=unknown[0]
        )
    conditions = ["true"]
    parameters: list[Any] = []
    for column, wanted in (("ref_area", areas), ("publication", publications)):
        if wanted:
            conditions.append(f"list_contains(?, {column})")
            parameters.append(list(wanted))
    return conditions, parameters


def headline_rows() -> list[Row]:
    """Return the last period of every series: what `marketsplit run` prints."""
    query = f"""
        SELECT {", ".join(COLUMNS)} FROM {_TREND}
        QUALIFY row_number() OVER (
            PARTITION BY publication, ref_area, measure, basis, frequency, share_base ORDER BY time_period DESC
        ) = 1
        ORDER BY publication, ref_area, basis
    """  # noqa: S608 - the names above
    with reader_as_of() as connection:
        return [dict(zip(COLUMNS, row, strict=True)) for row in connection.execute(query).fetchall()]

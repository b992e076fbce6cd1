"""mart.revision and mart.forecast_error: what became of figures over the editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from tests.transforms.oracle.figures import Definition, Figure, Row, living, ratio

POINT = ("publication", "ref_area", "time_period", "segment", "measure", "basis")


def _by_point(figures: Iterable[Figure]) -> dict[tuple[str, ...], list[Figure]]:
    grouped: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        if figure.obs_value is not None:
            grouped.setdefault(figure.point, []).append(figure)
    return grouped


def _is_print(before: Figure, now: Figure) -> bool:
    """Tell whether a vintage was printed, or only confirms the one before it."""
    return now.edition != before.edition or now.vintage != before.vintage + 1 or _printed(now) != _printed(before)


def _printed(figure: Figure) -> tuple[object, ...]:
    return figure.unit_measure, figure.obs_value, figure.rounding_unit, figure.obs_status


def _comparable(one: Figure, other: Figure) -> bool:
    return one.unit_measure == other.unit_measure and one.is_forecast == other.is_forecast


def _is_revised(before: Figure, now: Figure) -> bool:
    """Tell whether two prints differ by more than the rounding of both."""
    if not _comparable(before, now):
        return False
    assert now.obs_value is not None
    assert before.obs_value is not None
    return abs(now.obs_value - before.obs_value) * 2 > (now.rounding_unit or 0) + (before.rounding_unit or 0)


def revisions(figures: Iterable[Figure], defined: Mapping[tuple[str, str], Definition]) -> list[Row]:
    """Return the rows of mart.revision."""
    points = _by_point(figures)
    for printed in points.values():
        printed.sort(key=lambda one: (one.published_on, one.edition, one.vintage))
    return [_revision(point, printed, points, defined) for point, printed in points.items()]


def _revision(
    point: tuple[str, ...],
    printed: list[Figure],
    points: Mapping[tuple[str, ...], list[Figure]],
    defined: Mapping[tuple[str, str], Definition],
) -> Row:
    first, latest = printed[0], printed[-1]
    changes = [pair for pair in pairwise(printed) if _is_revised(*pair)]
    corrections = [pair for pair in changes if pair[0].edition == pair[1].edition]
    prints = 1 + sum(_is_print(*pair) for pair in pairwise(printed))
    size = None
    if changes and all(_comparable(first, one) for one in printed):
        assert latest.obs_value is not None
        assert first.obs_value is not None
        size = latest.obs_value - first.obs_value
    basis = next(
        (
            code
            for (publication, code), definition in defined.items()
            if publication == first.publication
            and definition.replaces == first.basis
            and (*point[:-1], code) in points
            and _day(points[*point[:-1], code][-1]) > _day(latest)
        ),
        None,
    )
    history = "printed again" if prints > 1 else "printed once"
    if len({one.is_forecast for one in printed}) == 2:
        history = "forecast met"
    if basis or corrections or changes:
        history = "method break" if basis else "correction" if corrections else "revision"
    return {
        **dict(zip(POINT, point, strict=True)),
        "unit_measure": latest.unit_measure,
        "first_edition": first.edition,
        "first_value": first.obs_value,
        "latest_edition": latest.edition,
        "latest_value": latest.obs_value,
        "editions": len({one.edition for one in printed}),
        "vintages": prints,
        "revisions": len(changes),
        "corrections": len(corrections),
        "is_revised": bool(changes),
        "last_revised_in": changes[-1][1].edition if changes else None,
        "revision_size": size,
        "revision_pct": ratio(size, first.obs_value),
        "is_method_break": basis is not None,
        "succeeded_by_basis": basis,
        "succeeded_by_value": points[*point[:-1], basis][-1].obs_value if basis else None,
        "history": history,
        "first_observation_id": first.observation_id,
        "latest_observation_id": latest.observation_id,
    }


def _day(figure: Figure) -> tuple[object, ...]:
    return figure.published_on, figure.edition


def forecast_errors(figures: Iterable[Figure]) -> list[Row]:
    """Return the rows of mart.forecast_error."""
    rows = []
    for point, printed in _by_point(living(figures)).items():
        for forecast in printed:
            actual = sorted(
                (
                    one
                    for one in printed
                    if not one.is_forecast
                    and one.published_on > forecast.published_on
                    and one.unit_measure == forecast.unit_measure
                ),
                key=_day,
            )
            if forecast.is_forecast and actual:
                rows.append(_error(point, forecast, actual[0], actual[-1]))
    return rows


def _error(point: tuple[str, ...], forecast: Figure, actual: Figure, newest: Figure) -> Row:
    assert forecast.obs_value is not None
    assert actual.obs_value is not None
    error = forecast.obs_value - actual.obs_value
    return {
        **dict(zip(POINT, point, strict=True)),
        "edition": forecast.edition,
        "published_on": forecast.published_on,
        "unit_measure": forecast.unit_measure,
        "years_ahead": int(forecast.time_period[:4]) - forecast.published_on.year,
        "forecast_value": forecast.obs_value,
        "actual_edition": actual.edition,
        "actual_published_on": actual.published_on,
        "actual_value": actual.obs_value,
        "latest_actual_value": newest.obs_value,
        "error": error,
        "error_pct": ratio(error, actual.obs_value),
        "is_error_beyond_rounding": abs(error) * 2 > (forecast.rounding_unit or 0) + (actual.rounding_unit or 0),
        "observation_ids": sorted([forecast.observation_id, actual.observation_id]),
    }

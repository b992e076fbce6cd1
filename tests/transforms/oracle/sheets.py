"""What each edition has of a point: the sides as printed or summed, and the way to a share that they offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.transforms.oracle.figures import Definition, Figure, level_of, living


class Side(NamedTuple):
    """What is printed of a side: one figure, or the sum of its parts."""

    segment: str
    figures: tuple[Figure, ...]

    @property
    def value(self) -> Decimal:
        return sum((figure.obs_value or Decimal(0) for figure in self.figures), Decimal(0))

    @property
    def half(self) -> Decimal:
        return sum((figure.half for figure in self.figures), Decimal(0))

    @property
    def unit(self) -> str:
        return self.figures[0].unit_measure

    @property
    def low(self) -> Decimal:
        return max(self.value - self.half, Decimal(0))

    @property
    def high(self) -> Decimal:
        return self.value + self.half


#: What one edition prints under one definition of one area, period and level: by kind and segment.
Sheet = dict[tuple[str, str], Figure]
#: publication, basis, ref_area, time_period, level, edition and its day, whether forecasts.
Place = tuple[str, str, str, str, str, tuple[date, str], bool]


class Offer(NamedTuple):
    """What one edition has of a point, and the way to a share that it offers, if any."""

    edition: tuple[date, str]
    is_forecast: bool
    b: Side | None
    c: Side | None
    total: Side | None
    b_share: Side | None
    c_share: Side | None
    method: str | None

    @property
    def has_total(self) -> bool:
        return _is_total_of(self.total, self.b)

    @property
    def rank(self) -> tuple[object, ...]:
        """A share before none, actual figures before forecasts, a business side before none, the newest edition."""
        return (self.method is not None, not self.is_forecast, bool(self.b or self.b_share), self.edition)


#: publication, ref_area, level and basis of a series; what its editions have of each period.
Series = tuple[str, str, str, str]
Offers = dict[str, list[Offer]]


def offers_of(figures: Iterable[Figure], defined: Mapping[tuple[str, str], Definition]) -> dict[Series, Offers]:
    """Return what there is of every series and period, an offer an edition and kind; values of consumers alone too."""
    sheets = _sheets(figures)
    offers: dict[Series, Offers] = {}
    for (publication, basis), definition in defined.items():
        goes_with = {basis, definition.b2c_basis}
        consumer_parts = defined[publication, definition.b2c_basis].parts.get("B2C", ())
        rests = {place[2:] for place in sheets if place[0] == publication and place[1] in goes_with}
        for area, period, measure, edition, is_forecast in rests:
            rest = (area, period, measure, edition, is_forecast)
            sheet = sheets.get((publication, basis, *rest), {})
            consumer = sheets.get((publication, definition.b2c_basis, *rest), {})
            offer = _offer(definition, sheet, consumer, consumer_parts, edition, is_forecast=is_forecast)
            if offer.b or offer.b_share or offer.c or offer.c_share:
                offers.setdefault((publication, area, measure, basis), {}).setdefault(period, []).append(offer)
    return offers


def _sheets(figures: Iterable[Figure]) -> dict[Place, Sheet]:
    sheets: dict[Place, Sheet] = {}
    for one in living(figures):
        kind, level = level_of(one.measure)
        if one.obs_value is None or one.obs_value < 0 or kind not in {"level", "share"}:
            continue
        if kind == "share" and (one.unit_measure != "PCT" or one.obs_value > 100):
            continue
        edition = (one.published_on, one.edition)
        place = (one.publication, one.basis, one.ref_area, one.time_period, level, edition, one.is_forecast)
        sheets.setdefault(place, {})[kind, one.segment] = one
    return sheets


def _side(sheet: Sheet, kind: str, segment: str, parts: tuple[str, ...]) -> Side | None:
    """Return a side as printed, else as the sum of its parts, else with the sales to public authorities in it."""
    if (kind, segment) in sheet:
        return Side(segment, (sheet[kind, segment],))
    if parts and all((kind, part) in sheet for part in parts):
        side = Side(segment, tuple(sheet[kind, part] for part in parts))
        # parts of a market that are more than the whole of it, whatever the rounding, are no shares
        if len({one.unit_measure for one in side.figures}) == 1 and (kind == "level" or side.value - side.half <= 100):
            return side
    if segment == "B2B" and (kind, "B2B_B2G") in sheet:
        return Side("B2B_B2G", (sheet[kind, "B2B_B2G"],))
    return None


def _offer(
    definition: Definition,
    sheet: Sheet,
    consumer: Sheet,
    consumer_parts: tuple[str, ...],
    edition: tuple[date, str],
    *,
    is_forecast: bool,
) -> Offer:
    b, b_share = (_side(sheet, kind, "B2B", definition.parts.get("B2B", ())) for kind in ("level", "share"))
    c, c_share = (_side(consumer, kind, "B2C", consumer_parts) for kind in ("level", "share"))
    total = Side("TOTAL", (sheet["level", "TOTAL"],)) if ("level", "TOTAL") in sheet else None
    method = None
    if definition.split_of == "market":
        if b and c and b.unit == c.unit and b.value + c.value > 0:
            method = "values"
        elif b_share:
            method = "published"
        elif c_share and not b and definition.complement in {"B2B", "B2B_B2G"}:
            method = "complement"
        elif b and not c and _is_total_of(total, b):
            method = "of_total"
    # values and shares of different business sides are not those of one row
    if b and b_share and b.segment != b_share.segment:
        b, b_share = (None, b_share) if method == "published" else (b, None)
    return Offer(edition, is_forecast, b, c, total, b_share, c_share, method)


def _is_total_of(total: Side | None, b: Side | None) -> bool:
    """Tell whether a printed total can be one that holds the business side."""
    return bool(total and b and total.unit == b.unit and total.value > total.half and total.high >= b.value - b.half)

"""mart.segment_share: B2B's part of the market, and what amounts are worth in dollars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from tests.transforms.oracle.figures import (
    Definition,
    Figure,
    Row,
    downwards,
    frequency,
    living,
    nearest,
    number,
    quotient,
    softest,
    upwards,
)
from tests.transforms.oracle.sheets import Offer, Offers, Series, Side, offers_of

HUNDRED = Decimal(100)


def segment_shares(
    figures: Iterable[Figure], defined: Mapping[tuple[str, str], Definition], rates: Mapping[tuple[str, str], Row]
) -> list[Row]:
    """Return the rows of mart.segment_share; ``rates`` are those of mart.yearly_rate by currency and year."""
    rows = []
    for series, offers in offers_of(figures, defined).items():
        # values of consumers alone count where the definition has a business side in some other place
        has_business = any(one.b or one.b_share for offered in offers.values() for one in offered)
        for period, offered in offers.items():
            worth = [one for one in offered if has_business or one.c_share]
            if worth:
                offer = max(worth, key=lambda one: one.rank)
                reason = None if offer.method else _reason(period, offer, offers, defined[series[0], series[3]])
                rows.append(_row(series, period, offer, reason, defined, rates))
    return rows


def _row(
    series: Series,
    period: str,
    offer: Offer,
    reason: str | None,
    defined: Mapping[tuple[str, str], Definition],
    rates: Mapping[tuple[str, str], Row],
) -> Row:
    publication, area, measure, basis = series
    definition = defined[publication, basis]
    b, c, total, method = offer.b, offer.c, offer.total, offer.method
    unit = next((side.unit for side in (b, c, total) if side), None)
    values = {
        "b2b_value": b.value if b else None,
        "b2c_value": c.value if c and c.unit == unit else None,
        "total_value": total.value if total and total.unit == unit else None,
    }
    share = _interval(offer)
    of_all = share if method != "values" else _part_of_total(offer)
    computed = None
    if method:
        computed = _part_of_total(offer) or (share if method == "values" else None)
    business = definition.complement if method == "complement" else (b or offer.b_share or Side("", ())).segment or None
    used = _used(offer)
    base = None if method is None else "b2b_b2c" if method == "values" else "all"
    rate = rates.get((unit or "", period[:4]))
    lcu = Decimal(1) if unit == "USD" else rate["lcu_per_usd"] if rate else None
    sides = (b, c, total, offer.b_share, offer.c_share)
    return {
        "publication": publication,
        "ref_area": area,
        "time_period": period,
        "frequency": frequency(period),
        "measure": measure,
        "basis": basis,
        "edition": offer.edition[1],
        "published_on": offer.edition[0],
        "comparability_group": base and f"{definition.comparable_as}-edi_{definition.edi.replace(' ', '_')}-{base}",
        "unit_measure": unit,
        "b2b_segment": business,
        **values,
        **_named("b2b_share", share),
        "share_base": base,
        "share_method": method,
        "refused": reason,
        **_named("b2b_share_of_all", of_all),
        "published_b2b_share_pct": offer.b_share.value if offer.b_share else None,
        "is_published_share_consistent": (
            offer.b_share.value - offer.b_share.half <= computed[2]
            and offer.b_share.value + offer.b_share.half >= computed[1]
            if offer.b_share and computed
            else None
        ),
        "lcu_per_usd": lcu,
        "rate_publication": rate["publication"] if rate and unit != "USD" else None,
        **{f"{key}_usd": _dollars(value, lcu) for key, value in values.items()},
        "obs_status": softest(one.obs_status for one in used),
        "has_break": any(one.obs_status == "B" for one in used),
        "has_unverified": any(one.verification == "unverified" for one in used),
        "observation_ids": sorted(one.observation_id for side in sides if side for one in side.figures),
    }


def _used(offer: Offer) -> list[Figure]:
    """Return the figures that the share rests on; where there is none, those of the sides."""
    sides = {
        "values": (offer.b, offer.c),
        "published": (offer.b_share,),
        "complement": (offer.c_share,),
        "of_total": (offer.b, offer.total),
        None: (offer.b, offer.c, offer.b_share, offer.c_share),
    }[offer.method]
    return [figure for side in sides if side for figure in side.figures]


#: A share, its least and its most.
Interval = tuple[Decimal, Decimal, Decimal]


def _named(stem: str, interval: Interval | None) -> Row:
    share, low, high = interval or (None, None, None)
    return {f"{stem}_pct": share, f"{stem}_low_pct": low, f"{stem}_high_pct": high}


def _interval(offer: Offer) -> Interval | None:
    """Return the share in percent, and the least and the most that printed rounding allows."""
    match offer.method:
        case "values":
            assert offer.b
            assert offer.c
            b, c = offer.b, offer.c
            share = quotient(b.value, b.value + c.value, 100) or Fraction(0)
            # where even the widest whole is nothing, the side that is exactly nothing leaves no choice
            low = quotient(b.low, b.low + c.high, 100)
            high = quotient(b.high, b.high + c.low, 100)
            return nearest(share), downwards(share if low is None else low), upwards(share if high is None else high)
        case "of_total":
            return _part_of_total(offer)
        case "published":
            assert offer.b_share
            return _printed(offer.b_share.value, offer.b_share.half)
        case "complement":
            assert offer.c_share
            return _printed(HUNDRED - offer.c_share.value, offer.c_share.half)
    return None


def _printed(share: Decimal, half: Decimal) -> Interval:
    inside = min(max(share, Decimal(0)), HUNDRED)
    return inside, max(share - half, Decimal(0)), min(share + half, HUNDRED)


def _part_of_total(offer: Offer) -> Interval | None:
    """Return B2B's share of the printed total; a part is no more than its whole."""
    if not offer.has_total:
        return None
    assert offer.b
    assert offer.total
    b, total = offer.b, offer.total
    share = quotient(b.value, total.value, 100) or Fraction(0)
    low = quotient(b.low, total.high, 100) or Fraction(0)
    high = quotient(b.high, total.value - total.half, 100) or Fraction(0)
    return min(nearest(share), HUNDRED), downwards(low), min(upwards(high), HUNDRED)


def _dollars(amount: Decimal | None, lcu_per_usd: Decimal | None) -> Decimal | None:
    if amount is None or lcu_per_usd is None:
        return None
    found = Fraction(amount) / Fraction(lcu_per_usd)
    return nearest(found, 1) if found < 10**14 else None


def _reason(period: str, offer: Offer, offers: Offers, definition: Definition) -> str:  # noqa: PLR0911 - a reason each
    """Return why a point has no share."""
    by_definition = {
        None: "the definition does not tell the sides of a market apart",
        "part": "the figures are of a part of the market only",
        "enterprises": "the figures count enterprises, not sales",
    }
    if definition.split_of in by_definition:
        return by_definition[definition.split_of]
    if offer.b and offer.c:
        if offer.b.unit != offer.c.unit:
            return f"B2B is in {offer.b.unit}, B2C in {offer.c.unit}"
        return "both sides are zero"
    if offer.b and offer.c_share:
        return "of B2B only the value is printed, of B2C only the share"
    missing = "B2C" if offer.b or offer.b_share else "B2B"

    def has(other: Offer) -> bool:
        return bool(other.c) if missing == "B2C" else bool(other.b or other.b_share)

    here = [other for other in offers[period] if has(other)]
    if any(other.edition == offer.edition for other in here):
        return f"{missing} of {period} is a forecast, the other side is none"
    if here:
        return f"{missing} of {period} stands in another edition ({max(other.edition for other in here)[1]})"
    elsewhere = [
        other
        for other, offered in offers.items()
        if frequency(other) == frequency(period) and any(has(one) for one in offered)
    ]
    if elsewhere:
        near = min(elsewhere, key=lambda other: (abs(number(other) - number(period)), other))
        return f"no {missing} of {period}; the nearest is of {near}"
    return f"no {missing} of this area under this definition"


def yearly_rates(figures: Iterable[Figure], ranks: Mapping[str, int]) -> dict[tuple[str, str], Row]:
    """Return the rates of mart.yearly_rate by currency and year: lcu_per_usd and whose it is."""
    newest: dict[tuple[str, ...], Figure] = {}
    for one in living(figures):
        if one.measure == "exchange_rate" and (
            one.point not in newest
            or (newest[one.point].published_on, newest[one.point].edition) < (one.published_on, one.edition)
        ):
            newest[one.point] = one
    rates: dict[tuple[str, str], Row] = {}
    for one in sorted(newest.values(), key=lambda one: (ranks[one.publication], one.publication)):
        rates.setdefault(
            (one.unit_measure, one.time_period), {"lcu_per_usd": one.obs_value, "publication": one.publication}
        )
    return rates

"""What figures of an edition must fulfil together: the sums, growths, shares, ratios, orders and bounds declared.

Printed figures are rounded, so each stands for an interval of half a rounding unit on either side; an identity is
violated where no values within the intervals fulfil it. All arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractors import codes
from extractors.observation import Observation
from extractors.publication import Publication

Key = tuple[str, str, str, str, str]
#: The rule of figures outside their declared bounds.
_BOUNDS = "value_out_of_range"
#: Told the figures of each identity that could be tested. Bounds are none: they hold a figure to nothing printed.
Tested = Callable[[Sequence[Observation]], object]


@dataclass(frozen=True, slots=True)
class Violation:
    """Figures that cannot all be right, by which rule, and what was expected and found."""

    rule: str
    reason: str
    figures: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Fraction
    high: Fraction

    def apart(self, other: _Interval) -> bool:
        return self.low > other.high or other.low > self.high


def violations(publication: Publication, figures: Sequence[Observation], tested: Tested) -> Iterator[Violation]:
    """Yield every violation of a declared identity among figures that are there once.

    A figure that an identity needs and the edition does not have leaves it untested.
    """
    valued = {figure.key: figure for figure in figures if figure.obs_value is not None}
    for rule, expected, found, parts in _instances(publication, valued):
        if rule != _BOUNDS:
            tested(parts)
        if found is not None:
            yield Violation(rule, f"expected {expected}, found {found}", tuple(parts))


_Instance = tuple[str, str, str | None, list[Observation]]


def _instances(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    """Yield rule, what is expected, what was found (None: as expected) and the figures of each identity tested."""
    yield from _sums(publication, valued)
    yield from _sums_of_bases(publication, valued)
    yield from _growths(publication, valued)
    yield from _shares(publication, valued)
    yield from _ratios(publication, valued)
    yield from _orders(publication, valued)
    yield from _parts_of_years(valued)
    yield from _ranges(publication, valued)


def _sums(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    for (area, period, segment, measure, basis), whole in valued.items():
        declared = [one.parts for one in publication.identities.sums if (one.whole, one.measure) == (segment, measure)]
        if segment == "TOTAL" and codes.MEASURES[measure].kind == "level" and publication.bases[basis].parts:
            declared.append(publication.bases[basis].parts)
        for segments in declared:
            parts = [_part_of(publication, valued, (area, period, part, measure, basis)) for part in segments]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                yield _added(whole, known, f"{segment} = {' + '.join(segments)}", _say)


def _sums_of_bases(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    for declared in publication.identities.sums_of_bases:
        for (area, period, segment, measure, basis), whole in valued.items():
            if (measure, basis) != (declared.measure, declared.whole):
                continue
            known = [
                part
                for one in declared.parts
                if (part := valued.get((area, period, segment, measure, one))) is not None
            ]
            if len(known) == len(declared.parts):
                yield _added(whole, known, f"{basis} = {' + '.join(declared.parts)}", _say_basis)


def _added(whole: Observation, parts: list[Observation], equation: str, say: Callable[[Observation], str]) -> _Instance:
    low = sum((_interval(part).low for part in parts), Fraction(0))
    high = sum((_interval(part).high for part in parts), Fraction(0))
    found = f"{say(whole)} against {' + '.join(map(say, parts))}"
    apart = _interval(whole).apart(_Interval(low, high))
    return "identity_violated", f"{equation} within the printed rounding", found if apart else None, [whole, *parts]


def _part_of(publication: Publication, valued: dict[Key, Observation], key: Key) -> Observation | None:
    """Return a part by its whole's basis, the consumer side also by the basis that goes with it."""
    area, period, segment, measure, basis = key
    other = publication.bases[basis].b2c_basis if segment == "B2C" and basis in publication.bases else None
    return valued.get(key) or (valued.get((area, period, segment, measure, other)) if other else None)


def _growths(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    for (area, period, segment, measure, basis), growth in valued.items():
        of = codes.MEASURES[measure].of
        if codes.MEASURES[measure].kind != "growth" or of is None or basis not in publication.identities.growths:
            continue
        level = valued.get((area, period, segment, of, basis))
        before = valued.get((area, f"{int(period[:4]) - 1:04d}{period[4:]}", segment, of, basis))
        if level is None or before is None or _interval(before).low <= 0 or level.unit_measure != before.unit_measure:
            continue
        now, then = _interval(level), _interval(before)
        computed = _Interval((now.low / then.high - 1) * 100, (now.high / then.low - 1) * 100)
        found = f"{_say(growth)} with {_say(level)} after {_say(before)}"
        apart = _interval(growth).apart(computed)
        expected = "the growth that the levels give"
        yield "identity_violated", expected, found if apart else None, [growth, level, before]


def _shares(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    for (area, period, segment, measure, basis), share in valued.items():
        of = codes.MEASURES[measure].of
        if codes.MEASURES[measure].kind != "share" or of is None or basis not in publication.identities.shares:
            continue
        part = _part_of(publication, valued, (area, period, segment, of, basis))
        whole = valued.get((area, period, "TOTAL", of, basis))
        if part is not None and whole is not None:
            yield from _divided(share, part, whole, "the share that the levels give")


def _ratios(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    for declared in publication.identities.ratios:
        for (area, period, segment, measure, basis), ratio in valued.items():
            if measure != declared.measure:
                continue
            part, whole = (
                valued.get((area, period, one.segment or segment, one.measure, basis))
                for one in (declared.part, declared.whole)
            )
            if part is not None and whole is not None:
                yield from _divided(ratio, part, whole, "the ratio that the levels give")


def _divided(percent: Observation, part: Observation, whole: Observation, expected: str) -> Iterator[_Instance]:
    if _interval(whole).low <= 0 or part.unit_measure != whole.unit_measure:
        return
    of_part, of_whole = _interval(part), _interval(whole)
    computed = _Interval(of_part.low / of_whole.high * 100, of_part.high / of_whole.low * 100)
    found = f"{_say(percent)} with {_say(part)} of {_say(whole)}"
    apart = _interval(percent).apart(computed)
    yield "identity_violated", expected, found if apart else None, [percent, part, whole]


def _orders(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    for declared in publication.identities.at_most:
        for (area, period, segment, measure, basis), less in valued.items():
            if (segment, measure) != (declared.less.segment, declared.measure):
                continue
            if declared.less.basis not in {None, basis}:
                continue
            more = valued.get((area, period, declared.more.segment, measure, declared.more.basis or basis))
            if more is None or more is less or more.unit_measure != less.unit_measure:
                continue
            expected = f"{declared.less.segment} of at most {declared.more.segment}"
            found = f"{_say(less)} and {_say(more)}"
            above = _interval(less).low > _interval(more).high
            yield "identity_violated", expected, found if above else None, [less, more]


def _parts_of_years(valued: dict[Key, Observation]) -> Iterator[_Instance]:
    """A quarter or half-year is at most its year; this needs no declaration."""
    for (area, period, segment, measure, basis), part in valued.items():
        year = valued.get((area, period[:4], segment, measure, basis))
        if len(period) == 4 or year is None or codes.MEASURES[measure].kind != "level":
            continue
        above = _interval(part).low > _interval(year).high
        found = f"{_say(part)} and {_say(year)}"
        yield "identity_violated", f"{period} of at most {period[:4]}", found if above else None, [part, year]


def _ranges(publication: Publication, valued: dict[Key, Observation]) -> Iterator[_Instance]:
    for declared in publication.identities.ranges:
        for (_, _, segment, measure, basis), figure in valued.items():
            if measure != declared.measure or declared.segment not in {None, segment}:
                continue
            if declared.basis not in {None, basis}:
                continue
            outside = figure.obs_value is not None and not declared.min <= figure.obs_value <= declared.max
            expected = f"{measure} from {declared.min:f} to {declared.max:f} {figure.unit_measure}"
            yield _BOUNDS, expected, _say(figure) if outside else None, [figure]


def _interval(figure: Observation) -> _Interval:
    value, half = Fraction(figure.obs_value or 0), Fraction(figure.rounding_unit or 0) / 2
    return _Interval(value - half, value + half)


def _say_basis(figure: Observation) -> str:
    return f'{figure.basis} {figure.time_period} "{figure.raw_text}"'


def _say(figure: Observation) -> str:
    return f'{figure.segment} {figure.time_period} "{figure.raw_text}"'

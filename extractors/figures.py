"""The text of one figure with its binding → an observation, or a rejected figure with the reason."""

from __future__ import annotations

from decimal import Decimal

from extractors.binding import Bound, Place, Source, complete, observation, rejected
from extractors.mapping import Bind
from extractors.observation import Observation, RejectedFigure
from extractors.quantities import QuantityError, UnitContradictionError, read_quantity, read_whole

_WHOLE = Decimal(100)
#: Units that contradict a declared scale, and of which a ratio to the year before may be printed.
_RELATIVE = frozenset({"PCT", "PP"})


def read_figure(
    text: str, bind: Bind | Bound, source: Source, place: Place, *, status: str = "A", flag: str = ""
) -> Observation | RejectedFigure:
    """Return the figure that ``text`` is, in whole units of the bound unit.

    A text that is not exactly one quantity is rejected as ``unreadable_quantity``, one that prints another unit or
    multiplier than the declared ones as ``unknown_unit``. The rounding unit is the printed one, or the declared one
    where that is coarser and the value a multiple of it. Raises DeclarationError where the binding leaves something
    unsaid.
    """
    bound = complete(bind, source, place)
    whole = None if bound.unit in _RELATIVE else read_whole(text, source.lang, scale=bound.scale or 1)
    if whole is not None:
        value, rounding_unit = whole
    else:
        try:
            quantity = read_quantity(text, source.lang, scale=bound.scale or 1, unit=bound.unit or "")
        except QuantityError as error:
            rule = "unknown_unit" if isinstance(error, UnitContradictionError) else "unreadable_quantity"
            return rejected(rule, str(error), bound, source, place)
        if quantity.unit != bound.unit:
            reason = f"expected a figure in {bound.unit}, found {quantity.unit or 'no unit'} in {text!r}"
            return rejected("unknown_unit", reason, bound, source, place)
        value, rounding_unit = quantity.value, quantity.rounding_unit
        if bound.reading == "ratio_to_previous":
            value -= _WHOLE
    if bound.rounded_to is not None and value % bound.rounded_to == 0:
        rounding_unit = max(rounding_unit, Decimal(bound.rounded_to))
    return observation(bound, source, place, value=value, rounding_unit=rounding_unit, status=status, flag=flag)

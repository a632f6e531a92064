"""Rating a figure against its goal: edges inclusive, nothing rounded.

Source: contract, "Ratings, worked".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.indicators import Way
from plansheet.model.ratings import Rating
from plansheet.model.units import EXACT

if TYPE_CHECKING:
    from plansheet.model.ratings import Goal, Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rating and how far the figure lies from its target, signed, in the unit."""

    rating: Rating
    variance: Decimal | None = None


def rate(way: Way, goal: Goal, actual: Decimal) -> Verdict:
    """Return the rating of `actual` where `way` is good, and its variance from `goal`.

    The variance is actual less target; for a range the distance from the nearer edge, 0 inside.
    Raises ValueError for a goal that has nothing to compare with: its state is not RATED.
    """
    if goal.span is not None:
        return _rate_span(goal.span, actual)
    if goal.value is None or goal.edge is None:
        message = f"the goal '{goal.text}' has nothing to compare with"
        raise ValueError(message)
    variance = EXACT.subtract(actual, goal.value)
    beyond = variance if way is Way.HIGHER else -variance
    if beyond > 0 or (not beyond and not goal.strict):
        return Verdict(Rating.GREEN, variance)
    within = actual >= goal.edge if way is Way.HIGHER else actual <= goal.edge
    return Verdict(Rating.AMBER if within else Rating.RED, variance)


def _rate_span(span: Span, actual: Decimal) -> Verdict:
    if actual < span.low:
        is_amber, variance = actual >= span.low_edge, EXACT.subtract(actual, span.low)
    elif actual > span.high:
        is_amber, variance = actual <= span.high_edge, EXACT.subtract(actual, span.high)
    else:
        return Verdict(Rating.GREEN, Decimal(0))
    return Verdict(Rating.AMBER if is_amber else Rating.RED, variance)

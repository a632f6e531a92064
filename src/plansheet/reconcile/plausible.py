"""What a figure is held against when it is asked whether it can be right.

The checks of a return and the live checks of the collection workbook both ask here.
Source: contract, "Ratings, worked", `implausible`, and "How a number is read".
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs
from plansheet.model.units import EXACT
from plansheet.reconcile.totals import own_figure
from plansheet.reconcile.travel import Track, own_part

if TYPE_CHECKING:
    from collections.abc import Collection

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Goal
    from plansheet.reconcile.totals import Figures

# So many times what it is held against, or more, a figure is asked about; a share as small, too.
TIMES = Decimal(5)


def targets_of(goal: Goal) -> tuple[Decimal, ...]:
    """Return what a figure is held against: the target, or both edges of a range."""
    edges = (goal.span.low, goal.span.high) if goal.span else (goal.value,)
    return tuple(edge for edge in edges if edge is not None)


def last_figure(indicator: Indicator, quarter: Quarter, figures: Figures) -> Decimal | None:
    """Return last quarter's figure; for a running total in Q1 what last year's Q4 added."""
    if indicator.counts_as is CountsAs.CUMULATIVE and quarter.number == 1:
        return own_part(Track(indicator, figures), quarter.previous)
    return own_figure(indicator, figures.get(quarter.previous))


def total_before(indicator: Indicator, quarter: Quarter, figures: Figures) -> Decimal | None:
    """Return the running total of the quarter before in the same year, which only rises."""
    if indicator.counts_as is not CountsAs.CUMULATIVE or quarter.number == 1:
        return None
    return own_figure(indicator, figures.get(quarter.previous))


def is_far_above(figure: Decimal, others: Collection[Decimal]) -> bool:
    """Return whether a figure is five times each of `others`, or more, and none is zero."""
    return bool(others) and all(_is_so_large(figure, other) for other in others)


def is_far_below(figure: Decimal, others: Collection[Decimal]) -> bool:
    """Return whether a figure is a fifth of each of `others`, or less, and none is zero."""
    return bool(others) and all(_is_so_large(other, figure) for other in others)


def _is_so_large(large: Decimal, small: Decimal) -> bool:
    is_zero = not large or not small
    return not is_zero and abs(large) >= EXACT.multiply(TIMES, abs(small))

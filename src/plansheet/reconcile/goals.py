"""The target in force for a quarter: profiled, with where amber ends.

Source: contract, "Ratings, worked"; domain, "Rules". A yearly figure of what counts up is spread
in a straight line, which is labelled as assumed; what does not count up holds in each quarter.

Where a sum was defined anew within the year, only the quarters since are added up (assumed): they
are held against the profile of these quarters, or against a figure that was given with the change
or after it, spread over the quarters that were left. A figure for the whole year, set before the
change, is no target for a part of it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs, Way
from plansheet.model.ratings import Goal, Span, State
from plansheet.model.target_words import Comparator, Direction
from plansheet.model.targets import TargetKind
from plansheet.model.units import EXACT, Unit, normal
from plansheet.reconcile.dates import date_goal

if TYPE_CHECKING:
    from plansheet.model.indicators import GoodIs, Indicator, Tolerance
    from plansheet.model.periods import FinancialYear, Quarter
    from plansheet.model.targets import Target

COUNTING_UP = frozenset({CountsAs.CUMULATIVE, CountsAs.SUM})
_QUARTERS = 4
_STRICT = frozenset({Comparator.BELOW, Comparator.ABOVE})


def goal_for(indicator: Indicator, quarter: Quarter, default_tolerance: Tolerance) -> Goal:
    """Return the target in force for `quarter`; its state says where there is none, and why.

    A range in Good is counts as a target, whatever the year's column says.
    """
    if indicator.unit is Unit.DATE:
        return date_goal(indicator, quarter)
    target = indicator.target_for(quarter.year)
    tolerance = indicator.tolerance or default_tolerance
    if indicator.good_is.way is Way.WITHIN:
        return _range_goal(indicator, quarter, target, tolerance)
    if target is None:
        return Goal("")
    if target.kind is TargetKind.PROFILE:
        value = _profiled(indicator, target.quarters, quarter)
        return _goal(indicator.good_is.way, target, value, tolerance)
    yearly = yearly_figure(indicator, target, quarter)
    if isinstance(yearly, State):
        return Goal(target.text, yearly)
    assumed = indicator.counts_as in COUNTING_UP and quarter.number < _QUARTERS
    value = spread(yearly, *covered(indicator, quarter)) if assumed else yearly
    return _goal(indicator.good_is.way, target, value, tolerance, assumed=assumed)


def spread(yearly: Decimal, quarters: int, of: int = _QUARTERS) -> Decimal:
    """Return what a straight line to `yearly` has reached after that many quarters of so many."""
    return normal(EXACT.divide(EXACT.multiply(yearly, Decimal(quarters)), Decimal(of)))


def is_set_before(indicator: Indicator, quarter: Quarter) -> bool:
    """Return whether the target of a sum is for the whole year and older than what is summed."""
    target = indicator.target_for(quarter.year)
    is_profile = target is not None and target.kind is TargetKind.PROFILE
    is_part = counted_together(indicator, quarter) != quarter.so_far
    return is_part and not indicator.aims_anew and not is_profile


def covered(indicator: Indicator, quarter: Quarter) -> tuple[int, int]:
    """Return how many quarters are counted together by now, and how many will be in the end."""
    by_now = len(counted_together(indicator, quarter))
    return by_now, by_now + _QUARTERS - quarter.number


def counted_together(indicator: Indicator, quarter: Quarter) -> tuple[Quarter, ...]:
    """Return the quarters that are held against the target together, up to `quarter`."""
    is_sum = indicator.counts_as is CountsAs.SUM
    return indicator.to_date(quarter) if is_sum else quarter.so_far


def _goal(
    way: Way, target: Target, value: Decimal, tolerance: Tolerance, *, assumed: bool = False
) -> Goal:
    slack = slack_of(value, tolerance)
    edges = {
        Way.HIGHER: EXACT.subtract(value, slack),
        Way.LOWER: EXACT.add(value, slack),
    }
    strict = target.comparator in _STRICT
    return Goal(target.text, State.RATED, value, edges.get(way), strict=strict, assumed=assumed)


def slack_of(value: Decimal, tolerance: Tolerance) -> Decimal:
    """Return how far beyond `value` is still within tolerance."""
    if tolerance.relative:
        return EXACT.multiply(abs(value), tolerance.amount)
    return tolerance.amount


def _range_goal(
    indicator: Indicator, quarter: Quarter, target: Target | None, tolerance: Tolerance
) -> Goal:
    stated = target is not None and target.kind is not TargetKind.NOT_SET
    text = target.text if target and stated else str(indicator.good_is)
    assumed = indicator.counts_as in COUNTING_UP and quarter.number < _QUARTERS
    after = covered(indicator, quarter) if assumed else (_QUARTERS, _QUARTERS)
    edges = range_after(indicator.good_is, *after)
    if edges is None or is_set_before(indicator, quarter):
        return Goal(text)
    low, high = edges
    low_edge = EXACT.subtract(low, slack_of(low, tolerance))
    high_edge = EXACT.add(high, slack_of(high, tolerance))
    span = Span(low, high, low_edge, high_edge)
    return Goal(text, State.RATED, span=span, assumed=assumed)


def range_after(
    good_is: GoodIs, quarters: int, of: int = _QUARTERS
) -> tuple[Decimal, Decimal] | None:
    """Return the edges of a range after that many quarters of a straight line over so many.

    None where the plan states no two edges.
    """
    if good_is.low is None or good_is.high is None:
        return None
    return spread(good_is.low, quarters, of), spread(good_is.high, quarters, of)


def _profiled(indicator: Indicator, quarters: tuple[Decimal, ...], quarter: Quarter) -> Decimal:
    """Return the profile's figure: running totals as they stand, a sum's quarters added up."""
    if indicator.counts_as is not CountsAs.SUM:
        return quarters[quarter.number - 1]
    total = Decimal(0)
    for part in counted_together(indicator, quarter):
        total = EXACT.add(total, quarters[part.number - 1])
    return total


def yearly_figure(indicator: Indicator, target: Target, quarter: Quarter) -> Decimal | State:
    """Return what a target comes to for the whole year, or the state of one that comes to none."""
    if target.kind is TargetKind.SET_BASELINE:
        return State.BASELINE
    if is_set_before(indicator, quarter):
        return State.NO_TARGET
    if target.kind is TargetKind.BASELINE:
        return _from_baseline(indicator, target, quarter.year)
    return State.NO_TARGET if target.value is None else target.value


def _from_baseline(indicator: Indicator, target: Target, year: FinancialYear) -> Decimal | State:
    """Return the baseline moved by the change: points for a %, else a share of the baseline."""
    baseline, change = baseline_before(indicator, year), target.change
    if change is None:
        return State.NO_TARGET
    if baseline is None:
        return State.BASELINE
    sign = _sign(change.direction, indicator.good_is.way)
    if sign is None:
        return State.NO_TARGET
    is_share = change.in_percent and indicator.unit is not Unit.PERCENT
    amount = EXACT.multiply(abs(baseline), change.amount) if is_share else change.amount
    return normal(EXACT.add(baseline, EXACT.multiply(sign, amount)))


def baseline_before(indicator: Indicator, year: FinancialYear) -> Decimal | None:
    """Return the latest figure the plan prints for a year before `year`, or None."""
    earlier = sorted((past for past in indicator.actuals if past < year), reverse=True)
    found = (indicator.actuals[past].value for past in earlier)
    return next((value for value in found if value is not None), None)


def _sign(direction: Direction, way: Way) -> Decimal | None:
    """Return 1 for up and -1 for down; None for an improvement where no way is good."""
    if direction is Direction.BETTER:
        return {Way.HIGHER: Decimal(1), Way.LOWER: Decimal(-1)}.get(way)
    return Decimal(1) if direction is Direction.PLUS else Decimal(-1)

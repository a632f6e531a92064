"""Checks of single targets: one that cannot be read, or that can be read in more than one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.indicators import Indicator, Way
from plansheet.model.target_words import Direction
from plansheet.model.targets import Target, TargetKind
from plansheet.model.units import EXACT, HUNDRED, Unit, plain, spoken
from plansheet.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.check.case import Case

_EXAMPLES = {
    Unit.PERCENT: "79% or TBC",
    Unit.MONEY: "£50,000 or TBC",
    Unit.DAYS: "10 days or TBC",
    Unit.LEVEL: "3 or TBC",
    Unit.DATE: "July 2018 or TBC",
}


def unclear_targets(case: Case) -> Iterator[Problem]:
    """A target that is none of the kinds that can be read."""
    for place, indicator in case.indicators():
        for year, target in indicator.targets.items():
            if target.kind is TargetKind.UNPARSED:
                example = _EXAMPLES.get(indicator.unit, "7,500 or TBC")
                yield problem("target-unclear", place, year=year, read=target.text, example=example)


def baseline_changes(case: Case) -> Iterator[Problem]:
    """A target given as a change from a baseline, in the years of the plan."""
    for place, indicator in case.indicators():
        for year, target in indicator.targets.items():
            if target.kind is TargetKind.BASELINE and year in case.plan.years:
                meaning = _change_meaning(indicator, target)
                yield problem(
                    "baseline-change", place, year=year, read=target.text, meaning=meaning
                )


def tolerances_of_zero(case: Case) -> Iterator[Problem]:
    """A share as tolerance of a target of 0, once an indicator."""
    for place, indicator in case.indicators():
        tolerance = indicator.tolerance or case.tolerance
        rated = indicator.good_is.way in {Way.HIGHER, Way.LOWER} and indicator.unit.numeric
        zero = any(
            _is_zero(target)
            for year, target in indicator.targets.items()
            if year in case.plan.years
        )
        if rated and zero and tolerance.relative:
            yield problem("tolerance-of-zero", place, tolerance=tolerance)


def _is_zero(target: Target) -> bool:
    return target.value == 0 or 0 in target.quarters


def _change_meaning(indicator: Indicator, target: Target) -> str:
    """Return how a change from a baseline is read (contract: Ratings, worked)."""
    change = target.change
    if change is None:
        return "a change from the baseline"
    if change.direction is Direction.BETTER:
        way = "better than the baseline"
    else:
        way = "above the baseline" if change.direction is Direction.PLUS else "below the baseline"
    if not change.in_percent:
        return f"{spoken(change.amount, indicator.unit)} {way}"
    figure = plain(EXACT.multiply(change.amount, HUNDRED))
    if indicator.unit is Unit.PERCENT:
        return f"{figure} percentage points {way}"
    return f"{figure}% of the baseline {way}"

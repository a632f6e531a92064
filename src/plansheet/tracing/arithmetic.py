"""How an indicator's rating was worked out, in words and numbers: a fact a step.

Every number is the one that was compared; one that never ends is shown shortened and said to be.
Source: contract, "Ratings, worked".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.indicators import CountsAs, Way
from plansheet.model.ratings import Rating, State
from plansheet.model.ratios import spoken_ratio
from plansheet.model.target_words import Direction
from plansheet.model.targets import TargetKind
from plansheet.model.units import HUNDRED, Unit, plain
from plansheet.problems import Place
from plansheet.reconcile.dates import rate_date
from plansheet.reconcile.entries import spoken_entry
from plansheet.reconcile.goals import (
    COUNTING_UP,
    baseline_before,
    counted_together,
    covered,
    slack_of,
    yearly_figure,
)
from plansheet.reconcile.totals import own_figure
from plansheet.reconcile.wording import (
    data_text,
    is_shown_whole,
    spoken_apart,
    spoken_difference,
    spoken_figure,
    spoken_goal,
)
from plansheet.tracing.page import Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from plansheet.model.indicators import Indicator, Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Goal, Result
    from plansheet.model.returns import Answers, Figure
    from plansheet.model.targets import Target
    from plansheet.reconcile.totals import Figures

_GOOD = {Way.HIGHER: "Higher is better", Way.LOWER: "Lower is better"}
_HOW_COUNTED = {
    CountsAs.CUMULATIVE: "It is entered as the total since April, so nothing is added to it",
    CountsAs.SNAPSHOT: "It is the position at the end of the quarter, so nothing is added to it",
    CountsAs.AVERAGE: "It is the quarter's own figure: averages are not averaged",
    CountsAs.LATEST: "It is the latest figure, so nothing is added to it",
}
_NOT_RATED = {
    State.NO_TARGET: "there is a figure, and no target to compare it with",
    State.BASELINE: "this year's figure sets the baseline",
    State.NOT_DUE: "no figure is asked for this quarter",
    State.AWAITED: "the figure is expected later",
    State.NOT_SUPPLIED: "a figure was asked for, and there is none",
    State.HELD: "what was entered can be read in more than one way, and waits for an answer",
    State.DATA_ONLY: "it is reported for information, and never rated",
    State.WITHDRAWN: "it is no longer collected",
}


@dataclass(frozen=True, slots=True)
class Working:
    """What a rating is worked out from: the result, each quarter's figure, and where it stands.

    `rows` are the answers of the row in each quarter, `tolerance` the one in force.
    """

    result: Result
    quarter: Quarter
    figures: Figures
    rows: Mapping[Quarter, Answers]
    tolerance: Tolerance

    @property
    def indicator(self) -> Indicator:
        """Return the indicator as it is defined in the quarter."""
        return self.result.indicator

    def said(self, figure: Decimal | date | str | None) -> str:
        """Return a figure in the unit of the indicator, in words."""
        return spoken_figure(figure, self.indicator.unit)

    def compared(self, *bounds: Decimal) -> Callable[[Decimal | date | str | None], str]:
        """Return what says a figure in words that tell it from the actual and from `bounds`."""
        numbers = [each for each in (self.result.actual, *bounds) if isinstance(each, Decimal)]

        def said(figure: Decimal | date | str | None) -> str:
            unit = self.indicator.unit
            return (
                spoken_apart(figure, numbers, unit)
                if isinstance(figure, Decimal)
                else self.said(figure)
            )

        return said

    def equals(self, figure: Decimal) -> str:
        """Return `= 79%`, or that it is about so much where it is shown shortened."""
        if is_shown_whole(figure, self.indicator.unit):
            return f"= {self.said(figure)}"
        return f"is about {self.said(figure)} ({data_text(figure)})"

    def points(self, figure: Decimal) -> str:
        """Return a difference in words: `3.95 percentage points`, `37.6`, `10 days`."""
        return spoken_difference(figure, self.indicator.unit)


def worked_out(working: Working) -> Iterator[Fact]:
    """Yield how the rating came about: the figure, the target, the edges, the difference."""
    yield from _actual(working)
    result = working.result
    if result.state is not State.RATED:
        why = _NOT_RATED[result.state]
        if result.missing:
            quarters = ", ".join(map(str, result.missing))
            why += f"; the year to date is not known without {quarters}"
        if result.state is State.NO_TARGET and result.part_since and result.goal.text:
            why += (
                f": it is counted from {result.part_since} on, since when it is measured so, and "
                f"the year's target '{result.goal.text}' was set before that"
            )
        yield Fact("verdict", "Not rated", f"{result.state}: {why}.")
        return
    yield from _target(working)
    if result.goal.by is not None:
        yield from _date_verdict(working, result.goal.by)
    else:
        yield from _verdict(working)


def place_of(figure: Figure, row: Answers) -> str:
    """Return where a figure stands in words; both cells of a ratio that was entered as two."""
    numerator, denominator = row.get("numerator"), row.get("denominator")
    cells = figure.cell
    if numerator and denominator and denominator.cell and numerator.cell == cells:
        cells = f"{cells} and {denominator.cell}"
    return str(Place(figure.file, figure.sheet, cells))


def _actual(working: Working) -> Iterator[Fact]:
    indicator, result = working.indicator, working.result
    if result.state in {State.NOT_DUE, State.WITHDRAWN}:
        return
    adds_up = indicator.unit.numeric and indicator.counts_as not in _HOW_COUNTED
    if adds_up:
        yield from _quarters(working)
    actual = result.actual
    if actual is None:
        return
    if not isinstance(actual, Decimal) or not adds_up:
        how = _HOW_COUNTED.get(indicator.counts_as, "") if indicator.unit.numeric else ""
        yield Fact("actual", "Figure", f"{working.said(actual)}. {how}".strip().rstrip(".") + ".")
        return
    yield Fact("actual", "Year to date", _added_up(working, actual))


def _quarters(working: Working) -> Iterator[Fact]:
    """Yield each quarter's own figure with its cell, of those that are added up."""
    indicator = working.indicator
    for quarter in indicator.to_date(working.quarter):
        figure = working.figures.get(quarter)
        if figure is None or own_figure(indicator, figure) is None:
            why = "no figure" if indicator.is_due(quarter) else "not due, nothing is added"
            yield Fact(quarter.label, str(quarter), why)
        else:
            where = place_of(figure, working.rows.get(quarter, {}))
            yield Fact(quarter.label, str(quarter), f"{spoken_entry(indicator, figure)} ({where})")
    if working.result.part_since:
        since = working.result.part_since
        yield Fact("since", "Counted from", f"{since}, since when it is measured as it is now")


def _added_up(working: Working, actual: Decimal) -> str:
    indicator = working.indicator
    found = [working.figures.get(each) for each in indicator.to_date(working.quarter)]
    used = [each for each in found if each and own_figure(indicator, each) is not None]
    if indicator.counts_as is CountsAs.SUM:
        parts = " + ".join(working.said(own_figure(indicator, each)) for each in used)
        return f"{parts} {working.equals(actual)}" if len(used) > 1 else working.said(actual)
    tops, bottoms = [], []
    for each in used:
        tops.append(each.numerator or Decimal(0))
        bottoms.append(each.denominator or Decimal(0))
    top, bottom = sum(tops, Decimal(0)), sum(bottoms, Decimal(0))
    ratio = f"{spoken_ratio(top, bottom)} {working.equals(actual)}"
    if len(used) == 1:
        return ratio
    shown = (" + ".join(map(plain, each)) for each in (tops, bottoms))
    return f"({next(shown)}) of ({next(shown)}) = {ratio}"


def _target(working: Working) -> Iterator[Fact]:
    result, indicator = working.result, working.indicator
    target = indicator.target_for(working.quarter.year)
    goal = result.goal
    if goal.by is not None:
        yield Fact("target", "Target", f"'{goal.text}': done by {spoken_date(goal.by)}")
    elif goal.span is not None:
        yield Fact("target", "Target", _range_words(working, goal))
    elif target is not None and goal.value is not None:
        yield Fact("target", "Target", _target_words(working, target, goal.value))


def _range_words(working: Working, goal: Goal) -> str:
    good_is, unit = working.indicator.good_is, working.indicator.unit
    words = f"Within {spoken_goal(goal, unit)}"
    if not goal.assumed or good_is.low is None or good_is.high is None:
        return words
    by_now, in_all = covered(working.indicator, working.quarter)
    return (
        f"{words}: {by_now} of {in_all} quarters of {working.said(good_is.low)} to "
        f"{working.said(good_is.high)}, assumed to be a straight line"
    )


def _target_words(working: Working, target: Target, value: Decimal) -> str:
    """Return how the quarter's target follows from the words of the plan."""
    indicator, quarter = working.indicator, working.quarter
    said = f"'{target.text}'"
    if target.kind is TargetKind.PROFILE:
        return f"{said}: {_profile_words(working, target, value)}"
    yearly = yearly_figure(indicator, target, quarter)
    if isinstance(yearly, State):
        return said
    from_baseline = _baseline_words(working, target, yearly)
    said = f"{said}: {from_baseline}" if from_baseline else said
    if working.result.goal.assumed:
        by_now, in_all = covered(indicator, quarter)
        line = f"{working.said(yearly)} x {by_now} / {in_all} {working.equals(value)}"
        return f"{said}: {line}, a straight line to the year's target, which is assumed"
    counts_up = indicator.counts_as in COUNTING_UP
    return f"{said}: {working.said(value)}" + ("" if counts_up else ", which holds in each quarter")


def _profile_words(working: Working, target: Target, value: Decimal) -> str:
    indicator, quarter = working.indicator, working.quarter
    parts = [target.quarters[each.number - 1] for each in counted_together(indicator, quarter)]
    if indicator.counts_as is not CountsAs.SUM or len(parts) == 1:
        return f"the plan's figure for Q{quarter.number} is {working.said(value)}"
    return f"{' + '.join(map(working.said, parts))} {working.equals(value)} for the year to date"


def _baseline_words(working: Working, target: Target, yearly: Decimal) -> str:
    indicator, change = working.indicator, target.change
    baseline = baseline_before(indicator, working.quarter.year)
    if target.kind is not TargetKind.BASELINE or change is None or baseline is None:
        return ""
    sign = "+" if yearly >= baseline else "-"
    amount = working.points(change.amount)
    if change.in_percent and indicator.unit is not Unit.PERCENT:
        amount = f"{plain(change.amount * HUNDRED)}% of {working.said(baseline)}"
    word = "an improvement on" if change.direction is Direction.BETTER else "a change from"
    return (
        f"{working.said(baseline)} {sign} {amount} {working.equals(yearly)}, {word} the last "
        "figure that the plan prints"
    )


def _verdict(working: Working) -> Iterator[Fact]:
    result, goal = working.result, working.result.goal
    if goal.span is not None:
        low, high, span = goal.span.low, goal.span.high, goal.span
        yield _edge(working, "amber_from", "Amber from", low, span.low_edge)
        yield _edge(working, "amber_to", "Amber to", high, span.high_edge)
        yield from _gap(working, low if _is_below(result, low) else high)
        yield Fact("verdict", "Rating", _range_verdict(working, low, high))
    elif goal.value is not None and goal.edge is not None:
        label = "Amber from" if working.indicator.good_is.way is Way.HIGHER else "Amber to"
        yield _edge(working, "amber_edge", label, goal.value, goal.edge)
        yield from _gap(working, goal.value)
        yield Fact("verdict", "Rating", _verdict_words(working, goal.value, goal.edge))


def _is_below(result: Result, low: Decimal) -> bool:
    return isinstance(result.actual, Decimal) and result.actual < low


def _edge(working: Working, key: str, label: str, value: Decimal, edge: Decimal) -> Fact:
    """Return where amber ends: the target moved by the tolerance."""
    tolerance, slack = working.tolerance, slack_of(value, working.tolerance)
    sign = "-" if label == "Amber from" else "+"
    share = f" ({tolerance} of {working.said(value)})" if tolerance.relative else ""
    amount = f"{working.points(slack)}{share}"
    return Fact(key, label, f"{working.said(value)} {sign} {amount} {working.equals(edge)}")


def _gap(working: Working, value: Decimal) -> Iterator[Fact]:
    actual, variance = working.result.actual, working.result.variance
    if not isinstance(actual, Decimal) or variance is None:
        return
    if working.result.goal.span is not None and not variance:
        yield Fact("variance", "Variance", "0: it lies inside the range")
        return
    difference = f"{working.said(actual)} - {working.said(value)}"
    is_whole = is_shown_whole(variance, working.indicator.unit)
    equals = "=" if is_whole else "is about"
    yield Fact("variance", "Variance", f"{difference} {equals} {working.points(variance)}")


def _verdict_words(working: Working, value: Decimal, edge: Decimal) -> str:
    """Return by what a figure has its rating, in the numbers that were compared."""
    result = working.result
    way = result.indicator.good_is.way
    is_higher, compared = way is Way.HIGHER, working.compared(value, edge)
    actual, worse = compared(result.actual), "below" if is_higher else "above"
    if result.rating is Rating.GREEN:
        more = "more" if is_higher else "less"
        goal = compared(value)
        reach = f"{more} than {goal}" if result.goal.strict else f"{goal} or {more}"
        words = f"{actual} is {reach}"
    elif result.rating is Rating.AMBER:
        off = f"not {'more' if is_higher else 'less'} than" if result.goal.strict else worse
        words = f"{actual} is {off} {compared(value)} and not {worse} {compared(edge)}"
    else:
        words = f"{actual} is {worse} {compared(edge)}"
    return f"{result.rating}. {_GOOD[way]}, and {words}. Nothing is rounded before it is compared."


def _range_verdict(working: Working, low: Decimal, high: Decimal) -> str:
    result, said = working.result, working.compared(low, high)
    where = f"{said(low)} to {said(high)}"
    actual = said(result.actual)
    words = {
        Rating.GREEN: f"{actual} lies within {where}",
        Rating.AMBER: f"{actual} lies outside {where} and within the tolerance",
        Rating.RED: f"{actual} lies outside {where} and beyond the tolerance",
    }
    said_of = words[result.rating or Rating.RED]
    return f"{result.rating}. {said_of}. Nothing is rounded before it is compared."


def _date_verdict(working: Working, by: date) -> Iterator[Fact]:
    goal, actual = working.result.goal, working.result.actual
    amber_by = goal.amber_by or by
    if amber_by != by:
        yield Fact(
            "amber_edge",
            "Amber to",
            f"{spoken_date(by)} + {working.tolerance} = {spoken_date(amber_by)}",
        )
    done = actual if isinstance(actual, date) else None
    rating, variance = working.result.rating, rate_date(by, amber_by, done).variance
    if done is None or variance is None:
        words = f"it was not done when the quarter ended on {spoken_date(working.quarter.last_day)}"
    else:
        days = spoken_figure(abs(variance), Unit.DAYS)
        gap = f"{days} {'early' if variance < 0 else 'late'}" if variance else "0 days"
        yield Fact("variance", "Variance", f"{spoken_date(done)} less {spoken_date(by)}: {gap}")
        words = f"it was done on {spoken_date(done)}"
    yield Fact("verdict", "Rating", f"{rating}. {words[0].upper()}{words[1:]}.")

"""What is known of a service's figures in the quarters up to one, from the returns that count."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from plansheet.reconcile.changes import as_of
from plansheet.reconcile.figures import earlier_figures, figures_of
from plansheet.reconcile.trend import quarters_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.jobs.council import Council
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.returns import Figure, Return

History: TypeAlias = "dict[str, dict[Quarter, Figure]]"


def quarters_before(plan: Plan, quarter: Quarter) -> tuple[Quarter, ...]:
    """Return the quarters whose figures matter, oldest first.

    They are the plan's, last year's, and those that the trend over two years shows.
    """
    first = min(
        plan.years[0].quarters[0],
        quarter.year.plus(-1).quarters[0],
        quarters_shown(quarter)[0],
    )
    years = quarter.year.starts - first.year.starts
    count = years * len(quarter.year.quarters) + quarter.number - first.number
    return tuple(first.plus(number) for number in range(count))


def earlier_returns(council: Council, plan: Plan, quarter: Quarter) -> tuple[Return, ...]:
    """Return the service's returns that count of the quarters before, oldest first."""
    found = (council.counting_return(plan.code, past) for past in quarters_before(plan, quarter))
    return tuple(each for each in found if each is not None)


def returns_of_plan(council: Council, plan: Plan, quarter: Quarter) -> tuple[Return, ...]:
    """Return those of the earlier returns that answer the same plan: its milestones, its risks.

    The plan before it may have given the same refs to other ones.
    """
    earlier = earlier_returns(council, plan, quarter)
    return tuple(each for each in earlier if plan.covers(each.quarter))


def history_of(
    council: Council, plan: Plan, quarter: Quarter, returned: Return | None = None
) -> History:
    """Return the figures of a service by ref and quarter, `returned` being this quarter's return.

    Earlier figures that a later return made final stand in the place of the first ones, and what
    was returned in the place of what was imported. What another service reported of an indicator
    before it moved here is among them.
    """
    history = _imported(council, plan, quarter)
    for ref, figures in _before_moves(council, plan, quarter).items():
        history.setdefault(ref, {}).update(figures)
    for each in (*earlier_returns(council, plan, quarter), *([returned] if returned else [])):
        _lay_over(history, council, plan, each)
    return history


def with_return(council: Council, plan: Plan, before: History, returned: Return) -> History:
    """Return what was known before a quarter's return, with what that says laid over it."""
    history = {ref: dict(figures) for ref, figures in before.items()}
    _lay_over(history, council, plan, returned)
    return history


def _lay_over(history: History, council: Council, plan: Plan, returned: Return) -> None:
    known = _indicators(council, plan, returned.quarter)
    for ref, figure in figures_of(returned, known).items():
        history.setdefault(ref, {})[returned.quarter] = figure
    for ref, figure in earlier_figures(returned, known, history):
        history.setdefault(ref, {})[figure.quarter] = figure


def _imported(council: Council, plan: Plan, quarter: Quarter) -> History:
    """Return the figures of earlier quarters that the council brought along."""
    history: History = {}
    for each in council.ledger.imported.of(plan.code):
        if each.quarter < quarter:
            history.setdefault(each.ref, {})[each.quarter] = each.figure
    return history


def _before_moves(council: Council, plan: Plan, quarter: Quarter) -> History:
    """Return the figures of the indicators that moved here, up to the quarter of their move."""
    history: History = {}
    listed = {ref for each in plan.indicators for ref in (each.ref, each.formerly)}
    for move in council.moves():
        last = move.starts.previous
        giver = council.plan_for(move.giver, last)
        is_here = move.receiver == plan.code and move.ref in listed and last < quarter
        if is_here and giver is not None:
            returned = council.counting_return(giver.code, last)
            figures = history_of(council, giver, last, returned).get(move.ref, {})
            history[move.ref] = history.get(move.ref, {}) | figures
    return history


def guests_of(council: Council, plan: Plan, quarter: Quarter) -> tuple[Indicator, ...]:
    """Return the indicators of other plans that this service supplies and does not list itself.

    One that several plans list is asked for once, as the first of them words it.
    """
    own = {indicator.ref for indicator in plan.indicators}
    guests: dict[str, Indicator] = {}
    for other, indicator in council.supplied_by(plan.code, quarter):
        if other.code != plan.code and indicator.ref not in own:
            guests.setdefault(indicator.ref, indicator)
    return tuple(guests.values())


def _indicators(council: Council, plan: Plan, quarter: Quarter) -> Mapping[str, Indicator]:
    """Return the indicators that a service reported in `quarter`, by the plan of that quarter."""
    then = council.plan_for(plan.code, quarter) or as_of(plan, quarter)
    own = {indicator.ref: indicator for indicator in then.indicators}
    return {each.ref: each for each in guests_of(council, then, quarter)} | own

"""Where an indicator stands in a quarter: the visible order in which its states are tried.

Source: contract, "Ratings, worked", precedence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from plansheet.model.indicators import Way
from plansheet.model.ratings import State
from plansheet.model.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Goal
    from plansheet.model.returns import Figure
    from plansheet.reconcile.totals import Figures, Total


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides an indicator's state in `quarter`; `today` is the day of comparing."""

    indicator: Indicator
    quarter: Quarter
    figures: Figures
    total: Total
    goal: Goal
    due: bool
    withdrawn: bool
    today: date


def state_of(standing: Standing) -> State:
    """Return the one state of an indicator in a quarter: the first of `PRECEDENCE` that holds."""
    found = (rule(standing) for rule in PRECEDENCE)
    return next((state for state in found if state), State.RATED)


def gap(indicator: Indicator, quarter: Quarter, figure: Figure | None, today: date) -> State:
    """Return why a quarter that is asked for a figure has none: held, awaited or not supplied.

    A step that was not done by the end of its quarter is rated, off target, once a reason is
    given: there is nothing to wait for.
    """
    if figure is not None and figure.held:
        return State.HELD
    if today <= _known_after(indicator, quarter):
        return State.AWAITED
    if figure is not None and figure.reason and indicator.unit is Unit.DATE:
        return State.RATED
    if figure is not None and figure.expected_by is not None:
        return State.AWAITED
    return State.NOT_SUPPLIED


def _known_after(indicator: Indicator, quarter: Quarter) -> date:
    """Return the last day on which nobody can have the figure yet.

    A step may be done up to the quarter's last day; a figure is late from the start unless the
    plan says that it is available only some weeks after the quarter.
    """
    if indicator.available_weeks or indicator.unit is Unit.DATE:
        return quarter.last_day + timedelta(weeks=indicator.available_weeks)
    return date.min


def _withdrawn(standing: Standing) -> State | None:
    return State.WITHDRAWN if standing.withdrawn else None


def _data_only(standing: Standing) -> State | None:
    indicator = standing.indicator
    is_data = indicator.good_is.way is Way.NONE or indicator.unit is Unit.TEXT
    return State.DATA_ONLY if is_data else None


def _not_due(standing: Standing) -> State | None:
    early = standing.indicator.unit is Unit.DATE and standing.total.actual is not None
    return None if standing.due or early else State.NOT_DUE


def _no_figure(standing: Standing) -> State | None:
    """Return why nothing can be compared; an earlier quarter's gap counts where it is summed."""
    if standing.total.actual is not None:
        return None
    quarters = standing.total.missing or (standing.quarter,)
    gaps = {
        gap(standing.indicator, quarter, standing.figures.get(quarter), standing.today)
        for quarter in quarters
    }
    return next((state for state in _GRAVEST_FIRST if state in gaps), None)


def _no_goal(standing: Standing) -> State | None:
    return None if standing.goal.state is State.RATED else standing.goal.state


_GRAVEST_FIRST = (State.NOT_SUPPLIED, State.HELD, State.AWAITED)
PRECEDENCE: tuple[Callable[[Standing], State | None], ...] = (
    _withdrawn,
    _data_only,
    _not_due,
    _no_figure,
    _no_goal,
)

"""A service's indicators in one quarter, each with its state and rating, and their counts.

An indicator that another service supplies has its figure from there. It stands in the results of
every plan that reports it, but is `counted` in the supplier's alone: `summary` and `data` leave
the other rows out, so that each indicator stands there once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.ratings import Rating, Result, State
from plansheet.reconcile.changes import as_of, redefined_since, withdrawn_refs
from plansheet.reconcile.dates import is_done, rate_date
from plansheet.reconcile.goals import goal_for
from plansheet.reconcile.rating import Verdict, rate
from plansheet.reconcile.states import Standing, state_of
from plansheet.reconcile.totals import Figures, is_part_of_year, total
from plansheet.reconcile.travel import Track, against_last_quarter, against_last_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from plansheet.model.indicators import Indicator, Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.units import Unit

History: TypeAlias = "Mapping[str, Figures]"
Supplied: TypeAlias = "Mapping[tuple[str, str], Figures]"
_NOT_COMPARED = frozenset({State.WITHDRAWN, State.NOT_DUE})
_TRAVELS = frozenset({State.RATED, State.NO_TARGET, State.BASELINE})


@dataclass(frozen=True, slots=True)
class Comparing:
    """What is the same for all indicators: quarter, day of comparing, the council's tolerance."""

    quarter: Quarter
    today: date
    tolerance_for: Callable[[Unit], Tolerance]


def reconcile_service(
    plan: Plan,
    comparing: Comparing,
    history: History,
    *,
    supplied: Supplied | None = None,
    redefined: Mapping[str, Quarter] | None = None,
) -> tuple[Result, ...]:
    """Return a result for each indicator of the plan, whatever its state, in the plan's order.

    `history` holds the service's figures by ref, this quarter's among them; `supplied` those of
    other services' indicators by (service, ref), with an empty history where nothing has come
    yet: an indicator whose supplier has no such row counts as the plan's own. `redefined` names
    what an earlier plan measured otherwise (see `changes.redefined_by`). Dated changes of the
    plan are applied here.
    """
    current = as_of(plan, comparing.quarter)
    withdrawn = withdrawn_refs(plan, comparing.quarter)
    since = {**(redefined or {}), **redefined_since(plan, comparing.quarter)}
    results = []
    for indicator in current.indicators:
        others = _from_supplier(plan, indicator, supplied or {})
        figures = own_history(indicator, history) if others is None else others
        track = Track(_since(indicator, since), figures, since.get(indicator.ref))
        result = _result(plan.code, track, comparing, withdrawn=indicator.ref in withdrawn)
        results.append(replace(result, counted=others is None))
    return tuple(results)


def _since(indicator: Indicator, since: Mapping[str, Quarter]) -> Indicator:
    """Return an indicator that knows of a change of definition which an earlier plan made."""
    return replace(indicator, since=indicator.since or since.get(indicator.ref))


def _from_supplier(plan: Plan, indicator: Indicator, supplied: Supplied) -> Figures | None:
    """Return the figures of an indicator that another service supplies, None for the plan's own."""
    if indicator.supplied_by == plan.code:
        return None
    return supplied.get((indicator.supplied_by, indicator.ref))


def own_history(indicator: Indicator, history: History) -> Figures:
    """Return an indicator's figures, those of the ref it had formerly among them."""
    return {**history.get(indicator.formerly, {}), **history.get(indicator.ref, {})}


def _result(service: str, track: Track, comparing: Comparing, *, withdrawn: bool) -> Result:
    indicator, figures, quarter = track.indicator, track.figures, comparing.quarter
    due = indicator.is_due(quarter, done=is_done(indicator, quarter, figures))
    found = total(indicator, quarter, figures)
    goal = goal_for(indicator, quarter, comparing.tolerance_for(indicator.unit))
    state = state_of(
        Standing(indicator, quarter, figures, found, goal, due, withdrawn, comparing.today)
    )
    result = Result(
        service,
        indicator,
        state,
        goal,
        due=due and not withdrawn,
        actual=None if state in _NOT_COMPARED else found.actual,
        figure=figures.get(quarter),
        missing=() if state in _NOT_COMPARED else found.missing,
        part_since=indicator.since if is_part_of_year(indicator, quarter) else None,
    )
    verdict = _verdict(result)
    travels = state in _TRAVELS
    return replace(
        result,
        rating=verdict.rating if verdict else None,
        variance=verdict.variance if verdict else None,
        direction_quarter=against_last_quarter(track, quarter) if travels else None,
        direction_year=against_last_year(track, quarter) if travels else None,
    )


def _verdict(result: Result) -> Verdict | None:
    """Return the rating of a result whose state is rated, else None."""
    if result.state is not State.RATED:
        return None
    goal, actual = result.goal, result.actual
    if goal.by is not None and goal.amber_by is not None:
        return rate_date(goal.by, goal.amber_by, actual if isinstance(actual, date) else None)
    return rate(result.indicator.good_is.way, goal, actual) if isinstance(actual, Decimal) else None


def summary(results: Iterable[Result]) -> dict[str, int]:
    """Return the counts of `reconcile`'s summary; an indicator is counted where it is supplied."""
    counted = [result for result in results if result.counted]
    states = {key_of(state): sum(r.state is state for r in counted) for state in State}
    ratings = {key_of(rating): sum(r.rating is rating for r in counted) for rating in Rating}
    return {key: {**states, **ratings}[key] for key in SUMMARY_KEYS}


def key_of(word: str) -> str:
    """Return the key of the summary under which a rating or a state is counted."""
    return word.lower().replace(" ", "_")


_FIRST = State.RATED
SUMMARY_KEYS = tuple(
    key_of(word) for word in (_FIRST, *Rating, *(state for state in State if state is not _FIRST))
)

"""What was told anew of quarters that were over: compared again, without the change and with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.jobs.compared import compared
from plansheet.jobs.history import guests_of, history_of
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.figures import arrived_figures, changed_figures
from plansheet.reconcile.restatements import known_in, late_quarters, refigured, restated
from plansheet.reconcile.words import EARLIER_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.jobs.compared import Day
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result
    from plansheet.reconcile.case import Case
    from plansheet.reconcile.restatements import Restatement
    from plansheet.reconcile.totals import Figures


def restatements(day: Day, service: str) -> tuple[Restatement, ...]:
    """Return the ratings of a service that the day's quarter tells anew (see `late_quarters`)."""
    plan = _written(day, service)
    return tuple(_restated(day, plan)) if plan else ()


def refigurings(day: Day, plan: Plan, case: Case) -> Iterator[Restatement]:
    """Yield the earlier figures that the return of a case changes or gives, with both ratings."""
    guests = guests_of(day.council, plan, day.quarter)
    indicators = {each.ref: each for each in (*guests, *plan.indicators)}
    told = (case.returned, indicators, case.before)
    for changed in (*arrived_figures(*told), *changed_figures(*told)):
        then = replace(day, quarter=changed.now.quarter)
        past = day.council.plan_for(plan.code, then.quarter)
        was, now = (_one(then, past, known, changed.ref) for known in (case.before, case.history))
        reason = text_of(case.row(EARLIER_FIGURES, changed.label), "reason")
        yield refigured(changed, indicators[changed.ref], was, now, reason)


def _one(then: Day, plan: Plan | None, known: Mapping[str, Figures], ref: str) -> Result | None:
    """Return one indicator compared in an earlier quarter, None where no plan of it has it."""
    results = compared(then, plan, known) if plan else ()
    return next((each for each in results if each.indicator.ref == ref), None)


def _restated(day: Day, plan: Plan) -> Iterator[Restatement]:
    for late in late_quarters(plan, day.quarter):
        then = replace(day, quarter=late.quarter)
        past = _written(then, plan.code) or plan
        was, now = (_results(then, past, known) for known in (late.before, late.since))
        yield from restated(past, late, was, now)


def _results(then: Day, plan: Plan, known: Quarter) -> tuple[Result, ...]:
    """Return the quarter's results by what was known of the plan in another quarter."""
    settled = as_of(known_in(plan, known), then.quarter)
    returned = then.council.counting_return(plan.code, then.quarter)
    return compared(then, settled, history_of(then.council, settled, then.quarter, returned))


def _written(day: Day, service: str) -> Plan | None:
    plans = day.council.written(day.quarter).plans
    return next((plan for plan in plans if plan.code == service), None)

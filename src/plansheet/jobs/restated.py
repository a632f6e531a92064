"""What changes approved late made of quarters that were over: compared again, without and with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.jobs.compared import compared
from plansheet.jobs.history import history_of
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.restatements import known_in, late_quarters, restated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.jobs.compared import Day
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result
    from plansheet.reconcile.restatements import Restatement


def restatements(day: Day, service: str) -> tuple[Restatement, ...]:
    """Return the ratings of a service that the day's quarter tells anew (see `late_quarters`)."""
    plan = _written(day, service)
    return tuple(_restated(day, plan)) if plan else ()


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

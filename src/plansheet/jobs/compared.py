"""A plan's indicators compared in one quarter, with what other services supply and measured before.

Owns where the figures come from; how they are compared is `plansheet.reconcile`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.jobs.history import history_of
from plansheet.reconcile.changes import redefined_by
from plansheet.reconcile.results import Comparing, reconcile_service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result
    from plansheet.reconcile.totals import Figures


@dataclass(frozen=True, slots=True)
class Day:
    """A council's quarter as it is looked at on one day."""

    council: Council
    quarter: Quarter
    today: date


def compared(day: Day, plan: Plan, history: Mapping[str, Figures]) -> tuple[Result, ...]:
    """Return the indicators of `plan` compared in the day's quarter, with its figures."""
    council = day.council
    return reconcile_service(
        plan,
        Comparing(day.quarter, day.today, council.settings.tolerance_for),
        history,
        supplied=supplied(council, plan, day.quarter),
        redefined=_redefined(council, plan),
    )


def supplied(council: Council, plan: Plan, quarter: Quarter) -> dict[tuple[str, str], Figures]:
    """Return the figures of the plan's indicators that other services supply."""
    found: dict[tuple[str, str], Figures] = {}
    for indicator in plan.indicators:
        key = (indicator.supplied_by, indicator.ref)
        other = council.plan_for(indicator.supplied_by, quarter)
        if other is not None and other.code != plan.code:
            returned = council.counting_return(other.code, quarter)
            found[key] = history_of(council, other, quarter, returned).get(indicator.ref, {})
    return found


def _redefined(council: Council, plan: Plan) -> Mapping[str, Quarter]:
    """Return what the plan measures otherwise than the plan before it, and since when."""
    before = council.plan_for(plan.code, plan.years[0].quarters[0].previous)
    return redefined_by(plan, before) if before else {}

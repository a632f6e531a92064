"""What a plan's returns have said so far, as the draft of the next plan needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.cycle import Reported, RiskReported, actuals_of
from plansheet.jobs.compared import supplied
from plansheet.jobs.history import history_of, returns_of_plan
from plansheet.reconcile.answers import day_of, text_of
from plansheet.reconcile.risks import reconcile_risks
from plansheet.reconcile.words import CONTRACTS, FINISHED_STATUSES, MILESTONES, RISKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.jobs.council import Council
    from plansheet.model.periods import FinancialYear
    from plansheet.model.plans import Plan
    from plansheet.model.returns import Return
    from plansheet.model.targets import Actual


def reported_of(council: Council, plan: Plan, year: FinancialYear) -> Reported:
    """Return what the returns of `plan` say that count for the draft which begins with `year`."""
    returns = returns_of_plan(council, plan, year.quarters[0])
    rows = [row for each in returns for row in each.rows(MILESTONES).items()]
    contracts = [row for each in returns for row in each.rows(CONTRACTS).items()]
    return Reported(
        actuals=year_actuals(council, plan.code, year.plus(-2)),
        finished=frozenset(
            ref for ref, answers in rows if text_of(answers, "status") in FINISHED_STATUSES
        ),
        expected={ref: day for ref, answers in rows if (day := day_of(answers, "expected"))},
        risks=_risks(plan, returns),
        ends={ref: day for ref, answers in contracts if (day := day_of(answers, "new_end"))},
    )


def year_actuals(council: Council, service: str, year: FinancialYear) -> dict[str, Actual]:
    """Return the actuals of a service's indicators for a whole year, by ref."""
    last = year.quarters[-1]
    plan = council.plan_for(service, last)
    if plan is None:
        return {}
    returned = council.counting_return(service, last)
    others = {ref: figures for (_, ref), figures in supplied(council, plan, last).items()}
    return actuals_of(plan, year, {**history_of(council, plan, last, returned), **others})


def _risks(plan: Plan, returns: Sequence[Return]) -> dict[str, RiskReported]:
    found: dict[str, RiskReported] = {}
    for returned in returns:
        inputs = {ref: each.inputs for ref, each in found.items()}
        for result in reconcile_risks(plan, returned, inputs):
            ref, answers = result.risk.ref, returned.rows(RISKS).get(result.risk.ref, {})
            if result.answer:
                before = found.get(ref, RiskReported())
                found[ref] = RiskReported(
                    inputs=result.inputs,
                    closed=before.closed or result.is_closed,
                    last_review=day_of(answers, "last_review") or before.last_review,
                    next_review=day_of(answers, "next_review") or before.next_review,
                )
    return found

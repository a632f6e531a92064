"""Milestones and contracts in a quarter: what is asked about, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.reconcile.answers import day_of, text_of
from plansheet.reconcile.words import CONTRACTS, FINISHED_STATUSES, MILESTONES

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Contract, Milestone, Plan, Project
    from plansheet.model.returns import Return

_NOBODY: frozenset[str] = frozenset()
_QUARTERS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class MilestoneResult:
    """One milestone that the quarter asks about, and how it stands.

    `slippage` is in days: done on, or now expected, less due; negative where it was early, None
    where no date was given.
    """

    service: str
    project: Project
    milestone: Milestone
    due: date
    is_due: bool
    status: str = ""
    done_on: date | None = None
    expected: date | None = None
    commentary: str = ""
    slippage: int | None = None

    @property
    def is_finished(self) -> bool:
        """Return whether there is nothing more to ask."""
        return self.status in FINISHED_STATUSES


@dataclass(frozen=True, slots=True)
class ContractResult:
    """One contract that ends or is reviewed within six months, and what happens next."""

    service: str
    contract: Contract
    due: date
    next_step: str = ""
    new_end: date | None = None
    commentary: str = ""


def reconcile_milestones(
    plan: Plan, quarter: Quarter, returned: Return | None, finished: AbstractSet[str] = _NOBODY
) -> tuple[MilestoneResult, ...]:
    """Return how each milestone that `quarter` asks about stands, in the plan's order.

    `finished` are the refs that an earlier return completed or closed; they are left out.
    """
    return tuple(
        _milestone(plan.code, project, milestone, quarter, returned)
        for project in plan.projects
        for milestone in project.milestones
        if milestone.is_asked(quarter) and milestone.ref not in finished
    )


def reconcile_contracts(
    plan: Plan, quarter: Quarter, returned: Return | None, settled: AbstractSet[str] = _NOBODY
) -> tuple[ContractResult, ...]:
    """Return what happens next with each contract that `quarter` asks about.

    `settled` are the refs that need no more answers; they are left out.
    """
    rows = returned.rows(CONTRACTS) if returned else {}
    found = []
    for contract in plan.contracts:
        due = contract_due(contract, quarter)
        if due is None or contract.ref in settled:
            continue
        answers = rows.get(contract.ref, {})
        found.append(
            ContractResult(
                plan.code,
                contract,
                due,
                text_of(answers, "next_step"),
                day_of(answers, "new_end"),
                text_of(answers, "commentary"),
            )
        )
    return tuple(found)


def contract_due(contract: Contract, quarter: Quarter) -> date | None:
    """Return the contract's first end or review from the quarter's start to six months past it.

    None where neither falls there: the quarter does not ask about the contract.
    """
    horizon = quarter.plus(_QUARTERS_AHEAD).last_day
    days = [day for day in (contract.review, contract.end) if day is not None]
    return min((day for day in days if quarter.first_day <= day <= horizon), default=None)


def _milestone(
    service: str, project: Project, milestone: Milestone, quarter: Quarter, returned: Return | None
) -> MilestoneResult:
    answers = returned.rows(MILESTONES).get(milestone.ref, {}) if returned else {}
    done_on, expected = day_of(answers, "done_on"), day_of(answers, "expected")
    reached = done_on or expected
    return MilestoneResult(
        service,
        project,
        milestone,
        milestone.due,
        milestone.due <= quarter.last_day,
        text_of(answers, "status"),
        done_on,
        expected,
        text_of(answers, "commentary"),
        (reached - milestone.due).days if reached else None,
    )

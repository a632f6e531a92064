"""What is missing or odd about milestones, contracts and risks; every check has one shape.

Each row's Check asks for the same while it is filled in: both follow from `wants`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.problems import problem
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.projects import contract_due
from plansheet.reconcile.wants import (
    CONTRACT_STEP,
    MILESTONE_STATUS,
    UNSCORED,
    UNUSED,
    risk_answer,
)
from plansheet.reconcile.words import CONTRACTS, MILESTONES, NEXT_STEPS, RISKS, STATUSES, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.plans import Contract, Milestone
    from plansheet.model.risks import Risk, RiskScheme, Scale
    from plansheet.problems import Problem
    from plansheet.reconcile.case import Case
    from plansheet.reconcile.risks import RiskResult
    from plansheet.reconcile.wants import Chooser

# A contract that goes on does so for years, here in quarters.
_YEARS_ON = 8


def status_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each milestone without a status that is due, or of which more is said.

    One that is not due yet may be left alone.
    """
    for milestone in _milestones(case):
        is_due = milestone.due <= case.quarter.last_day
        if not is_due and not case.row(MILESTONES, milestone.ref):
            continue
        if case.is_open(MILESTONES, milestone.ref, MILESTONE_STATUS.key):
            place = case.place(MILESTONES, milestone.ref, MILESTONE_STATUS.key)
            due, words = spoken_date(milestone.due), ", ".join(STATUSES)
            was = "was" if is_due else "is"
            yield problem("status-missing", place, was=was, due=due, words=words)


def risk_unanswered(case: Case) -> Iterator[Problem]:
    """Yield a problem for each open risk that was not reviewed."""
    for _, risk in _risks(case):
        if case.is_open(RISKS, risk.ref, "changed"):
            yield problem("risk-unanswered", case.place(RISKS, risk.ref, "changed"))


def contract_unanswered(case: Case) -> Iterator[Problem]:
    """Yield a problem for each contract near its end or review without a next step."""
    for contract in _contracts(case):
        due = contract_due(contract, case.quarter)
        if due is not None and case.is_open(CONTRACTS, contract.ref, CONTRACT_STEP.key):
            place = case.place(CONTRACTS, contract.ref, CONTRACT_STEP.key)
            words = ", ".join(NEXT_STEPS)
            yield problem("contract-unanswered", place, due=spoken_date(due), words=words)


def answer_incomplete(case: Case) -> Iterator[Problem]:
    """Yield a problem for each cell that the answer of a row asks for and that is empty."""
    for milestone in _milestones(case):
        yield from _incomplete(case, MILESTONE_STATUS, milestone.ref)
    for contract in _contracts(case):
        yield from _incomplete(case, CONTRACT_STEP, contract.ref)
    for scheme, risk in _risks(case):
        yield from _incomplete(case, risk_answer(scheme), risk.ref, _example(scheme.likelihood))


def score_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each risk that has changed and has no likelihood, or no impact."""
    for scheme, result in _scored(case):
        ref, keys = result.risk.ref, [scale.key for scale in scheme.inputs]
        is_empty = all(case.is_open(RISKS, ref, key) for key in keys)
        is_unclear = any(_is_unclear(case, ref, key) for key in keys)
        if result.answer in UNSCORED.said and result.now is None and not (is_empty or is_unclear):
            place, example = (
                case.place(RISKS, ref, "changed"),
                _example(scheme.likelihood, scheme.impacts[0]),
            )
            yield problem(UNSCORED.code, place, said=result.answer, example=example)


def score_unused(case: Case) -> Iterator[Problem]:
    """Yield a problem for each risk with scores filled in beside `No change` that say otherwise."""
    for scheme, result in _scored(case):
        row = case.row(RISKS, result.risk.ref)
        filled = [
            f"{scale.heading} '{text_of(row, scale.key)}'"
            for scale in scheme.inputs
            if scale.key in result.unused
        ]
        if filled:
            place = case.place(RISKS, result.risk.ref, result.unused[0])
            yield problem(UNUSED.code, place, said=result.answer, filled=joined(filled))


def _incomplete(case: Case, chooser: Chooser, ref: str, example: str = "") -> Iterator[Problem]:
    said = text_of(case.row(chooser.sheet, ref), chooser.key)
    day, later = (spoken_date(case.quarter.plus(count).last_day) for count in (0, _YEARS_ON))
    for want in chooser.wants:
        is_wanted = said in want.said
        if is_wanted and all(case.is_open(chooser.sheet, ref, key) for key in want.keys):
            place = case.place(chooser.sheet, ref, chooser.key)
            yield problem(want.code, place, said=said, day=day, later=later, example=example)


def _is_unclear(case: Case, ref: str, key: str) -> bool:
    """Return whether something was typed that cannot be used: it is complained of already."""
    answer = case.answer(RISKS, ref, key)
    return answer is not None and answer.value is None


def _example(*scales: Scale) -> str:
    """Return an example of inputs filled in: `Likelihood 'C 50% to 74%'`."""
    middle = [(scale.heading, scale.steps[len(scale.steps) // 2]) for scale in scales]
    return joined([f"{heading} '{step.code} {step.word}'" for heading, step in middle])


def _milestones(case: Case) -> Iterator[Milestone]:
    """Yield the milestones of the plan that the return could answer for."""
    for project in case.plan.projects:
        for milestone in project.milestones:
            if milestone.is_asked(case.quarter) and case.asks(MILESTONES, milestone.ref):
                yield milestone


def _contracts(case: Case) -> Iterator[Contract]:
    for contract in case.plan.contracts:
        is_near = contract_due(contract, case.quarter) is not None
        if is_near and case.asks(CONTRACTS, contract.ref):
            yield contract


def _risks(case: Case) -> Iterator[tuple[RiskScheme, Risk]]:
    """Yield the open risks that the return could answer for, with the plan's scheme."""
    scheme = case.plan.scheme
    if scheme is not None:
        for risk in case.plan.risks:
            if risk.closed is None and case.asks(RISKS, risk.ref):
                yield scheme, risk


def _scored(case: Case) -> Iterator[tuple[RiskScheme, RiskResult]]:
    """Yield where each of those risks stands."""
    results = {result.risk.ref: result for result in case.risks}
    for scheme, risk in _risks(case):
        if risk.ref in results:
            yield scheme, results[risk.ref]

"""The checks of a return: a visible tuple of functions of one shape, `(case) -> problems`.

The checks of figures stand in `figure_checks`, those of every other sheet here. None of them
withholds a figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.words import SeparateChecker
from plansheet.problems import Level, problem
from plansheet.reconcile import figure_checks
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.figure_checks import listed
from plansheet.reconcile.projects import contract_due
from plansheet.reconcile.words import (
    CHECKED,
    CONTRACTS,
    DATA_ENTRY,
    DATA_QUALITY,
    DIMENSIONS,
    MILESTONES,
    NEXT_STEPS,
    RISKS,
    SIGN_OFF,
    SIGN_OFF_STEPS,
    STATUSES,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plansheet.problems import Problem
    from plansheet.reconcile.case import Case

_LAST_QUARTER = 4
_SIGNATURE = {"name": "Name", "job_title": "Job title", "date": "Date"}


def check_return(case: Case) -> tuple[Problem, ...]:
    """Return everything that is missing or odd in a return, in the order of `CHECKS`."""
    return tuple(found for check in CHECKS for found in check(case))


def status_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each milestone due in or before the quarter that has no status."""
    for milestone in (each for project in case.plan.projects for each in project.milestones):
        if milestone.due > case.quarter.last_day or not case.asks(MILESTONES, milestone.ref):
            continue
        if case.is_open(MILESTONES, milestone.ref, "status"):
            place = case.place(MILESTONES, milestone.ref, "status")
            due, words = spoken_date(milestone.due), ", ".join(STATUSES)
            yield problem("status-missing", place, due=due, words=words)


def risk_unanswered(case: Case) -> Iterator[Problem]:
    """Yield a problem for each open risk that was not reviewed."""
    if case.plan.scheme is None:
        return
    for risk in case.plan.risks:
        is_asked = risk.closed is None and case.asks(RISKS, risk.ref)
        if is_asked and case.is_open(RISKS, risk.ref, "changed"):
            yield problem("risk-unanswered", case.place(RISKS, risk.ref, "changed"))


def contract_unanswered(case: Case) -> Iterator[Problem]:
    """Yield a problem for each contract near its end or review without a next step."""
    for contract in case.plan.contracts:
        due = contract_due(contract, case.quarter)
        if due is None or not case.asks(CONTRACTS, contract.ref):
            continue
        if case.is_open(CONTRACTS, contract.ref, "next_step"):
            place = case.place(CONTRACTS, contract.ref, "next_step")
            words = ", ".join(NEXT_STEPS)
            yield problem("contract-unanswered", place, due=spoken_date(due), words=words)


def quality_unanswered(case: Case) -> Iterator[Problem]:
    """Yield a problem for each dimension of data quality left open in the fourth quarter."""
    if case.quarter.number != _LAST_QUARTER:
        return
    for dimension in DIMENSIONS:
        is_asked = case.asks(DATA_QUALITY, dimension)
        if is_asked and case.is_open(DATA_QUALITY, dimension, "met"):
            place = case.place(DATA_QUALITY, dimension, "met")
            yield problem("quality-unanswered", place, dimension=dimension.lower())


def signoff_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each step without a name, a job title and a date."""
    for step in SIGN_OFF_STEPS:
        missing = [
            heading for key, heading in _SIGNATURE.items() if case.is_open(SIGN_OFF, step, key)
        ]
        if missing and case.asks(SIGN_OFF, step):
            place = case.place(SIGN_OFF, step)
            yield problem("signoff-missing", place, step=step, missing=listed(missing))


def same_checker(case: Case) -> Iterator[Problem]:
    """Yield a problem where the person who entered the data also checked it, as settings ask."""
    entered, checked = (
        " ".join(text_of(case.row(SIGN_OFF, step), "name").split())
        for step in (DATA_ENTRY, CHECKED)
    )
    is_same = bool(checked) and entered.casefold() == checked.casefold()
    if not is_same or case.separate_checker is SeparateChecker.OFF:
        return
    required = case.separate_checker is SeparateChecker.REQUIRED
    yield problem(
        "same-checker",
        case.place(SIGN_OFF, CHECKED, "name"),
        level=Level.FIX if required else None,
        who=checked,
        wish="requires two people" if required else "prefers someone else to check",
        when="" if required else " next time, if that can be done",
    )


CHECKS: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    figure_checks.figure_missing,
    figure_checks.denominator_missing,
    figure_checks.denominator_zero,
    figure_checks.commentary_missing,
    figure_checks.cumulative_falls,
    figure_checks.implausible,
    figure_checks.earlier_quarter_missing,
    figure_checks.restated,
    status_missing,
    risk_unanswered,
    contract_unanswered,
    quality_unanswered,
    signoff_missing,
    same_checker,
)

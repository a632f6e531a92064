"""The checks of a return: a visible tuple of functions of one shape, `(case) -> problems`.

The checks of figures stand in `figure_checks`, those of milestones, risks and contracts in
`register_checks`, those of every other sheet here. None of them withholds a figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.words import SeparateChecker, same_person
from plansheet.problems import problem
from plansheet.reconcile import figure_checks, register_checks
from plansheet.reconcile.answers import day_of, text_of
from plansheet.reconcile.words import (
    CHECKED,
    DATA_ENTRY,
    DATA_QUALITY,
    DIMENSIONS,
    NO,
    PARTLY,
    SIGN_OFF,
    SIGN_OFF_STEPS,
    listed,
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


def quality_unanswered(case: Case) -> Iterator[Problem]:
    """Yield a problem for each dimension of data quality left open in the fourth quarter."""
    if case.quarter.number != _LAST_QUARTER:
        return
    for dimension in DIMENSIONS:
        is_asked = case.asks(DATA_QUALITY, dimension)
        if is_asked and case.is_open(DATA_QUALITY, dimension, "met"):
            place = case.place(DATA_QUALITY, dimension, "met")
            yield problem("quality-unanswered", place, dimension=dimension.lower())


def quality_note_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each dimension that is not met, or partly, without a word on it."""
    for dimension, answers in case.returned.rows(DATA_QUALITY).items():
        met = text_of(answers, "met")
        if met in {PARTLY, NO} and case.is_open(DATA_QUALITY, dimension, "note"):
            place = case.place(DATA_QUALITY, dimension, "met")
            yield problem("quality-note-missing", place, dimension=dimension.lower(), met=met)


def signoff_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each step without a name, a job title and a date.

    Where the council requires a separate checker, the name of who entered the data is none.
    """
    for step in SIGN_OFF_STEPS:
        missing = [
            heading for key, heading in _SIGNATURE.items() if case.is_open(SIGN_OFF, step, key)
        ]
        if step == CHECKED and _needs_another(case):
            missing.append(f"a Name other than that of the step {DATA_ENTRY}")
        if missing and case.asks(SIGN_OFF, step):
            place = case.place(SIGN_OFF, step)
            yield problem("signoff-missing", place, step=step, missing=listed(missing))


def signed_early(case: Case) -> Iterator[Problem]:
    """Yield a problem for each step that was signed before the quarter was over."""
    for step in SIGN_OFF_STEPS:
        day = day_of(case.row(SIGN_OFF, step), "date")
        if day is not None and day < case.quarter.last_day:
            yield problem(
                "signed-early",
                case.place(SIGN_OFF, step, "date"),
                step=step,
                day=spoken_date(day),
                end=spoken_date(case.quarter.last_day),
            )


def same_checker(case: Case) -> Iterator[Problem]:
    """Yield a problem where the person who entered the data also checked it, as settings ask."""
    if case.separate_checker is SeparateChecker.OFF or not _is_same_person(case):
        return
    required = case.separate_checker is SeparateChecker.REQUIRED
    yield problem(
        "same-checker",
        case.place(SIGN_OFF, CHECKED, "name"),
        who=text_of(case.row(SIGN_OFF, CHECKED), "name").strip(),
        wish="requires two people" if required else "prefers someone else to check",
        when="" if required else " next time, if that can be done",
    )


def _needs_another(case: Case) -> bool:
    is_required = case.separate_checker is SeparateChecker.REQUIRED
    return is_required and _is_same_person(case)


def _is_same_person(case: Case) -> bool:
    entered, checked = (text_of(case.row(SIGN_OFF, step), "name") for step in (DATA_ENTRY, CHECKED))
    return same_person(entered, checked)


CHECKS: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    figure_checks.figure_missing,
    figure_checks.denominator_missing,
    figure_checks.denominator_zero,
    figure_checks.reason_unsaid,
    figure_checks.reason_beside_figure,
    figure_checks.commentary_missing,
    figure_checks.cumulative_falls,
    figure_checks.implausible,
    figure_checks.earlier_quarter_missing,
    figure_checks.restated,
    register_checks.status_missing,
    register_checks.risk_unanswered,
    register_checks.contract_unanswered,
    register_checks.answer_incomplete,
    register_checks.score_missing,
    register_checks.score_unused,
    quality_unanswered,
    quality_note_missing,
    signoff_missing,
    signed_early,
    same_checker,
)

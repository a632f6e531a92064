"""The steps of one day, the most urgent first, each with the command that does it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from plansheet.agenda.quarter import idle_of, quarter_steps
from plansheet.agenda.step import PROGRAM, Step, Urgency, counted
from plansheet.model.dates import spoken_date
from plansheet.model.periods import quarter_of
from plansheet.reconcile.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.agenda.values import Agenda, PlanState


def steps(agenda: Agenda) -> tuple[Step, ...]:
    """Return what is to be done today, the most urgent first; nothing where nothing is."""
    if agenda.lost:
        what = (
            f"Bring the ledger back from a backup, since it is missing or empty and "
            f"{counted(agenda.lost, 'file')} of what was issued and returned would not be known; "
            "then run"
        )
        return (Step(Urgency.BEGIN, what, "verify"),)
    if not agenda.has_plans:
        what = (
            f"Put your service plans into {agenda.plans_folder}, for example 'parks 2018-21.xlsx', "
            "and check them"
        )
        return (Step(Urgency.BEGIN, what, "plan check"),)
    found = chain(
        _plan_steps(agenda),
        *(quarter_steps(each, agenda.day) for each in agenda.quarters),
        _year_steps(agenda),
        _retention(agenda),
    )
    named = (replace(each, what=each.what.replace(PROGRAM, agenda.program)) for each in found)
    return tuple(sorted(named, key=lambda step: step.urgency))


def idle_words(agenda: Agenda) -> str:
    """Return who is still out, or what comes next, where there is nothing to do today."""
    out = [words for each in agenda.quarters if (words := idle_of(each, agenda.day))]
    if out:
        return " ".join(("Nothing to do today.", *out))
    now = quarter_of(agenda.day)
    return (
        f"Nothing to do today. The workbooks of {now} are made when it has ended, from "
        f"{spoken_date(now.plus(1).first_day)} on."
    )


def _plan_steps(agenda: Agenda) -> Iterator[Step]:
    """Yield what is to be corrected in plans, then what is to be confirmed, a step each."""
    faulty = [each for each in agenda.plans if each.faults]
    if faulty:
        count = counted(sum(each.faults for each in faulty), "fault")
        what = f"Correct {count} in {joined([each.name for each in faulty])}"
        yield Step(Urgency.CORRECT, what, _check(faulty))
    unsure = [each for each in agenda.plans if each.questions and not each.faults]
    if unsure:
        count = counted(sum(each.questions for each in unsure), "thing")
        what = (
            f"Confirm {count} in {joined([each.name for each in unsure])}: write it into the plan, "
            "or confirm it on the sheet To confirm, then run"
        )
        yield Step(Urgency.CONFIRM, what, _check(unsure))


def _check(plans: list[PlanState]) -> str:
    """Return what checks plans; a file whose name says no service is checked with the rest."""
    services = dict.fromkeys(each.service for each in plans)
    return "plan check" if "" in services else " ".join(("plan check", *services))


def _year_steps(agenda: Agenda) -> Iterator[Step]:
    """Yield what the next year's plans want: to be drafted, approved, or there at all."""
    year = agenda.next_year
    if year is not None and agenda.uncovered:
        undrafted = [each for each in agenda.uncovered if each not in agenda.drafted]
        if undrafted:
            what = f"Draft the plans of {joined(undrafted)} that begin with {year}"
            yield Step(Urgency.ROLL, what, f"plan roll {year.label}")
        if agenda.drafted:
            what = f"Approve the drafts of {joined(agenda.drafted)} for {year}"
            yield Step(Urgency.ROLL, what, f"plan roll {year.label} --approve")
    elif not agenda.covers_now:
        now = quarter_of(agenda.day)
        what = f"Put plans that cover {now.year} into {agenda.plans_folder}, and check them"
        yield Step(Urgency.ROLL, what, "plan check")


def _retention(agenda: Agenda) -> Iterator[Step]:
    if agenda.expired:
        files = counted(agenda.expired, "returned file")
        older = f"{'is' if agenda.expired == 1 else 'are'} older than {agenda.keep_years} years"
        what = f"Look at {files} that {older}, and remove what need not be kept"
        yield Step(Urgency.RETENTION, what, "retention")

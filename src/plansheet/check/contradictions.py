"""Checks of what a plan says twice: in two tables, in a title and a column, in a target and a year.

Source: domain, "Contradictions inside a plan are found and listed".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.check.agreement import agree, shown, strategic_targets
from plansheet.model.deadlines import Deadline, read_deadline
from plansheet.model.indicators import Way
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.tables import Table
from plansheet.model.typed import clean
from plansheet.model.units import spoken
from plansheet.model.words import tier_tag
from plansheet.problems import Problem, problem
from plansheet.reconcile.goals import goal_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from plansheet.check.case import Case
    from plansheet.model.indicators import Indicator, Tolerance

_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATED = re.compile(
    r"\b(?:ends?(?: in| on| by)?|by|due|complet\w+(?: in| by)?|until) (?:the )?(?:end (?:of )?)?"
    rf"(?P<when>(?:[0-9]{{1,2}}(?:st|nd|rd|th)? )?{_MONTHS} (?:20)?[0-9]{{2}}\b"
    r"|[0-9]{1,2}/[0-9]{1,2}/(?:20)?[0-9]{2}\b|20[0-9]{2}[/-](?:20)?[0-9]{2}\b)",
    re.IGNORECASE,
)


def strategic_differences(case: Case) -> Iterator[Problem]:
    """A target in Objectives that is not the one in the table of indicators."""
    for said in strategic_targets(case.plan):
        for indicator in filter(said.is_of, case.plan.indicators):
            kept = indicator.target_for(said.year)
            if not agree(said.target(indicator), kept, indicator):
                yield problem(
                    "strategic-target-differs",
                    case.place(Table.OBJECTIVES, said.index, indicator.ref),
                    read=said.row.target,
                    year=said.year,
                    table=Table.INDICATORS,
                    kept=shown(kept),
                )


def tagged_otherwise(case: Case) -> Iterator[Problem]:
    """A title tagged `(KPI)` of an indicator that the plan has among the others, or the reverse."""
    for place, indicator in case.indicators():
        tag = tier_tag(indicator.title)
        if tag and tag != indicator.tier:
            yield problem("tier-differs", place, tag=tag, tier=indicator.tier)


def easier_targets(case: Case) -> Iterator[Problem]:
    """A first target that is worse than the last actual, where both are figures."""
    for place, indicator in case.indicators():
        last = _last_actual(indicator)
        first = _first_target(indicator, last[0], case.tolerance) if last else None
        if last and first and is_worse(first[1], last[1], indicator.good_is.way):
            yield problem(
                "target-worse",
                place,
                year=first[0],
                target=spoken(first[1], indicator.unit),
                past=last[0],
                actual=spoken(last[1], indicator.unit),
                way=indicator.good_is,
            )


def misplaced_deadlines(case: Case) -> Iterator[Problem]:
    """A deadline in the column of a year that it does not fall in."""
    for place, indicator in case.indicators():
        for year, target in indicator.targets.items():
            if target.deadline and not _within(target.deadline, year):
                read = " ".join(target.text.split())
                yield problem("deadline-elsewhere", place, read=read, year=year)


def misplaced_milestones(case: Case) -> Iterator[Problem]:
    """A milestone that names an end outside the year in whose column it stands."""
    for index, project in enumerate(case.plan.projects):
        for step in project.milestones:
            year = step.period.year if isinstance(step.period, Quarter) else step.period
            named = _DATED.finditer(clean(step.text).replace("\n", " "))
            ends = [found for match in named if (found := read_deadline(match["when"], year))]
            if ends and not any(_within(end, year) for end in ends):
                place = case.place(Table.PROJECTS, index, step.ref or project.ref)
                read = " ".join(step.text.split())
                yield problem("deadline-elsewhere", place, read=read, year=year)


def is_worse(figure: Decimal, other: Decimal, way: Way) -> bool:
    """Return whether `figure` is worse than `other` by the way that is good."""
    return figure < other if way is Way.HIGHER else way is Way.LOWER and figure > other


def target_figure(
    indicator: Indicator, year: FinancialYear, tolerance: Tolerance
) -> Decimal | None:
    """Return the figure to reach by the end of `year`, as it is rated; None where there is none."""
    if not indicator.unit.numeric:
        return None
    # A target is one of the whole year, whatever part of it was counted anew.
    whole = replace(indicator, since=None)
    return goal_for(whole, year.quarters[-1], tolerance).value


def _last_actual(indicator: Indicator) -> tuple[FinancialYear, Decimal] | None:
    given = ((year, actual.value) for year, actual in indicator.actuals.items())
    figures = [(year, value) for year, value in given if value is not None]
    return max(figures, default=None) if indicator.unit.numeric else None


def _first_target(
    indicator: Indicator, past: FinancialYear, tolerance: Tolerance
) -> tuple[FinancialYear, Decimal] | None:
    later = sorted(year for year in indicator.targets if year > past)
    figures = ((year, target_figure(indicator, year, tolerance)) for year in later)
    return next(((year, figure) for year, figure in figures if figure is not None), None)


def _within(deadline: Deadline, year: FinancialYear) -> bool:
    """Return whether a deadline falls in a year, a part of it at least."""
    return deadline.first <= year.last_day and deadline.last >= year.first_day

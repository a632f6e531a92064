"""Next year's draft of a plan, from the plan and from what its returns have said so far.

Source: domain, "The year": a plan is refreshed every year, the actuals of last year arrive,
"current year" moves on and a new last year opens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.cycle.outturn import with_actual
from plansheet.model.periods import FinancialYear, Quarter, quarter_of
from plansheet.model.plans import Budget, Milestone, Version
from plansheet.model.targets import parse_actual, parse_target
from plansheet.reconcile.changes import as_of, withdrawn_refs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Contract, Plan, Project
    from plansheet.model.risks import Risk, RiskScheme
    from plansheet.model.targets import Actual

DRAFT = "Draft"
_AFTER_QUARTERS = 5
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class RiskReported:
    """A risk as it was last reported: its inputs, whether it was closed, and its reviews."""

    inputs: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False
    last_review: date | None = None
    next_review: date | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """What the returns have said of a plan so far, all of it by ref.

    `actuals` are those of the last full year; `finished` milestones are done or closed, `expected`
    says when the others are; `ends` are the new ends of contracts.
    """

    actuals: Mapping[str, Actual] = field(default_factory=dict)
    finished: frozenset[str] = frozenset()
    expected: Mapping[str, date] = field(default_factory=dict)
    risks: Mapping[str, RiskReported] = field(default_factory=dict)
    ends: Mapping[str, date] = field(default_factory=dict)


def roll(plan: Plan, year: FinancialYear, reported: Reported, day: date, count: int = 0) -> Plan:
    """Return the draft of the plan that begins with `year`, made on `day` from the one before it.

    It has `count` years, as many as that one unless said. Everything is as the dated changes have
    made it by then, without targets for the years that open; the actuals of the last full year
    stand beside the targets of the current one, whose outturn is still open.
    """
    start = year.quarters[0]
    current = as_of(plan, start)
    years = tuple(year.plus(at) for at in range(count or len(plan.years)))
    gone = withdrawn_refs(plan, start)
    reason = f"Rolled forward from the plan for {plan.years[0]} to {plan.years[-1]}"
    return replace(
        current,
        title=_retitled(plan, years),
        years=years,
        file=f"{plan.code} {span_of(years)}.md",
        indicators=tuple(
            _rolled(each, years, reported.actuals.get(each.ref))
            for each in current.indicators
            if each.ref not in gone
        ),
        projects=tuple(_projects(plan.projects, reported)),
        risks=tuple(_risks(plan, reported)),
        heat_map={},
        contracts=tuple(_contracts(plan.contracts, year, reported)),
        budgets=tuple(_shifted(each, year.starts - plan.years[0].starts) for each in plan.budgets),
        ratings=(),
        versions=(Version(DRAFT, f"{day:%d/%m/%Y}", reason),),
        changes=tuple(each for each in plan.changes if each.starts > start),
    )


def span_of(years: tuple[FinancialYear, ...]) -> str:
    """Return the years of a plan as the names of files write them: `2019-22`."""
    return f"{years[0].starts}-{(years[-1].starts + 1) % _CENTURY:02d}"


def _retitled(plan: Plan, years: tuple[FinancialYear, ...]) -> str:
    """Return the title with the new years where it names the old ones: `2018-21`, `2018-2021`."""
    first, last = plan.years[0].starts, plan.years[-1].starts + 1
    shift = years[0].starts - first
    said = re.compile(
        rf"{first}(?P<mark> ?[-/\u2013] ?| to )(?:{last // _CENTURY})?{last % _CENTURY:02d}\b"
    )
    match = said.search(plan.title)
    if match is None:
        return plan.title
    end = str(last + shift)[-len(match[0].partition(match["mark"])[2]) :]
    return said.sub(f"{first + shift}{match['mark']}{end}", plan.title, count=1)


def _rolled(
    indicator: Indicator, years: tuple[FinancialYear, ...], actual: Actual | None
) -> Indicator:
    last_full, current = years[0].plus(-2), years[0].plus(-1)
    filled = with_actual(indicator, last_full, actual)
    unset = {year: parse_target("", indicator.unit, year) for year in years}
    kept = {year: each for year, each in indicator.targets.items() if year >= current}
    # The ref is the same from now on: what it was called once is said by the plan before.
    return replace(
        filled,
        formerly="",
        since=None,
        aims_anew=False,
        actuals=_kept_actuals(filled, last_full),
        targets=dict(sorted((unset | kept).items())),
    )


def _kept_actuals(indicator: Indicator, first: FinancialYear) -> dict[FinancialYear, Actual]:
    """Return the actuals from `first` on; a baseline needs one, so an earlier one may stay."""
    kept = {year: each for year, each in indicator.actuals.items() if year >= first}
    kept.setdefault(first, parse_actual("", indicator.unit, first))
    if any(each.value is not None for each in kept.values()):
        return dict(sorted(kept.items()))
    earlier = [year for year, each in indicator.actuals.items() if each.value is not None]
    kept |= {year: indicator.actuals[year] for year in sorted(earlier)[-1:]}
    return dict(sorted(kept.items()))


def _projects(projects: Iterable[Project], reported: Reported) -> Iterator[Project]:
    """Yield the projects with what is left of them; one whose every milestone is done is over."""
    for project in projects:
        left = [each for each in project.milestones if each.ref not in reported.finished]
        if left or not project.milestones:
            shifted = (_expected(each, reported.expected.get(each.ref)) for each in left)
            yield replace(project, milestones=tuple(_joined(shifted)))


def _expected(milestone: Milestone, when: date | None) -> Milestone:
    """Return a milestone in the quarter in which it is now expected, where that is later."""
    if when is None or when <= milestone.due:
        return milestone
    return replace(milestone, period=quarter_of(when))


def _joined(milestones: Iterable[Milestone]) -> Iterator[Milestone]:
    """Yield milestones in the order of their periods, those of one period as one."""
    by_period: dict[FinancialYear | Quarter, Milestone] = {}
    for each in milestones:
        there = by_period.get(each.period)
        by_period[each.period] = (
            replace(there, text=f"{there.text}\n{each.text}") if there else each
        )
    yield from sorted(by_period.values(), key=_order)


def _order(milestone: Milestone) -> tuple[FinancialYear, int]:
    period = milestone.period
    if isinstance(period, Quarter):
        return period.year, period.number
    return period, _AFTER_QUARTERS


def _risks(plan: Plan, reported: Reported) -> Iterator[Risk]:
    for risk in plan.risks:
        said = reported.risks.get(risk.ref, RiskReported())
        if risk.closed is None and not said.closed:
            inputs = {**risk.inputs, **said.inputs}
            found = replace(
                risk,
                inputs=inputs,
                last_review=said.last_review or risk.last_review,
                next_review=said.next_review or risk.next_review,
            )
            yield _scored(found, plan.scheme) if inputs != risk.inputs else found


def _scored(risk: Risk, scheme: RiskScheme | None) -> Risk:
    """Return a risk with what is printed of its score as its new inputs make it."""
    made = scheme.assess(risk.inputs) if scheme else None
    if scheme is None or made is None:
        return replace(risk, printed_score="", printed_treatment="")
    treat = scheme.needs_treatment(made.likelihood, made.impact)
    return replace(
        risk,
        printed_score=made.score if risk.printed_score else "",
        printed_treatment=("Yes" if treat else "No") if risk.printed_treatment else "",
    )


def _contracts(
    contracts: Iterable[Contract], year: FinancialYear, reported: Reported
) -> Iterator[Contract]:
    """Yield the contracts that still run when `year` begins."""
    for contract in contracts:
        end = reported.ends.get(contract.ref, contract.end)
        if end is None or end >= year.first_day:
            yield replace(contract, end=end)


def _shifted(budget: Budget, years: int) -> Budget:
    shifted = [year.plus(years) for year in budget.amounts]
    return Budget(budget.heading, {year: budget.amounts.get(year) for year in shifted})

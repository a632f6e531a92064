"""Actions: the milestones of projects as returns say them, and actions that plans rate themselves.

Each with its rating in every quarter of the year so far. An action of a plan that has the ref of a
project is that project's: what returns say goes before what the plan prints. What is completed or
closed stays so for the rest of the year; nothing else is carried from one quarter to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.check.case import Case
from plansheet.check.ratings import printed_counts, reported_ratings
from plansheet.reconcile.words import FINISHED_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from plansheet.model.plans import Action, Plan
    from plansheet.reconcile.projects import MilestoneResult
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

NOT_REPORTED, NOT_DUE = "Not reported", "Not due"
_QUARTER = re.compile(r"\bq(?:uarter)? ?(?P<number>[1-4])\b", re.IGNORECASE)
_FIRST_LINE = re.compile(r"^(?:outcomes?|outputs?): *", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One action: what it is, what has been done, what it is for, and its rating each quarter.

    `due` is None where no date is known. `slippage` is in days, None where no date was given.
    """

    service: str
    title: str
    progress: str
    outcome: str
    ratings: tuple[str, ...]
    due: date | None = None
    expected: date | None = None
    slippage: int | None = None

    @property
    def rating(self) -> str:
        """Return the rating in the last quarter."""
        return self.ratings[-1]


def action_lines(quarters: Sequence[CouncilQuarter]) -> tuple[Line, ...]:
    """Return every action of the year so far; `quarters` are the year's, the first one first."""
    return tuple(
        line for service in quarters[-1].services for line in _of_service(service, quarters)
    )


def _of_service(service: ServiceQuarter, quarters: Sequence[CouncilQuarter]) -> Iterator[Line]:
    printed = _printed(service.plan, quarters)
    steps = {action.ref.casefold(): action.steps for action in service.plan.actions}
    name = service.plan.service.name
    by_quarter = [_milestones(each, service.plan.code) for each in quarters]
    taken = set()
    for ref in _in_order(service.plan, by_quarter):
        found = [results.get(ref) for results in by_quarter]
        newest = next(each for each in reversed(found) if each is not None)
        project = newest.project.ref.casefold()
        taken.add(project)
        ratings = _ratings(found, printed.get(project, ()))
        yield Line(
            name,
            f"{newest.project.title}: {newest.milestone.text}",
            newest.commentary or steps.get(project, ""),
            newest.project.outcome,
            ratings,
            newest.due,
            newest.expected,
            newest.slippage,
        )
    for action in service.plan.actions:
        if action.ref.casefold() not in taken and action.ref.casefold() in printed:
            yield _own_line(name, action, printed[action.ref.casefold()])


def _in_order(plan: Plan, by_quarter: Sequence[Mapping[str, MilestoneResult]]) -> list[str]:
    """Return the refs of milestones in the order of the plan, those that it lost last."""
    listed = [each.ref for project in plan.projects for each in project.milestones]
    found = dict.fromkeys(ref for results in by_quarter for ref in results)
    return [*(ref for ref in listed if ref in found), *(ref for ref in found if ref not in listed)]


def _milestones(council: CouncilQuarter, code: str) -> dict[str, MilestoneResult]:
    return {
        result.milestone.ref: result
        for service in council.services
        if service.plan.code == code
        for result in service.milestones
    }


def _ratings(found: Sequence[MilestoneResult | None], printed: Sequence[str]) -> tuple[str, ...]:
    """Return a milestone's rating in each quarter, from its returns before the plan's own."""
    ratings: list[str] = []
    for index, result in enumerate(found):
        before = ratings[-1] if ratings else ""
        own = printed[index] if index < len(printed) else ""
        if result is None and before in FINISHED_STATUSES:
            ratings.append(before)
        elif result is None:
            ratings.append(NOT_DUE)
        else:
            ratings.append(result.status or own or NOT_REPORTED)
    return tuple(ratings)


def _own_line(name: str, action: Action, ratings: Sequence[str]) -> Line:
    """Return an action as its plan has it: its steps are what has been done so far."""
    kept = [
        _FIRST_LINE.sub("", line)
        for line in action.supporting.splitlines()
        if line.strip() and not reported_ratings(line)
    ]
    filled = tuple(each or NOT_REPORTED for each in ratings)
    return Line(name, action.action, action.steps, "\n".join(kept), filled)


def _printed(plan: Plan, quarters: Sequence[CouncilQuarter]) -> Mapping[str, tuple[str, ...]]:
    """Return the ratings that a plan prints of its actions by quarter, by their refs.

    Its first year is the one they are of; other years have none.
    """
    if plan.years[0] != quarters[-1].quarter.year:
        return {}
    signs = _signs(plan)
    found = {}
    for action in plan.actions:
        by_number = {
            int(match["number"]): signs.get(said, said)
            for over, said in reported_ratings(action.supporting)
            if (match := _QUARTER.search(over))
        }
        if by_number:
            wanted = (each.quarter.number for each in quarters)
            found[action.ref.casefold()] = tuple(by_number.get(number, "") for number in wanted)
    return found


def _signs(plan: Plan) -> Mapping[str, str]:
    """Return what signs in the place of ratings mean, where the plan's own counts leave no doubt.

    That is so where the rows' last ratings fall into groups of different sizes, and the plan counts
    as many under as many statuses.
    """
    ratings = (reported_ratings(action.supporting) for action in plan.actions)
    signs = Counter(each[-1][1] for each in ratings if each)
    for printed in printed_counts(Case(plan)):
        counts = {status: count for status, count in printed.counts.items() if count}
        sizes = sorted(signs.values())
        if printed.is_of_actions and sizes == sorted(set(counts.values())) == sorted(
            counts.values()
        ):
            return {
                sign: status
                for sign, size in signs.items()
                for status, count in counts.items()
                if size == count
            }
    return {}

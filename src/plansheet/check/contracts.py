"""Checks of the contracts: what has ended or should have been reviewed, and what comes after."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING

from plansheet.check.case import numeric_date, plain_title
from plansheet.model.dates import spoken_date
from plansheet.model.sums import ExtensionKind
from plansheet.model.tables import Table
from plansheet.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plansheet.check.case import Case
    from plansheet.model.plans import Contract, Milestone, Project

# Words that stand in the names of many contracts and projects and make no two of them the same.
_COMMON = re.compile(
    r"\b(?:and|at|by|for|from|in|of|on|to|with|agreements?|annual|contracts?|extension|funding"
    r"|grants?|levels?|membership|of|partnerships?|projects?|provision|reviews?|schemes?|services?"
    r"|sla|slas)\b"
)
_FEWEST_WORDS = 2
_LONGEST_QUOTE = 80
_NO_OPTION = frozenset({ExtensionKind.NONE, ExtensionKind.NOT_SAID})


def ended_contracts(case: Case) -> Iterator[Problem]:
    """A contract that ends before the plan begins."""
    begins = case.plan.years[0].first_day
    for index, contract in enumerate(case.plan.contracts):
        if contract.end and contract.end < begins:
            option = contract.extension
            said = option.text if option and option.kind not in _NO_OPTION else ""
            yield problem(
                "contract-ended",
                case.place(Table.CONTRACTS, index, contract.ref),
                day=spoken_date(contract.end),
                begins=spoken_date(begins),
                option=f" (option to extend: {said})" if said else "",
            )


def passed_contract_reviews(case: Case) -> Iterator[Problem]:
    """A contract whose review falls before the plan begins; of one that has ended no more is said.

    A review that has been passed is nothing new where the contract itself is over.
    """
    begins = case.plan.years[0].first_day
    for index, contract in enumerate(case.plan.contracts):
        ended = contract.end is not None and contract.end < begins
        if contract.review and contract.review < begins and not ended:
            yield problem(
                "review-passed",
                case.place(Table.CONTRACTS, index, contract.ref),
                what="The review",
                day=spoken_date(contract.review),
                begins=spoken_date(begins),
                example=numeric_date(case.plan.years[0].last_day),
            )


def milestones_after_contracts(case: Case) -> Iterator[Problem]:
    """A project with milestones that come after the contract of the same name has ended."""
    for index, project in enumerate(case.plan.projects):
        for contract in case.plan.contracts:
            late = _after(project, contract.end) if _same_thing(project, contract) else None
            if late and contract.end:
                yield problem(
                    "milestone-after-contract",
                    case.place(Table.PROJECTS, index, late.ref or project.ref),
                    milestone=shorten(late.text, _LONGEST_QUOTE, placeholder=" ..."),
                    period=late.period,
                    contract=f"{contract.agreement} ({contract.ref})",
                    day=spoken_date(contract.end),
                )


def _same_thing(project: Project, contract: Contract) -> bool:
    """Return whether the telling words of one name all stand in the other, two or more of them."""
    words = [_telling(name) for name in (project.title, contract.agreement)]
    fewer, more = sorted(words, key=len)
    return len(fewer) >= _FEWEST_WORDS and fewer <= more


def _telling(name: str) -> frozenset[str]:
    return frozenset(_COMMON.sub(" ", plain_title(name)).split())


def _after(project: Project, end: date | None) -> Milestone | None:
    """Return the first milestone whose quarter or year begins after `end`."""
    late = [step for step in project.milestones if end and step.period.first_day > end]
    return min(late, key=lambda step: step.due, default=None)

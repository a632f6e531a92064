"""One quarter reconciled, service by service: what status, data and compile are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from plansheet.model.indicators import Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result
    from plansheet.model.records import Decision, Extension
    from plansheet.model.requests import Request
    from plansheet.model.returns import Figure, Return
    from plansheet.problems import Problem
    from plansheet.reconcile.moved import Moved
    from plansheet.reconcile.past import Earlier
    from plansheet.reconcile.projects import ContractResult, MilestoneResult
    from plansheet.reconcile.restatements import Restatement
    from plansheet.reconcile.risks import RiskResult


# The word of `status` for a return of which nothing is missing or held.
COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class ServiceQuarter:
    """One service in the quarter: its plan, its return if there is one, and what came of it.

    `state` is the word of `status`; `due` is the service's own deadline, `extension` why that is
    later than the quarter's, where it is; `days_late` counts on while nothing has come; `figures`
    holds what is known of each ref by quarter; `problems` are those of reading and checking the
    return, `refused` say why files that came after it were rejected. `requests` are those of the
    return, and what was decided of earlier ones; `chosen` says which of several files a person
    chose, and `decided` what holds of its cells.
    """

    plan: Plan
    state: str
    due: date
    extension: Extension | None = None
    issue: int = 0
    issued: date | None = None
    emailed: date | None = None
    received: date | None = None
    days_late: int = 0
    returned: Return | None = None
    results: tuple[Result, ...] = ()
    risks: tuple[RiskResult, ...] = ()
    milestones: tuple[MilestoneResult, ...] = ()
    contracts: tuple[ContractResult, ...] = ()
    figures: Mapping[str, Mapping[Quarter, Figure]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    requests: tuple[Request, ...] = ()
    chosen: tuple[Decision, ...] = ()
    decided: tuple[Decision, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Return whether nothing of its return is missing or held."""
        return self.state == COMPLETE


@dataclass(frozen=True, slots=True)
class Since:
    """What moved since an earlier version was compiled; `ratings` counts those of both."""

    version: int
    moved: tuple[Moved, ...]
    ratings: tuple[str, str]


@dataclass(frozen=True, slots=True)
class CouncilQuarter:
    """The whole council in one quarter; `since` is known where a version was compiled before.

    `earlier` are the quarters before it, the last one first: only what shows them loads them.
    """

    council: str
    quarter: Quarter
    due: date
    tolerance: Tolerance
    services: tuple[ServiceQuarter, ...]
    version: int = 1
    since: Since | None = None
    earlier: tuple[Earlier, ...] = ()


def counted_results(council: CouncilQuarter) -> Iterator[tuple[ServiceQuarter, Result]]:
    """Yield each indicator once, with the service that supplies its figure."""
    for service in council.services:
        for result in service.results:
            if result.counted:
                yield service, result

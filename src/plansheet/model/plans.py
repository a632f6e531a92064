"""A service plan as the tool knows it: the service, its years, and every table of the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.periods import FinancialYear, Quarter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from plansheet.model.indicators import Indicator
    from plansheet.model.risks import Risk, RiskScheme
    from plansheet.model.sums import Extension, Sum

HeatMap: TypeAlias = "Mapping[tuple[str, str], tuple[str, ...]]"
"""The refs of risks as a plan shows them, by the codes of likelihood and worst impact."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the council, and who answers for its data (job titles, never names)."""

    code: str
    name: str
    head: str = ""
    email: str = ""
    source_data: str = ""
    data_entry: str = ""
    checked_by: str = ""
    deputy: str = ""
    committee: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """One measure of the strategic contribution or of the council's values."""

    theme: str
    objective: str
    measure: str
    target: str
    lead_service: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a project is to reach by a quarter, or within a year where the plan says no more."""

    ref: str
    text: str
    period: Quarter | FinancialYear

    @property
    def due(self) -> date:
        """Return the last day of its quarter or year."""
        return self.period.last_day

    def is_asked(self, quarter: Quarter) -> bool:
        """Return whether `quarter`'s workbook asks about it: due or overdue, or of this year.

        A milestone that the plan gives a whole year is followed in each of its quarters.
        """
        if isinstance(self.period, Quarter):
            return self.period <= quarter
        return self.period <= quarter.year


@dataclass(frozen=True, slots=True)
class Project:
    """One project with its milestones in the order of the plan's columns.

    `objective` names the objective that it serves, where the plan says so.
    """

    ref: str
    title: str
    outcome: str = ""
    manager: str = ""
    sponsor: str = ""
    funding: str = ""
    objective: str = ""
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract or agreement; dates that could not be read are None and listed."""

    ref: str
    agreement: str
    service_area: str = ""
    contact: str = ""
    description: str = ""
    supplier: str = ""
    total: Sum | None = None
    start: date | None = None
    end: date | None = None
    review: date | None = None
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """A line of the budget: pounds by year, None where Finance has yet to fill it in."""

    heading: str
    amounts: Mapping[FinancialYear, Decimal | None]


@dataclass(frozen=True, slots=True)
class Post:
    """A single point of failure."""

    job_title: str
    succession: str = ""
    risks_and_skills: str = ""
    knowledge_and_networks: str = ""
    impact: str = ""
    options: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    """A qualification that a post needs."""

    job_title: str
    qualification: str = ""
    cpd_required: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A line of an action or improvement plan."""

    ref: str
    action: str
    steps: str = ""
    supporting: str = ""
    by_when: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class RatingCount:
    """How many actions or indicators a plan's own report counts under each rating: `2 100%`."""

    rated: str
    completed: str = ""
    on_target: str = ""
    needs_attention: str = ""
    needs_amendment: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A line of the plan's version control."""

    version: str
    date: str = ""
    reason: str = ""
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A dated change to the plan: it holds from a quarter on."""

    ref: str
    what: str
    old: str
    new: str
    starts: Quarter
    reason: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One service plan: its service, its financial years, its tables, and the file it came from."""

    service: Service
    title: str
    years: tuple[FinancialYear, ...]
    file: str
    indicators: tuple[Indicator, ...] = ()
    objectives: tuple[Objective, ...] = ()
    projects: tuple[Project, ...] = ()
    risks: tuple[Risk, ...] = ()
    scheme: RiskScheme | None = None
    heat_map: HeatMap = field(default_factory=dict)
    contracts: tuple[Contract, ...] = ()
    budgets: tuple[Budget, ...] = ()
    posts: tuple[Post, ...] = ()
    skills: tuple[Skill, ...] = ()
    actions: tuple[Action, ...] = ()
    ratings: tuple[RatingCount, ...] = ()
    versions: tuple[Version, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def code(self) -> str:
        """Return the service's code."""
        return self.service.code

    def covers(self, quarter: Quarter) -> bool:
        """Return whether the plan's years contain `quarter`."""
        return quarter.year in self.years

"""Refs for rows that have none: given once, kept by the row's title, and never given to another.

Pure: what was given before comes in as a mapping, what is given now goes out as one. Both are
keyed by (table, row), the row being the plan's years and its plain title: `2018-21: healthy hub`.
Plans that share a year, as a plan and its refreshed edition do, share refs too; a later plan that
shares none begins at P1 again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from plansheet.model.indicators import Indicator
from plansheet.model.periods import FinancialYear, parse_years
from plansheet.model.plans import Contract, Milestone, Plan, Project
from plansheet.model.risks import Risk
from plansheet.model.tables import RowPlaces, Table, place_of
from plansheet.model.typed import clean, phrase
from plansheet.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

GivenRefs: TypeAlias = Mapping[tuple[str, str], str]
Row: TypeAlias = "Indicator | Project | Risk | Contract"
_R = TypeVar("_R", Indicator, Project, Risk, Contract)

MILESTONES = "Milestones"
"""The table under which the refs of milestones are kept; they stand in the table of projects."""

_NO_REF = re.compile(
    r"(?:new|[-?.]+|t\.?b\.?[acd]\.?|n/?\.?a\.?|none|nil|no ref|"
    r"(?:new )?(?:k?pi|indicator|measure|project|risk|contract|ref)s?)(?: ?\(.*\))?"
)
_PARTED = re.compile(r"([A-Za-z]{1,6}) +([0-9]{1,4}[a-z]?)")
_NUMBERED = {
    Table.INDICATORS: "NEW-",
    Table.PROJECTS: "P",
    Table.RISKS: "R",
    Table.CONTRACTS: "C",
}
_GIVEN = re.compile(r"NEW-[0-9]+", re.IGNORECASE)
# Councils give refs to these themselves, so a missing one is worth a word; not so for the others.
_USUALLY_WRITTEN = frozenset({Table.INDICATORS, Table.RISKS})


@dataclass(frozen=True, slots=True)
class Referred:
    """A plan whose every row has a ref, the refs given only now, and what there is to say."""

    plan: Plan
    given: GivenRefs
    problems: tuple[Problem, ...]


def read_ref(text: str) -> str:
    """Return the ref that a cell holds, "" where it holds none: blank, `New PI`, `TBC`, `-`.

    Spaces inside a ref are a slip of the hand: `CP 08` is CP08.
    """
    said = " ".join(clean(text).split())
    if not said or _NO_REF.fullmatch(phrase(said)):
        return ""
    match = _PARTED.fullmatch(said)
    return f"{match[1]}{match[2]}" if match else said


def is_given(ref: str) -> bool:
    """Return whether an indicator's ref was given here, so that it names nothing elsewhere."""
    return _GIVEN.fullmatch(ref) is not None


def title_of(row: Row) -> str:
    """Return what a row is called in its plan."""
    return row.agreement if isinstance(row, Contract) else row.title


def give_refs(plan: Plan, kept: GivenRefs, places: RowPlaces | None = None) -> Referred:
    """Give a ref to every row of `plan` that has none, by `kept` where the row had one before.

    New ones take the next free number: `NEW-1` for indicators, `P1` for projects, `P1-M1` for a
    project's milestones in the order of its columns, `R1` for risks, `C1` for contracts.
    """
    giver = _Giver(plan, kept, places or {})
    indicators = giver.rows(Table.INDICATORS, plan.indicators)
    projects = giver.rows(Table.PROJECTS, plan.projects)
    referred = replace(
        plan,
        indicators=indicators,
        projects=giver.with_milestones(projects),
        risks=giver.rows(Table.RISKS, plan.risks),
        contracts=giver.rows(Table.CONTRACTS, plan.contracts),
    )
    return Referred(referred, giver.given, tuple(giver.problems))


class _Giver:
    """Gives the refs of one plan: knows those in use and those kept, and notes the new ones."""

    def __init__(self, plan: Plan, kept: GivenRefs, places: RowPlaces) -> None:
        self.plan, self.places = plan, places
        self.span = _span(plan)
        self.kept = _kept_for(plan, kept)
        self.given: dict[tuple[str, str], str] = {}
        self.problems: list[Problem] = []

    def rows(self, table: Table, rows: tuple[_R, ...]) -> tuple[_R, ...]:
        """Return the rows of a table, each with its ref."""
        own = [read_ref(row.ref) for row in rows]
        used = {ref.casefold() for ref in own} | self._kept_in(table)
        named = _told_apart(phrase(title_of(row)) for row in rows)
        found = []
        for index, (row, ref, name) in enumerate(zip(rows, own, named, strict=True)):
            new = ref or self._ref(table, name, _NUMBERED[table], used)
            self._tell(table, index, row.ref, new, missing=not ref)
            found.append(replace(row, ref=new))
        return tuple(found)

    def with_milestones(self, projects: tuple[Project, ...]) -> tuple[Project, ...]:
        """Return the projects with a ref on every milestone."""
        used = self._kept_in(MILESTONES)
        named = _told_apart(phrase(project.title) for project in projects)
        found = []
        for project, name in zip(projects, named, strict=True):
            stem = f"{project.ref}-M"
            labels = _told_apart(_column(item) for item in project.milestones)
            milestones = tuple(
                replace(item, ref=self._ref(MILESTONES, f"{name} / {label}", stem, used))
                for item, label in zip(project.milestones, labels, strict=True)
            )
            found.append(replace(project, milestones=milestones))
        return tuple(found)

    def _ref(self, table: str, name: str, stem: str, used: set[str]) -> str:
        """Return the ref kept for a row, else the next free one, which is then given."""
        before = self.kept.get((str(table), name))
        if before is not None:
            return before
        number = 1
        while f"{stem}{number}".casefold() in used:
            number += 1
        ref = f"{stem}{number}"
        used.add(ref.casefold())
        self.given[str(table), f"{self.span}: {name}"] = ref
        return ref

    def _kept_in(self, table: str) -> set[str]:
        return {ref.casefold() for (kept, _), ref in self.kept.items() if kept == table}

    def _tell(self, table: Table, index: int, read: str, ref: str, *, missing: bool) -> None:
        said = " ".join(read.split())
        place = place_of(self.places, table, index, self.plan.file, ref)
        if missing and (said or table in _USUALLY_WRITTEN):
            self.problems.append(
                problem(
                    "missing-ref",
                    place,
                    read=f"it says '{said}'" if said else "it is blank",
                    ref=ref,
                )
            )
        elif not missing and ref != said:
            self.problems.append(problem("ref-written", place, read=said, ref=ref))


def kept_in(years: Collection[FinancialYear], kept: GivenRefs) -> GivenRefs:
    """Return the refs kept for rows of plans that have one of these years."""
    spans = {row.partition(": ")[0] for _, row in kept}
    shared = {span for span in spans if set(parse_years(span) or ()) & set(years)}
    return {key: ref for key, ref in kept.items() if key[1].partition(": ")[0] in shared}


def _kept_for(plan: Plan, kept: GivenRefs) -> dict[tuple[str, str], str]:
    """Return the refs kept for this plan and those that share a year with it, its own first."""
    own: dict[tuple[str, str], str] = {}
    shared: dict[tuple[str, str], str] = {}
    for (table, row), ref in kept_in(plan.years, kept).items():
        span, _, name = row.partition(": ")
        of_whom = own if span == _span(plan) else shared
        of_whom[table, name] = ref
    return shared | own


def _span(plan: Plan) -> str:
    century = 100
    return f"{plan.years[0].starts}-{(plan.years[-1].starts + 1) % century:02d}"


def _column(milestone: Milestone) -> str:
    return str(milestone.period)


def _told_apart(names: Iterator[str]) -> list[str]:
    """Return the names with a number behind the second and later of one name."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found

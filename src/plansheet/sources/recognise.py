"""A document made into a plan: each table known by its columns, whatever heading stands over it.

Nothing is dropped in silence: a table of no known kind is a note of the plan, and whatever else is
not used is a problem that says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from plansheet.model.indicator_words import code_of
from plansheet.model.plans import Plan, Service
from plansheet.model.tables import RowPlaces, Table
from plansheet.problems import Place, Problem, problem
from plansheet.sources import registers
from plansheet.sources.blocks import tidy
from plansheet.sources.heat_map import legend, read_heat_map
from plansheet.sources.indicators import read_indicator
from plansheet.sources.known import KnownTable, Line, know, lines_of, unknown_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plansheet.model.periods import FinancialYear
    from plansheet.model.plans import HeatMap, Objective, Project
    from plansheet.model.risks import Risk, RiskScheme
    from plansheet.sources.document import Document, SourceTable

_T = TypeVar("_T")
_COMMON = re.compile(r"\bcommon\b", re.IGNORECASE)
_VALUES = re.compile(r"\bvalues\b", re.IGNORECASE)
_FUNDS = re.compile(r"\bgrants?\b|\bfund(?:s|ed)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The plan that a document holds, where its rows stand, and what could not be read.

    Refs are as they are written (see `plansheet.refs`); places are labelled with the row's ref,
    or with its title where it has none.
    """

    plan: Plan
    places: RowPlaces
    problems: tuple[Problem, ...]


def recognise(
    document: Document,
    code: str,
    years: tuple[FinancialYear, ...],
    schemes: Sequence[RiskScheme],
) -> Recognised:
    """Return the plan of service `code` for `years` that `document` holds; never fails.

    Tables of one kind are joined in their order. `schemes` are those a register of risks may be
    in, a council's own behind the ones that ship.
    """
    return _Recogniser(document, code, years, schemes).recognised()


class _Recogniser:
    """Reads one document: its tables by kind, the places of their rows, what there is to say."""

    def __init__(
        self,
        document: Document,
        code: str,
        years: tuple[FinancialYear, ...],
        schemes: Sequence[RiskScheme],
    ) -> None:
        self.document, self.code, self.years = document, code, years
        self.told: list[Problem] = []
        self.places: dict[Table, tuple[Place, ...]] = {}
        self.unknown: list[SourceTable] = []
        self.tables: list[KnownTable] = []
        for source in document.tables:
            known = know(source, schemes, years[0])
            if known:
                self.tables.append(known)
            else:
                self.unknown.append(source)
        self.scheme = next((table.scheme for table in self.tables if table.scheme), None)
        self.heat_map = self._heat_map((self.scheme,) if self.scheme else schemes)

    def recognised(self) -> Recognised:
        """Return what the document holds."""
        service = self._service()
        rows = self._rows
        plan = Plan(
            service=service,
            title=self.document.title or f"{service.name} service plan {self._span}",
            years=self.years,
            file=self.document.file,
            indicators=rows(Table.INDICATORS, lambda line: read_indicator(line, self.code)),
            objectives=rows(Table.OBJECTIVES, _objective),
            projects=rows(Table.PROJECTS, _project),
            risks=rows(Table.RISKS, self._risk),
            scheme=self.scheme,
            heat_map=self.heat_map,
            contracts=rows(Table.CONTRACTS, registers.read_contract),
            budgets=rows(Table.BUDGETS, registers.read_budget),
            posts=rows(Table.POSTS, registers.read_post),
            skills=rows(Table.SKILLS, registers.read_skill),
            actions=rows(Table.ACTIONS, registers.read_action),
            ratings=rows(Table.RATINGS, registers.read_rating_count),
            versions=rows(Table.VERSIONS, registers.read_version),
            changes=rows(Table.CHANGES, registers.read_change),
            notes=tuple(_as_text(source) for source in self.unknown),
        )
        for table in self.tables:
            self.told.extend(unknown_columns(table, self.document.file))
        self.told.extend(self._unknown_tables())
        return Recognised(plan, self.places, tuple(self.told))

    @property
    def _span(self) -> str:
        return f"{self.years[0]} to {self.years[-1]}"

    def _rows(self, table: Table, read: Callable[[Line], _T | None]) -> tuple[_T, ...]:
        """Return what the rows of all tables of a kind stand for, and keep their places."""
        found, places = [], []
        for known in self._of(table):
            for line in lines_of(known, self.document.file, self.told):
                made = read(line)
                if made is not None:
                    found.append(made)
                    places.append(line.place())
        self.places[table] = tuple(places)
        return tuple(found)

    def _of(self, table: Table) -> Iterator[KnownTable]:
        """Yield the tables of a kind; registers of a second scheme of risks are told and left."""
        for known in self.tables:
            if known.kind.table is not table:
                continue
            if known.scheme and self.scheme and known.scheme.name != self.scheme.name:
                place = known.place(self.document.file)
                first, second = self.scheme.name, known.scheme.name
                self.told.append(problem("scheme-mixed", place, first=first, second=second))
            else:
                yield known

    def _risk(self, line: Line) -> Risk:
        risk = registers.read_risk(line, self.scheme)
        heading = line.table.source.heading
        if risk.group or not _COMMON.search(heading):
            return risk
        return replace(risk, group="Common")

    def _heat_map(self, schemes: Sequence[RiskScheme]) -> HeatMap:
        """Return the refs of the plan's first heat map; another stays a table that is not known."""
        for source in self.unknown:
            shown = read_heat_map(source, schemes)
            if shown is not None:
                self.unknown.remove(source)
                place = Place(self.document.file, source.sheet or str(Table.HEAT_MAP), source.at)
                self.places[Table.HEAT_MAP] = (place,)
                explained = " / ".join(legend(source))
                if explained:
                    self.told.append(problem("text-unread", place, read=explained))
                return shown
        return {}

    def _service(self) -> Service:
        """Return the service: the row of its own name where the table has several, else the first.

        Without such a table it has the name of its code and nobody who answers for it.
        """
        rows = self._rows(Table.SERVICE, lambda line: registers.read_service(line, self.code))
        usual = self.code.replace("-", " ").title()
        if not rows:
            return Service(self.code, usual)
        own = next((row for row in rows if code_of(row.name) == self.code), rows[0])
        if len(rows) > 1:
            others = ", ".join(row.name for row in rows if row is not own)
            place = self.places[Table.SERVICE][0]
            found = problem("service-extra", place, count=len(rows), used=own.name, others=others)
            self.told.append(found)
        return own if own.name else replace(own, name=usual)

    def _unknown_tables(self) -> Iterator[Problem]:
        for source in self.unknown:
            yield problem(
                "table-unknown",
                source.place(self.document.file),
                heading=source.heading,
                columns=", ".join(source.columns),
            )


def _objective(line: Line) -> Objective:
    """Return a measure; one in a table under a heading of the council's values is of these."""
    row = registers.read_objective(line)
    of_values = "theme" not in line.table.fields and _VALUES.search(line.table.source.heading)
    return replace(row, theme="Values") if of_values else row


def _project(line: Line) -> Project:
    """Return a project; one in a table under a heading of a fund is paid for by that."""
    row = registers.read_project(line)
    heading = line.table.source.heading
    funded = "funding" not in line.table.fields and _FUNDS.search(heading)
    return replace(row, funding=heading) if funded else row


def _as_text(source: SourceTable) -> str:
    """Return a table that is not known as lines of text: heading, columns, rows."""
    rows = (" | ".join(cell.text for cell in row.cells) for row in source.rows)
    return tidy("\n".join((source.heading, " | ".join(source.columns), *rows)))

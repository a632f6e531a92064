"""A council as its folder holds it: settings, plans, and the ledger, opened for one command."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from plansheet.errors import PeriodError, PlanError, ServiceError
from plansheet.jobs.plan_reading import read_plans
from plansheet.jobs.recent import Recent
from plansheet.jobs.settled import settled_return
from plansheet.model.periods import parse_quarter
from plansheet.reconcile.changes import as_of, withdrawn_refs
from plansheet.reconcile.moves import with_moves
from plansheet.settings import STYLE_NAME, load_look, load_settings
from plansheet.settings.bank_holidays import bank_holidays
from plansheet.store import Store
from plansheet.store.memory import Known

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from plansheet.deciding.settle import Settled
    from plansheet.excel.look import Look
    from plansheet.jobs.plan_reading import PlanFile
    from plansheet.ledger import Ledger
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.records import Extension
    from plansheet.model.returns import Return
    from plansheet.problems import Problem
    from plansheet.reconcile.moves import Move, Moved
    from plansheet.settings import Nation, Settings
    from plansheet.store.memory import Memory


# Twenty services with the thirteen quarters that a quarter is compared with, and more.
_MOST_RETURNS = 512


def _no_returns() -> Recent[tuple[str, Quarter], Settled | None]:
    return Recent(_MOST_RETURNS)


@dataclass(frozen=True, slots=True)
class Council:
    """One council's folder, open for one command.

    What a command asks for again and again, the plans of a quarter and the returns that count,
    is kept from the first time on. `memory` is what this computer knows from earlier commands.
    """

    store: Store
    settings: Settings
    ledger: Ledger
    files: tuple[PlanFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    memory: Memory | None = None
    _files: dict[Quarter, tuple[PlanFile, ...]] = field(default_factory=dict)
    _written: dict[Quarter, Moved] = field(default_factory=dict)
    _plans: dict[Quarter, tuple[Plan, ...]] = field(default_factory=dict)
    _names: dict[Quarter, dict[str, str]] = field(default_factory=dict)
    _by_code: dict[Quarter, dict[str, Plan]] = field(default_factory=dict)
    _supplied: dict[Quarter, dict[str, list[tuple[Plan, Indicator]]]] = field(default_factory=dict)
    _counting: Recent[tuple[str, Quarter], Settled | None] = field(default_factory=_no_returns)
    _looks: dict[str, Look] = field(default_factory=dict)

    @property
    def look(self) -> Look:
        """Return how workbooks look; SettingsError where the style file cannot be used.

        It is read by what makes a workbook only: a fault in it keeps nobody from reading returns.
        """
        if not self._looks:
            self._looks[STYLE_NAME] = load_look(self.store.style_path)
        return self._looks[STYLE_NAME]

    @property
    def name(self) -> str:
        """Return the council's name."""
        return self.settings.council.name

    def of_quarter(self, quarter: Quarter) -> tuple[PlanFile, ...]:
        """Return the plans whose years contain `quarter`, those with two for it left out."""
        if quarter not in self._files:
            fitting = [file for file in self.files if file.plan and file.is_for(quarter)]
            plans = Counter(file.code for file in fitting)
            self._files[quarter] = tuple(file for file in fitting if plans[file.code] == 1)
        return self._files[quarter]

    def written(self, quarter: Quarter) -> Moved:
        """Return the plans of `quarter` as written, what moved between them by then moved."""
        if quarter not in self._written:
            plans = [file.plan for file in self.of_quarter(quarter) if file.plan]
            self._written[quarter] = with_moves(plans, quarter)
        return self._written[quarter]

    def moves(self) -> tuple[Move, ...]:
        """Return every indicator's move from one service to another, the earliest first."""
        plans = (file.plan for file in self.files if file.plan)
        starts = {change.starts for plan in plans for change in plan.changes}
        moved = (move for quarter in sorted(starts) for move in self.written(quarter).made)
        return tuple(dict.fromkeys(moved))

    def plans(self, quarter: Quarter) -> tuple[Plan, ...]:
        """Return the plans of `quarter` as their dated changes make them in it."""
        if quarter not in self._plans:
            plans = self.written(quarter).plans
            self._plans[quarter] = tuple(self._settled(plan, quarter) for plan in plans)
        return self._plans[quarter]

    def _settled(self, plan: Plan, quarter: Quarter) -> Plan:
        """Return a plan as it is in a quarter; an address in the settings goes before its own."""
        settled = as_of(plan, quarter)
        email = self.settings.contact(plan.code).email or settled.service.email
        return replace(settled, service=replace(settled.service, email=email))

    def plan_for(self, service: str, quarter: Quarter) -> Plan | None:
        """Return the one plan of `service` for `quarter`, or None."""
        if quarter not in self._by_code:
            self._by_code[quarter] = {plan.code: plan for plan in self.plans(quarter)}
        return self._by_code[quarter].get(service)

    def supplied_by(self, service: str, quarter: Quarter) -> Sequence[tuple[Plan, Indicator]]:
        """Return the indicators of any plan that `service` supplies, with the plan of each.

        They are in the order of the plans; those that are withdrawn by `quarter` are left out.
        """
        if quarter not in self._supplied:
            found: dict[str, list[tuple[Plan, Indicator]]] = {}
            for plan in self.plans(quarter):
                withdrawn = withdrawn_refs(plan, quarter)
                for indicator in plan.indicators:
                    if indicator.supplied_by and indicator.ref not in withdrawn:
                        found.setdefault(indicator.supplied_by, []).append((plan, indicator))
            self._supplied[quarter] = found
        return self._supplied[quarter].get(service, ())

    def services(self, quarter: Quarter) -> Mapping[str, str]:
        """Return the names of the quarter's services by code."""
        if quarter not in self._names:
            names = {plan.code: plan.service.name for plan in self.plans(quarter)}
            self._names[quarter] = names
        return self._names[quarter]

    def required(self, quarter: Quarter) -> tuple[PlanFile, ...]:
        """Return the plans of `quarter`; PeriodError where no plan's years contain it."""
        if not self.of_quarter(quarter) and not any(file.is_for(quarter) for file in self.files):
            years = sorted({year for file in self.files if file.plan for year in file.plan.years})
            covered = f" The plans there cover {years[0]} to {years[-1]}." if years else ""
            message = (
                f"No plan in {self.store.shown(self.store.plans_folder)} covers {quarter}."
                f"{covered} Check the period, or add the service plans for {quarter.year}."
            )
            raise PeriodError(message)
        return self.of_quarter(quarter)

    def wanted(self, codes: Sequence[str], quarter: Quarter | None = None) -> frozenset[str]:
        """Return the services that are asked for, all of them where none is named.

        ServiceError where a code is of no plan, of `quarter` where one is given.
        """
        files = [file for file in self.files if quarter is None or file.is_for(quarter)]
        known = sorted({file.code for file in files if file.code})
        for code in codes:
            if code.casefold() not in known:
                when = f" of {quarter}" if quarter else ""
                message = (
                    f"No plan{when} is of a service with the code '{code}'. "
                    f"Write one of: {', '.join(known)}."
                )
                raise ServiceError(message)
        return frozenset(code.casefold() for code in codes) or frozenset(known)

    def unusable(self, quarter: Quarter, codes: Container[str]) -> tuple[Problem, ...]:
        """Return why services have no plan to go by in `quarter`: it is unreadable, or one of two.

        A file whose name says neither service nor years may be anybody's, so it is always told.
        """
        unread = (
            problem
            for file in self.files
            if file.plan is None
            and (not file.code or (file.code in codes and file.is_for(quarter)))
            for problem in file.problems
        )
        return (*self._clashing(quarter, codes), *unread)

    def without_plan(self, quarter: Quarter, codes: Container[str]) -> tuple[Problem, ...]:
        """Return why services that have a plan for `quarter` have none to go by.

        It is unreadable, or one of two.
        """
        fitting = [file for file in self.files if file.is_for(quarter) and file.code in codes]
        readable = {file.code for file in fitting if file.plan}
        unread = (file for file in fitting if file.code not in readable)
        found = (problem for file in unread for problem in file.problems)
        return (*self._clashing(quarter, codes), *found)

    def _clashing(self, quarter: Quarter, codes: Container[str]) -> Iterator[Problem]:
        """Yield which services have more than one plan for a quarter."""
        plans = Counter(file.code for file in self.files if file.plan and file.is_for(quarter))
        for problem in self.problems:
            code = problem.place.label
            if problem.code == "two-plans" and code in codes and plans[code] > 1:
                yield problem

    def require_plans(self, quarter: Quarter, codes: Container[str] | None = None) -> None:
        """Raise PlanError where a service, of `codes` where given, has no plan to go by.

        What is told of the whole quarter would lack it without a word.
        """
        wanted = self.wanted((), quarter) if codes is None else codes
        if told := self.without_plan(quarter, wanted):
            message = f"{told[0].place.file}: {told[0].message} Then run this again."
            raise PlanError(message)

    def counting_return(self, service: str, quarter: Quarter) -> Return | None:
        """Return the return of a service that counts, as it was decided; None where none is."""
        settled = self.settled(service, quarter)
        return settled.returned if settled else None

    def settled(self, service: str, quarter: Quarter) -> Settled | None:
        """Return the return of a service that counts with the decisions about it, or None."""
        return self._counting.of((service, quarter), lambda: settled_return(self, service, quarter))

    def due(self, service: str, quarter: Quarter) -> date:
        """Return the day on which a service's workbook is due back: its own, else the quarter's."""
        extension = self.extension(service, quarter)
        return extension.until if extension else self.settings.due(quarter)

    def due_as_issued(self, service: str, quarter: Quarter) -> date:
        """Return the day that a service's workbooks of a quarter name.

        An extension that is given when the first of them is out does not make another: it is told.
        """
        given = self.ledger.extensions.last_before_issue(quarter, service)
        usual = self.settings.due(quarter)
        return max(usual, given.until) if given else usual

    def extension(self, service: str, quarter: Quarter) -> Extension | None:
        """Return the extension that a service has, None where it has none or it was taken back."""
        given = self.ledger.extensions.last(quarter, service)
        return given if given and given.until > self.settings.due(quarter) else None

    def with_ledger(self, ledger: Ledger) -> Council:
        """Return the council with another ledger, and nothing known of its returns yet."""
        return replace(self, ledger=ledger, _counting=_no_returns())

    def reopened(self, *, read_only: bool = False) -> AbstractContextManager[Council]:
        """Return the council as it is now for a `with` block: what was done may have changed it."""
        return opened(self.store.root, read_only=read_only, memory=self.memory)

    def forget_return(self, service: str, quarter: Quarter) -> None:
        """Look again which return of a service counts: one has come in, or was decided about."""
        self._counting.forget((service, quarter))


@contextmanager
def opened(
    root: Path,
    *,
    read_only: bool = False,
    begins: bool = False,
    memory: Memory | None = None,
    workers: int | None = 1,
) -> Iterator[Council]:
    """Open the council in `root` for a `with` block.

    With `read_only` nothing in the folder is changed, not even the ledger made; with `begins` it
    may begin anew where it is lost. What `memory` has of the same plans is not worked out again;
    new ones are read by as many as `workers` processes at once, None for as many as there are
    cores. Raises SettingsError, StoreError or LedgerError where the folder cannot be used.
    """
    # The ledger is the only floor that loads a database; `--help` must not.
    from plansheet.jobs.ledgers import open_ledger  # noqa: PLC0415 - as just said

    store = Store(root)
    settings = load_settings(store.settings_path)
    if memory:
        settings = replace(settings, days_off=partial(_days_off, memory.part("days off")))
    with open_ledger(store, settings, read_only=read_only, begins=begins) as ledger:
        files, problems = read_plans(store, settings, ledger, memory, workers)
        yield Council(store, settings, ledger, files, problems, memory)


@cache
def _days_off(memory: Memory, nation: Nation, year: int) -> frozenset[date]:
    """Return the bank holidays of a year: who knows them needs no calendar of the whole world."""
    return Known(memory).worked_out(partial(bank_holidays, nation, year), nation, year)


def keep_refs(council: Council) -> None:
    """Keep the refs given to rows that have none, so that they are given only once."""
    for file in council.files:
        if file.loaded.given:
            council.ledger.keep_refs(file.code, file.loaded.given)


def quarter_of(text: str) -> Quarter:
    """Return the quarter a person means by `text`; PeriodError where it is none."""
    quarter = parse_quarter(text)
    if quarter is None:
        message = f"'{text}' is not a quarter. Write it for example as 2018-19-Q2."
        raise PeriodError(message)
    return quarter

"""A council as its folder holds it: settings, plans, and the ledger, opened for one command."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.check import check_council, check_plan
from plansheet.errors import PeriodError, ServiceError
from plansheet.jobs.settled import settled_return
from plansheet.model.periods import parse_quarter
from plansheet.reconcile.change_checks import check_changes
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.moves import with_moves
from plansheet.settings import STYLE_NAME, load_look, load_settings
from plansheet.sources.load import Loaded, load_plan, parse_plan_name
from plansheet.store import Store, read_whole

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from plansheet.deciding.settle import Settled
    from plansheet.excel.look import Look
    from plansheet.ledger import Ledger
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.records import Extension
    from plansheet.model.returns import Return
    from plansheet.problems import Problem
    from plansheet.reconcile.moves import Move, Moved
    from plansheet.settings import Settings

# Faults of a plan that leave no way to tell its rows apart: no workbook is made from it.
BLOCKING = frozenset({"duplicate-ref", "plan-unreadable", "plan-name"})


@dataclass(frozen=True, slots=True)
class PlanFile:
    """One plan as loaded: the plan itself where it could be read, its bytes, its problems."""

    name: str
    data: bytes
    loaded: Loaded
    problems: tuple[Problem, ...]

    @property
    def plan(self) -> Plan | None:
        """Return the plan, or None where the file could not be read."""
        return self.loaded.plan

    @property
    def code(self) -> str:
        """Return the code of the service by the file's name; "" where it says none."""
        said = parse_plan_name(self.name)
        return said.code if said else ""

    def is_for(self, quarter: Quarter) -> bool:
        """Return whether its years contain `quarter`, by its name: it may be unreadable."""
        said = parse_plan_name(self.name)
        return said is not None and quarter.year in said.years

    @property
    def is_blocked(self) -> bool:
        """Return whether no workbook can be made from it."""
        return any(each.code in BLOCKING for each in self.problems)


@dataclass(frozen=True, slots=True)
class Council:
    """One council's folder, open for one command.

    What a command asks for again and again, the plans of a quarter and the returns that count,
    is kept from the first time on.
    """

    store: Store
    settings: Settings
    ledger: Ledger
    files: tuple[PlanFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    _written: dict[Quarter, Moved] = field(default_factory=dict)
    _plans: dict[Quarter, tuple[Plan, ...]] = field(default_factory=dict)
    _counting: dict[tuple[str, Quarter], Settled | None] = field(default_factory=dict)
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
        fitting = [file for file in self.files if file.plan and file.is_for(quarter)]
        codes = [file.code for file in fitting]
        return tuple(file for file in fitting if codes.count(file.code) == 1)

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
        return next((plan for plan in self.plans(quarter) if plan.code == service), None)

    def services(self, quarter: Quarter) -> Mapping[str, str]:
        """Return the names of the quarter's services by code."""
        return {plan.code: plan.service.name for plan in self.plans(quarter)}

    def required(self, quarter: Quarter) -> tuple[PlanFile, ...]:
        """Return the plans of `quarter`; PeriodError where no plan's years contain it."""
        if not any(file.is_for(quarter) for file in self.files):
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
        fitting = [file for file in self.files if file.is_for(quarter) and file.code in codes]
        nameless = [file for file in self.files if not file.code]
        readable = [file.code for file in fitting if file.plan]
        clashing = (
            problem
            for problem in self.problems
            if problem.code == "two-plans" and readable.count(problem.place.label) > 1
        )
        unread = (file for file in (*nameless, *fitting) if file.plan is None)
        return (*clashing, *(problem for file in unread for problem in file.problems))

    def counting_return(self, service: str, quarter: Quarter) -> Return | None:
        """Return the return of a service that counts, as it was decided; None where none is."""
        settled = self.settled(service, quarter)
        return settled.returned if settled else None

    def settled(self, service: str, quarter: Quarter) -> Settled | None:
        """Return the return of a service that counts with the decisions about it, or None."""
        key = service, quarter
        if key not in self._counting:
            self._counting[key] = settled_return(self, service, quarter)
        return self._counting[key]

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
        return replace(self, ledger=ledger, _counting={})

    def forget_return(self, service: str, quarter: Quarter) -> None:
        """Look again which return of a service counts: one has come in, or was decided about."""
        self._counting.pop((service, quarter), None)


@contextmanager
def opened(root: Path, *, read_only: bool = False) -> Iterator[Council]:
    """Open the council in `root` for a `with` block.

    With `read_only` nothing in the folder is changed, not even the ledger made. Raises
    SettingsError, StoreError or LedgerError where the folder cannot be used.
    """
    # The ledger is the only floor that loads a database; `--help` must not.
    from plansheet.jobs.ledgers import open_ledger  # noqa: PLC0415 - as just said

    store = Store(root)
    settings = load_settings(store.settings_path)
    with open_ledger(store, settings, read_only=read_only) as ledger:
        files = _load(store, settings, ledger)
        plans = tuple(file.plan for file in files if file.plan)
        places = {file.name: file.loaded.places for file in files}
        problems = (*check_council(plans, places), *check_changes(plans, places))
        yield Council(store, settings, ledger, files, problems)


def keep_refs(council: Council) -> None:
    """Keep the refs given to rows that have none, so that they are given only once."""
    for file in council.files:
        if file.loaded.given:
            council.ledger.keep_refs(file.code, file.loaded.given)


def quarter_of(text: str) -> Quarter:
    """Return the quarter a person means by `text`; PeriodError where it is none."""
    quarter = parse_quarter(text)
    if quarter is None:
        message = f"'{text}' is not a quarter. Write it as 2018-19-Q2."
        raise PeriodError(message)
    return quarter


def _load(store: Store, settings: Settings, ledger: Ledger) -> tuple[PlanFile, ...]:
    files = []
    for path in store.plans():
        data = read_whole(path)
        said = parse_plan_name(path.name)
        kept = ledger.kept_refs(said.code) if said else {}
        loaded = load_plan(path.name, data, settings.schemes, kept)
        plan = loaded.plan
        if plan is None:
            files.append(PlanFile(path.name, data, loaded, loaded.problems))
            continue
        email = settings.contact(plan.code).email or plan.service.email
        plan = replace(plan, service=replace(plan.service, email=email))
        problems = (*loaded.problems, *check_plan(plan, loaded.places, settings.tolerance))
        files.append(PlanFile(path.name, data, replace(loaded, plan=plan), problems))
    return tuple(files)

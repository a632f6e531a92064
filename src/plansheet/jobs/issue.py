"""`generate`: a collection workbook for each service of a quarter, archived and in the ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from plansheet.errors import LedgerError, PlansheetError
from plansheet.generate import Context, generate, stated_content
from plansheet.jobs.council import keep_refs
from plansheet.jobs.crews import crews_of
from plansheet.jobs.history import guests_of, history_of, returns_of_plan
from plansheet.jobs.making import Asked, Manner, content_of, make
from plansheet.jobs.outcome import Outcome, as_json
from plansheet.jobs.reissued import mailed_before
from plansheet.jobs.wordings import sheet_wordings
from plansheet.jobs.working import Crew
from plansheet.layout.collection import LAYOUT_VERSION
from plansheet.model.records import FileKind, FileRecord, Issue
from plansheet.problems import Level, Place, problem
from plansheet.reconcile.changes import as_of, withdrawn_refs
from plansheet.sources.loaded import parse_plan_name
from plansheet.store import make_folder, read_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterator, Sequence

    from plansheet.jobs.council import Council
    from plansheet.jobs.crews import AnyCrew, Crews
    from plansheet.jobs.making import Made
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_reading import PlanFile
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.pages import Book
    from plansheet.problems import Problem


@dataclass(frozen=True, slots=True)
class Planned:
    """One workbook to issue: what it holds, and whether it is new."""

    service: str
    name: str
    issue: Issue
    data: bytes
    changed: bool


def generate_workbooks(
    council: Council, quarter: Quarter, world: World, services: Sequence[str] = ()
) -> Outcome:
    """Issue the quarter's workbooks, of `services` only where named.

    A workbook whose plan has not changed stays as it was issued; one whose plan has gets the next
    issue number. What must be put right in a plan is told again here; the rest of what there is to
    say of it is `plan check`'s. Raises PeriodError where no plan covers the quarter, ServiceError
    for a service that has no plan for it.
    """
    covering = council.required(quarter)
    codes = council.wanted(services, quarter)
    files = [file for file in covering if file.code in codes]
    planned = []
    # Whatever ends this ends the work of whoever makes workbooks ahead.
    with (
        crews_of(world) as crews,
        closing(_Round(council, quarter, world, crews).planned(files)) as each_in_turn,
    ):
        for each in each_in_turn:
            planned.append(each)
            if not world.dry_run:
                _apply(council, each, quarter, world)
    if not world.dry_run:
        make_folder(council.store.returned_folder(quarter))
        with council.ledger.transaction():
            keep_refs(council)
    unusable = council.unusable(quarter, codes)
    faults = [each for file in files for each in _told_again(file)]
    return Outcome(
        document={
            "period": quarter.label,
            "issued": [_entry(council, each, quarter) for each in planned],
            "problems": as_json([*unusable, *faults]),
        },
        lines=(
            *(_line(council, each, quarter) for each in planned),
            *_not_made(council, files, quarter, codes),
        ),
        notes=(*crews.notes(), *mailed_before(council, planned, quarter)),
        problems=(*unusable, *faults),
    )


def _not_made(
    council: Council, files: Sequence[PlanFile], quarter: Quarter, codes: Container[str]
) -> Iterator[str]:
    """Yield for each service that gets no workbook that it does not, and why."""
    names = {each.code: each.plan.service.name for each in council.files if each.plan}
    why = {names[each.code]: each.blocking[0] for each in files if each.is_blocked}
    without: dict[str, Problem] = {}
    for each in council.without_plan(quarter, codes):
        # Two plans of a service are told by its code, one that cannot be read by its file.
        said = parse_plan_name(each.place.file)
        without.setdefault(said.code if said else each.place.label, each)
    why |= {names.get(code, code): without[code] for code in sorted(without)}
    for name, each in why.items():
        yield f"{name}: no workbook made. {each.message}"


def _told_again(file: PlanFile) -> Iterator[Problem]:
    """Yield what must be put right in a plan, and that what it does not state is in use.

    What is inferred is one thing to say of a plan here: how often each column is.
    """
    yield from (each for each in file.problems if each.level is Level.FIX)
    indicators = file.plan.indicators if file.plan else ()
    columns = Counter(heading for each in indicators for heading in each.inferred)
    if columns:
        what = ", ".join(
            f"{heading} of {count} indicator{'s' if count > 1 else ''}"
            for heading, count in columns.items()
        )
        yield problem("inferred-in-use", Place(file=file.name), what=what, service=file.code)


class _Round:
    """One round of workbooks: what each is to be, compared and made ahead where that pays."""

    def __init__(self, council: Council, quarter: Quarter, world: World, crews: Crews) -> None:
        self.council, self.quarter, self.world = council, quarter, world
        self.crews = crews
        self.asked: dict[str, Asked] = {}
        self.same: dict[str, bool] = {}

    def planned(self, files: Sequence[PlanFile]) -> Generator[Planned]:
        """Yield what each service's workbook is to be, in the order of `files`."""
        with self._crew(len(files)) as crew:
            if crew.workers:
                self._compare(files)
            ahead = crew.ahead(files, self._prepared)
            for file in self.world.progress(files, "Making workbooks"):
                made = next(ahead)
                plan = self.council.plan_for(file.code, self.quarter)
                if plan and not file.is_blocked:
                    yield self._planned(file, plan, made)

    def _crew(self, count: int) -> AnyCrew[Manner, Asked, Made]:
        """Return who makes workbooks beside this process: nobody where their looks are at fault."""
        with suppress(PlansheetError):  # It is told when the first is to be made.
            return self.crews.crew(make, self._manner, count)
        return Crew(make)

    def _compare(self, files: Sequence[PlanFile]) -> None:
        """Look ahead which of the workbooks that were issued would be the same now.

        Only so it is known beforehand which get a new id, and ids are made in the order of `files`.
        """
        issued = [file for file in files if self._newest(file)]
        with self.crews.crew(content_of, lambda: None, len(issued)) as crew:
            ahead = crew.ahead(issued, self._prepared_again)
            for file in self.world.progress(issued, "Comparing plans"):
                content, newest = next(ahead), self._newest(file)
                plan = self.council.plan_for(file.code, self.quarter)
                if plan and newest:
                    with suppress(PlansheetError):  # It is told when its turn comes.
                        self.same[file.code] = (
                            content == newest.content_sha256
                            if content
                            else _is_as_issued(self.council, plan, newest)
                        )

    def _planned(self, file: PlanFile, plan: Plan, made: Made | None) -> Planned:
        """Return the newest issue as it is where the plan still says the same, else the next."""
        newest = self._newest(file)
        if newest is not None and self._is_same(plan, newest):
            data = self.council.store.archived(newest.sha256)
            return Planned(plan.code, plan.service.name, newest, data, changed=False)
        asked = self.asked.pop(file.code, None) or self._next(plan, newest)
        made = made or make(self._manner(), asked)
        issue = Issue(
            issue_id=asked.context.issue_id,
            service=plan.code,
            quarter=self.quarter,
            number=asked.context.number,
            sha256=hashlib.sha256(made.data).hexdigest(),
            content_sha256=made.content_sha256,
            layout=LAYOUT_VERSION,
            plan_file=file.name,
            plan_sha256=hashlib.sha256(file.data).hexdigest(),
            made=self.world.now,
        )
        return Planned(plan.code, plan.service.name, issue, made.data, changed=True)

    def _is_same(self, plan: Plan, newest: Issue) -> bool:
        if plan.code not in self.same:
            self.same[plan.code] = _is_as_issued(self.council, plan, newest)
        return self.same[plan.code]

    def _prepared(self, file: PlanFile) -> Asked | None:
        """Return the workbook that is to be made of a plan, None where none is ahead of time."""
        plan, newest = self.council.plan_for(file.code, self.quarter), self._newest(file)
        if plan is None or file.is_blocked or (newest and self.same.get(file.code, True)):
            return None
        with suppress(PlansheetError):  # It is told when its turn comes.
            self.asked[file.code] = self._next(plan, newest)
        return self.asked.get(file.code)

    def _prepared_again(self, file: PlanFile) -> Asked | None:
        """Return the workbook that was issued last as it would be made now."""
        plan, newest = self.council.plan_for(file.code, self.quarter), self._newest(file)
        if plan is None or newest is None or file.is_blocked:
            return None
        with suppress(PlansheetError):
            return asked_of(self.council, plan, self.quarter, newest.number, newest.issue_id)
        return None

    def _next(self, plan: Plan, newest: Issue | None) -> Asked:
        number = newest.number + 1 if newest else 1
        return asked_of(self.council, plan, self.quarter, number, self.world.new_id())

    def _newest(self, file: PlanFile) -> Issue | None:
        return self.council.ledger.newest_issue(self.quarter, file.code)

    def _manner(self) -> Manner:
        password = self.council.settings.collection.password
        return Manner(self.world.now, password, self.council.look)


def _is_as_issued(council: Council, plan: Plan, issue: Issue) -> bool:
    """Return whether a plan would still make the workbook that was issued."""
    same = book_of(council, plan, issue.quarter, issue.number, issue.issue_id)
    return stated_content(same) == issue.content_sha256


def altered_plans(council: Council, quarter: Quarter) -> tuple[str, ...]:
    """Return the services whose plan was changed since their workbook, which would be another now.

    The workbook is compared, as generating it does, only where the plan's own file is another one.
    """
    found = []
    for file in council.of_quarter(quarter):
        issue = council.ledger.newest_issue(quarter, file.code)
        plan = council.plan_for(file.code, quarter)
        if issue is None or plan is None or file.is_blocked:
            continue
        is_same_file = hashlib.sha256(file.data).hexdigest() == issue.plan_sha256
        if not is_same_file and not _is_as_issued(council, plan, issue):
            found.append(file.code)
    return tuple(found)


def book_of(council: Council, plan: Plan, quarter: Quarter, number: int, issue_id: str) -> Book:
    """Return the collection workbook of a service: its plan as it stands in the quarter."""
    asked = asked_of(council, plan, quarter, number, issue_id)
    return generate(asked.plan, asked.context)


def asked_of(council: Council, plan: Plan, quarter: Quarter, number: int, issue_id: str) -> Asked:
    """Return all that a service's collection workbook is made from."""
    settings = council.settings
    current = as_of(plan, quarter)
    guests, names = guests_of(council, current, quarter), council.services(quarter)
    suppliers = {each.supplied_by for each in (*current.indicators, *guests)}
    context = Context(
        council=council.name,
        quarter=quarter,
        tolerance_for=settings.tolerance_for,
        figures=history_of(council, plan, quarter),
        earlier=returns_of_plan(council, plan, quarter),
        guests=guests,
        services={code: names[code] for code in sorted(suppliers & names.keys())},
        withdrawn=withdrawn_refs(plan, quarter),
        wording=sheet_wordings(council, current, quarter),
        number=number,
        issue_id=issue_id,
    )
    return Asked(current, context)


def _apply(council: Council, each: Planned, quarter: Quarter, world: World) -> None:
    """Archive and write one workbook, then enter it in the ledger in one transaction.

    In this order whatever stops in between is made good by running the command again. Of two that
    run at once the second finds the first one's issue, and writes nothing over it.
    """
    with council.ledger.transaction():
        newest = council.ledger.newest_issue(quarter, each.service)
        if each.changed and newest is not None and newest.number >= each.issue.number:
            message = f"Another plansheet has issued {each.name} meanwhile. Run this again."
            raise LedgerError(message)
        _write(council, each, quarter, world)


def _write(council: Council, each: Planned, quarter: Quarter, world: World) -> None:
    path = council.store.issued_path(each.service, quarter)
    records = []
    if each.changed and path.is_file():
        # Somebody may have filled the workbook in where it lay: no byte is ever lost.
        there = read_whole(path)
        sha256 = council.store.archive(there, path.suffix)
        records.append(FileRecord(sha256, path.name, len(there), FileKind.ISSUED, world.now))
    sha256 = council.store.archive(each.data, path.suffix)
    records.append(FileRecord(sha256, path.name, len(each.data), FileKind.ISSUED, world.now))
    if each.changed or not path.is_file():
        write_whole(path, each.data)
    if not each.changed:
        return
    council.ledger.add_issue(each.issue)
    for record in (*records, *_kept_plan(council, each.issue, world)):
        council.ledger.add_file(record)


def _kept_plan(council: Council, issue: Issue, world: World) -> Iterator[FileRecord]:
    """Archive the plan that an issue was made from: what it defined then can always be shown."""
    for file in council.files:
        if file.name == issue.plan_file:
            sha256 = council.store.archive(file.data, PurePath(file.name).suffix)
            yield FileRecord(sha256, file.name, len(file.data), FileKind.PLAN, world.now)


def _entry(council: Council, each: Planned, quarter: Quarter) -> dict[str, object]:
    return {
        "service": each.service,
        "file": council.store.shown(council.store.issued_path(each.service, quarter)),
        "issue": each.issue.number,
        "sha256": each.issue.sha256,
        "changed": each.changed,
    }


def _line(council: Council, each: Planned, quarter: Quarter) -> str:
    file = council.store.shown(council.store.issued_path(each.service, quarter))
    state = "new" if each.changed else "as issued before"
    return f"{each.name}: issue {each.issue.number}, {state}: {file}"

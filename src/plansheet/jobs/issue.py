"""`generate`: a collection workbook for each service of a quarter, archived and in the ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from plansheet.errors import LedgerError
from plansheet.excel.write import write_book
from plansheet.generate import Context, content_sha256, generate
from plansheet.jobs.council import keep_refs
from plansheet.jobs.history import guests_of, history_of, returns_of_plan
from plansheet.jobs.outcome import Outcome, as_json
from plansheet.jobs.wordings import sheet_wordings
from plansheet.layout.collection import LAYOUT_VERSION
from plansheet.model.records import FileKind, FileRecord, Issue
from plansheet.problems import Level, Place, problem
from plansheet.reconcile.changes import as_of, withdrawn_refs
from plansheet.store import make_folder, read_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.jobs.council import Council, PlanFile
    from plansheet.jobs.outcome import World
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
    for file in world.progress(files, "Making workbooks"):
        plan = council.plan_for(file.code, quarter)
        if plan and not file.is_blocked:
            each = _plan_issue(council, file, plan, quarter, world)
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
        lines=tuple(_line(council, each, quarter) for each in planned),
        problems=(*unusable, *faults),
    )


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


def _plan_issue(
    council: Council, file: PlanFile, plan: Plan, quarter: Quarter, world: World
) -> Planned:
    """Return the newest issue as it is where the plan still says the same, else the next one."""
    newest = council.ledger.newest_issue(quarter, plan.code)
    if newest is not None and _is_as_issued(council, plan, newest):
        data = council.store.archived(newest.sha256)
        return Planned(plan.code, plan.service.name, newest, data, changed=False)
    number = newest.number + 1 if newest else 1
    issue_id = world.new_id()
    book = book_of(council, plan, quarter, number, issue_id)
    data = write_book(book, world.now, council.settings.collection.password, council.look)
    issue = Issue(
        issue_id=issue_id,
        service=plan.code,
        quarter=quarter,
        number=number,
        sha256=hashlib.sha256(data).hexdigest(),
        content_sha256=content_sha256(book.pages[:-1]),
        layout=LAYOUT_VERSION,
        plan_file=file.name,
        plan_sha256=hashlib.sha256(file.data).hexdigest(),
        made=world.now,
    )
    return Planned(plan.code, plan.service.name, issue, data, changed=True)


def _is_as_issued(council: Council, plan: Plan, issue: Issue) -> bool:
    """Return whether a plan would still make the workbook that was issued."""
    same = book_of(council, plan, issue.quarter, issue.number, issue.issue_id)
    return content_sha256(same.pages[:-1]) == issue.content_sha256


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
    settings = council.settings
    current = as_of(plan, quarter)
    context = Context(
        council=council.name,
        quarter=quarter,
        tolerance_for=settings.tolerance_for,
        figures=history_of(council, plan, quarter),
        earlier=returns_of_plan(council, plan, quarter),
        guests=guests_of(council, current, quarter),
        services=council.services(quarter),
        withdrawn=withdrawn_refs(plan, quarter),
        wording=sheet_wordings(council, current, quarter),
        number=number,
        issue_id=issue_id,
    )
    return generate(current, context)


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

"""The query workbook of a service and its Markdown, written while there is something to ask.

Both are renewed when something changes, and taken away when nothing is asked any more, since a
list of questions that are answered misleads. Whatever lies in their place goes into the archive
first: somebody may have filled it in where it lay.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError, StoreError
from plansheet.excel.read import read_book
from plansheet.jobs.quarters import by_service, each_service
from plansheet.model.records import FileKind, FileRecord
from plansheet.queries.asked import is_theirs, queries_of
from plansheet.queries.book import query_book
from plansheet.queries.issued import as_issued
from plansheet.queries.markdown import as_markdown
from plansheet.store import read_whole, take_away, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.records import ReturnRecord
    from plansheet.model.returns import Return
    from plansheet.pages import Book, Page
    from plansheet.reconcile.quarter import ServiceQuarter

_WORKBOOK, _TEXT = ".xlsx", ".md"


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of the query files: a line for each service that is asked, and what to know."""

    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def renew_queries(council: Council, quarter: Quarter, world: World) -> Renewed:
    """Write, renew or take away the query files of each service that has returned its workbook.

    What keeps one from being written, such as its being open in Excel, is a note: what was read
    stays read. With a dry run nothing is done.
    """
    if world.dry_run:
        return Renewed()
    lines: list[str] = []
    notes: list[str] = []
    keeper = _Keeper(council, quarter, world)
    for service in each_service(council, quarter, world.now.date(), returned_only=True):
        if service.returned is None:
            continue
        try:
            line, note = keeper.renew(service, service.returned)
        except (SettingsError, StoreError) as error:
            name = service.plan.service.name
            line, note = "", f"The queries of {name} were not written. {error}"
        lines += [line] if line else []
        notes += [note] if note else []
    return Renewed(tuple(lines), tuple(notes))


def count_queries(council: Council, service: ServiceQuarter, quarter: Quarter) -> int:
    """Return how many queries the query workbook of a service holds, each thing once."""
    returned = service.returned
    if returned is None:
        return 0
    problems = (*service.problems, *service.refused)
    if not any(map(is_theirs, problems)):
        return 0
    from plansheet.jobs.issue import book_of  # noqa: PLC0415 - loads what writes workbooks

    # Where a query stands follows from the rows that the plan has; the answers are the return's.
    pages = book_of(council, service.plan, quarter, service.issue, returned.issue_id).pages
    return len(queries_of(pages, returned, problems))


def query_pages(council: Council, service: ServiceQuarter) -> tuple[Page, ...]:
    """Return the pages of the query workbook of a service, none where it has none.

    Where a thing is asked there is not where it stands in the return: a line above the table says
    which queries are about its sheet.
    """
    returned = service.returned
    if returned is None:
        return ()
    problems = (*service.problems, *service.refused)
    issued = _issued(council, service.plan, returned)
    return query_book(issued, returned, problems).book.pages if issued else ()


def _issued(council: Council, plan: Plan, returned: Return) -> Book | None:
    """Return the issue that was returned, else the newest one, as it was sent."""
    from plansheet.jobs.issue import book_of  # noqa: PLC0415 - loads what writes workbooks

    quarter = returned.quarter
    issues = council.ledger.issues(quarter, plan.code)
    own = next(each for each in issues if each.issue_id == returned.issue_id)
    for issue in (own, issues[-1]):
        sent = read_book(council.store.archived(issue.sha256), open_blanks=True)
        for then in _councils(council, issue.made):
            book = book_of(then, plan, quarter, issue.number, issue.issue_id)
            if issued := as_issued(book, sent):
                return issued
    return None


def _councils(council: Council, made: datetime) -> Iterator[Council]:
    """Yield the council, then as it was when an issue was made.

    An earlier quarter that has come in since asks otherwise about earlier figures.
    """
    yield council
    with council.ledger.copied(until=made) as then:
        yield council.with_ledger(then)


class _Keeper:
    """Keeps the query files of a quarter; `known` are those that plansheet wrote, by sha256."""

    def __init__(self, council: Council, quarter: Quarter, world: World) -> None:
        self.council, self.quarter, self.world = council, quarter, world
        self.records = by_service(council.ledger.returns(quarter))
        files = council.ledger.files()
        self.known = {each.sha256 for each in files if each.kind is FileKind.QUERIES}

    def renew(self, service: ServiceQuarter, returned: Return) -> tuple[str, str]:
        """Renew the files of one service; return what is to be said as a result and as a note."""
        plan = service.plan
        problems = (*service.problems, *service.refused)
        if not any(map(is_theirs, problems)):
            taken = self._taken_away(plan)
            asked = f"Nothing is asked of {plan.service.name} any more"
            return "", f"{asked}: {taken} taken away." if taken else ""
        issued = _issued(self.council, plan, returned)
        if issued is None:
            self._taken_away(plan)
            return "", (
                f"The queries of {plan.service.name} fit no workbook that was issued, since its "
                f"rows have changed. Run 'plansheet generate {self.quarter.label} --service "
                f"{plan.code}' and read again."
            )
        # What writes workbooks takes long to load, and most of the time nothing is asked.
        from plansheet.excel.write import write_book  # noqa: PLC0415 - loaded when used: commands start at once

        asking = query_book(issued, returned, problems)
        settings, look = self.council.settings, self.council.look
        # The same queries make the same file whenever they are made.
        records = self._records(plan, returned)
        record = next(each for each in records if each.sha256 == returned.sha256)
        data = write_book(asking.book, record.read_at, settings.collection.password, look)
        text = as_markdown(asking.book.title, asking.queries).encode()
        self._keep(plan, {_WORKBOOK: data, _TEXT: text})
        count = len(asking.queries)
        shown = self.council.store.shown(self._path(plan, _WORKBOOK))
        return f"{plan.service.name}: {count} {_queries(count)}: {shown} (and {_TEXT})", ""

    def _records(self, plan: Plan, returned: Return) -> Sequence[ReturnRecord]:
        """Return the files of a service, with that which counts: another may just have read it."""
        if all(each.sha256 != returned.sha256 for each in self.records.get(plan.code, ())):
            self.records = by_service(self.council.ledger.returns(self.quarter))
        return self.records[plan.code]

    def _keep(self, plan: Plan, made: Mapping[str, bytes]) -> None:
        """Archive and write both files, unless the workbook has been filled in where it lies.

        That is so where it is none that plansheet wrote, and what is asked is what was asked.
        """
        is_same = not self._is_new(made[_WORKBOOK])
        for suffix, data in made.items():
            path = self._path(plan, suffix)
            there = read_whole(path) if path.is_file() else None
            if is_same and there is not None and there != data and self._is_new(there):
                continue
            # Entered before it is written: whatever stops in between is made good by the next run.
            seen = [each for each in (there, data) if each is not None and self._is_new(each)]
            self._enter([self._archived(path, each) for each in seen])
            write_whole(path, data)

    def _is_new(self, data: bytes) -> bool:
        """Return whether bytes are none that the archive holds as a query file."""
        return hashlib.sha256(data).hexdigest() not in self.known

    def _taken_away(self, plan: Plan) -> str:
        """Take both files away and return what they are called; "" where there are none."""
        paths = [self._path(plan, suffix) for suffix in (_WORKBOOK, _TEXT)]
        there = [path for path in paths if path.is_file()]
        for path in there:
            self._enter([self._archived(path, read_whole(path))])
            take_away(path)
        return " and ".join(self.council.store.shown(path) for path in there)

    def _archived(self, path: Path, data: bytes) -> FileRecord:
        sha256 = self.council.store.archive(data, path.suffix)
        return FileRecord(sha256, path.name, len(data), FileKind.QUERIES, self.world.now)

    def _enter(self, records: list[FileRecord]) -> None:
        with self.council.ledger.transaction():
            for record in records:
                self.council.ledger.add_file(record)

    def _path(self, plan: Plan, suffix: str) -> Path:
        return self.council.store.queries_path(plan.code, self.quarter, suffix)


def _queries(count: int) -> str:
    return "query" if count == 1 else "queries"

"""`next`: what is to be done today, gathered from the plans, the ledger and the folder."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.agenda import Agenda, OpenQuarter, Paper, PlanState, idle_words, steps
from plansheet.correspondence.called_for import called_for
from plansheet.deciding.waiting import to_decide
from plansheet.errors import PlansheetError
from plansheet.jobs.board import has_changed
from plansheet.jobs.decisions_book import TO_DECIDE
from plansheet.jobs.issue import altered_plans
from plansheet.jobs.ledgers import files_without
from plansheet.jobs.matters import standings_in
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.quarters import whole_quarter
from plansheet.jobs.queries import count_queries
from plansheet.jobs.removal import expired
from plansheet.jobs.reports import BOARD_TITLE, Wanted, is_as_written
from plansheet.jobs.standings import standings
from plansheet.jobs.versions import standing_of
from plansheet.model.messages import NOT_TAKEN, Kind
from plansheet.model.periods import quarter_of
from plansheet.model.records import FileKind
from plansheet.problems import Level
from plansheet.settings import BOARD
from plansheet.sources.loaded import parse_plan_name
from plansheet.store import StoreRefusal, passed_over, read_candidate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from plansheet.correspondence.called_for import Standing
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_reading import PlanFile
    from plansheet.model.periods import Quarter
    from plansheet.reconcile.quarter import CouncilQuarter

_FAULTS = frozenset({Level.REJECTED, Level.FIX})
_COMMITTEES_MEET_ON = frozenset({2, 4})
_LAST = 4
_LARGEST = 50 * 1024 * 1024


def next_steps(council: Council, world: World, folder: Path) -> Outcome:
    """Return what there is to do today, a line a step with the command to run, urgent first.

    `folder` is the council's as it was named: the commands name it too.
    """
    agenda = _agenda(council, world.now.date(), folder)
    found = steps(agenda)
    commands = [f"{agenda.program} {step.command}" if step.command else "" for step in found]
    lines = tuple(
        f"{step.what}: {command}" if command else f"{step.what}."
        for step, command in zip(found, commands, strict=True)
    )
    return Outcome(
        document={
            "today": agenda.day.isoformat(),
            "steps": [
                {"what": step.what, "command": command, "period": step.period}
                for step, command in zip(found, commands, strict=True)
            ],
        },
        lines=lines or (idle_words(agenda),),
    )


def _agenda(council: Council, day: date, folder: Path) -> Agenda:
    now = quarter_of(day)
    coming = now.plus(1) if now.number == _LAST else now
    before = {file.code: file for file in council.of_quarter(coming.previous)}
    covered = {file.code for file in council.files if file.is_for(coming)}
    uncovered = sorted(set(before) - covered)
    names = {code: _service_name(file) for code, file in before.items()}
    drafts = [said for path in council.store.drafts() if (said := parse_plan_name(path.name))]
    quarters = _open_quarters(council, now)
    drafted = {said.code for said in drafts if coming.year in said.years}
    return Agenda(
        day=day,
        program="plansheet" if str(folder) == "." else f'plansheet -C "{folder}"',
        plans_folder=council.store.shown(council.store.plans_folder),
        plans=tuple(_plans(council, {now, now.previous, *quarters})),
        has_plans=bool(council.files),
        quarters=tuple(_open(council, each, day) for each in quarters),
        next_year=coming.year,
        uncovered=tuple(names[code] for code in uncovered),
        drafted=tuple(names[code] for code in uncovered if code in drafted),
        covers_now=any(file.is_for(now) for file in council.files),
        expired=len(expired(council, day)),
        lost=files_without(council.store, council.ledger),
        keep_years=council.settings.collection.keep_years,
    )


def _service_name(file: PlanFile) -> str:
    return file.plan.service.name if file.plan else file.code


def _plans(council: Council, quarters: Collection[Quarter]) -> Iterator[PlanState]:
    """Yield the plans that any of these quarters goes by, and files that may be one."""
    for file in council.files:
        if file.code and not any(file.is_for(each) for each in quarters):
            continue
        between = [each for each in council.problems if each.place.file == file.name]
        levels = [each.level for each in (*file.problems, *between)]
        faults = sum(level in _FAULTS for level in levels)
        yield PlanState(file.code, file.name, faults, levels.count(Level.CONFIRM))


def _open_quarters(council: Council, now: Quarter) -> tuple[Quarter, ...]:
    """Return the quarter that ended last, and each that was begun and is not over, newest first."""
    last = now.previous
    known = {last, *council.ledger.quarters()}
    return tuple(
        each
        for each in sorted(known, reverse=True)
        if council.of_quarter(each) and (each >= last or not _is_over(council, each))
    )


def _is_over(council: Council, quarter: Quarter) -> bool:
    """Return whether a quarter was compiled with nothing left to decide, and nothing came since.

    Until the quarter after has been compiled too, what was late or promised may still come. It
    follows from the ledger alone, since there are more and more such quarters.
    """
    compiled = council.ledger.compiled(quarter)
    records = council.ledger.returns(quarter)
    asked = any(each.code in TO_DECIDE for record in records for each in record.problems)
    services = council.services(quarter)
    rivals = any(len(standing_of(council.ledger, each, quarter).rivals) > 1 for each in services)
    left = asked or rivals or any(True for _ in _unread(council, quarter))
    is_done = bool(compiled) and bool(council.ledger.compiled(quarter.plus(1)))
    return is_done and not left and not _is_newer(council, quarter)


def _is_newer(council: Council, quarter: Quarter) -> bool:
    """Return whether anything came, went or was decided since the quarter was compiled."""
    made = council.ledger.compiled(quarter)[-1].made
    return any(each > made for each in _moments(council, quarter))


def _moments(council: Council, quarter: Quarter) -> Iterator[datetime]:
    """Yield when anything of a quarter was read, decided or removed, or more time was given."""
    yield from (each.read_at for each in council.ledger.returns(quarter) if each.is_return)
    yield from (each.removed for each in council.ledger.removals.all(quarter))
    yield from (each.made for each in council.ledger.extensions.all(quarter))
    for code in council.services(quarter):
        yield from (each.made for each in council.ledger.decisions(quarter, code))


def _open(council: Council, quarter: Quarter, day: date) -> OpenQuarter:
    last = quarter_of(day).previous
    compiled = council.ledger.compiled(quarter)
    whole = whole_quarter(council, quarter, day)
    services = whole.services
    waiting = [
        each
        for each in to_decide(standings_in(council, whole.quarter, whole.services))
        if not each.decision
    ]
    found = list(standings(council, whole, day))
    may_change = bool(compiled) and (quarter >= last or _is_newer(council, quarter))
    return OpenQuarter(
        quarter=quarter,
        due=whole.due,
        is_newest=quarter >= last,
        is_settled=bool(compiled) and bool(council.ledger.compiled(quarter.plus(1))),
        services=services,
        missing=tuple(
            (each.plan.code, each.plan.service.name) for each in services if not each.issue
        ),
        altered=_altered(council, whole) if quarter >= last or not compiled else (),
        undrafted=tuple(_undrafted(found)),
        messages=council.ledger.messages.of(quarter),
        unread=sum(1 for _ in _unread(council, quarter)),
        waiting=len(waiting),
        decisions_file=council.store.shown(council.store.decisions_path(quarter)),
        asked=tuple((each.plan.code, count_queries(council, each, quarter)) for each in services),
        version=compiled[-1].version if compiled else 0,
        has_changed=may_change and has_changed(council, whole, day),
        copy_has_changed=may_change and has_changed(council, whole, day, public=True),
        papers=tuple(_papers(council, quarter, day)) if quarter >= last else (),
        called=_called(found),
        sends=bool(council.settings.mail.server),
        look_into_mailbox=_is_to_look(council, whole, day),
        bounced=tuple(
            each.service.plan.code
            for each in found
            if each.is_out_of_reach and not each.is_complete
        ),
    )


def _called(found: Sequence[Standing]) -> Mapping[Kind, tuple[str, ...]]:
    """Return the services that a message of each kind is called for, and not drafted yet."""
    return {
        kind: tuple(each.service.plan.code for each in found if _is_called(kind, each))
        for kind in Kind
    }


def _is_called(kind: Kind, standing: Standing) -> bool:
    call = called_for(kind, standing)
    written = (
        each.about
        for each in standing.messages
        if each.kind is kind and each.delivery not in NOT_TAKEN
    )
    return not call.why_not and call.about not in written


def _is_to_look(council: Council, whole: CouncilQuarter, day: date) -> bool:
    """Return whether something may come by e-mail that nobody has looked for today."""
    if not council.settings.mailbox.server:
        return False
    looked = council.ledger.looked_at.last(whole.quarter)
    is_out = any(each.emailed and not each.is_complete for each in whole.services)
    return is_out and (looked is None or looked.date() < day)


def _altered(council: Council, whole: CouncilQuarter) -> tuple[str, ...]:
    """Return whose plan has changed since its workbook, where that has not come back complete."""
    complete = {each.plan.code for each in whole.services if each.is_complete}
    return tuple(each for each in altered_plans(council, whole.quarter) if each not in complete)


def _undrafted(found: Sequence[Standing]) -> Iterator[str]:
    """Yield the services whose newest workbook is still to be answered, and in no message."""
    for standing in found:
        service, issue = standing.service, standing.issue
        returned = service.returned
        is_answered = returned is not None and (
            service.is_complete or (issue is not None and returned.issue_id == issue.issue_id)
        )
        # Without an address there is nobody to write to; its plan says so as a fault.
        can_be_written_to = service.plan.service.email and not standing.is_out_of_reach
        is_called = can_be_written_to and _is_called(Kind.ISSUE, standing)
        if is_called and not is_answered:
            yield service.plan.code


def _unread(council: Council, quarter: Quarter) -> Iterator[str]:
    """Yield the returned files that nobody has read: their bytes are not in the archive as that."""
    kinds: dict[str, set[FileKind]] = {}
    for file in council.ledger.files():
        kinds.setdefault(file.sha256, set()).add(file.kind)
    for candidate in council.store.returned(quarter):
        data = b"" if passed_over(candidate.name) else read_candidate(candidate.path, _LARGEST)
        if isinstance(data, StoreRefusal) or not data:
            continue
        sha256 = hashlib.sha256(data).hexdigest()
        as_what = kinds.get(sha256, {FileKind.RETURNED})
        is_read = council.store.archived_at(sha256) and FileKind.RETURNED in as_what
        if not is_read and council.ledger.removals.of(quarter, sha256) is None:
            yield candidate.name


def _papers(council: Council, quarter: Quarter, day: date) -> Iterator[Paper]:
    """Yield the reports on a quarter: for Management Board, after Q2 and Q4 for committees."""
    yield _paper(council, quarter, day, Paper(BOARD, BOARD_TITLE))
    if quarter.number in _COMMITTEES_MEET_ON:
        for name, committee in council.settings.committees.items():
            if name != BOARD:
                meeting = committee.meetings.get(quarter)
                yield _paper(council, quarter, day, Paper(name, committee.title, meeting))


def _paper(council: Council, quarter: Quarter, day: date, paper: Paper) -> Paper:
    """Return a report with whether it lies in its folder, and still says what there is to say."""
    start = f"{paper.audience} {quarter.label} report".casefold()
    folder = council.store.reports_folder(quarter)
    there = [path.name.casefold() for path in folder.glob("*")] if folder.is_dir() else []
    if not any(name.startswith(start) for name in there):
        return paper
    records = [
        each
        for each in council.ledger.files()
        if each.kind is FileKind.REPORT and each.name.casefold().startswith(start)
    ]
    written = max(records, key=lambda each: each.first_seen, default=None)
    internal = written is not None and written.name.casefold().startswith(f"{start} internal")
    moments = (
        *(each.made for each in council.ledger.compiled(quarter)),
        *_moments(council, quarter),
    )
    is_older = written is not None and any(each > written.first_seen for each in moments)
    wanted = Wanted(quarter, paper.audience, internal)
    return replace(
        paper,
        is_written=True,
        is_outdated=is_older and not _is_same(council, wanted, day),
        internal=internal,
    )


def _is_same(council: Council, wanted: Wanted, day: date) -> bool:
    """Return whether a report would be the one that is there; one that cannot be made is not."""
    try:
        return is_as_written(council, wanted, day)
    except PlansheetError:
        return False

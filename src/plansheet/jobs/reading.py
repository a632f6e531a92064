"""One returned file on its way from bytes to a return: whose it is, and what it says.

The copy of its own issue in the archive is what it is compared with, never its own word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.collect.book import Collected, collect
from plansheet.collect.figures import shortened
from plansheet.collect.identity import Identity, identity_of
from plansheet.collect.issued import layouts_of
from plansheet.collect.likeness import is_like
from plansheet.excel.read import read_book
from plansheet.jobs.compared import Day
from plansheet.jobs.history import guests_of
from plansheet.jobs.older import answers_still_asked, changed_rows, dropped_rows
from plansheet.jobs.outcome import as_json
from plansheet.jobs.quarters import service_quarter
from plansheet.jobs.recent import Recent
from plansheet.jobs.senders import is_from_stranger, sender_unknown
from plansheet.jobs.settled import is_accepted, with_decisions
from plansheet.model.periods import parse_quarter
from plansheet.model.records import Status
from plansheet.model.returns import Return
from plansheet.problems import Place, Problem, problem
from plansheet.reconcile.words import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from plansheet.arrivals.letters import Letter
    from plansheet.jobs.council import Council
    from plansheet.jobs.looking import Arrived
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.records import Issue
    from plansheet.model.returns import Answer
    from plansheet.pages import FoundBook


@dataclass(frozen=True, slots=True)
class Counted:
    """How many answers of a return are used and how many wait for a person, as it was decided.

    `as_read` is how many it gave before anything was decided.
    """

    values: int
    held: int
    as_read: int


@dataclass(frozen=True, slots=True)
class Received:
    """One file looked at: what became of it.

    `problems` is everything to be said; `found` only what reading it found, on sheets as they were
    issued: that is kept, and what the checks say is said afresh with what is known by then.
    `settled` is what it holds with the decisions that were made about it. Once it is entered in the
    ledger only its answers' number is left, `counted`: a run may read thousands of files.
    """

    name: str
    sha256: str
    status: Status
    service: str = ""
    issue_id: str = ""
    returned: Return | None = None
    settled: Return | None = None
    letter: Letter | None = None
    problems: tuple[Problem, ...] = ()
    found: tuple[Problem, ...] = ()
    counted: Counted | None = None

    def entered(self) -> Received:
        """Return it with its answers counted, for whoever tells of it."""
        if self.returned is None:
            return self
        said = self.settled or self.returned
        counted = Counted(said.values, said.held, self.returned.values)
        return replace(self, returned=None, settled=None, counted=counted)

    def as_json(self) -> dict[str, object]:
        """Return the contract's entry for a file."""
        return {
            "file": self.name,
            "sha256": self.sha256,
            "service": self.service,
            "status": str(self.status),
            "values": self.counted.values if self.counted else 0,
            "held": self.counted.held if self.counted else 0,
            "problems": as_json(self.problems),
        }


# A file that says so is to be read again: it lies in the archive, or still in the mailbox.
WITHOUT_PLAN = "service-without-plan"
_READ = frozenset({Status.ACCEPTED, Status.HELD})
# Several returns of one issue often come one after another.
_MOST_ISSUES = 8


class Reader:
    """Reads the returned files of one quarter of a council."""

    def __init__(self, council: Council, quarter: Quarter, today: date) -> None:
        """Take the council, the quarter that is being read, and the day of reading."""
        self.council = council
        self.quarter = quarter
        self.today = today
        self._issued: Recent[str, FoundBook] = Recent(_MOST_ISSUES)

    def is_known(self, arrived: Arrived | None) -> bool:
        """Return whether what was compared ahead is what would be compared now."""
        identity = arrived.identity if arrived else None
        issue = self.council.ledger.issue(identity.issue_id) if identity else None
        plan = self.council.plan_for(identity.service, self.quarter) if identity else None
        return (
            arrived is not None
            and issue is not None
            and plan is not None
            and (issue.quarter, issue.service) == (self.quarter, plan.code)
            and issue.sha256 == arrived.issue
        )

    def read(self, found: Received, arrived: Arrived) -> Received:
        """Return what a workbook holds, or why it was rejected or is held.

        What is said of `found` already, of how it arrived, is said first.
        """
        name = found.name
        identity = arrived.identity
        if identity is None:
            return self._known_again(found, arrived)
        found = replace(found, service=identity.service)
        if wrong := self._wrong(identity, Place(file=name)):
            return as_a_whole(found, wrong)
        plan = self.council.plan_for(identity.service, self.quarter)
        if plan is None:
            if without := self._without_plan(found, identity.service):
                return without
            read = shortened(identity.service) or "no service"
            wrong = problem("wrong-service", Place(file=name), read=read, expected=self.quarter)
            return as_a_whole(found, wrong)
        found = replace(found, issue_id=identity.issue_id)
        issue = self.council.ledger.issue(identity.issue_id)
        if issue is not None and (issue.quarter, issue.service) != (self.quarter, plan.code):
            issue = None
        return self._of_issue(found, arrived, issue, plan, identity)

    def _without_plan(self, found: Received, service: str) -> Received | None:
        """Return what becomes of a file whose service has no plan to go by; None where it has.

        That is not its sender's fault: what it was read as before stays, and a new one waits until
        it is read again.
        """
        why = self.council.without_plan(self.quarter, {service})
        if not why:
            return None
        told = problem(
            WITHOUT_PLAN,
            Place(file=found.name),
            service=service,
            why=f"{why[0].place.file}: {why[0].message}",
            period=self.quarter.label,
        )
        known = self.council.ledger.return_of(self.quarter, found.sha256)
        if known is None or known.status not in _READ:
            return as_a_whole(replace(found, service=service), told, status=Status.HELD)
        returned = self.council.ledger.loaded_return(known.number)
        return replace(
            found,
            status=known.status,
            service=known.service,
            issue_id=known.issue_id,
            returned=returned,
            problems=(told,),
            found=known.problems,
        )

    def _of_issue(
        self,
        found: Received,
        arrived: Arrived,
        issue: Issue | None,
        plan: Plan,
        identity: Identity,
    ) -> Received:
        """Return what a workbook holds; all of it held where its issue or sender is not known.

        A person who accepts the file accepts both.
        """
        strange = self._strange(found, plan)
        if (issue is None or strange) and self._is_accepted(found):
            issue = issue or self.council.ledger.newest_issue(self.quarter, found.service)
            strange = ()
        if issue is None:
            return self._held_whole(
                found, arrived, None, (self._unknown(found, identity), *strange)
            )
        if strange:
            return self._held_whole(found, arrived, issue, strange)
        return self._collected(replace(found, issue_id=issue.issue_id), arrived, issue, plan)

    def period_of(self, book: FoundBook, *, guess: bool) -> str:
        """Return the quarter of a workbook that was made for this council, "" where it was not.

        Where it has lost its identity that is a guess, by the locked content of what was issued.
        """
        identity = identity_of(book)
        if identity is not None:
            is_ours = identity.council.casefold() == self.council.name.casefold()
            return identity.period if is_ours else ""
        return self.quarter.label if guess and self._alike(book) else ""

    def _alike(self, book: FoundBook) -> list[Issue]:
        """Return the quarter's issues whose locked content a workbook holds."""
        schemes = self.council.settings.schemes
        alike = []
        for issue in self.council.ledger.issues(self.quarter):
            sent = self._sent(issue)
            if is_like(book, sent, layouts_of(sent, self.quarter, schemes)):
                alike.append(issue)
        return alike

    def _known_again(self, found: Received, arrived: Arrived) -> Received:
        """Read a workbook that has lost its identity as the issue whose locked content it holds."""
        alike = self._alike(arrived.book)
        services = {issue.service for issue in alike}
        plan = self.council.plan_for(alike[-1].service, self.quarter) if alike else None
        if len(services) == 1 and (without := self._without_plan(found, *services)):
            return without
        if plan is None or len(services) > 1:
            return as_a_whole(found, problem("no-identity", Place(file=found.name)))
        issue = alike[-1]
        file = self.council.store.issued_path(issue.service, self.quarter).name
        found = replace(found, service=issue.service, issue_id=issue.issue_id)
        strange = self._strange(found, plan)
        if strange and not self._is_accepted(found):
            return self._held_whole(found, arrived, issue, strange)
        return self._collected(
            found, arrived, issue, plan, (problem("identity-lost", Place(), file=file),)
        )

    def _wrong(self, identity: Identity, place: Place) -> Problem | None:
        """Return why a workbook that plansheet issued is not of this council and quarter."""
        if identity.council.casefold() != self.council.name.casefold():
            read = shortened(identity.council) or "no council"
            return problem("wrong-council", place, read=read, expected=self.council.name)
        if identity.period != self.quarter.label:
            period = parse_quarter(identity.period)
            return problem(
                "wrong-period",
                place,
                read=period or shortened(identity.period) or "no quarter",
                expected=self.quarter,
                period=period.label if period else "PERIOD",
            )
        return None

    def _unknown(self, found: Received, identity: Identity) -> Problem:
        """Return what is said of a workbook of an issue that is not in the ledger."""
        number = f"issue {shortened(identity.issue)}" if identity.issue else "an issue"
        file = self.council.store.issued_path(found.service, self.quarter).name
        return problem("unknown-issue", Place(file=found.name), read=number, file=file)

    def _is_accepted(self, found: Received) -> bool:
        return is_accepted(self.council, found.service, self.quarter, found.sha256)

    def _strange(self, found: Received, plan: Plan) -> tuple[Problem, ...]:
        """Return what is said of a file whose sender is no contact of the service, else nothing.

        Who is a contact changes: what was used once is used whoever is one now.
        """
        letter, ledger = found.letter, self.council.ledger
        if letter is None or not is_from_stranger(self.council, plan, letter):
            return ()
        known = ledger.return_of(self.quarter, found.sha256)
        if known is not None and ledger.issue(known.issue_id) is not None:
            return ()
        return (sender_unknown(plan, self.quarter, found.name, found.sha256, letter),)

    def _held_whole(
        self, found: Received, arrived: Arrived, issue: Issue | None, why: tuple[Problem, ...]
    ) -> Received:
        """Hold a whole return: nothing of it is used, and it counts as one of no known issue.

        It is read as `issue`, else as the newest one, to tell how much of it waits.
        """
        form = issue or self.council.ledger.newest_issue(self.quarter, found.service)
        read = Collected()
        if form is not None:
            read = Collected(_held(self._compared(arrived, form).answers))
        if issue is not None:
            found = replace(found, issue_id="")
        returned = self._return(found, read)
        return as_a_whole(found, *why, status=Status.HELD, returned=returned)

    def _collected(
        self,
        found: Received,
        arrived: Arrived,
        issue: Issue,
        plan: Plan,
        known: tuple[Problem, ...] = (),
    ) -> Received:
        """Return the answers of a return, with what reading and checking them found."""
        read = self._compared(arrived, issue)
        indicators = (*guests_of(self.council, plan, self.quarter), *plan.indicators)
        refs = {each.ref for each in indicators}
        dropped = dropped_rows(read.answers.get(INDICATORS, {}), refs, issue.number)
        older = (*self._older(issue), *dropped)
        read = replace(read, answers=answers_still_asked(read.answers, older))
        returned = self._return(found, read)
        settled = with_decisions(self.council, returned)
        said = (*known, *found.found, *older, *read.problems)
        day = Day(self.council, self.quarter, self.today)
        checked = service_quarter(day, plan, settled, said)
        return replace(
            found,
            status=Status.HELD if settled.returned.held else Status.ACCEPTED,
            returned=returned,
            settled=settled.returned,
            problems=checked.problems,
            found=said,
        )

    def _return(self, found: Received, read: Collected) -> Return:
        return Return(
            found.service,
            self.quarter,
            found.issue_id,
            found.name,
            found.sha256,
            read.answers,
            read.sheets,
            tuple(read.changed),
        )

    def _compared(self, arrived: Arrived, issue: Issue) -> Collected:
        """Return what was filled in in a workbook, compared with the issue it is read as."""
        if arrived.collected is not None:
            return arrived.collected
        return collect(arrived.book, self._sent(issue), self.quarter, self.council.settings.schemes)

    def _sent(self, issue: Issue) -> FoundBook:
        """Return a workbook as it was sent, from the archive."""

        def sent() -> FoundBook:
            return read_book(self.council.store.archived(issue.sha256), open_blanks=True)

        return self._issued.of(issue.sha256, sent)

    def _older(self, issue: Issue) -> tuple[Problem, ...]:
        """Return what an older issue means: a note, and a question for each row changed since."""
        newest = self.council.ledger.newest_issue(self.quarter, issue.service)
        if newest is None or newest.number == issue.number:
            return ()
        note = problem("older-issue", Place(), read=issue.number, newest=newest.number)
        sent = self._sent(issue)
        layouts = layouts_of(sent, self.quarter, self.council.settings.schemes)
        return note, *changed_rows(sent, self._sent(newest), layouts, issue.number)


def as_a_whole(
    found: Received,
    *why: Problem,
    status: Status = Status.REJECTED,
    returned: Return | None = None,
) -> Received:
    """Return a file that cannot be used, or is held as a whole, and why."""
    said = (*why, *found.found)
    return replace(found, status=status, returned=returned, problems=said, found=said)


def _held(
    answers: Mapping[str, Mapping[str, Mapping[str, Answer]]],
) -> dict[str, dict[str, dict[str, Answer]]]:
    """Return answers of which none is used and every one waits for a person."""
    return {
        sheet: {
            label: {key: replace(answer, value=None, held=True) for key, answer in row.items()}
            for label, row in rows.items()
        }
        for sheet, rows in answers.items()
    }

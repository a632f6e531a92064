"""Whether a service is to be written to: for each kind of message, what about, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.messages import Delivery, Kind
from plansheet.model.records import Status
from plansheet.problems import HOLDING, Level
from plansheet.queries.asked import is_theirs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from plansheet.correspondence.promised import Promise
    from plansheet.model.messages import Message
    from plansheet.model.periods import Quarter
    from plansheet.model.records import Issue, ReturnRecord
    from plansheet.problems import Problem
    from plansheet.reconcile.quarter import ServiceQuarter

_WAITS = "has sent a workbook that waits for you to accept it."
# Who was written to, reminded or chased is left alone for a week.
PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with a service on a day, as far as messages to it go.

    `issue` is its newest workbook; `messages` are all to it about the quarter, `arrivals` all files
    that came back, in order. `asked` is the sha256 of what is asked of it now, "" where nothing is;
    `promised` are the figures that it said a day for. `bounced` is when a message to it came back.
    """

    service: ServiceQuarter
    quarter: Quarter
    day: date
    due: date
    issue: Issue | None = None
    messages: tuple[Message, ...] = ()
    arrivals: tuple[ReturnRecord, ...] = ()
    asked: str = ""
    promised: tuple[Promise, ...] = ()
    bounced: datetime | None = None

    @property
    def name(self) -> str:
        """Return what the service is called."""
        return self.service.plan.service.name

    @property
    def is_complete(self) -> bool:
        """Return whether nothing of its return is missing or held."""
        return self.service.is_complete

    @property
    def owed(self) -> tuple[Problem, ...]:
        """Return what is missing of its return, or held, and the service itself can put right."""
        return tuple(
            each
            for each in self.service.problems
            if is_theirs(each) and (each.level is Level.FIX or each.code in HOLDING)
        )

    @property
    def is_held_whole(self) -> bool:
        """Return whether a workbook has come that waits for the council, and none that counts."""
        has_come = any(each.status is Status.HELD for each in self.arrivals)
        return self.service.returned is None and has_come

    @property
    def is_out_of_reach(self) -> bool:
        """Return whether a message came back, and none has gone to the service since."""
        gone = (each.sent_at for each in self.messages if each.sent_at is not None)
        came_back = self.bounced
        return came_back is not None and all(at < came_back for at in gone)

    @property
    def overdue(self) -> tuple[Promise, ...]:
        """Return the promised figures whose own day has passed."""
        return tuple(each for each in self.promised if each.is_overdue(self.day))

    def sent(self, kind: Kind, about: str = "") -> tuple[Message, ...]:
        """Return the messages of a kind that went, those about one thing where it is given."""
        return tuple(
            each
            for each in self.messages
            if each.kind == kind and each.sent_at is not None and about in {"", each.about}
        )

    def uncertain(self, kind: Kind) -> Message | None:
        """Return the last message of a kind of which nobody knows whether it arrived."""
        found = (
            each
            for each in reversed(self.messages)
            if each.kind == kind and each.delivery is Delivery.UNCERTAIN
        )
        return next(found, None)

    def since_receipt(self) -> tuple[ReturnRecord, ...]:
        """Return the files that came after the one that a receipt was sent for last."""
        told = {each.about for each in self.sent(Kind.RECEIPTS)}
        after = [at for at, each in enumerate(self.arrivals, start=1) if each.sha256 in told]
        return self.arrivals[max(after, default=0) :]


@dataclass(frozen=True, slots=True)
class Call:
    """Whether a message is called for: what exactly it is about, and `why_not` in words, if not.

    Where it has gone already, both are there: it can be sent again if somebody wants that.
    """

    about: str = ""
    why_not: str = ""


def called_for(kind: Kind, standing: Standing) -> Call:
    """Return whether a service is to get a message of a kind today."""
    if standing.issue is None:
        command = f"plansheet generate {standing.quarter.label}"
        return Call(why_not=f"{standing.name} has no workbook yet. Run '{command}' first.")
    if kind is not Kind.ISSUE and standing.is_out_of_reach:
        return _not(standing, "has an address that a message came back from: correct that first.")
    return _RULES[kind](standing, standing.issue)


def _issue(standing: Standing, issue: Issue) -> Call:
    """A workbook is sent once; a new issue of it again."""
    went = standing.sent(Kind.ISSUE)
    days = [
        day
        for each in went
        if (day := _day(each)) and (each.about == issue.sha256 or _is_since(each, issue))
    ]
    if standing.is_out_of_reach:
        return Call(issue.sha256)
    return _call(standing, issue.sha256, "was sent its workbook", days)


def _is_since(message: Message, issue: Issue) -> bool:
    """Return whether a message that does not say what it carries went after the issue was made."""
    sent = message.sent_at
    return not message.about and sent is not None and sent >= issue.made


def _reminder(standing: Standing, issue: Issue) -> Call:
    """Who has the workbook, and has not sent it back, is reminded until the day it is due."""
    if standing.service.returned is not None:
        return _not(standing, "has returned its workbook.")
    if standing.is_held_whole:
        return _not(standing, _WAITS)
    if not _issue(standing, issue).why_not:
        return _not(standing, "has not been sent its workbook yet.")
    if standing.day > standing.due:
        return _not(
            standing,
            f"was due on {spoken_date(standing.due)}: chase it, with --kind {Kind.CHASE}.",
        )
    return _unless_lately(standing, Kind.REMINDER, "was reminded")


def _chase(standing: Standing, issue: Issue) -> Call:  # noqa: ARG001 - the shape of a rule
    """Who owes something is chased after the day; for an awaited figure after its own day only."""
    if standing.is_complete and not standing.overdue:
        return _not(standing, "owes nothing.")
    if standing.day <= standing.due and not standing.overdue:
        return _not(standing, f"has until {spoken_date(standing.due)}.")
    if standing.is_held_whole:
        return _not(standing, _WAITS)
    is_back = standing.service.returned is not None
    if is_back and not standing.owed and not standing.overdue:
        return _not(standing, "owes nothing: what is left is for you to decide.")
    call = _unless_lately(standing, Kind.CHASE, "was chased")
    # What was asked, or sent, a few days ago wants time too.
    other = (
        _unless_lately(standing, Kind.QUERIES, "was sent queries")
        if is_back
        else _unless_lately(standing, Kind.ISSUE, "was sent its workbook")
    )
    return Call(call.about, call.why_not or other.why_not)


def _queries(standing: Standing, issue: Issue) -> Call:  # noqa: ARG001 - called like its neighbours
    """The same queries are sent once."""
    if standing.service.returned is None:
        return _not(standing, "has not returned its workbook.")
    if not standing.asked and standing.owed:
        command = f"plansheet read {standing.quarter.label}"
        return _not(standing, f"has no query workbook. Run '{command}' to have it written.")
    if not standing.asked:
        return _not(standing, "is asked nothing.")
    return _once(standing, Kind.QUERIES, standing.asked, "was sent these queries")


def _receipts(standing: Standing, issue: Issue) -> Call:  # noqa: ARG001 - called like its neighbours
    """Whatever came back is acknowledged once."""
    if not standing.arrivals:
        return _not(standing, "has sent nothing back.")
    return _once(standing, Kind.RECEIPTS, standing.arrivals[-1].sha256, "was sent a receipt")


def _thanks(standing: Standing, issue: Issue) -> Call:
    """Who is complete is thanked once."""
    if not standing.is_complete:
        return _not(standing, "is not complete yet.")
    return _once(standing, Kind.THANKS, issue.sha256, "was thanked")


_RULES: Mapping[Kind, Callable[[Standing, Issue], Call]] = {
    Kind.ISSUE: _issue,
    Kind.REMINDER: _reminder,
    Kind.CHASE: _chase,
    Kind.QUERIES: _queries,
    Kind.RECEIPTS: _receipts,
    Kind.THANKS: _thanks,
}


def _unless_lately(standing: Standing, kind: Kind, done: str) -> Call:
    """Return a call for a message of a kind unless one went within the last week."""
    days = [day for each in standing.sent(kind) if (day := _day(each))]
    lately = [day for day in days if day + PATIENCE > standing.day]
    return _call(standing, f"{kind} {len(days) + 1}", done, lately)


def _once(standing: Standing, kind: Kind, about: str, done: str) -> Call:
    days = [day for each in standing.sent(kind, about) if (day := _day(each))]
    return _call(standing, about, done, days)


def _call(standing: Standing, about: str, done: str, days: Sequence[date]) -> Call:
    """Return a call for a message; where it went on `days`, why it is not wanted again."""
    if not days:
        return Call(about)
    return Call(about, f"{standing.name} {done} on {spoken_date(max(days))}.")


def _not(standing: Standing, why: str) -> Call:
    return Call(why_not=f"{standing.name} {why}")


def _day(message: Message) -> date | None:
    return message.sent_at.date() if message.sent_at else None

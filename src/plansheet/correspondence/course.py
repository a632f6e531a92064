"""The course of a service's quarter: what happened to it and on which day, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.messages import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from plansheet.correspondence.called_for import Standing
    from plansheet.model.messages import Message
    from plansheet.model.records import ReturnRecord

# What happens by a message that is sent, in the words of the course.
_BY_MESSAGE = {
    "mailed": Kind.ISSUE,
    "reminded": Kind.REMINDER,
    "chased": Kind.CHASE,
    "queried": Kind.QUERIES,
    "acknowledged": Kind.RECEIPTS,
    "thanked": Kind.THANKS,
}
_ORDER = (
    *("issued", "drafted", "mailed", "bounced", "reminded", "chased", "received", "acknowledged"),
    *("queried", "answered", "complete", "thanked"),
)


def course_of(standing: Standing) -> Mapping[str, date]:
    """Return the day of each thing that has happened, the last time where that was several times.

    `mailed` is the first time, as `emailed` of the contract is; `answered` is the first file that
    came after the last queries went.
    """
    days = dict(_found(standing))
    return {what: days[what] for what in _ORDER if what in days}


def is_queried(messages: Sequence[Message], arrivals: Sequence[ReturnRecord]) -> bool:
    """Return whether queries on what a service returned went, and nothing has come since."""
    asked = _asked(messages)
    return bool(asked) and not any(each.read_at > max(asked) for each in arrivals)


def _asked(messages: Sequence[Message]) -> list[datetime]:
    """Return when queries went to a service."""
    return [each.sent_at for each in messages if each.kind is Kind.QUERIES and each.sent_at]


def _found(standing: Standing) -> Iterator[tuple[str, date]]:
    service = standing.service
    if standing.issue is not None:
        yield "issued", standing.issue.made.date()
    # What plansheet sends itself is no draft first.
    drafted = [
        each.drafted_at.date()
        for each in standing.messages
        if each.kind is Kind.ISSUE and not each.message_id
    ]
    if drafted:
        yield "drafted", max(drafted)
    for what, kind in _BY_MESSAGE.items():
        days = [each.sent_at.date() for each in standing.sent(kind) if each.sent_at]
        if days:
            yield what, min(days) if kind is Kind.ISSUE else max(days)
    if standing.bounced is not None:
        yield "bounced", standing.bounced.date()
    if service.received is not None:
        yield "received", service.received
    asked = _asked(standing.messages)
    since = [each.read_at for each in standing.arrivals if asked and each.read_at > max(asked)]
    if since:
        yield "answered", min(since).date()
    if standing.is_complete and (days := list(_settled(standing))):
        yield "complete", max(days)


def _settled(standing: Standing) -> Iterator[date]:
    """Yield when what makes a return complete came: the return itself, and what was decided."""
    returned = standing.service.returned
    for record in standing.arrivals:
        if returned is not None and record.sha256 == returned.sha256:
            yield record.received_at.date()
    yield from (each.made.date() for each in standing.service.decided)
    yield from (each.made.date() for each in standing.service.chosen)

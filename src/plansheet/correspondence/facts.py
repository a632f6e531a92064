"""What a message may say of a service beside what every wording may: what came, what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.messages import Kind
from plansheet.model.records import Status
from plansheet.problems import Level, merged
from plansheet.queries import is_theirs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.correspondence.called_for import Standing
    from plansheet.correspondence.promised import Promise
    from plansheet.correspondence.whom import Envelope
    from plansheet.model.records import ReturnRecord
    from plansheet.problems import Problem

_MOST_SAID = 12
HELD = frozenset({"percent-unclear", "number-unclear", "date-unclear"})


def letter_facts(standing: Standing, whom: Envelope) -> dict[str, object]:
    """Return the names that a wording of a message may use, the same for every kind.

    Lists are of sentences, long ones with how many more there are at their end. Who stands in for
    somebody is not addressed as that person.
    """
    returned = standing.service.returned
    # Which file is meant need not be said of every line.
    file = returned.file if returned else ""
    problems = [
        each.in_file("") if each.place.file == file else each for each in standing.service.problems
    ]
    held = [each for each in problems if each.code in HELD]
    missing = [each for each in problems if each.level is Level.FIX]
    until = whom.away_until
    facts: dict[str, object] = {
        "away_until": spoken_date(until) if until else "",
        "overdue": [_promise(each) for each in standing.overdue],
        "awaited": [
            _promise(each) for each in standing.promised if not each.is_overdue(standing.day)
        ],
        "owed": _said(each for each in problems if each.level is Level.FIX or each.code in HELD),
        "missing": _said(missing),
        "held": _said(held),
        "asked": _said(each for each in (*problems, *_refused(standing)) if is_theirs(each)),
        "read_as": _said(each for each in problems if each.level is Level.NOTE),
        "came": [_came(standing, each) for each in standing.since_receipt()],
        "values": returned.values if returned else 0,
        "is_returned": returned is not None,
        "is_complete": standing.is_complete,
        "has_queries": bool(standing.asked),
        "chased": len(standing.sent(Kind.CHASE)),
    }
    return facts | ({"head": "colleague"} if until else {})


def _refused(standing: Standing) -> Iterator[Problem]:
    """Yield why files that came after the return that counts could not be used."""
    returned = standing.service.returned
    known = [each.sha256 for each in standing.arrivals]
    counts = known.index(returned.sha256) + 1 if returned and returned.sha256 in known else 0
    for record in standing.arrivals[counts:]:
        if record.status is Status.REJECTED:
            yield from (each.in_file(record.file) for each in record.problems)


def _said(problems: Iterable[Problem]) -> list[str]:
    """Return problems in sentences, what is the same at several cells said once."""
    lines = [_line(places, each.message) for places, each in merged(problems)]
    more = len(lines) - _MOST_SAID
    return lines if more <= 0 else [*lines[:_MOST_SAID], f"and {more} more"]


def _line(places: str, message: str) -> str:
    """Return a sentence with where it is about before it, where it is about a place."""
    return f"{places[:1].upper()}{places[1:]}: {message}" if places else message


def _promise(promise: Promise) -> str:
    return f"{promise.ref} {promise.title}: expected by {spoken_date(promise.expected)}"


def _came(standing: Standing, record: ReturnRecord) -> str:
    """Return what became of a file that came back."""
    file = record.file.rpartition("/")[2]
    when = spoken_date(record.received_at.date())
    return f"'{file}', received on {when}: {' '.join(_became(standing, record))}"


def _became(standing: Standing, record: ReturnRecord) -> Iterator[str]:
    returned = standing.service.returned
    if record.status is Status.REJECTED:
        yield "it could not be used."
        yield from (each.message for each in record.problems if each.level is Level.REJECTED)
    elif returned is not None and returned.sha256 == record.sha256:
        yield f"{returned.values} {'value was' if returned.values == 1 else 'values were'} read."
    elif record.status is Status.HELD:
        yield "it waits until somebody has looked at it."
    else:
        yield "it was read; a later one counts."

"""What a message may say of a service beside what every wording may: what came, what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.messages import Kind
from plansheet.model.records import Status
from plansheet.problems import HOLDING, Level, merged
from plansheet.queries.asked import is_theirs, queries_of
from plansheet.queries.states import spoken_where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plansheet.correspondence.called_for import Standing
    from plansheet.correspondence.promised import Promise
    from plansheet.correspondence.whom import Envelope
    from plansheet.model.records import ReturnRecord
    from plansheet.pages import Page
    from plansheet.problems import Problem

_MOST_SAID = 12
# Why a file could not be used, to whoever sent it: the council is told what it can do itself.
_REFUSED = {
    "encrypted": "it is protected with a password. Please send it without one.",
    "limits": "it is far larger than the workbook you were sent. Please send that workbook itself.",
    "link-instead": "it is a link, which cannot be read. Please attach the file itself.",
    "unreadable": (
        "it cannot be opened. Please open it in Excel, save it as a workbook (.xlsx) and send it "
        "again."
    ),
    "wrong-council": "it is a workbook of another council.",
    "wrong-period": "it is the workbook of another quarter. Please send this quarter's.",
    "wrong-service": "it is the workbook of another service. Please send your own.",
}
_NOT_THE_WORKBOOK = "it is not the workbook you were sent. Please send that Excel file itself."


def letter_facts(
    standing: Standing, whom: Envelope, attached: Sequence[Page] = ()
) -> dict[str, object]:
    """Return the names that a wording of a message may use, the same for every kind.

    Lists are of sentences, long ones with how many more there are at their end. Who stands in for
    somebody is not addressed as that person. `attached` are the pages of the query workbook that
    goes with the message: what is asked, or owed, is said of its cells, else of the return's.
    """
    returned = standing.service.returned
    problems = _in_short(standing, standing.service.problems)
    came = standing.since_receipt()
    until = whom.away_until
    facts: dict[str, object] = {
        "away_until": spoken_date(until) if until else "",
        "is_late": standing.day > standing.due,
        "is_mailed": bool(standing.sent(Kind.ISSUE)),
        "is_returned": returned is not None,
        "is_complete": standing.is_complete,
        "is_held": standing.is_held_whole,
        "is_refused": any(each.status is Status.REJECTED for each in came),
        "is_chased_again": bool(standing.sent(Kind.CHASE)),
        "has_queries": bool(standing.asked),
        "with_head": whom.with_head,
        "came": list(dict.fromkeys(_came(standing, each) for each in came)),
        "read_as": _said(each for each in problems if each.level is Level.NOTE),
        "held": _said(each for each in problems if each.code in HOLDING),
        "missing": _said(each for each in problems if each.level is Level.FIX),
        "owed": _asked(standing, standing.owed, attached),
        "asked": [
            *_asked(standing, standing.service.problems, attached),
            *_refused(standing),
        ],
        "overdue": [_promise(each) for each in standing.overdue],
        "awaited": [
            _promise(each) for each in standing.promised if not each.is_overdue(standing.day)
        ],
    }
    return facts | ({"head": "colleague"} if until else {})


def _in_short(standing: Standing, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems that name no file where it is the return: that need not be said each time."""
    returned = standing.service.returned
    file = returned.file if returned else ""
    return [each.in_file(_file(each, file)) for each in problems]


def _asked(standing: Standing, problems: Iterable[Problem], attached: Sequence[Page]) -> list[str]:
    """Return what asks a section head something, where the workbook at hand has it."""
    returned, theirs = standing.service.returned, [each for each in problems if is_theirs(each)]
    if returned is None or not attached:
        return _said(_in_short(standing, theirs))
    queries = queries_of(attached, returned, theirs)
    return _shortened([_line(spoken_where(each), each.message) for each in queries])


def _file(problem: Problem, returned: str) -> str:
    """Return the file of a problem as its sender knows it, "" where it is the return's own."""
    return "" if problem.place.file == returned else _bare(problem.place.file)


def _bare(file: str) -> str:
    """Return the name of a file without the message or the folder that it came in."""
    return file.rpartition("/")[2]


def _refused(standing: Standing) -> Iterator[str]:
    """Yield why files that came after the return that counts could not be used."""
    returned = standing.service.returned
    known = [each.sha256 for each in standing.arrivals]
    counts = known.index(returned.sha256) + 1 if returned and returned.sha256 in known else 0
    for record in standing.arrivals[counts:]:
        if record.status is Status.REJECTED:
            yield _came(standing, record)


def _said(problems: Iterable[Problem]) -> list[str]:
    """Return problems in sentences, what is the same at several cells said once."""
    return _shortened([_line(places, each.message) for places, each in merged(problems)])


def _shortened(lines: list[str]) -> list[str]:
    """Return the first of many lines, with how many more there are."""
    more = len(lines) - _MOST_SAID
    return lines if more <= 0 else [*lines[:_MOST_SAID], f"and {more} more"]


def _line(places: str, message: str) -> str:
    """Return a sentence with where it is about before it, where it is about a place."""
    return f"{places[:1].upper()}{places[1:]}: {message}" if places else message


def _promise(promise: Promise) -> str:
    return f"{promise.ref} {promise.title}: expected by {spoken_date(promise.expected)}"


def _came(standing: Standing, record: ReturnRecord) -> str:
    """Return what became of a file that came back."""
    when = spoken_date(record.received_at.date())
    return f"'{_bare(record.file)}', received on {when}: {_became(standing, record)}"


def _became(standing: Standing, record: ReturnRecord) -> str:
    returned = standing.service.returned
    if record.status is Status.REJECTED:
        codes = (each.code for each in record.problems if each.level is Level.REJECTED)
        return next((_REFUSED[code] for code in codes if code in _REFUSED), _NOT_THE_WORKBOOK)
    if returned is not None and returned.sha256 == record.sha256:
        return f"{returned.values} {'value was' if returned.values == 1 else 'values were'} read."
    if record.status is Status.HELD:
        return "it waits until somebody has looked at it."
    return "it was read; a later one counts."

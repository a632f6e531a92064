"""One file that came back, opened and compared ahead of its turn, beside this process or far away.

A stranger's file is opened in a process apart there as well, within the same limits. What it comes
to is little: who it says it is, and what was filled in. Everything else about it, and all that is
kept of it, is settled when its turn comes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.arrivals.apart import Apart
from plansheet.arrivals.opened import Opened, Request
from plansheet.collect.book import collect
from plansheet.collect.identity import identity_of
from plansheet.excel.read import read_book
from plansheet.jobs.far import NotSentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.collect.book import Collected
    from plansheet.collect.identity import Identity
    from plansheet.excel.limits import Limits, Refused
    from plansheet.model.periods import Quarter
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import FoundBook
    from plansheet.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """What every file of one run is looked at with: limits, passwords, and the quarter's issues.

    `issues` are the sha256s of the workbooks that were sent, by their ids. Where the council's
    folder is out of reach, on another computer, `store` is None and there are none.
    """

    store: Store | None
    limits: Limits
    passwords: tuple[str, ...]
    memory_mb: int
    quarter: Quarter
    schemes: tuple[RiskScheme, ...]
    issues: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A workbook that was sent: the id of its issue, its sha256 and its bytes."""

    issue_id: str
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """The bytes of one file, and the workbook it is most likely a return of where that is needed.

    It is where the council's folder is out of reach.
    """

    data: bytes
    sent: Sent | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A workbook that came back: who it says it is, and what is in it.

    Where it was compared with an issue already, that is the one with the sha256 `issue`, and `book`
    is without its sheets.
    """

    book: FoundBook
    identity: Identity | None
    issue: str = ""
    collected: Collected | None = None


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What came of one file: why it was refused, or what was compared with its issue."""

    sha256: str
    opened: Opened
    arrived: Arrived | None = None


def look_at(desk: Desk, arrival: Arrival) -> LookedAt | None:
    """Return what comes of a file; None where more than the file is needed to know.

    So it is where it holds others, and where it is no workbook that was sent this quarter. Raises
    NotSentError where the workbook it is a return of is out of reach and was not sent along.
    """
    opened = _apart(desk.memory_mb).open(Request(arrival.data, desk.limits, desk.passwords))
    sha256 = hashlib.sha256(arrival.data).hexdigest()
    if opened.refused is not None:
        return None if _is_for_here(desk, opened.refused) else LookedAt(sha256, opened)
    identity = identity_of(opened.book) if opened.book else None
    if opened.book is None or identity is None:
        return None
    issue, sent = _issue(desk, arrival, identity.issue_id)
    if sent is None:
        return None
    collected = collect(opened.book, sent, desk.quarter, desk.schemes)
    bare = replace(opened.book, sheets=())
    return LookedAt(sha256, replace(opened, book=bare), Arrived(bare, identity, issue, collected))


def _issue(desk: Desk, arrival: Arrival, issue_id: str) -> tuple[str, FoundBook | None]:
    """Return the sha256 of an issue and what was sent; None where it is none of this quarter."""
    if desk.store is not None:
        sha256 = desk.issues.get(issue_id, "")
        return sha256, _archived(desk.store, sha256) if sha256 else None
    if arrival.sent is None or arrival.sent.issue_id != issue_id:
        raise NotSentError(issue_id)
    return arrival.sent.sha256, read_book(arrival.sent.data, open_blanks=True)


def _is_for_here(desk: Desk, refused: Refused) -> bool:
    """Return whether a file was refused far away for what may be that computer's fault.

    It may be slower, or have less memory: whether the file is at fault is seen at home.
    """
    return desk.store is None and refused.code in {"limits", "unreadable"}


_processes: dict[int, Apart] = {}


def _apart(memory_mb: int) -> Apart:
    """Return the process that opens files for this one, and ends when this one does."""
    if memory_mb not in _processes:
        put_away()
        _processes[memory_mb] = Apart(memory_mb)
    return _processes[memory_mb]


def put_away() -> None:
    """End the process that opens files for this one, where there is one."""
    while _processes:
        _processes.popitem()[1].close()


@lru_cache(maxsize=8)
def _archived(store: Store, sha256: str) -> FoundBook:
    """Return a workbook as it was sent; several returns of one often come one after another."""
    return read_book(store.archived(sha256), open_blanks=True)

"""One file that came back, opened and compared ahead of its turn, in a process beside this one.

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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.collect.book import Collected
    from plansheet.collect.identity import Identity
    from plansheet.excel.limits import Limits
    from plansheet.model.periods import Quarter
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import FoundBook
    from plansheet.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """What every file of one run is looked at with: limits, passwords, and the quarter's issues.

    `issues` are the sha256s of the workbooks that were sent, by their ids.
    """

    store: Store
    limits: Limits
    passwords: tuple[str, ...]
    memory_mb: int
    quarter: Quarter
    schemes: tuple[RiskScheme, ...]
    issues: Mapping[str, str]


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


def look_at(desk: Desk, data: bytes) -> LookedAt | None:
    """Return what comes of a file; None where more than the file is needed to know.

    So it is where it holds others, and where it is no workbook that was sent this quarter.
    """
    opened = _apart(desk.memory_mb).open(Request(data, desk.limits, desk.passwords))
    sha256 = hashlib.sha256(data).hexdigest()
    if opened.refused is not None:
        return LookedAt(sha256, opened)
    identity = identity_of(opened.book) if opened.book else None
    issue = desk.issues.get(identity.issue_id) if identity else None
    if opened.book is None or identity is None or issue is None:
        return None
    sent = _sent(desk.store, issue)
    collected = collect(opened.book, sent, desk.quarter, desk.schemes)
    bare = replace(opened.book, sheets=())
    return LookedAt(sha256, replace(opened, book=bare), Arrived(bare, identity, issue, collected))


@lru_cache(maxsize=1)
def _apart(memory_mb: int) -> Apart:
    """Return the process that opens files for this one, and ends when this one does."""
    return Apart(memory_mb)


@lru_cache(maxsize=8)
def _sent(store: Store, sha256: str) -> FoundBook:
    """Return a workbook as it was sent; several returns of one often come one after another."""
    return read_book(store.archived(sha256), open_blanks=True)

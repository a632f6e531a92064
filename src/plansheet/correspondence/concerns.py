"""Whether a message in a mailbox is about a quarter's returns: the rest is nobody's business here.

A message is known by what it brings, by what it answers or refers to, and by who sent it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter
    from plansheet.model.references import Reference

# How the ids of messages that plansheet sends begin.
ID_START = "<plansheet."
_ANSWERED = re.compile(r"\s*(?:\[[^\]]*\]\s*)*(?:re|aw|sv|fwd?|wg|tr)\s*:", re.IGNORECASE)


class Verdict(Enum):
    """What is done with a message: it is read, only told of, or left alone."""

    READ = auto()
    TELL = auto()
    OTHER_QUARTER = auto()
    LEAVE = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a quarter's messages: the ids of those that went, and of other quarters'.

    `contacts` are the addresses of all services, `council` the address that messages come from.
    """

    quarter: Quarter
    ours: frozenset[str]
    others: frozenset[str]
    contacts: frozenset[str]
    council: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a message shows: its id, what it answers and refers to, its sender, and what it is.

    `failed` are the addresses that a server says it could not reach; `is_report` that a server
    wrote it. `periods` are the quarters of the workbooks in it that were made here; `is_closed`
    says that something in it cannot be opened, `has_link` that it links to a file kept elsewhere.
    """

    message_id: str = ""
    subject: str = ""
    answers: tuple[str, ...] = ()
    reference: Reference | None = None
    sender: str = ""
    failed: tuple[str, ...] = ()
    is_report: bool = False
    periods: frozenset[str] = frozenset()
    is_closed: bool = False
    has_link: bool = False


def is_ours(seen: Seen, known: Known) -> bool:
    """Return whether a message is one that went out from here: a copy of it, and no answer.

    One that was sent by hand is known by its sender and its reference.
    """
    if seen.message_id.startswith(ID_START) or seen.message_id in known.ours | known.others:
        return True
    is_answer = bool(seen.answers) or _ANSWERED.match(seen.subject) is not None
    return seen.sender == known.council and seen.reference is not None and not is_answer


def is_about(seen: Seen, known: Known) -> bool | None:
    """Return whether what a message answers or refers to is this quarter; None where it is silent.

    What it answers goes before what its subject says: people answer whatever message is at hand.
    """
    answers = frozenset(seen.answers)
    if answers & known.ours:
        return True
    if answers & known.others:
        return False
    return seen.reference.period == known.quarter if seen.reference else None


def may_concern(seen: Seen, known: Known, *, may_carry_file: bool) -> bool:
    """Return whether a message is worth opening, by what its headers show."""
    if is_ours(seen, known):
        return False
    about = is_about(seen, known)
    if about is not None:
        return about or may_carry_file
    return may_carry_file or seen.is_report or seen.sender in known.contacts


def verdict(seen: Seen, known: Known) -> Verdict:
    """Return what is done with a message that was opened.

    A workbook that was made here for the quarter is read from whatever message it is in. Of one of
    a contact that refers to nothing, and may yet be about the quarter, only the manager can tell.
    """
    about = is_about(seen, known)
    if known.quarter.label in seen.periods or about:
        return Verdict.READ
    if seen.periods:
        return Verdict.OTHER_QUARTER
    if about is not None:
        return Verdict.LEAVE
    if seen.is_report:
        is_theirs = not known.contacts.isdisjoint(seen.failed)
        return Verdict.READ if is_theirs else Verdict.LEAVE
    may_be = seen.sender in known.contacts and (seen.is_closed or seen.has_link)
    return Verdict.TELL if may_be else Verdict.LEAVE


def is_settled(seen: Seen, known: Known) -> bool:
    """Return whether a message needs no second look, whoever becomes a contact later on."""
    may_be = seen.is_closed or seen.has_link
    return verdict(seen, known) is not Verdict.LEAVE or not may_be

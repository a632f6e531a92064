"""Whether a message in a mailbox is about a quarter's returns: the rest is nobody's business here.

A message is known by what it answers or refers to, by who sent it, and by what it brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter
    from plansheet.model.references import Reference


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
    wrote it. `has_workbook` that a workbook is attached, `has_ours` that this is one that was made
    here, `has_link` that a link to a file kept elsewhere is in it.
    """

    message_id: str = ""
    answers: tuple[str, ...] = ()
    reference: Reference | None = None
    sender: str = ""
    failed: tuple[str, ...] = ()
    is_report: bool = False
    has_workbook: bool = False
    has_ours: bool = False
    has_link: bool = False


def is_ours(seen: Seen, known: Known) -> bool:
    """Return whether a message is one that went out from here: a copy of it, no answer."""
    return bool(seen.message_id) and seen.message_id in known.ours | known.others


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
    is_contact = seen.sender in known.contacts
    return bool(about) or (about is None and (may_carry_file or seen.is_report or is_contact))


def concerns(seen: Seen, known: Known) -> bool:
    """Return whether a message that was opened is about the quarter.

    One that refers to nothing is where it brings a workbook or a link from one of the services'
    people, or a workbook that was made here from anybody, and where a server says that one of
    their addresses could not be reached.
    """
    about = is_about(seen, known)
    if about is not None:
        return about
    if seen.is_report:
        return not known.contacts.isdisjoint(seen.failed)
    is_contact = seen.sender in known.contacts
    return seen.has_ours or (is_contact and (seen.has_workbook or seen.has_link))

"""Whom a message goes to: the section head or who stands in, copies, and who may not get any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.messages import Kind
from plansheet.model.words import is_address
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from plansheet.model.contacts import Absence
    from plansheet.problems import Problem


ADDRESS_FAULTS = frozenset({"contact-missing", "contact-wrong", "address-wrong", "address-outside"})


@dataclass(frozen=True, slots=True)
class Contacts:
    """The people of a service: its name, the plan that names them, and their addresses.

    `deputy` is an address or a job title; `head` is the head of service, for the second chaser.
    """

    service: str
    code: str
    plan_file: str
    email: str
    deputy: str = ""
    absences: tuple[Absence, ...] = ()
    head: str = ""
    copies: tuple[str, ...] = ()

    def away(self, day: date) -> date | None:
        """Return the last day of the absence that `day` lies in, None where the person is there."""
        return max((each.last for each in self.absences if each.covers(day)), default=None)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a message is for, and who gets a copy; `away_until` is why a deputy is written to.

    `with_head` says that the head of service is among those who get a copy.
    """

    to: str
    copies: tuple[str, ...] = ()
    away_until: date | None = None
    with_head: bool = False

    @property
    def everybody(self) -> tuple[str, ...]:
        """Return all addresses, first whom it is for."""
        return (self.to, *self.copies)


def envelope(contacts: Contacts, kind: Kind, day: date, *, chased_before: bool) -> Envelope:
    """Return whom a message of a kind goes to on a day.

    Who is away gets a copy of what the deputy gets. The head of service gets a copy from the second
    chaser on.
    """
    away, to, copies = contacts.away(day), contacts.email, contacts.copies
    stands_in = away is not None and is_address(contacts.deputy)
    if stands_in:
        to, copies = contacts.deputy, (contacts.email, *copies)
    with_head = kind is Kind.CHASE and chased_before and bool(contacts.head)
    if with_head:
        copies = (*copies, contacts.head)
    once = {each.casefold(): each for each in reversed(copies) if each.casefold() != to.casefold()}
    return Envelope(to, tuple(reversed(once.values())), away if stands_in else None, with_head)


def address_faults(
    contacts: Contacts, found: Envelope, domains: Sequence[str], *, must_know: bool
) -> Iterator[Problem]:
    """Yield why a service cannot be written to.

    `domains` are those that messages may go to; where none is known, nothing can be checked, which
    is a fault only where plansheet sends the message itself, since no person looks at it then.
    """
    place = Place(file=contacts.plan_file, sheet="Service", label=contacts.service)
    if not contacts.email:
        yield problem("contact-missing", place, service=contacts.service)
        return
    if not is_address(contacts.email):
        yield problem("contact-wrong", place, read=contacts.email)
        return
    if domains or must_know:
        outside = (each for each in found.everybody if not _is_within(each, domains))
        yield from (_outside(each, contacts.service, domains) for each in outside)


def rehearsal_faults(address: str, domains: Sequence[str]) -> Iterator[Problem]:
    """Yield why the messages of a rehearsal cannot go to an address."""
    if not is_address(address):
        yield problem("address-wrong", Place(label="--to"), read=address)
    elif not _is_within(address, domains):
        yield _outside(address, "--to", domains)


def _outside(address: str, of: str, domains: Sequence[str]) -> Problem:
    return problem(
        "address-outside",
        Place(label=of),
        read=address,
        service=of,
        domain=address.rpartition("@")[2].casefold(),
        known=", ".join(domains) or "whose domain is not known",
    )


def no_stand_in(contacts: Contacts, day: date) -> Problem | None:
    """Return that who is away is written to all the same, since no deputy's address is known."""
    away = contacts.away(day)
    if away is None or is_address(contacts.deputy):
        return None
    return problem(
        "deputy-unknown",
        Place(label=contacts.service),
        service=contacts.service,
        key=contacts.code,
        until=spoken_date(away),
    )


def _is_within(address: str, domains: Sequence[str]) -> bool:
    """Return whether an address is in one of the domains, or in a part of one."""
    domain = address.rpartition("@")[2].casefold()
    return any(domain == each or domain.endswith(f".{each}") for each in domains)

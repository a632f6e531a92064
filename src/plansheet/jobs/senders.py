"""Who sent an e-mail, held against the contacts that the plans and the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.collect.figures import shortened
from plansheet.correspondence.senders import addresses_in, is_stranger, service_of
from plansheet.model.names import visible
from plansheet.problems import Place, problem
from plansheet.settings import AcceptFrom

if TYPE_CHECKING:
    from plansheet.arrivals.letters import Letter
    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.problems import Problem

NOBODY = "somebody who is not named"


def addresses_of(council: Council, plan: Plan) -> frozenset[str]:
    """Return the addresses of a service: of its plan and of the settings, deputies and copies."""
    said, service = council.settings.contact(plan.code), plan.service
    return addresses_in((service.email, service.deputy, said.deputy, said.head, *said.copies))


def is_from_stranger(council: Council, plan: Plan, letter: Letter) -> bool:
    """Return whether an e-mail comes from none of those whose returns are used without asking."""
    settings = council.settings
    accepted = settings.mailbox.accept_from
    if accepted is AcceptFrom.ANYBODY:
        return False
    domains = {settings.council.domain.casefold()} if accepted is AcceptFrom.COUNCIL else ()
    contacts = addresses_of(council, plan)
    return is_stranger(letter.brought_by, contacts, settings.council.email, domains)


def sender_unknown(plan: Plan, quarter: Quarter, name: str, sha256: str, letter: Letter) -> Problem:
    """Return what is said of a workbook that comes from none of its service's addresses."""
    address = visible(letter.brought_by)
    later = (
        f" To have {address} accepted from now on, add it to copies under [contacts.{plan.code}] "
        "in plansheet.toml (it then gets a copy of every message; an address outside the council "
        "wants its domain in other_domains under [mail] too)."
    )
    return problem(
        "sender-unknown",
        Place(file=name),
        sender=sender_of(letter) if letter.forwarded_by is None else address or NOBODY,
        service=plan.service.name,
        period=quarter.label,
        contact=plan.code,
        row=f":{sha256[:12]}",
        later=later if address else "",
    )


def sender_of(letter: Letter) -> str:
    """Return who sent an e-mail as it names them, fit to be shown."""
    return shortened(visible(letter.sender)) or NOBODY


def service_about(council: Council, quarter: Quarter, letter: Letter) -> str:
    """Return the code of the service that an e-mail is about, "" where nothing tells.

    Its reference tells, else the address that it says was not reached, else its sender.
    """
    plans = council.plans(quarter)
    if letter.reference is not None and letter.reference.service in council.services(quarter):
        return letter.reference.service
    contacts = {plan.code: addresses_of(council, plan) for plan in plans}
    found = service_of(letter.failed, contacts)
    return found or service_of([letter.sender_address], contacts)

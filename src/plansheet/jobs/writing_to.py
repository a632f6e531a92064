"""What is to be written to whom about a quarter, gathered and put into words, and nothing done yet.

Drafts and messages that are sent are both made from this.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from plansheet.correspondence.called_for import Standing, called_for
from plansheet.correspondence.facts import letter_facts
from plansheet.correspondence.whom import (
    ADDRESS_FAULTS,
    Contacts,
    address_faults,
    envelope,
    no_stand_in,
    rehearsal_faults,
)
from plansheet.errors import StoreError
from plansheet.jobs.quarters import whole_quarter
from plansheet.jobs.queries import query_pages
from plansheet.jobs.standings import standings
from plansheet.jobs.wordings import common_facts, wording_of
from plansheet.mail.letters import Letter, write_letter
from plansheet.mail.messages import Attachment, Heading
from plansheet.model.dates import spoken_date
from plansheet.model.messages import Kind
from plansheet.model.references import Reference
from plansheet.problems import Place, problem
from plansheet.store import read_whole, take_away

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from plansheet.correspondence.called_for import Call
    from plansheet.correspondence.whom import Envelope
    from plansheet.jobs.council import Council
    from plansheet.model.messages import Message
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.problems import Problem

UNCERTAIN = "mail-uncertain"
_STOPPING = ADDRESS_FAULTS | {"mail-too-large"}
_A_MOMENT = timedelta(minutes=10)
# Whoever has not returned the workbook may not have it at hand.
_WITH_WORKBOOK = frozenset({Kind.ISSUE, Kind.REMINDER})


@dataclass(frozen=True, slots=True)
class WantedMessages:
    """Which messages are wanted: the kind, for which services, and how.

    `again` is to write although it went before; `rehearse_to` is one address that all of them go to
    instead. `is_sent` says that plansheet sends them itself, `now` when: what was handed over a
    moment before may still be on its way.
    """

    kind: Kind
    services: tuple[str, ...] = ()
    again: bool = False
    rehearse_to: str = ""
    is_sent: bool = False
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """One message ready to be drafted or sent: for which service, to whom, in which words.

    `before` counts those about the same that were sent; `replaces` is the number of one of which
    nobody knows whether it arrived.
    """

    service: str
    name: str
    kind: Kind
    envelope: Envelope
    letter: Letter
    heading: Heading
    about: str
    attachments: tuple[Attachment, ...] = ()
    before: int = 0
    replaces: int = 0


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything that is to be written, why some are not written to, and what stands in the way."""

    prepared: tuple[Prepared, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def stops(self) -> bool:
        """Return whether something must be put right before anything is sent."""
        return any(each.code in _STOPPING for each in self.problems)

    @property
    def waits(self) -> bool:
        """Return whether a person has to find out if a message arrived."""
        return any(each.code in {UNCERTAIN, "mail-underway"} for each in self.problems)


@dataclass(slots=True)
class _Found:
    prepared: list[Prepared] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def prepare(council: Council, quarter: Quarter, day: date, wanted: WantedMessages) -> Preparation:
    """Return the messages that are called for on a day.

    Raises PeriodError where no plan covers the quarter, ServiceError for a service without a plan
    for it, SettingsError for a wording that cannot be used.
    """
    whole = whole_quarter(council, quarter, day)
    codes = council.wanted(wanted.services, quarter)
    found = _Found(problems=[*council.unusable(quarter, codes)])
    if wanted.rehearse_to:
        faults = [*rehearsal_faults(wanted.rehearse_to, allowed_domains(council))]
        if faults:
            return Preparation(problems=tuple(faults))
    for standing in standings(council, whole, day):
        if standing.service.plan.code in codes:
            _consider(council, standing, wanted, found)
    return Preparation(tuple(found.prepared), tuple(found.notes), tuple(found.problems))


def _consider(council: Council, standing: Standing, wanted: WantedMessages, found: _Found) -> None:
    """Add the message to a service to what was found, or why there is none."""
    call = called_for(wanted.kind, standing)
    unsure = standing.uncertain(wanted.kind)
    if call.why_not and not (wanted.again and call.about):
        found.notes.append(call.why_not)
    elif unsure is not None and not wanted.again and not wanted.rehearse_to:
        found.problems.append(uncertain(standing.name, unsure, wanted.now))
    else:
        _address(council, standing, wanted, call, found)


def _address(
    council: Council, standing: Standing, wanted: WantedMessages, call: Call, found: _Found
) -> None:
    """Add a message with its addresses to what was found, or what is wrong with those."""
    contacts = contacts_of(council, standing.service.plan)
    is_chased = bool(standing.sent(Kind.CHASE))
    whom = envelope(contacts, wanted.kind, standing.day, chased_before=is_chased)
    domains = allowed_domains(council)
    faults = [*address_faults(contacts, whom, domains, must_know=wanted.is_sent)]
    found.problems += faults
    if faults:
        return
    if note := no_stand_in(contacts, standing.day):
        found.problems.append(note)
    one = _prepared(council, standing, wanted, whom, call)
    unsure = standing.uncertain(wanted.kind)
    found.prepared.append(
        replace(
            one,
            before=len(standing.sent(wanted.kind, call.about)),
            replaces=unsure.number if unsure else 0,
        )
    )


def contacts_of(council: Council, plan: Plan) -> Contacts:
    """Return the people of a service; what the settings say goes before what its plan says."""
    own = council.settings.contact(plan.code)
    return Contacts(
        service=plan.service.name,
        code=plan.code,
        plan_file=plan.file,
        email=plan.service.email,
        deputy=own.deputy or plan.service.deputy,
        absences=own.absences,
        head=own.head,
        copies=own.copies,
    )


def allowed_domains(council: Council) -> tuple[str, ...]:
    """Return the domains that messages may go to: the council's own, and those it names."""
    own, sender = council.settings.council.domain, council.settings.council.email
    mine = own or sender.rpartition("@")[2].casefold()
    others = council.settings.mail.other_domains
    return tuple(dict.fromkeys(each for each in (mine, *others) if each))


def uncertain(name: str, message: Message, now: datetime | None = None) -> Problem:
    """Return that nobody knows whether a message to the service of that name arrived.

    Where it is `now` only a moment later, another plansheet may be sending it.
    """
    if now is not None and timedelta(0) <= now - message.drafted_at < _A_MOMENT:
        return problem("mail-underway", Place(label=name), to=" and ".join(message.to))
    period, option = message.quarter.label, message.kind.option
    command = f"plansheet email {period}{option} --service {message.service}"
    return problem(
        UNCERTAIN,
        Place(label=name),
        day=spoken_date(message.drafted_at.date()),
        to=" and ".join(message.to),
        service=name,
        went=f"{command} --mark-sent",
        again=f"{command} --send --again",
    )


def _prepared(
    council: Council, standing: Standing, wanted: WantedMessages, whom: Envelope, call: Call
) -> Prepared:
    """Return one message in words, with what is attached to it."""
    plan, quarter = standing.service.plan, standing.quarter
    reference = str(Reference(quarter, plan.code))
    is_asked = _carries_queries(standing, wanted.kind)
    attached = query_pages(council, standing.service) if is_asked else ()
    facts = common_facts(council, plan, quarter) | letter_facts(standing, whom, attached)
    letter = write_letter(wording_of(council, wanted.kind), facts, reference)
    answers = tuple(each.message_id for each in standing.sent(Kind.ISSUE) if each.message_id)
    settings = council.settings.council
    heading = Heading(
        sender=settings.email,
        to=whom.to,
        copies=whom.copies,
        name=settings.manager if wanted.is_sent else "",
        reference=reference,
        answers=answers[-1:] if wanted.is_sent else (),
    )
    attachments = tuple(_attachments(council, standing, wanted.kind))
    name = plan.service.name
    return Prepared(plan.code, name, wanted.kind, whom, letter, heading, call.about, attachments)


def _attachments(council: Council, standing: Standing, kind: Kind) -> Iterator[Attachment]:
    """Yield the workbook that goes with a message: as it was issued, or with the queries in it."""
    code, quarter, issue = standing.service.plan.code, standing.quarter, standing.issue
    is_first = kind is Kind.CHASE and standing.service.returned is None
    if issue is not None and (kind in _WITH_WORKBOOK or is_first):
        path = council.store.issued_path(code, quarter)
        yield Attachment(path.name, council.store.archived(issue.sha256))
    if _carries_queries(standing, kind):
        path = council.store.queries_path(code, quarter)
        yield Attachment(path.name, read_whole(path))


def _carries_queries(standing: Standing, kind: Kind) -> bool:
    """Return whether the query workbook goes with a message."""
    is_back = standing.service.returned is not None
    return kind is Kind.QUERIES or (kind is Kind.CHASE and is_back and bool(standing.asked))


def draft_path(
    council: Council, quarter: Quarter, given: Prepared | Message, end: str = ""
) -> Path:
    """Return where the draft of a message is written."""
    name = f"{given.service} {quarter.label} {given.kind}{end}"
    return council.store.outbox_path(quarter, name)


def without_draft(council: Council, quarter: Quarter, sent: Prepared | Message) -> tuple[str, ...]:
    """Take away a draft of what was sent, so that nobody sends it by hand as well.

    Returns what is to be said where it cannot be taken away.
    """
    path = draft_path(council, quarter, sent)
    if path.is_file():
        try:
            take_away(path)
        except StoreError:
            shown = council.store.shown(path)
            return (f"The draft {shown} was sent in the meantime: delete it.",)
    return ()


def rehearsed(prepared: Prepared, address: str) -> Prepared:
    """Return a message as it goes to one address for a rehearsal, saying whom it would go to."""
    whom, letter = prepared.envelope, prepared.letter
    copies = f", with a copy to {', '.join(whom.copies)}" if whom.copies else ""
    first = f"This is a rehearsal. The message would go to {whom.to}{copies}."
    return replace(
        prepared,
        envelope=replace(whom, to=address, copies=()),
        heading=replace(prepared.heading, to=address, copies=(), answers=()),
        letter=Letter(f"Rehearsal: {letter.subject}", f"{first}\n\n{letter.body}"),
    )

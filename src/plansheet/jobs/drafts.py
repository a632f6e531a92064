"""`email`: one draft message a service with its workbook attached, and the record that it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.jobs.outcome import Outcome
from plansheet.jobs.quarters import CHASE, COMPLETE, ISSUE, whole_quarter
from plansheet.jobs.wordings import common_facts, wording_of
from plansheet.mail.drafts import Attachment, draft
from plansheet.mail.letters import write_letter
from plansheet.model.dates import spoken_date
from plansheet.model.words import is_address
from plansheet.problems import Level, Place, merged, problem
from plansheet.store import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.mail.letters import Letter
    from plansheet.model.periods import Quarter
    from plansheet.model.records import Issue, Message
    from plansheet.problems import Problem
    from plansheet.reconcile.quarter import ServiceQuarter

KINDS = (ISSUE, CHASE)
_MOST_OWED = 12
_HELD = frozenset({"percent-unclear", "number-unclear", "date-unclear"})


@dataclass(frozen=True, slots=True)
class Sending:
    """What messages are made of: the council, the quarter, and why they are written."""

    council: Council
    quarter: Quarter
    world: World
    kind: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """One draft: the service it is for, the name of its file, and its bytes."""

    service: str
    name: str
    data: bytes


def draft_messages(
    council: Council, quarter: Quarter, world: World, kind: str, services: Sequence[str] = ()
) -> Outcome:
    """Write a draft to each service whose workbook is issued; chasers only to those who owe.

    Raises PeriodError where no plan covers the quarter, ServiceError for a service without a plan
    for it, SettingsError for a wording that cannot be used.
    """
    sending = Sending(council, quarter, world, kind)
    whole = whole_quarter(council, quarter, world.now.date())
    codes = council.wanted(services, quarter)
    messages = council.ledger.messages(quarter)
    drafts: list[Drafted] = []
    notes: list[str] = []
    problems = [*council.unusable(quarter, codes)]
    for service in (each for each in whole.services if each.plan.code in codes):
        issue = council.ledger.newest_issue(quarter, service.plan.code)
        if issue is None:
            notes.append(
                f"{service.plan.service.name} has no workbook yet. "
                f"Run 'plansheet generate {quarter.label}' first."
            )
        elif note := _nothing_to_send(sending, service, issue, messages):
            notes.append(note)
        elif wrong := _contact_fault(service):
            problems.append(wrong)
        else:
            drafts.append(_draft(sending, service, issue))
    if not world.dry_run:
        _write(sending, drafts)
    paths = (council.store.outbox_path(quarter, each.name) for each in drafts)
    return Outcome(
        lines=tuple(council.store.shown(path) for path in paths),
        notes=tuple(notes),
        problems=tuple(problems),
    )


def mark_sent(
    council: Council, quarter: Quarter, world: World, kind: str, services: Sequence[str] = ()
) -> Outcome:
    """Record that the drafts of `kind` were sent by hand; what was sent before stays so.

    Raises PeriodError where no plan covers the quarter, ServiceError for a service without a plan
    for it.
    """
    council.required(quarter)
    codes = council.wanted(services, quarter)
    names = council.services(quarter)
    lines = []
    for message in council.ledger.messages(quarter):
        if message.kind != kind or message.service not in codes:
            continue
        if message.sent_at is None and not world.dry_run:
            council.ledger.mark_sent(message.service, quarter, kind, world.now)
        name = names.get(message.service, message.service)
        said = "was sent" if message.sent_at else "marked as sent"
        lines.append(f"{name}: {said} {spoken_date((message.sent_at or world.now).date())}")
    if lines:
        return Outcome(lines=tuple(lines))
    option = "" if kind == ISSUE else f" --kind {kind}"
    note = f"There are no drafts to mark. Run 'plansheet email {quarter.label}{option}' first."
    return Outcome(notes=(note,))


def _nothing_to_send(
    sending: Sending, service: ServiceQuarter, issue: Issue, messages: Sequence[Message]
) -> str:
    """Return why a service needs no message of this kind, "" where it does."""
    name = service.plan.service.name
    if sending.kind == CHASE:
        due = sending.council.settings.due(sending.quarter)
        if service.state == COMPLETE:
            return f"{name} owes nothing."
        if sending.world.now.date() <= due:
            return f"{name} has until {spoken_date(due)}."
        return ""
    sent = [
        each.sent_at
        for each in messages
        if each.service == service.plan.code and each.kind == ISSUE and each.sent_at is not None
    ]
    if sent and max(sent) >= issue.made:
        return f"{name} was sent its workbook on {spoken_date(max(sent).date())}."
    return ""


def _contact_fault(service: ServiceQuarter) -> Problem | None:
    """Return why nothing can be sent to a service, None where it has an address."""
    contact = service.plan.service
    place = Place(file=service.plan.file, sheet="Service", label=contact.name)
    if not contact.email:
        return problem("contact-missing", place, service=contact.name)
    if not is_address(contact.email):
        return problem("contact-wrong", place, read=contact.email)
    return None


def _write(sending: Sending, drafts: Sequence[Drafted]) -> None:
    council, quarter = sending.council, sending.quarter
    for each in drafts:
        write_whole(council.store.outbox_path(quarter, each.name), each.data)
    with council.ledger.transaction():
        for each in drafts:
            council.ledger.add_draft(each.service, quarter, sending.kind, sending.world.now)


def _draft(sending: Sending, service: ServiceQuarter, issue: Issue) -> Drafted:
    council, quarter, plan = sending.council, sending.quarter, service.plan
    attachments = []
    if sending.kind == ISSUE or service.returned is None:
        path = council.store.issued_path(plan.code, quarter)
        attachments = [Attachment(path.name, council.store.archived(issue.sha256))]
    data = draft(
        _letter(sending, service),
        sender=council.settings.council.email,
        to=plan.service.email,
        copies=council.settings.contact(plan.code).copies,
        attachments=attachments,
    )
    return Drafted(plan.code, f"{plan.code} {quarter.label} {sending.kind}", data)


def _letter(sending: Sending, service: ServiceQuarter) -> Letter:
    council = sending.council
    facts = common_facts(council, service.plan, sending.quarter) | {"owed": _owed(service)}
    return write_letter(wording_of(council, sending.kind), facts)


def _owed(service: ServiceQuarter) -> list[str]:
    """Return what is still missing from a return, a line a thing."""
    asked = [each for each in service.problems if each.level is Level.FIX or each.code in _HELD]
    owed = [f"{places}: {each.message}" for places, each in merged(asked)]
    more = len(owed) - _MOST_OWED
    return owed if more <= 0 else [*owed[:_MOST_OWED], f"and {more} more"]

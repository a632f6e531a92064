"""`email` without `--send`: drafts to send by hand, and the record that they went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.jobs.outcome import Outcome
from plansheet.jobs.writing_to import draft_path, prepare, rehearsed, without_draft
from plansheet.mail.messages import draft
from plansheet.model.dates import spoken_date
from plansheet.model.messages import NOT_TAKEN, Delivery, Message
from plansheet.store import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.writing_to import Prepared, WantedMessages
    from plansheet.model.messages import Kind
    from plansheet.model.periods import Quarter


def draft_messages(
    council: Council, quarter: Quarter, world: World, wanted: WantedMessages
) -> Outcome:
    """Write a draft of each message that is called for into the quarter's outbox.

    Raises PeriodError where no plan covers the quarter, ServiceError for a service without a plan
    for it, SettingsError for a wording that cannot be used.
    """
    found = prepare(council, quarter, world.now.date(), wanted)
    address = wanted.rehearse_to
    drafts = [rehearsed(each, address) if address else each for each in found.prepared]
    end = " rehearsal" if address else ""
    paths = [draft_path(council, quarter, each, end) for each in drafts]
    if not world.dry_run:
        for each, path in zip(drafts, paths, strict=True):
            write_whole(path, draft(each.letter, each.heading, each.attachments))
        if not address:
            _keep(council, quarter, world, drafts)
    return Outcome(
        lines=tuple(council.store.shown(path) for path in paths),
        notes=found.notes,
        problems=found.problems,
        held=found.waits,
    )


def mark_sent(
    council: Council, quarter: Quarter, world: World, kind: Kind, services: Sequence[str] = ()
) -> Outcome:
    """Record that the drafts of `kind` were sent by hand; what was sent before stays so.

    A message of which nobody knows whether it arrived is only taken for sent where its service is
    named. Raises PeriodError where no plan covers the quarter, ServiceError for a service without a
    plan for it.
    """
    council.required(quarter)
    codes = council.wanted(services, quarter)
    names = council.services(quarter)
    lines, notes = [], []
    # Of each service the last one counts: those before it went long ago.
    newest = {
        each.service: each
        for each in council.ledger.messages.of(quarter)
        if each.kind is kind and each.service in codes
    }
    for message in newest.values():
        name = names.get(message.service, message.service)
        if why := _not_to_mark(message, name, is_named=bool(services)):
            notes.append(why)
            continue
        # What was handed over went then, if it arrived at all.
        is_unsure = message.delivery is Delivery.UNCERTAIN
        at = message.sent_at or (message.drafted_at if is_unsure else world.now)
        if message.sent_at is None and not world.dry_run:
            council.ledger.messages.settle(message.number, Delivery.SENT, sent_at=at)
            if is_unsure:
                notes += without_draft(council, quarter, message)
        said = "was sent on" if message.sent_at else "is marked as sent on"
        lines.append(f"{name}: {said} {spoken_date(at.date())}")
    if not lines and not notes:
        command = f"plansheet email {quarter.label}{kind.option}"
        notes = [f"There are no drafts to mark. Run '{command}' first."]
    return Outcome(lines=tuple(lines), notes=tuple(notes))


def _not_to_mark(message: Message, name: str, *, is_named: bool) -> str:
    """Return why a message is not taken for sent, "" where it is."""
    if message.delivery in NOT_TAKEN:
        return (
            f"The mail server did not take the message to {name}, so it was not sent. Run the "
            "command with --send, or without for a draft to send by hand."
        )
    if message.delivery is Delivery.UNCERTAIN and not is_named:
        command = f"plansheet email {message.quarter.label}{message.kind.option}"
        return (
            f"Nobody knows whether the message to {name} arrived. If it did, run '{command} "
            f"--service {message.service} --mark-sent'."
        )
    return ""


def _keep(council: Council, quarter: Quarter, world: World, drafts: Sequence[Prepared]) -> None:
    """Enter the drafts in the ledger, each in the place of an unsent one of its kind."""
    with council.ledger.transaction():
        for each in drafts:
            message = Message(
                each.service,
                quarter,
                each.kind,
                world.now,
                about=each.about,
                to=each.envelope.everybody,
            )
            council.ledger.messages.add(message)

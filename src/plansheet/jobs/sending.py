"""`email --send`: messages handed to the mail server, each once, and the record of how each went.

Before the text of a message is handed over, the ledger says that it may have arrived. Only the
server's answer takes that back, or makes it certain: whatever stops in between leaves it standing,
and a person is asked, so that nobody is written to twice and nobody is forgotten.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from plansheet.errors import MailError
from plansheet.jobs.accounts import mail_connection
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.writing_to import UNCERTAIN, prepare, rehearsed, uncertain, without_draft
from plansheet.mail.messages import sendable
from plansheet.model.messages import Delivery, Message
from plansheet.model.names import visible
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.writing_to import Preparation, Prepared, WantedMessages
    from plansheet.mail.pace import Pace
    from plansheet.mail.smtp import Answer, Sender
    from plansheet.model.periods import Quarter
    from plansheet.problems import Problem

_MEGABYTE, _KILOBYTE = 1_000_000, 1_000
_MINUTE = 60
# How long to wait before what was put off is tried again: longer each time.
_FIRST_WAIT, _LONGEST_WAIT = 15, 240
# A server that lets so many messages in a row wait so long has stopped answering.
_SLOW_SECONDS, _MOST_SLOW = 45, 2


class _TakenError(Exception):
    """Another plansheet has sent the same message in the meantime."""


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One message as it travels: its bytes, and what the ledger is to say of it."""

    prepared: Prepared
    data: bytes
    message: Message


def send_messages(
    council: Council, quarter: Quarter, world: World, wanted: WantedMessages
) -> Outcome:
    """Send each message that is called for and has not gone; with a dry run only say whom.

    Whatever is wrong with an address, or too large, is told before anything goes, and then nothing
    does. Raises SettingsError where the settings name no server, MailError where the server cannot
    be used, PeriodError, ServiceError and SettingsError as `prepare` does.
    """
    from plansheet.mail.smtp import Sender  # noqa: PLC0415 - only this command connects

    connection = mail_connection(council)
    # What goes from now on is not known to what is prepared: another plansheet sends it.
    known = frozenset(each.number for each in council.ledger.messages.of(quarter))
    found = prepare(council, quarter, world.now.date(), replace(wanted, now=world.now))
    if not (world.dry_run or wanted.rehearse_to):
        found = replace(found, notes=(*found.notes, *_sent_drafts(council, quarter, wanted)))
    if found.stops or not found.prepared:
        return _stopped(found, quarter, wanted)
    parcels = [_parcel(council, quarter, world.now, each, wanted) for each in found.prepared]
    if world.dry_run:
        lines = tuple(f"{_to(each)} would be sent." for each in parcels)
        return Outcome(lines=lines, notes=found.notes, problems=found.problems, held=found.waits)
    with Sender(connection) as sender:
        if faults := dict(_too_large(council, sender, parcels)):
            left = tuple(each for each in found.prepared if each.service not in faults)
            problems = (*found.problems, *faults.values())
            return _stopped(replace(found, prepared=left, problems=problems), quarter, wanted)
        run = _Run(council, world, sender, known, not wanted.rehearse_to, _pace(council, world))
        run.send(parcels)
    problems = (*found.problems, *run.problems)
    return Outcome(
        lines=tuple(run.lines),
        notes=(*found.notes, *run.notes),
        problems=problems,
        held=found.waits or any(each.code == UNCERTAIN for each in run.problems),
    )


def _sent_drafts(council: Council, quarter: Quarter, wanted: WantedMessages) -> Iterator[str]:
    """Take away what a run that was broken off has left: drafts of messages that it sent."""
    codes = council.wanted(wanted.services, quarter)
    newest = {
        each.service: each
        for each in council.ledger.messages.of(quarter)
        if each.kind is wanted.kind and each.service in codes
    }
    for each in newest.values():
        # What was sent by hand has no id: its draft is the copy that its sender keeps.
        if each.delivery is Delivery.SENT and each.message_id:
            yield from without_draft(council, quarter, each)


def _pace(council: Council, world: World) -> Pace:
    """Return how fast messages may go, by those that went within the last minute too."""
    from plansheet.mail.pace import Pace  # noqa: PLC0415 - only this command sends

    ledger = council.ledger
    messages = (each for quarter in ledger.quarters() for each in ledger.messages.of(quarter))
    ages = (
        (world.now - each.sent_at).total_seconds()
        for each in messages
        if each.sent_at is not None and each.message_id
    )
    recent = sorted((age for age in ages if 0 <= age < _MINUTE), reverse=True)
    return Pace(council.settings.mail.per_minute, world.seconds, world.pause, recent)


def _stopped(found: Preparation, quarter: Quarter, wanted: WantedMessages) -> Outcome:
    """Return why nothing was sent, with the command that sends to those who can be written to."""
    notes = list(found.notes)
    if found.stops:
        notes.append("Nothing was sent. Put right what is said above, and run the command again.")
        if found.prepared and not wanted.rehearse_to:
            codes = "".join(f" --service {each.service}" for each in found.prepared)
            again = " --again" if wanted.again else ""
            command = f"plansheet email {quarter.label}{wanted.kind.option}{codes} --send{again}"
            notes.append(f"To send to the others first, run: {command}")
    return Outcome(notes=tuple(notes), problems=found.problems, held=found.waits)


def _parcel(
    council: Council, quarter: Quarter, now: datetime, given: Prepared, wanted: WantedMessages
) -> _Parcel:
    """Return a message as it travels.

    Where nobody knows whether it arrived, it is the same message by its id when it is sent again,
    so that mail programs can tell; after one that did arrive it is another.
    """
    prepared = rehearsed(given, wanted.rehearse_to) if wanted.rehearse_to else given
    once = now.isoformat() if wanted.rehearse_to else given.before
    said = f"{quarter.label} {given.service} {given.kind} {given.about} {once}"
    digest = hashlib.sha256(said.encode()).hexdigest()[:24]
    domain = council.settings.council.email.rpartition("@")[2]
    start = "rehearsal" if wanted.rehearse_to else f"{quarter.label}.{given.service}.{given.kind}"
    message_id = f"<plansheet.{start}.{digest}@{domain}>"
    data = sendable(
        prepared.letter, prepared.heading, prepared.attachments, message_id=message_id, at=now
    )
    message = Message(
        given.service,
        quarter,
        given.kind,
        now,
        about=given.about,
        to=prepared.envelope.everybody,
        message_id=message_id,
        number=given.replaces,
    )
    return _Parcel(prepared, data, message)


def _too_large(
    council: Council, sender: Sender, parcels: Sequence[_Parcel]
) -> Iterator[tuple[str, Problem]]:
    """Yield the messages that are larger than the settings and the server let them be."""
    own = council.settings.mail.largest_mb * _MEGABYTE
    most = min(own, sender.largest or own)
    for each in (parcel for parcel in parcels if len(parcel.data) > most):
        place = Place(label=each.prepared.name)
        size, to = _size(len(each.data)), each.prepared.envelope.to
        yield (
            each.prepared.service,
            problem("mail-too-large", place, to=to, size=size, most=_size(most)),
        )


def _size(count: int) -> str:
    if count < _MEGABYTE:
        return f"{count / _KILOBYTE:.1f} kilobytes"
    return f"{count / _MEGABYTE:.1f} megabytes"


def _to(parcel: _Parcel) -> str:
    """Return whom a message is for: `Parks: to head.of.parks@council.example, copy to ...`."""
    whom = parcel.prepared.envelope
    copies = f", copy to {', '.join(whom.copies)}," if whom.copies else ""
    return f"{parcel.prepared.name}: the message to {whom.to}{copies}"


@dataclass(slots=True)
class _Run:
    """One run of sending: what has gone so far, and what is to be said."""

    council: Council
    world: World
    sender: Sender
    known: frozenset[int]
    is_kept: bool
    pace: Pace
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    began: float = 0.0
    slow: int = 0

    def send(self, parcels: Sequence[_Parcel]) -> None:
        """Send all, and again what the server puts off, until the time for that is over.

        The last time a copy that is put off no longer keeps a message back.
        """
        self.began = self.world.seconds()
        until = self.began + self.council.settings.mail.retry_minutes * _MINUTE
        left, wait = self._put_off(parcels, waits=True), _FIRST_WAIT
        while left and self.world.seconds() + wait <= until:
            for _ in self.world.progress(range(wait), "Waiting, as the server asked"):
                self.world.pause(1)
            left, wait = self._put_off(left, waits=True), min(2 * wait, _LONGEST_WAIT)
        left = self._put_off(left, waits=False) if left else left
        for each, said in left.items():
            self._tell("mail-deferred", each, said)

    def _put_off(self, parcels: Iterable[_Parcel], *, waits: bool) -> dict[_Parcel, str]:
        """Send messages and return those that the server puts off, with what it said.

        Where the server cannot be used any more, all that has not gone is told, and none is left.
        """
        later: dict[_Parcel, str] = {}
        left = list(parcels)
        for each in self.world.progress(tuple(left), "Sending"):
            self.pace.wait()
            try:
                answer = self._sent(each, waits=waits)
            except _TakenError:
                self.notes.append(f"{each.prepared.name} was sent it by another plansheet.")
                left.remove(each)
                continue
            except MailError as error:
                names = ", ".join(parcel.prepared.name for parcel in (*later, *left))
                self.problems.append(problem("mail-stopped", Place(label=names), said=error))
                return {}
            left.remove(each)
            if answer.result == "later":
                later[each] = answer.said
        return later

    def _sent(self, parcel: _Parcel, *, waits: bool) -> Answer:
        """Hand one message over and keep what became of it."""
        if self.slow == _MOST_SLOW:
            raise MailError(_NO_ANSWER)
        claim = _Claim(self.council, parcel.message, self.known, is_kept=self.is_kept)
        everybody = parcel.prepared.envelope.everybody
        sender = parcel.prepared.heading.sender
        started = self.world.seconds()
        answer = self.sender.send(parcel.data, sender, everybody, claim.begin, waits=waits)
        is_slow = answer.result == "later" and self.world.seconds() - started > _SLOW_SECONDS
        self.slow = self.slow + 1 if is_slow else 0
        claim.end(Delivery(_BECAME[answer.result]), answer.said, self._now)
        self._told(parcel, answer)
        return answer

    @property
    def _now(self) -> datetime:
        """Return the time: the command may have gone on for a while."""
        passed = timedelta(seconds=int(self.world.seconds() - self.began))
        return self.world.now + passed

    def _told(self, parcel: _Parcel, answer: Answer) -> None:
        if answer.result == "sent":
            self.lines.append(f"{_to(parcel)} was sent.")
            for address, said in answer.refused.items():
                self._tell("copy-refused", parcel, said, address)
            for address, said in answer.put_off.items():
                self._tell("copy-deferred", parcel, said, address)
            if self.is_kept:
                quarter = parcel.message.quarter
                self.notes += without_draft(self.council, quarter, parcel.prepared)
        elif answer.result == "refused":
            self._tell("mail-refused", parcel, answer.said)
        elif answer.result == "uncertain" and self.is_kept:
            self.problems.append(uncertain(parcel.prepared.name, parcel.message))
        elif answer.result == "uncertain":
            self._tell("rehearsal-uncertain", parcel, answer.said)

    def _tell(self, code: str, parcel: _Parcel, said: str, address: str = "") -> None:
        self.problems.append(
            problem(
                code,
                Place(label=parcel.prepared.name),
                server=self.council.settings.mail.server,
                to=address or parcel.prepared.envelope.to,
                service=parcel.prepared.name,
                said=visible(said),
            )
        )


_BECAME = {"sent": "sent", "later": "deferred", "refused": "refused", "uncertain": "uncertain"}
_NO_ANSWER = "It does not answer any more. Wait a while, or ask who looks after it."


@dataclass(slots=True)
class _Claim:
    """What the ledger says of one message while it is handed over."""

    council: Council
    message: Message
    known: frozenset[int]
    is_kept: bool
    number: int = 0

    def begin(self) -> None:
        """Say that from now on the message may have arrived, unless another has sent it already."""
        if not self.is_kept:
            return
        ledger = self.council.ledger
        with ledger.transaction():
            if any(map(self._is_taken, ledger.messages.of(self.message.quarter))):
                raise _TakenError
            unsure = replace(self.message, delivery=Delivery.UNCERTAIN)
            self.number = ledger.messages.add(unsure)

    def _is_taken(self, other: Message) -> bool:
        """Return whether another message is this one: new, or settled since this run began."""
        if other.number == self.message.number:
            return other.delivery is not Delivery.UNCERTAIN
        is_gone = other.delivery in {Delivery.SENT, Delivery.UNCERTAIN}
        is_mine = other.message_id == self.message.message_id
        return is_gone and is_mine and other.number not in self.known

    def end(self, delivery: Delivery, said: str, now: datetime) -> None:
        """Say what became of it."""
        if not self.is_kept:
            return
        sent_at = now if delivery is Delivery.SENT else None
        messages = self.council.ledger.messages
        if self.number:
            messages.settle(self.number, delivery, said, sent_at)
        else:
            messages.add(replace(self.message, delivery=delivery, said=said))

"""`read --mailbox`: what came back by e-mail, found in a mailbox full of other things.

Only what is about the quarter is archived and read; the rest stays unread and is not kept. The
mailbox itself is left as it is, unless the settings name a folder for what is finished.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from plansheet.arrivals.bounces import DAEMONS
from plansheet.arrivals.natures import REPORTS
from plansheet.correspondence.concerns import (
    Known,
    Seen,
    Verdict,
    is_settled,
    may_concern,
    verdict,
)
from plansheet.errors import MailError, SettingsError
from plansheet.jobs.accounts import mailbox_connection
from plansheet.jobs.reading import WITHOUT_PLAN
from plansheet.jobs.receive import LARGEST_FILE, read_all
from plansheet.jobs.senders import addresses_of, sender_of, service_about
from plansheet.model.dates import spoken_date
from plansheet.model.names import visible
from plansheet.model.periods import parse_quarter
from plansheet.problems import Place, problem
from plansheet.store import too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plansheet.arrivals.letters import Letter
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import Outcome, World
    from plansheet.jobs.receive import Run
    from plansheet.mail.imap import Listed, Mailbox
    from plansheet.model.periods import Quarter
    from plansheet.problems import Problem

_DAY = timedelta(days=1)


def read_mailbox(council: Council, quarter: Quarter, world: World, password: str = "") -> Outcome:
    """Read what came to the mailbox about a quarter since its first workbook was made.

    Each message is looked at once, and read like a file that was dropped in; with a `password`,
    what could not be opened before is opened again. Where the mailbox stops answering in between,
    that is told, and what was read stays read. Raises SettingsError where the settings name no
    mailbox, MailError where it cannot be opened, PeriodError where no plan covers the quarter.
    """
    # Only this command reads a mailbox.
    from plansheet.mail.imap import Mailbox  # noqa: PLC0415 - loaded when used: commands start at once

    council.required(quarter)
    account = council.settings.mailbox
    if account.finished.casefold() == account.folder.casefold():
        message = (
            "plansheet.toml, [mailbox]: finished is the folder that is read, so nothing would ever "
            'be finished. Write another one, for example finished = "plansheet finished".'
        )
        raise SettingsError(message)
    connection = mailbox_connection(council)
    issues = council.ledger.issues(quarter)
    first = min((issue.made.date() for issue in issues), default=quarter.last_day)
    nothing = f"Nothing new has come to {connection.user} for {quarter}."
    with Mailbox(connection, account.folder, may_move=bool(account.finished)) as mailbox:
        place = f"{connection.user} {connection.server} {account.folder}"
        look = _Look(council, quarter, world, mailbox, place, password)

        def take(run: Run) -> None:
            # The server's days may be others than ours.
            look.take(run, first - _DAY)

        outcome = read_all(
            council, quarter, world, take, nothing=nothing, password=password
        )  # fmt: skip
        look.put_away(account.finished)
    return replace(
        outcome,
        notes=(*outcome.notes, *look.notes()),
        problems=(*outcome.problems, *look.problems),
    )


@dataclass(slots=True)
class _Look:
    """One look through a mailbox: what in it is about the quarter, and what was left alone."""

    council: Council
    quarter: Quarter
    world: World
    mailbox: Mailbox
    place: str
    password: str
    finished: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    others: int = 0
    before: int = 0

    def take(self, run: Run, since: date) -> None:
        """Hand to a run whatever is about the quarter, in the order in which it came."""
        try:
            self._take(run, since)
        except MailError as error:
            self.problems.append(problem("mailbox-stopped", Place(), said=error))
        else:
            if not self.world.dry_run:
                self.council.ledger.looked_at.end(self.quarter, self.world.now)
        if self.password:
            self._open_again(run)

    def _take(self, run: Run, since: date) -> None:
        known = self._known()
        done = self.council.ledger.looked_at.of(self.quarter, self.place, self.mailbox.validity)
        listed = self.mailbox.listing(since)
        self.finished = [each.uid for each in listed if done.get(each.uid)]
        fresh = [each for each in listed if each.uid not in done]
        self.before = len(listed) - len(fresh)
        for each in self.world.progress(fresh, "Reading the mailbox"):
            letter, seen = self._headers(run, each.headers)
            if may_concern(seen, known, may_carry_file=each.may_carry_file):
                self._open(run, each, known, letter, seen)
            else:
                # Nothing was opened: who counts as a contact may change, so it is looked at again.
                self.others += 1

    def _open(
        self, run: Run, listed: Listed, known: Known, head: Letter | None, shown: Seen
    ) -> None:
        """Read one message where it is about the quarter, and keep that it was looked at."""
        is_large = listed.size > LARGEST_FILE
        data = b"" if is_large else self.mailbox.raw(listed.uid)
        if not data and not is_large:
            # It has been moved or deleted in the meantime.
            return
        letter, seen = (None, None) if is_large else self._opened(run, data, known)
        letter, seen = letter or head, seen or replace(shown, is_closed=listed.may_carry_file)
        found = verdict(seen, known)
        is_taken, is_read = found is Verdict.READ, True
        if is_taken:
            before = len(run.received)
            name = _name(letter, listed.uid)
            run.take_bytes(name, too_large(LARGEST_FILE) if is_large else data)
            # What belongs to another quarter stays where that can be read.
            codes = {each.code for file in run.received[before:] for each in file.problems}
            is_taken = "wrong-period" not in codes
            is_read = WITHOUT_PLAN not in codes
        else:
            self._left(found, letter, seen)
        if not is_read:
            return
        if is_taken:
            self.finished.append(listed.uid)
        if is_settled(seen, known) and not self.world.dry_run:
            looked_at = self.council.ledger.looked_at
            looked_at.add(
                self.quarter, self.place, self.mailbox.validity, listed.uid, is_taken=is_taken
            )

    def _left(self, found: Verdict, letter: Letter | None, seen: Seen) -> None:
        """Keep what is to be said of a message that was left alone."""
        if found is Verdict.LEAVE or letter is None:
            self.others += 1
            return
        sent = f" of {spoken_date(letter.sent.date())}" if letter.sent else ""
        subject = visible(letter.subject) or "without a subject"
        what = f"The message from {sender_of(letter)}{sent} ('{subject}')"
        if found is Verdict.OTHER_QUARTER:
            label = min(seen.periods)
            self.told.append(
                f"{what} brings the workbook of {parse_quarter(label) or label}. To read it, run "
                f"'plansheet read {label} --mailbox'."
            )
            return
        code = service_about(self.council, self.quarter, letter)
        name = self.council.services(self.quarter).get(code, "a service")
        why = "a link to a file kept elsewhere" if seen.has_link else "a file that cannot be opened"
        folder = self.council.store.shown(self.council.store.returned_folder(self.quarter))
        self.told.append(
            f"{what} holds {why} and does not say what it is about, so it was left alone. If it is "
            f"the return of {name}, ask for the workbook itself, or save it into {folder}."
        )

    def _headers(self, run: Run, headers: bytes) -> tuple[Letter | None, Seen]:
        """Return a message by its headers, and what they show."""
        pieces = run.opener.open(headers, run.opener.allowance()).pieces
        letter = next((piece.letter for piece in pieces if piece.letter), None)
        shown, seen = headers.lower(), _of(letter)
        is_report = b"multipart/report" in shown or b"auto-submitted:" in shown
        by_server = seen.sender.partition("@")[0] in DAEMONS
        return letter, replace(seen, is_report=seen.is_report or is_report or by_server)

    def _opened(self, run: Run, data: bytes, known: Known) -> tuple[Letter | None, Seen | None]:
        """Return a message, and what it shows with what it brings; nothing where it will not open.

        To look into workbooks takes long: where the message says what it is about, only those of
        another quarter could matter, and reading them tells.
        """
        opened = run.opener.open(data, run.opener.allowance())
        letter = next((piece.letter for piece in opened.pieces if piece.letter), None)
        if letter is None:
            return None, None
        seen = _of(letter)
        closed = [each for each in opened.pieces if each.refused is not None and each.name]
        periods = set()
        for piece in (each for each in opened.pieces if each.refused is None):
            book = run.opener.open(piece.data, run.opener.allowance())
            if book.book is None:
                closed.append(piece)
            elif period := run.reader.period_of(book.book, guess=seen.sender in known.contacts):
                periods.add(period)
        return letter, replace(seen, periods=frozenset(periods), is_closed=bool(closed))

    def _open_again(self, run: Run) -> None:
        """Open what was protected and came by e-mail once more: now there is a password."""
        for record in self.council.ledger.returns(self.quarter):
            if record.sender and any(each.code == "encrypted" for each in record.problems):
                run.take_kept(record)

    def put_away(self, folder: str) -> None:
        """Move what is finished, now or from before, to the folder that the settings name."""
        if not folder or not self.finished or self.world.dry_run:
            return
        try:
            self.mailbox.move(self.finished, folder)
        except MailError as error:
            self.problems.append(problem("mailbox-not-moved", Place(), folder=folder, said=error))

    def _known(self) -> Known:
        council, ledger = self.council, self.council.ledger
        ids = {
            quarter: frozenset(
                each.message_id for each in ledger.messages.of(quarter) if each.message_id
            )
            for quarter in {self.quarter, *ledger.quarters()}
        }
        addresses = (addresses_of(council, plan) for plan in council.plans(self.quarter))
        others = (found for quarter, found in ids.items() if quarter != self.quarter)
        return Known(
            self.quarter,
            ids[self.quarter],
            frozenset().union(*others),
            frozenset().union(*addresses),
            council.settings.council.email.casefold(),
        )

    def notes(self) -> Iterator[str]:
        """Yield what was left alone, and what only the manager can tell."""
        yield from self.told
        if self.others:
            is_one = self.others == 1
            yield (
                f"{self.others} other {'message was' if is_one else 'messages were'} left alone: "
                f"{'it is' if is_one else 'they are'} not about {self.quarter}."
            )
        if self.before:
            is_one = self.before == 1
            yield f"{self.before} {'message was' if is_one else 'messages were'} read before."


def _name(letter: Letter | None, uid: str) -> str:
    """Return what a message is called: when it was sent, by whom, and its number there."""
    sent = f"{letter.sent:%Y-%m-%d %H%M} " if letter and letter.sent else ""
    sender = visible(letter.sender_address).replace("/", "_") if letter else ""
    return f"{sent}{sender or 'e-mail'} {uid}.eml"


def _of(letter: Letter | None) -> Seen:
    """Return what a message shows before what it brings is looked into."""
    if letter is None:
        return Seen()
    return Seen(
        message_id=letter.message_id,
        subject=letter.subject,
        answers=letter.answers,
        reference=letter.reference,
        sender=letter.sender_address,
        failed=letter.failed,
        is_report=letter.nature in REPORTS,
        has_link=bool(letter.links),
    )

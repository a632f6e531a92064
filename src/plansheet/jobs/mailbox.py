"""`read --mailbox`: what came back by e-mail, found in a mailbox full of other things.

Only what is about the quarter is archived and read; the rest stays unread and is not kept. The
mailbox itself is left as it is, unless the settings name a folder for what is finished.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.arrivals.natures import REPORTS
from plansheet.collect import identity_of
from plansheet.correspondence.concerns import Known, Seen, concerns, may_concern
from plansheet.jobs.accounts import mailbox_connection
from plansheet.jobs.receive import LARGEST_FILE, read_all
from plansheet.jobs.senders import addresses_of
from plansheet.model.names import visible
from plansheet.model.records import FileKind
from plansheet.store import too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plansheet.arrivals.letters import Letter
    from plansheet.arrivals.unpack import Piece
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import Outcome, World
    from plansheet.jobs.receive import Run
    from plansheet.mail.imap import Listed, Mailbox
    from plansheet.model.periods import Quarter

_SENT_BY_US = frozenset({FileKind.ISSUED, FileKind.QUERIES})
_SERVERS = ("mailer-daemon", "postmaster")


def read_mailbox(council: Council, quarter: Quarter, world: World, password: str = "") -> Outcome:
    """Read what came to the mailbox about a quarter since its first workbook was made.

    Each message is looked at once, and read like a file that was dropped in. Raises SettingsError
    where the settings name no mailbox, MailError where it cannot be used, PeriodError where no plan
    covers the quarter.
    """
    # Only this command reads a mailbox.
    from plansheet.mail.imap import Mailbox  # noqa: PLC0415

    council.required(quarter)
    account = council.settings.mailbox
    connection = mailbox_connection(council)
    issues = council.ledger.issues(quarter)
    since = min((issue.made.date() for issue in issues), default=quarter.last_day)
    with Mailbox(connection, account.folder, may_move=bool(account.finished)) as mailbox:
        place = f"{connection.user} {connection.server} {account.folder}"
        look = _Look(council, quarter, world, mailbox, place)
        nothing = f"Nothing new has come to {connection.user} for {quarter}."
        outcome = read_all(
            council, quarter, world, lambda run: look.take(run, since), nothing=nothing,
            password=password,
        )  # fmt: skip
        if account.finished and look.finished and not world.dry_run:
            mailbox.move(look.finished, account.finished)
    if not world.dry_run:
        council.ledger.looked_at.end(quarter, world.now)
    return replace(outcome, notes=(*outcome.notes, *look.notes()))


@dataclass(slots=True)
class _Look:
    """One look through a mailbox: what in it is about the quarter, and what was left alone."""

    council: Council
    quarter: Quarter
    world: World
    mailbox: Mailbox
    place: str
    finished: list[str] = field(default_factory=list)
    others: int = 0
    before: int = 0

    def take(self, run: Run, since: date) -> None:
        """Hand to a run whatever is about the quarter, in the order in which it came."""
        known = self._known()
        looked_at = self.council.ledger.looked_at
        done = looked_at.of(self.quarter, self.place, self.mailbox.validity)
        listed = self.mailbox.listing(since)
        fresh = [each for each in listed if each.uid not in done]
        self.before = len(listed) - len(fresh)
        for each in self.world.progress(fresh, "Reading the mailbox"):
            seen = self._seen(run, each.headers)
            if not may_concern(seen, known, may_carry_file=each.may_carry_file):
                # Nothing was opened: who counts as a contact may change, so it is looked at again.
                self.others += 1
                continue
            self._open(run, each, known)
            if not self.world.dry_run:
                looked_at.add(self.quarter, self.place, self.mailbox.validity, each.uid)

    def _open(self, run: Run, listed: Listed, known: Known) -> None:
        """Read one message where it is about the quarter."""
        if listed.size > LARGEST_FILE:
            run.take_bytes(self._name(None, listed.uid), too_large(LARGEST_FILE))
            return
        data = self.mailbox.raw(listed.uid)
        letter, seen = self._opened(run, data)
        if data and concerns(seen, known) and not self._is_copy(run, data, seen, known):
            run.take_bytes(self._name(letter, listed.uid), data)
            self.finished.append(listed.uid)
        else:
            self.others += 1

    def _seen(self, run: Run, headers: bytes) -> Seen:
        """Return what the headers of a message show."""
        pieces = run.opener.open(headers, run.opener.allowance()).pieces
        letter = next((piece.letter for piece in pieces if piece.letter), None)
        shown = headers.lower()
        is_report = b"multipart/report" in shown or b"auto-submitted:" in shown
        seen = _of(letter)
        by_server = seen.sender.partition("@")[0] in _SERVERS
        return replace(seen, is_report=seen.is_report or is_report or by_server)

    def _opened(self, run: Run, data: bytes) -> tuple[Letter | None, Seen]:
        """Return a message, and what it shows with what it brings."""
        pieces = run.opener.open(data, run.opener.allowance()).pieces
        letter = next((piece.letter for piece in pieces if piece.letter), None)
        books = [piece for piece in pieces if piece.refused is None]
        seen = replace(_of(letter), has_workbook=bool(books))
        # To look into strangers' workbooks takes long, and mostly it is not needed.
        return letter, replace(seen, has_ours=any(_is_made_here(run, each) for each in books))

    def _is_copy(self, run: Run, data: bytes, seen: Seen, known: Known) -> bool:
        """Return whether a message is what the manager sent out by hand: our own workbook in it."""
        if seen.sender != known.council:
            return False
        pieces = run.opener.open(data, run.opener.allowance()).pieces
        found = {hashlib.sha256(each.data).hexdigest() for each in pieces if each.refused is None}
        sent = {each.sha256 for each in self.council.ledger.files() if each.kind in _SENT_BY_US}
        return bool(found) and found <= sent

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

    @staticmethod
    def _name(letter: Letter | None, uid: str) -> str:
        """Return what a message is called: when it was sent, by whom, and its number there."""
        sent = f"{letter.sent:%Y-%m-%d %H%M} " if letter and letter.sent else ""
        sender = visible(letter.sender_address).replace("/", "_") if letter else ""
        return f"{sent}{sender or 'e-mail'} {uid}.eml"

    def notes(self) -> Iterator[str]:
        """Yield what was left alone."""
        if self.others:
            is_one = self.others == 1
            yield (
                f"{self.others} other {'message was' if is_one else 'messages were'} left alone: "
                f"{'it is' if is_one else 'they are'} not about {self.quarter}."
            )
        if self.before:
            is_one = self.before == 1
            yield f"{self.before} {'message was' if is_one else 'messages were'} read before."


def _of(letter: Letter | None) -> Seen:
    """Return what a message shows before what it brings is looked into."""
    if letter is None:
        return Seen()
    return Seen(
        message_id=letter.message_id,
        answers=letter.answers,
        reference=letter.reference,
        sender=letter.sender_address,
        failed=letter.failed,
        is_report=letter.nature in REPORTS,
        has_link=bool(letter.links),
    )


def _is_made_here(run: Run, piece: Piece) -> bool:
    """Return whether a workbook says that it was made for this council."""
    book = run.opener.open(piece.data, run.opener.allowance()).book
    identity = identity_of(book) if book is not None else None
    return identity is not None and (identity.council.casefold() == run.council.name.casefold())

"""`read`: what came back, archived before anything else, then understood file by file.

One bad file never stops the others; every file ends in values, questions or one clear sentence.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import parseaddr
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from plansheet.arrivals.letters import Letter
from plansheet.arrivals.opened import Opened
from plansheet.collect.identity import identity_of
from plansheet.jobs.arrival import how_it_came, how_it_is_saved, opening, why_refused
from plansheet.jobs.bare_letters import bare_letter
from plansheet.jobs.beside import Beside
from plansheet.jobs.crews import crews_of
from plansheet.jobs.decisions_book import renew_decisions
from plansheet.jobs.looking import Arrived, Desk
from plansheet.jobs.lookout import looking_ahead
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.queries import renew_queries
from plansheet.jobs.reading import Reader, Received, as_a_whole
from plansheet.jobs.senders import service_about
from plansheet.model.dates import spoken_date
from plansheet.model.names import visible
from plansheet.model.records import FileKind, FileRecord, ReturnRecord, Status
from plansheet.problems import Place, problem
from plansheet.store import StoreRefusal, by_name, modified, passed_over, read_candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from plansheet.arrivals.unpack import Piece
    from plansheet.excel.limits import Refused
    from plansheet.jobs.arrival import Allowance, Opener
    from plansheet.jobs.council import Council
    from plansheet.jobs.looking import LookedAt
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.store import Candidate

# A collection workbook has some tens of kilobytes; nothing of this size is one.
LARGEST_FILE = 50 * 1024 * 1024
_A_DAY = timedelta(days=1)


def read_returns(
    council: Council,
    quarter: Quarter,
    world: World,
    paths: Sequence[Path] = (),
    password: str = "",
) -> Outcome:
    """Read the quarter's returned files, or the files and folders in `paths`.

    What is protected is opened with `password`, or one of the settings'. Files are read in the
    order in which they were last written, so that the oldest of several copies is no duplicate,
    and told in the order of their names. Raises PeriodError where no plan covers the quarter,
    StoreError where a path is not there.
    """
    council.required(quarter)
    candidates = council.store.returned(quarter, paths)
    oldest_first = sorted(candidates, key=lambda candidate: modified(candidate.path))

    with crews_of(world) as crews:

        def take(run: Run) -> None:
            with looking_ahead(council, run.desk, crews, oldest_first) as ahead:
                for candidate in world.progress(oldest_first, "Reading returns"):
                    run.take(candidate, next(ahead))

        folder = council.store.shown(council.store.returned_folder(quarter))
        nothing = f"There is nothing to read in {folder}."
        outcome = read_all(council, quarter, world, take, nothing=nothing, password=password)
    return replace(outcome, notes=(*crews.notes(), *outcome.notes))


def read_all(  # noqa: PLR0913 - what is read, as what, and what is said where there is nothing
    council: Council,
    quarter: Quarter,
    world: World,
    take: Callable[[Run], None],
    *,
    nothing: str,
    password: str = "",
) -> Outcome:
    """Read whatever `take` hands to a run, then renew what is to be decided and asked."""
    with opening(council.settings, password) as opener, _written_to(council, world) as own:
        run = Run(own, quarter, world, opener)
        take(run)
        own.ledger.end_reading(quarter)
        beside = Beside(own, quarter)
        in_order = sorted(run.received, key=lambda found: by_name(found.name))
        received = [*map(beside.seen, in_order)]
        found = [each for file in received for each in file.problems]
        decisions = renew_decisions(own, quarter, world, found)
        asked = renew_queries(own, quarter, world)
    return Outcome(
        document={"period": quarter.label, "returns": [found.as_json() for found in received]},
        lines=(
            *(tuple(_line(found, council.services(quarter)) for found in received) or (nothing,)),
            *asked.lines,
        ),
        notes=(*decisions.lines, *decisions.notes, *asked.notes),
        problems=(
            *council.unusable(quarter, council.wanted((), quarter)),
            *found,
        ),
        held=any(found.status is Status.HELD for found in received),
    )


def read_kept(council: Council, quarter: Quarter, world: World, record: ReturnRecord) -> None:
    """Read a file of the archive anew that was read before, as it came then.

    It may lie nowhere else: in no folder, and in a mailbox only.
    """
    with opening(council.settings) as opener:
        Run(council, quarter, world, opener).take_kept(record)
    renew_queries(council, quarter, world)


@contextmanager
def _written_to(council: Council, world: World) -> Iterator[Council]:
    """Give the council whose ledger is written to: in a rehearsal, one with a copy of it."""
    if not world.dry_run:
        yield council
        return
    with council.ledger.copied() as copy:
        yield council.with_ledger(copy)


def _line(found: Received, names: Mapping[str, str]) -> str:
    service = names.get(found.service, found.service)
    counts = ""
    if found.counted is not None:
        waiting = f", {found.counted.held} held" if found.counted.held else ""
        counts = f": {found.counted.values} values{waiting}"
    return f"{found.name}: {found.status}{f' ({service})' if service else ''}{counts}"


class Run:
    """One run of `read`: what became of each file so far, and what has been seen."""

    def __init__(self, council: Council, quarter: Quarter, world: World, opener: Opener) -> None:
        """Take the council whose ledger is written to, the quarter, and what opens files."""
        self.council = council
        self.quarter = quarter
        self.world = world
        self.opener = opener
        self.reader = Reader(council, quarter, world.now.date())
        self.received: list[Received] = []
        self.seen: dict[str, str] = {}

    def desk(self) -> Desk:
        """Return what a process beside this one looks at files with."""
        settings = self.council.settings
        return Desk(
            store=self.council.store,
            limits=self.opener.limits,
            passwords=self.opener.passwords,
            memory_mb=settings.limits.memory_mb,
            quarter=self.quarter,
            schemes=settings.schemes,
            issues={
                each.issue_id: each.sha256 for each in self.council.ledger.issues(self.quarter)
            },
        )

    def take(self, candidate: Candidate, ahead: LookedAt | None = None) -> None:
        """Pass over, refuse or read one file; what is read is archived first, then entered.

        `ahead` is what came of looking at it before its turn.
        """
        name = candidate.name
        if why := passed_over(name):
            note = problem("skipped", Place(file=name), why=why)
            self.received.append(Received(name, "", Status.SKIPPED, problems=(note,)))
            return
        data = read_candidate(candidate.path, LARGEST_FILE)
        self.take_bytes(name, data, ahead)

    def take_bytes(
        self, name: str, data: bytes | StoreRefusal, ahead: LookedAt | None = None
    ) -> None:
        """Refuse or read what arrived under a name; what is read is archived first."""
        if isinstance(data, StoreRefusal):
            refused = problem(data.code, Place(file=name), why=data.reason, remedy=data.remedy)
            self.received.append(Received(name, "", Status.REJECTED, problems=(refused,)))
        elif not self._was_removed(name, data):
            self._take_arrival(self._archived(name, data), data, ahead)

    def take_kept(self, record: ReturnRecord) -> None:
        """Read a file of the archive anew, as it came then."""
        letter = None
        if record.sender:
            address = parseaddr(record.sender)[1].casefold()
            letter = Letter(
                record.sender, record.sent_at, sender_address=address, message_id=record.message_id
            )
        came = tuple(each for each in record.problems if each.code == "came-with")
        found = Received(record.file, record.sha256, Status.REJECTED, letter=letter, found=came)
        data = self.council.store.archived(record.sha256)
        self.enter(found, self.opener.open(data, self.opener.allowance()), len(data))

    def _archived(self, name: str, data: bytes, letter: Letter | None = None) -> Received:
        """Keep the bytes of a file for good, and return it as one that nothing has come of yet."""
        if not self.world.dry_run:
            self.council.store.archive(data, PurePosixPath(name).suffix)
        sha256 = hashlib.sha256(data).hexdigest()
        return Received(name, sha256, Status.REJECTED, letter=letter)

    def _take_arrival(self, found: Received, data: bytes, ahead: LookedAt | None) -> None:
        """Read a file or, where it holds others, each of those as a file of its own."""
        if self._is_twice(found):
            return
        if ahead and self._holds(ahead, found):
            self.enter(found, ahead.opened, len(data), ahead.arrived)
            return
        left = self.opener.allowance()
        opened = self.opener.open(data, left)
        if not opened.pieces:
            self.enter(found, opened, len(data))
        for piece in opened.pieces:
            if not passed_over(piece.name):
                self._take_piece(found, piece, left)

    def _holds(self, ahead: LookedAt, found: Received) -> bool:
        """Return whether what came of a file before its turn would come of it now."""
        is_same = ahead.sha256 == found.sha256
        return is_same and (ahead.opened.refused is not None or self.reader.is_known(ahead.arrived))

    def _was_removed(self, name: str, data: bytes) -> bool:
        """Return whether those bytes were removed from the quarter, and say so."""
        sha256 = hashlib.sha256(data).hexdigest()
        removal = self.council.ledger.removals.of(self.quarter, sha256)
        if removal is None:
            return False
        day = spoken_date(removal.removed.date())
        note = problem("removed", Place(file=name), day=day, reason=removal.reason)
        self.received.append(Received(name, sha256, Status.SKIPPED, problems=(note,)))
        return True

    def _take_piece(self, outer: Received, piece: Piece, left: Allowance) -> None:
        """Read a file that arrived inside another; the one around it where `piece` has no name."""
        name = f"{outer.name}/{piece.name}" if piece.name else outer.name
        if piece.data and self._was_removed(name, piece.data):
            # What is around it holds it too; the other files in that are each kept by themselves.
            if not self.world.dry_run:
                self.council.store.discard(outer.sha256)
            return
        if not piece.data:
            # Nothing of it could be got out, so there is nothing to keep.
            found = Received(name, "", Status.REJECTED, letter=piece.letter)
        else:
            found = self._archived(name, piece.data, piece.letter)
        found = replace(found, found=tuple(how_it_came(piece, name)))
        if found.sha256 and self._is_twice(found):
            return
        opened = Opened(refused=piece.refused) if piece.refused else None
        self.enter(found, opened or self.opener.open(piece.data, left), len(piece.data))

    def _is_twice(self, found: Received) -> bool:
        """Return whether those bytes were read under another name, and say so."""
        known = self.council.ledger.return_of(self.quarter, found.sha256)
        first = self.seen.get(found.sha256) or (known.file if known else found.name)
        is_same = _bare(first) == _bare(found.name) and not _is_another_letter(found, known)
        if found.sha256 not in self.seen and is_same:
            return False
        if known is not None and _waits_for_its_sender(known):
            # It may be nobody's, and this copy of it may come from one who is known.
            return False
        twice = problem("duplicate", Place(file=found.name), first=first)
        service = known.service if known else ""
        said = replace(found, status=Status.DUPLICATE, service=service, problems=(twice,))
        self.received.append(said)
        return True

    def enter(
        self, found: Received, opened: Opened, size: int, arrived: Arrived | None = None
    ) -> None:
        """Judge a file by what came of opening it, and enter it in the ledger.

        `arrived` is what was compared already.
        """
        self.seen[found.sha256] = found.name
        if opened.book is not None:
            saved = how_it_is_saved(opened.book, found.name)
            found = replace(found, found=(*saved, *found.found))
            arrived = arrived or Arrived(opened.book, identity_of(opened.book))
            found = self.reader.read(found, arrived)
        elif opened.refused is not None:
            found = self._refused(found, opened.refused)
        if found.sha256:
            known = self.council.ledger.return_of(self.quarter, found.sha256)
            self._keep(found, known, size)
        self.received.append(found.entered())

    def _refused(self, found: Received, refused: Refused) -> Received:
        """Return a file that is no workbook, an e-mail without one as what it is."""
        if found.letter is not None and refused.code == "not-a-workbook":
            return bare_letter(self.council, self.quarter, found, found.letter, refused)
        if found.letter is not None:
            service = service_about(self.council, self.quarter, found.letter)
            found = replace(found, service=service)
        return as_a_whole(found, why_refused(refused, found.name))

    def _keep(self, found: Received, known: ReturnRecord | None, size: int) -> None:
        """Enter a file in the ledger, in one transaction; one that is there as it is stays so."""
        record = ReturnRecord(
            quarter=self.quarter,
            sha256=found.sha256,
            file=found.name,
            status=found.status,
            read_at=self.world.now,
            service=found.service,
            issue_id=found.issue_id,
            problems=found.found,
            sender=visible(found.letter.sender) if found.letter else "",
            sent_at=_sent(found.letter, self.world.now),
            message_id=found.letter.message_id if found.letter else "",
        )
        ledger = self.council.ledger
        if known is not None:
            same = replace(
                record,
                read_at=known.read_at,
                arrival=known.arrival,
                number=known.number,
                reading=known.reading,
            )
            kept = ledger.loaded_return(known.number) if found.returned else None
            if same == known and kept == found.returned:
                return
        seen = FileRecord(found.sha256, found.name, size, FileKind.RETURNED, self.world.now)
        with ledger.transaction():
            ledger.add_file(seen)
            ledger.add_return(record, found.returned)
        self.council.forget_return(found.service, self.quarter)


def _waits_for_its_sender(record: ReturnRecord) -> bool:
    """Return whether a file is held since nobody knows who sent it."""
    codes = {each.code for each in record.problems}
    return record.status is Status.HELD and "sender-unknown" in codes


def _sent(letter: Letter | None, now: datetime) -> datetime | None:
    """Return when an e-mail was sent; None where its clock is ahead of what can be."""
    sent = letter.sent if letter else None
    return sent if sent is not None and sent <= now + _A_DAY else None


def _is_another_letter(found: Received, known: ReturnRecord | None) -> bool:
    """Return whether bytes that are known came again, with another e-mail than the first time.

    Who sent them first is who sent them: anybody may pass a workbook on.
    """
    if known is None or found.letter is None or known.file == found.name:
        return False
    return found.letter.message_id != known.message_id


def _bare(name: str) -> str:
    """Return a file's name without the folders it lies in."""
    return name.rpartition("/")[2].casefold()
